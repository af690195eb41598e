"""How one row of the class list is painted, and which part of it the pointer is on.

A row, left to right: number in files, colour square, name over a thin bar, share, eye, lock. Knows no document.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from segstudio.gui.look import words
from segstudio.gui.look.icons import icon
from segstudio.gui.look.models import Index
from segstudio.gui.look.painted import draw_bar, draw_swatch, fill_row, quiet, small
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr
from segstudio.gui.panels.classes.model import ClassRole
from segstudio.labels.classes import LabelClass

ROW = 4 * GRID
_NUMBER = 20
_SWATCH = 16
_ICON = 16
_BUTTON = 3 * GRID
_SHARE = 40


def zones(row: QRect) -> dict[str, QRect]:
    """The parts of a row: "number", "color", "name", "share", "eye", "lock"."""
    top, height = row.top(), row.height()
    left = row.left() + GRID // 2
    number = QRect(left, top, _NUMBER, height)
    color = QRect(number.right() + 1, top, _SWATCH + GRID, height)
    lock = QRect(row.right() + 1 - _BUTTON - GRID // 2, top, _BUTTON, height)
    eye = QRect(lock.left() - _BUTTON, top, _BUTTON, height)
    share = QRect(eye.left() - _SHARE, top, _SHARE, height)
    name = QRect(color.right() + 1 + GRID // 2, top, share.left() - color.right() - 1 - GRID // 2, height)
    return {"number": number, "color": color, "name": name, "share": share, "eye": eye, "lock": lock}


def zone_at(row: QRect, where: QPoint) -> str:
    """The part of ``row`` under the pointer; empty between parts."""
    return next((name for name, rect in zones(row).items() if rect.contains(where)), "")


def tip(zone: str, one: LabelClass, share: float, key: str, pixels: tuple[int, int]) -> str:
    """What a part of a row is and does; ``pixels`` on this image and on all images."""
    eye = tr("Show {name}", name=one.name) if one.hidden else tr("Hide {name}", name=one.name)
    lock = tr("Unlock {name}", name=one.name) if one.locked else tr("Lock {name}", name=one.name)
    part = tr("{share} of the labelled pixels of this image are {name}.", share=words.percent(share), name=one.name)
    here, everywhere = (words.counted(n, "pixel") for n in pixels)
    counted = tr("{here} on this image, {everywhere} on all images.", here=here, everywhere=everywhere)
    color = tr("Colour of {name}", name=one.name)
    tips = {
        "color": f"{color}\n{tr('Click to choose another; the class keeps its id in files.')}",
        "eye": f"{eye}\n{tr('Hidden classes are not drawn; their pixels stay.')}",
        "lock": f"{lock}\n{tr('No tool changes the pixels of a locked class.')}",
        "share": f"{part}\n{counted}",
    }
    chosen_by = f" ({key})" if key else ""
    number = tr(
        "Number {number} in files, for good: that of a deleted class is not given again, so numbers may be missing.",
        number=one.id,
    )
    how = tr("Click to paint with it, F2 to rename, drag to move.")
    return in_lines(tips.get(zone, f"{one.name}{chosen_by}\n{number}\n{how}\n{counted}"))


class ClassRow(QStyledItemDelegate):
    """Paints rows of ``ClassModel`` and edits their names."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(20 * GRID, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one, share = index.data(ClassRole.CLASS), index.data(ClassRole.SHARE)
        painter.save()
        palette, parts = option.palette, zones(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        fill_row(painter, option, selected, bool(option.state & QStyle.StateFlag.State_MouseOver))
        strong, weak = palette.color(QPalette.ColorRole.Text), quiet(palette)
        painter.setFont(small(option.font))
        painter.setPen(weak)
        painter.drawText(parts["number"], Qt.AlignmentFlag.AlignCenter, str(one.id))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(parts["share"].adjusted(0, 0, -GRID // 2, 0), right, words.percent(share) if share else "")
        square = QRect(0, 0, _SWATCH, _SWATCH)
        square.moveCenter(parts["color"].center())
        draw_swatch(painter, square, one.screen_color, weak)
        painter.setFont(option.font)
        painter.setPen(weak if one.hidden else strong)
        shown = QFontMetrics(option.font).elidedText(one.name, Qt.TextElideMode.ElideRight, parts["name"].width())
        painter.drawText(parts["name"].adjusted(0, 0, 0, -4), Qt.AlignmentFlag.AlignVCenter, shown)
        bar = QRect(parts["name"].left(), option.rect.bottom() - 5, parts["name"].width(), 3)
        draw_bar(painter, bar, share, palette.color(QPalette.ColorRole.Highlight), palette)
        self._draw_icon(painter, parts["eye"], "eye-off-outline" if one.hidden else "eye-outline", palette, one.hidden)
        glyph = "lock" if one.locked else "lock-open-variant-outline"
        self._draw_icon(painter, parts["lock"], glyph, palette, one.locked)
        painter.restore()

    def _draw_icon(self, painter: QPainter, zone: QRect, glyph: str, palette: QPalette, strong: bool) -> None:
        place = QRect(0, 0, _ICON, _ICON)
        place.moveCenter(zone.center())
        role = QPalette.ColorRole.Text if strong else QPalette.ColorRole.PlaceholderText
        icon(glyph, palette, role).paint(painter, place)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = named(QLineEdit(parent), "class.name.edit", tr("Class name"))
        line.setMaxLength(80)
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Only once: a share that changes while a name is typed must not replace it."""
        if not editor.property("filled"):
            editor.setProperty("filled", True)
            super().setEditorData(editor, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the name and its share, so that long names have room."""
        parts = zones(option.rect)
        place = parts["name"].united(parts["share"])
        editor.setGeometry(place.adjusted(-GRID // 2, 2, -2, -2))

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The tooltip of the part under the pointer."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        zone = zone_at(option.rect, event.pos())
        text = tip(zone, *(index.data(role) for role in ClassRole))
        QToolTip.showText(event.globalPos(), text, view, zones(option.rect).get(zone, option.rect))
        return True
