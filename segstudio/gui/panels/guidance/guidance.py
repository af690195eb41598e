"""What leads a person on, put together: which image next, and which regions of this one. Owns both, knows no more."""

from __future__ import annotations

from PySide6.QtCore import QObject

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.panels.guidance.next_image import NextImage
from segstudio.gui.panels.guidance.uncertain import Uncertain
from segstudio.gui.panels.images.panel import ImagePanel
from segstudio.gui.session.session import Session


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
