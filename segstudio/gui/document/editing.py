"""One edit as one undo step, and walking back and forth through them: at once when small, else a little per moment.

The middle of ``Document``, below corrections and painting. While a large edit is under way
its mask is in an open stroke, so nothing half done is saved or journalled; whatever needs the mask settled (a stroke,
another image, saving, closing) has the rest done first. Killed meanwhile, the program forgets the edits that were not
finished and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import QObject

from segstudio.errors import UserError, WriteError
from segstudio.gui.document.background import Background
from segstudio.gui.document.project_document import ProjectDocument
from segstudio.gui.document.turns import Turns
from segstudio.gui.look.words import tr
from segstudio.labels.actions import Steps
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.labels.history import TILE, Patch
from segstudio.project.masks import StoredMask

SMALL = 2_000_000  # pixels: up to here an edit is done, and a region found, at once; above it bit by bit
Told = Callable[[int], None]


class Editing(ProjectDocument):
    """Signals are those of ``ProjectDocument``."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(background, parent)
        self._turns = Turns(self)

    @property
    def editing(self) -> bool:
        """Whether a large edit, an undo or a redo is under way."""
        return self._turns.busy

    def finish_edits(self) -> None:
        """Do what is left of edits under way."""
        self._turns.finish()

    @property
    def _in_stroke(self) -> bool:
        """Whether a hand is painting."""
        return self.mask is not None and self.mask.stroking and not self.editing

    # ---- edits --------------------------------------------------------------------------------------------------

    def _refused_read_only(self) -> bool:
        """In a folder that cannot be written a stroke could not be kept, so it is refused and the banner says why."""
        if self.project is None or not self.project.read_only:
            return False
        hint = tr("Copy the project to a folder that you may write and open it there.")
        self.problem.emit(WriteError(tr("This project is open read-only; nothing painted could be kept."), hint))
        return True

    def _after_edit(self, changed: bool) -> None:
        if self._store is not None and self.stored is not None and (changed or self.stored.dirty):
            self._store.touch()
            self.counts.put(self.stored.image_id, self.stored.mask.counts())
            self.image_state_changed.emit(self.stored.image_id)
        self.history_changed.emit()

    def _edit(self, change: Callable[[StoredMask], Steps], area: Rect | None = None, told: Told | None = None) -> int:
        """Run one change of ``area`` (default: the whole mask) as one undo step; a problem goes to the banner.

        ``told`` gets the number of pixels changed when it is done. That is returned, too, if it is done at once.
        """
        stored, changed = self.stored, [0]
        if stored is None or self._in_stroke or self._refused_read_only():
            return 0

        def done(patch: Patch | None) -> None:
            changed[0] = patch.pixels if patch is not None else 0
            if patch is not None:
                self._after_edit(True)
            if told is not None:
                told(changed[0])

        part = Rect.of_shape(stored.mask.shape) if area is None else area
        self._in_turns(lambda: change(stored), done, part.w * part.h <= SMALL)
        return changed[0]

    def _in_turns(
        self, begin: Callable[[], Generator[Rect, None, Any]], done: Callable[[Any], None], at_once: bool
    ) -> None:
        """Have steps done that change the current mask; ``begin`` is called when those before are done."""

        def steps() -> Generator[Rect, None, Any]:
            return (yield from begin())

        self._turns.run(steps(), self.mask_changed.emit, done, self._on_edit_failed, at_once)

    def _after_edits(self, then: Callable[[Any], None]) -> None:
        """Call ``then`` when the edits under way are done."""
        nothing: Generator[Rect, None, Any] = (rect for rect in ())
        self._in_turns(lambda: nothing, then, False)

    def _known(self, value: int) -> bool:
        """Whether ``value`` can be painted still: asked when an edit begins, since a class may be gone by then."""
        return value == VOID or value in self.classes

    def _on_edit_failed(self, error: Exception) -> None:
        """If only the journal could not be written, the pixels are there, and dirty; else they are as before."""
        if self.stored is not None:
            self.mask_changed.emit(Rect.of_shape(self.stored.mask.shape))
            self._revive()
            self._after_edit(True)
        if not isinstance(error, UserError):
            raise error
        self.problem.emit(error)

    # ---- undo ---------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the last step of the current image."""
        self._walk(StoredMask.undoing, lambda stored: stored.mask.history.newest_undo())

    def redo(self) -> None:
        """Do the last undone step of the current image again."""
        self._walk(StoredMask.redoing, lambda stored: stored.mask.history.newest_redo())

    def _walk(
        self, step: Callable[[StoredMask], Generator[Rect, None, Any]], newest: Callable[[StoredMask], Patch | None]
    ) -> None:
        stored = self.stored
        if stored is None or self._in_stroke:
            return
        patch = None if self.editing else newest(stored)  # what comes after an edit under way waits in line
        small = not self.editing and (patch is None or len(patch.tiles) * TILE * TILE <= SMALL)
        self._in_turns(lambda: step(stored), self._on_walked, small)

    def _on_walked(self, step: object) -> None:
        if step is not None:
            self._revive()
            self._after_edit(True)

    # ---- what needs the mask settled ----------------------------------------------------------------------------

    def save(self) -> None:
        """As below, after the edits under way."""
        if self.editing:
            self._after_edits(self._on_save)
        else:
            super().save()

    def _on_save(self, _done: object) -> None:
        super().save()

    def remove_image(self, image_id: str) -> None:
        """As below, edits finished."""
        self.finish_edits()
        super().remove_image(image_id)

    def _shut(self) -> None:
        self.finish_edits()
        super()._shut()
