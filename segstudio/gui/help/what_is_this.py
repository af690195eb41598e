"""What is this: a click on any control says what it is, in the words of its tooltip. Imports gui.look only."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QWhatsThis, QWidget


def explained(widget: QWidget, event: QHelpEvent | None = None) -> str:
    """What a control is, as HTML: its accessible name and its tooltip, or those of what it lies in; empty where
    nothing is known. Of a list or menu, those of the row under ``event``."""
    part: QWidget | None = widget
    while part is not None:
        name, tip = part.accessibleName(), _row_tip(part, event) or part.toolTip()
        if tip:
            title = f"<b>{html.escape(name)}</b><br>" if name and not tip.startswith(name) else ""
            return title + html.escape(tip).replace("\n", "<br>")
        if name:
            return f"<b>{html.escape(name)}</b>"
        part = part.parentWidget()
    return ""


def _row_tip(widget: QWidget, event: QHelpEvent | None) -> str:
    view = widget.parentWidget()
    if event is not None and isinstance(widget, QMenu):
        entry = widget.actionAt(event.pos())
        return entry.toolTip() if entry is not None else ""
    if event is None or not isinstance(view, QAbstractItemView) or view.viewport() is not widget:
        return ""
    return str(view.indexAt(event.pos()).data(Qt.ItemDataRole.ToolTipRole) or "")


class WhatIsThis(QObject):
    """Watches the program's events only until the click, so that it costs nothing otherwise."""

    def ask(self) -> None:
        """Turn the pointer into a question mark; the next click explains what is under it."""
        app = QApplication.instance()
        if app is not None and not QWhatsThis.inWhatsThisMode():
            app.installEventFilter(self)
            QWhatsThis.enterWhatsThisMode()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer Qt's question for the text of a widget."""
        kind = event.type()
        if kind == QEvent.Type.LeaveWhatsThisMode:
            app = QApplication.instance()
            if app is not None:
                app.removeEventFilter(self)
            return False
        if kind not in (QEvent.Type.WhatsThis, QEvent.Type.QueryWhatsThis) or not isinstance(watched, QWidget):
            return False
        text = explained(watched, event if isinstance(event, QHelpEvent) else None)
        if not text:
            return False
        event.accept()
        if kind == QEvent.Type.WhatsThis and isinstance(event, QHelpEvent):
            QWhatsThis.showText(event.globalPos(), text, watched)
        return True
