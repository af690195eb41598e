"""What number format a training computes its forward pass in. Knows torch; must not import Qt."""

from __future__ import annotations

import time

import torch

from segstudio.learning.messages import TrainSettings
from segstudio.learning.network.device import Device, fast_dtype
from segstudio.learning.runs.info import RunInfo
from segstudio.models.contract import Network

PRECISIONS = {None: "float32", torch.bfloat16: "bfloat16", torch.float16: "float16"}  # autocast dtype -> in run.json


def settle_precision(
    net: Network, device: Device, settings: TrainSettings, stopped: RunInfo | None
) -> torch.dtype | None:
    """What to autocast to (``None``: stay at float32). A training that continues the run ``stopped`` exactly keeps
    that run's precision. A training of fixed steps on a CPU is float32, so that it gives the same weights on every
    machine; elsewhere see ``choose_precision``."""
    kept = [dtype for dtype, name in PRECISIONS.items() if stopped is not None and name == stopped.precision]
    if kept:
        return kept[0]
    if device.kind == "cpu" and settings.steps is not None:
        return None
    return choose_precision(net, device)


def choose_precision(net: Network, device: Device) -> torch.dtype | None:
    """What to autocast to (``None``: stay at float32). On a CPU half precision has to win a race of one second first:
    without fast instructions for it, it trains up to eleven times slower."""
    dtype = fast_dtype(device)
    if device.kind == "cuda":
        return dtype or torch.float16
    if dtype is None:
        return None

    def lap(enabled: bool) -> float:
        began = time.monotonic()
        with torch.no_grad(), torch.autocast("cpu", dtype=dtype, enabled=enabled):
            net(torch.zeros(1, 3, 128, 128).contiguous(memory_format=torch.channels_last))
        return time.monotonic() - began

    net.eval()
    lap(True)
    lap(False)  # the first of each also compiles
    return dtype if min(lap(True) for _ in range(3)) < min(lap(False) for _ in range(3)) else None
