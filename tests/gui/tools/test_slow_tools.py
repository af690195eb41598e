"""Tools that take a moment: clicks before they are ready, what is missing, how far they are, Escape, large images."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt

from segstudio.errors import Cancelled
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.tools import superpixel as brush
from segstudio.labels import grabcut as finding
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import empty
from segstudio.labels.geometry import Footprint
from segstudio.labels.painting import brush_segment
from segstudio.labels.scissors import Scissors
from segstudio.labels.superpixels import superpixels
from tests.gui.hand import RIGHT, Hand

Rest = Callable[[], None]
Show = Callable[[np.ndarray], Canvas]
PATIENCE = 20


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What work in the background waits for; open at the end, so that every thread ends."""
    event = threading.Event()
    yield event
    event.set()


# ---- scissors ----------------------------------------------------------------------------------------------------


@pytest.fixture
def slow_map(canvas: Canvas, gate: threading.Event, monkeypatch: pytest.MonkeyPatch) -> Canvas:
    """Scissors in hand whose map of paths is made when the gate opens."""
    real = Scissors.start

    def start(self: Scissors, point: tuple[float, float]) -> tuple[int, int]:
        assert gate.wait(PATIENCE)
        return real(self, point)

    monkeypatch.setattr(Scissors, "start", start)
    canvas.toolbox.set_tool("scissors")
    return canvas


def backspace(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Backspace)


def right_clicks(hand: Hand) -> None:
    hand.click(30, 30, RIGHT)
    hand.click(30, 30, RIGHT)


def second_click_and_both_back(hand: Hand) -> None:
    hand.click(39, 15)
    hand.key(Qt.Key.Key_Backspace)
    hand.key(Qt.Key.Key_Backspace)


def double_click_and_back(hand: Hand) -> None:
    hand.double(10, 15)
    hand.key(Qt.Key.Key_Backspace)


@pytest.mark.parametrize("then", [backspace, right_clicks, second_click_and_both_back, double_click_and_back])
def test_taking_the_first_point_back_before_the_edges_are_read_ends_the_outline(
    slow_map: Canvas, hand: Hand, document: Document, rest: Rest, gate: threading.Event, told: list[str],
    then: Callable[[Hand], None],
) -> None:  # fmt: skip
    hand.click(10, 15)
    then(hand)
    gate.set()
    rest()
    assert not slow_map.toolbox.busy and slow_map.toolbox.outline is None and not told
    assert (document.mask.array == VOID).all() and slow_map.toolbox.previews.words == ""


def test_a_fast_double_click_on_the_first_point_paints_nothing(
    slow_map: Canvas, hand: Hand, document: Document, rest: Rest, gate: threading.Event
) -> None:
    hand.double(10, 15)
    gate.set()
    rest()
    assert not slow_map.toolbox.busy and (document.mask.array == VOID).all()


# ---- GrabCut -----------------------------------------------------------------------------------------------------


@pytest.fixture
def grabcut(canvas: Canvas) -> Canvas:
    canvas.toolbox.set_tool("grabcut")
    canvas.toolbox.set_brush_size(3)
    return canvas


def test_grabcut_without_a_scribble_over_the_object_says_so_and_paints_nothing(
    grabcut: Canvas, hand: Hand, document: Document, rest: Rest, told: list[str]
) -> None:
    hand.drag((45, 8), (45, 55), button=RIGHT)
    assert "left button" in grabcut.toolbox.previews.words
    hand.key(Qt.Key.Key_Return)
    rest()
    assert (document.mask.array == VOID).all() and not document.mask.history.undo_stack
    assert len(told) == 1 and "scribble over the object" in told[0]
    assert grabcut.toolbox.busy, "the scribble is kept"
    hand.drag((18, 25), (32, 35))
    rest()
    hand.key(Qt.Key.Key_Return)
    assert (document.mask.array[20:40, 15:35] == 0).all() and len(told) == 1


