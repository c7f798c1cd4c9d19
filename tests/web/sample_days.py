"""The plan of the sample firm, day by day, as the actions answer it."""

from dataclasses import replace
from datetime import date

from api.views import EVERYTHING, Caller, DayView, Filters, FiltersView, TechnicianDayView
from tests.web import samples
from tests.web.sample_actions import Stranger
from tests.web.samples import CLAIRE, FIRM, TODAY

CHOICES = FiltersView(
    areas=("Annecy", "Ugine"),
    skills=("BR", "IRVE"),
    services=tuple((each.service, each.name) for each in samples.SERVICES),
)


def day(caller: Caller, slug: str, day: date, *, filters: Filters = EVERYTHING) -> DayView:
    """Claire's day; of its filters, a service leaves some of Gaëtan's visits and an area leaves nothing."""
    if caller.person is None:
        raise Stranger
    if day != TODAY:
        return DayView(FIRM, CLAIRE, day, TODAY, TODAY, TODAY, (), closed="Dimanche : l’entreprise est fermée.")
    shown = replace(samples.day_view(), filters=replace(CHOICES, chosen=filters))
    if filters.area:
        return replace(shown, routes=(), unplaced=(), proposal=None)
    if filters.service:
        first, *_ = shown.routes
        kept, others = first.visits[:2], tuple((one.start, one.end) for one in first.visits[2:])
        return replace(shown, routes=(replace(first, visits=kept, others=others),), unplaced=(), proposal=None)
    return shown


def technician_day(caller: Caller, slug: str, day: date, *, technician: str) -> TechnicianDayView:
    """Gaëtan's Tuesday."""
    return TechnicianDayView(FIRM, samples.GAETAN, day, TODAY, TODAY, TODAY, samples.routes()[0])
