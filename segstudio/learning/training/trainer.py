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
from functools import partial
from pathlib import Path

from segstudio.errors import Cancelled, said
from segstudio.freed_memory import give_back_memory
from segstudio.learning.instant.frozen_features import starting_network
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.messages import (
    CANCELLED,
    Event,
    Finished,
    Notice,
    Scored,
    Started,
    TrainSettings,
    Waiting,
)
from segstudio.learning.network.device import choose_device, free_memory, is_out_of_memory
from segstudio.learning.network.live_network import LiveNetwork
from segstudio.learning.network.local_net import folded
from segstudio.learning.network.training_images import keep_training_images
from segstudio.learning.network.validation import Check, lost_classes, pixels_to_predict, validate
from segstudio.learning.plan.keep_weights import WeightChoice
from segstudio.learning.plan.memory_fallback import ShortOfMemory, next_fallback
from segstudio.learning.plan.mixture import Mixture
from segstudio.learning.plan.recipe import Recipe
from segstudio.learning.plan.schedule import Budget, Checks, Plateau
from segstudio.learning.plan.trend import Trend
from segstudio.learning.runs.info import title_of
from segstudio.learning.training.preparation import Preparation, prepare
from segstudio.learning.training.replacement import Rival, has_rival, score_rival
from segstudio.learning.training.resume_state import STOPPED, drop_other_resume_states
from segstudio.learning.training.segmentation import segmentation_stepper
from segstudio.learning.training.training_head import TrainingHead
from segstudio.models.contract import Network

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
    heads: HeadFitting | None = None,
    recipe: Recipe | None = None,
    alone: bool = False,
) -> Iterator[Event]:
    """Train a network on the project's masks; yields Notice, Progress, Started, Step, Scored and at last Finished.

    When ``stop()`` is true, or the generator is closed, the best weights so far are kept; the former also yields
    Finished with the reason ``stopped_by()``. ``resume`` names the run to continue. ``live`` gets the moving average
    for feature maps and, once predictions are better with it (``replacement.py``), after every check the weights that
    are kept: what is shown is what was scored and can be loaded from the run.
    ``heads``: the head that is predicted with besides, which is fitted to the labels on disk; ``alone``: there is none,
    and no other run is compared with. The run of Finished was written, read back and checked; it is empty if the
    training was cancelled before the first step.

    Raises LearningError (fewer than two classes are labelled, not enough memory for the smallest size), WeightsError,
    ProjectError.
    """
    stop, live = stop or (lambda: False), live or LiveNetwork()
    tried = settings
    while True:
        network, encoder = tried.network, tried.encoder
        try:
            with closing(
                _train_once(project_folder, tried, resume, stop, stopped_by, live, heads, recipe, alone)
            ) as events:
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
        live.put(None)
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
    heads: HeadFitting | None,
    recipe: Recipe | None,
    alone: bool,
) -> Generator[Event, None, None]:
    """One attempt. Raises ShortOfMemory, and torch's errors."""
    seen = live.seen if resume is not None and live.seen_by == (folder, resume) else None
    try:
        prepared = yield from prepare(folder, settings, resume, stop, recipe, seen)
    except Cancelled:
        yield Finished("", stopped_by(), 0, 0.0, None)
        return
    try:
        heads = None if alone else heads or HeadFitting(lambda: starting_network(prepared.device))
        training = _Training(prepared, stop, stopped_by, live, TrainingHead(prepared, heads))
    except BaseException:
        prepared.record.close(CANCELLED, 0, 0.0)  # leaves nothing behind
        raise
    try:
        budget = prepared.budget
        first = max(training.checks.first, training.first_step + 1)
        yield replace(prepared.started(), first_check=first, last_step=budget.steps, last_second=budget.seconds)
        yield from prepared.take_notices()
        reason = yield from training.learn()
        yield (yield from training.finish(reason))
        training.look_at_images()  # nobody waits for it
    finally:
        training.close()


