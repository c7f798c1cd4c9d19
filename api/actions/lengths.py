"""How long the visits for a service really take, beside its sheet, and the length they are planned for from then on."""

from dataclasses import replace
from datetime import timedelta

from api.actions.common import SAVED, firm_for, house_of
from api.actions.settings import MANAGING
from api.views import Caller, Done, LearnedLength, Refused
from desk.said import said
from desk.visit_lengths import LearnedService, learned_lengths
from planner.ports import Work
from planner.services import Service
from planner.staffing import save_service


def learned_length(work: Work, service: Service) -> LearnedLength | None:
    """Return what is known of how long a service takes; None while that is too little."""
    found = _found(work, service)
    if found is None:
        return None
    changed = found.planned != service.duration
    suggested = None if changed else found.suggested
    return LearnedLength(
        visits=found.visits,
        planned=_seconds(found.planned),
        mean=_seconds(found.mean),
        median=_seconds(found.median),
        low=_seconds(found.low),
        high=_seconds(found.high),
        checked=found.checked,
        within=round(100 * found.within),
        suggested=_seconds(suggested) if suggested else None,
        changed=changed,
    )


def accept_length(caller: Caller, slug: str, *, service: str, seconds: str) -> Done | Refused:
    """Plan a service for the length that was suggested; appointments that stand keep theirs."""
    firm, _ = firm_for(caller, slug, *MANAGING)

    def command(work: Work) -> bool:
        known = work.of(Service).get(service)
        shown = learned_length(work, known)
        if shown is None or shown.suggested is None or seconds != str(shown.suggested):
            return False
        save_service(work, replace(known, duration=timedelta(seconds=shown.suggested)))
        return True

    accepted = house_of(caller).transactions.write(firm.id, command)
    return SAVED if accepted else Refused(said("Cette durée n’est plus celle qui est proposée."))


def _found(work: Work, service: Service) -> LearnedService | None:
    learned = learned_lengths(work)
    return learned.of(service.code) if learned else None


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())
