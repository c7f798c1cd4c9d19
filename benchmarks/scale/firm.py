"""A synthetic firm of any size: technicians at home in and around towns, six visits each, windows of two hours."""

import datetime as dt
import random
from dataclasses import dataclass

from solver import Place, Problem, Shift, Visit, Window
from solver.formats.instance import NO_LIMITS, Measure, weights

DAY = dt.date(2027, 1, 18)
MIDNIGHT = int(dt.datetime.combine(DAY, dt.time(), dt.UTC).timestamp())
HOUR = 3600
VISITS_EACH = 6
SKILLS = ("chaudière", "climatisation", "borne", "plomberie")
PRIZE = 2 * HOUR
"""What leaving a visit out costs, in seconds of road: more than any detour in a plan worth having."""


@dataclass(frozen=True, slots=True)
class Towns:
    """Where people live: towns all over a square whose area grows with the firm, some larger than others."""

    centres: tuple[Place, ...]
    sizes: tuple[float, ...]

    @classmethod
    def of(cls, visits: int, rng: random.Random) -> "Towns":
        """One town for each hundred visits, on one square degree for each thousand."""
        side = (visits / 1000) ** 0.5
        count = max(5, visits // 100)
        centres = tuple(Place(45 + rng.random() * side, 2 + 1.4 * rng.random() * side) for _ in range(count))
        return cls(centres, tuple(0.1 + rng.random() ** 2 for _ in centres))

    def somewhere(self, rng: random.Random) -> Place:
        """A place in or around a town; the larger one is, the more people live there and the wider it spreads."""
        (town,) = rng.choices(range(len(self.centres)), self.sizes)
        centre, spread = self.centres[town], 0.02 + 0.05 * self.sizes[town]
        return Place(centre.lat + rng.gauss(0, spread), centre.lon + 1.4 * rng.gauss(0, spread))


def a_large_firm(visits: int, seed: int) -> Problem:
    """The day of a firm with so many visits, counted as road and prizes alone: what other engines can be told, too."""
    rng = random.Random(seed)
    towns = Towns.of(visits, rng)
    return Problem(
        shifts=tuple(_shift(number, towns.somewhere(rng), rng) for number in range(max(1, visits // VISITS_EACH))),
        visits=tuple(_visit(number, towns.somewhere(rng), rng) for number in range(visits)),
        weights=weights(Measure.DISTANCE),
        working_time=NO_LIMITS,
    )


def _shift(number: int, home: Place, rng: random.Random) -> Shift:
    """Ten hours; every fourth technician can do everything, the others one to three things."""
    skills = SKILLS if number % 4 == 0 else rng.sample(SKILLS, rng.randint(1, 3))
    return Shift(
        technician=f"technician {number}",
        day=DAY,
        start_place=home,
        end_place=home,
        start=MIDNIGHT + 8 * HOUR,
        end=MIDNIGHT + 18 * HOUR,
        skills=dict.fromkeys(skills, 1),
    )


def _visit(number: int, place: Place, rng: random.Random) -> Visit:
    """Half an hour to an hour, promised in one of four windows; seven of ten need a skill."""
    opens = MIDNIGHT + rng.choice((8, 10, 13, 15)) * HOUR
    return Visit(
        key=f"visit {number}",
        place=place,
        duration=rng.choice((30, 45, 60)) * 60,
        windows=(Window(opens, opens + 2 * HOUR - 1),),
        skills={rng.choice(SKILLS): 1} if rng.random() < 0.7 else {},  # noqa: PLR2004
        prize=PRIZE,
    )
