"""Stops a network between two of its convolutions, forward and backward, so that Stop does not wait for a whole step.
Knows torch only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from torch import Tensor, nn

from segstudio.errors import Cancelled

Stop = Callable[[], bool]  # whether to stop now


def never() -> bool:
    """The ``Stop`` of work that nobody can stop."""
    return False


@contextmanager
def interruptible(net: nn.Module, stop: Stop) -> Iterator[None]:
    """Inside the block ``net`` raises ``Cancelled`` at the next convolution once ``stop()`` is true."""

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