def test_grabcut_forgets_what_it_found_with_the_scribble_over_the_object(
    grabcut: Canvas, hand: Hand, document: Document, rest: Rest, told: list[str]
) -> None:
    hand.drag((45, 8), (45, 55), button=RIGHT)
    hand.drag((18, 25), (32, 35))
    rest()
    hand.key(Qt.Key.Key_Backspace)
    hand.key(Qt.Key.Key_Return)
    rest()
    assert (document.mask.array == VOID).all() and len(told) == 1


# ---- progress ----------------------------------------------------------------------------------------------------


def test_grabcut_says_how_far_it_is(
    grabcut: Canvas, hand: Hand, rest: Rest, gate: threading.Event, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_args: object, progress: Callable[[int, int], None], **_how: object) -> Footprint:
        progress(2, 6)
        assert gate.wait(PATIENCE)
        return empty()

    monkeypatch.setattr("segstudio.gui.tools.grabcut.grab_cut", slow)
    hand.drag((18, 25), (32, 35))
    qtbot.waitUntil(lambda: "33\N{NO-BREAK SPACE}%" in grabcut.toolbox.previews.words)
    assert (
        grabcut.toolbox.previews.words.startswith("Finding the object, ")
        and "Esc stops" in grabcut.toolbox.previews.words
    )
    gate.set()
    rest()
    assert "%" not in grabcut.toolbox.previews.words


def test_the_share_that_is_said_is_the_algorithm_s_own(
    grabcut: Canvas, hand: Hand, rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[int, int]] = []
    real = finding.grab_cut

    def watched(*args: object, progress: Callable[[int, int], None], **how: object) -> Footprint:
        def both(done: int, total: int) -> None:
            noted.append((done, total))
            progress(done, total)

        return real(*args, progress=both, **how)

    monkeypatch.setattr("segstudio.gui.tools.grabcut.grab_cut", watched)
    hand.drag((18, 25), (32, 35))
    rest()
    assert noted == sorted(noted) and noted[-1][0] == noted[-1][1] > 1


