"""What every action shares: the house behind the caller, the firm in the address, who may do what, slots in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, TypeVar, cast

from api.errors import Forbidden, LinkInvalid, SignInNeeded
from api.house import House
from api.security import person_view
from api.signing import SlotOffer
from api.views import (
    Caller,
    Done,
    FileView,
    FirmView,
    PersonView,
    Refused,
    Role,
    ServiceView,
    SessionView,
    SlotView,
)
from desk.accounts import Account, Browser, signed_in
from desk.csv_files import csv_file
from desk.said import said
from desk.workbook_files import XLSX, workbook_file
from planner.firms import Firm
from planner.history import note
from planner.ports import Actor, Work
from planner.services import Service
from planner.slots import Slot
from solver.sentence import Sentence

T = TypeVar("T")

OFFICE = (Role.DISPATCHER, Role.MANAGEMENT)
"""Who works for all technicians and customers."""

RECOMMENDED = 3
"""How many of the cheapest slots are marked as the best ones."""


SAVED = Done(said("C’est enregistré."))


Format = Literal["csv", "xlsx"]


def spreadsheet(name: str, title: str, lines: Iterable[Sequence[object]], kind: Format) -> FileView:
    """Return lines, the first of them titles, as a file of this name and its ending; `title` is that of its sheet."""
    if kind == "csv":
        return FileView(f"{name}.csv", "text/csv; charset=utf-8", csv_file(lines))
    return FileView(f"{name}.xlsx", XLSX, workbook_file(title, lines))


def to_mend(fields: Mapping[str, str]) -> Refused:
    """Return a refusal that says beside each field what is wrong with it."""
    return Refused(said("Vérifiez les champs signalés."), fields)


def house_of(caller: Caller) -> House:
    """Return the house this caller stands in."""
    return cast("House", caller.house)


def firm_of(caller: Caller, slug: str) -> Firm:
    """Return the firm of a public address, or raise NotFound."""
    return house_of(caller).transactions.firm_by_slug(slug)


def firm_for(caller: Caller, slug: str, *roles: Role) -> tuple[Firm, PersonView]:
    """Return the firm and the member of its staff who asks.

    Raises:
        SignInNeeded: nobody of this firm is signed in.
        Forbidden: none of the roles named is his.
    """
    firm = firm_of(caller, slug)
    if caller.person is None or caller.firm != firm.id:
        raise SignInNeeded
    if roles and caller.person.role not in roles:
        raise Forbidden
    return firm, caller.person


def browser_of(caller: Caller) -> Browser:
    """Return the browser that asks, as sessions know one."""
    return Browser(caller.address, caller.device, caller.session, caller.browser)


def session_view(house: House, firm: Firm, account: Account, token: str) -> SessionView:
    """Return a session just opened."""
    with house.transactions.read(firm.id) as work:
        session, _ = signed_in(work, token)
        seconds = int((session.ends_at - work.now).total_seconds())
    return SessionView(token, seconds, person_view(account))


def actor_of(person: PersonView) -> Actor:
    """Return a member of staff as history names one."""
    return Actor(person.role, person.person)


def noted(person: PersonView, verb: str, command: Callable[[Work], T], subject: str = "") -> Callable[[Work], T]:
    """Return a command that leaves a line in history too, of who ran it."""

    def run(work: Work) -> T:
        answer = command(work)
        note(work, verb, actor_of(person), subject)
        return answer

    return run


def firm_view(house: House, firm: Firm) -> FirmView:
    """Return a firm as it shows itself."""
    return FirmView(
        slug=firm.slug,
        name=firm.name,
        phone=firm.phone,
        zone=firm.zone_name,
        demo=firm.demo,
        email=firm.email,
        tile_url=house.settings.tile_url or None,
        tile_attribution=house.settings.tile_attribution,
        accent=firm.accent or "",
        logo=firm.logo or "",
    )


def service_view(service: Service) -> ServiceView:
    """Return a service as a customer chooses one."""
    seconds = int(service.duration.total_seconds())
    return ServiceView(service.id, service.name, service.description, seconds, service.price, service.urgent)


def slot_offer(house: House, firm: Firm, slot: Slot, place: str = "", *, discount: int = 0) -> SlotOffer:
    """Return a slot as it is offered, good for a while."""
    return SlotOffer(
        firm_id=firm.id,
        expires=house.clock() + timedelta(minutes=house.settings.offer_minutes),
        service_id=slot.service_id,
        technician_id=slot.technician_id,
        position=slot.position,
        window=slot.window,
        cost=slot.cost,
        place=place,
        discount=discount,
    )


def signed_offer(house: House, firm: Firm, slot: Slot, place: str = "", *, discount: int = 0) -> str:
    """Return an offered slot as a token that only this house can have written."""
    return house.signer.sign(slot_offer(house, firm, slot, place, discount=discount))


def slot_views(
    house: House, firm: Firm, slots: Iterable[Slot], *, place: str = "", language: str = "fr", located: bool = True
) -> tuple[SlotView, ...]:
    """Return slots in the order of their windows, the cheapest of them recommended with their reason.

    Those in the quarter of another visit are marked, and cheaper where the firm says so, once it is `located` where the
    customer is.
    """
    slots = list(slots)
    best = sorted(slots, key=lambda slot: (slot.cost, slot.window.start))[:RECOMMENDED]
    near = [located and slot.near for slot in slots]
    discounts = [firm.rules.near_discount if one else 0 for one in near]
    views = [
        SlotView(
            signed_offer(house, firm, slot, place, discount=discount),
            slot.window.start,
            slot.window.end,
            recommended=slot in best,
            reason=in_words(slot.told, language) if slot in best else "",
            near=close,
            discount=discount,
        )
        for slot, close, discount in zip(slots, near, discounts, strict=True)
    ]
    return tuple(sorted(views, key=lambda view: view.start))


def in_words(sentence: Sentence | None, language: str) -> str:
    """Return the solver's sentence in one of the two languages; empty when there is none."""
    if sentence is None:
        return ""
    return sentence.en if language == "en" else sentence.fr


def nearest(slots: Iterable[Slot], wanted: datetime, limit: int = 6) -> list[Slot]:
    """Return the slots whose window starts nearest to a wanted instant, nearest first."""
    return sorted(slots, key=lambda slot: (abs(slot.window.start - wanted), slot.cost))[:limit]


def read_offer(house: House, firm: Firm, token: str) -> SlotOffer:
    """Return a signed offer of this firm.

    Raises:
        LinkInvalid: another firm, or nobody, made it.
    """
    offer = house.signer.read(SlotOffer, token)
    if offer.firm_id != firm.id:
        raise LinkInvalid
    return offer
