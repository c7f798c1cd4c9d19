"""One table says which situation is which HTTP status; problems are told as RFC 9457 documents or as a page's view."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

from api.errors import (
    CommandRefused,
    ConditionMissing,
    Forbidden,
    ForgedRequest,
    KeyMissing,
    LinkExpired,
    LinkInvalid,
    NotUnderstood,
    Outdated,
    OutlookNotSetUp,
    SignInNeeded,
    TooLarge,
    UnsafeSettings,
)
from api.views import ProblemKind, ProblemView
from calendar_sync.errors import CalendarError
from desk.errors import (
    AlreadyConnected,
    DeskError,
    FeedClosed,
    InvalidEntry,
    LastManager,
    LinkSpent,
    ScopeMissing,
    SessionOver,
    SignInRefused,
    TokenRefused,
    TooManyAttempts,
    TooManyHolds,
    TooManyWords,
)
from planner.errors import (
    HoldExpired,
    InvalidConfiguration,
    KeyReused,
    NotFound,
    OutsideAreas,
    OutsideHorizon,
    Refused,
)
from planner.store.errors import StoreError

PROBLEM_PAGE = "/v1/docs"
UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class Situation:
    """How one kind of error is told: its status, what a page shows, and what the reader can do."""

    status: int
    kind: ProblemKind
    title: str
    advice: str = ""


_STALE = "Rechargez la page et recommencez."
_CHECK = "Vérifiez l'adresse, ou repartez de la page d'accueil."

SITUATIONS: Mapping[type[Exception], Situation] = {
    # the door
    SignInNeeded: Situation(401, ProblemKind.SIGN_IN_NEEDED, "Connexion nécessaire"),
    Forbidden: Situation(403, ProblemKind.FORBIDDEN, "Action non permise"),
    ForgedRequest: Situation(403, ProblemKind.FORBIDDEN, "Demande refusée par sécurité", _STALE),
    LinkExpired: Situation(410, ProblemKind.LINK_EXPIRED, "Ce lien a expiré", "Demandez-en un nouveau."),
    LinkInvalid: Situation(404, ProblemKind.NOT_FOUND, "Ce lien n'est pas valable", _CHECK),
    KeyMissing: Situation(400, ProblemKind.FAILURE, "En-tête Idempotency-Key absent"),
    ConditionMissing: Situation(428, ProblemKind.FAILURE, "En-tête If-Match absent"),
    Outdated: Situation(412, ProblemKind.FAILURE, "L'élément a changé", _STALE),
    NotUnderstood: Situation(422, ProblemKind.FAILURE, "Demande non comprise"),
    UnsafeSettings: Situation(503, ProblemKind.FAILURE, "Réglages dangereux"),
    CommandRefused: Situation(409, ProblemKind.FAILURE, "Commande impossible actuellement"),
    TooLarge: Situation(413, ProblemKind.FAILURE, "Demande trop volumineuse"),
    # the desk
    SignInRefused: Situation(401, ProblemKind.SIGN_IN_NEEDED, "Connexion refusée"),
    SessionOver: Situation(401, ProblemKind.SIGN_IN_NEEDED, "Session terminée"),
    TooManyAttempts: Situation(429, ProblemKind.TOO_MANY, "Trop d'essais", "Patientez quelques minutes."),
    TooManyHolds: Situation(429, ProblemKind.TOO_MANY, "Trop de créneaux gardés", "Si c'est pressé, appelez-nous."),
    TooManyWords: Situation(429, ProblemKind.TOO_MANY, "Trop de messages", "Si c'est pressé, appelez-nous."),
    TokenRefused: Situation(401, ProblemKind.SIGN_IN_NEEDED, "Jeton d'accès refusé"),
    ScopeMissing: Situation(403, ProblemKind.FORBIDDEN, "Permission absente du jeton d'accès"),
    LinkSpent: Situation(410, ProblemKind.LINK_EXPIRED, "Ce lien a expiré ou a déjà servi", "Demandez-en un nouveau."),
    FeedClosed: Situation(404, ProblemKind.NOT_FOUND, "Cet agenda n'existe pas"),
    LastManager: Situation(409, ProblemKind.FORBIDDEN, "Action non permise"),
    InvalidEntry: Situation(422, ProblemKind.FAILURE, "Saisie non valable"),
    DeskError: Situation(409, ProblemKind.FAILURE, "Demande impossible actuellement"),
    # calendars elsewhere
    AlreadyConnected: Situation(409, ProblemKind.FAILURE, "Un agenda suit déjà ces passages"),
    OutlookNotSetUp: Situation(409, ProblemKind.FAILURE, "Outlook n'est pas relié"),
    CalendarError: Situation(502, ProblemKind.FAILURE, "Agenda distant", "Recommencez la connexion de l'agenda."),
    # the planner and its store
    StoreError: Situation(503, ProblemKind.FAILURE, "Service momentanément indisponible", "Réessayez dans un instant."),
    NotFound: Situation(404, ProblemKind.NOT_FOUND, "Introuvable", _CHECK),
    InvalidConfiguration: Situation(422, ProblemKind.FAILURE, "Réglage non valable"),
    KeyReused: Situation(422, ProblemKind.FAILURE, "Clé d'idempotence déjà utilisée"),
    OutsideAreas: Situation(422, ProblemKind.FAILURE, "Adresse hors secteur"),
    OutsideHorizon: Situation(422, ProblemKind.FAILURE, "Date hors période"),
    HoldExpired: Situation(410, ProblemKind.FAILURE, "Le créneau n'est plus gardé"),
    Refused: Situation(409, ProblemKind.FAILURE, "Demande impossible actuellement", _STALE),
}
"""The nearest ancestor counts: a situation without a line of its own is told as its parent."""

FAILURE_TITLE = "Quelque chose s'est mal passé"
FAILURE_SENTENCE = "L'erreur vient de nous, pas de vous ; elle a été notée."


def situation_of(error: Exception) -> Situation | None:
    """Return how an error is told, or None when it is no situation we know but a failure of ours."""
    return next((SITUATIONS[kind] for kind in type(error).__mro__ if kind in SITUATIONS), None)


def problem(error: Exception) -> ProblemView | None:
    """Return an error as a page shows it, or None when it is a failure of ours."""
    known = situation_of(error)
    if known is None:
        return None
    return ProblemView(known.kind, known.status, known.title, str(error), known.advice)


def problem_response(error: Exception, **more: Any) -> JSONResponse:  # noqa: ANN401 - members of a JSON object
    """Return an error as an RFC 9457 document; `more` are further members of it. What is ours stays unsaid."""
    known = situation_of(error)
    if known is None:
        return document(500, "Failure", FAILURE_TITLE, FAILURE_SENTENCE)
    response = document(known.status, type(error).__name__, known.title, str(error), **more)
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(int(error.wait.total_seconds()) + 1)
    if known.status == UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def document(status: int, name: str, title: str, detail: str, **more: Any) -> JSONResponse:  # noqa: ANN401 - as above
    """Return an RFC 9457 document; its type leads to the page that lists every problem."""
    body = {"type": f"{PROBLEM_PAGE}#{name}", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, media_type="application/problem+json")
