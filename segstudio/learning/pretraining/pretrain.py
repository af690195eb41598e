"""Starting weights that need no labels: a U-Net is trained on an objective, and its running average is written.

The file is safetensors in half precision; its header has the recipe and a SHA-256 of the tensors
(``learning.network.start_file``). Must not import Qt.
"""

from __future__ import annotations

import json
import time
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

from segstudio.choices.encoders import ENCODERS
from segstudio.choices.networks import DEFAULT
from segstudio.choices.objectives import OBJECTIVES
from segstudio.choices.row import check, code
from segstudio.choices.starts import Origin
from segstudio.errors import Cancelled, LearningError
from segstudio.learning.messages import Event, Notice, Progress
from segstudio.learning.network.device import choose_device, fast_dtype, set_threads
from segstudio.learning.network.interruptible import Stop, never
from segstudio.learning.network.live_network import ready, set_batchnorm_momentum
from segstudio.learning.network.start_file import write_start
from segstudio.learning.network.weights import load_start, offline_start, put_start
from segstudio.learning.plan.schedule import Budget
from segstudio.learning.training.stepper import Objective, Stepper
from segstudio.models.build import build_network
from segstudio.models.contract import name_in
from segstudio.models.inputs import COLOURS

WAIT_SECONDS = 0.01  # between two checks whether a batch can be drawn
MACHINE = ("device", "threads", "workers")  # settings that change the speed only
WRITE_SECONDS = 300.0  # of training between two files, so that little is lost when the computer stops


@dataclass(frozen=True)
class StartSettings:
    """One training of starting weights, limited by ``seconds`` (of computing), ``steps`` or whichever comes first."""

    encoder: str = "mobilenet_v3_large"
    seconds: float | None = None
    steps: int | None = None
    size: int = 128  # pixels a side of an image or patch
    batch: int = 16
    rate: float = 1.5e-3
    seed: int = 0
    device: str = "auto"
    threads: int | None = None
    frozen: bool = False  # the encoder keeps the weights it begins with: the rest learns, and is all that is written
    begin: str = ""  # the weights to begin from: a row of STARTS or a file; empty: the usual ones, without a download

    def check(self) -> None:
        """Raises LearningError."""
        check(self.encoder, ENCODERS, "encoder")
        if not (self.seconds or self.steps) or min(self.seconds or 1, self.steps or 1) <= 0:
            raise LearningError("There is no time to learn.", "Allow some minutes or steps.")
        if not 32 <= self.size <= 1024 or self.size % 16 or not 2 <= self.batch <= 1024:
            sentence = "Patches of {size} pixels, {batch} at a time, cannot be learnt from."
            hint = "Use 32 to 1024 pixels a side, a multiple of 16, and 2 to 1024 at a time."
            raise LearningError(sentence, hint, size=self.size, batch=self.batch)


class StartObjective(Objective):
    """An objective without labels, of its settings and maybe a project. ``kind``: its word in the file's header."""

    kind: str

    def __init__(self, settings: StartSettings, project: Path | None) -> None:
        self.settings = settings
        self.size, self.side, self.rate = settings.batch, settings.size, settings.rate

    def is_ready(self) -> bool:
        """Whether a batch can be drawn now. Raises LearningError when none ever can."""
        return True

    @abstractmethod
    def channels(self) -> int:
        """Outputs of the network. Only once ``is_ready``."""
        raise NotImplementedError

    @property
    def inputs(self) -> int:
        """Channels of the images."""
        return COLOURS

    def facts(self) -> dict[str, str]:
        """More entries of the file's header."""
        return {}

    def take_left_out(self) -> list[str]:
        """New sentences about what cannot be learnt from."""
        return []

    def close(self) -> None:
        """Release what batches are drawn from."""
        return


