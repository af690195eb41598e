"""The docks: curves, scores and features as tabs at the bottom, history at the right, closed until they are asked for.

A panel is built when its dock is first seen: the window opens sooner, and pyqtgraph is imported only for curves.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from segstudio.gui.look.dock_title import DockTitle
from segstudio.gui.look.qt_names import name_parts
from segstudio.gui.look.words import tr
from segstudio.gui.window.panels import Panel, Parts

WIDTH = 200  # of a dock at the side
LOWEST, SHARE = 248, 3  # pixels, and which part of the height a dock takes when it is opened first


class Docks(QObject):
    """A dock for each row of ``panels``, by name; ``parts`` is what the rows make their panels of.

    Signals:
        changed: a dock was opened or closed.
    """

    changed = Signal()

    def __init__(self, window: QMainWindow, panels: Sequence[Panel], parts: Parts) -> None:
        super().__init__(window)
        self.setObjectName("docks")
        self._window, self._parts = window, parts
        self._rows = {row.name: row for row in panels}
        self._panels: dict[str, QWidget] = {}
        self._docks: dict[str, QDockWidget] = {}
        for name, row in self._rows.items():
            dock = QDockWidget(tr(row.title), window)
            dock.setObjectName(f"dock_{name}")
            dock.setAccessibleName(tr("Panel {name}", name=dock.windowTitle()))
            dock.setTitleBarWidget(DockTitle(dock))
            below = [other for key, other in self._docks.items() if not self._rows[key].aside]
            area = Qt.DockWidgetArea.RightDockWidgetArea if row.aside else Qt.DockWidgetArea.BottomDockWidgetArea
            window.addDockWidget(area, dock)
            if below and not row.aside:
                window.tabifyDockWidget(below[0], dock)
            self._docks[name] = dock
        self.close_all()
        for dock in self._docks.values():  # only now: a dock that is being made is not one that is looked at
            dock.visibilityChanged.connect(self._on_visibility)

    def panel(self, name: str) -> QWidget:
        """The panel of a dock, built now if it was not yet."""
        if name not in self._panels:
            self._panels[name] = self._rows[name].build(self._parts)
            self._docks[name].setWidget(self._panels[name])
            name_parts(self._panels[name])
        return self._panels[name]

    def __getitem__(self, name: str) -> QDockWidget:
        return self._docks[name]

    def shown(self) -> frozenset[str]:
        """The docks that are open, in front or behind another tab."""
        return frozenset(name for name, is_open in self.states() if is_open)

    def states(self) -> tuple[tuple[str, bool], ...]:
        """Each dock and whether it is open."""
        return tuple((name, not dock.isHidden()) for name, dock in self._docks.items())

    def toggle(self, name: str) -> None:
        """Open a dock and bring it in front, or close it when it is in front already."""
        dock = self._docks[name]
        if not dock.isHidden() and not dock.visibleRegion().isEmpty():
            dock.hide()
            return
        first = all(self._rows[other].aside for other in self.shown())
        self.panel(name)
        dock.show()
        dock.raise_()
        if self._rows[name].aside and not dock.isFloating():
            self._window.resizeDocks([dock], [WIDTH], Qt.Orientation.Horizontal)
        elif first and not dock.isFloating():
            self._window.resizeDocks([dock], [max(LOWEST, self._window.height() // SHARE)], Qt.Orientation.Vertical)

    def close_all(self) -> None:
        """Close every dock."""
        for dock in self._docks.values():
            dock.hide()

    def _on_visibility(self) -> None:
        for name in self.shown():  # also a dock that a remembered state brought back
            self.panel(name)
        QTimer.singleShot(0, self._window, partial(name_parts, self._window))  # a row of tabs may be new
        self.changed.emit()
