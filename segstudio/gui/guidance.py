"""What leads a person on, put together: which image next, and which regions of this one. Owns both, knows no more."""

from __future__ import annotations

from PySide6.QtCore import QObject

from segstudio.gui.canvas import Canvas
from segstudio.gui.document import Document
from segstudio.gui.image_panel import ImagePanel
from segstudio.gui.next_image import NextImage
from segstudio.gui.session import Session
from segstudio.gui.status_bar import LongWork
from segstudio.gui.uncertain import Uncertain


class Guidance(QObject):
    """``next_image`` and ``uncertain``; ``targets`` name them for the table of actions."""

    def __init__(
        self, document: Document, session: Session, canvas: Canvas, images: ImagePanel, work: LongWork, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.setObjectName("guidance")
        self.next_image = NextImage(document, session, images, work, self)
        self.uncertain = Uncertain(document, canvas, self)
        self.targets: dict[str, QObject] = {"next_image": self.next_image, "uncertain": self.uncertain}
