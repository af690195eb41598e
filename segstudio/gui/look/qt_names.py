"""Names of widgets, also of parts that Qt makes by itself: lists that pop up, headers of tables, rows of tabs.

Screen readers and tests find a part by its name; a part that Qt makes has none, or only Qt's own.
"""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QComboBox, QHeaderView, QTabBar, QTableView, QWidget

from segstudio.gui.look.words import tr

Part = TypeVar("Part", bound=QWidget)


def named(widget: Part, name: str, title: str = "", tip: str = "") -> Part:
    """``widget`` with its object name, its accessible name and its tooltip."""
    widget.setObjectName(name)
    widget.setAccessibleName(title)
    widget.setToolTip(tip)
    return widget


def name_parts(root: QWidget) -> None:
    """Name what Qt made inside ``root`` after the control that it belongs to."""
    for box in root.findChildren(QComboBox):
        _name(box.view(), f"{box.objectName()}.list", tr("Choices of {control}", control=box.accessibleName()))
    for table in root.findChildren(QTableView):
        for header, name, title in _headers(table):
            _name(header, f"{table.objectName()}.{name}", f"{table.accessibleName()}, {title}")
    for tabs in root.findChildren(QTabBar):
        _name(tabs, "dock_tabs", tr("Open panels"))


def _headers(table: QTableView) -> tuple[tuple[QHeaderView, str, str], ...]:
    return (
        (table.horizontalHeader(), "columns", tr("columns")),
        (table.verticalHeader(), "rows", tr("rows")),
    )


def _name(part: QWidget, name: str, title: str) -> None:
    part.setObjectName(name)
    part.setAccessibleName(title)
