"""How a firm shows itself to its customers: its logo, and which of its own sites may frame its booking page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlsplit

from desk.errors import InvalidEntry
from desk.logos import read_logo
from planner.ports import Work

ONLY = "storefront"
"""The identifier of a firm's one storefront."""

MOST_ORIGINS = 10
MARK = 12
_AT_HOME = frozenset({"localhost", "127.0.0.1"})


@dataclass(frozen=True, slots=True)
class Logo:
    """The firm's logo, a PNG file."""

    id: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Storefront:
    """What customers meet; `origins` are the sites (`https://www.exemple.fr`) that may frame the booking page."""

    id: str = ONLY
    origins: tuple[str, ...] = ()


def storefront_of(work: Work) -> Storefront:
    """Return the firm's storefront, or the plain one that every firm starts from."""
    return next(iter(work.of(Storefront).find(id=ONLY)), Storefront())


def save_storefront(work: Work, storefront: Storefront) -> None:
    """Keep how the firm shows itself."""
    work.of(Storefront).put(storefront)


def save_logo(work: Work, content: bytes) -> None:
    """Keep the firm's logo, or none when it is empty; the firm carries its mark, so that browsers may keep it.

    Raises:
        InvalidEntry: it is no picture that could be shown.
    """
    logos = work.of(Logo)
    logos.remove(ONLY)
    picture = read_logo(content) if content else b""
    if picture:
        logos.put(Logo(ONLY, picture))
    work.save_firm(replace(work.firm, logo=sha256(picture).hexdigest()[:MARK] if picture else None))


def logo_of(work: Work) -> bytes:
    """Return the firm's logo, empty when it has none."""
    return next((logo.content for logo in work.of(Logo).find(id=ONLY)), b"")


def read_origins(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the sites that people's lines name, each once, without what follows the host.

    Raises:
        InvalidEntry: a line names no site that may frame a page, or there are too many.
    """
    found = tuple(dict.fromkeys(_origins(lines)))
    if len(found) > MOST_ORIGINS:
        raise InvalidEntry("{most} sites au plus.", most=MOST_ORIGINS)
    return found


def _origins(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if written := line.strip():
            yield _origin(written)


def _origin(written: str) -> str:
    """Return `https://host` or `https://host:port`; only this machine may do without encryption."""
    try:
        parts = urlsplit(written if "://" in written else f"https://{written}")
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    known = all(label.replace("-", "").isalnum() for label in host.split(".")) and ("." in host or host in _AT_HOME)
    if not known or parts.username or (parts.scheme != "https" and not (parts.scheme == "http" and host in _AT_HOME)):
        raise InvalidEntry(
            "« {written} » : écrivez l’adresse d’un site, par exemple https://www.exemple.fr.", written=written
        )
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")
