"""One export at a time, off the GUI thread, with progress and cancel. Owns no widget.

Predictions that the current run still owes are made first, by ``PredictAll``.
"""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from segstudio.errors import Cancelled, FormatError, UserError
from segstudio.formats.palette_png_folder import export_masks
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.predict_all import PredictAll
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session
from segstudio.learning.messages import Progress
from segstudio.project.project import Project

LABELS, PREDICTIONS = "labels", "predictions"
POLL_MS = 50


class ExportJob(QObject):
    """Exports masks of the open project.

    Signals:
        changed: ``running`` changed.
        progressed(Progress); then one of finished(ExportReport), failed(Exception), cancelled.
    """

    changed = Signal()
    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, document: Document, session: Session, predict_all: PredictAll, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("export_job")
        self._document, self._session = document, session
        self.running = False
        self._stop = threading.Event()
        self._seen: tuple[int, int] = (0, 0)  # written by the worker, read by the timer: one tuple, so no lock
        self._predict_all = predict_all
        self._out: Path | None = None  # where the predictions go that are being made
        predict_all.progressed.connect(self._on_predicting)
        predict_all.finished.connect(self._on_predicted)
        predict_all.failed.connect(self._on_not_predicted)
        predict_all.cancelled.connect(self._on_not_predicted)
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
        return self._session.why_no_batch()

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
            self._out = out
            self._predict_all.start_for_export()
        else:
            self._write(project, LABELS, out)

    def cancel(self) -> None:
        """Stop before the next file."""
        self._stop.set()
        if self._out is not None:
            self._predict_all.cancel()

    # ---- predicting first -----------------------------------------------------------------------------------------

    @property
    def flips(self) -> str:
        """The flips that predictions are averaged over: a row of learning.flips.FLIPS."""
        return self._predict_all.flips

    @flips.setter
    def flips(self, name: str) -> None:
        self._predict_all.flips = name

    def _on_predicting(self, progress: Progress) -> None:
        if self._out is not None:
            self.progressed.emit(progress)

    def _on_predicted(self) -> None:
        out, self._out = self._out, None
        project = self._document.project
        if out is None or project is None:
            return
        if self._predict_all.run == project.current_run:
            self._write(project, PREDICTIONS, out)
        else:
            told = tr("Another run was made the current one meanwhile; nothing was exported.")
            self._on_failed(FormatError(told, tr("Export again.")))

    def _on_not_predicted(self, error: Exception | None = None) -> None:
        out, self._out = self._out, None
        if out is not None:
            self._on_failed(error or Cancelled())

    # ---- writing --------------------------------------------------------------------------------------------------

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
        self._end()
        if isinstance(error, Cancelled):
            self.cancelled.emit()
        else:
            known = isinstance(error, UserError)
            trouble = tr("The export failed: {reason}", reason=error)
            self.failed.emit(error if known else FormatError(trouble, tr("Nothing was lost.")))
