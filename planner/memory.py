"""The planner's store in dictionaries: the same promises as a database, for tests, demos and replays."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from threading import Lock, get_ident
from typing import Any, Generic, TypeVar

from planner.chain import beginning, linked
from planner.errors import InvalidConfiguration, NotFound, RouteChanged
from planner.events import Event
from planner.firms import Firm
from planner.identifiers import FirmId, TechnicianId
from planner.memory_outbox import MemoryQueue
from planner.ports import Clock, Committed, Entry, Listeners, Mark, Snapshot, Touched
from planner.records import (
    Kind,
    NotUnique,
    alternatives,
    announce,
    forgetting,
    identifier,
    kinds_by_entity,
    touched,
)
from planner.routes import Route, Visit

E = TypeVar("E")
T = TypeVar("T")
Key = tuple[TechnicianId, date]


class Tables:
    """All records of one firm, table by table; a draft shares each table until it changes it."""

    def __init__(self, tables: Mapping[str, dict[Any, Any]] | None = None, *, sealed: bool = True) -> None:
        self._tables = dict(tables or {})
        self._own: set[str] = set()
        self._sealed = sealed

    def draft(self) -> "Tables":
        """Return a copy to change, whose changes the original does not see."""
        return Tables(self._tables, sealed=False)

    def sealed(self) -> "Tables":
        """Return the same tables, never to change."""
        return Tables(self._tables)

    def __getitem__(self, name: str) -> Mapping[Any, Any]:
        return self._tables.get(name, {})

    def changing(self, name: str) -> dict[Any, Any]:
        """Return a table of a draft to change; a reading changes nothing and raises RuntimeError."""
        if self._sealed:
            raise RuntimeError("a reading changes nothing")
        if name not in self._own:
            self._tables[name] = dict(self[name])
            self._own.add(name)
        return self._tables[name]


class MemoryRepository(Generic[E]):
    """All entities of one kind of one firm."""

    def __init__(self, kind: Kind[E], tables: Tables) -> None:
        self._kind = kind
        self._tables = tables

    def get(self, key: str) -> E:
        """Return the entity, or raise NotFound."""
        entity: E | None = self._tables[self._kind.table].get(key)
        if entity is None:
            raise NotFound
        return entity

    def find(self, **equals: object) -> list[E]:
        """Return the entities whose fields equal these values, by identifier."""
        self._kind.check_searchable(equals)
        wanted = {name: alternatives(value) for name, value in equals.items()}
        entities: list[E] = [entity for _, entity in sorted(self._tables[self._kind.table].items())]
        return [entity for entity in entities if all(getattr(entity, name) in wanted[name] for name in wanted)]

    def put(self, entity: E) -> None:
        """Add or replace an entity; raise NotUnique if another one has a value that must be unique."""
        key = identifier(entity)
        for name in self._kind.unique:
            value = getattr(entity, name)
            if value is not None and any(identifier(other) != key for other in self.find(**{name: value})):
                raise NotUnique
        self._tables.changing(self._kind.table)[key] = entity

    def put_all(self, entities: Iterable[E]) -> None:
        """Add or replace many."""
        for entity in entities:
            self.put(entity)

    def remove(self, key: str) -> None:
        """Remove an entity, if it is there."""
        self._tables.changing(self._kind.table).pop(key, None)


class MemoryRoutes:
    """The routes of one firm, and which of them visits each appointment."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def load(self, technician_id: TechnicianId, day: date) -> Route:
        """Return one route, saved or empty."""
        route: Route = self._tables["routes"].get((technician_id, day)) or Route(technician_id, day)
        return route

    def between(self, first: date, last: date) -> list[Route]:
        """Return the saved routes of these days, by day and technician."""
        routes: Iterable[Route] = self._tables["routes"].values()
        found = [route for route in routes if first <= route.day <= last]
        return sorted(found, key=lambda route: (route.day, route.technician_id))

    def versions(self, first: date, last: date) -> dict[Key, int]:
        """Return the versions of the saved routes of these days."""
        return {(route.technician_id, route.day): route.version for route in self.between(first, last)}

    def holding(self, appointment_id: str) -> Route | None:
        """Return the route that visits an appointment, or None."""
        key: Key | None = self._tables["visited"].get(appointment_id)
        return None if key is None else self.load(*key)

    def lock(self, technician_ids: Iterable[TechnicianId]) -> None:
        """Do nothing: commands take turns here."""

    def save(self, routes: Sequence[Route]) -> list[Route]:
        """Replace routes whose version is the stored one; raise RouteChanged and change nothing otherwise."""
        after = dict(self._tables["routes"])
        visited = dict(self._tables["visited"])
        for route in routes:
            stored = after.get((route.technician_id, route.day)) or Route(route.technician_id, route.day)
            if stored.version != route.version:
                raise RouteChanged
            for visit in stored.visits:
                del visited[visit.appointment_id]
            after[route.technician_id, route.day] = replace(route, version=route.version + 1)
        for route in routes:
            for visit in route.visits:
                if visited.setdefault(visit.appointment_id, key := (route.technician_id, route.day)) != key:
                    raise RouteChanged
            _refuse_overlaps(after, route)
        self._tables.changing("routes").update(after)
        current = self._tables.changing("visited")
        current.clear()
        current.update(visited)
        return [after[route.technician_id, route.day] for route in routes]


