"""Predict every image of the project into its predictions folder: one pass in the learner, with progress.

Owns when a pass may start, pause and end. The learner writes the files (``learning.batch.batch``) and skips images
whose prediction is up to date, so a pass that was cancelled, or ended with the program, continues where it stopped.
Owns no widget.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from segstudio.errors import Cancelled, LearningError
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.jobs.learner_request import LearnerRequest
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import counted, tr
from segstudio.gui.session.session import Session
from segstudio.learning.messages import AllPredicted, ImagePredicted, Pause, PredictProject, Progress, StartProgress

ShowPrediction = Callable[[str, Path], None]  # draws the small picture of an image again: its id, the folder


class PredictAll(QObject):
    """The slots named ``predict_all.*`` in the table of actions. ``job`` signals the progress and end of a pass."""

    def __init__(
        self, document: Document, session: Session, show_prediction: ShowPrediction, work: LongWork, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.setObjectName("predict_all")
        self._document, self._session, self._show_prediction = document, session, show_prediction
        self.job = Job("predict", tr("Predicting"), work, self)
        self.request = LearnerRequest(
            self.job, document, session, (PredictProject,), AllPredicted,
            occupied=tr("The images are being predicted."), retry=tr("Predict again to continue from there."),
        )  # fmt: skip
        self.flips = "none"  # a row of choices.flips
        self.run = ""  # whose network takes part, or did so last; STROKES: none
        self.paused = False
        self._new = self._left_out = 0
        self._seen = Progress("", 0, 0)
        self.request.received.connect(self._on_event)
        document.project_changed.connect(self._on_project)

    # ---- asking ---------------------------------------------------------------------------------------------------

    def why_not(self) -> str:
        """Why no pass can start now; empty when one can, also beside a training."""
        nothing = "" if self._session.questions.has_model else tr("Nothing is predicted yet: paint two classes first.")
        return self.request.why_not() or nothing or self._session.learner.occupied

    def why_no_pause(self) -> str:
        """Why there is nothing to pause or to cancel."""
        return "" if self.job.running else tr("The images are not being predicted.")

    def start(self) -> None:
        """Predict what is not up to date, with progress in the status bar."""
        if not self.why_not():
            self.job.show(self.request.cancel, self.toggle_pause)
            self._begin()

    def start_for_export(self) -> None:
        """The same for an export, which shows the progress itself; a pass that runs already is joined."""
        if self.job.running:
            return
        reason = self.why_not()
        if reason:
            self.job.failed.emit(LearningError(reason, tr("Then export again.")))
            return
        self._begin()

    def _begin(self) -> None:
        project = self._document.project
        assert project is not None
        self.paused, self._new, self._left_out = False, 0, 0
        self.run = project.model_name
        self.job.ask()
        self._report(Progress(tr("Predicting"), 0, len(self._document.images)))
        self.request.send(Pause(self.paused), PredictProject(project.folder, self.run, self.flips))

    def toggle_pause(self) -> None:
        """Pause between two tiles, or resume."""
        if self.job.running:
            self.paused = not self.paused
            self._session.send(Pause(self.paused))
            self._report(self._seen)

    # ---- events of the learner -------------------------------------------------------------------------------------

    def _on_event(self, event: object) -> None:
        project = self._document.project
        if isinstance(event, ImagePredicted):
            self._new += event.new and not event.problem
            self._left_out += bool(event.problem)
            if project is not None and not event.problem:
                self._show_prediction(event.image_id, project.predictions_folder / event.run)
            self._report(Progress(tr("Predicting"), event.done, event.total, event.seconds_left))
        elif isinstance(event, StartProgress):
            self._report(Progress(tr("Comparing with the training images"), event.share, 1.0))
        elif isinstance(event, AllPredicted) and event.cancelled:
            self.job.fail(Cancelled())
        elif isinstance(event, AllPredicted):
            alone = self.job.shown  # else it is for an export, which reports its own end
            self.job.finish()
            if alone:
                self._document.notice.emit(self._sentence())

    def _sentence(self) -> str:
        parts = [tr("{images} predicted.", images=counted(self._new, "image"))]
        same = len(self._document.images) - self._new - self._left_out
        if same > 0:
            parts.append(tr("{images} already up to date.", images=counted(same, "image")))
        if self._left_out:
            parts.append(tr("{images} left out: the image could not be read.", images=counted(self._left_out, "image")))
        return " ".join(parts)

    def _on_project(self) -> None:
        project = self._document.project
        if project is not None:
            folder = project.predictions_folder / project.model_name
            self._document.background.submit(_stems, folder, done=lambda ids: self._on_found(folder, ids), owner=self)

    def _on_found(self, folder: Path, ids: list[str]) -> None:
        for image_id in ids:
            self._show_prediction(image_id, folder)

    # ---- progress -------------------------------------------------------------------------------------------------

    def _report(self, progress: Progress) -> None:
        predicting, self._seen = progress.task == tr("Predicting"), progress
        task = tr("Predicting with mirrored images") if predicting and self.flips != "none" else progress.task
        task = tr("{task}, paused", task=task) if self.paused else task
        left = None if self.paused else progress.seconds_left
        self.job.report(Progress(task, progress.done, progress.total, left), self.paused)


def _stems(folder: Path) -> list[str]:
    """The images that were predicted into ``folder``."""
    return [path.stem for path in folder.glob("*.png")] if folder.is_dir() else []
