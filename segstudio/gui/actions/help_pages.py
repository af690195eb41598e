"""Keys, about and log: the pages behind the Help menu. None of them blocks the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from segstudio import __version__
from segstudio.gui.actions.key_editor import KeyEditor
from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.actions.keys_page import KeysPage
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.look.folders import log_folder
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session


class HelpPages(QObject):
    """The slots named ``help.*`` in the table of actions."""

    def __init__(self, session: Session, canvas: Canvas, keys: KeyMap, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("help_pages")
        self._session, self._window = session, window
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
        """Open the folder of the log."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))

    def show_about(self) -> None:
        """Version and device."""
        device = self._session.learner.device.name if self._session.learner.device else tr("not known yet")
        box = named(QMessageBox(self._window), "about")
        box.setWindowTitle(tr("About SegStudio"))
        box.setText(f"SegStudio {__version__}")
        sentence = tr("Paint masks, fine-tune a network in the background, correct it, export.")
        box.setInformativeText(f"{sentence}\n\n{tr('Trains on: {device}', device=device)}")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
