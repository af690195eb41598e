"""Where painting is allowed, in the real window: the box and the row that say it, what ends it, a word when nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.intensity import intensity
from segstudio.labels.rules import PaintRule
from segstudio.project.project import Project
from tests.gui.conftest import draw_images
from tests.gui.hand import CTRL, RIGHT, Hand
from tests.gui.panel_answers import predict
from tests.gui.scripted import opened_window, paint_block

LEFT_HALF = Footprint(Rect(0, 0, 40, 60), np.ones((60, 40), np.bool_))


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    """A grey image of 60 with a disc of 200 round (20, 30); the brush paints the disc's class."""
    for opened in opened_window(qtbot, tmp_path, project_folder):
        opened.document.class_list.set_current(1)
        opened.canvas.toolbox.set_tool("brush")
        opened.canvas.toolbox.set_brush_size(5)
        yield opened


@pytest.fixture
def told(window: MainWindow) -> list[str]:
    """The notices so far."""
    found: list[str] = []
    window.document.notice.connect(found.append)
    return found


def choose(window: MainWindow, text: str) -> None:
    """Choose a row of the box as a hand does."""
    box = window.classes.rules.box
    at = box.findText(text)
    box.setCurrentIndex(at)
    box.activated.emit(at)


def dab(window: MainWindow, x: int = 60, y: int = 30) -> int:
    """One short stroke; the pixels that it changed."""
    before = window.document.mask.array.copy()
    Hand(window.canvas).drag((x, y), (x + 4, y))
    return int((window.document.mask.array != before).sum())


# ---- the box ---------------------------------------------------------------------------------------------------------


