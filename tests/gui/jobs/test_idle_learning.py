"""Idle learning in the window: off until switched on, only when it is quiet, paused by a stroke, said in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from segstudio.gui.jobs.idle_learning import KEY, QUIET_SECONDS, SILENCE
from segstudio.gui.look.settings import Settings
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import Failed, Finished, Idle, Idling, OwnStart
from segstudio.learning.runs.own_start import own_path
from tests.gui.scripted import DEVICE, ScriptedEngine, paint_block


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def window(tmp_path: Path, project_folder: Path, engine: ScriptedEngine, qtbot: QtBot) -> Iterator[MainWindow]:
    """The real window on a small project, its learner ready, its clock in the test's hands."""
    window = MainWindow(Settings(tmp_path / "settings.ini"), engine)  # type: ignore[arg-type]
    window.now = 0.0
    window.idle.clock = lambda: window.now
    window.document.open_project.open(project_folder)
    qtbot.waitUntil(lambda: window.document.mask is not None)
    window.session.start()
    engine.say(DEVICE)
    window.session._drain()
    yield window
    window.close()
    window.deleteLater()


def quiet(window: MainWindow, seconds: float) -> None:
    """So much time goes by, and the window's clock ticks."""
    window.now += seconds
    window.idle.tick()


def asked(engine: ScriptedEngine) -> list[Path | None]:
    return [request.project for request in engine.asked(Idle)]


def learning(window: MainWindow, engine: ScriptedEngine) -> Path:
    """Switched on, and asked after a minute."""
    window.actions_["train.idle"].trigger()
    quiet(window, QUIET_SECONDS + 1)
    folder = window.document.project.folder
    assert asked(engine) == [folder]
    return folder


def hear(window: MainWindow, engine: ScriptedEngine, *events: object) -> None:
    engine.say(*events)  # type: ignore[arg-type]
    window.session._drain()


def test_it_is_off_until_switched_on_and_then_waits_for_a_quiet_minute(
    window: MainWindow, engine: ScriptedEngine, tmp_path: Path
) -> None:
    action = window.actions_["train.idle"]
    assert action.isCheckable() and not action.isChecked() and "processor" in action.toolTip()
    quiet(window, 10 * QUIET_SECONDS)
    assert asked(engine) == []
    action.trigger()
    window.refresh()
    assert action.isChecked() and Settings(tmp_path / "settings.ini").idle
    quiet(window, QUIET_SECONDS - 1)
    assert asked(engine) == []
    quiet(window, 2)
    folder = window.document.project.folder
    (request,) = engine.asked(Idle)
    assert request.project == folder and request.settings.weights == "formula" and request.settings.seconds
    quiet(window, 5)
    assert asked(engine) == [folder]
    action.trigger()
    window.refresh()
    assert asked(engine) == [folder, None] and not action.isChecked()
    quiet(window, 10 * QUIET_SECONDS)
    assert asked(engine) == [folder, None]


def test_a_stroke_pauses_it_at_once_and_it_goes_on_after_another_minute(
    window: MainWindow, engine: ScriptedEngine
) -> None:
    folder = learning(window, engine)
    hear(window, engine, Idling(str(folder), 0.4))
    assert window.status.work._text.text().startswith("Learning from your images, 40")
    paint_block(window.document, 1, Rect(2, 2, 8, 8))
    assert asked(engine) == [folder, None] and KEY not in window.status.work.keys
    hear(window, engine, Idling(str(folder), 0.5))  # said before it heard of the pause
    assert KEY not in window.status.work.keys
    quiet(window, QUIET_SECONDS - 1)
    assert asked(engine) == [folder, None]
    quiet(window, 2)
    assert asked(engine) == [folder, None, folder]


def test_a_training_pauses_it(window: MainWindow, engine: ScriptedEngine) -> None:
    folder = learning(window, engine)
    window.session._set_state("training")
    quiet(window, 1)
    assert asked(engine) == [folder, None]
    quiet(window, 10 * QUIET_SECONDS)
    assert asked(engine) == [folder, None]


def test_a_won_trial_is_told_and_the_next_training_starts_from_it(window: MainWindow, engine: ScriptedEngine) -> None:
    folder = learning(window, engine)
    form, session = window.train.form, window.session
    item = form.weights.model().item(form.weights.findData("own"))
    assert not item.isEnabled() and session.settings.weights == "formula"
    own = own_path(folder, "mobilenet_v3_large")
    own.parent.mkdir()
    own.write_bytes(b"weights")
    told: list[str] = []
    session.notice.connect(told.append)
    hear(window, engine, OwnStart(str(folder), "mobilenet_v3_large", True, "It is kept.", 0.6, 0.5, 4, 120))
    assert told == ["It is kept. The setting Start from is now Your images."]
    assert item.isEnabled() and session.settings.weights == form.weights.currentData() == "own"
    assert KEY not in window.status.work.keys
    quiet(window, 10 * QUIET_SECONDS)
    assert asked(engine) == [folder]  # decided: not again for these images
    hear(window, engine, Finished("", "limit", 1, 1.0, None))
    quiet(window, QUIET_SECONDS + 1)
    assert asked(engine) == [folder, folder]
    hear(window, engine, OwnStart(str(folder), "mobilenet_v3_large", True, "As before.", news=False))
    assert len(told) == 1


def test_a_lost_trial_changes_no_setting_and_another_choice_is_left_alone(
    window: MainWindow, engine: ScriptedEngine
) -> None:
    folder = learning(window, engine)
    told: list[str] = []
    window.session.notice.connect(told.append)
    hear(window, engine, OwnStart(str(folder), "mobilenet_v3_large", False, "It is not kept."))
    assert told == ["It is not kept."] and window.session.settings.weights == "formula"


def test_a_project_with_a_start_of_its_own_is_opened_with_it_and_one_without_is_not(
    window: MainWindow, engine: ScriptedEngine, project_folder: Path
) -> None:
    own = own_path(project_folder, "mobilenet_v3_large")
    own.parent.mkdir()
    own.write_bytes(b"weights")
    window.idle._on_project()
    assert window.session.settings.weights == "own"
    own.unlink()
    window.idle._on_project()
    assert window.session.settings.weights == "formula"


@pytest.mark.parametrize("ends", ["battery", "failed", "silence"])
def test_what_ends_it_leaves_nothing_in_the_status_bar(ends: str, window: MainWindow, engine: ScriptedEngine) -> None:
    folder = learning(window, engine)
    hear(window, engine, Idling(str(folder), 0.1))
    assert KEY in window.status.work.keys
    if ends == "battery":
        hear(window, engine, Idling(str(folder), 0.1, "on battery"))
    elif ends == "failed":
        hear(window, engine, Failed("It broke.", "Try again.", "", "Idle"))
    else:
        quiet(window, SILENCE + 1)
    assert KEY not in window.status.work.keys and not window.idle.learns
    quiet(window, QUIET_SECONDS + 1)
    assert window.idle.learns == (ends == "battery")  # the others are left alone until the next training
