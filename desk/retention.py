"""What is known of persons ends by the firm's clocks: each night what is too old goes, counted and never named."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desk.calls import Call
from desk.contracts import MaintenanceContract
from desk.customers import Contact, Customer
from desk.erasing import erase
from desk.imports.journal import Import, ImportFile, ImportState
from desk.messages import Message
from desk.past import PastAppointment
from planner.appointments import Appointment
from planner.history import SYSTEM
from planner.identifiers import CustomerId
from planner.plans import Proposal, Refusal
from planner.ports import Work
from planner.working_days import local_day

AT_ONCE = 20
"""Customers erased in one look: each reads the whole history, and others want to write meanwhile."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What one look let go: how many of each kind by the name of its table, and copies of messages in a folder."""

    counts: Counter[str]
    copies: tuple[str, ...]


def forget_old(work: Work) -> Forgotten:
    """Let go of what is older than the firm's rules allow."""
    copies = _forget_messages(work)
    counts = Counter(messages=copies.total(), calls=_forget_callers(work), imports=_forget_imports(work))
    counts["proposals"] = _forget_decided(work)
    gone = list(copies)
    for customer_id in silent_customers(work)[:AT_ONCE]:
        gone += erase(work, customer_id, SYSTEM).copies
        counts["customers"] += 1
    return Forgotten(+counts, tuple(filter(None, gone)))


def silent_customers(work: Work) -> list[CustomerId]:
    """Return the customers without contract in force, without appointment to come, nor any contact for too long."""
    last = {one.id: one.created_at for one in work.of(Customer).find()}
    for customer_id, at in _contacts(work):
        if customer_id in last:
            last[customer_id] = max(last[customer_id], at)
    today = local_day(work.now, work.firm.zone)
    bound = {one.customer_id for one in work.of(MaintenanceContract).find() if not _over(one, today)}
    before = work.now - work.firm.rules.retention.contact
    return sorted(key for key, at in last.items() if at < before and key not in bound)


def _contacts(work: Work) -> Iterator[tuple[CustomerId, datetime]]:
    """Yield when each customer was in contact, or will be."""
    for contact in work.of(Contact).find():
        yield contact.customer_id, contact.given_at
    for appointment in work.of(Appointment).find():
        if appointment.customer_id:
            yield appointment.customer_id, appointment.window.end
    for call in work.of(Call).find():
        if call.customer_id:
            yield call.customer_id, call.started_at
    for past in work.of(PastAppointment).find():
        yield past.customer_id, _at_the_end(work, past.day)
    for contract in work.of(MaintenanceContract).find():
        if contract.ended_on:
            yield contract.customer_id, _at_the_end(work, contract.ended_on)


def _over(contract: MaintenanceContract, today: date) -> bool:
    return contract.ended_on is not None and contract.ended_on <= today


def _at_the_end(work: Work, day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), work.firm.zone)


def _forget_messages(work: Work) -> Counter[str]:
    """Remove old messages; return where copies of them lie, "" where there is none."""
    before = work.now - work.firm.rules.retention.messages
    old = [one for one in work.of(Message).find() if one.at < before]
    for one in old:
        work.of(Message).remove(one.id)
    return Counter(one.path for one in old)


def _forget_callers(work: Work) -> int:
    """Forget from which number old calls came; whose they were is part of how long he is kept."""
    before = work.now - work.firm.rules.retention.calls
    old = [one for one in work.of(Call).find() if one.started_at < before and one.caller]
    work.of(Call).put_all(replace(one, caller="") for one in old)
    return len(old)


def _forget_imports(work: Work) -> int:
    """Forget what files left besides the records made of them; a file never kept goes whole."""
    before = work.now - work.firm.rules.retention.imports
    number = 0
    for one in [one for one in work.of(Import).find() if one.at < before]:
        if one.state is ImportState.PREVIEWED:
            work.of(Import).remove(one.id)
            work.of(ImportFile).remove(one.id)
            number += 1
            continue
        for file in work.of(ImportFile).find(id=one.id):
            bare = replace(file, content=b"", corrections=b"")
            if (bare, replace(one, rejections=(), sample=())) != (file, one):
                work.of(ImportFile).put(bare)
                work.of(Import).put(replace(one, rejections=(), sample=()))
                number += 1
    return number


def _forget_decided(work: Work) -> int:
    before = work.now - work.firm.rules.retention.decided
    old = [one for one in work.of(Proposal).find() if not one.open and one.made_at < before]
    refused = [one for one in work.of(Refusal).find() if one.refused_at < before]
    for proposal in old:
        work.of(Proposal).remove(proposal.id)
    for refusal in refused:
        work.of(Refusal).remove(refusal.id)
    return len(old) + len(refused)
