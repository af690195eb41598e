"""Outputs of a network's stages, and feature maps of one stage for one image, as bytes to be shown. Never changes the
network; imports no project files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from segstudio.learning.network.device import CPU
from segstudio.learning.network.image_batch import as_batch, inference_context
from segstudio.models.contract import Network

PIXELS = 1_500_000  # larger images are shrunk


def feature_maps(
    net: Network, stage: str, image: NDArray[np.float32], limit: int = 16, device: torch.device = CPU
) -> tuple[tuple[int, ...], int, NDArray[np.uint8]]:
    """Channel numbers, how many channels the stage has, and the maps ``uint8[C,h,w]``, the most active first.

    ``net`` in eval mode; ``image`` ``float32[c,h,w]``. Activity is the standard deviation over the image: a constant
    map shows nothing. Each map is scaled from its percentiles 1 and 99 to 0..255. ``KeyError``: an unknown stage.
    """
    image = _shrunk(image)
    with torch.inference_mode(), inference_context(device):
        batch = as_batch(image, device, net.smallest)
        _, (output,) = run_with_stages(net, (stage,), batch)
    maps = output[0].float().cpu().numpy()
    # Without the padding of images smaller than the network's least side.
    rows, columns = (
        max(1, round(n * side / whole))
        for n, side, whole in zip(maps.shape[1:], image.shape[1:], batch.shape[2:], strict=True)
    )
    maps = np.nan_to_num(maps[:, :rows, :columns])
    activity = maps.reshape(len(maps), -1).std(axis=1)
    channels = np.argsort(-activity, kind="stable")[:limit]
    return tuple(int(c) for c in channels), len(maps), np.stack([_to_bytes(maps[c]) for c in channels])


def run_with_stages(net: Network, stages: Sequence[str], image: Tensor) -> tuple[Tensor, list[Tensor]]:
    """The logits of ``image`` and the outputs of ``stages``. Raises ``KeyError`` for an unknown stage."""
    outputs: dict[str, Tensor] = {}

    def keep(stage: str, _module: nn.Module, _inputs: object, output: Tensor) -> None:
        outputs[stage] = output

    modules = [net.stages[stage] for stage in stages]
    hooks = [module.register_forward_hook(partial(keep, name)) for name, module in zip(stages, modules, strict=True)]
    try:
        logits: Tensor = net(image)
    finally:
        for hook in hooks:
            hook.remove()
    return logits, [outputs[stage] for stage in stages]


def _shrunk(image: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = image.shape[1:]
    factor = (PIXELS / (height * width)) ** 0.5
    if factor >= 1:
        return image
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.stack([cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in image])


def _to_bytes(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    low, high = np.percentile(values, (1, 99))
    if high <= low:
        low, high = float(values.min()), float(values.max())
    if high <= low:
        return np.zeros(values.shape, np.uint8)
    return np.asarray(np.rint((values - low) / (high - low) * 255).clip(0, 255), np.uint8)
