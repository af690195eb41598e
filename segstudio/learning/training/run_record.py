"""The record of a training: its run with the best weights, the scores and the log. Must not import Qt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.learning.drawing.pairs import GeneratedPairs
from segstudio.learning.messages import HELD_OUT, SAME_STACK, Scored, ScoreTable
from segstudio.learning.network.weights import State
from segstudio.learning.plan.mixture import Mixture
from segstudio.learning.runs.folder import RunWriter
from segstudio.learning.runs.info import RunInfo
from segstudio.project.storage import FileStamp, file_hash, stamp_of

SAVE_SECONDS = 20.0  # least time between two writes of better weights


class Record:
    """The best weights so far, in memory, and the run that they are written to from time to time. ``pairs``: generated
    ones that are trained on; ``continued``: the run whose training goes on exactly."""

    def __init__(
        self, run: RunWriter, info: RunInfo, pairs: GeneratedPairs | None = None, continued: RunInfo | None = None
    ) -> None:
        self.info = info
        self.state: State | None = None
        self.step = 0
        self.table: ScoreTable | None = None
        self._run = run
        self._scores: list[Scored] = []
        self._unsaved = False
        self._saved = time.monotonic()
        self._masks = Masks(run.project / "masks")
        self._pairs = pairs
        if pairs is not None and continued is not None:
            pairs.count = continued.generated

    @property
    def name(self) -> str:
        """Name of the run."""
        return self._run.name

    def learns_from(self, images: Sequence[str], pixels: NDArray[np.int64]) -> None:
        """Set the images that are trained on, and their labelled pixels ``int64[K]`` of each class."""
        self.info = replace(
            self.info,
            mask_hashes=self._masks.hashes(images) or self.info.mask_hashes,
            learnt=tuple(sorted({*self.info.learnt, *images})),
            pixels=tuple(int(count) for count in pixels),
        )

    def scores_on(self, images: Sequence[str]) -> None:
        """Set the images that are held out."""
        self.info = replace(self.info, held_out=tuple(images))

    def note(self, scored: Scored) -> None:
        """Add the scores of a check."""
        self._scores.append(replace(scored, instead=None))
        mean = "-" if scored.table.mean_iou is None else f"{scored.table.mean_iou:.4f}"
        self._run.log(f"step {scored.step}: loss {scored.loss:.4f}, mean IoU {mean}, {scored.seconds:.1f} s")

    def keep(self, state: State, step: int, table: ScoreTable | None, mixture: Mixture | None) -> None:
        """Keep weights that are the best so far; ``table``: their scores on the present held-out masks; ``mixture``:
        beside the head, ``None``: without it."""
        self.state, self.step, self.table, self._unsaved = state, step, table, True
        share, alone = (mixture or Mixture()).share, (mixture or Mixture()).alone
        self.info = replace(self.info, with_head=mixture is not None, head_share=share, head_alone=alone)
        if table is not None and table.kind in (HELD_OUT, SAME_STACK):
            self.info = replace(self.info, truth_hashes=self._masks.hashes(self.info.held_out))

    def save(self, steps: int, seconds: float, least: float = SAVE_SECONDS) -> None:
        """Write better weights, if there are any and ``least`` seconds have passed since the last time."""
        if self._unsaved and time.monotonic() - self._saved >= least:
            self._save("", steps, seconds)

    def close(self, reason: str, steps: int, seconds: float) -> None:
        """Write the run for the last time (read back and checked); remove its folder if no weights were kept."""
        if self.state is None:
            self._run.discard()
            return
        self._run.log(f"ended: {reason}, {steps} steps in {seconds:.1f} s")
        self._save(reason, steps, seconds)

    def add_resume_state(self, resume_state: State, reason: str, steps: int, seconds: float) -> None:
        """Write the closed run once more, with the state that the training can continue from."""
        self._save(reason, steps, seconds, resume_state)

    def _save(self, reason: str, steps: int, seconds: float, resume_state: State | None = None) -> None:
        assert self.state is not None
        info = replace(
            self.info,
            scores=tuple(self._scores),
            best=self.table,
            reason=reason,
            steps=steps,
            seconds=seconds,
            generated=self._pairs.count if self._pairs is not None else 0,
        )
        self._run.save(info, self.state, resume_state)
        self._unsaved, self._saved = False, time.monotonic()


class Masks:
    """The SHA-256 of masks in ``folder``; a file is read again only if its time or size changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[FileStamp, str]] = {}

    def hashes(self, image_ids: Sequence[str]) -> dict[str, str]:
        """Image id -> hash; empty if one cannot be read: then what was learnt or scored is not known."""
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
