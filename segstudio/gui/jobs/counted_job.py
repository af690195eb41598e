"""Work on many images on a thread: how far it is stands in the status bar, cancel stops it between two of them.

Owns neither the work nor what is told of it. Imports no document.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from segstudio.errors import Cancelled
from segstudio.gui.look.status_bar import LongWork
from segstudio.learning.messages import Progress

POLL_MS = 50


class CountedJob(QObject):
    """One at a time: ``running`` says whether it is asked for, or under way."""

    def __init__(self, key: str, words: str, work: LongWork, window: QWidget) -> None:
        super().__init__(window)
        self._key, self._words, self._work = key, words, work
        self.running = False
        self._stop = threading.Event()
        self._seen: tuple[int, int] = (0, 0)  # written by the worker, read by the timer: one tuple, so no lock
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._on_poll)

    def _begin(self) -> None:
        """It is asked for; nothing is seen of it yet."""
        self._stop.clear()
        self._seen, self.running = (0, 0), True

    def _show(self) -> None:
        """It is under way."""
        self._work.begin(self._key, self._words, self._stop.set)
        self._timer.start()

    def _end(self) -> None:
        """It is over, whichever way."""
        self.running = False
        self._timer.stop()
        self._work.end(self._key)

    def note(self, done: int, total: int) -> None:
        """Called by the worker thread between two images; ``Cancelled`` when it is to stop."""
        if self._stop.is_set() and done < total:
            raise Cancelled
        self._seen = (done, total)

    def _on_poll(self) -> None:
        done, total = self._seen
        if total:
            self._work.update_progress(self._key, Progress(self._words, done, total))