def test_the_box_tells_its_part_of_a_rule_that_also_has_a_selection(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.canvas, Qt.Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    window.canvas.toolbox.set_tool("lasso")
    Hand(window.canvas).drag((10, 10), (30, 10), (30, 30), keys=CTRL)
    rule = window.document.rule.value
    assert rule.only_void and rule.selection is not None
    assert window.classes.rules.box.currentText() == "Only void"
    assert "void, the selection" in window.classes.rules.box.toolTip()


def test_the_box_changes_only_its_own_part_of_the_rule(window: MainWindow) -> None:
    window.document.rule.select(LEFT_HALF)
    window.document.rule.limit_values(10, 90)
    for text, only_void, only_class in (("Only void", True, None), ("Only disc", False, 1), ("Anything", False, None)):
        choose(window, text)
        rule = window.document.rule.value
        assert (rule.only_void, rule.only_class) == (only_void, only_class)
        assert rule.selection is LEFT_HALF and rule.intensity == (10, 90)
        assert window.classes.rules.box.currentText() == text


def test_a_rule_that_no_row_stands_for_is_not_called_anything(window: MainWindow) -> None:
    window.document.rule.set(PaintRule(only_void=True, only_class=1))
    assert window.classes.rules.box.currentIndex() == -1
    assert window.classes.rules.box.placeholderText() == "Nothing"


def test_a_deleted_class_ends_its_rule_with_a_sentence(window: MainWindow, told: list[str], qtbot: QtBot) -> None:
    document = window.document
    document.rule.select(LEFT_HALF)
    choose(window, "Only disc")
    document.class_changes.delete(1)
    qtbot.waitUntil(lambda: 1 not in document.classes)
    assert document.rule.value == PaintRule(selection=LEFT_HALF)
    assert window.classes.rules.box.currentText() == "Anything"
    assert told == ["Painting is not limited to disc any more: that class is gone."]
    assert dab(window, x=10) > 0


def test_another_project_begins_without_a_rule(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window.document.rule.set(PaintRule(only_class=1, intensity=(10, 90)))
    folder = tmp_path / "Other.segstudio"
    images = draw_images(tmp_path / "other", 1)
    with Project.create(folder, classes=ClassTable.from_names(["a", "b"]), image_paths=images) as other:
        other.save()
    window.projects.open_path(folder)
    qtbot.waitUntil(lambda: window.document.mask is not None and window.document.project.folder == folder)
    assert window.document.rule.value == PaintRule()
    assert window.document.rule.last_values is None
    assert window.classes.rules.box.currentText() == "Anything" and not window.classes.rules.values.switch.isChecked()


# ---- a word when nothing can be painted ------------------------------------------------------------------------------


@pytest.mark.parametrize("tool", ["brush", "fill", "eraser"])
def test_what_the_rule_lets_paint_nothing_says_so_once(window: MainWindow, told: list[str], tool: str) -> None:
    paint_block(window.document, 0, Rect(50, 0, 30, 60))
    window.canvas.toolbox.set_tool(tool)
    for rule, reason in (
        (PaintRule(only_class=1), "disc"),
        (PaintRule(intensity=(100, 250)), "values 100 to 250"),
        (PaintRule(selection=LEFT_HALF), "the selection"),
        (PaintRule(only_void=True), "void"),
    ):
        window.document.rule.set(rule)
        told.clear()
        for _ in range(3):
            assert dab(window) == 0
        assert told == [f"Nothing was painted: painting is limited to {reason}."]


def test_a_stroke_over_nothing_but_locked_classes_says_so(window: MainWindow, told: list[str]) -> None:
    paint_block(window.document, 0, Rect(0, 0, 80, 60))
    window.document.class_list.change(lambda table: table.set_locked(0, True))
    assert dab(window) == 0
    assert told == ["Nothing was painted: what is there belongs to locked classes."]


def test_a_stroke_that_changes_nothing_by_itself_blames_no_rule(window: MainWindow, told: list[str]) -> None:
    paint_block(window.document, 1, Rect(0, 0, 80, 60))
    assert dab(window) == 0
    choose(window, "Only disc")
    assert dab(window) == 0
    assert told == []


def test_a_stroke_that_paints_a_little_says_nothing(window: MainWindow, told: list[str]) -> None:
    window.document.rule.select(LEFT_HALF)
    Hand(window.canvas).drag((60, 30), (50, 30), (36, 30))
    assert (window.document.mask.array == 1).any() and told == []


def test_a_stroke_given_up_leaves_no_word_for_the_next(window: MainWindow, told: list[str]) -> None:
    window.document.rule.select(LEFT_HALF)
    hand = Hand(window.canvas)
    hand.press(10, 30)
    hand.key(Qt.Key.Key_Escape)
    hand.release(10, 30)
    assert told == []
    assert dab(window) == 0
    assert len(told) == 1


def test_a_prediction_that_cannot_be_accepted_says_why(window: MainWindow, told: list[str]) -> None:
    predict(window.document, 1)
    window.document.rule.select(LEFT_HALF)
    window.document.acceptance.accept_rect(Rect(50, 10, 10, 10))
    assert told == ["Nothing was painted: painting is limited to the selection."]


# ---- the range of values ---------------------------------------------------------------------------------------------


def test_the_switch_limits_every_tool_to_the_range_in_the_fields(window: MainWindow, qtbot: QtBot) -> None:
    row, document = window.classes.rules.values, window.document
    assert not row.low.isVisible()
    row.switch.click()
    assert document.rule.value.intensity == (60, 200) and row.low.isVisible()  # the values of this image
    row.low.selectAll()
    qtbot.keyClicks(row.low, "150")
    qtbot.keyClick(row.low, Qt.Key.Key_Return)
    assert document.rule.value.intensity == (150, 200)
    window.canvas.toolbox.set_brush_size(200)
    dab(window, x=30)
    assert np.array_equal(document.mask.array == 1, document.image.pixels == 200)
    row.switch.click()
    assert document.rule.value.intensity is None
    dab(window, x=30)
    assert (document.mask.array == 1).all()
    row.switch.click()
    assert document.rule.value.intensity == (150, 200)  # as it was left


def test_the_ends_of_the_range_never_cross(window: MainWindow) -> None:
    row = window.classes.rules.values
    row.switch.click()
    row.low.setValue(230)
    assert window.document.rule.value.intensity == (230, 230) and row.high.value() == 230
    row.high.setValue(40)
    assert window.document.rule.value.intensity == (40, 40) and row.low.value() == 40


def test_the_range_stays_when_the_image_changes_and_the_status_bar_tells(window: MainWindow, qtbot: QtBot) -> None:
    document = window.document
    document.rule.set(PaintRule(only_void=True, intensity=(100, 250), selection=LEFT_HALF))
    qtbot.waitUntil(lambda: window.status.text_of("rule") == "only void, values 100 to 250, the selection")
    document.current.step(1)
    qtbot.waitUntil(lambda: document.mask is not None)
    assert document.rule.value == PaintRule(only_void=True, intensity=(100, 250))
    qtbot.waitUntil(lambda: window.status.text_of("rule") == "only void, values 100 to 250")
    assert window.classes.rules.values.switch.isChecked() and window.classes.rules.values.low.value() == 100
    document.rule.set(PaintRule())
    qtbot.waitUntil(lambda: window.status.text_of("rule") == "")


def test_the_actions_take_the_range_from_pointer_and_contrast(window: MainWindow, qtbot: QtBot) -> None:
    document = window.document
    qtbot.mouseMove(window.canvas, Hand(window.canvas).at(20, 30))
    qtbot.keyClick(window.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert document.rule.value.intensity == (175, 225)  # 200, a tenth of 0..255 to either side, in whole numbers
    document.display.set_window(70, 110)
    window.actions_["label.values_window"].trigger()
    assert document.rule.value.intensity == (70, 110)
    action = window.actions_["label.values"]
    qtbot.waitUntil(action.isChecked)
    action.trigger()
    assert document.rule.value.intensity is None
    qtbot.waitUntil(lambda: not action.isChecked())


GREY = np.linspace(0, 1, 80 * 60).reshape(60, 80)
KINDS = {
    "16 bit": ("deep.png", (GREY * 60000).astype(np.uint16), 0),
    "float": ("real.tiff", (GREY / 1000 - 0.0005).astype(np.float32), 7),
    "colour": ("colour.png", np.dstack([GREY * 200, GREY * 0 + 30, 250 - GREY * 200]).astype(np.uint8), 0),
}


@pytest.fixture(params=KINDS)
def kinds(request: pytest.FixtureRequest, tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[str, MainWindow]]:
    """A window with one image of another kind, and which kind."""
    name, pixels, _ = KINDS[request.param]
    cv2.imwrite(str(tmp_path / name), pixels[..., ::-1] if pixels.ndim == 3 else pixels)
    folder = tmp_path / "Kinds.segstudio"
    names = ClassTable.from_names(["background", "disc"])
    with Project.create(folder, classes=names, image_paths=[tmp_path / name]) as project:
        project.save()
    for window in opened_window(qtbot, tmp_path, folder):
        yield request.param, window


def test_a_range_is_in_stored_values_of_every_kind_of_image(kinds: tuple[str, MainWindow]) -> None:
    kind, window = kinds
    document, row = window.document, window.classes.rules.values
    stored = intensity(document.image.pixels)
    window.actions_["label.values"].trigger()
    assert document.rule.value.intensity == pytest.approx(np.percentile(stored, (0.5, 99.5)), rel=0.02)
    assert row.low.decimals() == KINDS[kind][2]
    low, high = (float(value) for value in np.percentile(stored, (20, 40)))
    document.rule.limit_values(low, high)
    assert row.low.value() == pytest.approx(low, rel=2e-3) and row.high.value() == pytest.approx(high, rel=2e-3)
    paint_block(document, 1, Rect(0, 0, 80, 60))
    inside = (stored >= low) & (stored <= high)
    assert inside.any() and np.array_equal(document.mask.array == 1, inside)


def test_in_a_colour_image_the_range_is_said_to_be_of_brightness(kinds: tuple[str, MainWindow], qtbot: QtBot) -> None:
    kind, window = kinds
    row, word = window.classes.rules.values, "brightness" if kind == "colour" else "values"
    window.document.rule.limit_values(0, 1)
    assert row.title.text() == f"Only {word}" and ("0.587" in row.low.toolTip()) == (kind == "colour")
    qtbot.waitUntil(lambda: window.status.text_of("rule") == f"only {word} 0 to 1")
    qtbot.mouseMove(window.canvas, Hand(window.canvas).at(10, 10))  # the mouse may be at the other place already
    qtbot.mouseMove(window.canvas, Hand(window.canvas).at(40, 30))
    qtbot.waitUntil(lambda: window.status.text_of("position") == "x 40  y 30")
    bright = intensity(window.document.image.pixels)[30, 40]
    assert window.status.text_of("value").endswith(f", brightness {bright}") == (kind == "colour")


def test_the_right_button_erases_inside_the_range_only(window: MainWindow) -> None:
    paint_block(window.document, 1, Rect(0, 0, 80, 60))
    window.document.rule.limit_values(150, 250)
    window.canvas.toolbox.set_brush_size(200)
    Hand(window.canvas).drag((30, 30), (34, 30), button=RIGHT)
    assert np.array_equal(window.document.mask.array == VOID, window.document.image.pixels == 200)
