"""Other programs of the firm: what each may do here, and which of them are told what happens."""

from dataclasses import dataclass
from datetime import datetime

from api.views.shared import FirmView, PersonView


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One program's access: the little of its secret that may be shown, its scopes, when it was used last."""

    token: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    made_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """One address that is told the `events`; `trouble` says what went wrong last, `since` when that began.

    Nothing more is told where it is `stopped`.
    """

    webhook: str
    url: str
    events: tuple[str, ...]
    made_at: datetime
    told_at: datetime | None = None
    trouble: str = ""
    since: datetime | None = None
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class ProgramsView:
    """Every program that may ask, every address that is told, and what one may choose from."""

    firm: FirmView
    person: PersonView
    tokens: tuple[TokenLine, ...]
    webhooks: tuple[WebhookLine, ...]
    scopes: tuple[str, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TokenForm:
    """What a program is to be called and may do, as typed."""

    name: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WebhookForm:
    """Where a program listens and what for, as typed."""

    url: str = ""
    events: tuple[str, ...] = ()
