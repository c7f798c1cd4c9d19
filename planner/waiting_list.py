"""A place that comes free is offered to whoever waits and fits it best, three at a time, and the first tap wins.

The question customers ask is turned round: one place, many wishes. Each wish is priced by the solver where the place
is; the cheapest fits best, and among equals who has waited longest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from planner.appointments import Appointment
from planner.board import Board
from planner.booking import CUSTOMER, hold, move
from planner.errors import NotAllowedNow, OfferLapsed, OutsideAreas, SlotTaken
from planner.events import PlaceFreed, PlaceGone, PlaceOffered
from planner.firms import Firm
from planner.identifiers import PlaceId, PlaceOfferId, WaitingId, new_id
from planner.intervals import Interval
from planner.ports import Actor, Work
from planner.services import Service
from planner.slots import Slot, Target, Wish, offer_slots
from planner.waiting import Answer, PlaceOffer, Waiting
from planner.working_days import days_between, expand, local_day
from solver.sentence import Sentence

AT_ONCE = 3
"""How many are asked about one place at a time."""

REMEMBERED = timedelta(days=30)
"""How long an offer is kept once its window is over."""

_SEARCHED = timedelta(days=14)
_HIMSELF = Actor(CUSTOMER)


@dataclass(frozen=True, slots=True)
class Fit:
    """The best window of a place for one who waits."""

    waiting: Waiting
    slot: Slot
    reason: Sentence


def join(work: Work, waiting: Waiting) -> Waiting:
    """Put somebody on the list; who is on it already keeps his turn.

    Raises:
        NotAllowedNow: the appointment that would move has begun, is over or is cancelled.
    """
    if not waiting.still(_appointment(work, waiting), work.now):
        raise NotAllowedNow
    for known in work.of(Waiting).find(id=waiting.id):
        return known
    work.of(Waiting).put(waiting)
    return waiting


def stop_waiting(work: Work, waiting_id: WaitingId) -> None:
    """Take somebody off the list, with what is still offered to him; who is not on it has left."""
    for offer in work.of(PlaceOffer).find(waiting_id=waiting_id, answer=Answer.OPEN):
        work.of(PlaceOffer).put(replace(offer, answer=Answer.DECLINED))
    work.of(Waiting).remove(waiting_id)


def who_waits(work: Work) -> list[tuple[Waiting, Appointment | None]]:
    """Return who is on the list, with the appointment that would move, who came first before others."""
    everybody = sorted(work.of(Waiting).find(), key=lambda one: (one.since, one.id))
    pairs = ((one, _appointment(work, one)) for one in everybody)
    return [(one, promised) for one, promised in pairs if one.still(promised, work.now)]


def fits(work: Work, place: PlaceFreed, board: Board) -> list[Fit]:
    """Return who fits a freed place, best first; nobody is asked again about a window he was asked about."""
    asked = {(offer.waiting_id, offer.window) for offer in work.of(PlaceOffer).find()}
    found = [
        Fit(one, slot, _reason(work, one, promised, slot))
        for one, promised in who_waits(work)
        if (slot := _best(work, (one, promised), place, asked, board))
    ]
    return sorted(found, key=lambda fit: (fit.slot.cost, fit.waiting.since, fit.waiting.id))


def ask(work: Work, place: PlaceFreed, ranked: Sequence[Fit]) -> list[PlaceOffer]:
    """Offer a place to the best of those ranked, so that at most three are asked at a time; return what was offered.

    Who has another offer open is left out of this round. When the time of the offers is over the place is told again.
    """
    earlier = work.of(PlaceOffer).find(place_id=place.place_id)
    if any(offer.answer is Answer.TAKEN for offer in earlier):
        return []
    for lapsed in (one for one in earlier if one.answered(work.now) is not one.answer):
        work.of(PlaceOffer).put(replace(lapsed, answer=Answer.LAPSED))
    free = AT_ONCE - sum(offer.open(work.now) for offer in earlier)
    offered = [_offer(work, place, fit) for fit in [fit for fit in ranked if _may_be_asked(work, fit)][:free]]
    work.of(PlaceOffer).put_all(offered)
    work.publish(*(PlaceOffered(offer.id) for offer in offered))
    if offered:
        work.publish(replace(place, due_at=max(offer.expires_at for offer in offered)))
    return offered


def take(work: Work, offer_id: PlaceOfferId, board: Board) -> Appointment:
    """Give an offered place to the first who takes it: his appointment moves, or he holds it until he says who he is.

    The others are told that it is gone; what it leaves free is offered again.

    Raises:
        SlotTaken: somebody was faster, or the place cannot be kept any more.
        OfferLapsed: the time to answer is over.
        NotAllowedNow: he does not wait any more, or his appointment can no longer move.
        TooLate: his own appointment is too near to be moved by himself.
    """
    offer = work.of(PlaceOffer).get(offer_id)
    waiting = next(iter(work.of(Waiting).find(id=offer.waiting_id)), None)
    _lock(work, offer, waiting)
    offer = work.of(PlaceOffer).get(offer_id)
    answer = offer.answered(work.now)
    if answer is Answer.LAPSED:
        raise OfferLapsed
    if answer is Answer.GONE:
        raise SlotTaken
    if answer is not Answer.OPEN or waiting is None:
        raise NotAllowedNow
    taken = _taken(work, waiting, offer, board)
    _close(work, offer)
    until = None if waiting.moves else taken.held_until
    work.publish(PlaceFreed(PlaceId(new_id()), offer.technician_id, offer.place.start, offer.place.end, until))
    return taken


def lost(work: Work, offer_id: PlaceOfferId) -> None:
    """Note that an offered place could not be kept after all."""
    for offer in work.of(PlaceOffer).find(id=offer_id, answer=Answer.OPEN):
        work.of(PlaceOffer).put(replace(offer, answer=Answer.GONE))


def forget_old_offers(work: Work) -> list[WaitingId]:
    """Forget those who do not wait any more, whom it returns, and offers long over."""
    gone = []
    waiting = {one.id for one, _ in who_waits(work)}
    today = local_day(work.now, work.firm.zone)
    for one in work.of(Waiting).find():
        held = _appointment(work, one)
        if (one.id not in waiting and not (held and held.held_until)) or (one.last and one.last < today):
            stop_waiting(work, one.id)
            gone.append(one.id)
    for offer in work.of(PlaceOffer).find():
        if offer.window.end + REMEMBERED <= work.now:
            work.of(PlaceOffer).remove(offer.id)
    return gone


def answer_by(firm: Firm, now: datetime) -> datetime:
    """Return when the firm's time to answer is over, counted in its opening hours."""
    left = firm.rules.answer
    for hours in _opening(firm, now):
        if hours.length >= left:
            return hours.start + left
        left -= hours.length
    return now + firm.rules.answer


