"""Sample views for every page, with invented people: the pages are looked at and tested without a database."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.views import (
    AppointmentState,
    AppointmentView,
    BookingForm,
    CommuneView,
    DayView,
    FeedSettings,
    FirmView,
    FollowView,
    HistoryLine,
    HoldView,
    ImportState,
    ImportView,
    MessageView,
    OpeningDay,
    PersonView,
    PlaceView,
    ProposalView,
    RejectedRow,
    Role,
    RouteView,
    ServiceSettings,
    ServiceView,
    SettingsView,
    SlotView,
    StaffView,
    TechnicianView,
    VerdictView,
    VisitView,
)

ZONE = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 24)
FIRM = FirmView("duret", "Duret Électricité", "+33465710001", "Europe/Paris", demo=True, email="bonjour@duret.invalid")
CLAIRE = PersonView("P1", "Claire Morel", "claire@duret.invalid", Role.DISPATCHER)
GAETAN = PersonView("P2", "Gaëtan Roche", "gaetan@duret.invalid", Role.TECHNICIAN, technician="T1")


def at(hour: int, minute: int = 0, *, day: date = TODAY) -> datetime:
    """A moment on the firm's clock."""
    return datetime.combine(day, time(hour, minute), ZONE)


SERVICES = (
    ServiceView("depannage", "Dépannage", "Panne, disjoncteur qui saute, prise qui chauffe.", 4500, 9500, urgent=True),
    ServiceView("vmc", "Entretien de VMC", "Nettoyage, débits et contrôle électrique.", 5700, 12900),
    ServiceView("irve", "Borne de recharge", "Pose d’une borne pour voiture électrique.", 13800),
    ServiceView("devis", "Visite pour un devis", "Un technicien regarde, mesure et conseille.", 2700, 0),
)
COMMUNES = tuple(
    CommuneView(name, postcode)
    for name, postcode in (
        ("Annecy", "74000"),
        ("Seynod", "74600"),
        ("Cran-Gevrier", "74960"),
        ("Annecy-le-Vieux", "74940"),
        ("Sevrier", "74320"),
        ("Talloires-Montmin", "74290"),
        ("Faverges-Seythenex", "74210"),
        ("Ugine", "73400"),
        ("Albertville", "73200"),
    )
)
PLACES = {
    "Annecy": PlaceView("Annecy", 45.8992, 6.1294),
    "Seynod": PlaceView("Seynod", 45.8856, 6.0886),
    "Cran-Gevrier": PlaceView("Cran-Gevrier", 45.9036, 6.1036),
    "Annecy-le-Vieux": PlaceView("Annecy-le-Vieux", 45.9189, 6.1432),
    "Sevrier": PlaceView("Sevrier", 45.8644, 6.1397),
    "Talloires": PlaceView("Talloires", 45.8411, 6.2137),
    "Faverges": PlaceView("Faverges", 45.7461, 6.2936),
    "Rumilly": PlaceView("Rumilly", 45.8669, 5.9447),
    "Thônes": PlaceView("Thônes", 45.8814, 6.3256),
    "Ugine": PlaceView("Ugine", 45.7511, 6.4186),
    "Albertville": PlaceView("Albertville", 45.6755, 6.3927),
    "Pringy": PlaceView("Pringy", 45.9464, 6.1264),
    "Meythet": PlaceView("Meythet", 45.9194, 6.0931),
}

_REASONS = (
    "Gaëtan passe à Seynod juste avant : 6 min de route en plus.",
    "Nadia termine tout près : 4 min de route en plus.",
    "Le premier de la journée, sans attente.",
)


