"""The slots named ``preferences.*`` in the table of actions: the dialog, and each setting of it, applied and stored.

A setting is applied here and nowhere else, whether the dialog or a menu asked for it.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.document.document import Document
from segstudio.gui.look.settings import Settings
from segstudio.gui.look.theme import apply_theme
from segstudio.gui.look.words import tr
from segstudio.gui.preferences.click_choice import ClickChoice
from segstudio.gui.preferences.dialog import PreferencesDialog


class Preferences(QObject):
    """Applies what is stored when it is made; the dialog is made when it is first shown."""

    def __init__(self, settings: Settings, document: Document, toolbox: Toolbox, keys: KeyMap, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("preferences")
        self.settings, self.keys, self._document, self._window = settings, keys, document, window
        self.clicks = ClickChoice(settings, document, toolbox, self)
        self.dialog: PreferencesDialog | None = None
        self._limit_memory()

    def show(self, page: str = "") -> None:
        """Show the dialog in front; ``page``: its name, by default the one that was open last."""
        if self.dialog is None:
            self.dialog = PreferencesDialog(self, self._window)
        self.dialog.open_again(page)

    def refresh(self) -> None:
        """Something may have changed a setting: show it in the dialog, if that is open."""
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.refresh()

    def close(self) -> None:
        """The window closes: end the process of the click network."""
        self.clicks.close()

    # ---- settings -------------------------------------------------------------------------------------------------

    def set_theme(self, choice: str) -> None:
        """ "light", "dark" or "system"."""
        self.settings.theme = choice
        apply_theme(choice)

    def set_class_colors(self, palette: str) -> None:
        """ "safe" or "voc": the colours on the screen."""
        self.settings.class_colors = palette
        self._document.class_list.set_palette(palette)

    def set_language(self, choice: str) -> None:
        """ "system" or a key of ``LANGUAGES``; for the next start."""
        self.settings.language = choice
        self._document.notice.emit(tr("The window is in this language from the next start on."))

    def set_interface_size(self, percent: str) -> None:
        """One of ``INTERFACE_SIZES``; for the next start."""
        self.settings.interface_size = percent
        self._document.notice.emit(tr("The window has this size from the next start on."))

    def set_image_memory(self, choice: str) -> None:
        """One of ``IMAGE_MEMORY``."""
        self.settings.image_memory = choice
        self._limit_memory()

    def set_undo_memory(self, choice: str) -> None:
        """One of ``UNDO_MEMORY``."""
        self.settings.undo_memory = choice
        self._limit_memory()

    def _limit_memory(self) -> None:
        images = self.settings.image_memory
        self._document.current.limit_memory(None if images == "auto" else int(images) << 20)
        self._document.files.limit_undo(int(self.settings.undo_memory) << 20)
