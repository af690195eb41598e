"""A tool's computation off the GUI thread: only the newest request counts, and only while its image is unchanged.

Knows the toolbox and the document's background; no widget.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QTimer

from segstudio.errors import Cancelled, UserError
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import percent, tr

log = logging.getLogger(__name__)
SMALL = 1 << 20  # pixels that take a few ns each, so that no thread is needed
POLL_MS = 100  # between two updates of the progress
SHARE = "{share}"  # in the words of a work, replaced with ", 40 %" as soon as that is known
SECONDS = "{seconds}"  # replaced with ", 3 s", where nobody knows how much there is to do
T = TypeVar("T")


@dataclass(eq=False)
class CancelToken:
    """Between a computation on its thread and the GUI: ``token()`` tells whether to stop. Plain values, so no lock."""

    cancelled: bool = False  # written by the GUI
    progress: tuple[int, int] = (0, 0)  # done, total: written by the computation

    def __call__(self) -> bool:
        return self.cancelled

    def note(self, done: int, total: int) -> None:
        """``done`` of ``total`` is computed."""
        self.progress = done, total


Compute = Callable[[CancelToken], T]


class Work(Generic[T]):
    """One computation at a time; a newer request stops it and replaces any that waits.

    ``words`` are shown on the canvas meanwhile, with percentage and time in place of ``SHARE`` and ``SECONDS``. Then
    ``ready`` is called (default: the gesture gets an event "ready"), and ``take`` returns the result. ``reads_mask``: a
    result is dropped when a label changed since the request.
    """

    def __init__(
        self, toolbox: Toolbox, words: str, *, reads_mask: bool = False, ready: Callable[[], None] | None = None
    ) -> None:
        self._toolbox, self.words, self._reads_mask = toolbox, words, reads_mask
        self._ready = ready or toolbox.wake
        self._running: CancelToken | None = None
        self._polling = False
        self._began = 0.0  # on the clock ``time.monotonic``
        self._next: Compute[T] | None = None
        self._found: T | None = None
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether a result is still to come."""
        return self._running is not None

    def ask(self, compute: Compute[T], small: bool = False) -> None:
        """Request ``compute(token)``, which may ask ``token()`` and raise ``Cancelled``; ``small``: computed here."""
        self._found = None
        if small and not self.busy:
            self._found = compute(CancelToken())
            return
        self._next = compute
        if self._running is not None:
            self._running.cancelled = True
            self._show_words()
        else:
            self._start()

    def _start(self) -> None:
        compute, self._next = self._next, None
        if compute is None or self._closed:
            return
        token, asked = CancelToken(), self._state()
        started = self._toolbox.document.background.submit(
            compute,
            token,
            done=lambda result: self._end(None if token() or asked != self._state() else result),
            failed=self._on_failed,
        )
        if started is not None:  # else the program ends
            self._running, self._began = token, time.monotonic()
            self._show_words()

    def _show_words(self) -> None:
        """Show the words with the progress, again and again until the work ends."""
        token = self._running
        if token is None or (token() and self._next is None):
            return
        done, total = token.progress
        # What is still computed is never shown as done.
        share = f", {percent(min(done / total, 0.999))}" if done and total else ""
        seconds = int(time.monotonic() - self._began)
        taken = f", {tr('{seconds} s', seconds=seconds)}" if seconds else ""
        words = self.words.replace(SHARE, share).replace(SECONDS, taken)
        self._toolbox.previews.show_words(words, busy=True)
        if not self._polling:
            self._polling = True
            # A lambda keeps this work alive until then; PySide holds no reference to the object of a bound method.
            QTimer.singleShot(POLL_MS, self._toolbox, lambda: self._on_poll())

    def _on_poll(self) -> None:
        self._polling = False
        self._show_words()

    def _state(self) -> tuple[object, int]:
        mask = self._toolbox.document.mask
        return mask, mask.revision if mask is not None and self._reads_mask else 0

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled) and not self._closed:
            log.error("a tool's work failed", exc_info=error)
            shown = (
                error if isinstance(error, UserError) else UserError(tr("The tool could not work here."), str(error))
            )
            self._toolbox.document.problem.emit(shown)
        self._end(None)

    def _end(self, result: T | None) -> None:
        self._running = None
        if self._closed:
            return
        if self._next is not None:
            self._start()
            return
        self._toolbox.previews.show_words("")
        self._found = result
        self._ready()

    def take(self) -> T | None:
        """The newest result, once."""
        found, self._found = self._found, None
        return found

    def wait(self) -> Generator[None, Any, T | None]:
        """For gestures: the result; events until it is there are dropped."""
        while self.busy:
            yield
        return self.take()

    def stop(self) -> bool:
        """Cancel the computation and any that waits; ``ready`` follows without a result. ``False``: there was none."""
        if self._running is None:
            return False
        self._next = self._found = None
        self._running.cancelled = True
        self._toolbox.previews.show_words("")
        return True

    def close(self) -> None:
        """Cancel the computation for good: ``ready`` is not called any more."""
        self.stop()
        self._closed, self._found = True, None

    def __enter__(self) -> Work[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
