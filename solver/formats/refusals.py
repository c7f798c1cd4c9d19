"""What the model refuses, said in French and in English to whoever wrote the file."""

from collections.abc import Mapping
from typing import Final

from solver.errors import (
    DurationNegative,
    LinkBroken,
    MatrixRefused,
    NothingPinned,
    NoTimetable,
    PartsNegative,
    PinnedVisitImpossible,
    PlaceOffTheGlobe,
    PlaceUnknown,
    PlanBreaksRules,
    RouteForNoShift,
    RouteTooLong,
    ShiftAgainstWorkingTime,
    ShiftEndless,
    ShiftReversed,
    ShiftsOverlap,
    SolverError,
    VisitKeyTwice,
    VisitNotPlanned,
    VisitPlannedTwice,
    VisitUnknown,
    WeightOutOfRange,
    WindowReversed,
)
from solver.sentence import Sentence

FRENCH: Final[Mapping[type[SolverError], str]] = {
    PlaceOffTheGlobe: "une latitude va de -90 à 90, une longitude de -180 à 180",
    PlaceUnknown: (
        "la matrice des routes n'a pas de lieu à cet endroit : donnez son numéro, ou ces coordonnées dans « places »"
    ),
    MatrixRefused: "la matrice est carrée, nomme chaque lieu une fois et compte des secondes, zéro ou plus",
    WindowReversed: "le dernier début possible vient avant le premier",
    DurationNegative: "une durée compte zéro seconde ou plus",
    ShiftReversed: "la plage finit avant de commencer",
    ShiftEndless: "une plage dure un mois au plus, heures supplémentaires comprises",
    NothingPinned: "dites ce qui est fixé : le technicien, le début, ou les deux",
    WeightOutOfRange: "un poids ou un prix est un entier, de zéro à son plafond",
    PartsNegative: "un nombre de pièces est zéro ou plus",
    VisitKeyTwice: "deux passages ont la même clé",
    LinkBroken: "un lien unit deux passages différents du problème",
    ShiftsOverlap: "deux plages d'un technicien se chevauchent",
    ShiftAgainstWorkingTime: (
        "même sans heures supplémentaires, sa journée dépasse le temps de travail permis : raccourcissez ou espacez "
        "ses plages, donnez-leur une pause (lunch) ou changez working_time"
    ),
    RouteTooLong: "une tournée a trop de passages, ou ses passages trop de créneaux, pour être calculée",
    RouteForNoShift: "il faut une tournée par plage",
    VisitUnknown: "le plan nomme un passage que le problème n'a pas",
    VisitNotPlanned: "aucune tournée ne comprend ce passage",
    VisitPlannedTwice: "un passage est planifié plus d'une fois",
    PinnedVisitImpossible: "un passage fixé ne trouve aucune place dans les tournées où il doit être",
    PlanBreaksRules: "seul un plan qui n'enfreint aucune règle peut être prouvé bon",
    NoTimetable: "aucun horaire ne tient toutes les promesses de cette tournée",
}


def said(error: SolverError) -> Sentence:
    """The situation in both languages, with its facts."""
    english = str(error)
    facts = ", ".join(f"{name} = {value}" for name, value in error.facts.items())
    french = FRENCH.get(type(error), english)
    return Sentence(f"{french} ({facts})" if facts and type(error) in FRENCH else french, english)
