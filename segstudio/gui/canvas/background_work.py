"""Work of a tool off the GUI thread: only the newest request, dropped when the image (or its labels) changed meanwhile.

Knows the surface and the document's background; no widget.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QTimer

from segstudio.errors import Cancelled, UserError
from segstudio.gui.look.words import percent, tr

if TYPE_CHECKING:
    from segstudio.gui.canvas.gesture import Surface

log = logging.getLogger(__name__)
SMALL = 1 << 20  # pixels whose work of a few ns each is done at once
POLL_MS = 100  # between two updates of the progress
SHARE = "{share}"  # in the words of a work: where ", 40 %" goes as soon as it is known
T = TypeVar("T")


class Stop:
    """Between a job on its thread and the GUI: ``stop()`` says whether to stop, ``note`` how far the job is."""

    def __init__(self) -> None:
        self._event = Event()
        self.seen = (0, 0)  # done, total: written by the job, read by the GUI; one tuple, so no lock

    def __call__(self) -> bool:
        return self._event.is_set()

    def set(self) -> None:
        """Ask the job to stop."""
        self._event.set()

    def note(self, done: int, total: int) -> None:
        """The job has done so much of all."""
        self.seen = done, total


Job = Callable[[Stop], T]


class Work(Generic[T]):
    """One computation at a time; a newer request stops the one under way and replaces any that waits.

    ``words`` are shown on the canvas meanwhile, at ``SHARE`` with the percentage that the job notes. When a result is
    there, ``ready`` is called (default: the gesture gets an event "ready") and ``take`` gives it. ``reads_mask``: a
    result is dropped when a label changed since the request.
    """

    def __init__(
        self, surface: Surface, words: str, *, reads_mask: bool = False, ready: Callable[[], None] | None = None
    ) -> None:
        self._surface, self._words, self._reads_mask = surface, words, reads_mask
        self._ready = ready or surface.wake
        self._running: Stop | None = None  # of the job under way
        self._polling = False
        self._next: Job[T] | None = None
        self._found: T | None = None
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether a result is still to come."""
        return self._running is not None

    def ask(self, job: Job[T], small: bool = False) -> None:
        """Request ``job(stop)``, which may ask ``stop()`` and raise ``Cancelled``; ``small``: done at once."""
        self._found = None
        if small and not self.busy:
            self._found = job(Stop())
            return
        self._next = job
        if self._running is not None:
            self._running.set()
            self._say()
        else:
            self._start()

    def _start(self) -> None:
        job, self._next = self._next, None
        if job is None or self._closed:
            return
        stop, asked = Stop(), self._state()
        self._running = stop
        started = self._surface.document.background.submit(
            job,
            stop,
            done=lambda result: self._on_done(stop, asked, result),
            failed=lambda error: self._on_failed(stop, error),
        )
        if started is None:  # the program ends
            self._running = None
        else:
            self._say()

    def _say(self) -> None:
        """Words with how far the work is, now and again until it ends."""
        stop = self._running
        if stop is None or self._closed or (stop() and self._next is None):
            return
        done, total = stop.seen
        # What is still worked on is never said to be done.
        share = f", {percent(min(done / total, 0.999))}" if done and total else ""
        self._surface.previews.tell(self._words.replace(SHARE, share), busy=True)
        if not self._polling:
            self._polling = True
            # A lambda keeps this work alive until then; PySide holds no reference to the object of a bound method.
            QTimer.singleShot(POLL_MS, self._surface.options, lambda: self._on_poll())

    def _on_poll(self) -> None:
        self._polling = False
        self._say()

    def _state(self) -> tuple[object, int]:
        mask = self._surface.document.mask
        return mask, mask.revision if mask is not None and self._reads_mask else 0

    def _on_done(self, stop: Stop, asked: tuple[object, int], result: T) -> None:
        self._end(None if stop() or asked != self._state() else result)

    def _on_failed(self, stop: Stop, error: Exception) -> None:
        if not isinstance(error, Cancelled) and not self._closed:
            log.error("a tool's work failed", exc_info=error)
            said = error if isinstance(error, UserError) else UserError(tr("The tool could not work here."), str(error))
            self._surface.document.problem.emit(said)
        self._end(None)

    def _end(self, result: T | None) -> None:
        self._running = None
        if self._closed:
            return
        if self._next is not None:
            self._start()
            return
        self._surface.previews.tell("")
        self._found = result
        self._ready()

    def take(self) -> T | None:
        """The newest result, once."""
        found, self._found = self._found, None
        return found

    def wait(self) -> Generator[None, Any, T | None]:
        """For gestures: every event until the result is there is dropped."""
        while self.busy:
            yield
        return self.take()

    def stop(self) -> bool:
        """Stop what is under way and drop what waits; ``ready`` comes without a result. ``False``: nothing was."""
        if self._running is None:
            return False
        self._next = self._found = None
        self._running.set()
        self._surface.previews.tell("")
        return True

    def close(self) -> None:
        """Stop what is under way; no result comes any more."""
        if self._running is not None:
            self._running.set()
            self._surface.previews.tell("")
        self._closed, self._next, self._found = True, None, None

    def __enter__(self) -> Work[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
