"""What an electrician's firm is proposed to start from: services, skills and hours, all there to be changed.

Durations are medians of French service firms (repair 70 min, maintenance 95, small works 170, quote visit 45, charger
230); clearances follow NF C 18-510, charger levels the decree 2017-26.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import time, timedelta

from desk.contact_details import fold
from planner.identifiers import ServiceId, TechnicianId, new_id
from planner.services import PriceClass, Service
from planner.sites import Position
from planner.technicians import Technician
from planner.working_days import WeeklyHours

SKILL_LABELS: Mapping[str, str] = {
    "depannage": "dépannage",
    "installation": "installation et petits travaux",
    "vmc": "ventilation (VMC)",
    "baes": "éclairage de sécurité (BAES)",
    "ssi": "sécurité incendie (SSI)",
    "irve": "bornes de recharge (IRVE)",
    "portail_interphonie": "portails et interphonie",
    "devis": "visite de devis",
}
"""The skills that the proposed services ask for, as a firm says them."""

_CODES: Mapping[str, str] = {fold(label): code for code, label in SKILL_LABELS.items()}

WEEK = tuple(WeeklyHours(day, time(8, 30), time(17, 30)) for day in range(5))
"""A technician's shifts: 8:30 to 17:30 from Monday to Friday; lunch is taken out of them by his lunch rule."""

SERVICES: tuple[Service, ...] = (
    Service(
        id=ServiceId("depannage"),
        code="depannage",
        name="Dépannage électrique",
        description="Une panne, une prise ou un éclairage qui ne marche plus.",
        duration=timedelta(minutes=70),
        skills={"depannage": 1},
        clearances=frozenset({"BR"}),
    ),
    Service(
        id=ServiceId("mise_en_securite"),
        code="mise_en_securite",
        name="Mise en sécurité urgente",
        description="Odeur de brûlé, étincelles, eau près du tableau : coupez le courant, nous arrivons.",
        duration=timedelta(minutes=60),
        skills={"depannage": 1},
        clearances=frozenset({"BR"}),
        lead_time=timedelta(hours=1),
        horizon=timedelta(days=4),  # what is asked for on a Friday reaches Monday, and Tuesday after a long weekend
    ),
    Service(
        id=ServiceId("petits_travaux"),
        code="petits_travaux",
        name="Petits travaux",
        description="Ajouter des prises, changer un tableau ou un luminaire, d'après un devis accepté.",
        duration=timedelta(minutes=170),
        skills={"installation": 1},
        clearances=frozenset({"B1V"}),
        lead_time=timedelta(days=2),
        horizon=timedelta(days=28),
        price_class=PriceClass.QUOTE,
    ),
    Service(
        id=ServiceId("devis"),
        code="devis",
        name="Visite pour un devis",
        description="Nous venons voir, mesurer et conseiller ; le devis suit par e-mail.",
        duration=timedelta(minutes=45),
        skills={"devis": 1},
        lead_time=timedelta(days=1),
        horizon=timedelta(days=21),
        price_class=PriceClass.FREE,
    ),
    Service(
        id=ServiceId("pose_irve_p1"),
        code="pose_irve_p1",
        name="Pose d'une borne de recharge",
        description="Une borne jusqu'à 22 kW sans pilotage à distance (qualification P1).",
        duration=timedelta(minutes=230),
        skills={"irve": 1},
        clearances=frozenset({"BR"}),
        lead_time=timedelta(days=3),
        horizon=timedelta(days=42),
        price_class=PriceClass.QUOTE,
    ),
    Service(
        id=ServiceId("pose_irve_p2"),
        code="pose_irve_p2",
        name="Pose d'une borne de recharge pilotée",
        description="Une borne jusqu'à 22 kW pilotée à distance (qualification P2).",
        duration=timedelta(minutes=230),
        skills={"irve": 2},
        clearances=frozenset({"BR"}),
        lead_time=timedelta(days=3),
        horizon=timedelta(days=42),
        price_class=PriceClass.QUOTE,
    ),
    *(
        Service(
            id=ServiceId(code),
            code=code,
            name=name,
            description=description,
            duration=timedelta(minutes=95),
            skills={skill: 1},
            clearances=frozenset({"BR"}),
            lead_time=timedelta(days=2),
            horizon=timedelta(days=42),
            price_class=PriceClass.CONTRACT,
        )
        for code, skill, name, description in (
            ("vmc", "vmc", "Entretien de VMC", "Nettoyage, mesure des débits, courroies et moteur."),
            ("baes", "baes", "Contrôle de l'éclairage de sécurité", "Visite annuelle des blocs BAES et du registre."),
            ("ssi", "ssi", "Entretien du système d'alarme incendie", "Essais du SSI, batteries et registre."),
            ("irve", "irve", "Entretien de bornes de recharge", "Contrôle, serrages et mise à jour des bornes."),
            (
                "portail_interphonie",
                "portail_interphonie",
                "Portail et interphonie",
                "Entretien ou réglage d'un portail, d'un interphone ou d'un visiophone.",
            ),
            (
                "installation",
                "installation",
                "Vérification d'installation",
                "Contrôle périodique du tableau et des circuits.",
            ),
        )
    ),
)
"""What customers can ask for; those under contract are booked by their contract's kind."""


def proposed_services() -> tuple[Service, ...]:
    """Return the proposed services, each with an identifier of its own."""
    return tuple(replace(service, id=ServiceId(new_id())) for service in SERVICES)


def proposed_technician(name: str, start: Position) -> Technician:
    """Return a technician who works the usual week from one place and has every skill at its first level."""
    return Technician(TechnicianId(new_id()), name, start, start, WEEK, skills=dict.fromkeys(SKILL_LABELS, 1))


def read_skills(words: Iterable[str]) -> dict[str, int]:
    """Return the skills that people's words name, each with the level said behind it, or 1.

    "IRVE P2" and "irve_p2" are the skill irve at level 2; a proposed skill may be said by its label too; a word that
    names none is a skill of its own.
    """
    skills: dict[str, int] = {}
    for word in words:
        name, level = _levelled(fold(word))
        if name:
            skills[name] = max(level, skills.get(name, 0))
    return skills


def _levelled(words: str) -> tuple[str, int]:
    """Return a folded skill as its name and level: "irve p2" is ("irve", 2)."""
    name, _, last = words.rpartition(" ")
    if name and len(last) == 2 and last[0] in "pn" and last[1].isdigit():  # noqa: PLR2004 - "p2", "n2"
        return _code(name), int(last[1])
    return _code(words), 1


def _code(words: str) -> str:
    """Return the code of a folded skill, said by its code or by its label."""
    return _CODES.get(words, words.replace(" ", "_"))
