"""Networks in use: starting weights, the moving average during a training, and loading those of a run.

Must not import Qt, the project or messages' requests.
"""

from __future__ import annotations

import copy
import itertools
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

from segstudio.errors import Cancelled, LearningError, WeightsError, together
from segstudio.learning.data.recent_strokes import PackedMasks
from segstudio.learning.messages import Progress
from segstudio.learning.network.device import Device
from segstudio.learning.network.local_net import folded
from segstudio.learning.network.statistics import use_statistics
from segstudio.learning.network.weights import Start, State, load_start
from segstudio.learning.plan.mixture import Mixture
from segstudio.learning.runs.folder import load_run
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.statistics_file import Fit, damaged_fit, read_fit
from segstudio.models.build import build_network
from segstudio.models.contract import Network
from segstudio.models.inputs import COLOURS
from segstudio.models.norm import restore_group_norms

DECAY = 0.99  # of the average; reached after about 890 updates by the ramp (1 + n) / (10 + n)
WEIGHT_DECAY = 1e-2
STATISTICS_MOMENTUM = 0.1


class NetworkInUse(NamedTuple):
    """A network that takes part in predictions; ``mixture``: how the head does beside it, ``None``: it is alone.
    ``run``: whose it is."""

    net: Network
    ids: tuple[int, ...]
    run: str
    step: int
    project: Path
    device: torch.device
    mixture: Mixture | None
    fit: str = ""  # digest of the images that its statistics are fitted to; empty: as it was trained
    told: str = ""  # why it is not fitted although it was; empty: nothing to say


def mixture_of(info: RunInfo) -> Mixture | None:
    """How the head predicts beside the network of a run; ``None``: it does not."""
    return Mixture(info.head_share, info.head_alone) if info.with_head else None


class LoadedRun(NamedTuple):
    """The network of a run, as it predicts. ``fit``: what it is fitted to; ``told``: as in NetworkInUse."""

    net: Network
    info: RunInfo
    fit: Fit | None = None
    told: str = ""


@dataclass
class LiveNetwork:
    """The networks in memory: ``newest`` answers questions for feature maps (during a training its running average),
    ``used`` takes part in predictions; ``None``: no network does, or the current run was not loaded yet.
    ``write_run()``: the run of a training under way is to be on disk as it is used."""

    newest: NetworkInUse | None = None
    used: NetworkInUse | None = None
    seen: PackedMasks = field(default_factory=dict)  # masks that the last training learnt from
    seen_by: tuple[Path, str] | None = None  # its project and run
    write_run: Callable[[], None] = lambda: None

    def put(self, network: NetworkInUse | None) -> None:
        """Use this network for everything."""
        self.newest = self.used = network


def fetch_start(
    encoder: str, weights: str, project: Path, stop: Callable[[], bool], channels: int = COLOURS
) -> Generator[Progress, None, Start]:
    """``load_start`` in a thread of its own, with the progress of the download. Raises as that does, and ``Cancelled``
    within a fifth of a second of ``stop()``."""
    state = {"done": 0.0, "total": 0.0}
    abandoned = threading.Event()

    def report(done: float, total: float) -> None:
        if abandoned.is_set():
            raise Cancelled
        state.update(done=done, total=total)

    pool = ThreadPoolExecutor(1, thread_name_prefix="weights")
    try:
        future = pool.submit(load_start, encoder, weights, project, report, channels)
        while wait([future], timeout=0.2).not_done:
            if stop():
                raise Cancelled
            yield Progress("Getting the encoder's weights", state["done"], state["total"])
        return future.result()
    finally:
        abandoned.set()
        pool.shutdown(wait=False)


def parameter_groups(net: Network, rate: float, trunk_rate: float) -> list[dict[str, object]]:
    """AdamW's groups: trunk and rest, each with and without weight decay (biases and norms have none)."""
    trunk = set(net.trunk.parameters()) if net.trunk is not None else set()
    groups: list[dict[str, object]] = []
    for inside, decays in itertools.product((True, False), (True, False)):
        chosen = [p for p in net.parameters() if (p in trunk) == inside and (p.ndim > 1) == decays]
        if chosen:
            lr = trunk_rate if inside else rate
            groups.append({"params": chosen, "lr": lr, "weight_decay": WEIGHT_DECAY * decays})
    return groups


