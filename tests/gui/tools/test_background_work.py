"""Work off the GUI thread: the newest wish counts, what is outdated is dropped, failures are sentences."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt

from segstudio.errors import Cancelled
from segstudio.gui.canvas.background_work import Work
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.labels import grabcut as algorithm
from segstudio.labels.geometry import Footprint, Rect
from tests.gui.hand import Hand

Rest = Callable[[], None]


@pytest.fixture
def work(canvas: Canvas) -> Work[int]:
    return Work[int](canvas.toolbox, "Counting")


def test_the_newest_wish_counts_and_stops_the_one_before(work: Work[int], canvas: Canvas, rest: Rest) -> None:
    stopped: list[bool] = []

    def first(stop: Callable[[], bool]) -> int:
        while not stop():
            pass
        stopped.append(True)
        raise Cancelled

    work.ask(first)
    assert canvas.toolbox.previews.words == "Counting" and work.busy
    work.ask(lambda _stop: 2)
    work.ask(lambda _stop: 3)
    rest()
    assert work.take() == 3 and work.take() is None and stopped and not work.busy
    assert canvas.toolbox.previews.words == ""


def test_small_work_is_done_at_once(work: Work[int]) -> None:
    work.ask(lambda _stop: 7, small=True)
    assert work.take() == 7


def test_a_failure_is_a_sentence_and_the_tool_goes_on(work: Work[int], rest: Rest, told: list[str]) -> None:
    def bad(_stop: Callable[[], bool]) -> int:
        raise ValueError("no such number")

    work.ask(bad)
    rest()
    assert len(told) == 1 and work.take() is None and not work.busy
    work.ask(lambda _stop: 1)
    rest()
    assert work.take() == 1


def test_nothing_comes_after_closing(work: Work[int], rest: Rest) -> None:
    release = threading.Event()
    work.ask(lambda _stop: int(release.wait(5)))
    work.close()
    release.set()
    rest()
    assert work.take() is None


def test_a_result_for_labels_that_changed_is_dropped(canvas: Canvas, document: Document, rest: Rest) -> None:
    release = threading.Event()
    with Work[int](canvas.toolbox, "Counting", reads_mask=True) as work:
        work.ask(lambda _stop: int(release.wait(5)))
        document.edits.fill("Dab", Footprint(Rect(1, 1, 2, 2), np.ones((2, 2), bool)), 0)
        release.set()
        rest()
        assert work.take() is None and not work.busy


def test_escape_while_a_tool_works_leaves_nothing_behind(
    canvas: Canvas, document: Document, rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()
    real = algorithm.grab_cut

    def slow(*args: object, **how: object) -> Footprint:
        begun.set()
        return real(*args, **how)

    monkeypatch.setattr("segstudio.gui.tools.grabcut.grab_cut", slow)
    hand = Hand(canvas)
    canvas.toolbox.set_tool("grabcut")
    hand.drag((18, 25), (32, 35))
    assert begun.wait(5) and canvas.toolbox.previews.words
    hand.key(Qt.Key.Key_Escape)
    rest()
    assert canvas.toolbox.previews.shown is None and canvas.toolbox.previews.words == "" and not canvas.toolbox.busy


def test_another_image_or_tool_ends_the_work(canvas: Canvas, document: Document, rest: Rest) -> None:
    hand = Hand(canvas)
    canvas.toolbox.set_tool("grabcut")
    hand.drag((18, 25), (32, 35))
    canvas.toolbox.set_tool("wand")
    rest()
    assert canvas.toolbox.previews.shown is None and not canvas.toolbox.busy and canvas.toolbox.previews.words == ""
    hand.click(20, 20)
    document.current.changed.emit()
    assert canvas.toolbox.previews.shown is None and not canvas.toolbox.busy
