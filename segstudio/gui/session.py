"""The learning side of the window: state of the learner, the running training, live prediction, features.

One of the two QObjects that other modules of the window import. Owns no widget and never imports torch: it submits
requests to the engine and drains its events every 33 ms on the GUI thread.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from segstudio.errors import UserError, WriteError
from segstudio.gui.document import Document
from segstudio.gui.instant import LARGE
from segstudio.gui.instant_session import IDLE, OFF, PREPARING, STARTING, STOPPING, TRAINING, InstantSession
from segstudio.gui.training import Training
from segstudio.labels.geometry import Rect
from segstudio.learning.engine import Engine
from segstudio.learning.messages import (
    INSTANT,
    Cancel,
    Failed,
    FeatureMaps,
    Finished,
    InstantScored,
    LearnerDied,
    Notice,
    Predicted,
    Progress,
    Ready,
    RunLoaded,
    Scored,
    Started,
    Step,
    Train,
    TrainSettings,
)
from segstudio.learning.runs import read_info

log = logging.getLogger(__name__)

DRAIN_MS = 33
SAVE_LIMIT_MS = 30_000
DIED = "The training process ended unexpectedly; all labels are safe."


class Session(InstantSession):
    """The learner as the window sees it.

    Signals:
        state_changed: :attr:`state`, :attr:`device`, :attr:`run`, a score or the elapsed time changed.
        stepped(Step), scored(Scored), finished(Finished), failed(Failed), progress(Progress), notice(str): as they come
            (of the steps of one drain only the last is announced; :attr:`steps` holds all).
        predicted(Predicted): a network's answer of any image, before the document takes it in.
        features_ready(FeatureMaps): the newest answer to :meth:`request_features`.
    """

    stepped = Signal(object)
    scored = Signal(object)
    finished = Signal(object)
    predicted = Signal(object)
    features_ready = Signal(object)
    failed = Signal(object)
    progress = Signal(object)

    def __init__(self, document: Document, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(document, engine, parent)
        self.setObjectName("session")
        self.device: Ready | None = None
        self.settings = TrainSettings(threads=max(1, (os.cpu_count() or 2) - 1))
        self._shown_second = -1
        self._forget_run()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._drain)
        self._save_limit = QTimer(self)
        self._save_limit.setSingleShot(True)
        self._save_limit.timeout.connect(self._on_save_limit)
        document.project_changed.connect(self._on_project_changed)
        document.current_changed.connect(self._on_image)
        document.image_loaded.connect(self._on_image)
        document.problem.connect(self._on_document_problem)
        document.saved.connect(self._on_saved)
        self._recall_run()
        self._on_image()

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

    # ---- life ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the learner in the background, so that the device's name is known soon. Returns at once."""
        if self.state == OFF:
            self._engine.start()
            self._timer.start(DRAIN_MS)
            self._set_state(STARTING)

    def close(self, timeout: float = 3.0) -> None:
        """Stop the learner; waits at most ``timeout`` seconds for a training to keep its best weights."""
        self._timer.stop()
        self._save_limit.stop()
        if self.state != OFF:
            self._engine.stop(timeout)
        self._set_state(OFF)

    # ---- training -----------------------------------------------------------------------------------------------

    def start_training(self) -> None:
        """Save, fix the held-out images, train on what is on disk; goes on from the current run if there is one."""
        if self.busy or self._document.project is None:
            return
        self.start()
        self.questions.deaths = 0
        self._set_state(PREPARING)
        self._save_limit.start(SAVE_LIMIT_MS)
        self._document.prepare_training(self._on_prepared)

    def _on_prepared(self) -> None:
        project = self._document.project
        if self.state != PREPARING or not self._save_limit.isActive() or project is None:
            return
        self._save_limit.stop()
        self._earlier_table = self._network_table if project.current_run else None
        self._replaced = True
        self.training = Training(project.folder)
        self._engine.submit(Train(project.folder, replace(self.settings), project.current_run))
        self.state_changed.emit()

    def _on_saved(self) -> None:
        """Images that were painted on while it trains join it, once it is settled which of them are held out."""
        if self.state == TRAINING and self._document.project is not None:
            self._document.assign_splits()
        mask = self._document.mask
        if mask is not None and mask.array.size > LARGE:
            self.instant.changed(time.monotonic())

    def _on_save_limit(self) -> None:
        self._abandon_preparing("The masks could not be saved, so the training did not start.")

    def _on_document_problem(self, error: UserError) -> None:
        if isinstance(error, WriteError) and self._save_limit.isActive():
            self._abandon_preparing("")

    def _abandon_preparing(self, sentence: str) -> None:
        self._save_limit.stop()
        if self.state == PREPARING:
            self._set_state(IDLE)
            if sentence:
                self.failed.emit(Failed(sentence, "Check that the project's disk has room and is writable."))

    def stop_training(self) -> None:
        """Stop within one step; the best weights are kept."""
        if self.state == PREPARING and self._save_limit.isActive():
            self._abandon_preparing("")
        elif self.state in (PREPARING, TRAINING):
            self._engine.submit(Cancel())
            self._set_state(STOPPING)

    # ---- prediction and features --------------------------------------------------------------------------------

    def viewport(self, rect: Rect) -> None:
        """The canvas shows ``rect`` of the current image."""
        self.questions.look(rect)
        self.instant.look(rect, time.monotonic())

    def ask(self, image_id: str, generation: int) -> bool:
        """Ask for a whole image outside live prediction; ``False`` when there is no network of this project."""
        self._know_project()
        return self.state in (IDLE, TRAINING) and self.questions.ask_image(image_id, generation)

    def request_features(self, stage: str, limit: int = 16) -> None:
        """Ask for the most active maps of ``stage`` on the current image; the newest question wins."""
        entry = self._document.entry
        self._know_project()
        if entry is not None and self.state not in (OFF, STARTING):
            self.questions.ask_features(entry.id, stage, limit)

    def _know_project(self) -> None:
        project = self._document.project
        self.questions.project = project.folder if project else None
        self.questions.current_run = project.current_run if project else None

    def _ask(self) -> None:
        if self.state in (IDLE, TRAINING, STOPPING):
            self._know_project()
            self._weigh()
            if not self.instant_shown:
                self.questions.ask_live(self.state == TRAINING)
        if self.state not in (OFF, STARTING):
            self._ask_instant()

    def _on_image(self) -> None:
        entry, mask = self._document.entry, self._document.mask
        image_id, shape = (entry.id, mask.shape) if entry is not None and mask is not None else ("", (0, 0))
        self.questions.show(image_id, shape)
        self.instant.show(image_id, shape, time.monotonic())

    def _on_project_changed(self) -> None:
        self.instant.forget()
        self._forget_run()
        self._recall_run()
        self._on_image()
        self.state_changed.emit()

    def _recall_run(self) -> None:
        """Show the scores of the project's current run before anything is trained."""
        project = self._document.project
        if project is None or not project.current_run:
            return
        self.run = project.current_run
        try:
            info = read_info(project.folder, project.current_run)
        except UserError as error:
            log.warning("the current run cannot be read: %s", error.message)
            return
        self.training.scores, self.training.table = list(info.scores), info.best

    # ---- events -------------------------------------------------------------------------------------------------

    def _drain(self) -> None:
        last_step: Step | None = None
        for event in self._engine.poll():
            if isinstance(event, Step):
                self.steps.append(event)
                last_step = event
                continue
            answer = _ANSWERS.get(type(event))
            if answer is not None:
                answer(self, event)
        if last_step is not None:
            self.stepped.emit(last_step)
        self._ask()
        if self.state == TRAINING and int(self.elapsed) != self._shown_second:
            self._shown_second = int(self.elapsed)
            self.state_changed.emit()

    def _on_ready(self, event: Ready) -> None:
        self.device = event
        self._set_state(IDLE if self.state == STARTING else self.state)

    def _on_started(self, event: Started) -> None:
        self.training.begin(event)
        self.task = ""
        self.run, self.stages = event.run, event.stages
        self.questions.training_began(self.training.folder)
        self._set_state(STOPPING if self.state == STOPPING else TRAINING)

    def _on_scored(self, event: Scored) -> None:
        self.training.add_score(event)
        self.questions.network_changed()
        self.scored.emit(event)
        self.state_changed.emit()

    def _on_finished(self, event: Finished) -> None:
        self.training.end()
        self.training.table = event.table or self.training.table
        self.task = ""
        project, kept = self._document.project, None
        if event.run and project is not None and self.training.folder == project.folder:
            self._replaced = event.replaces
            if event.replaces:
                self._document.set_current_run(event.run)
            self.run = project.current_run or event.run
            kept = (project.folder, self.run)
        self.questions.training_ended(kept)
        self._set_state(IDLE)
        self.finished.emit(event)

    def _on_run_loaded(self, event: RunLoaded) -> None:
        self.run, self.stages = event.run, event.stages
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

    def _on_features(self, event: FeatureMaps) -> None:
        if self.questions.fresh_features(event):
            self.features_ready.emit(event)

    def _on_failed(self, event: Failed) -> None:
        if event.details:
            log.error("%s\n%s", event.message, event.details)
        if event.request == "Predict":
            self.questions.prediction_failed()
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
        was_busy = self.busy
        self.questions.died()
        self.instant.lost(time.monotonic())
        self.training.end()
        self._save_limit.stop()
        self._set_state(IDLE)
        code = f"Exit code of the process: {event.exit_code}"
        if was_busy:
            self.failed.emit(Failed(DIED, "Press Fine-tune to start again.", code, "Train"))
        elif self.questions.deaths == 1:
            self.notice.emit("The network's process ended and is started again when needed; all labels are safe.")

    def _on_progress(self, event: Progress) -> None:
        share = f" {100 * event.done / event.total:.0f}\N{NO-BREAK SPACE}%" if event.total else ""
        self.task = f"{event.task}{share}"
        self.progress.emit(event)
        self.state_changed.emit()

    def _on_notice(self, event: Notice) -> None:
        self.notice.emit(event.text)


_ANSWERS: dict[type, Callable[[Session, Any], None]] = {
    Ready: Session._on_ready,
    Started: Session._on_started,
    Scored: Session._on_scored,
    Finished: Session._on_finished,
    RunLoaded: Session._on_run_loaded,
    Predicted: Session._on_predicted,
    InstantScored: Session._on_instant_scored,
    FeatureMaps: Session._on_features,
    Failed: Session._on_failed,
    LearnerDied: Session._on_died,
    Progress: Session._on_progress,
    Notice: Session._on_notice,
}
