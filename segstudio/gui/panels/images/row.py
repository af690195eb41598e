"""How one row of the images list is painted: thumbnail, name, labelled share, state mark. Knows no document."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from segstudio.gui.look import words
from segstudio.gui.look.icons import icon
from segstudio.gui.look.painted import draw_bar, hairline, quiet, row_background, small
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr
from segstudio.gui.panels.images.model import SPLIT_TITLES, Role
from segstudio.gui.panels.images.thumbnails import SIDE

ROW = SIDE + GRID
STATE_ICONS = {
    "empty": "circle-outline",
    "part": "circle-half-full",
    "done": "check-circle",
    "flagged": "flag",
    "blocked": "alert-circle",
}
_MARK = 16
_BAR = 32


class ImageRow(QStyledItemDelegate):
    """Paints rows of ``ImageModel``."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are alike, so that ten thousand cost nothing."""
        return QSize(SIDE + 10 * GRID, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one row."""
        painter.save()
        palette = option.palette
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        under = row_background(palette, selected, bool(option.state & QStyle.StateFlag.State_MouseOver))
        if under is not None:
            painter.fillRect(option.rect, under)
        row = option.rect.adjusted(GRID, 0, -GRID, 0)
        self._draw_picture(painter, QRect(row.left(), row.top() + GRID // 2, SIDE, SIDE), palette, index)
        text = row.adjusted(SIDE + GRID, 0, -(_MARK + GRID // 2), 0)
        strong = palette.color(QPalette.ColorRole.Text)
        weak = strong if selected else quiet(palette)
        painter.setPen(strong)
        painter.setFont(option.font)
        name = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        shown = QFontMetrics(option.font).elidedText(name, Qt.TextElideMode.ElideMiddle, text.width())
        upper = QRect(text.left(), row.top() + GRID // 2, text.width(), SIDE // 2)
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.setPen(weak)
        painter.setFont(small(option.font))
        self._draw_share(painter, upper.translated(0, SIDE // 2), palette, index)
        mark = STATE_ICONS.get(str(index.data(Role.STATE)))
        if mark:
            where = QRect(row.right() - _MARK + 1, row.top() + (ROW - _MARK) // 2, _MARK, _MARK)
            role = QPalette.ColorRole.Text if selected else QPalette.ColorRole.PlaceholderText
            icon(mark, palette, role).paint(painter, where)
        painter.restore()

    def _draw_picture(
        self, painter: QPainter, rect: QRect, palette: QPalette, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        pixmap = index.data(Qt.ItemDataRole.DecorationRole)
        if not isinstance(pixmap, QPixmap):
            painter.fillRect(rect, hairline(palette))
            return
        wanted = pixmap.deviceIndependentSize().toSize()
        place = QRect(rect.topLeft(), wanted)
        place.moveCenter(rect.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, pixmap)

    def _draw_share(
        self,
        painter: QPainter,
        rect: QRect,
        palette: QPalette,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        share = index.data(Role.SHARE)
        share = float(share) if isinstance(share, float | int) else None
        metrics = QFontMetrics(painter.font())
        bar = QRect(rect.left(), rect.center().y() - 1, _BAR, 3)
        draw_bar(painter, bar, share or 0.0, palette.color(QPalette.ColorRole.Highlight), palette)
        width = metrics.horizontalAdvance(">99 %")
        number = QRect(bar.right() + GRID, rect.top(), width, rect.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words.percent(share))
        split = str(index.data(Role.SPLIT) or "")
        beside = [str(index.data(Role.GROUP) or ""), tr(SPLIT_TITLES[split]).lower() if split else ""]
        if any(beside):
            rest = QRect(number.right() + GRID // 2, rect.top(), rect.right() - number.right(), rect.height())
            text = ", ".join(part for part in beside if part)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
