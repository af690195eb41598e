"""Click an object with a network of the person's own: the same gestures, masks for all clicks together, and the
built-in regions again when it cannot work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.labels.classes import VOID
from segstudio.promptable.process import ClickNetwork
from segstudio.promptable.prompt_regions import PromptRegions
from tests.gui.hand import ALT, SHIFT, Hand
from tests.gui.tools.test_object_click import BRIGHT, GREY, share, wheel
from tests.promptable.pairs import InHere, make_pair

Rest = Callable[[], None]


def use(canvas: Canvas, network: object, qtbot: object) -> None:
    """Choose the tool with this network, its picture read."""
    canvas.toolbox.set_click_network(network)  # type: ignore[arg-type]
    canvas.toolbox.set_tool("object_click")
    qtbot.waitUntil(lambda: canvas.toolbox.companion._regions is not None)  # type: ignore[attr-defined]


@pytest.fixture
def tool(canvas: Canvas, tmp_path: Path, qtbot: object) -> Canvas:
    """The canvas with the tool and a tiny network that answers in this process."""
    use(canvas, InHere(make_pair(tmp_path / "pair", "sam")), qtbot)
    assert isinstance(canvas.toolbox.companion._regions, PromptRegions)  # type: ignore[union-attr]
    return canvas


def test_its_mask_is_outlined_under_the_pointer_and_painted_as_one_undo_step(
    tool: Canvas, hand: Hand, document: Document, rest: Rest
) -> None:
    hand.move(25, 30)
    rest()
    assert tool.toolbox.previews.lines is not None and (document.mask.array == VOID).all()
    hand.click(25, 30)
    rest()
    wheel(tool, hand, 25, 30, -1)
    rest()
    wheel(tool, hand, 25, 30, 1)
    rest()
    hand.key(Qt.Key.Key_Return)
    rest()
    assert share(document.mask.array, 0, BRIGHT) > 0.85 and len(document.mask.history.undo_stack) == 1


def test_the_wheel_chooses_among_the_masks_it_offers(tool: Canvas, hand: Hand, document: Document, rest: Rest) -> None:
    hand.click(25, 30)
    rest()
    before = tool.toolbox.companion.found
    wheel(tool, hand, 25, 30, -1)
    rest()
    hand.key(Qt.Key.Key_Return)
    rest()
    assert 0 < (document.mask.array == 0).sum() < before.footprint.inside.sum()


def test_shift_and_alt_are_answered_for_all_clicks_together(
    tool: Canvas, hand: Hand, document: Document, rest: Rest
) -> None:
    hand.click(15, 30)
    rest()
    hand.click(35, 30, keys=ALT)
    rest()
    whole = tool.toolbox.companion.found
    assert whole.whole, "the network was asked for both clicks"
    wheel(tool, hand, 35, 30, 1)  # over what is cut away
    rest()
    assert tool.toolbox.companion.found.row is whole.row
    hand.key(Qt.Key.Key_Return)
    rest()
    assert document.mask.array[30, 15] == 0 and document.mask.array[30, 35] == VOID
    document.queue.undo()
    hand.click(25, 30)
    rest()
    alone = tool.toolbox.companion.found.footprint.inside.sum()
    hand.click(60, 35, keys=SHIFT)
    rest()
    assert tool.toolbox.companion.found.whole
    hand.key(Qt.Key.Key_Return)
    rest()
    painted = document.mask.array == 0
    assert painted[30, 25] and painted[35, 60] and painted.sum() > alone + 300


def test_a_network_that_takes_one_click_at_a_time_still_adds_and_cuts(
    canvas: Canvas, hand: Hand, document: Document, rest: Rest, tmp_path: Path, qtbot: object
) -> None:
    use(canvas, InHere(make_pair(tmp_path / "pair", "efficient", points=1)), qtbot)
    hand.click(15, 30)
    rest()
    for _ in range(2):
        wheel(canvas, hand, 15, 30, -1)
        rest()
    small = canvas.toolbox.companion.found.footprint.inside.sum()
    hand.click(38, 30, keys=SHIFT)
    rest()
    hand.key(Qt.Key.Key_Return)
    rest()
    assert document.mask.array[30, 15] == document.mask.array[30, 38] == 0
    assert (document.mask.array == 0).sum() > small


def test_without_a_network_the_regions_of_the_image_are_there_again_at_once(
    tool: Canvas, hand: Hand, document: Document, rest: Rest
) -> None:
    tool.toolbox.set_click_network(None)
    hand.click(60, 35)
    rest()
    hand.key(Qt.Key.Key_Return)
    rest()
    assert share(document.mask.array, 0, GREY) > 0.85


def test_the_network_gives_its_memory_back_a_while_after_another_tool_was_chosen(
    tool: Canvas, monkeypatch: pytest.MonkeyPatch, qtbot: object
) -> None:
    network, unused = tool.toolbox.click_network, tool.toolbox._unused
    tool.toolbox.set_tool("brush")
    assert unused.isActive() and unused.interval() == 60_000
    tool.toolbox.set_tool("object_click")
    assert not unused.isActive()
    unused.setInterval(1)
    tool.toolbox.set_tool("brush")
    qtbot.waitUntil(lambda: network.rests == 1)  # type: ignore[attr-defined]


def test_a_network_that_fails_says_so_once_and_the_click_goes_on_without_it(
    canvas: Canvas, hand: Hand, document: Document, rest: Rest, told: list[str], tmp_path: Path, qtbot: object
) -> None:
    use(canvas, InHere(make_pair(tmp_path / "pair", "sam2", gain=np.nan)), qtbot)
    hand.click(25, 30)
    rest()
    qtbot.waitUntil(lambda: not canvas.toolbox.companion._search.busy)  # type: ignore[attr-defined]
    rest()
    assert told == ["The decoder's answer holds values that are no numbers (NaN)."]
    assert canvas.toolbox.click_network is None
    hand.key(Qt.Key.Key_Return)
    rest()
    assert share(document.mask.array, 0, BRIGHT) > 0.9


def test_reading_in_the_process_of_its_own_shows_words_and_can_be_stopped(
    canvas: Canvas, hand: Hand, document: Document, rest: Rest, tmp_path: Path, qtbot: object
) -> None:
    network = ClickNetwork(*make_pair(tmp_path / "pair", "sam"))
    canvas.toolbox.set_click_network(network)
    canvas.toolbox.set_tool("object_click")
    hand.click(25, 30)
    assert canvas.toolbox.previews.words.startswith("Reading the image for clicks")
    rest()
    hand.key(Qt.Key.Key_Return)
    rest()
    assert share(document.mask.array, 0, BRIGHT) > 0.85
    process = network._process
    canvas.toolbox.set_click_network(None)
    process.join(5)
    assert not process.is_alive()
