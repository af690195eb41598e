"""What is predicted on the images, and how certain the network is of each. Changes what is shown, never a label."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.edit_queue import EditQueue
from segstudio.gui.files.open_files import OpenFiles
from segstudio.gui.pixels.prediction import Prediction
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import Predicted, Rough

KEEP_PREDICTIONS = 8
_SAMPLE = 1_000_000  # pixels that are enough for a mean confidence

Pieces = dict[Rect, tuple[float, int]]  # of one answer: mean confidence and pixels


class Predictions(QObject):
    """``changed(Rect)``: of the current image. ``revision`` counts the changes of what is predicted."""

    changed = Signal(object)

    def __init__(self, files: OpenFiles, current: CurrentImage, queue: EditQueue) -> None:
        super().__init__(files)
        self._files, self._current, self._queue = files, current, queue
        self.reset()

    def reset(self) -> None:
        """Another project: nothing is predicted."""
        self.revision = 0
        self._of: dict[str, Prediction] = {}
        self._certainty: dict[str, float] = {}
        self._pieces: dict[str, tuple[int, Pieces]] = {}  # by image: the question, and what of its answer came
        self._waiting: list[Predicted | Rough] = []  # answers that came during an edit

    @property
    def current(self) -> Prediction | None:
        """The current image's prediction, if any."""
        entry = self._current.entry
        return self._of.get(entry.id) if entry is not None else None

    def certainty(self, image_id: str) -> float | None:
        """Mean confidence 0..1 of the last prediction of a whole image; ``None`` when it is not known."""
        return self._certainty.get(image_id)

    def put(self, answer: Predicted | Rough) -> None:
        """Take over an answer of the network; it waits for an edit under way, which uses the prediction from before."""
        if not self._queue.busy:
            self._put(answer)
            return
        self._waiting.append(answer)
        if len(self._waiting) == 1:
            self._queue.after(self._on_answers)

    def _on_answers(self, _done: object) -> None:
        if self._queue.busy:  # another one was asked for meanwhile
            self._queue.after(self._on_answers)
            return
        answers, self._waiting = self._waiting, []
        for answer in answers:
            self._put(answer)

    def _put(self, answer: Predicted | Rough) -> None:
        entry, mask = self._current.entry, self._current.mask
        if entry is None or entry.id != answer.image_id or mask is None:
            return
        shape = mask.shape
        if answer.rect.clip(shape) != answer.rect:
            return
        prediction = self._of.pop(answer.image_id, None)
        if prediction is None or prediction.classes.shape != shape:
            prediction = Prediction.empty(shape)
        self._of[answer.image_id] = prediction  # the newest last
        while len(self._of) > KEEP_PREDICTIONS:
            self._of.pop(next(iter(self._of)))
        another_run = prediction.run != answer.run
        if isinstance(answer, Rough):
            prediction.put_rough(answer)
        else:
            prediction.put(answer)
        self.revision += 1
        self.changed.emit(Rect.of_shape(shape) if another_run else answer.rect)

    def note(self, answer: Predicted) -> None:
        """Record how certain the network is of an image (any image), once all pieces of one answer came."""
        entry = self._files.entry(answer.image_id)
        if entry is None:
            return
        step = max(1, int((answer.confidence.size / _SAMPLE) ** 0.5))
        question, pieces = self._pieces.get(entry.id, (answer.generation, {}))
        if question != answer.generation:
            pieces = {}
        mean = float(answer.confidence[::step, ::step].mean()) / 255
        pieces[answer.rect] = (mean, answer.rect.w * answer.rect.h)
        self._pieces[entry.id] = (answer.generation, pieces)
        pixels = sum(size for _, size in pieces.values())
        if pixels < entry.width * entry.height:
            return
        del self._pieces[entry.id]
        mean = sum(share * size for share, size in pieces.values()) / pixels
        if self._certainty.get(entry.id) != mean:
            self._certainty[entry.id] = mean
            self._files.image_state_changed.emit(entry.id)

    def clear(self) -> None:
        """Forget every prediction; labels stay."""
        self._of.clear()
        self.revision += 1
        self._waiting = []
        if self._current.mask is not None:
            self.changed.emit(Rect.of_shape(self._current.mask.shape))
