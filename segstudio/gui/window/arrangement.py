"""What of the window is shown and where: full screen, its two side columns, and the arrangement that it began with."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from segstudio.gui.look.settings import Settings
from segstudio.gui.window.docks import Docks
from segstudio.gui.window.layout import Columns


class Arrangement(QObject):
    """The slots named ``arrangement.*`` in the table of actions. Signal ``changed``."""

    changed = Signal()

    def __init__(
        self, settings: Settings, window: QMainWindow, columns: Columns, docks: Docks, left: QWidget, right: QWidget
    ) -> None:
        super().__init__(window)
        self.setObjectName("arrangement")
        self._settings, self._window, self._columns, self._docks = settings, window, columns, docks
        self._parts = {"left": left, "right": right}

    def states(self) -> tuple[tuple[str, bool], ...]:
        """The names of the actions with a tick, and whether they have it."""
        return (
            ("full_screen", self._window.isFullScreen()),
            ("left_column", self._settings.left_column),
            ("right_column", self._settings.right_column),
        )

    def show_columns(self, any_project: bool) -> None:
        """Show the side columns as the person wants them; without a project there are none."""
        self._parts["left"].setVisible(any_project and self._settings.left_column)
        self._parts["right"].setVisible(any_project and self._settings.right_column)

    def toggle_column(self, name: str) -> None:
        """Hide the "left" or "right" column, or show it again."""
        if name == "left":
            self._settings.left_column = not self._settings.left_column
        else:
            self._settings.right_column = not self._settings.right_column
        self.show_columns(True)
        self.changed.emit()

    def toggle_full_screen(self) -> None:
        """Cover the whole screen, or be a window again."""
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)
        self.changed.emit()

    def reset(self) -> None:
        """Both columns, as wide as at first; every dock at its first place, and closed."""
        self._settings.left_column = self._settings.right_column = True
        self.show_columns(True)
        self._columns.reset()
        self._docks.reset()
        self.changed.emit()
