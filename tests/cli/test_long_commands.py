"""Every long command tells how far it is and ends between two steps on Ctrl+C, with nothing half written."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segstudio.cli.main import main
from segstudio.cli.report import Report
from segstudio.labels.classes import ClassTable
from segstudio.labels.painting import whole
from segstudio.labels.rules import everything
from segstudio.learning.runs import archive
from segstudio.project.masks import open_mask
from segstudio.project.project import Project
from tests.cli.test_runs import put

SHAPE = (20, 30)
RUN = "2026-01-01_10-00-00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project "P" of three images, whose journals are ahead of their masks, and what the commands need."""
    (tmp_path / "images").mkdir()
    (tmp_path / "masks").mkdir()
    for number in range(3):
        Image.fromarray(np.full(SHAPE, 40 * number, np.uint8)).save(tmp_path / "images" / f"{number}.png")
        Image.fromarray(np.full(SHAPE, 1, np.uint8)).save(tmp_path / "masks" / f"{number}.png")
    with Project.create(
        tmp_path / "P", classes=ClassTable.from_names(["a", "b"]), image_paths=[tmp_path / "images"]
    ) as project:
        for entry in project.images:
            stored = open_mask(project, entry, SHAPE)
            stored.mask.begin("Fill")
            stored.mask.paint(whole(SHAPE), 0, everything())
            stored.commit()
            stored.close()
    put(tmp_path / "P", RUN, 0.5)
    return tmp_path


def interrupted(told: list[tuple[str, float, float]], task: str) -> Callable[..., Callable[..., None]]:
    """``Report.progress`` with a Ctrl+C at the first step of ``task``."""

    def progress(_report: Report, name: str) -> Callable[..., None]:
        def note(done: float, total: float) -> None:
            told.append((name, done, total))
            if name == task:
                signal.raise_signal(signal.SIGINT)

        return note

    return progress


@pytest.mark.parametrize(
    ("task", "command", "left"),
    [
        ("Reading images", ["new", "{}/Q", "--images", "{}/images", "--classes", "a", "--copy"], "Q"),
        ("Recovering strokes", ["import", "{}/P", "{}/masks"], ""),
        ("Importing", ["import", "{}/P", "{}/masks", "--by-number"], ""),
        ("Exporting", ["export", "{}/P", "{}/out"], ""),
        ("Exporting the run", ["runs", "{}/P", "--export", RUN, "{}/run.zip"], "run.zip"),
        ("Importing the run", ["runs", "{}/P", "--import", "{}/P/runs/" + RUN], f"P/runs/{RUN}_2"),
        ("Writing the sample", ["sample", "{}/sample"], ""),
    ],
)
def test_ctrl_c_ends_a_command_between_two_steps(
    folder: Path, monkeypatch: pytest.MonkeyPatch, task: str, command: list[str], left: str
) -> None:
    told: list[tuple[str, float, float]] = []
    monkeypatch.setattr(archive, "CHUNK", 1)
    monkeypatch.setattr("segstudio.project.parallel.WORKERS", 1)
    monkeypatch.setattr(Report, "progress", interrupted(told, task))
    before = signal.getsignal(signal.SIGINT)
    assert main([part.format(folder) for part in command]) == 130
    mine = [(done, total) for name, done, total in told if name == task]
    assert len(mine) == 1 and mine[0][1] > 1, "it says how much there is to do, and stops before the next step"
    assert not left or not (folder / left).exists()
    assert not list(folder.rglob(".tmp-*")) and not (folder / "P" / "lock").exists()
    assert signal.getsignal(signal.SIGINT) == before


def test_a_recovery_that_was_stopped_is_finished_by_the_next_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("segstudio.project.parallel.WORKERS", 1)
    with monkeypatch.context() as patch:
        patch.setattr(Report, "progress", interrupted([], "Recovering strokes"))
        assert main(["runs", str(folder / "P"), "--rename", RUN, "First"]) == 130
    assert main(["runs", str(folder / "P"), "--rename", RUN, "First"]) == 0
    assert "recovered in 2 images" in capsys.readouterr().err
    with Project.open(folder / "P", write=False) as project:
        assert len(project.labelled_entries()) == 3
