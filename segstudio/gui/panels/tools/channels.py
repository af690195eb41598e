"""A chip for each channel of the current image: a click shows or hides it, its menu has the colours.

Owns its widgets only; ``document.display.channels`` keeps what was chosen.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QGridLayout, QMenu, QSizePolicy, QToolButton, QWidget

from segstudio.gui.document.channel_view import NAMED_COLORS
from segstudio.gui.document.document import Document
from segstudio.gui.look.painted import small, swatch_icon
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import menu_text, tr, window_title

NUMBERS, NAMES = 4, 2  # chips in a row
_TIP = "A click shows or hides it, a right click chooses its colour. What is learnt from stays the same."


class ChannelChips(QWidget):
    """Hidden where the image is grey or RGB."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "channels", tr("Channels"))
        self._document = document
        self._names: tuple[str, ...] = ()
        self._made: list[QToolButton] = []  # kept for the next image
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GRID // 2)
        document.image_loaded.connect(self._on_image)
        document.window_changed.connect(self._on_colors)
        self._on_image()

    @property
    def chips(self) -> list[QToolButton]:
        """One for each channel of the image."""
        return self._made[: len(self._names)]

    def _on_image(self) -> None:
        image = self._document.image
        self._names = image.names if image is not None else ()
        while len(self._made) < len(self._names):
            self._made.append(self._chip(len(self._made)))
        for number, chip in enumerate(self._made):
            self._grid.removeWidget(chip)
            chip.setVisible(number < len(self._names))
        columns = NUMBERS if all(name.isdecimal() for name in self._names) else NAMES
        for number, (chip, name) in enumerate(zip(self.chips, self._names, strict=True)):
            self._grid.addWidget(chip, number // columns, number % columns)
            title = tr("Show channel {name}", name=name)
            named(chip, chip.objectName(), title, f"{title}\n{tr(_TIP)}")
            chip.setText(menu_text(name))
        self._on_colors()
        self.setVisible(bool(self._names))

    def _chip(self, number: int) -> QToolButton:
        chip = named(QToolButton(self), f"channels.{number + 1}")
        chip.setFont(small(chip.font()))
        chip.setCheckable(True)
        chip.setAutoRaise(True)
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chip.customContextMenuRequested.connect(partial(self._on_menu, number))
        chip.toggled.connect(partial(self._on_toggled, number))
        return chip

    def _on_toggled(self, number: int, on: bool) -> None:
        self._document.display.channels.show(len(self._names), number, on)

    def _on_colors(self) -> None:
        shown = self._document.display.channels.of(len(self._names))
        for chip, one in zip(self.chips, shown, strict=True):
            with QSignalBlocker(chip):
                chip.setChecked(one.on)
            chip.setIcon(swatch_icon(one.color, self.palette()))

    def _on_menu(self, number: int, where: QPoint) -> None:
        self.menu(number).popup(self._made[number].mapToGlobal(where))

    def menu(self, number: int) -> QMenu:
        """The menu of a channel; it deletes itself when closed."""
        view, count = self._document.display.channels, len(self._names)
        menu = named(QMenu(self), "channels.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for title, color in NAMED_COLORS.items():
            action = menu.addAction(swatch_icon(color, self.palette()), tr(title))
            action.setObjectName(f"channels.color.{title.lower()}")
            action.triggered.connect(partial(view.color, count, number, color))
        self._add(menu, "other", tr("Another colour..."), partial(self._choose, number))
        menu.addSeparator()
        self._add(menu, "only", tr("Only this channel"), partial(view.only, count, number))
        self._add(menu, "reset", tr("All channels as at first"), partial(view.reset, count))
        return menu

    def _add(self, menu: QMenu, name: str, text: str, act: partial[None]) -> None:
        action = menu.addAction(text)
        action.setObjectName(f"channels.{name}")
        action.triggered.connect(lambda: act())

    def _choose(self, number: int) -> None:
        view, count = self._document.display.channels, len(self._names)
        dialog = named(QColorDialog(QColor(*view.of(count)[number].color), self), "channels.color.dialog")
        dialog.setWindowTitle(window_title(tr("Colour of {name}", name=self._names[number])))
        if dialog.exec():
            chosen = dialog.selectedColor()
            color = chosen.red(), chosen.green(), chosen.blue()
            view.color(count, number, color)
        dialog.deleteLater()
