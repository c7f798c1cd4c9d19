"""The office's inbox: promises without anybody, questions, words, calendars, mails, programs, files, proposals."""

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from api.actions.common import OFFICE, firm_for, firm_view, house_of
from api.actions.proposals import open_proposal
from api.sheets import Details
from api.views import Caller, InboxItem, InboxKind, InboxView, Role
from desk.connections import connections_of
from desk.imports.importing import imports as all_imports
from desk.imports.journal import ImportState
from desk.messages import Message, MessageState
from desk.notices import open_notices
from desk.repromises import unanswered
from desk.said import counted, said
from desk.webhooks import webhooks
from desk.wording import say_window
from planner.appointments import Appointment, State
from planner.identifiers import AppointmentId
from planner.ports import Work
from planner.promises import broken_promises
from planner.technicians import Technician
from planner.working_days import days_between, local_day

AHEAD = timedelta(days=13)
"""So many days after today are looked at."""

BEHIND = timedelta(days=3)
"""A mail that did not leave so long ago is no news."""

_SILENT = said("Arrêté, ou silencieux depuis trop longtemps : ce qui s’y passe n’est plus suivi.")


def inbox(caller: Caller, slug: str) -> InboxView:
    """Return all that needs somebody, the most pressing first."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        today = local_day(work.now, firm.zone)
        days = list(days_between(today, today + AHEAD))
        unplaced = list(_unplaced(work, days))
        items = (
            *unplaced,
            *_broken(work, days, {item.day for item in unplaced}),
            *_unanswered(work),
            *_notices(work),
            *_calendars(work),
            *_mails(work),
            *(_programs(work) if person.role is Role.MANAGEMENT else ()),
            *_imports(work),
            *_proposals(work, days),
        )
    return InboxView(firm_view(house, firm), person, items)


def _unplaced(work: Work, days: list[date]) -> Iterator[InboxItem]:
    """Yield the promises ahead that stand on no route."""
    routes = work.routes.between(days[0], days[-1])
    planned = {visit.appointment_id for route in routes for visit in route.visits}
    promised = [one for one in work.of(Appointment).find(state=State.CONFIRMED) if one.id not in planned]
    lost = [one for one in promised if days[0] <= local_day(one.window.start, work.firm.zone) <= days[-1]]
    details = Details.of(work, [AppointmentId(one.id) for one in lost])
    for one in sorted(lost, key=lambda appointment: appointment.window.start):
        yield InboxItem(
            InboxKind.UNPLACED,
            details.appointment_view(one).customer_name,
            said("Promis {window}, et sur aucune tournée.", window=say_window(one.window, work.firm.zone)),
            day=local_day(one.window.start, work.firm.zone),
            appointment=one.id,
        )


def _broken(work: Work, days: list[date], known: set[date | None]) -> Iterator[InboxItem]:
    """Yield the days on which promises do not hold, for another reason than those told of already."""
    for day in days:
        number = len(broken_promises(work, day, day)) if day not in known else 0
        if number:
            broken = counted("{count} promesse ne tient plus.", "{count} promesses ne tiennent plus.", number)
            yield InboxItem(InboxKind.BROKEN, said("{day}", day=day), broken, day=day)


def _unanswered(work: Work) -> Iterator[InboxItem]:
    late = unanswered(work)
    details = Details.of(work, [one.id for one in late])
    for one in late:
        name = details.appointment_view(details.appointments[one.id]).customer_name
        what = said("N’a pas choisi d’autre moment : appelez ce client.")
        yield InboxItem(InboxKind.UNANSWERED, name, what, one.asked_at, appointment=one.id)


def _notices(work: Work) -> Iterator[InboxItem]:
    """Yield the words left: under the name of the customer who wrote, or of whom else they are about."""
    names: dict[str, str] = {one.id: one.name for one in work.of(Technician).find()}
    words = open_notices(work)
    details = Details.of(work, [one.appointment_id for one in words if one.appointment_id and one.by_customer])
    for one in words:
        title = names.get(one.technician_id, said("{day}", day=one.day))
        about = one.appointment_id or ""
        if about in details.appointments:
            title = details.appointment_view(details.appointments[AppointmentId(about)]).customer_name
        yield InboxItem(InboxKind.NOTICE, title, one.said, one.noticed_at, one.day, about, target=one.id)


def _calendars(work: Work) -> Iterator[InboxItem]:
    names: dict[str, str] = {one.id: one.name for one in work.of(Technician).find()}
    for one in connections_of(work):
        if one.alarming(work.now):
            name = names.get(one.technician_id, "")
            yield InboxItem(InboxKind.CALENDAR, said("Agenda de {name}", name=name), _SILENT, target=one.id)


def _mails(work: Work) -> Iterator[InboxItem]:
    for one in work.of(Message).find(state=MessageState.FAILED):
        if one.at > work.now - BEHIND:
            what = said("« {subject} » n’est pas parti : {error}", subject=one.subject, error=one.error)
            yield InboxItem(InboxKind.MAIL, one.to, what, one.at)


def _programs(work: Work) -> Iterator[InboxItem]:
    for one in webhooks(work):
        if one.stopped:
            what = said("Ce logiciel n’est plus prévenu. {why}", why=one.trouble)
            yield InboxItem(InboxKind.PROGRAM, urlsplit(one.url).hostname or one.url, what, one.failing_since)


def _imports(work: Work) -> Iterator[InboxItem]:
    for one in all_imports(work):
        if one.state is ImportState.PREVIEWED:
            what = said("Lu, et pas encore confirmé : rien n’est gardé avant votre accord.")
            yield InboxItem(InboxKind.IMPORT, one.file_name, what, one.at, target=one.id)


def _proposals(work: Work, days: list[date]) -> Iterator[InboxItem]:
    for day in days:
        if (proposal := open_proposal(work, day)) and proposal.changes:
            yield InboxItem(InboxKind.PROPOSAL, said("{day}", day=day), proposal.sentence, proposal.made_at, day)
