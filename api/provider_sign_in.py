"""Staff sign in where they have an account already: there by a signed state, back in the same browser, once."""

import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import httpx
import structlog

from api.errors import LinkInvalid, ProviderAway, ProviderRefused, SignInDeclined, SignInExpired
from api.house import House
from api.signing import SignInState
from calendar_sync.errors import CalendarError
from connectors.errors import IdentityUnproven, ProviderUnavailable
from connectors.openid import AuthorizationRequest, Identity, Provider, authorization_endpoint, identify, leads_to
from desk.accounts import (
    Account,
    Browser,
    IdentityProvider,
    count_source,
    enter_as,
    provider_of,
    save_provider,
    spend,
)
from desk.errors import LinkSpent
from desk.tokens import fingerprint
from planner.errors import NotFound
from planner.firms import Firm
from planner.history import note
from planner.identifiers import new_id
from planner.ports import Actor, Work

LASTS = timedelta(minutes=10)
_SECRET = "identity-provider"  # noqa: S105 - the record it is sealed for
_log = structlog.get_logger("creneau.sign_in")


@dataclass(frozen=True, slots=True)
class Registration:
    """A provider as direction describes it; without a `secret` the one known stays."""

    label: str
    issuer: str
    application: str
    secret: str = field(repr=False)
    tenant: str = ""


def redirect_uri(house: House, firm: Firm) -> str:
    """Return where people come back to: each firm has an address of its own, so that no answer serves another."""
    return f"{house.settings.address}/f/{firm.slug}/connexion/retour"


def register(house: House, firm: Firm, given: Registration, *, by: Actor) -> None:
    """Keep the firm's provider once it has answered.

    Raises:
        ProviderAway: it does not answer, or not as the standard says.
    """
    with _understood(), house.providers_http() as client:
        endpoint = authorization_endpoint(client, given.issuer)
    sealed = house.seal.close(firm.id, _SECRET, given.secret.encode()) if given.secret else b""

    def command(work: Work) -> None:
        known = provider_of(work)
        secret = sealed or (known.secret if known else b"")
        save_provider(
            work, IdentityProvider(given.label, given.issuer, endpoint, given.application, secret, given.tenant)
        )
        note(work, "change_provider", by)

    house.transactions.write(firm.id, command)


def set_out(house: House, firm: Firm, browser: Browser, onward: str) -> str:
    """Return the address at the firm's provider where this browser goes; nothing is kept, and nobody is asked.

    Raises:
        NotFound: the firm has none.
    """
    provider = _provider(house, firm)
    number = new_id()
    state = SignInState(firm.id, house.clock() + LASTS, number, fingerprint(browser.word), onward)
    request = _request(house, firm, browser, number)
    return leads_to(provider.endpoint, provider.application, request, house.signer.sign(state))


def come_back(house: House, firm: Firm, browser: Browser, answer: Mapping[str, str]) -> tuple[Account, str, str]:
    """Return who comes back with this answer, the token of a fresh session, and where that person was going.

    Raises:
        SignInExpired: this browser did not set out from here, or too long ago, or has come back already.
        SignInDeclined: the person, or the provider, refused.
        ProviderAway, ProviderRefused: the provider did not answer, or its answer proves nothing.
        NotInvited, LinkedElsewhere: it proves somebody who may not come in.
        TooManyAttempts: too many came back from one place.
    """
    provider, state = _provider(house, firm), _state(house, firm, browser, answer)
    house.transactions.write(firm.id, partial(_count, number=state.number, source=browser.source))
    if answer.get("iss", provider.issuer) != provider.issuer:
        raise ProviderRefused
    if "code" not in answer:
        _log.warning("declined", reason=answer.get("error", "")[:40])
        raise SignInDeclined
    secret = house.seal.open(firm.id, _SECRET, provider.secret).decode()
    known = Provider(provider.issuer, provider.application, secret, provider.tenant)
    with _understood(), house.providers_http() as client:
        who = identify(client, known, _request(house, firm, browser, state.number), answer["code"])
    account, token = house.transactions.write(firm.id, partial(_enter, who=who, browser=browser))
    return account, token, state.onward


def _state(house: House, firm: Firm, browser: Browser, answer: Mapping[str, str]) -> SignInState:
    """Return what the state says, if this browser set out with it from this firm."""
    try:
        state = house.signer.read(SignInState, answer.get("state", ""))
    except LinkInvalid as error:
        raise SignInExpired from error
    if state.firm_id != firm.id or not hmac.compare_digest(state.browser, fingerprint(browser.word)):
        raise SignInExpired
    return state


def _count(work: Work, number: str, source: str) -> None:
    count_source(work, "provider", source)
    try:
        spend(work, number)
    except LinkSpent as error:
        raise SignInExpired from error


def _enter(work: Work, who: Identity, browser: Browser) -> tuple[Account, str]:
    return enter_as(work, who.issuer, who.subject, who.email, browser)


def _request(house: House, firm: Firm, browser: Browser, number: str) -> AuthorizationRequest:
    """Return what belongs to one sign-in; only the browser that set out can make its words again."""
    nonce, verifier = (
        hmac.new(browser.word.encode(), f"{number}/{what}".encode(), "sha256").hexdigest()
        for what in ("nonce", "verifier")
    )
    return AuthorizationRequest(redirect_uri(house, firm), nonce, verifier)


def _provider(house: House, firm: Firm) -> IdentityProvider:
    with house.transactions.read(firm.id) as work:
        provider = provider_of(work)
    if provider is None:
        raise NotFound
    return provider


@contextmanager
def _understood() -> Iterator[None]:
    """Whatever goes wrong at a provider is noted for the operator, and told to people as what they can do."""
    try:
        yield
    except IdentityUnproven as error:
        _log.warning("unproven", reason=str(error))
        raise ProviderRefused from error
    except (ProviderUnavailable, CalendarError, httpx.HTTPError) as error:
        _log.warning("provider away", reason=str(error))
        raise ProviderAway from error
