"""What somebody chose to see of the plan, and what there is to choose from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filters:
    """An area by name, a skill or clearance by name, a service by identifier; what is empty keeps everything.

    `lanes` leaves nothing out: it is how many technicians are shown at once, where that is not as many as usual.
    """

    area: str = ""
    skill: str = ""
    service: str = ""
    lanes: str = ""

    @property
    def any(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.area or self.skill or self.service)


EVERYTHING = Filters()
"""Nothing is left out."""


@dataclass(frozen=True, slots=True)
class FiltersView:
    """What was chosen among what there is; `services` are pairs of identifier and name."""

    chosen: Filters = EVERYTHING
    areas: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    services: tuple[tuple[str, str], ...] = ()


NO_CHOICE = FiltersView()
"""A page without filters."""
