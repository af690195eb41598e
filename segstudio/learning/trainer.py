"""The training loop: a plain generator of events that reads top to bottom.

Owns what happens in which order. Knows no queue, thread, process or button: the command line iterates it and prints,
the learner iterates it and sends. It reads the project (masks as they are on disk, again whenever they change) and
writes nothing but its own run; making that run the current one is the caller's. Must not import Qt.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

from segstudio.errors import Cancelled
from segstudio.learning.choice import Choice
from segstudio.learning.messages import Event, Finished, Notice, Scored, TrainSettings
from segstudio.learning.network import Live
from segstudio.learning.preparation import Preparation, prepare
from segstudio.learning.recipe import Recipe
from segstudio.learning.schedule import WARM_UP, Budget, Checks, Plateau
from segstudio.learning.steps import Stepper
from segstudio.learning.succession import Current, has_rival, score_current
from segstudio.learning.validation import validate

SETTLE = 4 / 3  # steps in all over steps until nothing was gained any more
LOOK_SECONDS = 1.0  # between two looks for masks that changed on disk


def train(
    project_folder: Path,
    settings: TrainSettings,
    resume: str | None = None,
    *,
    stop: Callable[[], bool] | None = None,
    live: Live | None = None,
    recipe: Recipe | None = None,
) -> Iterator[Event]:
    """Train a network on the project's masks; yields Notice, Progress, Started, Step, Scored and at last Finished.

    ``stop`` is asked at every step; when it says yes the best weights so far are kept and Finished(reason="cancelled")
    comes next. Closing the generator does the same without the word. ``resume`` names the run to go on from. ``live``
    is given the running average to predict with, and the best weights at the end. Finished names a run that was
    written, read back and checked; ``run`` is empty when it was cancelled before the first step and nothing was kept.

    Raises LearningError (nothing labelled, fewer than two classes, out of memory at the smallest size), WeightsError,
    ProjectError.
    """
    stop = stop or (lambda: False)
    try:
        prepared = yield from prepare(project_folder, settings, resume, stop, recipe)
    except Cancelled:
        yield Finished("", "cancelled", 0, 0.0, None)
        return
    training = _Training(prepared, stop, live or Live())
    try:
        yield prepared.started()
        reason = yield from training.learn()
        yield (yield from training.finish(reason))
    finally:
        training.close()


class _Training:
    """What one training has at hand between two events."""

    def __init__(self, prepared: Preparation, stop: Callable[[], bool], live: Live) -> None:
        self.made = prepared
        self.stop = stop
        self.live = live
        self.stepper = Stepper(prepared)
        self.plateau = Plateau()
        self.choice = Choice()
        self.checks = Checks(prepared.check_pixels(), self.stepper.pixels, prepared.budget)
        self.began = time.monotonic()
        self.looked = self.began
        self.best: float | None = None  # score of the weights that are kept
        self.current: Current | None = None  # the run before and its score
        self.weighed = False  # ``current`` was scored on the masks of now
        self.compared = False  # it was scored at all
        self.checked = -1  # step of the last check
        self.closed = False
        self.settling = False  # it stopped getting better; the last steps at a falling rate are on

    @property
    def elapsed(self) -> float:
        """Seconds since the training began."""
        return time.monotonic() - self.began

    def learn(self) -> Generator[Event, None, str]:
        """Steps and checks until something ends them; returns the reason."""
        while True:
            step = self.stepper.step
            if self.stop():
                return "cancelled"
            if self.made.budget.spent(step, self.elapsed) >= 1:
                if (yield from self.check()) is None:
                    return "cancelled"
                return "plateau" if self.settling else "limit"
            yield from self.look()
            taken = self.stepper.take(self.elapsed)
            self.show()
            yield taken
            yield from (Notice(text) for text in self.stepper.take_notices())
            if self.checks.due(self.stepper.step):
                if (yield from self.check()) is None:
                    return "cancelled"
                if not self.made.budget.limited and self.plateau.over(self.stepper.step):
                    self.settle(self.stepper.step)

    def look(self) -> Generator[Event, None, None]:
        """Take up strokes and images that were saved since the last look."""
        now = time.monotonic()
        if now - self.looked < LOOK_SECONDS:
            return
        self.looked = now
        if self.made.refresh():
            self.plateau.reset()
            self.choice.reset()
            self.weighed = False
            if self.settling:  # there is more to learn
                self.settling, self.made.budget = False, Budget()
        yield from (Notice(text) for text in self.made.take_notices())

    def settle(self, step: int) -> None:
        """Let the rate fall over a third more steps: that is worth more than many at the full rate."""
        self.settling, self.made.budget = True, Budget(steps=math.ceil(step * SETTLE))

    def check(self) -> Generator[Event, None, bool | None]:
        """Score the running average; keep it when no earlier one is better. ``None``: cancelled; else whether kept."""
        if self.checked == self.stepper.step:
            return False
        try:
            found = yield from validate(
                self.stepper.average.net, self.made.examined, self.made.seen, self.made.device, self.stop
            )
        except Cancelled:
            return None
        self.checked = self.stepper.step
        self.plateau.take(found.score)
        best = self.choice.take(found.images)
        scored = Scored(self.stepper.step, self.elapsed, found.loss, found.table, best)
        self.made.record.note(scored)
        if best:
            self.best = found.score
            self.made.record.keep(self.stepper.average.state(), self.stepper.step, found.table)
        self.made.record.save_now_and_then(self.stepper.step, self.elapsed)
        yield scored
        yield from self.weigh()
        return best

    def show(self) -> None:
        """Let predictions be made with the running average, once it knows more than the network shown before."""
        if self.live.net is None or self.live.run == self.made.record.name or self.stepper.step >= WARM_UP:
            self.made.put_live(self.live, self.stepper.average.net, self.stepper.step)

    def weigh(self) -> Generator[Event, None, None]:
        """Score the project's current run beside the new one, once, and again when the held-out masks change."""
        if self.weighed:
            return
        try:
            self.current = yield from score_current(self.made, self.stop)
        except Cancelled:
            return
        self.weighed = self.compared = True

    def finish(self, reason: str) -> Generator[Event, None, Finished]:
        """Close the run with its best weights, and hand these, or better ones of the current run, to ``live``."""
        self.close(reason)
        record, step, current = self.made.record, self.stepper.step, self.current
        if record.state is None:
            return Finished("", reason, 0, self.elapsed, None)
        if not self.compared and has_rival(self.made):  # cancelled before anybody could say which is better
            self.live.net = None  # the next question loads the run that stays
            yield Notice(f"The network from before stays: run {record.name} was stopped before its first score.")
            return Finished(record.name, reason, step, self.elapsed, record.table, replaces=False)
        if current is None or self.best is None or current.score <= self.best:
            net = self.stepper.average.net
            net.load_state_dict(record.state)
            self.made.put_live(self.live, net, record.step)
            return Finished(record.name, reason, step, self.elapsed, record.table)
        self.made.put_live(self.live, current.net, current.step)
        self.live.run = current.run
        yield Notice(
            f"The network from before stays: it scores {current.score:.3f} on the held-out images, the new one "
            f"{self.best:.3f}. Run {record.name} is kept."
        )
        return Finished(record.name, reason, step, self.elapsed, record.table, replaces=False)

    def close(self, reason: str = "cancelled") -> None:
        """Write the run for the last time; the second call (the generator was closed, or broke) does nothing."""
        if self.closed:
            return
        self.closed = True
        record, step = self.made.record, self.stepper.step
        if step and record.state is None:  # cancelled before the first check
            record.keep(self.stepper.average.state(), step, None)
        record.close(reason, step, self.elapsed)
