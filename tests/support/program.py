"""Another program that listens: a real server on this machine that keeps what it is told and checks who signed it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook

from tests.support.http_server import Asked, Told, answering, serving


@dataclass(slots=True)
class Program:
    """Where it listens, with what status it answers, and the requests it got."""

    url: str = ""
    status: int = 200
    got: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> Told:
        """Keep what it is told; sent elsewhere, somebody would find it again."""
        self.got.append(asked)
        return Told(self.status, headers={"location": f"{self.url}elsewhere"} if self.status == 302 else {})

    def read(self, secret: str, number: int = -1) -> Any:
        """Return a message whose signature the specification's own library has checked; without one it raises."""
        told = self.got[number]
        return Webhook(secret).verify(told.body.decode(), dict(told.headers))

    @property
    def ids(self) -> list[str]:
        """The identifiers of all messages, in order."""
        return [told.headers["webhook-id"] for told in self.got]


@contextmanager
def a_program() -> Iterator[Program]:
    """Listen on a free port until the block ends."""
    program = Program()
    with serving(answering(program.answer)) as url:
        program.url = f"{url}/"
        yield program
