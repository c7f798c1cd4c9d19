"""A request that is sent twice has its effect once, and gets the same answer both times."""

from collections.abc import Callable

from planner.errors import KeyReused
from planner.ports import Work


def once(work: Work, key: str, fingerprint: str, command: Callable[[], str]) -> str:
    """Return the answer to a key: the one remembered, or the command's own, remembered in the same transaction.

    Only success is remembered: a refusal changed nothing, so trying again is a new question. Whoever asks while the
    first try is still under way waits for its end, or he would be refused what that try is about to take for him.

    Raises:
        KeyReused: the key was used for a request with another fingerprint.
    """
    work.answers.lock(key)
    known = work.answers.recall(key)
    if known is None:
        answer = command()
        work.answers.remember(key, fingerprint, answer)
        return answer
    if known[0] != fingerprint:
        raise KeyReused
    return known[1]
