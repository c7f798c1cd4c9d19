"""The actions about visits owed and known customers, answered with samples: every state of a visit, slots at home."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from api.views import (
    BookedView,
    BookingForm,
    Caller,
    Done,
    DueFilter,
    DuesView,
    DueView,
    HoldView,
    KnownSlotsView,
    KnownView,
    Refused,
    SlotTaken,
)
from desk.inviting import Answer, DueState
from tests.web.sample_actions import TAKEN
from tests.web.samples import CLAIRE, FIRM, FORM, SERVICES, TODAY, at, hold, slots

WHERE = f"{FORM.address}, {FORM.postcode} {FORM.city}"
_DUE = DueView(
    due="D1",
    customer="C1",
    name="Martine Bonnet",
    phone="+33639980281",
    site="L1",
    address="87 rue du Semnoz, Annecy",
    area="Annecy",
    service="vmc",
    service_name="Entretien de la ventilation",
    due_on=date(2026, 12, 15),
    late=False,
    state=DueState.TO_INVITE,
    may_invite=True,
    to_call=False,
)
_SENT = replace(_DUE, may_invite=False, invited_at=at(9))
DUES = (
    _DUE,
    replace(
        _DUE, due="D2", name="Copropriété Les Tilleuls", state=DueState.INVITED, invited_at=at(9), may_invite=False
    ),
    replace(_SENT, due="D3", state=DueState.UNANSWERED, reminded_at=at(10), to_call=True, late=True),
    replace(_SENT, due="D4", state=DueState.ANSWERED, answer=Answer.CALL_ME, to_call=True),
    replace(_DUE, due="D5", name="Mairie", may_invite=False, to_call=True, address="", area="", site=""),
    replace(_SENT, due="D6", area="Ugine", state=DueState.BOOKED, appointment="A2", start=at(14)),
    replace(_SENT, due="D7", area="Ugine", state=DueState.ANSWERED, answer=Answer.NO_VISIT),
)
_COUNTS = {DueFilter.OPEN: 5, DueFilter.TO_INVITE: 1, DueFilter.TO_CALL: 3}


def due_visits(caller: Caller, slug: str, *, area: str = "", shown: str = "") -> DuesView:
    """One visit in each state, whatever is filtered; none that was declined."""
    found = () if shown == DueFilter.DECLINED else DUES
    return DuesView(FIRM, CLAIRE, 8, found, _COUNTS, ("Annecy", "Ugine"), area, DueFilter(shown))


def invite_due(caller: Caller, slug: str, *, dues: Collection[str]) -> Done | Refused:
    """Invites them."""
    return Done("2 invitations en route.") if dues else Refused("Cochez au moins une visite.")


def set_due_aside(caller: Caller, slug: str, *, dues: Collection[str]) -> Done | Refused:
    """Sets them aside."""
    return Done("1 visite sans suite.") if dues else Refused("Cochez au moins une visite.")


def known(caller: Caller, slug: str, token: str) -> KnownView | KnownSlotsView:
    """A known customer; one who is owed a visit for "D1"."""
    return slots_for_known(caller, slug, token) if token == "D1" else KnownView(FIRM, FORM.name, WHERE, SERVICES)


def slots_for_known(
    caller: Caller, slug: str, token: str, *, service: str = "", first_day: date | None = None
) -> KnownSlotsView:
    """The slots, at home; a visit owed for "D1"."""
    due_by = date(2027, 1, 14) if token == "D1" else None
    view = KnownSlotsView(FIRM, FORM.name, WHERE, SERVICES[0], slots(), TODAY, date(2026, 11, 30), due_by=due_by)
    return replace(view, later=date(2026, 12, 1))


def hold_for_known(caller: Caller, slug: str, token: str, *, offer: str) -> HoldView | SlotTaken:
    """Keeps a slot; the one at 15 h is always lost."""
    return TAKEN if offer.endswith("-15") else replace(hold(), form=FORM)


def held_for_known(caller: Caller, slug: str, token: str, ticket: str) -> HoldView | SlotTaken:
    """A kept slot with all that is known; "gone" has expired."""
    return TAKEN if ticket == "gone" else replace(hold(), form=FORM, place_fixed=token == "D1")


def confirm_for_known(
    caller: Caller, slug: str, token: str, ticket: str, form: BookingForm
) -> BookedView | Refused | SlotTaken:
    """Makes the promise; without a telephone it is refused."""
    if not form.phone:
        return Refused("Il manque une information.", {"phone": "Un numéro où vous joindre le jour venu."})
    return BookedView("A12", "abc123")


def answer_invitation(caller: Caller, slug: str, token: str, *, answer: str) -> Done:
    """Keeps what was said."""
    return Done("C’est noté : nous vous rappelons.")
