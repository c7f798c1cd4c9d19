"""A calendar is connected in three steps: sign in where it is, choose it among those there, and have it looked at."""

from dataclasses import asdict, dataclass

import httpx

from api.house import House
from calendar_sync.errors import CalendarGone, ObjectRefused
from calendar_sync.remote.addresses import signed_in
from calendar_sync.remote.discovery import FoundCalendar, find_calendars
from calendar_sync.remote.quirks import probe
from desk.connections import Connection, Provider, new_connection_id, resume
from desk.identifiers import ConnectionId
from desk.showing import connect
from planner.identifiers import FirmId, TechnicianId


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where calendars are, and who signs in there: the address of a server, of an account or of one calendar."""

    address: str
    account: str
    password: str


def calendars_at(house: House, sign_in: SignIn) -> list[FoundCalendar]:
    """Return the calendars of an account, by name.

    Raises:
        RemoteFailed: there are none to be seen, and why, in words.
    """
    with _signed_in(house, sign_in) as client:
        return find_calendars(client, sign_in.address)


def connect_calendar(house: House, firm_id: FirmId, technician_id: TechnicianId, sign_in: SignIn) -> Connection:
    """Keep a technician's visits in step with the calendar at an address from now on.

    Raises:
        RemoteFailed: there is no such calendar, or it cannot be written to.
        NotFound: the firm has no such technician.
        AlreadyConnected: another calendar is in step with his visits.
    """
    key = new_connection_id()
    with _signed_in(house, sign_in) as client:
        found = _calendar_at(client, sign_in.address)
        quirks = probe(client, found.url)
    made = Connection(
        id=key,
        technician_id=technician_id,
        provider=Provider.CALDAV,
        name=found.name or found.url,
        address=found.url,
        account=sign_in.account,
        secret=house.seal.close(firm_id, key, sign_in.password.encode()),
        opened_at=house.clock(),
        quirks=frozenset(name for name, there in asdict(quirks).items() if there),
    )
    return house.transactions.write(firm_id, lambda work: connect(work, made))


def reconnect_calendar(
    house: House, firm_id: FirmId, connection_id: ConnectionId, account: str, password: str
) -> Connection:
    """Sign in anew to a connected calendar and go on where it was left; raises RemoteFailed and NotFound."""
    with house.transactions.read(firm_id) as work:
        known = work.of(Connection).get(connection_id)
    with _signed_in(house, SignIn(known.address, account, password)) as client:
        _calendar_at(client, known.address)
    secret = house.seal.close(firm_id, connection_id, password.encode())
    return house.transactions.write(firm_id, lambda work: resume(work, connection_id, account=account, secret=secret))


def _signed_in(house: House, sign_in: SignIn) -> httpx.Client:
    return signed_in(sign_in.account, sign_in.password, private=house.settings.private_addresses)


def _calendar_at(client: httpx.Client, address: str) -> FoundCalendar:
    """Return the one calendar meant, when it can hold what we write."""
    found = find_calendars(client, address)
    if not found:
        raise CalendarGone("Ce compte n’a aucun agenda.")
    if len(found) > 1:
        names = ", ".join(f"« {one.name} » ({one.url})" for one in found)
        raise CalendarGone("Ce compte a plusieurs agendas : donnez l’adresse de l’un d’eux. {names}", names=names)
    if not found[0].writable:
        raise ObjectRefused("Cet agenda ne se laisse pas modifier : choisissez-en un autre, ou demandez ce droit.")
    return found[0]
