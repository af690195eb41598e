"""SIGKILL at any moment: the project opens again and at most the unfinished stroke is missing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import numpy as np
import pytest

from segstudio.labels.classes import ClassTable
from segstudio.project.masks import open_mask
from segstudio.project.project import Project

PROGRAM = Path(__file__).with_name("paint_until_killed.py")
ROOT = Path(__file__).resolve().parents[3]
KILLS = 25


class Painter:
    """The painting program, started once, and what each of its twins said, in files: a pipe would stay open as long as
    their learners live."""

    def __init__(self, project: Path) -> None:
        self._folder, self._seed, self._twin = project.parent, 0, 0
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, str(PROGRAM), str(project), str(self._folder)]
        self._program = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
        )

    def start(self, seed: int) -> None:
        self._seed = seed
        self._said.touch()
        print(seed, file=self._program.stdin, flush=True)
        self._twin = int(self._answer())

    @property
    def _said(self) -> Path:
        return self._folder / f"said-{self._seed}.txt"

    def _answer(self) -> str:
        assert self._program.stdout is not None
        return self._program.stdout.readline()

    @property
    def lines(self) -> list[str]:
        """Whole lines so far."""
        return self._said.read_text().split("\n")[:-1]

    def wait_for_strokes(self, count: int) -> None:
        until = time.monotonic() + 60
        while len(self.lines) < 2 * count and time.monotonic() < until:
            time.sleep(0.005)
        assert len(self.lines) >= 2 * count, "the painting program ended by itself, or never began"

    def kill(self) -> None:
        os.kill(self._twin, signal.SIGKILL)
        assert int(self._answer()) == signal.SIGKILL

    def close(self) -> None:
        assert self._program.stdin is not None and self._program.stdout is not None
        self._program.stdin.close()
        self._program.stdout.close()
        assert self._program.wait(60) == 0

    def allowed(self) -> set[int]:
        """The crc after the last finished step, and of the one that was being finished."""
        lines = self.lines
        last_done = max(i for i, line in enumerate(lines) if line.startswith("done"))
        return {int(line.split()[1]) for line in lines[last_done:]}


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_killed_program_loses_at_most_the_unfinished_stroke(tmp_path: Path, image_paths: list[Path]) -> None:
    folder = tmp_path / "Killed.segstudio"
    with Project.create(folder, classes=ClassTable.from_names(["a", "b"]), image_paths=image_paths) as project:
        project.save()
    random = np.random.default_rng(7)
    strokes, painter = 0, Painter(folder)
    for seed in range(KILLS):
        painter.start(seed)
        painter.wait_for_strokes(int(random.integers(1, 12)))
        time.sleep(float(random.random()) * 0.03)
        painter.kill()
        strokes += sum(line.startswith("done") for line in painter.lines)
        with Project.open(folder) as project:
            entry = project.images[0]
            stored = open_mask(project, entry, entry.shape)
            assert zlib.crc32(stored.mask.array) in painter.allowed(), f"kill {seed} lost a finished stroke"
            stored.save(project.classes.palette())
            stored.close()
    painter.close()
    assert strokes > 2 * KILLS
