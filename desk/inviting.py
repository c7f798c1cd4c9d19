"""Customers under contract are invited to book the visits they are owed: once, reminded once, then called."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain

from desk.contracts import MaintenanceContract, owe_visits
from desk.customers import Customer
from desk.events import DueVisitInvited
from planner.firms import Firm
from planner.maintenance import MaintenanceDue
from planner.ports import Work
from planner.rules import InvitationRule
from planner.sites import Site
from planner.working_days import expand, local_day

BEHIND = timedelta(days=30)
"""A visit due so long before its contract was known here is still owed: it lies within its tolerance."""


class Answer(StrEnum):
    """What a customer may say instead of booking."""

    CALL_ME = "call_me"
    NO_VISIT = "no_visit"


ANSWER_LABELS = {Answer.CALL_ME: "rappelez-moi", Answer.NO_VISIT: "pas cette fois"}


@dataclass(frozen=True, slots=True)
class DueInvitation:
    """What was said between the firm and a customer about one visit owed; `id` is that of the visit.

    `sent_at` is None when somebody set the visit aside before anybody was invited.
    """

    id: str
    sent_at: datetime | None = None
    reminded_at: datetime | None = None
    answered_at: datetime | None = None
    answer: Answer | None = None


class DueState(StrEnum):
    """Where a visit owed stands, for whoever looks after contracts."""

    TO_INVITE = "to_invite"
    INVITED = "invited"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class Owed:
    """A visit owed, whom and where for (None where nobody knows), and what was said about it."""

    due: MaintenanceDue
    customer: Customer
    site: Site | None
    invitation: DueInvitation

    def state(self, rule: InvitationRule, now: datetime) -> DueState:
        """Return where it stands; a reminder that has waited as long as the invitation did is left unanswered."""
        said = self.invitation
        if self.due.appointment_id is not None:
            return DueState.BOOKED
        if said.answer is not None:
            return DueState.ANSWERED
        if said.sent_at is None:
            return DueState.TO_INVITE
        waited = said.reminded_at is not None and said.reminded_at + rule.patience <= now
        return DueState.UNANSWERED if waited else DueState.INVITED

    def may_invite(self, rule: InvitationRule, now: datetime) -> bool:
        """Tell whether an invitation may go now: nothing is booked or declined, none went lately, it would arrive."""
        sent_at = self.invitation.sent_at
        return self.reachable and not self.settled and (sent_at is None or sent_at + rule.again <= now)

    @property
    def settled(self) -> bool:
        """Tell whether nothing is left to do: it is booked, or will not be made."""
        return self.due.appointment_id is not None or self.invitation.answer is Answer.NO_VISIT

    @property
    def waits_for_mail(self) -> bool:
        """Tell whether somebody invited him who can be written to, and he has neither booked nor answered."""
        said = self.invitation
        return said.sent_at is not None and said.answer is None and not self.settled and self.reachable

    @property
    def reachable(self) -> bool:
        """Tell whether a mail with slots can be written: there is an address to write to and one to go to."""
        return bool(self.customer.email) and self.site is not None


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of the visits somebody wanted to invite to: by identifier."""

    invited: tuple[str, ...]
    kept_back: tuple[str, ...]


def owed_visits(work: Work, ids: Collection[str] | None = None) -> list[Owed]:
    """Return the visits owed that are to be shown now, or those with these identifiers, the earliest due first.

    What a contract that has ended meanwhile would have owed is left out, and what is settled once its time is over.
    """
    dues = work.of(MaintenanceDue).find() if ids is None else work.of(MaintenanceDue).find(id=list(ids))
    today = local_day(work.now, work.firm.zone)
    until = today + work.firm.rules.invitations.ahead
    contracts: dict[str, MaintenanceContract] = {one.id: one for one in work.of(MaintenanceContract).find()}
    shown = [due for due in dues if due.due_on <= until and _in_force(contracts, due)]
    sites = _sites(work, shown)
    customers = {one.id: one for one in work.of(Customer).find(id=[due.customer_id for due in shown])}
    said = {one.id: one for one in work.of(DueInvitation).find(id=[due.id for due in shown])}
    found = [
        Owed(due, customers[due.customer_id], sites.get(due.id), said.get(due.id, DueInvitation(due.id)))
        for due in sorted(shown, key=lambda one: (one.due_on, one.id))
        if due.customer_id in customers
    ]
    return [one for one in found if one.due.latest >= today or not one.settled]


def invite_to_book(work: Work, ids: Collection[str]) -> Batch:
    """Have an invitation mailed for each of these visits for which one may go now."""
    rule = work.firm.rules.invitations
    invited = [one.due.id for one in owed_visits(work, ids) if one.may_invite(rule, work.now)]
    for key in invited:
        work.of(DueInvitation).put(DueInvitation(key, sent_at=work.now))
    work.publish(*(DueVisitInvited(key, reminder=False) for key in invited))
    return Batch(tuple(invited), tuple(sorted(set(ids) - set(invited))))


def answer_invitation(work: Work, due_id: str, answer: Answer) -> None:
    """Keep what a customer says instead of booking.

    Raises:
        NotFound: no such visit is owed.
    """
    due = work.of(MaintenanceDue).get(due_id)
    said = next(iter(work.of(DueInvitation).find(id=due.id)), DueInvitation(due.id))
    work.of(DueInvitation).put(replace(said, answered_at=work.now, answer=answer))


def look_after_contracts(work: Work) -> None:
    """Write what contracts owe in the weeks ahead; in opening hours, remind whoever was invited and did not answer."""
    today = local_day(work.now, work.firm.zone)
    owe_visits(work, first=today - BEHIND, last=today + work.firm.rules.invitations.ahead)
    if not _open(work.firm, work.now, today):
        return
    waiting = [one for one in work.of(DueInvitation).find(reminded_at=None, answer=None) if _has_waited(work, one)]
    for one in owed_visits(work, [one.id for one in waiting]):
        if one.waits_for_mail:
            work.of(DueInvitation).put(replace(one.invitation, reminded_at=work.now))
            work.publish(DueVisitInvited(one.due.id, reminder=True))


def _has_waited(work: Work, invitation: DueInvitation) -> bool:
    return invitation.sent_at is not None and invitation.sent_at + work.firm.rules.invitations.patience <= work.now


def _open(firm: Firm, now: datetime, today: date) -> bool:
    hours = () if firm.rules.closed(today) else expand(firm.rules.opening, today, firm.zone)
    return any(span.contains(now) for span in hours)


def _in_force(contracts: Mapping[str, MaintenanceContract], due: MaintenanceDue) -> bool:
    contract = contracts.get(due.contract_id)
    return contract is not None and contract.active_on(due.due_on)


def _sites(work: Work, dues: Collection[MaintenanceDue]) -> dict[str, Site]:
    """Return where each visit is to be made: the contract's site, else the customer's only one."""
    named = {one.id: one for one in work.of(Site).find(id=[due.site_id for due in dues if due.site_id])}
    unnamed = [due for due in dues if due.site_id not in named]
    theirs = work.of(Site).find(customer_id=[due.customer_id for due in unnamed])
    number = Counter(one.customer_id for one in theirs)
    only = {one.customer_id: one for one in theirs if number[one.customer_id] == 1}
    return dict(
        chain(
            ((due.id, named[due.site_id]) for due in dues if due.site_id in named),
            ((due.id, only[due.customer_id]) for due in unnamed if due.customer_id in only),
        )
    )
