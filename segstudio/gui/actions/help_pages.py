"""Keys, about and log: the pages behind the Help menu. None of them blocks the window."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from segstudio.gui.actions.about import About
from segstudio.gui.actions.key_editor import KeyEditor
from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.actions.keys_page import KeysPage
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.look.folders import log_folder, open_folder
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session


class HelpPages(QObject):
    """The slots named ``help.*`` in the table of actions."""

    def __init__(self, session: Session, canvas: Canvas, keys: KeyMap, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("help_pages")
        self._session, self._window, self._say = session, window, session.notice.emit
        self._canvas, self._keys = canvas, keys
        self._page: KeysPage | None = None
        self._editor: KeyEditor | None = None

    def show_keys(self) -> None:
        """Every key on one page, those of the current tool first; again: close it."""
        if self._page is None:
            self._page = KeysPage(self._keys, self._window)
            self._page.change.connect(self.edit_keys)
            self._canvas.toolbox.tool_changed.connect(self._page.show_tool)
        self._page.toggle(self._canvas.toolbox.tool.name)

    def edit_keys(self) -> None:
        """The dialog in which keys are changed."""
        if self._editor is None:
            self._editor = KeyEditor(self._keys, self._window)
        self._editor.show()
        self._editor.raise_()
        self._editor.activateWindow()

    def show_log(self) -> None:
        """Open the folder of the log, and say where it is."""
        self._say(tr("The log is in {folder}", folder=log_folder()))
        open_folder(log_folder(), lambda _text: None)

    def show_about(self) -> None:
        """Version, licence, device, libraries."""
        device = self._session.learner.device
        About(device.name if device else tr("not known yet"), self._window).open()
