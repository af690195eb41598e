"""Learning without labels in the window: asked for, told of, stopped, and a training comes first."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from segstudio.gui.panels.explore.panel import ExplorePanel
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.learning.explore_messages import Draw, Drawn, Explore, Explored, Restored, TryExploration
from segstudio.learning.messages import Cancel, Failed, LearnerDied, LearnStart, OwnStart, StartProgress, Train
from segstudio.learning.runs.explorations import delete_exploration
from tests.gui.panels.explore.conftest import make_exploration
from tests.gui.scripted import ScriptedEngine, hear, open_folder, paint_block

PATCHES, MASKS = np.zeros((6, 8, 8, 3), np.uint8), np.zeros((6, 8, 8), np.uint8)


def begin(window: MainWindow, panel: ExplorePanel, engine: ScriptedEngine, qtbot: QtBot) -> Explore:
    panel.form.button.click()
    qtbot.waitUntil(lambda: bool(engine.asked(Explore)))
    request: Explore = engine.asked(Explore)[-1]
    return request


def notices(window: MainWindow) -> list[str]:
    told: list[str] = []
    window.document.notice.connect(told.append)
    return told


def test_an_empty_panel_says_what_will_come_and_what_is_missing(window: MainWindow, panel: ExplorePanel) -> None:
    assert panel.form.button.text() == "Learn from 3 images" and panel.form.button.isEnabled()
    assert "Nothing learnt" in panel.which.placeholderText() and not panel.which.isEnabled()
    assert panel.progress.empty.isVisible()
    panel.show_page(1)
    assert "appear as points" in panel.map.empty.text() and panel.map.empty.isVisible()
    panel.show_page(2)
    for button in (panel.drawings.new, panel.map.flag, panel.map.hold_out):
        assert not button.isEnabled() and "\n" in button.toolTip()
    for action in ("explore.try", "explore.go_on", "explore.delete", "explore.near_copies", "view.unusual"):
        assert not window.actions_[action].isEnabled()
        assert "Learn from the images first" in window.actions_[action].toolTip()
    told = notices(window)
    window.images.order.setCurrentIndex(window.images.order.findData("unusual"))
    assert told == ["Learn from the images first, in the panel Explore."]


def test_a_method_that_draws_for_masks_learns_from_labelled_images_and_shows_masks_and_both_images(
    window: MainWindow, panel: ExplorePanel, engine: ScriptedEngine, qtbot: QtBot, project_folder: Path
) -> None:
    form = panel.form
    form.method.setCurrentIndex(form.method.findData("conditional"))
    form.method.activated.emit(form.method.currentIndex())
    assert form.button.text() == "Learn from 0 labelled images" and not form.button.isEnabled()
    assert "Paint some classes first" in form.button.toolTip() and not form.encoder.isEnabled()
    paint_block(window.document, 0, Rect(0, 0, 30, 30))
    qtbot.waitUntil(lambda: form.button.text() == "Learn from 1 labelled image")
    assert form.button.isEnabled() and "with their masks" in form.button.toolTip()
    assert begin(window, panel, engine, qtbot).settings.method == "conditional"
    hear(window, Restored("x", 5, 2.0, {"difference": 0.5}, PATCHES, PATCHES, MASKS))
    assert panel.progress.pairs.shown == [6, 6, 6]
    color = window.document.classes.by_id(0).screen_color
    assert (panel.progress.pairs._rows[0][1] == color).all(), "as the class is shown everywhere else"
    assert panel.progress.pairs.accessibleDescription().startswith("Masks: 6; Generated from the mask")
    name = make_exploration(project_folder, method="conditional")
    hear(window, Explored(name, False, 40, 42.0, 3))
    qtbot.waitUntil(lambda: "Learnt from 2 labelled images and their masks" in panel.told.text())
    assert panel.drawings.new.isEnabled() and not panel.drawings.walk.isEnabled()
    panel.drawings.new.click()
    asked = engine.asked(Draw)[-1]
    hear(window, Drawn(asked.generation, name, PATCHES, MASKS))
    assert panel.drawings.pictures.shown == [6, 6]


def test_a_training_adds_generated_images_only_where_such_an_exploration_is_chosen(
    window: MainWindow, panel: ExplorePanel, engine: ScriptedEngine, qtbot: QtBot, project_folder: Path, tmp_path: Path
) -> None:
    box, session = window.train.form.advanced.generated, window.session
    name, other = make_exploration(project_folder, method="conditional"), make_exploration(project_folder)
    assert box.count() == 1 and not box.isEnabled() and "Images from masks" in box.toolTip()
    window.explore.read()
    qtbot.waitUntil(box.isEnabled)
    assert [box.itemData(at) for at in range(box.count())] == ["", name] and box.currentData() == ""
    assert session.trainings.settings.generated == "", "off by default"
    box.setCurrentIndex(1)
    box.activated.emit(1)
    paint_block(window.document, 0, Rect(0, 0, 30, 30))
    paint_block(window.document, 1, Rect(30, 30, 20, 20))
    window.refresh()
    window.actions_["train.start"].trigger()
    qtbot.waitUntil(lambda: bool(engine.asked(Train)))
    assert engine.asked(Train)[-1].settings.generated == name
    delete_exploration(project_folder, name)
    window.explore.read()
    qtbot.waitUntil(lambda: box.currentText().endswith(f"{name}: cannot be used"))
    assert session.trainings.settings.generated == name, "the training says so, nothing is left out in silence"
    shutil.copytree(project_folder, tmp_path / "second")
    open_folder(window.document, tmp_path / "second")
    qtbot.waitUntil(lambda: box.currentData() == "" and other in [one.name for one in window.explore.rows])
    assert session.trainings.settings.generated == "" and not box.isEnabled()


def test_held_out_images_are_counted_apart(window: MainWindow, panel: ExplorePanel, qtbot: QtBot) -> None:
    window.images.change([window.document.images[0]], split="val")
    qtbot.waitUntil(lambda: panel.form.button.text() == "Learn from 2 images")
    assert "1 image held out: not learnt from, but on the map." in panel.form.line.text()
    window.images.change(list(window.document.images), split="val")
    qtbot.waitUntil(lambda: not panel.form.button.isEnabled())
    assert "All images are held out" in panel.form.line.text()


def test_one_button_learns_shows_how_it_gets_on_and_keeps_what_was_learnt_when_stopped(
    window: MainWindow, panel: ExplorePanel, engine: ScriptedEngine, qtbot: QtBot, project_folder: Path
) -> None:
    panel.form.minutes.setValue(1.5)
    request = begin(window, panel, engine, qtbot)
    assert (request.settings.seconds, request.settings.method, request.resume) == (90.0, "convolutional", "")
    hear(window, StartProgress(0.25, 60.0), Restored("x", 5, 2.0, {"error": 0.5}, PATCHES, PATCHES),
         Restored("x", 9, 4.0, {"error": 0.25}, PATCHES, PATCHES))  # fmt: skip
    assert window.status.work.keys == ["explore"] and window.status.work._left.text() == "1:00 left"
    assert panel.form.button.text().startswith("Learning 0:0") and "Stop" in panel.form.button.text()
    assert panel.progress.pairs.shown == [6, 6] and panel.progress.title.text() == "Squared error"
    assert panel.progress.line.getData()[1].tolist() == [0.5, 0.25] and "9 steps" in panel.progress.numbers.text()
    window.refresh()
    assert not window.actions_["train.own_start"].isEnabled() and not window.actions_["explore.delete"].isEnabled()
    panel.form.button.click()
    assert len(engine.asked(Cancel)) == 1 and panel.form.button.text().startswith("Stopped: looking")
    assert window.explore.work.job.running
    name, told = make_exploration(project_folder), notices(window)
    hear(window, Explored(name, True, 40, 42.0, 3))
    assert told == ["Learnt from the images: 0:42, 40 steps. 3 images on the map in the panel Explore."]
    assert not window.explore.work.job.running and not window.status.work.keys
    qtbot.waitUntil(lambda: len(panel.map.map.selected) == 3)
    assert "Learnt from 2 of 3 images. 1 image not reached in that time" in panel.told.text()
    assert panel.map.isVisible() and "0:42, 40 steps" in panel.which.currentText()


def test_one_goes_on_with_its_own_method_and_another_is_tried_as_a_start(
    window: MainWindow, panel: ExplorePanel, explored: str, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    window.refresh()
    window.actions_["explore.go_on"].trigger()
    qtbot.waitUntil(lambda: bool(engine.asked(Explore)))
    (request,) = engine.asked(Explore)
    assert request.resume == explored and request.settings.encoder == "efficientnet_lite0"
    hear(window, Explored(explored, False, 40, 42.0, 3))
    window.refresh()
    told: list[str] = []
    window.session.notice.connect(told.append)
    window.actions_["explore.try"].trigger()
    qtbot.waitUntil(lambda: bool(engine.asked(TryExploration)))
    assert engine.asked(TryExploration)[0].exploration == explored
    hear(window, StartProgress(0.5), OwnStart("p", "e", False, "Own start not kept.", 0.1, 0.2, 1, 120))
    assert told == ["Own start not kept."] and not window.status.work.keys


def test_what_learn_from_my_images_first_learnt_is_listed_also_when_it_was_stopped(
    window: MainWindow, panel: ExplorePanel, engine: ScriptedEngine, qtbot: QtBot, project_folder: Path
) -> None:
    window.actions_["train.own_start"].trigger()
    qtbot.waitUntil(lambda: bool(engine.asked(LearnStart)))
    window.status.work._cancel.click()
    name = make_exploration(project_folder, mapped=False)
    hear(window, OwnStart(str(project_folder), "e", False, ""))  # how the learner answers a Cancel
    qtbot.waitUntil(lambda: window.explore.name == name)


def test_a_training_comes_first_and_what_was_learnt_is_listed(
    window: MainWindow, panel: ExplorePanel, engine: ScriptedEngine, qtbot: QtBot, project_folder: Path
) -> None:
    paint_block(window.document, 0, Rect(0, 0, 30, 30))
    paint_block(window.document, 1, Rect(30, 30, 20, 20))
    begin(window, panel, engine, qtbot)
    told = notices(window)
    window.refresh()
    window.actions_["train.start"].trigger()
    qtbot.waitUntil(lambda: bool(engine.asked(Train)))
    kinds = [type(request) for request in engine.requests if isinstance(request, Explore | Cancel | Train)]
    assert kinds == [Explore, Cancel, Train] and not window.explore.work.job.running
    assert len(told) == 1 and "stopped for the training; what was learnt is kept" in told[0]
    name = make_exploration(project_folder, mapped=False)
    hear(window, Explored(name, True, 40, 42.0, 0))
    qtbot.waitUntil(lambda: window.explore.name == name and bool(window.explore.trouble))
    panel.show_page(1)
    assert "no map" in told[1] and "no map" in panel.map.empty.text()
    assert panel.map.make.isVisible() and not panel.map.make.isEnabled()
    assert "A training is running" in panel.map.make.toolTip()


def test_a_map_that_is_missing_is_made_without_learning_more(
    window: MainWindow, panel: ExplorePanel, engine: ScriptedEngine, qtbot: QtBot, project_folder: Path
) -> None:
    name = make_exploration(project_folder, mapped=False)
    window.explore.read(name)
    panel.show_page(1)
    qtbot.waitUntil(panel.map.make.isVisible)
    panel.map.make.click()
    qtbot.waitUntil(lambda: bool(engine.asked(Explore)))
    settings = engine.asked(Explore)[0].settings
    assert engine.asked(Explore)[0].resume == name and settings.seconds is settings.steps is None


@pytest.mark.parametrize("ends", ["failed", "died", "another project"])
def test_what_ends_it_leaves_nothing_in_the_status_bar(
    ends: str, window: MainWindow, panel: ExplorePanel, explored: str, engine: ScriptedEngine, qtbot: QtBot,
    project_folder: Path,
) -> None:  # fmt: skip
    begin(window, panel, engine, qtbot)
    if ends == "failed":
        hear(window, Failed("It broke.", "Try again.", "", "Explore"))
    elif ends == "died":
        hear(window, LearnerDied(1))
    else:
        window.document.open_project.close()
        assert engine.asked(Cancel) and window.explore.found is None and not window.explore.rows
        assert not len(panel.map.map.selected)
    assert not window.status.work.keys and not window.explore.work.job.running
    if ends == "another project":
        open_folder(window.document, project_folder)
        qtbot.waitUntil(lambda: window.explore.name == explored)


def test_it_is_deleted_after_a_question_and_a_damaged_one_is_named(
    window: MainWindow, panel: ExplorePanel, explored: str, project_folder: Path, qtbot: QtBot
) -> None:
    folder = project_folder / "explorations"
    (folder / "2020-01-01_10-00-00").mkdir()
    (folder / "2020-01-01_10-00-00" / "exploration.json").write_text("{}")
    window.explore.read()
    qtbot.waitUntil(lambda: panel.which.count() == 2)
    assert window.explore.name == explored and "cannot be used" in panel.which.itemText(1)
    window.explore.choose("2020-01-01_10-00-00")
    window.refresh()
    assert not window.actions_["explore.go_on"].isEnabled() and "damaged" in panel.told.text()
    window.explore.choose(explored)
    window.explore.delete()
    box = window.findChild(QMessageBox, "explore.delete.question")
    box.findChild(QPushButton, "explore.delete.accept").click()
    qtbot.waitUntil(lambda: not (folder / explored).exists() and panel.which.count() == 1)
    assert window.explore.found is None
