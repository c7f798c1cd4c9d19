"""An emergency comes in where somebody is soonest; who is pushed, and by how much, is said before it is done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from planner.appointments import Appointment, State
from planner.booking import cancel, move, pin, progress
from planner.emergency import Insertion, answer, insertions
from planner.errors import OutsideAreas, SlotTaken, UndoRefused
from planner.identifiers import AppointmentId, CustomerId, ServiceId, SiteId, TechnicianId, new_id
from planner.intervals import Interval
from planner.ports import Entry, Work
from planner.promises import broken_promises
from planner.routes import Pinned
from planner.rules import FirmRules
from planner.sites import Area, Site
from planner.slots import Wish
from planner.undo import last_redoable, last_undoable, redo, undo
from tests.support.planner import (
    ALBERTVILLE,
    ANNECY,
    CLAIRE,
    MONDAY,
    SEYNOD,
    Heart,
    a_firm,
    a_service,
    a_technician,
    between,
    paris,
)

URGENT = a_service("Urgence", duration=timedelta(minutes=60), lead_time=timedelta(minutes=30))
WISH = Wish(ServiceId("urgence"), SEYNOD, first=MONDAY, last=MONDAY, by_firm=True)


def a_morning(*names: str, also: tuple[Interval, ...] = (), **rules) -> Heart:
    """A quarter past nine on Monday; each technician has a visit promised between ten and noon."""
    homes = dict(zip(names, (ANNECY, ALBERTVILLE, SEYNOD), strict=False))
    heart = Heart(
        *(a_technician(name, start=home, end=home) for name, home in homes.items()),
        firm=a_firm(rules=FirmRules(**rules)) if rules else None,
        services=(a_service(), URGENT),
    )
    for name, home in homes.items():
        slots = heart.slots(position=home, technician_id=TechnicianId(name))
        heart.book(next(slot for slot in slots if slot.window == between(10, 12)), home)
    for window in also:
        slots = heart.slots(technician_id=TechnicianId(names[0]))
        heart.book(next(slot for slot in slots if slot.window == window))
    heart.now = paris(9, 15)
    return heart


def found(heart: Heart, **wish) -> list[Insertion]:
    """What can be done about it."""
    with heart.memory.read(heart.firm.id) as work:
        return insertions(work, Wish(**{field: getattr(WISH, field) for field in WISH.__slots__} | wish), heart.board)


def take(heart: Heart, way: Insertion) -> Appointment:
    """Send somebody to a house in Seynod in the way that was found."""
    site = Site(SiteId("fire"), CustomerId("jeanne"), SEYNOD, "house", city="Seynod")
    key, window = AppointmentId(new_id()), way.target.window
    made = Appointment(key, URGENT.id, window, URGENT.duration, State.CONFIRMED, heart.now, site_id=site.id)

    def command(work: Work) -> Appointment:
        work.of(Site).put(site)
        whose = way.target.technician_id
        return answer(work, made, whose, heart.board, actor=CLAIRE, instead_of=way.displaced)

    return heart.do(command)


def displaced() -> tuple[Heart, AppointmentId]:
    """Somebody was sent instead of the only promise of a morning."""
    heart = a_morning("a")
    key = heart.route("a").visits[0].appointment_id
    take(heart, replace(found(heart)[0], displaced=key))
    return heart, key


def step(heart: Heart, which: Callable[[Work], Entry | None], do: Callable[..., object] | None = None) -> Entry:
    """Find a line of history, and take it back or do it again if one says so."""

    def command(work: Work) -> Entry:
        entry = which(work)
        assert entry is not None
        if do:
            do(work, entry.number, heart.board, CLAIRE)
        return entry

    return heart.do(command)


def test_whoever_can_be_there_soonest_comes_first():
    """Gaëtan from Annecy before Élodie from Albertville; both can."""
    ways = [one for one in found(a_morning("a", "b")) if one.displaced is None]
    assert ["a", "b"] == [one.target.technician_id for one in ways]
    assert paris(9, 15) < ways[0].start < ways[1].start


def test_nobody_is_there_at_once():
    """From home he needs the road; with a visit before he needs its end too."""
    heart = a_morning("a")
    road = timedelta(seconds=72 + 86 * 3)
    assert paris(9, 15) + road < found(heart)[0].start < paris(9, 30)
    heart.now = paris(10, 30)
    assert paris(11) + road < found(heart)[0].start


def test_who_is_pushed_and_by_how_much_is_said():
    """His visit at ten waits until the emergency is over, within its promise."""
    heart = a_morning("a")
    promised = heart.route("a").visits[0]
    best = next(one for one in found(heart) if one.displaced is None)
    (pushed,) = best.pushed
    assert (promised.appointment_id, promised.start) == (pushed.appointment_id, pushed.before)
    assert promised.start < pushed.after < promised.window.end
    assert best.displaced is None


def test_what_is_said_is_what_happens():
    """Taken, the route stands as it was told, and every promise is kept."""
    heart = a_morning("a", "b", "c")
    best = next(one for one in found(heart) if one.displaced is None)
    made = take(heart, best)
    route = heart.route(best.target.technician_id)
    starts = {visit.appointment_id: visit.start for visit in route.visits}
    assert best.start == starts[made.id]
    assert {one.appointment_id: one.after for one in best.pushed}.items() <= starts.items()
    with heart.memory.read(heart.firm.id) as work:
        assert [] == broken_promises(work, MONDAY, MONDAY)


def test_where_a_promise_would_have_to_wait_that_is_said_too():
    """Both hours until noon are promised: only instead of somebody else can he come before the afternoon."""
    heart = a_morning("a", also=(between(10, 12), between(8, 10), between(8, 10)))
    heart.now = paris(8, 10)
    best, *others = found(heart)
    assert best.displaced in {visit.appointment_id for visit in heart.route("a").visits}
    assert best.start < paris(12)
    assert all(one.displaced or one.start > paris(13) for one in others)


@pytest.mark.parametrize("protect", ["pinned", "under way"])
def test_what_is_pinned_or_under_way_is_not_displaced(protect):
    """Nor is an emergency by another."""
    heart = a_morning("a")
    key = heart.route("a").visits[0].appointment_id
    if protect == "pinned":
        heart.do(lambda work: pin(work, key, Pinned.TECHNICIAN, actor=CLAIRE))
    else:
        heart.do(lambda work: progress(work, key, State.ON_THE_WAY, actor=CLAIRE))
    assert key not in {one.displaced for one in found(heart)}


def test_no_more_than_three_ways_and_the_soonest_first():
    """Nobody reads a long list while a cable burns."""
    ways = found(a_morning("a", "b", "c"))
    assert 3 == len(ways)
    assert sorted(one.start for one in ways) == [one.start for one in ways]


def test_outside_the_areas_nobody_comes():
    """The firm says where it works."""
    heart = a_morning("a", areas=(Area("Annecy", frozenset({"74000"})),))
    with pytest.raises(OutsideAreas):
        found(heart, postcode="75001")


def test_one_undo_takes_an_emergency_back_whole():
    """It is cancelled; whoever was pushed has his hour again; redo sends somebody once more."""
    heart = a_morning("a")
    before = heart.route("a").visits
    best = next(one for one in found(heart) if one.pushed)
    made = take(heart, best)
    after = heart.route("a").visits
    step(heart, last_undoable, undo)
    assert (State.CANCELLED_BY_FIRM, before) == (heart.appointment(made.id).state, heart.route("a").visits)
    step(heart, last_redoable, redo)
    assert (State.CONFIRMED, after) == (heart.appointment(made.id).state, heart.route("a").visits)


def test_a_displaced_promise_stands_and_waits_to_be_placed_and_comes_back_by_undo():
    """It counts as broken until somebody does something about it."""
    heart, key = displaced()
    assert State.CONFIRMED is heart.appointment(key).state
    assert key not in {visit.appointment_id for visit in heart.route("a").visits}
    with heart.memory.read(heart.firm.id) as work:
        assert 1 == len(broken_promises(work, MONDAY, MONDAY))
    step(heart, last_undoable, undo)
    assert [key] == [visit.appointment_id for visit in heart.route("a").visits]


@pytest.mark.parametrize("settled", ["placed elsewhere", "cancelled"])
def test_what_was_settled_for_who_gave_way_is_not_taken_from_him(settled):
    """He would stand on two routes, or be visited although he wants nobody any more."""
    heart, key = displaced()
    line = step(heart, last_undoable)
    if settled == "cancelled":
        heart.do(lambda work: cancel(work, key, heart.board, actor=CLAIRE))
    else:
        later = heart.slots(moving=key, first=MONDAY + timedelta(days=1))[0]
        heart.do(lambda work: move(work, key, later.target, heart.board, actor=CLAIRE))
    before = heart.route("a")
    with pytest.raises(UndoRefused):
        heart.do(lambda work: undo(work, line.number, heart.board, CLAIRE))
    assert before == heart.route("a")


def test_nobody_gives_way_twice():
    """A second time there is nothing to take away."""
    heart = a_morning("a")
    key = heart.route("a").visits[0].appointment_id
    way = replace(found(heart)[0], displaced=key)
    take(heart, way)
    before = heart.route("a")
    with pytest.raises(SlotTaken):
        take(heart, way)
    assert before == heart.route("a")
