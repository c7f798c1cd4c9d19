"""The rounds of the search: ruin, recreate, exchange tails, keep or take back."""

import math

import numpy as np

from solver.search.chance import Dice, below, share
from solver.search.desk import Desk, clear, remember, take_back
from solver.search.insertion import best_anywhere, best_room
from solver.search.model import MAY_NOT, NOBODY, Array, Model
from solver.search.ruin import ruin
from solver.search.state import State, link, refresh, unlink
from solver.search.tails import exchange_tails

SHUFFLES = 3
"""How much oftener than each other order any order is drawn."""

OLD_ONES = 10
"""How many visits left out before a round are tried again in it."""


def search_rounds(
    model: Model, state: State, desk: Desk, dice: Dice, given: Array, how: tuple[int, float, float, float, float]
) -> int:
    """Follow a plan that is given, insert what is left out, then so many rounds of annealing; rounds that were kept.

    `given` (k, 2) holds routes and their visits in order; `how` the rounds, their temperature, how many visits one
    takes out, how often a place is overlooked, and how much dearer than may be kept a plan may be before tails are
    exchanged. The best plan is left on the desk.
    """
    rounds, temperature, mean, blink, slack = how
    follow(model, state, given)
    insert_missing(model, state, desk, dice)
    write_best(model, state, desk)
    kept = 0
    for _ in range(rounds):
        most = state.cost[0] - temperature * math.log(1.0 - share(dice))
        if not play(model, state, desk, dice, (mean, blink, most, slack)):
            take_back(model, state, desk)
            continue
        kept += 1
        write_best(model, state, desk)
    return kept


def write_best(model: Model, state: State, desk: Desk) -> None:
    """Write down the plan as it stands, if it is the best so far."""
    n = model.price.shape[0]
    if state.cost[0] < desk.best[n, 0]:
        for visit in range(n):
            desk.best[visit, 0], desk.best[visit, 1] = state.route[visit], state.place[visit]
        desk.best[n, 0] = state.cost[0]


def follow(model: Model, state: State, given: Array) -> None:
    """Plan these visits, each at the end of its route, in the window it can begin in first, unless a promise breaks."""
    n, r = model.price.shape[0], model.kind.size
    for number in range(given.shape[0]):
        route, visit = given[number, 0], given[number, 1]
        node = state.previous[n + r + route]
        window = first_window(model, state, node, visit)
        if model.price[visit, model.kind[route]] != MAY_NOT and window >= 0:
            state.chosen[visit] = window
            link(model, state, visit, node)
            if not refresh(model, state, route):
                unlink(model, state, visit)
                refresh(model, state, route)


def first_window(model: Model, state: State, node: int, visit: int) -> int:
    """The window in which a visit can begin first after a node; -1 when all have passed."""
    arrival = state.ahead[node, 1] + model.road[model.at[node], model.at[visit]]
    best, earliest = -1, 0
    for window in range(model.first_window[visit], model.first_window[visit + 1]):
        start = max(arrival, model.windows[window, 0])
        if start <= model.windows[window, 1] and (best < 0 or start < earliest):
            best, earliest = window, start
    return best


def play(model: Model, state: State, desk: Desk, dice: Dice, how: tuple[float, float, float, float]) -> bool:
    """One round; whether there was anything to do and the plan keeps every promise and costs no more than given."""
    clear(desk)
    mean, blink, most, slack = how
    taken = ruin(model, state, dice, desk.out, mean)
    for number in range(taken):
        remember(model, state, desk, state.route[desk.out[number]])
        unlink(model, state, desk.out[number])
    for number in range(desk.size[0]):
        if not refresh(model, state, desk.routes[number]):
            return False
    taken = note_missing(model, state, desk, dice, taken)
    sort_out(model, desk, dice, taken)
    if not recreate(model, state, desk, dice, (taken, blink, most + slack)):
        return False
    for number in range(taken):
        if state.route[desk.out[number]] != NOBODY:
            exchange_tails(model, state, desk, desk.out[number])
    return taken > 0 and state.cost[0] <= most


def insert_missing(model: Model, state: State, desk: Desk, dice: Dice) -> None:
    """Insert every visit left out that finds a place worth it, the most valuable first."""
    clear(desk)
    count = int(state.missing[model.price.shape[0]])
    for number in range(count):
        visit = state.missing[number]
        desk.out[number], desk.key[number] = visit, -model.prize[visit]
    sort_by_key(desk, count)
    recreate(model, state, desk, dice, (count, 0.5 / model.price.shape[0], np.inf))


def note_missing(model: Model, state: State, desk: Desk, dice: Dice, taken: int) -> int:
    """Note some of the visits that were left out before, too; how many are noted now."""
    count = int(state.missing[model.price.shape[0]]) - taken
    for number in range(min(count, OLD_ONES)):
        if count > OLD_ONES:
            other = number + below(dice, count - number)
            swap_missing(state, number, other)
        desk.out[taken + number] = state.missing[number]
    return taken + min(count, OLD_ONES)


def swap_missing(state: State, one: int, other: int) -> None:
    """Let two visits left out change places in the list of them."""
    a, b = state.missing[one], state.missing[other]
    state.missing[one], state.missing[other] = b, a
    state.slot[a], state.slot[b] = other, one


def sort_out(model: Model, desk: Desk, dice: Dice, taken: int) -> None:
    """Put the visits to insert in an order drawn at random: any, long ones, far or near ones, or by their windows."""
    order = below(dice, model.orders.shape[0] + SHUFFLES) - SHUFFLES
    for number in range(taken):
        desk.key[number] = share(dice) if order < 0 else model.orders[order, desk.out[number]]
    sort_by_key(desk, taken)


def sort_by_key(desk: Desk, taken: int) -> None:
    """Sort the visits to insert by their keys; equal ones keep their order."""
    for number in range(1, taken):
        key, visit = desk.key[number], desk.out[number]
        place = number
        while place > 0 and desk.key[place - 1] > key:
            desk.key[place], desk.out[place] = desk.key[place - 1], desk.out[place - 1]
            place -= 1
        desk.key[place], desk.out[place] = key, visit


def recreate(model: Model, state: State, desk: Desk, dice: Dice, how: tuple[int, float, float]) -> bool:
    """Insert what was taken out, in the order noted, each where it is cheapest; dearer than its prize it stays out.

    Given up, and false, once the plan costs more than given although what is yet to insert cost nothing.
    """
    taken, blink, most = how
    to_come = 0
    for number in range(taken):
        to_come += model.prize[desk.out[number]]
    for number in range(taken):
        visit = desk.out[number]
        prize = model.prize[visit]
        ceiling = min(prize, most - (state.cost[0] - to_come) + 1)
        to_come -= prize
        room = best_room(model, state, (visit, int(ceiling)), (dice, blink))
        if room.before < 0 and share(dice) < model.look_everywhere:
            room = best_anywhere(model, state, visit, int(ceiling))
        if room.before < 0 and ceiling < prize:
            return False
        if room.before >= 0:
            remember(model, state, desk, state.route[room.before])
            state.chosen[visit] = room.window
            link(model, state, visit, room.before)
            refresh(model, state, state.route[visit])
    return True
