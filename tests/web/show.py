"""Shows the pages with samples: `python -m tests.web.show` serves them, `… FOLDER [word…]` photographs them."""

import shutil
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.web.pages import PAGES
from tests.web.stage import application, dress, served

WIDTHS = {320: 640, 390: 844, 1280: 860}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Serve, or photograph what is named."""
    patch = pytest.MonkeyPatch()
    dress(patch)
    if len(sys.argv) == 1:
        with served(application(), 8123) as address:
            input(f"{address}/f/duret — Enter stops. ")
        return
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with served(application()) as address, sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        photograph(browser, address, folder, sys.argv[2:])
        browser.close()


def photograph(browser: Browser, address: str, folder: Path, words: list[str]) -> None:
    """One picture per page, width and colour scheme; `words` keep the names that contain one of them."""
    for name, path in PAGES.items():
        for width, height in WIDTHS.items():
            for scheme in ("light", "dark"):
                title = f"{name}-{width}-{scheme}"
                if words and not any(word in title for word in words):
                    continue
                page = browser.new_page(
                    viewport={"width": width, "height": height}, color_scheme=scheme, locale="fr-FR"
                )
                page.goto(address + path)
                page.wait_for_timeout(300)
                page.screenshot(path=folder / f"{title}.png", full_page=True)
                page.close()


if __name__ == "__main__":
    main()
