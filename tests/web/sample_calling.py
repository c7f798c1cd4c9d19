"""The actions about a customer on the line, answered with samples: known, one of several, new, a slot gone."""

from dataclasses import replace

from api.views import (
    AppointmentState,
    BookedView,
    Caller,
    CallForm,
    CallView,
    FoundView,
    InsertionView,
    KnownCustomer,
    KnownSite,
    PushedView,
    Refused,
    SlotTaken,
)
from tests.web.sample_actions import TAKEN
from tests.web.samples import CLAIRE, COMMUNES, FIRM, SERVICES, TECHNICIANS, at, slots

CALLERS = (
    KnownCustomer(
        "C1",
        "Martine Bonnet",
        "+33639980281",
        "Le chien est gentil.",
        (KnownSite("L1", "87 rue du Semnoz, Annecy"), KnownSite("L2", "3 chemin des Noyers, Seynod")),
        (
            FoundView(
                "A2",
                "Martine Bonnet",
                "Dépannage",
                "87 rue du Semnoz",
                "+33639980281",
                at(10),
                AppointmentState.CONFIRMED,
            ),
        ),
    ),
    KnownCustomer("C2", "Martine Girard", "", "", ()),
)


def call(
    caller: Caller, slug: str, *, query: str = "", form: CallForm | None = None, newcomer: bool = False
) -> CallView:
    """Two customers, one for "C1", or nobody for "rien"."""
    form = form or CallForm()
    asked = CallView(FIRM, CLAIRE, SERVICES, COMMUNES, form, query)
    if form.customer:
        return replace(asked, customer=CALLERS[0])
    several = query and query != "rien" and not newcomer
    return replace(asked, found=CALLERS, more=True) if several else asked


def offer_to_caller(caller: Caller, slug: str, form: CallForm) -> CallView | Refused:
    """Some slots; without a service, a question."""
    if not form.service:
        return Refused("Choisissez la prestation.", {"service": "Choisissez la prestation."})
    return replace(call(caller, slug, form=form), slots=slots())


def book_for_caller(caller: Caller, slug: str, form: CallForm, *, offer: str) -> BookedView | Refused | SlotTaken:
    """Promises it; the slot at 15 h is always lost."""
    return TAKEN if offer.endswith("-15") else BookedView("A2", "abc123")


def call_again(caller: Caller, slug: str, appointment: str) -> CallView | Refused:
    """The slots again."""
    return offer_to_caller(caller, slug, CallForm(service="depannage", customer="C1", site="L1"))


def emergency(caller: Caller, slug: str, form: CallForm) -> CallView | Refused:
    """Three ways: one that nobody feels, one that pushes somebody, one that displaces."""
    gaetan, nadia, marc, *_ = TECHNICIANS
    ways = (
        InsertionView("way-1", gaetan, at(10), at(12), at(10, 20)),
        InsertionView("way-2", nadia, at(10), at(12), at(10, 45), (PushedView("Lucie Favre", at(11), at(11, 40)),)),
        InsertionView("way-3", marc, at(8), at(10), at(9, 35), (), "Jean Perrin"),
    )
    return replace(call(caller, slug, form=form), ways=() if form.comment == "rien" else ways)


def answer_emergency(caller: Caller, slug: str, form: CallForm, *, offer: str) -> BookedView | Refused | SlotTaken:
    """Somebody is on the way; the third way displaces."""
    if offer == "gone":
        return SlotTaken("Cette place vient d’être prise.", ())
    return BookedView("A2", "abc123", displaced="A9" if offer == "way-3" else "")
