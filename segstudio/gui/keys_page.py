"""Every key on one page, made from the table of actions. Owns nothing but its text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from segstudio.gui.actions import ACTIONS, keys_text

# What the hand does on the canvas is no action, so it is written here.
HANDS = (
    ("Right drag", "Paint void"),
    ("Wheel", "Zoom at the pointer"),
    ("Shift and wheel", "Brush size"),
    ("Alt and right drag", "Brush size"),
    ("Alt and click", "Pick the class under the pointer"),
    ("Hold Space, middle drag", "Move the image"),
    ("Enter", "Fill the polygon"),
    ("Esc", "Cancel the stroke or polygon"),
)
TITLES = {
    "tool": "Tools",
    "brush": "Tools",
    "label": "Labels",
    "prediction": "Labels",
    "class": "Classes",
    "view": "View",
    "image": "Images",
    "train": "Learning",
    "file": "File",
    "help": "Help",
}


def key_rows() -> dict[str, list[tuple[str, str]]]:
    """Rows of (keys, what they do) by title; the twenty class keys are told in two rows."""
    rows: dict[str, list[tuple[str, str]]] = {"On the image": list(HANDS)}
    rows["Classes"] = [("1 to 9, 0", "Class 1 to 10"), ("Shift and 1 to 9, 0", "Class 11 to 20")]
    for row in ACTIONS:
        room, name = row.id.split(".")
        if row.keys and not (room == "class" and name.isdigit()):
            rows.setdefault(TITLES[room], []).append((keys_text(row), row.text.rstrip(".")))
    return rows


class KeysPage(QDialog):
    """A page in two columns; not modal, so that it can stay open while one learns."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keys_page")
        self.setWindowTitle("Keys")
        self.resize(800, 664)
        inside = QWidget(self)
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(16, 16, 16, 16)
        columns.setSpacing(32)
        rows = key_rows()
        half = sum(len(lines) + 2 for lines in rows.values()) / 2
        column, filled = self._column(columns), 0
        for title, lines in rows.items():
            if filled and filled + len(lines) / 2 > half:
                column, filled = self._column(columns), -1000
            self._section(column, title, lines)
            filled += len(lines) + 2
        for at in range(columns.count()):
            columns.itemAt(at).layout().addStretch(1)
        area = QScrollArea(self)
        area.setObjectName("keys_scroll")
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _column(self, columns: QHBoxLayout) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        columns.addLayout(column, 1)
        return column

    def _section(self, column: QVBoxLayout, title: str, lines: list[tuple[str, str]]) -> None:
        heading = QLabel(title, self)
        heading.setObjectName(f"keys_{title.lower().replace(' ', '_')}")
        heading.setProperty("heading", True)
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 160)
        grid.setColumnStretch(1, 1)
        for at, (keys, text) in enumerate(lines):
            key = QLabel(keys, self)
            key.setProperty("muted", True)
            key.setTextFormat(Qt.TextFormat.PlainText)
            what = QLabel(text, self)
            grid.addWidget(key, at, 0)
            grid.addWidget(what, at, 1)
        column.addLayout(grid)
        column.addSpacing(8)
