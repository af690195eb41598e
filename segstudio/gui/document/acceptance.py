"""Accepting or rejecting the prediction: by brush, region, rectangle, class or image, each as one undo step.

What the expert painted is changed only by brush, region and rectangle, never by accepting a class or a whole image.
Owns the least confidence for accepting; no widget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from segstudio.gui.document.class_list import ClassList
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.edit_queue import SMALL, EditQueue, Report
from segstudio.gui.document.image_list import ImageList
from segstudio.gui.document.paint_rule import CurrentRule
from segstudio.gui.document.predictions import Predictions
from segstudio.gui.document.strokes import Strokes
from segstudio.gui.files.open_files import OpenFiles
from segstudio.gui.look.words import tr
from segstudio.labels import actions
from segstudio.labels.actions import ACCEPT, ACCEPT_RECT, ACCEPT_REGION, ACCEPTING, OVER_ACCEPTED
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.painting import flood
from segstudio.labels.rules import only, paintable

_NOTHING = Rect(0, 0, 0, 0)


class Acceptance(QObject):
    """``confidence_changed(float)``: the least confidence for accepting, ``minimum_confidence`` (0..0.99; 0: all)."""

    confidence_changed = Signal(float)

    def __init__(
        self, files: OpenFiles, current: CurrentImage, classes: ClassList, queue: EditQueue, rule: CurrentRule,
        strokes: Strokes, predictions: Predictions, images: ImageList
    ) -> None:  # fmt: skip
        super().__init__(files)
        self._files, self._current, self._classes, self._queue = files, current, classes, queue
        self._rule, self._strokes, self._predictions = rule, strokes, predictions
        self._images = images
        self.minimum_confidence = 0.0
        self.reset()
        queue.history_changed.connect(self._on_history)

    def reset(self) -> None:
        """Another project."""
        self._before: dict[str, bool] = {}  # whether an image had accepted labels before its undo history began

    def _on_history(self) -> None:
        """Keep with the project that labels of the image were accepted: a score that counts them has to say so. Undo
        takes it back; what was accepted and then painted over still counts as accepted, unless masks were imported
        over all of it."""
        entry, mask = self._current.entry, self._current.mask
        if entry is None or mask is None:
            return
        before = self._before.setdefault(entry.id, entry.accepted)
        done, undone = ([step.name for step in steps] for steps in (mask.history.undo_stack, mask.history.redo_stack))
        accepted = bool(mask.labelled) and _accepted(done, undone[::-1], entry.accepted, before)
        if accepted != entry.accepted:
            self._images.change([replace(entry, accepted=accepted)])

    def set_minimum_confidence(self, share: float) -> None:
        """Accept only where the confidence is above ``share`` (0..0.99); 0 accepts everywhere."""
        share = min(0.99, max(0.0, share))
        if share != self.minimum_confidence:
            self.minimum_confidence = share
            self.confidence_changed.emit(share)

    def _minimum(self) -> int:
        """The least confidence as predictions store it, 0..255."""
        return int(self.minimum_confidence * 255) + 1 if self.minimum_confidence > 0 else 0

    def accept_all(self, only_class: int | None = None, report: Report | None = None) -> int:
        """Label the void pixels as predicted (one class, or all); what the expert painted stays.

        ``report`` gets the number of pixels labelled; it is returned, too, unless the image is large.
        """
        return self._accept(None, only(VOID), tr(ACCEPT), only_class, report)

    def accept_rect(self, rect: Rect) -> int:
        """Label a rectangle as predicted, also over other labels as the paint rule allows. Returns the pixels."""
        return self._accept(self._inside(rect), None, tr(ACCEPT_RECT))

    def accept_region(self, x: float, y: float, report: Report | None = None) -> None:
        """Label the connected region of one predicted class under a point; in a large image in the background."""
        self._with_region(x, y, lambda region: self._accept(region, None, tr(ACCEPT_REGION), report=report))

    def find_region(self, x: float, y: float, found: Callable[[Footprint | None], None]) -> None:
        """``found(region)`` with what ``accept_region`` would label, or ``None``; in a large image a little later."""
        prediction = self._predictions.current
        if prediction is None or self._predicted_at(x, y) in (None, VOID):
            found(None)
        elif prediction.classes.size <= SMALL:
            found(flood(prediction.classes, (x, y)))
        else:
            copy = prediction.classes.copy()
            self._files.background.submit(flood, copy, (x, y), done=found, failed=lambda _error: found(None))

    def _predicted_at(self, x: float, y: float) -> int | None:
        """What is predicted at a point; ``None`` outside of the image."""
        prediction, mask = self._predictions.current, self._current.mask
        if prediction is None or mask is None or not (0 <= x < mask.shape[1] and 0 <= y < mask.shape[0]):
            return None
        return int(prediction.classes[int(y), int(x)])

    def accept_here(self, footprint: Footprint) -> Rect:
        """Copy the predicted classes inside the footprint of a stroke; pixels without a prediction stay."""
        prediction = self._predictions.current
        if prediction is None:
            return _NOTHING
        minimum, unlocked = self._minimum(), paintable(self._classes.table)

        def choose(rect: Rect) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
            predicted = prediction.classes[rect.slices]
            where = unlocked[predicted] & (predicted != VOID)
            return predicted, where & (prediction.confidence[rect.slices] >= minimum) if minimum else where

        return self._strokes.paint_values(footprint, choose)

    def _inside(self, rect: Rect) -> Footprint:
        """All pixels of a rectangle's part inside the image."""
        mask = self._current.mask
        part = rect.clip(mask.shape) if mask is not None else _NOTHING
        return Footprint(part, np.ones((part.h, part.w), np.bool_))

    def _accept(
        self, footprint: Footprint | None, over: NDArray[np.bool_] | None, name: str, only_class: int | None = None,
        report: Report | None = None
    ) -> int:  # fmt: skip
        """``over``: which present values may change (``None``: all that the paint rule allows)."""
        prediction = self._predictions.current
        if prediction is None or self._current.mask is None or (footprint is not None and not footprint.rect):
            return 0
        rule, minimum = self._rule.for_edit(report), self._minimum()
        free = rule.writable if over is None else over & rule.writable
        return self._queue.edit(
            lambda stored: actions.accepting(
                stored.mask, prediction.classes, free, only=only_class, footprint=footprint,
                confidence=prediction.confidence, minimum=minimum, paintable=paintable(self._classes.table),
                name=name, commit=stored.commit, allow=rule.allow,
            ),
            footprint.rect if footprint is not None else None,
            rule.report,
        )  # fmt: skip

    def reject_rect(self, rect: Rect) -> int:
        """Write void in a rectangle where a class is predicted. Returns the pixels changed."""
        return self._reject(self._inside(rect), VOID, tr("Reject rectangle"))

    def reject_region(self, x: float, y: float, value: int = VOID) -> None:
        """Write ``value`` over the connected region of one predicted class under a point; one undo step."""
        name = tr("Reject region") if value == VOID else self._classes.full_name(tr("Relabel region"), value)
        self._with_region(x, y, lambda region: self._reject(region, value, name))

    def _reject(self, footprint: Footprint, value: int, name: str) -> int:
        prediction = self._predictions.current
        if prediction is None or not footprint.rect or not self._classes.may_paint(value):
            return 0
        rule = self._rule.for_edit()
        return self._queue.edit(
            lambda stored: actions.rejecting(
                stored.mask, prediction.classes, rule.writable & self._classes.has(value), value=value,
                footprint=footprint, name=name, commit=stored.commit, allow=rule.allow,
            ),
            footprint.rect,
            rule.report,
        )  # fmt: skip

    def _with_region(self, x: float, y: float, then: Callable[[Footprint], object]) -> None:
        """Find the connected region of one predicted class under a point, then ``then(region)`` if nothing changed."""
        prediction, value = self._predictions.current, self._predicted_at(x, y)
        if prediction is None or value is None:
            return
        if value == VOID:
            self._files.notice.emit(tr("Nothing is predicted there yet."))
            return
        if prediction.classes.size <= SMALL:
            then(flood(prediction.classes, (x, y)))
            return
        stored, revision = self._current.stored, self._predictions.revision

        def found(region: Footprint) -> None:
            if stored is not self._current.stored:
                return
            if revision == self._predictions.revision and not self._queue.in_stroke:
                then(region)
            else:
                self._files.notice.emit(tr("The prediction changed meanwhile; point at the region again."))

        copy = prediction.classes.copy()
        self._files.background.submit(flood, copy, (x, y), done=found, failed=self._files.report)


def _accepted(done: list[str], undone: list[str], now: bool, before: bool) -> bool:
    """Whether labels are accepted ones after the steps ``done``; ``undone``: those that were done after them, oldest
    first. ``now``: what is stored; ``before``: what was when the image was first opened."""
    names = {tr(name) for name in ACCEPTING}
    if OVER_ACCEPTED in done:
        after = done[len(done) - done[::-1].index(OVER_ACCEPTED) :]
        return not names.isdisjoint(after)
    if OVER_ACCEPTED in undone:  # before that step they were
        now, undone = True, undone[: undone.index(OVER_ACCEPTED)]
    return before or not names.isdisjoint(done) or (now and names.isdisjoint(undone))