def slots() -> tuple[SlotView, ...]:
    """Five days of windows, three of them recommended."""
    best = {(0, 13): _REASONS[0], (1, 8): _REASONS[1], (3, 8): _REASONS[2]}
    free = ((0, (10, 13, 15)), (1, (8, 10, 13)), (2, (15,)), (3, (8, 10, 13, 15)), (6, (8, 13)))
    found = []
    for offset, hours in free:
        day = TODAY + timedelta(days=offset)
        for hour in hours:
            reason = best.get((offset, hour), "")
            start = at(hour, day=day)
            slot = SlotView(f"offer-{offset}-{hour}", start, start + timedelta(hours=2), bool(reason), reason)
            near = (offset, hour) in {(0, 13), (2, 15)}
            found.append(replace(slot, near=near, discount=5 if near else 0))
    return tuple(found)


FORM = BookingForm(
    name="Élise Fontaine",
    phone="06 39 98 12 34",
    email="elise.fontaine@exemple.invalid",
    address="12 rue des Marquisats",
    postcode="74600",
    city="Seynod",
    comment="Le disjoncteur saute quand le four est allumé.",
    access_code="B1245",
)
FOLLOW = FollowView(
    firm=FIRM,
    appointment="A12",
    state=AppointmentState.CONFIRMED,
    service=SERVICES[0],
    start=at(13),
    end=at(15),
    customer_name="Élise Fontaine",
    address="12 rue des Marquisats, 74600 Seynod",
    technician="Gaëtan",
    comment="Le disjoncteur saute quand le four est allumé.",
    again="K1",
    may_wait=True,
)

TECHNICIANS = tuple(
    TechnicianView(f"T{number}", name, number - 1, f"+3363998000{number}")
    for number, name in enumerate(("Gaëtan", "Nadia", "Marc", "Inès", "Yann", "Bruno"), 1)
)

_PEOPLE = (
    "Élise Fontaine",
    "Boulangerie Perrin",
    "Jean Vincent",
    "Copropriété Les Tilleuls",
    "Amélie Ducret",
    "Société Girard",
    "Paul Lachenal",
    "Sophie Mermier",
    "Hôtel du Semnoz",
    "Karim Benali",
    "Lucie Favre",
    "Michel Blanc",
)
_STREETS = ("rue Centrale", "avenue de Genève", "chemin des Vignes", "route du Lac", "place de la Mairie")
_PLAN = (
    # technician, commune, start minute, length, service
    (0, "Annecy", 540, 75, "Dépannage", "done"),
    (0, "Cran-Gevrier", 645, 60, "Entretien de VMC", "in_progress"),
    (0, "Seynod", 800, 75, "Dépannage", "confirmed"),
    (0, "Sevrier", 900, 95, "Entretien de VMC", "confirmed"),
    (1, "Annecy-le-Vieux", 530, 95, "Entretien de VMC", "done"),
    (1, "Pringy", 660, 50, "Visite pour un devis", "on_the_way"),
    (1, "Meythet", 815, 70, "Dépannage", "confirmed"),
    (1, "Annecy", 930, 75, "Dépannage", "held"),
    (2, "Rumilly", 555, 230, "Borne de recharge", "in_progress"),
    (2, "Seynod", 870, 95, "Éclairage de sécurité", "confirmed"),
    (3, "Talloires", 560, 70, "Dépannage", "no_access"),
    (3, "Faverges", 670, 70, "Entretien de VMC", "confirmed"),
    (3, "Thônes", 850, 95, "Éclairage de sécurité", "confirmed"),
    (4, "Albertville", 525, 95, "Entretien de VMC", "done"),
    (4, "Albertville", 640, 70, "Dépannage", "confirmed"),
    (4, "Ugine", 790, 95, "Entretien de VMC", "confirmed"),
    (4, "Ugine", 910, 75, "Dépannage", "confirmed"),
)


