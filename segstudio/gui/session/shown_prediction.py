"""Which prediction the canvas shows, the instant preview or the network's; asks for the preview and says which it is.

Owns no timer and no widget: the session calls it each time it reads the learner's events.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.gui.session.preview import Preview
from segstudio.gui.session.preview_or_network import shows_network
from segstudio.gui.session.questions import MAX_DEATHS, Questions
from segstudio.gui.session.shown_words import shown_line
from segstudio.gui.session.trainings import Trainings
from segstudio.learning.messages import PREVIEW, Predicted, PreviewRequest, PreviewScored, Rough

LARGE = 1 << 24  # pixels: of larger images the labels are read from disk, so a stroke counts when it is saved


class ShownPrediction(QObject):
    """``submit`` sends a question to the learner.

    Signals: ``changed``: another one is shown, or what is said of it changed.
    """

    changed = Signal()

    def __init__(
        self, document: Document, questions: Questions, trainings: Trainings, submit: Callable[[PreviewRequest], None],
        parent: QObject
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._document, self._questions, self._trainings, self._submit = document, questions, trainings, submit
        self.preview = Preview()
        self._by_preview = True  # what was shown at the last ``decide``
        self.forget_run()
        document.history_changed.connect(self._on_history)
        document.prediction_changed.connect(self._on_prediction)
        document.saved.connect(self._on_saved)

    def forget_project(self) -> None:
        """Another project, or none."""
        self.preview.forget()
        self._by_preview = True
        self.forget_run()

    def forget_run(self) -> None:
        """Another run is current, or none."""
        self._fails_on = ""  # image that the network could not predict, for example for want of memory
        self._shown = ""  # what is on the canvas: PREVIEW or a run's name

    @property
    def by_preview(self) -> bool:
        """Whether the canvas shows the preview, not the network."""
        entry, score, trainings = self._document.entry, self.preview.score, self._trainings
        fails = entry is not None and entry.id == self._fails_on and score is not None
        if not self.preview.wanted or not self._questions.has_network or fails:
            return self.preview.wanted
        return not shows_network(score, trainings.table, trainings.record.learnt, shown=not self._by_preview)

    def decide(self) -> None:
        """Ask the other one when the better one changed."""
        if self._by_preview == self.by_preview:
            return
        self._by_preview = not self._by_preview
        if self._by_preview:
            self.preview.changed(time.monotonic())
        else:
            self._questions.network_changed()

    @property
    def line(self) -> str:
        """Which of both is shown, and why; empty while nothing is predicted."""
        if not self._shown:
            return ""
        preview = self.preview
        return shown_line(self._shown == PREVIEW, preview.score, preview.sources, self._trainings.table)

    @property
    def words(self) -> str:
        """The same in a few words."""
        if not self._shown:
            return ""
        return tr("Shown: instant preview from your strokes") if self._shown == PREVIEW else tr("Shown: the network")

    def set_preview(self, wanted: bool) -> None:
        """Turn the instant preview on or off."""
        self.preview.want(wanted, time.monotonic())
        prediction = self._document.prediction
        if not wanted and prediction is not None and prediction.instant:
            self._document.predictions.clear()
            self._shown = ""
        self._questions.network_changed()
        self.changed.emit()

    def toggle_preview(self) -> None:
        """Turn the instant preview on when it is off, and off when it is on."""
        self.set_preview(not self.preview.wanted)

    def show(self, image_id: str, shape: tuple[int, int]) -> None:
        """The image on the screen; an empty id: no image."""
        self._fails_on = ""
        self.preview.show(image_id, shape, time.monotonic())

    def ask_preview(self) -> None:
        """Send the next question for the preview, if one is due."""
        document, now = self._document, time.monotonic()
        mask, project = document.mask, document.project
        if self._questions.deaths >= MAX_DEATHS:
            return
        self.preview.give_up_waiting(now)
        if mask is None or project is None or mask.stroking or not self.preview.is_due(now):
            return
        counts = document.census.counts.total
        if sum(1 for class_id in document.classes.ids if counts[class_id]) < 2:
            return
        question = self.preview.next(now, self.by_preview)
        if question is None:
            return
        labels = mask.settled() if mask.array.size <= LARGE else None
        classes = tuple((one.id, one.name) for one in document.classes)
        self._submit(
            PreviewRequest(question.generation, project.folder, question.image_id, question.rect, labels, classes)
        )

    def _on_history(self) -> None:
        self.preview.changed(time.monotonic())

    def _on_saved(self) -> None:
        mask = self._document.mask
        if mask is not None and mask.array.size > LARGE:
            self.preview.changed(time.monotonic())

    def take_preview(self, answer: Predicted) -> None:
        """Show a piece of a preview."""
        if self.preview.answered(answer, time.monotonic()) and self.by_preview:
            self._put(answer)

    def take_score(self, answer: PreviewScored) -> None:
        """Take the preview's score."""
        if self.preview.scored(answer, time.monotonic()):
            self.decide()
            self.changed.emit()

    def take_network(self, answer: Predicted | Rough) -> None:
        """Show a piece of the network's prediction."""
        if self._questions.is_newest(answer) and not self.by_preview:
            self._put(answer)

    def network_changed(self) -> None:
        """Another network answers, or one with new weights: it may predict what the one before could not."""
        self._fails_on = ""
        self._questions.network_changed()

    def network_failed(self) -> None:
        """The network could not predict the image on the screen."""
        self._questions.live.gave_up()
        self._fails_on = self._document.entry.id if self._document.entry is not None else ""

    def _put(self, answer: Predicted | Rough) -> None:
        """``changed`` is emitted when another network (or the preview) made it than the answer before."""
        self._document.predictions.put(answer)
        before, self._shown = self._shown, answer.run
        if before != answer.run:
            self.changed.emit()

    def _on_prediction(self) -> None:
        if self._shown and self._document.prediction is None:
            self._shown = ""
            self.changed.emit()
