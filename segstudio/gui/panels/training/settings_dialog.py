"""The settings of a training in a window of their own beside the program's; it blocks nothing."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from segstudio.gui.look.layouts import fill, fit_screen, scrolled, tab_as_read
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr


class SettingsDialog(QDialog):
    """Holds the form; on a low screen it scrolls."""

    def __init__(self, form: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "train.settings.dialog")
        self.setWindowTitle(tr("Training settings"))
        self._form = form
        self.note = quiet_label("", "train.settings.note", self)
        scroll = scrolled(form, "train.settings.scroll", tr("Training settings"))
        buttons = QDialogButtonBox(self)
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        named(close, "train.settings.close", tip=tr("Close this window"))
        buttons.rejected.connect(self.reject)
        margins = (2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        fill(QVBoxLayout(self), self.note, (scroll, 1), buttons, margins=margins)
        self.allow(True)

    def allow(self, allowed: bool) -> None:
        """Let settings be changed, or say why not."""
        used = tr("Used by the next fine-tuning.")
        self.note.setText(used if allowed else tr("Settings cannot be changed until this training ends."))
        self._form.setEnabled(allowed)

    def open_again(self) -> None:
        """Show it in front, as high as the form or the screen."""
        if not self.isVisible():
            wanted = self._form.sizeHint() + QSize(8 * GRID, 16 * GRID)  # margins, note and button around it
            fit_screen(self, wanted)
            tab_as_read(self)  # with what the window put into the form
        self.show()
        self.raise_()
        self.activateWindow()
