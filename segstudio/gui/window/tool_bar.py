"""The row of buttons at the top: tools and undo at the left, export at the right. Owns its own widgets only."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolBar, QWidget

from segstudio.gui.actions.action_table import TOOLBAR
from segstudio.gui.actions.actions import Actions
from segstudio.gui.look.icons import SIZE
from segstudio.gui.look.words import tr


class ToolBar(QToolBar):
    """Always there while a project is open, at its one place."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(tr("Tools"), parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(SIZE, SIZE))
        actions.fill_toolbar(self, TOOLBAR)
        gap = QWidget(self)
        gap.setObjectName("toolbar_gap")
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        actions.fill_toolbar(self, ("file.export",))
        export = self.widgetForAction(actions["file.export"])
        export.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggleViewAction().setEnabled(False)
