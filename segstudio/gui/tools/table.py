"""The table of tools: one row each, in the order of the menu. A new tool is one file with its gesture and one row here.

A row holds all that the window says about a tool: actions, keys, menus, tool bar, hints and the page of keys read it.
"""

from __future__ import annotations

from segstudio.gui.canvas.gesture import Line, Tool
from segstudio.gui.tools import (
    accept,
    brush,
    fill,
    grabcut,
    lasso,
    object_click,
    object_finder,
    path,
    pick,
    polygon,
    region,
    scissors,
    shapes,
    superpixel,
    threshold,
    wand,
    watershed,
)

# What mouse and keys do with every tool.
ANY_TOOL: tuple[Line, ...] = (
    ("Right drag", "Paint void"),
    ("Wheel", "Zoom at the pointer"),
    ("Shift and wheel", "Brush size"),
    ("Alt and right drag", "Brush size"),
    ("Alt and click", "Pick the class under the pointer"),
    ("Ctrl and Shift and drag", "Brightness and contrast of the image"),
    ("Hold Space, middle drag", "Move the image"),
    ("Arrows, with Shift farther", "Move the pointer without a mouse; F6 goes to the image"),
    ("Enter", "Click there, or finish what is not painted yet"),
    ("Alt and Enter", "Press the button, and the next time release it: arrows drag between the two"),
    ("The same key again", "Takes back what a single letter turned on: a lock, a flag, one class alone"),
    ("Esc", "Cancel the stroke or what the tool computes; a training goes on"),
)
ANY_TOOL_ACTIONS = ("label.undo", "label.redo", "view.peek")
_PAINT, _FIND, _ACCEPT = "paint", "find", "accept"  # the groups of the tool bar
_VOID_DRAG = ("Right drag", "Paint void")
_SIZE = (("Shift and wheel", "Brush size"), ("Alt and right drag", "Brush size"))
_LINE = ("Shift and click", "A straight line from the end of the last stroke")
_CANCEL = ("Esc", "Cancel")
_CANCEL_STROKE = ("Esc", "Cancel the stroke")
_SHAPE = (
    ("Drag", "From corner to corner"),
    ("Shift while dragging", "As wide as high"),
    ("Alt while dragging", "Around the first point"),
    ("Right drag", "Make it void"),
    ("Ctrl and drag", "Select where painting is allowed"),
    _CANCEL,
)
_SIZE_ACTIONS = ("brush.smaller", "brush.bigger")
_PREDICTED = (
    "prediction.accept_region", "prediction.reject_region", "prediction.relabel_region", "prediction.accept_class",
    "view.cycle",
)  # fmt: skip

