"""Every tool on images at the edge of what is possible: nothing breaks, and nothing changes that must not.

Goes through the table of tools, so a tool that is added is tried by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.tools.table import TOOLS
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import Predicted
from tests.gui.scripted import bring_up, paint_block

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
FREE, LOCKED = 0, 1


def _noise(shape: tuple[int, ...], dtype: type = np.uint8) -> np.ndarray:
    values = np.random.default_rng(5).integers(0, 256, shape)
    return (values * (200 if dtype == np.uint16 else 1)).astype(dtype)


def _with_nan() -> np.ndarray:
    pixels = _noise((24, 30), np.float32)
    pixels[5:9, 5:9], pixels[0, 0], pixels[1, 1] = np.nan, np.inf, -np.inf
    return pixels


IMAGES: dict[str, Callable[[], np.ndarray]] = {
    "1x1": lambda: _noise((1, 1)),
    "1xN": lambda: _noise((1, 40)),
    "Nx1": lambda: _noise((40, 1)),
    "rgb": lambda: _noise((24, 30, 3)),
    "16-bit": lambda: _noise((24, 30), np.uint16),
    "float with NaN": _with_nan,
    "constant": lambda: np.full((24, 30), 7, np.uint8),
}
LABELS = ("void", "one class", "two classes")


@pytest.fixture
def canvas_on(empty_document: Document, tmp_path: Path, qtbot: QtBot) -> Callable[[str], Canvas]:
    """Opens one of the images in a visible canvas."""

    def make(image: str) -> Canvas:
        path = tmp_path / "edge.tif"
        assert cv2.imwrite(str(path), IMAGES[image]())
        assert empty_document.open_project.create(tmp_path / "Edge.segstudio", [path], ["free", "locked"])
        qtbot.waitUntil(lambda: empty_document.mask is not None)
        widget = Canvas(empty_document, TOOLS)
        qtbot.addWidget(widget)
        widget.resize(300, 240)
        bring_up(qtbot, widget)
        widget.toolbox.set_brush_size(5)
        return widget

    return make


def label(document: Document, labels: str) -> None:
    """One of the labellings of a void image, a locked class, and a prediction."""
    shape = document.mask.shape
    document.class_list.change(lambda table: table.set_locked(LOCKED, False))
    if labels != "void":
        paint_block(document, FREE, Rect.of_shape(shape))
    if labels == "two classes":
        paint_block(document, LOCKED, Rect(0, 0, (shape[1] + 1) // 2, (shape[0] + 1) // 2))
    document.class_list.change(lambda table: table.set_locked(LOCKED, True))
    document.class_list.set_current(FREE)
    predicted = (np.indices(shape).sum(axis=0) % 2).astype(np.uint8)
    rect = Rect.of_shape(shape)
    document.predictions.put(Predicted(0, document.entry.id, rect, predicted, np.full_like(predicted, 200), "run", 1))


def places(canvas: Canvas) -> list[QPoint]:
    """Corners, middle and just outside of the image, in the widget."""
    columns, rows = canvas.transform.columns, canvas.transform.rows
    image = [(0.2, 0.2), (columns / 2, rows / 2), (columns - 0.2, rows - 0.2), (columns + 0.6, rows / 2), (-0.6, -0.6)]
    return [canvas.transform.to_widget(x, y).toPoint() for x, y in image]


def gestures(canvas: Canvas, settle: Callable[[], None]) -> None:
    """A click at each place, a drag over all of them with either button, and every way to end."""
    spots = places(canvas)
    for spot in spots:
        QTest.mouseClick(canvas, LEFT, pos=spot)
        settle()
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    settle()
    for button in (LEFT, RIGHT):
        QTest.mousePress(canvas, button, pos=spots[0])
        for spot in spots[1:]:
            QTest.mouseMove(canvas, spot)
            settle()
        QTest.mouseRelease(canvas, button, pos=spots[-1])
        settle()
        QTest.keyClick(canvas, Qt.Key.Key_Backspace)
        QTest.keyClick(canvas, Qt.Key.Key_Return)
        settle()
    QTest.mousePress(canvas, LEFT, pos=spots[1])
    QTest.mouseMove(canvas, spots[2])
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, pos=spots[2])
    settle()
    canvas.toolbox.cancel()


@pytest.mark.parametrize("image", IMAGES)
@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_on_every_image_changes_only_what_it_may(
    tool: str, image: str, canvas_on: Callable[[str], Canvas], qtbot: QtBot
) -> None:
    canvas = canvas_on(image)
    document = canvas.document

    def settle() -> None:
        qtbot.waitUntil(lambda: not document.background.busy)

    for labels in LABELS:
        label(document, labels)
        canvas.toolbox.set_tool(tool)
        check(canvas, settle)
        while document.mask.history.undo_stack:
            document.queue.undo()
        assert (document.mask.array == VOID).all()
        canvas.transform.fit()


def check(canvas: Canvas, settle: Callable[[], None]) -> None:
    """The gestures change nothing but what the current tool may, and can be taken back."""
    document = canvas.document
    before = document.mask.array.copy()
    steps = len(document.mask.history.undo_stack)
    gestures(canvas, settle)
    after = document.mask.array
    assert not document.mask.stroking
    assert np.array_equal(after == LOCKED, before == LOCKED), "a locked class is neither painted nor painted over"
    assert set(np.unique(after)) <= {FREE, LOCKED, VOID}
    assert np.array_equal(document.mask.counts(), np.bincount(after.ravel(), minlength=256))
    while len(document.mask.history.undo_stack) > steps:
        document.queue.undo()
    assert np.array_equal(document.mask.array, before), "every step can be taken back"
