"""Icons: one set (Material Design, outline weight) in the colours of the worn palette. Knows no action."""

from __future__ import annotations

from functools import lru_cache

import qtawesome
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QApplication

SIZE = 20


@lru_cache(maxsize=512)
def _made(name: str, color: str, disabled: str) -> QIcon:
    return qtawesome.icon(f"mdi6.{name}", color=color, color_disabled=disabled)


def icon(name: str, palette: QPalette | None = None, role: QPalette.ColorRole = QPalette.ColorRole.WindowText) -> QIcon:
    """The icon ``name`` of the set, drawn as vectors, so it is crisp at any scaling. An empty name is an empty icon.

    Ask again after a ``PaletteChange`` event: an icon keeps the colour it was made with.
    """
    if not name:
        return QIcon()
    worn = palette if palette is not None else QApplication.palette()
    color = worn.color(QPalette.ColorGroup.Active, role).name()
    disabled = worn.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText).name()
    return _made(name, color, disabled)