def _opening(firm: Firm, now: datetime) -> Iterator[Interval]:
    """Yield the opening hours of the next two weeks, from now on."""
    ahead = Interval(now, now + _SEARCHED)
    for day in days_between(local_day(now, firm.zone), local_day(ahead.end, firm.zone)):
        if not firm.rules.closed(day):
            for hours in expand(firm.rules.opening, day, firm.zone):
                if part := hours.intersection(ahead):
                    yield part


def _best(
    work: Work,
    who: tuple[Waiting, Appointment | None],
    place: PlaceFreed,
    asked: set[tuple[WaitingId, Interval]],
    board: Board,
) -> Slot | None:
    """Return the cheapest window of the place that is earlier than what he has and that he was not asked about."""
    waiting, promised = who
    day, freed = local_day(place.start, work.firm.zone), Interval(place.start, place.end)
    before = promised.window.start if promised and waiting.moves else None
    if (waiting.last and waiting.last < day) or (before and before - work.firm.rules.cut_off < work.now):
        return None
    if waiting.appointment_id and waiting.appointment_id == place.left_by:
        return None
    moving = waiting.appointment_id if waiting.moves else None
    wish = Wish(waiting.service_id, waiting.position, waiting.postcode, day, day, moving, place.technician_id)
    try:
        slots = offer_slots(work, wish, board)
    except OutsideAreas:
        return None
    sooner = (slot for slot in slots if slot.window.overlaps(freed) and (before is None or slot.window.start < before))
    return next((slot for slot in sooner if (waiting.id, slot.window) not in asked), None)


