"""The record of one training as the window keeps it: steps, scores, times. Imports no Qt and no engine."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from segstudio.learning.messages import Scored, ScoreTable, Started, Step


@dataclass
class Training:
    """What a training reported so far; times are of ``time.monotonic``, 0 where not yet."""

    folder: Path | None = None
    started: Started | None = None
    steps: list[Step] = field(default_factory=list)
    scores: list[Scored] = field(default_factory=list)
    table: ScoreTable | None = None  # the score of the weights of its own network that are kept
    began: float = 0.0
    ended: float = 0.0
    paused: bool = False  # the score no longer improves: it continues with new strokes
    ended_paused: bool = False  # it ended while paused: new strokes start another from its network

    def begin(self, started: Started) -> None:
        """The first step is about to be done."""
        self.started, self.began, self.ended = started, time.monotonic(), 0.0

    def end(self) -> None:
        """Stop the clock."""
        self.ended = time.monotonic()

    def add_score(self, scored: Scored) -> None:
        """A validation is done."""
        self.scores.append(scored)
        if scored.best or self.table is None:
            self.table = scored.table

    @property
    def took_over(self) -> bool:
        """Whether its network takes part in predictions."""
        return bool(self.scores) and self.scores[-1].shown

    @property
    def elapsed(self) -> float:
        """Seconds since it began, until now or its end."""
        return (self.ended or time.monotonic()) - self.began if self.began else 0.0

    @property
    def rising(self) -> bool | None:
        """Whether the newest score rises, as the training tested it; ``None`` where that cannot be said."""
        return self.scores[-1].rising if self.scores else None
