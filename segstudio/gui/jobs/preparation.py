"""What an export or a measurement needs first: everything saved, predictions that are up to date. Owns no widget."""

from __future__ import annotations

import copy
from collections.abc import Callable

from PySide6.QtCore import QObject

from segstudio.errors import Cancelled, UserError
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.jobs.predict_all import PredictAll
from segstudio.learning.messages import STROKES, Progress
from segstudio.project.project import Project

LABELS, PREDICTIONS = "labels", "predictions"
Then = Callable[[Project], None]


class Preparation(QObject):
    """Saves, predicts where that is asked for, then calls what was to be done. ``job``: ends when that fails."""

    def __init__(self, document: Document, predict_all: PredictAll, job: Job) -> None:
        super().__init__(job)
        self._document, self._predict_all, self._job = document, predict_all, job
        self._waiting: Then | None = None  # for predictions
        self._saving: object | None = None  # what waits until everything is saved
        predict_all.job.progressed.connect(self._on_predicting)
        predict_all.job.finished.connect(self._on_predicted)
        predict_all.job.failed.connect(self._on_not_predicted)
        predict_all.job.cancelled.connect(self._on_not_predicted)

    def start(self, what: str, then: Then) -> None:
        """Call ``then(project)`` once LABELS are saved, PREDICTIONS made of them. The job is asked for, and shown."""
        self._job.ask()
        self._job.show(self.cancel)
        saving = self._saving = object()
        self._document.saving.save_then(
            lambda: self._on_saved(saving, what, then), lambda error: self._on_not_saved(saving, error)
        )

    def cancel(self) -> None:
        """Stop before the next item, of this or of what follows."""
        self._job.cancel()
        if self._waiting is not None:
            self._predict_all.request.cancel()
        elif self._saving is not None:
            self._saving = None
            self._job.fail(Cancelled())

    def forget(self) -> None:
        """Nothing follows any more; the job is not ended."""
        self._waiting = self._saving = None

    def _on_not_saved(self, saving: object, error: UserError) -> None:
        if saving is self._saving:
            self._saving = None
            self._job.fail(error)

    def _on_saved(self, saving: object, what: str, then: Then) -> None:
        project = self._document.project
        if saving is not self._saving or project is None:  # it was cancelled meanwhile
            return
        self._saving = None
        if what == PREDICTIONS:
            self._waiting = then
            self._predict_all.start_for_export()
        else:
            then(project)

    # ---- predicting -----------------------------------------------------------------------------------------------

    def _on_predicting(self, progress: Progress) -> None:
        if self._waiting is not None:
            self._job.report(progress)

    def _on_predicted(self) -> None:
        waiting, self._waiting = self._waiting, None
        project = self._document.project
        if waiting is not None and project is not None:
            waiting(_with_model(project, self._predict_all.run))

    def _on_not_predicted(self, error: Exception | None = None) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._job.fail(error or Cancelled())


def _with_model(project: Project, run: str) -> Project:
    """The project as it was when the predictions were begun: a network in training may have joined since."""
    then = copy.copy(project)
    then.current_run, then.use_network = (run, True) if run != STROKES else (None, False)
    return then
