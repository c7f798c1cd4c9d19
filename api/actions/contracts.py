"""What contracts owe: the visits that fall due, inviting many customers at once, and setting one aside."""

from collections import Counter
from collections.abc import Collection
from datetime import timedelta

from api.actions.common import OFFICE, firm_for, firm_view, house_of
from api.views import Caller, Done, DueFilter, DuesView, DueView, Refused
from desk.inviting import Answer, Batch, DueState, Owed, answer_invitation, invite_to_book, owed_visits
from desk.said import counted, said, together
from planner.appointments import Appointment
from planner.ports import Work
from planner.services import Service
from planner.working_days import local_day

_NOTHING = Refused(said("Cochez au moins une visite."))
_SHOWN_BY_STATE = {
    DueState.TO_INVITE: DueFilter.TO_INVITE,
    DueState.INVITED: DueFilter.INVITED,
    DueState.BOOKED: DueFilter.BOOKED,
}


def due_visits(caller: Caller, slug: str, *, area: str = "", shown: str = "") -> DuesView:
    """Return the visits that contracts owe in the weeks ahead, of one area, as one filter shows them."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    wanted = DueFilter(shown) if shown in set(DueFilter) else DueFilter.OPEN
    with house.transactions.read(firm.id) as work:
        every = _views(work, owed_visits(work))
    here = [one for one in every if area in {"", one.area}]
    return DuesView(
        firm=firm_view(house, firm),
        person=person,
        weeks=firm.rules.invitations.ahead // timedelta(weeks=1),
        dues=tuple(one for one in here if wanted in _filters(one)),
        counts=Counter(name for one in here for name in _filters(one)),
        areas=tuple(sorted({one.area for one in every if one.area})),
        area=area,
        shown=wanted,
    )


def invite_due(caller: Caller, slug: str, *, dues: Collection[str]) -> Done | Refused:
    """Invite the customers of these visits to book, each at most once in the firm's time between two invitations."""
    firm, _ = firm_for(caller, slug, *OFFICE)
    if not dues:
        return _NOTHING
    batch: Batch = house_of(caller).transactions.write(firm.id, lambda work: invite_to_book(work, dues))
    invited = counted("{count} invitation en route.", "{count} invitations en route.", len(batch.invited))
    if not batch.kept_back:
        return Done(invited)
    kept = counted(
        "{count} visite laissée de côté : sans e-mail ou sans adresse, déjà réservée, ou invitée il y a moins "
        "de {days} jours.",
        "{count} visites laissées de côté : sans e-mail ou sans adresse, déjà réservées, ou invitées il y a moins "
        "de {days} jours.",
        len(batch.kept_back),
        days=firm.rules.invitations.again // timedelta(days=1),
    )
    return Done(together(invited, kept)) if batch.invited else Refused(kept)


def set_due_aside(caller: Caller, slug: str, *, dues: Collection[str]) -> Done | Refused:
    """Note that these visits will not be made; nobody is asked about them any more."""
    firm, _ = firm_for(caller, slug, *OFFICE)
    if not dues:
        return _NOTHING

    def command(work: Work) -> None:
        for due in dues:
            answer_invitation(work, due, Answer.NO_VISIT)

    house_of(caller).transactions.write(firm.id, command)
    return Done(counted("{count} visite sans suite.", "{count} visites sans suite.", len(dues)))


def _filters(due: DueView) -> set[DueFilter]:
    """Return every filter that shows a visit."""
    if due.state is DueState.BOOKED:
        return {DueFilter.BOOKED}
    if due.answer is Answer.NO_VISIT:
        return {DueFilter.DECLINED}
    by_state = {_SHOWN_BY_STATE[due.state]} if due.state in _SHOWN_BY_STATE and not due.to_call else set()
    return {DueFilter.OPEN} | by_state | ({DueFilter.TO_CALL} if due.to_call else set())


def _views(work: Work, owed: Collection[Owed]) -> list[DueView]:
    services = {one.id: one for one in work.of(Service).find()}
    keys = [one.due.appointment_id for one in owed if one.due.appointment_id]
    appointments: dict[str | None, Appointment] = {one.id: one for one in work.of(Appointment).find(id=keys)}
    return [
        _view(work, one, services[one.due.service_id], appointments.get(one.due.appointment_id))
        for one in owed
        if one.due.service_id in services
    ]


def _view(work: Work, owed: Owed, service: Service, made: Appointment | None) -> DueView:
    rule, site, invitation = work.firm.rules.invitations, owed.site, owed.invitation
    state = owed.state(rule, work.now)
    area = work.firm.rules.area_of(site.postcode) if site else None
    stuck = state is DueState.UNANSWERED or invitation.answer is Answer.CALL_ME or not owed.reachable
    return DueView(
        due=owed.due.id,
        customer=owed.customer.id,
        name=owed.customer.name,
        phone=owed.customer.phone,
        site=site.id if site else "",
        address=", ".join(part for part in (site.street, site.city) if part) if site else "",
        area=area.name if area else "",
        service=service.id,
        service_name=service.name,
        due_on=owed.due.due_on,
        late=owed.due.latest < local_day(work.now, work.firm.zone) and not owed.settled,
        state=state,
        may_invite=owed.may_invite(rule, work.now),
        to_call=stuck and not owed.settled,
        invited_at=invitation.sent_at,
        reminded_at=invitation.reminded_at,
        answer=invitation.answer,
        appointment=made.id if made else "",
        start=made.window.start if made else None,
    )
