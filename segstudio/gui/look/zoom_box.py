"""The zoom in percent: a box to read it from and to type or choose another. Knows no canvas."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import tabular
from segstudio.gui.look.words import tr

OFFERED = (10, 25, 50, 100, 200, 400, 800, 1600)
LETTERS = 7  # "119.3 %"


class ZoomBox(QComboBox):
    """Signals: ``chosen(zoom)``: screen pixels per image pixel; ``fit``: the whole image."""

    chosen = Signal(float)
    fit = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        tip = tr("Zoom\nScreen pixels for each pixel of the image, in percent. Type a number, or choose one.")
        named(self, "zoom", tr("Zoom in percent"), tip)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFont(tabular(self.font()))
        self.setMinimumContentsLength(LETTERS)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItem(tr("Fit"), 0)
        for percent in OFFERED:
            self.addItem(f"{percent} %", percent)
        self._zoom = 1.0
        line = self.lineEdit()
        assert line is not None
        named(line, "zoom.edit", tr("Zoom in percent"), tip)
        line.returnPressed.connect(self._on_typed)
        line.editingFinished.connect(self._show)
        self.activated.connect(self._on_chosen)

    def show_zoom(self, zoom: float) -> None:
        """Show a zoom, unless another is being typed."""
        self._zoom = zoom
        line = self.lineEdit()
        if line is not None and not line.hasFocus():
            self._show()

    def _show(self) -> None:
        percent = f"{100 * self._zoom:.1f}".removesuffix(".0")  # read again it is the same zoom
        self.setEditText(f"{percent} %")

    def _on_chosen(self, at: int) -> None:
        percent = self.itemData(at)
        if percent:
            self.chosen.emit(percent / 100)
        else:
            self.fit.emit()
        self._show()

    def _on_typed(self) -> None:
        found = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*%?\s*", self.currentText())
        percent = float(found.group(1).replace(",", ".")) if found else 0.0
        if percent > 0:
            self.chosen.emit(percent / 100)
        self._show()
