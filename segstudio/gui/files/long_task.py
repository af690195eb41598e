"""Work on a thread that a person waits for: how far it is, and whether it has to stop. No Qt objects."""

from __future__ import annotations

import threading
import time

from segstudio.errors import Cancelled
from segstudio.learning.messages import Progress

FIRST_SECONDS = 1.0  # before that the time left would be a guess


class LongTask:
    """``note`` is called by the thread, everything else by the window."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._stop = threading.Event()
        self._seen = (0, 0)  # done, total: one tuple, so no lock
        self._began = time.monotonic()

    def note(self, done: int, total: int) -> None:
        """Called between two items. Raises Cancelled when it is to stop."""
        if self._stop.is_set() and done < total:
            raise Cancelled
        self._seen = (done, total)

    def cancel(self) -> None:
        """Stop before the next item."""
        self._stop.set()

    @property
    def progress(self) -> Progress:
        """How far it is, with the time left as soon as there is something to reckon with."""
        done, total = self._seen
        seconds = time.monotonic() - self._began
        known = 0 < done < total and seconds > FIRST_SECONDS
        return Progress(self.title, done, total, seconds * (total - done) / done if known else None)
