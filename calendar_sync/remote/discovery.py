"""From what somebody knows of a server to the calendars he has there (RFC 6764, RFC 4791 6.2.1, RFC 5397)."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import httpx

from calendar_sync.errors import AccessLost, CalendarGone, OutcomeUnknown, RemoteFailed
from calendar_sync.remote import multistatus
from calendar_sync.remote.exchange import Answer, ask
from calendar_sync.remote.multistatus import CALDAV, DAV, Answered

WELL_KNOWN = "/.well-known/caldav"
_NO_SERVER = "À cette adresse, il n’y a pas de serveur de calendriers (CalDAV)."
_HOPS = 5
_MULTISTATUS, _UNAUTHORIZED, _FORBIDDEN = 207, 401, 403
_REDIRECTED = frozenset({301, 302, 303, 307, 308})
_LEADING_ON = frozenset({f"{CALDAV}calendar-home-set", f"{DAV}current-user-principal"})
_WRITING = frozenset({f"{DAV}{name}" for name in ("all", "write", "write-content", "bind")})


@dataclass(frozen=True, slots=True)
class FoundCalendar:
    """A calendar somebody has: where, what it is called, and whether it can hold what we write.

    `tokens`: the server tells what changed; without, it is listed each time.
    """

    url: str
    name: str
    writable: bool
    tokens: bool


def find_calendars(client: httpx.Client, url: str) -> list[FoundCalendar]:
    """The calendars of whoever the client signs in, by name.

    `url` may be that of a calendar, of an account, or of a server: what it is, the server says.

    Raises:
        AccessLost: wrong name or password.
        CalendarGone: there is no CalDAV server.
        RemoteFailed: anything else that keeps us from looking, in words.
    """
    url = url if "://" in url else f"https://{url}"
    walk = _Walk(client, urlsplit(url).hostname or "")
    start, first = walk.first(url)
    if _is_calendar(first):
        return walk.calendars(start, "0")
    if home := walk.href(start, first, f"{CALDAV}calendar-home-set"):
        return walk.calendars(home)
    principal = walk.href(start, first, f"{DAV}current-user-principal")
    if not principal:
        raise CalendarGone(_NO_SERVER)
    at, account = walk.ask(principal, "0")
    home = walk.href(at, account[0], f"{CALDAV}calendar-home-set")
    return walk.calendars(home or principal)


@dataclass(frozen=True, slots=True)
class _Walk:
    """From one address to the next, on servers of the same house only: a password goes nowhere else."""

    client: httpx.Client
    host: str

    def first(self, url: str) -> tuple[str, Answered]:
        """What is at the address given, or where the server says that its calendars begin."""
        missing: RemoteFailed = CalendarGone(_NO_SERVER)
        for candidate in dict.fromkeys((url, urljoin(url, WELL_KNOWN))):
            try:
                at, answers = self.ask(candidate, "0")
            except (CalendarGone, OutcomeUnknown) as error:
                missing = missing if isinstance(error, CalendarGone) else error
                continue
            known = answers[0]
            if known.properties.keys() & _LEADING_ON or _is_calendar(known):
                return at, known
        raise missing

    def calendars(self, home: str, depth: str = "1") -> list[FoundCalendar]:
        """The calendars of a home, by name, or the one that is there.

        Only here for the token: some servers choke on it where there is no calendar.
        """
        at, answers = self.ask(home, depth, "d:sync-token")
        house = urlsplit(at)._replace(query="", fragment="")
        found = [_found(house._replace(path=one.path).geturl(), one) for one in answers if _is_calendar(one)]
        return sorted(found, key=lambda one: (one.name, one.url))

    def href(self, at: str, answer: Answered, name: str) -> str:
        """The address that a property names, empty when it names none."""
        found = answer.properties.get(name)
        href = (found.findtext(f"{DAV}href") or "").strip() if found is not None else ""
        return urljoin(at, href) if href else ""

    def ask(self, url: str, depth: str, *more: str) -> tuple[str, tuple[Answered, ...]]:
        """The properties there, and the address that answered in the end."""
        for _ in range(_HOPS):
            self._stay(url)
            answer = self._propfind(url, depth, *more)
            if answer.status not in _REDIRECTED:
                return url, _read(answer)
            url = urljoin(url, answer.headers.get("Location", ""))
        raise RemoteFailed("Ce serveur renvoie d’une adresse à l’autre sans fin.")

    def _stay(self, url: str) -> None:
        host = urlsplit(url).hostname or ""
        house = ".".join(self.host.split(".")[-2:])
        if host != self.host and not (house.count(".") and host.endswith(f".{house}")):
            raise RemoteFailed(
                "Ce serveur renvoie vers un autre ({host}) : donnez directement cette adresse-là.", host=host
            )

    def _propfind(self, url: str, depth: str, *more: str) -> Answer:
        names = (
            *("d:resourcetype", "d:displayname", "d:current-user-principal", "c:calendar-home-set"),
            *("c:supported-calendar-component-set", "d:current-user-privilege-set", *more),
        )
        return ask(self.client, "PROPFIND", url, {"Depth": depth}, multistatus.propfind(*names))


def _read(answer: Answer) -> tuple[Answered, ...]:
    if answer.status in {_UNAUTHORIZED, _FORBIDDEN}:
        raise AccessLost("Le nom ou le mot de passe n’est pas accepté par ce serveur.")
    if answer.status != _MULTISTATUS:
        raise CalendarGone(_NO_SERVER)
    answers = multistatus.read(answer.content).answers
    if not answers:
        raise CalendarGone(_NO_SERVER)
    return answers


def _is_calendar(answer: Answered) -> bool:
    """Whether it is a calendar that holds events."""
    kinds = answer.properties.get(f"{DAV}resourcetype")
    components = answer.properties.get(f"{CALDAV}supported-calendar-component-set")
    holds = components is None or any(one.get("name", "").upper() == "VEVENT" for one in components)
    return kinds is not None and kinds.find(f"{CALDAV}calendar") is not None and holds


def _found(url: str, answer: Answered) -> FoundCalendar:
    rights = answer.properties.get(f"{DAV}current-user-privilege-set")
    writable = rights is None or bool(_WRITING & set(_rights(rights)))
    name = answer.text(f"{DAV}displayname") or multistatus.names(answer.path)[-1]
    return FoundCalendar(url, name, writable, tokens=bool(answer.text(f"{DAV}sync-token")))


def _rights(found: Element) -> Iterator[str]:
    for privilege in found.iterfind(f"{DAV}privilege"):
        yield from (one.tag for one in privilege)
