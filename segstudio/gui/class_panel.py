"""The classes at the right: choose, name, colour, hide, lock, order and delete them; void and the paint rule below.

Owns its widgets only; every change goes through the document.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QColorDialog,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui import words
from segstudio.gui.class_dialog import ask_replacement
from segstudio.gui.class_model import ClassModel, shares_of
from segstudio.gui.class_rows import ROW, ClassRow, zone_at
from segstudio.gui.document import Document
from segstudio.gui.marks import draw_hatch, heading, quiet_label, swatch_icon
from segstudio.gui.panel import Panel
from segstudio.gui.theme import GRID
from segstudio.labels.classes import VOID, LabelClass
from segstudio.labels.rules import PaintRule

_EMPTY = "Your classes appear here. Add the first one, type its name, and paint."


class ClassList(QListView):
    """The list of classes. Parts of a row that are buttons (colour, eye, lock) do not choose the class."""

    def __init__(self, panel: ClassPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self._pressed: tuple[int, str] | None = None
        self.setObjectName("class.list")
        self.setAccessibleName("Classes")
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
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
        """A button acts when it is left where it was pressed."""
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            super().mouseReleaseEvent(event)
        elif pressed == self._button_at(event):
            self._panel.press(pressed[0], pressed[1])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """No drag begins on a button."""
        if self._pressed is None:
            super().mouseMoveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the name: rename in place. On a button: the same as a second click."""
        where = event.position().toPoint()
        index = self.indexAt(where)
        self._pressed = self._button_at(event)
        if index.isValid() and self._pressed is None:
            self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks, Alt with the arrows moves the class; all else moves in the list."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() == Qt.Key.Key_Delete:
            self._panel.delete_current()
        elif event.key() in steps and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._panel.move_current(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Room for five classes; more scroll unless there is space."""
        return QSize(30 * GRID, 5 * ROW)


class VoidRow(QWidget):
    """The last row: how much of the image is void. Not a class, and drawn as none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("class.void")
        self.setFixedHeight(ROW)
        self.setToolTip("Void (`)\nNot labelled: never learned from, never counted. The eraser paints it.")
        self._label = QLabel("void", self, objectName="class.void.name")
        self._share = quiet_label(words.DASH, "class.void.share", self)
        self._share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(6 * GRID, 0, GRID, 0)
        row.addWidget(self._label, 1)
        row.addWidget(self._share)

    def set_share(self, share: float | None) -> None:
        """Void's share 0..1 of all pixels; ``None`` without an image."""
        text = words.percent(share)
        self._share.setText(text)
        self.setAccessibleName(f"Void, {text} of the image")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The hatch where classes have their colour."""
        painter = QPainter(self)
        draw_hatch(painter, QRect(3 * GRID, (self.height() - 16) // 2, 16, 16), self.palette())
        painter.end()


class ClassPanel(Panel):
    """Heading with "+", the list, void, and the paint rule."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__("class.panel", "Classes", parent)
        self._document = document
        self.model = ClassModel(document, self)
        self.list = ClassList(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(ClassRow(self.list))
        self.add = self._button("class.add.button", "plus", "Add class (Ctrl+Shift+A)\nAdd a class and type its name.")
        self.delete = self._button(
            "class.delete.button", "delete-outline", "Delete class (Delete)\nAsks what becomes of its pixels."
        )
        self.void = VoidRow(self)
        self.empty = quiet_label(_EMPTY, "class.empty", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.rule = self._make_rule()
        self._lay_out()
        self._counting = QTimer(self, singleShot=True, interval=100)
        self._connect()
        self._on_arranged()
        self._on_counts()

    def _button(self, name: str, glyph: str, tip: str) -> QToolButton:
        button = QToolButton(self, objectName=name)
        self.give_icon(button.setIcon, glyph)
        button.setToolTip(tip)
        button.setAccessibleName(tip.split("\n")[0])
        button.setAutoRaise(True)
        return button

    def _make_rule(self) -> QComboBox:
        box = QComboBox(self, objectName="paint.rule")
        box.setAccessibleName("Paint over")
        box.setToolTip("Paint over (Shift+K: only void)\nWhich pixels the tools may change; locked classes never.")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(6)
        return box

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(GRID, GRID, GRID // 2, 0)
        top.setSpacing(0)
        top.addWidget(heading("Classes", "class.heading", self), 1)
        top.addWidget(self.delete)
        top.addWidget(self.add)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.empty.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(GRID, 0, GRID, GRID)
        bottom.setSpacing(GRID)
        over = quiet_label("Paint over", "paint.rule.label", self)
        over.setWordWrap(False)
        over.setBuddy(self.rule)
        bottom.addWidget(over)
        bottom.addWidget(self.rule, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GRID // 2)
        whole.addLayout(top)
        whole.addLayout(self._stack, 1)
        whole.addWidget(self.void)
        whole.addLayout(bottom)

    def _connect(self) -> None:
        document = self._document
        self.add.clicked.connect(self.add_class)
        self.delete.clicked.connect(self.delete_current)
        self.rule.activated.connect(self._on_rule_chosen)
        self.list.selectionModel().currentChanged.connect(self._on_row)
        self.model.arranged.connect(self._on_arranged)
        self._counting.timeout.connect(self._on_counts)
        document.classes_changed.connect(self._on_rule)
        document.project_changed.connect(self._on_arranged)
        document.rule_changed.connect(self._on_rule)
        document.current_class_changed.connect(self._on_current)
        document.mask_changed.connect(self._count_soon)
        document.image_loaded.connect(self._on_counts)
        document.current_changed.connect(self._on_counts)

    # ---- what the person does --------------------------------------------------------------------------------

    def add_class(self) -> None:
        """Add a class and put the cursor into its name."""
        names = {name.casefold() for name in self._document.classes.names}
        number = len(names) + 1
        while f"class {number}" in names:
            number += 1
        class_id = self._document.add_class(f"class {number}")
        index = self.model.row(class_id) if class_id is not None else QModelIndex()
        if index.isValid():
            self.list.setFocus()
            self.list.scrollTo(index)
            self.list.setCurrentIndex(index)
            self.list.edit(index)

    def delete_current(self) -> None:
        """Ask what becomes of the current class's pixels, then delete it."""
        one = self.current()
        if one is None:
            return
        replacement = ask_replacement(self._document, one, self)
        if replacement is not None:
            self._document.delete_class(one.id, replacement)

    def move_current(self, step: int) -> None:
        """Move the current class up (-1) or down (+1)."""
        one = self.current()
        if one is not None:
            self.model.move(one.id, step)

    def current(self) -> LabelClass | None:
        """The current class, if there is one."""
        return self.model.at(self.list.currentIndex())

    def press(self, row: int, zone: str) -> None:
        """A click on a row's colour square, eye or lock."""
        one = self.model.at(self.model.index(row))
        if one is None:
            return
        change = self._document.change_classes
        if zone == "eye":
            change(lambda table: table.set_hidden(one.id, not one.hidden))
        elif zone == "lock":
            change(lambda table: table.set_locked(one.id, not one.locked))
        elif zone == "color":
            self._choose_color(one)

    def _choose_color(self, one: LabelClass) -> None:
        dialog = QColorDialog(QColor(*one.screen_color), self)
        dialog.setObjectName("class.color.dialog")
        dialog.setWindowTitle(f"Colour of {one.name}")
        if dialog.exec():
            color = dialog.selectedColor().getRgb()[:3]
            self._document.change_classes(lambda table: table.recolor(one.id, color))
        dialog.deleteLater()

    def _on_row(self, index: QModelIndex) -> None:
        one = self.model.at(index)
        if one is not None:
            self._document.set_current_class(one.id)

    def _on_rule_chosen(self) -> None:
        self._document.set_rule(self.rule.currentData())

    # ---- what the document tells -----------------------------------------------------------------------------

    def _on_arranged(self) -> None:
        has_project = self._document.project is not None
        self._stack.setCurrentWidget(self.list if self.model.rowCount() else self.empty)
        self.add.setEnabled(has_project)
        self.rule.setEnabled(has_project)
        self._on_current()
        self._on_rule()

    def _on_current(self) -> None:
        index = self.model.row(self._document.current_class)
        self.delete.setEnabled(index.isValid())
        if index.isValid() and index != self.list.currentIndex():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(index, flags)
            self.list.scrollTo(index)

    def _on_rule(self) -> None:
        rows: list[tuple[str, PaintRule, QIcon | None]] = [
            ("Anything", PaintRule(), None),
            ("Only void", PaintRule(only_void=True), None),
        ]
        for one in self._document.classes:
            swatch = swatch_icon(one.screen_color, self.palette())
            rows.append((f"Only {one.name}", PaintRule(only_class=one.id), swatch))
        self.rule.clear()
        for text, rule, picture in rows:
            self.rule.addItem(text, rule)
            if picture is not None:
                self.rule.setItemIcon(self.rule.count() - 1, picture)
        wanted = [rule for _, rule, _ in rows]
        self.rule.setCurrentIndex(wanted.index(self._document.rule) if self._document.rule in wanted else 0)

    def _count_soon(self) -> None:
        if not self._counting.isActive():
            self._counting.start()

    def _on_counts(self) -> None:
        mask = self._document.mask
        counts = mask.counts() if mask is not None else None
        self.model.set_counts(counts)
        self.void.set_share(float(shares_of(counts)[VOID]) if counts is not None else None)
