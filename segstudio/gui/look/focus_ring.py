"""A ring around the part of the window that a key gave the keyboard focus to, until it leaves or the mouse is used."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from segstudio.gui.look.theme import theme_of

WIDTH = 2


class FocusRing(QWidget):
    """Covers only its line, so that what it surrounds is painted as fast as without it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("focus_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._around: QWidget | None = None
        self.hide()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    def show_around(self, part: QWidget) -> None:
        """Surround ``part``."""
        self.leave()
        self._around = part
        self.setParent(part)
        part.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()

    def leave(self) -> None:
        """Surround nothing."""
        self.hide()
        if self._around is not None:
            self._around.removeEventFilter(self)
            self._around = None

    def _place(self) -> None:
        if self._around is not None:
            whole = self._around.rect()
            self.setGeometry(whole)
            self.setMask(QRegion(whole) - QRegion(whole.adjusted(WIDTH, WIDTH, -WIDTH, -WIDTH)))

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._around is not None and now is not self._around:
            self.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is surrounded has another size, or the mouse takes over."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        elif event.type() == QEvent.Type.MouseButtonPress:
            self.leave()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line, in the accent colour."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme_of(self.palette()).accent))
        painter.end()
