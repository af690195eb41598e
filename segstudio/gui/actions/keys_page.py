"""Every key on one page over the window: those of the current tool first, then all. F1 or Esc closes it.

Made from the table of actions, the key map and the table of tools.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.actions.action_table import class_action
from segstudio.gui.actions.facts import CLASS_KEYS
from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.canvas.gesture import Line
from segstudio.gui.look.icons import icon
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import heading, quiet_label
from segstudio.gui.look.place_over import FrameOver
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr
from segstudio.gui.tools.table import ANY_TOOL, ANY_TOOL_ACTIONS, TOOLS

WIDEST, HIGHEST = 880, 720


def key_rows(keys: KeyMap) -> dict[str, list[Line]]:
    """Rows of (keys, what they do) by title; the twenty class keys take two rows while they are the default.

    Digits that a person changed are listed one by one.
    """
    rows: dict[str, list[Line]] = {tr("On the image"): [(tr(hand), tr(what)) for hand, what in ANY_TOOL]}
    table = keys.table
    digits = [class_action(class_id) for class_id in range(CLASS_KEYS)]
    changed = any(keys.is_changed(action_id) for action_id in digits)
    whole = [
        (tr("0 to 9"), tr("Class 0 to 9: its number in files")),
        (tr("Shift and 0 to 9"), tr("Class 10 to 19")),
    ]
    rows[tr("Class")] = [] if changed else whole
    for row in table.rows.values():
        if keys.keys(row.id) and (changed or row.id not in digits):
            title = tr(table.menu_of[row.id])
            rows.setdefault(title, []).append((keys.text(row.id), tr(row.text).rstrip(".")))
    return rows


def tool_rows(tool: str, keys: KeyMap) -> list[Line]:
    """The keys and gestures that matter with a tool."""
    lines = [(tr(hand), tr(what)) for hand, what in TOOLS[tool].mouse]
    for action_id in (*TOOLS[tool].actions, *ANY_TOOL_ACTIONS):
        if keys.keys(action_id):
            lines.append((keys.text(action_id), tr(keys.table.rows[action_id].text).rstrip(".")))
    return lines


class KeysPage(FrameOver):
    """The page, in two columns. Signals: ``change``: the person wants other keys."""

    change = Signal()

    def __init__(self, keys: KeyMap, window: QWidget) -> None:
        super().__init__("keys_page", tr("Keys"), window, self._on_place)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._keys, self._tool = keys, "brush"
        self._key_width = 0  # of the widest key on the page
        self._area = named(QScrollArea(self, widgetResizable=True), "keys_scroll")
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        fill(QVBoxLayout(self), self._build_top(), (self._area, 1), margins=(1, GRID, 1, 1))
        keys.changed.connect(self._on_keys)

    def _build_top(self) -> QHBoxLayout:
        change = named(QPushButton(tr("Change keys..."), self), "keys_change", tip=tr("Change the keys of actions"))
        change.clicked.connect(self._on_change)
        self._close = named(QToolButton(self), "keys_close", tr("Close"), tr("Close (Esc)"))
        self._close.clicked.connect(self.close_again)
        title = heading(tr("Keys"), "keys_title", self)
        return fill(QHBoxLayout(), (title, 1), change, self._close, margins=(2 * GRID, 0, GRID, 0))

    def toggle(self, tool: str) -> None:
        """Show the page for a tool, or close it."""
        if self.isVisible():
            self.close_again()
            return
        self._tool = tool
        self._close.setIcon(icon("close", self.palette()))
        self._fill()
        self.show_over(self._area)

    def show_tool(self, tool: str) -> None:
        """Another tool was chosen while the page is open."""
        self._tool = tool
        self._on_keys()

    def _on_change(self) -> None:
        self.close_again()
        self.change.emit()

    def _on_keys(self) -> None:
        if self.isVisible():
            self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_again()
            return
        super().keyPressEvent(event)

    def _on_place(self) -> None:
        window = self.window()
        width, height = min(WIDEST, window.width() - 6 * GRID), min(HIGHEST, window.height() - 14 * GRID)
        self.setGeometry((window.width() - width) // 2, (window.height() - height) // 2 + GRID, width, height)

    # ---- the text ------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        inside = QWidget(self._area)
        rows = {title: lines for title, lines in key_rows(self._keys).items() if lines}
        mine = tool_rows(self._tool, self._keys)
        shown = (keys for lines in (mine, *rows.values()) for keys, _ in lines)
        self._key_width = min(WIDEST // 4, max(map(self.fontMetrics().horizontalAdvance, shown)))
        half = sum(len(lines) + 2 for lines in rows.values()) / 2
        columns: list[list[QLayout | QWidget | int]] = [[], []]
        filled = 0.0
        for title, lines in rows.items():
            column = columns[filled > 0 and filled + len(lines) / 2 > half]
            label = heading(title, f"keys_{title.lower().replace(' ', '_')}", inside)
            column += [label, fill(QVBoxLayout(), self._grid(inside, lines), margins=(0, 0, 0, GRID))]
            filled += len(lines) + 2
        across = fill(QHBoxLayout(), *((fill(QVBoxLayout(), *column, 1), 1) for column in columns), spacing=4 * GRID)
        margins = (2 * GRID, GRID, 2 * GRID, 2 * GRID)
        fill(QVBoxLayout(inside), self._tool_part(inside, mine), across, spacing=2 * GRID, margins=margins)
        self._area.setWidget(inside)

    def _tool_part(self, parent: QWidget, lines: list[Line]) -> QWidget:
        tool, half = TOOLS[self._tool], (len(lines) + 1) // 2
        part = named(QFrame(parent), "keys_tool")
        part.setProperty("raised", True)
        title = heading(tr("Current tool: {tool}", tool=tr(tool.title)), "keys_tool_title", part)
        tip = quiet_label(tr(tool.tip), "keys_tool_tip", part)
        sides = ((fill(QVBoxLayout(), self._grid(part, some), 1), 1) for some in (lines[:half], lines[half:]))
        across = fill(QHBoxLayout(), *sides, spacing=4 * GRID)
        fill(QVBoxLayout(part), title, tip, across, margins=(2 * GRID, GRID, 2 * GRID, GRID))
        return part

    def _grid(self, parent: QWidget, lines: list[Line]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnMinimumWidth(0, self._key_width)  # the same left edge for all descriptions
        grid.setColumnStretch(1, 1)
        for at, (keys, text) in enumerate(lines):
            key = QLabel(keys, parent, textFormat=Qt.TextFormat.PlainText)
            key.setProperty("muted", True)
            what = QLabel(text, parent, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
            grid.addWidget(key, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(what, at, 1, Qt.AlignmentFlag.AlignTop)
        return grid
