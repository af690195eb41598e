"""A simulated expert: plans a few strokes inside the true regions of an image and draws them with the mouse.

Used by the headless tour and by benchmarks. It uses the true mask only to decide where to paint; the program gets
nothing but mouse events.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from segstudio.labels.classes import VOID

LARGEST = 15  # pixels of a stroke's diameter


@dataclass(frozen=True)
class PlannedStroke:
    """A straight brush stroke that stays inside one class: image pixels, diameter in pixels."""

    class_id: int
    start: tuple[int, int]
    end: tuple[int, int]
    diameter: int


def plan_strokes(truth: NDArray[np.uint8], per_class: int = 3) -> list[PlannedStroke]:
    """``per_class`` strokes for every class in ``truth`` (``uint8[h, w]``), in its widest regions first."""
    strokes: list[PlannedStroke] = []
    for class_id in np.unique(truth):
        if class_id != VOID:
            strokes += _strokes_of_class(np.ascontiguousarray(truth == class_id), int(class_id), per_class)
    return strokes


def _strokes_of_class(region: NDArray[np.bool_], class_id: int, count: int) -> list[PlannedStroke]:
    free = np.pad(region.astype(np.uint8), 1)  # the image's edge is an edge of the region too
    planned: list[PlannedStroke] = []
    for _ in range(count):
        depth = np.asarray(cv2.distanceTransform(free, cv2.DIST_L2, 5), np.float32)
        deepest = float(depth.max())
        if deepest < 1:
            break
        y, x = np.unravel_index(int(depth.argmax()), depth.shape)
        diameter = max(1, min(LARGEST, int(2 * (deepest - 1)) - 1))
        end = _farthest_straight(depth, (int(x), int(y)), diameter / 2 + 1)
        planned.append(PlannedStroke(class_id, (int(x) - 1, int(y) - 1), (end[0] - 1, end[1] - 1), diameter))
        cv2.line(free, (int(x), int(y)), end, 0, max(3, 3 * diameter))
    return planned


def _farthest_straight(depth: NDArray[np.float32], start: tuple[int, int], margin: float) -> tuple[int, int]:
    """The end of the longest straight line of at most 80 px from ``start`` that is ``margin`` inside the region."""
    best, longest = start, 0
    for angle in np.linspace(0, 2 * np.pi, 16, endpoint=False):
        way = np.arange(1, 81)
        xs = np.rint(start[0] + way * np.cos(angle)).astype(int)
        ys = np.rint(start[1] + way * np.sin(angle)).astype(int)
        inside = (xs >= 0) & (ys >= 0) & (xs < depth.shape[1]) & (ys < depth.shape[0])
        deep = inside & (depth[np.clip(ys, 0, depth.shape[0] - 1), np.clip(xs, 0, depth.shape[1] - 1)] >= margin)
        steps = len(way) if deep.all() else int(np.argmin(deep))
        if steps > longest:
            longest, best = steps, (int(xs[steps - 1]), int(ys[steps - 1]))
    return best


def drag(widget: QWidget, points: list[QPointF], button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    """Press, move and release over ``points`` in the widget's own coordinates, as real mouse events: the hand stays
    where it is on the screen when a notice moves the widget."""
    at: list[QPoint] = [widget.mapToGlobal(p.toPoint()) for p in points]
    QTest.mousePress(widget, button, Qt.KeyboardModifier.NoModifier, widget.mapFromGlobal(at[0]))
    for point in at[1:]:
        QTest.mouseMove(widget, widget.mapFromGlobal(point))
        QApplication.processEvents()
    QTest.mouseRelease(widget, button, Qt.KeyboardModifier.NoModifier, widget.mapFromGlobal(at[-1]))
    QApplication.processEvents()
