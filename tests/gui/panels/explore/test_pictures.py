"""Rows of pictures are as large as their room allows."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from segstudio.gui.panels.explore.pictures import PictureRows


def test_rows_stand_beside_each_other_where_that_shows_far_larger_pictures(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    rows = PictureRows("rows", "Rows", 3, parent)
    colors = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    rows.show_rows(
        [(title, np.full((6, 4, 4, 3), color, np.uint8)) for title, color in zip("abc", colors, strict=True)]
    )
    rows.resize(800, 460)
    assert rows._lines(14) == 0, "there is room enough below each other"
    rows.resize(900, 130)
    assert rows._lines(14) > 1 and rows._side(14, rows._lines(14)) > 1.2 * rows._side(14)
    shown = rows.grab().toImage()
    found = [[shown.pixelColor(x, y).rgb() & 0xFFFFFF for x in range(shown.width())] for y in range(shown.height())]
    for color in colors:
        number = color[0] << 16 | color[1] << 8 | color[2]
        pixels = sum(row.count(number) for row in found) / shown.devicePixelRatio() ** 2
        assert pixels > 5.5 * (rows._side(14, rows._lines(14)) - 3) ** 2, "all six are seen"
