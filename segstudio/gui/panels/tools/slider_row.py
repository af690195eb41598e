"""One number with a slider and a field, and how a brush's diameter lies on a slider. Owns its widgets only."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QSlider, QSpinBox, QWidget

from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr
from segstudio.gui.panels.tools.options import number_field

SMALLEST, LARGEST = 1, 500
_STEPS = 1000


def size_at(position: int) -> int:
    """The diameter in px at a slider position 0..1000: equal distances are equal factors."""
    return round(SMALLEST * math.pow(LARGEST / SMALLEST, position / _STEPS))


def position_of(size: float) -> int:
    """The slider position of a diameter in px."""
    bounded = min(float(LARGEST), max(float(SMALLEST), size))
    return round(_STEPS * math.log(bounded / SMALLEST) / math.log(LARGEST / SMALLEST))


class SliderRow:
    """Label, slider and field of one number; ``choose(number)`` is called when a person changes it."""

    def __init__(
        self, panel: QWidget, name: str, title: str, tip: str, field_title: str, field: QSpinBox,
        choose: Callable[[int], object], position_of: Callable[[int], int] = int, value_at: Callable[[int], int] = int,
    ) -> None:  # fmt: skip
        self._title, self._tip, self._position_of, self._value_at = title, tip, position_of, value_at
        self.label = quiet_label(title, f"tool.{name}.label", panel)
        self.label.setWordWrap(False)
        self.field = number_field(named(field, f"tool.{name}.number", field_title), 8 * GRID)
        highest = position_of(field.maximum())
        self.slider = named(QSlider(Qt.Orientation.Horizontal, panel), f"tool.{name}.slider", title)
        QWidget.setTabOrder(self.slider, self.field)  # as they stand, though the field was made first
        self.slider.setMaximum(highest)
        self.slider.setPageStep(highest // 20)
        self.slider.valueChanged.connect(lambda position: choose(value_at(position)))
        self.field.valueChanged.connect(choose)

    def show(self, value: int) -> None:
        """Show a value without calling ``choose``. The slider stays if its position stands for the same value."""
        with QSignalBlocker(self.field), QSignalBlocker(self.slider):
            self.field.setValue(value)
            if self._value_at(self.slider.value()) != value:
                self.slider.setValue(self._position_of(value))

    def show_keys(self, keys: str) -> None:
        """Set the tooltips, with ``keys`` behind the title."""
        for control in (self.slider, self.field):
            control.setToolTip(in_lines(f"{self._title}{keys}\n{self._tip}"))


def both(first: str, second: str) -> str:
    """ " (first and second)", or of one key, or nothing."""
    found = tr(" and ").join(key for key in (first, second) if key)
    return f" ({found})" if found else ""
