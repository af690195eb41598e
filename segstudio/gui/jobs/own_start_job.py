"""Learn a start from the project's own images, or try that of an exploration: a long job of the learner, shown in the
status bar.

Owns when it may start and end, and that a start which is kept becomes the one that is chosen. Owns no widget.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from segstudio.choices.starts import OWN, USUAL
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.jobs.learner_request import LearnerRequest
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session
from segstudio.learning.explore_messages import TryExploration
from segstudio.learning.messages import LearnStart, OwnStart, Progress, StartProgress
from segstudio.learning.runs.own_start import own_encoders


class OwnStartJob(QObject):
    """The slots named ``own_start.*`` in the table of actions. A job that is cancelled keeps no start;
    what was learnt by then is an exploration."""

    def __init__(self, document: Document, session: Session, work: LongWork, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("own_start")
        self._document, self._session = document, session
        self.job = Job("own_start", tr("Learning from your images"), work, self)
        self._request = LearnerRequest(
            self.job, document, session, (LearnStart, TryExploration), OwnStart,
            occupied=tr("A start is being learnt from your images."),
            interrupted=tr("Learning from your images was stopped for the training; no start was kept."),
        )  # fmt: skip
        self._exploration = ""  # the one that is tried; empty: a start is learnt
        self._request.received.connect(self._on_event)
        session.state_changed.connect(self._request.stop_for_training)
        document.problem.connect(self._on_problem)
        document.project_changed.connect(self._choose_start)

    def why_not(self) -> str:
        """Why it cannot start now; empty when it can."""
        training = tr("A training is running; stop it first.") if self._session.busy else ""
        return self._request.why_not() or self._session.learner.occupied or training

    def start(self, exploration: str = "") -> None:
        """Save, fix the held-out images, then ask the learner; ``exploration``: the one to start from."""
        if not self.why_not():
            self._exploration = exploration
            self._request.prepare()
            self.job.show(self._request.cancel)
            self._document.saving.prepare_training(self._on_prepared)

    def _on_prepared(self) -> None:
        project = self._document.project
        if self.job.running and not self._request.sent and project is not None:
            if self._exploration:
                self._request.send(TryExploration(project.folder, self._exploration))
                return
            settings = replace(self._session.trainings.settings, weights=USUAL, steps=None, seconds=None,
                               generated="")  # fmt: skip
            self._request.send(LearnStart(project.folder, settings))

    def _on_event(self, event: object) -> None:
        if isinstance(event, StartProgress):
            words = tr("Trying the start") if self._exploration else tr("Learning from your images")
            self.job.report(Progress(words, event.share, 1.0, event.seconds_left))
        elif isinstance(event, OwnStart):
            self.job.finish(event)
            chosen = event.kept and self._choose_start()
            end = tr("The setting Start from is now Your images.") if chosen else ""
            self._session.notice.emit(f"{tr(event.text)} {end}".strip())

    def _on_problem(self) -> None:
        """Saving failed; the problem itself is shown already."""
        if self.job.running and not self._request.sent:
            self.job.end()

    def _choose_start(self) -> bool:
        """Set "Start from" to the project's own start where there is one, unless another was chosen; whether it was."""
        project, session = self._document.project, self._session
        session.own_start = project is not None and bool(own_encoders(project.folder))
        before = session.trainings.settings.weights
        if before in (OWN, USUAL):
            session.trainings.settings = replace(
                session.trainings.settings, weights=OWN if session.own_start else USUAL
            )
        session.trainings.settings_changed.emit()
        return before != session.trainings.settings.weights and session.own_start
