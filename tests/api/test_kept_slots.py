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
from api.kept_slots import KEPT, Answer, KeptSlots, Question
from api.views import Caller, SlotsView
from planner.identifiers import FirmId
from planner.ports import Mark
from planner.services import Service
from planner.staffing import save_rules, save_service, save_technician
from planner.technicians import Technician
from tests.api.test_v1 import SEYNOD, ask, book, hold
from tests.support.planner import MONDAY, SUNDAY_NIGHT

QUESTION = Question("duret", "repair", SEYNOD, None, "fr")
MARK = Mark("duret", 2, 3)


def an_answer(mark: Mark | None = MARK, until: timedelta = KEPT) -> Answer:
    """An answer of its own, found on Sunday night."""
    return Answer(SlotsView(None, None, ()), FirmId("1"), mark, SUNDAY_NIGHT + until)  # type: ignore[arg-type]


@pytest.fixture
def kept() -> KeptSlots:
    """Room for two answers."""
    return KeptSlots(most=2)


def ask_at(kept: KeptSlots, *, after: timedelta = timedelta(0), question: Question = QUESTION, **answer: Any) -> Any:
    """Ask while the firm stands as an answer found now would say."""
    found = an_answer(**answer)
    return kept.answer(question, SUNDAY_NIGHT + after, lambda _: found.mark, lambda: found)


def test_the_same_question_is_answered_again(kept) -> None:
    """Until the answer's time is over."""
    first = ask_at(kept)
    assert first is ask_at(kept, after=KEPT - timedelta(seconds=1))
    assert first is not ask_at(kept, after=KEPT)


@pytest.mark.parametrize(
    "mark", [replace(MARK, routes=4), replace(MARK, settings=3), replace(MARK, slug="ailleurs"), None]
)
def test_what_rests_on_something_else_is_found_anew(kept, mark) -> None:
    """And then kept in its place."""
    first = ask_at(kept)
    second = ask_at(kept, mark=mark)
    assert first is not second
    assert second is ask_at(kept, mark=mark)


def test_it_is_the_firm_an_answer_was_found_for_that_is_looked_at(kept) -> None:
    """By its identifier, which no other firm ever has."""
    asked: list[FirmId] = []

    def mark(firm_id: FirmId) -> Mark:
        asked.append(firm_id)
        return MARK

    for _ in range(2):
        kept.answer(QUESTION, SUNDAY_NIGHT, mark, an_answer)
    assert [FirmId("1")] == asked


@pytest.mark.parametrize(
    "question",
    [
        replace(QUESTION, slug="voisin"),
        replace(QUESTION, service_id="vmc"),
        replace(QUESTION, commune="Annecy"),
        replace(QUESTION, first_day=MONDAY),
        replace(QUESTION, language="en"),
    ],
)
def test_each_question_has_its_own_answer(kept, question) -> None:
    """Above all that of another firm."""
    assert ask_at(kept) is not ask_at(kept, question=question)


def test_the_answer_asked_longest_ago_makes_room(kept) -> None:
    """Whoever asks for every commune fills no memory."""
    first = ask_at(kept)
    for commune in ("a", "b"):
        ask_at(kept, question=replace(QUESTION, commune=commune))
    assert first is not ask_at(kept)


def test_what_many_ask_at_once_is_found_once(kept) -> None:
    """The others wait for it; another question does not."""
    begun, goes_on, times = Event(), Event(), []

    def slowly() -> Answer:
        times.append(1)
        begun.set()
        assert goes_on.wait(20)
        return an_answer()

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(kept.answer, QUESTION, SUNDAY_NIGHT, lambda _: MARK, slowly) for _ in range(6)]
        assert begun.wait(20)
        ask_at(kept, question=replace(QUESTION, commune="Annecy"))
        goes_on.set()
        assert 1 == len({id(answer.result()) for answer in answers})
    assert [1] == times


def test_whoever_waits_for_an_answer_that_is_old_when_it_comes_looks_again(kept) -> None:
    """A slot taken while somebody else was looking is not offered to whoever asks afterwards."""
    begun, goes_on, mark = Event(), Event(), MARK

    def slowly() -> Answer:
        begun.set()
        assert goes_on.wait(20)
        return an_answer(mark=MARK)

    with ThreadPoolExecutor(2) as pool:
        early = pool.submit(kept.answer, QUESTION, SUNDAY_NIGHT, lambda _: mark, slowly)
        assert begun.wait(20)
        mark = replace(MARK, routes=4)
        late = pool.submit(ask_at, kept, mark=mark)
        goes_on.set()
        assert early.result() is not late.result()


def test_a_search_that_fails_leaves_nothing(kept) -> None:
    """The next one looks again."""

    def broken() -> Answer:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        kept.answer(QUESTION, SUNDAY_NIGHT, lambda _: MARK, broken)
    assert ask_at(kept) is not None


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
        save_service(work, replace(service, lead_time=timedelta(days=2)))

    def close(work: Any) -> None:
        save_rules(work, replace(work.firm.rules, extra_closed=frozenset({MONDAY + timedelta(days=2)})))

    def leave(work: Any) -> None:
        (technician,) = work.of(Technician).find()
        save_technician(work, replace(technician, active=False))

    numbers = [len(ask(client)), len(after(wait)), len(after(close)), len(after(leave))]
    assert 0 == numbers[-1]
    assert sorted(set(numbers), reverse=True) == numbers


def test_a_day_that_has_begun_is_the_first_one_shown(client, house, duret, clock) -> None:
    """At midnight, not a minute later: what is kept says which days it shows."""
    clock.forward(hours=3, minutes=59, seconds=50)
    ask(client)
    clock.forward(seconds=10)
    service = client.get("/v1/firms/duret").json()["services"][0]["service"]
    caller = Caller("", None, house=house)
    assert MONDAY == actions.slots(caller, "duret", service=service, commune=SEYNOD).first_day


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
