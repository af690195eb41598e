"""Making and filling boxes of widgets in one call. Knows Qt only."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QFormLayout, QGridLayout, QLayout, QPushButton, QScrollArea, QWidget

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
    area.setProperty("scrolled", True)  # for its frame while it has the keyboard
    area.setWidgetResizable(True)
    area.setWidget(body)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    # a stop of Tab, for the keys that scroll, only where there is more than is seen
    keys = {True: Qt.FocusPolicy.TabFocus, False: Qt.FocusPolicy.NoFocus}
    area.verticalScrollBar().rangeChanged.connect(lambda low, high: area.setFocusPolicy(keys[high > low]))
    return area


def tab_as_read(window: QWidget) -> None:
    """Let Tab go through what is in the layouts of ``window`` as it is read, in whatever order it was made."""
    stops = [one for one in _as_read(window) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _as_read(part: QWidget) -> list[QWidget]:
    """A widget and what is in it: rows from the top, each from the left."""
    inside = part.widget() if isinstance(part, QScrollArea) else None
    layout = part.layout()
    found = [] if layout is None else _in_layout(layout)
    return [part, *(found if inside is None else _as_read(inside))]


def _in_layout(layout: QLayout) -> list[QWidget]:
    order = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        order.sort(key=lambda at: cast(tuple[int, int, int, int], layout.getItemPosition(at)))
    elif isinstance(layout, QFormLayout):
        # by the row; a name comes before its field
        order.sort(key=lambda at: cast(tuple[int, object], layout.getItemPosition(at))[0])
    found: list[QWidget] = []
    for at in order:
        item = layout.itemAt(at)
        if item is not None and (widget := item.widget()) is not None:
            found += _as_read(widget)
        elif item is not None and (inner := item.layout()) is not None:
            found += _in_layout(inner)
    return found


def fit_screen(window: QWidget, wanted: QSize) -> None:
    """Give a window a size that its screen has room for, with the frame that the system draws around it."""
    window.resize(wanted.boundedTo(window.screen().availableSize() - FRAME))