def _reason(work: Work, waiting: Waiting, promised: Appointment | None, slot: Slot) -> Sentence:
    """Say why he fits: the road, then what he gains."""
    road = slot.reason or Sentence("", "")
    if promised is None or not waiting.moves:
        return Sentence(f"{road.fr} ; n'avait rien trouvé", f"{road.en}; had found nothing")
    days = (local_day(promised.window.start, work.firm.zone) - slot.day).days
    if days == 0:
        return Sentence(f"{road.fr} ; plus tôt le même jour", f"{road.en}; earlier on the same day")
    plural = "s" if days > 1 else ""
    return Sentence(f"{road.fr} ; {days} jour{plural} plus tôt", f"{road.en}; {days} day{plural} earlier")


def _may_be_asked(work: Work, fit: Fit) -> bool:
    """Tell whether he still waits, has nothing else to answer and was not asked about this window meanwhile."""
    waiting = work.of(Waiting).find(id=fit.waiting.id)
    offers = work.of(PlaceOffer).find(waiting_id=fit.waiting.id)
    busy = any(offer.open(work.now) or offer.window == fit.slot.window for offer in offers)
    return bool(waiting) and waiting[0].still(_appointment(work, waiting[0]), work.now) and not busy


def _offer(work: Work, place: PlaceFreed, fit: Fit) -> PlaceOffer:
    service = work.of(Service).get(fit.waiting.service_id)
    return PlaceOffer(
        id=PlaceOfferId(new_id()),
        place_id=place.place_id,
        waiting_id=fit.waiting.id,
        technician_id=fit.slot.technician_id,
        window=fit.slot.window,
        place=Interval(place.start, place.end),
        cost=fit.slot.cost,
        reason=fit.reason,
        offered_at=work.now,
        expires_at=min(answer_by(work.firm, work.now), fit.slot.window.start - service.lead_time),
    )


def _taken(work: Work, waiting: Waiting, offer: PlaceOffer, board: Board) -> Appointment:
    """Move his appointment into the place and take him off the list, or hold the place for him."""
    target = Target(offer.technician_id, offer.window)
    if waiting.moves and waiting.appointment_id:
        moved = move(work, waiting.appointment_id, target, board, actor=_HIMSELF)
        work.of(Waiting).remove(waiting.id)
        return moved
    held = hold(work, Wish(waiting.service_id, waiting.position, waiting.postcode), target, board, actor=_HIMSELF)
    work.of(Waiting).put(replace(waiting, appointment_id=held.id))
    return held


def _close(work: Work, taken: PlaceOffer) -> None:
    """Note who took a place, and tell the others that it is gone."""
    work.of(PlaceOffer).put(replace(taken, answer=Answer.TAKEN))
    others = work.of(PlaceOffer).find(place_id=taken.place_id, answer=Answer.OPEN)
    for other in (one for one in others if one.open(work.now) and one.id != taken.id):
        work.of(PlaceOffer).put(replace(other, answer=Answer.GONE))
        work.publish(PlaceGone(other.id))


def _lock(work: Work, offer: PlaceOffer, waiting: Waiting | None) -> None:
    """Lock who keeps the place and who visits the appointment that would move: two taps come one after the other."""
    route = work.routes.holding(waiting.appointment_id) if waiting and waiting.appointment_id else None
    work.routes.lock({offer.technician_id, *([route.technician_id] if route else [])})


def _appointment(work: Work, waiting: Waiting) -> Appointment | None:
    found = work.of(Appointment).find(id=waiting.appointment_id) if waiting.appointment_id else []
    return found[0] if found else None
