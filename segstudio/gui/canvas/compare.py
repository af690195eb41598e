"""Two views of the image at once: parted by a line that is dragged over the canvas, or one beside the other.

Owns both sides, their pixels and the line. What is painted is seen where it is painted: a side without labels shows
them as soon as a gesture paints on it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QColor, QPainter

from segstudio.gui.canvas.display import DisplaySettings
from segstudio.gui.canvas.marks import draw_tag
from segstudio.gui.canvas.paint_cache import device_rect
from segstudio.gui.canvas.scene import Scene
from segstudio.gui.canvas.sides import Side
from segstudio.gui.canvas.transform import Transform
from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.labels.geometry import Rect
from segstudio.project.project import ImageEntry

NEAREST = 0.02  # of the canvas's width: the line stays so far from its edges
LINE = QColor(255, 255, 255), QColor(48, 48, 48)
STEP = 0.05


class Compare(QObject):
    """``sides``: left and right; ``share``: where the line is, 0..1 of the canvas's width; ``beside``: the right side
    is in a view of its own.

    Signals:
        changed: another side, way or state; all of the canvas is to be painted.
        moved: the line.
    """

    changed = Signal()
    moved = Signal()

    def __init__(
        self, document: Document, display: DisplaySettings, transform: Transform, scene: Scene, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._display, self._transform, self._main = document, display, transform, scene
        self.is_on = self.beside = False
        self.share = 0.5
        self.sides = (
            Side(document, "labels", self._on_side, self),
            Side(document, "prediction", self._on_side, self),
        )
        self._made: tuple[Scene, ...] = ()
        document.image_loaded.connect(self._on_image)
        document.project_changed.connect(lambda: self.set_on(False))
        display.view_changed.connect(lambda _name: self.set_on(False))

    # ---- choosing ---------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Compare two views, or show one again."""
        self.set_on(not self.is_on)

    def set_on(self, on: bool) -> None:
        """As ``toggle``; also when a view is chosen, which is then the one that is shown."""
        if on != self.is_on and not (on and self._document.mask is None):
            self.is_on = on
            if on:
                self.read_again()
            else:
                self._made = ()  # the pixels of a whole widget, twice
            self._on_side()

    def set_beside(self, beside: bool) -> None:
        """Show the right side in a view of its own, or on the same canvas."""
        if beside != self.beside:
            self.beside = beside
            self._on_side()

    def choose(self, side: int, what: str, run_title: str = "") -> None:
        """Show something else at the left (0) or right (1)."""
        self.sides[side].choose(what, run_title)

    def move_line(self, share: float) -> None:
        """Put the line there."""
        share = min(1 - NEAREST, max(NEAREST, share))
        if share != self.share:
            self.share = share
            self.moved.emit()

    def follow_order(self, before: Callable[[], ImageEntry | None]) -> None:
        """``before()``: the image before the current one; by itself it is that in the list."""
        for side in self.sides:
            side.entry_before = before

    def read_again(self) -> None:
        """Other files may be there: of what runs have predicted, and of the image before."""
        for side in self.sides:
            side.read()

    def _on_image(self) -> None:
        if self.is_on:
            self.read_again()

    def _on_side(self) -> None:
        for scene in self._made:
            scene.invalidate(photo=True)
        self.changed.emit()

    # ---- places -----------------------------------------------------------------------------------------------

    @property
    def parted(self) -> bool:
        """Whether there is a line on the canvas."""
        return self.is_on and not self.beside

    @property
    def line(self) -> int:
        """The widget column of the canvas at which the right side begins."""
        return round(self.share * self._transform.width) if self.parted else self._transform.width

    def side_at(self, x: float) -> Side | None:
        """The side under a widget column of the canvas; ``None``: nothing is compared."""
        return self.sides[int(self.parted and x >= self.line)] if self.is_on else None

    # ---- painting ---------------------------------------------------------------------------------------------

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """Those on the canvas, left and right; none while nothing is compared."""
        if self.is_on and not self._made:
            self._made = tuple(
                Scene(self._document, self._display, self._transform, self.changed.emit, self, side, self._main.coarse)
                for side in self.sides
            )
        return self._made if self.is_on else ()

    def draw(self, painter: QPainter, exposed: QRect, ground: QColor) -> None:
        """Paint the exposed part of both sides."""
        for scene, room in zip(self.scenes, self._rooms(), strict=True):
            part, scene.frame.room = room & exposed, device_rect(room, self._transform.ratio)
            if not part.isEmpty():
                scene.draw(painter, part, ground)

    def draw_marks(self, painter: QPainter) -> None:
        """Paint the line and, at the top, what each side shows."""
        rooms = self._rooms()
        if self.parted:
            top, bottom = rooms[0].top(), rooms[0].bottom()
            for color, x in ((LINE[1], self.line - 1), (LINE[0], self.line), (LINE[1], self.line + 1)):
                painter.setPen(color)
                painter.drawLine(x, top, x, bottom)
        for side, room, right in zip(self.sides, rooms, (False, True), strict=True):
            if not room.isEmpty():
                draw_tag(painter, room, side.words, right)

    def _rooms(self) -> tuple[QRect, QRect]:
        transform, line = self._transform, self.line
        return QRect(0, 0, line, transform.height), QRect(line, 0, transform.width - line, transform.height)

    # ---- what is painted is seen ------------------------------------------------------------------------------

    def show_labels_at(self, x: float) -> str:
        """Labels are about to be painted at a widget column: its side shows them. What is to be said, if anything."""
        side = self.side_at(x)
        return "" if side is None or side.view.labels else self._show_labels(side)

    def show_labels_in(self, rect: Rect) -> str:
        """Pixels of the image are painted: every side that holds some of them shows labels."""
        part = self._transform.rect_of(rect, margin=0)
        told = [
            self._show_labels(side)
            for side, room in zip(self.sides, self._rooms(), strict=True)
            if not side.view.labels and room.intersects(part)
        ]
        return " ".join(told)

    def _show_labels(self, side: Side) -> str:
        side.choose("both" if side.what == "prediction" else "labels")
        left = tr("The left side shows labels now, so that what you paint is seen.")
        right = tr("The right side shows labels now, so that what you paint is seen.")
        return left if side is self.sides[0] else right
