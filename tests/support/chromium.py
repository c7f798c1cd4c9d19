"""A real browser for the journeys: the machine's own Chromium, driven by Playwright, unable to leave the machine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.missing import lacking

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


@contextmanager
def a_browser() -> Iterator[Browser]:
    """A headless browser, closed at the end."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        lacking("Chromium", "install the package chromium (or google-chrome)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless browser, one per module: Playwright's event loop must not outlive the module that asked for it."""
    with a_browser() as browser:
        yield browser
