"""Whether starting weights from a project's own images are kept: only when they score higher on the held-out images
than the built-in ones, after the same number of fine-tuning steps. Leaves no run behind. Must not import Qt.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import torch

from segstudio.choices.starts import OWN, USUAL
from segstudio.errors import Cancelled, WeightsError, said, together
from segstudio.learning.messages import HELD_OUT, Event, Notice, OwnStart, Progress, TrainSettings
from segstudio.learning.network.interruptible import Stop
from segstudio.learning.network.start_file import rewrite_header
from segstudio.learning.network.validation import validate
from segstudio.learning.network.weights import offline_start, read_state
from segstudio.learning.plan.recipe import Phase
from segstudio.learning.runs.own_start import own_path
from segstudio.learning.training.preparation import prepare
from segstudio.learning.training.segmentation import segmentation_stepper

STEPS = 120  # of fine-tuning from each start, about 20 s on two cores; the same number for all is fairer than seconds
PATCHES = (Phase(0, 128),)  # small ones, since a prediction waits for the step before it
NO_SCORE = said("Own start not kept: nothing on the held-out images could be scored.")

ProgressOf = Callable[[float], Progress]  # from the share done
T = TypeVar("T")


def compare_start(
    folder: Path, settings: TrainSettings, part: Path, progress_of: ProgressOf, stop: Stop, method: str
) -> Generator[Progress | Notice | OwnStart, None, None]:
    """Score the start in the file ``part``, the built-in one and the one kept before; keep the new one if it wins.
    ``settings``: its encoder, device, seed and threads; ``method``: what it was learnt with, for the sentence. Raises
    as ``score_after_training``."""
    kept = own_path(folder, settings.encoder)
    damaged = kept.is_file() and not _reads(kept)
    earlier_start = {OWN: str(kept)} if kept.is_file() and not damaged else {}
    starts = {USUAL: offline_start(settings.encoder), **earlier_start, "new": str(part)}
    scores: dict[str, float | None] = {}
    held_out = 0
    for number, (name, source) in enumerate(starts.items()):

        def trial_progress(share: float, number: int = number) -> Progress:
            return progress_of(min((number + share) / len(starts), 0.995))

        trial = replace(settings, weights=source, seconds=None, steps=STEPS)
        scores[name], held_out = yield from score_after_training(folder, trial, trial_progress, stop)
    new, built_in, earlier = scores["new"], scores[USUAL], scores.get(OWN)
    if new is None or built_in is None:
        yield OwnStart(str(folder), settings.encoder, False, NO_SCORE)
        return
    wins = new > max(built_in, earlier or 0.0)
    text = sentence(wins, new, built_in, earlier, held_out, method)
    if damaged:
        text = together(text, said("The one learnt before is damaged and was not compared."))
    if wins:
        verdict = {"score": new, "built_in": built_in, "held_out": held_out, "steps": STEPS, "sentence": text}
        rewrite_header(part, {"verdict": json.dumps(verdict)}, kept)
    yield OwnStart(str(folder), settings.encoder, wins, text, new, built_in, held_out, STEPS)


def _reads(path: Path) -> bool:
    try:
        read_state(path)
    except WeightsError:
        return False
    return True


def sentence(wins: bool, new: float, built_in: float, earlier: float | None, held_out: int, method: str) -> str:
    """The outcome in one line; ``earlier``: the score of the own start that was kept before."""
    kept = said("Own start kept ({method})" if wins else "Own start not kept ({method})", method=method)
    text = "{kept}: mean IoU {new:.3f} instead of {built_in:.3f} after {steps} steps on {images}."
    if earlier is not None:
        text = (
            "{kept}: mean IoU {new:.3f} instead of {built_in:.3f} after {steps} steps on {images}; the one learnt "
            "before: {earlier:.3f}."
        )
    images = said("{number} held-out images", number=held_out) if held_out != 1 else said("1 held-out image")
    return said(text, kept=kept, new=new, built_in=built_in, steps=STEPS, images=images, earlier=earlier or 0.0)


def score_after_training(
    folder: Path, settings: TrainSettings, progress_of: ProgressOf, stop: Stop
) -> Generator[Progress, None, tuple[float | None, int]]:
    """Fine-tune for ``settings.steps`` steps without keeping the network; yields Progress, returns the mean IoU on the
    held-out images (``None`` without any) and their number. Raises LearningError, WeightsError, ProjectError,
    Cancelled."""
    made = yield from _with_progress(prepare(folder, settings, None, stop, None), progress_of(0.0))
    steps = settings.steps or STEPS
    try:
        if made.examined.kind != HELD_OUT:
            return None, 0
        made.recipe = replace(made.recipe, phases=PATCHES, course=())
        torch.manual_seed(settings.seed)
        stepper = segmentation_stepper(made, stop)
        while stepper.step < steps:
            if stop():
                raise Cancelled
            stepper.take(0.0)
            yield progress_of(stepper.step / (steps + 1))
        checking = validate(stepper.average.net, made.examined, made.seen, made.device, stop)
        check = yield from _with_progress(checking, progress_of(steps / (steps + 1)))
        return check.table.mean_iou, len(made.examined.entries)
    finally:
        made.record.close("trial", 0, 0.0)  # no weights were kept: the run's folder goes


def _with_progress(work: Generator[Event, None, T], progress: Progress) -> Generator[Progress, None, T]:
    """Run ``work`` and return its result, with ``progress`` in place of its events."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            result: T = done.value
            return result
        yield progress
