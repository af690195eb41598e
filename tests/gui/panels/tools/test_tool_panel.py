"""Tool options: size, overlay, what is shown, accepting the prediction."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMainWindow, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from segstudio.gui.actions.current_state import CurrentState
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.panels.tools.panel import ToolPanel
from segstudio.gui.panels.tools.slider_row import position_of, size_at
from segstudio.gui.panels.tools.strip import ToolStrip
from segstudio.gui.tools.table import TOOLS
from segstudio.labels.classes import VOID
from tests.gui.panel_answers import predict, stroke
from tests.gui.scripted import bring_up


@pytest.fixture
def canvas(document: Document, qtbot: QtBot) -> Canvas:
    made = Canvas(document, TOOLS)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def current(document: Document, canvas: Canvas) -> CurrentState:
    return CurrentState(document, canvas=canvas)


@pytest.fixture
def panel(document: Document, canvas: Canvas, current: CurrentState, qtbot: QtBot) -> Iterator[ToolPanel]:
    made = ToolPanel(document, canvas, current)
    qtbot.addWidget(made)
    made.resize(280, 200)
    bring_up(qtbot, made)
    yield made
    made.hide()


@pytest.fixture
def strip(document: Document, canvas: Canvas, qtbot: QtBot) -> Iterator[ToolStrip]:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = ToolStrip(document, canvas, window)
    window.addToolBar(made)
    window.resize(1200, 200)
    bring_up(qtbot, window)
    yield made
    window.hide()


def test_every_size_has_a_place_on_the_slider() -> None:
    assert size_at(0) == 1 and size_at(1000) == 500
    assert all(abs(size_at(position_of(size)) - size) <= max(1, size * 0.01) for size in range(1, 501))


def test_slider_number_and_canvas_hold_one_size(strip: ToolStrip, canvas: Canvas, qtbot: QtBot) -> None:
    strip.diameter.slider.setValue(position_of(100))
    assert canvas.toolbox.brush_size == strip.diameter.field.value() == pytest.approx(100, abs=1)
    strip.diameter.field.setValue(7)
    assert canvas.toolbox.brush_size == 7 and size_at(strip.diameter.slider.value()) == 7
    canvas.toolbox.set_brush_size(33)
    assert strip.diameter.field.value() == 33


def test_the_size_is_off_for_tools_without_one(strip: ToolStrip, canvas: Canvas) -> None:
    canvas.toolbox.set_tool("lasso")
    assert not strip.diameter.slider.isEnabled() and not strip.diameter.field.isEnabled()
    canvas.toolbox.set_tool("eraser")
    assert strip.diameter.slider.isEnabled()


def test_the_strip_says_what_to_do_and_is_as_high_whatever_the_tool(
    strip: ToolStrip, canvas: Canvas, qtbot: QtBot
) -> None:
    heights, hints = set(), set()
    for name, tool in TOOLS.items():
        canvas.toolbox.set_tool(name)
        fields = [strip.findChild(QWidget, f"tool.option.{one.name}") for one in tool.options]
        qtbot.waitUntil(lambda shown=fields: all(field.isVisible() for field in shown))
        heights.add((strip.height(), strip.diameter.slider.mapTo(strip, QPoint()).x()))
        hints.add(strip.hint.text())
        assert strip.title.text() == tool.title
    assert len(heights) == 1 and len(hints) == len(TOOLS)


def test_nothing_in_the_panel_moves_when_the_tool_changes_or_a_prediction_comes(
    panel: ToolPanel, canvas: Canvas, document: Document, qtbot: QtBot
) -> None:
    parts = (panel.opacity.slider, panel.confidence.slider, panel.accept_image)
    before = [part.geometry().getRect() for part in parts]
    for name in TOOLS:
        canvas.toolbox.set_tool(name)
    predict(document, 1)
    qtbot.waitUntil(panel.accept_image.isEnabled)
    assert [part.geometry().getRect() for part in parts] == before


def test_overlay_is_the_canvas_s(panel: ToolPanel, canvas: Canvas) -> None:
    panel.opacity.slider.setValue(80)
    assert canvas.display.opacity == pytest.approx(0.8) and panel.opacity.field.value() == 80
    canvas.display.set_opacity(0.25)
    assert panel.opacity.slider.value() == panel.opacity.field.value() == 25


@pytest.mark.parametrize("view", ["labels", "prediction", "both", "difference"])
def test_the_switch_shows_and_sets_the_view(panel: ToolPanel, canvas: Canvas, qtbot: QtBot, view: str) -> None:
    button = panel.findChild(QToolButton, f"tool.view.{view}")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert canvas.display.view.name == view and button.isChecked()
    other = "labels" if view != "labels" else "both"
    canvas.display.set_view(other)
    assert panel.findChild(QToolButton, f"tool.view.{other}").isChecked() and not button.isChecked()


def test_without_a_prediction_accepting_says_why_not(panel: ToolPanel) -> None:
    for button in (panel.accept_class, panel.accept_image):
        assert not button.isEnabled()
        assert "no prediction" in button.toolTip()


def test_accept_labels_only_void_pixels_and_can_be_undone(panel: ToolPanel, document: Document, qtbot: QtBot) -> None:
    stroke(document, 0, 20)
    painted = int(document.mask.counts()[0])
    predict(document, 1)
    qtbot.waitUntil(panel.accept_image.isEnabled)
    qtbot.mouseClick(panel.accept_image, Qt.MouseButton.LeftButton)
    assert int(document.mask.counts()[0]) == painted
    assert int(document.mask.counts()[VOID]) == 0
    document.queue.undo()
    assert int(document.mask.counts()[1]) == 0


def test_accept_class_takes_the_current_class_only(panel: ToolPanel, document: Document, qtbot: QtBot) -> None:
    predict(document, 1)
    document.class_list.set_current(0)
    qtbot.waitUntil(panel.accept_class.isEnabled)
    qtbot.mouseClick(panel.accept_class, Qt.MouseButton.LeftButton)
    assert int(document.mask.counts()[1]) == 0
    document.class_list.set_current(1)
    qtbot.waitUntil(lambda: "disc" in panel.accept_class.toolTip())
    qtbot.mouseClick(panel.accept_class, Qt.MouseButton.LeftButton)
    assert int(document.mask.counts()[VOID]) == 0


def test_a_locked_class_cannot_be_accepted(panel: ToolPanel, document: Document, qtbot: QtBot) -> None:
    predict(document, 1)
    qtbot.waitUntil(panel.accept_class.isEnabled)
    document.class_list.change(lambda table: table.set_locked(0, True))
    qtbot.waitUntil(lambda: not panel.accept_class.isEnabled())
    assert "locked" in panel.accept_class.toolTip()


def test_the_panel_fits_the_right_column(panel: ToolPanel) -> None:
    assert panel.minimumSizeHint().width() <= 256


def test_the_confidence_is_the_documents_and_works_with_a_prediction(
    panel: ToolPanel, document: Document, qtbot: QtBot
) -> None:
    assert not panel.confidence.slider.isEnabled()
    predict(document, 1)
    qtbot.waitUntil(panel.accept_image.isEnabled)
    assert panel.confidence.slider.isEnabled()
    panel.confidence.slider.setValue(80)
    assert document.acceptance.minimum_confidence == pytest.approx(0.8) and panel.confidence.field.value() == 80
    qtbot.mouseClick(panel.accept_image, Qt.MouseButton.LeftButton)
    assert int(document.mask.counts()[1]) == 0  # predicted with 200 of 255
    panel.confidence.field.setValue(70)
    assert panel.confidence.slider.value() == 70
    qtbot.mouseClick(panel.accept_image, Qt.MouseButton.LeftButton)
    assert int(document.mask.counts()[VOID]) == 0
