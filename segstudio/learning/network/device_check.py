"""One step of a small training on a device and on the CPU: whether the device computes, and the same.

Knows torch and the networks; no project, no Qt.
"""

from __future__ import annotations

import copy
from typing import NamedTuple

import torch
from torch import Tensor

from segstudio.choices.networks import DEFAULT, suited_encoder
from segstudio.errors import said
from segstudio.models.build import build_network
from segstudio.models.contract import Network

SIDE, IMAGES, CLASSES = 96, 2, 3
# Shares of the largest logit and of the gradient's length. Convolutions rounded to ten bits, as NVIDIA's cards do, came
# to 0.012 and 0.020 at most (three encoders, on a CPU); a wrong kernel is off by the whole.
LOGITS, GRADIENT = 0.05, 0.1


class _Step(NamedTuple):
    """``logits`` [n,K,h,w], and gradients and changed weights of all parameters one after another; on the CPU."""

    logits: Tensor
    gradient: Tensor
    weights: Tensor


def one_step_problem(kind: str, device: torch.device) -> str:
    """Empty if a step on ``device``, of the row ``kind``, is finite and close to the CPU's; else why not, without a
    final full stop. Raises what torch raises. torch's random numbers go on as if nothing had been drawn."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(0)
        net = build_network(DEFAULT, suited_encoder(DEFAULT, kind), CLASSES)
        image = torch.rand(IMAGES, 3, SIDE, SIDE)
        truth = torch.randint(0, CLASSES, (IMAGES, SIDE, SIDE))
        found, expected = (_step(net, image, truth, place) for place in (device, torch.device("cpu")))
    if not all(bool(torch.isfinite(part).all()) for part in found):
        return said("a step of training gave values that are no numbers")
    logits = (found.logits - expected.logits).abs().max() / expected.logits.abs().max()
    gradient = (found.gradient - expected.gradient).norm() / expected.gradient.norm()
    if logits > LOGITS or gradient > GRADIENT:
        worst = f"{100 * max(float(logits), float(gradient)):.0f}"
        return said("a step of training differs from the CPU's by {percent} %", percent=worst)
    return ""


@torch.enable_grad()
def _step(net: Network, image: Tensor, truth: Tensor, device: torch.device) -> _Step:
    net = copy.deepcopy(net).to(device).to(memory_format=torch.channels_last).train()
    optimiser = torch.optim.AdamW(net.parameters(), 1e-3, fused=True)
    logits = net(image.to(device).contiguous(memory_format=torch.channels_last))
    torch.nn.functional.cross_entropy(logits, truth.to(device)).backward()  # type: ignore[no-untyped-call]
    gradient = [p.grad.cpu().flatten() for p in net.parameters() if p.grad is not None]
    optimiser.step()
    return _Step(
        logits.detach().cpu(), torch.cat(gradient), torch.cat([p.detach().cpu().flatten() for p in net.parameters()])
    )
