"""Strokes, from press to release: each is one undo step. Owns the stroke under way; no widget."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import UserError
from segstudio.gui.document.class_list import ClassList
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.edit_queue import EditQueue
from segstudio.gui.document.paint_rule import Attempt, CurrentRule
from segstudio.gui.files.open_files import UNSAVED, OpenFiles
from segstudio.labels.geometry import Footprint, Rect, few_rects

_NOTHING = Rect(0, 0, 0, 0)
Choice = Callable[[Rect], tuple[NDArray[np.uint8], NDArray[np.bool_]]]


class Strokes:
    """Painting on the current mask; edits under way are finished before a stroke begins, ends or is given up."""

    def __init__(
        self, files: OpenFiles, current: CurrentImage, classes: ClassList, queue: EditQueue, rule: CurrentRule
    ) -> None:
        self._files, self._current, self._classes = files, current, classes
        self._queue, self._rule = queue, rule
        self._name: str | None = None  # of the stroke under way, until it has painted
        self._attempt: Attempt | None = None  # what the stroke under way tried to paint over

    def may_paint(self, value: int) -> bool:
        """Whether ``value`` (a class or void) can be painted now; if not, the banner says why."""
        return self._classes.may_paint(value) and self._current.mask is not None

    def begin(self, name: str) -> bool:
        """Start one undo step; ``False`` when there is nothing to paint on. The class painted completes its name."""
        self._queue.finish()
        mask = self._current.mask
        if mask is None or self._files.refuse_read_only():
            return False
        if mask.stroking:
            self.commit()
        mask.begin(name)
        self._name, self._attempt = name, None
        return True

    def paint(self, footprint: Footprint, value: int) -> Rect:
        """Paint inside a stroke; the paint rule and locked classes hold. Returns the changed rectangle."""
        return self.paint_parts((footprint,), value)

    def paint_parts(self, parts: Iterable[Footprint], value: int) -> Rect:
        """``paint`` several regions at once: what they have in common is computed only once."""
        mask = self._current.mask
        if mask is None or not self._queue.in_stroke or not self._classes.has(value):
            return _NOTHING
        name, self._name = self._name, None
        if name is not None and (full := self._classes.full_name(name, value)) != name:  # before its first pixel
            mask.cancel()
            mask.begin(full)
        free = self._rule.writable()
        changes = [mask.paint(self._allowed(part), value, free) for part in parts]
        for changed in few_rects(changes):
            self._queue.mask_changed.emit(changed)
        return reduce(Rect.union, changes, _NOTHING)

    def paint_values(self, footprint: Footprint, choose: Choice) -> Rect:
        """Paint several values inside a stroke: ``choose(rect)`` says which (``uint8[h, w]``) and where (``bool``)."""
        mask = self._current.mask
        if mask is None or not self._queue.in_stroke:
            return _NOTHING
        footprint = self._allowed(footprint)
        if not footprint.rect:
            return _NOTHING
        self._name = None
        values, where = choose(footprint.rect)
        changed = mask.paint_values(footprint.rect, values, footprint.inside & where, self._rule.writable())
        if changed:
            self._queue.mask_changed.emit(changed)
        return changed

    def _allowed(self, footprint: Footprint) -> Footprint:
        self._attempt = self._attempt or Attempt(self._rule.writable())
        return self._rule.restrict(footprint, self._attempt)

    def commit(self) -> None:
        """End the stroke: one undo step, in the journal at once, in the mask file in two seconds."""
        self._queue.finish()
        stored, attempt = self._current.stored, self._attempt
        if stored is None or not stored.mask.stroking:
            return
        try:
            step = stored.commit()
        except UserError as error:  # the stroke stays in memory and dirty: the next save writes all of it
            self._files.report_while(UNSAVED, error)
            step = None
        self._attempt = None
        self._queue.edit_done(step is not None)
        if step is None and attempt is not None:
            self._rule.explain_nothing_painted(attempt)

    def split(self) -> None:
        """Commit what the stroke under way has painted so far; the rest of it becomes the next step."""
        self._queue.finish()
        mask, unnamed = self._current.mask, self._name
        name = mask.stroke_name if mask is not None else None
        self.commit()
        if mask is not None and name is not None:
            mask.begin(name)
            self._name = unnamed

    def cancel(self) -> None:
        """Restore every pixel that the unfinished stroke changed."""
        self._queue.finish()
        mask = self._current.mask
        self._attempt = None
        if mask is not None and mask.stroking and (changed := mask.cancel()):
            self._queue.mask_changed.emit(changed)
