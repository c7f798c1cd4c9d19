"""Where things are, in words: the communes a firm serves, the place a customer names, the town a point lies in."""

from itertools import islice

from api.house import House
from api.views import BookingForm, CommuneView, PlaceView
from connectors.places import FoundPlace, Precision
from connectors.places.communes import Commune, communes
from planner.firms import Firm
from planner.ports import Work
from planner.sites import Position
from planner.technicians import Technician

PROPOSED = 60
"""How many communes a field proposes at most."""

NAMED = 22
"""How many a map without background names: more would write over each other."""


def served(firm: Firm, limit: int) -> list[Commune]:
    """Return the largest communes the firm serves."""
    return list(islice((one for one in communes() if firm.rules.area_of(one.postcode)), limit))


def commune_views(firm: Firm) -> tuple[CommuneView, ...]:
    """Return the communes the field proposes, by name."""
    found = {(one.name, one.postcode) for one in served(firm, PROPOSED)}
    return tuple(CommuneView(name, postcode) for name, postcode in sorted(found))


def map_labels(firm: Firm) -> tuple[PlaceView, ...]:
    """Return the names to write on a map without background."""
    return tuple(PlaceView(one.name, one.lat, one.lon, "commune") for one in served(firm, NAMED))


def find_place(house: House, written: str) -> FoundPlace | None:
    """Return the likeliest place for what somebody wrote, or None."""
    return next(iter(house.places.find(written, limit=1)), None)


def find_address(house: House, form: BookingForm) -> FoundPlace | None:
    """Return the likeliest place of a customer's address, or None."""
    found = house.places.find(form.address, postcode=form.postcode, city=form.city, limit=1)
    return next(iter(found), None)


def home_of(work: Work) -> FoundPlace | None:
    """Return the commune most technicians start from: where a visitor is supposed to be until he says."""
    technicians = work.of(Technician).find(active=True)
    starts = [technician.start for technician in technicians]
    return commune_at(max(starts, key=starts.count)) if starts else None


def commune_at(position: Position) -> FoundPlace:
    """Return the commune whose centre is nearest to a point, as a place at that point."""
    nearest = min(communes(), key=lambda one: (one.lat - position.lat) ** 2 + (one.lon - position.lon) ** 2)
    label = f"{nearest.name} ({nearest.postcode})"
    return FoundPlace(label, position.lat, position.lon, Precision.COMMUNE, "communes", nearest.postcode, nearest.name)
