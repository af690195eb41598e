"""The row below the tool bar: the tool in hand, brush size, what to do, options. As high and ordered for every tool.

Owns its widgets only: the options are the toolbox's.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSpinBox, QToolBar, QWidget

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.look.fixed_lines import FixedLines
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID, sized
from segstudio.gui.look.words import tr
from segstudio.gui.panels.tools.options import ToolOptions
from segstudio.gui.panels.tools.slider_row import LARGEST, SMALLEST, SliderRow, both, position_of, size_at

HEIGHT = 36


class ToolStrip(QToolBar):
    """Title of the tool and size of the brush at the left, then what to do, and its options at the right."""

    def __init__(self, document: Document, canvas: Canvas, parent: QWidget) -> None:
        super().__init__(tr("Tool options"), parent)
        self.setObjectName("tool.strip")
        self.setMovable(False)
        self.toggleViewAction().setEnabled(False)
        self._toolbox = canvas.toolbox
        self.title = named(QLabel(self), "tool.title", tr("The tool in hand"))
        self.title.setProperty("heading", True)
        self.title.setContentsMargins(GRID, 0, GRID, 0)
        self.diameter = SliderRow(
            self, "size", tr("Size"), tr("Diameter of the brush in pixels."), tr("Size in pixels"),
            QSpinBox(self, minimum=SMALLEST, maximum=LARGEST, suffix=" px"), self._toolbox.set_brush_size,
            position_of, size_at,
        )  # fmt: skip
        self.diameter.slider.setFixedWidth(14 * GRID)
        self.hint = FixedLines(1, "tool.hint", tr("What to do with the tool"), self)
        self.hint.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.options = ToolOptions(document, canvas, self)
        size = named(QWidget(self), "tool.size")
        fill(QHBoxLayout(size), self.diameter.label, self.diameter.slider, self.diameter.field)
        size.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        for widget in (self.title, size, self.hint, self.options):
            self.addWidget(widget)
        self._widest(self.title, [tr(tool.title) for tool in self._toolbox.tools.values()])
        self.setMinimumHeight(HEIGHT)
        self._toolbox.tool_changed.connect(self._on_tool)
        self._toolbox.brush_size_changed.connect(self._on_size)
        self._on_tool()
        self.show_keys(lambda _action: "")

    def _widest(self, label: QLabel, texts: list[str]) -> None:
        """Room for each of them, so that nothing at the right of it moves."""
        bold = sized(label.font(), 1.0, bold=True)
        label.setFixedWidth(max(QFontMetrics(bold).horizontalAdvance(text) for text in texts) + 3 * GRID)

    def show_keys(self, keys: Callable[[str], str]) -> None:
        """Name the keys of actions (``keys(action id)``) in the tooltips."""
        self.diameter.show_keys(both(keys("brush.smaller"), keys("brush.bigger")))

    def _on_size(self) -> None:
        self.diameter.show(round(self._toolbox.brush_size))

    def _on_tool(self) -> None:
        self.title.setText(tr(self._toolbox.tool.title))
        self.hint.say(tr(self._toolbox.tool.hint))
        for control in (self.diameter.slider, self.diameter.field):
            control.setEnabled(self._toolbox.tool.ring)
        self._on_size()
