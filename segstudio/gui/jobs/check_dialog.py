"""The list of what a check found, or of what became of it in a repair. Changes nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.look.layouts import fill, fit_screen
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import counted, tr
from segstudio.project.checking.check import Examined
from segstudio.project.checking.repair import Repair, Repaired, not_repaired, summary


class CheckDialog(QDialog):
    """``repair`` gets the project's folder. Not modal."""

    def __init__(self, done: Examined | Repair, repair: Callable[[Path], None], parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "check_dialog", tr("Check the project"))
        self.setWindowTitle(tr("Check the project"))
        fit_screen(self, QSize(760, 360))
        repaired = isinstance(done, Repair)
        known = done if isinstance(done, Repair) else not_repaired(done)
        found, results = known.examined, known.results
        self._folder, self._repair = found.folder, repair
        self.summary = named(QLabel(_words(results, repaired, found.notes), self, wordWrap=True), "check.summary")
        self.list = named(QTreeWidget(self), "check.list", tr("What is wrong"))
        self.list.setHeaderLabels([tr("What is wrong"), tr("What was done") if repaired else tr("What a repair does")])
        self.list.setColumnWidth(0, 400)
        self.list.setRootIsDecorated(False)
        self.list.setWordWrap(True)
        self.list.setItemDelegate(_Wrapped(self.list))
        self.list.header().sectionResized.connect(lambda *_: self.list.scheduleDelayedItemsLayout())
        for one in results:
            self.list.addTopLevelItem(_row(one, repaired))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.button = named(buttons.addButton(tr("Repair"), QDialogButtonBox.ButtonRole.AcceptRole), "check.repair",
                            tip=tr("Copy what will change into the folder recovered, then repair"))  # fmt: skip
        self.button.setEnabled(not repaired and any(one.finding.repairable for one in results))
        buttons.accepted.connect(self._on_repair)
        buttons.rejected.connect(self.close)
        fill(QVBoxLayout(self), self.summary, (self.list, 1), buttons, spacing=12, margins=(16, 16, 16, 16))

    def _on_repair(self) -> None:
        self.button.setEnabled(False)
        self._repair(self._folder)


class _Wrapped(QStyledItemDelegate):
    """Makes a row as high as its sentences need in their columns, which a tree does not do by itself."""

    def __init__(self, view: QTreeWidget) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        wrapped = QStyleOptionViewItem(option)
        wrapped.rect = QRect(0, 0, self._view.columnWidth(index.column()), 1)
        return super().sizeHint(wrapped, index)


def _row(one: Repaired, repaired: bool) -> QTreeWidgetItem:
    words = [tr(one.finding.text), tr(one.finding.remedy)]
    if repaired and not one.is_done:
        words[1] = tr("Not repaired. {remedy}", remedy=words[1])
    elif one.copy:
        words[1] += " " + tr("The copy is in {place}.", place=one.copy)
    row = QTreeWidgetItem(words)
    for at, text in enumerate(words):
        row.setToolTip(at, text)
    return row


def _words(results: tuple[Repaired, ...], repaired: bool, notes: tuple[str, ...]) -> str:
    if repaired or not results:
        return tr(summary(results))
    found = tr("{things} found. A repair first copies what it changes into the folder recovered of the project.",
               things=counted(len(results), "thing"))  # fmt: skip
    return " ".join([found, *map(tr, notes)])
