"""One table says which situation is which HTTP status; problems are told as RFC 9457 documents or as a page's view."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
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
    ProviderFailed,
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
from desk.said import said, told
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
_log = structlog.get_logger("creneau.refusal")


@dataclass(frozen=True, slots=True)
class Situation:
    """How one kind of error is told: its status, what a page shows, and what the reader can do."""

    status: int
    kind: ProblemKind
    title: str
    advice: str = ""


_STALE = said("Rechargez la page et recommencez.")
_CHECK = said("Vérifiez l’adresse, ou repartez de la page d’accueil.")

SITUATIONS: Mapping[type[Exception], Situation] = {
    # the door
    SignInNeeded: Situation(401, ProblemKind.SIGN_IN_NEEDED, said("Connexion nécessaire")),
    Forbidden: Situation(403, ProblemKind.FORBIDDEN, said("Action non permise")),
    ForgedRequest: Situation(403, ProblemKind.FORBIDDEN, said("Demande refusée par sécurité"), _STALE),
    LinkExpired: Situation(410, ProblemKind.LINK_EXPIRED, said("Ce lien a expiré"), said("Demandez-en un nouveau.")),
    LinkInvalid: Situation(404, ProblemKind.NOT_FOUND, said("Ce lien n’est pas valable"), _CHECK),
    KeyMissing: Situation(400, ProblemKind.FAILURE, said("En-tête Idempotency-Key absent")),
    ConditionMissing: Situation(428, ProblemKind.FAILURE, said("En-tête If-Match absent")),
    Outdated: Situation(412, ProblemKind.FAILURE, said("L’élément a changé"), _STALE),
    NotUnderstood: Situation(422, ProblemKind.FAILURE, said("Demande non comprise")),
    UnsafeSettings: Situation(503, ProblemKind.FAILURE, said("Réglages dangereux")),
    CommandRefused: Situation(409, ProblemKind.FAILURE, said("Commande impossible actuellement")),
    ProviderFailed: Situation(403, ProblemKind.FORBIDDEN, said("Connexion refusée")),
    TooLarge: Situation(413, ProblemKind.FAILURE, said("Demande trop volumineuse")),
    # the desk
    SignInRefused: Situation(401, ProblemKind.SIGN_IN_NEEDED, said("Connexion refusée")),
    SessionOver: Situation(401, ProblemKind.SIGN_IN_NEEDED, said("Session terminée")),
    TooManyAttempts: Situation(429, ProblemKind.TOO_MANY, said("Trop d’essais"), said("Patientez quelques minutes.")),
    TooManyHolds: Situation(
        429, ProblemKind.TOO_MANY, said("Trop de créneaux gardés"), said("Si c’est pressé, appelez-nous.")
    ),
    TooManyWords: Situation(
        429, ProblemKind.TOO_MANY, said("Trop de messages"), said("Si c’est pressé, appelez-nous.")
    ),
    TokenRefused: Situation(401, ProblemKind.SIGN_IN_NEEDED, said("Jeton d’accès refusé")),
    ScopeMissing: Situation(403, ProblemKind.FORBIDDEN, said("Permission absente du jeton d’accès")),
    LinkSpent: Situation(
        410,
        ProblemKind.LINK_EXPIRED,
        said("Ce lien ne sert plus"),
        said("Mot de passe : « Mot de passe oublié ? », à la connexion. Invitation : auprès de qui vous a invité."),
    ),
    FeedClosed: Situation(404, ProblemKind.NOT_FOUND, said("Cet agenda n’existe pas")),
    LastManager: Situation(409, ProblemKind.FORBIDDEN, said("Action non permise")),
    InvalidEntry: Situation(422, ProblemKind.FAILURE, said("Saisie non valable")),
    DeskError: Situation(409, ProblemKind.FAILURE, said("Demande impossible actuellement")),
    # calendars elsewhere
    AlreadyConnected: Situation(409, ProblemKind.FAILURE, said("Un agenda suit déjà ces passages")),
    OutlookNotSetUp: Situation(409, ProblemKind.FAILURE, said("Outlook n’est pas relié")),
    CalendarError: Situation(
        502, ProblemKind.FAILURE, said("Agenda distant"), said("Recommencez la connexion de l’agenda.")
    ),
    # the planner and its store
    StoreError: Situation(
        503, ProblemKind.FAILURE, said("Service momentanément indisponible"), said("Réessayez dans un instant.")
    ),
    NotFound: Situation(404, ProblemKind.NOT_FOUND, said("Introuvable"), _CHECK),
    InvalidConfiguration: Situation(422, ProblemKind.FAILURE, said("Réglage non valable")),
    KeyReused: Situation(422, ProblemKind.FAILURE, said("Clé d’idempotence déjà utilisée")),
    OutsideAreas: Situation(422, ProblemKind.FAILURE, said("Adresse hors secteur")),
    OutsideHorizon: Situation(422, ProblemKind.FAILURE, said("Date hors période")),
    HoldExpired: Situation(410, ProblemKind.FAILURE, said("Le créneau n’est plus gardé")),
    Refused: Situation(409, ProblemKind.FAILURE, said("Demande impossible actuellement"), _STALE),
}
"""The nearest ancestor counts: a situation without a line of its own is told as its parent."""

FAILURE_TITLE = said("Quelque chose s’est mal passé")
FAILURE_SENTENCE = said("L’erreur vient de nous, pas de vous ; elle a été notée.")


def situation_of(error: Exception) -> Situation | None:
    """Return how an error is told, or None when it is no situation we know but a failure of ours."""
    return next((SITUATIONS[kind] for kind in type(error).__mro__ if kind in SITUATIONS), None)


def problem(error: Exception) -> ProblemView | None:
    """Return an error as a page shows it, or None when it is a failure of ours."""
    known = _logged(error)
    if known is None:
        return None
    return ProblemView(known.kind, known.status, known.title, told(error), known.advice)


def problem_response(error: Exception, **more: Any) -> JSONResponse:  # noqa: ANN401 - members of a JSON object
    """Return an error as an RFC 9457 document; `more` are further members of it. What is ours stays unsaid."""
    known = _logged(error)
    if known is None:
        return document(500, "Failure", FAILURE_TITLE, FAILURE_SENTENCE)
    response = document(known.status, type(error).__name__, known.title, str(error), **more)
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(int(error.wait.total_seconds()) + 1)
    if known.status == UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _logged(error: Exception) -> Situation | None:
    """Return how an error is told once its name is in the log: who guesses, forges or tries doors shows there."""
    known = situation_of(error)
    if known:
        _log.info("refused", situation=type(error).__name__, status=known.status)
    return known


def document(status: int, name: str, title: str, detail: str, **more: Any) -> JSONResponse:  # noqa: ANN401 - as above
    """Return an RFC 9457 document; its type leads to the page that lists every problem."""
    body = {"type": f"{PROBLEM_PAGE}#{name}", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, media_type="application/problem+json")
