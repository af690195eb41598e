"""The options of the tools: a row for each, written in its tool's file, and their current values. QtCore only."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

Value = float | bool | str


@dataclass(frozen=True)
class Option:
    """One row. ``choices`` (value, text) make a list, a boolean ``default`` a switch, anything else is a number."""

    name: str  # "wand.tolerance"
    title: str
    tip: str
    default: Value
    low: float = 0.0
    high: float = 100.0
    decimals: int = 0
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    of_image: bool = False  # a value of the image: as many decimals as its pixels have
    used_with: tuple[str, tuple[Value, ...]] = ("", ())  # another option, and its values with which this one matters

    def checked(self, value: Value) -> Value:
        """The nearest value that this option can have; the default instead of what is no number or no choice."""
        if self.choices:
            return value if value in [choice for choice, _ in self.choices] else self.default
        if isinstance(self.default, bool):
            return bool(value)
        if not isinstance(value, int | float) or math.isnan(value):
            return self.default
        return min(max(float(value), self.low), self.high)


class OptionValues(QObject):
    """The current value of each option. ``changed(name)``: one has another value."""

    changed = Signal(str)

    def __init__(self, rows: Iterable[Option], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = {row.name: row for row in rows}
        self._values = {name: row.default for name, row in self._rows.items()}

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def number(self, name: str) -> float:
        """The value of a number."""
        return float(self._values[name])

    def set(self, name: str, value: Value) -> None:
        """Change a value; it is brought into the option's bounds."""
        value = self._rows[name].checked(value)
        if value != self._values[name]:
            self._values[name] = value
            self.changed.emit(name)

    def values(self) -> dict[str, Value]:
        """The values to remember: all but those that belong to one image."""
        return {name: value for name, value in self._values.items() if not self._rows[name].of_image}

    def restore(self, values: Mapping[str, Value]) -> None:
        """Set remembered values; unknown names are ignored."""
        for name, value in values.items():
            if name in self._rows:
                self.set(name, value)
