"""What can be set about the tools: one row per option beside its tool, and the current values. Knows QtCore only."""

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
    used_with: tuple[str, tuple[Value, ...]] = ("", ())  # another option and those of its values that ask for this one

    def checked(self, value: Value) -> Value:
        """``value`` as this option can have it: the nearest number, the default for what is not a choice."""
        if self.choices:
            return value if value in [choice for choice, _ in self.choices] else self.default
        if isinstance(self.default, bool):
            return bool(value)
        if not isinstance(value, int | float) or math.isnan(value):
            return self.default
        return min(max(float(value), self.low), self.high)


class Options(QObject):
    """The values, by name.

    Signals: ``changed(name)``.
    """

    changed = Signal(str)

    def __init__(self, rows: Iterable[Option], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = {row.name: row for row in rows}
        self._values = {row.name: row.default for row in self._rows.values()}

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def number(self, name: str) -> float:
        """The value of a number."""
        return float(self._values[name])

    def set(self, name: str, value: Value) -> None:
        """Another value, brought into the option's bounds."""
        value = self._rows[name].checked(value)
        if value != self._values[name]:
            self._values[name] = value
            self.changed.emit(name)

    def values(self) -> dict[str, Value]:
        """Those that are worth remembering: not the ones that belong to one image."""
        return {name: value for name, value in self._values.items() if not self._rows[name].of_image}

    def restore(self, values: Mapping[str, Value]) -> None:
        """Take remembered values; those that no option can have are left out."""
        for name, value in values.items():
            if name in self._rows:
                self.set(name, value)
