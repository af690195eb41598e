"""Closes the masks while other work writes their files in the background, and opens them again afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from segstudio.errors import UserError
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.edit_queue import EditQueue
from segstudio.gui.document.label_census import LabelCensus
from segstudio.gui.document.strokes import Strokes
from segstudio.gui.files.mask_store import MaskStore
from segstudio.gui.files.open_files import OpenFiles
from segstudio.gui.look.words import tr
from segstudio.project.project import Project


class MaskRelease:
    """``released``: whether other work writes the mask files now."""

    def __init__(
        self, files: OpenFiles, current: CurrentImage, census: LabelCensus, queue: EditQueue, strokes: Strokes
    ) -> None:
        self._files, self._current, self._census = files, current, census
        self._queue, self._strokes = queue, strokes
        self.released = False

    def release(self, then: Callable[[Project], None], failed: Callable[[], None]) -> bool:
        """Save in the background and close every mask, then call ``then`` with the project.

        ``reopen`` ends it. ``False``: not possible now. When a write fails, ``failed`` is called instead of ``then``.
        """
        masks = self._files.masks
        if masks is None or self._files.refuse_read_only() or self._files.refuse_busy():
            return False
        self._strokes.commit()
        self.released = True
        self._files.busy = UserError(tr("Masks are being imported."), tr("Wait for it, or cancel it below."))
        self._current.hold(lambda: self._save(masks.project, then, failed))
        return True

    def _save(self, project: Project, then: Callable[[Project], None], failed: Callable[[], None]) -> None:
        """Save and wait for writes that are under way, again if something was painted meanwhile, then close."""
        masks = self._files.masks
        if masks is None or project is not masks.project or not self.released:
            return

        def saved() -> None:
            if not self.released:
                return
            self._strokes.commit()
            if masks.dirty:
                self._save(project, then, failed)
            else:
                self._close(masks, then)

        def not_saved(_error: UserError) -> None:
            if self.released:
                self.reopen(project)
                failed()

        masks.save_then(saved, not_saved)

    def _close(self, masks: MaskStore, then: Callable[[Project], None]) -> None:
        for stored in masks.values():
            masks.drop(stored.image_id)
        self._current.withdraw()
        self._queue.history_changed.emit()
        then(masks.project)

    def reopen(self, project: Project, changed: Sequence[str] = ()) -> None:
        """The work is over: masks are opened again, and those of ``changed`` images are counted anew."""
        self.released = False
        if project is not self._files.project:
            return
        self._files.busy = None
        for image_id in changed:
            self._census.counts.drop(image_id)
        self._current.release()
        self._census.count()
