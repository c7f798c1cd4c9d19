"""A calendar feed is a secret address that shows the visits of a technician, an area or the team, until revoked."""

from dataclasses import dataclass
from datetime import datetime

from desk.errors import FeedClosed
from desk.tokens import TokenKind, fingerprint, new_token
from planner.errors import NotFound
from planner.identifiers import TechnicianId
from planner.ports import Work
from planner.technicians import Technician


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: of a technician, of an area by its name, or, without either, of the whole team.

    `id` is the fingerprint of its address, `device` the name given to it ("iPhone de Gaëtan").
    """

    id: str
    technician_id: TechnicianId | None
    device: str
    opened_at: datetime
    last_used_at: datetime | None = None
    area: str | None = None


def open_feed(
    work: Work, technician_id: TechnicianId | None, device: str = "", *, area: str | None = None
) -> tuple[Feed, str]:
    """Open a feed and return it with the secret part of its address, which nobody can read again.

    Raises:
        NotFound: the firm has no such technician, or no such area.
    """
    if technician_id is not None:
        work.of(Technician).get(technician_id)
    if area is not None and area not in {known.name for known in work.firm.rules.areas}:
        raise NotFound
    token = new_token(TokenKind.FEED, work.firm.id)
    feed = Feed(fingerprint(token), technician_id, device, work.now, area=area)
    work.of(Feed).put(feed)
    return feed, token


def feed_at(work: Work, token: str) -> Feed:
    """Return the feed of a secret address.

    Raises:
        FeedClosed: it was revoked, or never existed.
    """
    try:
        return work.of(Feed).get(fingerprint(token))
    except NotFound as error:
        raise FeedClosed from error


def feeds(work: Work) -> list[Feed]:
    """Return the feeds that are open, the oldest first."""
    return sorted(work.of(Feed).find(), key=lambda feed: (feed.opened_at, feed.id))


def feeds_of(work: Work, technician_id: TechnicianId | None, area: str | None = None) -> list[Feed]:
    """Return the feeds of a technician, of an area, or of the whole team, the oldest first."""
    return [feed for feed in feeds(work) if (feed.technician_id, feed.area) == (technician_id, area)]


def revoke_feed(work: Work, feed_id: str) -> None:
    """Close a feed: calendars that read it get nothing from now on."""
    work.of(Feed).remove(feed_id)
