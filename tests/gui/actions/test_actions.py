"""The table of actions: stable ids, no key twice, and every row does its work through real keys and clicks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QMenu, QToolButton

from segstudio.gui.actions import action_table
from segstudio.gui.actions.action_table import HOLD, Action, class_action
from segstudio.gui.actions.facts import CLASS_KEYS
from segstudio.gui.actions.key_editor import KeyEditor
from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.actions.keys_page import key_rows
from segstudio.gui.look.icons import icon
from segstudio.gui.look.settings import Settings
from segstudio.gui.window import main_window
from segstudio.gui.window.main_window import MainWindow
from segstudio.gui.window.panels import PanelRow
from segstudio.labels.geometry import Rect
from tests.gui.scripted import ACTIONS, TABLE, opened_window, paint_block

KEY = Qt.KeyboardModifier
NONE, CTRL, SHIFT = KEY.NoModifier, KEY.ControlModifier, KEY.ShiftModifier


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def press(qtbot, window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    window.refresh()
    qtbot.keyClick(window.canvas, key, modifiers)
    window.refresh()


def test_ids_are_unique_and_have_a_room() -> None:
    ids = [row.id for row in ACTIONS]
    assert len(ids) == len(set(ids))
    assert all(row.id.count(".") == 1 and row.tip.endswith(".") for row in ACTIONS)


def test_no_key_is_given_twice_but_to_start_and_stop() -> None:
    keys = Counter(QKeySequence(key).toString() for row in ACTIONS for key in row.keys)
    assert {key for key, count in keys.items() if count > 1} == {"Ctrl+Return"}
    assert "" not in keys


@pytest.mark.parametrize(
    ("action", "keys"),
    [
        ("tool.brush", ("B",)), ("tool.eraser", ("E",)), ("tool.polygon", ("P",)), ("tool.lasso", ("L",)),
        ("tool.fill", ("F",)), ("tool.pick", ("I",)), ("brush.smaller", ("[",)), ("brush.bigger", ("]",)),
        ("class.number_0", ("0",)), ("class.number_9", ("9",)), ("class.number_10", ("Shift+0",)),
        ("class.number_19", ("Shift+9",)),
        ("class.void", ("`",)), ("class.swap", ("X",)), ("class.lock", ("K",)), ("label.only_void", ("Shift+K",)),
        ("view.fit", ("Ctrl+0",)), ("view.one_to_one", ("Ctrl+1",)), ("view.cycle", ("Tab",)), ("view.peek", ("H",)),
        ("view.opacity_down", (",",)), ("view.opacity_up", (".",)), ("image.next", ("D",)), ("image.previous", ("A",)),
        ("label.undo", ("Ctrl+Z",)), ("label.redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    ],
)  # fmt: skip
def test_keys_are_those_of_the_key_map(action: str, keys: tuple[str, ...]) -> None:
    assert next(row for row in ACTIONS if row.id == action).keys == keys


def test_every_action_is_in_a_menu_once() -> None:
    listed = Counter(row.id for menu in TABLE.menus for row in menu.rows())
    assert set(listed) == {row.id for row in ACTIONS} == set(TABLE.menu_of)
    assert set(listed.values()) == {1}


def test_every_icon_exists(qapp) -> None:
    assert all(not icon(row.icon).pixmap(20, 20).isNull() for row in ACTIONS if row.icon)


def test_every_slot_exists(window: MainWindow) -> None:
    for row in ACTIONS:
        assert callable(attrgetter(row.slot)(window)), row.id


def test_object_names_are_the_ids_and_buttons_are_named(window: MainWindow) -> None:
    assert {action.objectName() for action in window.actions_} == {row.id for row in ACTIONS}
    groups = [[row.id for row in group] for group in TABLE.tool_bar()]
    assert groups[3:] == [
        ["label.undo", "label.redo"], ["image.previous", "image.next"],
        ["view.fit", "view.one_to_one", "view.void_hatch"], ["file.export"],
    ]  # fmt: skip
    for action_id in (action_id for group in groups for action_id in group):
        button = window.toolbar.findChild(QToolButton, f"button_{action_id}")
        assert button is not None and button.accessibleName()


def test_disabled_action_says_why_in_its_tooltip(window: MainWindow) -> None:
    window.refresh()
    action = window.actions_["tool.accept"]
    assert not action.isEnabled()
    assert action.toolTip() == "Accept brush (Y)\nThere is no prediction yet: paint two classes first."


def test_keys_choose_tools_and_e_returns_to_the_tool_before(window: MainWindow, qtbot) -> None:
    chosen = {Qt.Key.Key_P: "polygon", Qt.Key.Key_L: "lasso", Qt.Key.Key_F: "fill", Qt.Key.Key_B: "brush"}
    for key, name in chosen.items():
        press(qtbot, window, key)
        assert window.canvas.toolbox.tool.name == name
        assert window.actions_[f"tool.{name}"].isChecked()
    press(qtbot, window, Qt.Key.Key_L)
    press(qtbot, window, Qt.Key.Key_E)
    assert window.canvas.toolbox.tool.name == "eraser"
    press(qtbot, window, Qt.Key.Key_E)
    assert window.canvas.toolbox.tool.name == "lasso"


def test_digits_are_the_numbers_of_classes_in_files_and_x_swaps(window: MainWindow, qtbot) -> None:
    press(qtbot, window, Qt.Key.Key_1)
    assert window.document.class_list.current == 1
    press(qtbot, window, Qt.Key.Key_0)
    assert window.document.class_list.current == 0
    press(qtbot, window, Qt.Key.Key_X)
    assert window.document.class_list.current == 1
    press(qtbot, window, Qt.Key.Key_QuoteLeft)
    assert window.canvas.toolbox.tool.name == "eraser"
    press(qtbot, window, Qt.Key.Key_0)
    assert (window.canvas.toolbox.tool.name, window.document.class_list.current) == ("brush", 0)


def test_keys_work_in_the_moment_in_which_an_image_is_loaded(window: MainWindow, qtbot) -> None:
    window.projects.close_current()
    assert not window.actions_["view.cycle"].isEnabled()
    enabled: list[bool] = []
    window.document.image_loaded.connect(lambda: enabled.append(window.actions_["view.cycle"].isEnabled()))
    window.projects.open_path(window.settings.recent[0])
    qtbot.waitUntil(lambda: window.document.mask is not None)
    assert enabled[-1]


def test_brackets_size_the_brush_down_to_one_pixel(window: MainWindow, qtbot) -> None:
    window.canvas.toolbox.set_brush_size(20)
    press(qtbot, window, Qt.Key.Key_BracketRight)
    assert window.canvas.toolbox.brush_size == 24
    for _ in range(30):
        press(qtbot, window, Qt.Key.Key_BracketLeft)
    assert window.canvas.toolbox.brush_size == 1


def test_undo_and_redo_by_keys_bring_the_mask_back(window: MainWindow, qtbot) -> None:
    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    painted = window.document.mask.array.copy()
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert window.document.mask.labelled == 0
    press(qtbot, window, Qt.Key.Key_Y, CTRL)
    assert (window.document.mask.array == painted).all()


def test_clear_is_one_step_of_undo(window: MainWindow) -> None:
    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    window.refresh()
    window.actions_["label.clear"].trigger()
    assert window.document.mask.labelled == 0
    window.document.queue.undo()
    assert window.document.mask.counts()[1] == 100


def test_d_and_a_walk_the_images_and_m_flags(window: MainWindow, qtbot) -> None:
    first = window.document.entry.id
    with qtbot.waitSignal(window.document.image_loaded):
        press(qtbot, window, Qt.Key.Key_D)
    assert window.document.entry.id != first
    press(qtbot, window, Qt.Key.Key_M)
    assert window.document.entry.flag
    press(qtbot, window, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: window.document.mask is not None)
    assert window.document.entry.id == first
    window.refresh()
    assert not window.actions_["image.previous"].isEnabled()


def test_tab_goes_through_the_views_on_the_canvas(window: MainWindow, qtbot) -> None:
    window.canvas.setFocus()
    before = window.canvas.display.view.name
    seen = []
    for _ in range(4):
        qtbot.keyClick(window.canvas, Qt.Key.Key_Tab)
        seen.append(window.canvas.display.view.name)
    assert len(set(seen)) == 4
    assert seen[-1] == before


def test_h_hides_overlays_only_while_held_wherever_the_focus_is(window: MainWindow, qtbot) -> None:
    window.activateWindow()
    window.images.list.setFocus()
    qtbot.keyPress(window.images.list, Qt.Key.Key_H)
    assert window.canvas.display.peeking
    qtbot.keyRelease(window.canvas, Qt.Key.Key_H)
    assert not window.canvas.display.peeking


def test_lock_and_only_void_are_ticked_by_facts(window: MainWindow, qtbot) -> None:
    press(qtbot, window, Qt.Key.Key_K)
    assert window.document.classes.by_id(window.document.class_list.current).locked
    assert window.actions_["class.lock"].isChecked()
    press(qtbot, window, Qt.Key.Key_K, SHIFT)
    assert window.document.rule.value.only_void
    assert window.actions_["label.only_void"].isChecked()


def test_letters_typed_into_a_field_trigger_nothing(window: MainWindow, qtbot) -> None:
    search = window.images.search
    window.activateWindow()
    search.setFocus()
    qtbot.waitUntil(search.hasFocus)
    before = (
        window.canvas.toolbox.tool.name,
        window.document.class_list.current,
        window.document.entry.id,
        window.canvas.toolbox.brush_size,
    )
    qtbot.keyClicks(search, "peblif2dahxk1[]")
    assert search.text() == "peblif2dahxk1[]"
    after = (
        window.canvas.toolbox.tool.name,
        window.document.class_list.current,
        window.document.entry.id,
        window.canvas.toolbox.brush_size,
    )
    assert before == after
    assert not window.canvas.display.peeking


def test_keys_page_lists_every_key_of_the_table(qapp, tmp_path: Path) -> None:
    rows = key_rows(KeyMap(TABLE, Settings(tmp_path / "settings.ini")))
    shown = [text for lines in rows.values() for _, text in lines]
    digits = {class_action(number) for number in range(CLASS_KEYS)}
    assert all((row.text.rstrip(".") in shown) != (row.id in digits) for row in ACTIONS if row.keys)
    whole = [("0 to 9", "Class 0 to 9: its number in files"), ("Shift and 0 to 9", "Class 10 to 19")]
    assert rows["Class"][:2] == whole
    assert any(keys.startswith("hold") for lines in rows.values() for keys, _ in lines if keys != HOLD)


# ---- one row is all ----------------------------------------------------------------------------------------------


@pytest.fixture
def longer_window(qtbot, tmp_path: Path, project_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """The window with one more action and one more panel."""
    row = Action(
        "image.tidy", "Tidy up", "document.saving.save", ("Ctrl+Alt+T",), "broom", "Put things straight.", bar=(5, 9)
    )
    monkeypatch.setattr(action_table, "IMAGE", (*action_table.IMAGE, row))
    panel = PanelRow("cat", "Cat", "cat", "Look at a cat.", lambda parts: QLabel("Meow", parts.window), ("F8",))
    monkeypatch.setattr(main_window, "PANELS", [*main_window.PANELS, panel])
    yield from opened_window(qtbot, tmp_path, project_folder)


@pytest.mark.parametrize(
    ("action", "menu", "key", "text", "tip"),
    [
        ("image.tidy", "Image", "Ctrl+Alt+T", "Tidy up", "Put things straight."),
        ("view.cat", "View", "F8", "Cat", "Look at a cat."),
    ],
)
def test_one_row_is_found_in_menu_keys_palette_and_help(
    longer_window: MainWindow, action: str, menu: str, key: str, text: str, tip: str
) -> None:
    window = longer_window
    made = window.actions_[action]
    assert made in window.findChild(QMenu, f"menu_{menu.lower()}").actions()
    assert (made.text(), made.toolTip(), made.shortcut().toString()) == (text, f"{text} ({key})\n{tip}", key)
    assert not made.icon().isNull()
    assert (key, text) in key_rows(window.keys)[menu]
    window.show_palette()
    assert (text, key, tip) in [(one.text, one.keys, one.note) for one in window.palette_.shown]
    window.preferences.show("keys")
    editor = window.findChild(KeyEditor)
    editor.choose(action)
    assert [editor.table.item(editor.table.currentRow(), at).text() for at in range(3)] == [text, menu, key]
    editor.close()


def test_one_row_of_an_action_has_its_button_and_does_its_work(longer_window: MainWindow, qtbot) -> None:
    paint_block(longer_window.document, 1, Rect(5, 5, 10, 10))
    assert longer_window.toolbar.findChild(QToolButton, "button_image.tidy") is not None
    with qtbot.waitSignal(longer_window.document.all_saved):
        qtbot.keyClick(longer_window.canvas, Qt.Key.Key_T, CTRL | KEY.AltModifier)


def test_one_row_of_a_panel_has_its_dock(longer_window: MainWindow, qtbot) -> None:
    press(qtbot, longer_window, Qt.Key.Key_F8)
    dock = longer_window.docks["cat"]
    assert dock.isVisible() and dock.windowTitle() == "Cat" and dock.widget().widget().text() == "Meow"
    assert longer_window.actions_["view.cat"].isChecked()
    longer_window.projects.close_current()
    longer_window.refresh()
    assert longer_window.docks.shown() == frozenset() and not longer_window.actions_["view.cat"].isEnabled()
