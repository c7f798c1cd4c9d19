"""Twenty faults of the kind that APIs really have, each planted into an application that has none known.

The fuzzer must find every one, or finding nothing would prove nothing.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import wraps
from typing import Any, get_args
from unittest.mock import patch
from uuid import uuid4
from zlib import crc32

from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import Response

from api import actions
from api.security import Staff
from api.v1 import records
from api.v1.paging import page_of
from benchmarks.fuzzing.stage import Stage
from desk.accounts import permitted
from desk.customers import Customer
from planner.errors import NotFound
from tests.support.house import asks

Plant = Callable[[Stage, ExitStack], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: its name, how it comes into a stage until the stack is left, and the check that shows it."""

    name: str
    plant: Plant
    shown_by: str


class Tripped(Exception):
    """The program failed in the middle of its work."""


# failures


def one_word_in_88(_stage: Stage, stack: ExitStack) -> None:
    """A search fails for one word in 88."""

    def trip(_caller: Any, _slug: str, words: str) -> None:  # noqa: ANN401 - whatever an action takes
        if crc32(words.encode()) % 88 == 0:
            raise Tripped

    _before(stack, "search", trip)


def a_letter_beyond_latin(_stage: Stage, stack: ExitStack) -> None:
    """A search fails for what an old table cannot hold."""
    _before(stack, "search", lambda _caller, _slug, words: words.encode("latin-1"))


def a_number_of_65_bits(_stage: Stage, stack: ExitStack) -> None:
    """Taking a line back fails for a number that a column cannot hold."""
    _before(stack, "undo_step", lambda _caller, _slug, number: number.to_bytes(8, signed=True))


