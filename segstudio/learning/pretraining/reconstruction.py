"""Learning a start from a project's own images without their labels: hidden blocks and noise are to be undone.

A U-Net sees patches in which blocks are hidden (Xie et al. 2022, SimMIM) and the rest is noisy (Vincent et al. 2008)
and names the clean values: L1 on the hidden pixels, and on the visible ones. It begins from the program's own weights.
The file is like theirs; its header tells recipe, seed, images and a SHA-256. Must not import Qt.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from segstudio.choices.networks import DEFAULT
from segstudio.choices.starts import BUILT_IN
from segstudio.errors import Cancelled, LearningError
from segstudio.learning.data.unlabelled import UnlabelledPatches
from segstudio.learning.messages import Event, Progress, Step
from segstudio.learning.network.device import Device, choose_device, fast_dtype, set_threads
from segstudio.learning.network.live_network import Average, ready, set_batchnorm_momentum
from segstudio.learning.network.start_file import OWN_KIND, StartSettings, write_start
from segstudio.learning.network.weights import load_start, put_start
from segstudio.learning.runs.own_start import images_digest, learnable
from segstudio.models.build import build_network
from segstudio.project.project import ImageEntry, Project

TASK = "Learning from your images"
BLOCK = 16  # side of a hidden block, px
HIDDEN = 0.3  # share of the blocks
NOISE = 0.1  # largest standard deviation of the noise, of values 0..1
VISIBLE_WEIGHT = 0.5  # of the visible pixels' L1 beside the hidden ones'
FLAT = 1 / 32  # a patch with a smaller standard deviation is not stretched further
WARM_UP = 20  # steps
FALL = 0.5  # share of the budget over which the rate falls to 0
WEIGHT_DECAY = 1e-2
LONG_STEP, SLOW_STEPS = 0.2, 3  # seconds, and so many of them in a row
WAIT = 0.01  # seconds between two looks whether an image was read

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class ReconstructionSettings(StartSettings):
    """One such training; ``seconds`` are of computing, without pauses.

    Patches are small, so that a step is short and whoever waits for the learner never waits for long.
    """

    size: int = 96
    batch: int = 4
    rate: float = 1e-3

    def check(self) -> None:
        """LearningError for what cannot be trained."""
        super().check()
        if not 32 <= self.size <= 1024 or self.size % BLOCK or not 1 <= self.batch <= 1024:
            raise LearningError(
                "Patches of {size} pixels, {batch} at a time, cannot be learnt from.",
                "Use 32 to 1024 pixels a side, a multiple of {block}, and 1 to 1024 at a time.",
                size=self.size,
                batch=self.batch,
                block=BLOCK,
            )


# ---- what is asked of the network ---------------------------------------------------------------------------------


def hidden_blocks(rng: np.random.Generator, count: int, size: int) -> NDArray[np.bool_]:
    """``bool[count,size,size]``: in each patch the same number of whole blocks is hidden, HIDDEN of them (rounded)."""
    side = size // BLOCK
    order = rng.random((count, side * side)).argsort(axis=1)
    hidden = (order < max(1, round(HIDDEN * side * side))).reshape(count, side, side)
    return np.asarray(np.kron(hidden, np.ones((1, BLOCK, BLOCK), np.bool_)), np.bool_)


def spoil(clean: Floats, hidden: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    """``float32[n,3,s,s]`` -> the same with noise everywhere, and the mean of what is visible where it is hidden."""
    strength = (NOISE * rng.random((len(clean), 1, 1, 1))).astype(np.float32)
    noisy = clean + rng.standard_normal(clean.shape, dtype=np.float32) * strength
    visible = ~hidden[:, None]
    mean = (noisy * visible).sum(axis=(2, 3), keepdims=True) / visible.sum(axis=(2, 3), keepdims=True)
    return np.asarray(np.clip(np.where(visible, noisy, mean), 0, 1), np.float32)


def targets(clean: Floats, channels: int) -> Floats:
    """``float32[n,3,s,s]`` -> ``float32[n,channels,s,s]``, each patch at mean 0 and deviation 1, so that faint images
    count as much as strong ones (as in He et al. 2022)."""
    kept = clean if channels == clean.shape[1] else clean.mean(axis=1, keepdims=True)
    mean = kept.mean(axis=(1, 2, 3), keepdims=True)
    return np.asarray((kept - mean) / np.maximum(kept.std(axis=(1, 2, 3), keepdims=True), FLAT), np.float32)


def reconstruction_loss(answer: Tensor, target: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
    """Mean absolute errors over the hidden pixels and over the visible ones; ``hidden`` ``bool[n,s,s]``, the others
    ``float32[n,C,s,s]``. Neither depends on a pixel of the other; no pixels: 0."""
    error = (answer.float() - target).abs().mean(dim=1)
    return tuple((error * part).sum() / part.sum().clamp(min=1) for part in (hidden, ~hidden))  # type: ignore[return-value]


# ---- the training -------------------------------------------------------------------------------------------------


class Reconstruction:
    """The network while it learns; ``take`` is one step."""

    def __init__(self, settings: ReconstructionSettings, channels: int, device: Device) -> None:
        self.settings, self.channels, self._device = settings, channels, device
        torch.manual_seed(settings.seed)
        self._random = np.random.default_rng([settings.seed, 2])
        net = build_network(DEFAULT, settings.encoder, channels)
        start = load_start(settings.encoder, BUILT_IN)
        put_start(net, DEFAULT, start)
        self.origin = start.origin
        if net.trunk is not None:
            set_batchnorm_momentum(net.trunk)
        self._net = ready(net, device).train()
        self.average = Average(self._net)
        self._optimiser = torch.optim.AdamW(
            self._net.parameters(), settings.rate, betas=(0.9, 0.99), weight_decay=WEIGHT_DECAY, fused=True
        )
        self.step, self.seconds = 0, 0.0
        self.batch = settings.batch
        self._slow = 0  # steps in a row

    @property
    def spent(self) -> float:
        """Share of the budget used up."""
        return self.settings.spent(self.step, self.seconds)

    def take(self, clean: Floats) -> Step:
        """Learn from ``float32[n,3,s,s]`` in 0..1."""
        began = time.monotonic()
        for group in self._optimiser.param_groups:
            group["lr"] = self.settings.rate * course(self.step, self.spent)
        loss = self._learn(clean)
        if math.isfinite(loss):
            self.average.update(self._net)
        self.step += 1
        taken = time.monotonic() - began
        self.seconds += taken
        self._keep_short(taken)
        return Step(self.step, loss, self.seconds, len(clean) / max(taken, 1e-9))

    def _keep_short(self, taken: float) -> None:
        """Fewer patches at a time on a slow computer, unless the steps are counted: then they stay what they are."""
        self._slow = self._slow + 1 if taken > LONG_STEP else 0
        if self._slow >= SLOW_STEPS and self.batch > 1 and not self.settings.steps:
            self.batch, self._slow = self.batch // 2, 0

    def _learn(self, clean: Floats) -> float:
        hidden = hidden_blocks(self._random, len(clean), clean.shape[-1])
        where, dtype = self._device.torch, fast_dtype(self._device)
        image = torch.from_numpy(spoil(clean, hidden, self._random)).to(where)
        with torch.autocast(self._device.kind, dtype=dtype, enabled=dtype is not None):
            answer = self._net(image.contiguous(memory_format=torch.channels_last))
        unseen, seen = reconstruction_loss(
            answer, torch.from_numpy(targets(clean, self.channels)).to(where), torch.from_numpy(hidden).to(where)
        )
        self._optimiser.zero_grad(set_to_none=True)
        (unseen + VISIBLE_WEIGHT * seen).backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self._net.parameters(), 1.0)
        if bool(torch.isfinite(norm)):
            self._optimiser.step()
        return float(unseen.detach())

    def write(self, out: Path, images: Sequence[ImageEntry]) -> None:
        """Write the averaged weights with what they were learnt from. Raises WriteError."""
        told = {"asked": recipe_of(self.settings), "trained_steps": self.step, "trained_seconds": self.seconds}
        header = {
            "kind": OWN_KIND,
            "encoder": self.settings.encoder,
            "recipe": json.dumps(told),
            "seed": str(self.settings.seed),
            "begun_from": self.origin.sentence,
            "begun_kind": self.origin.kind.value,
            "images": images_digest(images),
            "image_hashes": json.dumps(sorted(entry.sha256 for entry in images)),
        }
        write_start(self.average.net, header, out)


def recipe_of(settings: ReconstructionSettings) -> dict[str, object]:
    """What the weights depend on, apart from the images."""
    asked = asdict(settings) | {"block": BLOCK, "hidden": HIDDEN, "noise": NOISE, "visible_weight": VISIBLE_WEIGHT}
    return {key: value for key, value in asked.items() if key not in ("device", "threads")}


def course(step: int, spent: float) -> float:
    """Factor of the learning rate: linear warm-up, constant, half a cosine to 0 over the last part of the budget."""
    fallen = min(1.0, max(0.0, (spent - (1 - FALL)) / FALL))
    return min(1.0, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * fallen))


def reconstruct(
    folder: Path, settings: ReconstructionSettings, out: Path, stop: Callable[[], bool] | None = None
) -> Iterator[Event]:
    """Learn from the project's images that are not held out; yields Progress (also while images are read) and Step.

    ``out`` is written at the end. Raises LearningError (settings, no image that can be read), ProjectError,
    WeightsError, WriteError, and Cancelled when ``stop()`` says yes.
    """
    settings.check()
    stop = stop or (lambda: False)
    project = Project.open(folder, write=False)
    images = learnable(project)
    if not images:
        raise LearningError("There is no image to learn from: all are held out.", "Add images to the project.")
    device = choose_device(settings.device)
    set_threads(settings.threads)
    patches = UnlabelledPatches(project, images, settings.size, settings.seed)
    try:
        yield from _wait(patches, 0.0, stop)
        learning = Reconstruction(settings, patches.colours(), device)
        while learning.spent < 1:
            yield from _wait(patches, learning.spent, stop)
            yield learning.take(np.stack([patches.draw() for _ in range(learning.batch)]))
            left = learning.seconds * (1 - learning.spent) / max(learning.spent, 1e-6)
            yield Progress(TASK, min(1.0, learning.spent), 1.0, left)
        learning.write(out, images)
    finally:
        patches.close()


def _wait(patches: UnlabelledPatches, share: float, stop: Callable[[], bool]) -> Iterator[Progress]:
    """Until a patch can be drawn. Raises Cancelled."""
    while True:
        if stop():
            raise Cancelled
        if patches.ready():
            return
        yield Progress(TASK, share, 1.0)
        time.sleep(WAIT)
