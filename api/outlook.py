"""A calendar in Outlook: its owner signs in at Microsoft once, and from then on it follows like any other."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import httpx

from api.errors import LinkInvalid, OutlookNotSetUp
from api.graph_notifications import PATH as NOTIFICATIONS
from api.graph_notifications import state_of
from api.house import House, Microsoft
from calendar_sync.remote.graph import default_calendar
from calendar_sync.remote.graph_subscriptions import TERM, keep_told
from desk.connections import (
    Connection,
    Opening,
    Provider,
    connections_of,
    new_connection_id,
    open_at,
    resume,
    take_opening,
)
from desk.identifiers import ConnectionId
from desk.showing import connect
from planner.errors import NotFound
from planner.firms import Firm
from planner.identifiers import FirmId, TechnicianId, new_id
from planner.ports import Work

if TYPE_CHECKING:
    from calendar_sync.remote.microsoft import MicrosoftApplication

BACK = "/calendars/microsoft"
"""Where Microsoft sends somebody back to; registered there, with the server's address before it."""


def begin(house: House, firm_id: FirmId, technician_id: TechnicianId) -> str:
    """Return the address at Microsoft where a technician opens his mailbox to us; it is good for ten minutes.

    Raises:
        OutlookNotSetUp: this server is not registered with Microsoft.
        RemoteFailed: Microsoft does not answer as it should.
    """
    microsoft, key = _registered(house), f"{firm_id}.{new_id()}"
    with microsoft.http() as client:
        started = _application(microsoft, client).sign_in(f"{house.settings.address}{BACK}", state=key)
    flow = house.seal.close(firm_id, key, started.flow.encode())
    opening = Opening(key, technician_id, flow, house.clock())
    house.transactions.write(firm_id, lambda work: open_at(work, opening))
    return started.url


def finish(house: House, answer: Mapping[str, str]) -> Firm:
    """Connect the calendar of whoever comes back from Microsoft with these fields; return the firm he works for.

    Raises:
        LinkInvalid: nobody of ours went there with this state, or too long ago, or he has come back already.
        AccessLost: he refused.
        RemoteFailed: Microsoft does not answer as it should.
        AlreadyConnected: another calendar follows his visits.
    """
    microsoft, state = _registered(house), answer.get("state", "")
    firm_id = FirmId(state.partition(".")[0])
    try:
        opening = house.transactions.write(firm_id, partial(take_opening, key=state))
    except NotFound as error:
        raise LinkInvalid from error
    flow = house.seal.open(firm_id, state, opening.flow).decode()
    with microsoft.http() as client, microsoft.http() as mine:
        application = _application(microsoft, client)
        opened = application.signed_in(flow, answer)
        mine.headers["Authorization"] = f"Bearer {application.renewed(opened.tokens)[0]}"
        found = default_calendar(mine)
    tokens = partial(_sealed, house, firm_id, opened.tokens)

    def command(work: Work) -> Firm:
        for known in connections_of(work, opening.technician_id):
            if (known.provider, known.address) == (Provider.MICROSOFT, found.ident):
                resume(work, known.id, account=opened.address, secret=tokens(known.id))
                return work.firm
        key = new_connection_id()
        made = Connection(
            id=key,
            technician_id=opening.technician_id,
            provider=Provider.MICROSOFT,
            name=found.name,
            address=found.ident,
            account=opened.address,
            secret=tokens(key),
            opened_at=work.now,
        )
        connect(work, made)
        return work.firm

    return house.transactions.write(firm_id, command)


@contextmanager
def mailbox(house: House, firm_id: FirmId, connection: Connection) -> Iterator[httpx.Client]:
    """Open the mailbox of a connection; what Microsoft renews meanwhile is kept.

    Raises:
        SealBroken: what opens it can no longer be read.
        OutlookNotSetUp: this server is not registered with Microsoft any more.
    """
    from calendar_sync.remote.microsoft import MailboxAuth  # noqa: PLC0415  # as in _application

    microsoft = _registered(house)
    tokens = house.seal.open(firm_id, connection.id, connection.secret).decode()

    def keep(renewed: str) -> None:
        secret = _sealed(house, firm_id, renewed, connection.id)
        house.transactions.write(firm_id, lambda work: _change(work, connection.id, secret=secret))

    with microsoft.http() as client, microsoft.http() as mine:
        mine.auth = MailboxAuth(_application(microsoft, client), tokens, keep)
        yield mine


def keep_being_told(house: House, firm_id: FirmId, connection: Connection) -> None:
    """Have Microsoft tell what changes in a mailbox, where it can reach us; raises RemoteFailed."""
    told = connection.told_until
    if not house.settings.https or (told and told - house.clock() > TERM / 2):
        return
    url, whose = f"{house.settings.address}{NOTIFICATIONS}", (firm_id, connection.technician_id)
    with mailbox(house, firm_id, connection) as mine:
        until = keep_told(mine, url, state_of(house, whose), house.clock())
    house.transactions.write(firm_id, lambda work: _change(work, connection.id, told_until=until))


def _change(work: Work, connection_id: ConnectionId, **fields: object) -> None:
    for known in work.of(Connection).find(id=connection_id):
        work.of(Connection).put(replace(known, **fields))  # type: ignore[arg-type]


def _sealed(house: House, firm_id: FirmId, tokens: str, connection_id: ConnectionId) -> bytes:
    return house.seal.close(firm_id, connection_id, tokens.encode())


def _registered(house: House) -> Microsoft:
    if house.microsoft is None:
        raise OutlookNotSetUp
    return house.microsoft


def _application(microsoft: Microsoft, client: httpx.Client) -> "MicrosoftApplication":
    from calendar_sync.remote.microsoft import MicrosoftApplication  # noqa: PLC0415  # a third of a second to load

    return MicrosoftApplication(microsoft.application, microsoft.secret, tenant=microsoft.tenant, client=client)
