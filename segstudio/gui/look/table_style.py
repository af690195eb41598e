"""How lists and tables look: no grid, muted headers, soft selection, digits of one width. Knows the theme only."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QAbstractItemView, QListView, QTableView

from segstudio.gui.look.theme import GRID, tabular, theme_of

ROW = 22  # px: five classes, their mean and the header fit into a dock as it opens
_HEADER = (
    "QHeaderView { background: palette(base); } QTableCornerButton::section { background: palette(base); border: 0; }"
    "QHeaderView::section { background: palette(base); color: palette(placeholder-text); border: 0;"
    " padding: 2px %dpx; }"
)
ROOMY = " QTableView::item { padding: 0 4px; }"


def style_table(view: QTableView, padding: int = 6, cells: str = ROOMY, narrowest: int = 5 * GRID) -> None:
    """Style a read-only table; Tab leaves it. ``padding``: px beside a header's text; ``cells``: their style sheet;
    ``narrowest``: px of a column."""
    view.setStyleSheet(_HEADER % padding + cells)
    view.setFont(tabular(view.font()))
    view.setShowGrid(False)
    view.setFrameShape(QTableView.Shape.NoFrame)
    view.setWordWrap(False)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().setDefaultSectionSize(ROW)
    view.verticalHeader().setMinimumSectionSize(ROW)
    view.verticalHeader().hide()
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setMinimumSectionSize(narrowest)


def style_list(view: QListView) -> None:
    """Style a list of similar rows that are drawn by a delegate: no frame, scrolled by pixels, never sideways."""
    view.setUniformItemSizes(True)
    view.setMouseTracking(True)
    view.setFrameShape(QListView.Shape.NoFrame)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def style_selection(view: QAbstractItemView, theme_palette: QPalette) -> None:
    """Selected rows as in other lists: the soft accent under plain text. Call it after every change of the theme."""
    theme, palette = theme_of(theme_palette), view.palette()
    palette.setColor(QPalette.ColorRole.Highlight, QColor(theme.accent_soft))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor(theme.text))
    view.setPalette(palette)
