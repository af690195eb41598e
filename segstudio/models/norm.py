"""GroupNorm (Wu and He 2018), which the U-Net's decoder had in earlier versions, so that their runs predict and train
as before; with a gradient that is twice as fast on a CPU as torch's own in channels-last order, and equal to it but for
rounding. Knows torch only."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import torch
from torch import Tensor, nn

GROUPS = 8


def restore_group_norms(net: nn.Module, stored: Collection[str]) -> None:
    """Put a GroupNorm in the place of each BatchNorm of ``net`` that has no running statistics among the names of
    ``stored`` weights."""
    for path, module in list(net.named_modules()):
        for name, child in list(module.named_children()):
            missing = f"{path}.{name}.running_mean".lstrip(".") not in stored
            if isinstance(child, nn.BatchNorm2d) and missing and child.num_features % GROUPS == 0:
                setattr(module, name, GroupNorm(GROUPS, child.num_features))


class GroupNorm(nn.GroupNorm):
    """torch's layer with another gradient, used in training on a CPU."""

    def forward(self, x: Tensor) -> Tensor:
        quick = (
            self.training
            and torch.is_grad_enabled()
            and x.requires_grad
            and x.device.type == "cpu"
            and x.dtype == torch.float32
            and not torch.is_autocast_enabled("cpu")
            and x.is_contiguous(memory_format=torch.channels_last)
        )
        if not quick:
            return super().forward(x)
        y: Tensor = _Normed.apply(x, self.weight, self.bias, self.num_groups, self.eps)
        return y


class _Normed(torch.autograd.Function):
    """``y = (x - mean) * r * weight + bias`` with mean and ``r`` = 1 / standard deviation of each sample's groups.

    All passes over pixels use rows of ``w * c`` values, the longest contiguous parts.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, groups: int, eps: float) -> Tensor:
        n, c, h, w = x.shape
        y, mean, spread = torch.native_group_norm(x, weight, bias, n, c, h * w, groups, eps)
        ctx.save_for_backward(x, weight, mean, spread)
        return y

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None]:
        x, weight, mean, r = ctx.saved_tensors  # r: [n, groups]
        n, c, h, w = x.shape
        groups = mean.shape[1]
        gradient = gradients[0].contiguous(memory_format=torch.channels_last)
        x_rows, dy_rows = _rows(x), _rows(gradient)
        # Sums over the pixels of each channel, [n, c]; a matrix product reads both tensors only once.
        products = torch.bmm(dy_rows.view(n, h * w, c).transpose(1, 2), x_rows.view(n, h * w, c))
        dy_x = products.diagonal(dim1=1, dim2=2)
        dy = dy_rows.sum(1).view(n, w, c).sum(1)
        in_group = (n, groups, c // groups)
        share = 1 / (h * w * (c // groups))
        weighted_x, weighted = ((part * weight).view(in_group).sum(2) for part in (dy_x, dy))
        # dx = r weight dy + along x + shift, where the last two are the gradients of mean and spread.
        along = (weighted * mean - weighted_x) * r**3 * share
        shift = -along * mean - weighted * r * share
        scale = (r[:, :, None] * weight.view(1, groups, -1)).view(n, c)
        dx = torch.addcmul(_spread(shift, c, w), x_rows, _spread(along, c, w))
        dx.addcmul_(dy_rows, _spread(scale, c, w))
        of_weight = ((dy_x.view(in_group) - dy.view(in_group) * mean[..., None]) * r[..., None]).sum(0).view(c)
        return dx.view(n, h, w, c).permute(0, 3, 1, 2), of_weight, dy.sum(0), None, None


def _rows(x: Tensor) -> Tensor:
    """``[n,c,h,w]`` in channels-last order -> ``[n,h,w*c]``, the same memory."""
    n, c, h, w = x.shape
    return x.permute(0, 2, 3, 1).reshape(n, h, w * c)


def _spread(values: Tensor, channels: int, width: int) -> Tensor:
    """``[n,groups]`` or ``[n,c]`` -> ``[n,1,w*c]``: a value for each element of a row."""
    n, count = values.shape
    row = values.repeat_interleave(channels // count, 1)
    return row[:, None, :].expand(n, width, channels).reshape(n, 1, width * channels)
