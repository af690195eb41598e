"""Exporting masks of the open project off the GUI thread. Owns no widget.

Predictions that are not up to date with the model in use are made first, by ``PredictAll``.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from segstudio.formats.common.report import Images
from segstudio.formats.table import FORMATS
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.jobs.predict_all import PredictAll
from segstudio.gui.jobs.preparation import LABELS as LABELS
from segstudio.gui.jobs.preparation import PREDICTIONS as PREDICTIONS
from segstudio.gui.jobs.preparation import Preparation
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import tr
from segstudio.labels.classes import ClassTable
from segstudio.labels.objects import WHOLE, Parting


class ExportJob(QObject):
    """One export at a time; ``job`` signals its progress and end (``finished`` with an ``ExportReport``).

    ``parting``: the classes whose touching objects are parted where that is asked for, as chosen in the window.
    """

    def __init__(self, document: Document, predict_all: PredictAll, work: LongWork, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("exports")
        self._document, self.predict_all = document, predict_all
        self.job = Job("export", tr("Exporting"), work, self, tr("The export failed: {error}"))
        self._preparation = Preparation(document, predict_all, self.job)
        self.parting: Parting = WHOLE

    @property
    def classes(self) -> ClassTable:
        """Those of the open project."""
        return self._document.classes

    def suggested_folder(self, what: str) -> Path:
        """A folder beside the project, the same one each time."""
        project = self._document.project
        return project.folder.parent / f"{project.name} {what}" if project is not None else Path.home()

    def start(
        self, what: str, out: Path, format_name: str, images: Images = Images.USUAL, parting: Parting = WHOLE
    ) -> None:
        """Export ``what`` (LABELS or PREDICTIONS) of ``images`` to the folder ``out`` as a row of FORMATS; masks are
        saved first. ``parting``: for rows of objects."""
        if self.job.running or self._document.project is None:
            return
        write = FORMATS[format_name].write
        assert write is not None, "only rows with a writer are offered"
        more = {"images": images} | ({"parting": parting} if parting else {})
        submit = self._document.background.submit
        self._preparation.start(what, lambda project: self.job.run(submit, partial(write, **more), project, out, what))

    def finish(self) -> None:
        """The window closes: stop before the next file and wait for the current ones."""
        if self.job.running:
            self._preparation.forget()
            self.job.wait()
            self._document.notice.emit(tr("The export was cancelled: not every mask is in its folder."))

    def cancel(self) -> None:
        """Stop before the next file."""
        self._preparation.cancel()
