"""What a browser may send to the pages: their own forms and links, with some fields mistyped, left out or repeated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import httpx

from benchmarks.fuzzing.stage import A_FILE, NEIGHBOUR, Stage
from desk.accounts import Role
from tests.support.client import Client
from tests.support.house import sign_in

ODD = (
    *(
        "",
        " ",
        "0",
        "-1",
        "1,5",
        "½",
        "٣",
        "nan",
        "inf",
        "1e309",
        "9" * 30,
        "9" * 5_000,
        "-" + "9" * 30,
        "0x1F",
        "1_000",
    ),
    *("2026-11-24", "9999-12-31", "0001-01-01", "2026-02-30", "2026-W48-2", "20261124", "hier", "24/11/2026"),
    *("08:30", "24:00", "25:99", "08:30:00.5", "8h", "-08:30", "08:30+02:00"),
    *("A\x00B", "💡" * 40, "e\u0301", "\u202e", "\r\nX: y", "a" * 5_000, "\ufeff", "\x7f", "ẞ", "ﬁ"),
    *("' OR 1=1 --", "<script>", "{{7*7}}", "%s%n", "{0}", "../../etc/passwd", "=1+1", "javascript:x", "//x.invalid"),
    *("+33639981234", "06 39", "x@y", "x@exemple.invalid", "74600", "Seynod", "#ff0000", "#12", "on", "true", "null"),
)
"""What people and programs type where something else is expected."""
_STARTS = (
    "",
    "/jour",
    "/appel",
    "/entretiens",
    "/direction",
    "/reglages",
    "/agendas",
    "/import",
    "/a-voir",
    "/recherche",
)
_FILES = ("file", "logo")
_PAGES = 150
_LEFT_OUT = re.compile("/deconnexion|/compte/connexions/|/agendas/connecter/|/connexion/fournisseur|/annonces/")
"""Forms after which whoever fuzzes would be a stranger, and those that ask servers elsewhere."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a page holds it: where it goes, and its fields as they are filled in."""

    method: str
    action: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sending:
    """One request, and what came of it; `wrong` says what must not be, or nothing."""

    method: str
    path: str
    fields: tuple[tuple[str, str], ...]
    status: int
    wrong: str


