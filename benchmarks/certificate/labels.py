"""Routes under way as rows of arrays: all that begin, one more visit, lunch, and the whole day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.certificate.days import Day, Ints


@dataclass(frozen=True, slots=True)
class Labels:
    """Routes under way, one per row: `done` (m, n) the visits made, the last one, lunch eaten, loaded or not.

    Seconds worked (road, service, lunch), the earliest completion, the latest begin; `plain` the reduced cost without
    waiting, overtime and fairness.
    """

    done: NDArray[np.bool_]
    last: Ints
    fed: NDArray[np.bool_]
    loaded: NDArray[np.bool_]
    work: Ints
    completion: Ints
    latest: Ints
    plain: Ints

    def rows(self, chosen: Ints | slice) -> "Labels":
        """Some of them."""
        return Labels(*(getattr(self, name)[chosen] for name in self.__slots__))


def departures(day: Day) -> Labels:
    """Before the first visit, hungry and fed."""
    hungry = [(0, day.close, True)] if day.meal is None else [(0, day.close, False)]
    if day.meal is not None:
        hungry.append((max(0, day.meal[0] + day.meal[2]), day.close, True))
    many = len(hungry)
    n = len(day.visits)
    return Labels(
        done=np.zeros((many, n), np.bool_),
        last=np.full(many, n),
        fed=np.array([fed for *_, fed in hungry]),
        loaded=np.zeros(many, np.bool_),
        work=np.zeros(many, np.int64),
        completion=np.array([ready for ready, *_ in hungry], np.int64),
        latest=np.array([latest for _, latest, _ in hungry], np.int64),
        plain=np.zeros(many, np.int64),
    )


def extended(day: Day, labels: Labels) -> Iterator[Labels]:
    """One more visit, by each way there and within each window."""
    used = labels.done.astype(np.int64) @ day.needs
    seen = labels.done.astype(np.int64) @ day.in_cut.T
    paid = (seen == 1) * day.cut_price @ day.in_cut if len(day.cut_price) else np.zeros(labels.done.shape, np.int64)
    enough = ((used[:, None, :] + day.needs[None]) <= day.stock).all(axis=2)
    for way, moves in enumerate(day.moves):
        loads = labels.loaded | (way == 1)
        may = ~labels.done & (loads[:, None] | enough) & (~labels.loaded | (way == 0))[:, None]
        for visit, opens, closes in day.windows:
            road = moves[labels.last, visit]
            rows = np.flatnonzero(may[:, visit] & (labels.completion + road <= closes))
            if len(rows):
                here, road = labels.rows(rows), road[rows]
                done = here.done.copy()
                done[:, visit] = True
                driven = day.roads[way, here.last, visit] * day.prices[0]
                yield Labels(
                    done=done,
                    last=np.full(len(rows), visit),
                    fed=here.fed,
                    loaded=loads[rows],
                    work=here.work + road + day.service[visit],
                    completion=np.maximum(here.completion + road, opens) + day.service[visit],
                    latest=np.minimum(here.latest, closes - road - here.work),
                    plain=here.plain + driven + day.gain[visit] + paid[rows, visit],
                )


def fed(day: Day, labels: Labels) -> Labels:
    """The same once they have eaten where they are, those that can."""
    if day.meal is None:
        return labels.rows(slice(0))
    earliest, last, long = day.meal
    here = labels.rows(np.flatnonzero(~labels.fed & (labels.completion <= last)))
    return replace(
        here,
        fed=np.ones_like(here.fed),
        work=here.work + long,
        completion=np.maximum(here.completion, earliest) + long,
        latest=np.minimum(here.latest, last - here.work),
    )


def stacked(pieces: Sequence[Labels]) -> Labels:
    """These labels as one."""
    return Labels(*(np.concatenate([getattr(piece, name) for piece in pieces]) for name in Labels.__slots__))


def undominated(day: Day, labels: Labels) -> Labels:
    """Without those that made the same visits as another one, which is as good in everything that is still to come."""
    tight = day.shift.max_duration is not None
    waiting = labels.plain - day.prices[1] * (labels.work + labels.latest)
    merits = np.stack([labels.completion, labels.plain, waiting, tight * labels.work, -tight * labels.latest], axis=1)
    sets = np.packbits(labels.done, axis=1)
    kept: dict[tuple[bytes, int, bool, bool], list[tuple[int, ...]]] = {}
    chosen = []
    for label in np.lexsort(merits.T[::-1]).tolist():
        key = (sets[label].tobytes(), int(labels.last[label]), bool(labels.fed[label]), bool(labels.loaded[label]))
        others, merit = kept.setdefault(key, []), tuple(merits[label].tolist())
        if not any(all(a <= b for a, b in zip(other, merit, strict=True)) for other in others):
            others.append(merit)
            chosen.append(label)
    return labels.rows(np.array(chosen, np.int64))


def whole(day: Day, labels: Labels) -> Iterator[tuple[int, int]]:
    """The labels that can end their day, and what it costs."""
    n, begin, shift = len(day.visits), day.shift.start, day.shift
    latest_back = np.full(len(labels.last), day.close)
    if day.meal is not None:
        latest_back[~labels.fed] = min(day.close, day.meal[1])
    road = day.roads[0, labels.last, n]
    back, work = np.maximum(labels.completion + road, 0), labels.work + road
    leave = np.minimum(labels.latest, latest_back - work)
    served = labels.done @ day.service
    needed = ((labels.done.astype(np.int64) @ day.needs) > day.stock).any(axis=1)
    fine = (labels.completion + road <= latest_back) & (needed == labels.loaded)
    if shift.max_duration is not None:
        fine &= np.maximum(work, back - leave) <= shift.max_duration
    cost = labels.plain + road * day.prices[0] + np.maximum(0, back - leave - work) * day.prices[1]
    cost += np.maximum(0, back - (shift.end - begin)) * day.prices[2]
    if shift.fair_share is not None:
        cost += np.maximum(0, served - shift.fair_share) * day.prices[3]
    yield from ((label, int(cost[label])) for label in np.flatnonzero(fine).tolist())
