"""Outputs of a network's stages, and feature maps of one stage for one image, as bytes to be shown. Never changes the
network; imports no project files. A large image is shrunk first, so that its maps fit into memory."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from segstudio.labels.geometry import Rect
from segstudio.learning.network.device import CPU
from segstudio.learning.network.image_batch import as_batch, inference_context
from segstudio.learning.network.predictor import Source, shrunk
from segstudio.models.contract import Network

PIXELS = 1_500_000  # of an image at most; a map of full size is then 6 MB, of 64 channels together 384 MB


def feature_maps(
    net: Network, stage: str, read: Source, shape: tuple[int, int], limit: int = 16, device: torch.device = CPU
) -> tuple[tuple[int, ...], int, NDArray[np.uint8]]:
    """Channel numbers, how many channels the stage has, and the maps ``uint8[C,h,w]``, the most active first.

    ``net`` in eval mode; ``read``: the pixels of an image of ``shape`` (h, w), which is shrunk by ``shrink_for``.
    Activity is the standard deviation over the image: a constant map shows nothing. Each map is scaled from its
    percentiles 1 and 99 to 0..255. ``KeyError``: an unknown stage.
    """
    image = shrunk(read, Rect.of_shape(shape), shrink_for(shape))
    with torch.inference_mode(), inference_context(device):
        batch = as_batch(image, device, net.smallest)
        _, (output,) = run_with_stages(net, (stage,), batch)
    maps = output[0].float().cpu().numpy()
    # Without the padding of images smaller than the network's least side.
    rows, columns = (
        max(1, round(n * side / whole))
        for n, side, whole in zip(maps.shape[1:], image.shape[1:], batch.shape[2:], strict=True)
    )
    maps = np.nan_to_num(maps[:, :rows, :columns], copy=False)
    activity = np.array([one.std() for one in maps])  # one by one: no copy of all
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


def shrink_for(shape: tuple[int, int]) -> int:
    """How many times smaller on each side an image of ``shape`` (h, w) is looked at."""
    return max(1, math.ceil(math.sqrt(shape[0] * shape[1] / PIXELS)))


def _to_bytes(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    low, high = np.percentile(values, (1, 99))
    if high <= low:
        low, high = float(values.min()), float(values.max())
    if high <= low:
        return np.zeros(values.shape, np.uint8)
    return np.asarray(np.rint((values - low) / (high - low) * 255).clip(0, 255), np.uint8)
