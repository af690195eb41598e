"""Every tool on every kind of image, with real mouse events: no exception, and no change outside the paint rule."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.tools.table import TOOLS
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.rules import PaintRule
from segstudio.learning.messages import Predicted
from tests.gui.hand import CTRL, LEFT, NONE, RIGHT, Hand
from tests.gui.scripted import ACTIONS

Show = Callable[..., Canvas]
SIZE = 300, 240  # of the canvas: a small one is painted quickly
RNG = np.random.default_rng(3)


def holes() -> np.ndarray:
    pixels = RNG.normal(0.5, 0.2, (33, 41)).astype(np.float32)
    pixels[5:9, 7:30] = np.nan
    pixels[20, 20] = np.inf
    return pixels


IMAGES = {
    "1x1": lambda: np.full((1, 1), 7, np.uint8),
    "1xN": lambda: RNG.integers(0, 255, (1, 37)).astype(np.uint8),
    "Nx1": lambda: RNG.integers(0, 255, (37, 1)).astype(np.uint8),
    "16 bit": lambda: RNG.integers(0, 60000, (40, 30)).astype(np.uint16),
    "NaN": holes,
    "all NaN": lambda: np.full((20, 25), np.nan, np.float32),
    "colour": lambda: RNG.integers(0, 255, (30, 45, 3)).astype(np.uint8),
}


def settle(document: Document) -> None:
    """Let work in the background end and its answers come."""
    until = time.monotonic() + 20
    QApplication.processEvents()
    while document.background.busy:
        assert time.monotonic() < until
        time.sleep(0.001)
        QApplication.processEvents()


def predict(document: Document) -> None:
    classes = np.ones(document.mask.shape, np.uint8)
    classes[: classes.shape[0] // 2] = 2
    document.predictions.put(Predicted(0, document.entry.id, Rect.of_shape(classes.shape), classes, classes, "r", 1))


def work_hard(canvas: Canvas, button: Qt.MouseButton) -> None:
    """Clicks and drags inside, across every edge and outside, then everything that ends a gesture."""
    hand, document = Hand(canvas), canvas.document
    h, w = document.mask.shape
    settle(document)
    for points in (
        [(w / 2, h / 2)],
        [(0, 0), (w - 1, h - 1), (w - 1, 0)],
        [(-3, h / 2), (w / 2, h / 2), (w + 3, h / 2 + 1)],
        [(w + 5, h + 5), (w + 9, h + 9)],
    ):
        hand.drag(*points, button=button)
        settle(document)
        hand.key(Qt.Key.Key_Return)
        settle(document)
        hand.key(Qt.Key.Key_Escape)
    hand.double(w / 2, h / 2)
    hand.click(w / 2, h / 2, keys=CTRL)
    settle(document)
    hand.click(w / 3, h / 3, RIGHT)
    hand.key(Qt.Key.Key_Backspace)
    settle(document)
    hand.key(Qt.Key.Key_Enter)
    settle(document)
    hand.key(Qt.Key.Key_Escape)
    canvas.grab()


@pytest.mark.parametrize("image", list(IMAGES))
@pytest.mark.parametrize("tool", list(TOOLS))
def test_every_tool_works_on_every_image(show: Show, tool: str, image: str) -> None:
    canvas = show(IMAGES[image](), *SIZE)
    document = canvas.document
    predict(document)
    document.class_list.set_current(1)
    canvas.toolbox.set_tool(tool)
    if canvas.toolbox.companion is not None:
        QTest.qWait(200)  # it waits for the view to rest
    for button in (LEFT, RIGHT):
        work_hard(canvas, button)
    assert not document.mask.stroking and not canvas.toolbox.busy
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))  # what follows the pointer goes with it
    assert canvas.toolbox.previews.shown is None
    while document.mask.history.undo_stack:
        document.queue.undo()
    assert (document.mask.array == VOID).all(), "every change is an undo step"


def _start(document: Document, filled: str) -> np.ndarray:
    whole = Footprint(Rect.of_shape(document.mask.shape), np.ones(document.mask.shape, bool))
    if filled == "one class":
        document.edits.fill("All", whole, 0)
    elif filled == "mixed":
        values = RNG.integers(0, 4, document.mask.shape).astype(np.uint8)
        values[values == 3] = VOID
        document.edits.fill_void("Mixed", whole, values)
    return document.mask.array.copy()


def _rules(before: np.ndarray, pixels: np.ndarray) -> dict[str, tuple[PaintRule, np.ndarray]]:
    """Each rule, and where it lets pixels change."""
    chosen = np.zeros(before.shape, bool)
    chosen[4:15, 6:20] = True
    place = Footprint(Rect(6, 4, 14, 11), np.ones((11, 14), bool))
    return {
        "only void": (PaintRule(only_void=True), before == VOID),
        "only class": (PaintRule(only_class=2), before == 2),
        "intensity": (PaintRule(intensity=(60, 140)), (pixels >= 60) & (pixels <= 140)),
        "selection": (PaintRule(selection=place), chosen),
        "lock": (PaintRule(), before != 0),
    }


@pytest.mark.parametrize("filled", ["void", "one class", "mixed"])
@pytest.mark.parametrize("tool", list(TOOLS))
def test_no_tool_changes_a_pixel_outside_the_rule(show: Show, tool: str, filled: str) -> None:
    pixels = RNG.integers(0, 255, (24, 30)).astype(np.uint8)
    canvas = show(pixels, *SIZE)
    document = canvas.document
    before = _start(document, filled)
    steps = len(document.mask.history.undo_stack)
    predict(document)
    document.class_list.set_current(1)
    canvas.toolbox.set_tool(tool)
    if canvas.toolbox.companion is not None:
        QTest.qWait(200)
    for name, (rule, allowed) in _rules(before, pixels).items():
        document.rule.set(rule)
        if name == "lock":
            document.class_list.change(lambda table: table.set_locked(0, True))
        for button in (LEFT, RIGHT):
            _gesture(canvas, button)
            changed = document.mask.array != before
            assert not (changed & ~allowed).any(), name
        if name == "lock":
            assert ((document.mask.array == 0) == (before == 0)).all(), "a locked class is neither taken nor given"
        while len(document.mask.history.undo_stack) > steps:
            document.queue.undo()
        assert np.array_equal(document.mask.array, before)


def _gesture(canvas: Canvas, button: Qt.MouseButton) -> None:
    hand, document = Hand(canvas), canvas.document
    settle(document)
    for points in ([(3, 3), (12, 8), (25, 20), (4, 18)], [(10, 10)], [(22, 5)]):
        hand.drag(*points, button=button)
        settle(document)
    hand.key(Qt.Key.Key_Return)
    settle(document)
    hand.key(Qt.Key.Key_Escape)


def test_every_tool_has_words_a_key_an_icon_and_an_action() -> None:
    rows = {row.id: row for row in ACTIONS}
    for name, tool in TOOLS.items():
        row = rows[f"tool.{name}"]
        assert tool.name == name and tool.title and tool.icon and tool.tip.endswith(".")
        assert row.keys == (tool.key,) and row.icon == tool.icon and row.text == tool.title
    assert len({tool.key for tool in TOOLS.values()}) == len(TOOLS)


def test_the_names_of_options_are_their_tool_and_unique() -> None:
    options = [(tool.name, option) for tool in TOOLS.values() for option in tool.options]
    assert len({option.name for _, option in options}) == len(options)
    for tool, option in options:
        assert option.name.startswith(f"{tool}.") and option.title and option.tip.endswith(".")
        assert option.checked(option.default) == option.default


def test_modifiers_of_the_mouse_reach_no_tool_that_does_not_want_them(canvas: Canvas, hand: Hand) -> None:
    hand.click(20, 20, keys=NONE)
    before = canvas.document.mask.array.copy()
    hand.click(40, 30, keys=Qt.KeyboardModifier.AltModifier)
    assert np.array_equal(before, canvas.document.mask.array), "Alt picks"


def test_a_brush_of_1_px_is_a_pencil_a_click_is_one_pixel_and_a_drag_the_thinnest_line(
    canvas: Canvas, hand: Hand, document: Document
) -> None:
    canvas.toolbox.set_brush_size(1)
    document.class_list.set_current(1)
    hand.click(5, 7)
    assert np.argwhere(document.mask.array != VOID).tolist() == [[7, 5]]
    document.queue.undo()
    hand.drag((10, 10), (50, 23))
    rows, columns = np.nonzero(document.mask.array.T != VOID)[::-1]
    assert columns.tolist() == list(range(10, 51)), "one pixel in each column of a flat line"
    nearest = 10 + (np.arange(41) * 13 + 20) // 40  # Bresenham 1965
    assert rows.tolist() == nearest.tolist() and set(np.unique(document.mask.array).tolist()) == {1, VOID}
