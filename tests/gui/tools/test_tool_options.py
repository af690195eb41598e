"""The options of the tool in hand: one field each, in step with what the tool itself changes."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QWidget

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.canvas.tool_options import Option, OptionValues
from segstudio.gui.panels.tools.options import ToolOptions
from tests.gui.hand import CTRL, Hand


@pytest.fixture
def panel(canvas: Canvas, qtbot: object) -> ToolOptions:
    widget = ToolOptions(canvas.document, canvas)
    qtbot.addWidget(widget)  # type: ignore[attr-defined]
    return widget


def test_a_tool_without_options_shows_none(panel: ToolOptions, canvas: Canvas) -> None:
    canvas.toolbox.set_tool("wand")
    assert panel.findChild(QDoubleSpinBox, "tool.option.wand.tolerance")
    canvas.toolbox.set_tool("brush")
    assert not panel.findChildren(QWidget)


def test_a_number_typed_is_the_tools_number(panel: ToolOptions, canvas: Canvas) -> None:
    canvas.toolbox.set_tool("wand")
    box = panel.findChild(QDoubleSpinBox, "tool.option.wand.tolerance")
    box.selectAll()
    QTest.keyClicks(box.lineEdit(), "21.5")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert canvas.toolbox.options["wand.tolerance"] == 21.5
    canvas.toolbox.options.set("wand.tolerance", 33.0)
    assert box.value() == 33.0


def test_switches_and_lists_set_their_option(panel: ToolOptions, canvas: Canvas) -> None:
    canvas.toolbox.set_tool("wand")
    panel.findChild(QCheckBox, "tool.option.wand.contiguous").click()
    assert canvas.toolbox.options["wand.contiguous"] is False
    canvas.toolbox.set_tool("region")
    choices = panel.findChild(QComboBox, "tool.option.region.operation")
    choices.setCurrentIndex(choices.findData("grow"))
    choices.activated.emit(choices.currentIndex())
    assert canvas.toolbox.options["region.operation"] == "grow"


@pytest.mark.parametrize(
    ("operation", "used"), [("replace", ""), ("grow", "amount"), ("smooth", "amount"), ("specks", "speck")]
)
def test_only_what_the_chosen_operation_asks_for_can_be_set(
    panel: ToolOptions, canvas: Canvas, operation: str, used: str
) -> None:
    canvas.toolbox.set_tool("region")
    canvas.toolbox.options.set("region.operation", operation)
    numbers = {box.objectName().rsplit(".", 1)[-1]: box.isEnabled() for box in panel.findChildren(QDoubleSpinBox)}
    assert numbers == {"amount": used == "amount", "speck": used == "speck"}


def test_a_range_taken_from_the_image_is_shown(panel: ToolOptions, canvas: Canvas) -> None:
    canvas.toolbox.set_tool("threshold")
    Hand(canvas).click(20, 30, keys=CTRL)
    low = panel.findChild(QDoubleSpinBox, "tool.option.threshold.low")
    assert low.value() == canvas.toolbox.options["threshold.low"] != 0


def test_every_field_has_a_name_for_those_who_listen(panel: ToolOptions, canvas: Canvas) -> None:
    for tool in ("wand", "scissors", "watershed", "superpixel", "threshold", "region"):
        canvas.toolbox.set_tool(tool)
        for option in canvas.toolbox.tool.options:
            field = panel.findChild(QWidget, f"tool.option.{option.name}")
            assert field.accessibleName() and field.toolTip()


def test_values_are_brought_into_their_bounds_and_remembered() -> None:
    rows = (
        Option("a.n", "N", "A number.", 5.0, 0, 10),
        Option("a.s", "S", "A switch.", True),
        Option("a.c", "C", "A list.", "x", choices=(("x", "X"), ("y", "Y"))),
    )
    options = OptionValues(rows)
    told: list[str] = []
    options.changed.connect(told.append)
    options.set("a.n", 99)
    options.set("a.n", 99)
    assert options["a.n"] == 10 and told == ["a.n"]
    options.set("a.n", math.nan)
    options.set("a.c", "z")
    assert options["a.n"] == 5 and options["a.c"] == "x"
    other = OptionValues(rows)
    other.restore({**options.values(), "a.s": False, "gone": 1})
    assert other.values() == {"a.n": 5.0, "a.s": False, "a.c": "x"}
