"""Measuring all images off the GUI thread, and whether what was measured is what is there now. Owns no widget."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.jobs.export_job import ExportJob
from segstudio.gui.jobs.job import Job
from segstudio.gui.jobs.preparation import LABELS, PREDICTIONS, Preparation
from segstudio.gui.look.left_out import left_out_words, show_left_out
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import counted, tr
from segstudio.gui.session.session import Session
from segstudio.labels.objects import Parting
from segstudio.labels.steps import Progress
from segstudio.measures.images import Measurements, measure
from segstudio.measures.tables import Table, tables_of
from segstudio.measures.writing import write_csv
from segstudio.project.project import Project


class MeasureJob(QObject):
    """``made``: what was measured last, ``tables`` of it by name.

    Signals: ``changed()``: these, ``outdated`` or ``parting``.
    """

    changed = Signal()

    def __init__(
        self, document: Document, session: Session, exports: ExportJob, work: LongWork, window: QWidget
    ) -> None:
        super().__init__(window)
        self.setObjectName("measures")
        self._document, self._session, self._exports, self._window = document, session, exports, window
        self.made: Measurements | None = None
        self.tables: dict[str, Table] = {}
        self._changed_since = False
        self._project: Project | None = None  # that is measured
        self._model = ""  # what predicted
        self.job = Job("measure", tr("Measuring"), work, self, tr("Measuring failed: {error}"))
        self._preparation = Preparation(document, exports.predict_all, self.job)
        self.job.finished.connect(self._on_measured)
        self.job.failed.connect(document.problem)
        self.job.solved.connect(document.files.solved)
        document.project_changed.connect(self._on_project)
        document.queue.edited.connect(self.note_change)
        for signal in (document.images_changed, document.classes_changed):
            signal.connect(self.note_change)
        session.state_changed.connect(self._on_session)

    @property
    def parting(self) -> Parting:
        """The classes whose touching objects are parted, in measurements and on request in exports."""
        return self._exports.parting

    @property
    def outdated(self) -> bool:
        """Whether labels, classes, images, network or parting are other ones now than those that were measured."""
        return self.made is not None and (self._changed_since or dict(self.made.parting) != dict(self.parting))

    def set_parting(self, parting: Parting) -> None:
        """Part objects of these classes from now on."""
        self._exports.parting = parting
        self.changed.emit()

    def why_not(self, what: str) -> str:
        """Why ``what`` cannot be measured now; empty when it can."""
        if self._document.project is None:
            return tr("Open a project first.")
        if self.job.running:
            return tr("The images are being measured.")
        return self._exports.predict_all.why_not() if what == PREDICTIONS else ""

    def start(self, what: str = LABELS) -> None:
        """Measure LABELS or PREDICTIONS of all images; what is not saved, or not predicted, is first."""
        if not self.why_not(what):
            self._preparation.start(what, partial(self._measure, what))

    def _measure(self, what: str, project: Project) -> None:
        self._changed_since, self._project, self._model = False, self._document.project, project.model_name
        self.job.run(self._document.background.submit, partial(_measure, what), project, self.parting)

    def _on_measured(self, found: tuple[Measurements, dict[str, Table]]) -> None:
        if self._project is not self._document.project:
            return
        self.made, self.tables = found
        reasons = [one.sentence for one in self.made.left_out]
        said = [*left_out_words(reasons), *map(tr, self.made.notes[:1])]
        if said:
            self._document.notice.emit(" ".join(said))
        show_left_out(self._window, tr("Measurements"), reasons)
        self.changed.emit()

    def note_change(self, *_: object) -> None:
        """Labels, classes or images changed."""
        if not self._changed_since and (self.made is not None or self.job.running):
            self._changed_since = True
            self.changed.emit()

    def _on_session(self) -> None:
        project = self._document.project
        if project is None or self.made is None or self.made.what != PREDICTIONS:
            return
        if self._session.busy or project.model_name != self._model:
            self.note_change()

    def _on_project(self) -> None:
        self._preparation.forget()
        self.job.cancel()
        self.made, self.tables, self._changed_since = None, {}, False
        self._exports.parting = {}
        self.changed.emit()

    # ---- writing --------------------------------------------------------------------------------------------------

    def suggested_file(self, rows: str) -> Path:
        """A file beside the project, whose name says what was measured: the table does not."""
        project, what = self._document.project, self.made.what if self.made is not None else ""
        return project.folder.parent / f"{project.name} {what} {rows}.csv" if project is not None else Path.home()

    def write(self, table: Table, path: Path, rows: NDArray[np.intp]) -> None:
        """Write ``rows`` of a table to a CSV file in the background."""
        told = tr("{rows} written to {path}.", rows=counted(len(rows), "row"), path=path)
        self._document.background.submit(
            write_csv, table, path, rows.tolist(), done=lambda _: self._document.notice.emit(told),
            failed=self._document.files.report, owner=self,
        )  # fmt: skip


def _measure(what: str, project: Project, parting: Parting, note: Progress) -> tuple[Measurements, dict[str, Table]]:
    made = measure(project, what, parting, note)
    return made, tables_of(made)
