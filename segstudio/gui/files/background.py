"""Short jobs off the GUI thread: decode, encode, thumbnails, writing. Owns one small thread pool.

Results come back on the GUI thread through a queued signal. Training never runs here: it has its own process.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from segstudio.freed_memory import give_back_memory, use_mmap_for_large_arrays

log = logging.getLogger(__name__)

THREADS = "segstudio-background"  # their names begin with this
TRIM_SECONDS = 1.0  # at least, between two times that freed memory goes back to the system


class Background(QObject):
    """A pool of two threads whose answers arrive on the GUI thread, in the order in which they finish."""

    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        use_mmap_for_large_arrays()
        self._pool = ThreadPoolExecutor(2, thread_name_prefix=THREADS)
        self._open: set[Future[Any]] = set()
        self._closed = False
        self._trimmed_at = 0.0
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        owner: QObject | None = None,
    ) -> Future[Any] | None:
        """Run ``function(*args)`` on the pool, then ``done(result)`` or ``failed(error)`` on the GUI thread.

        Neither is called when Qt deleted ``owner`` meanwhile. ``None`` is returned, and nothing runs, after closing.
        """
        if self._closed:
            return None
        future = self._pool.submit(function, *args)
        self._open.add(future)
        future.add_done_callback(lambda f: self._announce(f, done, failed, owner))
        return future

    def _announce(self, future: Future[Any], done: Any, failed: Any, owner: QObject | None) -> None:
        if not self._closed:
            self._finished.emit((future, done, failed, owner))

    def _on_finished(self, message: tuple[Future[Any], Any, Any, QObject | None]) -> None:
        future, done, failed, owner = message
        self._open.discard(future)
        self._trim_memory()
        if self._closed or future.cancelled() or not (owner is None or isValid(owner)):
            return
        error = future.exception()
        if error is None:
            if done is not None:
                done(future.result())
        elif failed is not None and isinstance(error, Exception):
            failed(error)
        else:
            log.error("a background job failed", exc_info=error)

    def _trim_memory(self) -> None:
        now = time.monotonic()
        if not (self._closed or self._open) and now - self._trimmed_at > TRIM_SECONDS:
            self._trimmed_at = now
            self._pool.submit(give_back_memory)

    @property
    def busy(self) -> bool:
        """Whether a job is queued, running, or waiting to be answered."""
        return bool(self._open)

    def close(self) -> None:
        """Drop what has not started; no callback comes afterwards.

        Does not wait for what runs: it reads, or writes a file whole or not at all.
        """
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)


def threads_at_work() -> bool:
    """Whether a thread of a closed pool still works: it may read from a drive that does not answer."""
    return any(thread.name.startswith(THREADS) for thread in threading.enumerate())
