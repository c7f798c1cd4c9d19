"""An answer about slots is given again for a minute, and not a moment longer than what it rests on stands."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count
from threading import Event
from typing import Any

import pytest

from api import actions
from api.kept_slots import KEPT, KeptSlots, Question, Standing
from api.views import Caller, SlotsView
from planner.identifiers import FirmId
from planner.services import Service
from planner.staffing import save_rules, save_technician
from planner.technicians import Technician
from tests.api.test_v1 import SEYNOD, ask, book, hold
from tests.support.planner import MONDAY, SUNDAY_NIGHT, a_firm, a_service

QUESTION = Question(FirmId("duret"), "repair", SEYNOD, None, "fr")
STANDING = Standing(a_firm(), a_service(), MONDAY, 3)


def a_view() -> SlotsView:
    """An answer of its own."""
    return SlotsView(None, None, ())  # type: ignore[arg-type]


@pytest.fixture
def kept() -> KeptSlots:
    """Room for two answers."""
    return KeptSlots(most=2)


def test_the_same_question_is_answered_again(kept) -> None:
    """Until the minute is over."""
    first = kept.answer(QUESTION, STANDING, SUNDAY_NIGHT, a_view)
    assert first is kept.answer(QUESTION, STANDING, SUNDAY_NIGHT + KEPT - timedelta(seconds=1), a_view)
    assert first is not kept.answer(QUESTION, STANDING, SUNDAY_NIGHT + KEPT, a_view)


@pytest.mark.parametrize(
    "standing",
    [
        replace(STANDING, mark=4),
        replace(STANDING, today=MONDAY + timedelta(days=1)),
        replace(STANDING, firm=replace(a_firm(), version=9)),
        replace(STANDING, service=a_service(duration=timedelta(hours=2))),
    ],
)
def test_what_rests_on_something_else_is_found_anew(kept, standing) -> None:
    """And then kept in its place."""
    first = kept.answer(QUESTION, STANDING, SUNDAY_NIGHT, a_view)
    second = kept.answer(QUESTION, standing, SUNDAY_NIGHT, a_view)
    assert first is not second
    assert second is kept.answer(QUESTION, standing, SUNDAY_NIGHT, a_view)


@pytest.mark.parametrize(
    "question",
    [
        replace(QUESTION, firm_id=FirmId("voisin")),
        replace(QUESTION, service_id="vmc"),
        replace(QUESTION, commune="Annecy"),
        replace(QUESTION, first_day=MONDAY),
        replace(QUESTION, language="en"),
    ],
)
def test_each_question_has_its_own_answer(kept, question) -> None:
    """Above all that of another firm."""
    assert kept.answer(QUESTION, STANDING, SUNDAY_NIGHT, a_view) is not kept.answer(
        question, STANDING, SUNDAY_NIGHT, a_view
    )


def test_the_answer_asked_longest_ago_makes_room(kept) -> None:
    """Whoever asks for every commune fills no memory."""
    first = kept.answer(QUESTION, STANDING, SUNDAY_NIGHT, a_view)
    for commune in ("a", "b"):
        kept.answer(replace(QUESTION, commune=commune), STANDING, SUNDAY_NIGHT, a_view)
    assert first is not kept.answer(QUESTION, STANDING, SUNDAY_NIGHT, a_view)


def test_what_many_ask_at_once_is_found_once(kept) -> None:
    """The others wait for it; another question does not."""
    begun, goes_on, times = Event(), Event(), []

    def slowly() -> SlotsView:
        times.append(1)
        begun.set()
        assert goes_on.wait(20)
        return a_view()

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(kept.answer, QUESTION, STANDING, SUNDAY_NIGHT, slowly) for _ in range(6)]
        assert begun.wait(20)
        kept.answer(replace(QUESTION, commune="Annecy"), STANDING, SUNDAY_NIGHT, a_view)
        goes_on.set()
        assert 1 == len({id(answer.result()) for answer in answers})
    assert [1] == times


def test_a_search_that_fails_leaves_nothing(kept) -> None:
    """The next one looks again."""

    def broken() -> SlotsView:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        kept.answer(QUESTION, STANDING, SUNDAY_NIGHT, broken)
    assert kept.answer(QUESTION, STANDING, SUNDAY_NIGHT, a_view) is not None


@pytest.fixture
def found_anew(client) -> Callable[[], list[dict[str, Any]]]:
    """Return the slots of a commune spelled as nobody has spelled it yet: nothing can have been kept."""
    spaces = count(1)

    def found() -> list[dict[str, Any]]:
        return ask(client, SEYNOD + " " * next(spaces))

    return found


def test_whoever_asks_after_a_hold_or_a_booking_sees_it(client, house, duret, found_anew) -> None:
    """Nobody waits a minute for it: what is kept is what would be found."""
    before = ask(client)
    assert before == ask(client) == found_anew()
    hold(client, before[0]["offer"])
    held = ask(client)
    assert before != held == found_anew()
    book(client, 1)
    assert held != ask(client) == found_anew()


def test_a_hold_that_expires_is_offered_again_within_a_minute(client, house, duret, found_anew, clock) -> None:
    """Nobody writes anything when it does."""
    before = {slot["start"] for slot in ask(client)}
    for number in range(5):
        hold(client, ask(client)[0]["offer"], f"k{number}")
    during = ask(client)
    clock.forward(seconds=house.transactions.firm_by_slug("duret").rules.hold.total_seconds())
    assert {slot["start"] for slot in during} < before
    clock.forward(seconds=KEPT.total_seconds())
    after = ask(client)
    assert after == found_anew()
    assert before == {slot["start"] for slot in after}


def test_rules_technicians_and_services_count_at_once(client, house, duret, found_anew) -> None:
    """Whatever the firm changes, the next customer sees."""

    def after(command: Callable[[Any], object]) -> list[dict[str, Any]]:
        house.transactions.write(duret.firm.id, command)
        answer = ask(client)
        assert answer == found_anew()
        return answer

    def wait(work: Any) -> None:
        (service,) = work.of(Service).find()
        work.of(Service).put(replace(service, lead_time=timedelta(days=2)))

    def close(work: Any) -> None:
        save_rules(work, replace(work.firm.rules, extra_closed=frozenset({MONDAY + timedelta(days=2)})))

    def leave(work: Any) -> None:
        (technician,) = work.of(Technician).find()
        save_technician(work, replace(technician, active=False))

    numbers = [len(ask(client)), len(after(wait)), len(after(close)), len(after(leave))]
    assert 0 == numbers[-1]
    assert sorted(set(numbers), reverse=True) == numbers


def test_who_reads_another_language_gets_other_reasons(client, house, duret) -> None:
    """The same slots."""
    service = client.get("/v1/firms/duret").json()["services"][0]["service"]
    caller = Caller("", None, house=house)
    french, english = (
        actions.slots(replace(caller, language=language), "duret", service=service, commune=SEYNOD)
        for language in ("fr", "en")
    )
    assert [one.start for one in french.slots] == [one.start for one in english.slots]
    assert french.slots[0].reason != english.slots[0].reason
