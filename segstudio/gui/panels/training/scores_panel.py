"""All scores of the last validation: per class, their means, the confusion matrix; copied as CSV.

Owns its widgets only; numbers come from the session as they are, no score is computed here.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.look import words
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr
from segstudio.gui.panels.training.score_model import ScoreModel, as_csv
from segstudio.gui.panels.training.score_table import ConfusionTable, score_view
from segstudio.gui.session.session import Session
from segstudio.learning.messages import ScoreTable

_EMPTY = (
    "Scores appear here while a network is fine-tuned. "
    "Label three images or more, and one of them is held out for an unbiased score."
)

_MATRIX = "Confusion matrix\nWhat each class was predicted as, in percent of its true pixels."


class ScoresPanel(Panel):
    """One line on what was counted, the table or the matrix, two buttons."""

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("scores.panel", tr("Scores"), parent)
        self._document, self._session = document, session
        self.model = ScoreModel(("name", "iou", "dice", "accuracy", "pixels"), self)
        self.summary = named(QLabel("", self), "scores.summary", tr("What was counted"))
        self.view = score_view(self.model, "scores.table", self)
        self.confusion = ConfusionTable(self)
        self.empty = quiet_label(tr(_EMPTY), "scores.empty", self)
        self.matrix = named(QPushButton(tr("Confusion matrix"), self), "scores.confusion.button", tip=tr(_MATRIX))
        self.matrix.setCheckable(True)
        self.copy = named(
            QPushButton(tr("Copy as CSV"), self),
            "scores.copy.button",
            tip=tr("Copy as CSV\nPut the table with all digits on the clipboard."),
        )
        self.give_icon(self.copy.setIcon, "content-copy")
        self.give_icon(self.matrix.setIcon, "grid")
        self._lay_out()
        self.matrix.setMinimumWidth(self.matrix.sizeHint().width())
        self.summary.setWordWrap(True)
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.matrix.toggled.connect(self._show_right_page)
        self.copy.clicked.connect(self._on_copy)
        session.scored.connect(self.refresh)
        session.state_changed.connect(self.refresh)
        document.classes_changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        top = fill(QHBoxLayout(), (self.summary, 1), self.matrix, self.copy)
        self._pages = QStackedWidget(self)
        for page in (self.empty, self.view, self.confusion):
            self._pages.addWidget(page)
        fill(QVBoxLayout(self), top, (self._pages, 1), margins=(GRID, GRID, GRID, GRID))

    def refresh(self) -> None:
        """Show the scores of the session."""
        table, classes = self._session.shown.table, self._document.classes
        if table is not None and table is self.model.table and classes == self.model.classes:
            return
        self.model.set_table(table, classes)
        self.confusion.set_table(table)
        self.copy.setEnabled(table is not None)
        self.matrix.setEnabled(table is not None and bool(table.confusion))
        self._show_right_page()

    def _show_right_page(self) -> None:
        if self.model.table is None:
            page: QWidget = self.empty
        else:
            page = self.confusion if self.matrix.isChecked() and self.matrix.isEnabled() else self.view
        self._pages.setCurrentWidget(page)
        self.matrix.setText(tr("Scores per class") if page is self.confusion else tr("Confusion matrix"))
        how = tr(". Rows truth, columns prediction, in percent of the row") if page is self.confusion else ""
        self.summary.setText(f"{summary(self.model.table)}{how}")
        self.summary.setToolTip(in_lines(self.summary.text()))

    def _on_copy(self) -> None:
        if self.model.table is not None:
            QGuiApplication.clipboard().setText(as_csv(self.model.table))


def summary(table: ScoreTable | None) -> str:
    """What was counted, in words."""
    if table is None:
        return tr("No scores yet")
    kind = tr(table.kind)
    kind = kind[:1].upper() + kind[1:]
    text = f"{kind}, {words.counted(table.images, 'image')}, {words.counted(table.pixels, 'labelled pixel')}"
    return words.marked(text, table)
