"""Importing masks from a folder: asks for it, does it in the background, tells what came of it. Owns no widget.

Masks are closed meanwhile, so that the import is the only writer; each image gets one undo step.
"""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from segstudio.errors import Cancelled, FormatError, UserError
from segstudio.formats.table import READERS, Format
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.counted_job import CountedJob
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import counted, tr
from segstudio.project.project import Project

NAMED = 3  # files that are named in the report


class ImportJob(CountedJob):
    """The slots named ``imports.*`` in the table of actions.

    Signals:
        changed: ``running`` changed. imported: masks came in.
    """

    changed = Signal()
    imported = Signal()

    def __init__(self, document: Document, work: LongWork, window: QWidget) -> None:
        super().__init__("import", tr("Importing masks"), work, window)
        self.setObjectName("import_job")
        self._document, self._window = document, window
        self._project: Project | None = None
        self._future: Future[object] | None = None

    # ---- asking -------------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for the format, when there are several, and for the folder."""
        reader = self._choose_reader()
        project = self._document.project
        if reader is None or project is None:
            return
        title = tr("Choose a folder of masks")
        folder = QFileDialog.getExistingDirectory(self._window, title, str(project.folder.parent))
        if folder:
            self.start(Path(folder), reader)

    def _choose_reader(self) -> Format | None:
        readers = list(READERS.values())
        if len(readers) == 1:
            return readers[0]
        titles = [reader.title for reader in readers]
        title, chosen = QInputDialog.getItem(
            self._window, tr("Import masks"), tr("What the folder holds"), titles, 0, False
        )
        return readers[titles.index(title)] if chosen else None

    # ---- doing --------------------------------------------------------------------------------------------------

    def start(self, folder: Path, reader: Format | None = None) -> None:
        """Save and close the open masks, then import ``folder`` in the background."""
        if self.running:
            return
        chosen = reader or next(iter(READERS.values()))
        self._begin()
        self.changed.emit()
        if not self._document.lend_masks(lambda project: self._run(project, folder, chosen)):
            self._end()

    def _run(self, project: Project, folder: Path, reader: Format) -> None:
        self._project = project
        self._show()
        self._future = self._document.background.submit(
            reader.run,
            project,
            folder,
            self.note,
            done=lambda report: self._on_done(project, report),
            failed=lambda error: self._on_failed(project, error),
            owner=self,
        )

    def finish(self) -> None:
        """The window closes: stop between two images and wait for the one under way."""
        self._stop.set()
        if self._future is not None and not self._future.done():
            self._future.exception()
        self._end()
        if self._project is not None:
            self._document.take_masks_back(self._project)

    # ---- telling ------------------------------------------------------------------------------------------------

    def _end(self) -> None:
        super()._end()
        self.changed.emit()

    def _give_back(self, project: Project) -> None:
        self._project = None
        self._end()
        self._document.take_masks_back(project, [entry.id for entry in project.images])
        self.imported.emit()

    def _on_done(self, project: Project, report: object) -> None:
        self._give_back(project)
        self._document.notice.emit(sentence(report))

    def _on_failed(self, project: Project, error: Exception) -> None:
        self._give_back(project)
        if isinstance(error, Cancelled):
            self._document.notice.emit(tr("The import was cancelled; what was imported so far can be undone."))
            return
        known = isinstance(error, UserError)
        trouble = tr("The import failed: {error}", error=error)
        self._document.problem.emit(error if known else FormatError(trouble, tr("Nothing was lost.")))


def sentence(report: object) -> str:
    """What an import brought, in words: how many masks, over which labels, and what was left out."""
    imported, replaced = list(getattr(report, "imported", ())), list(getattr(report, "replaced", ()))
    unmatched = [Path(path).name for path in getattr(report, "unmatched", ())]
    told = [tr("{masks} imported; Undo takes each one back.", masks=counted(len(imported), "mask"))]
    if replaced:
        images = counted(len(replaced), "image")
        told.append(tr("{images} had labels before.", images=images))
    if unmatched:
        more = tr(" and {count} more", count=len(unmatched) - NAMED) if len(unmatched) > NAMED else ""
        told.append(tr("Left out, no image has the name: {names}.", names=", ".join(unmatched[:NAMED]) + more))
    return " ".join(told)
