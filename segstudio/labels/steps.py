"""Work cut into steps: a caller may do other things between two of them, or have all of them at once. Knows nothing."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import wraps
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


def finish(steps: Generator[Any, None, T]) -> T:
    """Every step that is left, now; the result."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def at_once(work: Callable[P, Generator[Any, None, T]]) -> Callable[P, T]:
    """The same function without its steps: done when it returns."""

    @wraps(work)
    def whole(*args: P.args, **kwargs: P.kwargs) -> T:
        return finish(work(*args, **kwargs))

    return whole