def _visit(number: int, commune: str, minute: int, length: int, service: str, state: str) -> VisitView:
    start = at(minute // 60, minute % 60)
    opens = minute // 120 * 2
    place = PLACES[commune]
    spread = ((number * 37) % 11 - 5) / 700
    return VisitView(
        visit=f"V{number}",
        appointment=f"A{number}",
        state=AppointmentState(state),
        service=service,
        start=start,
        end=start + timedelta(minutes=length),
        window_start=at(opens),
        window_end=at(opens + 2),
        customer_name=_PEOPLE[number % len(_PEOPLE)],
        phone=f"+336399810{number:02d}",
        address=f"{3 + number * 7} {_STREETS[number % len(_STREETS)]}",
        city=commune,
        place=PlaceView(commune, place.lat + spread, place.lon - spread, "commune" if number % 5 == 0 else "house"),
        comment="Sonner deux fois, le chien est gentil." if number % 3 == 0 else "",
        access_code="A1478" if number % 4 == 0 else "",
        note="Prévoir un différentiel 40 A." if number == 2 else "",
        notice="Gaëtan a retiré ce passage de son agenda. Il reste prévu à 13 h 20." if number == 2 else "",
        travel_before=300 + (number * 173) % 1500,
        waiting_before=600 if number % 6 == 0 else 0,
        locked=number % 7 == 0,
    )


def routes() -> tuple[RouteView, ...]:
    """The six routes of a day: one absent, one empty enough to take more."""
    made = []
    for index, technician in enumerate(TECHNICIANS):
        visits = tuple(_visit(number, *line[1:]) for number, line in enumerate(_PLAN) if line[0] == index)
        if not visits:
            made.append(RouteView(technician, 3, absence="Congés"))
            continue
        depot = PLACES["Albertville" if technician.name == "Yann" else "Annecy"]
        travel = sum(visit.travel_before for visit in visits) + 900
        made.append(
            RouteView(
                technician=technician,
                version=4,
                visits=visits,
                shift_start=at(8, 30),
                shift_end=at(17, 30),
                departure=at(8, 30),
                arrival=visits[-1].end + timedelta(minutes=15),
                lunch_start=at(12, 10),
                lunch_end=at(13),
                start_place=depot,
                end_place=depot,
                travel=travel,
                metres=travel * 12,
                overtime=900 if index == 4 else 0,
            )
        )
    return tuple(made)


def day_view(person: PersonView = CLAIRE, proposal: ProposalView | None = None) -> DayView:
    """Claire's Tuesday."""
    unplaced = (_visit(21, "Sevrier", 600, 60, "Dépannage", "confirmed"),)
    return DayView(
        firm=FIRM,
        person=person,
        day=TODAY,
        today=TODAY,
        previous=TODAY - timedelta(days=1),
        next=TODAY + timedelta(days=1),
        routes=routes(),
        unplaced=unplaced,
        proposal=proposal,
        last_action="Rendez-vous déplacé",
        communes=tuple(PLACES.values()),
    )


def verdicts() -> tuple[VerdictView, ...]:
    """Six answers of the kernel: three feasible, three refused."""
    gaetan, nadia, marc, ines, *_ = TECHNICIANS
    return (
        VerdictView(gaetan, at(14), at(16), True, "6 min de route en plus.", "move-1", 360, at(14, 20)),
        VerdictView(nadia, at(14), at(16), True, "11 min de route en plus.", "move-2", 660, at(15, 5)),
        VerdictView(
            ines,
            at(10),
            at(12),
            True,
            "18 min de route en plus ; le client doit être prévenu.",
            "move-3",
            1080,
            at(10, 25),
            False,
        ),
        VerdictView(marc, at(8), at(10), False, "Marc est à Rumilly jusqu’à 13 h 05."),
        VerdictView(ines, at(14), at(16), False, "Inès n’a pas l’habilitation BR."),
        VerdictView(gaetan, at(8), at(10), False, "La promesse faite à la boulangerie Perrin ne tiendrait plus."),
    )


HISTORY = (
    HistoryLine(at(9, 12, day=TODAY - timedelta(days=2)), "Élise Fontaine", "a réservé entre 14 h et 16 h."),
    HistoryLine(at(9, 12, day=TODAY - timedelta(days=2)), "Créneau", "a envoyé la confirmation."),
    HistoryLine(at(17, 40, day=TODAY - timedelta(days=1)), "Claire", "a confié la visite à Gaëtan au lieu de Marc."),
)
APPOINTMENT = AppointmentView(
    FIRM, CLAIRE, routes()[0].visits[2], TECHNICIANS[0], HISTORY, communes=tuple(PLACES.values())
)
MESSAGES = (
    MessageView(
        "M2",
        "elise.fontaine@exemple.invalid",
        "Votre rendez-vous du mardi 24 novembre est confirmé",
        at(9, 12),
        "Bonjour Élise Fontaine,\n\nGaëtan passera mardi 24 novembre entre 13 h et 15 h.\n\n"
        "Suivre, déplacer ou annuler :\n"
        "http://localhost:8000/f/duret/suivi/abc123\n\nDuret Électricité",
        ("rendez-vous.ics",),
    ),
    MessageView(
        "M1",
        "paul.lachenal@exemple.invalid",
        "Votre rendez-vous a été déplacé",
        at(8, 2),
        "Bonjour,\n\nvotre rendez-vous passe au mercredi 25 novembre entre 10 h et 12 h.",
    ),
)
IMPORTED = ImportView(
    number="12",
    file_name="clients_duret.csv",
    kind="customers",
    state=ImportState.PREVIEWED,
    at=at(10, 4),
    rows=1380,
    kept=1372,
    rejected=8,
    merged=14,
    rejections=(
        RejectedRow(18, "Téléphone", "« 0450 » n’est pas un numéro de téléphone."),
        RejectedRow(402, "Code postal", "Le code postal manque et la ville « St Jorioz » n’est pas connue."),
        RejectedRow(977, "Nom", "Le nom est vide."),
    ),
    ignored_columns=("Couleur préférée",),
    headers=("Nom", "Téléphone", "Adresse", "Ville"),
    sample=(
        ("Jean Vincent", "06 39 98 00 00", "168 place de la Mairie", "Annecy"),
        ("Société Girard", "04 65 71 00 01", "93 rue Centrale", "Annecy"),
    ),
    who="Claire",
)
HOURS = tuple(OpeningDay(day, time(8) if day < 5 else None, time(18) if day < 5 else None) for day in range(7))
SERVICE_SETTINGS = (
    ServiceSettings("depannage", "Dépannage", "Panne, disjoncteur qui saute.", 75, ("dépannage",), 120, 2, 9500),
    ServiceSettings("vmc", "Entretien de VMC", "Nettoyage et débits.", 95, ("vmc",), 120, 48, 12900),
    ServiceSettings("irve", "Borne de recharge", "Pose d’une borne.", 230, ("irve",), 120, 72, None, online=False),
)
SETTINGS = SettingsView(
    firm=FIRM,
    person=CLAIRE,
    address="4 avenue des Romains, 74000 Annecy",
    staff=(
        StaffView("P1", "Claire Morel", "claire@duret.invalid", Role.DISPATCHER),
        StaffView("P2", "Gaëtan Roche", "gaetan@duret.invalid", Role.TECHNICIAN),
        StaffView("P3", "Hélène Duret", "helene@duret.invalid", Role.MANAGEMENT, at(9, day=date(2026, 12, 1))),
    ),
    feeds=(FeedSettings("", "", ""), FeedSettings("Annecy", "", "Annecy", at(9, day=date(2026, 9, 1)))),
)


def hold() -> HoldView:
    """A slot kept for almost ten minutes from now."""
    return HoldView(
        hold="H7",
        firm=FIRM,
        service=SERVICES[0],
        start=at(13),
        end=at(15),
        held_until=datetime.now(ZONE) + timedelta(minutes=9, seconds=40),
        form=BookingForm(postcode="74600", city="Seynod"),
    )
