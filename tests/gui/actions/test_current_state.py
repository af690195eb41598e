"""Facts are gathered once after a burst of changes, whoever shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from segstudio.gui.actions import current_state
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from tests.gui.scripted import opened_window, paint_block


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def test_a_burst_of_changes_is_gathered_once(window: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    qtbot.waitUntil(window.images.model.known)
    window.refresh()
    calls: list[int] = []
    gather = current_state.gather
    monkeypatch.setattr(current_state, "gather", lambda *parts: calls.append(1) or gather(*parts))
    window.document.class_list.set_current(1)
    window.document.class_list.swap()
    window.canvas.toolbox.set_tool("lasso")
    assert not calls
    with qtbot.waitSignal(window.current.changed):
        pass
    assert calls == [1] and window.current.facts.tool == "lasso"
    assert window.actions_["tool.lasso"].isChecked()


def test_what_others_know_is_among_the_facts(window: MainWindow) -> None:
    paint_block(window.document, 0, Rect(0, 0, 20, 20))
    window.preferences.set_theme("dark")
    window.refresh()
    facts = window.current.facts
    assert (facts.theme, facts.has_previous, dict(facts.panels)["curves"]) == ("dark", False, False)


def test_nothing_is_gathered_once_the_window_is_closed(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window.close()
    gathered: list[object] = []
    monkeypatch.setattr(current_state, "gather", lambda *parts: gathered.append(parts))
    window.refresh()
    assert gathered == []
