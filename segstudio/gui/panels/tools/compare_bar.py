"""The row under the canvas while two views are compared: what is at the left and right, and in which way.

Owns its widgets only; ``canvas.compare`` keeps what was chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.canvas.sides import RUN, SIDES
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import add_choice, named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr

Titles = tuple[tuple[str, str], ...]  # of runs: name and title


class CompareBar(Panel):
    """Hidden while nothing is compared. ``runs()``: those whose predictions may be shown, the newest first."""

    def __init__(self, canvas: Canvas, runs: Callable[[], Titles]) -> None:
        super().__init__("compare.bar", tr("Compare views"))
        self._compare, self._runs = canvas.compare, runs
        self._listed: Titles | None = None
        self.choices = (self._box(0, "left", tr("Left view")), self._box(1, "right", tr("Right view")))
        swipe = tr(
            "Both on the same canvas; drag the grip at the foot of the line between them. Painting works on both."
        )
        beside = tr("The right view has a place of its own and moves with the left one, which is painted on.")
        self.swipe = self._way("swipe", tr("Swipe"), swipe, False)
        self.beside = self._way("beside", tr("Side by side"), beside, True)
        self.close_button = named(QToolButton(self, autoRaise=True), "compare.close", tr("End the comparison"))
        self.close_button.setToolTip(
            in_lines(f"{tr('End the comparison')}\n{tr('So does choosing a view, with Tab for one.')}")
        )
        self.give_icon(self.close_button.setIcon, "close")
        self.close_button.clicked.connect(lambda: self._compare.set_on(False))
        fill(
            QHBoxLayout(self), (self.choices[0], 1), 1, self.swipe, self.beside, 1, (self.choices[1], 1),
            self.close_button, margins=(GRID, GRID // 2, GRID, GRID // 2),
        )  # fmt: skip
        self._compare.changed.connect(self.follow)
        self.follow()

    def _box(self, side: int, name: str, title: str) -> QComboBox:
        box = named(QComboBox(self), f"compare.{name}", title)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(12)
        tip = tr("A run is shown as it predicted the image last; the other views are as they are now.")
        box.setToolTip(in_lines(f"{title}\n{tip}"))
        box.activated.connect(partial(self._on_chosen, side))
        return box

    def _way(self, name: str, text: str, tip: str, beside: bool) -> QToolButton:
        button = named(QToolButton(self, autoRaise=True), f"compare.{name}", text)
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setText(text)
        button.setToolTip(in_lines(f"{text}\n{tip}"))
        button.clicked.connect(lambda: self._compare.set_beside(beside))
        return button

    def _on_chosen(self, side: int, index: int) -> None:
        box = self.choices[side]
        self._compare.choose(side, box.itemData(index), box.itemData(index, Qt.ItemDataRole.UserRole + 1) or "")

    def refresh_runs(self) -> None:
        """There are other runs, or with other titles."""
        if self._compare.is_on and self._runs() != self._listed:
            self.follow()

    def follow(self) -> None:
        """Show what is compared."""
        self.setVisible(self._compare.is_on)
        if not self._compare.is_on:
            return
        if self._runs() != self._listed:
            self._listed = self._runs()
            for box in self.choices:
                self._list(box, self._listed)
        for box, side in zip(self.choices, self._compare.sides, strict=True):
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(side.what))
        (self.beside if self._compare.beside else self.swipe).setChecked(True)

    def _list(self, box: QComboBox, runs: Titles) -> None:
        box.clear()
        for what, view in SIDES.items():
            add_choice(box, tr(view.title), what, tr(view.tip))
        for name, title in runs:
            box.addItem(tr("Run {title}", title=title), RUN + name)
            box.setItemData(box.count() - 1, title, Qt.ItemDataRole.UserRole + 1)
