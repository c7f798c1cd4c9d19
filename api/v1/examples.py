"""One example of each answer, from an invented firm, so that the reference can be read without running anything."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from api.v1.models import CustomerView, FeedView, OfferedService, OpenedWebhook, SiteView, SkilledTechnician
from api.v1.paging import Page
from api.views import (
    AccuracyView,
    AheadView,
    AppointmentState,
    AppointmentView,
    AtRiskView,
    BookedView,
    BookingForm,
    CallForecastView,
    ChurnView,
    CoefficientsView,
    CommuneView,
    DayView,
    Done,
    FirmView,
    FollowView,
    FoundView,
    HistoryLine,
    HoldView,
    ImportState,
    ImportsView,
    ImportView,
    JournalLine,
    JournalView,
    MoveByLinkView,
    MoveView,
    PastView,
    PersonView,
    PlaceView,
    PortalView,
    RejectedRow,
    Role,
    RouteView,
    SearchView,
    ServiceView,
    SlotsView,
    SlotView,
    TechnicianView,
    VerdictView,
    VisitView,
    WebhookLine,
)

_DAY = date(2026, 11, 24)
_OFFER = "eyJmaXJtX2lkIjoi….Qx0"
_ID = "5f0c9d5e8e6b4c1f9a2d3b4c5d6e7f80"


def _at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, tzinfo=UTC)


_FIRM = FirmView("duret", "Duret Électricité", "04 65 71 10 20", "Europe/Paris", demo=True)
_PERSON = PersonView(_ID, "Claire", "claire@duret.invalid", Role.DISPATCHER)
_SERVICE = ServiceView(_ID, "Dépannage électrique", "Une panne, une prise morte, un disjoncteur qui saute.", 4_200)
_SEYNOD = PlaceView("74600 Seynod", 45.8856, 6.0889, "commune")
_COMMUNE = CommuneView("Seynod", "74600")
_SLOT = SlotView(
    _OFFER, _at(7), _at(9), recommended=True, reason="Gaëtan passe à Seynod juste avant : 6 min de route en plus."
)
_GAETAN = TechnicianView(_ID, "Gaëtan", 2, "06 39 98 20 02")
_VISIT = VisitView(
    visit=_ID,
    appointment=_ID,
    state=AppointmentState.CONFIRMED,
    service="Dépannage électrique",
    start=_at(7, 40),
    end=_at(8, 50),
    window_start=_at(7),
    window_end=_at(9),
    customer_name="Camille Revel",
    phone="06 39 98 12 34",
    address="12 rue des Aulnes",
    city="Seynod",
    place=PlaceView("12 rue des Aulnes", 45.8861, 6.0894),
    travel_before=540,
)
_ROUTE = RouteView(_GAETAN, 7, (_VISIT,), _at(7, 30), _at(16, 30), _at(7, 31), _at(9, 4), travel=1_080, metres=9_800)
_FOLLOW = FollowView(
    firm=_FIRM,
    appointment=_ID,
    state=AppointmentState.CONFIRMED,
    service=_SERVICE,
    start=_at(7),
    end=_at(9),
    customer_name="Camille Revel",
    address="12 rue des Aulnes, 74600 Seynod",
    technician="Gaëtan",
)
_IMPORT = ImportView(
    number="3",
    file_name="clients.csv",
    kind="customers",
    state=ImportState.PREVIEWED,
    at=_at(8),
    rows=1_380,
    kept=1_371,
    rejected=9,
    merged=12,
    rejections=(RejectedRow(214, "Tél.", "Ce numéro de téléphone n'est pas lisible."),),
    headers=("Nom", "Tél.", "Ville"),
    sample=(("Camille Revel", "06 39 98 12 34", "Seynod"),),
    who="Claire",
)
_TECHNICIAN = SkilledTechnician(
    technician=_ID,
    name="Gaëtan",
    phone="+33639982002",
    email="gaetan@duret.invalid",
    skills={"dépannage": 2},
    clearances=("BR",),
    shifts=("0 08:30-17:30", "1 08:30-17:30"),
    active=True,
)
_OFFERED = OfferedService(
    service=_ID,
    code="depannage",
    name="Dépannage électrique",
    description="Une panne, une prise morte.",
    duration=4_200,
    arrival_window=7_200,
    lead_time=14_400,
    horizon=1_209_600,
    skills={"dépannage": 1},
    clearances=("BR",),
    online=True,
    active=True,
)
_SITE = SiteView(_ID, _ID, PlaceView("Seynod", 45.8861, 6.0894), "12 rue des Aulnes", "74600", "Seynod")
_CUSTOMER = CustomerView(
    _ID, "Camille Revel", "household", "+33639981234", "", "camille.revel@exemple.invalid", "C-0214"
)
_FEED = FeedView(_ID, _ID, "Téléphone de Gaëtan", _at(6))
_BOOKING = BookingForm(postcode="74600", city="Seynod")
_VERDICT = VerdictView(
    technician=_GAETAN,
    start=_at(9),
    end=_at(11),
    possible=True,
    sentence="6 min de route en plus.",
    offer=_OFFER,
    cost=8_400,
    planned_start=_at(9, 10),
    keeps_promise=False,
)

_CALLS = CallForecastView(
    made_on=_DAY,
    recipe="regression",
    promoted=True,
    first=date(2025, 5, 26),
    known_days=377,
    sha256="e87219da24824264dee53327bc1c71d85d90ad97bd352a9e86ba7c1c4702f3af",
    accuracy=AccuracyView(13, 0.163, 0.223, 0.114, 0.79, 0.97),
    days=(AheadView(datetime(2026, 11, 23, 23, tzinfo=UTC), 53.7, 40, 53, 69),),
    half_hours=(AheadView(_at(8), 4.6, 2, 4, 7),),
    past=(PastView(date(2026, 11, 23), 61, 43, 57, 73, live=True),),
    reasons={"appointment": 0.35, "quote": 0.28, "complaint": 0.18, "other": 0.19},
    watched=31,
    held=0.806,
    versions={"creneau": "0.1.0", "numpy": "2.4.6", "scikit-learn": "1.9.1"},
    coefficients=CoefficientsView(
        "regression", 3.861207, 0.014302, 0.011873, {"weekday:0": (0.128411, 0.012094), "day_after:": (0.16512, 0.0441)}
    ),
)

_CHURN = ChurnView(
    made_on=_DAY,
    ranked=True,
    customers=(
        AtRiskView(
            _ID,
            _ID,
            "Copropriété Les Aulnes",
            "+33465710012",
            "Entretien des blocs de secours",
            55_800,
            0.211,
            0.081,
            0.402,
            15,
            ("4 réclamations", "un passage sans accès"),
            "Rappeler le client cette semaine au sujet de sa réclamation.",
        ),
    ),
    since=date(2025, 11, 19),
    seen=300,
    left=20,
    years=1,
    sha256="19b0311128f2f73df7d4e09bea6d3be7e00c692d816ff104a4019968cc6b5a01",
)

EXAMPLES: Mapping[Any, Any] = {
    CallForecastView: _CALLS,
    ChurnView: _CHURN,
    PortalView: PortalView(_FIRM, (_SERVICE,), (_COMMUNE,)),
    SlotsView: SlotsView(_FIRM, _SERVICE, (_COMMUNE,), _SEYNOD, slots=(_SLOT,), first_day=_DAY, last_day=_DAY),
    HoldView: HoldView(_OFFER, _FIRM, _SERVICE, _at(7), _at(9), _at(6, 10), _BOOKING),
    BookedView: BookedView(_ID, _OFFER),
    FollowView: _FOLLOW,
    MoveByLinkView: MoveByLinkView(_FOLLOW, (_SLOT,), _DAY, _DAY),
    Done: Done("Le rendez-vous est déplacé."),
    DayView: DayView(_FIRM, _PERSON, _DAY, _DAY, date(2026, 11, 23), date(2026, 11, 25), (_ROUTE,)),
    AppointmentView: AppointmentView(
        _FIRM, _PERSON, _VISIT, _GAETAN, (HistoryLine(_at(6), "Le client", "Rendez-vous confirmé"),)
    ),
    JournalView: JournalView(
        _FIRM,
        _PERSON,
        _DAY,
        _DAY,
        (JournalLine(214, _at(6), "Claire", "Rendez-vous déplacé", "Camille Revel", may_undo=True),),
    ),
    MoveView: MoveView(_FIRM, _PERSON, _DAY, _VISIT, _GAETAN, (_VERDICT,)),
    SearchView: SearchView(
        _FIRM,
        _PERSON,
        "revel",
        (
            FoundView(
                _ID,
                "Camille Revel",
                "Dépannage électrique",
                "12 rue des Aulnes, Seynod",
                "06 39 98 12 34",
                _at(7),
                AppointmentState.CONFIRMED,
            ),
        ),
    ),
    Page[SkilledTechnician]: Page((_TECHNICIAN,)),
    Page[OfferedService]: Page((_OFFERED,)),
    Page[SiteView]: Page((_SITE,)),
    Page[CustomerView]: Page((_CUSTOMER,), "YTNmNQ"),
    FeedView: replace(_FEED, url="https://rdv.exemple.invalid/f/duret/calendar/creneau-agenda.….ics"),
    tuple[FeedView, ...]: (_FEED,),
    tuple[WebhookLine, ...]: (
        WebhookLine(
            _ID, "https://facturation.exemple.invalid/annonces", ("appointment.confirmed",), _at(6), told_at=_at(9)
        ),
    ),
    OpenedWebhook: OpenedWebhook(_ID, "whsec_…"),
    ImportView: _IMPORT,
    ImportsView: ImportsView(_FIRM, _PERSON, (_GAETAN,), (_IMPORT,)),
    "text/calendar": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n…\r\nEND:VCALENDAR\r\n",
    "text/csv": "Nom;Tél.;à corriger\r\nCamille Revel;12;Tél. : ce numéro n'est pas lisible\r\n",
    "text/event-stream": 'id: 214\nevent: changed\ndata: {"verb": "move", "days": ["2026-11-24"]}\n\n',
}
