"""Training of the program's own starting weights on images drawn from formulas, and their file.

Encoder and decoder learn to name the kinds of ``learning.data.formula``. The file is safetensors in half
precision; its header tells the recipe, the seed and a SHA-256 of the tensors (``learning.network.start_file``).
Must not import Qt or the project room.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from segstudio.choices.networks import DEFAULT
from segstudio.errors import LearningError
from segstudio.learning.data.formula import KINDS, formula_image
from segstudio.learning.messages import Event, Progress, Step
from segstudio.learning.network.device import Device, choose_device, fast_dtype, set_threads
from segstudio.learning.network.live_network import Average, ready, set_batchnorm_momentum
from segstudio.learning.network.start_file import FORMULA_KIND, StartSettings, write_start
from segstudio.learning.network.weights import load_start, put_start
from segstudio.learning.training.losses import segmentation_loss
from segstudio.models.build import build_network
from segstudio.models.contract import Network

ENDLESS = 1 << 40  # images; the budget ends a training, never the data
WARM_UP = 100  # steps
REPORT_EVERY = 10  # steps
WRITE_SECONDS = 300.0  # between two files, so that little is lost when the computer stops
WEIGHT_DECAY = 1e-2


@dataclass(frozen=True)
class FormulaSettings(StartSettings):
    """One training on formula images."""

    workers: int = 1  # processes that draw images
    begin: str = "none"  # "formula", "imagenet" or a file of weights to go on from

    def check(self) -> None:
        """LearningError for what cannot be trained."""
        super().check()
        if not 32 <= self.size <= 1024 or not 2 <= self.batch <= 1024:
            raise LearningError(
                "Images of {size} pixels in batches of {batch} cannot be learnt from.",
                "Use 32 to 1024 pixels a side and batches of 2 to 1024.",
                size=self.size,
                batch=self.batch,
            )


class FormulaImages(Dataset[tuple[NDArray[np.uint8], NDArray[np.uint8]]]):
    """Image number ``i`` of a seed: ``uint8[size,size,3]`` and mask ``uint8[size,size]``, always the same."""

    def __init__(self, seed: int, size: int) -> None:
        self._seed, self._size = seed, size

    def __len__(self) -> int:
        return ENDLESS

    def __getitem__(self, index: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        return formula_image(np.random.default_rng([self._seed, index]), self._size)


def pretrain(settings: FormulaSettings, out: Path, stop: Callable[[], bool] | None = None) -> Iterator[Event]:
    """Train a U-Net on formula images and write its averaged weights to ``out``; yields Progress and Step.

    Written now and then, at the end, and when ``stop()`` says yes. LearningError for settings that make no sense,
    WriteError when the file cannot be written.
    """
    settings.check()
    stop = stop or (lambda: False)
    device = choose_device(settings.device)
    set_threads(settings.threads)
    torch.manual_seed(settings.seed)
    net = ready(_begun(settings), device).train()
    if net.trunk is not None:
        set_batchnorm_momentum(net.trunk)
    average = Average(net)
    optimiser = torch.optim.AdamW(
        net.parameters(), settings.rate, betas=(0.9, 0.99), weight_decay=WEIGHT_DECAY, fused=True
    )
    began = written = time.monotonic()
    step = 0
    for images, masks in _batches(settings):
        elapsed = time.monotonic() - began
        spent = settings.spent(step, elapsed)
        if spent >= 1 or stop():
            break
        for group in optimiser.param_groups:
            group["lr"] = settings.rate * _course(step, spent)
        loss = _learn(net, optimiser, images, masks, device)
        average.update(net)
        step += 1
        if step % REPORT_EVERY == 0:
            seconds = time.monotonic() - began
            yield Step(step, loss, seconds, step * settings.batch / seconds)
            yield Progress("Learning from formulas", spent, 1.0, seconds * (1 - spent) / max(spent, 1e-6))
        if time.monotonic() - written > WRITE_SECONDS:
            written = time.monotonic()
            save_start(average.net, settings, step, out)
    save_start(average.net, settings, step, out)
    yield Progress("Learning from formulas", 1.0, 1.0, 0.0)


def _begun(settings: FormulaSettings) -> Network:
    """The network that learns, with what is known before the first step. Raises WeightsError."""
    net = build_network(DEFAULT, settings.encoder, len(KINDS))
    put_start(net, DEFAULT, load_start(settings.encoder, settings.begin))
    return net


def _course(step: int, spent: float) -> float:
    """Factor of the learning rate: linear warm-up, then half a cosine to 0."""
    return min(1.0, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * min(1.0, spent)))


def _batches(settings: FormulaSettings) -> Iterator[tuple[Tensor, Tensor]]:
    """``uint8[n,s,s,3]`` and ``uint8[n,s,s]``, drawn ahead by other processes; the order depends on the seed only."""
    data = FormulaImages(settings.seed, settings.size)
    order = range(ENDLESS)
    yield from DataLoader(
        data,
        settings.batch,
        sampler=order,
        num_workers=settings.workers,
        prefetch_factor=4 if settings.workers else None,
        multiprocessing_context="spawn" if settings.workers else None,
    )


def _learn(net: Network, optimiser: torch.optim.Optimizer, images: Tensor, masks: Tensor, device: Device) -> float:
    image = images.to(device.torch).permute(0, 3, 1, 2).float().div_(255).contiguous(memory_format=torch.channels_last)
    target = masks.to(device.torch).long()
    dtype = fast_dtype(device)
    with torch.autocast(device.kind, dtype=dtype, enabled=dtype is not None):
        logits = net(image)
    loss = segmentation_loss(logits, target)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    norm = nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    if bool(torch.isfinite(norm)):
        optimiser.step()
    return float(loss.detach())


def save_start(net: nn.Module, settings: FormulaSettings, step: int, out: Path) -> None:
    """Write ``net``'s tensors as float16 with their recipe, whole or not at all. Raises WriteError."""
    recipe = asdict(settings) | {"trained_steps": step, "images": step * settings.batch}
    del recipe["threads"], recipe["workers"], recipe["device"]
    recipe["begin"] = Path(settings.begin).name  # the folder is nobody's business
    header = {
        "kind": FORMULA_KIND,
        "encoder": settings.encoder,
        "recipe": json.dumps(recipe),
        "kinds": json.dumps([name for name, _ in KINDS]),
        "seed": str(settings.seed),
    }
    write_start(net, header, out)
