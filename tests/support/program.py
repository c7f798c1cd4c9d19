"""Another program that listens: a real server on this machine that keeps what it is told and checks who signed it."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


@dataclass(slots=True)
class Program:
    """Where it listens, with what status it answers, and the requests it got: headers and body."""

    url: str = ""
    status: int = 200
    got: list[tuple[Mapping[str, str], str]] = field(default_factory=list)

    def read(self, secret: str, number: int = -1) -> Any:
        """Return a message whose signature the specification's own library has checked; without one it raises."""
        headers, body = self.got[number]
        return Webhook(secret).verify(body, dict(headers))

    @property
    def ids(self) -> list[str]:
        """The identifiers of all messages, in order."""
        return [headers["webhook-id"] for headers, _ in self.got]


@contextmanager
def a_program() -> Iterator[Program]:
    """Listen on a free port until the block ends."""
    program = Program()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            program.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(program.status)
            if program.status == 302:
                self.send_header("location", f"{program.url}elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the library
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    program.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield program
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
