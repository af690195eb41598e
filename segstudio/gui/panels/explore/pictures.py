"""Rows of small pictures, each row with its title: originals above restored ones, what a method draws. Knows numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from segstudio.gui.look.painted import quiet, small
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID

LARGEST = 16 * GRID  # px of a side
Pictures = NDArray[np.uint8]  # [n, h, w, 3]


class PictureRows(QWidget):
    """As large as there is room for, up to LARGEST; a row without pictures shows its title only."""

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

    def _side(self, title: int) -> float:
        """px of a picture's side, where each row has a title of so many."""
        most = max((len(pictures) for _, pictures in self._rows), default=0)
        across = (self.width() + GRID / 2) / max(1, most) - GRID / 2
        down = self.height() / max(1, len(self._rows)) - title - GRID / 2
        return max(8.0, min(across, down, LARGEST))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(small(self.font()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        title_height = painter.fontMetrics().height()
        side, y = self._side(title_height), 0.0
        for title, pictures in self._rows:
            painter.setPen(quiet(self.palette()))
            room = QRectF(0, y, self.width(), title_height)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
            for at, picture in enumerate(pictures):
                height, width = picture.shape[:2]
                image = QImage(picture.data, width, height, 3 * width, QImage.Format.Format_RGB888)
                frame = QRectF(at * (side + GRID / 2), y + title_height, side, side)
                painter.drawImage(frame, image)
                painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
                painter.drawRect(frame)
            y += title_height + side + GRID / 2
        painter.end()
