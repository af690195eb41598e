"""What becomes of files with channels, for all of the project: the slots ``channels.*`` of the table of actions.

The work is the document's list of images'; owns the reasons against it only.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session


class ChannelChoice(QObject):
    """Chooses "together" or "apart"."""

    def __init__(self, document: Document, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("channels")
        self._document, self._session = document, session

    def apart(self) -> None:
        """Make each channel of a file an image of its own."""
        self._document.image_list.choose_channels("apart")

    def together(self) -> None:
        """Make the channels of a file one image."""
        self._document.image_list.choose_channels("together")

    def why_not_apart(self) -> str:
        """Why it cannot be chosen now; empty: it can."""
        return self._why_not("apart", tr("Each channel is an image already."))

    def why_not_together(self) -> str:
        """Why it cannot be chosen now; empty: it can."""
        return self._why_not("together", tr("Channels are one image already."))

    def _why_not(self, channels: str, already: str) -> str:
        project = self._document.project
        if project is None:
            return tr("Open a project first.")
        if project.read_only:
            return tr("The project folder is read-only.")
        if not project.channels:
            return tr("No file of the project has channels.")
        if self._session.busy:
            return tr("A training is running; stop it first.")
        return already if project.channels == channels else ""
