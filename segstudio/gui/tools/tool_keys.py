"""What hands do with each tool: clicks, drags and keys on the image, told by the page of keys. A table; no Qt.

What the hand does is no action and so stands in no other table. Each row says what the tool's gesture does.
"""

from __future__ import annotations

from collections.abc import Sequence

Line = tuple[str, str]

# In any tool.
HANDS = (
    ("Right drag", "Paint void"),
    ("Wheel", "Zoom at the pointer"),
    ("Shift and wheel", "Brush size"),
    ("Alt and right drag", "Brush size"),
    ("Alt and click", "Pick the class under the pointer"),
    ("Ctrl and Shift and drag", "Brightness and contrast of the image"),
    ("Hold Space, middle drag", "Move the image"),
    ("Enter", "Finish what is not painted yet"),
    ("Esc", "Cancel the stroke, stop the work"),
)
_VOID_DRAG = ("Right drag", "Paint void")
_SIZE = (("Shift and wheel", "Brush size"), ("Alt and right drag", "Brush size"))
_CANCEL = ("Esc", "Cancel")
_CANCEL_STROKE = ("Esc", "Cancel the stroke")
TOOL_HANDS: dict[str, Sequence[Line]] = {
    "brush": (("Drag", "Paint"), _VOID_DRAG, *_SIZE, _CANCEL_STROKE),
    "eraser": (("Drag", "Paint void"), *_SIZE, _CANCEL_STROKE),
    "polygon": (
        ("Click", "Set a corner"),
        ("Drag a corner", "Move it"),
        ("Click an edge", "Add a corner there"),
        ("Right click", "Remove the corner there, else the last"),
        ("Enter, double click", "Fill it"),
        ("Click the first corner", "Fill it, too"),
        ("Backspace", "Take the last corner back"),
        _CANCEL,
    ),
    "lasso": (
        ("Drag", "Draw around a region"),
        ("Right drag", "Make it void"),
        ("Ctrl and drag", "Select where painting is allowed"),
        _CANCEL,
    ),
    "fill": (("Click", "Fill the region"), ("Right click", "Make it void"), _CANCEL),
    "wand": (
        ("Click", "Find a region of like values"),
        ("Drag right or up", "More tolerance"),
        ("Drag left or down", "Less tolerance"),
        ("Shift and click", "Add a region"),
        ("Alt and click", "Take a region away, once one is found"),
        ("Enter, click inside", "Paint what is found"),
        ("Click elsewhere", "Paint it and find the next"),
        ("Right click", "Find a region to make void"),
        ("Ctrl and click", "Find a region to select"),
        ("Esc, Backspace", "Forget what is found"),
    ),
    "scissors": (
        ("Click", "Set a point; the outline follows the edge"),
        ("Enter, double click", "Fill it"),
        ("Click the first point", "Fill it, too"),
        ("Backspace, right click", "Take the last point back"),
        _CANCEL,
    ),
    "grabcut": (
        ("Drag", "Scribble over the object"),
        ("Right drag", "Scribble over the background"),
        ("Enter, double click", "Paint what is found"),
        ("Backspace", "Take the last scribble back"),
        *_SIZE,
        ("Esc", "Forget the scribbles"),
    ),
    "watershed": (
        ("Drag", "Scribble in the current class"),
        ("Right drag", "Paint void"),
        ("Click", "Show what the scribbles grow to"),
        ("Enter, click again", "Label what is void so"),
        ("Backspace", "Undo the last stroke"),
        *_SIZE,
        ("Esc", "Forget what is shown"),
    ),
    "superpixel": (
        ("Drag", "Paint each superpixel that is touched"),
        ("Right drag", "Make them void"),
        *_SIZE,
        ("Esc", "Cancel the stroke, stop finding superpixels"),
    ),
    "threshold": (
        ("Ctrl and click", "Take the range from a pixel"),
        ("Drag", "Paint pixels in the range"),
        ("Right drag", "Make them void"),
        *_SIZE,
        _CANCEL_STROKE,
    ),
    "region": (("Click", "Change the region as chosen"), ("Right click", "Make it void"), _CANCEL),
    "pick": (("Click", "Take the class under the pointer"),),
    "accept": (("Drag", "Label as predicted"), _VOID_DRAG, *_SIZE, _CANCEL_STROKE),
    "accept_region": (("Click", "Label a region as predicted"), ("Right click", "Make it void")),
    "accept_rect": (
        ("Drag", "Label a rectangle as predicted"),
        ("Right drag", "Make what is predicted in it void"),
        _CANCEL,
    ),
}
_RING = ("brush.smaller", "brush.bigger")
_REGIONS = ("prediction.accept_region", "prediction.reject_region", "prediction.relabel_region")
TOOL_ACTIONS: dict[str, tuple[str, ...]] = {
    "brush": (*_RING, "label.only_void", "class.swap", "class.lock"),
    "eraser": (*_RING, "tool.eraser"),
    "lasso": ("label.deselect",),
    "wand": ("label.deselect",),
    "grabcut": _RING,
    "watershed": _RING,
    "superpixel": _RING,
    "threshold": _RING,
    "accept": (*_RING, *_REGIONS, "prediction.accept_class", "view.cycle"),
    "accept_region": (*_REGIONS, "prediction.accept_class", "view.cycle"),
    "accept_rect": (*_REGIONS, "prediction.accept_class", "view.cycle"),
}
ANY_TOOL = ("label.undo", "label.redo", "view.peek")
