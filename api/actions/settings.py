"""What a firm says of itself: hours, technicians, services, people who may sign in, calendar feeds, its data."""

from collections.abc import Sequence
from dataclasses import replace

from api.actions.common import SAVED, actor_of, firm_for, firm_view, house_of, noted, to_mend
from api.actions.storefront import storefront_settings
from api.actions.typed import (
    minutes_of,
    read_minutes,
    read_opening,
    read_or_tell,
    with_breaks,
)
from api.views import (
    Caller,
    Done,
    FeedSettings,
    FileView,
    FirmForm,
    MessageSettings,
    OpeningForm,
    PlacesForm,
    Refused,
    Role,
    SettingsView,
    StaffView,
)
from desk.accounts import Account, Link, Newcomer, change_account, close_sessions
from desk.accounts import invite as let_in
from desk.contact_details import read_email, read_phone
from desk.errors import DeskError, InvalidEntry
from desk.export import export_firm
from desk.feeds import feeds as open_feeds
from desk.feeds import feeds_of
from desk.feeds import open_feed as open_one
from desk.feeds import revoke_feed as close_one
from desk.messages import MessageRules, message_rules
from desk.said import said, told
from planner.errors import InvalidConfiguration
from planner.history import note
from planner.identifiers import TechnicianId
from planner.ports import Work
from planner.staffing import save_rules
from planner.technicians import Technician

MANAGING = (Role.MANAGEMENT, Role.DISPATCHER)
_RESERVE, _ANSWER = range(241), range(5, 481)
"""The minutes a firm may choose: a reserve beyond half a day would close it to everybody else."""


def settings(caller: Caller, slug: str) -> SettingsView:
    """Return the firm as the first page of its settings shows it."""
    firm, person = firm_for(caller, slug, *MANAGING)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        return SettingsView(
            firm=firm_view(house, firm),
            person=person,
            address=firm.address,
            staff=tuple(_staff_view(work, account) for account in work.of(Account).find(active=True)),
            feeds=_feeds(work),
            messages=_message_settings(message_rules(work), texts=house.sms is not None),
            storefront=storefront_settings(house, work),
            reserve_minutes=minutes_of(firm.rules.reserve),
            reserve_forecast=firm.rules.forecasts_reserve,
            answer_minutes=minutes_of(firm.rules.answer),
        )


def save_firm(caller: Caller, slug: str, form: FirmForm) -> Done | Refused:
    """Keep the firm's name and how to reach it."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    fields: dict[str, str] = {} if form.name.strip() else {"name": said("Indiquez le nom de l’entreprise.")}
    phone = read_or_tell(fields, "phone", form.phone, read_phone)
    email = read_or_tell(fields, "email", form.email, read_email)
    if fields:
        return to_mend(fields)

    def command(work: Work) -> None:
        work.save_firm(
            replace(work.firm, name=form.name.strip(), phone=phone, email=email, address=form.address.strip())
        )

    house_of(caller).transactions.write(firm.id, noted(person, "change_settings", command))
    return SAVED


def save_hours(caller: Caller, slug: str, form: Sequence[OpeningForm]) -> Done | Refused:
    """Keep the opening hours, from which the windows offered to customers are cut."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    fields: dict[str, str] = {}
    opening = read_opening(form, fields)
    if fields:
        return to_mend(fields)

    def command(work: Work) -> None:
        rules = work.firm.rules
        save_rules(work, replace(rules, opening=with_breaks(opening, rules.opening)))

    try:
        house_of(caller).transactions.write(firm.id, noted(person, "change_settings", command))
    except InvalidConfiguration as error:
        return Refused(told(error))
    return SAVED


