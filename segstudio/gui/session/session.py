"""The learning side of the window: state of the learner, the running training, live prediction, features.

One of the two QObjects that other modules of the window import. Owns its parts and the timer that reads the learner's
events every 33 ms on the GUI thread; owns no widget.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.gui.session.learner_state import IDLE, OFF, PREPARING, STARTING, STOPPING, TRAINING, LearnerState
from segstudio.gui.session.questions import Questions
from segstudio.gui.session.shown_prediction import ShownPrediction
from segstudio.gui.session.training_record import Training
from segstudio.gui.session.trainings import Trainings
from segstudio.labels.geometry import Rect
from segstudio.learning import explore_messages, messages
from segstudio.learning.comparison_messages import Comparison, ComparisonEnded, ComparisonProgress
from segstudio.learning.messages import Failed, Predicted, Step
from segstudio.learning.process.engine import Engine
from segstudio.learning.runs.info import RunInfo

log = logging.getLogger(__name__)

DRAIN_MS = 33
About = explore_messages.FindUnusual | explore_messages.Draw


class Session(QObject):
    """The learner as the window sees it, by its parts ``learner``, ``trainings``, ``questions`` and ``shown``.

    Signals:
        state_changed: ``state``, the device, the run, a score, the elapsed time or what is shown changed.
        stepped(Step), scored(Scored), finished(Finished), failed(Failed), progress(Progress), notice(str): as they come
            (of the steps read at one time only the last is emitted; ``training.steps`` holds all).
        left_out(str): a notice about something that was asked for and is left out.
        batch(ImagePredicted | AllPredicted | StartProgress | OwnStart | Unlike | Fitted | ComparisonProgress
            | Comparison | ComparisonEnded | Restored | Explored | LearnerDied): news of a long job.
        explored(UnusualPlaces | Drawn): answers about an exploration.
        features_ready(FeatureMaps): the newest answer to ``request_features``.
        ranked(Ranked | RankingDone): answers to ``rank``.
    """

    state_changed = Signal()
    stepped = Signal(object)
    scored = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    progress = Signal(object)
    notice = Signal(str)
    left_out = Signal(str)
    batch = Signal(object)
    explored = Signal(object)
    features_ready = Signal(object)
    ranked = Signal(object)

    def __init__(self, document: Document, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._engine = document, engine
        self.own_start = False  # the project has learnt a start from its own images
        self.learner = LearnerState(self)
        self.trainings = Trainings(document, self.learner, engine.submit, self)
        self.questions = Questions(document, self.learner, engine.submit)
        self.shown = ShownPrediction(document, self.questions, self.trainings, self)
        self._answers = self._table_of_answers()
        self._rankings = 0
        self._shown_second = -1
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._drain)
        self.learner.changed.connect(self.state_changed)
        self.shown.changed.connect(self.state_changed)
        self.trainings.failed.connect(self.failed)
        document.project_changed.connect(self._on_project_changed)
        document.current_changed.connect(self._on_image)
        document.image_loaded.connect(self._on_image)
        self._recall_run()
        self._on_image()

    # ---- life ---------------------------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """One of the six states of the learner."""
        return self.learner.value

    @property
    def busy(self) -> bool:
        """Whether a training is being prepared, runs, or is ending."""
        return self.state in (PREPARING, TRAINING, STOPPING)

    @property
    def training(self) -> Training:
        """The record of the running or last training."""
        return self.trainings.record

    def start(self) -> None:
        """Start the learner in the background, so that the device's name is known soon. Returns at once."""
        if self.state == OFF:
            self._engine.start()
            self._timer.start(DRAIN_MS)
            self.learner.set(STARTING)

    @property
    def finishing(self) -> bool:
        """Whether the learner goes on alone after ``close``, to end what it did."""
        return self._engine.left is not None

    def close(self) -> None:
        """Let go of the learner, which ends by itself: a training writes its run, which then predicts as after Stop."""
        self._timer.stop()
        if self.state != OFF:
            self._engine.leave(messages.Leave(self.training.folder, self.trainings.ended))
            for event in self._engine.poll():
                if isinstance(event, messages.Finished):
                    self.trainings.on_finished(event)
        self.learner.set(OFF)

    def _on_project_changed(self) -> None:
        self.questions.forget_project()
        self._recall_run()
        self._on_image()
        self.state_changed.emit()

    def _on_image(self) -> None:
        entry, mask = self._document.entry, self._document.mask
        image_id, shape = (entry.id, mask.shape) if entry is not None and mask is not None else ("", (0, 0))
        self.questions.show(image_id, shape)

    def _recall_run(self) -> None:
        """Show the scores of the project's current run before anything is trained."""
        project = self._document.project
        self.learner.forget_run()
        self.learner.run = project.current_run if project is not None else None
        self.trainings.recall()

    # ---- what is asked ------------------------------------------------------------------------------------------

    def start_training(self, afresh: bool = False) -> None:
        """Save, fix the held-out images, train on what is on disk, from the current run if there is one.

        ``afresh``: from the starting weights.
        """
        if self.busy or self._document.project is None:
            return
        self.start()
        self.questions.deaths = 0
        self.trainings.start(afresh)

    def continue_run(self, run: RunInfo) -> None:
        """As ``start_training``, from a run that need not be the current one, with its settings."""
        if not self.busy and self._document.project is not None:
            self.start()
            self.questions.deaths = 0
            self.trainings.start(run=run)

    def use_run(self, run: str | None) -> None:
        """Make a run the project's current one (``None``: none): its network predicts, its scores are shown."""
        self._document.open_project.set_current_run(run)
        self._document.predictions.clear()
        self._recall_run()
        self.questions.model_changed()
        self.state_changed.emit()

    def toggle_network(self) -> None:
        """Let the trained network take part in predictions when it does not, and leave it out when it does."""
        project = self._document.project
        if project is not None:
            self._document.open_project.set_use_network(not project.use_network)
            self._document.predictions.clear()
            self.questions.model_changed()
            self.state_changed.emit()

    def viewport(self, rect: Rect) -> None:
        """The canvas shows ``rect`` of the current image."""
        self.questions.live.set_visible(rect)

    def send(self, request: messages.Job | messages.PredictProject | messages.Pause | messages.Cancel | About) -> None:
        """Send a request of a long job, or a question about an exploration."""
        self.start()
        self._engine.submit(request)

    def request_features(self, stage: str, limit: int = 16) -> None:
        """Ask for the most active maps of ``stage`` on the current image; the newest question wins."""
        entry = self._document.entry
        if entry is not None and self.state not in (OFF, STARTING):
            self.questions.ask_features(entry.id, stage, limit)

    def rank(self, images: Sequence[str]) -> int:
        """Ask how useful each image would be, in this order; no image ends it. The generation of the answers."""
        project = self._document.project
        self._rankings += 1
        if project is not None and self.state != OFF:
            self._engine.submit(messages.Rank(self._rankings, project.folder, tuple(images)))
        return self._rankings

    # ---- what the learner says ----------------------------------------------------------------------------------

    def _drain(self) -> None:
        last_step: Step | None = None
        for event in self._engine.poll():
            if isinstance(event, Step):
                self.training.steps.append(event)
                last_step, self.training.paused = event, False
            else:
                self._answers[type(event)](event)
        if last_step is not None:
            self.stepped.emit(last_step)
        self._ask()
        if self.state == TRAINING and int(self.training.elapsed) != self._shown_second:
            self._shown_second = int(self.training.elapsed)
            self.state_changed.emit()

    def _ask(self) -> None:
        """Send what is due: a fit of the head to the strokes, and predictions."""
        if self.state not in (OFF, STARTING):
            self.questions.ask_head()
            self.questions.ask_live(self.trainings.took_over)

    def _table_of_answers(self) -> dict[type, Callable[[Any], None]]:
        """What to do with each kind of event except a Step."""
        return {
            messages.Ready: self._on_ready,
            messages.Started: self._on_started,
            messages.Waiting: self.trainings.on_waiting,
            messages.Scored: self._on_scored,
            messages.Finished: self._on_finished,
            messages.RunLoaded: self._on_run_loaded,
            messages.Predicted: self._on_predicted,
            messages.Rough: self.shown.take,
            messages.NotPredicted: self.questions.not_predicted,
            messages.HeadFitted: self._on_fitted,
            messages.FeatureMaps: self._on_features,
            messages.Ranked: self.ranked.emit,
            messages.RankingDone: self.ranked.emit,
            messages.ImagePredicted: self.batch.emit,
            messages.AllPredicted: self.batch.emit,
            messages.StartProgress: self.batch.emit,
            messages.OwnStart: self.batch.emit,
            messages.Unlike: self.batch.emit,
            explore_messages.Restored: self.batch.emit,
            explore_messages.Explored: self.batch.emit,
            explore_messages.UnusualPlaces: self.explored.emit,
            explore_messages.Drawn: self.explored.emit,
            messages.Fitted: self._on_fit_of_run,
            ComparisonProgress: self.batch.emit,
            Comparison: self.batch.emit,
            ComparisonEnded: self.batch.emit,
            messages.Failed: self._on_failed,
            messages.LearnerDied: self._on_died,
            messages.Progress: self._on_progress,
            messages.Notice: lambda event: (self.left_out if event.left_out else self.notice).emit(tr(event.text)),
        }

    def _on_ready(self, event: messages.Ready) -> None:
        self.learner.device = event
        self.learner.set(IDLE if self.state == STARTING else self.state)

    def _on_started(self, event: messages.Started) -> None:
        self.trainings.on_started(event)
        self.progress.emit(messages.Progress("", 1, 1))  # what came before is over, also where it did not say so
        self.questions.set_network(self.training.folder)
        self.questions.splits_changed()
        self.learner.set(STOPPING if self.state == STOPPING else TRAINING)

    def _on_scored(self, event: messages.Scored) -> None:
        if self.trainings.on_scored(event):
            self.questions.model_changed()
        self.scored.emit(event)
        self.state_changed.emit()

    def _on_finished(self, event: messages.Finished) -> None:
        self._end_training(self.learner.run if self.trainings.on_finished(event) else None)
        self.finished.emit(event)

    def _end_training(self, run: str | None = None) -> None:
        """It is over; the learner has the network of ``run``, if any."""
        folder = self.training.folder
        self.training.end()
        self.questions.set_network(None, (folder, run) if folder is not None and run is not None else None)
        self.questions.model_changed()
        self.learner.set(IDLE)

    def _on_run_loaded(self, event: messages.RunLoaded) -> None:
        self.learner.run, self.learner.stages = event.run, event.stages
        self.questions.model_changed()
        self.state_changed.emit()

    def _on_predicted(self, event: Predicted) -> None:
        self._document.predictions.note(event)  # of any image
        self.shown.take(event)

    def _on_fitted(self, event: messages.HeadFitted) -> None:
        self.questions.fitted(event)
        self.state_changed.emit()

    def _on_fit_of_run(self, event: messages.Fitted) -> None:
        """The current run is fitted to other images, or as it was trained again."""
        if event.text:
            self.trainings.recall_score()
            self._document.predictions.clear()
            self.questions.live.lost()  # an answer under way is of the network before
            self.questions.model_changed()
            self.state_changed.emit()
        self.batch.emit(event)

    def _on_features(self, event: messages.FeatureMaps) -> None:
        if event.generation == self.questions.feature_generation:
            self.features_ready.emit(event)

    def _on_failed(self, event: Failed) -> None:
        if event.details:
            log.error("%s\n%s", event.message, event.details)
        if event.request == "Predict":
            self.questions.live.gave_up()
        elif event.request == "FitHead":
            self.questions.head.gave_up()
        elif event.request == "LoadRun":
            self.questions.loading_failed()
        elif event.request in ("Train", "") and self.busy:
            self._end_training()
            self.trainings.recall_score()
        self.failed.emit(event)

    def _on_died(self, event: messages.LearnerDied) -> None:
        log.error("the learner ended with exit code %s", event.exit_code)
        self.batch.emit(event)
        was_busy = self.busy
        self.questions.died()
        self.training.end()
        self.trainings.recall_score()
        self.learner.set(IDLE)
        code = tr("Exit code of the process: {code}", code=event.exit_code)
        if was_busy:
            sentence = tr("The training process ended unexpectedly; all labels are safe.")
            self.failed.emit(Failed(sentence, tr("Press Fine-tune to start again."), code, "Train"))
        elif self.questions.deaths == 1:
            self.notice.emit(tr("The network's process ended and is started again when needed; all labels are safe."))

    def _on_progress(self, event: messages.Progress) -> None:
        event = replace(event, task=tr(event.task))
        self.learner.set_progress(event)
        self.progress.emit(event)
