"""What a preview puts on the screen: each device pixel shows the value of the image pixel under its centre."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from segstudio.gui.canvas.previews import ToolPreview, ToolPreviews
from segstudio.gui.canvas.transform import Transform
from segstudio.labels.geometry import Footprint, Rect


def painted(preview: ToolPreview, view: Transform) -> np.ndarray:
    image = QImage(view.width, view.height, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    preview.draw(painter, view, image.rect())
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(view.height, view.width, 4).copy()


def test_a_region_covers_exactly_its_pixels() -> None:
    view = Transform(width=80, height=60, columns=20, rows=15, scale=4.0, x=0.0, y=0.0)
    inside = np.zeros((5, 6), bool)
    inside[1:4, 2:5] = True
    shown = painted(
        ToolPreview.of_footprint(Footprint(Rect(3, 2, 6, 5), inside), QColor(255, 0, 0), outlined=False), view
    )
    expected = np.zeros((15, 20), bool)
    expected[2:7, 3:9] = inside
    assert np.array_equal(shown[..., 2] == 255, np.kron(expected, np.ones((4, 4), bool)))


@pytest.mark.parametrize(("scale", "x", "y"), [(0.37, 5.0, -3.0), (3.3, -40.0, 7.0), (1.0, 2.0, 2.0)])
def test_at_any_zoom_the_pixel_under_the_centre_is_shown(scale: float, x: float, y: float) -> None:
    view = Transform(width=90, height=70, columns=100, rows=80, scale=scale, x=x, y=y)
    inside = np.random.default_rng(0).random((50, 60)) > 0.5
    shown = painted(ToolPreview.of_footprint(Footprint(Rect(20, 10, 60, 50), inside), QColor(255, 0, 0), False), view)
    for row in range(0, 70, 3):
        for column in range(0, 90, 3):
            px, py = view.to_image(column + 0.5, row + 0.5)
            at = int(np.floor(px)) - 20, int(np.floor(py)) - 10
            known = 0 <= at[0] < 60 and 0 <= at[1] < 50
            assert (shown[row, column, 2] == 255) == (known and inside[at[1], at[0]])


def test_an_outline_lies_inside_the_region() -> None:
    view = Transform(width=80, height=60, columns=20, rows=15, scale=4.0)
    shown = painted(
        ToolPreview.of_footprint(Footprint(Rect(3, 2, 6, 5), np.ones((5, 6), bool)), QColor(255, 0, 0)), view
    )
    covered = shown[..., 3] > 0
    assert covered[8:28, 12:36].all() and covered.sum() == 20 * 24
    assert (shown[8, 12:36, 2] != 255).any() and (shown[12:24, 16:32, :3] == (0, 0, 255)).all()


def test_words_of_work_come_before_words_that_wait() -> None:
    told: list[Rect | None] = []
    previews = ToolPreviews(told.append)
    previews.show_words("Enter paints")
    previews.show_words("Working", busy=True)
    assert previews.words == "Working"
    previews.show_words("")
    assert previews.words == "Enter paints"
    previews.show(None)
    assert previews.words == "" and told
