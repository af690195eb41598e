"""Reads images off the GUI thread: first the one that was chosen, then its neighbours.

It has two threads of its own, so that an image never waits for thumbnails, counts, or a neighbour that is being read.
Requests are not queued: only the newest one counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from segstudio.gui.files.background import Background

KEY_REPEAT = 0.2  # seconds: requests that follow each other faster come from a key that is held down
PAUSE_MS = 80  # then the first of them is read at once and the next only after a pause
Load = Callable[[], Any]
Request = tuple[str, Load]


class Prefetch(QObject):
    """``arrived(key, result)`` and ``failed(key, error)`` are called on the GUI thread, once for each load begun."""

    def __init__(
        self, arrived: Callable[[str, Any], None], failed: Callable[[str, Exception], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._arrived, self._failed = arrived, failed
        self._pool = Background(self)
        self._running: dict[str, object] = {}
        self._wanted: Request | None = None
        self._ahead: list[Request] = []
        self._idle: Callable[[], None] | None = None
        self._requested_at = -KEY_REPEAT
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._start)

    def has(self, key: str) -> bool:
        """Whether this is being read or will be read ahead."""
        return key in self._running or any(one == key for one, _ in self._ahead)

    def want(self, key: str, load: Load) -> None:
        """Read this now; an older request that was not begun is dropped."""
        now = time.monotonic()
        repeated, self._requested_at = now - self._requested_at < KEY_REPEAT, now
        self._wanted = None if key in self._running else (key, load)
        self._ahead = []
        if repeated and self._running:
            self._pause.start()
        else:
            self._start()

    def ahead(self, requests: Iterable[Request]) -> None:
        """Read these one after the other while nothing is wanted; they replace the ones named before."""
        self._ahead = list(requests)
        self._start()

    def forget(self) -> None:
        """Begin nothing that was asked for before; what is being read still arrives."""
        self._wanted, self._ahead = None, []
        self._pause.stop()

    def when_idle(self, then: Callable[[], None]) -> None:
        """Call ``then`` when nothing is being read: at once, or after the last of it has arrived."""
        self._idle = then
        self._tell_idle()

    def _tell_idle(self) -> None:
        if self._idle is not None and not self._running:
            then, self._idle = self._idle, None
            then()

    def _start(self) -> None:
        if self._wanted is not None:
            if len(self._running) < 2:
                request, self._wanted = self._wanted, None
                self._begin(request)
        elif not self._running:
            while self._ahead and not self._running:
                self._begin(self._ahead.pop(0))

    def _begin(self, request: Request) -> None:
        key, load = request
        if key in self._running:
            return
        # Not the future: it would hold itself, and so the image, until the collector of garbage comes by one day.
        token = self._running[key] = object()
        started = self._pool.submit(
            load,
            done=lambda result: self._deliver(key, token, lambda: self._arrived(key, result)),
            failed=lambda error: self._deliver(key, token, lambda: self._failed(key, error)),
        )
        if started is None:
            del self._running[key]

    def _deliver(self, key: str, token: object, report: Callable[[], None]) -> None:
        if self._running.get(key) is not token:
            return
        del self._running[key]
        self._ahead = [one for one in self._ahead if one[0] != key]
        report()
        self._start()
        self._tell_idle()

    def close(self) -> None:
        """Nothing arrives any more, also of what is being read."""
        self.forget()
        self._pool.close()
        self._running.clear()
