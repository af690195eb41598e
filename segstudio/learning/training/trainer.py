"""The training loop: a plain generator of events that reads top to bottom.

Owns what happens in which order. Knows no queue, thread, process or button: the command line iterates it and prints,
the learner iterates it and sends. It reads the project (masks as they are on disk, again whenever they change) and
writes nothing but its own run; making that run the current one is the caller's. Must not import Qt.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path

from segstudio.errors import Cancelled, said
from segstudio.learning.messages import Event, Finished, Notice, Scored, Started, TrainSettings, Waiting
from segstudio.learning.network.device import choose_device, free_memory, is_out_of_memory
from segstudio.learning.network.live_network import LiveNetwork
from segstudio.learning.network.validation import validate
from segstudio.learning.plan.keep_weights import WeightChoice
from segstudio.learning.plan.memory_fallback import ShortOfMemory, next_fallback
from segstudio.learning.plan.recipe import Recipe
from segstudio.learning.plan.schedule import WARM_UP, Budget, Checks, Plateau
from segstudio.learning.runs.info import title_of
from segstudio.learning.training.preparation import Preparation, prepare
from segstudio.learning.training.replacement import CurrentRun, has_rival, score_current
from segstudio.learning.training.resume_state import drop_other_resume_states
from segstudio.learning.training.segmentation import segmentation_stepper

ANNEAL = 4 / 3  # steps in all over steps until the score no longer improved
LOOK_SECONDS = 1.0  # between two looks for masks that changed on disk
POLL_SECONDS = 0.1  # between two looks at Stop during a pause


def train(
    project_folder: Path,
    settings: TrainSettings,
    resume: str | None = None,
    *,
    stop: Callable[[], bool] | None = None,
    live: LiveNetwork | None = None,
    recipe: Recipe | None = None,
) -> Iterator[Event]:
    """Train a network on the project's masks; yields Notice, Progress, Started, Step, Scored and at last Finished.

    ``stop`` is asked at every step; when it says yes the best weights so far are kept and Finished(reason="cancelled")
    comes next. Closing the generator does the same without the word. ``resume`` names the run to continue. ``live``
    is given the running average to predict with, and the best weights at the end. Finished names a run that was
    written, read back and checked; ``run`` is empty when it was cancelled before the first step and nothing was kept.

    Raises LearningError (nothing labelled, fewer than two classes, out of memory at the smallest size), WeightsError,
    ProjectError.
    """
    stop, live = stop or (lambda: False), live or LiveNetwork()
    tried = settings
    while True:
        network, encoder = tried.network, tried.encoder
        try:
            with closing(_train_once(project_folder, tried, resume, stop, live, recipe)) as events:
                for event in events:
                    if isinstance(event, Started):
                        network, encoder = event.network, event.encoder
                    yield event
            return
        except (RuntimeError, MemoryError, ShortOfMemory) as error:
            if not (isinstance(error, ShortOfMemory) or is_out_of_memory(error)):
                raise
        # Outside of the except block, which would hold on to the tensors that did not fit.
        chosen = choose_device(tried.device)
        free_memory()
        live.net = None
        fallback = next_fallback(settings, network, encoder, chosen.kind)
        if fallback is None:
            raise ShortOfMemory
        tried, resume = fallback.settings, resume if fallback.resumes else None
        yield Notice(fallback.sentence)


def _train_once(
    folder: Path,
    settings: TrainSettings,
    resume: str | None,
    stop: Callable[[], bool],
    live: LiveNetwork,
    recipe: Recipe | None,
) -> Generator[Event, None, None]:
    """One attempt, whatever memory there is."""
    seen = live.seen if resume is not None and live.seen_by == (folder, resume) else None
    try:
        prepared = yield from prepare(folder, settings, resume, stop, recipe, seen)
    except Cancelled:
        yield Finished("", "cancelled", 0, 0.0, None)
        return
    try:
        training = _Training(prepared, stop, live)
    except BaseException:
        prepared.record.close("cancelled", 0, 0.0)  # leaves nothing behind
        raise
    try:
        yield prepared.started()
        reason = yield from training.learn()
        yield (yield from training.finish(reason))
    finally:
        training.close()


class _Training:
    """What one training has at hand between two events."""

    def __init__(self, prepared: Preparation, stop: Callable[[], bool], live: LiveNetwork) -> None:
        self.prepared = prepared
        self.stop = stop
        self.live = live
        self.stepper = segmentation_stepper(prepared, stop)
        self.plateau = Plateau()
        self.choice = WeightChoice()
        self.checks = Checks(prepared.check_pixels(), self.stepper.objective.pixels, prepared.budget)
        self.began = time.monotonic() - prepared.spent_before
        self.looked = time.monotonic()
        self.best: float | None = None  # score of the weights that are kept
        self.current: CurrentRun | None = None  # the run before and its score
        self.comparison_valid = False  # ``current`` was scored on the masks of now
        self.compared = False  # it was scored at all
        self.checked = -1  # step of the last check
        self.closed = False
        self.annealing = False  # it stopped getting better; the last steps at a falling rate are on

    @property
    def elapsed(self) -> float:
        """Seconds since the training began."""
        return time.monotonic() - self.began

    @property
    def wins(self) -> bool:
        """Whether the weights that are kept may take the place of the run before."""
        if self.prepared.record.state is None or (not self.compared and has_rival(self.prepared)):
            return False
        return self.current is None or self.best is None or self.current.score <= self.best

    def learn(self) -> Generator[Event, None, str]:
        """Steps and checks until something ends them; returns the reason."""
        while True:
            try:
                reason = yield from self.run_steps()
                if reason != "plateau" or not (yield from self.pause()):
                    return reason
            except Cancelled:
                return "cancelled"

    def run_steps(self) -> Generator[Event, None, str]:
        """Steps and checks until the budget is spent or the score no longer improves; raises Cancelled."""
        while True:
            if self.stop():
                raise Cancelled
            if self.stepper.budget.spent(self.stepper.step, self.elapsed) >= 1:
                yield from self.check()
                return "plateau" if self.annealing else "limit"
            yield from self.take_up_changes()
            try:
                taken = self.stepper.take(self.elapsed)
            except ShortOfMemory:
                yield from self.notices()
                raise
            self.show_average()
            yield taken
            yield from self.notices()
            if self.checks.due(self.stepper.step):
                yield from self.check()
                if not self.stepper.budget.limited and self.plateau.over(self.stepper.step):
                    self.anneal(self.stepper.step)

    def notices(self) -> Iterator[Notice]:
        """Those of the steps."""
        yield from (Notice(text) for text in self.stepper.take_notices())

    def pause(self) -> Generator[Event, None, bool]:
        """Wait until strokes are saved; ``False`` when none were for as long as the settings allow. Raises
        Cancelled."""
        left = self.prepared.record.info.settings.wait
        if left <= 0:
            return False
        yield Notice(said("The score no longer improves: training is paused. Paint more to continue."))
        self.prepared.record.save_now(self.stepper.step, self.elapsed)
        while left > POLL_SECONDS / 2:
            if self.stop():
                raise Cancelled
            yield Waiting(self.stepper.step, left, self.prepared.record.name if self.wins else "")
            time.sleep(POLL_SECONDS)
            left -= POLL_SECONDS
            yield from self.take_up_changes()
            if not self.annealing:
                yield Notice(said("New strokes: training continues."))
                return True
        return False

    def take_up_changes(self) -> Generator[Event, None, None]:
        """Take up strokes and images that were saved since the last look."""
        now = time.monotonic()
        if now - self.looked < LOOK_SECONDS:
            return
        self.looked = now
        strokes, truth = self.prepared.refresh()
        if truth:
            self.choice.reset()
            self.comparison_valid = False
        if strokes or truth:
            self.plateau.reset()
            if self.annealing:  # there is more to learn
                self.annealing, self.stepper.budget = False, Budget(since=self.stepper.step)
        yield from (Notice(text) for text in self.prepared.take_notices())

    def anneal(self, step: int) -> None:
        """Let the rate fall over a third more steps: that is worth more than many at the full rate."""
        self.annealing, self.stepper.budget = True, Budget(steps=math.ceil(step * ANNEAL))

    def check(self) -> Generator[Event, None, None]:
        """Score the running average; keep it when no earlier one is better. Raises Cancelled."""
        if self.checked == self.stepper.step:
            return
        prepared = self.prepared
        found = yield from validate(
            self.stepper.average.net, prepared.examined, prepared.seen, prepared.device, self.stop
        )
        self.checked = self.stepper.step
        self.plateau.take(found.table.mean_iou)
        best = self.choice.take(found.images)
        scored = Scored(self.stepper.step, self.elapsed, found.loss, found.table, best)
        self.prepared.record.note(scored)
        if best:
            self.best = found.table.mean_iou
            self.prepared.record.keep(self.stepper.average.state(), self.stepper.step, found.table)
        self.prepared.record.save_periodically(self.stepper.step, self.elapsed)
        yield scored
        yield from self.compare()

    def show_average(self) -> None:
        """Let predictions be made with the running average, once it knows more than the network shown before."""
        if self.live.net is None or self.live.run == self.prepared.record.name or self.stepper.step >= WARM_UP:
            self.prepared.put_live(self.live, self.stepper.average.net, self.stepper.step)

    def compare(self) -> Generator[Event, None, None]:
        """Score the project's current run beside the new one, once, and again when the held-out masks change. Raises
        Cancelled."""
        if self.comparison_valid:
            return
        self.current = yield from score_current(self.prepared, self.stop)
        self.comparison_valid = self.compared = True

    def finish(self, reason: str) -> Generator[Event, None, Finished]:
        """Close the run with its best weights, and hand these, or better ones of the current run, to ``live``."""
        self.close(reason)
        record, step, current = self.prepared.record, self.stepper.step, self.current
        if record.state is None:
            return Finished("", reason, 0, self.elapsed, None)
        if not self.compared and has_rival(self.prepared):  # cancelled before the two could be compared
            self.live.net = None  # the next request loads the current run
            yield Notice(
                said(
                    "The previous network is kept: run {run} was stopped before its first score.",
                    run=title_of(record.info),
                )
            )
            return Finished(record.name, reason, step, self.elapsed, record.table, replaces=False)
        if self.wins or current is None:
            net = self.stepper.average.net
            net.load_state_dict(record.state)
            self.prepared.put_live(self.live, net, record.step)
            return Finished(record.name, reason, step, self.elapsed, record.table)
        self.prepared.put_live(self.live, current.net, current.step)
        self.live.run = current.run
        yield Notice(
            said(
                "The previous network is kept: it scores {score:.3f} on the held-out images, the new one {best:.3f}. "
                "Run {run} is kept.",
                score=current.score,
                best=self.best,
                run=title_of(record.info),
            )
        )
        return Finished(record.name, reason, step, self.elapsed, record.table, replaces=False, stays=current.table)

    def close(self, reason: str = "cancelled") -> None:
        """Write the run for the last time; the second call (the generator was closed, or broke) does nothing."""
        if self.closed:
            return
        self.closed = True
        record, step = self.prepared.record, self.stepper.step
        if step and record.state is None:  # cancelled before the first check
            record.keep(self.stepper.average.state(), step, None)
        record.close(reason, step, self.elapsed)
        if record.state is not None:
            drop_other_resume_states(self.prepared.project.folder, record.name)
            if reason == "cancelled":  # after the weights are safe: it is four times as much to write
                record.add_resume_state(self.stepper.resume_state(), reason, step, self.elapsed)
        self.live.seen, self.live.seen_by = self.prepared.source.seen(), (self.prepared.project.folder, record.name)
