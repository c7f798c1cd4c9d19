"""The demonstration says what it does, and why it is silent for long."""

from collections.abc import Callable

import pytest

from api.commands import demo


class AtOnce:
    """A timer whose time is up as soon as it starts."""

    def __init__(self, _seconds: float, act: Callable[[str], None], said: list[str]) -> None:
        self._act, self._said = act, said

    def start(self) -> None:
        """Time is up."""
        self._act(*self._said)

    def cancel(self) -> None:
        """It is too late for that."""


def test_a_long_step_says_why_and_a_short_one_does_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A first start compiles for minutes."""
    with demo._step("Court", "Pourquoi c'est long"):
        pass
    assert "Pourquoi" not in capsys.readouterr().out
    monkeypatch.setattr(demo, "Timer", AtOnce)
    with demo._step("Long", "Pourquoi c'est long"):
        pass
    assert "Pourquoi c'est long" in capsys.readouterr().out
