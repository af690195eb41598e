"""Which values of an image are learnt from as black and as white: by each image itself, or the same for many.

A view only changes what is seen; this changes what is learnt from, predicted from and scored. Modal, changes nothing
until *OK*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.document.document import Document
from segstudio.gui.look.layouts import fill, tab_as_read
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import counted, in_lines, tr, value_range
from segstudio.project.images.ranges import HOUNSFIELD, Range
from segstudio.project.images.reading import ImageData
from segstudio.project.project import ImageEntry

_LIMIT = 1e12
_WHAT_FOR = (
    "The network sees numbers from 0 to 1. Choose which values of the file become 0 and 1. Where values mean the same "
    "in every image, as Hounsfield units do, all images need the same two. Brightness and contrast of the screen are "
    "another matter."
)


class ValuesDialog(QDialog):
    """``entry`` with its ``image``; ``images``: all of the project. ``chosen``: the images with their new ranges."""

    def __init__(self, entry: ImageEntry, image: ImageData, images: Sequence[ImageEntry], parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "values_dialog", tr("Values"))
        self.setWindowTitle(tr("Values of {name}", name=entry.title))
        self.setMinimumWidth(460)
        self._sets = [(tr("this image"), [entry])]
        stack = [one for one in images if entry.stack and one.stack == entry.stack]
        if len(stack) > 1:
            self._sets.append((tr("its stack ({images})", images=counted(len(stack), "image")), stack))
        if len(images) > 1:
            self._sets.append((tr("all images ({images})", images=counted(len(images), "image")), list(images)))
        self._window = image.window
        self._build(entry, image, 1 if len(stack) > 1 else 0)
        self._first = self.low.value(), self.high.value()  # the boxes round

    def _build(self, entry: ImageEntry, image: ImageData, first: int) -> None:
        told = QLabel(tr(_WHAT_FOR), self, wordWrap=True)
        self.itself = named(QRadioButton(tr("By each image itself"), self), "values.itself")
        self.shared = named(QRadioButton(tr("From"), self), "values.shared")
        self.itself.setToolTip(
            in_lines(tr("8 bits: 0 to 255. More: without the darkest and the brightest half per cent."))
        )
        low, high = (image.windows or (image.window,))[0]
        self.low, self.high = self._number("low", tr("Becomes 0"), low), self._number("high", tr("Becomes 1"), high)
        self.hounsfield = named(QRadioButton(tr("Hounsfield units ({range})", range=value_range(HOUNSFIELD)), self),
                                "values.hounsfield")  # fmt: skip
        chosen = self.itself if entry.values is None else self.shared
        (self.hounsfield if entry.values == HOUNSFIELD else chosen).setChecked(True)
        numbers = fill(QHBoxLayout(), self.shared, self.low, QLabel(tr("to"), self), (self.high, 1), spacing=8)
        self.goal = named(QComboBox(self), "values.goal", tr("Images"))
        self.goal.addItems([words for words, _ in self._sets])
        self.goal.setCurrentIndex(first)
        form = QFormLayout()
        form.addRow(tr("For"), self.goal)
        self.problem = named(QLabel(self, wordWrap=True), "values.problem")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        for radio in (self.itself, self.shared, self.hounsfield):
            radio.toggled.connect(self._on_changed)
        fill(QVBoxLayout(self), told, self.itself, self.hounsfield, numbers, form, self.problem, buttons,
             spacing=12, margins=(12, 12, 12, 12))  # fmt: skip
        tab_as_read(self)
        self._on_changed()

    def _number(self, name: str, tip: str, value: float) -> QDoubleSpinBox:
        box = named(QDoubleSpinBox(self), f"values.{name}", tip, tip)
        box.setRange(-_LIMIT, _LIMIT)
        box.setDecimals(0 if float(value).is_integer() and abs(value) >= 10 else 4)
        box.setValue(value)
        box.valueChanged.connect(self._on_changed)
        return box

    def _on_changed(self, *_: object) -> None:
        for box in (self.low, self.high):
            box.setEnabled(self.shared.isChecked())
        wrong = self.shared.isChecked() and self.low.value() >= self.high.value()
        self.problem.setText(tr("The first value must be lower than the second.") if wrong else "")
        self.problem.setVisible(wrong)
        self.ok.setEnabled(not wrong)

    @property
    def values(self) -> Range | None:
        """What was chosen; ``None``: by each image itself."""
        if self.itself.isChecked():
            return None
        if self.hounsfield.isChecked():
            return HOUNSFIELD
        found = self.low.value(), self.high.value()
        return self._window if found == self._first else found

    @property
    def chosen(self) -> list[ImageEntry]:
        """The images whose range changes, as they are then."""
        images = self._sets[self.goal.currentIndex()][1]
        return [replace(one, values=self.values) for one in images if one.values != self.values]


class Values(QObject):
    """The slots named ``values.*`` in the table of actions."""

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("values")
        self._document, self._window = document, window

    def why_not(self) -> str:
        """Why it cannot be done now; empty when it can."""
        project = self._document.project
        if project is None or self._document.image is None:
            return tr("Open an image first.")
        if self._document.image.windows:
            return tr("Each channel is scaled by its own darkest and brightest values.")
        return tr("The project folder is read-only.") if project.read_only else ""

    def ask(self) -> None:
        """Ask for the range of values and store it."""
        entry, image = self._document.entry, self._document.image
        if entry is None or image is None:
            return
        dialog = ValuesDialog(entry, image, self._document.images, self._window)
        if dialog.exec() and dialog.chosen:
            self.put(dialog.chosen)
        dialog.deleteLater()

    def put(self, images: Sequence[ImageEntry]) -> None:
        """Store new ranges, and say what follows from it."""
        project = self._document.project
        if project is None:
            return
        self._document.image_list.change_values(images)
        values = images[0].values
        words = tr("each image by itself") if values is None else value_range(values)
        told = tr("{images} learnt from as {range} now.", images=counted(len(images), "image"), range=words)
        if project.current_run is not None:
            told += " " + tr("Train again: the network learnt from the values as they were.")
        self._document.notice.emit(told)