_ROWS = (
    Tool(
        "brush", "Brush", "B", "brush-outline", brush.brush, _PAINT, ring=True,
        tip="Paint the current class; the right button paints void.",
        hint="Drag to paint, Shift and click draws a line, right drag paints void",
        mouse=(("Drag", "Paint"), _LINE, _VOID_DRAG, *_SIZE, _CANCEL_STROKE),
        actions=(*_SIZE_ACTIONS, "label.only_void", "class.swap", "class.lock"),
    ),
    Tool(
        "eraser", "Eraser", "E", "eraser", brush.eraser, _PAINT, ring=True,
        tip="Paint void; the same key goes back to the tool before.",
        hint="Drag to paint void",
        mouse=(("Drag", "Paint void"), _LINE, *_SIZE, _CANCEL_STROKE),
        actions=(*_SIZE_ACTIONS, "tool.eraser"),
    ),
    Tool(
        "polygon", "Polygon", "P", "vector-polygon", polygon.polygon, _PAINT,
        tip="Click corners, Enter fills, Backspace takes one back.",
        hint="Click the corners, double click closes",
        mouse=(
            ("Click", "Set a corner"),
            ("Drag a corner", "Move it"),
            ("Click an edge", "Add a corner there"),
            ("Right click", "Remove the corner there, else the last"),
            ("Enter, double click", "Fill it"),
            ("Click the first corner", "Fill it, too"),
            ("Backspace", "Take the last corner back"),
            _CANCEL,
        ),
    ),
    Tool(
        "lasso", "Lasso", "L", "lasso", lasso.lasso, _PAINT,
        tip="Draw around a region; it is filled on release.",
        hint="Drag around what to fill",
        mouse=(
            ("Drag", "Draw around a region"),
            ("Right drag", "Make it void"),
            ("Ctrl and drag", "Select where painting is allowed"),
            _CANCEL,
        ),
        actions=("label.deselect",),
    ),
    Tool(
        "rectangle", "Rectangle", "Shift+P", "rectangle-outline", shapes.rectangle, _PAINT,
        tip="Drag from corner to corner; it is filled on release.",
        hint="Drag from corner to corner, Shift makes it a square, Alt grows it from its middle",
        mouse=_SHAPE,
        actions=("label.deselect",),
    ),
    Tool(
        "ellipse", "Ellipse", "Shift+L", "ellipse-outline", shapes.ellipse, _PAINT,
        tip="Drag from corner to corner of the rectangle around it; it is filled on release.",
        hint="Drag from corner to corner, Shift makes it a circle, Alt grows it from its middle",
        mouse=_SHAPE,
        actions=("label.deselect",),
    ),
    Tool(
        "fill", "Fill", "F", "format-color-fill", fill.fill, _PAINT,
        tip="Fill the connected region under the pointer.",
        hint="Click a region to fill it",
        mouse=(("Click", "Fill the region"), ("Right click", "Make it void"), _CANCEL),
    ),
    Tool(
        "wand", "Magic wand", "W", "auto-fix", wand.wand, _FIND, options=wand.OPTIONS,
        tip="Click a region of like values, drag for more; a second click paints.",
        hint="Click, drag right for more, click again to paint",
        mouse=(
            ("Click", "Find a region of like values"),
            ("Drag right or up", "More tolerance"),
            ("Drag left or down", "Less tolerance"),
            ("Shift and click", "Add a region"),
            ("Alt and click", "Take a region away, once one is found"),
            ("Enter, click inside", "Paint what is found"),
            ("Click elsewhere", "Paint it and find the next"),
            ("Right click", "Find a region to make void"),
            ("Ctrl and click", "Find a region to select"),
            ("Esc, Backspace", "Discard what is found"),
        ),
        actions=("label.deselect",),
    ),
    Tool(
        "object_click", "Click an object", "C", "cursor-default-click-outline", object_click.object_click, _FIND,
        options=object_click.OPTIONS, companion=object_finder.ObjectFinder,
        tip="Click the object that is outlined under the pointer; the wheel makes it larger or smaller, Enter paints.",
        hint="Click what is outlined, wheel sizes, double click paints",
        mouse=(
            ("Move", "Outline the object under the pointer"),
            ("Click", "Take it"),
            ("Wheel", "Make it larger or smaller"),
            ("Shift and click", "Add another part"),
            ("Alt and click", "Cut a part away, once one is taken"),
            ("Enter, click inside", "Paint what is taken"),
            ("Click elsewhere", "Paint it and take the next"),
            ("Right click", "Take an object to make void"),
            ("Ctrl and wheel", "Zoom at the pointer"),
            ("Backspace", "Give the last part back"),
            ("Esc", "Discard what is taken"),
        ),
    ),
    Tool(
        "scissors", "Intelligent scissors", "S", "content-cut", scissors.scissors, _FIND, options=scissors.OPTIONS,
        tip="Click along an edge; the outline follows it.",
        hint="Click along an edge, double click closes",
        mouse=(
            ("Click", "Set a point; the outline follows the edge"),
            ("Enter, double click", "Fill it"),
            ("Click the first point", "Fill it, too"),
            ("Backspace, right click", "Take the last point back"),
            _CANCEL,
        ),
    ),
    Tool(
        "path", "Path", "Shift+S", "vector-curve", path.path, _FIND, ring=True, options=path.OPTIONS,
        companion=path.PathWheel,
        tip="Click along a vessel, crack or fibre; the path follows it and is painted as wide as the brush.",
        hint="Click along a line, wheel sizes, double click paints",
        mouse=(
            ("Click", "Set a point; the path follows the line"),
            ("Wheel", "Make the path wider or thinner"),
            ("Shift and wheel", "Brush size"),
            ("Enter, double click", "Paint it"),
            ("Backspace, right click", "Take the last point back"),
            ("Ctrl and wheel", "Zoom at the pointer"),
            ("Esc", "Discard the path"),
        ),
        actions=_SIZE_ACTIONS,
    ),
    Tool(
        "grabcut", "GrabCut", "G", "scissors-cutting", grabcut.grabcut, _FIND, ring=True,
        tip="Scribble over the object, right-drag over the background; Enter paints what is found.",
        hint="Drag over it, right-drag the rest, double click paints",
        mouse=(
            ("Drag", "Scribble over the object"),
            ("Right drag", "Scribble over the background"),
            ("Enter, double click", "Paint what is found"),
            ("Backspace", "Take the last scribble back"),
            *_SIZE,
            ("Esc", "Discard the scribbles"),
        ),
        actions=_SIZE_ACTIONS,
    ),
    Tool(
        "watershed", "Watershed", "Shift+G", "waves", watershed.watershed, _FIND, ring=True, options=watershed.OPTIONS,
        tip="Scribble in each class: the strokes grow until they meet; Enter labels what is void.",
        hint="Scribble in two or more classes, double click labels",
        mouse=(
            ("Drag", "Scribble in the current class"),
            ("Right drag", "Paint void"),
            ("Click", "Show what the scribbles grow to"),
            ("Enter, click again", "Label the void pixels like that"),
            ("Backspace", "Undo the last stroke"),
            *_SIZE,
            ("Esc", "Discard what is shown"),
        ),
        actions=_SIZE_ACTIONS,
    ),
    Tool(
        "superpixel", "Superpixel brush", "U", "view-quilt-outline", superpixel.superpixel, _FIND, ring=True,
        options=superpixel.OPTIONS, companion=superpixel.SuperpixelCut,
        tip="Paint small parts of like colour as a whole.",
        hint="Drag over superpixels to paint them",
        mouse=(
            ("Drag", "Paint each superpixel that is touched"),
            ("Right drag", "Make them void"),
            *_SIZE,
            ("Esc", "Cancel the stroke, stop finding superpixels"),
        ),
        actions=_SIZE_ACTIONS,
    ),
    Tool(
        "threshold", "Threshold brush", "T", "brightness-6", threshold.threshold, _FIND, ring=True,
        options=threshold.OPTIONS,
        tip="Paint only pixels in a range of intensity; Ctrl and click take the range.",
        hint="Ctrl-click takes the range, drag paints in it",
        mouse=(
            ("Ctrl and click", "Take the range from a pixel"),
            ("Drag", "Paint pixels in the range"),
            ("Right drag", "Make them void"),
            *_SIZE,
            _CANCEL_STROKE,
        ),
        actions=_SIZE_ACTIONS,
    ),
    Tool(
        "region", "Region", "V", "shape-outline", region.region, _FIND, options=region.OPTIONS,
        tip="Click a region to change its class, fill its holes, grow, shrink or smooth it.",
        hint="Click a region to change it as chosen at the right",
        mouse=(("Click", "Change the region as chosen"), ("Right click", "Make it void"), _CANCEL),
    ),
    Tool(
        "pick", "Pick class", "I", "eyedropper", pick.pick, _PAINT, paints=False,
        tip="Take the class under the pointer; Alt and click does it too.",
        hint="Click a region to choose its class",
        mouse=(("Click", "Take the class under the pointer"),),
    ),
    Tool(
        "accept", "Accept brush", "Y", "check-circle-outline", accept.accept, _ACCEPT, ring=True, needs_prediction=True,
        tip="Make the prediction a label where you paint.",
        hint="Drag to accept the prediction",
        mouse=(("Drag", "Label as predicted"), _VOID_DRAG, *_SIZE, _CANCEL_STROKE),
        actions=(*_SIZE_ACTIONS, *_PREDICTED),
    ),
    Tool(
        "accept_region", "Accept region", "J", "check-decagram-outline", accept.accept_region, _ACCEPT,
        needs_prediction=True, companion=accept.RegionOutline,
        tip="Click a predicted region to make it a label; right-click makes it void.",
        hint="Click a predicted region, right-click rejects",
        mouse=(("Click", "Label a region as predicted"), ("Right click", "Make it void")),
        actions=_PREDICTED,
    ),
    Tool(
        "accept_rect", "Accept rectangle", "Q", "select-drag", accept.accept_rect, _ACCEPT, needs_prediction=True,
        tip="Drag a rectangle to make what is predicted in it a label; right-drag makes it void.",
        hint="Drag a rectangle, right-drag rejects",
        mouse=(
            ("Drag", "Label a rectangle as predicted"),
            ("Right drag", "Make what is predicted in it void"),
            _CANCEL,
        ),
        actions=_PREDICTED,
    ),
)  # fmt: skip
TOOLS: dict[str, Tool] = {tool.name: tool for tool in _ROWS}
