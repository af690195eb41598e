"""The table of tools: one row each, in the order of the tool bar. A new tool is one file and one row."""

from __future__ import annotations

from segstudio.gui.canvas.gesture import Tool
from segstudio.gui.tools.accept import ACCEPT
from segstudio.gui.tools.accept_parts import ACCEPT_RECT, ACCEPT_REGION
from segstudio.gui.tools.brush import BRUSH, ERASER
from segstudio.gui.tools.fill import FILL
from segstudio.gui.tools.grabcut import GRABCUT
from segstudio.gui.tools.lasso import LASSO
from segstudio.gui.tools.pick import PICK
from segstudio.gui.tools.polygon import POLYGON
from segstudio.gui.tools.region import REGION
from segstudio.gui.tools.scissors import SCISSORS
from segstudio.gui.tools.superpixel import SUPERPIXEL
from segstudio.gui.tools.threshold import THRESHOLD
from segstudio.gui.tools.wand import WAND
from segstudio.gui.tools.watershed import WATERSHED

_ROWS = (
    BRUSH, ERASER, POLYGON, LASSO, FILL, WAND, SCISSORS, GRABCUT, WATERSHED, SUPERPIXEL, THRESHOLD, REGION, PICK,
    ACCEPT, ACCEPT_REGION, ACCEPT_RECT,
)  # fmt: skip
TOOLS: dict[str, Tool] = {tool.name: tool for tool in _ROWS}
