"""What the planner needs from the world: records that stay, a clock, and one transaction for one command."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

from planner.appointments import Appointment
from planner.events import Delivery, Event
from planner.firms import Firm
from planner.identifiers import FirmId, TechnicianId
from planner.routes import Route

E = TypeVar("E")
T = TypeVar("T")


class Clock(Protocol):
    """What time it is; tests and replays bring their own."""

    def __call__(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class Repository(Protocol[E]):
    """All entities of one kind of one firm, by identifier."""

    def get(self, key: str) -> E:
        """Return the entity.

        Raises:
            NotFound: the firm has none with this identifier.
        """
        ...

    def find(self, **equals: object) -> list[E]:
        """Return the entities whose named fields equal these values (a collection means "one of"), by identifier."""
        ...

    def put(self, entity: E) -> None:
        """Add the entity, or replace the one with its identifier."""
        ...

    def put_all(self, entities: Iterable[E]) -> None:
        """Put many entities at once: the way for thousands of them."""
        ...

    def remove(self, key: str) -> None:
        """Remove the entity; removing what is not there is no error."""
        ...


class Routes(Protocol):
    """The routes of one firm."""

    def load(self, technician_id: TechnicianId, day: date) -> Route:
        """Return one route; a day never planned is an empty route of version 0."""
        ...

    def between(self, first: date, last: date) -> list[Route]:
        """Return the saved routes of these days, both included, by day and technician."""
        ...

    def versions(self, first: date, last: date) -> dict[tuple[TechnicianId, date], int]:
        """Return the version of each saved route of these days: cheap enough for each request."""
        ...

    def holding(self, appointment_id: str) -> Route | None:
        """Return the route that visits an appointment, or None."""
        ...

    def lock(self, technician_ids: Iterable[TechnicianId]) -> None:
        """Let nobody else change these technicians' routes until the transaction ends."""
        ...

    def save(self, routes: Sequence[Route]) -> list[Route]:
        """Replace routes whose stored version is the one they carry; return them with version + 1.

        Raises:
            RouteChanged: somebody saved one of them meanwhile; nothing is changed.
        """
        ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: a customer, a dispatcher, a technician, management, a program, or the system itself."""

    role: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Appointments and routes as they stood at one moment."""

    appointments: tuple[Appointment, ...] = ()
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of history; `number` and `link` are given when it is appended, `undoes` names the line it took back.

    `subject` is the opaque identifier of what it is about where that is no appointment: an account, a customer. `link`
    is its hash, chained to the line before (`planner.chain`).
    """

    verb: str
    at: datetime
    actor: Actor
    before: Snapshot
    after: Snapshot
    reason: str = ""
    undoes: int | None = None
    number: int = 0
    subject: str = ""
    link: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Touched:
    """How often an appointment or its visit was changed, and when last."""

    times: int
    last: datetime


class History(Protocol):
    """The append-only history of one firm."""

    def append(self, entry: Entry) -> Entry:
        """Add a line at the end and return it with its number."""
        ...

    def get(self, number: int) -> Entry:
        """Return one line, or raise NotFound."""
        ...

    def latest(self, limit: int) -> list[Entry]:
        """Return the newest lines, newest first."""
        ...

    def changes(self, limit: int, after: int = 0) -> list[Entry]:
        """Return the newest lines that changed a plan, of those after a number, newest first: notes are left out."""
        ...

    def of(self, appointment_id: str) -> list[Entry]:
        """Return the lines that touched an appointment, oldest first."""
        ...

    def since(self, number: int, limit: int | None = None) -> list[Entry]:
        """Return the lines after this one, oldest first: all, or so many."""
        ...

    def forget(self, appointment_ids: Collection[str]) -> None:
        """Take out of every line what tells of persons about these appointments: words, places, whose they were."""
        ...

    def touches(self, appointment_ids: Collection[str]) -> Mapping[str, Touched]:
        """Return how often and when last lines touched these appointments; those never touched are left out."""
        ...


class Answers(Protocol):
    """What was answered to each idempotency key, for as long as it may be retried."""

    def lock(self, key: str) -> None:
        """Let nobody else work under this key until the transaction ends: whoever asks again waits for the answer."""
        ...

    def recall(self, key: str) -> tuple[str, str] | None:
        """Return (fingerprint of the request, answer) for a key, or None."""
        ...

    def remember(self, key: str, fingerprint: str, answer: str) -> None:
        """Keep the answer to a key, in the same transaction as its effect."""
        ...

    def forget(self, mentions: Collection[str]) -> None:
        """Drop every answer that mentions one of these texts."""
        ...


class Work(Protocol):
    """One transaction of one firm: all that a command may read and change."""

    @property
    def firm(self) -> Firm:
        """Return the firm this transaction belongs to."""
        ...

    @property
    def now(self) -> datetime:
        """Return the instant of the transaction: it does not move while the command runs."""
        ...

    @property
    def routes(self) -> Routes:
        """Return the firm's routes."""
        ...

    @property
    def history(self) -> History:
        """Return the firm's history."""
        ...

    @property
    def answers(self) -> Answers:
        """Return the firm's remembered answers."""
        ...

    def of(self, kind: type[E]) -> Repository[E]:
        """Return the firm's entities of one kind, of any room whose store has joined."""
        ...

    def publish(self, *events: Event) -> None:
        """Write events to the outbox, for all who listen, in this same transaction."""
        ...

    def untell(self, subjects: Collection[str]) -> None:
        """Drop what the outbox still holds about these subjects, told or given up."""
        ...

    def save_firm(self, firm: Firm) -> Firm:
        """Replace the firm's own record if its version is still the one given; return it with version + 1.

        Raises:
            RouteChanged: somebody changed the settings meanwhile.
        """
        ...


