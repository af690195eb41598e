"""A comparison of networks: a long job of the learner, shown in the status bar, and those that the project has.

Owns when it may start and end. Owns no widget.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from segstudio.choices.networks import network_words
from segstudio.choices.starts import STARTS, USUAL
from segstudio.gui.actions.gather_facts import gather
from segstudio.gui.actions.window_state import start_reason
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.jobs.learner_request import LearnerRequest
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import clock, counted, inside, tr
from segstudio.gui.session.session import Session
from segstudio.learning.comparison_messages import (
    CompareNetworks,
    Comparison,
    ComparisonEnded,
    ComparisonProgress,
)
from segstudio.learning.messages import Progress
from segstudio.learning.runs.comparisons import read_comparisons
from segstudio.project.project import Project

Networks = Sequence[tuple[str, str]]  # rows of NETWORKS, each with an encoder or ""


class ComparisonJob(QObject):
    """``kept``: the comparisons of the project, the newest first; ``under_way``: of the one that runs, once a network
    is complete. One that is stopped keeps the networks that are complete.

    Signals: ``changed``: ``kept``, or ``state`` of the one that runs.
    """

    changed = Signal()

    def __init__(self, document: Document, session: Session, work: LongWork, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("comparison")
        self._document, self._session = document, session
        self.kept: tuple[Comparison, ...] = ()
        self.under_way: Comparison | None = None
        self.state = ""  # of the one that runs, in words
        self._asked: tuple[Networks, float, int] = ((), 0.0, 0)
        self.job = Job("comparison", tr("Comparing networks"), work, self)
        self.request = LearnerRequest(
            self.job, document, session, (CompareNetworks,), ComparisonEnded,
            occupied=tr("Networks are being compared."),
            interrupted=tr("The comparison was stopped for the training; networks that are complete are kept."),
            retry=tr("Networks that are complete are kept. Compare the others again."),
        )  # fmt: skip
        self.request.received.connect(self._on_event)
        self.job.changed.connect(self._on_job)
        session.batch.connect(self._on_batch)
        session.state_changed.connect(self.request.stop_for_training)
        document.problem.connect(self._on_problem)
        document.project_changed.connect(self._on_project)

    # ---- asking ---------------------------------------------------------------------------------------------------

    def why_not(self, networks: Networks) -> str:
        """Why these cannot be compared now; empty when they can."""
        few = tr("Choose at least two networks.") if len(networks) < 2 else ""
        reason = self.request.why_not() or start_reason(gather(self._document, self._session))
        return reason or self._session.learner.occupied or few

    def start(self, networks: Networks, minutes: float, seeds: int) -> None:
        """Save, fix the held-out images, then ask the learner to train each network so long and so often."""
        if not self.why_not(networks):
            self._asked, self.under_way = (networks, minutes, seeds), None
            self.request.prepare()
            self.job.show(self.request.cancel)
            self._document.saving.prepare_training(self._on_prepared)

    def _on_prepared(self) -> None:
        project = self._document.project
        if not self.job.running or self.request.sent or project is None:
            return
        networks, minutes, seeds = self._asked
        settings = self._session.trainings.settings
        weights = settings.weights if settings.weights in STARTS else USUAL  # a file is of one encoder only
        self.request.send(
            CompareNetworks(project.folder, tuple(networks), 60 * minutes, None, seeds, weights, settings.device)
        )

    def _on_problem(self) -> None:
        """Saving failed; the problem itself is shown already."""
        if self.job.running and not self.request.sent:
            self.job.end()

    # ---- what the learner says ------------------------------------------------------------------------------------

    def _on_event(self, event: object) -> None:
        if isinstance(event, ComparisonProgress):
            words = progress_words(event)
            left = tr("{time} left", time=clock(event.seconds_left)) if event.seconds_left is not None else ""
            self.state = ", ".join(filter(None, (words, left)))
            self.job.report(Progress(words, event.share, 1.0, event.seconds_left))
            self.changed.emit()
        elif isinstance(event, Comparison):
            self.under_way = event
            self.kept = (event, *(one for one in self.kept if one.name != event.name))
            self.changed.emit()
        elif isinstance(event, ComparisonEnded):
            self.job.finish(event)
            if event.name and self.kept:
                compared = counted(len(self.kept[0].networks), "network")
                self._document.notice.emit(tr("{networks} compared; see the panel Networks.", networks=compared))

    def _on_batch(self, event: object) -> None:
        """Also of one that was stopped, which may have completed a network since."""
        if isinstance(event, ComparisonEnded):
            self._read()

    def _on_job(self) -> None:
        self.state = tr("Getting ready") if self.job.running else ""
        self.changed.emit()

    # ---- those that are kept --------------------------------------------------------------------------------------

    def _on_project(self) -> None:
        self.kept = ()
        self.changed.emit()
        self._read()

    def _read(self) -> None:
        project = self._document.project
        if project is not None:
            self._document.background.submit(
                read_comparisons, project.folder, done=lambda found: self._on_read(project, *found), owner=self
            )

    def _on_read(self, project: Project, found: list[Comparison], problems: list[str]) -> None:
        if project is not self._document.project:
            return
        for sentence in problems:
            self._document.notice.emit(tr(sentence))
        if tuple(found) != self.kept:
            self.kept = tuple(found)
            self.changed.emit()


def progress_words(at: ComparisonProgress) -> str:
    """What is trained now: "2 of 3: SegNet, seed 1"."""
    name = network_words(at.network, at.encoder)
    words = tr("{number} of {total}: {network}", number=at.number, total=at.total, network=name)
    if at.seeds > 1:
        words = tr("{words}, seed {seed}", words=words, seed=at.seed)
    return f"{words}, {inside(tr(at.task))}" if at.task else words
