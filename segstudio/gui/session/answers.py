"""The part of the session that takes in what the learner says: states, scores, predictions, the end of a training.

Owns no timer and no widget, and asks for nothing: ``Session`` does. Never imports torch.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.gui.session.instant_session import IDLE, PREPARING, STARTING, STOPPING, TRAINING, InstantSession
from segstudio.learning.messages import (
    INSTANT,
    AllPredicted,
    Failed,
    FeatureMaps,
    Finished,
    ImagePredicted,
    InstantScored,
    LearnerDied,
    Notice,
    OwnStart,
    Predicted,
    Progress,
    Ranked,
    RankingDone,
    Ready,
    Rough,
    RunLoaded,
    Scored,
    Started,
    StartProgress,
    Step,
    Waiting,
)
from segstudio.learning.process.engine import Engine

log = logging.getLogger(__name__)

DIED_IDLE = "The network's process ended and is started again when needed; all labels are safe."
DIED = "The training process ended unexpectedly; all labels are safe."


class AnsweringSession(InstantSession):
    """What ``Session`` is built on, which tells its signals."""

    stepped = Signal(object)
    scored = Signal(object)
    finished = Signal(object)
    predicted = Signal(object)
    features_ready = Signal(object)
    settings_changed = Signal()
    failed = Signal(object)
    progress = Signal(object)
    batch = Signal(object)

    def __init__(self, document: Document, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(document, engine, parent)
        self.device: Ready | None = None
        self.occupied = ""  # the long job that the learner was asked for, as a sentence; empty: none
        self._forget_run()

    def _forget_run(self) -> None:
        self.forget_networks()
        self.task = ""  # what a Progress said last, until the training begins or ends
        self.run: str | None = None
        self.stages: tuple[str, ...] = ()

    # ---- what is going on ---------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a training is being prepared, runs, or is ending."""
        return self.state in (PREPARING, TRAINING, STOPPING)

    @property
    def rests(self) -> bool:
        """Whether a training waits for strokes: nothing more is gained."""
        return self.state == TRAINING and self.training.waiting

    def why_no_batch(self) -> str:
        """Why the learner can begin no long job now; a training that rests can be ended for it."""
        return self.occupied or (tr("A training is running; stop it first.") if self.busy and not self.rests else "")

    @property
    def steps(self) -> list[Step]:
        """The steps of the running or last training, oldest first."""
        return self.training.steps

    @property
    def scores(self) -> list[Scored]:
        """Its validations, oldest first."""
        return self.training.scores

    @property
    def elapsed(self) -> float:
        """Seconds since the training began; of the last one when none runs."""
        return self.training.elapsed

    def _set_state(self, state: str) -> None:
        self.state = state
        self.state_changed.emit()

    # ---- events -------------------------------------------------------------------------------------------------

    def _take(self, event: object) -> None:
        """What the learner said, but for a Step."""
        answer = _ANSWERS.get(type(event))
        if answer is not None:
            answer(self, event)

    def _on_ready(self, event: Ready) -> None:
        self.device = event
        self._set_state(IDLE if self.state == STARTING else self.state)

    def _on_started(self, event: Started) -> None:
        self.training.begin(event)
        self.task = ""
        self.run, self.stages = event.run, event.stages
        self.questions.training_began(self.training.folder)
        self._set_state(STOPPING if self.state == STOPPING else TRAINING)

    def _on_waiting(self, event: Waiting) -> None:
        project = self._document.project
        if self.training.waiting or project is None or self.training.folder != project.folder:
            return
        self.training.waiting = True
        if event.run:  # who closes the window now finds this network again
            self._document.open_project.set_current_run(event.run)
        self.state_changed.emit()

    def _on_scored(self, event: Scored) -> None:
        self.training.add_score(event)
        self._fails_on = ""
        self.questions.network_changed()
        self.scored.emit(event)
        self.state_changed.emit()

    def _on_finished(self, event: Finished) -> None:
        self.training.end()
        self.training.rested = self.training.waiting and event.reason == "plateau" and bool(event.run)
        if event.run and event.replaces:
            self.training.table = event.table or self.training.table
        else:  # the numbers that are shown are those of the network that is shown
            self.training.table = event.stays or self._earlier_table
        self.task = ""
        project, kept = self._document.project, None
        if event.run and project is not None and self.training.folder == project.folder:
            if event.replaces:
                self._document.open_project.set_current_run(event.run)
            self.run = project.current_run or event.run
            kept = (project.folder, self.run)
        self._fails_on = ""
        self.questions.training_ended(kept)
        self._set_state(IDLE)
        self.finished.emit(event)

    def _on_run_loaded(self, event: RunLoaded) -> None:
        self.run, self.stages = event.run, event.stages
        self._fails_on = ""
        self.questions.network_changed()
        self.state_changed.emit()

    def _on_predicted(self, event: Predicted) -> None:
        if event.run == INSTANT:
            if self.instant.answered(event, time.monotonic()) and self.instant_shown:
                self._show(event)
            return
        self.predicted.emit(event)
        if self.questions.fresh(event) and not self.instant_shown:
            self._show(event)

    def _on_rough(self, event: Rough) -> None:
        if self.questions.fresh_rough(event) and not self.instant_shown:
            self._show(event)

    def _on_features(self, event: FeatureMaps) -> None:
        if self.questions.fresh_features(event):
            self.features_ready.emit(event)

    def _on_failed(self, event: Failed) -> None:
        if event.details:
            log.error("%s\n%s", event.message, event.details)
        if event.request == "Predict":
            self.questions.prediction_failed()
            self._fails_on = self._document.entry.id if self._document.entry is not None else ""
        elif event.request == "Instant":
            self.instant.gave_up()
        elif event.request == "LoadRun":
            self.questions.loading_failed()
            self._broken_run = self.questions.current_run
        elif event.request in ("Train", "") and self.busy:
            self.training.end()
            self.questions.training_ended(None)
            self._set_state(IDLE)
        self.failed.emit(event)

    def _on_died(self, event: LearnerDied) -> None:
        log.error("the learner ended with exit code %s", event.exit_code)
        self.batch.emit(event)
        was_busy = self.busy
        self.questions.died()
        self.instant.lost(time.monotonic())
        self.training.end()
        self._set_state(IDLE)
        code = tr("Exit code of the process: {code}", code=event.exit_code)
        if was_busy:
            self.failed.emit(Failed(tr(DIED), tr("Press Fine-tune to start again."), code, "Train"))
        elif self.questions.deaths == 1:
            self.notice.emit(tr(DIED_IDLE))

    def _on_progress(self, event: Progress) -> None:
        share = f" {100 * event.done / event.total:.0f}\N{NO-BREAK SPACE}%" if event.total else ""
        self.task = f"{event.task}{share}"
        self.progress.emit(event)
        self.state_changed.emit()

    def _on_batch(self, event: ImagePredicted | AllPredicted | StartProgress | OwnStart) -> None:
        self.batch.emit(event)

    def _on_notice(self, event: Notice) -> None:
        self.notice.emit(tr(event.text))


_ANSWERS: dict[type, Callable[[AnsweringSession, Any], None]] = {
    Ready: AnsweringSession._on_ready,
    Started: AnsweringSession._on_started,
    Waiting: AnsweringSession._on_waiting,
    Scored: AnsweringSession._on_scored,
    Finished: AnsweringSession._on_finished,
    RunLoaded: AnsweringSession._on_run_loaded,
    Predicted: AnsweringSession._on_predicted,
    Rough: AnsweringSession._on_rough,
    InstantScored: AnsweringSession._on_instant_scored,
    FeatureMaps: AnsweringSession._on_features,
    Ranked: AnsweringSession._on_ranked,
    RankingDone: AnsweringSession._on_ranked,
    StartProgress: AnsweringSession._on_batch,
    OwnStart: AnsweringSession._on_batch,
    ImagePredicted: AnsweringSession._on_batch,
    AllPredicted: AnsweringSession._on_batch,
    Failed: AnsweringSession._on_failed,
    LearnerDied: AnsweringSession._on_died,
    Progress: AnsweringSession._on_progress,
    Notice: AnsweringSession._on_notice,
}
