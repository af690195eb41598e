"""Filling boxes of widgets in one call. Knows Qt only."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from segstudio.gui.look.theme import GRID

Box = TypeVar("Box", bound=QBoxLayout)
Item = QWidget | QLayout | int


def fill(
    box: Box, *items: Item | tuple[Item, int], spacing: int = GRID, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> Box:
    """``box`` with ``items`` one after the other, each alone or with its stretch; a number is an empty stretch.
    ``margins``: left, top, right, bottom in px."""
    box.setSpacing(spacing)
    box.setContentsMargins(*margins)
    for entry in items:
        item, stretch = entry if isinstance(entry, tuple) else (entry, 0)
        if isinstance(item, int):
            box.addStretch(item)
        elif isinstance(item, QWidget):
            box.addWidget(item, stretch)
        else:
            box.addLayout(item, stretch)
    return box
