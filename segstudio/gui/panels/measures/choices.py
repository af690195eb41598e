"""The two rows of choices above the table of measurements. Owns widgets only; the panel does what is chosen."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSpinBox, QToolButton, QVBoxLayout, QWidget

from segstudio.gui.jobs.preparation import LABELS, PREDICTIONS
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import quiet_label, swatch_icon
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import counted, in_lines, menu_text, tr
from segstudio.labels.classes import ClassTable
from segstudio.labels.objects import MOST_DIAMETER, Parting
from segstudio.measures.tables import CLASSES, IMAGES, REGIONS

_WHAT = {LABELS: "Labels", PREDICTIONS: "Predictions"}
_ROWS = {REGIONS: "Regions", IMAGES: "Classes of each image", CLASSES: "Classes"}
_FIRST_DIAMETER = 20  # px
_WIDEST, _GROWS = 20 * GRID, 100  # px of a box, and how much sooner than the empty space it gets them
_MOST_AREA = 999_999_999  # px
_PART = (
    "Split touching objects\nRegions in which several objects of this class touch are split into single objects. "
    "Lines on the image show where. Exports of objects can use the same."
)
_DIAMETER = (
    "Smallest diameter\nOf an object of this class, in pixels: no two objects begin closer to each other than this."
)


class MeasureChoices(Panel):
    """Signals: ``asked``: Measure was pressed; ``what_changed``, ``rows_chosen``, ``filter_changed``,
    ``parting_changed``: another choice."""

    asked = Signal()
    what_changed = Signal()
    rows_chosen = Signal()
    filter_changed = Signal()
    parting_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("measures.choices", tr("What to measure"), parent)
        self._what = self._box(
            "what", tr("What is measured"), tr("What\nPredictions are made first where they are owed.")
        )
        for key, text in _WHAT.items():
            self._what.addItem(tr(text), key)
        self._rows = self._box(
            "rows", tr("Rows of the table"), tr("Rows\nOne for each region, image and class, or class.")
        )
        for key, text in _ROWS.items():
            self._rows.addItem(tr(text), key)
        self._class = self._box("class", tr("Class that is shown"), tr("Class\nShow only rows of this class."))
        tip = tr("Size\nShow only regions with at least, and at most, so many pixels.")
        self._least = self._number("least", tr("Smallest area in pixels"), tip, tr("any"))
        self._most = self._number("most", tr("Largest area in pixels"), tip, tr("any"))
        self._part = self._box("part", tr("Class whose touching objects are split"), tr(_PART))
        self._diameter = self._number("diameter", tr("Smallest diameter in pixels"), tr(_DIAMETER), "")
        self._diameter.setRange(1, MOST_DIAMETER)
        self._diameter.setValue(_FIRST_DIAMETER)
        self._found = quiet_label("", "measures.found", self)
        self._found.setWordWrap(False)
        self.go = named(QPushButton(tr("Measure"), self), "measures.go")
        copy = tr("Copy\nThe rows as they are shown, for a spreadsheet; of several selected ones only these.")
        self.copy = self._button("copy", "content-copy", copy)
        self.save = self._button(
            "save", "content-save-outline", tr("Save as CSV\nThe rows as they are shown, in a file.")
        )
        self._lay_out()
        self.go.clicked.connect(self.asked)
        self._what.currentIndexChanged.connect(self.what_changed)
        self._rows.currentIndexChanged.connect(self.rows_chosen)
        for box in (self._class.currentIndexChanged, self._least.valueChanged, self._most.valueChanged):
            box.connect(self.filter_changed)
        self._part.currentIndexChanged.connect(self.parting_changed)
        self._diameter.valueChanged.connect(self.parting_changed)

    def _lay_out(self) -> None:
        def words(text: str, name: str) -> QLabel:
            return named(QLabel(text, self), f"measures.{name}.title")

        size = words(tr("Size"), "size"), self._least, words(tr("to"), "to"), self._most
        boxes = ((box, _GROWS) for box in (self._what, self._rows, self._class))
        first = fill(QHBoxLayout(), *boxes, *size, 1, self.copy, self.save, self.go)
        which = words(tr("Split touching objects of"), "part"), (self._part, _GROWS)
        part = *which, words(tr("from"), "diameter"), self._diameter
        fill(QVBoxLayout(self), first, fill(QHBoxLayout(), *part, (self._found, 1), 1), spacing=GRID // 2)

    def _box(self, name: str, title: str, tip: str) -> QComboBox:
        box = named(QComboBox(self), f"measures.{name}", title, tip)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(3)  # where the window is narrow: nothing of the row may be out of sight
        box.setMaximumWidth(_WIDEST)
        return box

    def _number(self, name: str, title: str, tip: str, special: str) -> QSpinBox:
        field = named(QSpinBox(self), f"measures.{name}", title, tip)
        field.setRange(0, _MOST_AREA)
        field.setSuffix(tr(" px"))
        field.setSpecialValueText(special)
        field.setKeyboardTracking(False)
        field.setFixedWidth(12 * GRID)
        return field

    def _button(self, name: str, glyph: str, tip: str) -> QToolButton:
        button = named(QToolButton(self, autoRaise=True), f"measures.{name}", tip.split("\n")[0], tip)
        button.setIconSize(QSize(2 * GRID, 2 * GRID))
        self.give_icon(button.setIcon, glyph)
        return button

    # ---- what is chosen -------------------------------------------------------------------------------------------

    def what(self) -> str:
        """LABELS or PREDICTIONS."""
        return str(self._what.currentData())

    def rows(self) -> str:
        """The name of a table."""
        return str(self._rows.currentData())

    def class_id(self) -> int | None:
        """The class that is shown; ``None``: all."""
        found: int | None = self._class.currentData()
        return found

    def sizes(self) -> tuple[float, float]:
        """Least and most pixels of a region."""
        return float(self._least.value()), float(self._most.value() or math.inf)

    def parting(self) -> Parting:
        """The class whose touching objects are split, with the smallest diameter; or nothing."""
        id: int | None = self._part.currentData()
        return {} if id is None else {id: float(self._diameter.value())}

    # ---- what is shown --------------------------------------------------------------------------------------------

    def show_classes(self, classes: ClassTable) -> None:
        """Offer these classes; what was chosen stays where it still is there."""
        for box, none in ((self._class, tr("All classes")), (self._part, tr("no class"))):
            chosen = box.currentData()
            box.blockSignals(True)
            box.clear()
            box.addItem(none, None)
            for row in classes:
                box.addItem(swatch_icon(row.screen_color, self.palette()), menu_text(row.name), row.id)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.blockSignals(False)
            if box.currentData() != chosen:
                box.currentIndexChanged.emit(0)
        self._diameter.setEnabled(self._part.currentData() is not None)

    def forget_filters(self) -> None:
        """Another project was opened: sizes and class of the one before would leave rows of it out."""
        for chosen in (self._least, self._most):
            chosen.setValue(0)
        self._class.setCurrentIndex(0)

    def show_parting(self, parting: Parting) -> None:
        """Another project was opened: nothing is parted in it."""
        if not parting and self._part.currentIndex() > 0:
            self._part.setCurrentIndex(0)
        self._diameter.setEnabled(bool(parting))

    def show_found(self, objects: int | None) -> None:
        """How many objects of the parted class the current image has."""
        text = "" if objects is None else tr("{objects} in this image", objects=counted(objects, "object"))
        self._found.setText(text)

    def allow(self, why_not: str, measured: bool) -> None:
        """Whether Measure can be pressed (or why not), and whether there is something to copy and to save."""
        self.go.setEnabled(not why_not)
        self.go.setToolTip(in_lines(why_not or tr("Measure\nCount and measure in all images, in the background.")))
        self.copy.setEnabled(measured)
        self.save.setEnabled(measured)
        for field in (self._least, self._most):
            field.setEnabled(self.rows() == REGIONS)
