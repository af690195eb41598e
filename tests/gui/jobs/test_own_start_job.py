"""Learning from one's own images in the window: asked for, told of, cancelled, and a training comes first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from segstudio.errors import WriteError
from segstudio.gui.look.settings import Settings
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import Cancel, Failed, LearnerDied, LearnStart, OwnStart, StartProgress, Train
from segstudio.learning.runs.own_start import own_path
from segstudio.project.project import Project
from tests.gui.scripted import DEVICE, ScriptedEngine, hear, open_folder, paint_block

NAME = "mobilenet_v3_large"


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def window(tmp_path: Path, project_folder: Path, engine: ScriptedEngine, qtbot: QtBot) -> Iterator[MainWindow]:
    """The real window on a small project, its learner ready."""
    window = MainWindow(Settings(tmp_path / "settings.ini"), engine)  # type: ignore[arg-type]
    open_folder(window.document, project_folder)
    qtbot.waitUntil(lambda: window.document.mask is not None)
    window.session.start()
    engine.say(DEVICE)
    window.session._drain()
    window.refresh()
    yield window
    window.close()
    window.deleteLater()


def begin(window: MainWindow, engine: ScriptedEngine, qtbot: QtBot) -> Path:
    """Asked for, and the learner was asked."""
    count = len(engine.asked(LearnStart))
    window.refresh()
    window.actions_["train.own_start"].trigger()
    qtbot.waitUntil(lambda: len(engine.asked(LearnStart)) > count)
    window.refresh()
    folder = window.document.project.folder
    assert engine.asked(LearnStart)[-1].project == folder
    return folder


def ended(folder: Path, kept: bool = False, text: str = "Own start not kept.") -> OwnStart:
    return OwnStart(str(folder), NAME, kept, text, 0.6, 0.5, 4, 120)


def test_it_is_an_action_and_a_button_beside_the_choice_of_the_start(
    window: MainWindow, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    action = window.actions_["train.own_start"]
    assert action.isEnabled() and not action.isCheckable() and "without their labels" in action.toolTip()
    window.train.form.findChild(object, "train.own_start.button").click()
    qtbot.waitUntil(lambda: bool(engine.asked(LearnStart)))
    (request,) = engine.asked(LearnStart)
    assert request.settings.weights == "imagenet" and request.settings.steps is request.settings.seconds is None


def test_masks_are_saved_and_held_out_images_settled_before_the_learner_is_asked(
    window: MainWindow, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    document = window.document
    for entry in list(document.images):
        document.current.select(entry.id)
        qtbot.waitUntil(lambda entry=entry: document.mask is not None and document.entry.id == entry.id)
        paint_block(document, 0, Rect(0, 0, 30, 30))
        paint_block(document, 1, Rect(30, 30, 20, 20))
    folder = begin(window, engine, qtbot)
    on_disk = Project.open(folder, write=False)
    assert {entry.split for entry in on_disk.images} == {"train", "val"}
    assert all(on_disk.mask_path(entry).is_file() for entry in on_disk.images)


def test_progress_with_time_left_and_the_measured_gain(
    window: MainWindow, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    form, session = window.train.form, window.session
    item = form.weights.model().item(form.weights.findData("own"))
    assert not item.isEnabled() and session.trainings.settings.weights == "imagenet"
    folder = begin(window, engine, qtbot)
    hear(window, StartProgress(0.4, 90.0))
    assert window.status.work.keys == ["own_start"] and window.status.work._left.text() == "1:30 left"
    assert not window.actions_["train.own_start"].isEnabled() and not window.actions_["predict.all"].isEnabled()
    own = own_path(folder, NAME)
    own.parent.mkdir()
    own.write_bytes(b"weights")
    told: list[str] = []
    session.notice.connect(told.append)
    hear(window, ended(folder, True, "Own start kept."))
    assert told == ["Own start kept. The setting Start from is now Your images."]
    assert item.isEnabled() and session.trainings.settings.weights == form.weights.currentData() == "own"
    assert not window.status.work.keys and window.actions_["train.own_start"].isEnabled()


def test_one_that_is_not_kept_changes_no_setting(window: MainWindow, engine: ScriptedEngine, qtbot: QtBot) -> None:
    folder = begin(window, engine, qtbot)
    told: list[str] = []
    window.session.notice.connect(told.append)
    hear(window, ended(folder))
    assert told == ["Own start not kept."] and window.session.trainings.settings.weights == "imagenet"


def test_it_is_cancelled_in_the_status_bar_and_its_late_end_is_not_that_of_the_next(
    window: MainWindow, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    folder = begin(window, engine, qtbot)
    told: list[str] = []
    window.session.notice.connect(told.append)
    window.status.work._cancel.click()
    assert len(engine.asked(Cancel)) == 1 and not window.status.work.keys
    begin(window, engine, qtbot)
    hear(window, StartProgress(0.9, 1.0), ended(folder, text=""))
    assert window.own_start.job.running and window.status.work._bar.maximum() == 0 and not told
    hear(window, ended(folder))
    assert not window.own_start.job.running and told == ["Own start not kept."]


def test_a_training_comes_first(window: MainWindow, engine: ScriptedEngine, qtbot: QtBot) -> None:
    paint_block(window.document, 0, Rect(0, 0, 30, 30))
    paint_block(window.document, 1, Rect(30, 30, 20, 20))
    begin(window, engine, qtbot)
    told: list[str] = []
    window.document.notice.connect(told.append)
    window.refresh()
    window.actions_["train.start"].trigger()
    qtbot.waitUntil(lambda: bool(engine.asked(Train)))
    kinds = [type(request) for request in engine.requests if isinstance(request, LearnStart | Cancel | Train)]
    assert kinds == [LearnStart, Cancel, Train]
    assert len(told) == 1 and "stopped for the training" in told[0] and not window.own_start.job.running
    window.refresh()
    assert "training is running" in window.actions_["train.own_start"].toolTip()


def test_a_training_that_goes_on_by_itself_does_not_end_it(
    window: MainWindow, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    paint_block(window.document, 0, Rect(0, 0, 30, 30))
    paint_block(window.document, 1, Rect(30, 30, 20, 20))
    assert window._may_resume()
    begin(window, engine, qtbot)
    assert not window._may_resume()


@pytest.mark.parametrize("ends", ["failed", "died", "another project", "unsaved"])
def test_what_ends_it_leaves_nothing_in_the_status_bar(
    ends: str, window: MainWindow, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    if ends == "unsaved":
        window.actions_["train.own_start"].trigger()
        assert window.own_start.job.running
        window.document.problem.emit(WriteError("The disk is full.", "Free some space."))
    else:
        begin(window, engine, qtbot)
        hear(window, StartProgress(0.1))
    if ends == "failed":
        hear(window, Failed("It broke.", "Try again.", "", "LearnStart"))
    elif ends == "died":
        hear(window, LearnerDied(1))
    elif ends == "another project":
        window.document.open_project.close()
        assert engine.asked(Cancel)
    assert "own_start" not in window.status.work.keys and not window.own_start.job.running


def test_a_project_with_a_start_of_its_own_is_opened_with_it_and_one_without_is_not(
    window: MainWindow, project_folder: Path, qtbot: QtBot
) -> None:
    own = own_path(project_folder, NAME)
    own.parent.mkdir()
    own.write_bytes(b"weights")
    own.with_suffix(".json").write_text('{"kept": true}')  # older versions wrote such a record beside it
    for expected in ("own", "imagenet"):
        assert window.document.open_project.close()
        open_folder(window.document, project_folder)
        assert window.session.trainings.settings.weights == expected
        own.unlink(missing_ok=True)


def test_the_switch_of_older_versions_is_ignored(tmp_path: Path, engine: ScriptedEngine, qtbot: QtBot) -> None:
    (tmp_path / "old.ini").write_text("[learn]\nidle=yes\n")
    window = MainWindow(Settings(tmp_path / "old.ini"), engine)  # type: ignore[arg-type]
    assert not engine.asked(LearnStart) and not window.own_start.job.running
    window.close()
    window.deleteLater()
