"""Making and filling boxes of widgets in one call. Knows Qt only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QBoxLayout, QFrame, QLayout, QPushButton, QScrollArea, QWidget

from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID

Box = TypeVar("Box", bound=QBoxLayout)
Item = QWidget | QLayout | int
FRAME = QSize(4 * GRID, 8 * GRID)


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


def push_button(name: str, text: str, tip: str, slot: Callable[[], object], parent: QWidget) -> QPushButton:
    """A button that calls ``slot``; Enter elsewhere in a dialog does not press it."""
    button = named(QPushButton(text, parent, autoDefault=False), name, text, tip)
    button.clicked.connect(lambda: slot())
    return button


def scrolled(body: QWidget, name: str, title: str) -> QScrollArea:
    """``body`` in a frame that scrolls where it is smaller than the body needs."""
    area = named(QScrollArea(), name, title)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(body)
    return area


def fit_screen(window: QWidget, wanted: QSize) -> None:
    """Give a window a size that its screen has room for, with the frame that the system draws around it."""
    window.resize(wanted.boundedTo(window.screen().availableSize() - FRAME))
