"""Networks compared in the real window: asked for, told of, stopped, shown, used, looked at, copied, kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from segstudio.gui.canvas.sides import RUN
from segstudio.gui.panels.comparison.panel import ComparisonPanel
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.learning.comparison_messages import (
    OF_PROCESS,
    Compared,
    CompareNetworks,
    Comparison,
    ComparisonEnded,
    ComparisonProgress,
)
from segstudio.learning.messages import (
    HELD_OUT,
    AllPredicted,
    Cancel,
    ImagePredicted,
    PredictProject,
    Train,
    TrainSettings,
)
from segstudio.learning.runs.comparisons import save_comparison
from segstudio.learning.runs.info import RunInfo, to_json
from segstudio.project.palette_png import encode
from segstudio.project.storage import write_json
from tests.gui.scripted import DEVICE, ScriptedEngine, hear, opened_window, paint_block

BEST, OTHER = "2026-11-30_12-00-00", "2026-11-30_12-02-00"
ROWS = (
    Compared("unet", "resnet18", "ImageNet", (BEST,), (0.71,), (40,), (60.0,), 11_500_000, 830_000_000, 90, 4, HELD_OUT,
             (0.6, 0.8), None, ("a",)),
    Compared("segnet", "vgg16_bn", "ImageNet", (OTHER,), (0.68,), (9,), (60.0,), 29_000_000, None, 212, 4, HELD_OUT,
             (0.5, 0.8), 0.7, ("a",)),
)  # fmt: skip
MADE = Comparison("2026-11-30_12-00-00", ROWS, "2026-11-30T12:00:00", 60.0, None, 1, "CPU", OF_PROCESS)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


@pytest.fixture
def engine(window: MainWindow) -> ScriptedEngine:
    """Its learner is ready."""
    found = window.session._engine
    assert isinstance(found, ScriptedEngine)
    window.session.start()
    hear(window, DEVICE)
    return found


@pytest.fixture
def panel(window: MainWindow, engine: ScriptedEngine) -> ComparisonPanel:
    """The panel, with a block of each of two classes painted on the first image."""
    paint_block(window.document, 0, Rect(0, 0, 30, 30))
    paint_block(window.document, 1, Rect(30, 30, 20, 20))
    window.actions_["train.compare"].trigger()
    found = window.docks.panel("comparison")
    assert isinstance(found, ComparisonPanel) and found.isVisible()
    return found


def begin(panel: ComparisonPanel, engine: ScriptedEngine, qtbot: QtBot) -> CompareNetworks:
    count = len(engine.asked(CompareNetworks))
    panel._allow()
    panel.go.click()
    qtbot.waitUntil(lambda: len(engine.asked(CompareNetworks)) > count)
    request: CompareNetworks = engine.asked(CompareNetworks)[-1]
    return request


def make_runs(window: MainWindow, qtbot: QtBot) -> None:
    """The runs as trainings leave them, without weights in their files."""
    for run in (BEST, OTHER):
        folder = window.document.project.folder / "runs" / run
        folder.mkdir(parents=True)
        info = RunInfo(run, "resnet18", (0, 1), ("background", "disc"), TrainSettings(), weights_sha256="0")
        (folder / "weights.safetensors").write_bytes(b"tensors")
        write_json(folder / "run.json", to_json(info))
    window.runs.list.refresh()  # one that began before may find a folder that is not complete yet
    qtbot.waitUntil(lambda: [row.problem for row in window.runs.list.rows] == ["", ""])


def cells(panel: ComparisonPanel, title: str) -> list[str]:
    model = panel.model
    names = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
    return [model.index(row, names.index(title)).data() for row in range(model.rowCount())]


def test_what_it_takes_is_said_before_and_what_is_chosen_is_asked_for_or_it_is_said_why_not(
    panel: ComparisonPanel, window: MainWindow, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    choices = panel.choices
    assert "is trained for the same time" in panel.hint.text() and panel.hint.isVisible()
    assert not panel.results.isEnabled()
    for key, box in choices.boxes.items():
        box.setChecked(key in ("unet", "segnet", "full"))
    choices.minutes.setValue(2)
    assert choices.total.text() == "3 networks × 2 min = 6 min"
    choices.seeds.setValue(2)
    assert choices.total.text() == "3 networks × 2 min × 2 seeds = 12 min"
    choices.encoders["unet"].setCurrentIndex(choices.encoders["unet"].findData("resnet18"))
    request = begin(panel, engine, qtbot)
    assert request.networks == (("unet", "resnet18"), ("segnet", ""), ("full", ""))
    assert (request.seconds, request.seeds, request.weights) == (120.0, 2, "imagenet")
    hear(window, ComparisonProgress("segnet", "", 2, 3, 1, 2, 0.4, 40.0))
    assert panel.state.text() == "2 of 3: SegNet, seed 1, 0:40 left"
    assert window.status.work.keys == ["comparison"] and window.status.work._left.text() == "0:40 left"
    assert panel.stop.isVisible() and panel.table.isVisible() and not panel.go.isEnabled()
    assert "being compared" in window.actions_["train.own_start"].toolTip()
    panel.stop.click()
    assert len(engine.asked(Cancel)) == 1 and not panel._job.job.running and choices.isVisible()
    for key in panel.choices.boxes:
        panel.choices.boxes[key].setChecked(key == "unet")
    assert not panel.go.isEnabled() and "at least two networks" in panel.go.toolTip()
    panel.choices.boxes["full"].setChecked(True)
    assert panel.go.isEnabled()
    window.refresh()
    window.actions_["label.clear"].trigger()
    panel._allow()
    assert not panel.go.isEnabled() and "two classes" in panel.go.toolTip()


def test_a_network_is_in_the_table_once_it_is_complete_and_stop_keeps_it(
    panel: ComparisonPanel, window: MainWindow, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    request = begin(panel, engine, qtbot)
    first = Comparison(MADE.name, ROWS[1:], MADE.created, 60.0)
    save_comparison(request.project, first)
    hear(window, first)
    assert cells(panel, "Network") == ["SegNet, VGG-16 with BatchNorm"] and cells(panel, "Memory") == ["–"]
    panel.stop.click()
    assert len(engine.asked(Cancel)) == 1 and not panel._job.job.running and not window.status.work.keys
    save_comparison(request.project, MADE)  # another one was completed before the learner heard of it
    hear(window, ComparisonEnded(MADE.name, cancelled=True))
    qtbot.waitUntil(lambda: panel.model.rowCount() == 2)
    assert cells(panel, "Mean IoU") == ["0.710", "0.680"] and panel.choose.isVisible()
    begin(panel, engine, qtbot)
    assert panel.model.rowCount() == 0, "those of the one before are not of this one"


def test_a_training_comes_first_and_says_that_complete_networks_are_kept(
    panel: ComparisonPanel, window: MainWindow, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    begin(panel, engine, qtbot)
    told: list[str] = []
    window.document.notice.connect(told.append)
    window.refresh()
    assert not window._may_resume(), "none begins by itself"
    window.actions_["train.start"].trigger()
    qtbot.waitUntil(lambda: bool(engine.asked(Train)))
    kinds = [type(one) for one in engine.requests if isinstance(one, CompareNetworks | Cancel | Train)]
    assert kinds == [CompareNetworks, Cancel, Train] and not panel._job.job.running
    assert len(told) == 1 and "complete are kept" in told[0]


def test_what_is_kept_with_the_project_is_shown_with_what_may_be_chance_and_copied(
    panel: ComparisonPanel, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = window.document.project.folder
    save_comparison(folder, MADE)
    save_comparison(folder, Comparison("older", ROWS[1:], "2026-11-29T12:00:00"))
    assert window.document.open_project.close()
    window.projects.open_path(folder)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 2)
    assert cells(panel, "Difference") == ["best", "within chance"] and cells(panel, "Memory") == ["830 MB", "–"]
    assert cells(panel, "95 % interval") == ["0.600 to 0.800", "0.500 to 0.800"]
    told = panel.remarks.text()
    assert "U-Net, ResNet-18 and SegNet, VGG-16 with BatchNorm is within chance" in told and "without the head" in told
    assert panel.which.isVisible() and panel.which.count() == 2
    panel.which.setCurrentIndex(1)
    panel.which.activated.emit(1)
    assert panel.model.rowCount() == 1
    panel.which.setCurrentIndex(0)
    panel.which.activated.emit(0)
    panel.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 3 and lines[1].split("\t")[:2] == ["U-Net, ResNet-18", "0.71"]
    file = tmp_path / "networks.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    panel.save.click()
    qtbot.waitUntil(file.exists)
    assert "memory (bytes)" in file.read_text("utf-8-sig") and "830000000" in file.read_text("utf-8-sig")


def test_a_click_on_a_row_shows_its_prediction_made_for_the_open_image_only_and_its_run_can_be_used(
    panel: ComparisonPanel, window: MainWindow, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    save_comparison(begin(panel, engine, qtbot).project, MADE)
    hear(window, MADE)
    assert not panel.use.isEnabled() and "Choose one network" in panel.use.toolTip()
    qtbot.waitUntil(lambda: window.runs.list.read)
    panel.table.selectRow(0)
    assert not panel.use.isEnabled() and "deleted" in panel.use.toolTip() and not window.canvas.compare.is_on
    make_runs(window, qtbot)
    panel.table.selectRow(1)
    compare, project, entry = window.canvas.compare, window.document.project, window.document.entry
    assert compare.is_on and compare.sides[1].what == RUN + OTHER
    qtbot.waitUntil(lambda: compare.sides[1].missing == OTHER)
    assert not engine.asked(PredictProject), "the learner is occupied"
    hear(window, ComparisonEnded(MADE.name))
    qtbot.waitUntil(lambda: bool(engine.asked(PredictProject)))
    (asked,) = engine.asked(PredictProject)
    assert (asked.run, asked.images) == (OTHER, (entry.id,)) and window.pictures.job.running
    file = project.predictions_folder / OTHER / f"{entry.id}.png"
    file.parent.mkdir(parents=True)
    file.write_bytes(encode(np.ones(entry.shape, np.uint8), project.classes.palette()))
    hear(window, ImagePredicted(entry.id, OTHER, 1, 1), AllPredicted(OTHER))
    qtbot.waitUntil(lambda: compare.sides[1].prediction is not None)
    assert not window.pictures.job.running and "SegNet" in compare.sides[1].words
    assert len(engine.asked(PredictProject)) == 1 and not compare.sides[1].missing
    panel.table.selectAll()
    assert [side.what for side in compare.sides] == [RUN + BEST, RUN + OTHER]
    panel.table.selectRow(0)
    panel.use.click()
    assert project.current_run == BEST and "current run already" in panel.use.toolTip()
