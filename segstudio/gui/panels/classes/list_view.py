"""The list of classes as a widget, and the row of void below it. Owns no class."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QListView, QWidget

from segstudio.gui.look import words
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import draw_hatch, quiet_label
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.table_style import style_list
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr
from segstudio.gui.panels.classes.row import ROW, zone_at


class ClassListView(QListView):
    """The list of classes. Parts of a row that are buttons (colour, eye, lock) do not choose the class."""

    def __init__(
        self,
        press: Callable[[int, str], None],
        delete: Callable[[], None],
        move: Callable[[int], None],
        parent: QWidget,
    ) -> None:
        """``press(row, part)`` for a click on a button, ``delete()`` and ``move(step)`` of the current class."""
        super().__init__(parent)
        self._press, self._delete, self._move = press, delete, move
        self._pressed: tuple[int, str] | None = None
        named(self, "class.list", tr("Classes"))
        style_list(self)
        self.setMinimumHeight(3 * ROW)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def _button_at(self, event: QMouseEvent) -> tuple[int, str] | None:
        where = event.position().toPoint()
        index = self.indexAt(where)
        zone = zone_at(self.visualRect(index), where) if index.isValid() else ""
        return (index.row(), zone) if zone in ("color", "eye", "lock") else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember a press on a button, or choose the row."""
        self._pressed = self._button_at(event) if event.button() == Qt.MouseButton.LeftButton else None
        if self._pressed is None:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A button acts when the mouse is released where it was pressed."""
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            super().mouseReleaseEvent(event)
        elif pressed == self._button_at(event):
            self._press(*pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """No drag begins on a button."""
        if self._pressed is None:
            super().mouseMoveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the name: rename in place. On a button: the same as a second click."""
        index = self.indexAt(event.position().toPoint())
        self._pressed = self._button_at(event)
        if index.isValid() and self._pressed is None:
            self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks and deletes, Alt with the arrows moves the class."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() == Qt.Key.Key_Delete:
            self._delete()
        elif event.key() in steps and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Room for the classes there are, from three to twelve; more scroll unless there is space."""
        return QSize(30 * GRID, min(max(self.model().rowCount(), 3), 12) * ROW)


class VoidRow(QWidget):
    """The last row: how much of the image is void, which is not a class."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("class.void")
        self.setFixedHeight(ROW)
        label = named(QLabel(tr("void"), self), "class.void.name")
        self._share = quiet_label(words.DASH, "class.void.share", self)
        self._share.setWordWrap(False)
        self._share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        fill(QHBoxLayout(self), (label, 1), self._share, margins=(6 * GRID, 0, GRID, 0))

    def show_key(self, key: str) -> None:
        """Name the key that paints void in the tooltip."""
        keys = f" ({key})" if key else ""
        sentence = tr("Not labelled: never learned from, never counted. The eraser paints it.")
        shares = tr("Its share is of the whole image. Those of the classes are of what is labelled: 100 % together.")
        self.setToolTip(in_lines(f"{tr('Void')}{keys}\n{sentence}\n{shares}"))

    def set_share(self, share: float | None) -> None:
        """Void's share 0..1 of all pixels; ``None`` without an image."""
        text = words.percent(share)
        self._share.setText(tr("{share} of the image", share=text) if share is not None else text)
        self.setAccessibleName(tr("Void, {share} of the image", share=text))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The hatch, where the classes have their colour."""
        painter = QPainter(self)
        draw_hatch(painter, QRect(3 * GRID, (self.height() - 16) // 2, 16, 16), self.palette())
        painter.end()
