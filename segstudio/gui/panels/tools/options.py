"""The options of the current tool in one line, made from the rows in the tool's file. Owns its widgets only."""

from __future__ import annotations

from functools import partial
from typing import TypeVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QWidget

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.document.document import Document
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.qt_names import name_parts, named
from segstudio.gui.look.theme import GRID, tabular
from segstudio.gui.look.words import tr

Field = TypeVar("Field", bound=QAbstractSpinBox)


def number_field(box: Field, width: int) -> Field:
    """A box for a number with digits of one width at the right, and without buttons."""
    box.setFont(tabular(box.font()))
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
    box.setKeyboardTracking(False)
    box.setFixedWidth(width)
    box.setMinimumHeight(3 * GRID)
    return box


class ToolOptions(QWidget):
    """Empty while the current tool has no options."""

    def __init__(self, document: Document, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tool.options")
        self._document, self._toolbox = document, canvas.toolbox
        self._fields: dict[str, QWidget] = {}
        self._row = fill(QHBoxLayout(self), spacing=GRID, margins=(0, 0, GRID, 0))
        canvas.toolbox.tool_changed.connect(self._on_tool)
        canvas.toolbox.options.changed.connect(self._on_option)
        document.image_loaded.connect(self._on_image)
        self._on_tool()

    def _on_tool(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        self._fields = {}
        for option in self._toolbox.tool.options:
            self._add(option)
        self._allow()
        name_parts(self)

    def _add(self, option: Option) -> None:
        title, name = tr(option.title), f"tool.option.{option.name}"
        field = self._fields[option.name] = named(self._made(option), name, title, f"{title}\n{tr(option.tip)}")
        if not isinstance(field, QCheckBox):
            label = quiet_label(title, f"{name}.label", self)
            label.setWordWrap(False)
            label.setBuddy(field)
            self._row.addWidget(label)
        self._row.addWidget(field)
        self._show(option.name)

    def _made(self, option: Option) -> QWidget:
        put = partial(self._toolbox.options.set, option.name)
        if option.choices:
            choices = QComboBox(self)
            choices.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choices.setMinimumContentsLength(12)
            for value, title in option.choices:
                choices.addItem(tr(title), value)
            choices.activated.connect(lambda index: put(choices.itemData(index)))
            return choices
        if isinstance(option.default, bool):
            switch = QCheckBox(tr(option.title), self)
            switch.toggled.connect(put)
            return switch
        box = QDoubleSpinBox(self, minimum=option.low, maximum=option.high, suffix=option.unit)
        box.setDecimals(self._decimals(option))
        box.valueChanged.connect(put)
        return number_field(box, 10 * GRID)

    def _decimals(self, option: Option) -> int:
        image = self._document.image
        fractions = option.of_image and image is not None and image.pixels.dtype.kind == "f"
        return 4 if fractions else option.decimals

    def _on_image(self) -> None:
        for option in self._toolbox.tool.options:
            field = self._fields.get(option.name)
            if isinstance(field, QDoubleSpinBox) and option.of_image:
                field.setDecimals(self._decimals(option))

    def _on_option(self, name: str) -> None:
        if name in self._fields:
            self._show(name)
            self._allow()

    def _allow(self) -> None:
        """Disable options that do nothing with the value of another one."""
        for option in self._toolbox.tool.options:
            other, values = option.used_with
            if other and option.name in self._fields:
                self._fields[option.name].setEnabled(self._toolbox.options[other] in values)

    def _show(self, name: str) -> None:
        field, value = self._fields[name], self._toolbox.options[name]
        with QSignalBlocker(field):
            if isinstance(field, QComboBox):
                field.setCurrentIndex(field.findData(value))
            elif isinstance(field, QCheckBox):
                field.setChecked(bool(value))
            elif isinstance(field, QDoubleSpinBox):
                field.setValue(float(value))
