"""One thing that can give so that a slot opens: what becomes of the question, and how to say it."""

from abc import ABC, abstractmethod
from typing import ClassVar

from solver.explain.ask import Ask
from solver.explain.words import Voice
from solver.sentence import Sentence
from solver.solution import Cost


class Change(ABC):
    """One thing that gives. Changes commute: each counts from the question as it was."""

    __slots__ = ()
    rule: ClassVar[str]
    """The name of the rule that gives way."""

    @abstractmethod
    def applied(self, ask: Ask) -> Ask:
        """The question once it has given."""

    @abstractmethod
    def condition(self, ask: Ask, voice: Voice) -> Sentence:
        """The change as a condition, said of the question as it was: "if …"."""

    @property
    def elsewhere(self) -> Cost:
        """What it costs on other routes."""
        return Cost()
