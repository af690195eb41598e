"""The question before a class is deleted: what its pixels become. Knows the document, changes nothing."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui import words
from segstudio.gui.document import Document
from segstudio.gui.marks import quiet_label, swatch_icon
from segstudio.gui.theme import GRID
from segstudio.labels.classes import VOID, LabelClass


def pixels_of(document: Document, class_id: int) -> tuple[int, int]:
    """How many pixels a class has, and on how many images, as far as the masks are counted."""
    counts = [document.label_counts(entry.id) for entry in document.images]
    found = [int(one[class_id]) for one in counts if one is not None and one[class_id]]
    return sum(found), len(found)


def question(pixels: int, images: int) -> str:
    """The sentence before the choice."""
    if not pixels:
        return "It has no pixels on any image."
    return f"Its {words.counted(pixels, 'pixel')} on {words.counted(images, 'image')} become:"


def ask_replacement(document: Document, one: LabelClass, parent: QWidget) -> int | None:
    """Ask; the id that takes the pixels over (``VOID`` too), or ``None`` when the person thinks better of it."""
    dialog = DeleteClassDialog(document, one, parent)
    accepted = dialog.exec()
    chosen = dialog.replacement
    dialog.deleteLater()
    return chosen if accepted else None


class DeleteClassDialog(QDialog):
    """Delete a class: void or another class for its pixels."""

    def __init__(self, document: Document, one: LabelClass, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("class.delete.dialog")
        self.setWindowTitle("Delete class")
        pixels, images = pixels_of(document, one.id)
        self._choice = QComboBox(self, objectName="class.delete.choice")
        self._choice.setAccessibleName("What its pixels become")
        self._choice.addItem("void (not labelled)", VOID)
        for other in document.classes:
            if other.id != one.id:
                self._choice.addItem(swatch_icon(other.screen_color, self.palette()), other.name, other.id)
        self._choice.setVisible(pixels > 0)
        title = QLabel(f"Delete \N{LEFT DOUBLE QUOTATION MARK}{one.name}\N{RIGHT DOUBLE QUOTATION MARK}?", self)
        title.setObjectName("class.delete.title")
        title.setProperty("heading", True)
        title.setWordWrap(True)
        text = QLabel(question(pixels, images), self)
        text.setObjectName("class.delete.text")
        text.setWordWrap(True)
        note = quiet_label("Undo on an image brings its pixels and the class back.", "class.delete.note", self)
        note.setVisible(pixels > 0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        delete = buttons.addButton("Delete class", QDialogButtonBox.ButtonRole.AcceptRole)
        delete.setObjectName("class.delete.accept")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for widget in (title, text, self._choice, note):
            column.addWidget(widget)
        column.addSpacing(GRID)
        column.addWidget(buttons)
        self.setMinimumWidth(40 * GRID)

    @property
    def replacement(self) -> int:
        """The id that the pixels become."""
        return int(self._choice.currentData())
