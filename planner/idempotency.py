"""A request that is sent twice has its effect once, and gets the same answer both times: also when it was refused."""

from collections.abc import Callable

from planner import errors
from planner.errors import KeyReused, Refused
from planner.ports import Work

_MARK = "!"
"""What a refusal that is remembered begins with, then its name and what it says; no answer begins so."""


def once(work: Work, key: str, fingerprint: str, command: Callable[[], str]) -> str:
    """Return the answer to a key: the one remembered, or the command's own, remembered in the same transaction.

    A refusal of the command is not remembered, for its transaction ends with it; see `refused_once`. Whoever asks
    while the first try is still under way waits for its end, or he would be refused what that try is about to take
    for him.

    Raises:
        KeyReused: the key was used for a request with another fingerprint.
        Refused: the key's request was refused before, as it was then.
    """
    known = _known(work, key, fingerprint)
    if known is None:
        known = command()
        work.answers.remember(key, fingerprint, known)
    elif known.startswith(_MARK):
        _, name, detail = known.split(_MARK, 2)
        kind: type[Refused] = getattr(errors, name, Refused)
        raise kind(*filter(None, [detail]))
    return known


def refused_once(work: Work, key: str, fingerprint: str, refusal: Refused) -> str | None:
    """Remember that a request was refused, and return None; or return what the same one, sent twice, was granted.

    Whoever was told no must be able to rely on it: without this, a first try that the network has held up would be
    granted after the second one was refused, and nobody would know.

    Raises:
        KeyReused: the key was used for a request with another fingerprint.
    """
    known = _known(work, key, fingerprint)
    if known is None:
        detail = str(refusal) if refusal.args else ""
        work.answers.remember(key, fingerprint, _MARK.join(["", type(refusal).__name__, detail]))
    return None if known is None or known.startswith(_MARK) else known


def _known(work: Work, key: str, fingerprint: str) -> str | None:
    """Return what is remembered of a key, which nobody else works under from now on."""
    work.answers.lock(key)
    known = work.answers.recall(key)
    if known is not None and known[0] != fingerprint:
        raise KeyReused
    return known[1] if known else None
