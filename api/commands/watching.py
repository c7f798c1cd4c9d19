"""A long computation under people's eyes: how far it is, and Ctrl-C to make do with what it has."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from solver import Progress, StoppingCriterion

_AT_FIRST = "préparation du calcul : une minute ou deux la toute première fois"
"""What people read until the first rounds are done: before, the search may be compiled, once and for all."""


@dataclass(slots=True)
class Watched:
    """A criterion that is listened to, until somebody has seen enough."""

    stop: StoppingCriterion
    hear: Callable[[Progress, float], None]
    last: Progress = field(default_factory=lambda: Progress(0, 0, 0))
    enough: bool = False

    def __call__(self, so_far: Progress) -> float:
        """See `StoppingCriterion`."""
        self.last = so_far
        done = 1.0 if self.enough else self.stop(so_far)
        self.hear(so_far, done)
        return done

    def rounds(self, so_far: Progress) -> int:
        """See `StoppingCriterion`."""
        return self.stop.rounds(so_far)

    def interrupt(self, *_: object) -> None:
        """Stop with what there is; at once, without it, where there is nothing yet or for the second time."""
        if self.enough or not self.last.iteration:
            raise KeyboardInterrupt
        self.enough = True


@contextmanager
def watched(stop: StoppingCriterion) -> Iterator[Watched]:
    """Show how far it is, on the error stream and only to people; Ctrl-C ends it with what was found."""
    terminal = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=terminal, transient=True, disable=not terminal.is_terminal) as bar:
        task = bar.add_task(_AT_FIRST, total=1.0)

        def hear(so_far: Progress, done: float) -> None:
            bar.update(task, completed=done, description=_so_far(so_far))

        watching = Watched(stop, hear)
        before = signal.signal(signal.SIGINT, watching.interrupt)
        try:
            yield watching
        finally:
            signal.signal(signal.SIGINT, before)


def count(number: int, word: str) -> str:
    """A number with its word, which has its plural from two on."""
    return f"{number} {word}{'s' if number > 1 else ''}"


def _so_far(progress: Progress) -> str:
    """How far it is, in words."""
    if not progress.iteration:
        return _AT_FIRST
    return f"{count(progress.iteration, 'tour')}, coût {progress.cost} ; Ctrl-C pour s'en tenir là"
