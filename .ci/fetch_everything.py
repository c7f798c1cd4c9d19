"""Serves the installed wheel, walks every page a visitor, an account or a mail leads to, and fetches every static file.

Run with the Python of an environment that has only the wheel and its dependencies, away from the sources.
"""

import contextlib
import os
import re
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
from jinja2 import Environment, PackageLoader

import web

STATIC = Path(web.__file__).parent / "static"
CREATION_SECONDS = 900  # a first start compiles, and the demo firm is made first; machines differ
OF_A_KIND = 3  # pages whose addresses differ only by a number, a date or an identifier
LOADED = {("img", "src"), ("script", "src"), ("link", "href"), ("source", "src"), ("use", "href")}


class Page(HTMLParser):
    """What a page links to and loads, the hidden fields of its forms and the values of its buttons."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.buttons: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Collects addresses and the hidden fields of forms."""
        said = {name: value or "" for name, value in attributes}
        for name, value in said.items():
            if (tag, name) in LOADED:
                self.loaded.append(value)
            elif name == "href" and tag == "a":
                self.links.append(value)
        if tag == "form":
            self.forms.append({})
        if tag == "input" and said.get("type") == "hidden" and self.forms:
            self.forms[-1][said["name"]] = said.get("value", "")
        if tag == "button" and "name" in said:
            self.buttons.append((said["name"], said.get("value", "")))

    def choices(self, name: str) -> list[str]:
        """The values of the buttons of a name."""
        return [value for found, value in self.buttons if found == name]

    @property
    def sign_ins(self) -> list[dict[str, str]]:
        """The accounts that the page lets in by a button."""
        return [form for form in self.forms if form.get("password")]


def kind(path: str) -> str:
    """An address with its numbers, dates and identifiers taken out: `/f/demo/jour/2027-03-28` → `/f/demo/jour/*`."""
    return re.sub(r"(?<=/)[^/]*\d[^/]*", "*", path)


def crawl(client: httpx.Client, start: str) -> set[str]:
    """Every address reached from `start`, at most a few of each kind; raises when one does not answer well."""
    waiting, seen, kinds = deque([start]), {start}, Counter[str]()
    while waiting:
        address = waiting.popleft()
        answer = client.get(address)
        if answer.status_code != httpx.codes.OK or not answer.content:
            raise SystemExit(f"{address} answered {answer.status_code}, {len(answer.content)} bytes")
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        seen.add(str(answer.url))
        page = Page(answer.text)
        foreign = [
            found for found in page.loaded if urlsplit(urljoin(address, found)).netloc != urlsplit(address).netloc
        ]
        if foreign:
            raise SystemExit(f"{address} loads from elsewhere: {foreign}")
        for found in (*page.loaded, *page.links):
            target = urljoin(str(answer.url), found).partition("#")[0]
            if urlsplit(target).netloc == urlsplit(start).netloc and target not in seen:
                path = kind(urlsplit(target).path)
                kinds[path] += 1
                if kinds[path] <= OF_A_KIND:
                    seen.add(target)
                    waiting.append(target)
    return seen


def visit(address: str, mails: Path) -> set[str]:
    """What a visitor reaches, with a booking, then what each link in a mail and each demo account reach."""
    sign_in = f"{address}/f/demo/connexion"
    with browser() as visitor:
        reached = crawl(visitor, f"{address}/") | book(visitor, f"{address}/f/demo")
        for link in links_of(mails, address):
            reached |= crawl(visitor, link)
        accounts = Page(visitor.get(sign_in).text).sign_ins
    for number, account in enumerate(accounts):
        with browser() as person:
            landed = person.post(sign_in, data=Page(person.get(sign_in).text).sign_ins[number])
            if landed.status_code != httpx.codes.OK:
                raise SystemExit(f"the demo account {account['email']} cannot sign in: {landed.status_code}")
            reached |= crawl(person, str(landed.url))
    if not accounts:
        raise SystemExit("the demo offers no account to sign in with")
    return reached


