"""Whose calendars elsewhere are to be looked at now: told by whoever knows, taken by whoever looks after them."""

from threading import Condition

from planner.identifiers import FirmId, TechnicianId

Whose = tuple[FirmId, TechnicianId]


class Wakes:
    """Technicians whose calendars are to be looked at, each once however often it was told; safe between threads."""

    def __init__(self) -> None:
        self._told: set[Whose] = set()
        self._changed = Condition()
        self._open = True

    def tell(self, whose: Whose) -> None:
        """Have a technician's calendars looked at."""
        with self._changed:
            self._told.add(whose)
            self._changed.notify_all()

    def close(self) -> None:
        """Let nobody wait any more."""
        with self._changed:
            self._open = False
            self._changed.notify_all()

    def take(self, seconds: float) -> set[Whose]:
        """Return those told since the last time, once there are any or so many seconds have passed."""
        with self._changed:
            if self._open and not self._told:
                self._changed.wait(seconds)
            told, self._told = self._told, set()
        return told
