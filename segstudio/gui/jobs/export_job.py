"""Exporting masks of the open project off the GUI thread. Owns no widget.

Predictions that are not up to date with the model in use are made first, by ``PredictAll``.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from segstudio.errors import Cancelled, UserError
from segstudio.formats.common.report import Images
from segstudio.formats.table import FORMATS, Format
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.jobs.predict_all import PredictAll
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import tr
from segstudio.labels.classes import ClassTable
from segstudio.learning.messages import STROKES, Progress
from segstudio.project.project import Project

LABELS, PREDICTIONS = "labels", "predictions"


@dataclass(frozen=True)
class _Asked:
    """One export: the row of FORMATS, LABELS or PREDICTIONS, the folder, and of which images."""

    format: Format
    what: str
    out: Path
    images: Images


class ExportJob(QObject):
    """One export at a time; ``job`` signals its progress and end (``finished`` with an ``ExportReport``)."""

    def __init__(self, document: Document, predict_all: PredictAll, work: LongWork, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("exports")
        self._document, self.predict_all = document, predict_all
        self.job = Job("export", tr("Exporting"), work, self, tr("The export failed: {error}"))
        self._waiting: _Asked | None = None  # for predictions to export
        self._saving: object | None = None  # the export that waits until everything is saved
        predict_all.job.progressed.connect(self._on_predicting)
        predict_all.job.finished.connect(self._on_predicted)
        predict_all.job.failed.connect(self._on_not_predicted)
        predict_all.job.cancelled.connect(self._on_not_predicted)

    @property
    def classes(self) -> ClassTable:
        """Those of the open project."""
        return self._document.classes

    def suggested_folder(self, what: str) -> Path:
        """A folder beside the project, the same one each time."""
        project = self._document.project
        return project.folder.parent / f"{project.name} {what}" if project is not None else Path.home()

    def start(self, what: str, out: Path, format_name: str, images: Images = Images.USUAL) -> None:
        """Export ``what`` (LABELS or PREDICTIONS) of ``images`` to the folder ``out`` as a row of FORMATS; masks are
        saved first."""
        if self.job.running or self._document.project is None:
            return
        asked = _Asked(FORMATS[format_name], what, out, images)
        self.job.ask()
        self.job.show(self.cancel)
        saving = self._saving = object()
        self._document.saving.save_then(
            lambda: self._on_saved(saving, asked), lambda error: self._on_not_saved(saving, error)
        )

    def _on_not_saved(self, saving: object, error: UserError) -> None:
        if saving is self._saving:
            self._saving = None
            self.job.fail(error)

    def _on_saved(self, saving: object, asked: _Asked) -> None:
        if saving is not self._saving:  # it was cancelled meanwhile
            return
        self._saving = None
        if asked.what == PREDICTIONS:
            self._waiting = asked
            self.predict_all.start_for_export()
        else:
            self._write(asked, self._document.project)

    def finish(self) -> None:
        """The window closes: stop before the next file and wait for the current ones."""
        if self.job.running:
            self._waiting = self._saving = None
            self.job.wait()
            self._document.notice.emit(tr("The export was cancelled: not every mask is in its folder."))

    def cancel(self) -> None:
        """Stop before the next file."""
        self.job.cancel()
        if self._waiting is not None:
            self.predict_all.request.cancel()
        elif self._saving is not None:
            self._saving = None
            self.job.fail(Cancelled())

    def _write(self, asked: _Asked, project: Project | None) -> None:
        write = asked.format.write
        assert write is not None, "only rows with a writer are offered"
        self.job.run(self._document.background.submit, partial(write, images=asked.images), project, asked.out,
                     asked.what)  # fmt: skip

    # ---- predicting first -----------------------------------------------------------------------------------------

    def _on_predicting(self, progress: Progress) -> None:
        if self._waiting is not None:
            self.job.report(progress)

    def _on_predicted(self) -> None:
        waiting, self._waiting = self._waiting, None
        project = self._document.project
        if waiting is not None and project is not None:
            self._write(waiting, _with_model(project, self.predict_all.run))

    def _on_not_predicted(self, error: Exception | None = None) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.job.fail(error or Cancelled())


def _with_model(project: Project, run: str) -> Project:
    """The project as it was when the predictions were begun: a network in training may have joined since."""
    then = copy.copy(project)
    then.current_run, then.use_network = (run, True) if run != STROKES else (None, False)
    return then
