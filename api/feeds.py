"""A calendar feed behind its secret address: read by programs, closed at any moment, never logged."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.house import House
from api.security import house_of
from api.visit_feeds import visit_feed
from calendar_sync import entity_tag
from desk.errors import FeedClosed
from desk.feeds import Feed, feed_at
from desk.tokens import TokenKind, firm_of
from desk.uses import note_use, unnoted
from planner.errors import NotFound
from planner.identifiers import FirmId

router = APIRouter(include_in_schema=False)


@router.get("/f/{slug}/calendar/{secret}.ics")
def calendar(request: Request, slug: str, secret: Annotated[str, Path(max_length=200)]) -> Response:
    """The planned visits it shows; 304 when nothing has changed since the program's last look."""
    house, firm_id = house_of(request), firm_of(TokenKind.FEED, secret)
    if firm_id is None:
        raise FeedClosed
    body = _body(house, firm_id, slug, secret)
    headers = {"ETag": entity_tag(body), "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match", "").removeprefix("W/") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


def _body(house: House, firm_id: FirmId, slug: str, secret: str) -> bytes:
    """Return the feed as bytes, and note that it is in use.

    Raises:
        FeedClosed: the address was revoked, or is of another firm.
    """
    try:
        with house.transactions.read(firm_id) as work:
            if work.firm.slug != slug:
                raise FeedClosed
            feed = feed_at(work, secret)
            body = visit_feed(work, feed, f"{house.settings.address}/f/{slug}")
            now = work.now
    except NotFound as error:
        raise FeedClosed from error
    if unnoted(feed, now):
        _note_use(house, firm_id, feed)
    return body


def _note_use(house: House, firm_id: FirmId, feed: Feed) -> None:
    house.transactions.write(firm_id, lambda work: note_use(work, feed))
