"""The line above a dock: its name, float and close, in the colours of the theme. Knows no panel.

Qt draws the two buttons of its own title bar from fixed pictures that can hardly be seen on a dark ground.
"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QToolButton

from segstudio.gui.look.painted import heading
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr


class DockTitle(Panel):
    """The title bar of ``dock``; it is dragged by everything but the two buttons."""

    def __init__(self, dock: QDockWidget) -> None:
        name, title = dock.objectName(), dock.windowTitle()
        super().__init__(f"{name}.title", tr("Title of {panel}", panel=title), dock)
        self._dock = dock
        self.float = self._button(f"{name}.float", tr("Float {panel}", panel=title))
        self.close_button = self._button(f"{name}.close", tr("Close {panel}", panel=title))
        self.close_button.setToolTip(f"{tr('Close')}\n{tr('The View menu and its key open it again.')}")
        self.give_icon(self.close_button.setIcon, "close")
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID // 2, GRID // 2, 0)
        row.setSpacing(0)
        row.addWidget(heading(title, f"{name}.name", self), 1)
        row.addWidget(self.float)
        row.addWidget(self.close_button)
        self.float.clicked.connect(self._on_float)
        self.close_button.clicked.connect(dock.close)
        dock.topLevelChanged.connect(self._show_float)
        self._show_float(dock.isFloating())

    def _button(self, name: str, title: str) -> QToolButton:
        button = QToolButton(self, objectName=name, autoRaise=True)
        button.setAccessibleName(title)
        button.setIconSize(QSize(2 * GRID, 2 * GRID))
        return button

    def _on_float(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())

    def _show_float(self, floating: bool) -> None:
        self.give_icon(self.float.setIcon, "dock-window" if floating else "open-in-new")
        back = tr("Dock\nPut the panel back below the image.")
        self.float.setToolTip(back if floating else tr("Float\nMake the panel a window of its own."))
