"""Predict every image of the project into its predictions folder: one pass in the learner, with progress.

Owns when a pass may start, pause and end, and that each image's small picture shows its prediction once it is done. The
files are the learner's (``learning.batch.batch``): an image whose prediction is up to date is not predicted
again, so a pass that was cancelled, or ended with the program, continues where it stopped. Owns no widget.
"""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject

from segstudio.errors import Cancelled, LearningError
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import counted, tr
from segstudio.gui.session.session import Session
from segstudio.learning.messages import (
    AllPredicted,
    Cancel,
    Failed,
    ImagePredicted,
    LearnerDied,
    Pause,
    PredictProject,
    Progress,
)


class ShowsPredictions(Protocol):
    """The list of images, as far as this job needs it."""

    @abstractmethod
    def show_prediction(self, image_id: str, folder: Path) -> None:
        """An image was predicted into ``folder``: draw its small picture again."""


class PredictAll(QObject):
    """The slots named ``predictions.*`` in the table of actions. ``job`` signals the progress and end of a pass."""

    def __init__(
        self, document: Document, session: Session, pictures: ShowsPredictions, work: LongWork, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.setObjectName("predict_all")
        self._document, self._session, self._pictures = document, session, pictures
        self.job = Job("predict", tr("Predicting"), work, self)
        self.job.changed.connect(self._on_job)
        self.flips = "none"  # a row of choices.flips
        self.run = ""  # that predicts, or did so last
        self.paused = False
        self._waits = False  # for the end of a paused training
        self._stale = 0  # cancelled passes whose end was not reported yet
        self._new = self._left_out = 0
        self._seen = Progress("", 0, 0)
        session.batch.connect(self._on_event)
        session.failed.connect(self._on_failed)
        session.state_changed.connect(self._on_session)
        document.project_changed.connect(self._on_project)

    # ---- asking ---------------------------------------------------------------------------------------------------

    def why_not(self) -> str:
        """Why no pass can start now; empty when one can."""
        project = self._document.project
        if project is None:
            return tr("Open a project first.")
        if not project.images:
            return tr("Add images first.")
        if not project.current_run:
            return tr("There is no trained network yet: fine-tune first.")
        if project.read_only:
            return tr("The project folder is read-only.")
        return self._session.why_no_batch()

    def why_no_pause(self) -> str:
        """Why there is nothing to pause or to cancel."""
        return "" if self.job.running else tr("The images are not being predicted.")

    def start(self) -> None:
        """Predict what is not up to date, with progress in the status bar."""
        if not self.why_not():
            self.job.show(self.cancel, self.toggle_pause)
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
        self.paused, self._new, self._left_out = False, 0, 0
        self.job.ask()
        self._tell(Progress(tr("Predicting"), 0, len(self._document.images)))
        if self._session.busy:
            self._waits = True
            self._document.notice.emit(tr("The paused training was ended for this; Fine-tune continues from it."))
            self._session.trainings.stop()
        else:
            self._ask()

    def _ask(self) -> None:
        project = self._document.project
        assert project is not None
        self.run = str(project.current_run)
        self._session.send(Pause(self.paused))
        self._session.send(PredictProject(project.folder, self.run, self.flips))

    def toggle_pause(self) -> None:
        """Pause between two tiles, or resume."""
        if self.job.running:
            self.paused = not self.paused
            if not self._waits:
                self._session.send(Pause(self.paused))
            self._tell(self._seen)

    def cancel(self) -> None:
        """Stop between two tiles; what is written stays and is used again."""
        if self.job.running:
            if not self._waits:
                self._stale += 1
                self._session.send(Cancel())
            self._waits = False
            self.job.fail(Cancelled())

    # ---- what the learner says -------------------------------------------------------------------------------------

    def _on_event(self, event: ImagePredicted | AllPredicted | LearnerDied) -> None:
        if isinstance(event, LearnerDied):
            self._stale = 0
            self._fail(LearningError(tr("The network's process ended."), tr("Predict again to continue from there.")))
        elif self._stale:
            self._stale -= isinstance(event, AllPredicted)
        elif self.job.running and isinstance(event, ImagePredicted):
            self._on_image(event)
        elif self.job.running and isinstance(event, AllPredicted):
            self._on_end(event)

    def _on_image(self, event: ImagePredicted) -> None:
        self._new += event.new and not event.problem
        self._left_out += bool(event.problem)
        project = self._document.project
        if project is not None and not event.problem:
            self._pictures.show_prediction(event.image_id, project.predictions_folder / event.run)
        self._tell(Progress(tr("Predicting"), event.done, event.total, event.seconds_left))

    def _on_end(self, event: AllPredicted) -> None:
        if event.cancelled:
            self.job.fail(Cancelled())
            return
        alone = self.job.shown  # else it is for an export, which reports its own end
        self.job.finish()
        if alone:
            self._document.notice.emit(self._sentence())

    def _sentence(self) -> str:
        told = [tr("{images} predicted.", images=counted(self._new, "image"))]
        same = len(self._document.images) - self._new - self._left_out
        if same > 0:
            told.append(tr("{images} already up to date.", images=counted(same, "image")))
        if self._left_out:
            told.append(tr("{images} left out: the image could not be read.", images=counted(self._left_out, "image")))
        return " ".join(told)

    def _on_failed(self, failed: Failed) -> None:
        if failed.request != "PredictProject":
            return
        if self._stale:
            self._stale -= 1
        else:
            self._fail(LearningError(failed.message, failed.hint))

    def _fail(self, error: LearningError) -> None:
        if self.job.running:
            self._waits = False
            self.job.fail(error)

    def _on_job(self) -> None:
        self._session.learner.occupied = tr("The images are being predicted.") if self.job.running else ""

    def _on_session(self) -> None:
        """A training needs the learner: give way before its request goes out, so that the Cancel cannot meet it. A
        paused one that ends for this pass is waited for."""
        if self._waits:
            if not self._session.busy:
                self._waits = False
                self._ask()
        elif self.job.running and self._session.busy:
            self.cancel()
            self._document.notice.emit(tr("Predicting was stopped for the training; start it again to continue."))

    def _on_project(self) -> None:
        self.cancel()
        project = self._document.project
        if project is not None and project.current_run:
            folder = project.predictions_folder / project.current_run
            self._document.background.submit(_stems, folder, done=lambda ids: self._on_found(folder, ids), owner=self)

    def _on_found(self, folder: Path, ids: list[str]) -> None:
        for image_id in ids:
            self._pictures.show_prediction(image_id, folder)

    # ---- telling --------------------------------------------------------------------------------------------------

    def _tell(self, progress: Progress) -> None:
        task = tr("Predicting") if self.flips == "none" else tr("Predicting with mirrored images")
        task = tr("{task}, paused", task=task) if self.paused else task
        self._seen = Progress(task, progress.done, progress.total, None if self.paused else progress.seconds_left)
        self.job.tell(self._seen, self.paused)


def _stems(folder: Path) -> list[str]:
    """The images that were predicted into ``folder``."""
    return [path.stem for path in folder.glob("*.png")] if folder.is_dir() else []
