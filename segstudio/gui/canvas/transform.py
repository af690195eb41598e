"""The place of the image in the canvas: scale, offset, fitting, zooming. Arithmetic on floats and Qt rectangles.

Widget positions are logical pixels; ``ratio`` device pixels make one of them. Image pixel ``(x, y)`` covers
``[x, x + 1) x [y, y + 1)`` in image coordinates. The image's corner is drawn on a whole device pixel, so that at
1:1 and at every whole magnification image pixels are crisp and equally large. A pointer is at the middle of the screen
pixel that it is on: what is drawn there is what it points at.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF

from segstudio.labels.geometry import Rect
from segstudio.labels.painting import Point

MAX_SCALE = 64.0  # device pixels per image pixel
FIT_MARGIN = 16
FIT_TOP = 64  # so that a notice, which takes its room from the top, moves no fitted image
KEEP_VISIBLE = 64
NEAR = 8.0  # widget pixels between two points that count as one
ROUNDING = 1e-6  # device pixels by which Qt's positions may miss a whole one
Place = tuple[float, float, float]  # scale, and the image coordinates in the middle of the widget


@dataclass
class Transform:
    """The mapping between the image and the widget. ``scale`` is logical pixels per image pixel.

    ``moved()`` is called after every change: another part of the image is visible, or at another zoom.
    """

    width: int = 0
    height: int = 0
    ratio: float = 1.0
    columns: int = 0
    rows: int = 0
    scale: float = 1.0
    x: float = 0.0  # widget position of the image's corner, not yet rounded to the device
    y: float = 0.0
    above: int = 0  # widget pixels that a notice takes from the top now
    fitted: bool = True  # fit the widget's size until the person zooms or pans
    moved: Callable[[], None] = lambda: None  # noqa: E731

    @property
    def zoom(self) -> float:
        """Device pixels per image pixel."""
        return self.scale * self.ratio

    @property
    def origin(self) -> QPointF:
        """Widget position of the image's corner, on a whole device pixel."""
        return QPointF(round(self.x * self.ratio) / self.ratio, round(self.y * self.ratio) / self.ratio)

    def to_image(self, x: float, y: float) -> tuple[float, float]:
        """Image coordinates of a widget position."""
        origin = self.origin
        return (x - origin.x()) / self.scale, (y - origin.y()) / self.scale

    def to_widget(self, x: float, y: float) -> QPointF:
        """Widget position of image coordinates."""
        origin = self.origin
        return QPointF(origin.x() + x * self.scale, origin.y() + y * self.scale)

    def image_rect(self) -> QRectF:
        """The whole image in the widget."""
        return QRectF(self.origin.x(), self.origin.y(), self.columns * self.scale, self.rows * self.scale)

    def rect_of(self, rect: Rect, margin: int = 2) -> QRect:
        """Every widget pixel that shows something of ``rect``, grown by ``margin``."""
        x, y = self.origin.toTuple()
        left, top = math.floor(x + rect.x * self.scale) - margin, math.floor(y + rect.y * self.scale) - margin
        right = math.ceil(x + rect.right * self.scale) + margin
        bottom = math.ceil(y + rect.bottom * self.scale) + margin
        return QRect(left, top, right - left, bottom - top)

    def visible(self) -> Rect:
        """The image pixels that are at least partly in the widget."""
        left, top = self.to_image(0, 0)
        right, bottom = self.to_image(self.width, self.height)
        x, y = math.floor(left), math.floor(top)
        return Rect(x, y, math.ceil(right) - x, math.ceil(bottom) - y).clip((self.rows, self.columns))

    @property
    def whole_image_visible(self) -> bool:
        """Whether no part of the image is outside the widget."""
        return QRectF(0, 0, self.width, self.height).contains(self.image_rect())

    def pixel_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The image pixel under a widget position; ``None`` outside the image."""
        x, y = self.to_image(x, y)
        return (int(x), int(y)) if 0 <= x < self.columns and 0 <= y < self.rows else None

    def near(self, first: Point, second: Point) -> bool:
        """Whether two image points are so close on the screen that they count as one."""
        return (self.to_widget(*first) - self.to_widget(*second)).manhattanLength() <= NEAR

    def reach(self, pixels: float) -> float:
        """How many image pixels are as long as ``pixels`` logical pixels of the screen."""
        return pixels / self.scale

    # ---- changing -------------------------------------------------------------------------------------------

    @property
    def place(self) -> Place | None:
        """What ``show`` takes to return here; ``None`` while the image is fitted."""
        return None if self.fitted else (self.scale, *self.to_image(self.width / 2, self._middle))

    def show(self, rows: int, columns: int, place: Place | None = None) -> None:
        """Show another image: fitted, or at a ``place`` returned before."""
        self.rows, self.columns = rows, columns
        self._fit()
        if place is not None and self.width:
            scale, x, y = place
            self._zoom(scale / self.scale, 0, 0)
            self._pan(self.width / 2 - x * self.scale - self.x, self._middle - y * self.scale - self.y)
        self.moved()

    def set_size(self, width: int, height: int, ratio: float, above: int = 0) -> None:
        """Another size of the widget: a fitted image stays fitted, else the point in the middle stays there. What a
        notice takes from the top (``above``, in widget pixels) moves no image on the screen."""
        if self.width and not self.fitted:
            self.x += (width - self.width) / 2
            self.y += (height + above - self.height - self.above) / 2 - (above - self.above)
        self.width, self.height, self.ratio, self.above = width, height, ratio, above
        if self.fitted:
            self._fit()
        else:
            self._keep_visible()
        self.moved()

    def fit(self) -> None:
        """Show the whole image with a small margin, larger at the top; small images at most at 32 device pixels per
        pixel."""
        self._fit()
        self.moved()

    def _fit(self) -> None:
        self.fitted = True
        if not (self.columns and self.rows and self.width and self.height):
            return
        free = max(8, self.width - 2 * FIT_MARGIN), max(8, self.height - FIT_MARGIN - self._top)
        self.scale = min(free[0] / self.columns, free[1] / self.rows, 32 / self.ratio)
        self._center()

    def one_to_one(self) -> None:
        """Show one image pixel per device pixel; the point in the middle stays there."""
        self._zoom(1 / self.ratio / self.scale, self.width / 2, self.height / 2)
        if self.columns * self.scale <= self.width and self.rows * self.scale <= self.height:
            self._center()
        self.moved()

    def _center(self) -> None:
        rest = self.height - self.rows * self.scale
        self.x = (self.width - self.columns * self.scale) / 2
        self.y = max(self._middle - self.rows * self.scale / 2, min(self._top, rest - FIT_MARGIN))
        self.x, self.y = self.origin.toTuple()  # else a zoom would enlarge what is rounded off

    @property
    def _middle(self) -> float:
        """Of the height that there is without a notice."""
        return (self.height - self.above) / 2

    @property
    def _top(self) -> float:
        """What a fitted image leaves free at the top; less in a low canvas."""
        return max(0, max(FIT_MARGIN, min(FIT_TOP, (self.height + self.above) / 8)) - self.above)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom around the widget position ``at`` (default: the middle)."""
        self._zoom(factor, *((at.x(), at.y()) if at is not None else (self.width / 2, self.height / 2)))
        self.moved()

    def _zoom(self, factor: float, x: float, y: float) -> None:
        if not (self.columns and self.rows):
            return
        smallest = min(1.0, 32 / max(self.columns, self.rows)) / self.ratio
        scale = min(MAX_SCALE / self.ratio, max(smallest, self.scale * factor))
        factor, self.scale = scale / self.scale, scale
        self.x, self.y = x - (x - self.x) * factor, y - (y - self.y) * factor
        self.fitted = False
        self._keep_visible()

    def pan(self, dx: float, dy: float) -> None:
        """Move the image by widget pixels; a part of it stays visible."""
        self._pan(dx, dy)
        self.moved()

    def _pan(self, dx: float, dy: float) -> None:
        self.x, self.y = self.x + dx, self.y + dy
        self.fitted = False
        self._keep_visible()

    def center_on(self, x: float, y: float) -> None:
        """Bring image coordinates to the middle of the widget."""
        self.pan(self.width / 2 - x * self.scale - self.x, self.height / 2 - y * self.scale - self.y)

    def _keep_visible(self) -> None:
        self.x = _bounded(self.x, self.columns * self.scale, self.width)
        self.y = _bounded(self.y, self.rows * self.scale, self.height)


def screen_middle(at: QPointF, in_window: QPointF, ratio: float) -> QPointF:
    """The middle of the screen pixel under a pointer at ``at`` in the widget: Qt tells that pixel's corner.

    ``in_window`` is the same point in the window, whose corner, unlike the widget's, is always on a whole device pixel;
    the canvas is drawn on the ``nearest_pixel``.
    """
    x, y = (
        math.floor(place * ratio + ROUNDING) + 0.5 - nearest_pixel((place - own) * ratio)
        for own, place in zip(at.toTuple(), in_window.toTuple(), strict=True)
    )
    return QPointF(x, y) / ratio


def nearest_pixel(place: float) -> int:
    """The whole device pixel nearest to a place in device pixels; the next one from between two."""
    return math.floor(place + 0.5 + ROUNDING)


def _bounded(start: float, length: float, room: int) -> float:
    keep = min(KEEP_VISIBLE, length / 2, room / 2)
    return min(room - keep, max(keep - length, start))
