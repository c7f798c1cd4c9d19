"""The live stream tells what changes, once each, and first of all what was missed."""

import asyncio
import json
from dataclasses import replace
from functools import partial
from threading import Event
from typing import Any

import pytest
from fastapi import Request

from api import actions
from api.house import House
from api.searches import Outcome, Run
from api.security import Staff
from api.v1.live import REPLAYED, _after, changes, live
from desk.setup import Founded
from planner.events import PlanAccepted
from planner.history import note
from planner.identifiers import ProposalId, TechnicianId
from planner.ports import Actor, Entry, Snapshot, Work
from planner.routes import Route
from tests.api.actions.test_steering import staff
from tests.support.planner import MONDAY

ROUTE = Route(TechnicianId("gaëtan"), MONDAY)


def change(house: House, founded: Founded, times: int = 1) -> None:
    """Change the plan, and so write lines into history."""

    def command(work: Work) -> None:
        for version in range(times):
            after = Snapshot(routes=(replace(ROUTE, version=version),))
            work.history.append(Entry("move", work.now, Actor("dispatcher"), Snapshot(), after))
        work.publish(PlanAccepted(ProposalId("p")))

    house.transactions.write(founded.firm.id, command)


def told(text: str) -> tuple[str, Any]:
    """The number and name of one server-sent event."""
    fields = dict(line.split(": ", 1) for line in text.strip().splitlines())
    json.loads(fields["data"])
    return fields["event"], int(fields["id"])


def listen(house: House, founded: Founded, last: int | None, count: int, after: Any = None) -> list[tuple[str, int]]:
    """The first numbered events of a stream; `after` is done once the first has come."""

    async def hear() -> list[tuple[str, int]]:
        heard = []
        stream = changes(house, founded.firm.id, last)
        async for text in stream:
            if text.startswith("event: searches"):
                continue
            heard.append(told(text))
            if len(heard) == 1 and after:
                await asyncio.to_thread(after)
            if len(heard) == count:
                break
        await stream.aclose()  # type: ignore[attr-defined]
        return heard

    return asyncio.run(asyncio.wait_for(hear(), 10))


def test_a_page_just_opened_hears_what_comes_and_not_what_was(house: House, duret: Founded) -> None:
    """It has just been read whole."""
    change(house, duret, 3)
    assert [("ready", 3), ("changed", 4)] == listen(house, duret, None, 2, lambda: change(house, duret))


def test_a_page_that_reconnects_first_hears_what_it_missed(house: House, duret: Founded) -> None:
    """In order, from the line after the last it heard."""
    change(house, duret, 4)
    assert [("changed", 3), ("changed", 4)] == listen(house, duret, 2, 2)


@pytest.mark.parametrize("headers, first", [([], 4), ([(b"last-event-id", b"4")], 5)])
def test_what_happens_between_reading_and_listening_is_heard(application, house, duret, headers, first):
    """The page names the change it was made after; a browser that reconnects knows better."""
    change(house, duret, 3)
    read = actions.day(staff(house), "duret", MONDAY).newest
    change(house, duret, 2)
    request = Request({"type": "http", "app": application, "headers": headers})

    async def hear() -> str:
        answer = await live(request, Staff(staff(house), duret.firm), after=read)
        return str(await anext(aiter(answer.body_iterator)))

    assert ("changed", first) == told(asyncio.run(hear()))


def test_a_page_that_missed_too_much_hears_only_that_all_has_changed(house: House, duret: Founded) -> None:
    """One event with the newest number: it reads the day again anyway."""
    change(house, duret, REPLAYED + 5)
    heard = listen(house, duret, 1, 2, lambda: change(house, duret))
    assert [("changed", REPLAYED + 5), ("changed", REPLAYED + 6)] == heard


def test_notes_are_not_told_and_hide_no_change(house: House, duret: Founded) -> None:
    """However many people sign in after it, a change is heard; a number that no line will ever have is no failure."""
    change(house, duret)

    def signed_in(work: Work) -> None:
        for _ in range(REPLAYED + 5):
            note(work, "sign_in", Actor("dispatcher"))

    house.transactions.write(duret.firm.id, signed_in)
    assert [("changed", 1), ("changed", REPLAYED + 7)] == listen(house, duret, 0, 2, lambda: change(house, duret))
    assert [] == _after(house, duret.firm.id, 10**18)


def test_a_neighbours_change_wakes_nobody_here(house: House, duret: Founded, neighbour: Founded) -> None:
    """The next thing heard is one's own."""

    def both() -> None:
        change(house, neighbour, 2)
        change(house, duret)

    assert [("ready", 0), ("changed", 1)] == listen(house, duret, None, 2, both)


def test_searches_are_told_of_at_once_and_as_they_go_on(house: House, duret: Founded, neighbour: Founded) -> None:
    """None at first, so that a page that watched one before a restart waits no more; then each step of this firm's."""
    going, enough = Event(), Event()

    def look(run: Run) -> Outcome:
        going.wait(10)
        run.tell(540, 1)
        enough.wait(10)
        return Outcome.FOUND

    def begin() -> None:
        house.searches.ask((neighbour.firm.id, MONDAY), lambda _run: Outcome.NOTHING)
        house.searches.ask((duret.firm.id, MONDAY), look, partial(house.hub.ring, duret.firm.id))

    heard = asyncio.run(asyncio.wait_for(standings(house, duret, [begin, going.set, enough.set]), 20))
    first, second, third, fourth = heard
    assert [] == first
    assert [MONDAY.isoformat()] * 3 == [one["day"] for each in (second, third, fourth) for one in each]
    assert [[0.0, 0]] == second[0]["points"]
    assert (540, 1) == (third[0]["points"][-1][1], third[0]["left_out"])
    assert second[0]["mark"] == third[0]["mark"] != fourth[0]["mark"]
    assert [] == fourth[0]["points"]


async def standings(house: House, founded: Founded, steps: list[Any]) -> list[list[dict[str, Any]]]:
    """What is told of searches: at first, and after each of these steps."""
    heard = []
    stream = changes(house, founded.firm.id, None)
    async for text in stream:
        if text.startswith("event: searches"):
            heard.append(json.loads(text.split("data: ")[1])["searches"])
            if not steps:
                break
            await asyncio.to_thread(steps.pop(0))
    await stream.aclose()  # type: ignore[attr-defined]
    return heard
