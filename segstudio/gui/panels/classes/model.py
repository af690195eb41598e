"""The rows of the class list: the document's class table with each class's share of the labelled pixels.

Knows the document; imports no widget. Every edit goes through the document, whose ``classes_changed`` follows.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, Signal

from segstudio.gui.actions.action_table import class_action
from segstudio.gui.actions.facts import CLASS_KEYS
from segstudio.gui.document.document import Document
from segstudio.gui.look import words
from segstudio.gui.look.models import Index, rows_replaced
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID, LabelClass

_MIME = "application/x-segstudio-class"


class ClassRole(IntEnum):
    """What the delegate asks for beside the name."""

    CLASS = Qt.ItemDataRole.UserRole
    SHARE = Qt.ItemDataRole.UserRole + 1
    KEY = Qt.ItemDataRole.UserRole + 2
    PIXELS = Qt.ItemDataRole.UserRole + 3


def shares_of(counts: NDArray[np.int64] | None) -> NDArray[np.float64]:
    """Each class's share 0..1 of the labelled pixels, and void's of all pixels: ``float64[256]``."""
    shares = np.zeros(256)
    if counts is None or not counts.sum():
        return shares
    labelled = int(counts[:VOID].sum())
    if labelled:
        shares[:VOID] = counts[:VOID] / labelled
    shares[VOID] = counts[VOID] / counts.sum()
    return shares


class ClassModel(QAbstractListModel):
    """Classes in display order.

    Signals: ``arranged()``: rows were added, removed or moved, so that the view can select the current class again.
    """

    arranged = Signal()

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._rows: tuple[LabelClass, ...] = tuple(document.classes)
        self._shares = shares_of(None)
        self._counts: NDArray[np.int64] | None = None
        self._keys: tuple[str, ...] = ()  # by class id
        document.classes_changed.connect(self._on_classes)
        document.project_changed.connect(self._on_classes)

    def set_counts(self, counts: NDArray[np.int64] | None) -> None:
        """Take the current image's pixels per value, ``int64[256]``."""
        self._counts = counts
        shares = shares_of(counts)
        if not np.array_equal(shares, self._shares):
            with rows_replaced(self, True):
                self._shares = shares

    def show_keys(self, keys: Callable[[str], str]) -> None:
        """Name in the tooltips the keys that choose the classes: ``keys(class_action(id))``."""
        with rows_replaced(self, True):
            self._keys = tuple(keys(class_action(number)) for number in range(CLASS_KEYS))

    def row(self, class_id: int) -> QModelIndex:
        """Where a class is; invalid when it is not in the table."""
        for position, one in enumerate(self._rows):
            if one.id == class_id:
                return self.index(position)
        return QModelIndex()

    def at(self, index: Index) -> LabelClass | None:
        """The class of a row."""
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def move(self, class_id: int, step: int) -> bool:
        """Move a class up (-1) or down (+1) in the list."""
        at = self.row(class_id).row()
        if at < 0 or not 0 <= at + step < len(self._rows):
            return False
        return self.moveRows(QModelIndex(), at, 1, QModelIndex(), at + step + (1 if step > 0 else 0))

    def _on_classes(self) -> None:
        rows = tuple(self._document.classes)
        same = [one.id for one in rows] == [one.id for one in self._rows]
        with rows_replaced(self, same):
            self._rows = rows
        if not same:
            self.arranged.emit()

    # ---- Qt --------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be renamed and dragged; they are dropped between rows, never on one."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable | flag.ItemIsDragEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The class, its name, key, share and pixels (on this image, on all images); in words for screen readers."""
        one = self.at(index)
        if one is None:
            return None
        key = self._keys[one.id] if one.id < len(self._keys) else ""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return one.name
        if role == ClassRole.CLASS:
            return one
        if role == ClassRole.SHARE:
            return float(self._shares[one.id])
        if role == ClassRole.KEY:
            return key
        if role == ClassRole.PIXELS:
            here = int(self._counts[one.id]) if self._counts is not None else 0
            return here, int(self._document.census.counts.total[one.id])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._in_words(one, key)
        return None

    def _in_words(self, one: LabelClass, key: str) -> str:
        share = words.percent(float(self._shares[one.id]))
        parts = [one.name, tr("number {number}", number=one.id), tr("{share} of the labelled pixels", share=share)]
        parts += [tr("key {key}", key=key)] if key else []
        parts += [tr("hidden")] if one.hidden else []
        parts += [tr("locked")] if one.locked else []
        return ", ".join(parts)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Rename; an invalid name is reported in the banner and not taken."""
        one = self.at(index)
        name = str(value).strip()
        if one is None or role != Qt.ItemDataRole.EditRole or not name or name == one.name:
            return False
        class_id = one.id
        return bool(self._document.class_list.change(lambda table: table.rename(class_id, name)))

    def supportedDropActions(self) -> Qt.DropAction:
        """Dragging moves."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """A type of our own, so that a class cannot be dropped elsewhere."""
        return [_MIME]

    def moveRows(self, source_parent: Index, source: int, count: int, target_parent: Index, target: int) -> bool:
        """Reorder the table; Qt's list calls this for a drop before the row ``target``."""
        if count != 1 or not 0 <= source < len(self._rows) or target in (source, source + 1):
            return False
        rows = list(self._rows)
        one = rows.pop(source)
        rows.insert(target - (1 if target > source else 0), one)
        if not self.beginMoveRows(source_parent, source, source, target_parent, target):
            return False
        before, self._rows = self._rows, tuple(rows)
        self.endMoveRows()
        done = self._document.class_list.change(lambda table: table.reorder([one.id for one in rows]))
        with rows_replaced(self, done):
            self._rows = self._rows if done else before
        if not done:
            self.arranged.emit()
        return done
