"""A long-running job: started, its progress reported, cancelled, ended. Owns neither the work nor its sentences."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from segstudio.errors import Cancelled, FormatError, UserError
from segstudio.gui.files.long_task import LongTask
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import tr
from segstudio.learning.messages import Progress

log = logging.getLogger(__name__)

POLL_MS = 50


class Job(QObject):
    """At most one at a time: ``running`` from ``ask`` to the end. ``failure``: sentence for an unexpected ``{error}``.

    Signals:
        changed: ``running`` changed. progressed(Progress).
        finished(result), failed(UserError), cancelled: exactly one of them ends it.
        solved(UserError): it is tried again, so what it said when it failed last is not true any more.
    """

    changed = Signal()
    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    solved = Signal(object)

    def __init__(self, key: str, title: str, work: LongWork, parent: QObject, failure: str = "{error}") -> None:
        super().__init__(parent)
        self.setObjectName(f"{key}_job")
        self._key, self._title, self._work, self._failure = key, title, work, failure
        self.running = False
        self._failed_with: UserError | None = None
        self._future: Future[Any] | None = None
        self._task = LongTask(title)
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._on_poll)

    # ---- beginning ------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """The job is requested; there is no progress yet."""
        self._task, self.running = LongTask(self._title), True
        if self._failed_with is not None:
            self.solved.emit(self._failed_with)
            self._failed_with = None
        self.changed.emit()

    @property
    def shown(self) -> bool:
        """Whether the status bar shows it."""
        return self._key in self._work.keys

    def show(self, cancel: Callable[[], None] | None = None, pause: Callable[[], None] | None = None) -> None:
        """Show it in the status bar with a button to cancel it, and to pause it where it can be paused."""
        self._work.begin(self._key, self._title, cancel or self.cancel, pause)
        self._timer.start()

    def run(self, submit: Callable[..., Future[Any] | None], function: Callable[..., Any], *args: Any) -> None:
        """Show it and ``submit`` ``function(*args, note)`` to a thread; its result or error ends the job."""
        self.show()
        self._future = submit(function, *args, self.note, done=self.finish, failed=self.fail, owner=self)

    # ---- under way ------------------------------------------------------------------------------------------------

    def note(self, done: int, total: int) -> None:
        """Called by the worker between two items. Raises Cancelled when it is to stop."""
        self._task.note(done, total)

    def report(self, progress: Progress, paused: bool = False) -> None:
        """Report progress to the status bar (where it is shown there) and by ``progressed``."""
        if self.shown:
            self._work.update_progress(self._key, progress)
            self._work.show_paused(self._key, paused)
        self.progressed.emit(progress)

    def cancel(self) -> None:
        """Stop before the next item."""
        self._task.cancel()

    def wait(self) -> None:
        """The window closes: stop before the next item and wait for the current one."""
        self.cancel()
        if self._future is not None and not self._future.done():
            self._future.exception()
        self.end()

    def _on_poll(self) -> None:
        progress = self._task.progress
        if progress.total:
            self.report(progress)

    # ---- over -----------------------------------------------------------------------------------------------------

    def finish(self, result: object = None) -> None:
        """End it with a result."""
        self.end()
        self.finished.emit(result)

    def fail(self, error: Exception) -> None:
        """End it with an error, or Cancelled; what is not a ``UserError`` is logged and reported as ``failure``."""
        self.end()
        if isinstance(error, Cancelled):
            self.cancelled.emit()
            return
        if not isinstance(error, UserError):
            log.error("%s failed", self.objectName(), exc_info=error)
            error = FormatError(tr(self._failure, error=error), tr("Nothing was lost."))
        self._failed_with = error
        self.failed.emit(error)

    def end(self) -> None:
        """End it without reporting a result or an error."""
        self.running = False
        self._timer.stop()
        self._work.end(self._key)
        self.changed.emit()
