"""Lines over the image: where touching objects are parted, and the box of the region that was clicked.

``parting_lines`` runs in the background and knows no widget; ``PartingView`` runs it and follows the document;
``Marks`` is drawn over the canvas and takes no mouse events.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.preparation import LABELS, PREDICTIONS
from segstudio.gui.look.place_over import Follower
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import tr
from segstudio.labels.geometry import Rect
from segstudio.labels.objects import WHOLE, Parting, find_objects

PAUSE_MS = 250
DARK, LIGHT = QColor(0, 0, 0, 170), QColor(255, 255, 255, 240)


def parting_lines(values: NDArray[np.uint8], parting: Parting) -> tuple[QPainterPath, int]:
    """The sides between pixels of two objects of one class, in image coordinates, and how many objects there are of the
    parted classes. ``values`` uint8[h, w]."""
    objects = find_objects(values, parting)
    numbers, path = objects.numbers, QPainterPath()
    for down in (False, True):
        turned = numbers.T if down else numbers
        own = values.T if down else values
        for row, column in zip(*_between(turned, own), strict=True):  # a side between this pixel and the next one
            ends = ((row, column + 1), (row + 1, column + 1))
            (top, left), (bottom, right) = ((x, y) for y, x in ends) if down else ends
            path.moveTo(left, top)
            path.lineTo(right, bottom)
    return path, int(np.isin(objects.classes, list(parting)).sum())


def _between(numbers: NDArray[np.int32], values: NDArray[np.uint8]) -> tuple[list[int], list[int]]:
    beside = (numbers[:, :-1] != numbers[:, 1:]) & (values[:, :-1] == values[:, 1:])
    rows, columns = np.nonzero(beside)
    return rows.tolist(), columns.tolist()


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
        self.box: Rect | None = None
        self.hide()
        self.lower()  # below the minimap and all else on the canvas
        Follower(self, canvas, self._place)
        canvas.viewport_changed.connect(self._place)

    def show_lines(self, lines: QPainterPath) -> None:
        """Draw these lines, which are in image coordinates."""
        self.lines = lines
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
        finally:
            painter.end()


class PartingView(QObject):
    """Draws where objects of the current image are parted, before that is used.

    Signals: ``found()``: ``objects``, their number in the current image, is another one.
    """

    found = Signal()

    def __init__(self, document: Document, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self.marks = Marks(canvas)
        self.objects: int | None = None  # in the current image; None: not known, or nothing is parted
        self._what, self._parting = LABELS, WHOLE
        self._search = 0  # number of the newest one; results of older ones are dropped
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._find)
        document.history_changed.connect(self._on_changed)
        document.prediction_changed.connect(self._on_changed)
        for signal in (document.current_changed, document.image_loaded, document.project_changed):
            signal.connect(self._on_image)

    def follow(self, what: str, parting: Parting) -> None:
        """Draw this from now on."""
        self._what, self._parting = what, parting
        self._on_changed()

    def _on_image(self) -> None:
        self.marks.show_box(None)
        self._take((QPainterPath(), None))
        self._on_changed()

    def _on_changed(self, *_: object) -> None:
        """A running timer is not started again: in a training predictions change all the time."""
        self._search += 1
        if not self._soon.isActive():
            self._soon.start()

    def _find(self) -> None:
        mask, prediction = self._document.mask, self._document.prediction
        found = mask.array if self._what == LABELS and mask is not None else None
        if self._what == PREDICTIONS and prediction is not None:
            found = prediction.classes
        if found is None or not self._parting:
            self._take((QPainterPath(), None))
            return
        done = partial(self._on_found, self._search)
        self._document.background.submit(parting_lines, found, self._parting, done=done, owner=self)

    def _on_found(self, number: int, found: tuple[QPainterPath, int | None]) -> None:
        if number == self._search:
            self._take(found)

    def _take(self, found: tuple[QPainterPath, int | None]) -> None:
        lines, self.objects = found
        self.marks.show_lines(lines)
        self.found.emit()
