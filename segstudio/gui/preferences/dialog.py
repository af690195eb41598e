"""The dialog "Preferences": its pages in a list, the chosen one beside it. Every change applies at once, or its page
says that it applies from the next start on; so there is no OK. Not modal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from segstudio.gui.actions.key_editor import KeyEditor
from segstudio.gui.look.layouts import fill, fit_screen, scrolled
from segstudio.gui.look.qt_names import name_parts, named
from segstudio.gui.look.table_style import style_selection
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr
from segstudio.gui.preferences.clicks_page import ClicksPage
from segstudio.gui.preferences.pages import GeneralPage, InternetPage, MemoryPage

if TYPE_CHECKING:
    from segstudio.gui.preferences.preferences import Preferences

GENERAL, KEYS, MEMORY, CLICKS, INTERNET = "general", "keys", "memory", "clicks", "internet"


class PreferencesDialog(QDialog):
    """``pages`` by name, in the order of the list."""

    def __init__(self, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        named(self, "preferences_dialog", tr("Preferences"))
        self.setWindowTitle(tr("Preferences"))
        fit_screen(self, QSize(820, 580))
        self.keys = KeyEditor(preferences.keys, self)
        self.general, self.memory = GeneralPage(preferences, self), MemoryPage(preferences, self)
        self.clicks = ClicksPage(preferences.clicks, self)
        titles: dict[str, tuple[str, QWidget]] = {
            GENERAL: (tr("General"), self.general),
            KEYS: (tr("Keys"), self.keys),
            MEMORY: (tr("Memory"), self.memory),
            CLICKS: (tr("Click an object"), self.clicks),
            INTERNET: (tr("Updates and internet"), InternetPage(self)),
        }
        self.pages = list(titles)
        self.list = named(QListWidget(self), "preferences_pages", tr("Pages"), tr("Up and Down choose a page"))
        self.stack = named(QStackedWidget(self), "preferences_stack")
        for name, (title, page) in titles.items():
            self.list.addItem(title)
            self.list.item(self.list.count() - 1).setSizeHint(QSize(0, 4 * GRID))
            self.stack.addWidget(scrolled(page, f"preferences_{name}", title))
        longest = max(self.fontMetrics().horizontalAdvance(title) for title, _ in titles.values())
        self.list.setFixedWidth(longest + 4 * GRID)
        self.list.setStyleSheet(f"QListWidget::item {{ padding-left: {GRID}px; }}")
        style_selection(self.list, self.palette())
        self.list.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.close_button = named(
            QPushButton(tr("Close"), self, autoDefault=False), "preferences_close", tip=tr("Changes are saved already")
        )
        self.close_button.clicked.connect(self.close)
        margins = (2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        body = fill(QHBoxLayout(), self.list, (self.stack, 1), spacing=2 * GRID)
        fill(QVBoxLayout(self), (body, 1), fill(QHBoxLayout(), 1, self.close_button), margins=margins)
        name_parts(self)
        self.list.setCurrentRow(0)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "list"):
            style_selection(self.list, self.palette())

    def refresh(self) -> None:
        """Show the settings as they are."""
        self.general.refresh()
        self.memory.refresh()
        self.clicks.refresh()

    def open_again(self, page: str) -> None:
        """Show the dialog in front, at a page."""
        self.refresh()
        if page:
            self.list.setCurrentRow(self.pages.index(page))
        self.show()
        self.raise_()
        self.activateWindow()
        (self.keys.search if page == KEYS else self.list).setFocus(Qt.FocusReason.OtherFocusReason)
