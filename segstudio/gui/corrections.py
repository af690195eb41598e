"""The prediction and what the expert makes of it: accept, reject, and copying what another image's mask holds.

The middle of :class:`~segstudio.gui.document.Document`. Each correction is one undo step. What the expert painted is
changed by local gestures only (brush, region, rectangle), never by accepting a class or an image as a whole.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Signal

from segstudio.errors import UserError, WriteError
from segstudio.gui.prediction import Prediction
from segstudio.gui.project_document import ProjectDocument
from segstudio.gui.words import counted, tr
from segstudio.labels import actions
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.history import Patch
from segstudio.labels.painting import flood, whole
from segstudio.labels.rules import allowed, may_paint, only, paintable, writable
from segstudio.learning.messages import INSTANT, Predicted
from segstudio.project.masks import StoredMask, read_mask
from segstudio.project.project import ImageEntry

KEEP_PREDICTIONS = 8
SMALL = 2_000_000  # pixels: up to here a region is found at once, above it in the background
_SAMPLE = 1_000_000  # pixels that are enough for a mean confidence
_NOTHING = Rect(0, 0, 0, 0)
Change = Callable[[StoredMask], Patch | None]


class Corrections(ProjectDocument):
    """Signals: ``confidence_changed(float)``, the least confidence for accepting; else as :class:`ProjectDocument`."""

    confidence_changed = Signal(float)
    minimum_confidence = 0.0
    _stroke_name: str | None = None  # of a stroke that has not painted yet

    def _clear(self) -> None:
        super()._clear()
        self._certainty: dict[str, float] = {}
        self._pieces: dict[str, dict[int, dict[Rect, tuple[float, int]]]] = {}  # by image, by question: mean, pixels
        self._prediction_changes = 0

    # ---- one edit ---------------------------------------------------------------------------------------------

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

    def _edit(self, change: Change) -> int:
        """Run one change as one undo step; the pixels changed. A problem goes to the banner."""
        stored = self.stored
        if stored is None or stored.mask.stroking or self._refused_read_only():
            return 0
        before, patch = stored.mask.revision, None
        try:
            patch = change(stored)
        except UserError as error:  # if the journal could not be written, the labels are there and dirty
            self.problem.emit(error)
        if stored.mask.revision == before:
            return 0
        self.mask_changed.emit(patch.bounds if patch is not None else Rect.of_shape(stored.mask.shape))
        self._after_edit(True)
        return patch.pixels if patch is not None else 0

    def _where(self, footprint: Footprint) -> Footprint:
        """The part of a footprint where the paint rule lets anything be painted."""
        return allowed(self.rule, footprint, self.image.pixels if self.image is not None else None)

    # ---- what is predicted --------------------------------------------------------------------------------------

    def put_prediction(self, answer: Predicted) -> None:
        """Take an answer of the network in; it changes what is shown, never a label."""
        if self.project is None or self.entry is None or self.entry.id != answer.image_id or self.mask is None:
            return
        shape = self.mask.shape
        prediction = self._predictions.get(answer.image_id)
        if prediction is None or prediction.classes.shape != shape:
            prediction = Prediction.empty(shape)
        if answer.rect.clip(shape) != answer.rect:
            return
        another_run = prediction.run != answer.run
        prediction.put(answer)
        self._prediction_changes += 1
        self._predictions.pop(answer.image_id, None)
        self._predictions[answer.image_id] = prediction
        while len(self._predictions) > KEEP_PREDICTIONS:
            self._predictions.pop(next(iter(self._predictions)))
        if answer.run != INSTANT:  # how sure a preview is says nothing about the network
            self.note_answer(answer)
        self.prediction_changed.emit(Rect.of_shape(shape) if another_run else answer.rect)

    def note_answer(self, answer: Predicted) -> None:
        """Remember how certain the network is, once all pieces of one answer for an image (any image) came."""
        if self.project is None or answer.image_id not in {entry.id for entry in self.project.images}:
            return
        step = max(1, int((answer.confidence.size / _SAMPLE) ** 0.5))
        size = answer.rect.w * answer.rect.h
        pieces = self._pieces.get(answer.image_id, {})
        if answer.generation not in pieces:
            pieces = {answer.generation: {}}
        pieces[answer.generation][answer.rect] = (float(answer.confidence[::step, ::step].mean()) / 255, size)
        self._pieces[answer.image_id] = pieces
        entry, found = self.project.entry(answer.image_id), list(pieces[answer.generation].values())
        if sum(size for _, size in found) < entry.width * entry.height:
            return
        del self._pieces[answer.image_id]
        mean = sum(share * size for share, size in found) / sum(size for _, size in found)
        if self._certainty.get(answer.image_id) != mean:
            self._certainty[answer.image_id] = mean
            self.image_state_changed.emit(answer.image_id)

    def certainty(self, image_id: str) -> float | None:
        """Mean confidence 0..1 of the last prediction of a whole image; ``None`` when it is not known."""
        return self._certainty.get(image_id)

    @property
    def certainties(self) -> int:
        """Of how many images :meth:`certainty` is known."""
        return len(self._certainty)

    def clear_prediction(self) -> None:
        """Forget every prediction; labels stay."""
        self._predictions.clear()
        self._prediction_changes += 1
        if self.mask is not None:
            self.prediction_changed.emit(Rect.of_shape(self.mask.shape))

    # ---- accept -------------------------------------------------------------------------------------------------

    def set_minimum_confidence(self, share: float) -> None:
        """Accept only where the confidence is above ``share`` (0..0.99); 0 accepts everywhere."""
        share = min(0.99, max(0.0, share))
        if share != self.minimum_confidence:
            self.minimum_confidence = share
            self.confidence_changed.emit(share)

    def _minimum(self) -> int:
        """The least confidence as it is stored, 0..255."""
        return int(self.minimum_confidence * 255) + 1 if self.minimum_confidence > 0 else 0

    def accept_prediction(self, only_class: int | None = None) -> int:
        """Label the void pixels as predicted (one class, or all); one undo step. Returns the pixels labelled.

        What the expert painted stays: only void pixels change. To overrule a label, use the accept brush.
        """
        free = only(VOID) & writable(self.classes, self.rule)
        return self._accept(None, free, "Accept prediction", only_class)

    def accept_rect(self, rect: Rect) -> int:
        """Label a rectangle as predicted, also over other labels as the paint rule allows. Returns the pixels."""
        part = rect.clip(self.mask.shape) if self.mask is not None else _NOTHING
        return self._accept_footprint(Footprint(part, np.ones((part.h, part.w), np.bool_)), "Accept rectangle")

    def accept_region(self, x: float, y: float) -> None:
        """Label the connected region of one predicted class under a point; in a large image a moment later."""
        self._with_region(x, y, lambda region: self._accept_footprint(region, "Accept region"))

    def accept_here(self, footprint: Footprint) -> Rect:
        """Copy the predicted classes inside the footprint of a stroke; pixels without a prediction stay."""
        footprint = self._under_hand(footprint)
        prediction = self.prediction
        if prediction is None or not footprint.rect:
            return _NOTHING
        values = prediction.classes[footprint.rect.slices]
        inside = footprint.inside & paintable(self.classes)[values] & (values != VOID)
        if self._minimum():
            inside &= prediction.confidence[footprint.rect.slices] >= self._minimum()
        self._stroke_name = None
        changed = self.mask.paint_values(footprint.rect, values, inside, writable(self.classes, self.rule))
        if changed:
            self.mask_changed.emit(changed)
        return changed

    def _under_hand(self, footprint: Footprint) -> Footprint:
        """What of a stroke's footprint the paint rule allows; nothing where no stroke or no prediction is."""
        if self.mask is None or self.prediction is None or not self.mask.stroking:
            return Footprint(_NOTHING, np.zeros((0, 0), np.bool_))
        return self._where(footprint)

    def _accept_footprint(self, footprint: Footprint, name: str) -> int:
        if not footprint.rect:
            return 0
        return self._accept(footprint, writable(self.classes, self.rule), name)

    def _accept(
        self, footprint: Footprint | None, free: np.ndarray, name: str, only_class: int | None = None
    ) -> int:
        prediction = self.prediction
        if prediction is None or self.mask is None:
            return 0
        if footprint is not None or self.rule.selection is not None or self.rule.needs_image:
            footprint = self._where(footprint if footprint is not None else whole(self.mask.shape))
        return self._edit(
            lambda stored: actions.accept(
                stored.mask, prediction.classes, free, only=only_class, footprint=footprint,
                confidence=prediction.confidence, minimum=self._minimum(), paintable=paintable(self.classes),
                name=name, commit=stored.commit,
            )
        )  # fmt: skip

    # ---- reject -------------------------------------------------------------------------------------------------

    def reject_rect(self, rect: Rect, value: int = VOID, only_class: int | None = None) -> int:
        """Write ``value`` (void or another class) in a rectangle where a class (``only_class``: that one) is predicted.

        Pixels that are predicted as ``value`` and pixels without a prediction stay. Returns the pixels changed.
        """
        part = rect.clip(self.mask.shape) if self.mask is not None else _NOTHING
        inside = Footprint(part, np.ones((part.h, part.w), np.bool_))
        return self._reject(inside, value, tr("Reject rectangle"), only_class)

    def reject_region(self, x: float, y: float, value: int = VOID) -> None:
        """Write ``value`` over the connected region of one predicted class under a point; one undo step."""
        self._with_region(x, y, lambda region: self._reject(region, value, tr("Reject region")))

    def reject_here(self, footprint: Footprint, value: int = VOID) -> Rect:
        """Write ``value`` inside the footprint of a stroke where another class is predicted."""
        footprint = self._under_hand(footprint)
        prediction = self.prediction
        if prediction is None or not footprint.rect:
            return _NOTHING
        values = prediction.classes[footprint.rect.slices]
        inside = footprint.inside & (values != VOID) & (values != value)
        self._stroke_name = None
        changed = self.mask.paint(Footprint(footprint.rect, inside), value, writable(self.classes, self.rule))
        if changed:
            self.mask_changed.emit(changed)
        return changed

    def _reject(self, footprint: Footprint, value: int, name: str, only_class: int | None = None) -> int:
        prediction = self.prediction
        if prediction is None or not footprint.rect or not self._may_write(value):
            return 0
        footprint = self._where(footprint)
        free = writable(self.classes, self.rule)
        return self._edit(
            lambda stored: actions.reject(
                stored.mask, prediction.classes, free, value=value, only=only_class, footprint=footprint, name=name,
                commit=stored.commit,
            )
        )  # fmt: skip

    def _may_write(self, value: int) -> bool:
        try:
            return may_paint(self.classes, value)
        except UserError as error:
            self.problem.emit(error)
            return False

    # ---- regions ------------------------------------------------------------------------------------------------

    def _with_region(self, x: float, y: float, then: Callable[[Footprint], object]) -> None:
        """Find the connected region of one predicted class under a point and hand it on, unless all changed since."""
        prediction, mask = self.prediction, self.mask
        if prediction is None or mask is None or not (0 <= x < mask.shape[1] and 0 <= y < mask.shape[0]):
            return
        if prediction.classes[int(y), int(x)] == VOID:
            self.notice.emit(tr("Nothing is predicted there yet."))
            return
        if prediction.classes.size <= SMALL:
            then(flood(prediction.classes, (x, y)))
            return
        asked = (self.stored, self._prediction_changes)
        self.background.submit(
            flood,
            prediction.classes.copy(),
            (x, y),
            done=lambda region: self._on_region(asked, region, then),
            failed=self._on_failed,
        )

    def _on_region(self, asked: tuple[object, int], region: Footprint, then: Callable[[Footprint], object]) -> None:
        if asked == (self.stored, self._prediction_changes) and self.mask is not None and not self.mask.stroking:
            then(region)
        elif self.stored is not None and asked[0] is self.stored:
            self.notice.emit(tr("The prediction changed meanwhile; point at the region again."))

    # ---- another image's mask -----------------------------------------------------------------------------------

    def copy_mask_from(self, entry: ImageEntry) -> None:
        """Label the void pixels of the current image as those of ``entry`` are labelled; one undo step."""
        if self.stored is None or self.project is None or self._store is None:
            return
        held, asked = self._store.get(entry.id), self.stored
        if held is not None:
            self._copy(asked, entry, held.mask.settled())
            return
        path, project = self.project.mask_path(entry), self.project
        if not path.is_file():
            self.notice.emit(tr("Nothing is labelled on {name}.", name=entry.stem))
            return
        self.background.submit(
            lambda: read_mask(path, None, project.classes.ids, project.classes.retired),
            done=lambda values: self._copy(asked, entry, values),
            failed=self._on_failed,
        )

    def _copy(self, asked: StoredMask, entry: ImageEntry, values: np.ndarray) -> None:
        if asked is not self.stored:
            return
        free = only(VOID) & writable(self.classes, self.rule)
        limited = self.rule.selection is not None or self.rule.needs_image
        where = self._where(whole(asked.mask.shape)) if limited else None
        pixels = self._edit(
            lambda stored: actions.copy_mask(
                stored.mask, values, free, footprint=where, paintable=paintable(self.classes),
                name=tr("Copy mask of {name}", name=entry.stem), commit=stored.commit,
            )
        )  # fmt: skip
        if pixels:
            told = tr("{pixels} labelled as on {name}; Undo takes it back.")
            self.notice.emit(told.format(pixels=counted(pixels, "pixel"), name=entry.stem))
        elif values.shape == asked.mask.shape:
            self.notice.emit(tr("No void pixel is labelled on {name}.", name=entry.stem))
