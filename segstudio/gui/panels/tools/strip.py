"""The row below the tool bar: what to do with the tool in hand, and its options. Always as high, whatever the tool.

Owns its widgets only: the options are the toolbox's.
"""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QSizePolicy, QToolBar, QWidget

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.look.fixed_lines import FixedLines
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr
from segstudio.gui.panels.tools.options import ToolOptions


class ToolStrip(QToolBar):
    """Title and hint of the tool at the left, its options at the right."""

    def __init__(self, document: Document, canvas: Canvas, parent: QWidget) -> None:
        super().__init__(tr("Tool options"), parent)
        self.setObjectName("tool.strip")
        self.setMovable(False)
        self.toggleViewAction().setEnabled(False)
        self._toolbox = canvas.toolbox
        self.title = named(QLabel(self), "tool.title", tr("The tool in hand"))
        self.title.setProperty("heading", True)
        self.title.setContentsMargins(GRID, 0, GRID, 0)
        self.hint = FixedLines(1, "tool.hint", tr("What to do with the tool"), self)
        self.hint.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.options = ToolOptions(document, canvas, self)
        for widget in (self.title, self.hint, self.options):
            self.addWidget(widget)
        self.setMinimumHeight(5 * GRID)
        self._toolbox.tool_changed.connect(self._on_tool)
        self._on_tool()

    def _on_tool(self) -> None:
        self.title.setText(tr(self._toolbox.tool.title))
        self.hint.say(tr(self._toolbox.tool.hint))
