"""The main job through the real window with the real learner: the tour, a killed learner, what is never imported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from segstudio.gui.look.settings import Settings
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.painting import brush_segment
from segstudio.learning.process.engine import Engine
from segstudio.project.masks import read_mask
from tests.gui.scripted import bring_up, open_folder
from tests.light_learner import light_learner

__all__ = ["light_learner"]  # a fixture

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_headless_tour_paints_trains_predicts_scores_and_exports(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "installer.tour", str(tmp_path / "tour"), "--seconds", "5", "--images", "3"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=380)
    assert done.returncode == 0, done.stderr
    assert "Live prediction after" in done.stdout
    assert "Scores on 4 images that the network never saw" in done.stdout
    assert len(list((tmp_path / "tour" / "export").glob("*.png"))) == 3


def test_the_window_opens_and_paints_without_torch(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from segstudio.gui.window.app import make_application
from segstudio.gui.window.main_window import MainWindow
from segstudio.gui.look.settings import Settings
from segstudio.learning.process.engine import Engine
make_application([])
window = MainWindow(Settings(Path(sys.argv[1]) / "s.ini"), Engine())
window.show()
QTest.qWait(50)
for name in ("curves", "scores", "features"):
    window.docks.toggle(name)
QTest.qWait(50)
window.close()
print(sorted(name for name in sys.modules if name.split(".")[0] in ("torch", "torchvision", "onnx", "onnxruntime")))
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment, timeout=150)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    one = MainWindow(Settings(tmp_path / "settings.ini"), Engine(niceness=0))
    one.resize(1280, 800)
    bring_up(qtbot, one)
    assert open_folder(one.document, project_folder)
    qtbot.waitUntil(lambda: one.document.mask is not None)
    yield one
    one.close()
    one.deleteLater()


def paint(window: MainWindow) -> None:
    """A stroke of each class on the image in front."""
    document = window.document
    for value, x in ((0, 70), (1, 20)):
        document.strokes.begin("Brush")
        document.strokes.paint(brush_segment(document.mask.shape, (x, 20), (x, 40), 9), value)
        document.strokes.commit()


def test_a_notice_never_moves_the_image_under_a_stroke(qtbot: QtBot, window: MainWindow) -> None:
    def on_screen() -> QPoint:
        return window.canvas.mapToGlobal(window.canvas.transform.to_widget(10, 10).toPoint())

    qtbot.waitUntil(lambda: not window.banner.isVisible())
    before = on_screen(), window.canvas.transform.scale
    window.document.notice.emit("Something worth telling.")
    qtbot.waitUntil(window.banner.isVisible)
    qtbot.wait(100)
    assert (on_screen(), window.canvas.transform.scale) == before
    assert window.banner.height() > 20 and window.banner.width() > 400


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.usefixtures("light_learner")
def test_a_killed_learner_is_said_every_label_stays_and_training_starts_again(qtbot: QtBot, window: MainWindow) -> None:
    session, document = window.session, window.document
    session.trainings.settings = type(session.trainings.settings)(
        encoder="mobilenet_v3_large", weights="none", threads=1
    )
    paint(window)
    labels = document.mask.array.copy()
    session.start()
    session.start_training()
    qtbot.waitUntil(lambda: bool(session.training.steps), timeout=120_000)
    engine = session._engine
    assert engine.pid is not None
    os.kill(engine.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: not session.busy)
    said = [label.text() for label in window.banner.findChildren(QLabel)]
    assert any("all labels are safe" in text for text in said)
    assert np.array_equal(document.mask.array, labels)
    on_disk = read_mask(document.project.mask_path(document.entry), document.mask.shape)
    assert np.array_equal(on_disk, labels)
    session.start_training()
    qtbot.waitUntil(lambda: session.state == "training" and bool(session.training.steps), timeout=120_000)
    session.trainings.stop()
    qtbot.waitUntil(lambda: session.state == "idle", timeout=60_000)
    assert np.array_equal(document.mask.array, labels)
