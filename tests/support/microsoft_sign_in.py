"""The part of Microsoft's sign-in that we use, with people who agree or refuse and tokens that grow old."""

import base64
import hashlib
import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tests.support.http_server import Asked, Told

CLIENT_ID, SECRET = "creneau", "secret-de-l-application"
TENANT = "11111111-2222-3333-4444-555555555555"


@dataclass
class SignInPages:
    """Who agreed to what.

    `lifetime` of an access token is in seconds; tokens in `dead` open nothing any more. All pages answer with the
    status `broken`, or give no tokens for the reason of a `refusal`, where there is one.
    """

    lifetime: int = 3600
    secret: str = SECRET
    broken: int = 0
    refusal: str = ""
    dead: set[str] = field(default_factory=set)
    opens: dict[str, str] = field(default_factory=dict)
    renewals: int = 0
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def agrees(self, url: str, address: str) -> dict[str, str]:
        """Somebody signs in on the page at this URL and agrees: what his browser brings back."""
        asked = dict(parse_qsl(urlsplit(url).query))
        code = f"code-{next(self._numbers)}"
        self._codes[code] = asked | {"address": address}
        return {"code": code, "state": asked["state"]}

    def refuses(self, url: str) -> dict[str, str]:
        """Somebody refuses."""
        state = dict(parse_qsl(urlsplit(url).query))["state"]
        return {"error": "access_denied", "error_description": "AADSTS65004: declined", "state": state}

    def withdraws(self, address: str) -> None:
        """Nothing opens this mailbox any more: ninety days without use, or a new password."""
        self.dead |= {token for token, owner in self.opens.items() if owner == address}

    def withdraws_access(self) -> None:
        """No access token is good any more, although none is old."""
        self.dead |= {token for token in self.opens if token.startswith("access-")}

    def owner(self, authorization: str) -> str:
        """Whose mailbox this header opens, or nobody's."""
        token = authorization.removeprefix("Bearer ")
        return "" if token in self.dead or not token.startswith("access-") else self.opens.get(token, "")

    def answer(self, asked: Asked) -> Told:
        """What the pages say."""
        if self.broken:
            return Told(self.broken, "")
        if asked.path.endswith("/.well-known/openid-configuration"):
            home = f"https://login.microsoftonline.com/{asked.path.split('/')[1]}"
            ends = {"authorization_endpoint": f"{home}/oauth2/v2.0/authorize"}
            return Told(body=ends | {"token_endpoint": f"{home}/oauth2/v2.0/token", "issuer": f"{home}/v2.0"})
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, self.secret):
            return Told(401, {"error": "invalid_client", "error_description": "AADSTS7000215"})
        if self.refusal:
            return Told(400, {"error": self.refusal})
        if form["grant_type"] == "refresh_token":
            return self._renew(form)
        return self._redeem(form)

    def _redeem(self, form: dict[str, str]) -> Told:
        agreed = self._codes.pop(form["code"], None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if agreed is None or agreed["code_challenge"] != _base64(digest):
            return Told(400, {"error": "invalid_grant", "error_description": "AADSTS54005"})
        claims = {"aud": CLIENT_ID, "nonce": agreed["nonce"], "preferred_username": agreed["address"]}
        return Told(body=self._tokens(agreed["address"], form.get("scope", "")) | {"id_token": _token(claims)})

    def _renew(self, form: dict[str, str]) -> Told:
        self.renewals += 1
        token = form["refresh_token"]
        if token in self.dead or token not in self.opens:
            return Told(400, {"error": "invalid_grant", "error_description": "AADSTS700082: inactive", "suberror": ""})
        return Told(body=self._tokens(self.opens[token], form.get("scope", "")))

    def _tokens(self, address: str, scope: str) -> dict[str, Any]:
        access, refresh = (f"{kind}-{next(self._numbers)}" for kind in ("access", "refresh"))
        self.opens |= {access: address, refresh: address}
        who = {"uid": hashlib.sha256(address.encode()).hexdigest()[:12], "utid": TENANT}
        return {
            "token_type": "Bearer",
            "scope": scope or "Calendars.ReadWrite openid profile",
            "expires_in": self.lifetime,
            "access_token": access,
            "refresh_token": refresh,
            "client_info": _base64(json.dumps(who).encode()),
        }


def _token(claims: dict[str, str]) -> str:
    now = int(time.time())
    full = claims | {"iss": "microsoft", "sub": "somebody", "tid": TENANT, "iat": now, "exp": now + 3600}
    return ".".join(_base64(json.dumps(part).encode()) for part in ({"alg": "none"}, full)) + "."


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
