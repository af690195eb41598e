"""What a training leaves behind: its run with the best weights, the scores on the way, the log. Must not import Qt."""

from __future__ import annotations

import time
from dataclasses import replace

from segstudio.learning.messages import Scored, ScoreTable
from segstudio.learning.runs import RunInfo, RunWriter
from segstudio.learning.weights import State

SAVE_SECONDS = 20.0  # between two writes of better weights


class Record:
    """The best weights so far, in memory, and the run they are written to from time to time."""

    def __init__(self, run: RunWriter, info: RunInfo) -> None:
        self.info = info
        self.state: State | None = None
        self.step = 0
        self.table: ScoreTable | None = None
        self._run = run
        self._scores: list[Scored] = []
        self._unsaved = False
        self._saved = time.monotonic()

    @property
    def name(self) -> str:
        """Name of the run."""
        return self._run.name

    def note(self, scored: Scored) -> None:
        """Write a check down."""
        self._scores.append(scored)
        mean = "-" if scored.table.mean_iou is None else f"{scored.table.mean_iou:.4f}"
        self._run.log(f"step {scored.step}: loss {scored.loss:.4f}, mean IoU {mean}, {scored.seconds:.1f} s")

    def keep(self, state: State, step: int, table: ScoreTable | None) -> None:
        """These weights are the best so far."""
        self.state, self.step, self.table, self._unsaved = state, step, table, True

    def save_now_and_then(self, steps: int, seconds: float) -> None:
        """Write better weights, unless that was done a moment ago."""
        if self._unsaved and time.monotonic() - self._saved > SAVE_SECONDS:
            self._save("", steps, seconds)

    def close(self, reason: str, steps: int, seconds: float) -> None:
        """Write the run for the last time (read back and checked); remove its folder when no weights were kept."""
        if self.state is None:
            self._run.discard()
            return
        self._run.log(f"ended: {reason}, {steps} steps in {seconds:.1f} s")
        self._save(reason, steps, seconds)

    def _save(self, reason: str, steps: int, seconds: float) -> None:
        assert self.state is not None
        info = replace(
            self.info, scores=tuple(self._scores), best=self.table, reason=reason, steps=steps, seconds=seconds
        )
        self._run.save(info, self.state)
        self._unsaved, self._saved = False, time.monotonic()
