"""The training loop: a generator of events.

Knows no queue, thread or process: the command line prints the events, the learner sends them. It reads the project
(masks again whenever they change on disk) and writes nothing but its own run; the caller makes that run the current
one. Must not import Qt.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from segstudio.errors import Cancelled, said
from segstudio.learning.messages import CANCELLED, Event, Finished, Notice, Scored, Started, TrainSettings, Waiting
from segstudio.learning.network.device import choose_device, free_memory, is_out_of_memory
from segstudio.learning.network.live_network import LiveNetwork
from segstudio.learning.network.validation import pixels_to_predict, validate
from segstudio.learning.plan.keep_weights import WeightChoice
from segstudio.learning.plan.memory_fallback import ShortOfMemory, next_fallback
from segstudio.learning.plan.recipe import Recipe
from segstudio.learning.plan.schedule import WARM_UP, Budget, Checks, Plateau
from segstudio.learning.plan.trend import Trend
from segstudio.learning.runs.info import title_of
from segstudio.learning.training.preparation import Preparation, prepare
from segstudio.learning.training.replacement import CurrentRun, has_rival, score_current
from segstudio.learning.training.resume_state import STOPPED, drop_other_resume_states
from segstudio.learning.training.segmentation import segmentation_stepper

ANNEAL = 4 / 3  # of the steps until the score no longer improved: all steps
LOOK_SECONDS = 1.0  # between two checks for masks that changed on disk
POLL_SECONDS = 0.1  # between two checks of Stop during a pause


def train(
    project_folder: Path,
    settings: TrainSettings,
    resume: str | None = None,
    *,
    stop: Callable[[], bool] | None = None,
    stopped_by: Callable[[], str] = lambda: CANCELLED,
    live: LiveNetwork | None = None,
    recipe: Recipe | None = None,
) -> Iterator[Event]:
    """Train a network on the project's masks; yields Notice, Progress, Started, Step, Scored and at last Finished.

    When ``stop()`` is true, or the generator is closed, the best weights so far are kept; the former also yields
    Finished with the reason ``stopped_by()``. ``resume`` names the run to continue. ``live`` gets the moving average to
    predict with, and the best weights at the end. The run of Finished was written, read back and checked; it is empty
    if the training was cancelled before the first step.

    Raises LearningError (fewer than two classes are labelled, not enough memory for the smallest size), WeightsError,
    ProjectError.
    """
    stop, live = stop or (lambda: False), live or LiveNetwork()
    tried = settings
    while True:
        network, encoder = tried.network, tried.encoder
        try:
            with closing(_train_once(project_folder, tried, resume, stop, stopped_by, live, recipe)) as events:
                for event in events:
                    if isinstance(event, Started):
                        network, encoder = event.network, event.encoder
                    yield event
            return
        except (RuntimeError, MemoryError, ShortOfMemory) as error:
            if not (isinstance(error, ShortOfMemory) or is_out_of_memory(error)):
                raise
        # Outside of the except block, which refers to the tensors that did not fit.
        free_memory()
        live.net = None
        fallback = next_fallback(settings, network, encoder, choose_device(tried.device).kind)
        if fallback is None:
            raise ShortOfMemory
        tried, resume = fallback.settings, resume if fallback.resumes else None
        yield Notice(fallback.sentence)


def _train_once(
    folder: Path,
    settings: TrainSettings,
    resume: str | None,
    stop: Callable[[], bool],
    stopped_by: Callable[[], str],
    live: LiveNetwork,
    recipe: Recipe | None,
) -> Generator[Event, None, None]:
    """One attempt. Raises ShortOfMemory, and torch's errors."""
    seen = live.seen if resume is not None and live.seen_by == (folder, resume) else None
    try:
        prepared = yield from prepare(folder, settings, resume, stop, recipe, seen)
    except Cancelled:
        yield Finished("", stopped_by(), 0, 0.0, None)
        return
    try:
        training = _Training(prepared, stop, stopped_by, live)
    except BaseException:
        prepared.record.close(CANCELLED, 0, 0.0)  # leaves nothing behind
        raise
    try:
        yield prepared.started()
        yield from prepared.take_notices()
        reason = yield from training.learn()
        yield (yield from training.finish(reason))
    finally:
        training.close()


