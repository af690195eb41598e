"""What became of a save that was asked for, said in the status bar: "Saving", then "Saved" once it is on disk.

Owns no file and no widget; a problem is in the banner.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from segstudio.gui.document.document import Document
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import tr
from segstudio.learning.messages import Progress

JOB = "save"
SAID_MS = 2000


class SaveStatus(QObject):
    """Follows the document's signals; autosaves are not mentioned."""

    def __init__(self, document: Document, work: LongWork, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("save_status")
        self._work = work
        self._over = QTimer(self, singleShot=True, interval=SAID_MS)
        self._over.timeout.connect(self._on_over)
        document.save_begun.connect(self._on_saving)
        document.all_saved.connect(self._on_saved)
        for signal in (document.problem, document.project_changed):
            signal.connect(self._on_over)

    def _on_saving(self) -> None:
        self._over.stop()
        self._work.begin(JOB, tr("Saving"))

    def _on_saved(self) -> None:
        self._work.update_progress(JOB, Progress(tr("Saved"), 1, 1))
        self._over.start()

    def _on_over(self) -> None:
        self._over.stop()
        self._work.end(JOB)
