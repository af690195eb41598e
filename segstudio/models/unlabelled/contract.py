"""What every method of learning without labels offers, so that training, the map of images, unusual places, samples and
starts work with any of them."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import torch
from torch import Tensor, nn

from segstudio.models.encoders import Encoder

FIELDS: dict[type[torch.optim.Optimizer], set[str]] = {  # what each kind keeps for a parameter
    torch.optim.Adam: {"step", "exp_avg", "exp_avg_sq"},
    torch.optim.SGD: {"momentum_buffer"},
}


class UnlabelledModel(nn.Module):
    """Learns from square patches ``float32[n,c,side,side]`` in 0..1. It owns its ``optimizers``, by name, since some
    methods need several, or none.

    ``side``: pixels of a patch. ``batch``: patches of a step. ``size``: numbers of a code. ``generative``: it has
    ``sample``. ``restores``: it has ``restore``; without it, nothing tells where a patch is unusual.

    ``conditional``: it learns from images with their masks, and has ``generate``. Its patches for ``learn`` are
    ``float32[n,c+1,side,side]``: the last plane has the number of each pixel's class, ``classes`` where it is void; it
    is built with the number of ``classes`` as a third argument.

    ``learn`` sets the training mode itself. ``code``, ``restore``, ``decode`` and ``sample`` are for ``eval()`` and
    ``torch.no_grad()``, in which a patch's answer does not depend on the others of its batch. A ``random`` may live on
    the CPU or on the device of the patches.
    """

    side: int = 96
    batch: int = 8
    size: int
    restores: bool = True
    generative: bool = False
    conditional: bool = False

    def __init__(self) -> None:
        super().__init__()
        self.optimizers: dict[str, torch.optim.Optimizer] = {}

    @property
    def trunk(self) -> Encoder | None:
        """The part that a segmentation network can start from; ``None``: it has none. Who loads trained weights into it
        calls its ``freeze_statistics`` too, also when a stopped learning goes on: then it learns at a lower rate."""
        return None

    @abstractmethod
    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        """One step on ``clean`` patches; ``done``: share 0..1 of the budget that is spent (for rates that fall, and for
        methods that go layer by layer). Returns the figures of its row in METHODS by their keys, those of this stage
        only."""
        raise NotImplementedError

    @abstractmethod
    def code(self, image: Tensor) -> Tensor:
        """Patches -> codes ``float32[n,size]``: close for alike patches."""
        raise NotImplementedError

    def restore(self, image: Tensor) -> Tensor:
        """Patches -> the same as the model restores them, in 0..1; no noise is added, and what is hidden is restored
        from what is around it."""
        raise LookupError(f"{type(self).__name__} restores nothing")

    def decode(self, codes: Tensor) -> Tensor:
        """Codes ``float32[n,size]`` -> patches in 0..1, for a walk between two images."""
        raise LookupError(f"{type(self).__name__} does not draw")

    def sample(self, count: int, random: torch.Generator) -> Tensor:
        """``count`` new patches in 0..1."""
        raise LookupError(f"{type(self).__name__} does not draw")

    def generate(self, mask: Tensor, random: torch.Generator) -> Tensor:
        """An image ``float32[n,c,h,w]`` in 0..1 of any size for each mask of class numbers ``[n,h,w]``; void is
        ``classes``."""
        raise LookupError(f"{type(self).__name__} draws no image for a mask")

    def optimizer_state(self) -> dict[str, Tensor]:
        """What ``learn`` needs beside the weights to go on later, as flat tensors: ``optimizer.parameter.field``."""
        return {
            f"{name}.{number}.{field}": value.detach().contiguous()
            for name, optimizer in self.optimizers.items()
            for number, fields in optimizer.state_dict()["state"].items()
            for field, value in fields.items()
        }

    def load_optimizer_state(self, state: dict[str, Tensor]) -> None:
        """The opposite of ``optimizer_state``. Raises KeyError, ValueError for tensors that do not fit; then nothing is
        loaded."""
        found: dict[str, dict[int, dict[str, Tensor]]] = {name: {} for name in self.optimizers}
        for key, value in state.items():
            name, number, field = key.rsplit(".", 2)
            found[name].setdefault(int(number), {})[field] = value.clone()
        for name, states in found.items():
            _check(self.optimizers[name], states)
        for name, states in found.items():
            groups = self.optimizers[name].state_dict()["param_groups"]
            self.optimizers[name].load_state_dict({"state": states, "param_groups": groups})


def _check(optimizer: torch.optim.Optimizer, states: dict[int, dict[str, Tensor]]) -> None:
    """Raises KeyError for other fields or parameters than this optimizer's, ValueError for another shape."""
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    for number, fields in states.items():
        if number not in range(len(parameters)) or set(fields) != FIELDS[type(optimizer)]:
            raise KeyError(f"parameter {number} with {sorted(fields)}")
        for field, value in fields.items():
            if value.shape != (torch.Size() if field == "step" else parameters[number].shape):
                raise ValueError(f"{field} of parameter {number} has the shape {tuple(value.shape)}")


def descend(optimizer: torch.optim.Optimizer, loss: Tensor, **settings: Any) -> float:
    """One step of an ``optimizer`` down the gradient of a ``loss``, whose value it returns; ``settings``, such as
    ``lr``, for all its parameters from now on."""
    for group in optimizer.param_groups:
        group.update(settings)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item()


def drawn(shape: torch.Size | tuple[int, ...], random: torch.Generator, like: Tensor) -> Tensor:
    """Standard normal numbers of a ``shape`` on the device of ``like``, wherever ``random`` lives."""
    return torch.randn(shape, generator=random, device=random.device).to(like.device)


def tossed(chance: Tensor, random: torch.Generator) -> Tensor:
    """1 with the probabilities ``chance``, else 0, of the same shape and on the same device."""
    return (torch.rand(chance.shape, generator=random, device=random.device).to(chance.device) < chance).to(chance)
