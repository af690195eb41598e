"""Images per CPU-second: training, prediction and augmentation, beside segmentation_models.pytorch and torchvision.

    python tests/benchmarks/throughput.py [--size 256] [--batch 4] [--pairs 7] [--quick]

One process, one thread, float32 (no AMX). Both sides of a row take turns; a row's ratio is the median of the ratios of
its pairs, in CPU time. Training: one step on the same patches from loss to weights, ours with Dice, clipping and the
running average. Peer: the plain loop of ``peers.py``, always with resnet18; ours with the same encoder and with
mobilenet_v3_large, the default on a CPU. Prediction: one image of 512x512, pixels to classes. Augmentation: one patch
with its mask; ours also changes contrast, brightness, gamma and noise, the peer's (flips, rotation, crop,
ElasticTransform) does not. Prints a table and, last, one JSON object.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import common
import cv2
import numpy as np
import peers
import torch
from torchvision import tv_tensors
from torchvision.transforms import v2

from segstudio.choices.encoders import SUITED
from segstudio.learning.data.augment import augment
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.live_network import Average, parameter_groups, ready
from segstudio.learning.network.local_net import folded
from segstudio.learning.network.predictor import predict_rect
from segstudio.learning.plan.recipe import GENTLE
from segstudio.learning.training.losses import segmentation_loss
from segstudio.models.build import build_network

CLASSES = 6
ENCODERS = ("resnet18", SUITED["cpu"])  # the peer's, and our default on a CPU
SIDE = 512  # of the image that is predicted
ALL_GOAL, FROZEN_GOAL, PREDICT_GOAL, AUGMENT_GOAL = 1.4, 3.0, 1.6, 40.0
REACH = 1.5  # how much more than a patch the peer's augmentation has to be given, so that no turn shows a border
Work = Callable[[], object]


# ---- training -----------------------------------------------------------------------------------------------------


def batch_of(size: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The same random patches for both; a third of the pixels is void."""
    random = torch.Generator().manual_seed(0)
    target = torch.randint(0, CLASSES, (count, size, size), generator=random)
    target[torch.rand(target.shape, generator=random) < 1 / 3] = peers.VOID
    return torch.rand(count, 3, size, size, generator=random), target


def our_step(encoder: str, size: int, count: int, frozen: bool) -> Work:
    """What a step of the program computes; ``frozen``: the encoder only answers."""
    net = ready(build_network("unet", encoder, CLASSES), choose_device("cpu")).train()
    if frozen:
        assert net.trunk is not None
        net.trunk.requires_grad_(False)
        net.trunk.freeze_statistics()
    optimiser = torch.optim.AdamW(parameter_groups(net, 1e-3, 1e-3), betas=(0.9, 0.99), fused=True)
    average = Average(net)
    image, target = batch_of(size, count)
    image = image.contiguous(memory_format=torch.channels_last)

    def step() -> None:
        loss = segmentation_loss(net(image), target)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        average.update(net)

    return step


def smp_step(size: int, count: int) -> Work:
    """A step of the plain loop."""
    net = peers.make_smp(CLASSES).train()
    optimiser = torch.optim.Adam(net.parameters(), lr=peers.RATE)
    loss = torch.nn.CrossEntropyLoss(ignore_index=peers.VOID)
    image, target = batch_of(size, count)

    def step() -> None:
        optimiser.zero_grad()
        loss(net(image), target).backward()
        optimiser.step()

    return step


# ---- prediction ---------------------------------------------------------------------------------------------------


def our_prediction(encoder: str) -> Work:
    """Pixels to classes and confidence, by the program's own prediction."""
    net = folded(ready(build_network("unet", encoder, CLASSES), choose_device("cpu")).eval())
    image = np.random.default_rng(0).random((3, SIDE, SIDE), np.float32)
    return lambda: predict_rect(net, range(CLASSES), lambda part: image[:, *part.slices], image.shape[1:])


def smp_prediction() -> Work:
    """Pixels to classes."""
    net = peers.make_smp(CLASSES).eval()
    image = np.random.default_rng(0).random((SIDE, SIDE, 3), np.float32)
    return lambda: peers.predict_plain(net, image)


# ---- augmentation -------------------------------------------------------------------------------------------------


class AlwaysBends(np.random.Generator):
    """Makes every patch elastic (as every patch of the peer is), and turned by a quarter."""

    def random(self, *args: object, **kwargs: object) -> float:
        """Below every chance."""
        return 0.0


