"""Static files: all inside the package, vendored ones unchanged, and every address of every page answers."""

import hashlib
import json
import re
from urllib.parse import urljoin, urlsplit

import pytest

from tests.web.pages import PAGES
from web.assets import FOLDER, asset, mark

VENDOR = FOLDER / "vendor"
ADDRESSES = re.compile(r"""(?:src|href|data-lakes)="([^"#]+)""")
STYLE_ADDRESSES = re.compile(r"""url\(["']?([^"')#]+)""")
IMPORTS = re.compile(r"""(?:from|import)\s+["'](\.[^"']+)["']""")


def test_vendored_files_are_the_published_ones():
    """Each file equals its locked hash, none is missing, none is added, each library brings its licence."""
    lock = json.loads((VENDOR / "vendor.lock.json").read_text())
    locked = {path: digest for library in lock["libraries"] for path, digest in library["files"].items()}
    present = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()} - {"vendor.lock.json"}
    assert set(locked) == present
    for path, digest in locked.items():
        assert digest == hashlib.sha256((VENDOR / path).read_bytes()).hexdigest()
    for library in lock["libraries"]:
        assert f"{library['name']}/LICENSE" in library["files"]
        assert {"name", "version", "licence", "files"} <= set(library)


def test_every_asset_of_every_page_answers(client):
    """Pages, then the sheets and modules they load, and what these load in turn."""
    waiting = {urljoin(PAGES[name], found) for name in PAGES for found in _assets_of(client, PAGES[name])}
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        response = client.get(address)
        assert 200 == response.status_code, address
        path = urlsplit(address).path
        pattern = {"css": STYLE_ADDRESSES, "js": IMPORTS}.get(path.rsplit(".", 1)[-1])
        if pattern and "/vendor/" not in path:
            waiting |= {urljoin(path, found) for found in pattern.findall(response.text)} - seen
    assert {"/static/css/creneau.css", "/static/js/dom.js"} <= {urlsplit(address).path for address in seen}


def test_no_file_of_ours_asks_for_another_server():
    """Neither sheets nor modules name an address outside."""
    for path in [*(FOLDER / "css").iterdir(), *(FOLDER / "js").iterdir()]:
        assert not re.search(r"https?://", path.read_text(encoding="utf-8")), path


def test_marked_addresses_are_kept_for_ever_and_others_checked_again(client):
    """The mark is that of the content, so a changed file has another address."""
    assert "immutable" in client.get(asset("css/creneau.css")).headers["cache-control"]
    assert "no-cache" == client.get("/static/css/creneau.css").headers["cache-control"]
    assert mark("css/creneau.css") in asset("css/creneau.css")


@pytest.mark.parametrize("name", [path.name for path in sorted((FOLDER / "js").iterdir())])
def test_modules_stay_short_enough_to_read(name):
    """Three hundred lines, a sentence on top, no evaluated text."""
    text = (FOLDER / "js" / name).read_text(encoding="utf-8")
    assert text.startswith("// ")
    assert len(text.splitlines()) <= 300
    assert not re.search(r"\beval\(|new Function|innerHTML", text)


def _assets_of(client, address):
    html = client.get(address, follow_redirects=True).text
    return {found for found in ADDRESSES.findall(html) if found.startswith("/static/")}


def test_a_folder_shows_nothing(client):
    """Nor does a way out of it."""
    for path in ("/static/", "/static/js", "/static/js/", "/static/..%2fmain.py", "/.git/config"):
        assert 404 == client.get(path).status_code, path


def test_a_browser_keeps_nothing_of_persons():
    """What scripts store is one choice: how the day is looked at."""
    scripts = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / "js").iterdir()}
    stores = {
        name for name, text in scripts.items() if re.search(r"localStorage|sessionStorage|indexedDB|caches", text)
    }
    kept = {what for text in scripts.values() for what in re.findall(r"(?<!function )\bremember\((\w+)", text)}
    assert ({"dom.js"}, {"VIEW"}) == (stores, kept)


def test_no_selector_looks_into_what_it_styles():
    """A browser would look into every lane of a big day whenever something in it changes."""
    assert [] == [path.name for path in (FOLDER / "css").iterdir() if ":has(" in path.read_text()]