def _refuse_overlaps(routes: Mapping[Key, Route], changed: Route) -> None:
    """Raise RouteChanged if the technician would be in two places at once."""
    days = (changed.day + timedelta(days=offset) for offset in (-1, 0, 1))
    nearby = (routes.get((changed.technician_id, day)) for day in days)
    visits: list[Visit] = sorted((v for route in nearby if route for v in route.visits), key=lambda v: v.start)
    if any(later.start < earlier.end for earlier, later in pairwise(visits)):
        raise RouteChanged


class MemoryHistory:
    """The history of one firm."""

    def __init__(self, firm_id: FirmId, tables: Tables) -> None:
        self._firm_id = firm_id
        self._tables = tables

    def append(self, entry: Entry) -> Entry:
        """Add a line at the end and return it with its number and its link."""
        last: Entry | None = next(iter(self.latest(1)), None)
        number, previous = (last.number + 1, last.link) if last else (1, beginning(self._firm_id))
        line = linked(replace(entry, number=number), previous)
        self._tables.changing("history")[number] = line
        return line

    def get(self, number: int) -> Entry:
        """Return one line, or raise NotFound."""
        entry: Entry | None = self._tables["history"].get(number)
        if entry is None:
            raise NotFound
        return entry

    def latest(self, limit: int) -> list[Entry]:
        """Return the newest lines, newest first."""
        return [entry for _, entry in zip(range(limit), reversed(self._entries()), strict=False)]

    def changes(self, limit: int, after: int = 0) -> list[Entry]:
        """Return the newest lines that changed a plan, of those after a number, newest first: notes are left out."""
        newest = [one for one in reversed(self.since(after)) if (one.before, one.after) != (Snapshot(), Snapshot())]
        return newest[:limit]

    def of(self, appointment_id: str) -> list[Entry]:
        """Return the lines that touched an appointment, oldest first."""
        return [entry for entry in self._entries() if appointment_id in touched(entry)]

    def since(self, number: int, limit: int | None = None) -> list[Entry]:
        """Return the lines after this one, oldest first: all, or so many."""
        return [entry for entry in self._entries() if entry.number > number][:limit]

    def forget(self, appointment_ids: Collection[str]) -> None:
        """Take out of every line what tells of persons about these appointments."""
        lines = self._tables.changing("history")
        for number, line in lines.items():
            lines[number] = forgetting(line, appointment_ids)

    def touches(self, appointment_ids: Collection[str]) -> Mapping[str, Touched]:
        """Return how often and when last lines touched these appointments."""
        lines = {key: self.of(key) for key in appointment_ids}
        return {key: Touched(len(found), found[-1].at) for key, found in lines.items() if found}

    def _entries(self) -> Sequence[Entry]:
        return list(self._tables["history"].values())


class MemoryAnswers:
    """What was answered to each idempotency key, and when."""

    def __init__(self, tables: Tables, now: datetime) -> None:
        self._tables = tables
        self._now = now

    def lock(self, key: str) -> None:
        """Commands take turns anyway."""

    def recall(self, key: str) -> tuple[str, str] | None:
        """Return (fingerprint, answer) for a key, or None."""
        kept: tuple[str, str, datetime] | None = self._tables["answers"].get(key)
        return kept and kept[:2]

    def remember(self, key: str, fingerprint: str, answer: str) -> None:
        """Keep the answer to a key; raise NotUnique if it has one."""
        if key in self._tables["answers"]:
            raise NotUnique
        self._tables.changing("answers")[key] = (fingerprint, answer, self._now)

    def forget(self, mentions: Collection[str]) -> None:
        """Drop every answer that mentions one of these texts."""
        answers = self._tables.changing("answers")
        for key in [key for key, kept in answers.items() if any(one in kept[1] for one in mentions)]:
            del answers[key]


class MemoryWork:
    """One transaction of one firm over a draft of its tables."""

    def __init__(self, firm: Firm, now: datetime, tables: Tables, kinds: Mapping[type, Kind[Any]]) -> None:
        self.firm = firm
        self.now = now
        self.events: list[Event] = []
        self.untold: set[str] = set()
        self.routes = MemoryRoutes(tables)
        self.history = MemoryHistory(firm.id, tables)
        self.answers = MemoryAnswers(tables, now)
        self._tables = tables
        self._kinds = kinds

    def of(self, kind: type[E]) -> MemoryRepository[E]:
        """Return the firm's entities of one kind; raise LookupError if no room keeps it."""
        return MemoryRepository(self._kinds[kind], self._tables)

    def publish(self, *events: Event) -> None:
        """Tell these events once the command is done."""
        self.events.extend(events)

    def untell(self, subjects: Collection[str]) -> None:
        """Drop what the outbox still holds about these subjects, once the command is done."""
        self.untold |= set(subjects)

    def save_firm(self, firm: Firm) -> Firm:
        """Replace the firm's settings; raise RouteChanged if their version moved on."""
        if (firm.id, firm.version) != (self.firm.id, self.firm.version):
            raise RouteChanged
        self.firm = replace(firm, version=firm.version + 1)
        return self.firm