class _Page(HTMLParser):
    """Reads the links and forms of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._address = address
        self._open: tuple[str, str] | None = None
        self._fields: list[tuple[str, str]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, the beginning of a form, or a field of the one that is open."""
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith("/"):
            self.links.append(said["href"])
        elif tag == "form" and said.get("method", "get").lower() in {"get", "post"}:
            self._open = (said.get("method", "get").upper(), said.get("action") or self._address)
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and self._select:
            self._fields.append((self._select, said.get("value", "")))
        elif tag in {"input", "textarea", "button"} and said.get("name"):
            self._fields.append((said["name"], A_FILE if said.get("type") == "file" else said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        """Note a form that is complete."""
        if tag == "select":
            self._select = ""
        elif tag == "form" and self._open:
            self.forms.append(Form(*self._open, tuple(self._fields)))
            self._open, self._fields = None, []


def fuzz_forms(stage: Stage, seed: int) -> Iterator[Sending]:
    """Yield one sending after another, without end: what somebody of the office, signed in, might send."""
    random, client = Random(seed), Client(stage.served)
    cookie = f"creneau_session={sign_in(stage.house, stage.firm, Role.MANAGEMENT)}"
    headers = {"cookie": cookie, "accept": "text/html"}
    links, forms = _walked(client, stage, headers)
    words = [*ODD, *(value for values in stage.known.values() for value in values)]
    while True:
        form = random.choice(forms) if random.random() < 0.7 else _of_a_link(random.choice(links))  # noqa: PLR2004
        fields = tuple(_mistyped(form.fields, words, random))
        path = _strayed(form.action, words, random) if random.random() < 0.15 else form.action  # noqa: PLR2004
        sent = _sent(fields) if form.method == "POST" else {"params": fields}
        answer = client.request(form.method, path, headers=headers, **sent)
        yield Sending(form.method, path, fields, answer.status_code, _wrong(answer))


def _walked(client: Client, stage: Stage, headers: dict[str, str]) -> tuple[list[str], list[Form]]:
    """Follow the links of the pages, nearest first; return them with every kind of form."""
    slug, token = stage.firm.firm.slug, stage.known["token"][0]
    waiting = [f"/f/{slug}{start}" for start in (*_STARTS, f"/suivi/{token}", *_about(stage))]
    seen: list[str] = []
    forms: dict[tuple[str, str, tuple[str, ...]], Form] = {}
    while waiting and len(seen) < _PAGES:
        address = waiting.pop(0)
        seen.append(address)
        answer = client.get(address, headers=headers)
        if answer.is_redirect:
            waiting.insert(0, answer.headers["location"].partition("#")[0])
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        page = _Page(address)
        page.feed(answer.text)
        for form in page.forms:
            if not _LEFT_OUT.search(form.action):
                key = (form.method, shape(form.action), tuple(sorted({name for name, _ in form.fields})))
                forms.setdefault(key, form)
        known = {shape(one) for one in (*seen, *waiting)}
        waiting += [link for link in map(_bare, page.links) if shape(link) not in known]
    return seen, list(forms.values())


def _about(stage: Stage) -> Iterator[str]:
    for appointment in stage.known["appointment"][:2]:
        yield f"/rendez-vous/{appointment}"
        for day in stage.known["day"][:1]:
            yield f"/jour/{day}/deplacer/{appointment}"


def shape(address: str) -> str:
    """Return an address without what differs from thing to thing: identifiers, days and what is asked."""
    return re.sub(r"/[^/]*[0-9][^/]*", "/…", urlsplit(address).path)


def _bare(link: str) -> str:
    return link.partition("#")[0]


def _of_a_link(address: str) -> Form:
    split = urlsplit(address)
    return Form("GET", split.path, tuple(parse_qsl(split.query, keep_blank_values=True)))


def _mistyped(fields: tuple[tuple[str, str], ...], words: list[str], random: Random) -> Iterator[tuple[str, str]]:
    """Yield the fields with some mistyped, left out or sent twice; the token stays, for without it nothing is read."""
    wrong = random.choice((0.1, 0.3, 0.6))
    for name, value in fields:
        if name == "csrf_token":
            yield name, value
            continue
        if random.random() < wrong / 4:
            continue
        yield name, random.choice(words) if random.random() < wrong else value
        if random.random() < wrong / 8:
            yield name, random.choice(words)


def _strayed(address: str, words: list[str], random: Random) -> str:
    """Return an address with one of its parts replaced."""
    split = urlsplit(address)
    parts = split.path.split("/")
    parts[random.randrange(1, len(parts))] = quote(random.choice(words)[:200], safe="")
    return "/".join(parts) + (f"?{split.query}" if split.query else "")


def _sent(fields: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Return the body of a form: what was a file, or may have been one, goes as a file."""
    files = [(name, (value[:20], value.encode())) for name, value in fields if name in _FILES]
    data: dict[str, list[str]] = {}
    for name, value in fields:
        if name not in _FILES:
            data.setdefault(name, []).append(value)
    return {"data": data, "files": files} if files else {"data": data}


def _wrong(answer: httpx.Response) -> str:
    if answer.status_code >= 500:  # noqa: PLR2004 - a failure of ours
        return "a failure"
    text = answer.text
    if "Traceback (most recent" in text or '.py", line ' in text:
        return "quotes the program"
    return "names a customer of another firm" if NEIGHBOUR in text else ""


def reproduced(sending: Sending) -> str:
    """Return a request as somebody can send it again."""
    shown = [(name, value) for name, value in sending.fields if name != "csrf_token"]
    return f"{sending.method} {sending.path} {urlencode(shown)}"[:1_000]
