"""What all panels of the window share: their name, and icons that follow the theme. Knows no document."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from segstudio.gui.look.icons import icon


class Panel(QWidget):
    """A named part of the window."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: dict[object, Callable[[], object]] = {}
        self.setObjectName(name)
        self.setAccessibleName(title)

    def give_icon(self, set_icon: Callable[[QIcon], object], glyph: str) -> None:
        """Set an icon now, and again in its new colour whenever the theme changes."""
        self._drawn[set_icon] = lambda: set_icon(icon(glyph, self.palette()))
        self._drawn[set_icon]()

    def follow_theme(self, draw: Callable[[], object]) -> None:
        """Draw now, and again whenever the theme changes."""
        self._drawn[draw] = draw
        draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw again in the colours of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for draw in getattr(self, "_drawn", {}).values():  # the first change may come before there are any
                draw()
