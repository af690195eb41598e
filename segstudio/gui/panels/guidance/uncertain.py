"""The regions of the current image where the prediction is least certain: found, outlined, visited one by one.

``uncertain_regions`` runs in the background and knows no Qt; ``Uncertain`` runs it and follows the document;
``Outlines`` is drawn over the canvas and takes no mouse events.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.look.place_over import Follower
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import tr
from segstudio.gui.pixels.prediction import UNSURE
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect

MOST = 5  # regions
LEAST_SHARE = 0.0004  # of the image's pixels that a region must have
LEAST_PIXELS = 40
PIXELS = 1 << 20  # of larger images every second, third, ... pixel is examined
THICK = 3  # pixels: thinner parts are left out, since the prediction is unsure along every border
PAUSE_MS = 250
ROOM = 3.0  # how many times the size of a region the view shows
LARGEST_ZOOM = 8.0
DARK, LIGHT = QColor(0, 0, 0, 170), QColor(255, 255, 255, 240)

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class UncertainRegion:
    """One region: the rectangle around it and its outlines ``float32[n, 2]``, x and y in image coordinates."""

    rect: Rect
    outlines: tuple[NDArray[np.float32], ...]


def uncertain_regions(classes: Bytes, confidence: Bytes, mask: Bytes) -> tuple[UncertainRegion, ...]:
    """At most MOST connected regions that are unsure and not labelled, the most uncertain first.

    ``classes`` (VOID: not predicted), ``confidence`` (0..255) and ``mask`` (VOID: not labelled) ``uint8[h, w]`` each.
    """
    step = max(1, int(np.ceil((classes.size / PIXELS) ** 0.5)))
    sure, labels, known = (one[::step, ::step] for one in (confidence, mask, classes))
    unsure = ((sure < UNSURE) & (labels == VOID) & (known != VOID)).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (THICK, THICK))
    unsure = cv2.morphologyEx(unsure, cv2.MORPH_CLOSE, disc)
    unsure = cv2.morphologyEx(unsure, cv2.MORPH_OPEN, disc) & (labels == VOID)
    count, parts, table, _ = cv2.connectedComponentsWithStats(unsure, connectivity=8)
    doubt = np.bincount(parts.ravel(), weights=np.maximum(0, UNSURE - sure.astype(np.float32)).ravel(), minlength=count)
    least = max(LEAST_SHARE * classes.size, LEAST_PIXELS) / step**2
    found = [n for n in np.argsort(-doubt, kind="stable").tolist() if n and table[n, cv2.CC_STAT_AREA] >= least]
    return tuple(_region(parts, table[n], n, step, classes.shape) for n in found[:MOST])


def _region(
    parts: NDArray[np.int32], row: NDArray[np.int32], number: int, step: int, shape: tuple[int, ...]
) -> UncertainRegion:
    x, y, w, h = (int(value) for value in row[:4])
    own = (parts[y : y + h, x : x + w] == number).astype(np.uint8)
    # Enlarged before it is traced, so that the line runs around pixels and not through their middles.
    found, family = cv2.findContours(np.kron(own, np.ones((2, 2), np.uint8)), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    lines = []
    for line, (_, _, _, parent) in zip(found, family[0], strict=True):
        if parent >= 0 and cv2.contourArea(line) < 4 * LEAST_PIXELS:
            continue  # a hole of a few pixels would only make the outline noisy
        smooth = cv2.approxPolyDP(line, 2.0, True)[:, 0].astype(np.float32)
        lines.append((smooth / 2 + (x + 0.25, y + 0.25)).astype(np.float32) * np.float32(step))
    rect = Rect(x * step, y * step, w * step, h * step).clip(shape)
    return UncertainRegion(rect, tuple(lines))


class Outlines(QWidget):
    """Thin dashed lines over the canvas."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        named(self, "uncertain.outlines", tr("Outlines of uncertain regions"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._canvas = canvas
        self._regions: tuple[UncertainRegion, ...] = ()
        self._lines: list[QPolygonF] = []
        self.hide()
        self.lower()  # below the minimap and all else on the canvas
        Follower(self, canvas, self._place)
        canvas.viewport_changed.connect(self._place)

    def show_regions(self, regions: tuple[UncertainRegion, ...]) -> None:
        """Outline these regions; hidden if there are none."""
        self._regions = regions
        self.setVisible(bool(regions))
        self._place()

    def _place(self) -> None:
        if self._regions:
            self.setGeometry(self._canvas.rect())
            to_widget = self._canvas.transform.to_widget
            lines = [line for region in self._regions for line in region.outlines]
            self._lines = [QPolygonF([to_widget(x, y) for x, y in line.tolist()]) for line in lines]
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A light dashed line on a dark one, which is visible on any image; nothing while peeking at the image."""
        if self._canvas.display.peeking:
            return
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            exposed = event.rect().adjusted(-2, -2, 2, 2)
            lines = [line for line in self._lines if line.boundingRect().toAlignedRect().intersects(exposed)]
            dashed = QPen(LIGHT, 1.25, Qt.PenStyle.CustomDashLine)
            dashed.setDashPattern([4, 4])
            for pen in (QPen(DARK, 1.25), dashed):
                painter.setPen(pen)
                for line in lines:
                    painter.drawPolygon(line)
        finally:
            painter.end()


class Uncertain(QObject):
    """The slots named ``uncertain.*`` in the table of actions.

    Signals: ``changed()``: outlines were turned on or off, or other regions were found.
    """

    changed = Signal()

    def __init__(self, document: Document, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("uncertain")
        self._document, self._canvas = document, canvas
        self.outlines = Outlines(canvas)
        self.shown = False
        self.regions: tuple[UncertainRegion, ...] = ()
        self._visited: list[Rect] = []  # regions of this image that were visited
        self._search = 0  # number of the newest search; results of older ones are dropped
        self._finding = False  # the newest search still runs
        self._go_when_found = False
        self._stale = True  # labels or prediction changed since the newest search began
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._find)
        for signal in (document.history_changed, document.prediction_changed):
            signal.connect(self._on_changed)
        for signal in (document.current_changed, document.image_loaded, document.project_changed):
            signal.connect(self._on_image)

    def toggle(self) -> None:
        """Outline the uncertain regions, or hide the outlines."""
        self.shown = not self.shown
        if self.shown:
            self._find()
        else:
            self.outlines.show_regions(())
        self.changed.emit()

    def why_not(self) -> str:
        """Why there is no region to visit; empty when there may be."""
        if self._document.mask is None:
            return tr("The image is not open.")
        return (
            "" if self._document.prediction is not None else tr("There is no prediction yet: paint two classes first.")
        )

    def next(self) -> None:
        """Bring the next uncertain region into view, wrapping around."""
        if self.why_not():
            return
        if not self.shown:
            self.toggle()
        if self._stale:
            self._find()
        self._go_when_found = self._finding
        if not self._finding:
            self._go()

    # ---- finding --------------------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        """A running timer is not started again: in a training predictions change all the time."""
        self._stale = True
        if self.shown and not self._soon.isActive():
            self._soon.start()

    def _on_image(self) -> None:
        self._search += 1
        self._take(())
        self._visited.clear()
        self._stale, self._finding, self._go_when_found = True, False, False
        if self.shown and self._document.mask is not None:
            self._find()

    def _find(self) -> None:
        mask, prediction = self._document.mask, self._document.prediction
        self._search += 1
        if mask is None or prediction is None:
            self._take(())
            return
        self._stale, self._finding = False, True
        arrays, done = (prediction.classes, prediction.confidence, mask.array), partial(self._on_found, self._search)
        self._document.background.submit(uncertain_regions, *arrays, done=done, owner=self)

    def _on_found(self, number: int, found: tuple[UncertainRegion, ...]) -> None:
        if number != self._search:
            return
        self._finding = False
        self._take(found)
        if self._go_when_found:
            self._go_when_found = False
            self._go()

    def _take(self, regions: tuple[UncertainRegion, ...]) -> None:
        self.regions = regions
        self.outlines.show_regions(regions if self.shown else ())
        self.changed.emit()

    def _go(self) -> None:
        if not self.regions:
            self._document.notice.emit(tr("No unlabelled region of this image is uncertain."))
            return
        rects = [region.rect for region in self.regions]
        fresh = [rect for rect in rects if not any(_holds_middle(seen, rect) for seen in self._visited)]
        if not fresh:
            fresh = [rect for rect in rects if rect != self._visited[-1]] or rects
            self._visited.clear()
        self._visited.append(fresh[0])
        bring_into_view(self._canvas, fresh[0])


def _holds_middle(rect: Rect, other: Rect) -> bool:
    """Whether the middle of ``other`` is in ``rect``: regions change a little with every prediction."""
    x, y = other.x + other.w // 2, other.y + other.h // 2
    return rect.x <= x < rect.right and rect.y <= y < rect.bottom


def bring_into_view(canvas: Canvas, rect: Rect) -> None:
    """Centre the canvas on ``rect``, at a zoom that shows it with its surroundings."""
    free = min(canvas.width() / (ROOM * rect.w), canvas.height() / (ROOM * rect.h)) * canvas.devicePixelRatioF()
    wanted = min(LARGEST_ZOOM, free)
    if canvas.transform.zoom < 0.5 * wanted or canvas.transform.zoom > 1.5 * free:
        canvas.transform.zoom_by(wanted / canvas.transform.zoom, QPointF(canvas.width() / 2, canvas.height() / 2))
    canvas.transform.center_on(rect.x + rect.w / 2, rect.y + rect.h / 2)
