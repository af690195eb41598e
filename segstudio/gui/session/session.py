"""The learning side of the window: state of the learner, the running training, live prediction, features.

One of the two QObjects that other modules of the window import. Owns no widget and never imports torch: it submits
requests to the engine and drains its events every 33 ms on the GUI thread.
"""

from __future__ import annotations

import logging
import os
import time
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from segstudio.errors import UserError, WriteError
from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.gui.session.answers import AnsweringSession
from segstudio.gui.session.instant_session import IDLE, OFF, PREPARING, STARTING, STOPPING, TRAINING
from segstudio.gui.session.preview_or_network import LARGE
from segstudio.gui.session.training_record import Training
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import Cancel, Failed, LearnStart, Pause, PredictProject, Step, Train, TrainSettings
from segstudio.learning.process.engine import Engine
from segstudio.learning.runs.folder import read_info

log = logging.getLogger(__name__)

DRAIN_MS = 33
SAVE_LIMIT_MS = 30_000
WAIT_SECONDS = 900.0  # that a training which no longer gains anything waits for new strokes


class Session(AnsweringSession):
    """The learner as the window sees it.

    Signals:
        state_changed: ``state``, ``device``, ``run``, a score or the elapsed time changed.
        stepped(Step), scored(Scored), finished(Finished), failed(Failed), progress(Progress), notice(str): as they come
            (of the steps of one drain only the last is announced; ``steps`` holds all).
        batch(ImagePredicted | AllPredicted | StartProgress | OwnStart | LearnerDied): what becomes of a long job.
        predicted(Predicted): a network's answer of any image, before the document takes it in.
        features_ready(FeatureMaps): the newest answer to ``request_features``.
        settings_changed: ``settings`` were chosen otherwise.
    """

    def __init__(self, document: Document, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(document, engine, parent)
        self.setObjectName("session")
        self.own_start = False  # the project has learnt a start from its own images
        self.settings = TrainSettings(threads=max(1, (os.cpu_count() or 2) - 1), wait=WAIT_SECONDS)
        self._afresh = False
        self._shown_second = -1
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

    # ---- life ---------------------------------------------------------------------------------------------------

    def _set_state(self, state: str) -> None:
        if state != PREPARING:
            self._save_limit.stop()
        super()._set_state(state)

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

    def start_training(self, afresh: bool = False) -> None:
        """Save, fix the held-out images, train on what is on disk; goes on from the current run if there is one,
        ``afresh`` from the starting weights."""
        self._afresh = afresh
        if self.busy or self._document.project is None:
            return
        self.start()
        self.questions.deaths = 0
        self._set_state(PREPARING)
        self._save_limit.start(SAVE_LIMIT_MS)
        self._document.saving.prepare_training(self._on_prepared)

    def _on_prepared(self) -> None:
        project = self._document.project
        if self.state != PREPARING or not self._save_limit.isActive() or project is None:
            return
        self._save_limit.stop()
        self._earlier_table = self._network_table if project.current_run else None
        resume = None if self._afresh else project.current_run
        self.training = Training(project.folder, before=self.training.learnt if resume else 0)
        self._engine.submit(Train(project.folder, replace(self.settings), resume))
        self.state_changed.emit()

    def _on_saved(self) -> None:
        """Images that were painted on while it trains join it, once it is settled which of them are held out."""
        if self.state == TRAINING and self._document.project is not None:
            self._document.saving.assign_splits()
        mask = self._document.mask
        if mask is not None and mask.array.size > LARGE:
            self.instant.changed(time.monotonic())

    def _on_save_limit(self) -> None:
        self._abandon_preparing(tr("The masks could not be saved, so the training did not start."))

    def _on_document_problem(self, error: UserError) -> None:
        if isinstance(error, WriteError) and self._save_limit.isActive():
            self._abandon_preparing("")

    def _abandon_preparing(self, sentence: str) -> None:
        self._save_limit.stop()
        if self.state == PREPARING:
            self._set_state(IDLE)
            if sentence:
                self.failed.emit(Failed(sentence, tr("Check that the project's disk has room and is writable.")))

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

    def send(self, request: PredictProject | LearnStart | Pause | Cancel) -> None:
        """Hand over what concerns a long job."""
        self.start()
        self._engine.submit(request)

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
                self.questions.ask_live(self.state == TRAINING, rough=self._document.prediction is None)
        if self.state not in (OFF, STARTING):
            self._ask_instant()

    def _on_image(self) -> None:
        entry, mask = self._document.entry, self._document.mask
        image_id, shape = (entry.id, mask.shape) if entry is not None and mask is not None else ("", (0, 0))
        self._fails_on = ""
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

    def use_run(self, run: str | None) -> None:
        """Make a run the project's current one (``None``: none): its network predicts, its scores are shown."""
        self._document.open_project.set_current_run(run)
        self._document.predictions.clear()
        self._forget_run()
        self._recall_run()
        self.questions.network_changed()
        self.state_changed.emit()

    # ---- events -------------------------------------------------------------------------------------------------

    def _drain(self) -> None:
        last_step: Step | None = None
        for event in self._engine.poll():
            if isinstance(event, Step):
                self.steps.append(event)
                last_step, self.training.waiting = event, False
                continue
            self._take(event)
        if last_step is not None:
            self.stepped.emit(last_step)
        self._ask()
        if self.state == TRAINING and int(self.elapsed) != self._shown_second:
            self._shown_second = int(self.elapsed)
            self.state_changed.emit()
