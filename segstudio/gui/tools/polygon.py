"""Polygon: corners click by click, moved, inserted and removed until Enter, a double click or the first one closes."""

from __future__ import annotations

import math

from segstudio.gui.canvas.gesture import Gesture, Pointer, outlined, paint_value
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.canvas.transform import Transform
from segstudio.gui.look.words import tr
from segstudio.labels.painting import Point

GRAB = 7.0  # screen pixels


def polygon(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Collect corners and fill their polygon with the class that was current at the first click."""
    value = paint_value(toolbox, press) if press.button == "left" else None
    if value is None:
        return
    corners = Corners(toolbox.transform, press.at)
    event: Pointer = press
    while not corners.closed:
        toolbox.sketch(corners.points, corners.loose(event))
        event = yield
        corners.take(event)
        if not corners.points:
            return
    footprint = outlined(toolbox, corners.points)
    if footprint is not None:
        toolbox.document.edits.fill(tr("Polygon"), footprint, value)


class Corners:
    """The corners so far, and the one that is being dragged."""

    def __init__(self, transform: Transform, first: Point) -> None:
        self._transform = transform
        self.points: list[Point] = [first]
        self.closed = False
        self._held: int | None = 0  # the corner that a drag moves
        self._from: Point = first
        self._new = True  # the held corner was made by this press
        self._moved = False
        self._at: Point = first

    def loose(self, event: Pointer) -> Point | None:
        """The end of the line from the last corner; ``None`` while a corner is moved or under the pointer."""
        if event.kind not in ("key", "ready"):
            self._at = event.at
        grabs = self._held is not None and not self._new
        return None if grabs or self._corner_at(self._at) is not None else self._at

    def take(self, event: Pointer) -> None:
        """One event of the pointer or a key."""
        if event.kind == "double" or event.key == "enter":
            self.closed = True
        elif event.key == "backspace":
            self._remove(len(self.points) - 1)
        elif event.kind == "press" and event.button == "right":
            at = self._corner_at(event.at)
            self._remove(len(self.points) - 1 if at is None else at)
        elif event.kind == "press":
            self._grab(event.at)
        elif event.kind in ("move", "release") and self._held is not None:
            self._drag(event)

    def _remove(self, index: int) -> None:
        self.points.pop(index)
        self._held = None

    def _grab(self, at: Point) -> None:
        """Hold the corner under the pointer, else a new one on the edge there, else a new last one."""
        corner, edge = self._corner_at(at), self._edge_at(at)
        self._new, self._moved, self._from = corner is None, False, at
        if corner is not None:
            self._held = corner
        elif edge is not None:
            self.points.insert(edge, at)
            self._held = edge
        else:
            self.points.append(at)
            self._held = len(self.points) - 1

    def _drag(self, event: Pointer) -> None:
        assert self._held is not None
        self._moved = self._moved or not self._transform.near(event.at, self._from)
        if self._moved:
            self.points[self._held] = event.at
        if event.kind == "release":
            self.closed = self._held == 0 and not self._new and not self._moved and len(self.points) > 2
            self._held = None

    def _corner_at(self, at: Point) -> int | None:
        found = [index for index, point in enumerate(self.points) if self._transform.near(at, point)]
        return min(found, key=lambda index: math.dist(at, self.points[index])) if found else None

    def _edge_at(self, at: Point) -> int | None:
        """The index at which a point on an edge becomes a corner; ``None`` if it is on no edge."""
        reach = self._transform.reach(GRAB)
        far = [_distance(at, *edge) for edge in zip(self.points, self.points[1:], strict=False)]
        nearest = min(range(len(far)), key=far.__getitem__, default=None)
        return nearest + 1 if nearest is not None and far[nearest] <= reach else None


def _distance(at: Point, start: Point, end: Point) -> float:
    """From a point to a line between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    share = ((at[0] - start[0]) * dx + (at[1] - start[1]) * dy) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return math.hypot(at[0] - start[0] - share * dx, at[1] - start[1] - share * dy)
