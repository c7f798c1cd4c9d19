"""A small OpenID Connect provider of our own on this machine, which can be told to lie in every way there is."""

import base64
import contextlib
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.http_server import Asked, Told, answering, serving

APPLICATION, SECRET = "creneau-duret", "secret-de-l-application"
Claims = dict[str, Any]
SHARED: Claims = {"kty": "oct", "alg": "HS256", "kid": "shared", "k": base64.urlsafe_b64encode(b"k" * 32).decode()}


def new_key() -> RSAPrivateKey:
    """A key to sign with."""
    return generate_private_key(65537, 2048)


@dataclass
class IdentityProviderPages:
    """Who signed in, and how what is told of them is wrong.

    `lie` changes claims before they are signed and `header` what stands before them; `sign` signs in another way.
    `instead` is what an address answers in the place of the truth.
    """

    issuer: str = ""
    key: RSAPrivateKey = field(default_factory=new_key)
    kid: str = "first"
    lie: Claims = field(default_factory=dict)
    header: Claims = field(default_factory=dict)
    sign: Callable[["IdentityProviderPages", Claims], str] | None = None
    instead: dict[str, Told] = field(default_factory=dict)
    known: Claims = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def agrees(self, url: str, **who: Any) -> dict[str, str]:
        """Somebody signs in on the page at this address: what the browser brings back."""
        asked = dict(parse_qsl(urlsplit(url).query))
        code = f"code-{next(self._numbers)}"
        claims = {"sub": "s-1", "email": "odile@duret.invalid", "email_verified": True, "nonce": asked["nonce"]} | who
        self._codes[code] = asked | {"claims": json.dumps(claims)}
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def answer(self, asked: Asked) -> Told:
        """What the pages say."""
        self.asked.append(asked)
        if asked.path in self.instead:
            return self.instead[asked.path]
        if asked.path.endswith("/.well-known/openid-configuration"):
            ends = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token")}
            return Told(body={"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **ends, **self.known})
        if asked.path == "/keys":
            return Told(body={"keys": [self.public()]})
        return self._redeem(asked)

    def public(self) -> Claims:
        """The public key as it is published."""
        jwk: Claims = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return jwk | {"kid": self.kid, "use": "sig"}

    def rotates(self) -> None:
        """From now on another key signs, and the one before is withdrawn."""
        self.key, self.kid = new_key(), f"key-{next(self._numbers)}"

    def _redeem(self, asked: Asked) -> Told:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        basic = base64.b64encode(f"{APPLICATION}:{SECRET}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {basic}" and form.get("client_secret") != SECRET:
            return Told(401, {"error": "invalid_client"})
        agreed = self._codes.pop(form["code"], None)
        digest = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if agreed is None or (agreed["code_challenge"], agreed["redirect_uri"]) != (digest, form["redirect_uri"]):
            return Told(400, {"error": "invalid_grant"})
        return Told(body={"token_type": "Bearer", "access_token": "x", "id_token": self.token(agreed)})

    def token(self, agreed: dict[str, str]) -> str:
        """What proves who signed in."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": agreed["client_id"], "iat": now, "exp": now + 300}
        claims = claims | json.loads(agreed["claims"]) | self.lie
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.sign:
            return self.sign(self, claims)
        return jwt.encode(claims, self.key, "RS256", {"kid": self.kid} | self.header)


def unsigned(pages: IdentityProviderPages, claims: Claims) -> str:
    """A token that says it needs no signature."""
    return f"{_written({'alg': 'none', 'kid': pages.kid})}.{_written(claims)}."


def signed_with_the_public_key(pages: IdentityProviderPages, claims: Claims) -> str:
    """A token whose secret is what everybody may read."""
    public = pages.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    parts = [_written({"alg": "HS256", "typ": "JWT", "kid": pages.kid}), _written(claims)]
    return ".".join([*parts, _base64(hmac.digest(public, ".".join(parts).encode(), "sha256"))])


def signed_with_a_published_secret(pages: IdentityProviderPages, claims: Claims) -> str:
    """A token signed with a key that is no secret any more."""
    return jwt.encode(claims, b"k" * 32, "HS256", {"kid": SHARED["kid"]})


def signed_by_somebody_else(pages: IdentityProviderPages, claims: Claims) -> str:
    """A token under the right name of a key and another key."""
    return jwt.encode(claims, new_key(), "RS256", {"kid": pages.kid})


def altered(pages: IdentityProviderPages, claims: Claims) -> str:
    """A token that somebody changed on the way."""
    head, _, signature = jwt.encode(claims, pages.key, "RS256", {"kid": pages.kid}).split(".")
    return ".".join([head, _written(claims | {"sub": "another"}), signature])


@contextlib.contextmanager
def identity_provider() -> Iterator[IdentityProviderPages]:
    """The provider, until the end of the block."""
    pages = IdentityProviderPages()
    with serving(answering(pages.answer)) as url:
        pages.issuer = url
        yield pages


def _written(part: Claims) -> str:
    return _base64(json.dumps(part).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
