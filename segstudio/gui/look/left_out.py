"""What an import, an export or another long job left out: a few in its sentence, all of them in a box of their own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import count, counted, tr

NAMED = 3  # reasons in the sentence


def left_out_words(reasons: Sequence[str]) -> list[str]:
    """The first reasons, one sentence each, and how many more there are; empty where nothing was left out."""
    more = len(reasons) - NAMED
    words = [tr("Left out: {reason}", reason=tr(reason)) for reason in reasons[:NAMED]]
    return [*words, tr("{number} more were left out.", number=count(more))] if more > 0 else words


def show_left_out(window: QWidget, title: str, reasons: Sequence[str]) -> QMessageBox | None:
    """List all of them in a box that is not modal; None where the sentence names them already."""
    if len(reasons) <= NAMED:
        return None
    box = named(QMessageBox(QMessageBox.Icon.Warning, title, "", parent=window), "left_out")
    box.setText(tr("{items} left out, each with its reason:", items=counted(len(reasons), "file")))
    box.setDetailedText("\n".join(tr(reason) for reason in reasons))
    for button in box.buttons():
        if box.buttonRole(button) is QMessageBox.ButtonRole.ActionRole:
            button.click()  # the reasons at once: the sentence above them ends with a colon
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box
