"""Polygon: click by click, closed by Enter, a double click, or a click on the first point."""

from __future__ import annotations

from segstudio.gui.tools.gesture import Gesture, Point, Pointer, Surface, Tool, paint_value
from segstudio.labels import painting


def polygon(surface: Surface, press: Pointer) -> Gesture:
    """Collect points and fill their polygon with the class that was current at the first click."""
    if press.button != "left":
        return
    value = paint_value(surface, press)
    if value is None or surface.document.mask is None:
        return
    try:
        points = yield from _collect(surface, press)
    finally:
        surface.sketch(())
    if len(points) > 2:
        footprint = painting.polygon(surface.document.mask.shape, points)
        surface.document.fill("Polygon", footprint, value)


def _collect(surface: Surface, press: Pointer) -> Gesture:
    """The points, or none when they were taken back one by one."""
    points: list[Point] = [press.at]
    loose = press.at
    while points:
        surface.sketch(points, loose)
        event = yield
        loose = event.at if event.kind != "key" else loose
        if event.kind == "double" or event.key == "enter":
            return points
        if event.key == "backspace" or (event.kind == "press" and event.button == "right"):
            points.pop()
        elif event.kind == "press":
            if len(points) > 2 and surface.near(event.at, points[0]):
                return points
            points.append(event.at)
    return points


POLYGON = Tool(
    "polygon",
    "Polygon",
    "P",
    "vector-polygon",
    "Click the corners. Enter, a double click or a click on the first corner fills; Backspace takes a corner back.",
    polygon,
)
