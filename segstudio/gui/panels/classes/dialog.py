"""The question before a class is deleted or merged: what its pixels become. Knows the document, changes nothing."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.document.document import Document
from segstudio.gui.look import words
from segstudio.gui.look.painted import quiet_label, swatch_icon
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID, LabelClass


def pixels_of(document: Document, class_id: int) -> tuple[int, int]:
    """How many pixels a class has, and on how many images, as far as the masks are counted."""
    counts = [document.census.counts.get(entry.id) for entry in document.images]
    found = [int(one[class_id]) for one in counts if one is not None and one[class_id]]
    return sum(found), len(found)


def question(pixels: int, images: int) -> str:
    """The sentence before the choice."""
    if not pixels:
        return tr("It has no pixels on any image.")
    counted = words.counted(pixels, "pixel")
    return tr("Its {pixels} on {images} become:", pixels=counted, images=words.counted(images, "image"))


def ask_replacement(document: Document, one: LabelClass, parent: QWidget) -> int | None:
    """Ask; the id that takes the pixels over (``VOID`` too), or ``None`` when the person thinks better of it."""
    return _answer(DeleteClassDialog(document, one, parent))


def ask_merge(document: Document, one: LabelClass, parent: QWidget) -> int | None:
    """Ask for the class that ``one`` becomes part of; its id, or ``None``."""
    return _answer(DeleteClassDialog(document, one, parent, merge=True))


def _answer(dialog: DeleteClassDialog) -> int | None:
    accepted = dialog.exec()
    chosen = dialog.replacement
    dialog.deleteLater()
    return chosen if accepted else None


class DeleteClassDialog(QDialog):
    """Delete a class (void or another class for its pixels), or with ``merge`` make it part of another class."""

    def __init__(self, document: Document, one: LabelClass, parent: QWidget, merge: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("class.merge.dialog" if merge else "class.delete.dialog")
        self.setWindowTitle(tr("Merge classes") if merge else tr("Delete class"))
        self._merge = merge
        pixels, images = pixels_of(document, one.id)
        self._choice = self._make_choice(document, one)
        self._choice.setVisible(merge or pixels > 0)
        quoted = f"\N{LEFT DOUBLE QUOTATION MARK}{one.name}\N{RIGHT DOUBLE QUOTATION MARK}"
        asked = tr("Merge {name} into another class?") if merge else tr("Delete {name}?")
        title = named(QLabel(asked.format(name=quoted), self), "class.delete.title")
        title.setProperty("heading", True)
        title.setWordWrap(True)
        text = named(QLabel(question(pixels, images), self), "class.delete.text")
        text.setWordWrap(True)
        note = quiet_label(tr("Undo on an image brings its pixels and the class back."), "class.delete.note", self)
        note.setVisible(pixels > 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for widget in (title, text, self._choice, note):
            column.addWidget(widget)
        column.addSpacing(GRID)
        column.addWidget(self._make_buttons())
        self.setMinimumWidth(40 * GRID)

    def _make_choice(self, document: Document, one: LabelClass) -> QComboBox:
        choice = named(QComboBox(self), "class.delete.choice", tr("What its pixels become"))
        if not self._merge:
            choice.addItem(tr("void (not labelled)"), VOID)
        for other in document.classes:
            if other.id != one.id:
                choice.addItem(swatch_icon(other.screen_color, self.palette()), other.name, other.id)
        return choice

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        text = tr("Merge") if self._merge else tr("Delete class")
        accept = buttons.addButton(text, QDialogButtonBox.ButtonRole.AcceptRole)
        accept.setObjectName("class.delete.accept")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    @property
    def replacement(self) -> int:
        """The id that the pixels become."""
        return int(self._choice.currentData())