def our_augmentation(size: int, always: bool) -> Work:
    """One patch and its mask out of a window."""
    random = np.random.default_rng(0)
    side = int(size * REACH)
    image, mask = random.random((3, side, side), np.float32), random.integers(0, CLASSES, (side, side)).astype(np.uint8)
    chance: np.random.Generator = AlwaysBends(np.random.PCG64(0)) if always else random
    settings = replace(GENTLE, elastic=6.0)
    return lambda: augment(image, mask, (side / 2, side / 2), size, chance, settings)


def torchvision_augmentation(size: int, always: bool, sigma: float) -> Work:
    """The same with torchvision's transforms. Its sigma is 5 by default; our field is as smooth as one of about 20."""
    random = np.random.default_rng(0)
    side = int(size * REACH)
    image = tv_tensors.Image(torch.from_numpy(random.random((3, side, side), np.float32)))
    mask = tv_tensors.Mask(torch.from_numpy(random.integers(0, CLASSES, (side, side)).astype(np.uint8)))
    elastic = v2.ElasticTransform(sigma=sigma)
    turn = v2.RandomRotation(15, interpolation=v2.InterpolationMode.BILINEAR)
    crop = v2.CenterCrop(size)
    # Cropped first, it has the fewest pixels to bend.
    bend = elastic if always else v2.RandomApply([elastic], p=0.5)
    both = v2.Compose([v2.RandomHorizontalFlip(), v2.RandomVerticalFlip(), turn, crop, bend])
    return lambda: both(image, mask)


# ---- turns --------------------------------------------------------------------------------------------------------


def cpu_seconds(work: Work, times: int) -> float:
    """Of one call, on average."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times


def compare(ours: Work, theirs: Work, pairs: int, often: tuple[int, int]) -> dict[str, float]:
    """Seconds of both (medians) and how many times faster ours is, after one call of each that counts for nothing."""
    ours(), theirs()
    laps = []
    for turn in range(pairs):
        order = ((ours, often[0]), (theirs, often[1]))
        found = [cpu_seconds(*side) for side in (order if turn % 2 == 0 else order[::-1])]
        laps.append(found if turn % 2 == 0 else found[::-1])
    mine, other = (statistics.median(side) for side in zip(*laps, strict=True))
    return {"ours_s": mine, "theirs_s": other, "ratio": statistics.median(theirs / ours for ours, theirs in laps)}


def per_image(found: dict[str, float], batch: int) -> dict[str, float]:
    """Seconds of a batch -> of one image."""
    return {key: value / batch if key.endswith("_s") else value for key, value in found.items()}


def rows(options: argparse.Namespace) -> Iterator[tuple[str, float, dict[str, float]]]:
    """Text, goal, figures; seconds are per image or patch."""
    size, batch = options.size, options.batch
    pairs = 1 if options.quick else options.pairs
    if peers.smp_installed():
        for name, frozen in itertools.product(ENCODERS, (False, True)):
            found = compare(our_step(name, size, batch, frozen), smp_step(size, batch), pairs, (1, 1))
            what = "encoder frozen" if frozen else "all weights"
            yield f"train, {what}, {name}", FROZEN_GOAL if frozen else ALL_GOAL, per_image(found, batch)
        for name in ENCODERS:
            found = compare(our_prediction(name), smp_prediction(), pairs, (2, 2))
            yield f"predict {SIDE} x {SIDE}, {name}", PREDICT_GOAL, found
    else:
        print("segmentation_models.pytorch is not installed: training and prediction are left out.", flush=True)
    for text, always, sigma in (
        ("every patch bent, sigma 5", True, 5.0),
        ("every patch bent, sigma 8", True, 8.0),
        ("every patch bent, sigma 20 (as smooth as ours)", True, 20.0),
        ("half of them bent, sigma 5", False, 5.0),
    ):
        theirs = torchvision_augmentation(size, always, sigma)
        yield f"augment, {text}", AUGMENT_GOAL, compare(our_augmentation(size, always), theirs, pairs, (100, 5))


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="one pair of each")
    options = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    result = {}
    print(f"{'per image, CPU time':44}{'ours':>11}{'theirs':>11}{'ratio':>8}{'goal':>7}   ({common.ROOT.name})")
    for text, goal, row in rows(options):
        result[text] = row | {"goal": goal}
        times = f"{1e3 * row['ours_s']:8.1f} ms{1e3 * row['theirs_s']:8.1f} ms"
        print(f"{text:44}{times}{row['ratio']:8.2f}{goal:7.1f}", flush=True)
    print(json.dumps({"benchmark": "throughput", "size": options.size, "batch": options.batch, "rows": result}))


if __name__ == "__main__":
    main()
