"""First layers for images of any number of channels, made of those for red, green and blue.

The channels of an image take the weights of the three colours in turn, scaled by 3 / channels, so that a layer answers
as strongly as to colours: as timm (``adapt_input_conv``) and segmentation_models.pytorch do it.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

COLOURS = 3  # channels of a grey or colour image, which all weights that come with the program are for


def in_turn(values: Tensor, channels: int) -> Tensor:
    """``[n,c,...]`` -> ``[n,channels,...]``: those of the ``c`` channels, again and again."""
    return values[:, torch.arange(channels) % values.shape[1]]


def widened(weights: Tensor, shape: Sequence[int]) -> Tensor:
    """The weights of a first layer ``[n,3,h,w]`` as one of ``shape`` ``[n,c,h,w]``; all other tensors as they are."""
    if weights.ndim != 4 or len(shape) != 4 or weights.shape[1] != COLOURS or shape[1] == COLOURS:
        return weights
    if (weights.shape[0], *weights.shape[2:]) != (shape[0], *shape[2:]):
        return weights
    return in_turn(weights, shape[1]) * (COLOURS / shape[1])


def as_colours(channels: int, mean: Tensor) -> tuple[Tensor, Tensor]:
    """Weights ``[3, channels]`` and bias ``[3]`` that make red, green and blue of channels in 0..1, of which a network
    for colours, which subtracts ``mean``, gives what it would give of them with its first layer ``widened``."""
    share = COLOURS / channels
    weights = share * in_turn(torch.eye(COLOURS), channels)
    return weights, mean.flatten().cpu() * (1 - weights.sum(1))


def with_inputs(net: nn.Module, channels: int) -> nn.Module:
    """``net`` with a first convolution for so many channels, of random weights unless it had as many."""
    first = next(module for module in net.modules() if isinstance(module, nn.Conv2d))
    if first.in_channels != channels:
        first.in_channels = channels
        first.weight = nn.Parameter(torch.empty(first.out_channels, channels, *first.kernel_size))
        first.reset_parameters()
    return net
