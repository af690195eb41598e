"""When what belongs to the project goes to disk, and which images are held out; masks themselves are the store's.

A part of ``Document``. ``project.json`` is written on a thread of its own: a failed write
is told, and tried again with the next. Owns no widget.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from segstudio.errors import UserError
from segstudio.gui.document.background import Background
from segstudio.gui.document.counted_document import CountedDocument
from segstudio.gui.look.words import tr
from segstudio.project.project import Project


class SavingDocument(CountedDocument):
    """``save_begun``: a save was asked for; ``all_saved``: what it was to write is on disk."""

    saved = Signal()
    save_begun = Signal()
    all_saved = Signal()
    _unwritten = Signal(object)  # from the thread that writes project.json
    _splitting = False

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(background, parent)
        self._unwritten.connect(self.problem, Qt.ConnectionType.QueuedConnection)

    def save_now(self) -> None:
        """Write every dirty mask and the project file before returning; raises ``UserError``."""
        if self._store is not None and self.project is not None:
            self.commit_stroke()
            self._store.save_now()
            self.project.flush()
            self.saved.emit()

    def save(self) -> None:
        """Write every dirty mask and the project file in the background; a problem is told, even if it was before."""
        project = self.project
        if self._store is not None and project is not None:
            self.part_stroke()
            self.save_begun.emit()
            self._store.save_then(lambda: self._when_written(project, self.all_saved.emit))

    def prepare_training(self, done: Callable[[], None]) -> None:
        """Save everything in the background, fix which images are held out, then call ``done``."""
        if self._store is None:
            return
        self.part_stroke()
        self._store.save_then(lambda: self.assign_splits(done))

    def assign_splits(self, done: Callable[[], None] | None = None) -> None:
        """Settle for newly labelled images whether they train or are held out; ``done`` once that is on disk.

        Also asked for while a training runs: an image joins it only once it is settled that it is not held out. A
        problem is told, and then ``done`` is not called.
        """
        project = self.project
        if project is None or (self._splitting and done is None):
            return
        self._splitting = True
        self.background.submit(
            project.splits_wanted,
            done=lambda chosen: self._on_splits(project, chosen, done),
            failed=self._on_split_failed,
        )

    def _on_splits(self, project: Project, chosen: dict[str, str], done: Callable[[], None] | None) -> None:
        self._splitting = False
        if project is not self.project:
            return
        entries = project.put_splits(chosen)
        try:
            if project.changed:
                project.save()
        except UserError as error:
            self.problem.emit(error)
            return
        for entry in entries:
            if self.entry is not None and self.entry.id == entry.id:
                self.entry = entry
            self.image_state_changed.emit(entry.id)
        if done is not None:
            self._when_written(project, done)

    def _on_split_failed(self, error: Exception) -> None:
        self._splitting = False
        self._on_failed(error)

    def _when_written(self, project: Project, done: Callable[[], None]) -> None:
        """Call ``done`` once everything that was saved is on disk, where the learner reads it."""

        def written(_result: object) -> None:
            if project is self.project:
                done()

        self.background.submit(project.flush, done=written, failed=self._on_failed)

    def set_current_run(self, run: str) -> None:
        """Remember which run predicts."""
        if self.project is None:
            return
        try:
            self.project.set_current_run(run)
        except UserError as error:
            self.problem.emit(error)

    def _on_failed(self, error: Exception) -> None:
        told = error if isinstance(error, UserError) else UserError(tr("Something went wrong: {reason}", reason=error))
        self.problem.emit(told)
