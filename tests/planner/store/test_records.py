"""What every store agrees on."""

from dataclasses import dataclass

import pytest

from planner.records import KINDS, Kind, kinds_by_entity
from planner.store.outbox import event_class
from planner.technicians import Technician
from tests.contracts.samples import Gadget


@dataclass(frozen=True, slots=True)
class Nameless:
    """It has no identifier."""

    name: str


def test_a_kind_needs_an_identifier_and_indexes_plain_fields():
    """A mistake shows where the kind is declared."""
    with pytest.raises(TypeError, match="id"):
        Kind(Nameless, "nameless")
    with pytest.raises(TypeError, match="parts"):
        Kind(Gadget, "gadgets", indexes=("parts",))


@pytest.mark.parametrize("kind", [Kind(Gadget, "technicians"), Kind(Technician, "people"), KINDS[0]])
def test_two_kinds_never_share_an_entity_or_a_table(kind):
    """Rooms cannot overwrite each other's rows."""
    with pytest.raises(ValueError, match="share"):
        kinds_by_entity([kind])


def test_the_public_name_of_an_event_is_its_class():
    """It finds the class again, in whichever room it was written."""
    from desk.events import PersonInvited  # noqa: PLC0415 - a room whose events the planner does not know
    from planner.events import RouteSaved, SlotHeld  # noqa: PLC0415

    for kind in (PersonInvited, RouteSaved, SlotHeld):
        assert kind is event_class(kind.__name__)
    with pytest.raises(LookupError):
        event_class("NothingHappened")
