"""The sliders under the canvas that go through the planes of a stack, one for each axis, and the overview of a file
that opens in tiles; hidden where there is neither.

Knows the document; which image a slider means is ``project.stacks``'.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSlider, QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import tr
from segstudio.gui.panels.images.overview import Overview
from segstudio.project.project import ImageEntry
from segstudio.project.stacks.stack import Stack, StackAxis, stack_of

_NAMES = {"Z": "Slice", "T": "Time", "C": "Channel"}
_MAIN = "Z"  # the axis that keys and wheel step along first


class StackBar(QWidget):
    """One row for each axis of the stack of the current image: its slider and "z 12 of 30"."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "stack_bar", tr("Planes of this stack"))
        self._document = document
        self._stack: Stack | None = None
        self._images: tuple[ImageEntry, ...] = ()  # of which it was made
        self._name = ""
        self._axis = ""  # the letter of the axis that was stepped along last
        self.sliders: dict[str, QSlider] = {}
        self._words: dict[str, QLabel] = {}
        self.overview = Overview(document, self)
        self._place = named(QLabel(self), "tile_words", tr("Tile"))
        self._rows = QGridLayout()
        fill(QHBoxLayout(self), self.overview, self._place, (self._rows, 1), margins=(16, 4, 16, 4), spacing=12)
        self._rows.setHorizontalSpacing(12)
        self._rows.setVerticalSpacing(2)
        self._rows.setColumnStretch(0, 1)
        document.current_changed.connect(self._on_current)
        document.images_changed.connect(self._on_current)
        document.project_changed.connect(self._on_current)
        document.current.read_ahead_too(self._ahead)
        self.hide()

    # ---- what is shown --------------------------------------------------------------------------------------------

    def _on_current(self) -> None:
        entry = self._document.entry
        images, name = self._document.images, entry.stack if entry is not None else ""
        if images is not self._images or name != self._name:
            self._images, self._name = images, name
            self._stack = stack_of(images, entry) if entry is not None else None
            self._build(self._stack.axes if self._stack is not None else ())
        axes = self._stack.axes if self._stack is not None else ()
        tiles = self._stack.tiles(entry) if self._stack is not None and entry is not None else {}
        self.overview.show_tiles(entry, tiles)
        self._place.setText(self.overview.words)
        self._place.setVisible(bool(tiles))
        if self._stack is not None and entry is not None:
            for axis in axes:
                slider, step = self.sliders[axis.letter], self._stack.step_of(entry, axis)
                blocked = slider.blockSignals(True)
                slider.setValue(step)
                slider.blockSignals(blocked)
                self._tell(axis, step)
        self.setVisible(bool(axes or tiles))

    def _build(self, axes: tuple[StackAxis, ...]) -> None:
        for widget in (*self.sliders.values(), *self._words.values()):
            self._rows.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.sliders, self._words = {}, {}
        for row, axis in enumerate(axes):
            title = tr(_NAMES.get(axis.letter, "Plane"))
            slider = QSlider(Qt.Orientation.Horizontal, self)
            tip = f"{title}\n" + tr("Alt+wheel and the page keys on the image step along the axis that was moved last.")
            self.sliders[axis.letter] = named(slider, f"stack_{axis.letter.lower()}", title, tip)
            slider.setRange(0, len(axis.steps) - 1)
            slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            slider.valueChanged.connect(partial(self._go, axis))
            words = named(QLabel(self), f"stack_{axis.letter.lower()}_words", title)
            widest = words.fontMetrics().horizontalAdvance(_of(axis, len(axis.steps) - 1))
            words.setMinimumWidth(widest)  # nothing moves when the number gets longer
            self._words[axis.letter] = words
            self._rows.addWidget(slider, row, 0)
            self._rows.addWidget(words, row, 1)

    def _tell(self, axis: StackAxis, step: int) -> None:
        self._words[axis.letter].setText(_of(axis, step))

    # ---- going ----------------------------------------------------------------------------------------------------

    def _go(self, axis: StackAxis, step: int) -> None:
        """Open the image at ``step`` of an axis; only the newest of many is read."""
        entry = self._document.entry
        if self._stack is not None and entry is not None:
            self._axis = axis.letter
            self._document.current.select(self._stack.moved(entry, axis, step).id)

    def step(self, steps: int) -> None:
        """Go some planes further along the axis that was used last, at first along the slices."""
        axis = self._main()
        if axis is not None:
            slider = self.sliders[axis.letter]
            slider.setValue(max(0, min(slider.maximum(), slider.value() + steps)))

    def before(self) -> ImageEntry | None:
        """The plane before the current one along the axis that was used last; ``None``: there is none."""
        entry, axis = self._document.entry, self._main()
        if self._stack is None or entry is None or axis is None:
            return None
        step = self._stack.step_of(entry, axis)
        return self._stack.moved(entry, axis, step - 1) if step > 0 else None

    def why_not(self) -> str:
        """Why there is no plane to step to; empty: there is."""
        if self.overview.isVisibleTo(self):
            return "" if self._main() is not None else tr("A file in tiles: go with Ctrl and the arrow keys.")
        return "" if self._main() is not None else tr("This image is not part of a stack.")

    def _main(self) -> StackAxis | None:
        """The axis to step along."""
        axes = self._stack.axes if self._stack is not None else ()
        by_letter = {axis.letter: axis for axis in axes}
        return by_letter.get(self._axis) or by_letter.get(_MAIN) or next(iter(axes), None)

    def _ahead(self, entry: ImageEntry) -> list[ImageEntry]:
        """The planes that are probably shown next."""
        axis = self._main()
        here = self._stack is not None and any(one.id == entry.id for one in self._stack.images)
        return self._stack.neighbours(entry, axis) if here and axis is not None and self._stack is not None else []


def _of(axis: StackAxis, step: int) -> str:
    """Where one is: "z 12 of 30", counted from 1."""
    return tr("{axis} {at} of {count}", axis=axis.letter.lower(), at=axis.steps[step] + 1, count=axis.count)
