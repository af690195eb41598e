"""A copy of a network that sees each pixel's surroundings only, so that tiles give what the whole image gives.

GroupNorm and the pooling of squeeze-and-excitation look at the whole of what they are given: tile by tile each would
use numbers of its own, and the same pixel would be another thing on another tile. ``hold_statistics`` measures
them once, over a sample of the image as if it were one picture, and holds them for every tile. What is held is a fixed
scale and shift of each channel, so it is folded into the convolution before, as are the running statistics of
BatchNorm: fewer passes over memory than the network itself.

What is left is local: ``local_logits`` needs a margin around the wanted pixels, and computes the fine half of the
decoder, which costs most and sees least, only there. Knows torch and the U-Net; imports no project files, no Qt.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

import torch
from torch import Tensor, fx, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from segstudio.labels.geometry import Rect
from segstudio.learning.network.interruptible import interruptible
from segstudio.models.unet import UNet

HALO = 16  # pixels of its own grid that a decoder block gets around what is wanted; it and what follows need 14
FULL_HALO = 16  # the same for the last block, in pixels of the image
STRIP = 1 << 14  # pixels of which float32 still sums up exactly enough
FINE = 400  # side of the parts in which the finest features are made


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
def hold_statistics(net: nn.Module, sample: Tensor, stop: Callable[[], bool] | None = None) -> nn.Module:
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


def local_logits(net: nn.Module, image: Tensor, keep: Rect) -> Tensor:
    """Logits ``[n,K,keep.h,keep.w]`` of a part of ``image`` ``float32[n,3,h,w]`` (sides: multiples of 32).

    For a network of ``hold_statistics`` it is what the whole image gives, if the margin around ``keep`` is as wide
    as what the network sees.
    """
    if not isinstance(net, UNet):
        whole: Tensor = net(image)
        return whole[..., keep.y : keep.bottom, keep.x : keep.right]
    *skips, x = net.encoder(image)
    corner = (0, 0)  # of x, in pixels of the image
    *coarse, finest = zip(net.decoder, reversed(skips), net.encoder.strides[-2::-1], strict=True)
    for block, skip, stride in coarse:
        x, corner = _decoded(block, x, skip, stride, keep, corner)
    # Part by part from here on: large features cost up to twice as much for each of their pixels.
    rows = []
    for top in range(keep.y, keep.bottom, FINE):
        parts = [Rect(left, top, FINE, FINE).intersect(keep) for left in range(keep.x, keep.right, FINE)]
        rows.append(torch.cat([_finest(net, finest, image, x, part, corner) for part in parts], -1))
    return torch.cat(rows, -2)


def _decoded(
    block: nn.Module, x: Tensor, skip: Tensor, stride: int, keep: Rect, corner: tuple[int, int]
) -> tuple[Tensor, tuple[int, int]]:
    """What a decoder block gives for ``keep`` and a little around it, and where that begins (y, x)."""
    size = (skip.shape[-2] * stride, skip.shape[-1] * stride)
    part = _on_grid(keep.grow(HALO * stride).clip(size), 2 * stride, size)
    return block(_cut(x, part, 2 * stride, corner), _cut(skip, part, stride, (0, 0))), (part.y, part.x)


def _finest(
    net: UNet, last: tuple[nn.Module, Tensor, int], image: Tensor, x: Tensor, keep: Rect, corner: tuple[int, int]
) -> Tensor:
    """Logits of ``keep`` from the features ``x`` of the decoder's block before the ``last``."""
    block, skip, stride = last
    x, corner = _decoded(block, x, skip, stride, keep, corner)
    part = _on_grid(keep.grow(FULL_HALO).clip(image.shape[-2:]), 2, image.shape[-2:])
    fine = net.logits(net.full(_cut(x, part, 2, corner), _cut(image, part, 1, (0, 0))))
    found: Tensor = fine[..., keep.y - part.y : keep.bottom - part.y, keep.x - part.x : keep.right - part.x]
    return found


def _on_grid(rect: Rect, step: int, size: tuple[int, ...]) -> Rect:
    """``rect`` grown to corners at multiples of ``step``, inside an image of ``size`` (h, w)."""
    x, y = rect.x // step * step, rect.y // step * step
    right, bottom = -(-rect.right // step) * step, -(-rect.bottom // step) * step
    return Rect(x, y, right - x, bottom - y).clip(size)


def _cut(x: Tensor, rect: Rect, stride: int, corner: tuple[int, int]) -> Tensor:
    """The part of a feature of ``stride`` that lies under ``rect``; ``corner`` (y, x) is where it begins.

    A copy: torch.cat takes ten times as long for parts of larger tensors as for copies of them."""
    top, left = (rect.y - corner[0]) // stride, (rect.x - corner[1]) // stride
    part = x[..., top : top + rect.h // stride, left : left + rect.w // stride]
    return part.contiguous(memory_format=torch.channels_last)
