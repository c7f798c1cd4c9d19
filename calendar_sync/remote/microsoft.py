"""A mailbox at Microsoft is opened once by its owner; from then on its access renews itself while it is used."""

import contextlib
import json
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import msal
from msal.exceptions import MsalError

from calendar_sync.errors import AccessLost, RemoteFailed, Throttled

SCOPES: Final = ["Calendars.ReadWrite"]
"""All we ask for: the calendars of whoever signs in. msal adds `offline_access`, by which access renews itself."""

_AUTHORITY = "https://login.microsoftonline.com"
_UNAUTHORIZED = 401
_OURS: Final = frozenset({"invalid_client", "unauthorized_client", "invalid_request", "invalid_scope"})
"""Answers that only whoever registered the application can do something about: signing in again would not help."""

_LATER: Final = frozenset({"temporarily_unavailable", "server_error"})


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in on its way: the page its owner goes to, and the `flow` to keep secret until he is back."""

    url: str
    flow: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A mailbox somebody opened for us: his address, and the `tokens` to keep secret for as long as it is used."""

    address: str
    tokens: str


class MicrosoftApplication:
    """Créneau as it is registered with Microsoft by whoever runs it; opens mailboxes and keeps them open.

    The authorization code flow (RFC 6749, 4.1) with PKCE (RFC 7636) by msal, one cache of tokens for each mailbox.
    """

    def __init__(self, client_id: str, secret: str, *, tenant: str = "common", client: httpx.Client) -> None:
        """`tenant` is that of one firm, or `common` for all; `client` reaches Microsoft, and brings no sign-in."""
        self._known = {"client_id": client_id, "client_credential": secret, "authority": f"{_AUTHORITY}/{tenant}"}
        self._client = client
        self._discovered: dict[str, Any] = {}

    def sign_in(self, redirect_uri: str, address: str = "", *, state: str | None = None) -> SignIn:
        """Begin: `redirect_uri` is the page of ours he comes back to, `address` the mailbox we expect.

        `state` comes back with him; nobody may be able to guess it.

        He comes back by a form that is posted, so that no code stands in a URL (RFC 9700, 4.3.1): from another site, so
        cookies meant for ours alone do not come with it.
        """
        with _understood():
            flow = self._msal().initiate_auth_code_flow(
                SCOPES, redirect_uri=redirect_uri, state=state, login_hint=address or None, response_mode="form_post"
            )
        return SignIn(flow["auth_uri"], json.dumps(flow))

    def signed_in(self, flow: str, answer: Mapping[str, str]) -> Opened:
        """Finish with the fields he came back with. Raises AccessLost when he refused, or forged them."""
        cache = msal.SerializableTokenCache()
        with _understood():
            application = self._msal(cache)
            try:
                found = application.acquire_token_by_auth_code_flow(json.loads(flow), dict(answer))
            except ValueError as error:
                raise AccessLost("Cette connexion à Outlook a expiré ou n’a pas commencé ici : recommencez.") from error
            claims = _granted(found).get("id_token_claims", {})
        return Opened(claims.get("preferred_username", ""), cache.serialize())

    def renewed(self, tokens: str, *, by_force: bool = False) -> tuple[str, str]:
        """An access token good for five minutes at least, and the tokens to keep from now on.

        `by_force` asks Microsoft although the last one should still be good.
        Raises AccessLost once the mailbox has to be opened again: unused for ninety days, a new password, a withdrawal.
        """
        cache = msal.SerializableTokenCache()
        cache.deserialize(tokens)
        with _understood():
            application = self._msal(cache)
            found = application.acquire_token_silent_with_error(
                SCOPES,
                next(iter(application.get_accounts()), None),
                force_refresh=by_force,
                http_exceptions=(httpx.HTTPError,),
            )
            return _granted(found)["access_token"], cache.serialize()

    def _msal(self, cache: msal.SerializableTokenCache | None = None) -> msal.ConfidentialClientApplication:
        return msal.ConfidentialClientApplication(
            **self._known,
            token_cache=cache,
            http_client=self._client,
            http_cache=self._discovered,
            instance_discovery=False,
        )


class MailboxAuth(httpx.Auth):
    """Signs every request for one mailbox, anew where Microsoft withdrew an access token before its time.

    Renewed tokens are given to `keep` before they are used.
    """

    def __init__(self, application: MicrosoftApplication, tokens: str, keep: Callable[[str], None]) -> None:
        self._application, self._tokens, self._keep = application, tokens, keep
        self._alone = threading.Lock()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """See httpx. Raises AccessLost."""
        self._sign(request)
        answer = yield request
        if answer.status_code == _UNAUTHORIZED:
            self._sign(request, by_force=True)
            yield request

    def _sign(self, request: httpx.Request, *, by_force: bool = False) -> None:
        with self._alone:
            access, tokens = self._application.renewed(self._tokens, by_force=by_force)
            if tokens != self._tokens:
                self._keep(tokens)
                self._tokens = tokens
        request.headers["Authorization"] = f"Bearer {access}"


@contextlib.contextmanager
def _understood() -> Iterator[None]:
    """Whatever goes wrong between msal and Microsoft is a calendar that cannot be reached now."""
    try:
        yield
    except httpx.HTTPError as error:
        raise RemoteFailed("Microsoft ne répond pas ({error}).", error=type(error).__name__) from error
    except (MsalError, ValueError, RuntimeError) as error:
        raise RemoteFailed("Microsoft répond autrement que prévu à la connexion.") from error


def _granted(found: dict[str, Any] | None) -> dict[str, Any]:
    """The tokens Microsoft gave, or why it gave none."""
    if found and "access_token" in found:
        return found
    reason = (found or {}).get("error")
    if reason in _LATER:
        raise Throttled("Microsoft demande de patienter avant de se connecter.")
    if reason in _OURS:
        raise RemoteFailed("Microsoft n’accepte plus l’application enregistrée pour Créneau ({reason}).", reason=reason)
    raise AccessLost
