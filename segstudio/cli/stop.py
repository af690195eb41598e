"""The exit codes of the commands, and Ctrl+C, which lets a command finish what it is writing."""

from __future__ import annotations

import signal
from collections.abc import Callable

from segstudio.errors import Cancelled

EXIT_DONE, EXIT_USER_ERROR, EXIT_CANCELLED = 0, 2, 130
EXIT_PARTLY = 1  # done, but for what was named on stderr with the reason


class Stop:
    """In a ``with`` block the first Ctrl+C sets ``asked``, which a command checks between two steps; the second ends
    the program at once."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked

    def __enter__(self) -> Stop:
        self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _ask(self, *_: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

    def between(self, progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
        """``progress``, which is called between two items, with a Cancelled once ``asked`` is set."""

        def note(done: int, total: int) -> None:
            if self.asked and done < total:
                raise Cancelled
            progress(done, total)

        return note
