"""The record of one training as the window keeps it: steps, scores, times. Imports no Qt and no engine."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from segstudio.learning.messages import Scored, ScoreTable, Started, Step

MEASURED, FEWEST = 20, 4  # steps whose time tells that of the next


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
    def step_seconds(self) -> float | None:
        """Seconds from one step to the next, as the last MEASURED were; ``None`` before FEWEST."""
        last = self.steps[-MEASURED:]
        return (last[-1].seconds - last[0].seconds) / (len(last) - 1) if len(last) >= FEWEST else None

    @property
    def first_score_in(self) -> float | None:
        """Seconds until the network is scored for the first time; ``None`` where that is not known, or it was."""
        if self.started is None or self.scores or self.step_seconds is None:
            return None
        left = self.started.first_check - self.steps[-1].step
        return left * self.step_seconds if left > 0 else None

    @property
    def ends_in(self) -> float | None:
        """Seconds until the budget is spent, at the latest; ``None`` without one, or where that is not known."""
        if self.started is None or self.step_seconds is None:
            return None
        last, left = self.steps[-1], []
        if self.started.last_step is not None:
            left.append((self.started.last_step - last.step) * self.step_seconds)
        if self.started.last_second is not None:
            left.append(self.started.last_second - last.seconds)
        return max(0.0, min(left)) if left else None

    @property
    def rising(self) -> bool | None:
        """Whether the newest score rises, as the training tested it; ``None`` where that cannot be said."""
        return self.scores[-1].rising if self.scores else None
