"""Levels: the histogram of the image, what is shown black and white, gamma, and one channel alone.

Owns its widgets only; ``document.display`` keeps what was chosen. A view: what is learnt from stays the same.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.document.display import is_rgb
from segstudio.gui.document.document import Document
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import quiet_label, small
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr
from segstudio.gui.panels.tools.level_handles import LevelHandles
from segstudio.gui.panels.tools.options import number_field
from segstudio.gui.pixels.levels import BRIGHTEST, Histogram, Levels, histogram
from segstudio.gui.pixels.window_level import digits
from segstudio.project.images.channels import COLORS, Color
from segstudio.project.images.reading import ImageData

_LARGEST = 3.5e38  # larger than every float32
VIEW_ONLY = "A view only: what is learnt from, painted by and exported stays the same."
Wanted = tuple[ImageData, int | None]


class LevelsPanel(Panel):
    """``channel``: the one that the numbers are of, ``None``: all. In RGB it is the one that is shown alone."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__("levels.panel", tr("Levels"), parent)
        self._document, self._display = document, document.display
        self._asked: Wanted | None = None
        self._edited: int | None = None  # of channels without a colour
        self.handles = LevelHandles(self)
        self.handles.chosen.connect(self._choose)
        self.colors = {channel: self._color_button(channel) for channel in (None, 0, 1, 2)}
        self.channels = named(QComboBox(self), "levels.channel", tr("Channel"))
        self.channels.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        tip = tr("Each channel has levels of its own; those of all come after.")
        self.channels.setToolTip(in_lines(f"{tr('Channel')}\n{tip}"))
        self.channels.activated.connect(self._on_channel)
        self.low = self._number("low", tr("Black"), tr("This value and lower ones are shown black."))
        self.gamma = self._number("gamma", tr("Gamma"), tr("Above 1: what lies between black and white is brighter."))
        self.gamma.setRange(1 / BRIGHTEST, BRIGHTEST)
        self.gamma.setDecimals(2)
        self.gamma.setSingleStep(0.1)
        self.high = self._number("high", tr("White"), tr("This value and higher ones are shown white."))
        auto = tr("Black and white at the darkest and brightest half per cent; again: the full range.")
        self.auto = self._button("auto", tr("Auto"), auto, lambda: self._display.auto_levels(self.channel))
        again = tr("Black, white and gamma as at first.")
        self.again = self._button("reset", tr("Reset"), again, lambda: self._display.reset_levels(self.channel))
        self.same = named(QCheckBox(tr("Same for all images"), self), "levels.same", tr("Same contrast for all images"))
        self.same.setToolTip(in_lines(tr("Keep these levels when another image is shown.")))
        self.same.clicked.connect(self._display.toggle_keep_window)
        for box in (self.low, self.gamma, self.high):
            box.valueChanged.connect(partial(self._on_number, box))
        self._lay_out()
        document.image_loaded.connect(self._on_image)
        document.current_changed.connect(self._on_image)
        document.window_changed.connect(self._on_levels)
        self._on_image()

    # ---- building -------------------------------------------------------------------------------------------

    def _color_button(self, channel: int | None) -> QToolButton:
        names = {None: tr("All"), 0: tr("Red"), 1: tr("Green"), 2: tr("Blue")}
        titles = {None: tr("All colours"), 0: tr("Red only"), 1: tr("Green only"), 2: tr("Blue only")}
        button = named(QToolButton(self), f"levels.only.{'all' if channel is None else channel}", titles[channel])
        button.setText(names[channel])
        button.setFont(small(button.font()))
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setAutoRaise(True)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        told = tr("Show this channel alone, in grey.") if channel is not None else tr("Show the image in its colours.")
        button.setToolTip(in_lines(f"{titles[channel]}\n{told} {tr(VIEW_ONLY)}"))
        button.clicked.connect(partial(self._display.show_only, channel))
        return button

    def _number(self, name: str, title: str, tip: str) -> QDoubleSpinBox:
        box = number_field(QDoubleSpinBox(self, minimum=-_LARGEST, maximum=_LARGEST), 7 * GRID)
        named(box, f"levels.{name}", title, f"{title}\n{tip} {tr(VIEW_ONLY)}")
        box.setFont(small(box.font()))
        box.setMinimumWidth(5 * GRID)
        box.setMaximumWidth(16 * GRID)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        return box

    def _button(self, name: str, text: str, tip: str, act: Any) -> QPushButton:
        button = named(QPushButton(text, self), f"levels.{name}", text, f"{text}\n{tip} {tr(VIEW_ONLY)}")
        button.clicked.connect(lambda: act())
        return button

    def _lay_out(self) -> None:
        numbers = QGridLayout()
        numbers.setHorizontalSpacing(GRID // 2)
        numbers.setVerticalSpacing(2)
        for column, box in enumerate((self.low, self.gamma, self.high)):
            label = quiet_label(box.accessibleName(), f"{box.objectName()}.label", self)
            label.setWordWrap(False)
            label.setBuddy(box)
            numbers.addWidget(label, 0, column)
            numbers.addWidget(box, 1, column)
            numbers.setColumnStretch(column, 1)
        fill(
            QVBoxLayout(self),
            fill(QHBoxLayout(), *((button, 1) for button in self.colors.values()), spacing=0),
            self.channels,
            self.handles,
            numbers,
            fill(QHBoxLayout(), (self.auto, 1), (self.again, 1), spacing=GRID // 2),
            self.same,
            1,
            margins=(GRID, GRID // 2, GRID, GRID // 2),
        )

    # ---- following the document -----------------------------------------------------------------------------

    @property
    def channel(self) -> int | None:
        """The one that the numbers are of, ``None``: all."""
        image = self._document.image
        return self._edited if image is not None and image.windows else self._display.only

    def _on_image(self) -> None:
        image = self._document.image
        names = image.names if image is not None else ()
        for button in self.colors.values():
            button.setVisible(is_rgb(image))
        if names != tuple(self.channels.itemText(at) for at in range(1, self.channels.count())):
            self._edited = None
            self.channels.clear()
            self.channels.addItems([tr("All, scaled to 0..255"), *names])
        self.channels.setVisible(bool(names))
        for control in (self.handles, self.low, self.gamma, self.high, self.auto, self.again, self.same):
            control.setEnabled(image is not None)
        self._on_levels()

    def _on_channel(self, index: int) -> None:
        self._edited = index - 1 if index > 0 else None
        self._on_levels()

    def _on_levels(self) -> None:
        self._ask()
        channel, levels = self.channel, self._display.levels_of(self.channel)
        self.colors[self._display.only].setChecked(True)
        places = 0 if self._least() == 1.0 else max(1, digits(levels.low, levels.high))
        for box, value in ((self.low, levels.low), (self.high, levels.high), (self.gamma, levels.gamma)):
            with QSignalBlocker(box):
                if box is not self.gamma:
                    box.setDecimals(places)
                box.setValue(value)
        with QSignalBlocker(self.channels):
            self.channels.setCurrentIndex(0 if channel is None else channel + 1)
        self.same.setChecked(self._display.keep_window)
        self.handles.show_levels(levels, self._least())

    def _least(self) -> float:
        """How near to each other black and white may be: one whole number, or a thousandth of a per cent."""
        image, levels = self._document.image, self._display.levels_of(self.channel)
        if image is None or image.pixels.dtype.kind != "f" or (image.windows and self.channel is None):
            return 1.0
        return max(1e-5 * (levels.high - levels.low), 1e-6 * max(abs(levels.low), abs(levels.high), 1e-30))

    def _choose(self, levels: Levels) -> None:
        self._display.set_levels(levels, self.channel)

    def _on_number(self, box: QDoubleSpinBox, value: float) -> None:
        levels, least = self._display.levels_of(self.channel), self._least()
        if box is self.low:
            levels = replace(levels, low=min(value, levels.high - least))
        elif box is self.high:
            levels = replace(levels, high=max(value, levels.low + least))
        else:
            levels = replace(levels, gamma=value)
        if levels.sound:
            self._choose(levels)
        self._on_levels()  # what was typed may be out of bounds

    # ---- the histogram --------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """A hidden panel computes nothing."""
        super().showEvent(event)
        self._ask()

    def _ask(self) -> None:
        image = self._document.image
        wanted = None if image is None else (image, self.channel)
        if not self.isVisible():
            self._asked = None  # holds no image
            return
        if wanted == self._asked:
            return
        self._asked = wanted
        text = (
            tr("Reading the values") if image is not None else tr("Open an image to see the histogram of its values.")
        )
        self.handles.show_histogram(None, text)
        if wanted is not None:
            done = partial(self._on_found, wanted)
            self._document.background.submit(_histogram_of, *wanted, done=done, owner=self)

    def _on_found(self, wanted: Wanted, found: Histogram | None) -> None:
        if wanted == self._asked:
            image, channel = wanted
            colors: tuple[Color, ...] = ()
            if channel is None and image.windows:
                colors = tuple(one.color for one in self._display.channels.of(len(image.windows)))
            elif is_rgb(image) and channel is None:
                colors = COLORS[:3]
            self.handles.show_histogram(found, tr("No value of this image is a number."), colors)


def _histogram_of(image: ImageData, channel: int | None) -> Histogram | None:
    """Of the values as stored; of channels together, of the bytes that each is scaled to. Not on the GUI thread."""
    if image.windows:
        return histogram(image.shown_channels() if channel is None else image.stored[..., channel])
    return histogram(image.pixels if channel is None else image.pixels[..., channel])
