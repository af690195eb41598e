"""Keys, about and log: the pages behind the Help menu. None of them blocks the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from segstudio import __version__
from segstudio.gui.keys_page import KeysPage
from segstudio.gui.places import log_folder
from segstudio.gui.session import Session


class HelpPages(QObject):
    """The slots named ``help.*`` in the table of actions."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("help_pages")
        self._session, self._window = session, window
        self._keys: KeysPage | None = None

    def show_keys(self) -> None:
        """Every key on one page."""
        if self._keys is None:
            self._keys = KeysPage(self._window)
        self._keys.show()
        self._keys.raise_()

    def show_log(self) -> None:
        """Open the folder of the log."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))

    def show_about(self) -> None:
        """Version and device."""
        device = self._session.device.name if self._session.device else "not known yet"
        box = QMessageBox(self._window)
        box.setObjectName("about")
        box.setWindowTitle("About SegStudio")
        box.setText(f"SegStudio {__version__}")
        sentence = "Paint masks, fine-tune a network in the background, correct it, export."
        box.setInformativeText(f"{sentence}\n\nTrains on: {device}")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
