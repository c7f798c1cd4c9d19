"""A program that talks to an application in the same process, request by request, and keeps its cookies."""

import asyncio
from typing import Any

import httpx
from starlette.types import ASGIApp


class Client:
    """Sends requests straight into an application; a failure inside is answered, not raised."""

    def __init__(self, app: ASGIApp, base_url: str = "http://testserver", address: str = "127.0.0.1") -> None:
        self.app = app
        self.cookies = httpx.Cookies()
        self._base_url = base_url
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 50_000))

    def request(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Send one request and return its answer."""

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url=self._base_url, cookies=self.cookies
            ) as client:
                return await client.request(method, path, **given)

        answer = asyncio.run(ask())
        self.cookies.update(answer.cookies)
        return answer

    def get(self, path: str, **given: Any) -> httpx.Response:
        """Read."""
        return self.request("GET", path, **given)

    def post(self, path: str, **given: Any) -> httpx.Response:
        """Change."""
        return self.request("POST", path, **given)

    def delete(self, path: str, **given: Any) -> httpx.Response:
        """Remove."""
        return self.request("DELETE", path, **given)
