"""The founder of a firm who is signed in as in a browser, and keeps the server searching for a better plan of a day."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Event, Thread

import httpx

from benchmarks.race.servers import SLUG

MAIL, PASSWORD = "odile@course.invalid", "quatre mots sans rapport"
PATIENCE = 60.0
"""Seconds until a search that was asked for must be under way."""


def signed_in(address: str) -> httpx.Client:
    """Return a program that has signed in as the firm's founder would in a browser."""
    client = httpx.Client(base_url=address, timeout=120, headers={"Accept": "text/html"})
    page = client.get(f"/f/{SLUG}/connexion")
    answer = client.post(
        f"/f/{SLUG}/connexion", data={"csrf_token": _csrf(page.text), "email": MAIL, "password": PASSWORD}
    )
    if answer.status_code != httpx.codes.SEE_OTHER:
        raise SystemExit(f"cannot sign in: {answer.status_code}")
    return client


def _csrf(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    return found[1] if found else ""


@contextmanager
def searching(address: str, day: date) -> Iterator[None]:
    """Have the server look for a better plan of a day, again and again, as soon as the live stream tells of its end.

    Raises:
        SystemExit: no search was under way.
    """
    done, running, client = Event(), Event(), signed_in(address)
    token = _csrf(client.get(f"/f/{SLUG}/jour/{day}").text)

    def post(way: str) -> None:
        client.post(f"/f/{SLUG}/jour/{day}/{way}", data={"csrf_token": token})

    def ask() -> None:
        with client.stream("GET", "/v1/live") as live:
            for marks in _marks(live.raise_for_status(), day):
                if any(mark.endswith("-running") for mark in marks):
                    running.set()
                elif done.is_set():
                    return
                else:
                    post("proposition")

    asking = Thread(target=ask)
    asking.start()
    try:
        if not running.wait(PATIENCE):
            raise SystemExit("no search was under way")
        yield
    finally:
        done.set()
        post("recherche/arreter")
        asking.join()


def _marks(live: httpx.Response, day: date) -> Iterator[list[str]]:
    """Yield the marks of the searches of a day, each time the live stream tells of searches."""
    for line in live.iter_lines():
        if line.startswith('data: {"searches"'):
            told = json.loads(line.removeprefix("data: "))["searches"]
            yield [one["mark"] for one in told if one["day"] == day.isoformat()]
