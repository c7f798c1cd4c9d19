"""Visits of before, as many as it takes to learn how long they are."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from api.house import House
from desk.identifiers import PastAppointmentId
from desk.length_lessons import learn_lengths
from desk.past import PastAppointment
from desk.visit_lengths import keep_learned
from planner.identifiers import CustomerId
from planner.ports import Work

YEAR_BEFORE = date(2025, 11, 24)


def past_visits(
    count: int, *, code: str = "dépannage", minutes: float = 60, stray: float = 0.3
) -> list[PastAppointment]:
    """So many visits, half of them over by these minutes; whose customers nobody knows."""
    lengths = minutes * np.exp(stray * np.random.default_rng(6).normal(size=count))
    return [
        PastAppointment(
            id=PastAppointmentId(f"past-{code}-{number:04}"),
            day=YEAR_BEFORE + timedelta(days=number // 4),
            service_code=code,
            customer_id=CustomerId("nobody"),
            planned_minutes=60,
            actual_minutes=max(5, round(float(length))),
        )
        for number, length in enumerate(lengths)
    ]


def teach(house: House, count: int = 600, *, slug: str = "duret", **visits: Any) -> None:
    """Let a firm of a house learn from so many visits."""
    firm = house.transactions.firm_by_slug(slug)

    def command(work: Work) -> None:
        work.of(PastAppointment).put_all(past_visits(count, **visits))
        keep_learned(work, (), learn_lengths(work))

    house.transactions.write(firm.id, command)
