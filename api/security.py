"""Who is asking, and may they: read once at the door, from a session cookie, a bearer token, or nothing at all.

A person signed in at one firm is a stranger at every other. A GET changes nothing; whatever changes something must come
from one of our own pages, or carry a bearer token that no page can be tricked into sending.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from api.browsers import device_name
from api.errors import Forbidden, ForgedRequest, SignInNeeded
from api.house import House
from api.sessions import SESSION, VISITOR
from api.signing import OperatorTicket
from api.views import Caller, PersonView, Role
from desk.accounts import Account, ApiToken, Scope, permitted, signed_in, touch_session
from desk.errors import SessionOver, TokenRefused
from desk.tokens import TokenKind, csrf_token, firm_of
from desk.uses import note_use, unnoted
from planner.errors import NotFound
from planner.firms import Firm
from planner.identifiers import FirmId

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
CSRF_HEADER = "x-csrf-token"
_VISITOR_BYTES = 32
_BEARER = "bearer "

MAY: dict[Role, frozenset[Scope]] = {
    Role.MANAGEMENT: frozenset(Scope),
    Role.DISPATCHER: frozenset(Scope) - {Scope.SETTINGS_WRITE, Scope.FORECASTS_READ},
    Role.TECHNICIAN: frozenset({Scope.PLAN_READ}),
}
"""What each role may do through the API."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person with an open session, and the firm they belong to."""

    token: str
    firm: Firm
    person: PersonView


def house_of(request: Request) -> House:
    """Return the house this request came to."""
    house: House = request.app.state.house
    return house


async def from_our_pages(request: Request) -> None:
    """Refuse a request that would change something and that another site made a browser send.

    Browsers say where a request comes from (`Sec-Fetch-Site`, else `Origin`); programs say neither, and have no cookies
    of anybody's.

    Raises:
        ForgedRequest: it comes from elsewhere.
    """
    if request.method in SAFE:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in {"same-origin", "none"}:
        raise ForgedRequest
    if origin is not None and not _is_ours(request, origin):
        raise ForgedRequest


def caller(request: Request) -> Caller:
    """Return who asks for a page: the person signed in at this firm, or a stranger with a token for the forms.

    The session of another firm counts for nothing here.
    """
    house, browser = house_of(request), _visitor(request)
    signed = session_of(request)
    if signed and request.path_params.get("slug", signed.firm.slug) != signed.firm.slug:
        signed = None
    return Caller(
        csrf_token=csrf_token(signed.token if signed else browser),
        person=signed.person if signed else None,
        firm=signed.firm.id if signed else "",
        session=signed.token if signed else "",
        demo=house.settings.environment == "demo",
        language=_language(request),
        address=request.client.host if request.client else "",
        browser=browser,
        device=device_name(request.headers.get("user-agent", "")),
        house=house,
    )


def stranger(request: Request) -> Caller:
    """Return somebody of whom only the language is known, for a page that has nothing to send."""
    return _api_caller(request)


def session_of(request: Request) -> SignedIn | None:
    """Return the open session whose cookie came with the request, or None."""
    house = house_of(request)
    token = request.cookies.get(SESSION, "")
    firm_id = firm_of(TokenKind.SESSION, token)
    if firm_id is None:
        return None
    try:
        with house.transactions.read(firm_id) as work:
            session, account = signed_in(work, token)
            firm, now = work.firm, work.now
    except (SessionOver, NotFound):
        return None
    if session.stale(now):
        house.transactions.write(firm_id, lambda work: touch_session(work, token))
    return SignedIn(token, firm, person_view(account))


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody of a firm who may do what the route asks for: a person, or a program with a token."""

    caller: Caller
    firm: Firm

    @property
    def slug(self) -> str:
        """Return the firm's public address."""
        return self.firm.slug


