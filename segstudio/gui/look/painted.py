"""The small things that several panels paint: colour squares, the hatch of void, thin bars, muted text.

Knows the theme only. Every colour but a class's own comes from the palette, so light and dark follow by themselves.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QLabel, QStyleOptionViewItem, QWidget

from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import muted_label, sized, tabular, theme_of

RADIUS = 3.0
EMPTY = 72  # of 255: opacity of the empty part of a bar


def quiet(palette: QPalette) -> QColor:
    """The colour of secondary text."""
    return QColor(theme_of(palette).muted)


def hairline(palette: QPalette) -> QColor:
    """The colour of hairlines."""
    return QColor(theme_of(palette).border)


def fill_row(painter: QPainter, option: QStyleOptionViewItem, selected: bool, hovered: bool) -> None:
    """The background of a row: the soft accent when selected, light grey under the pointer, else nothing."""
    theme = theme_of(option.palette)
    if selected or hovered:
        painter.fillRect(option.rect, QColor(theme.accent_soft if selected else theme.hover))


def small(font: QFont) -> QFont:
    """The third and smallest of the window's type sizes, with digits of one width."""
    return tabular(sized(font, 0.9))


def draw_swatch(painter: QPainter, rect: QRect, rgb: tuple[int, int, int], outline: QColor) -> None:
    """A class's colour square with a hairline, so that it is visible on any background."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(outline)
    painter.setBrush(QColor(*rgb))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    painter.restore()


def draw_hatch(painter: QPainter, rect: QRect, palette: QPalette) -> None:
    """The square of void: hatched in the palette's greys, never like a class."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = quiet(palette)
    painter.setPen(edge)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    frame = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(frame, RADIUS, RADIUS)
    painter.setClipRect(frame.adjusted(1, 1, -1, -1))
    for offset in range(-rect.height(), rect.width(), 5):
        painter.drawLine(rect.left() + offset, rect.bottom() + 1, rect.left() + offset + rect.height(), rect.top())
    painter.restore()


def draw_bar(painter: QPainter, rect: QRect, share: float, fill: QColor, palette: QPalette) -> None:
    """A thin bar; any share above 0 shows at least one pixel of it."""
    empty = quiet(palette)
    empty.setAlpha(EMPTY)  # visible on a selected row too, which is as light as a hairline in the dark theme
    painter.fillRect(rect, empty)
    width = round(rect.width() * min(1.0, max(0.0, share)))
    if share > 0:
        painter.fillRect(QRect(rect.left(), rect.top(), max(1, width), rect.height()), fill)


def swatch_pixmap(rgb: tuple[int, int, int], outline: QColor, side: int = 12, ratio: float = 2.0) -> QPixmap:
    """A class's colour square for menus and tables."""
    pixmap = QPixmap(QSize(side, side) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_swatch(painter, QRect(0, 0, side, side), rgb, outline)
    painter.end()
    return pixmap


def swatch_icon(rgb: tuple[int, int, int], palette: QPalette) -> QIcon:
    """The same as an icon for a combo box."""
    return QIcon(swatch_pixmap(rgb, quiet(palette)))


def quiet_label(text: str, name: str, parent: QWidget) -> QLabel:
    """Secondary text: smaller, muted, wrapped, with digits of one width."""
    label = muted_label(text, name, parent)
    label.setFont(small(label.font()))
    return label


def heading(text: str, name: str, parent: QWidget) -> QLabel:
    """The title of a panel's part."""
    label = named(QLabel(text, parent), name)
    label.setProperty("heading", True)
    return label
