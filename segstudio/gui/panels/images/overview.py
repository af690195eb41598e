"""The small picture of a file that opens in tiles: the tile on the screen is framed, those with labels are marked, a
click opens the one under the pointer.

Knows the document. The picture is made in the background, from a smaller level of the file or from samples of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.look import words
from segstudio.gui.look.painted import quiet
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import theme_of
from segstudio.gui.look.words import tr
from segstudio.labels.geometry import Rect
from segstudio.project.contents import picture_of
from segstudio.project.images.facts import corner_of, plane_words, whole_plane
from segstudio.project.project import ImageEntry

HEIGHT, WIDEST = 128, 352  # logical pixels
PIXELS = 256  # longer side of the picture
_DOT = 2.0  # radius of the mark of a tile with labels
_ARROWS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}

_AT_EDGE = (
    "A stroke ends at the edge of its tile. To go on in the tile beside, drag the image over the edge, "
    "or press Ctrl and an arrow key."
)

Picture = tuple[NDArray[np.uint8], tuple[int, int]]


class Overview(QWidget):
    """Of the tiles of the current image's plane; hidden where it is no tile. ``words``: where it is, as text.

    Signal ``going(id, Rect)``: a tile beside is about to be opened, which lies there, seen from the current one.
    """

    going = Signal(str, object)

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "overview", tr("Overview of the file"))
        self._document = document
        self._tiles: Mapping[tuple[int, int], ImageEntry] = {}
        self._here: tuple[int, int] | None = None
        self._shape = 1, 1  # of the plane
        self._file: object = None  # whose picture is shown or being made
        self._picture = QPixmap()
        self._trouble = ""
        self.words = ""
        self._edge_told = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        document.image_state_changed.connect(self._on_state)
        document.mask_changed.connect(self._on_mask)
        self.hide()

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def show_tiles(self, entry: ImageEntry | None, tiles: Mapping[tuple[int, int], ImageEntry]) -> None:
        """Show the tiles of a plane, by row and column, with ``entry`` framed; none: hide."""
        self._tiles = tiles
        self._here = next((at for at, one in tiles.items() if entry is not None and one.id == entry.id), None)
        self.setVisible(bool(tiles))
        if entry is None or self._here is None:
            self.words = ""
            return
        rows, columns = (1 + max(at[axis] for at in tiles) for axis in (0, 1))
        at = {"row": self._here[0] + 1, "column": self._here[1] + 1}
        self.words = tr("row {row}, column {column}\nof {rows} x {columns}", rows=rows, columns=columns, **at)
        file = entry.path, entry.sha256, whole_plane(entry.plane), entry.values
        if file != self._file:
            self._file, self._picture, self._trouble = file, QPixmap(), ""
            self._resize(self._reach())
            self._ask(entry, file)
        self.update()

    def _reach(self) -> tuple[int, int]:
        """The size of the plane as far as its tiles tell."""
        ends = [(*corner_of(one.plane), one.width, one.height) for one in self._tiles.values()]
        return max(y + h for _, y, _, h in ends), max(x + w for x, _, w, _ in ends)

    def _resize(self, shape: tuple[int, int]) -> None:
        self._shape = shape
        size = QSize(shape[1], shape[0])
        size.scale(WIDEST, HEIGHT, Qt.AspectRatioMode.KeepAspectRatio)
        self.setFixedSize(size.expandedTo(QSize(24, 24)))

    def _ask(self, entry: ImageEntry, file: object) -> None:
        project = self._document.project
        if project is not None:
            make = picture_of(project, entry).overview
            done, failed = partial(self._on_made, file), partial(self._on_failed, file)
            self._document.background.submit(make, PIXELS, done=done, failed=failed, owner=self)

    def _on_made(self, file: object, made: Picture) -> None:
        if file == self._file:
            pixels, shape = np.ascontiguousarray(made[0]), made[1]
            height, width = pixels.shape[:2]
            image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
            self._picture = QPixmap.fromImage(image)
            self._resize(shape)
            self.update()

    def _on_failed(self, file: object, error: Exception) -> None:
        if file == self._file:
            self._trouble = str(error)

    def _on_state(self, image_id: str) -> None:
        if any(one.id == image_id for one in self._tiles.values()):
            self.update()

    def _on_mask(self, rect: Rect) -> None:
        """Say once what becomes of a stroke at the edge of a tile."""
        here = self._tiles.get(self._here) if self._here is not None else None
        if self._edge_told or here is None or rect == Rect(0, 0, here.width, here.height):
            return
        ends_below, ends_right = rect.bottom >= here.height, rect.right >= here.width
        sides = (-1, 0, rect.y <= 0), (1, 0, ends_below), (0, -1, rect.x <= 0), (0, 1, ends_right)
        if any(touched and self._beside(rows, columns) is not None for rows, columns, touched in sides):
            self._edge_told = True
            self._document.notice.emit(tr(_AT_EDGE))

    # ---- going ------------------------------------------------------------------------------------------------------

    def _beside(self, rows: int, columns: int) -> ImageEntry | None:
        return self._tiles.get((self._here[0] + rows, self._here[1] + columns)) if self._here is not None else None

    def step(self, rows: int, columns: int) -> None:
        """Open the tile so many rows below and columns to the right, where there is one."""
        entry = self._beside(rows, columns)
        if entry is not None and self._here is not None:
            (left, top), (x, y) = corner_of(self._tiles[self._here].plane), corner_of(entry.plane)
            self.going.emit(entry.id, Rect(x - left, y - top, entry.width, entry.height))
            self._open(entry)

    def follow(self, x: float, y: float) -> None:
        """The image was dragged until a point outside of the tile is in the middle of the view: open the tile there."""
        here = self._tiles.get(self._here) if self._here is not None else None
        if here is not None:
            self.step((y > here.height) - (y < 0), (x > here.width) - (x < 0))

    def _open(self, entry: ImageEntry | None) -> None:
        if entry is not None:
            self._document.current.select(entry.id)

    def above(self) -> None:
        """Open the tile above."""
        self.step(-1, 0)

    def below(self) -> None:
        """Open the tile below."""
        self.step(1, 0)

    def left(self) -> None:
        """Open the tile to the left."""
        self.step(0, -1)

    def right(self) -> None:
        """Open the tile to the right."""
        self.step(0, 1)

    def why_not(self) -> str:
        """Why there is no tile to go to; empty: there is."""
        return "" if self._here is not None else tr("This image is not a tile of a large file.")

    def tile_at(self, x: float, y: float) -> ImageEntry | None:
        """The tile under a point of the widget."""
        return next((one for one in self._tiles.values() if self._frame(one).contains(x, y)), None)

    # ---- Qt ---------------------------------------------------------------------------------------------------------

    def _frame(self, entry: ImageEntry) -> QRectF:
        """Where a tile is in the widget."""
        across, down = self.width() / self._shape[1], self.height() / self._shape[0]
        x, y = corner_of(entry.plane)
        return QRectF(x * across, y * down, entry.width * across, entry.height * down)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, the tiles that the project has, marks, and the frame."""
        painter, theme = QPainter(self), theme_of(self.palette())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(theme.canvas))
        if not self._picture.isNull():
            painter.drawPixmap(self.rect(), self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for entry in self._tiles.values():
            frame = self._frame(entry)
            painter.setPen(QPen(QColor(255, 255, 255, 70) if not self._picture.isNull() else quiet(self.palette()), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame)
            if self._document.census.labelled_share(entry.id):
                painter.setPen(QPen(QColor(0, 0, 0, 200), 1))
                painter.setBrush(QColor(255, 255, 255))
                painter.drawEllipse(frame.center(), _DOT, _DOT)
        here = self._tiles.get(self._here) if self._here is not None else None
        if here is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for color, width in ((QColor(255, 255, 255), 4.0), (QColor(theme.accent), 2.0)):
                painter.setPen(QPen(color, width))
                painter.drawRect(self._frame(here).intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1)))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the tile under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._open(self.tile_at(event.position().x(), event.position().y()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys go to the tiles beside, while the overview has the keyboard."""
        if event.key() in _ARROWS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.step(*_ARROWS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The tooltip is of the tile under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos().x(), event.pos().y()), self)
            return True
        return super().event(event)

    def tip_at(self, x: float, y: float) -> str:
        """What is said of the tile under a point."""
        entry = self.tile_at(x, y)
        if entry is None:
            return self._trouble or tr("This tile is not in the project.")
        share = self._document.census.labelled_share(entry.id)
        told = tr("{place}, {share} labelled", place=plane_words(entry.plane), share=words.percent(share or 0.0))
        how = tr("Click opens it; Ctrl with an arrow key goes to the tile beside.")
        why = tr("The picture is put together from samples of the file, or is a smaller level of it.")
        return "\n".join(filter(None, (told, how, why, self._trouble)))
