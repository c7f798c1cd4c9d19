"""The application on somebody's telephone: it learns a secret from an address and shows codes (RFC 6238)."""

import base64
import hmac
from datetime import datetime
from urllib.parse import parse_qs, urlsplit


def shown(uri: str, now: datetime) -> str:
    """The six digits on the screen at an instant."""
    asked = {name: value for name, (value,) in parse_qs(urlsplit(uri).query).items()}
    step = int(now.timestamp()) // int(asked["period"])
    digest = hmac.digest(base64.b32decode(asked["secret"]), step.to_bytes(8, "big"), asked["algorithm"])
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10 ** int(asked['digits']):0{int(asked['digits'])}}"