class Turn:
    """One command at a time; a command that asks for another turn would wait for itself and is refused."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._holder: int | None = None

    def __enter__(self) -> None:
        if self._holder == get_ident():
            raise RuntimeError("a command cannot open another transaction")
        self._lock.acquire()
        self._holder = get_ident()

    def __exit__(self, *_: object) -> None:
        self._holder = None
        self._lock.release()


class Memory:
    """All firms in dictionaries: implements `ports.Transactions`, and `ports.Queue` as `queue`."""

    def __init__(
        self,
        *,
        kinds: Iterable[Kind[Any]] = (),
        listeners: Listeners = lambda _event: (),
        on_commit: Committed = lambda _firm_id, _events: None,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self._kinds = kinds_by_entity(kinds)
        self._listeners, self._on_commit, self._clock = listeners, on_commit, clock
        self._firms: dict[FirmId, tuple[Firm, Tables]] = {}
        self._turn = Turn()
        self.queue = MemoryQueue(clock)

    @contextmanager
    def read(self, firm_id: FirmId) -> Iterator[MemoryWork]:
        """Open a consistent view of one firm; changing it raises RuntimeError."""
        firm, tables = self._firm(firm_id)
        yield MemoryWork(firm, self._clock(), tables, self._kinds)

    def write(self, firm_id: FirmId, command: Callable[[MemoryWork], T]) -> T:
        """Run a command over a draft that replaces the firm's tables unless the command raises."""
        with self._turn:
            firm, tables = self._firm(firm_id)
            draft = tables.draft()
            work = MemoryWork(firm, self._clock(), draft, self._kinds)
            answer = command(work)
            self.queue.untell(firm_id, work.untold)
            for event in work.events:
                self.queue.add(firm_id, event, self._listeners(type(event)), work.now)
            self._firms[firm_id] = work.firm, draft.sealed()
            if work.events:
                announce(self._on_commit, firm_id, work.events)
        return answer

    def mark(self, firm_id: FirmId, first: date) -> Mark | None:
        """Return how a firm stands, or None where it is no more."""
        if firm_id not in self._firms:
            return None
        with self.read(firm_id) as work:
            versions = work.routes.versions(first, date.max).values()
            return Mark(work.firm.slug, work.firm.version, sum(versions))

    def create_firm(self, firm: Firm) -> Firm:
        """Add a firm, or raise InvalidConfiguration if its address is taken."""
        with self._turn:
            if firm.id in self._firms or any(other.slug == firm.slug for other, _ in self._firms.values()):
                raise InvalidConfiguration("L’adresse « {slug} » est déjà prise.", slug=firm.slug)
            self._firms[firm.id] = firm, Tables()
        return firm

    def firm_by_slug(self, slug: str) -> Firm:
        """Return the firm with this public address, or raise NotFound."""
        for firm in self.firms():
            if firm.slug == slug:
                return firm
        raise NotFound

    def firms(self) -> list[Firm]:
        """Return all firms, by slug."""
        return sorted((firm for firm, _ in self._firms.copy().values()), key=lambda firm: firm.slug)

    def remove_firm(self, firm_id: FirmId) -> None:
        """Erase a firm and all it owns, or raise NotFound."""
        with self._turn:
            self._firm(firm_id)
            del self._firms[firm_id]
            self.queue.forget_firm(firm_id)

    def forget_answers(self, before: datetime) -> int:
        """Drop answers remembered before an instant and return how many."""
        with self._turn:
            return sum(self._forget_answers(firm_id, before) for firm_id in self._firms)

    def scrub(self) -> None:
        """Do nothing: what is removed from a dictionary is gone."""

    def close(self) -> None:
        """Do nothing: dictionaries hold no connection."""

    def _firm(self, firm_id: FirmId) -> tuple[Firm, Tables]:
        try:
            return self._firms[firm_id]
        except KeyError:
            raise NotFound from None

    def _forget_answers(self, firm_id: FirmId, before: datetime) -> int:
        firm, tables = self._firm(firm_id)
        draft = tables.draft()
        answers = draft.changing("answers")
        old = [key for key, (_, _, at) in answers.items() if at < before]
        for key in old:
            del answers[key]
        self._firms[firm_id] = firm, draft.sealed()
        return len(old)
