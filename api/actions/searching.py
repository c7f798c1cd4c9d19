"""A better plan is asked for and looked for behind the page: watched, joined by whoever asks too, and stopped."""

from datetime import date
from functools import partial

from api.actions.common import firm_for, house_of
from api.actions.steering import STEERING
from api.house import House
from api.searches import Outcome, Run, Standing
from api.searching import proven_soon, thoroughly
from api.views import Caller, Done, PlanSearchView, Refused
from desk.said import said
from planner.firms import Firm
from planner.ports import Work
from planner.replanning import Search
from planner.replanning import propose_plan as propose
from planner.translation import weights
from solver.stop import Cancelled, Progress, any_of

_LAST_STEPS = 2.0
"""Seconds that a stopped search may take before its day is shown without its answer."""


def propose_plan(caller: Caller, slug: str, *, day: date) -> Done:
    """Have a cheaper day looked for; its proposal stands on that day once it is found.

    Whoever asks while it is being looked for waits for the same answer.
    """
    firm, _ = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    house.searches.ask((firm.id, day), partial(_look, house, firm), partial(house.hub.ring, firm.id))
    return Done(said("Un meilleur planning est recherché."))


def stop_search(caller: Caller, slug: str, *, day: date) -> Done | Refused:
    """End the search of a day with the best it has found, which is then proposed as usual.

    One that has just ended is told so; where none is known, by this server at least, there is nothing to stop.
    """
    firm, _ = firm_for(caller, slug, *STEERING)
    searches = house_of(caller).searches
    run = searches.stop((firm.id, day))
    if run:
        run.wait(_LAST_STEPS)
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
    if now.outcome and work.routes.versions(day, day) != run.based_on:
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
    """Look for a better plan until there is none, time is up or somebody stops it."""
    stopped = Cancelled(run.stopped)
    with house.transactions.read(firm.id) as work:
        run.based_on = work.routes.versions(run.day, run.day)
    search = Search(
        any_of(thoroughly(), stopped),
        proof=any_of(proven_soon(), stopped),
        on_progress=Headway(run, weights(firm).travel),
    )
    proposal = propose(house.transactions, firm.id, (run.day, run.day), search)
    return Outcome.FOUND if proposal.groups or proposal.unplaced else Outcome.NOTHING


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