class Average:
    """Exponential moving average of a network's weights; ``net`` is always in eval mode."""

    def __init__(self, net: Network) -> None:
        self.net = copy.deepcopy(net).eval().requires_grad_(False)
        self.updates = 0

    @torch.no_grad()
    def update(self, net: nn.Module) -> None:
        """Move the average towards ``net``, the first updates more than later ones."""
        self.updates += 1
        share = 1 - min(DECAY, (1 + self.updates) / (10 + self.updates))
        mine, theirs = ([p.detach() for p in part.parameters()] for part in (self.net, net))
        torch._foreach_lerp_(mine, theirs, share)
        # Copied: running statistics are averages already.
        for buffer, new in zip(self.net.buffers(), net.buffers(), strict=True):
            buffer.copy_(new)

    def state(self) -> State:
        """A copy of every tensor, on the CPU."""
        return {name: value.detach().cpu().clone() for name, value in self.net.state_dict().items()}


def set_batchnorm_momentum(net: nn.Module) -> None:
    """Let BatchNorm's running statistics follow faster than torchvision's mobilenets' 1 % of each batch, which is for
    epochs of thousands of steps."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = STATISTICS_MOMENTUM


def grow_head(state: State, old: Sequence[int], new: Sequence[int], net: Network) -> State:
    """Weights for the class ids ``old`` -> for ``new``: values of shared ids are kept, others are ``net``'s.

    ``net``: a new network for the classes ``new``. ``KeyError``, ``IndexError``: the weights are another network's.
    """
    grown, own = dict(state), net.state_dict()
    shared = [class_id for class_id in new if class_id in old]
    theirs, mine = ([ids.index(class_id) for class_id in shared] for ids in (list(old), list(new)))
    for name, axes in net.per_class.items():
        values = own[name].clone()
        expected = tuple(len(old) if axis in axes else side for axis, side in enumerate(values.shape))
        if tuple(state[name].shape) != expected:
            raise IndexError(f"{name} is {tuple(state[name].shape)}")
        values[_grid(mine, axes)] = state[name][_grid(theirs, axes)].to(values)
        grown[name] = values
    return grown


def _grid(rows: Sequence[int], axes: tuple[int, ...]) -> tuple[Tensor | slice, ...]:
    """Where tensors have values for the classes ``rows``: the first axis, the second, or both."""
    index = torch.tensor(rows, dtype=torch.int64)
    return (index[:, None], index[None]) if len(axes) > 1 else (*(slice(None) for _ in range(axes[0])), index)


def build_of_run(info: RunInfo, state: State, ids: Sequence[int]) -> Network:
    """The network of a run with its weights and a head for the classes ``ids``. Raises WeightsError."""
    if not any(value.ndim == 4 and value.shape[1] == info.channels for value in state.values()):
        raise _of_another(info)  # before memory is taken for any number that run.json may say
    net = build_network(info.network, info.encoder, len(ids), info.upsampling, info.channels)
    restore_group_norms(net, state)
    net.as_stored(state)
    try:
        net.load_state_dict(grow_head(state, info.class_ids, ids, net))
    except (KeyError, IndexError, RuntimeError) as error:
        raise _of_another(info) from error
    return net


def _of_another(info: RunInfo) -> WeightsError:
    sentence = "The weights of the run {run} belong to another network."
    return WeightsError(sentence, "Choose another run or train again.", run=info.name)


def load_network(project: Path, run: str, device: Device) -> tuple[Network, RunInfo]:
    """The network of a run in eval mode on ``device``, as it was trained. Raises LearningError, WeightsError."""
    info, state = load_run(project, run)
    return ready(build_of_run(info, state, info.class_ids), device).eval().requires_grad_(False), info


def load_fitted(project: Path, run: str, device: Device) -> LoadedRun:
    """As ``load_network``, fitted to other images if the run is; every prediction is made with this one."""
    net, info = load_network(project, run, device)
    try:
        found = read_fit(project, info)
        if found is None:
            return LoadedRun(net, info)
        if not use_statistics(net, found[1]):
            raise damaged_fit(info)
    except LearningError as error:
        return LoadedRun(net, info, told=together(error.message, error.hint))
    return LoadedRun(net, info, found[0])


def load_in_use(project: Path, run: str, device: Device) -> NetworkInUse:
    """The network of a run as it takes part in predictions. Raises as ``load_network``."""
    net, info, fit, told = load_fitted(project, run, device)
    digest = fit.digest if fit is not None else ""
    return NetworkInUse(
        folded(net), info.class_ids, run, info.steps, project, device.torch, mixture_of(info), digest, told
    )  # fmt: skip


def ready(net: Network, device: Device) -> Network:
    """The network on its device, in the fastest memory order for convolutions."""
    return net.to(device.torch).to(memory_format=torch.channels_last)
