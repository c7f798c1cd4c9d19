"""The house is everything a request may need, built once: settings, records, clock, and the ways out into the world."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock

import httpx

from api.hub import Hub
from api.kept_slots import KeptSlots
from api.searches import Searches
from api.settings import Settings
from api.signing import Signer
from api.traces import NoTraces, Traces
from api.wakes import Wakes
from calendar_sync.remote.addresses import guarded
from connectors.mail import ImapFolder, MailSender
from connectors.places import PlaceFinder
from connectors.sms import SmsSender
from desk.sealing import Seal
from planner.board import Board
from planner.identifiers import FirmId
from planner.ports import Clock, Queue, Transactions
from planner.replanning import Searcher, searched


class Boards:
    """The compiled routes of each firm, kept between requests; a restart costs only the time to compile them again."""

    def __init__(self) -> None:
        self._boards: dict[FirmId, Board] = {}
        self._lock = Lock()

    def of(self, firm_id: FirmId) -> Board:
        """Return the one board of a firm."""
        with self._lock:
            return self._boards.setdefault(firm_id, Board())


@dataclass(frozen=True, slots=True)
class Microsoft:
    """How this server is registered with Microsoft, as which `application`; `http` makes clients not yet signed in."""

    application: str
    secret: str
    tenant: str
    http: Callable[[], httpx.Client]


@dataclass(frozen=True, slots=True)
class House:
    """One server or command at work; `api.wiring` builds it from settings, tests from what they need.

    `sms` is where short messages go and `replies` where customers answer invitations, if anywhere; `bell` is set
    after each commit, for the worker; `wakes` tells whose calendars elsewhere are to be looked at; `searches` are
    the better plans looked for behind the pages, `searcher` is who finds them, and `ready_to_search` calls him in
    beforehand; `traces` says where spans go; `providers_http` makes clients that reach firms' identity providers;
    `close` ends them and lets go of the database.
    """

    settings: Settings
    transactions: Transactions
    queue: Queue
    clock: Clock
    signer: Signer
    mail: MailSender
    places: PlaceFinder
    seal: Seal
    microsoft: Microsoft | None = None
    sms: SmsSender | None = None
    replies: ImapFolder | None = None
    hub: Hub = field(default_factory=Hub)
    boards: Boards = field(default_factory=Boards)
    kept_slots: KeptSlots = field(default_factory=KeptSlots)
    bell: Event = field(default_factory=Event)
    wakes: Wakes = field(default_factory=Wakes)
    searches: Searches = field(default_factory=Searches)
    searcher: Searcher = searched
    ready_to_search: Callable[[], None] = lambda: None
    providers_http: Callable[[], httpx.Client] = guarded
    traces: Traces = field(default_factory=NoTraces)
    close: Callable[[], None] = lambda: None
