"""Edits of the current mask, one after the other, each one undo step; and walking back and forth through the steps.

A small edit is done at once, a large one a little in each turn of the event loop, so that the window stays responsive.
Meanwhile its mask is in an open stroke, so that nothing half done is saved or journalled; whatever needs the mask
complete (a stroke, another image, saving, closing) calls ``finish``. If the program is killed, only the edits that were
not finished are lost. Owns no widget.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from segstudio.errors import UserError, WriteError
from segstudio.gui.document.class_list import ClassList
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.files.open_files import UNSAVED, OpenFiles
from segstudio.labels.geometry import Rect
from segstudio.labels.history import TILE, EditStep
from segstudio.project.masks import StoredMask

SMALL = 2_000_000  # pixels: up to here an edit is done, and a region found, at once
TURN = 0.006  # seconds of work before the window may draw and listen; the last step may take as long again
Report = Callable[[int], None]  # called with the number of pixels changed
Steps = Generator[Rect, None, Any]


@dataclass
class _Edit:
    steps: Steps
    done: Callable[[Any], None]


class EditQueue(QObject):
    """Each edit begins (looks at the mask for the first time) when those before it are done.

    Signals: ``mask_changed(Rect)``, pixels of the current mask; ``edited(StoredMask)``, an edit, undo or redo is done;
    ``history_changed``, there is something else to undo or redo; ``idle``, the last edit that waited is done.
    """

    mask_changed = Signal(object)
    edited = Signal(object)
    history_changed = Signal()
    idle = Signal()

    def __init__(self, files: OpenFiles, current: CurrentImage, classes: ClassList) -> None:
        super().__init__(files)
        self._files, self._current, self._classes = files, current, classes
        self._edits: deque[_Edit] = deque()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_turn)

    @property
    def busy(self) -> bool:
        """Whether an edit, an undo or a redo is under way or waits."""
        return bool(self._edits)

    @property
    def in_stroke(self) -> bool:
        """Whether a stroke is being painted."""
        mask = self._current.mask
        return mask is not None and mask.stroking and not self.busy

    def finish(self) -> None:
        """Do what is left of all edits now."""
        while self._edits:
            self._work(math.inf)

    def edit(
        self, change: Callable[[StoredMask], Steps], area: Rect | None = None, report: Report | None = None
    ) -> int:
        """Run one change of ``area`` (default: the whole mask) as one undo step; a problem goes to the banner.

        ``report`` gets the number of pixels changed. It is returned, too, if the edit is done at once.
        """
        stored, changed = self._current.stored, 0
        if stored is None or self.in_stroke or self._files.refuse_read_only():
            return 0

        def done(step: EditStep | None) -> None:
            nonlocal changed
            if step is not None:
                changed = step.pixels
                self.edit_done(True)
            if report is not None:
                report(changed)

        part = Rect.of_shape(stored.mask.shape) if area is None else area
        self.run(lambda: change(stored), done, part.w * part.h <= SMALL)
        return changed

    def run(self, begin: Callable[[], Steps], done: Callable[[Any], None], at_once: bool) -> None:
        """Do the steps of ``begin()``, ``at_once`` or in turns, after the edits before; then ``done(result)``."""

        def steps() -> Steps:
            return (yield from begin())

        self._edits.append(_Edit(steps(), done))
        if at_once:
            self.finish()
        else:
            self._timer.start()

    def _on_turn(self) -> None:
        self._work(TURN)

    def _work(self, seconds: float) -> None:
        """Steps of the first edit for so long, or to its end."""
        edit, end = self._edits[0], time.perf_counter() + seconds
        rect, over = Rect(0, 0, 0, 0), None
        try:
            while True:
                rect = rect.union(next(edit.steps))
                if time.perf_counter() > end:
                    break
        except StopIteration as stop:
            over = partial(edit.done, stop.value)
        except Exception as error:
            over = partial(self._on_failed, error)
        if over is not None:
            self._edits.popleft()
        if not self._edits:
            self._timer.stop()
        if rect:
            self.mask_changed.emit(rect)
        if over is not None:
            over()
            if not self._edits:
                self.idle.emit()

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
        """If only the journal could not be written, the pixels are changed and dirty; else they are as before."""
        stored = self._current.stored
        if stored is not None:
            self.mask_changed.emit(Rect.of_shape(stored.mask.shape))
            self._classes.revive(stored)
            self.edit_done(True)
        if not isinstance(error, UserError):
            raise error
        if isinstance(error, WriteError):
            self._files.report_while(UNSAVED, error)
        else:
            self._files.problem.emit(error)

    def undo(self) -> None:
        """Take back the last step of the current image."""
        self._walk(StoredMask.undoing, lambda stored: stored.mask.history.newest_undo())

    def redo(self) -> None:
        """Do the last undone step of the current image again."""
        self._walk(StoredMask.redoing, lambda stored: stored.mask.history.newest_redo())

    def _walk(self, step: Callable[[StoredMask], Steps], newest: Callable[[StoredMask], EditStep | None]) -> None:
        stored = self._current.stored
        if stored is None or self.in_stroke or self._files.refuse_read_only():
            return
        found = None if self.busy else newest(stored)  # while an edit is under way, this waits for it
        small = not self.busy and (found is None or len(found.tiles) * TILE * TILE <= SMALL)
        self.run(lambda: step(stored), self._on_walked, small)

    def _on_walked(self, step: object) -> None:
        stored = self._current.stored
        if step is not None and stored is not None:
            self._classes.revive(stored)
            self.edit_done(True)
