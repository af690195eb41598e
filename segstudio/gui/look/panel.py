"""What all panels of the window share: their name, and icons that follow the theme. Knows no document."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from segstudio.gui.look.icons import icon

SetIcon = Callable[[QIcon], object]


class Panel(QWidget):
    """A named part of the window."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons: list[tuple[SetIcon, str]] = []
        self._drawn: list[Callable[[], object]] = []
        self.setObjectName(name)
        self.setAccessibleName(title)

    def give_icon(self, set_icon: SetIcon, glyph: str) -> None:
        """Set an icon now, and again in its new colour whenever the theme changes."""
        self._icons = [row for row in self._icons if row[0] != set_icon]
        self._icons.append((set_icon, glyph))
        set_icon(icon(glyph, self.palette()))

    def follow_theme(self, draw: Callable[[], object]) -> None:
        """Draw now, and again whenever the theme changes."""
        self._drawn.append(draw)
        draw()

    def changeEvent(self, event: QEvent) -> None:
        """Light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for set_icon, glyph in getattr(self, "_icons", []):  # the first change may come before there are any
                set_icon(icon(glyph, self.palette()))
            for draw in getattr(self, "_drawn", []):
                draw()