def book(visitor: httpx.Client, portal: str) -> set[str]:
    """The pages of a booking, up to the form that would confirm it, of the first service with a slot left."""
    for service in Page(visitor.get(portal).text).choices("service"):
        slots = visitor.get(f"{portal}/rdv", params={"service": service, "commune": "74600"})
        page = Page(slots.text)
        if offers := page.choices("offer"):
            token = next(form["csrf_token"] for form in page.forms if "csrf_token" in form)
            held = visitor.post(f"{portal}/rdv", data={"csrf_token": token, "offer": offers[0]})
            return crawl(visitor, str(slots.url)) | crawl(visitor, str(held.url))
    raise SystemExit("no service of the demo has a slot left")


def browser() -> httpx.Client:
    """Somebody with cookies who follows where they are sent."""
    return httpx.Client(follow_redirects=True, timeout=60)


def links_of(mails: Path, address: str) -> list[str]:
    """The links of every mail that lies in a folder."""
    found = []
    for mail in mails.glob("*.eml"):
        body = message_from_bytes(mail.read_bytes(), policy=default).get_body(("plain",))
        found += re.findall(rf"{re.escape(address)}/[^\s>)]+", body.get_content() if body else "")
    if not found:
        raise SystemExit("the demo's mails link to nothing")
    return found


def fetch_assets(address: str) -> int:
    """Asks the server for every static file of the wheel and compares the bytes."""
    files = [path for path in STATIC.rglob("*") if path.is_file()]
    for path in files:
        answer = httpx.get(f"{address}/static/{path.relative_to(STATIC).as_posix()}")
        if answer.status_code != httpx.codes.OK or answer.content != path.read_bytes():
            raise SystemExit(f"{path.name} is not served as it is: {answer.status_code}")
    return len(files)


def parse_templates() -> int:
    """Reads every template of the wheel: pages no link leads to are there too."""
    loader = PackageLoader("web")
    environment = Environment(loader=loader, extensions=["jinja2.ext.i18n"], autoescape=True)
    names = environment.list_templates()
    for name in names:
        environment.parse(loader.get_source(environment, name)[0], name)
    return len(names)


@contextlib.contextmanager
def serving(what: str, folder: Path) -> Iterator[str]:
    """The address of a server that answers: `demo`, or `serve` for one nobody has set up yet."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = Path(sysconfig.get_path("scripts")) / "creneau"
    environment = {**os.environ, "CRENEAU_DATA_FOLDER": str(folder), "CRENEAU_BASE_URL": address}
    with (folder / "log").open("w+") as log:
        server = subprocess.Popen([command, what, "--port", str(port)], env=environment, stdout=log, stderr=log)
        try:
            _await(address, server)
            yield address
        except (SystemExit, httpx.HTTPError):
            print((folder / "log").read_text()[-4000:], file=sys.stderr)
            raise
        finally:
            server.terminate()
            server.wait(90)  # it ends after the chore it is at


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    patience = time.monotonic() + CREATION_SECONDS
    while time.monotonic() < patience and server.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{address}/health").status_code == httpx.codes.OK:
                return
        time.sleep(0.2)
    raise SystemExit("the server did not start")


def main() -> None:
    """Says what was fetched, or what was missing."""
    if not Path(web.__file__).is_relative_to(sysconfig.get_path("purelib")):
        raise SystemExit(f"not the installed wheel: {web.__file__}")
    with tempfile.TemporaryDirectory() as folder, serving("serve", Path(folder)) as address, browser() as founder:
        reached = crawl(founder, f"{address}/")
    with tempfile.TemporaryDirectory() as folder, serving("demo", Path(folder)) as address:
        reached |= visit(address, Path(folder) / "demo-mails")
        assets = fetch_assets(address)
    kinds = sorted({kind(urlsplit(target).path) for target in reached})
    print(*kinds, sep="\n")
    print(
        f"{len(reached)} addresses of {len(kinds)} kinds, {assets} static files, {parse_templates()} templates: fetched"
    )


if __name__ == "__main__":
    main()
