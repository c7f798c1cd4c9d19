"""Days, hours, money and roads read as they are said."""

from datetime import UTC, date, datetime, time, timedelta

from desk.wording import (
    in_whole_minutes,
    say_day,
    say_euros,
    say_gain,
    say_hour,
    say_moment,
    say_reserve,
    say_road,
    say_window,
)
from planner.intervals import Interval
from planner.plans import Gain
from planner.reserve import ReserveForecast
from planner.services import Half
from tests.support.planner import PARIS, between


def test_days_are_said_with_their_name_and_the_first_is_an_ordinal():
    """French says "premier" and then counts."""
    assert ["mardi 1er décembre 2026", "mercredi 2 décembre 2026"] == [
        say_day(date(2026, 12, 1)),
        say_day(date(2026, 12, 2)),
    ]


def test_full_hours_have_no_minutes():
    """8 h, not 8:00."""
    assert ["8 h", "8 h 05", "17 h 30"] == [say_hour(time(8)), say_hour(time(8, 5)), say_hour(time(17, 30))]


def test_windows_are_said_by_the_firms_clock():
    """Whatever the zone of the instant."""
    window = between(8, 10)
    in_utc = Interval(window.start.astimezone(UTC), window.end.astimezone(UTC))
    assert "lundi 23 novembre 2026 entre 8 h et 10 h" == say_window(in_utc, PARIS)


def test_moments_follow_the_clock_change():
    """The day after the clocks go back, 8 h is 7 UTC."""
    assert "dimanche 25 octobre 2026 à 7 h" == say_moment(datetime(2026, 10, 25, 6, tzinfo=UTC), PARIS)
    assert "samedi 24 octobre 2026 à 8 h" == say_moment(datetime(2026, 10, 24, 6, tzinfo=UTC), PARIS)


def test_road_is_saved_or_added_and_never_less_by_a_number_below_zero():
    """A cheaper plan may drive more, for less overtime."""
    assert [
        "2 h 05 de route en moins",
        "21 min de route en moins",
        "0 min de route en moins",
        "7 min de route en plus",
    ] == [
        say_road(125 * 60),
        say_road(21 * 60 + 47),
        say_road(-30),
        say_road(-7 * 60),
    ]


def test_money_has_its_comma():
    """A cost counts thousandths of a cent."""
    assert "12,40 €" == say_euros(1_240_000)


def test_a_gain_says_what_is_better_and_then_what_it_costs():
    """Road among the rest; a gain below a minute is one all the same."""
    assert [
        "2 rendez-vous de plus au planning mais 12 min de route en plus",
        "5 min de route en moins, 25 min d’heures supplémentaires en moins mais 4 min d’attente en plus",
        "2 passages de plus dans le secteur du technicien",
        "moins d’une minute gagnée",
    ] == [
        say_gain(Gain(placed=2, travel=-12 * 60)),
        say_gain(Gain(travel=5 * 60, overtime=25 * 60, waiting=-4 * 60)),
        say_gain(Gain(preferred=2)),
        say_gain(Gain(travel=20)),
    ]


def test_gains_in_whole_minutes_add_up():
    """To what is left of the road as pages print it: rounded up."""
    gains = [Gain(travel=90, waiting=-30), Gain(travel=90, waiting=40), Gain(travel=-30, overtime=61)]
    assert [
        Gain(travel=60, waiting=-60),
        Gain(travel=120, waiting=60),
        Gain(travel=-60, overtime=60),
    ] == list(in_whole_minutes(gains, 3600))


def test_a_reserve_says_for_what_it_is_and_how_often_it_suffices():
    """Never oftener than it does; below two it is one emergency."""
    day, made, length = date(2026, 11, 23), datetime(2026, 11, 23, 1, tzinfo=UTC), timedelta(minutes=90)

    def forecast(half: Half, visits: float, chance: float) -> str:
        return say_reserve(ReserveForecast("k", "repair", day, half, length, visits, chance, made))

    assert [
        "Matin, réserve de 1 h 30 : 1,2 urgence attendue, 9 fois sur 10 cela suffit",
        "Après-midi, réserve de 1 h 30 : 2 urgences attendues, 7 fois sur 10 cela suffit",
        "Matin, réserve de 1 h 30 : 0,3 urgence attendue, 19 fois sur 20 cela suffit",
        "Matin, réserve de 1 h 30 : 0 urgence attendue, 99 fois sur 100 cela suffit",
    ] == [
        forecast(Half.MORNING, 1.21, 0.91),
        forecast(Half.AFTERNOON, 2.04, 0.79),
        forecast(Half.MORNING, 0.3, 0.96),
        forecast(Half.MORNING, 0.0, 1.0),
    ]
