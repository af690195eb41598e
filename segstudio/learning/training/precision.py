"""The number format of the forward pass of a training. Must not import Qt."""

from __future__ import annotations

import time

import torch

from segstudio.choices.devices import CPU
from segstudio.learning.messages import TrainSettings
from segstudio.learning.network.device import Device, fast_dtype
from segstudio.learning.runs.info import RunInfo
from segstudio.models.contract import Network

PRECISIONS = {None: "float32", torch.bfloat16: "bfloat16", torch.float16: "float16"}  # autocast dtype -> in run.json


def settle_precision(
    net: Network, device: Device, settings: TrainSettings, stopped: RunInfo | None
) -> torch.dtype | None:
    """The dtype of autocast (``None``: float32). A training that continues the run ``stopped`` exactly keeps its
    precision. One of fixed steps on a CPU is float32, so that it gives the same weights on every machine; for others
    see ``choose_precision``."""
    if stopped is not None and stopped.precision in PRECISIONS.values():
        return next(dtype for dtype, name in PRECISIONS.items() if name == stopped.precision)
    if device.kind == CPU and settings.steps is not None:
        return None
    return choose_precision(net, device)


def choose_precision(net: Network, device: Device) -> torch.dtype | None:
    """The dtype of autocast (``None``: float32). On a CPU half precision is used if it is measured to be faster:
    without instructions for it, it is up to eleven times slower."""
    dtype = fast_dtype(device)
    if device.kind != CPU or dtype is None:
        return dtype

    def lap(enabled: bool) -> float:
        began = time.monotonic()
        with torch.no_grad(), torch.autocast("cpu", dtype=dtype, enabled=enabled):
            net(torch.zeros(1, net.channels, 128, 128).contiguous(memory_format=torch.channels_last))
        return time.monotonic() - began

    net.eval()
    lap(True)  # the first one also compiles
    lap(False)
    return dtype if min(lap(True) for _ in range(3)) < min(lap(False) for _ in range(3)) else None
