"""Where painting is allowed, below the classes: a box for what may be painted over, a switch and a range of values.

Owns its widgets only. Each of them shows, and changes, its own part of the document's paint rule and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.document.rule_words import in_short, limits
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import quiet_label, small, swatch_icon
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr
from segstudio.gui.pixels.window_level import Window, digits
from segstudio.labels.classes import Color
from segstudio.labels.rules import PaintRule

_LARGEST = 3.5e38  # larger than every float32


class RuleBox(QWidget):
    """``box``: which labels may be painted over; ``values``: the range of image values that may."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("paint.rules")
        self._document = document
        self._keys: Callable[[str], str] = lambda _action: ""
        self.box = named(QComboBox(self), "paint.rule", tr("Paint over"))
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(6)
        self.box.setPlaceholderText(tr("Nothing"))
        self._rows: list[tuple[int, str, Color]] = []
        self.values = ValuesRow(document, self)
        label = quiet_label(tr("Paint over"), "paint.rule.label", self)
        label.setWordWrap(False)
        label.setBuddy(self.box)
        over = fill(QHBoxLayout(), label, (self.box, 1), self.values.switch)
        fill(QVBoxLayout(self), self.values, over, spacing=GRID // 2, margins=(GRID, 0, GRID, GRID))
        self.box.activated.connect(self._on_chosen)
        for signal in (document.classes_changed, document.rule_changed, document.project_changed):
            signal.connect(self.refresh)
        document.image_loaded.connect(self._show_tip)  # brightness or value
        self.refresh()

    def show_keys(self, keys: Callable[[str], str]) -> None:
        """Name the keys of actions (``keys(action id)``) in the tooltips."""
        self._keys = keys
        self.values.show_keys(keys)
        self._show_tip()

    def _on_chosen(self) -> None:
        chosen, rule = self.box.currentData(), self._document.rule.value
        self._document.rule.set(replace(rule, only_void=chosen.only_void, only_class=chosen.only_class))

    def refresh(self) -> None:
        """Show the rule; "Nothing" if no row is for it."""
        rows = [(one.id, one.name, one.screen_color) for one in self._document.classes]
        if rows != self._rows or not self.box.count():  # classes that were only hidden or locked change no row
            self._rows = rows
            self.box.clear()
            self.box.addItem(tr("Anything"), PaintRule())
            self.box.addItem(tr("Only void"), PaintRule(only_void=True))
            for id, name, color in rows:
                icon = swatch_icon(color, self.palette())
                self.box.addItem(icon, tr("Only {name}", name=name), PaintRule(only_class=id))
        now = replace(self._document.rule.value, intensity=None, selection=None)
        rules = (self.box.itemData(at) for at in range(self.box.count()))
        self.box.setCurrentIndex(next((at for at, rule in enumerate(rules) if rule == now), -1))
        self.box.setEnabled(self._document.project is not None)
        self._show_tip()

    def _show_tip(self) -> None:
        only = self._keys("label.only_void")
        title = tr("Paint over ({key}: only void)", key=only) if only else tr("Paint over")
        tip = f"{title}\n{tr('Which pixels the tools may change; never those of locked classes.')}"
        now = in_short(limits(self._document.rule.value, self._document.classes, self._document.rule.in_color))
        self.box.setToolTip(in_lines(f"{tip}\n{tr('Now: {limits}', limits=now)}" if now else tip))


class ValuesRow(QWidget):
    """The two ends of the range, in values as they are stored; of a colour image, its brightness.

    Hidden while there is no range. ``switch`` is shown outside of it.
    """

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("paint.values")
        self._document = document
        self._keys: Callable[[str], str] = lambda _action: ""
        self.switch = named(QCheckBox(tr("Values"), parent), "paint.values.switch")
        self.switch.setFont(small(self.switch.font()))
        self.low = self._number("paint.values.low", tr("Lowest value that is painted over"))
        self.high = self._number("paint.values.high", tr("Highest value that is painted over"))
        self.title = quiet_label(tr("Only values"), "paint.values.title", self)
        self.title.setWordWrap(False)
        to = quiet_label(tr("to"), "paint.values.to", self)
        to.setWordWrap(False)
        fill(QHBoxLayout(self), self.title, (self.low, 1), to, (self.high, 1), spacing=GRID // 2)
        self.switch.clicked.connect(self._on_switch)
        self.low.valueChanged.connect(self._on_low)
        self.high.valueChanged.connect(self._on_high)
        for signal in (document.rule_changed, document.image_loaded, document.project_changed):
            signal.connect(self.refresh)
        self.refresh()

    def _number(self, name: str, title: str) -> QDoubleSpinBox:
        box = named(QDoubleSpinBox(self, minimum=-_LARGEST, maximum=_LARGEST), name, title)
        box.setFont(small(box.font()))
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        box.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        box.setKeyboardTracking(False)
        box.setMinimumWidth(6 * GRID)  # its own would have room for the widest number
        box.setMinimumHeight(3 * GRID)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return box

    def show_keys(self, keys: Callable[[str], str]) -> None:
        """Name the keys of actions (``keys(action id)``) in the tooltips."""
        self._keys = keys
        self._show_tips()

    def _on_switch(self) -> None:
        self._document.rule.toggle_values()
        self.refresh()  # also if the rule did not change

    def _on_low(self, value: float) -> None:
        _, high = self._range()
        self._document.rule.limit_values(value, max(value, high))

    def _on_high(self, value: float) -> None:
        low, _ = self._range()
        self._document.rule.limit_values(min(low, value), value)

    def _range(self) -> Window:
        """The range that is or was last painted over; before the first one, the display range of the image."""
        image = self._document.image
        return self._document.rule.last_values or (image.window if image is not None else (0.0, 255.0))

    def refresh(self) -> None:
        """Show the rule's range without changing it."""
        document, (low, high) = self._document, self._range()
        on = document.rule.value.intensity is not None
        self.switch.setChecked(on)
        self.switch.setEnabled(on or document.image is not None)
        self.switch.setText(tr("Brightness") if document.rule.in_color else tr("Values"))
        self.title.setText(tr("Only brightness") if document.rule.in_color else tr("Only values"))
        decimals = digits(low, high)
        for box, value in ((self.low, low), (self.high, high)):
            with QSignalBlocker(box):
                box.setDecimals(decimals)
                box.setValue(value)
        self.setVisible(on)
        self._show_tips()

    def _show_tips(self) -> None:
        """Say what the numbers are and how to take them from the image."""
        here = self._keys("label.values_here")
        title = tr("Only values from .. to ..")
        lines = [tr("Every tool changes only pixels whose value, as stored, lies in this range.")]
        if self._document.rule.in_color:
            lines = [tr("Every tool changes only pixels whose brightness lies in this range."),
                     tr("Brightness is 0.299 red + 0.587 green + 0.114 blue.")]  # fmt: skip
        if here:
            lines.append(tr("{key} takes the range from the pixel under the pointer.", key=here))
        for part in (self.switch, self.low, self.high):
            part.setToolTip(in_lines("\n".join((title, *lines))))
