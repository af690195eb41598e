"""Keys that a person changes: clashes, reserved keys, reset, memory, the dialog, and that the window obeys at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from segstudio.gui.actions.key_editor import KeyEditor
from segstudio.gui.actions.key_field import digit_of
from segstudio.gui.actions.key_map import RESERVED, TOGETHER, KeyMap, plain
from segstudio.gui.look.settings import Settings
from segstudio.gui.window.main_window import MainWindow
from tests.gui.scripted import ACTIONS, TABLE, bring_up, opened_window

KEY, MOD = Qt.Key, Qt.KeyboardModifier


def memory(keys: dict[str, tuple[str, ...]] | None = None) -> Any:
    """Settings that are forgotten."""
    return SimpleNamespace(keys=keys or {})


@pytest.fixture
def keys(qapp) -> KeyMap:
    return KeyMap(TABLE, memory())


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


@pytest.fixture
def editor(qtbot, keys: KeyMap) -> Iterator[KeyEditor]:
    made = KeyEditor(keys)
    qtbot.addWidget(made)
    made.resize(620, 560)
    bring_up(qtbot, made)
    yield made
    made.close()


def test_no_action_has_a_reserved_key_at_first(keys: KeyMap) -> None:
    assert not {key for row in ACTIONS for key in keys.first(row.id)} & set(RESERVED)


def test_a_free_key_is_assigned_and_named(keys: KeyMap) -> None:
    keys.assign("tool.brush", "Ctrl+B")
    assert keys.keys("tool.brush") == ("Ctrl+B",)
    assert keys.text("tool.brush") == "Ctrl+B"
    assert keys.is_changed("tool.brush") and not keys.is_changed("tool.lasso")


def test_a_clash_names_the_other_action_and_taking_over_leaves_it_without_the_key(keys: KeyMap) -> None:
    owner = keys.owner("tool.brush", "p")
    assert owner is not None and owner.id == "tool.polygon"
    keys.assign("tool.brush", "P")
    assert keys.keys("tool.polygon") == ()
    assert keys.owner("tool.polygon", "P").id == "tool.brush"


def test_start_and_stop_share_their_key(keys: KeyMap) -> None:
    keys.assign("train.start", "F5")
    keys.assign("train.stop", "F5")
    assert keys.keys("train.start") == keys.keys("train.stop") == ("F5",)


@pytest.mark.parametrize("key", ["Space", "Esc", "Return", ""])
def test_what_the_canvas_needs_is_refused_with_a_sentence(keys: KeyMap, key: str) -> None:
    assert keys.refused("tool.brush", key).endswith(".")
    with pytest.raises(ValueError):
        keys.assign("tool.brush", key)
    assert keys.keys("tool.brush") == ("B",)


def test_a_key_that_is_held_takes_no_modifiers(keys: KeyMap) -> None:
    assert keys.refused("view.peek", "Ctrl+H")
    assert not keys.refused("view.peek", "V")


def test_reset_gives_one_or_all_first_keys_back(keys: KeyMap) -> None:
    keys.assign("tool.brush", "P")
    keys.reset("tool.polygon")
    assert keys.keys("tool.polygon") == ("P",) and keys.keys("tool.brush") == ()
    keys.reset_all()
    assert not keys.any_changed()
    assert all(keys.keys(row.id) == tuple(map(plain, row.keys)) for row in ACTIONS)


def test_changes_are_remembered_and_damage_is_ignored(qapp, tmp_path: Path) -> None:
    store = Settings(tmp_path / "settings.ini")
    KeyMap(TABLE, store).assign("tool.brush", "Ctrl+B")
    assert KeyMap(TABLE, Settings(tmp_path / "settings.ini")).keys("tool.brush") == ("Ctrl+B",)
    store.store.set("keys/changed", '{"tool.brush": 3, "gone.action": ["F9"], "tool.lasso": ["Space", "F8"]}')
    found = KeyMap(TABLE, store)
    assert found.keys("tool.brush") == ("B",) and found.keys("tool.lasso") == ("F8",)
    store.store.set("keys/changed", "{nonsense")
    assert not KeyMap(TABLE, store).any_changed()


changes = st.lists(
    st.tuples(st.sampled_from([row.id for row in ACTIONS]), st.sampled_from(["B", "P", "Ctrl+Z", "F5", "1"])),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(changes)
def test_whatever_is_assigned_no_two_actions_share_a_key(steps: list[tuple[str, str]]) -> None:
    found = KeyMap(TABLE, memory())
    for action_id, key in steps:
        if not found.refused(action_id, key):
            found.assign(action_id, key)
    owners: dict[str, list[str]] = {}
    for row in ACTIONS:
        for key in found.keys(row.id):
            owners.setdefault(key, []).append(row.id)
    assert all(len(ids) == 1 or set(ids) == TOGETHER for ids in owners.values())


# ---- the dialog ---------------------------------------------------------------------------------------------------


def test_press_to_assign_by_keyboard_alone(editor: KeyEditor, keys: KeyMap, qtbot) -> None:
    qtbot.keyClicks(editor.search, "lasso")
    assert [not editor.table.isRowHidden(at) for at in range(editor.table.rowCount())].count(True) == 1
    qtbot.keyClick(editor.table, KEY.Key_Return)
    qtbot.keyClick(editor.field, KEY.Key_J, MOD.ControlModifier)
    assert keys.keys("tool.lasso") == ("Ctrl+J",)
    assert "Ctrl+J" in editor.message.text()


def test_a_clash_is_named_before_anything_changes(editor: KeyEditor, keys: KeyMap, qtbot) -> None:
    editor.choose("tool.brush")
    qtbot.mouseClick(editor.replace, Qt.MouseButton.LeftButton)
    qtbot.keyClick(editor.field, KEY.Key_P)
    assert editor.message.text() == "P is the key of Polygon. You can reassign it."
    assert keys.keys("tool.brush") == ("B",) and keys.keys("tool.polygon") == ("P",)
    qtbot.mouseClick(editor.take, Qt.MouseButton.LeftButton)
    assert keys.keys("tool.brush") == ("P",) and keys.keys("tool.polygon") == ()


def test_a_further_key_joins_and_escape_changes_nothing(editor: KeyEditor, keys: KeyMap, qtbot) -> None:
    editor.choose("tool.brush")
    qtbot.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    qtbot.keyClick(editor.field, KEY.Key_F9)
    assert keys.keys("tool.brush") == ("B", "F9")
    qtbot.mouseClick(editor.replace, Qt.MouseButton.LeftButton)
    qtbot.keyClick(editor.field, KEY.Key_Escape)
    assert keys.keys("tool.brush") == ("B", "F9") and editor.isVisible()


def test_a_reserved_key_says_what_it_is_for_and_listening_goes_on(editor: KeyEditor, keys: KeyMap, qtbot) -> None:
    editor.choose("tool.brush")
    qtbot.mouseClick(editor.replace, Qt.MouseButton.LeftButton)
    qtbot.keyClick(editor.field, KEY.Key_Space)
    assert "move the image" in editor.message.text() and editor.field.isEnabled()
    qtbot.keyClick(editor.field, KEY.Key_Tab)
    assert editor.message.text() == "Tab is the key of Next overlay. You can reassign it."
    assert keys.keys("tool.brush") == ("B",)


def test_delete_and_reset_work_from_the_list(editor: KeyEditor, keys: KeyMap, qtbot) -> None:
    editor.choose("tool.brush")
    assert not editor.reset.isEnabled() and not editor.reset_all.isEnabled()
    qtbot.keyClick(editor.table, KEY.Key_Delete)
    assert keys.keys("tool.brush") == ()
    qtbot.mouseClick(editor.reset, Qt.MouseButton.LeftButton)
    assert keys.keys("tool.brush") == ("B",)


def test_every_action_says_where_it_belongs(editor: KeyEditor) -> None:
    assert all(editor.table.item(at, 1).text() for at in range(editor.table.rowCount()))


def test_an_empty_search_result_says_so(editor: KeyEditor, qtbot) -> None:
    assert not editor.empty.isVisible()
    qtbot.keyClicks(editor.search, "zzzz")
    assert editor.empty.isVisible() and not editor.table.isVisible() and not editor.replace.isEnabled()


@pytest.mark.parametrize(
    ("key", "text", "system", "scan_code", "expected"),
    [
        (KEY.Key_Exclam, "!", "xcb", 10, "Shift+1"),
        (KEY.Key_ParenRight, ")", "wayland", 19, "Shift+0"),
        (KEY.Key_Slash, "/", "xcb", 16, "Shift+7"),  # a German keyboard
        (KEY.Key_Exclam, "!", "windows", 2, "Shift+1"),
        (KEY.Key_Exclam, "!", "xcb", 61, ""),  # a French keyboard: a key of its own
        (KEY.Key_At, "@", "offscreen", 0, "Shift+2"),
        (KEY.Key_Question, "?", "xcb", 61, ""),
        (KEY.Key_K, "K", "xcb", 45, ""),
    ],
)
def test_shift_and_a_digit_are_recorded_as_they_are_written(
    key: Qt.Key, text: str, system: str, scan_code: int, expected: str
) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, MOD.ShiftModifier, scan_code, 0, 0, text)
    digit = digit_of(event, system)
    assert digit == expected.removeprefix("Shift+")


def test_shift_and_a_digit_name_who_has_them(editor: KeyEditor, keys: KeyMap) -> None:
    editor.choose("tool.brush")
    editor.replace.click()
    press = QKeyEvent(QEvent.Type.KeyPress, KEY.Key_Exclam, MOD.ShiftModifier, "!")
    QApplication.sendEvent(editor.field, press)
    assert "Shift+1" in editor.message.text() and keys.keys("class.number_11") == ("Shift+1",)
    editor.take.click()
    assert keys.keys("tool.brush") == ("Shift+1",) and keys.keys("class.number_11") == ()


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "expected"),
    [
        (KEY.Key_B, MOD.NoModifier, "b", "B"),
        (KEY.Key_BracketLeft, MOD.NoModifier, "[", "["),
        (KEY.Key_Question, MOD.ShiftModifier, "?", "?"),  # holds its Shift
        (KEY.Key_K, MOD.ShiftModifier, "K", "Shift+K"),
        (KEY.Key_At, MOD.ShiftModifier, "@", "Shift+2"),
        (KEY.Key_Return, MOD.ControlModifier, "", "Ctrl+Return"),
        (KEY.Key_Shift, MOD.ShiftModifier, "", None),
        (KEY.Key_AltGr, MOD.NoModifier, "", None),
        (KEY.Key_Escape, MOD.NoModifier, "", "left"),
    ],
)
def test_one_press_is_one_key(editor: KeyEditor, key: Qt.Key, modifiers: MOD, text: str, expected: str | None) -> None:
    heard: list[str] = []
    editor.field.pressed.connect(heard.append)
    editor.field.left.connect(lambda: heard.append("left"))
    editor.field.listen()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(editor.field, QKeyEvent(kind, key, modifiers, text))
    assert heard == ([] if expected is None else [expected])


# ---- the window ---------------------------------------------------------------------------------------------------


def test_the_window_obeys_new_keys_at_once_and_says_them(window: MainWindow, qtbot) -> None:
    window.keys.assign("tool.lasso", "J")
    window.keys.assign("class.number_1", "F2")
    window.refresh()
    qtbot.keyClick(window.canvas, KEY.Key_J)
    assert window.canvas.toolbox.tool.name == "lasso"
    qtbot.keyClick(window.canvas, KEY.Key_L)
    assert window.canvas.toolbox.tool.name == "lasso"
    assert "(J)" in window.actions_["tool.lasso"].toolTip()
    assert window.classes.model.index(1).data(Qt.ItemDataRole.UserRole + 2) == "F2"
    window.keys.assign("prediction.accept_class", "F7")
    assert "(F7)" in window.tools.accept_class.toolTip()


def test_peek_and_the_next_overlay_can_have_other_keys(window: MainWindow, qtbot) -> None:
    window.keys.assign("view.peek", "J")
    window.keys.assign("view.cycle", "T")
    window.canvas.setFocus()
    qtbot.keyPress(window.canvas, KEY.Key_H)
    assert not window.canvas.display.peeking
    qtbot.keyPress(window.canvas, KEY.Key_J)
    assert window.canvas.display.peeking
    qtbot.keyRelease(window.canvas, KEY.Key_J)
    assert not window.canvas.display.peeking
    before = window.canvas.display.view.name
    qtbot.keyClick(window.canvas, KEY.Key_Tab)
    assert window.canvas.display.view.name == before
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, KEY.Key_T)
    assert window.canvas.display.view.name != before


def test_a_recorded_shift_and_digit_does_its_work(window: MainWindow, qtbot) -> None:
    window.keys.assign("tool.lasso", "Shift+3")
    qtbot.keyClick(window.canvas, KEY.Key_3, MOD.ShiftModifier)
    assert window.canvas.toolbox.tool.name == "lasso"


def test_f1_shows_the_tool_in_hand_first_and_closes_again(window: MainWindow, qtbot) -> None:
    window.canvas.toolbox.set_tool("polygon")
    qtbot.keyClick(window.canvas, KEY.Key_F1)
    page = window.findChild(QWidget, "keys_page")
    assert page.isVisible()
    assert page.findChild(QLabel, "keys_tool_title").text() == "Current tool: Polygon"
    qtbot.keyClick(page, KEY.Key_Escape)
    assert not page.isVisible()
    qtbot.keyClick(window.canvas, KEY.Key_F1)
    qtbot.keyClick(page, KEY.Key_F1)
    assert not page.isVisible()


def test_every_action_can_be_found_without_a_mouse(window: MainWindow) -> None:
    menus = [action.menu() for action in window.menuBar().actions()]
    letters = [menu.title()[1] for menu in menus if menu.title().startswith("&")]
    assert len(letters) == len(menus) == len(set(letters))
    found, waiting = set(), list(menus)
    while waiting:
        for action in waiting.pop().actions():
            found.add(action.objectName())
            waiting += [action.menu()] if action.menu() is not None else []
    assert {row.id for row in ACTIONS} <= found
