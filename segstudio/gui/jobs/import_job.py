"""Importing masks: looks at files in the background, then takes what the person agreed to, says what was imported.

While masks are taken they are closed, so that the import is the only writer; each image gets one undo step, and
``take_back`` undoes all of them. What is shown and asked is ``ImportDialog``'s.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from segstudio.errors import UserError, said
from segstudio.formats import importing, last_import
from segstudio.formats.common.report import Existing, ImportChoices, ImportReport
from segstudio.formats.plan import Plan, with_new_classes
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.look.left_out import left_out_words, show_left_out
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import counted, tr
from segstudio.project.project import Project

CANCELLED = said("The import was cancelled; what was imported so far can be undone.")


class ImportJob(QObject):
    """The slot ``imports.take_back`` in the table of actions. Signals ``imported``: masks have changed;
    ``looked(Plan)`` or ``looked(UserError)``: the files were looked at; ``project_changed``: that of the document;
    ``left_changed``: what ``can_take_back`` says may be another."""

    imported = Signal()
    left_changed = Signal()
    looked = Signal(object)

    def __init__(self, document: Document, work: LongWork, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("imports")
        self._document, self._window = document, window
        self._project: Project | None = None  # while its masks are closed
        self.job = Job("import", tr("Importing masks"), work, self, tr("The import failed: {error}"))
        self.job.finished.connect(self._on_finished)
        self.job.failed.connect(self._on_failed)
        self.job.solved.connect(document.files.solved)
        self.job.cancelled.connect(self._on_cancelled)
        self.project_changed = document.project_changed
        self._left: dict[str, int] = {}  # images in which the last import may be the newest step, with its mark
        self._marks: dict[str, int] = {}  # all images of the last import
        document.project_changed.connect(self._read_marks)
        document.history_changed.connect(self._on_history)

    @property
    def project(self) -> Project | None:
        """The open project."""
        return self._document.project

    def look(self, place: Path, format_name: str, choices: ImportChoices) -> None:
        """Look at all masks in ``place`` in the background; ``looked`` follows."""
        project = self._document.project
        if project is not None and not self.job.running:
            self.job.ask()
            work = partial(importing.look, choices=choices, format_name=format_name)
            self.job.run(self._document.background.submit, work, project, place)

    def start(self, plan: Plan, existing: Existing = Existing.OVER) -> None:
        """Add the classes that a plan makes, save and close the open masks, then import in the background."""
        if self._document.project is None or self.job.running:
            return
        classes, plan = with_new_classes(self._document.project.classes, plan)
        if len(classes) == len(self._document.project.classes) or self._document.class_list.change(lambda _: classes):
            self._change_masks(partial(importing.take, existing=existing), plan)

    # ---- taking back ------------------------------------------------------------------------------------------------

    @property
    def can_take_back(self) -> bool:
        """Whether the last import is the newest step of any of its images, as far as these were opened since."""
        return bool(self._left)

    def take_back(self) -> None:
        """Undo the last import in all its images."""
        if not self.job.running:
            self._change_masks(last_import.take_back)

    def _read_marks(self) -> None:
        project = self._document.project
        self._put_marks(project, {})
        if project is not None:
            done = partial(self._put_marks, project)
            self._document.background.submit(last_import.last_import, project, done=done, owner=self)

    def _put_marks(self, project: Project | None, marks: dict[str, int]) -> None:
        if project is self._document.project:
            self._marks, self._left = marks, dict(marks)
            self._on_history()
            self.left_changed.emit()

    def _on_history(self) -> None:
        """The steps of the open image are others."""
        entry, mask = self._document.entry, self._document.mask
        if entry is None or mask is None or entry.id not in self._marks:
            return
        mark, before = self._marks[entry.id], len(self._left)
        if last_import.is_newest(mask.history, mark):
            self._left[entry.id] = mark
        else:
            self._left.pop(entry.id, None)
        if len(self._left) != before:
            self.left_changed.emit()

    # ---- doing ------------------------------------------------------------------------------------------------------

    def _change_masks(self, work: Callable[..., ImportReport], *given: object) -> None:
        def begin(project: Project) -> None:
            self._project = project
            self.job.run(self._document.background.submit, work, project, *given)

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
            self._read_marks()
            self.imported.emit()

    def _on_finished(self, result: Plan | ImportReport) -> None:
        if isinstance(result, Plan):
            self.looked.emit(result)
            return
        self._reopen()
        self._document.notice.emit(sentence(result))
        show_left_out(self._window, tr("Import masks"), [one.sentence for one in result.left_out])

    def _on_failed(self, error: UserError) -> None:
        if self._project is None:
            self.looked.emit(error)
        else:
            self._reopen()
            self._document.problem.emit(error)

    def _on_cancelled(self) -> None:
        if self._project is None:
            self.looked.emit(UserError(tr("Cancelled; nothing was changed.")))
        else:
            self._reopen()
            self._document.notice.emit(tr(CANCELLED))


def sentence(report: ImportReport) -> str:
    """What was imported, in words: how many masks, over which labels, and what was left out."""
    if report.taken_back and not report.imported:
        told = [tr("No image was changed.")]
    elif report.taken_back:
        told = [tr("The import was taken back in {images}.", images=counted(len(report.imported), "image"))]
    else:
        text = tr("{masks} imported; File > Take back the import undoes all of it, Undo each image.")
        told = [text.format(masks=counted(len(report.imported), "mask"))]
    if report.replaced:
        told.append(tr("{images} had labels before.", images=counted(len(report.replaced), "image")))
    if report.kept:
        told.append(tr("{images} kept as they were.", images=counted(len(report.kept), "image")))
    return " ".join([*told, *map(tr, report.notes), *left_out_words([one.sentence for one in report.left_out])])
