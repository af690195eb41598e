"""Lines over the image: where touching objects are parted, which objects a network found, with their numbers, and the
box of the region that was clicked.

``object_lines`` runs in the background and knows no widget; ``PartingView`` runs it and follows the document;
``Marks`` is drawn over the canvas and takes no mouse events.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.preparation import LABELS, PREDICTIONS
from segstudio.gui.look.place_over import Follower
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import tr
from segstudio.labels.geometry import Rect
from segstudio.labels.objects import WHOLE, Objects, Parting, find_objects

PAUSE_MS = 250
DARK, LIGHT = QColor(0, 0, 0, 170), QColor(255, 255, 255, 240)


class Number(NamedTuple):
    """The number of an object, as in the table, at the pixel (x, y) that is ``depth`` pixels inside it."""

    number: int
    x: int
    y: int
    depth: float


class Lines(NamedTuple):
    """``path`` in image coordinates; ``objects``: how many there are of the classes that are parted, ``None``: nothing
    is; ``numbers`` of all objects where a network found them."""

    path: QPainterPath
    objects: int | None = None
    numbers: tuple[Number, ...] = ()


def object_lines(values: NDArray[np.uint8], parting: Parting, seeds: NDArray[np.int32] | None = None) -> Lines:
    """The sides between pixels of two objects of one class; with ``seeds`` (see ``find_objects``) of any two objects,
    and their numbers. ``values`` uint8[h, w]."""
    objects = find_objects(values, parting, seeds)
    numbers, path = objects.numbers, QPainterPath()
    for down in (False, True):
        turned = numbers.T if down else numbers
        own = values.T if down else values
        for line, first, last in _sides(turned, None if seeds is not None else own):
            ends = ((first, line), (last, line)) if down else ((line, first), (line, last))
            path.moveTo(*ends[0])
            path.lineTo(*ends[1])
    if seeds is None:
        return Lines(path, int(np.isin(objects.classes, list(parting)).sum()))
    known = np.union1d(values[seeds > 0], np.array(list(parting), np.uint8))
    placed = tuple(_number(objects, number) for number in range(1, len(objects) + 1))
    return Lines(path, int(np.isin(objects.classes, known).sum()), placed)


def _sides(numbers: NDArray[np.int32], values: NDArray[np.uint8] | None) -> list[tuple[int, int, int]]:
    """Sides between a pixel and the next one of its row that are of other objects, of one class where ``values`` say
    it: the column between them, and the first and last row of each run of them."""
    beside = numbers[:, :-1] != numbers[:, 1:]
    if values is not None:
        beside &= values[:, :-1] == values[:, 1:]
    changes = np.diff(np.pad(beside.view(np.int8), ((1, 1), (0, 0))), axis=0).T  # by column: 1 begins a run, -1 ends it
    column, first = np.nonzero(changes == 1)
    last = np.nonzero(changes == -1)[1]
    return list(zip((column + 1).tolist(), first.tolist(), last.tolist(), strict=True))


def _number(objects: Objects, number: int) -> Number:
    """Where there is most room for it."""
    box = objects.box(number)
    inside = np.pad(objects.numbers[box.slices] == number, 1).view(np.uint8)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    return Number(number, box.x + int(column) - 1, box.y + int(row) - 1, float(depth[row, column]))


class Marks(QWidget):
    """Thin lines over the canvas, light on dark, which is visible on any image."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        named(self, "measures.marks", tr("Lines between objects, and the box of a region"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._canvas = canvas
        self.lines = QPainterPath()
        self.numbers: tuple[Number, ...] = ()
        self.box: Rect | None = None
        self.hide()
        self.lower()  # below the minimap and all else on the canvas
        Follower(self, canvas, self._place)
        canvas.viewport_changed.connect(self._place)

    def show_lines(self, lines: QPainterPath, numbers: tuple[Number, ...] = ()) -> None:
        """Draw these lines, which are in image coordinates, and these numbers."""
        self.lines, self.numbers = lines, numbers
        self._place()

    def show_box(self, box: Rect | None) -> None:
        """Frame a part of the image, or nothing."""
        self.box = box
        self._place()

    def _place(self) -> None:
        self.setVisible(self.box is not None or not self.lines.isEmpty())
        if self.isVisibleTo(self._canvas):
            self.setGeometry(self._canvas.rect())
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing while peeking at the image."""
        if self._canvas.display.peeking:
            return
        transform = self._canvas.transform
        painter = QPainter(self)
        try:
            painter.translate(transform.to_widget(0, 0))
            painter.scale(transform.scale, transform.scale)
            dashed = QPen(LIGHT, 1.25, Qt.PenStyle.CustomDashLine)
            dashed.setDashPattern([4, 4])
            for pen, box_pen in ((QPen(DARK, 3.0), QPen(DARK, 1.25)), (QPen(LIGHT, 1.25), dashed)):
                for each in (pen, box_pen):
                    each.setCosmetic(True)
                painter.setPen(pen)
                painter.drawPath(self.lines)
                if self.box is not None:
                    painter.setPen(box_pen)
                    painter.drawRect(QRectF(self.box.x, self.box.y, self.box.w, self.box.h))
            painter.resetTransform()
            self._paint_numbers(painter)
        finally:
            painter.end()

    def _paint_numbers(self, painter: QPainter) -> None:
        """Numbers at one size; where an object is too small on the screen for its number, that is seen from nearer."""
        transform, metrics = self._canvas.transform, painter.fontMetrics()
        for one in self.numbers:
            text = str(one.number)
            width, height = metrics.horizontalAdvance(text), metrics.capHeight()
            if 2 * one.depth * transform.scale < max(width, height):
                continue
            middle = QPointF(transform.to_widget(one.x + 0.5, one.y + 0.5))
            if not self.rect().contains(middle.toPoint()):
                continue
            outline = QPainterPath()
            outline.addText(middle.x() - width / 2, middle.y() + height / 2, painter.font(), text)
            painter.strokePath(outline, QPen(DARK, 3.0))
            painter.fillPath(outline, LIGHT)


class PartingView(QObject):
    """Draws where objects of the current image are parted, before that is used, and those that a network found.

    Signals: ``found()``: ``objects``, their number in the current image, is another one.
    """

    found = Signal()

    def __init__(self, document: Document, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self.marks = Marks(canvas)
        self.objects: int | None = None  # in the current image; None: not known, or nothing is parted
        self._what, self._parting, self._seen = LABELS, WHOLE, False
        self._search = 0  # number of the newest one; results of older ones are dropped
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._find)
        document.history_changed.connect(self._on_changed)
        document.prediction_changed.connect(self._on_changed)
        for signal in (document.current_changed, document.image_loaded, document.project_changed):
            signal.connect(self._on_image)

    def follow(self, what: str, parting: Parting, seen: bool) -> None:
        """Draw this from now on, if it is to be ``seen``."""
        self._what, self._parting, self._seen = what, parting, seen
        self._on_changed()

    def _on_image(self) -> None:
        self.marks.show_box(None)
        self._take(Lines(QPainterPath()))
        self._on_changed()

    def _on_changed(self, *_: object) -> None:
        """A running timer is not started again: in a training predictions change all the time."""
        self._search += 1
        if not self._soon.isActive():
            self._soon.start()

    def _find(self) -> None:
        mask, prediction = self._document.mask, self._document.prediction
        found = mask.array if self._what == LABELS and mask is not None else None
        seeds = None
        if self._what == PREDICTIONS and prediction is not None:
            found, seeds = prediction.classes, prediction.objects
        if found is None or not self._seen or not (self._parting or seeds is not None):
            self._take(Lines(QPainterPath()))
            return
        done = partial(self._on_found, self._search)
        self._document.background.submit(object_lines, found, self._parting, seeds, done=done, owner=self)

    def _on_found(self, number: int, found: Lines) -> None:
        if number == self._search:
            self._take(found)

    def _take(self, found: Lines) -> None:
        self.objects = found.objects
        self.marks.show_lines(found.path, found.numbers)
        self.found.emit()