def test_scissors_say_how_far_the_map_is(
    canvas: Canvas, hand: Hand, rest: Rest, gate: threading.Event, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Scissors.snapped

    def snapped(self: Scissors, *args: object) -> tuple[int, int]:
        assert gate.wait(PATIENCE)
        return real(self, *args)

    monkeypatch.setattr(Scissors, "snapped", snapped)
    canvas.toolbox.set_tool("scissors")
    hand.click(10, 15)
    qtbot.waitUntil(lambda: "50\N{NO-BREAK SPACE}%" in canvas.toolbox.previews.words)
    gate.set()
    rest()
    assert canvas.toolbox.previews.words == "" and canvas.toolbox.busy


# ---- superpixels -------------------------------------------------------------------------------------------------


def test_escape_stops_cutting_superpixels_and_painting_begins_it_again(
    canvas: Canvas, hand: Hand, document: Document, rest: Rest, qtbot, told: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    stopped = threading.Event()

    def endless(*_args: object, progress: Callable[[int, int], None], cancelled: Callable[[], bool], **_how: object):
        progress(1, 4)
        while not cancelled():
            stopped.wait(0.001)
        stopped.set()
        raise Cancelled

    monkeypatch.setattr(brush, "superpixels", endless)
    canvas.toolbox.set_tool("superpixel")
    qtbot.waitUntil(lambda: "25\N{NO-BREAK SPACE}%" in canvas.toolbox.previews.words)
    hand.key(Qt.Key.Key_Escape)
    rest()
    assert stopped.is_set() and canvas.toolbox.previews.words == "" and canvas.toolbox.companion.found is None
    assert len(told) == 1 and told[0].startswith("Stopped")
    monkeypatch.setattr(brush, "superpixels", superpixels)
    hand.click(20, 30)
    rest()
    assert document.mask.array[30, 20] == 0 and not canvas.toolbox.busy


def calm(canvas: Canvas, qtbot) -> None:
    """Wait until nothing is worked on any more."""
    qtbot.waitUntil(lambda: not canvas.document.background.busy)


@pytest.fixture
def large(show: Show, monkeypatch: pytest.MonkeyPatch, qtbot) -> Canvas:
    """An image of which only the middle is cut at first, and the superpixel brush."""
    for name, value in (("WINDOW", 100), ("TILE", 64), ("MARGIN", 8)):
        monkeypatch.setattr(brush, name, value)
    canvas = show(np.random.default_rng(4).integers(0, 255, (400, 400)).astype(np.uint8))
    canvas.toolbox.set_tool("superpixel")
    qtbot.waitUntil(lambda: canvas.toolbox.companion.found is not None)
    assert canvas.toolbox.companion.found.window.w < 130
    canvas.toolbox.set_brush_size(5)
    return canvas


@pytest.mark.parametrize(
    "way", [((20, 20), (40, 30)), ((5, 5), (395, 395)), ((395, 200), (200, 200), (200, 395)), ((390, 10),)]
)
def test_every_superpixel_that_is_touched_anywhere_on_a_large_image_is_painted(
    large: Canvas, qtbot, way: tuple[tuple[int, int], ...]
) -> None:
    Hand(large).drag(*way)
    calm(large, qtbot)
    document = large.document
    assert not large.toolbox.busy and not document.mask.stroking
    touched = np.zeros(document.mask.shape, bool)
    for start, end in zip(way, way[1:] or way, strict=False):
        line = brush_segment(touched.shape, *((x + 0.5, y + 0.5) for x, y in (start, end)), 1)
        touched[line.rect.slices] |= line.inside
    assert (document.mask.array[touched] == 0).all()
    assert (document.mask.array == 0).sum() > 16 * 16 / 4
    document.queue.undo()
    assert (document.mask.array == VOID).all(), "one stroke, one step"


def test_the_same_place_of_a_large_image_has_the_same_superpixels_again(large: Canvas, qtbot) -> None:
    hand, document = Hand(large), large.document
    hand.click(20, 20)
    calm(large, qtbot)
    first = document.mask.array.copy()
    hand.click(390, 390)
    calm(large, qtbot)
    document.queue.undo()
    document.queue.undo()
    hand.click(20, 20)
    calm(large, qtbot)
    assert np.array_equal(document.mask.array, first)


def test_what_waits_for_superpixels_can_be_given_up_and_clicked_on(
    large: Canvas, qtbot, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*args: object, **how: object) -> object:
        assert gate.wait(PATIENCE)
        return superpixels(*args, **how)

    monkeypatch.setattr(brush, "superpixels", slow)
    hand, mask = Hand(large), large.document.mask
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
        hand.drag((20, 20), (40, 30))
        assert large.toolbox.busy and "Finding superpixels" in large.toolbox.previews.words
        hand.key(key)
        assert not large.toolbox.busy and not mask.stroking
    hand.click(20, 20)
    hand.click(390, 20)
    gate.set()
    calm(large, qtbot)
    assert mask.array[20, 20] == 0 and mask.array[20, 390] == 0 and mask.array[30, 40] == VOID


def test_superpixels_that_cannot_be_found_end_the_stroke_with_a_sentence(
    large: Canvas, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bad(*_args: object, **_how: object) -> None:
        raise ValueError("no such image")

    monkeypatch.setattr(brush, "superpixels", bad)
    sentences: list[str] = []
    large.document.problem.connect(lambda error: sentences.append(error.message))
    Hand(large).click(20, 20)
    calm(large, qtbot)
    assert len(sentences) == 1 and not large.toolbox.busy and (large.document.mask.array == VOID).all()


def test_superpixels_too_small_to_see_are_a_sentence_that_says_what_to_do(
    large: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    large.document.notice.connect(told.append)
    monkeypatch.setattr(large.transform, "reach", lambda pixels: 17.0 * pixels)
    Hand(large).click(200, 200)
    assert len(told) == 1 and "zoom in" in told[0] and (large.document.mask.array == VOID).all()
