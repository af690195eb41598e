"""What a training leaves behind: its run with the best weights, the scores on the way, the log. Must not import Qt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.learning.messages import HELD_OUT, Scored, ScoreTable
from segstudio.learning.network.weights import State
from segstudio.learning.runs.folder import RunWriter
from segstudio.learning.runs.info import RunInfo
from segstudio.project.storage import FileStamp, file_hash, stamp_of

SAVE_SECONDS = 20.0  # between two writes of better weights


class Record:
    """The best weights so far, in memory, and the run they are written to from time to time."""

    def __init__(self, run: RunWriter, info: RunInfo) -> None:
        self.info = info
        self.state: State | None = None
        self.step = 0
        self.table: ScoreTable | None = None
        self.resume_state: State | None = None  # what a training that was stopped continues from
        self._run = run
        self._scores: list[Scored] = []
        self._unsaved = False
        self._saved = time.monotonic()
        self._masks = Masks(run.project / "masks")

    @property
    def name(self) -> str:
        """Name of the run."""
        return self._run.name

    def learns_from(self, images: Sequence[str], pixels: NDArray[np.int64]) -> None:
        """These images are trained on now, with so many labelled pixels ``int64[K]`` of each class."""
        self.info = replace(
            self.info,
            mask_hashes=self._masks.hashes(images) or self.info.mask_hashes,
            learnt=tuple(sorted({*self.info.learnt, *images})),
            pixels=tuple(int(count) for count in pixels),
        )

    def scores_on(self, images: Sequence[str]) -> None:
        """These images are held out now."""
        self.info = replace(self.info, held_out=tuple(images))

    def note(self, scored: Scored) -> None:
        """Write a check down."""
        self._scores.append(scored)
        mean = "-" if scored.table.mean_iou is None else f"{scored.table.mean_iou:.4f}"
        self._run.log(f"step {scored.step}: loss {scored.loss:.4f}, mean IoU {mean}, {scored.seconds:.1f} s")

    def keep(self, state: State, step: int, table: ScoreTable | None) -> None:
        """These weights are the best so far; ``table`` was counted on the held-out masks as they are on disk now."""
        self.state, self.step, self.table, self._unsaved = state, step, table, True
        if table is not None and table.kind == HELD_OUT:
            self.info = replace(self.info, truth_hashes=self._masks.hashes(self.info.held_out))

    def save_periodically(self, steps: int, seconds: float) -> None:
        """Write better weights, unless that was done a moment ago."""
        if self._unsaved and time.monotonic() - self._saved > SAVE_SECONDS:
            self._save("", steps, seconds)

    def save_now(self, steps: int, seconds: float) -> None:
        """Write better weights at once: the training is about to pause."""
        if self._unsaved:
            self._save("", steps, seconds)

    def close(self, reason: str, steps: int, seconds: float) -> None:
        """Write the run for the last time (read back and checked); remove its folder when no weights were kept."""
        if self.state is None:
            self._run.discard()
            return
        self._run.log(f"ended: {reason}, {steps} steps in {seconds:.1f} s")
        self._save(reason, steps, seconds)

    def add_resume_state(self, resume_state: State, reason: str, steps: int, seconds: float) -> None:
        """Write the closed run once more, with what a training that was stopped can continue from."""
        self.resume_state = resume_state
        self._save(reason, steps, seconds)

    def _save(self, reason: str, steps: int, seconds: float) -> None:
        assert self.state is not None
        info = replace(
            self.info, scores=tuple(self._scores), best=self.table, reason=reason, steps=steps, seconds=seconds
        )
        self._run.save(info, self.state, self.resume_state)
        self._unsaved, self._saved = False, time.monotonic()


class Masks:
    """The SHA-256 of masks in ``folder``; a file is read again only when its time or size changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[FileStamp, str]] = {}

    def hashes(self, image_ids: Sequence[str]) -> dict[str, str]:
        """Image id -> hash; nothing at all when one cannot be read: then nobody can say what was learnt or scored."""
        try:
            return {image: self._hash(image) for image in image_ids}
        except OSError:
            return {}

    def _hash(self, image: str) -> str:
        path = self._folder / f"{image}.png"
        stamp = stamp_of(path.stat())
        if self._known.get(image, (None, ""))[0] != stamp:
            self._known[image] = stamp, file_hash(path)
        return self._known[image][1]
