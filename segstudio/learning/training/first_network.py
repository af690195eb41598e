"""The network at the start of a training: a new one with starting weights, or that of a run. Must not import Qt."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import NamedTuple

from segstudio.choices.encoders import AUTO
from segstudio.choices.networks import NETWORKS, network_words
from segstudio.choices.starts import FILE, RANDOM, Origin, StartKind, start_key
from segstudio.errors import WeightsError, said
from segstudio.learning.messages import Event, Notice, TrainSettings
from segstudio.learning.network.device import Device
from segstudio.learning.network.live_network import build_of_run, fetch_start
from segstudio.learning.network.weights import Start, choose_encoder, put_start
from segstudio.learning.runs.folder import load_run
from segstudio.models.build import build_network
from segstudio.models.contract import Network
from segstudio.models.inputs import COLOURS


class BuiltNetwork(NamedTuple):
    """A network with its first weights, the table rows that it was built from, and where its weights come from."""

    net: Network
    network: str
    encoder: str
    upsampling: str
    origin: Origin


def make_network(
    folder: Path,
    settings: TrainSettings,
    resume: str | None,
    device: Device,
    ids: tuple[int, ...],
    stop: Callable[[], bool],
    channels: int = COLOURS,
) -> Generator[Event, None, BuiltNetwork]:
    """A new network with the chosen weights for images of ``channels`` channels, or the one of the run ``resume``, with
    a head for the classes ``ids``."""
    if resume is not None:
        info, state = load_run(folder, resume)
        if settings.encoder not in (AUTO, info.encoder) or settings.network != info.network:
            words = network_words(info.network, info.encoder)
            sentence = "Training continues run {resume}, so with its network: {network}."
            yield Notice(said(sentence, resume=resume, network=words))
        origin = Origin(StartKind(info.origin), said("run {run} ({weights})", run=resume, weights=info.weights))
        return BuiltNetwork(build_of_run(info, state, ids), info.network, info.encoder, info.upsampling, origin)
    network, encoder = settings.network, settings.encoder
    if encoder == AUTO:
        encoder = choose_encoder(network, settings.weights, device.kind, folder)
    start = yield from _find_start(folder, network, encoder, settings.weights, channels, stop)
    if start.notice:
        yield Notice(start.notice)
    upsampling = settings.upsampling if NETWORKS[network].upsamplings else ""
    if not upsampling and settings.upsampling != TrainSettings().upsampling:
        name = NETWORKS[network].name
        yield Notice(said("{network} enlarges in its own way: the chosen upsampling is not used.", network=name))
    if NETWORKS[network].own_loss and loss_is_chosen(settings):
        name = NETWORKS[network].name
        yield Notice(said("{network} learns by its own loss: the chosen loss and weights are not used.", network=name))
    net = build_network(network, encoder, len(ids), upsampling, channels)
    put_start(net, network, start)
    return BuiltNetwork(net, network, encoder, upsampling, start.origin)


def loss_is_chosen(settings: TrainSettings) -> bool:
    """Whether something of the loss is another choice than the usual one."""
    usual = TrainSettings()
    return any(getattr(settings, key) != getattr(usual, key) for key in ("loss", "class_weights", "border"))


def _find_start(
    folder: Path, network: str, encoder: str, weights: str, channels: int, stop: Callable[[], bool]
) -> Generator[Event, None, Start]:
    """The starting weights of a new network: random ones, with a notice, if it does not take the chosen ones. Raises
    WeightsError, also if it does not take a file."""
    key, row = start_key(weights), NETWORKS[network]
    if key in row.starts:
        return (yield from fetch_start(encoder, weights, folder, stop, channels))
    if key == FILE:
        raise WeightsError("{network} cannot start from a file.", "Choose another start.", network=row.name)
    notice = said("{network} starts from random weights: it takes no others.", network=row.name)
    return Start(RANDOM, notice=notice)
