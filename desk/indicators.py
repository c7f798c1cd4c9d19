"""What direction steers by, as far as the records tell today: counted at night, so that its page costs nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median

from desk.call_counts import CallCounts
from desk.calls import Call
from desk.past import PastAppointment
from planner.appointments import Appointment, State
from planner.firms import Firm
from planner.working_days import local_day

LATELY, A_YEAR = timedelta(weeks=4), timedelta(weeks=52)
NOW = "now"


@dataclass(frozen=True, slots=True)
class Indicators:
    """Figures of the weeks or the year before `made_on`; None where nothing was written down.

    Calls a day and the share missed are those of four weeks, and of the same weeks a year before; minutes to a
    confirmed date (the median), closed doors and second visits those of a year. An answered call lasts `talk_seconds`.
    """

    id: str
    made_on: date
    calls_a_day: float | None
    calls_a_day_before: float | None
    missed: float | None
    talk_seconds: float | None
    confirmation_minutes: float | None
    no_access: float | None
    second_visits: float | None


def indicators(
    counts: CallCounts, calls: Iterable[Call], past: Sequence[PastAppointment], appointments: Iterable[Appointment]
) -> Indicators:
    """Count what stands in the records, to the end of the day to which calls were counted."""
    firm, last = counts.firm, counts.last
    of_year = [call for call in calls if last - A_YEAR < local_day(call.started_at, firm.zone) <= last]
    lately = [call for call in of_year if local_day(call.started_at, firm.zone) > last - LATELY]
    visits = [one for one in past if last - A_YEAR < one.day <= last]
    ends = [one.state for one in visits] + _ends(firm, appointments, last)
    confirmed = [one.confirmation_minutes for one in visits if one.confirmation_minutes is not None]
    return Indicators(
        id=NOW,
        made_on=last + timedelta(days=1),
        calls_a_day=_calls_a_day(counts, last),
        calls_a_day_before=_calls_a_day(counts, last - A_YEAR),
        missed=_share([call.missed for call in lately]),
        talk_seconds=_mean([call.duration_s for call in of_year if call.duration_s]),
        confirmation_minutes=float(median(confirmed)) if confirmed else None,
        no_access=_share([state is State.NO_ACCESS for state in ends]),
        second_visits=_share([one.second_visit for one in visits if one.state is State.DONE]),
    )


def _ends(firm: Firm, appointments: Iterable[Appointment], last: date) -> list[State]:
    """Return how the visits of a year ended; those cancelled or still to come count nowhere."""
    over = [one for one in appointments if last - A_YEAR < local_day(one.window.start, firm.zone) <= last]
    return [one.state for one in over if one.state in {State.DONE, State.NO_ACCESS}]


def _calls_a_day(counts: CallCounts, last: date) -> float | None:
    return _mean([counts.on(day) for day in counts.days if last - LATELY < day <= last])


def _mean(values: Collection[float]) -> float | None:
    return fmean(values) if values else None


def _share(values: Collection[bool]) -> float | None:
    return fmean(values) if values else None
