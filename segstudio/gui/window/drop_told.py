"""Says over the window what a drop will do, while something is dragged over it. Asks in the background."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from segstudio.gui.files.background import Background
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID, sized, theme_of
from segstudio.gui.look.words import tr
from segstudio.gui.window.drops import Place, Told, words_of

WIDEST = 640


class DropTold(QLabel):
    """Hidden but during a drag; the pointer goes through it. ``place()``: the open project as it is now."""

    def __init__(self, window: QWidget, background: Background, place: Callable[[], Place]) -> None:
        super().__init__(window)
        named(self, "drop_told", tr("What a drop does"))
        self._background, self._place = background, place
        self._drag = 0  # of which the answer is wanted; each has a number
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setFont(sized(self.font(), 1.3, bold=True))
        self.hide()

    def begin(self, paths: list[Path]) -> None:
        """These are dragged over the window: look at their names, and say what a drop will do."""
        self._drag += 1
        drag = self._drag
        self._show(Told(tr("Looking at what is dragged")))
        self._background.submit(
            words_of, paths, self._place(), lambda: self._drag != drag,
            done=partial(self._on_told, drag), failed=lambda _error: self.end(), owner=self,
        )  # fmt: skip

    def end(self) -> None:
        """It was dropped, or left the window."""
        self._drag += 1
        self.hide()

    def _on_told(self, drag: int, told: Told) -> None:
        if drag == self._drag:
            self._show(told)

    def _show(self, told: Told) -> None:
        theme, window = theme_of(self.palette()), self.window()
        ground, edge = (theme.error, theme.text) if told.refused else (theme.accent_soft, theme.accent)
        self.setStyleSheet(
            f"#drop_told {{ background: {ground}; color: {theme.text}; border: 2px solid {edge}; border-radius: 8px;"
            f" padding: {2 * GRID}px; }}"
        )
        self.setText(told.text)
        width = min(WIDEST, window.width() - 4 * GRID, self.fontMetrics().horizontalAdvance(told.text) + 6 * GRID)
        self.setFixedSize(width, self.heightForWidth(width))
        self.move((window.width() - width) // 2, window.height() * 7 // 10)
        self.show()
        self.raise_()