def pretrain(
    name: str, settings: StartSettings, out: Path, stop: Stop = never, project: Path | None = None
) -> Iterator[Event]:
    """Train on the objective ``name`` of OBJECTIVES and write the averaged network to ``out``; yields Progress (also
    while nothing can be drawn yet), Notice and Step.

    Written every WRITE_SECONDS, at the end, and when ``stop()`` is true after the first batch could be drawn. Raises
    LearningError (settings, nothing to learn from), ProjectError, WeightsError, WriteError.
    """
    settings.check()
    device = choose_device(settings.device)
    yield from map(Notice, device.notices)
    set_threads(settings.threads)
    row = OBJECTIVES[name]
    objective: StartObjective = code(row.code)(settings, project)
    try:
        yield from _wait(objective, Progress(row.title, 0.0, 1.0), stop)
        torch.manual_seed(settings.seed)
        net = build_network(DEFAULT, settings.encoder, objective.channels(), channels=objective.inputs)
        net.as_stored(())  # the decoder learns to say everything, as that of the files which come with the program
        start = load_start(
            settings.encoder, settings.begin or offline_start(settings.encoder), channels=objective.inputs
        )
        if settings.frozen:  # all but the encoder is learnt anew
            start = replace(start, rest={}, origin=start.without_rest or start.origin)
        put_start(net, DEFAULT, start)
        if net.trunk is not None:
            net.trunk.freeze_statistics(settings.frozen)
            net.trunk.requires_grad_(not settings.frozen)
            set_batchnorm_momentum(net.trunk)
        budget = Budget(settings.steps, settings.seconds)
        stepper = Stepper(ready(net, device), objective, budget, device, fast_dtype(device), stop)
        yield from _train(stepper, objective, row.title, start.origin, out)
    except Cancelled:
        return
    finally:
        objective.close()


def _train(stepper: Stepper, objective: StartObjective, title: str, origin: Origin, out: Path) -> Iterator[Event]:
    seconds = written = spent = 0.0
    progress = Progress(title, 0.0, 1.0)
    try:
        while spent < 1 and not stepper.stop():
            yield from _wait(objective, progress, stepper.stop)
            taken = stepper.take(seconds)
            yield taken
            yield from (Notice(text) for text in stepper.take_notices())
            yield from (Notice(text, left_out=True) for text in objective.take_left_out())
            seconds, spent = taken.seconds, min(1.0, stepper.budget.spent(stepper.step, taken.seconds))
            progress = Progress(title, spent, 1.0, seconds * (1 - spent) / max(spent, 1e-6))
            yield progress
            if seconds - written > WRITE_SECONDS:
                written = seconds
                _write(stepper, objective, seconds, origin, out)
    except Cancelled:
        pass  # the steps before the cancelled one are written
    _write(stepper, objective, seconds, origin, out)


def _wait(objective: StartObjective, progress: Progress, stop: Stop) -> Iterator[Progress]:
    """Until a batch can be drawn. Raises Cancelled."""
    while not objective.is_ready():
        if stop():
            raise Cancelled
        yield progress
        time.sleep(WAIT_SECONDS)


def _write(stepper: Stepper, objective: StartObjective, seconds: float, origin: Origin, out: Path) -> None:
    """Write the running average and its recipe. Raises WriteError."""
    settings = objective.settings
    recipe = {name: value for name, value in asdict(settings).items() if name not in MACHINE}
    recipe["begin"] = Path(
        settings.begin or offline_start(settings.encoder)
    ).name  # without its folder, which is private
    recipe |= {"trained_steps": stepper.step, "trained_seconds": seconds}
    header = {
        "kind": objective.kind,
        "encoder": settings.encoder,
        "recipe": json.dumps(recipe),
        "seed": str(settings.seed),
        "begun_from": origin.sentence,
        "begun_kind": origin.kind.value,
        **objective.facts(),
    }
    net = stepper.average.net
    left_out = f"{name_in(net, net.trunk)}." if settings.frozen and net.trunk is not None else None
    write_start(net, header, out, left_out)
