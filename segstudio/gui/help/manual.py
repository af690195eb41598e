"""The manual in a window of its own: pages of ``resources/manual``, the same that a browser shows.

``index.html`` there decides which pages there are and in which order. Imports gui.look only.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QShortcut, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.look.layouts import fill, push_button, tab_as_read
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr

MANUAL = Path(__file__).parents[3] / "resources" / "manual"
INDEX = "index.html"

_LINK = re.compile(r'<li><a href="([\w-]+\.html)">([^<]+)</a>')
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Page:
    """One page: its file, its title in the list of contents, its text without tags in lower case."""

    path: Path
    title: str
    text: str

    def has(self, words: Sequence[str]) -> bool:
        """Whether all ``words`` (lower case) are in it."""
        return all(word in self.text for word in words)


def read_pages(folder: Path) -> tuple[Page, ...]:
    """The pages that ``index.html`` lists, in its order. Raises OSError: one is not there."""
    index = (folder / INDEX).read_text(encoding="utf-8")
    pages = [(folder / name, html.unescape(title)) for name, title in _LINK.findall(index)]
    return tuple(Page(path, title, _text_of(path)) for path, title in pages)


def _text_of(path: Path) -> str:
    return html.unescape(_TAG.sub(" ", path.read_text(encoding="utf-8"))).lower()


class Manual(QDialog):
    """Pages at the left, the page at the right; not modal, so that one can do what it says. ``folder``: see MANUAL."""

    def __init__(self, parent: QWidget, folder: Path = MANUAL) -> None:
        super().__init__(parent)
        named(self, "manual", tr("Manual"))
        self.setWindowTitle(tr("Manual"))
        self.resize(1100, 720)
        self._folder = folder
        self._pages: tuple[Page, ...] = ()
        self.search = named(
            QLineEdit(self), "manual.find", tr("Find in the manual"), tr("Show the pages that have a word")
        )
        self.search.setPlaceholderText(tr("Find in the manual"))
        self.search.setClearButtonEnabled(True)
        self.list = named(QListWidget(self), "manual.pages", tr("Pages"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSpacing(GRID // 4)
        self.page = named(QTextBrowser(self), "manual.page", tr("Page"))
        self.page.setOpenExternalLinks(True)
        self.page.document().setDocumentMargin(2 * GRID)
        self._back = push_button("manual.back", tr("Back"), tr("The page before"), self.page.backward, self)
        self._contents = push_button("manual.contents", tr("Contents"), tr("All pages"), self.show_contents, self)
        browser = push_button(
            "manual.browser", tr("Open in browser"), tr("This page in your browser"), self._open, self
        )
        left = fill(QVBoxLayout(), self.search, (self.list, 1))
        right = fill(QVBoxLayout(), fill(QHBoxLayout(), self._back, self._contents, 1, browser), (self.page, 1))
        fill(QHBoxLayout(self), (left, 1), (right, 3), spacing=2 * GRID, margins=(2 * GRID,) * 4)
        tab_as_read(self)
        self._back.setEnabled(False)
        self.page.backwardAvailable.connect(self._back.setEnabled)
        self.page.sourceChanged.connect(self._on_page)
        self.search.textChanged.connect(self._on_find)
        self.search.returnPressed.connect(self._on_return)
        self.list.currentRowChanged.connect(self._on_row)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(self.search.setFocus)

    def show_contents(self) -> None:
        """Show the manual, at its list of pages."""
        self.show_page(INDEX)

    def show_page(self, name: str) -> None:
        """Show the manual at a page of the folder ("stacks.html")."""
        if not self._pages:
            self._read()
        if self._pages:
            self.page.setSource(QUrl.fromLocalFile(str(self._folder / name)))
        self.show()
        self.raise_()
        self.activateWindow()

    def _read(self) -> None:
        try:
            self._pages = read_pages(self._folder)
        except OSError as error:
            missing = tr("The manual is not in its place ({path}). Install the program again.", path=error.filename)
            self.page.setPlainText(missing)
            return
        self.list.addItems([page.title for page in self._pages])

    def _open(self) -> None:
        if self._pages:
            QDesktopServices.openUrl(self.page.source())

    # ---- which page ------------------------------------------------------------------------------------------------

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.page.setSource(QUrl.fromLocalFile(str(self._pages[row].path)))

    def _on_page(self, url: QUrl) -> None:
        shown = Path(url.toLocalFile()).name
        row = next((at for at, page in enumerate(self._pages) if page.path.name == shown), -1)
        self.list.blockSignals(True)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        self._mark()

    # ---- finding ---------------------------------------------------------------------------------------------------

    def _words(self) -> list[str]:
        return self.search.text().lower().split()

    def _on_find(self) -> None:
        words = self._words()
        for at, page in enumerate(self._pages):
            self.list.item(at).setHidden(not page.has(words))
        self._mark()

    def _on_return(self) -> None:
        """The first page that has the words."""
        rows = [at for at in range(self.list.count()) if not self.list.item(at).isHidden()]
        if rows and self._words():
            self.list.setCurrentRow(rows[0])
            self._mark()

    def _mark(self) -> None:
        """Mark the words on the page, and go to the first."""
        document, marks = self.page.document(), []
        for word in self._words():
            at = document.find(word)
            while not at.isNull():
                marks.append(self._selection(at))
                at = document.find(word, at)
        self.page.setExtraSelections(marks)
        if marks:
            first = QTextCursor(min((mark.cursor for mark in marks), key=QTextCursor.selectionStart))
            first.clearSelection()
            self.page.setTextCursor(first)
            self.page.ensureCursorVisible()

    def _selection(self, at: QTextCursor) -> QTextEdit.ExtraSelection:
        marked, style = QTextEdit.ExtraSelection(), QTextCharFormat()
        style.setBackground(self.palette().highlight())
        style.setForeground(self.palette().highlightedText())
        marked.cursor, marked.format = at, style
        return marked

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter finds; it does not close the window."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
