"""What the centre of the window shows while no project is open: one sentence, what one can begin with, recent projects.

Owns no project; it only signals what the person chose.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from segstudio.gui.look.layouts import fill
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import muted_label, sized, theme_of
from segstudio.gui.look.words import menu_text, tr

WIDTH = 560


class DropPlace(QFrame):
    """The dashed place to drop images on; the whole window accepts drops, this shows it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("drop_place")
        self._lit = False

    def light(self, lit: bool) -> None:
        """Something that can be dropped is over the window."""
        self._lit = lit
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dashed outline, in the accent colour while something is over it."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(theme.accent if self._lit else theme.disabled), 2 if self._lit else 1.5)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(QColor(theme.accent_soft if self._lit else theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)


class StartPage(Panel):
    """The start page. Signals: open_folder, open_sample, first_steps, open_recent(Path), forget_recent(Path)."""

    open_folder = Signal()
    open_sample = Signal()
    first_steps = Signal()
    open_recent = Signal(object)
    forget_recent = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("start_page", tr("Start page"), parent)
        self._rows: list[QWidget] = []
        self._recent = fill(QVBoxLayout(), spacing=0)
        column = fill(QVBoxLayout(), self._build_place(), self._recent, spacing=24)
        fill(QVBoxLayout(self), 2, fill(QHBoxLayout(), 1, column, 1), 3, margins=(24, 24, 24, 24))

    def _build_place(self) -> QWidget:
        self.place = DropPlace(self)
        self.place.setFixedWidth(WIDTH)
        self._glyph = named(QLabel(self.place), "start_icon")
        title = named(QLabel(tr("Drop a folder of images here"), self.place), "start_title")
        title.setFont(sized(title.font(), 1.6, bold=True))
        text = tr("Then name your classes, paint a few strokes of each, and fine-tune.")
        line = muted_label(text, "start_line", self)
        for label in (self._glyph, title, line):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.folder_button = named(
            QPushButton(tr("Open folder"), self.place), "start_open_folder",
            tip=tr("Choose a folder of images, or a project folder"),
        )  # fmt: skip
        self.folder_button.setProperty("primary", True)
        self.folder_button.clicked.connect(self.open_folder)
        self.sample_button = named(
            QPushButton(tr("Open the sample"), self.place), "start_open_sample",
            tip=tr("Try the program on generated images of cells"),
        )  # fmt: skip
        self.sample_button.clicked.connect(self.open_sample)
        steps = named(
            QPushButton(tr("Show me the first steps"), self.place, flat=True), "start_first_steps",
            tip=tr("Open the sample and go through the window, part by part"),
        )  # fmt: skip
        steps.clicked.connect(self.first_steps)
        buttons = fill(QHBoxLayout(), 1, self.folder_button, self.sample_button, 1)
        column = fill(QVBoxLayout(self.place), self._glyph, margins=(32, 40, 32, 40))
        column.addSpacing(8)
        column.addWidget(title)
        column.addWidget(line)
        column.addSpacing(16)
        column.addLayout(buttons)
        column.addWidget(steps, alignment=Qt.AlignmentFlag.AlignCenter)
        self.give_icon(lambda made: self._glyph.setPixmap(made.pixmap(40, 40)), "image-multiple-outline")
        return self.place

    def show_recent(self, folders: Sequence[Path]) -> None:
        """List recent projects; one that is gone is greyed and can be forgotten."""
        for row in self._rows:
            self._recent.removeWidget(row)
            row.deleteLater()
        self._rows = []
        if folders:
            heading = muted_label(tr("Recent projects"), "recent_heading", self)
            heading.setContentsMargins(12, 0, 0, 4)
            self._add(heading)
        for at, folder in enumerate(folders[:5]):
            self._add(self._row(at, folder))

    def _add(self, widget: QWidget) -> None:
        self._recent.addWidget(widget)
        self._rows.append(widget)

    def _row(self, at: int, folder: Path) -> QWidget:
        there = (folder / "project.json").is_file()
        row = named(QWidget(self), f"recent_row_{at}")
        tip = str(folder) if there else tr("{folder} no longer exists", folder=folder)
        button = QPushButton(menu_text(folder.name.removesuffix(".segstudio")), row, flat=True)
        button.setEnabled(there)
        named(button, f"recent_{at}", tip=tip).setStyleSheet("text-align: left;")
        button.clicked.connect(lambda: self.open_recent.emit(folder))
        path = muted_label("", f"recent_path_{at}", row)
        path.setWordWrap(False)
        room = WIDTH - button.sizeHint().width() - 120
        shown = str(folder.parent) if there else tr("not found")
        path.setText(path.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideMiddle, max(80, room)))
        path.setToolTip(str(folder))
        line = fill(QHBoxLayout(row), button, 1, path)
        if not there:
            tip = tr("Remove this project from the list")
            forget = named(QPushButton(tr("Forget"), row, flat=True), f"recent_forget_{at}", tip=tip)
            forget.clicked.connect(lambda: self.forget_recent.emit(folder))
            line.addWidget(forget)
        return row
