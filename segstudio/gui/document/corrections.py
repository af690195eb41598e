"""The prediction and what the expert makes of it: accept, reject, and copying what another image's mask holds.

Above ``Editing``. Each correction is one undo step. What the expert painted is
changed by local gestures only (brush, region, rectangle), never by accepting a class or an image as a whole.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Signal

from segstudio.errors import UserError
from segstudio.gui.document.editing import SMALL, Editing, Told
from segstudio.gui.look.words import counted, tr
from segstudio.gui.pixels.prediction import Prediction
from segstudio.labels import actions
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.painting import flood
from segstudio.labels.rules import allowed, may_paint, only, paintable, writable
from segstudio.learning.messages import INSTANT, Predicted, Rough
from segstudio.project.masks import StoredMask, read_mask
from segstudio.project.project import ImageEntry

KEEP_PREDICTIONS = 8
_SAMPLE = 1_000_000  # pixels that are enough for a mean confidence
_NOTHING = Rect(0, 0, 0, 0)


class Corrections(Editing):
    """Signals: ``confidence_changed(float)``, the least confidence for accepting; else as ``ProjectDocument``."""

    confidence_changed = Signal(float)
    minimum_confidence = 0.0
    _stroke_name: str | None = None  # of a stroke that has not painted yet

    def _clear(self) -> None:
        super()._clear()
        self._certainty: dict[str, float] = {}
        self._pieces: dict[str, dict[int, dict[Rect, tuple[float, int]]]] = {}  # by image, by question: mean, pixels
        self._prediction_changes = 0
        self._answers: list[Predicted | Rough] = []  # that came during an edit

    # ---- where the paint rule allows it ------------------------------------------------------------------------

    def _where(self, footprint: Footprint) -> Footprint:
        """The part of a footprint where the paint rule lets anything be painted."""
        return allowed(self._rule, footprint, self.image.pixels if self.image is not None else None)

    def _allow(self) -> actions.Allow | None:
        """``_where`` as it is now, for an edit that asks later and piece by piece; ``None``: everywhere."""
        if self._rule.selection is None and not self._rule.needs_image:
            return None
        rule, pixels = self._rule, self.image.pixels if self.image is not None else None
        return lambda footprint: allowed(rule, footprint, pixels)

    # ---- what is predicted --------------------------------------------------------------------------------------

    def put_prediction(self, answer: Predicted | Rough) -> None:
        """Take an answer of the network in; it changes what is shown, never a label.

        An edit under way goes on with the prediction that was shown when it was asked for: the answer waits for it.
        """
        if not self.editing:
            self._put_prediction(answer)
            return
        self._answers.append(answer)
        if len(self._answers) == 1:
            self._after_edits(self._on_answers)

    def _on_answers(self, _done: object) -> None:
        if self.editing:  # another one was asked for meanwhile
            self._after_edits(self._on_answers)
            return
        answers, self._answers = self._answers, []
        for answer in answers:
            self._put_prediction(answer)

    def _put_prediction(self, answer: Predicted | Rough) -> None:
        if self.project is None or self.entry is None or self.entry.id != answer.image_id or self.mask is None:
            return
        shape = self.mask.shape
        prediction = self._predictions.get(answer.image_id)
        if prediction is None or prediction.classes.shape != shape:
            prediction = Prediction.empty(shape)
        if answer.rect.clip(shape) != answer.rect:
            return
        another_run = prediction.run != answer.run
        if isinstance(answer, Rough):
            prediction.put_rough(answer)
        else:
            prediction.put(answer)
        self._prediction_changes += 1
        self._predictions.pop(answer.image_id, None)
        self._predictions[answer.image_id] = prediction
        while len(self._predictions) > KEEP_PREDICTIONS:
            self._predictions.pop(next(iter(self._predictions)))
        if isinstance(answer, Predicted) and answer.run != INSTANT:  # how sure a preview is says nothing
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
        """Of how many images ``certainty`` is known."""
        return len(self._certainty)

    def clear_prediction(self) -> None:
        """Forget every prediction; labels stay."""
        self._predictions.clear()
        self._prediction_changes += 1
        self._answers = []
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

    def accept_prediction(self, only_class: int | None = None, told: Told | None = None) -> int:
        """Label the void pixels as predicted (one class, or all); one undo step.

        ``told`` gets the number of pixels labelled; it is returned, too, unless a large image takes a moment.
        What the expert painted stays: only void pixels change. To overrule a label, use the accept brush.
        """
        free = only(VOID) & writable(self.classes, self._rule)
        return self._accept(None, free, tr("Accept prediction"), only_class, told)

    def accept_rect(self, rect: Rect) -> int:
        """Label a rectangle as predicted, also over other labels as the paint rule allows. Returns the pixels."""
        part = rect.clip(self.mask.shape) if self.mask is not None else _NOTHING
        return self._accept_footprint(Footprint(part, np.ones((part.h, part.w), np.bool_)), tr("Accept rectangle"))

    def accept_region(self, x: float, y: float) -> None:
        """Label the connected region of one predicted class under a point; in a large image a moment later."""
        self._with_region(x, y, lambda region: self._accept_footprint(region, tr("Accept region")))

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
        changed = self.mask.paint_values(footprint.rect, values, inside, writable(self.classes, self._rule))
        if changed:
            self.mask_changed.emit(changed)
        return changed

    def _under_hand(self, footprint: Footprint) -> Footprint:
        """What of a stroke's footprint the paint rule allows; nothing where no stroke or no prediction is."""
        if self.mask is None or self.prediction is None or not self._in_stroke:
            return Footprint(_NOTHING, np.zeros((0, 0), np.bool_))
        return self._where(footprint)

    def _accept_footprint(self, footprint: Footprint, name: str) -> int:
        if not footprint.rect:
            return 0
        return self._accept(footprint, writable(self.classes, self._rule), name)

    def _accept(
        self, footprint: Footprint | None, free: np.ndarray, name: str, only_class: int | None = None,
        told: Told | None = None,
    ) -> int:  # fmt: skip
        prediction = self.prediction
        if prediction is None or self.mask is None:
            return 0
        minimum, allow = self._minimum(), self._allow()
        return self._edit(
            lambda stored: actions.accepting(
                stored.mask, prediction.classes, free, only=only_class, footprint=footprint,
                confidence=prediction.confidence, minimum=minimum, paintable=paintable(self.classes),
                name=name, commit=stored.commit, allow=allow,
            ),
            footprint.rect if footprint is not None else None,
            told,
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
        known = f", {self.classes.by_id(value).name}" if value in self.classes else ""
        name = tr("Reject region") if value == VOID else tr("Relabel region") + known
        self._with_region(x, y, lambda region: self._reject(region, value, name))

    def reject_here(self, footprint: Footprint, value: int = VOID) -> Rect:
        """Write ``value`` inside the footprint of a stroke where another class is predicted."""
        footprint = self._under_hand(footprint)
        prediction = self.prediction
        if prediction is None or not footprint.rect:
            return _NOTHING
        values = prediction.classes[footprint.rect.slices]
        inside = footprint.inside & (values != VOID) & (values != value)
        self._stroke_name = None
        changed = self.mask.paint(Footprint(footprint.rect, inside), value, writable(self.classes, self._rule))
        if changed:
            self.mask_changed.emit(changed)
        return changed

    def _reject(self, footprint: Footprint, value: int, name: str, only_class: int | None = None) -> int:
        prediction = self.prediction
        if prediction is None or not footprint.rect or not self._may_write(value):
            return 0
        free, allow = writable(self.classes, self._rule), self._allow()
        return self._edit(
            lambda stored: actions.rejecting(
                stored.mask, prediction.classes, free & self._known(value), value=value, only=only_class,
                footprint=footprint, name=name, commit=stored.commit, allow=allow,
            ),
            footprint.rect,
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
        if asked == (self.stored, self._prediction_changes) and self.mask is not None and not self._in_stroke:
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
            # Only the current mask is painted on, and edits come one after the other: nothing changes it meanwhile.
            self._copy(asked, entry, held.mask.settled() if held.mask.stroking else held.mask.array)
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
        free = only(VOID) & writable(self.classes, self._rule)
        name, allow = tr("Copy mask of {name}", name=entry.stem), self._allow()

        def told(pixels: int) -> None:
            if pixels:
                done = tr("{pixels} labelled as on {name}; Undo takes it back.")
                self.notice.emit(done.format(pixels=counted(pixels, "pixel"), name=entry.stem))
            else:
                self.notice.emit(tr("No void pixel is labelled on {name}.", name=entry.stem))

        self._edit(
            lambda stored: actions.copying(
                stored.mask,
                values,
                free,
                paintable=paintable(self.classes),
                name=name,
                commit=stored.commit,
                allow=allow,
            ),
            told=told,
        )
