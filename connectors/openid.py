"""Who somebody is, as an OpenID Connect provider says and proves it: the code flow with PKCE (Core 1.0, RFC 7636).

Nothing is kept between two sign-ins, neither addresses nor keys: a key withdrawn an hour ago proves nothing now.
"""

import hashlib
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import jwt

from connectors.errors import IdentityUnproven, ProviderUnavailable

ENTRA = "https://login.microsoftonline.com/{tenant}/v2.0"
"""The issuer of one organisation at Microsoft."""

LARGEST = 256 * 1024
"""Bytes of the largest answer that is read."""

LONGEST = 20.0
"""Seconds that one answer may take in all."""

_ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""Signatures only: with a shared secret, or with none, anybody could sign."""

_LEEWAY = 60
_OK, _BAD_REQUEST = 200, 400
_REQUIRED = ["iss", "sub", "aud", "exp", "iat"]


@dataclass(frozen=True, slots=True)
class Provider:
    """Where people sign in, and as which `application` we are known there; `tenant` binds Microsoft's to one firm."""

    issuer: str
    application: str
    secret: str = field(repr=False)
    tenant: str = ""


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """What belongs to one sign-in: where people come back to, and two words that only their browser can make again."""

    redirect_uri: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at a provider; `email` is empty unless the provider vouches for it."""

    issuer: str
    subject: str
    email: str = ""


def authorization_endpoint(client: httpx.Client, issuer: str) -> str:
    """Return the page where people sign in, as the provider tells it. Raises ProviderUnavailable."""
    return _told(_discovered(client, issuer), "authorization_endpoint", issuer)


def leads_to(endpoint: str, application: str, request: AuthorizationRequest, state: str) -> str:
    """Return the address at which somebody sets out; `state` comes back with them."""
    digest = hashlib.sha256(request.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": application,
        "redirect_uri": request.redirect_uri,
        "scope": "openid email profile",
        "state": state,
        "nonce": request.nonce,
        "code_challenge": urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"


def identify(client: httpx.Client, provider: Provider, request: AuthorizationRequest, code: str) -> Identity:
    """Return who came back with a code.

    Raises:
        ProviderUnavailable: it does not answer, or not as the standard says.
        IdentityUnproven: what it answers does not prove who that is, for us, now.
    """
    known = _discovered(client, provider.issuer)
    token = _redeemed(client, provider, known, request, code)
    keys = _fetched(client, "GET", _told(known, "jwks_uri", provider.issuer))[1]
    claims = _verified(token, keys, provider)
    if not compare_digest(str(claims.get("nonce", "")).encode(), request.nonce.encode()):
        raise IdentityUnproven("nonce")
    if claims.get("azp", provider.application) != provider.application:
        raise IdentityUnproven("azp")
    if provider.tenant and claims.get("tid") != provider.tenant:
        raise IdentityUnproven("tid")
    return Identity(provider.issuer, claims["sub"], _vouched_for(claims))


def _verified(token: str, keys: Mapping[str, Any], provider: Provider) -> dict[str, Any]:
    """Return what a token says that the provider has signed for us."""
    try:
        key = _key(jwt.get_unverified_header(token), jwt.PyJWKSet.from_dict(dict(keys)))
        claims = jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],
            audience=provider.application,
            issuer=provider.issuer,
            leeway=_LEEWAY,
            options={"require": _REQUIRED},
        )
    except (jwt.PyJWTError, jwt.exceptions.PyJWKError, ValueError, AttributeError, TypeError) as error:
        raise IdentityUnproven(type(error).__name__) from error
    if not claims["sub"] or (isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims):
        raise IdentityUnproven("sub, aud")
    return claims


def _key(header: Mapping[str, Any], known: jwt.PyJWKSet) -> jwt.PyJWK:
    """Return the one key that a token names, or the only one there is."""
    kid = header.get("kid")
    fitting = [
        key
        for key in known.keys
        if key.public_key_use in {None, "sig"} and key.algorithm_name in _ALGORITHMS and kid in {None, key.key_id}
    ]
    if len(fitting) != 1:
        raise IdentityUnproven("kid")
    return fitting[0]


def _vouched_for(claims: Mapping[str, Any]) -> str:
    """Return the e-mail address that the provider says is this person's, empty where it only repeats what was typed.

    Microsoft says so by `xms_edov`, which has to be asked for: its `email` alone is whatever a directory holds.
    """
    vouched = claims.get("email_verified") in (True, "true") or claims.get("xms_edov") in (True, "true", "1")
    return str(claims.get("email", "")) if vouched else ""


def _redeemed(
    client: httpx.Client, provider: Provider, known: Mapping[str, Any], request: AuthorizationRequest, code: str
) -> str:
    """Return the signed token that a code is worth."""
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": request.redirect_uri,
        "code_verifier": request.verifier,
        "client_id": provider.application,
    }
    auth = None
    if "client_secret_post" in known.get("token_endpoint_auth_methods_supported", ()):
        sent["client_secret"] = provider.secret
    else:
        auth = httpx.BasicAuth(provider.application, provider.secret)
    url = _told(known, "token_endpoint", provider.issuer)
    status, answer = _fetched(client, "POST", url, data=sent, auth=auth)
    if status != _OK:
        reason = str(answer.get("error", status))
        raise (IdentityUnproven if reason == "invalid_grant" else ProviderUnavailable)(reason)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise IdentityUnproven("id_token")
    return token


def _discovered(client: httpx.Client, issuer: str) -> Mapping[str, Any]:
    """Return what a provider says of itself."""
    status, known = _fetched(client, "GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if status != _OK:
        raise ProviderUnavailable(str(status))
    if known.get("issuer") != issuer:
        raise ProviderUnavailable("issuer")
    return known


def _told(known: Mapping[str, Any], name: str, issuer: str) -> str:
    """Return one of the provider's addresses, encrypted like the one it was asked at."""
    url = known.get(name)
    if not isinstance(url, str) or urlsplit(url).scheme != urlsplit(issuer).scheme or not urlsplit(url).hostname:
        raise ProviderUnavailable(name)
    return url


def _fetched(client: httpx.Client, method: str, url: str, **sent: Any) -> tuple[int, Mapping[str, Any]]:  # noqa: ANN401
    """Return status and JSON object of an answer that is neither too large nor too slow; none leads elsewhere."""
    content, until = bytearray(), time.monotonic() + LONGEST
    try:
        with client.stream(
            method, url, headers={"Accept": "application/json"}, follow_redirects=False, **sent
        ) as answer:
            for part in answer.iter_bytes():
                content += part
                if len(content) > LARGEST or time.monotonic() > until:
                    raise ProviderUnavailable("too much, too slowly")
        found = json.loads(content)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as error:
        raise ProviderUnavailable(type(error).__name__) from error
    if not isinstance(found, dict) or answer.status_code not in {_OK, _BAD_REQUEST, httpx.codes.UNAUTHORIZED}:
        raise ProviderUnavailable(str(answer.status_code))
    return answer.status_code, found