class _Training:
    """The state of a training between two events."""

    def __init__(
        self, prepared: Preparation, stop: Callable[[], bool], stopped_by: Callable[[], str], live: LiveNetwork
    ) -> None:
        self.prepared = prepared
        self.stop, self.stopped_by = stop, stopped_by
        self.live = live
        self.stepper = segmentation_stepper(prepared, stop)
        self.plateau = Plateau()
        self.choice = WeightChoice()
        self.trend = Trend()
        self.strokes_at: float | None = None  # seconds at which labels changed since the last check
        self.truth_at: float | None = None
        examined = prepared.examined
        check_pixels = pixels_to_predict([examined.truth(entry, prepared.seen) for entry in examined.entries])
        self.checks = Checks(check_pixels, self.stepper.objective.pixels, prepared.budget)
        self.began = time.monotonic() - prepared.spent_before
        self.looked = time.monotonic()
        self.best: float | None = None  # score of the weights that are kept
        self.current: CurrentRun | None = None  # the project's current run and its score
        self.comparison_valid = False  # ``current`` was scored on the present masks
        self.compared = False  # it was scored
        self.checked = -1  # step of the last check
        self.closed = False
        self.annealing = False  # the score no longer improved: these are the last steps, at a falling rate

    @property
    def elapsed(self) -> float:
        """Seconds since the training began."""
        return time.monotonic() - self.began

    @property
    def wins(self) -> bool:
        """Whether the weights that are kept may take the place of the run before."""
        if self.prepared.record.state is None:
            return False
        if has_rival(self.prepared) and (not self.compared or self.best is None):
            return False
        return self.current is None or self.best is None or self.current.score <= self.best

    def learn(self) -> Generator[Event, None, str]:
        """Steps and checks until the training ends; returns the reason."""
        while True:
            try:
                reason = yield from self.run_steps()
                if reason != "plateau" or not (yield from self.pause()):
                    return reason
            except Cancelled:
                return self.stopped_by()

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
        """The notices of the steps."""
        yield from (Notice(text) for text in self.stepper.take_notices())

    def pause(self) -> Generator[Event, None, bool]:
        """Wait for new strokes; ``False`` if none were saved for as long as the settings allow. Raises Cancelled."""
        left = self.prepared.record.info.settings.wait
        if left <= 0:
            return False
        yield Notice(said("The score no longer improves: training is paused. Paint more to continue."))
        self.prepared.record.save(self.stepper.step, self.elapsed, least=0.0)
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
        """Read strokes and images that were saved, every LOOK_SECONDS."""
        now = time.monotonic()
        if now - self.looked < LOOK_SECONDS:
            return
        self.looked = now
        strokes, truth = self.prepared.refresh()
        if truth:
            self.choice.reset()
            self.comparison_valid = False
            self.truth_at = self.elapsed
        if strokes:
            self.strokes_at = self.elapsed
        if strokes or truth:
            self.plateau.reset()
            self.trend.reset()
            if self.annealing:
                self.annealing, self.stepper.budget = False, Budget(since=self.stepper.step)
        yield from self.prepared.take_notices()

    def anneal(self, step: int) -> None:
        """Let the rate fall over a third more steps, which improves more than many steps at the full rate."""
        self.annealing, self.stepper.budget = True, Budget(steps=math.ceil(step * ANNEAL))

    def check(self) -> Generator[Event, None, None]:
        """Score the moving average; keep it unless an earlier one is better. Raises Cancelled."""
        prepared, record, step, average = self.prepared, self.prepared.record, self.stepper.step, self.stepper.average
        if self.checked == step:
            return
        found = yield from validate(average.net, prepared.examined, prepared.seen, prepared.device, self.stop)
        self.checked = step
        yield from prepared.take_notices()
        yield from prepared.new_notices(found.left_out, left_out=True)
        if not found.images:
            yield from self.keep_without_score()
            return
        self.plateau.take(found.table.mean_iou)
        best = self.choice.take(found.images)
        rising = self.trend.take(found.images, self.plateau.idle)
        scored = Scored(
            step,
            self.elapsed,
            found.loss,
            found.table,
            best,
            rising,
            strokes_at=self.strokes_at,
            truth_at=self.truth_at,
        )
        self.strokes_at = self.truth_at = None
        record.note(scored)
        if best:
            self.best = found.table.mean_iou
            record.keep(average.state(), step, found.table)
        record.save(step, self.elapsed)
        yield scored
        yield from self.compare()

    def keep_without_score(self) -> Generator[Event, None, None]:
        """Nothing can be scored: these weights are kept where none that scored are, and no score is given."""
        told = said("Nothing could be scored: no held-out image can be read.")
        yield from self.prepared.new_notices([told], left_out=True)
        if self.best is None:
            self.prepared.record.keep(self.stepper.average.state(), self.stepper.step, None)
        self.prepared.record.save(self.stepper.step, self.elapsed)

    def show_average(self) -> None:
        """Predict with the moving average, once it is better than the network that was shown before."""
        if self.live.net is None or self.live.run == self.prepared.record.name or self.stepper.step >= WARM_UP:
            self.prepared.put_live(self.live, self.stepper.average.net, self.stepper.step)

    def compare(self) -> Generator[Event, None, None]:
        """Score the project's current run, and again after changes of the held-out masks. Raises Cancelled."""
        if self.comparison_valid:
            return
        self.current = yield from score_current(self.prepared, self.stop)
        self.comparison_valid = self.compared = True

    def finish(self, reason: str) -> Generator[Event, None, Finished]:
        """Close the run with its best weights; ``live`` gets these, or the current run's if they are better."""
        yield from self.prepared.take_notices()
        self.close(reason)
        record, current, title = self.prepared.record, self.current, title_of(self.prepared.record.info)
        if record.state is None:
            return Finished("", reason, 0, self.elapsed, None)
        finished = Finished(record.name, reason, self.stepper.step, self.elapsed, record.table)
        if has_rival(self.prepared) and (not self.compared or self.best is None):
            self.live.net = None  # the next request loads the current run
            told = "The previous network is kept: run {run} was stopped before its first score."
            if self.best is None and self.checked >= 0:
                told = "The previous network is kept: no held-out image could score run {run}."
            yield Notice(said(told, run=title))
            return replace(finished, replaces=False)
        if self.wins or current is None:
            net = self.stepper.average.net
            net.load_state_dict(record.state)
            self.prepared.put_live(self.live, net, record.step)
            return finished
        self.prepared.put_live(self.live, current.net, current.step)
        self.live.run = current.run
        sentence = (
            "The previous network is kept: its mean IoU on the held-out images is {score:.3f}, that of the new one "
            "{best:.3f}. Run {run} is kept."
        )
        yield Notice(said(sentence, score=current.score, best=self.best, run=title))
        return replace(finished, replaces=False, stays=current.table)

    def close(self, reason: str = CANCELLED) -> None:
        """Write the run for the last time; a second call does nothing."""
        if self.closed:
            return
        self.closed = True
        record, step = self.prepared.record, self.stepper.step
        if step and record.state is None:  # cancelled before the first check
            record.keep(self.stepper.average.state(), step, None)
        record.close(reason, step, self.elapsed)
        if record.state is not None:
            drop_other_resume_states(self.prepared.project.folder, record.name)
            if reason in STOPPED:  # after the weights are written: it is four times as large
                record.add_resume_state(self.stepper.resume_state(), reason, step, self.elapsed)
        self.live.seen, self.live.seen_by = self.prepared.source.seen(), (self.prepared.project.folder, record.name)
