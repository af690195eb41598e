"""Activations of a frozen, pretrained encoder as features of the head.

The network never learnt from this project's labels, else a score on held-out pixels of the same image would mean
nothing. Knows torch; no project, no Qt.
"""

from __future__ import annotations

import functools
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, fx

from segstudio.choices.networks import DEFAULT
from segstudio.choices.starts import IMAGENET
from segstudio.labels.geometry import Rect
from segstudio.learning.instant.filters import FilterResponses, Planes, Source, cut
from segstudio.learning.instant.head import one_thread
from segstudio.learning.network.device import Device, is_out_of_memory
from segstudio.learning.network.download import at_hand, imagenet_path
from segstudio.learning.network.image_batch import as_batch, inference_context
from segstudio.learning.network.local_net import fold_batch_norms
from segstudio.learning.network.tile_grid import on_grid
from segstudio.learning.network.weights import choose_encoder, load_start
from segstudio.models.encoders import Encoder
from segstudio.models.inputs import COLOURS, as_colours

CONTEXT = 64  # pixels around a block that are looked at with it
GRID = 32  # the context of a block begins on the coarsest grid, so that every block samples the same places
ENCODER_STAGES = (0, 1, 2, 3)  # strides 2 to 16; the last stage is about what a photograph shows


class FrozenFeatures:
    """An ``Encoder`` whose weights never change; ``name``: of it and of the file of its weights."""

    def __init__(self, net: Encoder, device: torch.device, name: str = "") -> None:
        self.name = name
        net.eval().requires_grad_(False)
        if isinstance(net.trunk, fx.GraphModule):  # a third faster
            fold_batch_norms(net.trunk)
            net.drop_stages(len(ENCODER_STAGES))
        self._net = net.to(device).to(memory_format=torch.channels_last)
        self._device = device

    @property
    def net(self) -> Encoder:
        """The encoder, in eval mode; not to be changed."""
        return self._net

    def responses(self, read: Source, shape: tuple[int, int], rect: Rect) -> FilterResponses:
        """The stages' activations in ``rect`` of an image of ``shape``; its corner is on the grid of 32."""
        seen = on_grid(rect, shape, GRID, CONTEXT)
        planes = read(seen)
        image = np.repeat(planes, COLOURS, axis=0) if len(planes) == 1 else self._colours(planes)
        strides, levels = [], []
        for stage in self._stages(image):
            stride = 2 ** round(math.log2(max(GRID, seen.w) / stage.shape[-1]))
            part = stage[0, :, *cut(rect, seen, stride)].float().clamp(-6e4, 6e4)  # what half precision can hold
            levels.append(part.half().contiguous().cpu().numpy())
            strides.append(stride)
        return FilterResponses(rect, tuple(strides), tuple(levels))

    def _colours(self, planes: Planes) -> Planes:
        """Any number of channels as red, green and blue."""
        if len(planes) == COLOURS:
            return planes
        weights, bias = (part.numpy() for part in as_colours(len(planes), self._net.mean))
        mixed = np.empty((COLOURS, *planes.shape[1:]), np.float32)
        mixed[:] = bias[:, None, None]
        for number, plane in enumerate(planes):  # not by BLAS, whose last digit depends on what else is computed
            mixed[number % COLOURS] += weights[number % COLOURS, number] * plane
        return mixed

    def _stages(self, image: Planes) -> list[Tensor]:
        """The stages ``[1, C, h, w]``; once the GPU has no memory left, on the CPU."""
        try:
            return self._run(as_batch(image, self._device, GRID))
        except RuntimeError as error:
            if self._device.type == "cpu" or not is_out_of_memory(error):
                raise
        self._device = torch.device("cpu")
        self._net.to(self._device)
        return self._run(as_batch(image, self._device, GRID))

    @torch.inference_mode()
    def _run(self, image: Tensor) -> list[Tensor]:
        with one_thread(), inference_context(self._device):
            found = self._net(image)
            return [found[stage] for stage in ENCODER_STAGES]


def starting_network(device: Device) -> FrozenFeatures | None:
    """An encoder with ImageNet weights, if they are at hand: nothing is downloaded for it."""
    name = choose_encoder(DEFAULT, IMAGENET, device.kind)
    return _made(name, imagenet_path(name), device.torch) if at_hand(name) else None


@functools.cache
def _made(name: str, path: Path, device: torch.device) -> FrozenFeatures | None:
    """Once in a process for each file: reading, checking and tracing take half a second. Raises WeightsError."""
    start = load_start(name, IMAGENET)
    if start.encoder is None:
        return None
    encoder = Encoder(name)
    encoder.load_weights(start.encoder)
    return FrozenFeatures(encoder, device, f"{name} {path.name}")
