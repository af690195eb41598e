"""The trainings of the open project: saving before one starts, the record of the newest, the scores that count."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from segstudio.errors import UserError, WriteError
from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.gui.session.learner_state import IDLE, PREPARING, STOPPING, TRAINING, LearnerState
from segstudio.gui.session.training_record import Training
from segstudio.learning import messages
from segstudio.learning.messages import ScoreTable, Train, TrainSettings
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.statistics_file import Fit, read_fit

log = logging.getLogger(__name__)

SAVE_LIMIT_MS = 30_000
WAIT_SECONDS = 900.0  # that a training whose score no longer improves waits for new strokes


class Trainings(QObject):
    """Changes the learner's state where a training does; ``submit`` sends it a request.

    Signals: ``failed(Failed)``, no training could begin; ``settings_changed``, ``settings`` has other values.
    """

    failed = Signal(object)
    settings_changed = Signal()

    def __init__(
        self, document: Document, learner: LearnerState, submit: Callable[[Train | messages.Cancel], None],
        parent: QObject
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._document, self._learner, self._submit = document, learner, submit
        self.settings = TrainSettings(threads=max(1, (os.cpu_count() or 2) - 1), wait=WAIT_SECONDS)
        self.record = Training()
        self.ended = ""  # the run of the newest training that ended
        self.run_table: ScoreTable | None = None  # the scores of the current run
        self.fit: Fit | None = None  # the images that the current run is fitted to
        self.any_fit = False  # it is fitted, or was and that is damaged
        self._with_head: dict[str, bool] = {}  # by run: whether the head takes part beside its network
        self._afresh, self._run = False, ""
        self._save_limit = QTimer(self, singleShot=True, interval=SAVE_LIMIT_MS)
        self._save_limit.timeout.connect(self._on_save_limit)
        learner.changed.connect(self._on_state)
        document.problem.connect(self._on_document_problem)
        document.saved.connect(self._on_saved)

    def recall(self) -> None:
        """Another project or run: the record is that of the project's current run, before anything is trained."""
        self.record, self.run_table = Training(), None
        info = self._read_current()
        if info is not None:
            self.record.scores, self.record.table = list(info.scores), info.best
            self.run_table = self._table_of(info)

    def recall_score(self) -> None:
        """The current run was fitted to images, or that was undone, or it is what a training that broke off left."""
        info = self._read_current()
        if info is not None:
            self.run_table = self._table_of(info)

    def _table_of(self, info: RunInfo) -> ScoreTable | None:
        return self.fit.after if self.fit is not None and self.fit.after is not None else info.best

    def _read_current(self) -> RunInfo | None:
        """The facts of the current run, if there is one that can be read, and what it is fitted to."""
        project, self.fit, self.any_fit = self._document.project, None, False
        if project is None or not project.current_run:
            return None
        try:
            info = read_info(project.folder, project.current_run)
        except UserError as error:
            log.warning("the current run cannot be read: %s", error.message)
            return None
        self._with_head[info.name] = info.with_head
        try:
            found = read_fit(project.folder, info)
        except UserError as error:  # the learner says so, which does not use it either
            log.warning("what the current run is fitted to cannot be read: %s", error.message)
            self.any_fit = True
            return info
        self.fit, self.any_fit = (found[0], True) if found is not None else (None, False)
        return info

    def fit_of(self, run: str) -> Fit | None:
        """What a run that predicts is fitted to."""
        project = self._document.project
        return self.fit if project is not None and run == project.current_run else None

    def with_head(self, run: str) -> bool:
        """Whether the head takes part beside the network of a run."""
        return self._with_head.get(run, False)

    @property
    def running(self) -> bool:
        """Whether a training of the open project is under way, which may be saving or preparing still."""
        project, busy = self._document.project, self._learner.value in (PREPARING, TRAINING, STOPPING)
        return busy and project is not None and self.record.folder == project.folder

    @property
    def took_over(self) -> bool:
        """Whether the network in training takes part in predictions of the open project."""
        project = self._document.project
        return project is not None and project.use_network and self.running and self.record.took_over

    @property
    def paused(self) -> bool:
        """Whether a training waits for strokes, as its score no longer improves."""
        return self._learner.value == TRAINING and self.record.paused

    # ---- start and stop -----------------------------------------------------------------------------------------

    def start(self, afresh: bool = False, run: RunInfo | None = None) -> None:
        """Save, fix the held-out images, then train: from ``run`` with its settings, else from the current run if there
        is one and not ``afresh``."""
        self._afresh, self._run = afresh, run.name if run is not None else ""
        if run is not None:
            self.settings = replace(run.settings, threads=self.settings.threads, wait=self.settings.wait)
            self.settings_changed.emit()
        self._learner.set(PREPARING)
        self._save_limit.start()
        self._document.saving.prepare_training(self._on_prepared)

    def _on_prepared(self) -> None:
        project = self._document.project
        if not self._save_limit.isActive() or project is None:
            return
        self._save_limit.stop()
        resume = None if self._afresh else self._run or project.current_run
        self.record = Training(project.folder)
        self._submit(Train(project.folder, replace(self.settings), resume))
        self._learner.set(PREPARING)  # again, because the record is a new one

    def _on_state(self) -> None:
        if self._learner.value != PREPARING:
            self._save_limit.stop()

    def _on_save_limit(self) -> None:
        self._learner.set(IDLE)
        sentence = tr("The masks could not be saved, so the training did not start.")
        hint = tr("Check that the project's disk has room and is writable.")
        self.failed.emit(messages.Failed(sentence, hint))

    def _on_document_problem(self, error: UserError) -> None:
        if isinstance(error, WriteError) and self._save_limit.isActive():
            self._learner.set(IDLE)

    def stop(self) -> None:
        """Stop within one step; the best weights are kept."""
        if self._save_limit.isActive():
            self._learner.set(IDLE)
        elif self._learner.value in (PREPARING, TRAINING):
            self._submit(messages.Cancel())
            self._learner.set(STOPPING)

    def _on_saved(self) -> None:
        """Images that were painted on during a training join it, once it is decided which of them are held out."""
        if self._learner.value == TRAINING:
            self._document.saving.assign_splits()

    # ---- what the learner says ----------------------------------------------------------------------------------

    def on_started(self, event: messages.Started) -> None:
        """The first step is about to be done."""
        self.record.begin(event)
        self._learner.task = ""
        self._learner.run, self._learner.stages = event.run, event.stages

    def on_scored(self, event: messages.Scored) -> bool:
        """A validation is done; whether other weights predict from now on."""
        joins = event.shown and not self.record.took_over
        self.record.add_score(event)
        if self.record.started is not None:
            self._with_head[self.record.started.run] = event.with_head
            if joins:
                self._make_current(self.record.started.run)
        return event.shown and (event.best or joins)

    def on_waiting(self, event: messages.Waiting) -> None:
        """The score no longer improves, and the training waits for strokes."""
        project = self._document.project
        if self.record.paused or project is None or self.record.folder != project.folder:
            return
        self.record.paused = True
        if event.run:
            self._make_current(event.run)
        self._learner.changed.emit()

    def _make_current(self, run: str) -> None:
        """The network in training predicts: from now on it is there whatever happens to this process."""
        project = self._document.project
        if project is not None and self.record.folder == project.folder:
            self._document.open_project.set_current_run(run)
            self._read_current()
            self.run_table = self.record.table

    def on_finished(self, event: messages.Finished) -> bool:
        """It ended; whether its network, or the one that it did not replace, is the open project's current run."""
        record, project, self.ended = self.record, self._document.project, event.run
        record.ended_paused = record.paused and event.reason == "plateau" and bool(event.run)
        self._learner.task = ""
        if project is None or record.folder != project.folder:
            return False
        self.run_table = (
            (event.table or record.table) if event.run and event.replaces else event.stays or self.run_table
        )
        if not event.run:
            return False
        if event.replaces:
            self._document.open_project.set_current_run(event.run)
            self._read_current()
        self._learner.run = project.current_run or event.run
        return True
