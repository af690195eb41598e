"""Magic wand: a click finds the connected region of like values, dragging widens it; it is painted when taken."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QColor

from segstudio.gui.canvas.background_work import SMALL, CancelToken, Work
from segstudio.gui.canvas.gesture import ALT, SHIFT, Gesture, Pointer, fill_color, paint_value, selects
from segstudio.gui.canvas.previews import CLEAR, ToolPreview
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels.footprints import cut, empty, joined, pixel, without
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.wand import Wand

WHOLE = 1 << 24  # pixels up to which a region may extend beyond what is visible
_PER_PIXEL = 0.25  # percent of tolerance per screen pixel of a drag
Join = Callable[[Footprint, Footprint], Footprint]
Found = tuple[Footprint, ToolPreview]
TOLERANCE, CONTIGUOUS = "wand.tolerance", "wand.contiguous"


def wand(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Preview on press and drag; Enter or the next click paints; with Ctrl it becomes the selection instead."""
    if pixel(press.at, toolbox.mask.shape) is None:
        return
    value = None if selects(press) else paint_value(toolbox, press)
    if value is not None or selects(press):
        with Work[Found](toolbox, tr("Finding the region. Esc stops")) as work:
            yield from _regions(toolbox, press, value, work)


def _regions(toolbox: Toolbox, press: Pointer, value: int | None, work: Work[Found]) -> Gesture:
    """One region after the other, until Enter or a click inside the last one."""
    color = CLEAR if value is None else fill_color(toolbox, value)
    turn: _Turn | None = _Turn(toolbox, work, press, empty(), joined, color)
    found = empty()
    event: Pointer = press
    while True:
        new = work.take()
        if new is not None:
            found = new[0]
            toolbox.previews.show(new[1])
        if turn is None and not work.busy and not found.rect:
            return
        event = yield
        if turn is not None:
            turn = turn.after(event)
        elif event.kind == "press" and event.modifiers & (SHIFT | ALT):
            turn = _Turn(toolbox, work, event, found, without if event.modifiers & ALT else joined, color)
        elif event.kind in ("press", "double") or event.key in ("enter", "backspace"):
            last = yield from work.wait()
            found = last[0] if last is not None else found
            if event.key != "backspace":
                _finish(toolbox, found, value)
            if event.kind == "key" or _holds(found, event) or selects(event) != (value is None):
                return
            if value is not None and (value := paint_value(toolbox, event)) is None:
                return
            found = empty()
            color = CLEAR if value is None else fill_color(toolbox, value)
            toolbox.previews.show(None)
            turn = _Turn(toolbox, work, event, found, joined, color)


def _holds(footprint: Footprint, at: Pointer) -> bool:
    return bool(cut(footprint, Rect(int(at.x), int(at.y), 1, 1)).any())


def _finish(toolbox: Toolbox, found: Footprint, value: int | None) -> None:
    if value is None:
        toolbox.document.rule.select(found)
    else:
        toolbox.document.edits.fill(tr("Magic wand"), found, value)


class _Turn:
    """One press with its drag: a seed whose tolerance follows the drag, joined to what was found before."""

    def __init__(
        self, toolbox: Toolbox, work: Work[Found], press: Pointer, kept: Footprint, join: Join, color: QColor
    ) -> None:
        image = toolbox.image
        whole = Rect.of_shape(image.shape)
        self._box = whole if whole.w * whole.h <= WHOLE else toolbox.transform.visible()
        self._toolbox, self._work, self._press, self._kept, self._join = toolbox, work, press, kept, join
        self._pixels, self._color = image.pixels, color
        self._seed: Wand | None = None
        low, high = image.window
        self._span = (high - low) / 100 or 1.0
        self._first = toolbox.options.number(TOLERANCE)
        self._contiguous = bool(toolbox.options[CONTIGUOUS])
        self._ask()

    def after(self, event: Pointer) -> _Turn | None:
        """Follow the drag; ``None`` when it is over."""
        if event.kind in ("move", "release"):
            way = (event.x - self._press.x - (event.y - self._press.y)) / self._toolbox.transform.reach(1)
            before = self._toolbox.options.number(TOLERANCE)
            if abs(way) >= 4 or before != self._first:  # the pointer moves a little in a click
                self._toolbox.options.set(TOLERANCE, round(self._first + way * _PER_PIXEL, 1))
            if self._toolbox.options.number(TOLERANCE) != before:
                self._ask()
        if event.kind != "release":
            return self
        self._toolbox.previews.show_words(tr("Enter or click paints, Shift adds, Alt takes away, Esc discards"))
        return None

    def _ask(self) -> None:
        percent = self._toolbox.options.number(TOLERANCE)
        self._toolbox.previews.show_words(tr("Tolerance {percent} %, drag to change it", percent=f"{percent:g}"))
        tolerance, color = percent * self._span, self._color

        def find(_token: CancelToken) -> Found:
            if self._seed is None:  # made once per press, on the thread that needs it
                self._seed = Wand(self._pixels, self._press.at, self._box)
            region = self._join(self._kept, self._seed.region(tolerance, contiguous=self._contiguous))
            return region, ToolPreview.of_footprint(region, color)

        self._work.ask(find, small=self._box.w * self._box.h <= SMALL)


OPTIONS = (
    Option(TOLERANCE, "Tolerance", "How far values may differ, in percent of the image's range.",
           8.0, 0, 100, 1, " %"),
    Option(CONTIGUOUS, "Connected only", "Only what hangs together with the pixel clicked.", True),
)  # fmt: skip
