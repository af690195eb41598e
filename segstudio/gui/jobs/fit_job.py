"""Fit the network of the current run to images of another microscope, or undo that: a long job of the learner.

Owns when it may start and end, and what is offered when images look unlike the training images. Owns no widget.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.jobs.learner_request import LearnerRequest
from segstudio.gui.jobs.predict_all import PredictAll
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import tr
from segstudio.gui.session.learner_state import IDLE
from segstudio.gui.session.session import Session
from segstudio.learning.messages import FitImages, Fitted, Progress, StartProgress, Unlike


class FitJob(QObject):
    """The slots named ``fit.*`` in the table of actions. A fit that is cancelled changes nothing.

    Signals: ``offered(Unlike)``, these images look unlike the training images, or that is not known; ``withdrawn``,
    that is no longer of use; ``done(str)``, what a fit did, which can be undone.
    """

    offered = Signal(object)
    withdrawn = Signal()
    done = Signal(str)

    def __init__(
        self, document: Document, session: Session, predict_all: PredictAll, work: LongWork, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.setObjectName("fit")
        self._document, self._session, self._predict_all = document, session, predict_all
        self.job = Job("fit", tr("Fitting to the images"), work, self)
        self.request = LearnerRequest(
            self.job, document, session, (FitImages,), Fitted, occupied=tr("The network is being fitted to images."),
            interrupted=tr("Fitting was stopped for the training; the network is as it was."),
        )  # fmt: skip
        self._undoing = self._predict_after = False
        self._images: frozenset[str] = frozenset()  # that were there before
        self._not_known: set[str] = set()  # runs of which it was said that nothing can be compared
        self.request.received.connect(self._on_event)
        session.batch.connect(self._on_batch)
        session.state_changed.connect(self.request.stop_for_training)
        document.project_changed.connect(self._on_project)
        document.images_changed.connect(self._on_images)
        self._on_project()

    # ---- asking ---------------------------------------------------------------------------------------------------

    def why_not(self) -> str:
        """Why nothing can be fitted now; empty when it can."""
        project = self._document.project
        no_run = project is not None and not (project.current_run and project.use_network)
        nothing = tr("No trained network is used: there is nothing to fit.") if no_run else ""
        return self.request.why_not() or nothing or self._busy()

    def why_not_undo(self) -> str:
        """Why there is nothing to undo; empty when there is. A fit that is damaged can be undone as well."""
        project = self._document.project
        not_fitted = tr("The network is used as it was trained.") if not self._session.trainings.any_fit else ""
        return self.request.why_not() or (not_fitted if project is not None else "") or self._busy()

    def _busy(self) -> str:
        training = tr("A training is running; stop it first.") if self._session.busy else ""
        return training or self._session.learner.occupied

    def start(self, images: Sequence[str] = ()) -> None:
        """Fit to images by their ids; none: to those that look unlike the training images, which are looked for."""
        if not self.why_not():
            self._send(tuple(images), undo=False)

    def undo(self) -> None:
        """Use the network as it was trained."""
        if not self.why_not_undo():
            self._send((), undo=True)

    def accept(self, unlike: Unlike) -> None:
        """Fit to the images of an offer. A pass that predicts meanwhile is done again with the network that comes of
        it."""
        again = self._predict_all.job.shown  # and not for an export, which is not to be cancelled
        if again:
            self._predict_all.request.cancel()
        if why_not := self.why_not():
            self.offered.emit(unlike)  # again, behind the reason
            self._document.notice.emit(why_not)
            return
        self.start(unlike.images)
        self._predict_after = again

    def _send(self, images: tuple[str, ...], undo: bool) -> None:
        project = self._document.project
        assert project is not None and project.current_run is not None
        self._undoing, self._predict_after = undo, False
        self.withdrawn.emit()
        self.request.prepare()
        self.job.show(self.request.cancel)
        self.request.send(FitImages(project.folder, project.current_run, images, undo))

    # ---- what the learner says ------------------------------------------------------------------------------------

    def _on_event(self, event: object) -> None:
        if isinstance(event, StartProgress):
            self.job.report(Progress(tr("Fitting to the images"), event.share, 1.0))
        elif isinstance(event, Fitted):
            self.job.finish(event)
            if not event.text:
                return
            if self._undoing:
                self._document.notice.emit(tr(event.text))
            else:
                self.done.emit(tr(event.text))
            if self._predict_after:
                self._predict_all.start()

    def _on_batch(self, event: object) -> None:
        if not isinstance(event, Unlike):
            return
        if event.names:
            self.offered.emit(event)
        elif event.run not in self._not_known:
            self._not_known.add(event.run)
            self._document.notice.emit(tr(event.text))

    def _on_project(self) -> None:
        self._not_known.clear()
        self._images = frozenset(entry.id for entry in self._document.images)
        self.withdrawn.emit()

    def _on_images(self) -> None:
        """Images that were added are looked at while the learner has nothing else to do."""
        project, before = self._document.project, self._images
        self._images = frozenset(entry.id for entry in self._document.images)
        added = tuple(entry.id for entry in self._document.images if entry.id not in before)
        if project is None or not added or self._session.state != IDLE or self.why_not():
            return
        assert project.current_run is not None
        self._session.send(FitImages(project.folder, project.current_run, added, look=True))
