"""The same offers found by trying everything: every window of every route at every position, judged by the referee."""

from collections.abc import Sequence

from solver import Cost, Problem, RouteBlock, Schedule, Solution, Visit, offers, referee
from solver.insertion import Kernel


def tried(blocks: Sequence[RouteBlock], visit: Visit) -> tuple[dict[tuple[int, int], int], int]:
    """The least marginal cost of each feasible pair of route and window, and how many insertions were tried."""
    best: dict[tuple[int, int], int] = {}
    count = 0
    for route, block in enumerate(blocks):
        before = _cost(block, block.visits)
        for number, window in enumerate(visit.windows):
            if before is None or window.latest < block.shift.start or block.shift.latest_return < window.earliest:
                continue
            for position in range(len(block.visits) + 1):
                longer = (*block.visits[:position], visit.promised(window), *block.visits[position:])
                after, count = _cost(block, longer), count + 1
                if after is not None:
                    extra = (after - before).total
                    best[route, number] = min(extra, best.get((route, number), extra))
    return best, count


def differences(blocks: Sequence[RouteBlock], visit: Visit, kernel: Kernel) -> tuple[int, int]:
    """In how many pairs of route and window the kernel says anything else; and how many insertions were tried."""
    expected, count = tried(blocks, visit)
    found = offers(Schedule.of(blocks), visit, kernel).columns
    pairs = zip(found.route.tolist(), found.window.tolist(), strict=True)
    return len(expected.items() ^ dict(zip(pairs, found.cost.tolist(), strict=True)).items()), count


def _cost(block: RouteBlock, visits: tuple[Visit, ...]) -> Cost | None:
    """What one route costs by itself; None where it breaks a rule."""
    alone = Problem(shifts=(block.shift,), visits=visits, travel=block.travel, weights=block.weights)
    verdict = referee(alone, Solution.of(alone, [range(len(visits))]))
    return verdict.cost if verdict.feasible else None