class _Training:
    """The state of a training between two events."""

    def __init__(
        self,
        prepared: Preparation,
        stop: Callable[[], bool],
        stopped_by: Callable[[], str],
        live: LiveNetwork,
        head: TrainingHead,
    ) -> None:
        self.prepared, self.head = prepared, head
        self.stop, self.stopped_by = stop, stopped_by
        self.live = live
        live.write_run = self.write_used
        self.stepper = segmentation_stepper(prepared, stop)
        self.first_step = self.stepper.step  # a run that is continued has taken some
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
        self.best: Check | None = None  # of the weights that are kept
        self.kept: Network | None = None  # with these weights, as it was scored
        self.mixture: Mixture | None = None  # of the head beside them, as they are used
        self.rival: Rival | None = None  # the model without this network
        self.comparison_valid = False  # ``rival`` was scored on the present masks
        self.joined = False  # predictions are made with this network
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
        """Whether the weights that are kept take part in predictions from now on."""
        if self.prepared.record.state is None:
            return False
        if self.joined or self.head.never or not has_rival(self.prepared, self.head.model):
            return True
        if not self.compared or self.best is None:
            return False
        return self.rival is None or self.rival.yields_to(self.best)

    def learn(self) -> Generator[Event, None, str]:
        """Fit the head to the labels, then steps and checks until the training ends; returns the reason."""
        try:
            yield from self.head.refit(self.stop)
            self.mixture = self.head.mixture
            reason = yield from self.run_steps()
            while reason == "plateau" and (yield from self.pause()):
                reason = yield from self.run_steps()
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
        if strokes:
            yield from self.head.refit(self.stop)
            self.comparison_valid = self.joined and self.comparison_valid
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
        net = folded(average.net)
        found, mixture = yield from self.score(net)
        give_back_memory()
        self.checked = step
        yield from prepared.take_notices()
        yield from prepared.new_notices(found.left_out, left_out=True)
        if not found.images:
            yield from self.keep_without_score()
            return
        yield from self.compare()
        self.plateau.take(found.table.mean_iou)
        best = self.choice.take(found.images)
        if best:
            self.best, self.kept, self.mixture = found, net, mixture
            record.keep(average.state(), step, found.table, mixture)
        first, self.joined = self.wins and not self.joined, self.wins
        self.use_kept()
        scored = Scored(
            step,
            self.elapsed,
            found.loss,
            found.table,
            best,
            self.trend.take(found.images, self.plateau.idle),
            strokes_at=self.strokes_at,
            truth_at=self.truth_at,
            with_head=mixture is not None,
            shown=self.joined,
            instead=self.rival.table if self.rival is not None and not self.joined else None,
        )
        self.strokes_at = self.truth_at = None
        record.note(scored)
        if first:
            self.write_used()
        record.save(step, self.elapsed)
        yield scored

    def score(self, net: Network) -> Generator[Event, None, tuple[Check, Mixture | None]]:
        """The check of ``net``, and how the head takes part in it: by itself about the classes that it finds and both
        together do not; only then the images are predicted twice, since what is kept must be what was scored."""
        made, mixture = self.prepared, self.head.mixture
        check = partial(validate, net, made.examined, made.seen, made.device, self.stop, self.head.beside)
        found = yield from check(mixture)
        lost = lost_classes(found.table, found.head) if found.head is not None else ()
        if mixture is None or not lost:
            return found, mixture
        alone = replace(mixture, alone=lost)
        return (yield from check(alone)), alone

    def keep_without_score(self) -> Generator[Event, None, None]:
        """Nothing can be scored: these weights are kept where none that scored are, and no score is given."""
        told = said("Nothing could be scored: no held-out image can be read.")
        yield from self.prepared.new_notices([told], left_out=True)
        if self.best is None:
            self.prepared.record.keep(self.stepper.average.state(), self.stepper.step, None, self.mixture)
        self.prepared.record.save(self.stepper.step, self.elapsed)

    def show_average(self) -> None:
        """Let the moving average answer for feature maps."""
        self.live.newest = self.prepared.in_use(self.stepper.average.net, self.stepper.step, self.mixture)

    def use_kept(self) -> None:
        """Let the weights that are kept take part in predictions once they joined: those and no others were scored."""
        if self.joined and self.kept is not None:
            self.live.used = self.prepared.in_use(self.kept, self.prepared.record.step, self.mixture)

    def write_used(self) -> None:
        """Write the weights that take part in predictions, if they are not on disk as they are. Raises WriteError."""
        if self.joined:
            self.prepared.record.save(self.stepper.step, self.elapsed, least=0.0)

    def compare(self) -> Generator[Event, None, None]:
        """Score the model without this network, and again after changes of the masks. Raises Cancelled."""
        if self.comparison_valid or self.head.never:
            return
        self.rival = yield from score_rival(self.prepared, self.head.model, self.stop)
        self.comparison_valid = self.compared = True

    def finish(self, reason: str) -> Generator[Event, None, Finished]:
        """Close the run with its best weights; ``live`` gets these, or the model without them if that is better."""
        yield from self.prepared.take_notices()
        self.close(reason)
        record, rival, title = self.prepared.record, self.rival, title_of(self.prepared.record.info)
        if record.state is None:
            return Finished("", reason, 0, self.elapsed, None)
        finished = Finished(record.name, reason, self.stepper.step, self.elapsed, record.table)
        if self.wins:
            net = self.stepper.average.net
            net.load_state_dict(record.state)
            self.live.newest = self.prepared.in_use(net, record.step, self.mixture)
            self.live.used = self.live.newest._replace(net=folded(net))
            return finished
        self.live.put(rival.used if rival is not None else None)  # None: the next question loads the current run
        if rival is None or self.best is None:
            told = "The network is not used yet: run {run} was stopped before its first score."
            if self.best is None and self.checked >= 0:
                told = "The network is not used: no held-out image could score run {run}."
            yield Notice(said(told, run=title))
            return replace(finished, replaces=False)
        sentence = (
            "The network is not used yet: mean IoU without it {score:.3f}, with it {best:.3f}, which is not clearly "
            "better, or it misses a class. Run {run} is kept and can be continued."
        )
        yield Notice(said(sentence, score=rival.table.mean_iou or 0, best=self.best.table.mean_iou or 0, run=title))
        return replace(finished, replaces=False, stays=rival.table)

    def look_at_images(self) -> None:
        """Keep how the network sees the training images, so that others can be compared with them."""
        record, net = self.prepared.record, self.stepper.average.net
        if record.state is not None:
            net.load_state_dict(record.state)
            keep_training_images(self.prepared.project, record.name, net, self.prepared.device)

    def close(self, reason: str = CANCELLED) -> None:
        """Write the run for the last time; a second call does nothing."""
        if self.closed:
            return
        self.closed = True
        self.live.write_run = lambda: None
        record, step = self.prepared.record, self.stepper.step
        if step > self.first_step and record.state is None:  # cancelled before the first check
            record.keep(self.stepper.average.state(), step, None, self.mixture)
        record.close(reason, step, self.elapsed)
        if record.state is not None and not self.head.never:  # one of several leaves those of others alone
            drop_other_resume_states(self.prepared.project.folder, record.name)
            if reason in STOPPED:  # after the weights are written: it is four times as large
                record.add_resume_state(self.stepper.resume_state(), reason, step, self.elapsed)
        self.live.seen, self.live.seen_by = self.prepared.source.seen(), (self.prepared.project.folder, record.name)