def save_places(caller: Caller, slug: str, form: PlacesForm) -> Done | Refused:
    """Keep what is held back for emergencies, and how long a freed place is offered to those who wait."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    fields: dict[str, str] = {}
    reserve = read_minutes(fields, "reserve_minutes", form.reserve_minutes, _RESERVE)
    answer = read_minutes(fields, "answer_minutes", form.answer_minutes, _ANSWER)
    if fields:
        return to_mend(fields)
    foreseen = bool(form.reserve_forecast)

    def command(work: Work) -> None:
        save_rules(work, replace(work.firm.rules, reserve=reserve, forecasts_reserve=foreseen, answer=answer))

    house_of(caller).transactions.write(firm.id, noted(person, "change_settings", command))
    return SAVED


def open_feed(caller: Caller, slug: str, *, technician: str = "", area: str = "") -> Done:
    """Open the secret calendar address of a technician, an area or the team, in place of any there was.

    It is shown this once.
    """
    firm, person = firm_for(caller, slug, *MANAGING)
    house = house_of(caller)
    whose = TechnicianId(technician) if technician else None

    def command(work: Work) -> str:
        _close(work, whose, area)
        return open_one(work, whose, area=area or None)[1]

    token = house.transactions.write(firm.id, noted(person, "open_feed", command))
    address = f"{house.settings.address}/f/{slug}/calendar/{token}.ics"
    return Done(said("Copiez cette adresse dans l’agenda : elle ne sera plus montrée."), to_copy=address)


def revoke_feed(caller: Caller, slug: str, *, technician: str = "", area: str = "") -> Done:
    """Close every calendar address of a technician, an area or the team."""
    firm, person = firm_for(caller, slug, *MANAGING)
    whose = TechnicianId(technician) if technician else None
    house_of(caller).transactions.write(firm.id, noted(person, "close_feed", lambda work: _close(work, whose, area)))
    return Done(said("L’adresse ne donne plus rien."))


def invite(caller: Caller, slug: str, *, name: str, email: str, role: str) -> Done | Refused:
    """Invite somebody to sign in; a mail brings the link to choose a password."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    if role not in set(Role) or not name.strip():
        return to_mend({"name": said("Indiquez le nom et le rôle de la personne.")})

    def command(work: Work) -> None:
        whose = _drives(work, name.strip(), role)
        account = let_in(work, Newcomer(email, name, frozenset({Role(role)}), whose))
        note(work, "invite", actor_of(person), account.id)

    try:
        house_of(caller).transactions.write(firm.id, command)
    except InvalidEntry as error:
        return to_mend({"email": told(error)})
    return Done(said("Invitation envoyée à {email}.", email=email))


def change_role(caller: Caller, slug: str, *, person: str, role: str) -> Done | Refused:
    """Give somebody another role; somebody who manages the firm must remain."""
    firm, manager = firm_for(caller, slug, Role.MANAGEMENT)
    if role not in set(Role):
        return Refused(said("Choisissez un rôle."))

    def command(work: Work) -> None:
        account = work.of(Account).get(person)
        whose = _drives(work, account.name, role)
        change_account(work, replace(account, roles=frozenset({Role(role)}), technician_id=whose))

    try:
        house_of(caller).transactions.write(firm.id, noted(manager, "change_access", command, person))
    except DeskError as error:
        return Refused(told(error))
    return SAVED


def withdraw(caller: Caller, slug: str, *, person: str) -> Done | Refused:
    """Take an access back, at once; somebody who manages the firm must remain."""
    firm, manager = firm_for(caller, slug, Role.MANAGEMENT)

    def command(work: Work) -> None:
        account = work.of(Account).get(person)
        change_account(work, replace(account, active=False))
        close_sessions(work, account.id)

    try:
        house_of(caller).transactions.write(firm.id, noted(manager, "withdraw_access", command, person))
    except DeskError as error:
        return Refused(told(error))
    return Done(said("Cette personne ne peut plus se connecter."))


def export(caller: Caller, slug: str) -> FileView:
    """Return everything the firm has put in, as one archive."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        content = export_firm(work)
    house.transactions.write(firm.id, lambda work: note(work, "export_firm", actor_of(person)))
    return FileView(f"{firm.slug}.zip", "application/zip", content)


def _drives(work: Work, name: str, role: str) -> TechnicianId | None:
    """Return the technician whose routes somebody of this name and role drives."""
    named = (one.id for one in work.of(Technician).find(active=True) if one.name == name)
    return next(named, None) if role == Role.TECHNICIAN else None


def _close(work: Work, whose: TechnicianId | None, area: str) -> None:
    for feed in feeds_of(work, whose, area or None):
        close_one(work, feed.id)


def _feeds(work: Work) -> tuple[FeedSettings, ...]:
    """The addresses a firm may open: the team's, each area's, also of one that is no more, and each technician's."""
    since = {(feed.technician_id, feed.area): feed.opened_at for feed in open_feeds(work)}
    areas = {area.name for area in work.firm.rules.areas} | {area for _, area in since if area}
    technicians = sorted(work.of(Technician).find(), key=lambda one: (not one.active, one.name))
    return (
        FeedSettings("", "", "", since.get((None, None))),
        *(FeedSettings(area, "", area, since.get((None, area))) for area in sorted(areas)),
        *(FeedSettings(one.name, one.id, "", since.get((one.id, None))) for one in technicians),
    )


def _message_settings(rules: MessageRules, *, texts: bool) -> MessageSettings:
    sms = rules.sms if texts else None
    return MessageSettings(rules.reminder_hour, rules.per_day, rules.per_appointment, sms)


def _staff_view(work: Work, account: Account) -> StaffView:
    links = [] if account.came_in else work.of(Link).find(account_id=account.id)
    until = max((link.expires_at for link in links), default=None if account.came_in else account.created_at)
    return StaffView(account.id, account.name, account.email, account.main_role, until)
