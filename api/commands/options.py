"""A command with many options takes them as one value: the fields of a dataclass, each with its option."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints

Options = TypeVar("Options")


def gathered(kind: type[Options]) -> Callable[[Callable[[Options], None]], Callable[..., None]]:
    """Make a command of a function of one dataclass, whose fields are annotated as typer's parameters are."""

    def decorate(command: Callable[[Options], None]) -> Callable[..., None]:
        def typed(**options: Any) -> None:  # noqa: ANN401 - as the fields say
            command(kind(**options))

        typed.__name__, typed.__doc__ = command.__name__, command.__doc__
        typed.__signature__ = inspect.signature(kind)  # type: ignore[attr-defined]
        typed.__annotations__ = get_type_hints(kind, include_extras=True)
        return typed

    return decorate
