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
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.canvas.gesture import Line, Tool
from segstudio.gui.look.icons import icon
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.place_over import keep_over
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
    digits = [row.id for row in table.rows.values() if row.id.startswith("class.") and row.id[6:].isdigit()]
    changed = any(keys.is_changed(action_id) for action_id in digits)
    whole = [(tr("1 to 9, 0"), tr("Class 1 to 10")), (tr("Shift and 1 to 9, 0"), tr("Class 11 to 20"))]
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


class KeysPage(QFrame):
    """The page, in two columns. Signals: ``change``: the person wants other keys."""

    change = Signal()

    def __init__(self, keys: KeyMap, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("keys_page")
        self.setAccessibleName(tr("Keys"))
        self.setProperty("overlay", True)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._keys, self._tool = keys, "brush"
        self._key_width = 0  # of the widest key on the page
        self._before: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(1, GRID, 1, 1)
        column.setSpacing(GRID)
        column.addLayout(self._build_top())
        self._area = named(QScrollArea(self), "keys_scroll")
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._area, 1)
        keys.changed.connect(self._on_keys)
        keep_over(self, window, self._place)
        self.hide()

    def _build_top(self) -> QHBoxLayout:
        title = named(QLabel(tr("Keys"), self), "keys_title")
        title.setProperty("heading", True)
        change = named(QPushButton(tr("Change keys..."), self), "keys_change", tip=tr("Change the keys of actions"))
        change.clicked.connect(self._on_change)
        self._close = named(QToolButton(self), "keys_close", tr("Close"), tr("Close (Esc)"))
        self._close.clicked.connect(self.close_again)
        row = QHBoxLayout()
        row.setContentsMargins(2 * GRID, 0, GRID, 0)
        row.addWidget(title, 1)
        row.addWidget(change)
        row.addWidget(self._close)
        return row

    def toggle(self, tool: str) -> None:
        """Show the page for a tool, or close it."""
        if self.isVisible():
            self.close_again()
            return
        self._tool = tool
        self._before = self.window().focusWidget()
        self._close.setIcon(icon("close", self.palette()))
        self._fill()
        self._place()
        self.show()
        self.raise_()
        self._area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_tool(self, tool: str) -> None:
        """Another tool was chosen while the page is open."""
        self._tool = tool
        self._on_keys()

    def close_again(self) -> None:
        """Hide; the keyboard focus returns to where it was."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_change(self) -> None:
        self.close_again()
        self.change.emit()

    def _on_keys(self) -> None:
        if self.isVisible():
            self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; the page keeps every other key."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_again()
            return
        super().keyPressEvent(event)

    def _place(self) -> None:
        window = self.window()
        width, height = min(WIDEST, window.width() - 6 * GRID), min(HIGHEST, window.height() - 14 * GRID)
        self.setGeometry((window.width() - width) // 2, (window.height() - height) // 2 + GRID, width, height)

    # ---- the text ------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        inside = QWidget(self._area)
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        whole.setSpacing(2 * GRID)
        rows = {title: lines for title, lines in key_rows(self._keys).items() if lines}
        mine = tool_rows(self._tool, self._keys)
        shown = (keys for lines in (mine, *rows.values()) for keys, _ in lines)
        self._key_width = min(WIDEST // 4, max(map(self.fontMetrics().horizontalAdvance, shown)))
        whole.addWidget(self._tool_part(inside, TOOLS[self._tool], mine))
        columns = QHBoxLayout()
        columns.setSpacing(4 * GRID)
        whole.addLayout(columns)
        half = sum(len(lines) + 2 for lines in rows.values()) / 2
        column, filled = self._column(columns), 0
        for title, lines in rows.items():
            if filled and filled + len(lines) / 2 > half:
                column, filled = self._column(columns), -1000
            self._section(inside, column, title, lines)
            filled += len(lines) + 2
        for made in columns.findChildren(QVBoxLayout, options=Qt.FindChildOption.FindDirectChildrenOnly):
            made.addStretch(1)
        self._area.setWidget(inside)

    def _tool_part(self, parent: QWidget, tool: Tool, lines: list[Line]) -> QWidget:
        part = named(QFrame(parent), "keys_tool")
        part.setProperty("raised", True)
        column = QVBoxLayout(part)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        heading = named(QLabel(tr("Current tool: {tool}", tool=tr(tool.title)), part), "keys_tool_title")
        heading.setProperty("heading", True)
        column.addWidget(heading)
        column.addWidget(quiet_label(tr(tool.tip), "keys_tool_tip", part))
        across = QHBoxLayout()
        across.setSpacing(4 * GRID)
        half = (len(lines) + 1) // 2
        for some in (lines[:half], lines[half:]):
            side = QVBoxLayout()
            side.addLayout(self._grid(part, some))
            side.addStretch(1)
            across.addLayout(side, 1)
        column.addLayout(across)
        return part

    def _column(self, columns: QHBoxLayout) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(GRID)
        columns.addLayout(column, 1)
        return column

    def _section(self, parent: QWidget, column: QVBoxLayout, title: str, lines: list[Line]) -> None:
        heading = named(QLabel(title, parent), f"keys_{title.lower().replace(' ', '_')}")
        heading.setProperty("heading", True)
        column.addWidget(heading)
        column.addLayout(self._grid(parent, lines))
        column.addSpacing(GRID)

    def _grid(self, parent: QWidget, lines: list[Line]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnMinimumWidth(0, self._key_width)  # the same left edge for all descriptions
        grid.setColumnStretch(1, 1)
        for at, (keys, text) in enumerate(lines):
            key = QLabel(keys, parent)
            key.setProperty("muted", True)
            what = QLabel(text, parent)
            what.setWordWrap(True)
            for label in (key, what):
                label.setTextFormat(Qt.TextFormat.PlainText)
                grid.addWidget(label, at, 0 if label is key else 1, Qt.AlignmentFlag.AlignTop)
        return grid
