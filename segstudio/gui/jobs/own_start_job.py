"""Learn a start from the project's own images: a long job of the learner, told of in the status bar.

Owns when it may start and end, and that a start which is kept becomes the one that is chosen. Owns no widget.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from segstudio.choices.starts import BUILT_IN, OWN
from segstudio.errors import Cancelled
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session
from segstudio.learning.messages import Cancel, Failed, LearnerDied, LearnStart, OwnStart, Progress, StartProgress
from segstudio.learning.runs.own_start import own_encoders


class OwnStartJob(QObject):
    """The slots named ``own_start.*`` in the table of actions."""

    def __init__(self, document: Document, session: Session, work: LongWork, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("own_start")
        self._document, self._session = document, session
        self.job = Job("own_start", tr("Learning from your images"), work, self)
        self.job.changed.connect(self._on_job)
        self._asked = False  # the learner was; before, masks are saved and held-out images settled
        self._cancelled = 0  # requests that were cancelled and whose end was not told yet
        session.batch.connect(self._on_event)
        session.failed.connect(self._on_failed)
        session.state_changed.connect(self._on_session)
        document.problem.connect(self._on_problem)
        document.project_changed.connect(self._on_project)

    def why_not(self) -> str:
        """Why it cannot start now; empty when it can."""
        project = self._document.project
        if project is None:
            return tr("Open a project first.")
        if not project.images:
            return tr("Add images first.")
        if project.read_only:
            return tr("The project folder is read-only.")
        return self._session.learner.occupied or (
            tr("A training is running; stop it first.") if self._session.busy else ""
        )

    def start(self) -> None:
        """Save, fix the held-out images, then ask the learner."""
        if not self.why_not():
            self._asked = False
            self.job.ask()
            self.job.show(self.cancel)
            self._document.saving.prepare_training(self._on_prepared)

    def cancel(self) -> None:
        """Stop within one step; nothing of it is kept."""
        if self.job.running:
            if self._asked:
                self._cancelled += 1
                self._session.send(Cancel())
            self.job.fail(Cancelled())

    def _on_prepared(self) -> None:
        project = self._document.project
        if self.job.running and not self._asked and project is not None:
            self._asked = True
            settings = replace(self._session.trainings.settings, weights=BUILT_IN, steps=None, seconds=None)
            self._session.send(LearnStart(project.folder, settings))

    # ---- what the learner says -------------------------------------------------------------------------------------

    def _on_event(self, event: object) -> None:
        if isinstance(event, LearnerDied):
            self._cancelled = 0
            self._end()
        elif isinstance(event, StartProgress) and self.job.running and not self._cancelled:
            self.job.tell(Progress(tr("Learning from your images"), event.share, 1.0, event.seconds_left))
        elif isinstance(event, OwnStart):
            self._on_result(event)

    def _on_result(self, event: OwnStart) -> None:
        if self._cancelled:
            self._cancelled -= 1
        elif self.job.running:
            self.job.finish(event)
            chosen = event.kept and self._choose_start()
            end = tr("The setting Start from is now Your images.") if chosen else ""
            self._session.notice.emit(f"{tr(event.text)} {end}".strip())

    def _on_failed(self, failed: Failed) -> None:
        if failed.request == "LearnStart":
            if self._cancelled:
                self._cancelled -= 1
            else:
                self._end()

    def _on_problem(self) -> None:
        """What could not be saved was told."""
        if not self._asked:
            self._end()

    def _on_session(self) -> None:
        """A training comes first: give way before its request goes out, so that the Cancel cannot meet it."""
        if self.job.running and self._session.busy:
            self.cancel()
            self._document.notice.emit(
                tr("Learning from your images was stopped for the training; nothing of it was kept.")
            )

    def _on_project(self) -> None:
        self.cancel()
        self._choose_start()

    def _choose_start(self) -> bool:
        """Set "Start from" to the project's own start where there is one, unless another was chosen; whether it was."""
        project, session = self._document.project, self._session
        session.own_start = project is not None and bool(own_encoders(project.folder))
        before = session.trainings.settings.weights
        if before in (OWN, BUILT_IN):
            session.trainings.settings = replace(
                session.trainings.settings, weights=OWN if session.own_start else BUILT_IN
            )
        session.trainings.settings_changed.emit()
        return before != session.trainings.settings.weights and session.own_start

    def _end(self) -> None:
        """It went wrong, and that was told."""
        if self.job.running:
            self.job.end()

    def _on_job(self) -> None:
        self._session.learner.occupied = tr("A start is being learnt from your images.") if self.job.running else ""
