"""Finding moved images: asks for a folder, looks in the background, says what was found and what was not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.look.left_out import left_out_words, show_left_out
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import tr
from segstudio.project.project import Project
from segstudio.project.search.find_moved import Found, look_for, put_moved


class FindMovedJob(QObject):
    """The slots named ``find_moved.*`` in the table of actions."""

    def __init__(self, document: Document, work: LongWork, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("find_moved")
        self._document, self._window = document, window
        self._project: Project | None = None
        self.job = Job("find_moved", tr("Looking for images"), work, self, tr("The search failed: {error}"))
        self.job.finished.connect(self._on_found)
        self.job.failed.connect(document.problem)
        self.job.solved.connect(document.files.solved)
        document.project_changed.connect(self.job.cancel)

    def why_not(self) -> str:
        """Why it cannot be done now; empty when it can."""
        project = self._document.project
        if project is None:
            return tr("Open a project first.")
        if project.read_only:
            return tr("The project folder is read-only.")
        if not project.images:
            return tr("Add images first.")
        return tr("Images are being looked for.") if self.job.running else ""

    def ask(self) -> None:
        """Ask where the images are now, and look there."""
        project = self._document.project
        if project is None:
            return
        title = tr("Where are they now? Choose a folder with the moved images")
        folder = QFileDialog.getExistingDirectory(self._window, title, str(project.folder.parent))
        if folder:
            self.start(Path(folder))

    def start(self, folder: Path) -> None:
        """Look in ``folder`` and below, in the background."""
        project = self._document.project
        if project is None or self.job.running:
            return
        self._project = project
        self.job.ask()
        self.job.run(self._document.background.submit, look_for, project, folder)

    def _on_found(self, found: Found) -> None:
        project, self._project = self._project, None
        if project is not None and project is self._document.project:
            self._document.image_list.change_files(
                lambda: put_moved(project, found), [image for _, image in found.moved]
            )
            self._document.notice.emit(" ".join([tr(found.sentence), *left_out_words(found.left_out)]))
            show_left_out(self._window, tr("Find moved images"), found.left_out)
