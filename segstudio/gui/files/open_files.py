"""Which files are open: the project and its masks, as all parts of the document see them.

Owns the pool that reads and writes them, and the signals for the banner when that fails.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, Signal

from segstudio.errors import UserError, WriteError
from segstudio.gui.files.background import Background
from segstudio.gui.files.long_task import LongTask
from segstudio.gui.files.mask_store import MaskStore
from segstudio.gui.look.words import tr
from segstudio.labels.history import UNDO_BYTES
from segstudio.project.project import ImageEntry, Project

# Causes of problems.
UNSAVED, UNWRITTEN, BLOCKED, BUSY = "masks", "project file", "current image", "other work"


class OpenFiles(QObject):
    """``masks``: the open masks of the open project, set by ``OpenProject`` only; ``None`` without a project.

    ``busy``: why no other work may write all masks now (``None``: it may), set by the work that writes them.
    Signals, which every part may emit: ``problem(UserError)`` and ``notice(str)``, for the banner, where
    ``solved(UserError)`` removes a problem whose cause is gone; ``image_state_changed(id)``, labelled share, certainty,
    flag or blocked state of one image; ``begun(LongTask)`` and ``ended(LongTask)``: work that a person waits for.
    """

    problem = Signal(object)
    solved = Signal(object)
    notice = Signal(str)
    image_state_changed = Signal(str)
    begun = Signal(object)
    ended = Signal(object)

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self.background = background
        self.masks: MaskStore | None = None
        self.undo_bytes = UNDO_BYTES  # of the steps of one mask
        self._busy: UserError | None = None
        self._lasting: defaultdict[str, list[UserError]] = defaultdict(list)  # problems that are shown, by their cause
        self._tasks: set[LongTask] = set()

    @property
    def busy(self) -> UserError | None:
        """Why no other work may write all masks now."""
        return self._busy

    @busy.setter
    def busy(self, reason: UserError | None) -> None:
        self._busy = reason
        self.end_cause(BUSY)

    def limit_undo(self, nbytes: int) -> None:
        """Keep steps up to so many bytes for each mask; a mask that has more drops the oldest with its next step."""
        self.undo_bytes = nbytes
        if self.masks is not None:
            self.masks.limit_undo(nbytes)

    @property
    def project(self) -> Project | None:
        """The open project."""
        return self.masks.project if self.masks is not None else None

    @property
    def images(self) -> tuple[ImageEntry, ...]:
        """The images of the project in their order; none without a project."""
        project = self.project
        return project.images if project is not None else ()

    def entry(self, image_id: str) -> ImageEntry | None:
        """An image of the project; ``None`` when it is not, or no longer, one."""
        return next((entry for entry in self.images if entry.id == image_id), None)

    def work(
        self,
        title: str,
        function: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> tuple[LongTask, Future[Any] | None]:
        """Run ``function(*args, note)`` on the pool; the status bar shows how far it is and cancels it.

        Then ``done(result)`` or ``failed(error)``, which is Cancelled where it was.
        """
        task = LongTask(title)

        def over(then: Callable[[Any], None], value: Any) -> None:
            self._tasks.discard(task)
            self.ended.emit(task)
            then(value)

        self._tasks.add(task)
        self.begun.emit(task)
        future = self.background.submit(
            function, *args, task.note, done=lambda result: over(done, result), failed=lambda e: over(failed, e)
        )
        return task, future

    def cancel_work(self) -> None:
        """The project closes: long tasks stop before their next item."""
        for task in self._tasks:
            task.cancel()

    def report_while(self, cause: str, error: UserError) -> None:
        """Show a problem in the banner until its cause has ended (``end_cause``)."""
        self._lasting[cause].append(error)
        self.problem.emit(error)

    def end_cause(self, cause: str) -> None:
        """What these problems said is not true any more."""
        for error in self._lasting.pop(cause, ()):
            self.solved.emit(error)

    def on_saved(self) -> None:
        """Every mask is on disk: in its own file, unless the lock of the project is lost."""
        if self.project is None or self.project.lost_lock() is None:
            self.end_cause(UNSAVED)

    def report(self, error: Exception) -> None:
        """Show in the banner why work in the background failed."""
        known = isinstance(error, UserError)
        self.problem.emit(error if known else UserError(tr("Something went wrong: {reason}", reason=error)))

    def refuse_read_only(self) -> bool:
        """Whether what is painted could not be kept, because the folder cannot be written; the banner says so."""
        project = self.project
        lost = project.lost_lock() if project is not None else None
        if lost is not None:
            self.problem.emit(lost)
            return True
        if project is None or not project.read_only:
            return False
        hint = tr("Copy the project to a folder that you may write and open it there.")
        self.problem.emit(WriteError(tr("This project is open read-only; nothing painted could be kept."), hint))
        return True

    def refuse_busy(self) -> bool:
        """Whether other work is writing all masks; the banner says which."""
        if self.busy is not None:
            self.report_while(BUSY, self.busy)
        return self.busy is not None
