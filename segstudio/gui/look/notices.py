"""The banner at the top of the canvas: one problem or notice at a time, never modal. Owns the notices of this start.

Knows no document: it gets sentences.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.errors import UserError
from segstudio.gui.look.icons import SIZE, icon
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import tr

INFO, WARNING, ERROR = "info", "warning", "error"
ICONS = {INFO: "information-outline", WARNING: "alert-outline", ERROR: "alert-circle-outline"}
INFO_MS = 10_000
REMEMBERED = 500  # notices in the list of all


@dataclass(frozen=True)
class BannerNotice:
    """One message: what happened, what to do about it, and technical details. ``action``: the text of a button that
    calls ``act``; such a notice stays until it is closed."""

    severity: str
    text: str
    hint: str = ""
    details: str = ""
    action: str = ""
    act: Callable[[], None] | None = field(default=None, compare=False)

    @staticmethod
    def of_error(error: UserError) -> BannerNotice:
        """A problem as a notice."""
        return BannerNotice(ERROR, tr(error.message), tr(error.hint))


class NoticeBanner(QFrame):
    """Shows the newest notice. Plain information is hidden after a while and does not come back; a problem, or a notice
    with a button, that is covered by a newer one comes back after it, unless it is dropped as no longer true.

    Signals:
        told: ``past`` has one more. list_wanted: the list of all is asked for.
    """

    told = Signal()
    list_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice_banner")
        self.setAccessibleName(tr("Notice"))
        self.current: BannerNotice | None = None
        self.past: list[tuple[datetime, BannerNotice]] = []  # all since the start, the newest first
        self._waiting: list[BannerNotice] = []  # covered by the one that is shown, the newest first
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)
        self._build()
        self.hide()

    def _build(self) -> None:
        self._glyph = named(QLabel(self), "notice_icon", tr("Severity"))
        self._text = self._label("notice_text", tr("What happened"), heading=True)
        self._hint = self._label("notice_hint", tr("What to do"))
        tip = tr("Details\nTechnical details, to copy.")
        self._fold = named(QPushButton(tr("Details"), self, flat=True), "notice_details_button", tip=tip)
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._on_folded)
        tip = tr("Do what this notice offers")
        self._action = named(QPushButton(self), "notice_action", tr("What the notice offers"), tip)
        self._action.clicked.connect(self._on_action)
        tip = tr("All messages\nThe list of all messages since the program was started.")
        self._more = named(QPushButton(self, flat=True), "notice_more", tr("All messages"), tip)
        self._more.clicked.connect(self.list_wanted)
        button = QToolButton(self, autoRaise=True)
        self._close = named(button, "notice_close", tr("Close the notice"), tr("Close this notice"))
        self._close.clicked.connect(self.dismiss)
        self._details = named(QPlainTextEdit(self, readOnly=True), "notice_details", tr("Details of the notice"))
        self._details.setFixedHeight(96)
        words = fill(QVBoxLayout(), self._text, self._hint, spacing=2)
        row = fill(QHBoxLayout(), self._glyph, (words, 1), self._action, self._fold, self._more, self._close)
        for widget in (self._glyph, self._action, self._fold, self._more, self._close):
            row.setAlignment(widget, Qt.AlignmentFlag.AlignTop)
        fill(QVBoxLayout(self), row, self._details, spacing=6, margins=(16, 8, 8, 8))

    def _label(self, name: str, title: str, heading: bool = False) -> QLabel:
        label = named(QLabel(self, wordWrap=True, textFormat=Qt.TextFormat.PlainText), name, title)
        label.setProperty("heading", heading)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def add(self, notice: BannerNotice) -> None:
        """Show it now; the same notice twice is shown, and kept, once."""
        if notice == self.current or notice in self._waiting:
            return
        if self.current is not None and (self.current.severity != INFO or self.current.action):
            self._waiting.insert(0, self.current)
        self.past = [(datetime.now(), notice), *self.past][:REMEMBERED]
        self._show(notice)
        self.told.emit()

    def dismiss(self) -> None:
        """Close the notice that is shown; the next one follows."""
        self._timer.stop()
        if self._waiting:
            self._show(self._waiting.pop(0))
            return
        self.current = None
        self.hide()

    def drop(self, notice: BannerNotice) -> None:
        """Remove a notice that is no longer true, shown or queued."""
        self._waiting = [one for one in self._waiting if one != notice]
        if self.current == notice:
            self.dismiss()
        self._show_more()

    def clear(self) -> None:
        """Remove all notices, e.g. because another project was opened."""
        self._waiting.clear()
        self.dismiss()

    def _show_more(self) -> None:
        """How many are covered."""
        self._more.setText(tr("{number} more", number=len(self._waiting)))
        self._more.setVisible(bool(self._waiting))

    def _show(self, notice: BannerNotice) -> None:
        self.current = notice
        self._text.setText(notice.text)
        self._hint.setText(notice.hint)
        self._hint.setVisible(bool(notice.hint))
        self._details.setPlainText(notice.details)
        self._action.setText(notice.action)
        self._action.setVisible(bool(notice.action))
        self._fold.setChecked(False)
        self._fold.setVisible(bool(notice.details))
        self._details.hide()
        self._show_more()
        self.setProperty("severity", notice.severity)
        self.style().unpolish(self)
        self.style().polish(self)
        self._draw_icons()
        self.setAccessibleDescription(f"{notice.text} {notice.hint}".strip())
        self.show()
        self._timer.stop()
        if notice.severity == INFO and not notice.action:
            self._timer.start(INFO_MS)

    def _on_action(self) -> None:
        notice = self.current
        self.dismiss()
        if notice is not None and notice.act is not None:
            notice.act()

    def _on_folded(self, unfolded: bool) -> None:
        self._details.setVisible(unfolded)
        self._fold.setText(tr("Hide details") if unfolded else tr("Details"))
        if unfolded:
            self._timer.stop()

    def _draw_icons(self) -> None:
        if self.current is not None:
            self._glyph.setPixmap(icon(ICONS[self.current.severity], self.palette()).pixmap(SIZE, SIZE))
        self._close.setIcon(icon("close", self.palette()))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()
        super().changeEvent(event)
