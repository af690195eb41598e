"""The docks: curves, scores, features, runs, measurements as tabs at the bottom, history at the right; closed at first.

A panel is built when its dock is first seen: the window opens sooner, and pyqtgraph is imported only for curves.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QToolButton, QWidget

from segstudio.gui.look.layouts import fill, scrolled
from segstudio.gui.look.painted import heading, quiet
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import name_parts, named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr
from segstudio.gui.window import panels

WIDTH = 200  # of a dock at the side
LOWEST, SHARE = 248, 3  # height of the first dock that is opened: at least px, and 1/SHARE of the window


class Dock(QDockWidget):
    """One that has a line around it while it floats: with a title bar of ours no system draws a frame."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line lies in the frame that Qt leaves around a floating dock."""
        super().paintEvent(event)
        if self.isFloating():
            painter = QPainter(self)
            painter.setPen(quiet(self.palette()))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.end()


class DockTitle(Panel):
    """The title bar of ``dock``: its name, float and close in the colours of the theme; dragged by all but the buttons.

    Qt draws the two buttons of its own title bar from fixed pictures that can hardly be seen on a dark ground.
    """

    def __init__(self, dock: QDockWidget) -> None:
        name, title = dock.objectName(), dock.windowTitle()
        super().__init__(f"{name}.title", tr("Title of {panel}", panel=title), dock)
        self.float = self._button(f"{name}.float", tr("Float {panel}", panel=title))
        self.close_button = self._button(f"{name}.close", tr("Close {panel}", panel=title))
        self.close_button.setToolTip(in_lines(f"{tr('Close')}\n{tr('Open it again from the View menu.')}"))
        self.give_icon(self.close_button.setIcon, "close")
        label = heading(title, f"{name}.name", self)
        margins = (GRID, GRID // 2, GRID // 2, 0)
        fill(QHBoxLayout(self), (label, 1), self.float, self.close_button, spacing=0, margins=margins)
        self.float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self.close_button.clicked.connect(dock.close)
        dock.topLevelChanged.connect(self._show_float)
        self._show_float(dock.isFloating())

    def _button(self, name: str, title: str) -> QToolButton:
        button = named(QToolButton(self, autoRaise=True), name, title)
        button.setIconSize(QSize(2 * GRID, 2 * GRID))
        return button

    def _show_float(self, floating: bool) -> None:
        self.give_icon(self.float.setIcon, "dock-window" if floating else "open-in-new")
        back = tr("Dock\nPut the panel back below the image.")
        self.float.setToolTip(in_lines(back if floating else tr("Float\nMake the panel a window of its own.")))


class Docks(QObject):
    """A dock for each of ``rows`` of the table of panels, by name; ``parts``: what the rows build their panels from.

    Signals:
        changed: a dock was opened or closed.
    """

    changed = Signal()

    def __init__(self, window: QMainWindow, rows: Sequence[panels.PanelRow], parts: panels.Parts) -> None:
        super().__init__(window)
        self.setObjectName("docks")
        self._window, self._parts = window, parts
        self._rows = {row.name: row for row in rows}
        self._panels: dict[str, QWidget] = {}
        self._docks: dict[str, QDockWidget] = {}
        self._away: frozenset[str] = frozenset()
        for name, row in self._rows.items():
            dock: QDockWidget = Dock(tr(row.title), window)
            dock.setObjectName(f"dock_{name}")
            dock.setAccessibleName(tr("Panel {name}", name=dock.windowTitle()))
            dock.setTitleBarWidget(DockTitle(dock))
            self._docks[name] = dock
        self.reset()
        for dock in self._docks.values():  # only now: building a dock also changes its visibility
            dock.visibilityChanged.connect(self._on_visibility)

    def reset(self) -> None:
        """Every dock at its first place, and closed."""
        below: list[QDockWidget] = []
        for name, dock in self._docks.items():
            dock.setFloating(False)
            if self._rows[name].aside:
                self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
                continue
            self._window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
            if below:
                self._window.tabifyDockWidget(below[0], dock)
            below.append(dock)
        self.close_all()

    def panel(self, name: str) -> QWidget:
        """The panel of a dock, built now if it was not yet."""
        if name not in self._panels:
            self._panels[name] = self._rows[name].build(self._parts)
            panel = self._panels[name]  # scrolled, so that its dock fits every window
            self._docks[name].setWidget(scrolled(panel, f"{panel.objectName()}.scroll", panel.accessibleName()))
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
        else:
            self.open(name)

    def open(self, name: str) -> None:
        """Open a dock and bring it in front."""
        dock = self._docks[name]
        first = all(self._rows[other].aside for other in self.shown())
        self.panel(name)
        dock.show()
        dock.raise_()
        if self._rows[name].aside and not dock.isFloating():
            self._window.resizeDocks([dock], [WIDTH], Qt.Orientation.Horizontal)
        elif first and not dock.isFloating():
            self._window.resizeDocks([dock], [max(LOWEST, self._window.height() // SHARE)], Qt.Orientation.Vertical)

    def put_away(self) -> None:
        """No project is open: close every dock until ``bring_back``."""
        self._away |= self.shown()
        self.close_all()

    def bring_back(self) -> None:
        """Open what was put away."""
        away, self._away = self._away, frozenset()
        for name in away:
            self._docks[name].show()

    def close_all(self) -> None:
        """Close every dock."""
        for dock in self._docks.values():
            dock.hide()

    def _on_visibility(self) -> None:
        for name in self.shown():  # also a dock that was restored from the settings
            self.panel(name)
        QTimer.singleShot(0, self._window, partial(name_parts, self._window))  # a row of tabs may be new
        self.changed.emit()
