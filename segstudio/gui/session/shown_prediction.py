"""What is said of the prediction on the canvas: what made it, why, and how it scores. Asks nothing, owns no widget.

What made it is read from the answers on the canvas, never from what was asked for.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.gui.session import shown_words
from segstudio.gui.session.questions import Questions
from segstudio.gui.session.trainings import Trainings
from segstudio.learning.messages import STROKES, Predicted, Rough, ScoreTable

HELD_OUT_SPLITS = ("val", "test")


class ShownPrediction(QObject):
    """Signal: ``changed``: what is said of the prediction changed."""

    changed = Signal()

    def __init__(self, document: Document, questions: Questions, trainings: Trainings, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._questions, self._trainings = document, questions, trainings
        self._said = ""
        document.prediction_changed.connect(self._on_change)
        document.current_changed.connect(self._on_change)
        document.image_state_changed.connect(self._on_change)

    @property
    def run(self) -> str:
        """The run whose network made what is on the canvas with the strokes, STROKES, or empty: nothing is there."""
        prediction = self._document.prediction
        return prediction.run if prediction is not None else ""

    @property
    def table(self) -> ScoreTable | None:
        """The scores of the model that predicts now."""
        trainings, project = self._trainings, self._document.project
        if project is None:
            return None
        used = project.use_network
        if trainings.took_over:
            return trainings.record.table
        scores = trainings.record.scores if used and trainings.running else []
        if scores and scores[-1].instead is not None:
            return scores[-1].instead
        of_run = used and project.current_run and not self._questions.broken
        return trainings.run_table if of_run else self._questions.head.table

    @property
    def words(self) -> str:
        """What made the prediction on the canvas, in a few words, and whether this image teaches anything."""
        return self.said(drawn=True)

    def said(self, drawn: bool) -> str:
        """The words; ``drawn``: the view draws the prediction. What warns comes first: what is last may be cut."""
        made = self._made if drawn or not self.run else tr("The view Labels draws no prediction.")
        held_out = tr("Held-out image: its labels do not teach.") if self._held_out else ""
        return " ".join(part for part in (held_out, self._before_fit, made) if part)

    @property
    def _made(self) -> str:
        trainings, run = self._trainings, self.run
        prediction, project = self._document.prediction, self._document.project
        if prediction is None or project is None or not run:
            return ""
        alone = [one.name for one in project.classes if one.id in prediction.head_alone]
        return shown_words.made_by(run, trainings.with_head(run), trainings.fit_of(run), alone)

    @property
    def _before_fit(self) -> str:
        fit = self._trainings.fit_of(self.run)
        before = fit is not None and fit.after is None and self.table is not None
        return tr("The scores are of the network before the fit.") if before else ""

    @property
    def _held_out(self) -> bool:
        entry = self._document.entry
        return entry is not None and entry.split in HELD_OUT_SPLITS

    @property
    def line(self) -> str:
        """The same at length, and why it is that."""
        long = tr("This image is held out: its labels score the model and do not teach it.") if self._held_out else ""
        return "\n".join(part for part in (self._made, self._before_fit, long, self._why) if part)

    @property
    def _why(self) -> str:
        project = self._document.project
        if project is None or not self.run:
            return ""
        trainings, started = self._trainings, self._trainings.record.started
        if not project.use_network:
            return tr("The trained network is not used: it is switched off.") if self.run == STROKES else ""
        if trainings.running and started is not None:
            return shown_words.in_training(trainings.record.scores, self.run == started.run)
        return self._why_strokes(bool(project.current_run)) if self.run == STROKES else ""

    def _why_strokes(self, any_run: bool) -> str:
        if not any_run:
            return tr("No network is trained yet.")
        if self._questions.broken:
            return tr("The network of the current run cannot be loaded.")
        return tr("The trained network is asked.")

    def take(self, answer: Predicted | Rough) -> None:
        """Show a piece of a prediction, unless it is out of date."""
        if self._questions.is_newest(answer):
            self._document.predictions.put(answer)

    def _on_change(self) -> None:
        line = self.line
        if line != self._said:
            self._said = line
            self.changed.emit()
