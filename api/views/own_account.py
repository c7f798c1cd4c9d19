"""How a person signs in: the second factor, the sessions that are open, and what the firm asks of everybody."""

from dataclasses import dataclass, field
from datetime import datetime

from api.views.shared import FirmView, PersonView, SessionView


@dataclass(frozen=True, slots=True)
class CodeNeeded:
    """The password is right; a code is still needed before a session opens."""


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    """What a telephone is to learn: an address to draw, the same in letters, and the ticket that comes back."""

    uri: str = field(repr=False)
    letters: str = field(repr=False)
    ticket: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodePage:
    """Where half a sign-in is finished: by a code, or by an `enrolment` where there is no second factor yet."""

    firm: FirmView
    name: str
    enrolment: EnrolmentView | None = None


@dataclass(frozen=True, slots=True)
class FactorPage:
    """Where somebody signed in makes a second factor, or renews it."""

    firm: FirmView
    person: PersonView
    enrolment: EnrolmentView
    renews: bool = False


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """The codes to keep on paper, shown this once."""

    firm: FirmView
    codes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CameBack:
    """A session that a firm's identity provider opened, and where the person was going."""

    session: SessionView
    onward: str = ""


@dataclass(frozen=True, slots=True)
class EnrolledSession:
    """A session that opened because a second factor was made, and its recovery codes."""

    session: SessionView
    recovery: RecoveryCodes


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One device on which a person is signed in; `here` is the one that asks."""

    session: str
    device: str
    opened_at: datetime
    seen_at: datetime
    here: bool = False


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """How the person who asks signs in; `since` is when the second factor was made, None without one.

    `demanded` tells that the firm's rules ask for one, `by_password` that a password lets this person in at all.
    """

    firm: FirmView
    person: PersonView
    sessions: tuple[OpenSession, ...]
    since: datetime | None = None
    recovery_left: int = 0
    demanded: bool = False
    by_password: bool = True


@dataclass(frozen=True, slots=True)
class PersonAccess:
    """One person of the firm, since when a second factor is used, and whether the provider knows this person."""

    person: str
    name: str
    email: str
    since: datetime | None = None
    linked: bool = False


@dataclass(frozen=True, slots=True)
class ProviderForm:
    """An identity provider as typed: `kind` is `entra`, `other` or empty for none; an empty `secret` stays as it is."""

    kind: str = ""
    label: str = ""
    tenant: str = ""
    issuer: str = ""
    application: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """What the firm asks of those who sign in: `second_factor` of `nobody`, `management` or `everybody`.

    `provider` is where they may sign in besides here; there, `redirect_uri` has to be registered.
    """

    firm: FirmView
    person: PersonView
    second_factor: str
    people: tuple[PersonAccess, ...] = ()
    passwords: bool = True
    provider: ProviderForm = ProviderForm()
    redirect_uri: str = ""
