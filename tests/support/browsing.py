"""Somebody at a browser, without the browser: opens pages, sends their forms with the tokens these carry."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.types import ASGIApp

from tests.support.client import Client

FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Visitor:
    """One browser with its cookies."""

    def __init__(self, app: ASGIApp, *, address: str = "198.51.100.7", agent: str = "", https: bool = False) -> None:
        self.client = Client(app, "https://testserver" if https else "http://testserver", address)
        self._headers = {"accept": "text/html", "user-agent": agent}
        self.shown = httpx.Response(200)

    def opens(self, path: str) -> httpx.Response:
        """Open a page."""
        self.shown = self.client.get(path, headers=self._headers)
        return self.shown

    def sends(self, path: str, **typed: str) -> httpx.Response:
        """Send the form of the page last opened."""
        hidden = {name: unescape(value) for name, value in FIELD.findall(self.shown.text)}
        body = urlencode(hidden | typed)
        headers = self._headers | {"content-type": "application/x-www-form-urlencoded"}
        answer = self.client.post(path, content=body, headers=headers)
        if answer.status_code != httpx.codes.SEE_OTHER:
            self.shown = answer
        return answer

    def signs_in(self, email: str, password: str, slug: str = "duret") -> httpx.Response:
        """Type address and password."""
        self.opens(f"/f/{slug}/connexion")
        return self.sends(f"/f/{slug}/connexion", email=email, password=password)

    @property
    def words(self) -> str:
        """What the page last opened says."""
        return unescape(self.shown.text)

    def cookie(self, name: str) -> Any:
        """A cookie of this browser, or None."""
        return self.client.cookies.get(name)
