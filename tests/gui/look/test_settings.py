"""Settings: no file of them runs code, crashes the window or keeps it from opening; sound ones of any age are read."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QCoreApplication, QSettings
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from segstudio.gui.look.settings import Settings
from segstudio.gui.look.settings_file import read_qt
from tests.gui.scripted import opened_window

letters = st.text(st.characters(codec="utf-8", exclude_characters="\0", max_codepoint=0xD000), max_size=12)
FAST = hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Command:
    """What a hostile pickle does."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


def test_an_object_in_an_old_file_is_not_brought_to_life_and_the_rest_is_read(tmp_path: Path) -> None:
    old = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    old.setValue("view/theme", Command(tmp_path / "ran"))
    old.setValue("window/geometry", Command(tmp_path / "ran"))
    old.setValue("view/opacity", 0.25)
    old.setValue("window/docks", QByteArray(b'\0\1\2\xff,;"\\ab'))
    old.sync()
    assert "@Variant" in (tmp_path / "s.ini").read_text("latin-1") and not (tmp_path / "ran").exists()
    for _ in range(2):  # of the old file, then of the new one
        settings = Settings(tmp_path / "s.ini")
        assert (settings.theme, settings.opacity, settings.docks) == ("system", 0.25, b'\0\1\2\xff,;"\\ab')
        assert settings.geometry.isEmpty() and not (tmp_path / "ran").exists()
        settings.hatch = True


@FAST
@given(letters, st.lists(letters, min_size=2, max_size=4), st.binary(max_size=30))
def test_texts_lists_and_bytes_of_an_old_file_are_read_as_they_were_written(
    tmp_path: Path, text: str, texts: list[str], data: bytes
) -> None:
    old = QSettings(str(tmp_path / "old.ini"), QSettings.Format.IniFormat)
    for key, value in {"a/text": text, "a/texts": texts, "b/bytes": QByteArray(data)}.items():
        old.setValue(key, value)
    old.sync()
    assert read_qt(tmp_path / "old.ini") == {"a/text": text, "a/texts": texts, "b/bytes": data}


plain = st.none() | st.booleans() | st.integers() | st.floats() | letters
anything = st.recursive(
    plain, lambda part: st.lists(part, max_size=3) | st.dictionaries(letters, part, max_size=3), max_leaves=4
)
KEYS = (
    "window/geometry", "window/docks", "window/columns", "view/theme", "tool/name", "tool/options",
    "tool/brush_size", "view/opacity", "view/hatch", "view/class_colors", "tool/minimum_confidence", "keys/changed",
    "project/last", "project/recent", "project/unseen", "view/channels", "view/name", "view/contour", "project/left",
    "view/language", "view/interface_size", "memory/images", "memory/undo", "clicks/encoder", "clicks/decoder",
    "window/left_column", "window/right_column", "tool/right_menu",
)  # fmt: skip
ROWS = tuple(name for name, row in vars(Settings).items() if type(row).__name__ == "Setting")


@FAST
@given(st.dictionaries(st.sampled_from(KEYS), anything, max_size=4))
def test_whatever_the_file_holds_every_setting_has_a_value_of_its_kind(
    tmp_path: Path, values: dict[str, object]
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(values))
    settings, first = Settings(tmp_path / "a.ini"), Settings(tmp_path / "none.ini")
    assert len(ROWS) == len(KEYS)
    for name in ROWS:
        if name not in ("last_project", "click_encoder", "click_decoder"):  # a path or nothing
            assert type(getattr(settings, name)) is type(getattr(first, name)), name
    assert 1 <= settings.brush_size <= 2000 and 0 <= settings.opacity <= 1
    assert settings.last_project is None or isinstance(settings.last_project, Path)
    assert settings.geometry.isEmpty() and settings.docks.isEmpty() and settings.columns.isEmpty()


@pytest.mark.parametrize("text", ["", "{", "[1]", "[" * 100_000, "\0\xff", "null"])
def test_a_damaged_file_is_dropped(tmp_path: Path, text: str) -> None:
    (tmp_path / "s.json").write_text(text, encoding="latin-1")
    settings = Settings(tmp_path / "s.ini")
    assert settings.theme == "system"
    settings.theme = "dark"
    assert Settings(tmp_path / "s.ini").theme == "dark"


def test_a_pipe_or_a_huge_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "s.json")
    (tmp_path / "t.json").write_text('{"view/theme": "dark"}' + " " * (1 << 20))
    assert Settings(tmp_path / "s.ini").theme == Settings(tmp_path / "t.ini").theme == "system"


def test_two_windows_keep_what_each_of_them_changed(tmp_path: Path) -> None:
    one, other = Settings(tmp_path / "s.ini"), Settings(tmp_path / "s.ini")
    one.theme, other.opacity = "dark", 0.125
    again = Settings(tmp_path / "s.ini")
    assert (again.theme, again.opacity) == ("dark", 0.125)


@given(st.data())
@FAST
def test_a_state_of_qt_with_one_wrong_bit_is_dropped(tmp_path: Path, data: st.DataObject) -> None:
    settings = Settings(tmp_path / "s.ini")
    state = data.draw(st.binary(min_size=1, max_size=40))
    settings.docks = QByteArray(state)
    assert settings.docks == state
    digest, _, text = settings.store.value("window/docks").partition(":")
    bad = bytearray(base64.b64decode(text))
    bad[data.draw(st.integers(0, len(bad) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    settings.store.set("window/docks", f"{digest}:{base64.b64encode(bad).decode()}")
    assert settings.docks.isEmpty()


def test_should_qt_crash_on_the_docks_the_next_start_is_without_them(
    qtbot: QtBot, tmp_path: Path, project_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for window in opened_window(qtbot, tmp_path, project_folder):
        window.docks.toggle("history")
    state, seen = Settings(tmp_path / "settings.ini").docks, []
    assert not state.isEmpty()
    restore = QMainWindow.restoreState

    def while_restoring(self: QMainWindow, docks: QByteArray) -> bool:
        restored = restore(self, docks)
        seen.append((restored, Settings(tmp_path / "settings.ini").docks.isEmpty()))
        return restored

    monkeypatch.setattr(QMainWindow, "restoreState", while_restoring)
    for _window in opened_window(qtbot, tmp_path, project_folder):
        QCoreApplication.processEvents()
        assert Settings(tmp_path / "settings.ini").docks == state
    assert seen == [(True, True)]


def test_the_window_opens_on_settings_with_damaged_states(qtbot: QtBot, tmp_path: Path, project_folder: Path) -> None:
    for window in opened_window(qtbot, tmp_path, project_folder):
        window.docks.toggle("curves")
    path = tmp_path / "settings.json"
    values = json.loads(path.read_text())
    for key in ("window/geometry", "window/docks", "window/columns"):
        values[key] = values[key][:90] + "////" + values[key][94:]
    path.write_text(json.dumps(values))
    for window in opened_window(qtbot, tmp_path, project_folder):
        assert not window.docks.shown() and window.document.mask is not None
