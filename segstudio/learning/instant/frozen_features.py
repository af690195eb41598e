"""Activations of a frozen, pretrained network as answers for the preview.

Owns which stages are looked at and the reading of a block. The network never learnt from this project's labels, else
a score on held-out pixels of the same image would mean nothing. Knows torch; no project, no Qt.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn

from segstudio.choices.networks import DEFAULT
from segstudio.choices.starts import BUILT_IN, IMAGENET
from segstudio.labels.geometry import Rect
from segstudio.learning.instant.filters import FilterResponses, Planes, Source
from segstudio.learning.network.device import Device, is_out_of_memory
from segstudio.learning.network.download import imagenet_path
from segstudio.learning.network.image_batch import as_batch, inference_context
from segstudio.learning.network.weights import (
    choose_encoder,
    load_start,
    put_start,
    tensors_beside,
)
from segstudio.models.build import build_network
from segstudio.models.contract import Network
from segstudio.models.encoders import Encoder

CONTEXT = 96  # pixels around a block that the network sees too
GRID = 32  # a block's surroundings begin on the coarsest grid, so that every block samples the same places
ENCODER_STAGES = (0, 1, 2, 3)  # strides 2 to 16; the last one is about what a photograph shows


class FrozenFeatures:
    """A network that only answers: an ``Encoder``, or a whole network that was pretrained too."""

    def __init__(self, net: Encoder | Network, device: torch.device) -> None:
        self._net = net.to(device).to(memory_format=torch.channels_last).eval().requires_grad_(False)
        self._device = device

    def answers(self, read: Source, shape: tuple[int, int], rect: Rect) -> FilterResponses:
        """The stages' activations in ``rect``, a block of an image of ``shape`` with its corner on the grid of 32."""
        x0, y0 = (max(0, corner - CONTEXT) // GRID * GRID for corner in (rect.x, rect.y))
        right, bottom = min(shape[1], rect.right + CONTEXT), min(shape[0], rect.bottom + CONTEXT)
        seen = Rect(x0, y0, right - x0, bottom - y0)
        planes = read(seen)
        image = np.repeat(planes, 3, axis=0) if len(planes) == 1 else planes
        strides, levels = [], []
        for stage in self._look(image):
            stride = 2 ** round(math.log2(max(GRID, seen.w) / stage.shape[-1]))
            rows = slice((rect.y - seen.y) // stride, -(-(rect.bottom - seen.y) // stride))
            columns = slice((rect.x - seen.x) // stride, -(-(rect.right - seen.x) // stride))
            part = stage[0, :, rows, columns].float().clamp(-6e4, 6e4)  # what half precision can hold
            levels.append(part.half().contiguous().cpu().numpy())
            strides.append(stride)
        return FilterResponses(rect, tuple(strides), tuple(levels))

    def _look(self, image: Planes) -> list[Tensor]:
        """The stages ``[1, C, h, w]``; where the GPU has no memory left, from now on on the CPU."""
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
        with inference_context(self._device):
            if isinstance(self._net, Encoder):
                found = self._net(image)
                return [found[stage] for stage in ENCODER_STAGES]
            return _stages(self._net, image)


def _stages(net: Network, image: Tensor) -> list[Tensor]:
    """Outputs of the network's stages for previews, by hooks."""
    caught: dict[str, Tensor] = {}

    def keep(name: str) -> torch.utils.hooks.RemovableHandle:
        def hook(_module: nn.Module, _inputs: object, output: Tensor) -> None:
            caught[name] = output

        return net.stages[name].register_forward_hook(hook)

    hooks = [keep(name) for name in net.preview]
    try:
        net(image)
    finally:
        for hook in hooks:
            hook.remove()
    return [caught[name] for name in net.preview]


def starting_network(device: Device) -> FrozenFeatures | None:
    """A network that knows something before anything is trained here: the program's own weights for encoder and
    decoder, else an encoder with ImageNet's if torch's cache holds them. Nothing is ever fetched for a preview."""
    name = choose_encoder(DEFAULT, BUILT_IN, device.kind)
    start = load_start(name, BUILT_IN)
    if start.encoder is not None:
        net = build_network(DEFAULT, name, 2)
        if tensors_beside(net, start.rest):
            put_start(net, DEFAULT, start)
            return FrozenFeatures(net, device.torch)
    if not imagenet_path(name).is_file():
        return None
    start = load_start(name, IMAGENET)
    if start.encoder is None:
        return None
    encoder = Encoder(name)
    encoder.load_weights(start.encoder)
    return FrozenFeatures(encoder, device.torch)
