"""One edit as one undo step, and walking back and forth through them: at once when small, else a little per turn.

While a large edit is under way its mask is in an open stroke, so nothing half done is saved or journalled; whatever
needs the mask complete (a stroke, another image, saving, closing) has the rest done first. Killed meanwhile, the
program forgets the edits that were not finished and nothing else. Owns no widget.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import QObject, Signal

from segstudio.errors import UserError
from segstudio.gui.document.class_list import ClassList
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.turns import Turns
from segstudio.gui.files.open_files import OpenFiles
from segstudio.labels.actions import Steps
from segstudio.labels.geometry import Rect
from segstudio.labels.history import TILE, EditStep
from segstudio.project.masks import StoredMask

SMALL = 2_000_000  # pixels: up to here an edit is done, and a region found, at once; above it bit by bit
Told = Callable[[int], None]
AnySteps = Generator[Rect, None, Any]


class EditQueue(QObject):
    """Changes of the current mask, one after the other.

    Signals: ``mask_changed(Rect)``, pixels of the current mask; ``edited(StoredMask)``, an edit, undo or redo is done;
    ``history_changed``, there is something else to undo or redo.
    """

    mask_changed = Signal(object)
    edited = Signal(object)
    history_changed = Signal()

    def __init__(self, files: OpenFiles, current: CurrentImage, classes: ClassList) -> None:
        super().__init__(files)
        self._files, self._current, self._classes = files, current, classes
        self.turns = Turns(self)

    @property
    def busy(self) -> bool:
        """Whether a large edit, an undo or a redo is under way."""
        return self.turns.busy

    @property
    def in_stroke(self) -> bool:
        """Whether a stroke is being painted."""
        mask = self._current.mask
        return mask is not None and mask.stroking and not self.busy

    def finish(self) -> None:
        """Do what is left of edits under way."""
        self.turns.finish()

    # ---- edits --------------------------------------------------------------------------------------------------

    def edit(self, change: Callable[[StoredMask], Steps], area: Rect | None = None, told: Told | None = None) -> int:
        """Run one change of ``area`` (default: the whole mask) as one undo step; a problem goes to the banner.

        ``told`` gets the number of pixels changed when it is done. That is returned, too, if it is done at once.
        """
        stored, changed = self._current.stored, [0]
        if stored is None or self.in_stroke or self._files.refuse_read_only():
            return 0

        def done(patch: EditStep | None) -> None:
            changed[0] = patch.pixels if patch is not None else 0
            if patch is not None:
                self.edit_done(True)
            if told is not None:
                told(changed[0])

        part = Rect.of_shape(stored.mask.shape) if area is None else area
        self.run(lambda: change(stored), done, part.w * part.h <= SMALL)
        return changed[0]

    def run(self, begin: Callable[[], AnySteps], done: Callable[[Any], None], at_once: bool) -> None:
        """Have steps done that change the current mask; ``begin`` is called when those before are done."""

        def steps() -> AnySteps:
            return (yield from begin())

        self.turns.run(steps(), self.mask_changed.emit, done, self._on_failed, at_once)

    def after(self, then: Callable[[Any], None]) -> None:
        """Call ``then`` when the edits under way are done."""
        nothing: tuple[Rect, ...] = ()
        self.run(lambda: (rect for rect in nothing), then, False)

    def edit_done(self, changed: bool) -> None:
        """A stroke, edit or step of the history is over: its mask is saved soon, its labels are counted."""
        masks, stored = self._files.masks, self._current.stored
        if masks is not None and stored is not None and (changed or stored.dirty):
            masks.touch()
            self.edited.emit(stored)
        self.history_changed.emit()

    def _on_failed(self, error: Exception) -> None:
        """If only the journal could not be written, the pixels are there, and dirty; else they are as before."""
        stored = self._current.stored
        if stored is not None:
            self.mask_changed.emit(Rect.of_shape(stored.mask.shape))
            self._classes.revive(stored)
            self.edit_done(True)
        if not isinstance(error, UserError):
            raise error
        self._files.problem.emit(error)

    # ---- undo ---------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the last step of the current image."""
        self._walk(StoredMask.undoing, lambda stored: stored.mask.history.newest_undo())

    def redo(self) -> None:
        """Do the last undone step of the current image again."""
        self._walk(StoredMask.redoing, lambda stored: stored.mask.history.newest_redo())

    def _walk(self, step: Callable[[StoredMask], AnySteps], newest: Callable[[StoredMask], EditStep | None]) -> None:
        stored = self._current.stored
        if stored is None or self.in_stroke:
            return
        patch = None if self.busy else newest(stored)  # what comes after an edit under way waits in line
        small = not self.busy and (patch is None or len(patch.tiles) * TILE * TILE <= SMALL)
        self.run(lambda: step(stored), self._on_walked, small)

    def _on_walked(self, step: object) -> None:
        stored = self._current.stored
        if step is not None and stored is not None:
            self._classes.revive(stored)
            self.edit_done(True)
