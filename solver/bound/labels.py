"""The cheapest routes of a class of shifts at given dual values, by labels that no other makes needless.

A label is a route up to the end of a visit: its segment, its seconds of service, what it costs without waiting and
overtime, whether he has eaten, and which visits it remembers. Of what the rest of the day will add, waiting is the one
cost that depends on more than the completion: with the price w of a second of waiting, a route of `work`, `completion`
and `latest` costs `plain + w · max(0, completion - latest - work)`, that is the larger of `plain` and
`late + w · completion` where `late = plain - w · (work + latest)`. A stop of `s` seconds that is `t` seconds away and
closes at `b` adds what it costs to both; then `late` becomes `max(late - w · (t + s), plain - w · (b + s))`, which
grows with both. So a label makes another one at the same visit needless when its completion, `plain` and `late` are no
larger (nor its service, parts, and set of visits); where the duration of the route is limited, also its work and the
opposite of its latest begin.

Sources: Feillet, Dejax, Gendreau and Gueguen (2004) for elementary labels; Baldacci, Mingozzi and Roberti (2011) for
neighbourhoods; Righini and Salani (2008) for bounds on completions; Jepsen et al. (2008) for the price of cuts.
"""

import numpy as np

from solver.bound.ground import Ground, Int64s
from solver.bound.tables import (
    APART,
    BEYOND,
    CHAINS,
    COMPLETION,
    FED,
    KEPT,
    LATE,
    LATEST,
    LOADED,
    LOOSELY,
    NEXT,
    NO_ROUTE,
    NODE,
    PARENT,
    PLAIN,
    SERVICE,
    SUMS,
    WAITED,
    WORD,
    WORK,
    PricingQuestion,
    Table,
)
from solver.rules import fairness, hours_cost, max_duration
from solver.segments import FOREVER, Ints, Segments, fits_all, join_all


def price_routes(ground: Ground, question: PricingQuestion, table: Table) -> bool:
    """Enter every label that is not needless into the table; false when there was no room for all of them."""
    depart(ground, table)
    room = ground.closes.size * ground.roads.shape[0] + 1
    for bucket in range(table.queue.size):
        while table.queue[bucket] >= 0:
            label = table.queue[bucket]
            table.queue[bucket] = table.rows[label, NEXT]
            chain = chain_of(question, table, label)
            if needless(ground, question, table, label, chain):
                continue
            chain += table.rows[label, FED]
            table.rows[label, KEPT] = table.kept[chain]
            table.kept[chain] = label
            if table.size[0] + room > table.rows.shape[0]:
                return False
            if table.rows[label, NODE] < ground.service.size:
                come_home(ground, table, label)
                eat(ground, question, table, label)
            for arc in range(
                question.first_arc[table.rows[label, NODE]], question.first_arc[table.rows[label, NODE] + 1]
            ):
                go_on(ground, question, table, label, question.arc_to[arc])
    return True


def depart(ground: Ground, table: Table) -> None:
    """Enter the departures, hungry and fed."""
    n = ground.service.size
    for eaten in range(2):
        begin = ground.fed if eaten == 1 else ground.hungry
        if begin[1] <= ground.back_fed[2]:
            write(table, begin, 0, ground.prices[1], (0, n, eaten, 0, -1))


def write(table: Table, so_far: Segments, plain: Ints, wait: Ints, where: tuple[Ints, Ints, Ints, Ints, Ints]) -> Ints:
    """Enter a label in the next row and in the queue of its completion; its row."""
    label = table.size[0]
    table.size[0] += 1
    row = table.rows[label]
    row[WORK], row[COMPLETION], row[LATEST] = so_far
    row[PLAIN], row[LATE] = plain, late_cost(plain, so_far, wait)
    row[SERVICE], row[NODE], row[FED], row[LOADED], row[PARENT] = where
    table.totals[label] = NO_ROUTE
    place = so_far[1] // table.step
    row[NEXT] = table.queue[place]
    table.queue[place] = label
    return label


def late_cost(plain: Ints, so_far: Segments, wait: Ints) -> Ints:
    """What `plain` becomes, but for the completion, once waiting is all that lies between begin and completion."""
    return plain - wait * (so_far[0] + so_far[2])


def segment_of(table: Table, label: int) -> Segments:
    """The segment of a label."""
    return table.rows[label, WORK], table.rows[label, COMPLETION], table.rows[label, LATEST]


