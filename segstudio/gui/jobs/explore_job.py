"""Learn from all images without labels: a long job of the learner, shown in the status bar.

Owns when it may start and end. What was learnt is kept, also when it is stopped or a training comes first.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal

from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.jobs.learner_request import LearnerRequest
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session
from segstudio.learning.explore_messages import Explore, Explored, ExploreSettings, Restored
from segstudio.learning.messages import Cancel, Progress, StartProgress


class ExploreJob(QObject):
    """``stopping``: the person has stopped it, and the learner still looks at the images with what was learnt.

    Signals:
        heard(Restored): how it gets on.
        ended(Explored): an exploration is on the disk, or another state of one; also after the job was interrupted.
    """

    heard = Signal(object)
    ended = Signal(object)

    def __init__(self, document: Document, session: Session, work: LongWork, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("explore_job")
        self._document, self._session = document, session
        self.job = Job("explore", tr("Learning from the images"), work, self)
        self._request = LearnerRequest(
            self.job, document, session, (Explore,), Explored, occupied=tr("The images are being learnt from."),
            interrupted=tr("Learning from the images was stopped for the training; what was learnt is kept."),
        )  # fmt: skip
        self.settings, self._resume = ExploreSettings(), ""
        self.stopping, self._began = False, 0.0
        self.task = ""  # what it does now, in words
        self._request.received.connect(self._on_event)
        session.batch.connect(self._on_end)
        session.state_changed.connect(self._request.stop_for_training)
        document.problem.connect(self._on_problem)
        self.job.failed.connect(self._forget_stop)
        self.job.cancelled.connect(self._forget_stop)

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    def why_not(self) -> str:
        """Why it cannot start now; empty when it can."""
        training = tr("A training is running; stop it first.") if self._session.busy else ""
        return self._request.why_not() or self._session.learner.occupied or training

    def start(self, settings: ExploreSettings, resume: str = "") -> None:
        """Save, fix the held-out images, then ask the learner. ``resume``: the exploration to go on with."""
        if not self.why_not():
            self.settings, self._resume = settings, resume
            self.stopping, self._began, self.task = False, time.monotonic(), ""
            self._request.prepare()
            self.job.show(self.stop)
            self._document.saving.prepare_training(self._on_prepared)

    def stop(self) -> None:
        """Stop within one step; what was learnt is kept, and the images are looked at with it. Again: end that, too."""
        if self.job.running and not self._request.sent:
            self._request.cancel()
        elif self.job.running:
            self.stopping = True
            self._session.send(Cancel())
            self.job.changed.emit()

    def _on_prepared(self) -> None:
        project = self._document.project
        if self.job.running and not self._request.sent and project is not None:
            self._request.send(Explore(project.folder, self.settings, self._resume))

    def _on_event(self, event: object) -> None:
        if isinstance(event, StartProgress):
            self.task = tr(event.task) or tr("Learning from the images")
            self.job.report(Progress(self.task, event.share, 1.0, event.seconds_left))
        elif isinstance(event, Restored):
            self.heard.emit(event)
        elif isinstance(event, Explored):
            self._forget_stop()
            self.job.finish(event)

    def _on_end(self, event: object) -> None:
        if isinstance(event, Explored):
            self.ended.emit(event)

    def _forget_stop(self) -> None:
        self.stopping = False

    def _on_problem(self) -> None:
        """Saving failed; the problem itself is shown already."""
        if self.job.running and not self._request.sent:
            self.job.end()
