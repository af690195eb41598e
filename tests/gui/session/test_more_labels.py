"""More labels never hurt, through the window: a large, easy area that is added to strokes leaves what is shown good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.learning.messages import FitHead, Request
from segstudio.project.project import Project
from tests.benchmarks.learning.drawn_retina import CLASSES, FUNDUS, VESSEL, draw
from tests.gui import scripted
from tests.gui.hand import Hand
from tests.learning.desk import Desk

SEED, SIDE = 2, 240


class AnsweringEngine(scripted.ScriptedEngine):
    """The learner in the test's own process answers every question at once."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.say(scripted.DEVICE)

    def submit(self, request: Request) -> None:
        super().submit(request)
        self.desk.events.clear()
        self.say(*self.desk.serve(request))


@pytest.fixture
def window(qtbot: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(scripted, "ScriptedEngine", AnsweringEngine)
    (tmp_path / "images").mkdir()
    Image.fromarray(draw(SEED, SIDE)[0]).save(tmp_path / "images" / "eye.png")
    with Project.create(tmp_path / "p", classes=CLASSES, image_paths=[tmp_path / "images"]) as project:
        project.save()
    yield from scripted.opened_window(qtbot, tmp_path, tmp_path / "p")


def stripes(truth: np.ndarray, retina: np.ndarray) -> Iterator[tuple[int, Rect, np.ndarray]]:
    """Nine strokes of each class inside the retina, from the left and the right rim in turn."""
    for value, down, wide in ((VESSEL, 0, 9), (FUNDUS, 9, 3)):
        for number in range(9):
            rect = Rect(0, 24 + 21 * number + down, SIDE, wide)
            inside = (truth == value)[rect.slices] & retina[rect.slices]
            turn = slice(None, None, -1 if number % 2 else 1)
            yield value, rect, inside & (np.cumsum(inside[:, turn], axis=1)[:, turn] <= 30)


def vessel_iou(window: MainWindow, qtbot: Any) -> float:
    """IoU of the vessels in the retina, once the present labels are answered and that is shown."""
    document, engine, (_, truth, retina) = window.document, window.session._engine, draw(SEED, SIDE)

    def answered() -> bool:
        asked = engine.asked(FitHead)
        ours = bool(asked) and np.array_equal(asked[-1].mask, document.mask.array) and not engine._events
        return ours and document.prediction is not None and document.prediction.complete

    qtbot.waitUntil(answered, timeout=4 * scripted.PATIENCE)
    shown, vessel = (document.prediction.classes == VESSEL)[retina], (truth == VESSEL)[retina]
    return float((shown & vessel).sum() / (shown | vessel).sum())


def test_wand_on_the_black_surround_leaves_the_vessels_that_strokes_found(window: MainWindow, qtbot: Any) -> None:
    document, hand = window.document, Hand(window.canvas)
    window.session.start()
    _, truth, retina = draw(SEED, SIDE)
    for value, rect, inside in stripes(truth, retina):
        document.edits.fill("Paint", Footprint(rect, inside), value)
    before = vessel_iou(window, qtbot)
    assert before > 0.6
    qtbot.waitUntil(window.actions_["tool.wand"].isEnabled)
    QTest.keyClick(window.canvas, Qt.Key.Key_1)
    QTest.keyClick(window.canvas, Qt.Key.Key_W)
    hand.click(5, 5)
    hand.key(Qt.Key.Key_Return)
    added = (document.mask.array == FUNDUS) & ~retina
    assert added.sum() > 0.9 * (~retina).sum() and (document.mask.array[~retina & ~added] == VOID).all()
    assert vessel_iou(window, qtbot) > before - 0.02
