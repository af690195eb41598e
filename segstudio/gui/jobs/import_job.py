"""Importing masks from a folder: asks for it, runs it in the background, says what was imported.

Masks are closed meanwhile, so that the import is the only writer; each image gets one undo step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from segstudio.errors import UserError, said
from segstudio.formats.report import ImportChoices, ImportQuestion, ImportReport, Unclear
from segstudio.formats.table import READERS, Format
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.look.left_out import left_out_words, show_left_out
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import counted, tr
from segstudio.labels.classes import VOID
from segstudio.project.project import Project

CANCELLED = said("The import was cancelled; what was imported so far can be undone.")


class ImportJob(QObject):
    """The slots named ``imports.*`` in the table of actions. Signal ``imported``: masks have changed."""

    imported = Signal()

    def __init__(self, document: Document, work: LongWork, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("imports")
        self._document, self._window = document, window
        self._project: Project | None = None
        self._choices = ImportChoices()
        self._again: Callable[[ImportChoices], None] = lambda _choices: None
        self.job = Job("import", tr("Importing masks"), work, self, tr("The import failed: {error}"))
        self.job.finished.connect(self._on_finished)
        self.job.failed.connect(self._on_failed)
        self.job.solved.connect(document.files.solved)
        self.job.cancelled.connect(self._on_cancelled)

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

    def _choose_reader(self) -> Format[ImportReport] | None:
        readers = list(READERS.values())
        if len(readers) == 1:
            return readers[0]
        titles = [f"{tr(reader.title)} (*{reader.suffix})" for reader in readers]
        title, chosen = QInputDialog.getItem(
            self._window, tr("Import masks"), tr("What the folder holds"), titles, 0, False
        )
        return readers[titles.index(title)] if chosen else None

    def start(
        self,
        folder: Path,
        reader: Format[ImportReport] | None = None,
        choices: ImportChoices = ImportChoices(),  # noqa: B008 - frozen
    ) -> None:
        """Save and close the open masks, then import ``folder`` in the background."""
        if self.job.running:
            return
        chosen = reader or next(iter(READERS.values()))
        self._choices, self._again = choices, partial(self.start, folder, reader)

        def begin(project: Project) -> None:
            self._project = project
            self.job.run(self._document.background.submit, partial(chosen.run, choices=choices), project, folder)

        self.job.ask()
        if not self._document.mask_release.release(begin, self.job.end):
            self.job.end()

    def finish(self) -> None:
        """The window closes: stop between two images and wait for the current ones."""
        project = self._document.project
        if self.job.running and project is not None:
            self.job.wait()
            self._project = None
            self._document.mask_release.reopen(project)
            self._document.notice.emit(tr(CANCELLED))

    def _reopen(self) -> None:
        project, self._project = self._project, None
        if project is not None:
            self._document.mask_release.reopen(project, [entry.id for entry in project.images])
        self.imported.emit()

    def _on_finished(self, report: ImportReport) -> None:
        self._reopen()
        self._document.notice.emit(sentence(report))
        show_left_out(self._window, tr("Import masks"), [one.sentence for one in report.left_out])

    def _on_failed(self, error: UserError) -> None:
        self._reopen()
        if isinstance(error, Unclear):
            choices = self._answer(error)
            if choices is not None:
                self._again(choices)
        else:
            self._document.problem.emit(error)

    # ---- questions ------------------------------------------------------------------------------------------------

    def _answer(self, error: Unclear) -> ImportChoices | None:
        """Ask the person what only they know; None: they do not import."""
        if error.question is ImportQuestion.NUMBERS:
            return replace(self._choices, by_number=True) if self._numbers_hold(error) else None
        return self._meaning_of_255(error)

    def _numbers_hold(self, error: Unclear) -> bool:
        box = named(QMessageBox(self._window), "import.numbers")
        box.setWindowTitle(tr("Import masks"))
        box.setText(tr(error.message))
        box.setInformativeText(tr("Do the numbers hold? Nothing has been imported yet."))
        go = box.addButton(tr("Import by number"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        return box.clickedButton() is go

    def _meaning_of_255(self, error: Unclear) -> ImportChoices | None:
        project = self._document.project
        classes = [row for row in project.classes.classes if row.id != 0] if project is not None else []
        meanings = {tr("Void: not labelled"): VOID} | {row.name: row.id for row in classes}
        told = f"{tr(error.message)}\n{tr('What does 255 mean? Nothing has been imported yet.')}"
        titles = [tr("Choose one"), *meanings]  # nothing is assumed: Enter at once answers nothing
        title, chosen = QInputDialog.getItem(self._window, tr("Import masks"), told, titles, 0, False)
        return replace(self._choices, value_255=meanings[title]) if chosen and title in meanings else None

    def _on_cancelled(self) -> None:
        self._reopen()
        self._document.notice.emit(tr(CANCELLED))


def sentence(report: ImportReport) -> str:
    """What was imported, in words: how many masks, over which labels, and what was left out."""
    told = [tr("{masks} imported; Undo takes each one back.", masks=counted(len(report.imported), "mask"))]
    if report.replaced:
        told.append(tr("{images} had labels before.", images=counted(len(report.replaced), "image")))
    return " ".join([*told, *left_out_words([one.sentence for one in report.left_out])])
