"""One row is all that a tool or a view needs: the window finds its words, key, icon and options by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# A process of its own: menus, keys and panels are made from the tables when their modules are imported.
WINDOW_WITH_NEW_ROWS = """
import json, sys
from dataclasses import replace
from pathlib import Path
from segstudio.gui.canvas import display
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.tools import table

size = Option("cross.size", "Arm", "How long an arm is.", 3.0)
table.TOOLS["cross"] = replace(
    table.TOOLS["fill"], name="cross", title="Cross", key="Ctrl+Alt+X", icon="plus", tip="Paint a cross.",
    hint="Click where the cross goes", mouse=(("Click", "Paint the cross"),), options=(size,),
)
display.VIEWS["nothing"] = replace(display.VIEWS["labels"], name="nothing", title="Nothing", tip="Show the image only.")

from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from segstudio.gui.actions.keys_page import tool_rows
from segstudio.gui.look.settings import Settings
from segstudio.gui.window.main_window import MainWindow
from tests.gui.scripted import ScriptedEngine

app = QApplication([])
window = MainWindow(Settings(Path(sys.argv[1]) / "settings.ini"), ScriptedEngine())
window.refresh()
found = {}
for name in ("tool.cross", "view.nothing"):
    action = window.actions_[name]
    menus = [menu.objectName() for menu in action.associatedObjects() if menu.objectName().startswith("menu_")]
    found[name] = [action.text(), action.toolTip(), action.shortcut().toString(), action.icon().isNull(), menus]
window.palette_.open()
found["palette"] = [one.text for one in window.palette_.shown]
found["keys"] = tool_rows("cross", window.keys)
found["bar"] = window.toolbar.findChild(QToolButton, "button_tool.cross") is not None
window.canvas.toolbox.set_tool("cross")
found["hint"] = window.strip.hint.text()
found["option"] = window.strip.findChild(QWidget, "tool.option.cross.size") is not None
switch = window.tools.findChild(QToolButton, "tool.view.nothing")
found["switch"] = [switch.text(), switch.toolTip()]
window.canvas.display.set_view("difference")
window.canvas.display.next_view()
found["cycled"] = window.canvas.display.view.name
window.close()
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list]:
    folder = tmp_path_factory.mktemp("rows")
    run = subprocess.run(
        [sys.executable, "-c", WINDOW_WITH_NEW_ROWS, str(folder)],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_a_tool_of_one_row_has_an_action_with_words_key_and_icon_in_the_menu(found: dict[str, list]) -> None:
    text, tip, key, no_icon, menus = found["tool.cross"]
    assert (text, key, no_icon, menus) == ("Cross", "Ctrl+Alt+X", False, ["menu_tools"])
    assert tip.startswith("Cross (Ctrl+Alt+X)")


def test_a_tool_of_one_row_is_found_wherever_tools_are(found: dict[str, list]) -> None:
    assert found["bar"] and found["option"] and found["hint"] == "Click where the cross goes"
    assert "Cross" in found["palette"]
    assert ["Click", "Paint the cross"] in found["keys"]


def test_a_view_of_one_row_is_found_wherever_views_are(found: dict[str, list]) -> None:
    text, _, _, _, menus = found["view.nothing"]
    assert (text, menus) == ("Nothing", ["menu_view"]) and "Nothing" in found["palette"]
    assert found["switch"][0] == "Nothing" and found["switch"][1].endswith("Show the image only.")
    assert found["cycled"] == "nothing"
