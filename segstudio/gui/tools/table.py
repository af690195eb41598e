"""The table of tools: one row each, in the order of the tool bar. A new tool is one file and one row."""

from __future__ import annotations

from segstudio.gui.tools.accept import ACCEPT
from segstudio.gui.tools.brush import BRUSH, ERASER
from segstudio.gui.tools.fill import FILL
from segstudio.gui.tools.gesture import Tool
from segstudio.gui.tools.lasso import LASSO
from segstudio.gui.tools.pick import PICK
from segstudio.gui.tools.polygon import POLYGON

TOOLS: dict[str, Tool] = {tool.name: tool for tool in (BRUSH, ERASER, POLYGON, LASSO, FILL, PICK, ACCEPT)}
