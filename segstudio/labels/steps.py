"""Long work: cut into steps between which a caller may do other things, with progress, stopped on request."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import wraps
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")
Progress = Callable[[int, int], None]  # done, total; may raise Cancelled
Stop = Callable[[], bool]  # whether to stop


def silent(_done: int, _total: int) -> None:
    """Progress that nobody follows."""
    return


def never() -> bool:
    """Work that nobody stops."""
    return False


def finish(steps: Generator[Any, None, T]) -> T:
    """Does all remaining steps; the result."""
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
