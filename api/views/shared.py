"""What every page needs: who is asking, of which firm, and what came back when it could not be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desk.accounts import Role


@dataclass(frozen=True, slots=True)
class PersonView:
    """A signed-in member of staff; `technician` is set when this person drives a route."""

    person: str
    name: str
    email: str
    role: Role
    technician: str | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, read once at the door from the session behind a request; `house` is the api's own wiring.

    `firm` is the identifier of the firm whose session or token this is: a person of one firm is nobody in another.
    `session` is the token of the session. `browser` is a random word that only this browser knows, and `device` what it
    calls itself.
    """

    csrf_token: str
    person: PersonView | None = None
    firm: str = ""
    session: str = field(default="", repr=False)
    demo: bool = False
    language: str = "fr"
    address: str = ""
    browser: str = field(default="", repr=False)
    device: str = ""
    house: object = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session just opened: the cookie's value and its life in seconds."""

    token: str = field(repr=False)
    seconds: int
    person: PersonView


@dataclass(frozen=True, slots=True)
class FirmView:
    """A firm as it shows itself: zone is an IANA name, `tile_url` a map background when the operator chose one.

    `accent` is its own colour, `#rrggbb`, and `logo` a mark of its logo; empty where it has none.
    """

    slug: str
    name: str
    phone: str
    zone: str
    demo: bool = False
    email: str = ""
    tile_url: str | None = None
    tile_attribution: str = ""
    accent: str = ""
    logo: str = ""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A point with its name: degrees, and how exactly it is known (`pin`, `house`, `street` or `commune`)."""

    name: str
    lat: float
    lon: float
    precision: str = "house"


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service a customer may choose: duration in seconds, price in cents when one is announced."""

    service: str
    name: str
    description: str
    duration: int
    price: int | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class WordView:
    """What a customer wrote about his appointment, and when."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class SlotView:
    """An offer that can be booked now: the arrival window and the signed offer that holds it.

    `near`: the technician is in the quarter anyway; `discount` is what that saves, in percent of the price.
    """

    offer: str
    start: datetime
    end: datetime
    recommended: bool = False
    reason: str = ""
    near: bool = False
    discount: int = 0


@dataclass(frozen=True, slots=True)
class SlotTaken:
    """The window is gone: say why in one sentence, with the nearest slots still free, best first."""

    sentence: str
    slots: tuple[SlotView, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A form or a wish that cannot be accepted: one sentence, and one sentence beside each field at fault.

    Sentences are made by `said`, so that pages can say them in the reader's language; so are those of other views.
    """

    sentence: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """Something was done: the sentence to flash on the next page; `partly` when it also says what was not.

    `to_copy` is a secret of it that is shown this once.
    """

    sentence: str
    partly: bool = False
    to_copy: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FileView:
    """A file to hand over."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


class ProblemKind(StrEnum):
    """The situations an error page tells apart."""

    NOT_FOUND = "not_found"
    SIGN_IN_NEEDED = "sign_in_needed"
    FORBIDDEN = "forbidden"
    LINK_EXPIRED = "link_expired"
    TOO_MANY = "too_many"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class ProblemView:
    """An error in words: HTTP status, what happened, and what can be done now."""

    kind: ProblemKind
    status: int
    title: str
    sentence: str
    advice: str = ""
    firm: FirmView | None = None


@dataclass(frozen=True, slots=True)
class FrontView:
    """The first page of a server: the firms it may show, or none when it still has to be installed."""

    firms: tuple[FirmView, ...]


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """A sign-in of the demonstration firm, shown because its data is invented."""

    role: Role
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class SignInView:
    """The sign-in page of a firm: by a `provider` of that name, if there is one, and by `passwords`, if they count."""

    firm: FirmView
    demo_sign_ins: tuple[DemoSignIn, ...] = ()
    provider: str = ""
    passwords: bool = True


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link sent by mail (an invitation, a password reset) that is still good, for whom, and by what one comes in."""

    firm: FirmView
    email: str
    name: str
    expires: datetime
    provider: str = ""
    passwords: bool = True
