"""Reads images ahead of the hand: the one that is wanted first, then its neighbours. Knows no project and no pixels.

Two threads of its own, so that no queue of thumbnails or counts stands before an image, and a read-ahead under way
never delays the image that is wanted. Wishes are not queued: only the newest one counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from typing import Any

from PySide6.QtCore import QObject, QTimer

from segstudio.gui.files.background import Background

HURRY = 0.2  # seconds: wishes that follow each other faster come from a key that is held
SETTLE_MS = 80  # then the first of them is read at once and the next only when the key rests
Load = Callable[[], Any]
Wish = tuple[str, Load]


class Prefetch(QObject):
    """``arrived(key, result)`` and ``failed(key, error)`` are called on the GUI thread, once for each load begun."""

    def __init__(
        self, arrived: Callable[[str, Any], None], failed: Callable[[str, Exception], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._arrived, self._failed = arrived, failed
        self._pool = Background(self, threads=2)
        self._flying: dict[str, Future[Any]] = {}
        self._wanted: Wish | None = None
        self._ahead: list[Wish] = []
        self._wished_at = -HURRY
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SETTLE_MS)
        self._rest.timeout.connect(self._start)

    def has(self, key: str) -> bool:
        """Whether this is being read or will be read ahead."""
        return key in self._flying or any(one == key for one, _ in self._ahead)

    @property
    def busy(self) -> bool:
        """Whether something is read or waits to be read."""
        return bool(self._flying or self._wanted or self._ahead)

    def want(self, key: str, load: Load) -> None:
        """Read this now; an older wish that was not begun is forgotten."""
        now = time.monotonic()
        hurried, self._wished_at = now - self._wished_at < HURRY, now
        self._wanted = None if key in self._flying else (key, load)
        self._ahead = []
        if hurried and self._flying:
            self._rest.start()
        else:
            self._start()

    def ahead(self, wishes: Iterable[Wish]) -> None:
        """Read these one after the other while nothing is wanted; they replace the ones named before."""
        self._ahead = list(wishes)
        self._start()

    def forget(self) -> None:
        """Begin nothing that was wished for before; what is being read still arrives."""
        self._wanted, self._ahead = None, []
        self._rest.stop()

    def _start(self) -> None:
        if self._wanted is not None:
            if len(self._flying) < 2:
                wish, self._wanted = self._wanted, None
                self._begin(wish)
        elif not self._flying:
            while self._ahead and not self._flying:
                self._begin(self._ahead.pop(0))

    def _begin(self, wish: Wish) -> None:
        key, load = wish
        if key in self._flying:
            return
        started = self._pool.submit(
            load, done=lambda _result: self._deliver(key, started), failed=lambda _error: self._deliver(key, started)
        )
        if started is not None:
            self._flying[key] = started

    def _deliver(self, key: str, done: Future[Any] | None) -> None:
        if done is None or self._flying.get(key) is not done:
            return  # settle() was faster
        del self._flying[key]
        error = done.exception()
        if error is None:
            self._arrived(key, done.result())
        elif isinstance(error, Exception):
            self._failed(key, error)
        self._start()

    def settle(self) -> None:
        """Wait for what is being read and deliver it now; begin nothing else."""
        self.forget()
        for key, future in list(self._flying.items()):
            wait([future])
            self._deliver(key, future)

    def close(self) -> None:
        """Wait for what is being read; nothing arrives any more."""
        self.forget()
        self._pool.close()
        self._flying.clear()
