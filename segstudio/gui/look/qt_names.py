"""Names of widgets, by which screen readers and tests find them, also of the parts that Qt makes without a name."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QMessageBox, QTabBar, QTableView, QWidget

from segstudio.gui.look.words import in_lines, tr

Part = TypeVar("Part", bound=QWidget)


def named(widget: Part, name: str, title: str = "", tip: str = "") -> Part:
    """``widget`` with its object name, its accessible name and its tooltip; its text is plain, not HTML."""
    if isinstance(widget, QLabel | QMessageBox):
        widget.setTextFormat(Qt.TextFormat.PlainText)
    widget.setObjectName(name)
    widget.setAccessibleName(title)
    widget.setToolTip(in_lines(tip))
    return widget


def name_parts(root: QWidget) -> None:
    """Name what Qt made inside ``root`` after the control that it belongs to."""
    for box in root.findChildren(QComboBox):
        named(box.view(), f"{box.objectName()}.list", tr("Choices of {control}", control=box.accessibleName()))
    for table in root.findChildren(QTableView):
        name, title = table.objectName(), table.accessibleName()
        named(table.horizontalHeader(), f"{name}.columns", f"{title}, {tr('columns')}")
        named(table.verticalHeader(), f"{name}.rows", f"{title}, {tr('rows')}")
    for tabs in root.findChildren(QTabBar):
        named(tabs, "dock_tabs", tr("Open panels"))


def add_choice(box: QComboBox, title: str, data: object, tip: str) -> None:
    """One more row of a box, with a tooltip of its own."""
    box.addItem(title, data)
    box.setItemData(box.count() - 1, in_lines(tip), Qt.ItemDataRole.ToolTipRole)
