"""All messages since the program was started, the newest first. Owns its widgets; the banner keeps the messages."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.look.icons import icon
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.notices import ICONS, NoticeBanner
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr

_EMPTY = "Messages appear here, the newest first: what was done, what went wrong, what to do."


class MessagesPanel(Panel):
    """Time, sentence and what to do of each message; all of them are copied as text."""

    def __init__(self, banner: NoticeBanner, parent: QWidget | None = None) -> None:
        super().__init__("messages.panel", tr("Messages"), parent)
        self._banner = banner
        self.list = named(QListWidget(self), "messages.list", tr("Messages, the newest first"))
        self.list.setWordWrap(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.empty = quiet_label(tr(_EMPTY), "messages.empty", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        tip = tr("Copy all\nPut all messages on the clipboard, with their technical details.")
        self.copy = named(QPushButton(tr("Copy all"), self), "messages.copy", tip=tip)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        self.give_icon(self.copy.setIcon, "content-copy")
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.list)
        top = fill(QHBoxLayout(), 1, self.copy)
        fill(QVBoxLayout(self), top, (self._pages, 1), margins=(GRID, GRID, GRID, GRID))
        banner.told.connect(self.refresh)
        self.follow_theme(self.refresh)

    def refresh(self) -> None:
        """Show what the banner has kept."""
        self.list.clear()
        for when, notice in self._banner.past:
            words = " ".join(part for part in (notice.text, notice.hint) if part)
            item = QListWidgetItem(f"{when:%H:%M:%S}  {words}", self.list)
            item.setToolTip(in_lines(notice.details))
            item.setIcon(icon(ICONS[notice.severity], self.palette()))
        self._pages.setCurrentWidget(self.list if self._banner.past else self.empty)
        self.copy.setEnabled(bool(self._banner.past))

    def text(self) -> str:
        """All messages as lines of text, the newest first."""
        return "\n".join(
            " ".join(part for part in (f"{when:%Y-%m-%d %H:%M:%S}", notice.text, notice.hint, notice.details) if part)
            for when, notice in self._banner.past
        )