def staff(scope: Scope) -> Callable[[Request], Staff]:
    """Return the dependency of an API route that staff and programs may use within a scope.

    It raises SignInNeeded for a stranger, Forbidden for a role that may not do this, TokenRefused for a token that
    opens nothing, ScopeMissing for one that opens other things, and ForgedRequest for a change asked with a session
    cookie but without its form token.
    """

    def asking(request: Request) -> Staff:
        authorization = request.headers.get("authorization", "")
        if authorization.lower().startswith(_BEARER):
            return _program(request, authorization[len(_BEARER) :].strip(), scope)
        signed = session_of(request)
        if signed is None:
            raise SignInNeeded
        if request.method not in SAFE and not _matches(request, signed.token):
            raise ForgedRequest
        if scope not in MAY[signed.person.role]:
            raise Forbidden
        return Staff(_api_caller(request, signed.person, signed.firm), signed.firm)

    return asking


async def anybody(request: Request) -> Caller:
    """Return who uses a public route of the API: whoever it is, cookies count for nothing here."""
    return _api_caller(request)


Anybody = Annotated[Caller, Depends(anybody)]


def _program(request: Request, token: str, scope: Scope) -> Staff:
    """Return the program whose bearer token allows the scope."""
    if token.startswith(OperatorTicket.PREFIX):
        return _operator(request, token.removeprefix(OperatorTicket.PREFIX))
    house, firm_id = house_of(request), firm_of(TokenKind.API, token)
    if firm_id is None:
        raise TokenRefused
    try:
        with house.transactions.read(firm_id) as work:
            firm, found, now = work.firm, permitted(work, token, scope), work.now
    except NotFound as error:
        raise TokenRefused from error
    if unnoted(found, now):
        _note_use(house, firm_id, found)
    person = PersonView(person=found.id, name=found.name, email="", role=Role.MANAGEMENT)
    return Staff(_api_caller(request, person, firm), firm)


def _operator(request: Request, ticket: str) -> Staff:
    """Return a command of this machine's operator, who may do everything in the firm the ticket names."""
    house = house_of(request)
    with house.transactions.read(house.signer.read(OperatorTicket, ticket).firm_id) as work:
        firm = work.firm
    person = PersonView(person="exploitant", name="Exploitant", email="", role=Role.MANAGEMENT)
    return Staff(_api_caller(request, person, firm), firm)


def _note_use(house: House, firm_id: FirmId, token: ApiToken) -> None:
    house.transactions.write(firm_id, lambda work: note_use(work, token))


def _api_caller(request: Request, person: PersonView | None = None, firm: Firm | None = None) -> Caller:
    """Return who uses the API; nobody fills in forms here, so there is no form token."""
    house = house_of(request)
    return Caller(
        csrf_token="",
        person=person,
        firm=firm.id if firm else "",
        demo=house.settings.environment == "demo",
        language=_language(request),
        address=request.client.host if request.client else "",
        house=house,
    )


def person_view(account: Account) -> PersonView:
    """Return a member of staff as pages and actions know one."""
    return PersonView(account.id, account.name, account.email, account.main_role, account.technician_id)


def _visitor(request: Request) -> str:
    """Return the random word that a browser knows; the first time it is made and sent along with the answer."""
    known = request.cookies.get(VISITOR, "")
    if not known:
        known = getattr(request.state, "new_visitor", "") or secrets.token_urlsafe(_VISITOR_BYTES)
        request.state.new_visitor = known
    return known


def _matches(request: Request, session_token: str) -> bool:
    sent = request.headers.get(CSRF_HEADER, "")
    return hmac.compare_digest(csrf_token(session_token).encode(), sent.encode())


def _is_ours(request: Request, origin: str) -> bool:
    """Tell whether an origin is the address of this server, as configured or as asked for."""
    ours = house_of(request).settings.address
    return origin == ours or urlsplit(origin).netloc == request.headers.get("host")


def _language(request: Request) -> str:
    """Return the language a browser likes best among ours."""
    first = request.headers.get("accept-language", "fr").split(",")[0].strip().lower()
    return "en" if first.startswith("en") else "fr"
