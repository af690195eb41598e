"""Levels: handles, numbers, one channel alone. The picture changes, what is learnt from does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from segstudio.gui.document.document import Document
from segstudio.gui.panels.tools.levels_panel import LevelsPanel
from segstudio.gui.pixels.levels import Levels
from segstudio.gui.window.main_window import MainWindow
from tests.gui.conftest import draw_images
from tests.gui.panels.tools.test_channels import opened
from tests.gui.scripted import bring_up, opened_window

LEFT = Qt.MouseButton.LeftButton


def shown(document: Document, qtbot: QtBot) -> LevelsPanel:
    panel = LevelsPanel(document)
    qtbot.addWidget(panel)
    panel.resize(220, 320)
    bring_up(qtbot, panel)
    qtbot.waitUntil(lambda: panel.handles._found is not None)
    return panel


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> Iterator[LevelsPanel]:
    made = shown(document, qtbot)
    yield made
    made.hide()


@pytest.fixture
def color_window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """The window on two RGB images, red 200, green rising, blue 10."""
    paths = draw_images(tmp_path / "rgb", 2)
    for path in paths:
        pixels = np.zeros((60, 80, 3), np.uint8)
        pixels[...] = 200, 0, 10
        pixels[..., 1] = np.arange(80)
        Image.fromarray(pixels).save(path)
    for window in opened_window(qtbot, tmp_path):
        assert window.document.open_project.create(tmp_path / "Rgb.segstudio", paths, ["a", "b"])
        qtbot.waitUntil(lambda w=window: w.document.mask is not None)
        yield window


def drag(panel: LevelsPanel, name: str, value: float) -> None:
    handles = panel.handles
    start, end = (QPoint(round(x), round(handles.strip)) for x in (handles.places()[name], handles.x_of(value)))
    QTest.mousePress(handles, LEFT, pos=start)
    QTest.mouseMove(handles, end)
    QTest.mouseRelease(handles, LEFT, pos=end)


def test_handles_set_black_white_and_gamma_and_no_value_of_the_image_changes(
    panel: LevelsPanel, document: Document
) -> None:
    pixels, learnt = document.image.pixels.copy(), document.image.model_input()
    drag(panel, "low", 60)
    drag(panel, "high", 200)
    levels = document.display.levels_of(None)
    assert abs(levels.low - 60) <= 2 and abs(levels.high - 200) <= 2 and levels.gamma == 1.0
    drag(panel, "middle", 95)
    assert document.display.levels_of(None).gamma > 1.3
    now = document.display.levels_of(None)
    assert (panel.low.value(), panel.high.value()) == now.window
    assert panel.gamma.value() == pytest.approx(now.gamma, abs=0.01)
    assert np.array_equal(document.image.pixels, pixels) and np.array_equal(document.image.model_input(), learnt)
    panel.again.click()
    assert document.display.levels_of(None) == Levels()


def test_black_never_passes_white_by_handle_or_number(panel: LevelsPanel, document: Document) -> None:
    panel.high.setValue(100)
    drag(panel, "low", 250)
    assert document.display.window == (99.0, 100.0)
    panel.low.setValue(300)
    assert document.display.window == (99.0, 100.0) and panel.low.value() == 99
    panel.gamma.setValue(2.5)
    assert document.display.levels_of(None) == Levels(99.0, 100.0, 2.5)


def test_the_histogram_is_of_the_current_image_and_counts_all_of_it(panel: LevelsPanel, document: Document) -> None:
    counts = panel.handles._found.counts[0]
    values, expected = np.unique(document.image.pixels, return_counts=True)
    assert counts[values].tolist() == expected.tolist() and counts.sum() == document.image.pixels.size


def test_green_only_is_one_click_and_has_levels_of_its_own(color_window: MainWindow, qtbot: QtBot) -> None:
    document, canvas = color_window.document, color_window.canvas
    canvas.display.set_opacity(0)
    color_window.refresh()
    color_window.actions_["view.levels"].trigger()
    panel = color_window.docks.panel("levels")
    qtbot.mouseClick(panel.colors[1], LEFT)
    at = canvas.transform.to_widget(40.5, 30.5).toPoint()
    assert canvas.grab().toImage().pixelColor(at).getRgb()[:3] == (40, 40, 40)
    qtbot.waitUntil(lambda: color_window.actions_["view.green_only"].isChecked())
    document.display.set_window(0, 80)
    color_window.actions_["view.green_only"].trigger()
    assert document.display.only is None and panel.colors[None].isChecked()
    assert document.display.window == (0.0, 255.0), "the colours keep the levels that they had"
    color_window.commands.take_window()
    assert document.rule.value.intensity == (0.0, 255.0)
    document.display.toggle_green()
    assert document.display.window == (0.0, 80.0)
    document.rule.toggle_values()
    color_window.commands.take_window()
    assert document.rule.value.intensity is None, "a range of green is none of brightness"


def test_levels_and_the_channel_are_as_they_were_when_the_project_was_closed(
    color_window: MainWindow, qtbot: QtBot
) -> None:
    document, folder = color_window.document, color_window.document.project.folder
    document.display.toggle_green()
    document.display.set_levels(Levels(5.0, 70.0, 1.5), 1)
    document.display.toggle_keep_window()
    kept = document.display.kept()
    document.display.reset()
    document.display.restore(kept)
    assert document.display.only == 1 and document.display.keep_window
    document.current.step(1)
    qtbot.waitUntil(lambda: document.mask is not None)
    assert document.display.levels_of(1) == Levels(5.0, 70.0, 1.5)
    color_window.memory.write()
    assert color_window.settings.left[str(folder)]["only"] == 1
    for damaged in (
        {"windows": {"a": [1, 0, 1]}, "all": {"": "x"}, "only": 7},
        {"windows": 3, "all": [2, 1], "only": ""},
    ):
        document.display.restore(damaged)
        assert document.display.only is None and not document.display.keep_window


def test_one_of_several_channels_is_set_in_its_own_values(
    empty_document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    document = opened(empty_document, tmp_path, qtbot, 5)
    panel = shown(document, qtbot)
    assert [panel.channels.itemText(at) for at in (1, 5)] == ["1", "5"] and not panel.colors[1].isVisible()
    panel.channels.activated.emit(1)
    low, high = document.image.windows[0]
    assert (panel.low.value(), panel.high.value()) == (low, high) == (0.0, 40_000.0)
    panel.high.setValue(80_000)
    tones = document.display.tones
    assert tones.each[0].high == pytest.approx(510.0) and tones.each[1] == Levels()
    assert tones.levels == Levels()
