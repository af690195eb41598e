"""Predicts the open image with a run that is to be shown beside another view and has not predicted it yet.

Owns no widget.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.jobs.learner_request import LearnerRequest
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session
from segstudio.learning.messages import AllPredicted, ImagePredicted, PredictProject


class RunPictures(QObject):
    """Follows the compared views: of each run that they name, the picture of the open image is made once."""

    def __init__(self, document: Document, session: Session, canvas: Canvas, work: LongWork, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("run_pictures")
        self._document, self._session, self._compare = document, session, canvas.compare
        self._asked: set[tuple[str, str]] = set()  # runs and images
        self._run = ""  # of the request under way
        self.job = Job("run_picture", tr("Predicting this image"), work, self)
        self.request = LearnerRequest(
            self.job, document, session, (PredictProject,), AllPredicted,
            occupied=tr("The open image is being predicted."),
        )  # fmt: skip
        self.request.received.connect(self._on_event)
        self.job.changed.connect(self.look)
        canvas.compare.changed.connect(self.look)
        document.project_changed.connect(self._asked.clear)

    def look(self) -> None:
        """Ask for a picture that is missing, unless the learner has other work, of which the end is to be told."""
        project, entry = self._document.project, self._document.entry
        if not self._compare.is_on or project is None or entry is None or self.job.running:
            return
        owed = [
            run for run in (side.missing for side in self._compare.sides) if run and (run, entry.id) not in self._asked
        ]
        if not owed or self.request.why_not() or self._session.learner.occupied:
            return
        self._run = owed[0]
        self._asked.add((self._run, entry.id))
        self.request.prepare()
        self.job.show(self.request.cancel)
        self.request.send(PredictProject(project.folder, self._run, images=(entry.id,)))

    def _on_event(self, event: object) -> None:
        if not isinstance(event, ImagePredicted | AllPredicted) or event.run != self._run:
            return
        if isinstance(event, AllPredicted):
            self._compare.read_again()
            self.job.finish()
        elif event.problem:
            self._document.notice.emit(tr(event.problem))
