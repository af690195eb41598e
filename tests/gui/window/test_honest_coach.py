"""What the window says of a score: rising only where a test says so, a missed class first, one mean, marked breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from safetensors.numpy import save as save_tensors

from segstudio.gui.panels.training.score_curves import TRUTH
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.learning.data.scoring import score_table
from segstudio.learning.messages import HELD_OUT, Finished, Scored, ScoreTable, Train, TrainSettings
from segstudio.learning.plan.keep_weights import WeightChoice
from segstudio.learning.plan.schedule import Plateau
from segstudio.learning.plan.trend import Trend
from segstudio.learning.runs.info import RunInfo, to_json
from segstudio.project.project import Project
from segstudio.project.storage import file_hash, write_json
from segstudio.scores.confusion import Confusion
from tests.gui.scripted import DEVICE, STARTED, opened_window, paint_block

RUN = "2026-01-02_11-30-00"


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    """The window during a training of its project."""
    for made in opened_window(qtbot, tmp_path, project_folder):
        made.session.start()
        made.session._engine.say(DEVICE)
        qtbot.waitUntil(lambda shown=made: shown.session.state == "idle")
        paint_block(made.document, 0, Rect(0, 0, 80, 20))
        paint_block(made.document, 1, Rect(10, 30, 10, 10))
        qtbot.waitUntil(made.train.button.isEnabled)
        qtbot.mouseClick(made.train.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda shown=made: bool(shown.session._engine.asked(Train)))
        made.session._engine.say(STARTED)
        qtbot.waitUntil(lambda shown=made: shown.session.state == "training")
        yield made


def counted(background: float, disc: float) -> Confusion:
    """The counts of one held-out image with about these IoUs."""
    confusion = Confusion((0, 1))
    for class_id, iou in enumerate((background, disc)):
        confusion.matrix[class_id, class_id] = round(100_000 * iou)
        confusion.none[class_id] = 100_000 - round(100_000 * iou)
    return confusion


def checks(scores: Sequence[float], images: int, changed: int | None = None) -> list[Scored]:
    """The checks of a training with these mean IoUs, judged as the training judges them; labels ``changed`` before
    the check of this number."""
    trend, plateau, choice, found = Trend(), Plateau(), WeightChoice(), []
    for at, score in enumerate(scores):
        if at == changed:
            for judge in (trend, plateau, choice):
                judge.reset()
        parts = [counted(score, score) for _ in range(images)]
        table = score_table(sum(parts[1:], parts[0]), ("background", "disc"), HELD_OUT, images)
        counts = [part.full for part in parts]
        plateau.take(table.mean_iou)
        changed_at = at - 0.5 if at == changed else None
        rising = trend.take(counts, plateau.idle)
        found.append(Scored(10 * at, float(at), 0.5, table, choice.take(counts), rising, truth_at=changed_at))
    return found


def lines(window: MainWindow, qtbot, events: Sequence[Scored]) -> list[str]:
    """The line under the button after each check."""
    said = []
    for number, event in enumerate(events, 1):
        window.session._engine.say(event)
        qtbot.waitUntil(lambda n=number: len(window.session.training.scores) == n)
        said.append(window.train.line.text())
    return said


@pytest.mark.parametrize("images", [1, 2, 4])
def test_f7_still_rising_is_said_of_no_score_that_stands_or_falls(window: MainWindow, qtbot, images: int) -> None:
    for scores, changed in (
        ((0.98, 0.04), 1),
        ((0.4971,) * 5, None),
        ((0.4999, 0.4974, 0.4989), None),
        ((0.336, 0.534, 0.417, 0.328), None),
    ):
        window.session.training.scores.clear()
        said = lines(window, qtbot, checks(scores, images, changed))
        assert all("mean IoU 0." in line and "rising" not in line for line in said)
    window.session.training.scores.clear()
    assert lines(window, qtbot, checks((0.30, 0.35, 0.41, 0.44, 0.47), images))[-1].endswith(", still rising")
    window.session.training.scores.clear()
    assert lines(window, qtbot, checks((0.5,) * 7, images))[-1].endswith(", no longer rising")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [((100, 0), "\u2018disc\u2019 is not found at all: paint more of it on two or three images"),
     ((99_999, 1), "\u2018disc\u2019 is hardly found (IoU 0.00): paint more of it on two or three images")],
)  # fmt: skip
def test_f7_a_class_that_is_not_found_is_named_before_anything_else(
    window: MainWindow, qtbot, row: tuple[int, int], sentence: str
) -> None:
    confusion = Confusion((0, 1))
    confusion.matrix[:] = [[900, 0], row]
    table = score_table(confusion, ("background", "disc"), HELD_OUT, 1)
    assert lines(window, qtbot, [Scored(1, 1.0, 0.5, table, True)])[0].endswith("; \u2018disc\u2019 is not found yet")
    window.session._engine.say(Finished("run-1", "cancelled", 1, 1.0, table))
    qtbot.waitUntil(lambda: window.session.state == "idle")
    assert window.train.line.text().partition(". ")[2] == sentence
    assert window.train.line.toolTip().splitlines()[0] == sentence
    assert "With n = 1 the score may be chance; label more images" in window.train.line.toolTip()


def put_run(folder: Path, scores: Sequence[Scored], best: ScoreTable) -> None:
    """A finished run as a training leaves it, and current."""
    place = folder / "runs" / RUN
    place.mkdir(parents=True)
    (place / "weights.safetensors").write_bytes(save_tensors({"logits.weight": np.zeros((2, 1, 1, 1), np.float32)}))
    info = RunInfo(
        RUN, "resnet18", (0, 1), ("background", "disc"), TrainSettings(), scores=tuple(scores), best=best,
        reason="cancelled", steps=30, seconds=9.0, created="2026-01-02T11:30:00",
        weights_sha256=file_hash(place / "weights.safetensors"),
    )  # fmt: skip
    write_json(place / "run.json", to_json(info), fsync=False)
    with Project.open(folder) as project:
        project.set_current_run(RUN)
        project.save()


def test_a_break_in_the_labels_is_marked_again_after_reopening(qtbot, tmp_path: Path, project_folder: Path) -> None:
    events = checks((0.90, 0.98, 0.04, 0.10), 2, changed=2)
    put_run(project_folder, events, events[-1].table)
    for window in opened_window(qtbot, tmp_path, project_folder):
        window.docks.toggle("curves")
        curves = window.docks.panel("curves")
        qtbot.waitUntil(lambda shown=curves: [line.value() for line in shown.marks[1].lines] == [1.5])
        assert TRUTH.words in curves.legend.text()
        assert list(np.isnan(curves.mean_line.getData()[1])) == [False, False, True, False, False]
        assert "rising" not in window.train.line.text()


def test_one_mean_decides_and_is_shown_everywhere_and_the_line_says_which(
    qtbot, tmp_path: Path, project_folder: Path
) -> None:
    """A class that is predicted but has no true pixel is in no mean: neither shown nor decided by."""
    confusion = Confusion((0, 1))
    confusion.matrix[:] = [[700, 300], [0, 0]]
    table = score_table(confusion, ("background", "disc"), HELD_OUT, 4)
    assert table.mean_iou == 0.7 and table.predicted_only == ("disc",)
    scored = Scored(1, 1.0, 0.5, table, True)
    put_run(project_folder, [scored, replace(scored, step=2, seconds=2.0)], table)
    plateau = Plateau()
    plateau.take(0.7 - 0.0051)
    plateau.take(table.mean_iou)
    assert plateau.idle == 0, "the plateau counts the same mean as a gain"
    for window in opened_window(qtbot, tmp_path, project_folder):
        for name in ("curves", "runs"):
            window.docks.toggle(name)
        paint_block(window.document, 0, Rect(0, 0, 80, 20))
        paint_block(window.document, 1, Rect(10, 30, 10, 10))
        qtbot.waitUntil(lambda shown=window: "Held-out mean IoU 0.70 on 4 images" in shown.train.line.text())
        assert window.train.model.index(0, 1).data() == "0.70"
        assert list(window.docks.panel("curves").mean_line.getData()[1]) == [0.7, 0.7]
        qtbot.waitUntil(lambda shown=window: len(shown.runs.list.rows) == 1)
        runs = window.docks.panel("runs")
        texts = {runs.model.index(0, column).data() for column in range(runs.model.columnCount())}
        assert "0.70" in texts
