"""How one row of the images list is painted: thumbnail, name, labelled share, state mark. Knows no document."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from segstudio.gui.look import words
from segstudio.gui.look.icons import icon
from segstudio.gui.look.models import Index
from segstudio.gui.look.painted import draw_bar, fill_row, hairline, quiet, small
from segstudio.gui.look.theme import GRID
from segstudio.gui.panels.images.model import SPLIT_TITLES, ImageRole
from segstudio.gui.panels.images.thumbnails import SIDE
from segstudio.project.project import ImageEntry

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

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows have one size, so that ten thousand cost no time."""
        return QSize(SIDE + 10 * GRID, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, facts = index.data(ImageRole.ENTRY), index.data(ImageRole.FACTS)
        painter.save()
        palette = option.palette
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        fill_row(painter, option, selected, bool(option.state & QStyle.StateFlag.State_MouseOver))
        row = option.rect.adjusted(GRID, 0, -GRID, 0)
        picture = QRect(row.left(), row.top() + GRID // 2, SIDE, SIDE)
        self._draw_picture(painter, picture, palette, index.data(Qt.ItemDataRole.DecorationRole))
        text = row.adjusted(SIDE + GRID, 0, -(_MARK + GRID // 2), 0)
        strong = palette.color(QPalette.ColorRole.Text)
        painter.setPen(strong)
        painter.setFont(option.font)
        shown = QFontMetrics(option.font).elidedText(index.data(), Qt.TextElideMode.ElideMiddle, text.width())
        upper = QRect(text.left(), row.top() + GRID // 2, text.width(), SIDE // 2)
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.setPen(strong if selected else quiet(palette))
        painter.setFont(small(option.font))
        self._draw_share(painter, upper.translated(0, SIDE // 2), palette, facts.share, entry)
        mark = STATE_ICONS.get(facts.state)
        if mark:
            where = QRect(row.right() - _MARK + 1, row.top() + (ROW - _MARK) // 2, _MARK, _MARK)
            role = QPalette.ColorRole.Text if selected else QPalette.ColorRole.PlaceholderText
            icon(mark, palette, role).paint(painter, where)
        painter.restore()

    def _draw_picture(self, painter: QPainter, rect: QRect, palette: QPalette, pixmap: QPixmap | None) -> None:
        if pixmap is None:
            painter.fillRect(rect, hairline(palette))
            return
        place = QRect(rect.topLeft(), pixmap.deviceIndependentSize().toSize())
        place.moveCenter(rect.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, pixmap)

    def _draw_share(
        self, painter: QPainter, rect: QRect, palette: QPalette, share: float | None, entry: ImageEntry
    ) -> None:
        metrics = QFontMetrics(painter.font())
        bar = QRect(rect.left(), rect.center().y() - 1, _BAR, 3)
        draw_bar(painter, bar, share or 0.0, palette.color(QPalette.ColorRole.Highlight), palette)
        number = QRect(bar.right() + GRID, rect.top(), metrics.horizontalAdvance(">99 %"), rect.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words.percent(share))
        split = words.inside(words.tr(SPLIT_TITLES[entry.split])) if entry.split else ""
        text = ", ".join(part for part in (entry.group, split, words.tr("note") if entry.note else "") if part)
        rest = QRect(number.right() + GRID // 2, rect.top(), rect.right() - number.right(), rect.height())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