def has(sets: Int64s, label: int, member: int) -> bool:
    """Whether a label's set has this member."""
    return bool((sets[label, member // WORD] >> (member % WORD)) & 1)


def chain_of(question: PricingQuestion, table: Table, label: int) -> int:
    """The first of the two chains, hungry and fed, it is compared with.

    They hold the labels at its visit, or those that made the same visits, that have loaded or not as it has.
    """
    chain = table.rows[label, NODE]
    if question.compared == APART:
        for word in range(table.sets.shape[1]):
            chain = (chain * 1_000_003) ^ table.sets[label, word]
        chain = (chain ^ (chain >> 17) ^ (chain >> 37)) & (CHAINS - 1)
    return int(4 * chain + 2 * table.rows[label, LOADED])


def needless(ground: Ground, question: PricingQuestion, table: Table, label: int, chain: int) -> bool:
    """Whether a label kept before does whatever this one could do, at no higher cost."""
    for fed in range(table.rows[label, FED], 2):
        other = table.kept[chain + fed]
        while other >= 0:
            if (
                no_worse(ground, question, table, other, label)
                and no_tighter(ground, table, other, label)
                and (question.compared == LOOSELY or remembers_less(ground, question, table, other, label))
            ):
                return True
            other = table.rows[other, KEPT]
    return False


def no_worse(ground: Ground, question: PricingQuestion, table: Table, one: int, other: int) -> bool:
    """Whether the label `one` completes no later than the other and costs no more however the day goes on.

    One who has eaten can leave out lunch, which may turn it into waiting; one who need not load goes straight. Service
    within the fair share is worth the price of what lies beyond, a cut of which only `one` made a visit its own price.
    """
    here, there = table.rows[one], table.rows[other]
    if here[COMPLETION] > there[COMPLETION]:
        return False
    room = min(there[PLAIN] - here[PLAIN], there[LATE] - here[LATE])
    share = ground.limits[2]
    room -= max(0, max(0, share - there[SERVICE]) - max(0, share - here[SERVICE])) * ground.prices[3]
    if here[FED] > there[FED]:
        room -= ground.meal[0] * ground.prices[1]
    if room >= 0 and need_not_load(ground, table, one, other):
        room -= ground.straight
    for word in range(table.odd.shape[1]):
        extra, cut = table.odd[one, word] & ~table.odd[other, word], word * WORD
        while extra != 0 and room >= 0:
            if extra & 1:
                room -= question.cut_prices[cut]
            extra >>= 1
            cut += 1
    return bool(room >= 0)


def no_tighter(ground: Ground, table: Table, one: int, other: int) -> bool:
    """Whether the label `one` has used no more of what he brought than the other, nor of the longest route."""
    here, there = table.rows[one], table.rows[other]
    if ground.limits[1] != FOREVER and (here[WORK] > there[WORK] or here[LATEST] < there[LATEST]):
        return False
    if here[LOADED] == 0:
        for kind in range(ground.stock.size):
            if table.used[one, kind] > table.used[other, kind]:
                return False
    return True


def need_not_load(ground: Ground, table: Table, one: int, other: int) -> bool:
    """Whether the other label may have to load where `one` need not, and so may not."""
    if ground.roads.shape[0] == 1 or (table.rows[one, LOADED] == 1 and short(ground, table, one)):
        return False
    found = False
    for kind in range(ground.stock.size):
        found = found or table.used[one, kind] < table.used[other, kind]
    return bool(found)


def short(ground: Ground, table: Table, label: int) -> bool:
    """Whether what he brought is not enough for what he did."""
    found = False
    for kind in range(ground.stock.size):
        found = found or table.used[label, kind] > ground.stock[kind]
    return bool(found)


def remembers_less(ground: Ground, question: PricingQuestion, table: Table, one: int, other: int) -> bool:
    """Whether the other label remembers, or is too late for, every visit that the label `one` remembers."""
    node, completion = table.rows[other, NODE], table.rows[other, COMPLETION]
    if table.rows[one, NODE] != node:
        return False
    for word in range(table.sets.shape[1]):
        if question.compared == APART and table.sets[one, word] != table.sets[other, word]:
            return False
        extra, visit = table.sets[one, word] & ~table.sets[other, word], word * WORD
        while extra != 0:
            if extra & 1 and completion + ground.reach[node, visit] <= ground.last[visit]:
                return False
            extra >>= 1
            visit += 1
    return True


def come_home(ground: Ground, table: Table, label: int) -> None:
    """Say what the label costs as a whole route, if it can be one."""
    row, so_far = table.rows[label], segment_of(table, label)
    back = ground.back_fed if row[FED] == 1 else ground.back_hungry
    road = ground.roads[0, row[NODE], ground.service.size]
    total = join_all(so_far, road, back)
    if row[LOADED] == 1 and not short(ground, table, label):
        return
    if fits_all(so_far, road, back) and max_duration.allowed(total, ground.limits[1]):
        paid = fairness.cost(row[SERVICE], ground.limits[2], ground.prices[3])
        hours = hours_cost(total, row[SERVICE], ground.limits, ground.prices)
        table.totals[label] = row[PLAIN] - paid + road * ground.prices[0] + hours


def eat(ground: Ground, question: PricingQuestion, table: Table, label: int) -> None:
    """Lunch where he is."""
    row, so_far = table.rows[label], segment_of(table, label)
    after = join_all(so_far, 0, ground.meal)
    if row[FED] == 1 or not fits_all(so_far, 0, ground.meal):
        return
    where = (row[SERVICE], row[NODE], 1, row[LOADED], label)
    if after[1] <= ground.back_fed[2] and promising(ground, question, table, after, row[PLAIN], where):
        copy(table, label, write(table, after, row[PLAIN], ground.prices[1], where))


def copy(table: Table, label: int, to: int) -> None:
    """What a label remembers, has used and pays cuts for, to another one."""
    for word in range(table.sets.shape[1]):
        table.sets[to, word] = table.sets[label, word]
    for kind in range(table.used.shape[1]):
        table.used[to, kind] = table.used[label, kind]
    for word in range(table.odd.shape[1]):
        table.odd[to, word] = table.odd[label, word]


def promising(
    ground: Ground,
    question: PricingQuestion,
    table: Table,
    so_far: Segments,
    plain: Ints,
    where: tuple[Ints, Ints, Ints, Ints, Ints],
) -> bool:
    """Whether the rest of the day might yet bring the cost below the threshold."""
    served, node, eaten, _, label = where
    time = so_far[1] // question.width
    for each in range(SUMS):
        onward = question.onward[eaten, node, time, each]
        again = onward >= 0 and has(table.sets, label, onward) and has(question.memory, node, onward)
        cost = plain + question.rest[eaten, node, time, each, 1 if again else 0]
        if each & WAITED:
            cost += late_cost(0, so_far, ground.prices[1])
        if each & BEYOND:
            cost -= ground.prices[3] * max(0, ground.limits[2] - served)
        if cost >= question.threshold:
            return False
    return True


def go_on(ground: Ground, question: PricingQuestion, table: Table, label: int, visit: int) -> None:
    """The visit next, straight or by the depot, within each of its windows."""
    row = table.rows[label]
    if has(table.sets, label, visit):
        return
    served = row[SERVICE] + ground.service[visit]
    plain = row[PLAIN] + question.worth[visit]
    plain += fairness.cost(served, ground.limits[2], ground.prices[3])
    plain -= fairness.cost(row[SERVICE], ground.limits[2], ground.prices[3])
    for at in range(question.first_cut[visit], question.first_cut[visit + 1]):
        if has(table.odd, label, question.cuts_of[at]):
            plain += question.cut_prices[question.cuts_of[at]]
    for way in range(ground.roads.shape[0] if row[LOADED] == 0 else 1):
        loaded = max(row[LOADED], way)
        if loaded == 1 or enough(ground, table, label, visit):
            where = (served, visit, row[FED], loaded, label)
            arrive(ground, question, table, plain, way, where)


def enough(ground: Ground, table: Table, label: int, visit: int) -> bool:
    """Whether what he brought is still enough for the visit."""
    for kind in range(ground.stock.size):
        if table.used[label, kind] + ground.needs[visit, kind] > ground.stock[kind]:
            return False
    return True


def arrive(
    ground: Ground,
    question: PricingQuestion,
    table: Table,
    plain: Ints,
    way: int,
    where: tuple[Ints, Ints, Ints, Ints, Ints],
) -> None:
    """Enter the label of a visit once for each of its windows, if there is hope for it."""
    visit, label = where[1], where[4]
    node, so_far, service = table.rows[label, NODE], segment_of(table, label), ground.service[visit]
    road, cost = ground.between[way, node, visit], plain + ground.roads[way, node, visit] * ground.prices[0]
    for window in range(ground.first_window[visit], ground.first_window[visit + 1]):
        stop = (service, ground.opens[window] + service, ground.closes[window])
        after = join_all(so_far, road, stop)
        if (
            fits_all(so_far, road, stop)
            and max_duration.allowed(after, ground.limits[1])
            and promising(ground, question, table, after, cost, where)
        ):
            made = write(table, after, cost, ground.prices[1], where)
            copy(table, label, made)
            visited(ground, question, table, made, visit)


def visited(ground: Ground, question: PricingQuestion, table: Table, label: int, visit: int) -> None:
    """Let a label forget what its visit does not remember, and count what the visit takes and pays."""
    for word in range(table.sets.shape[1]):
        table.sets[label, word] &= question.memory[visit, word]
    table.sets[label, visit // WORD] |= np.int64(1) << (visit % WORD)
    for kind in range(ground.stock.size):
        used = table.used[label, kind] + ground.needs[visit, kind]
        table.used[label, kind] = min(used, ground.stock[kind] + 1)
    for at in range(question.first_cut[visit], question.first_cut[visit + 1]):
        cut = question.cuts_of[at]
        table.odd[label, cut // WORD] ^= np.int64(1) << (cut % WORD)


PARTS = (
    depart,
    write,
    late_cost,
    segment_of,
    has,
    chain_of,
    short,
    need_not_load,
    no_worse,
    no_tighter,
    remembers_less,
    needless,
    come_home,
    promising,
    copy,
    eat,
    enough,
    visited,
    arrive,
    go_on,
    price_routes,
)
"""Every function that is compiled, callees first."""
