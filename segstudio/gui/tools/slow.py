"""Work of a tool off the GUI thread: the newest wish only, dropped when the image (or its labels) changed meanwhile.

Knows the surface and the document's background; no widget.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from segstudio.errors import Cancelled, UserError
from segstudio.gui.words import tr

if TYPE_CHECKING:
    from segstudio.gui.tools.gesture import Surface

log = logging.getLogger(__name__)
SMALL = 1 << 20  # pixels whose work of a few ns each is done at once
T = TypeVar("T")
Stop = Callable[[], bool]
Job = Callable[[Stop], T]


class Work(Generic[T]):
    """One computation at a time; a newer wish stops the one under way and replaces any that waits.

    ``words`` stand on the canvas meanwhile. When a result is there, ``ready`` is called (default: the gesture gets an
    event "ready") and :meth:`take` gives it. ``reads_mask``: a result is dropped when a label changed since the wish.
    """

    def __init__(
        self, surface: Surface, words: str, *, reads_mask: bool = False, ready: Callable[[], None] | None = None
    ) -> None:
        self._surface, self._words, self._reads_mask = surface, words, reads_mask
        self._ready = ready or surface.wake
        self._running: Event | None = None  # set to stop the job under way
        self._wish: Job[T] | None = None
        self._found: T | None = None
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether a result is still to come."""
        return self._running is not None

    def ask(self, job: Job[T], small: bool = False) -> None:
        """Wish for ``job(stop)``, which may ask ``stop()`` and raise :class:`Cancelled`; ``small``: done at once."""
        self._found = None
        if small and not self.busy:
            self._found = job(lambda: False)
            return
        self._wish = job
        if self._running is not None:
            self._running.set()
        else:
            self._start()

    def _start(self) -> None:
        job, self._wish = self._wish, None
        if job is None or self._closed:
            return
        stop, asked = Event(), self._state()
        self._running = stop
        started = self._surface.document.background.submit(
            job,
            stop.is_set,
            done=lambda result: self._on_done(stop, asked, result),
            failed=lambda error: self._on_failed(stop, error),
        )
        if started is None:  # the program ends
            self._running = None
        else:
            self._surface.previews.tell(self._words, busy=True)

    def _state(self) -> tuple[object, int]:
        mask = self._surface.document.mask
        return mask, mask.revision if mask is not None and self._reads_mask else 0

    def _on_done(self, stop: Event, asked: tuple[object, int], result: T) -> None:
        self._end(None if stop.is_set() or asked != self._state() else result)

    def _on_failed(self, stop: Event, error: Exception) -> None:
        if not isinstance(error, Cancelled) and not self._closed:
            log.error("a tool's work failed", exc_info=error)
            said = error if isinstance(error, UserError) else UserError(tr("The tool could not work here."), str(error))
            self._surface.document.problem.emit(said)
        self._end(None)

    def _end(self, result: T | None) -> None:
        self._running = None
        if self._closed:
            return
        if self._wish is not None:
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

    def close(self) -> None:
        """Stop what is under way; nothing of it is seen any more."""
        if self._running is not None:
            self._running.set()
            self._surface.previews.tell("")
        self._closed, self._wish, self._found = True, None, None

    def __enter__(self) -> Work[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
