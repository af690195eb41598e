"""A text that always has room for the same number of lines, so that nothing below it moves when its words change."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from segstudio.gui.look.painted import small
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import theme_of
from segstudio.gui.look.words import in_lines

_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


class FixedLines(QLabel):
    """Muted words, cut at a word where they do not fit; ``text()`` and the tooltip have all of them."""

    def __init__(self, lines: int, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines, self._more = lines, ""
        named(self, name, title)
        self.setFont(small(self.font()))
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, text: str, more: str = "") -> None:
        """Show ``text``; ``more`` is in the tooltip only, after the text where that is cut."""
        self._more = more
        self.setText(text)
        self._tell()

    def _height(self) -> int:
        metrics = self.fontMetrics()
        return metrics.height() + (self._lines - 1) * metrics.lineSpacing()

    def sizeHint(self) -> QSize:
        """Room for the lines."""
        return QSize(0, self._height())

    def minimumSizeHint(self) -> QSize:
        """The same: the lines are reserved."""
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        """No: the height is fixed."""
        return False

    @property
    def shown(self) -> str:
        """As many of the words as fit."""
        text = self.text()
        if self._fits(text):
            return text
        words = text.split(" ")
        low, high = 0, len(words)
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (middle, high) if self._fits(" ".join(words[:middle]) + _ELLIPSIS) else (low, middle)
        return " ".join(words[:low]) + _ELLIPSIS

    def _fits(self, text: str) -> bool:
        room = QRect(0, 0, max(1, self.contentsRect().width()), 1 << 20)
        return self.fontMetrics().boundingRect(room, _WRAPPED, text).height() <= self._height()

    def _tell(self) -> None:
        text = self.text()
        cut = "" if self._fits(text) else text
        self.setToolTip(
            in_lines("\n".join(part for part in (cut if cut not in self._more else "", self._more) if part))
        )

    def event(self, event: QEvent) -> bool:
        """Another width or font: other words fit."""
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self._tell()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words that fit."""
        painter = QPainter(self)
        painter.setPen(QColor(theme_of(self.palette()).muted))
        painter.setFont(self.font())
        painter.drawText(self.contentsRect(), _WRAPPED, self.shown)
        painter.end()
