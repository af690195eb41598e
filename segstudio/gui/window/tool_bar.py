"""The row of buttons at the top: tools and undo at the left, export at the right. Owns its own widgets only."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from segstudio.gui.actions.actions import Actions
from segstudio.gui.look.icons import SIZE
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import tr


class ToolBar(QToolBar):
    """Always there while a project is open, at its one place."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(tr("Tools"), parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(SIZE, SIZE))
        *left, right = actions.table.tool_bar()
        for at, group in enumerate(left):
            if at:
                self.addSeparator()
            actions.fill_toolbar(self, group)
        gap = named(QWidget(self), "toolbar_gap")
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        actions.fill_toolbar(self, right)
        for row in right:
            button = self.widgetForAction(actions[row.id])
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggleViewAction().setEnabled(False)
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None:
            named(
                more, more.objectName(), tr("More tools"), tr("More tools\nThose for which the window is too narrow.")
            )
