"""How a command ends: its exit codes, and Ctrl+C that stops in good order. Knows no command."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from segstudio.errors import Cancelled

EXIT_DONE, EXIT_USER_ERROR, EXIT_CANCELLED = 0, 2, 130
EXIT_PARTLY = 1  # done, but for what was named on stderr with the reason


class Stop:
    """Turns the first Ctrl+C into a request to stop in good order; the second one ends the program at once."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked

    def between(self, progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
        """``progress``, called between two items, that raises Cancelled there once this was asked for."""

        def note(done: int, total: int) -> None:
            if self.asked and done < total:
                raise Cancelled
            progress(done, total)

        return note

    @contextmanager
    def listening(self) -> Iterator[Stop]:
        """Listen to Ctrl+C inside the block."""

        def ask(*_: object) -> None:
            if self.asked:
                raise KeyboardInterrupt
            self.asked = True

        before = signal.signal(signal.SIGINT, ask)
        try:
            yield self
        finally:
            signal.signal(signal.SIGINT, before)
