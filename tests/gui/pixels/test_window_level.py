"""Window and level: how values are shown, never what they are."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.pixels.window_level import best_window, dragged
from segstudio.gui.tools.table import TOOLS
from segstudio.project.images.reading import ImageData
from tests.gui.scripted import bring_up

BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def ramp(dtype: type) -> np.ndarray:
    """60 x 80 pixels that rise from left to right: 8-bit 40..119, 16-bit 4000..11900, float 0.04..0.119."""
    columns = np.broadcast_to(np.arange(40, 120), (60, 80))
    factor = {np.uint8: 1, np.uint16: 100, np.float32: 1e-3}[dtype]
    return np.ascontiguousarray(columns * factor).astype(dtype)


@pytest.fixture(params=[np.uint8, np.uint16, np.float32])
def ramps(request: pytest.FixtureRequest, empty_document: Document, tmp_path: Path, qtbot: QtBot) -> Document:
    """A document on two images of one depth."""
    paths = [tmp_path / f"ramp_{i}.tif" for i in range(2)]
    for path in paths:
        cv2.imwrite(str(path), ramp(request.param))
    assert empty_document.open_project.create(tmp_path / "Ramp.segstudio", paths, ["a", "b"])
    qtbot.waitUntil(lambda: empty_document.mask is not None)
    return empty_document


@pytest.fixture
def canvas(ramps: Document, qtbot: QtBot) -> Canvas:
    """A visible canvas without overlays."""
    widget = Canvas(ramps, TOOLS)
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.display.peek(True)
    bring_up(qtbot, widget)
    return widget


def greys(canvas: Canvas) -> np.ndarray:
    """What is seen in one row of the image."""
    image = canvas.grab().toImage()
    return np.array([image.pixelColor(canvas.transform.to_widget(x + 0.5, 30.5).toPoint()).red() for x in range(80)])


def test_a_window_changes_the_screen_and_no_value(ramps: Document, canvas: Canvas) -> None:
    before, pixels = greys(canvas), ramps.image.pixels.copy()
    low, high = (float(v) for v in (pixels[0, 20], pixels[0, 60]))
    ramps.display.set_window(low, high)
    after = greys(canvas)
    assert not np.array_equal(before, after) and ramps.display.window == (low, high)
    assert after[20] == 0 and after[60] == 255 and 120 <= after[40] <= 135
    assert np.array_equal(ramps.image.pixels, pixels) and ramps.image.value_text(0, 0)
    ramps.display.reset_window()
    assert np.array_equal(greys(canvas), before)


def test_auto_goes_to_the_percentiles_and_back(ramps: Document, canvas: Canvas) -> None:
    own, best = ramps.image.window, best_window(ramps.image)
    seen = []
    ramps.window_changed.connect(lambda: seen.append(ramps.display.window))
    ramps.display.auto_window()
    assert ramps.display.window == best and greys(canvas)[-1] >= 250
    ramps.display.auto_window()
    assert ramps.display.window == own and seen == [best, own]


def test_each_image_has_its_window_until_one_is_kept_for_all(ramps: Document, qtbot: QtBot) -> None:
    low, high = ramps.display.window
    chosen = low + 0.1 * (high - low), high
    ramps.display.set_window(*chosen)
    for step, expected in ((1, (low, high)), (-1, chosen)):
        ramps.current.step(step)
        qtbot.waitUntil(lambda: ramps.mask is not None)
        assert ramps.display.window == expected
    ramps.display.toggle_keep_window()
    ramps.current.step(1)
    qtbot.waitUntil(lambda: ramps.mask is not None)
    assert ramps.display.keep_window and ramps.display.window == chosen
    ramps.display.toggle_keep_window()
    assert ramps.display.window == (low, high)


@pytest.mark.parametrize("window", [(5.0, 5.0), (6.0, 5.0), (float("nan"), 1.0), (0.0, float("inf"))])
def test_a_window_without_width_is_refused(ramps: Document, window: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="window"):
        ramps.display.set_window(*window)


def test_dragging_right_widens_and_down_darkens(ramps: Document, canvas: Canvas) -> None:
    low, high = ramps.display.window
    start = QPoint(200, 150)
    QTest.mousePress(canvas, LEFT, BOTH, start)
    QTest.mouseMove(canvas, start + QPoint(75, 0))
    wide = ramps.display.window
    QTest.mouseMove(canvas, start + QPoint(0, 60))
    lower = ramps.display.window
    QTest.mouseRelease(canvas, LEFT, BOTH, start)
    assert wide[1] - wide[0] > 1.3 * (high - low)
    assert lower[0] > low and lower[1] > high
    QTest.mouseMove(canvas, start + QPoint(40, 40))
    assert ramps.display.window == lower and ramps.mask.labelled == 0, "the drag is over and has painted nothing"


def test_a_drag_never_ends_in_a_window_without_width() -> None:
    for window in ((0.0, 255.0), (7.0, 7.0), (0.0, 0.0), (-1e9, 1e9)):
        for right, down in ((-1e4, 0), (1e3, 1e3), (0, -1e4)):
            low, high = dragged(window, right, down)
            assert low < high


def test_an_image_without_contrast_has_no_best_window(document: Document) -> None:
    flat = ImageData(np.full((4, 4), 9, np.uint8), Path("flat.png"))
    assert best_window(flat) is None
    assert best_window(ImageData(np.full((2, 2), np.nan, np.float32), Path("nan.tif"))) is None
    document.current.image = flat
    document.display.auto_window()
    assert document.display.window == (0.0, 255.0)
