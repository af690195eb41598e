"""Stop takes effect between two convolutions, forward and backward, in steps and in checks."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from segstudio.errors import Cancelled
from segstudio.learning.network.interruptible import interruptible

DEPTH = 6


class Counted(nn.Module):
    """A chain of convolutions that counts how many ran."""

    def __init__(self) -> None:
        super().__init__()
        self.convolutions = nn.ModuleList(nn.Conv2d(2, 2, 3, padding=1) for _ in range(DEPTH))
        self.ran = 0

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for convolution in self.convolutions:
            x = convolution(x)
            self.ran += 1
        return x


@pytest.mark.parametrize("asked", range(1, DEPTH + 1))
def test_no_convolution_runs_once_stop_was_said(asked: int) -> None:
    net, answers = Counted(), iter([False] * (asked - 1) + [True] * 99)
    with pytest.raises(Cancelled), interruptible(net, lambda: next(answers)):
        net(torch.zeros(1, 2, 8, 8))
    assert net.ran == asked - 1


def test_the_backward_pass_stops_too() -> None:
    net = Counted()
    said: list[bool] = []
    with interruptible(net, lambda: bool(said)):
        out = net(torch.zeros(1, 2, 8, 8)).sum()
        said.append(True)
        with pytest.raises(Cancelled):
            out.backward()
    assert net.convolutions[0].weight.grad is None


def test_afterwards_the_network_is_as_it_was() -> None:
    net = Counted()
    with interruptible(net, lambda: False):
        net(torch.zeros(1, 2, 8, 8)).sum().backward()
    assert net.ran == DEPTH and net.convolutions[0].weight.grad is not None
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in net.modules())