def the_last_day_there_is(_stage: Stage, stack: ExitStack) -> None:
    """Days have no bounds, and after the last one there is none."""
    stack.enter_context(patch("api.views.days._WRITTEN", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")))


def following_what_was_cancelled(_stage: Stage, stack: ExitStack) -> None:
    """A booking that was cancelled cannot be shown: found by cancelling, then following."""

    def trip(view: Any) -> Any:  # noqa: ANN401 - as above
        if view.state.startswith("cancelled"):
            raise Tripped
        return view

    _after(stack, "follow", trip)


def the_file_of_what_was_moved(_stage: Stage, stack: ExitStack) -> None:
    """The calendar file of a moved booking fails: found by asking for slots, moving, then asking for the file."""
    moved: set[str] = set()
    original = actions.move_by_link

    def moving(caller: Any, slug: str, token: str, *, offer: str) -> Any:  # noqa: ANN401 - as above
        answer = original(caller, slug, token, offer=offer)
        moved.add(token)
        return answer

    def trip(_caller: Any, _slug: str, token: str) -> None:  # noqa: ANN401 - as above
        if token in moved:
            raise Tripped

    stack.enter_context(patch("api.actions.move_by_link", moving))
    _before(stack, "appointment_file", trip)


def undo_after_a_correction(_stage: Stage, stack: ExitStack) -> None:
    """Taking back fails where the last thing done was to correct a place."""
    last: list[str] = []
    _before(stack, "correct_place", lambda *_, **__: last.append("place"))
    _before(stack, "pin_appointment", lambda *_, **__: last.append("pin"))

    def trip(*_: Any) -> None:  # noqa: ANN401 - as above
        if last[-1:] == ["place"]:
            raise Tripped

    _before(stack, "undo_last", trip)
    _before(stack, "undo_step", trip)


# answers that are not as declared


def a_text_for_a_yes(stage: Stage, _stack: ExitStack) -> None:
    """A technician is active: "oui"."""
    _told(stage, "GET /v1/technicians", lambda told: [one.update(active="oui") for one in told["items"]])


def a_member_missing(stage: Stage, _stack: ExitStack) -> None:
    """A service has lost its code."""
    _told(stage, "GET /v1/services", lambda told: [one.pop("code") for one in told["items"]])


def null_for_a_text(stage: Stage, _stack: ExitStack) -> None:
    """A customer without telephone has null for one."""
    _told(stage, "GET /v1/search", lambda told: [one.update(phone=None) for one in told["found"]])


def an_instant_by_the_wall(stage: Stage, _stack: ExitStack) -> None:
    """A calendar address was opened at an hour of the wall."""
    _told(stage, "GET /v1/calendars", lambda told: [one.update(opened_at="22/11/2026 21:00") for one in told])


def text_for_json(stage: Stage, _stack: ExitStack) -> None:
    """A day is sent as plain text."""
    _answered(stage, "GET /v1/days/{day}", lambda _status, body: Response(body, media_type="text/plain"))


def a_status_nobody_declared(stage: Stage, _stack: ExitStack) -> None:
    """Closing a calendar address is answered 202."""
    _answered(stage, "DELETE /v1/calendars/{calendar}", lambda _status, body: Response(body, 202))


# what somebody must not see or do


def a_neighbours_appointment(stage: Stage, stack: ExitStack) -> None:
    """An appointment is found by its identifier alone, whosever it is."""
    original, neighbour = actions.appointment, asks(stage.house, stage.neighbour)

    def anybodys(caller: Any, slug: str, appointment: str) -> Any:  # noqa: ANN401 - as above
        try:
            return original(caller, slug, appointment)
        except NotFound:
            return original(neighbour, stage.neighbour.firm.slug, appointment)

    stack.enter_context(patch("api.actions.appointment", anybodys))


def a_neighbours_customers(stage: Stage, stack: ExitStack) -> None:
    """The list of customers forgets whose they are."""

    def everybodys(found: Iterable[Any], show: Any, **of: Any) -> Any:  # noqa: ANN401 - as above
        ours = list(found)
        if ours and isinstance(ours[0], Customer):
            with stage.house.transactions.read(stage.neighbour.firm.id) as work:
                ours += work.of(Customer).find()
        return page_of(ours, show, **of)

    stack.enter_context(patch("api.v1.records.page_of", everybodys))


def nobody_is_asked_who_he_is(stage: Stage, stack: ExitStack) -> None:
    """Sites and customers are shown to strangers."""
    asking = get_args(records.CustomerReader)[1].dependency
    staff = Staff(asks(stage.house, stage.firm), stage.firm.firm)
    stack.enter_context(patch.dict(stage.application.dependency_overrides, {asking: lambda: staff}))


def any_token_opens(stage: Stage, stack: ExitStack) -> None:
    """A token is not compared with the one that was made."""
    stack.enter_context(patch("api.security.firm_of", lambda _kind, _token: stage.firm.firm.id))
    right = stage.token
    stack.enter_context(patch("api.security.permitted", lambda work, _token, scope: permitted(work, right, scope)))


def a_method_nobody_declared(stage: Stage, _stack: ExitStack) -> None:
    """DELETE of the customers does something."""
    _asked(stage, "DELETE /v1/customers", lambda _request: Response(b"{}", media_type="application/json"))


def a_negative_number_of_lines(stage: Stage, _stack: ExitStack) -> None:
    """A page may have less than no lines."""

    def mended(request: Request) -> None:
        request.scope["query_string"] = request.scope["query_string"].replace(b"limit=-", b"limit=")

    _asked(stage, "GET /v1/sites", mended)


def no_key_is_asked_for(_stage: Stage, stack: ExitStack) -> None:
    """A slot is kept without an Idempotency-Key."""
    stack.enter_context(patch("api.v1.public.key_of", lambda _request: uuid4().hex))


_SHOWN: Mapping[str, tuple[Plant, ...]] = {
    "not_a_server_error": (
        one_word_in_88,
        a_letter_beyond_latin,
        a_number_of_65_bits,
        the_last_day_there_is,
        following_what_was_cancelled,
        the_file_of_what_was_moved,
        undo_after_a_correction,
    ),
    "response_schema_conformance": (a_text_for_a_yes, a_member_missing, null_for_a_text, an_instant_by_the_wall),
    "content_type_conformance": (text_for_json,),
    "status_code_conformance": (a_status_nobody_declared,),
    "nothing_of_the_neighbour": (a_neighbours_appointment, a_neighbours_customers),
    "ignored_auth": (nobody_is_asked_who_he_is, any_token_opens),
    "unsupported_method": (a_method_nobody_declared,),
    "negative_data_rejection": (a_negative_number_of_lines, no_key_is_asked_for),
}
FAULTS = tuple(Fault(plant.__name__, plant, check) for check, plants in _SHOWN.items() for plant in plants)


def _before(stack: ExitStack, action: str, trip: Callable[..., object]) -> None:
    """Have something happen before an action."""
    original = getattr(actions, action)

    @wraps(original)
    def tripping(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the action takes
        trip(*given, **named)
        return original(*given, **named)

    stack.enter_context(patch(f"api.actions.{action}", tripping))


def _after(stack: ExitStack, action: str, trip: Callable[[Any], Any]) -> None:
    """Have something happen to what an action answers."""
    original = getattr(actions, action)
    stack.enter_context(patch(f"api.actions.{action}", lambda *given, **named: trip(original(*given, **named))))


def _asked(stage: Stage, route: str, change: Callable[[Request], Response | None]) -> None:
    """Have something happen to the requests of a route; what it returns is the answer."""

    async def dispatch(request: Request, onward: Any) -> Any:  # noqa: ANN401 - starlette's own types
        answer = change(request) if _matches(request, route) else None
        return answer or await onward(request)

    stage.served = BaseHTTPMiddleware(stage.served, dispatch=dispatch)


def _answered(stage: Stage, route: str, change: Callable[[int, bytes], Response]) -> None:
    """Have something happen to the answers of a route that did what it was asked for."""

    async def dispatch(request: Request, onward: Any) -> Any:  # noqa: ANN401 - as above
        answer = await onward(request)
        if not _matches(request, route) or answer.status_code >= 300:  # noqa: PLR2004 - refusals stay as they are
            return answer
        return change(answer.status_code, b"".join([part async for part in answer.body_iterator]))

    stage.served = BaseHTTPMiddleware(stage.served, dispatch=dispatch)


def _told(stage: Stage, route: str, change: Callable[[Any], object]) -> None:
    """Have something happen to what the answers of a route say."""

    def changed(status: int, body: bytes) -> Response:
        told = json.loads(body)
        change(told)
        return Response(json.dumps(told), status, media_type="application/json")

    _answered(stage, route, changed)


def _matches(request: Request, route: str) -> bool:
    method, path = route.split()
    return request.method == method and bool(re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), request.url.path))
