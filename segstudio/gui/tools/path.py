"""Path: click along a vessel, crack, fibre or edge; the path between the clicks follows it and is painted as a line."""

from __future__ import annotations

import numpy as np

from segstudio.gui.canvas.background_work import CancelToken, Work
from segstudio.gui.canvas.gesture import Gesture, Pointer, fill_color, paint_value
from segstudio.gui.canvas.previews import ToolPreview
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels.footprints import empty, pixel
from segstudio.labels.geometry import Footprint
from segstudio.labels.painting import Point, brush_segment
from segstudio.labels.tracer import DARK, EDGE, LIGHT, LINE, Tracer

FOLLOW, SNAP = "path.follow", "path.snap"
_MOST = 32  # image pixels


def path(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Collect a path and paint it, as wide as the brush, with the class that was current at the first click."""
    value = paint_value(toolbox, press) if press.button == "left" else None
    if value is None or pixel(press.at, toolbox.mask.shape) is None:
        return
    with Work[Point](toolbox, tr("Looking for lines. Esc stops")) as work:
        traced = _Traced(toolbox, work, press.at)
        yield from _draw(toolbox, traced, value)
    if traced.anchors:
        toolbox.document.edits.fill(tr("Path"), traced.painted(), value)


def _draw(toolbox: Toolbox, traced: _Traced, value: int) -> Gesture:
    """Add and remove points until Enter or a double click, or no point is left.

    Clicks that come before the map of the last point is made wait for it, so that every piece follows the line.
    """
    at, waiting, ending = traced.anchors[0], list[Point](), False
    while True:
        traced.take_map()
        if waiting and not traced.busy:
            traced.add(waiting.pop(0))
        if ending and not waiting:
            return
        _show(toolbox, traced, value, [*waiting, at])
        event = yield
        if event.kind not in ("key", "ready"):
            at = event.at
        if event.kind == "double" or event.key == "enter":
            ending = True
        elif event.key == "backspace" or (event.kind == "press" and event.button == "right"):
            if waiting:
                waiting.pop()
            elif not traced.back():
                return
        elif event.kind == "press" and not ending:
            waiting.append(event.at)


def _show(toolbox: Toolbox, traced: _Traced, value: int, ahead: list[Point]) -> None:
    """Preview what is painted now, and the line that a click would add."""
    live = traced.way_to(ahead[0])
    traced.show(value)
    toolbox.sketch([*live, *ahead[1:]], vertices=False, corners=traced.anchors, closed=False)


class _Traced:
    """Anchors and the pieces between them. Ways start at the last anchor, whose map is made in the background."""

    def __init__(self, toolbox: Toolbox, work: Work[Point], first: Point) -> None:
        self._toolbox, self._work = toolbox, work
        self._tracer = Tracer(toolbox.image.pixels, str(toolbox.options[FOLLOW]))
        self._ready = False  # the map from the last anchor is made
        self.anchors = [first]
        self._pieces: list[list[Point]] = []
        self._made: tuple[float, list[Footprint]] = (0.0, [])  # of the pieces, for one diameter
        self._shown: object = None  # what the preview is of
        self._ask(first, self._reach)

    @property
    def _reach(self) -> int:
        """Image pixels within which a click is pulled onto the line."""
        return min(_MOST, round(self._toolbox.transform.reach(self._toolbox.options.number(SNAP))))

    def _ask(self, at: Point, radius: int = 0) -> None:
        self._ready = False

        def start(_token: CancelToken) -> Point:
            x, y = self._tracer.start(at, radius)
            return x + 0.5, y + 0.5

        self._work.ask(start)

    def take_map(self) -> None:
        """Take the map once it is made: the first anchor moves onto the line."""
        found = self._work.take()
        if found is not None and self.anchors:
            self._ready = True
            if len(self.anchors) == 1:
                self.anchors[0] = found

    @property
    def busy(self) -> bool:
        """Whether the map of the last anchor is still being made."""
        return self._work.busy

    def way_to(self, at: Point) -> list[Point]:
        """From the last anchor to a point, or the line near it; straight while the map is being made."""
        if not self._ready or self.busy:
            return [self.anchors[-1], at]
        return self._tracer.path_to(self._tracer.snapped(at, self._reach))

    def add(self, at: Point) -> None:
        """The way up to here is fixed; the next one starts here."""
        self._pieces.append(self.way_to(at))
        self.anchors.append(self._pieces[-1][-1])
        self._ask(self.anchors[-1])

    def back(self) -> bool:
        """Remove the last anchor; ``False`` when it was the first."""
        self.anchors.pop()
        if not self.anchors:
            return False
        self._pieces.pop()
        del self._made[1][len(self._pieces) :]
        self._ask(self.anchors[-1])
        return True

    def show(self, value: int) -> None:
        """Preview what is painted now; a move of the pointer changes nothing of it."""
        now = self._toolbox.brush_size, tuple(self.anchors)
        if now != self._shown:
            self._shown = now
            color = fill_color(self._toolbox, value)
            self._toolbox.previews.show(ToolPreview.of_footprint(self.painted(), color))

    def painted(self) -> Footprint:
        """What the brush covers along all pieces; one dab of a single point."""
        shape, diameter = self._toolbox.mask.shape, self._toolbox.brush_size
        if not self._pieces:
            return brush_segment(shape, self.anchors[0], self.anchors[0], diameter)
        if self._made[0] != diameter:
            self._made = (diameter, [])
        made = self._made[1]
        made += [_swept(shape, piece, diameter) for piece in self._pieces[len(made) :]]
        return _union(made)


def _swept(shape: tuple[int, ...], points: list[Point], diameter: float) -> Footprint:
    ends = zip(points, points[1:], strict=False)
    return _union([brush_segment(shape, start, end, diameter) for start, end in ends])


def _union(parts: list[Footprint]) -> Footprint:
    """All pixels of the parts, in one table rather than one for each pair."""
    parts = [part for part in parts if part.rect]
    if not parts:
        return empty()
    rect = parts[0].rect
    for part in parts:
        rect = rect.union(part.rect)
    inside = np.zeros((rect.h, rect.w), np.bool_)
    for part in parts:
        inside[part.rect.relative_to(rect).slices] |= part.inside
    return Footprint(rect, inside)


class PathWheel:
    """While a path is drawn the wheel sets its width; else it zooms."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox
        toolbox.brush_size_changed.connect(self._on_size)

    def _on_size(self) -> None:
        if self._toolbox.busy and self._toolbox.tool.name == "path":
            self._toolbox.wake()  # the gesture shows it at once

    def follow(self) -> None:
        """Nothing is computed between gestures."""

    def hover(self, at: Point | None) -> None:
        """Nothing follows the pointer but the gesture."""

    def turn(self, notches: float) -> bool:
        """A wider or thinner path."""
        if self._toolbox.busy:
            self._toolbox.step_brush(notches)
        return self._toolbox.busy

    def stop(self) -> bool:
        """Esc drops the gesture by itself."""
        return False

    def close(self) -> None:
        """Another tool was chosen."""
        self._toolbox.brush_size_changed.disconnect(self._on_size)


OPTIONS = (
    Option(FOLLOW, "Follow", "What the path keeps to between two clicks.", LINE,
           choices=((LINE, "Dark or light line"), (DARK, "Dark line"), (LIGHT, "Light line"), (EDGE, "Edge"))),
    Option(SNAP, "Snap within", "How far a click is pulled onto what is followed, in pixels of the screen.",
           6.0, 0, 40, 0, " px"),
)  # fmt: skip
