"""Lets a network be stopped between two of its convolutions, forward and backward, so that Stop never waits a step.

Knows torch and nothing of the program but its errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from torch import Tensor, nn

from segstudio.errors import Cancelled


@contextmanager
def interruptible(net: nn.Module, stop: Callable[[], bool]) -> Iterator[None]:
    """Inside the block ``net`` raises ``Cancelled`` at the next convolution once ``stop()`` says so."""

    def check(*_: Any) -> None:
        if stop():
            raise Cancelled

    def after(_module: nn.Module, _inputs: Any, output: Tensor) -> None:
        if output.requires_grad:
            output.register_hook(check)  # type: ignore[no-untyped-call]

    hooks = []
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            hooks += [module.register_forward_pre_hook(check), module.register_forward_hook(after)]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
