"""A network's start from an exploration: its encoder, kept as the project's own start only where the held-out images
score higher with it (``pretraining.own_start``). ``learn_own_start`` explores first. Must not import Qt.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

from segstudio.choices.encoders import AUTO
from segstudio.choices.networks import DEFAULT, NETWORKS
from segstudio.choices.starts import USUAL
from segstudio.choices.unlabelled import METHODS, STARTING
from segstudio.errors import Cancelled, LearningError, said
from segstudio.learning.data.held_out import held_out_entries
from segstudio.learning.drawing.model_of import Learnt, kept_model
from segstudio.learning.explore.explore import LOOKING, NOT_LEARNT, OF_LEARNING, explore
from segstudio.learning.explore_messages import Explored, ExploreSettings
from segstudio.learning.messages import Notice, OwnStart, Progress, TrainSettings
from segstudio.learning.network.device import choose_device, set_threads
from segstudio.learning.network.interruptible import Stop, never
from segstudio.learning.network.start_file import OWN_KIND, write_start
from segstudio.learning.network.weights import choose_encoder, load_start, offline_start, put_start
from segstudio.learning.pretraining.own_start import compare_start
from segstudio.learning.runs.own_start import images_digest, part_path
from segstudio.models.build import build_network
from segstudio.project.checking.damaged_masks import refuse_damaged
from segstudio.project.project import Project

TASK, LEARNING = said("Comparing starts"), said("Learning from your images")
SECONDS = 180.0  # of learning where no budget is given
LEARNING_SHARE = 0.8  # of the progress of learning and comparing
NO_HELD_OUT = said(
    "It was not tried as a start: held-out images tell whether it helps, and this project has none yet. Label at least "
    "three images first."
)

LEARNT_FROM = said(
    "It was not tried as a start: it learnt from images that are held out by now, so their scores would flatter it. "
    "Learn again."
)


def learn_own_start(
    folder: Path, settings: TrainSettings, stop: Stop = never
) -> Generator[Progress | Notice | OwnStart, None, None]:
    """Explore with the method STARTING, without a map, and try that as a start; yields Progress, Notice and at last one
    OwnStart. The exploration stays, whatever the verdict.

    ``settings``: encoder, device, seed, threads, and ``seconds`` or ``steps`` of learning. When ``stop()`` is true
    (Cancelled), or the generator is closed, no start is kept. Raises as ``explore`` and ``try_exploration``.
    """
    encoder = settings.encoder
    if encoder == AUTO:
        encoder = choose_encoder(DEFAULT, USUAL, choose_device(settings.device).kind)
    project = Project.open(folder, write=False)
    refuse_damaged(project, NOT_LEARNT)
    if not held_out_entries(project):
        yield OwnStart(str(folder), encoder, False, NO_HELD_OUT)
        return
    progress_of = _since_now(LEARNING)
    name = yield from _explored(folder, replace(settings, encoder=encoder), progress_of, stop)
    if stop() or not name:
        raise Cancelled
    for event in try_exploration(folder, name, settings.device, stop, settings.threads):
        if isinstance(event, Progress):
            event = progress_of(LEARNING_SHARE + (1 - LEARNING_SHARE) * event.done)
        yield event


def _since_now(task: str) -> Callable[[float], Progress]:
    """The progress of a ``task`` that begins now, from the share that is done."""
    began = time.monotonic()

    def progress_of(share: float) -> Progress:
        left = (time.monotonic() - began) * (1 - share) / share if share else None
        return Progress(task, share, 1.0, left)

    return progress_of


def _explored(
    folder: Path, settings: TrainSettings, progress_of: Callable[[float], Progress], stop: Stop
) -> Generator[Progress | Notice, None, str]:
    """The name of a new exploration; empty: it was stopped before it learnt anything."""
    learnt: list[Progress] = []  # what comes after learning
    name = ""
    seconds = settings.seconds if settings.seconds or settings.steps else SECONDS
    chosen = ExploreSettings(STARTING, settings.encoder, seconds, settings.steps, settings.device, settings.seed,
                             settings.threads)  # fmt: skip
    for event in explore(folder, chosen, stop=lambda: bool(learnt) or stop()):
        if isinstance(event, Progress) and event.task == LOOKING:
            learnt.append(event)
        elif isinstance(event, Progress):
            yield progress_of(event.done / OF_LEARNING * LEARNING_SHARE)
        elif isinstance(event, Notice):
            yield event
        elif isinstance(event, Explored):
            name = event.exploration
    return name


def try_exploration(
    folder: Path, name: str, device: str = "auto", stop: Stop = never, threads: int | None = None
) -> Generator[Progress | Notice | OwnStart, None, None]:
    """Fine-tune from the encoder of an exploration and from the usual weights; yields Progress, Notice and at last one
    OwnStart. When ``stop()`` is true (Cancelled), or the generator is closed, nothing is kept. Raises LearningError (no
    such exploration, no encoder in it), ProjectError, WeightsError, WriteError."""
    project = Project.open(folder, write=False)
    refuse_damaged(project, said("It was not tried as a start."))
    chosen = choose_device(device)
    set_threads(threads)
    learnt = kept_model(folder, name, chosen)
    facts, row = learnt.facts, METHODS[learnt.facts.method]
    if learnt.model.trunk is None or facts.encoder not in NETWORKS[DEFAULT].encoders:
        sentence = "The method {method} has layers of its own, so no network can start from it."
        raise LearningError(sentence, "Choose an exploration with an encoder.", method=row.title)
    held_out, known = held_out_entries(project), dict(facts.images)
    if not held_out:
        yield OwnStart(str(folder), facts.encoder, False, NO_HELD_OUT)
        return
    if any(entry.id in known for entry in held_out):
        yield OwnStart(str(folder), facts.encoder, False, LEARNT_FROM)
        return
    part = part_path(folder, facts.encoder)
    settings = TrainSettings(network=DEFAULT, encoder=facts.encoder, device=device, seed=facts.seed, threads=threads)
    try:
        write_start_of(project, learnt, part)
        yield from compare_start(folder, settings, part, _since_now(TASK), stop, row.title)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def write_start_of(project: Project, learnt: Learnt, out: Path) -> None:
    """The usual start, whose decoder knows what to make of features, with the encoder of the exploration. Raises
    WriteError, WeightsError."""
    facts, trunk = learnt.facts, learnt.model.trunk
    assert trunk is not None
    net = build_network(DEFAULT, facts.encoder, 1, channels=facts.channels)
    assert net.trunk is not None
    put_start(net, DEFAULT, load_start(facts.encoder, offline_start(facts.encoder), channels=facts.channels))
    net.trunk.load_weights({key: value.cpu() for key, value in trunk.trunk.state_dict().items()})
    known = dict(facts.images)
    read = [entry for entry in project.images if entry.id in known]
    header = {
        "kind": OWN_KIND,
        "encoder": facts.encoder,
        "recipe": json.dumps({"method": facts.method, "trained_steps": facts.steps, "trained_seconds": facts.seconds}),
        "seed": str(facts.seed),
        "begun_from": facts.begun_from,
        "begun_kind": facts.begun_kind,
        "images": images_digest(read),
        "image_hashes": json.dumps(sorted(known.values())),
    }
    write_start(net, header, out)
