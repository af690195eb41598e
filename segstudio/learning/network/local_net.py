"""A copy of a network that sees each pixel's surroundings only, so that tiles give what the whole image gives.

GroupNorm and the pooling of squeeze-and-excitation look at the whole of what they are given: tile by tile each would
use numbers of its own, and the same pixel would be another thing on another tile. ``hold_statistics`` measures
them once, over a sample of the image as if it were one picture, and holds them for every tile. What is held is a fixed
scale and shift of each channel, so it is folded into the convolution before, as are the running statistics of
BatchNorm: fewer passes over memory than the network itself.

What is left is local: ``Network.part_logits`` needs a margin of ``Network.reach`` around the wanted pixels. Knows
torch; imports no project files, no Qt.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

import torch
from torch import Tensor, fx, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from segstudio.learning.network.interruptible import interruptible
from segstudio.models.contract import Network

STRIP = 1 << 14  # pixels of which float32 still sums up exactly enough


class HeldNorm(nn.Module):
    """GroupNorm (Wu and He 2018) with the statistics of the first batch it sees, taken over all images together."""

    def __init__(self, norm: nn.GroupNorm) -> None:
        super().__init__()
        self.norm = norm
        self.scale: Tensor | None = None
        self.shift: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.scale is None or self.shift is None:
            self.scale, self.shift = self._measured(x)
        nothing, one = torch.zeros_like(self.scale), torch.ones_like(self.scale)
        # In one pass over memory: a BatchNorm whose own statistics change nothing.
        return functional.batch_norm(x, nothing, one, self.scale, self.shift, eps=0.0)

    def _measured(self, x: Tensor) -> tuple[Tensor, Tensor]:
        groups, channels = self.norm.num_groups, self.norm.num_channels
        mean, square = (value.view(groups, -1).mean(1, keepdim=True) for value in _moments(x))
        rate = (square - mean.square()).clamp_min(0).add(self.norm.eps).rsqrt()
        each = channels // groups
        rate, mean = (value.float().to(x.device).repeat_interleave(each, 1).flatten() for value in (rate, mean))
        scale = self.norm.weight * rate
        return scale, self.norm.bias - mean * scale


def _moments(x: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and mean square of each channel of ``[n,C,h,w]``, ``float64[C]`` on the CPU.

    By BatchNorm, twice as quick as torch.var_mean; strip by strip, since it sums up in float32."""
    rows = max(1, STRIP // x.shape[3])
    strips = [strip for image in torch.split(x, 1) for strip in torch.split(image, rows, 2)]
    if x.device.type == "cuda":  # which sums up in another way, and begins every strip anew
        strips = [x]
    total = x.shape[0] * x.shape[2] * x.shape[3]
    mean, square = (torch.zeros(x.shape[1], dtype=torch.float64) for _ in range(2))
    for strip in strips:
        # Not without any epsilon: of a variance of 0 it then gives 0 for what is infinite.
        found = torch.native_batch_norm(strip.float(), None, None, None, None, True, 0.0, 1e-12)[1:]
        part, rate = (value.cpu().double() for value in found)
        weight = strip.shape[0] * strip.shape[2] * strip.shape[3] / total
        mean += weight * part
        square += weight * (rate**-2 + part.square())
    return mean, square


class HeldPool(nn.Module):
    """Global average pooling that gives the mean of the first batch it sees, over all its images, ever after."""

    def __init__(self) -> None:
        super().__init__()
        self.mean: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.mean is None:
            self.mean = x.mean((0, 2, 3), keepdim=True)
        return self.mean


@torch.inference_mode()
def hold_statistics(net: Network, sample: Tensor, stop: Callable[[], bool] | None = None) -> Network:
    """A copy of ``net`` (eval mode) with the statistics of ``sample`` ``float32[n,3,h,w]`` held and folded in.

    Raises ``Cancelled`` at the next convolution once ``stop()`` says so.
    """
    twin = copy.deepcopy(net).eval()
    for parent in list(twin.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.GroupNorm):
                setattr(parent, name, HeldNorm(child))
            elif isinstance(child, nn.AdaptiveAvgPool2d):
                setattr(parent, name, HeldPool())
    for module in list(twin.modules()):
        if isinstance(module, fx.GraphModule):
            _fold_batch_norms(module)
        elif isinstance(module, nn.Sequential):
            _fold_norms(module)
    twin.to(memory_format=torch.channels_last)
    with interruptible(twin, stop or (lambda: False)):
        twin(sample)
    for module in list(twin.modules()):
        if isinstance(module, nn.Sequential):
            _fold_norms(module)
    return twin.to(memory_format=torch.channels_last)


def _fold_norms(steps: nn.Sequential) -> None:
    """Fold what has its numbers by now into the convolution before: BatchNorm at once, a held norm after the sample."""
    for first, second in zip(range(len(steps)), range(1, len(steps)), strict=False):
        conv, norm = steps[first], steps[second]
        if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
            steps[first], steps[second] = fuse_conv_bn_eval(conv, norm), nn.Identity()
        if not (isinstance(conv, nn.Conv2d) and isinstance(norm, HeldNorm)):
            continue
        if norm.scale is None or norm.shift is None:
            continue  # not reached by a sample as yet
        bias = conv.bias * norm.scale if conv.bias is not None else 0
        conv.weight = nn.Parameter(conv.weight * norm.scale.view(-1, 1, 1, 1), requires_grad=False)
        conv.bias = nn.Parameter(norm.shift + bias, requires_grad=False)
        steps[second] = nn.Identity()


def _fold_batch_norms(trunk: fx.GraphModule) -> None:
    for node in trunk.graph.nodes:
        before = node.args[0] if node.op == "call_module" and node.args else None
        if not isinstance(before, fx.Node) or before.op != "call_module" or len(before.users) != 1:
            continue
        conv, norm = trunk.get_submodule(str(before.target)), trunk.get_submodule(str(node.target))
        if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
            trunk.set_submodule(str(before.target), fuse_conv_bn_eval(conv, norm))
            trunk.set_submodule(str(node.target), nn.Identity())
