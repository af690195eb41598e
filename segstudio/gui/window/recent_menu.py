"""The menu of recent projects, filled when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from segstudio.gui.look.settings import Settings
from segstudio.gui.look.words import menu_text, tr


class RecentMenu(QMenu):
    """Calls ``open_path`` with the project that is chosen; projects that are gone are greyed."""

    def __init__(self, settings: Settings, open_path: Callable[[Path], None], parent: QWidget) -> None:
        super().__init__(tr("Open recent"), parent)
        self.setAccessibleName(tr("Open recent"))
        self.setObjectName("file.recent")
        self.setToolTipsVisible(True)
        self._settings = settings
        self.aboutToShow.connect(self._fill)
        self.triggered.connect(lambda action: open_path(action.data()))

    def _fill(self) -> None:
        self.clear()
        for folder in self._settings.recent:
            action = self.addAction(menu_text(folder.name.removesuffix(".segstudio")))
            action.setToolTip(str(folder))
            action.setEnabled((folder / "project.json").is_file())
            action.setData(folder)
        if self.isEmpty():
            self.addAction(tr("No recent projects")).setEnabled(False)
