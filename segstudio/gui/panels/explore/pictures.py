"""Rows of small pictures, each row with its title: originals above restored ones, what a method draws. Knows numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.look.painted import quiet, small
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID

LARGEST = 16 * GRID  # px of a side
FAR = 1.2  # times as large are pictures in rows beside each other, if rows below each other are given up for them
VOID_GREY = 128
Pictures = NDArray[np.uint8]  # [n, h, w, 3]


class PictureRows(QWidget):
    """As large as there is room for, up to LARGEST: rows below each other, or beside each other in several lines where
    that shows far larger pictures. A row without pictures shows its title only."""

    def __init__(self, name: str, title: str, rows: int, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, name, title)
        self._rows: list[tuple[str, Pictures]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(20 * GRID, rows * 5 * GRID)

    def sizeHint(self) -> QSize:
        """Room for six pictures in each row."""
        return QSize(60 * GRID, self.minimumHeight() * 2)

    def show_rows(self, rows: Sequence[tuple[str, Pictures]]) -> None:
        """Show other pictures ``uint8[n,h,w,3]``."""
        self._rows = [(title, np.ascontiguousarray(pictures)) for title, pictures in rows]
        self.setAccessibleDescription("; ".join(f"{title}: {len(pictures)}" for title, pictures in rows))
        self.update()

    @property
    def shown(self) -> list[int]:
        """How many pictures each row has."""
        return [len(pictures) for _, pictures in self._rows]

    def _side(self, title: int, lines: int = 0) -> float:
        """px of a picture's side, where each row has a title of so many px; ``lines``: the rows are beside each other,
        each in so many lines."""
        most = max(1, max((len(pictures) for _, pictures in self._rows), default=0))
        beside, below = (len(self._rows) or 1, 1) if lines else (1, len(self._rows) or 1)
        in_line = -(-most // max(1, lines))
        across = ((self.width() - (beside - 1) * GRID) / beside + GRID / 2) / in_line - GRID / 2
        down = (self.height() / below - title) / max(1, lines) - GRID / 2
        return max(8.0, min(across, down, LARGEST))

    def _lines(self, title: int) -> int:
        """Lines of a row where rows beside each other have far larger pictures; 0: they are below each other."""
        most = max((len(pictures) for _, pictures in self._rows), default=0)
        best = max(range(1, most + 1), key=lambda lines: self._side(title, lines), default=0)
        return best if len(self._rows) > 1 and self._side(title, best) > FAR * self._side(title) else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(small(self.font()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        title_height = painter.fontMetrics().height()
        lines = self._lines(title_height)
        step = self._side(title_height, lines) + GRID / 2
        x = y = 0.0
        for title, pictures in self._rows:
            in_line = -(-len(pictures) // lines) if lines else max(1, len(pictures))
            width = max(in_line * step - GRID / 2, 0.0) if lines else self.width()
            painter.setPen(quiet(self.palette()))
            shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(width))
            room = QRectF(x, y, width, title_height)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
            for at, picture in enumerate(pictures):
                down, across = divmod(at, in_line)
                self._draw(painter, picture, QPointF(x + across * step, y + title_height + down * step), step)
            x, y = (x + width + GRID, y) if lines else (x, y + title_height + step)
        painter.end()

    def _draw(self, painter: QPainter, picture: NDArray[np.uint8], corner: QPointF, step: float) -> None:
        height, width = picture.shape[:2]
        image = QImage(picture.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        frame = QRectF(corner, QSizeF(step - GRID / 2, step - GRID / 2))
        painter.drawImage(frame, image)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRect(frame)


def in_class_colors(masks: NDArray[np.uint8], document: Document) -> Pictures:
    """Masks ``uint8[n,h,w]`` in the colours that the open project's classes have on the screen; void is grey."""
    colors = np.full((256, 3), VOID_GREY, np.uint8)
    for one in document.classes:
        colors[one.id] = one.screen_color
    return colors[masks]
