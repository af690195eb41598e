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
from segstudio.learning.data.recent_strokes import PackedMasks
from segstudio.learning.messages import Progress
from segstudio.learning.network.device import Device
from segstudio.learning.network.weights import Start, State, load_start
from segstudio.learning.runs.folder import load_run
from segstudio.learning.runs.info import RunInfo
from segstudio.models.build import build_network
from segstudio.models.contract import Network, name_in
from segstudio.models.encoders import encoder_shapes

DECAY = 0.99  # of the average; reached after about 890 updates by the ramp (1 + n) / (10 + n)
WEIGHT_DECAY = 1e-2
STATISTICS_MOMENTUM = 0.1


@dataclass
class LiveNetwork:
    """The network that answers predictions: the trainer puts the running average here, the learner a loaded run."""

    net: Network | None = None
    ids: tuple[int, ...] = ()
    run: str = ""
    step: int = 0
    project: Path | None = None
    device: torch.device = torch.device("cpu")  # noqa: RUF009
    seen: PackedMasks = field(default_factory=dict)  # masks that the last training learnt from
    seen_by: tuple[Path, str] | None = None  # its project and run


def fetch_start(
    encoder: str, weights: str, project: Path, stop: Callable[[], bool]
) -> Generator[Progress, None, Start]:
    """Run ``load_start`` in a thread of its own and tell how far the download is.

    Returns what that returns; raises what it raises, and ``Cancelled`` within a fifth of a second of ``stop()``.
    """
    # Found by tracing, in this thread: a trace takes the calls of every module of the process for its own, and while
    # the other thread works this one answers previews.
    if encoder:
        encoder_shapes(encoder)
    state = {"done": 0.0, "total": 0.0}
    abandoned = threading.Event()

    def report(done: float, total: float) -> None:
        if abandoned.is_set():
            raise Cancelled
        state.update(done=done, total=total)

    pool = ThreadPoolExecutor(1, thread_name_prefix="weights")
    try:
        future = pool.submit(load_start, encoder, weights, project, report)
        while wait([future], timeout=0.2).not_done:
            if stop():
                raise Cancelled
            yield Progress("Getting the encoder's weights", state["done"], state["total"])
        return future.result()
    finally:
        abandoned.set()
        pool.shutdown(wait=False)


def parameter_groups(net: Network, rate: float, trunk_rate: float) -> list[dict[str, object]]:
    """AdamW's groups: trunk and rest, each with and without weight decay (biases and norms have none).

    ``base`` of a group is its full learning rate; the schedule multiplies it.
    """
    groups: list[dict[str, object]] = []
    trunk = {id(p) for p in net.trunk.parameters()} if net.trunk is not None else set()
    for inside, base in ((True, trunk_rate), (False, rate)):
        for decays in (True, False):
            chosen = [p for p in net.parameters() if (id(p) in trunk) == inside and (p.ndim > 1) == decays]
            if chosen:
                groups.append({"params": chosen, "lr": base, "base": base, "weight_decay": WEIGHT_DECAY * decays})
    return groups


class Average:
    """Exponential moving average of a network's weights; ``net`` is always in eval mode."""

    def __init__(self, net: Network) -> None:
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


def set_batchnorm_momentum(net: nn.Module) -> None:
    """Let BatchNorm's running statistics follow weights that change much.

    torchvision's mobilenets take 1 % of each batch, which is meant for epochs of thousands of steps.
    """
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = STATISTICS_MOMENTUM


def grow_head(state: State, old: Sequence[int], new: Sequence[int], net: Network) -> State:
    """Weights of a network for the class ids ``old`` -> for ``new``: rows of shared ids are kept, others are ``net``'s.

    ``net``: a new network with one row of its head per id of ``new``. ``KeyError``, ``IndexError``, ``RuntimeError``:
    the weights are another network's.
    """
    grown, own = dict(state), net.state_dict()
    place = {class_id: row for row, class_id in enumerate(old)}
    head = f"{name_in(net, net.head)}."
    for name in (name for name in own if name.startswith(head)):
        rows = own[name].clone()
        if state[name].shape != (len(old), *rows.shape[1:]):
            raise IndexError(f"{name} is {tuple(state[name].shape)}")
        for row, class_id in enumerate(new):
            if class_id in place:
                rows[row] = state[name][place[class_id]]
        grown[name] = rows
    return grown


def build_of_run(info: RunInfo, state: State, ids: Sequence[int]) -> Network:
    """The network of a run with its weights, the head grown to the classes ``ids``. Raises WeightsError."""
    net = build_network(info.network, info.encoder, len(ids), info.upsampling)
    try:
        net.load_state_dict(grow_head(state, info.class_ids, ids, net))
    except (KeyError, IndexError, RuntimeError) as error:
        raise WeightsError(
            "The weights of the run {run} belong to another network.",
            "Choose another run or train again.",
            run=info.name,
        ) from error
    return net


def load_network(project: Path, run: str, device: Device) -> tuple[Network, RunInfo]:
    """The network of a run, ready to predict (eval mode, on ``device``). Raises LearningError, WeightsError."""
    info, state = load_run(project, run)
    return ready(build_of_run(info, state, info.class_ids), device).eval().requires_grad_(False), info


def ready(net: Network, device: Device) -> Network:
    """On its device and in the memory order that convolutions like best."""
    return net.to(device.torch).to(memory_format=torch.channels_last)
