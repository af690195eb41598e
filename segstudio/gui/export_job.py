"""One export at a time, off the GUI thread, with progress and cancel. Owns no widget.

Predictions of images that were not predicted by the current run are made first, through the learner.
"""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from segstudio.errors import Cancelled, FormatError, UserError
from segstudio.formats.palette_png_folder import export_masks
from segstudio.gui.document import Document
from segstudio.gui.predict_all import PredictAll
from segstudio.gui.session import Session
from segstudio.gui.words import tr
from segstudio.learning.messages import Progress
from segstudio.project.project import Project

LABELS, PREDICTIONS = "labels", "predictions"
POLL_MS = 50


class ExportJob(QObject):
    """Exports masks of the open project.

    Signals:
        changed: :attr:`running` changed.
        progressed(Progress); then one of finished(ExportReport), failed(Exception), cancelled.
    """

    changed = Signal()
    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, document: Document, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("export_job")
        self._document, self._session = document, session
        self.running = False
        self._stop = threading.Event()
        self._seen: tuple[int, int] = (0, 0)  # written by the worker, read by the timer: one tuple, so no lock
        self._predicting: PredictAll | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._on_poll)

    def suggested_folder(self, what: str) -> Path:
        """A folder beside the project that does not exist yet, or the one used for the same before."""
        project = self._document.project
        return project.folder.parent / f"{project.name} {what}" if project is not None else Path.home()

    def no_predictions(self) -> str:
        """Why predictions cannot be exported now; empty when they can."""
        project = self._document.project
        if project is None or not project.current_run:
            return tr("There is no trained network yet: fine-tune first.")
        return tr("A training is running; stop it first.") if self._session.busy else ""

    def start(self, what: str, out: Path) -> None:
        """Begin; masks in memory are saved first."""
        project = self._document.project
        if self.running or project is None:
            return
        self._stop.clear()
        self.running = True
        self.changed.emit()
        try:
            self._document.save_now()
        except UserError as error:
            self._end()
            self.failed.emit(error)
            return
        if what == PREDICTIONS:
            self._predict(project, out)
        else:
            self._write(project, LABELS, out)

    def cancel(self) -> None:
        """Stop before the next file."""
        self._stop.set()
        if self._predicting is not None:
            self._predicting.cancel()
            self._predicting.deleteLater()
            self._predicting = None
            self._end()
            self.cancelled.emit()

    def _predict(self, project: Project, out: Path) -> None:
        job = PredictAll(self._document, self._session, self)
        self._predicting = job
        job.progressed.connect(self.progressed)
        job.failed.connect(self._on_failed)
        job.finished.connect(lambda: self._on_predicted(project, out))
        job.start()

    def _on_predicted(self, project: Project, out: Path) -> None:
        if self._predicting is not None:
            self._predicting.deleteLater()
            self._predicting = None
        self._write(project, PREDICTIONS, out)

    def _write(self, project: Project, what: str, out: Path) -> None:
        self._seen = (0, 0)
        self._timer.start()
        self._document.background.submit(
            export_masks,
            project,
            out,
            what,
            self._note,
            self._stop.is_set,
            done=self._on_done,
            failed=self._on_failed,
            owner=self,
        )

    def _note(self, done: int, total: int) -> None:
        """Called by the worker thread."""
        self._seen = (done, total)

    def _on_poll(self) -> None:
        done, total = self._seen
        if total:
            self.progressed.emit(Progress(tr("Exporting"), done, total))

    def _end(self) -> None:
        self._timer.stop()
        self.running = False
        self.changed.emit()

    def _on_done(self, report: object) -> None:
        self._end()
        self.finished.emit(report)

    def _on_failed(self, error: Exception) -> None:
        if self._predicting is not None:
            self._predicting.deleteLater()
            self._predicting = None
        self._end()
        if isinstance(error, Cancelled):
            self.cancelled.emit()
        else:
            known = isinstance(error, UserError)
            self.failed.emit(error if known else FormatError(f"The export failed: {error}", "Nothing was lost."))
