"""The window closes at once, whatever is under way; what was painted is saved, and what was stopped is told."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from segstudio.errors import WriteError
from segstudio.formats import importing
from segstudio.formats.common.report import ExportReport
from segstudio.formats.table import FORMATS, Format
from segstudio.gui.document import current_image
from segstudio.gui.files import load_image
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import CANCELLED, CLOSED, Finished, Leave, Train, TrainSettings
from segstudio.learning.runs.folder import save_run
from segstudio.learning.runs.info import RunInfo
from segstudio.project.masks import StoredMask, read_mask
from segstudio.project.project import Project
from tests.gui.scripted import DEVICE, STARTED, opened_in, opened_window, paint_block

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


@pytest.fixture
def read_only(project_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every project opened from now on is in a folder that cannot be written."""

    def refuse(project: Project) -> None:
        raise WriteError("The folder cannot be written.")

    monkeypatch.setattr(Project, "_take_lock", refuse)


def reopened(window: MainWindow, folder: Path, qtbot) -> None:
    opened_in(window, qtbot, folder)


def test_an_image_that_is_never_read_holds_no_window(
    window: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    never, begun = threading.Event(), threading.Event()

    def stuck(*_: object) -> object:
        begun.set()
        never.wait(60)
        raise OSError

    monkeypatch.setattr(current_image, "load_image", stuck)
    window.document.current.cache.clear()
    window.document.current.step(1)
    qtbot.waitUntil(begun.is_set)
    assert window.close() and not window.isVisible() and not never.is_set()
    never.set()


STUCK = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from segstudio.gui.files import load_image
from segstudio.gui.look.settings import Settings
from segstudio.gui.window import app
load_image.picture_of = lambda *_: threading.Event().wait()
app.Settings = lambda: Settings(Path(sys.argv[1]).with_name("s.ini"))
app.start_log = lambda: None
app.LEARNER_AFTER_MS = 1_000_000
make = app.open_window
def open_window(settings, project):
    window = make(settings, project)
    def close_when_reading():
        if window.document.current.loading:
            window.close()
        else:
            QTimer.singleShot(20, close_when_reading)
    close_when_reading()
    return window
app.open_window = open_window
sys.exit(app.run([sys.argv[1]]) or 7)
"""


def test_a_thread_that_reads_for_ever_holds_no_process(project_folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", STUCK, str(project_folder)], cwd=ROOT, timeout=120)
    assert done.returncode == 0, "it ended while the thread still read"
    assert not (project_folder / "lock").exists()


@pytest.mark.parametrize("what", ["undo", "delete", "recovered"])
def test_a_read_only_project_can_always_be_closed(
    window: MainWindow, project_folder: Path, qtbot, request: pytest.FixtureRequest, what: str
) -> None:
    document = window.document
    paint_block(document, 1, Rect(5, 5, 10, 10))
    if what == "recovered":  # the journal has a stroke that the mask file lacks
        document.open_project.abandon()
    else:
        assert document.open_project.close()
    request.getfixturevalue("read_only")
    reopened(window, project_folder, qtbot)
    before = document.mask.array.copy()
    assert document.project.read_only and (before == 1).sum() == 100
    if what == "undo":
        document.queue.undo()
    elif what == "delete":
        document.class_changes.delete(1)
    if what != "recovered":
        assert window.banner.current.text == "This project is open read-only; nothing painted could be kept."
    assert (document.mask.array == before).all() and not document.saving.dirty
    assert window.close() and not window.isVisible()


def test_a_mask_that_cannot_be_saved_brings_the_window_back(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise WriteError("The disk is full.")

    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    with monkeypatch.context() as patch:
        patch.setattr(StoredMask, "save", full)
        assert not window.close() and window.isVisible()
    assert window.banner.current.text == "The disk is full."
    assert window.close() and not window.isVisible()


def test_all_masks_are_saved_and_the_window_is_hidden_before_any_is(
    window: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, seen = window.document, []
    save = StoredMask.save

    def note(stored: StoredMask, palette: Any) -> None:
        seen.append((window.isVisible(), threading.current_thread() is threading.main_thread()))
        save(stored, palette)

    monkeypatch.setattr(StoredMask, "save", note)
    paths = []
    for _ in range(2):
        paint_block(document, 1, Rect(5, 5, 10, 10))
        paths.append(document.project.mask_path(document.entry))
        document.current.step(1)
        qtbot.waitUntil(lambda: document.mask is not None)
    document.files.masks._timer.stop()
    paint_block(document, 1, Rect(5, 5, 10, 10))
    paths.append(document.project.mask_path(document.entry))
    assert window.close()
    assert seen and set(seen) == {(False, False)}
    assert all((read_mask(path) == 1).sum() == 100 for path in paths)


def test_a_run_that_is_finished_while_the_window_closes_predicts_at_the_next_start(
    window: MainWindow, project_folder: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = window.session._engine
    window.session.start()
    engine.say(DEVICE)
    qtbot.waitUntil(lambda: window.session.state == "idle")
    window.session.start_training()
    qtbot.waitUntil(lambda: window.session.training.folder is not None)
    engine.say(STARTED)
    qtbot.waitUntil(lambda: window.session.state == "training")
    monkeypatch.setattr(engine, "leave", lambda request: engine.say(Finished("run-1", "cancelled", 5, 1.0, None)))
    assert window.close()
    with Project.open(project_folder, write=False) as project:
        assert project.current_run == "run-1"


@pytest.mark.parametrize("ended", [True, False])
def test_the_learner_is_told_which_project_is_left_and_which_run_the_window_has_seen_end(
    window: MainWindow, project_folder: Path, qtbot, ended: bool
) -> None:
    engine = window.session._engine
    window.session.start()
    engine.say(DEVICE)
    qtbot.waitUntil(lambda: window.session.state == "idle")
    window.session.start_training()
    qtbot.waitUntil(lambda: bool(engine.asked(Train)))
    engine.say(STARTED, *[Finished("run-1", "limit", 5, 1.0, None)] * ended)
    qtbot.waitUntil(lambda: window.session.state == ("idle" if ended else "training"))
    assert window.close()
    assert engine.asked(Leave) == [Leave(project_folder, "run-1" if ended else "")]


def closed_run(folder: Path, reason: str) -> str:
    """A run that is not the current one, made with settings of its own."""
    settings = TrainSettings(encoder="resnet18", loss="focal", threads=7)
    info = RunInfo("2026-01-02_03-04-05", "resnet18", (0, 1), ("background", "disc"), settings, reason=reason)
    save_run(folder, info, {"w": torch.zeros(1)})
    return info.name


def offer(window: MainWindow) -> QPushButton:
    button = window.banner.findChild(QPushButton, "notice_action")
    assert isinstance(button, QPushButton)
    return button


def test_a_training_that_closing_stopped_is_offered_once_and_goes_on_as_it_was(
    qtbot, tmp_path: Path, project_folder: Path
) -> None:
    run = closed_run(project_folder, CLOSED)
    for window in opened_window(qtbot, tmp_path, project_folder):
        qtbot.waitUntil(lambda window=window: offer(window).isVisible())
        assert "stopped when the window was closed" in window.banner.current.text
        engine, usual = window.session._engine, window.session.trainings.settings
        qtbot.mouseClick(offer(window), Qt.MouseButton.LeftButton)
        assert "Paint" in window.banner.current.text, "why it cannot go on now; the offer waits"
        paint_block(window.document, 0, Rect(5, 5, 10, 10))
        paint_block(window.document, 1, Rect(25, 5, 10, 10))
        window.banner.dismiss()
        qtbot.mouseClick(offer(window), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda engine=engine: bool(engine.asked(Train)))
        (request,) = engine.asked(Train)
        assert request.resume == run and not window.banner.isVisible()
        assert request.settings == TrainSettings(
            encoder="resnet18", loss="focal", threads=usual.threads, wait=usual.wait
        )
        assert window.train.form.encoder.currentData() == "resnet18", "the form shows what it trains with"
    for window in opened_window(qtbot, tmp_path, project_folder):
        qtbot.waitUntil(lambda window=window: not window.background.busy)
        assert not offer(window).isVisible()


def test_another_training_withdraws_the_offer_and_a_stopped_one_is_not_offered(
    qtbot, tmp_path: Path, project_folder: Path
) -> None:
    closed_run(project_folder, CANCELLED)
    for window in opened_window(qtbot, tmp_path, project_folder):
        qtbot.waitUntil(lambda window=window: not window.background.busy)
        assert not offer(window).isVisible()
    closed_run(project_folder, CLOSED)
    for window in opened_window(qtbot, tmp_path, project_folder):
        qtbot.waitUntil(lambda window=window: offer(window).isVisible())
        window.session.start_training()
        assert not offer(window).isVisible()


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_training_that_still_writes_its_run_is_waited_for_until_it_is_cancelled(
    qtbot, tmp_path: Path, project_folder: Path, monkeypatch: pytest.MonkeyPatch, cancelled: bool
) -> None:
    monkeypatch.setattr(load_image, "LOCK_SECONDS", 0.0)
    last = Project.open(project_folder, finishing=True)
    for window in opened_window(qtbot, tmp_path):
        said = window.status.work.findChild(QLabel, "long_work_text")
        window.projects.open_path(project_folder)
        qtbot.waitUntil(lambda said=said: "last training is still being written" in said.text())
        if cancelled:
            qtbot.mouseClick(window.status.work.findChild(QToolButton, "long_work_cancel"), Qt.MouseButton.LeftButton)
            qtbot.waitUntil(lambda window=window: not window.status.work.isVisible())
            assert window.document.project is None and not window.banner.isVisible()
        last.close()
        if not cancelled:
            qtbot.waitUntil(lambda window=window: window.document.mask is not None)


@pytest.mark.parametrize("work", ["import", "export"])
def test_work_that_closing_stops_is_told_at_the_next_start(
    window: MainWindow, project_folder: Path, tmp_path: Path, qtbot, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    masks, begun = tmp_path / "masks", threading.Event()
    masks.mkdir()
    Image.fromarray(np.zeros((60, 80), np.uint8)).save(masks / "image_0.png")

    def wait_for_cancel(*given: Any, **_choices: object) -> ExportReport:
        begun.set()
        note = next(one for one in given if callable(one))
        while True:
            note(0, 1)

    if work == "import":
        plan = importing.look(window.document.project, masks)
        monkeypatch.setattr(importing, "take", wait_for_cancel)
        window.imports.start(plan)
    else:
        row = Format("Endless", "Never done.", ".png", "nobody", write=wait_for_cancel)
        monkeypatch.setitem(FORMATS, "endless", row)
        paint_block(window.document, 1, Rect(5, 5, 10, 10))
        window.exports.start("labels", tmp_path / "out", "endless")
    qtbot.waitUntil(begun.is_set)
    assert window.close() and not window.isVisible()
    for other in opened_window(qtbot, tmp_path, project_folder):
        assert f"The {work} was cancelled" in other.banner.current.text
        assert other.settings.unseen == []


def test_a_window_that_closes_while_an_import_waits_for_saving_closes(
    window: MainWindow, tmp_path: Path, qtbot
) -> None:
    masks = tmp_path / "masks"
    masks.mkdir()
    Image.fromarray(np.zeros((60, 80), np.uint8)).save(masks / "image_0.png")
    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    path = window.document.project.mask_path(window.document.entry)
    window.imports.start(importing.look(window.document.project, masks))
    assert window.close() and not window.isVisible()
    assert (read_mask(path) == 1).sum() == 100
