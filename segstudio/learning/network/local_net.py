"""A copy of a network whose logits depend on each pixel's surroundings only, so that tiles equal the whole image.

GroupNorm and the pooling of squeeze-and-excitation depend on all pixels of their input, so that each tile would have
other statistics. ``hold_statistics`` measures them once on a sample of the image and uses them for every tile. They are
then a fixed scale and shift of each channel, which is folded into the convolution before, as are the running statistics
of BatchNorm. The copy needs a margin of ``Network.reach`` around the wanted pixels. Imports no project files, no Qt.
"""

from __future__ import annotations

import copy
import itertools

import torch
from torch import Tensor, fx, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from segstudio.learning.network.interruptible import Stop, interruptible, never
from segstudio.models.contract import Network

STRIP = 1 << 14  # pixels whose sum is exact enough in float32


class HeldNorm(nn.Module):
    """GroupNorm (Wu and He 2018) with the statistics of its first batch, over all images together."""

    def __init__(self, norm: nn.GroupNorm) -> None:
        super().__init__()
        self.norm = norm
        self.scale: Tensor | None = None
        self.shift: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.scale is None or self.shift is None:
            self.scale, self.shift = self._measured(x)
        zero, one = torch.zeros_like(self.scale), torch.ones_like(self.scale)
        return functional.batch_norm(x, zero, one, self.scale, self.shift, eps=0.0)  # one pass over memory

    def _measured(self, x: Tensor) -> tuple[Tensor, Tensor]:
        groups, channels = self.norm.num_groups, self.norm.num_channels
        mean, square = (value.view(groups, -1).mean(1, keepdim=True) for value in _moments(x))
        rate = (square - mean.square()).clamp_min(0).add(self.norm.eps).rsqrt()
        times = channels // groups
        rate, mean = (value.float().to(x.device).repeat_interleave(times, 1).flatten() for value in (rate, mean))
        scale = self.norm.weight * rate
        return scale, self.norm.bias - mean * scale


def _moments(x: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and mean square of each channel of ``[n,C,h,w]``, ``float64[C]`` on the CPU.

    With BatchNorm, twice as fast as torch.var_mean; in strips, since it sums up in float32 (CUDA sums up otherwise)."""
    rows = max(1, STRIP // x.shape[3])
    strips = [strip for image in torch.split(x, 1) for strip in torch.split(image, rows, 2)]
    if x.device.type == "cuda":
        strips = [x]
    total = x.shape[0] * x.shape[2] * x.shape[3]
    mean, square = (torch.zeros(x.shape[1], dtype=torch.float64) for _ in range(2))
    for strip in strips:
        # With epsilon 0 it would return 0 instead of infinity for a variance of 0.
        found = torch.native_batch_norm(strip.float(), None, None, None, None, True, 0.0, 1e-12)[1:]
        part, rate = (value.cpu().double() for value in found)
        weight = strip.shape[0] * strip.shape[2] * strip.shape[3] / total
        mean += weight * part
        square += weight * (rate**-2 + part.square())
    return mean, square


class HeldPool(nn.Module):
    """Global average pooling that always returns the mean over all images of its first batch."""

    def __init__(self) -> None:
        super().__init__()
        self.mean: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.mean is None:
            self.mean = x.mean((0, 2, 3), keepdim=True)
        return self.mean


def is_local(net: Network) -> bool:
    """Whether no logit depends on pixels beyond the network's reach, so that tiles equal the whole image."""
    return not any(isinstance(module, nn.GroupNorm | nn.AdaptiveAvgPool2d) for module in net.modules())


@torch.inference_mode()
def hold_statistics(net: Network, sample: Tensor, stop: Stop = never) -> Network:
    """A copy of ``net`` (eval mode) with the statistics of ``sample`` ``float32[n,c,h,w]``. Raises ``Cancelled``."""
    twin, held = copy.deepcopy(net).eval(), False
    for parent in list(twin.modules()):
        for name, child in list(parent.named_children()):
            held |= isinstance(child, nn.GroupNorm | nn.AdaptiveAvgPool2d)
            if isinstance(child, nn.GroupNorm):
                setattr(parent, name, HeldNorm(child))
            elif isinstance(child, nn.AdaptiveAvgPool2d):
                setattr(parent, name, HeldPool())
    _fold(twin)
    if not held:  # nothing depends on far pixels
        return twin
    with interruptible(twin, stop):
        twin(sample)
    return _fold(twin)


@torch.inference_mode(False)
def folded(net: Network) -> Network:
    """A copy of ``net`` with the running statistics of BatchNorm folded into the convolutions before. It predicts a
    tenth to a quarter faster, and the same but for rounding. Whatever is scored, shown or written uses it."""
    return _fold(copy.deepcopy(net).eval().requires_grad_(False))


def _fold(net: Network) -> Network:
    for module in list(net.modules()):
        if isinstance(module, fx.GraphModule):
            fold_batch_norms(module)
        elif isinstance(module, nn.Sequential):
            _fold_norms(module)
    return net.to(memory_format=torch.channels_last)


def _fold_norms(steps: nn.Sequential) -> None:
    """Fold BatchNorm, and a ``HeldNorm`` that has its statistics, into the convolution before."""
    for first, (conv, norm) in enumerate(itertools.pairwise(list(steps))):
        if not isinstance(conv, nn.Conv2d):
            continue
        if isinstance(norm, nn.BatchNorm2d):
            steps[first], steps[first + 1] = fuse_conv_bn_eval(conv, norm), nn.Identity()
        elif isinstance(norm, HeldNorm) and norm.scale is not None and norm.shift is not None:
            bias = conv.bias * norm.scale if conv.bias is not None else 0
            conv.weight = nn.Parameter(conv.weight * norm.scale.view(-1, 1, 1, 1), requires_grad=False)
            conv.bias = nn.Parameter(norm.shift + bias, requires_grad=False)
            steps[first + 1] = nn.Identity()


def fold_batch_norms(trunk: fx.GraphModule) -> None:
    """Fold every BatchNorm of a traced encoder (eval mode) into the convolution before."""
    for node in trunk.graph.nodes:
        before = node.args[0] if node.op == "call_module" and node.args else None
        if not isinstance(before, fx.Node) or before.op != "call_module" or len(before.users) != 1:
            continue
        conv, norm = trunk.get_submodule(str(before.target)), trunk.get_submodule(str(node.target))
        if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
            trunk.set_submodule(str(before.target), fuse_conv_bn_eval(conv, norm))
            trunk.set_submodule(str(node.target), nn.Identity())
