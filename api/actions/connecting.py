"""Connecting a technician's calendar: who signs in where, which of the calendars there, and it follows the plan."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from api.actions.calendars import technician_for
from api.actions.common import firm_view, house_of
from api.connecting import SignIn, calendars_at, connect_calendar
from api.errors import OutlookNotSetUp
from api.house import House
from api.outlook import begin
from api.sheets import technician_view
from api.views import Caller, ChoiceView, ConnectingView, Done, PersonView, Refused
from calendar_sync.errors import AccessLost, CalendarError
from calendar_sync.remote.discovery import FoundCalendar
from desk.errors import AlreadyConnected, SealBroken
from desk.said import said, told
from planner.firms import Firm
from planner.technicians import Technician

GOOD_FOR = timedelta(minutes=15)
"""How long somebody may take to choose among calendars before signing in again."""

_EXPIRED = said("Le choix a attendu trop longtemps : indiquez à nouveau le mot de passe.")
_MISSING = {
    "address": said("Indiquez l’adresse du serveur, ou celle de l’agenda."),
    "account": said("Indiquez le nom d’utilisateur, souvent l’adresse e-mail."),
    "password": said("Indiquez le mot de passe, ou mieux un mot de passe d’application."),
}


@dataclass(frozen=True, slots=True)
class _Ticket:
    """Who signed in where, which calendars were found there, and until when one of them may be chosen."""

    sign_in: SignIn
    found: tuple[str, ...]
    until: datetime


def connecting(caller: Caller, slug: str, *, technician: str) -> ConnectingView:
    """Return the first page: whose calendar it is going to be."""
    firm, person, known = technician_for(caller, slug, technician)
    return _view(caller, firm, person, known)


def find_calendars(
    caller: Caller, slug: str, *, technician: str, address: str, account: str, password: str
) -> ConnectingView | Refused:
    """Try a sign-in and return the calendars it opens, or say in words what to do about it."""
    firm, person, known = technician_for(caller, slug, technician)
    sign_in, house = SignIn(address, account, password), house_of(caller)
    if missing := {name: said for name, said in _MISSING.items() if not asdict(sign_in)[name]}:
        return Refused("", missing)
    try:
        found = calendars_at(house, sign_in)
    except CalendarError as error:
        return Refused("", {"password" if isinstance(error, AccessLost) else "address": told(error)})
    if not found:
        return Refused(said("Ce compte n’a aucun agenda : créez-en un chez son fournisseur, puis testez à nouveau."))
    ticket = _Ticket(sign_in, tuple(one.url for one in found), house.clock() + GOOD_FOR)
    return _view(caller, firm, person, known, found, _sealed(house, firm, _key(person, known), ticket))


def open_outlook(caller: Caller, slug: str, *, technician: str) -> ConnectingView | Refused:
    """Return the page that leads to Microsoft, where the technician opens his Outlook to us."""
    firm, person, known = technician_for(caller, slug, technician)
    try:
        leads_to = begin(house_of(caller), firm.id, known.id)
    except (CalendarError, OutlookNotSetUp) as error:
        return Refused(told(error))
    return replace(_view(caller, firm, person, known), leads_to=leads_to)


def connect_found(caller: Caller, slug: str, *, technician: str, ticket: str, address: str) -> Done | Refused:
    """Have the chosen calendar follow the technician's visits from now on."""
    firm, person, known = technician_for(caller, slug, technician)
    house = house_of(caller)
    opened = _opened(house, firm, _key(person, known), ticket)
    if opened is None or opened.until <= house.clock():
        return Refused(_EXPIRED, {"password": _EXPIRED})
    if address not in opened.found:
        return Refused(said("Choisissez un agenda de la liste."))
    sign_in = SignIn(address, opened.sign_in.account, opened.sign_in.password)
    try:
        made = connect_calendar(house, firm.id, known.id, sign_in)
    except (CalendarError, AlreadyConnected) as error:
        return Refused(told(error))
    return Done(
        said("L’agenda « {calendar} » suit maintenant les passages de {name}.", calendar=made.name, name=known.name)
    )


def _view(
    caller: Caller,
    firm: Firm,
    person: PersonView,
    technician: Technician,
    found: tuple[FoundCalendar, ...] | list[FoundCalendar] = (),
    ticket: str = "",
) -> ConnectingView:
    house = house_of(caller)
    choices = tuple(ChoiceView(one.url, one.name, one.writable) for one in found)
    named = technician_view(technician, [technician])
    outlook = house.microsoft is not None
    return ConnectingView(firm_view(house, firm), person, named, choices, ticket, outlook)


def _key(person: PersonView, technician: Technician) -> str:
    """Return what a ticket is sealed for: this person, connecting a calendar of this technician."""
    return f"connecting/{person.person}/{technician.id}"


def _sealed(house: House, firm: Firm, key: str, ticket: _Ticket) -> str:
    text = json.dumps({**asdict(ticket), "until": ticket.until.isoformat()})
    return urlsafe_b64encode(house.seal.close(firm.id, key, text.encode())).decode()


def _opened(house: House, firm: Firm, key: str, sealed: str) -> _Ticket | None:
    """Return a ticket again, or None when we did not make it for this."""
    try:
        read: dict[str, Any] = json.loads(house.seal.open(firm.id, key, urlsafe_b64decode(sealed)))
    except (SealBroken, NotBase64, ValueError):
        return None
    return _Ticket(SignIn(**read["sign_in"]), tuple(read["found"]), datetime.fromisoformat(read["until"]))
