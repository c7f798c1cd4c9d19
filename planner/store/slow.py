"""Statements that take long are told of: by their text, which holds no value, and how long they took."""

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, event

_BEGUN = "statement_begun"


def watch_statements(seconds: float, tell: Callable[[str, float], None]) -> Callable[[], None]:
    """Have `tell` called with each statement of this process that takes so long; return what ends it."""

    def before(connection: Connection, *_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        connection.info[_BEGUN] = time.perf_counter()

    def after(connection: Connection, _cursor: object, statement: str, *_: Any) -> None:  # noqa: ANN401 - as above
        took = time.perf_counter() - connection.info.pop(_BEGUN)
        if took >= seconds:
            tell(" ".join(statement.split()), took)

    def stop() -> None:
        event.remove(Engine, "before_cursor_execute", before)
        event.remove(Engine, "after_cursor_execute", after)

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)
    return stop
