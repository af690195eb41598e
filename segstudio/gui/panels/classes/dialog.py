"""The question before a class is deleted or merged: what its pixels become. Knows the document; changes nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.look import words
from segstudio.gui.look.layouts import fill, tab_as_read
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


def ask_replacement(document: Document, one: LabelClass, parent: QWidget, merge: bool) -> int | None:
    """Ask what the pixels of ``one`` become: an id (``VOID`` only without ``merge``), or ``None`` if cancelled."""
    dialog = DeleteClassDialog(document, one, parent, merge)
    accepted = dialog.exec()
    chosen = int(dialog.choice.currentData()) if accepted else None
    dialog.deleteLater()
    return chosen


class DeleteClassDialog(QDialog):
    """Delete a class (void or another class for its pixels), or with ``merge`` make it part of another class."""

    def __init__(self, document: Document, one: LabelClass, parent: QWidget, merge: bool) -> None:
        super().__init__(parent)
        self.setObjectName("class.merge.dialog" if merge else "class.delete.dialog")
        self.setWindowTitle(tr("Merge classes") if merge else tr("Delete class"))
        pixels, images = pixels_of(document, one.id)
        self.choice = named(QComboBox(self), "class.delete.choice", tr("What its pixels become"))
        if not merge:
            self.choice.addItem(tr("void (not labelled)"), VOID)
        for other in document.classes:
            if other.id != one.id:
                self.choice.addItem(swatch_icon(other.screen_color, self.palette()), other.name, other.id)
        self.choice.setVisible(merge or pixels > 0)
        asked = tr("Merge {name} into another class?") if merge else tr("Delete {name}?")
        title = named(QLabel(asked.format(name=words.quoted(one.name)), self), "class.delete.title")
        title.setProperty("heading", True)
        title.setWordWrap(True)
        text = named(QLabel(question(pixels, images), self), "class.delete.text")
        text.setWordWrap(True)
        kept = tr("Its number in files is not given again; the other classes keep theirs.")
        undo = tr("Undo on an image brings its pixels and the class back.") if pixels else ""
        note = quiet_label(f"{kept} {undo}".strip(), "class.delete.note", self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        does = tr("Merge") if merge else tr("Delete class")
        buttons.addButton(does, QDialogButtonBox.ButtonRole.AcceptRole).setObjectName("class.delete.accept")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = fill(
            QVBoxLayout(self), title, text, self.choice, note, margins=(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        )
        column.addSpacing(GRID)
        column.addWidget(buttons)
        tab_as_read(self)
        self.setMinimumWidth(40 * GRID)