@dataclass(frozen=True, slots=True)
class Mark:
    """How a firm stands: another one as soon as its address, its settings or a route of a day ahead is saved."""

    slug: str
    settings: int
    routes: int


class Transactions(Protocol):
    """How commands run: each in one transaction, committed whole or not at all."""

    def read(self, firm_id: FirmId) -> AbstractContextManager[Work]:
        """Open a consistent view of one firm that changes nothing."""
        ...

    def write(self, firm_id: FirmId, command: Callable[[Work], T]) -> T:
        """Run a command in a transaction and return its answer once that is durable.

        The command must do no input or output of its own and may be run again from the start. Any exception rolls
        everything back and is raised to the caller.
        """
        ...

    def mark(self, firm_id: FirmId, first: date) -> Mark | None:
        """Return how a firm stands, with its routes from this day on, or None where it is no more: as cheap as can be.

        `settings` is the version of the firm; `routes` the sum of theirs, which each save raises and nothing lowers.
        """
        ...

    def create_firm(self, firm: Firm) -> Firm:
        """Add a firm; its slug must be free (InvalidConfiguration)."""
        ...

    def firm_by_slug(self, slug: str) -> Firm:
        """Return the firm with this public address, or raise NotFound."""
        ...

    def firms(self) -> list[Firm]:
        """Return all firms, by slug."""
        ...

    def remove_firm(self, firm_id: FirmId) -> None:
        """Erase a firm and everything it owns, for ever."""
        ...

    def scrub(self) -> None:
        """Leave nothing of removed rows in the files; call it after an erasure, it takes a second or more."""
        ...

    def forget_answers(self, before: datetime) -> int:
        """Drop what was answered to idempotency keys before an instant, of all firms, and return how many."""
        ...


class Queue(Protocol):
    """The outbox and the timed tasks of all firms, drained by the workers."""

    def claim(self, limit: int) -> list[Delivery]:
        """Take the next deliveries that are due, in order, hidden from other workers until settled or forgotten."""
        ...

    def settle(self, delivery: Delivery) -> None:
        """Record that the listener has been told."""
        ...

    def retry(self, delivery: Delivery, at: datetime, error: str) -> None:
        """Record a failure and when to try again."""
        ...

    def dead(self, limit: int) -> list[tuple[Delivery, str]]:
        """Return deliveries given up after too many attempts, with their last error."""
        ...

    def revive(self, numbers: Collection[int]) -> int:
        """Have these deliveries, of those given up, told again from the first attempt on; return how many."""
        ...

    def lag(self) -> timedelta:
        """Return how long the delivery that has been due longest has waited; zero when none is due."""
        ...


Listeners = Callable[[type[Event]], Collection[str]]
"""Which listeners are to be told of an event: the wiring decides."""

Committed = Callable[[FirmId, Sequence[Any]], None]
"""Called after a commit with the events it published: live pages hang on it."""
