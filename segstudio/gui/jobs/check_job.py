"""Checking a project: reads all of it in the background, lists what is wrong, and repairs it when that is asked for.

While it is repaired the project is closed; it is opened again afterwards.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from segstudio.errors import ProjectError, UserError
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.check_dialog import CheckDialog
from segstudio.gui.jobs.job import Job
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session
from segstudio.labels.steps import Progress
from segstudio.learning.runs.check_explorations import check_explorations
from segstudio.learning.runs.check_runs import check_runs
from segstudio.project.checking.check import Examined, examine
from segstudio.project.checking.repair import Repair, repair


class CheckJob(QObject):
    """The slots named ``check.*`` in the table of actions. ``dialog``: the last list that was shown."""

    def __init__(self, document: Document, session: Session, work: LongWork, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("check")
        self._document, self._session, self._window = document, session, window
        self._reopen: Path | None = None  # after a repair
        self.dialog: CheckDialog | None = None
        self.job = Job("check", tr("Checking the project"), work, self, tr("The check failed: {error}"))
        self.job.finished.connect(self._on_done)
        self.job.failed.connect(self._on_failed)
        self.job.cancelled.connect(self._on_failed)
        self.job.solved.connect(document.files.solved)

    def why_not(self) -> str:
        """Why it cannot be done now; empty when it can."""
        return tr("A project is being checked.") if self.job.running else ""

    def ask(self) -> None:
        """Check the open project, which is saved first; without one ask for a folder."""
        project = self._document.project
        if project is not None:
            folder = project.folder
            self._document.saving.save_then(lambda: self.start(folder), lambda _: self.start(folder))
            return
        title = tr("Choose the project to check")
        chosen = QFileDialog.getExistingDirectory(self._window, title, str(Path.home()))
        if chosen:
            self.start(Path(chosen))

    def start(self, folder: Path) -> None:
        """Check the project in ``folder``; nothing is written."""
        if not self.job.running:
            self.job.ask()
            self.job.run(self._document.background.submit, _examined, folder)

    def repair(self, folder: Path) -> None:
        """Repair the project in ``folder``, after a copy of what changes."""
        if self.job.running:
            return
        project = self._document.project
        if project is not None and project.folder == folder:
            if self._session.busy:
                text = tr("A training of this project is running; nothing was repaired.")
                self._document.problem.emit(ProjectError(text, tr("Stop it first, then repair.")))
                return
            if not self._document.open_project.close():
                return
            self._reopen = folder
        self.job.ask()
        self.job.run(self._document.background.submit, _repaired, folder)

    def _on_done(self, done: Examined | Repair) -> None:
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
        self.dialog = CheckDialog(done, self.repair, self._window)
        self.dialog.show()
        self._open_again()

    def _on_failed(self, error: UserError | None = None) -> None:
        if error is not None:
            self._document.problem.emit(error)
        self._open_again()

    def _open_again(self) -> None:
        folder, self._reopen = self._reopen, None
        if folder is not None and self._document.project is None:
            self._document.open_project.open(folder, lambda _opened: None)


def _examined(folder: Path, note: Progress) -> Examined:
    return examine(folder, (check_runs, check_explorations), note)


def _repaired(folder: Path, note: Progress) -> Repair:
    return repair(folder, (check_runs, check_explorations), note)
