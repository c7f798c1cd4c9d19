"""Where everything of the CalDAV door is: the door itself, a technician's home in it, his calendar, and its objects."""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from planner.identifiers import TechnicianId

ROOT = "/dav/"
CALENDAR = "agenda"
_DEPTHS = {1: "home", 2: "calendar", 3: "object"}


@dataclass(frozen=True, slots=True)
class Places:
    """The addresses of one technician."""

    technician_id: TechnicianId

    @property
    def home(self) -> str:
        """He himself, and what belongs to him (RFC 4791, 6.2.1)."""
        return f"{ROOT}{quote(self.technician_id, safe='')}/"

    @property
    def calendar(self) -> str:
        """His only calendar."""
        return f"{self.home}{CALENDAR}/"

    def object(self, href: str) -> str:
        """One object of his calendar."""
        return self.calendar + quote(href, safe="")

    def href(self, address: str) -> str:
        """Return the object an address means, empty when it is none of his calendar."""
        path = unquote(urlsplit(address).path)
        prefix = unquote(self.calendar)
        href = path.removeprefix(prefix) if path.startswith(prefix) else ""
        return "" if "/" in href else href
