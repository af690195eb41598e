"""When masks and project file are saved, and which images are held out.

``project.json`` is written on a thread of its own: a failed write is reported and tried again with the next. No widget.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from segstudio.errors import UserError
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.edit_queue import EditQueue
from segstudio.gui.document.strokes import Strokes
from segstudio.gui.files.open_files import OpenFiles
from segstudio.project.project import Project


class Saving(QObject):
    """Signals: ``begun``, a save was asked for; ``all_saved``, it is on disk; ``saved``, every mask is on disk, also
    after an automatic save."""

    begun = Signal()
    all_saved = Signal()
    saved = Signal()

    def __init__(self, files: OpenFiles, current: CurrentImage, queue: EditQueue, strokes: Strokes) -> None:
        super().__init__(files)
        self._files, self._current, self._queue, self._strokes = files, current, queue, strokes
        self._splitting = False

    @property
    def dirty(self) -> bool:
        """Whether a stroke is not yet in its mask file."""
        return self._files.masks is not None and self._files.masks.dirty

    def save_now(self) -> None:
        """Write every dirty mask and the project file before returning; raises ``UserError``."""
        masks = self._files.masks
        if masks is not None:
            self._strokes.commit()
            masks.save_now()
            masks.project.flush()
            self.saved.emit()

    def save(self) -> None:
        """Write every dirty mask and the project file in the background, after the edits under way.

        A problem is reported, even if it was before.
        """
        if self._queue.busy:
            self._queue.after(self._on_save)
        else:
            self._on_save()

    def _on_save(self, _done: object = None) -> None:
        masks = self._files.masks
        if masks is not None:
            self._strokes.split()
            self.begun.emit()
            masks.save_then(lambda: self._when_written(masks.project, self.all_saved.emit))

    def save_then(self, done: Callable[[], None], failed: Callable[[UserError], None]) -> None:
        """Save everything in the background, then call ``done``; ``failed`` when that was not possible."""
        masks = self._files.masks
        if masks is not None:
            self._strokes.split()
            masks.save_then(lambda: self._when_written(masks.project, done, failed), failed)

    def prepare_training(self, done: Callable[[], None]) -> None:
        """Save everything in the background, fix which images are held out, then call ``done``."""
        masks = self._files.masks
        if masks is not None:
            self._strokes.split()
            masks.save_then(lambda: self.assign_splits(done))

    def assign_splits(self, done: Callable[[], None] | None = None) -> None:
        """Decide for newly labelled images whether they train or are held out; ``done`` once that is on disk.

        Also called while a training runs: an image joins it only once it is decided that it is not held out. After a
        problem, which is reported, ``done`` is not called.
        """
        project = self._files.project
        if project is None or (self._splitting and done is None):
            return
        self._splitting = True
        self._files.background.submit(
            project.splits_wanted,
            done=lambda chosen: self._on_splits(project, chosen, done),
            failed=self._on_split_failed,
        )

    def _on_splits(self, project: Project, chosen: dict[str, str], done: Callable[[], None] | None) -> None:
        self._splitting = False
        if project is not self._files.project:
            return
        entries = project.put_splits(chosen)
        try:
            if project.changed:
                project.save()
        except UserError as error:
            self._files.problem.emit(error)
            return
        self._current.put_entries(entries)
        if done is not None:
            self._when_written(project, done)

    def _on_split_failed(self, error: Exception) -> None:
        self._splitting = False
        self._files.report(error)

    def _when_written(
        self, project: Project, done: Callable[[], None], failed: Callable[[UserError], None] | None = None
    ) -> None:
        """Call ``done`` once everything that was saved is on disk, where the learner reads it."""

        def report(error: Exception) -> None:
            self._files.report(error)
            if failed is not None:
                failed(error if isinstance(error, UserError) else UserError(str(error)))

        self._files.background.submit(
            project.flush,
            done=lambda _: done() if project is self._files.project else None,
            failed=report,
        )
