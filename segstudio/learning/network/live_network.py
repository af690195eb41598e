"""The network of one training: built, given its first weights, and averaged while it learns.

Owns the exponential moving average and what a live network is to the rest of the room. Knows torch; must not import Qt,
the project or messages' requests.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn

from segstudio.errors import Cancelled, WeightsError
from segstudio.learning.data.recent_strokes import Seen
from segstudio.learning.messages import Progress
from segstudio.learning.network.device import Device
from segstudio.learning.network.weights import State, load_encoder_weights
from segstudio.learning.runs.folder import RunInfo, load_run
from segstudio.models.encoders import encoder_shapes
from segstudio.models.table import build_network
from segstudio.models.unet import UNet

DECAY = 0.99  # of the average; reached after about 890 updates by the ramp (1 + n) / (10 + n)
WEIGHT_DECAY = 1e-2
STATISTICS_MOMENTUM = 0.1


@dataclass
class Live:
    """The network that answers predictions: the trainer puts the running average here, the learner a loaded run."""

    net: UNet | None = None
    ids: tuple[int, ...] = ()
    run: str = ""
    step: int = 0
    project: Path | None = None
    device: torch.device = torch.device("cpu")  # noqa: RUF009
    seen: Seen = field(default_factory=dict)  # masks that the last training learnt from
    seen_by: tuple[Path, str] | None = None  # its project and run


def fetch_weights(
    encoder: str, source: str, stop: Callable[[], bool]
) -> Generator[Progress, None, tuple[State | None, str]]:
    """Run ``load_encoder_weights`` in a thread of its own and tell how far the download is.

    Returns what that returns; raises what it raises, and ``Cancelled`` within a fifth of a second of ``stop()``.
    """
    # Found by tracing, in this thread: a trace takes the calls of every module of the process for its own, and while
    # the other thread works this one answers previews.
    encoder_shapes(encoder)
    state = {"done": 0.0, "total": 0.0}
    abandoned = threading.Event()

    def report(done: float, total: float) -> None:
        if abandoned.is_set():
            raise Cancelled
        state.update(done=done, total=total)

    pool = ThreadPoolExecutor(1, thread_name_prefix="weights")
    try:
        future = pool.submit(load_encoder_weights, encoder, source, report)
        while wait([future], timeout=0.2).not_done:
            if stop():
                raise Cancelled
            yield Progress("Getting the encoder's weights", state["done"], state["total"])
        return future.result()
    finally:
        abandoned.set()
        pool.shutdown(wait=False)


def parameter_groups(net: UNet, rate: float, encoder_rate: float) -> list[dict[str, object]]:
    """AdamW's groups: encoder and rest, each with and without weight decay (biases and norms have none).

    ``base`` of a group is its full learning rate; the schedule multiplies it.
    """
    groups: list[dict[str, object]] = []
    encoder = {id(p) for p in net.encoder.parameters()}
    for inside, base in ((True, encoder_rate), (False, rate)):
        for decays in (True, False):
            chosen = [p for p in net.parameters() if (id(p) in encoder) == inside and (p.ndim > 1) == decays]
            groups.append({"params": chosen, "lr": base, "base": base, "weight_decay": WEIGHT_DECAY * decays})
    return groups


class Average:
    """Exponential moving average of a network's weights; ``net`` is always in eval mode."""

    def __init__(self, net: UNet) -> None:
        self.net = copy.deepcopy(net).eval().requires_grad_(False)
        self.updates = 0

    @torch.no_grad()
    def update(self, net: nn.Module) -> None:
        """Move the average towards ``net``; young averages forget faster."""
        self.updates += 1
        share = 1 - min(DECAY, (1 + self.updates) / (10 + self.updates))
        torch._foreach_lerp_(_weights(self.net), _weights(net), share)
        # Running statistics are averages already: averaged twice they would lag far behind the weights.
        for mine, theirs in zip(self.net.buffers(), net.buffers(), strict=True):
            mine.copy_(theirs)

    def state(self) -> State:
        """A copy of every tensor, on the CPU."""
        return {name: value.detach().cpu().clone() for name, value in self.net.state_dict().items()}


def _weights(net: nn.Module) -> list[Tensor]:
    return [p.detach() for p in net.parameters()]


def quicken_statistics(net: nn.Module) -> None:
    """Let BatchNorm's running statistics follow a network that starts from random weights.

    torchvision's mobilenets take 1 % of each batch, which is meant for epochs of thousands of steps.
    """
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = STATISTICS_MOMENTUM


def grow_head(state: State, old: Sequence[int], new: Sequence[int], fresh: State) -> State:
    """Weights of a network for the class ids ``old`` -> for ``new``: rows of shared ids are kept, others are ``fresh``.

    ``fresh`` is the state of a new network; its ``logits`` tensors have one row per id of ``new``.
    """
    grown = dict(state)
    place = {class_id: row for row, class_id in enumerate(old)}
    for name in ("logits.weight", "logits.bias"):
        rows = fresh[name].clone()
        for row, class_id in enumerate(new):
            if class_id in place:
                rows[row] = state[name][place[class_id]]
        grown[name] = rows
    return grown


def load_network(project: Path, run: str, device: Device) -> tuple[UNet, RunInfo]:
    """The network of a run, ready to predict (eval mode, on ``device``). Raises LearningError, WeightsError."""
    info, state = load_run(project, run)
    net = build_network(info.network, info.encoder, len(info.class_ids), info.upsampling)
    try:
        net.load_state_dict(state)
    except RuntimeError as error:
        raise WeightsError(
            "The weights of the run {run} belong to another network.", "Choose another run or train again.", run=run
        ) from error
    return ready(net, device).eval().requires_grad_(False), info


def ready(net: UNet, device: Device) -> UNet:
    """On its device and in the memory order that convolutions like best."""
    return net.to(device.torch).to(memory_format=torch.channels_last)
