"""Which nodes a visit goes with: where it is tried first, and what is taken out with it."""

import numpy as np

from solver.search.model import MAY_NOT, NEVER, Array, Model

REACH = 100
"""How many visits that go well together a ruin may reach."""

NEIGHBOURS = 80
"""How many visits a visit is tried after, and before."""

WAITING = 0.2
"""How much a second of waiting between two visits makes them less of a pair than a second of road."""


def with_neighbours(model: Model, ends: int) -> Model:
    """The model with the nodes each visit goes with, and the orders visits may be inserted in."""
    n, r = model.price.shape[0], model.kind.size
    follows = _follows(model)
    related = np.argsort(np.minimum(follows, follows.T), axis=1, kind="stable")[:, : min(REACH, n - 1)]
    opens = np.minimum.reduceat(model.windows[:, 0], model.first_window[:-1])
    closes = np.maximum.reduceat(model.windows[:, 1], model.first_window[:-1])
    home = model.road[model.at[n : n + r]][:, :n].min(axis=0)
    length = -model.duration.max(axis=1)
    orders = [
        -home,
        home,
        length,
        closes - opens,
        opens,
        -closes,
        -model.demand.sum(axis=1) if model.demand.size else length,
    ]
    before = _closest(follows.T, _ends(model, 0, ends))
    after = _closest(follows, _ends(model, 1, ends))
    visits = np.arange(n)[:, None]
    return model._replace(
        related=related.astype(np.uint32),
        orders=np.array(orders, np.float64),
        before=before.astype(np.uint32),  # -1 becomes `NOBODY`
        after=after.astype(np.uint32),
        come=model.road[model.at[before], visits],
        go=model.road[visits, model.at[after]],
        alone=_alone(model),
    )


def _follows(model: Model) -> Array:
    """(n, n) how badly the second visit follows the first: road, waiting, and a lateness no window can avoid.

    Source: the proximity of Vidal, Crainic, Gendreau and Prins (2013).
    """
    n = model.price.shape[0]
    service = model.duration.min(axis=1)
    best = np.full((n, n), float(NEVER))
    counts = np.diff(model.first_window)
    for one in range(counts.max()):
        for other in range(counts.max()):
            first = np.minimum(model.first_window[:-1] + one, model.first_window[1:] - 1)
            second = np.minimum(model.first_window[:-1] + other, model.first_window[1:] - 1)
            arrival = service[:, None] + model.road[:n, :n]
            waiting = model.windows[second, 0][None, :] - arrival - model.windows[first, 1][:, None]
            late = model.windows[first, 0][:, None] + arrival - model.windows[second, 1][None, :]
            cost = model.road[:n, :n] + WAITING * np.maximum(0, waiting) + np.where(late > 0, NEVER, 0)
            best = np.minimum(best, cost)
    may = (model.price != MAY_NOT).astype(np.float32)
    best[may @ may.T == 0] += NEVER
    np.fill_diagonal(best, 4 * NEVER)
    return best


def _alone(model: Model) -> Array:
    """(n) the least that a route with one visit costs, its hours left aside."""
    n, r = model.price.shape[0], model.kind.size
    first, last = model.at[n + model.groups], model.at[n + r + model.groups]
    liking = model.price[:, model.kind[model.groups]]
    there_and_back = (model.road[first, :n].T.astype(np.int64) + model.road[:n, last]) * model.prices[0]
    cost: Array = np.where(liking == MAY_NOT, NEVER, there_and_back + liking).min(axis=1)
    return cost


def _ends(model: Model, returns: int, ends: int) -> Array:
    """(n, k) the departures (or returns) closest to each visit, of shifts without twins that may serve it."""
    n, r = model.price.shape[0], model.kind.size
    alone = np.flatnonzero(np.bincount(model.twins, minlength=r)[model.twins] == 1)
    if alone.size == 0:
        return np.zeros((n, 0), np.int32)
    nodes = n + r * returns + alone
    place = model.at[nodes]
    road = model.road[:n, place] if returns else model.road[place, :n].T
    may = model.price[:, model.kind[alone]] != MAY_NOT
    order = np.argsort(np.where(may, road, NEVER), axis=1, kind="stable")[:, :ends]
    return np.where(np.take_along_axis(may, order, axis=1), nodes[order], -1).astype(np.int64)


def _closest(cost: Array, ends: Array) -> Array:
    """(n, k) the visits of least cost, then the ends given, then -1."""
    n = cost.shape[0]
    order = np.argsort(cost, axis=1, kind="stable")[:, : min(NEIGHBOURS, n - 1)]
    visits = np.where(np.take_along_axis(cost, order, axis=1) < NEVER, order, -1)
    rows = np.concatenate([visits, ends, np.full((n, 1), -1)], axis=1)
    packed = np.argsort(rows < 0, axis=1, kind="stable")
    return np.take_along_axis(rows, packed, axis=1).astype(np.int64)
