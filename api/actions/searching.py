"""A better plan is asked for and looked for behind the page: watched, joined by whoever asks too, and stopped."""

import time
from contextlib import suppress
from datetime import date
from functools import partial

from api.actions.common import firm_for, house_of
from api.actions.steering import STEERING
from api.house import House
from api.searches import Outcome, Run, Standing
from api.searching import proven_soon, thoroughly
from api.views import Caller, Done, PlanSearchView, Refused
from desk.said import said
from planner.errors import ProposalStale
from planner.firms import Firm
from planner.identifiers import FirmId, TechnicianId
from planner.ports import Work
from planner.replanning import Search
from planner.replanning import propose_plan as propose
from planner.translation import weights
from planner.working_days import local_day
from solver.stop import Progress

LOOK = 1.0
"""Seconds from one look at whether the firm has changed to the next."""

_LAST_STEPS = 2.0
"""Seconds that a stopped search may take before its day is shown without its answer."""


def propose_plan(caller: Caller, slug: str, *, day: date) -> Done | Refused:
    """Have a cheaper day looked for; its proposal stands on that day once it is found.

    Whoever asks while it is being looked for waits for the same answer. Refused for a day that is past, and while many
    other days of the firm wait.
    """
    firm, _ = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    if day < local_day(house.clock(), firm.zone):
        return Refused(said("Ce jour est passé."))
    if not house.searches.ask((firm.id, day), partial(_look, house, firm), partial(house.hub.ring, firm.id)):
        return Refused(said("Trop de recherches attendent déjà : laissez-en finir une, ou arrêtez-en une."))
    return Done(said("Un meilleur planning est recherché."))


def stop_search(caller: Caller, slug: str, *, day: date) -> Done | Refused:
    """End the search of a day with the best it has found, which is then proposed as usual.

    One that waits is taken off the queue, one that has just ended is told so; where none is known, by this server at
    least, there is nothing to stop.
    """
    firm, _ = firm_for(caller, slug, *STEERING)
    searches = house_of(caller).searches
    run = searches.stop((firm.id, day))
    if run:
        run.wait(_LAST_STEPS)
        if not run.standing().begun:
            return Done(said("La recherche n’avait pas commencé : elle est retirée de la file d’attente."))
        return Done(said("La recherche s’arrête avec le meilleur planning trouvé."))
    if searches.find((firm.id, day)):
        return Done(said("La recherche est déjà terminée."))
    return Refused(said("Aucune recherche n’est en cours pour ce jour."))


def plan_search(house: House, work: Work, day: date) -> PlanSearchView | None:
    """Return the search of a day: under way, or how it has ended while that still describes the day."""
    run = house.searches.find((work.firm.id, day))
    if run is None:
        return None
    now = run.standing()
    state = _state(now)
    if now.outcome and _versions(work, day) != run.based_on:
        state = "overtaken"
    points = tuple((round(after, 1), saved) for after, saved in now.points)
    return PlanSearchView(now.mark, state, int(now.elapsed), now.saved, now.left_out, points)


def _state(now: Standing) -> str:
    if now.outcome is Outcome.NOTHING and now.stopping:
        return "stopped"
    if now.outcome:
        return now.outcome.value
    if not now.begun:
        return "waiting"
    return "stopping" if now.stopping else "running"


def _look(house: House, firm: Firm, run: Run) -> Outcome:
    """Look for a better plan until there is none, time is up or somebody stops it.

    Where a technician, an absence or a setting changes meanwhile, it begins again with them.
    """
    while not run.stopped():
        with house.transactions.read(firm.id) as work:
            run.based_on = _versions(work, run.day)
        search = Search(
            thoroughly(),
            proof=proven_soon(),
            halted=partial(_halted, run, Changed(house, firm.id, run.based_on[0])),
            on_progress=Headway(run, weights(firm).travel),
        )
        with suppress(ProposalStale), house.traces.span("search"):
            proposal = propose(house.transactions, firm.id, (run.day, run.day), search, house.searcher)
            return Outcome.FOUND if proposal.groups or proposal.unplaced else Outcome.NOTHING
        run.begin_again()
    return Outcome.NOTHING


def _halted(run: Run, changed: "Changed") -> bool:
    return run.stopped() or changed()


def _versions(work: Work, day: date) -> tuple[int, dict[tuple[TechnicianId, date], int]]:
    """Return what rises whenever something changes that a better plan of a day depends on."""
    return work.firm.version, work.routes.versions(day, day)


class Changed:
    """Tells whether who works and how has changed since a version of the firm; it looks now and then."""

    def __init__(self, house: House, firm_id: FirmId, version: int) -> None:
        self._house, self._firm_id, self._version = house, firm_id, version
        self._next = time.monotonic() + LOOK

    def __call__(self) -> bool:
        """Tell it, as of the last look."""
        if time.monotonic() >= self._next:
            with self._house.transactions.read(self._firm_id) as work:
                if work.firm.version != self._version:
                    return True
            self._next = time.monotonic() + LOOK
        return False


class Headway:
    """Tells a search's progress in seconds of road; a visit that finds its place is no saving, and is told apart."""

    def __init__(self, run: Run, price: int) -> None:
        self._run, self._price = run, max(1, price)
        self._before: Progress | None = None
        self._saved = 0

    def __call__(self, so_far: Progress) -> None:
        """Tell of a better plan; of the first one, what it leaves out."""
        if self._before and self._before.left_out == so_far.left_out:
            self._saved += self._before.cost - so_far.cost
        self._before = so_far
        self._run.tell(self._saved // self._price, so_far.left_out)
