"""Chips of channels: which are shown, in which colour. The picture changes, what is learnt from does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.look.settings import Settings
from segstudio.gui.panels.tools.channels import ChannelChips
from segstudio.gui.tools.table import TOOLS
from segstudio.gui.window.window_memory import follow_channels
from tests.gui.conftest import draw_images
from tests.gui.scripted import bring_up, open_folder

LEFT = Qt.MouseButton.LeftButton


def stripes(count: int) -> np.ndarray:
    """``uint16[count, 60, 80]``: each channel bright in eight columns of its own; the first is a hundred times as
    bright."""
    values = np.zeros((count, 60, 80), np.uint16)
    for number in range(count):
        values[number, :, 10 * number : 10 * number + 8] = 40_000 if number == 0 else 400
    return values


def opened(document: Document, folder: Path, qtbot: QtBot, count: int) -> Document:
    path = folder / f"cells{count}.tif"
    tifffile.imwrite(path, stripes(count), photometric="minisblack", metadata={"axes": "CYX"})
    assert document.open_project.create(folder / f"Cells{count}.segstudio", [path], ["a", "b"])
    qtbot.waitUntil(lambda: document.mask is not None)
    return document


@pytest.fixture
def cells(empty_document: Document, tmp_path: Path, qtbot: QtBot) -> Document:
    """A document on one image of five channels."""
    return opened(empty_document, tmp_path, qtbot, 5)


@pytest.fixture
def canvas(cells: Document, qtbot: QtBot) -> Canvas:
    """A visible canvas without overlays."""
    widget = Canvas(cells, TOOLS)
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.display.set_opacity(0)
    bring_up(qtbot, widget)
    return widget


@pytest.fixture
def chips(cells: Document, qtbot: QtBot) -> ChannelChips:
    widget = ChannelChips(cells)
    qtbot.addWidget(widget)
    widget.resize(280, 60)
    bring_up(qtbot, widget)
    return widget


def seen(canvas: Canvas, channel: int) -> tuple[int, int, int]:
    """The colour on the screen where one channel is bright."""
    at = canvas.transform.to_widget(10 * channel + 4.5, 30.5).toPoint()
    color = canvas.grab().toImage().pixelColor(at)
    return color.red(), color.green(), color.blue()


def test_every_channel_is_seen_in_its_colour(canvas: Canvas) -> None:
    found = [seen(canvas, channel) for channel in range(5)]
    assert found == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 255, 255)]


def test_a_click_hides_a_channel_and_changes_no_value(cells: Document, canvas: Canvas, chips: ChannelChips) -> None:
    image = cells.image
    assert image is not None
    pixels, learnt = image.pixels.copy(), image.model_input()
    assert [chip.text() for chip in chips.chips] == ["1", "2", "3", "4", "5"]
    QTest.mouseClick(chips.chips[3], LEFT)
    assert seen(canvas, 3) == (0, 0, 0)
    assert seen(canvas, 0) == (255, 0, 0)
    assert not chips.chips[3].isChecked()
    assert np.array_equal(image.pixels, pixels)
    assert np.array_equal(image.model_input(), learnt)
    QTest.mouseClick(chips.chips[3], LEFT)
    assert seen(canvas, 3) == (255, 255, 255)


def test_the_menu_chooses_a_colour_one_channel_alone_and_the_first_colours(canvas: Canvas, chips: ChannelChips) -> None:
    def choose(number: int, name: str) -> None:
        menu = chips.menu(number)
        next(one for one in menu.actions() if one.objectName() == name).trigger()
        menu.close()

    choose(0, "channels.color.yellow")
    assert seen(canvas, 0) == (255, 255, 0)
    choose(1, "channels.only")
    assert [chip.isChecked() for chip in chips.chips] == [False, True, False, False, False]
    assert (seen(canvas, 0), seen(canvas, 1)) == ((0, 0, 0), (0, 255, 0))
    choose(1, "channels.reset")
    assert seen(canvas, 0) == (255, 0, 0)
    assert all(chip.isChecked() for chip in chips.chips)


def test_contrast_holds_for_channels_too(cells: Document, canvas: Canvas) -> None:
    assert cells.display.window == (0.0, 255.0)
    cells.display.set_window(0.0, 510.0)
    assert seen(canvas, 0) in ((127, 0, 0), (128, 0, 0))
    cells.display.auto_window()
    assert seen(canvas, 0) == (255, 0, 0)
    small = cells.display.small_picture(cells.entry.id, 40)
    assert small is not None and small.shape == (30, 40, 3) and small[10, 2].tolist() == [255, 0, 0]


def test_a_grey_image_has_no_chips_and_two_channels_are_green_and_magenta(
    empty_document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    opened(empty_document, tmp_path, qtbot, 2)
    chips = ChannelChips(empty_document)
    qtbot.addWidget(chips)
    assert not chips.isHidden() and len(chips.chips) == 2
    assert empty_document.display.tones.colors == ((0, 255, 0), (255, 0, 255))
    grey = draw_images(tmp_path / "grey", 1)
    assert empty_document.open_project.create(tmp_path / "Grey.segstudio", grey, ["a", "b"])
    qtbot.waitUntil(lambda: empty_document.mask is not None)
    assert chips.isHidden() and empty_document.display.tones.colors == ()


def test_channels_are_shown_as_they_were_when_the_project_was_closed(
    empty_document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    settings = Settings(tmp_path / "s.conf")
    follow_channels(settings, empty_document)
    opened(empty_document, tmp_path, qtbot, 5)
    folder = empty_document.project.folder
    empty_document.display.channels.show(5, 1, False)
    empty_document.display.channels.color(5, 2, (1, 2, 3))
    opened(empty_document, tmp_path, qtbot, 4)
    assert all(empty_document.display.tones.colors), "another project has its own"
    assert open_folder(empty_document, folder)
    qtbot.waitUntil(lambda: empty_document.mask is not None and empty_document.image.inputs == 5)
    assert empty_document.display.tones.colors[1:3] == (None, (1, 2, 3))


@pytest.mark.parametrize("stored", ["no json", "[]", '{"p": {"2": ["#ff0000"]}}', '{"p": {"1": ["red"]}}', '{"p": 3}'])
def test_damaged_settings_show_channels_as_at_first(document: Document, tmp_path: Path, stored: str) -> None:
    settings = Settings(tmp_path / "s.conf")
    settings.store.set("view/channels", stored)
    document.display.channels.restore(settings.channels.get("p", {}))
    assert document.display.channels.kept() == {}
