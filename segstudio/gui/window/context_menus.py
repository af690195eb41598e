"""Menus of the right button: on the image, a class, a dock's title, the tool bar. They hold actions of the table only.

Owns the menus; what is done is the actions', which say themselves whether they can be done now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from segstudio.gui.actions.action_table import SEPARATOR
from segstudio.gui.actions.actions import Actions
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import tr
from segstudio.gui.panels.classes.panel import ClassPanel
from segstudio.gui.window.commands import Commands
from segstudio.gui.window.docks import Docks

IMAGE = (
    "label.undo", "label.redo", SEPARATOR,
    "prediction.accept_region", "prediction.reject_region", "prediction.relabel_region", SEPARATOR,
    "view.labels", "view.prediction", "view.both", "view.difference", SEPARATOR,
    "view.fit", "view.one_to_one", "view.void_hatch", "view.contour", "view.auto_window", SEPARATOR,
    "image.flag", "image.done", "image.note", "image.properties", SEPARATOR,
    "view.right_menu",
)  # fmt: skip
CLASS = (
    "class.rename", "class.recolor", SEPARATOR, "class.hide", "class.lock", "class.isolate", SEPARATOR,
    "class.merge", "class.delete", SEPARATOR, "class.add",
)  # fmt: skip
BARS = (
    "view.left_column", "view.right_column", "view.full_screen", "view.reset_layout", SEPARATOR,
    "help.edit_keys", "help.palette",
)  # fmt: skip


class ContextMenus(QObject):
    """Opens them where they are asked for. ``open_image``: the slot of the action with the key of such menus."""

    def __init__(
        self, actions: Actions, commands: Commands, canvas: Canvas, classes: ClassPanel, docks: Docks,
        bars: Sequence[QWidget], parent: QWidget
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("context_menus")
        self._actions, self._commands, self._canvas, self._window = actions, commands, canvas, parent
        canvas.input.open_menu = lambda at: self._open_image_at(at.toPoint())
        self._offer(classes.list, lambda at: CLASS if classes.list.indexAt(at).isValid() else ("class.add",))
        for bar in bars:
            self._offer(bar, lambda _at: BARS)
        panels = (*(f"view.{name}" for name, _ in docks.states()), SEPARATOR, "view.reset_layout")
        for name, _ in docks.states():
            title = docks[name].titleBarWidget()
            if title is not None:
                self._offer(title, lambda _at: panels)

    def _offer(self, part: QWidget, rows: Callable[[QPoint], Sequence[str]]) -> None:
        part.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        part.customContextMenuRequested.connect(lambda at: self._popup(part, at, rows(at)))

    def _popup(self, part: QWidget, at: QPoint, rows: Sequence[str]) -> QMenu:
        menu = named(QMenu(part), "context.menu", tr("Menu"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for row in rows:
            if row == SEPARATOR:
                menu.addSeparator()
            else:
                menu.addAction(self._actions[row])
        menu.popup(part.mapToGlobal(at))
        return menu

    def open_image(self) -> None:
        """The menu of the image, by a key: at the pointer, else in its middle."""
        at = self._canvas.mapFromGlobal(self._canvas.cursor().pos())
        self._open_image_at(at if self._canvas.rect().contains(at) else self._canvas.rect().center())

    def _open_image_at(self, at: QPoint) -> None:
        self._commands.pin(self._canvas.transform.pixel_at(at.x(), at.y()))  # the pointer leaves the image for the menu
        menu = self._popup(self._canvas, at, IMAGE)
        # An action is done after its menu is hidden.
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self, lambda: self._commands.pin(None)))
