"""A start learnt from a project's own images is kept only when it wins: fine-tuned as long as the built-in one, it has
to score higher on the held-out images.

Owns the trial and the whole way to it (``learn_own_start``). A trial leaves no run behind. Must not import Qt.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TypeVar

import torch

from segstudio.errors import Cancelled, said
from segstudio.learning.data.held_out import held_out_entries
from segstudio.learning.messages import HELD_OUT, Event, OwnStart, Progress, TrainSettings
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.start_file import rewrite_header
from segstudio.learning.network.validation import validate
from segstudio.learning.network.weights import choose_encoder
from segstudio.learning.plan.recipe import Phase
from segstudio.learning.pretraining.reconstruction import TASK, ReconstructionSettings, reconstruct
from segstudio.learning.runs.own_start import (
    BUILT_IN,
    Verdict,
    images_digest,
    learnable,
    own_path,
    part_path,
    read_verdict,
    write_verdict,
)
from segstudio.learning.training.preparation import prepare
from segstudio.learning.training.stepper import Stepper
from segstudio.project.project import Project

STEPS = 120  # of fine-tuning from each start, about 20 s on two cores; the same number for all is fairer than seconds
PATCHES = (Phase(0, 128),)  # small ones: whoever waits for the learner waits for one step at most
LEARNING_SHARE = 0.8  # of the progress that is told; the rest is the trial
SECONDS = 180.0  # of learning where no budget is given
NO_HELD_OUT = said(
    "Nothing was learnt from your unlabelled images: held-out images tell whether it helps, and this project has none "
    "yet. Label at least three images and fine-tune once."
)
NO_SCORE = said("The start learnt from your images is not kept: nothing on the held-out images could be scored.")
BEFORE = said("The start learnt from your images was compared with the built-in one before, and no image is new since.")

Stop = Callable[[], bool]
T = TypeVar("T")


def learn_own_start(
    folder: Path, settings: TrainSettings, stop: Stop | None = None, again: bool = False
) -> Generator[Event, None, None]:
    """Learn from the project's images without their labels, then compare; yields Progress and at last OwnStart.

    ``settings``: encoder, device, seed, threads, and ``seconds`` or ``steps`` of learning. The same images are not
    learnt from twice unless ``again``. When ``stop()`` says yes, or the generator is closed, what was learnt stays in
    the project for the next call and no OwnStart comes. Raises LearningError, ProjectError, WeightsError, WriteError.
    """
    stop = stop or (lambda: False)
    project = Project.open(folder, write=False)
    device = choose_device(settings.device)
    encoder = choose_encoder(BUILT_IN, device) if settings.encoder == "auto" else settings.encoder
    digest = images_digest(learnable(project))
    before = read_verdict(folder, encoder)
    if not held_out_entries(project):
        yield OwnStart(str(folder), encoder, False, NO_HELD_OUT)
        return
    if before is not None and before.images == digest and not again:
        yield replace(_told(folder, encoder, before, BEFORE), news=False)
        return
    part = part_path(folder, encoder)
    if not settings.seconds and not settings.steps:
        settings = replace(settings, seconds=SECONDS)
    learning = ReconstructionSettings(
        encoder, settings.seconds, settings.steps, seed=settings.seed, device=settings.device, threads=settings.threads
    )
    for event in reconstruct(folder, learning, part, stop):
        if isinstance(event, Progress):
            yield replace(event, done=event.done * LEARNING_SHARE, seconds_left=None)
    if not stop():
        with contextlib.suppress(Cancelled):
            yield from _judge(folder, replace(settings, encoder=encoder), part, digest, stop)


def _judge(folder: Path, settings: TrainSettings, part: Path, digest: str, stop: Stop) -> Iterator[Event]:
    """Compare, keep or drop, write the verdict down and tell it."""
    encoder, kept = settings.encoder, own_path(folder, settings.encoder)
    rivals = {BUILT_IN: BUILT_IN, **({"own": str(kept)} if kept.is_file() else {})}
    starts = {**rivals, "new": str(part)}
    scores: dict[str, float | None] = {}
    held_out = 0
    for number, (name, source) in enumerate(starts.items()):
        trial = Trial(folder, replace(settings, weights=source, seconds=None, steps=STEPS))
        for share in trial.run(stop):
            done = LEARNING_SHARE + (1 - LEARNING_SHARE) * (number + share) / len(starts)
            yield Progress(TASK, min(done, 0.999), 1.0)
        scores[name], held_out = trial.score, trial.held_out
    new, built_in = scores["new"], scores[BUILT_IN]
    if new is None or built_in is None:
        part.unlink(missing_ok=True)
        yield OwnStart(str(folder), encoder, False, NO_SCORE if held_out else NO_HELD_OUT)
        return
    wins = new > max(score or 0.0 for name, score in scores.items() if name != "new")
    verdict = Verdict(wins, new, built_in, held_out, STEPS, digest, sentence(scores, held_out, wins))
    if wins:
        rewrite_header(part, {"verdict": json.dumps(asdict(verdict))}, kept)
    write_verdict(folder, encoder, verdict)
    with contextlib.suppress(OSError):  # a leftover harms nothing: the verdict is told by now
        part.unlink(missing_ok=True)
    yield _told(folder, encoder, verdict, verdict.sentence)


def sentence(scores: dict[str, float | None], held_out: int, wins: bool) -> str:
    """The verdict in one plain line; ``scores`` by start: "new", "formula" and maybe "own", the one kept so far."""
    images = said("{number} held-out images", number=held_out) if held_out != 1 else said("1 held-out image")
    earlier = scores.get("own")
    told = "The start learnt from your images scored {new:.3f} on {images} after {steps} steps, "
    if earlier is None:
        told += "the built-in one {built_in:.3f}: {end}."
    else:
        told += "the built-in one {built_in:.3f}, the one learnt before {earlier:.3f}: {end}."
    return said(
        told,
        new=scores["new"],
        images=images,
        steps=STEPS,
        built_in=scores[BUILT_IN],
        earlier=earlier or 0.0,
        end=said("it is kept") if wins else said("it is not kept"),
    )


def _told(folder: Path, encoder: str, verdict: Verdict, text: str) -> OwnStart:
    return OwnStart(
        str(folder), encoder, verdict.kept, text, verdict.score, verdict.built_in, verdict.held_out, verdict.steps
    )


class Trial:
    """A short fine-tuning that is scored and forgotten. ``score``: mean IoU on the held-out images, ``None`` where
    there is none; ``held_out``: how many they are."""

    def __init__(self, folder: Path, settings: TrainSettings) -> None:
        self._folder, self._settings = folder, settings
        self.score: float | None = None
        self.held_out = 0

    def run(self, stop: Stop) -> Generator[float, None, None]:
        """Yields the share done after every step. Raises LearningError, WeightsError, ProjectError; Cancelled."""
        steps = self._settings.steps or STEPS
        made = yield from _quietly(prepare(self._folder, self._settings, None, stop, None), 0.0)
        try:
            if made.examined.kind != HELD_OUT:
                return
            self.held_out = len(made.examined.entries)
            made.recipe = replace(made.recipe, phases=PATCHES, course=())
            if made.device.kind == "cpu":
                made.precision = None  # a race of a second must not give two starts two precisions
            torch.manual_seed(self._settings.seed)
            stepper = Stepper(made, stop)
            while stepper.step < steps:
                if stop():
                    raise Cancelled
                stepper.take(0.0)
                yield stepper.step / (steps + 1)
            checking = validate(stepper.average.net, made.examined, made.seen, made.device, stop)
            self.score = (yield from _quietly(checking, steps / (steps + 1))).table.mean_iou
        finally:
            made.record.close("trial", 0, 0.0)  # no weights were kept: the run's folder goes


def _quietly(work: Generator[Event, None, T], share: float) -> Generator[float, None, T]:
    """Run ``work`` and return what it returns; of what it tells only that it goes on is told."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            result: T = done.value
            return result
        yield share
