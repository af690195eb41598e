"""Icons: one set (Material Design, outline weight) in the colours of the palette in use. Knows no action."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType

from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QApplication

SIZE = 20
RESOURCES = Path(__file__).parents[3] / "resources"
SET = "mdi6"
_OPENGL = ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets")


def _import_icons() -> ModuleType:
    """qtawesome, without the OpenGL that its qtpy would fetch if it is there: some MB that nothing here uses."""
    untouched = [name for name in _OPENGL if name not in sys.modules]
    for name in untouched:
        sys.modules[name] = None  # type: ignore[assignment]  # importing it raises ModuleNotFoundError
    try:
        return importlib.import_module("qtawesome")
    finally:
        for name in untouched:
            del sys.modules[name]


qtawesome = _import_icons()


@cache
def _draw() -> Callable[..., QIcon]:
    """qtawesome's ``icon`` with the one set in use: by itself it would load a dozen fonts, 10 MB of them unused."""
    rows = [row for row in getattr(qtawesome, "_BUNDLED_FONTS", ()) if row[0] == SET]
    draw: Callable[..., QIcon] = qtawesome.IconicFont(*rows).icon if rows else qtawesome.icon
    return draw


@lru_cache(maxsize=512)
def _made(name: str, color: str, disabled: str) -> QIcon:
    return _draw()(f"{SET}.{name}", color=color, color_disabled=disabled)


def program_icon() -> QIcon:
    """The program's own: of its windows, in the list of tasks, in About."""
    return QIcon(str(RESOURCES / "segstudio.svg"))


def icon(name: str, palette: QPalette | None = None, role: QPalette.ColorRole = QPalette.ColorRole.WindowText) -> QIcon:
    """The icon ``name`` of the set, drawn as vectors, so it is crisp at any scaling. An empty name is an empty icon.

    Ask again after a ``PaletteChange`` event: an icon keeps the colour it was made with.
    """
    if not name:
        return QIcon()
    palette = palette if palette is not None else QApplication.palette()
    color = palette.color(QPalette.ColorGroup.Active, role).name()
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText).name()
    return _made(name, color, disabled)
