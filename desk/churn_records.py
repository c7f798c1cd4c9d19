"""What the records tell of maintenance contracts: what each costs, when it ended, and what happened meanwhile."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from desk.calls import Call, Reason
from desk.contracts import MaintenanceContract
from desk.customers import Customer
from desk.past import PastAppointment
from forecasting.churn.contracts import Contract, Event, Happening
from planner.appointments import Appointment, State
from planner.identifiers import CustomerId
from planner.ports import Work
from planner.working_days import local_day

BEFORE = timedelta(days=180)
"""How long visits must have been noted before a day for anybody to look back on it."""
LONGEST = timedelta(days=5 * 365)
"""How far back anybody looks: older departures tell of another firm."""
_ENDS = {State.DONE: Happening.VISIT, State.NO_ACCESS: Happening.NO_ACCESS}
_Happened = Mapping[CustomerId, list[Event]]


@dataclass(frozen=True, slots=True)
class ChurnRecords:
    """The contracts of a firm; `since` is the first day anybody may look back on, None where too little was noted."""

    contracts: tuple[Contract, ...]
    since: date | None


def churn_records(work: Work, today: date) -> ChurnRecords:
    """Return what was known of contracts when `today` began.

    A contract that ended is taken to have been given up on the day it ended on. One that nobody visited is taken to
    have been visited when visits began to be noted, if it is older. A contract without a price costs what is usual.
    """
    kept = [one for one in work.of(MaintenanceContract).find() if one.ended_on is None or one.ended_on >= one.start]
    customers = {one.customer_id for one in kept}
    happened = _happened(work, customers, today)
    noted = min((event.on for events in happened.values() for event in events), default=None)
    kinds = {one.id: one.kind for one in work.of(Customer).find(id=customers)}
    usual = _usual_prices(kept)
    contracts = tuple(
        Contract(
            id=one.id,
            firm=work.firm.id,
            kind=_alike(one),
            yearly=one.annual_cents if one.annual_cents > 0 else usual.get(_alike(one), 1),
            visits_a_year=one.visits_per_year,
            start=one.start,
            left=one.ended_on,
            events=tuple(_events(one, happened, noted)),
            customer_kind=kinds.get(one.customer_id, ""),
            noted=noted,
        )
        for one in kept
    )
    return ChurnRecords(contracts, _since(kept, noted, today))


def _since(kept: Iterable[MaintenanceContract], noted: date | None, today: date) -> date | None:
    """Return from when on departures were noted, and visits for long enough before them."""
    ends = [one.ended_on for one in kept if one.ended_on is not None and one.ended_on < today]
    if not ends or noted is None:
        return None
    return max(min(ends), noted + BEFORE, today - LONGEST)


def _alike(one: MaintenanceContract) -> str:
    """Return what contracts have in common that should cost the same."""
    return f"{one.kind} × {one.visits_per_year}"


def _usual_prices(kept: Iterable[MaintenanceContract]) -> dict[str, int]:
    prices: dict[str, list[int]] = defaultdict(list)
    for one in kept:
        if one.annual_cents > 0:
            prices[_alike(one)].append(one.annual_cents)
    return {kind: round(median(found)) for kind, found in prices.items()}


def _events(one: MaintenanceContract, happened: _Happened, noted: date | None) -> Iterator[Event]:
    if noted is not None and one.start < noted:
        yield Event(noted, Happening.VISIT)
    for event in happened.get(one.customer_id, ()):
        if event.on >= one.start:
            yield event


def _happened(work: Work, customers: Collection[CustomerId], today: date) -> _Happened:
    """Return what happened at each customer before today: visits, of before Créneau too, and complaints on the line."""
    zone, happened = work.firm.zone, defaultdict[CustomerId, list[Event]](list)

    def add(customer_id: CustomerId | None, on: date, *what: Happening) -> None:
        if customer_id is not None and customer_id in customers and on < today:
            happened[customer_id].extend(Event(on, one) for one in what)

    for past in work.of(PastAppointment).find(state=list(_ENDS)):
        second = (Happening.SECOND_VISIT,) if past.second_visit else ()
        add(past.customer_id, past.day, _ENDS[past.state], *second)
    for made in work.of(Appointment).find(state=list(_ENDS)):
        add(made.customer_id, local_day(made.window.start, zone), _ENDS[made.state])
    for call in work.of(Call).find(reason=Reason.COMPLAINT):
        add(call.customer_id, local_day(call.started_at, zone), Happening.COMPLAINT)
    return happened
