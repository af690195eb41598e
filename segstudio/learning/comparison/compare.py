"""Trains networks one after the other with the same budget and scores each alone on the same held-out images.

What is compared is the network alone: the head, which predicts beside it in the program, would level the differences.
Every training is a run of the project as any other; which one is current does not change. Must not import Qt.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.choices.encoders import AUTO
from segstudio.choices.networks import NETWORKS, network_words
from segstudio.choices.row import check
from segstudio.choices.starts import NONE
from segstudio.errors import LearningError, said
from segstudio.learning.data.held_out import ValidationSet, find_held_out, scorable
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.messages import CANCELLED, Event, Finished, Notice, TrainSettings
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.interruptible import Stop, never
from segstudio.learning.network.live_network import load_network
from segstudio.learning.network.validation import Check, validate
from segstudio.learning.plan.recipe import Recipe
from segstudio.learning.training.trainer import train
from segstudio.project.project import Project
from segstudio.scores.interval import mean_iou_interval


@dataclass
class Compared:
    """One network's trainings. ``runs``, ``scores`` (mean IoU of the network alone), ``steps`` and ``seconds``: one for
    each seed; ``reach``: pixels around one that its answer depends on; ``images``: held-out images that score it."""

    network: str
    encoder: str = ""
    runs: list[str] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    parameters: int = 0
    reach: int = 0
    images: int = 0
    kind: str = ""
    counts: list[tuple[NDArray[np.int64], ...]] = field(default_factory=list, repr=False)

    @property
    def title(self) -> str:
        """The names of the network and its encoder for people."""
        return network_words(self.network, self.encoder)

    @property
    def mean(self) -> float | None:
        """Mean IoU, averaged over the seeds."""
        return float(np.mean(self.scores)) if self.scores else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of ``mean`` by the choice of held-out images; ``None`` with fewer than two of them."""
        return mean_iou_interval(self.counts)


def parse_networks(text: str) -> list[tuple[str, str]]:
    """Networks and encoders of "unet,unet:resnet18,segnet"; raises LearningError for unknown ones."""
    found: list[tuple[str, str]] = []
    for word in text.split(","):
        network, _, encoder = word.strip().partition(":")
        check(network, NETWORKS, "network")
        if encoder:
            check(encoder, NETWORKS[network].encoders or ("",), "encoder")
        if (network, encoder) not in found:
            found.append((network, encoder))
    return found


def compare(
    folder: Path,
    networks: Sequence[tuple[str, str]],
    settings: TrainSettings,
    seeds: int = 1,
    stop: Stop = never,
    recipe: Recipe | None = None,
) -> Iterator[Event | Compared]:
    """Train each of ``networks`` (name, encoder or "") ``seeds`` times with the budget of ``settings``; yields the
    events of the trainings, and a Compared after each network. ``stop()`` ends it with what is complete.

    Raises LearningError where no held-out image is labelled, and what a training raises.
    """
    project = Project.open(folder, write=False)
    if not find_held_out(project).entries:
        raise LearningError(
            "No held-out image is labelled, so networks cannot be compared.",
            "Label at least three images; or hold an image out: in the list, Use for > Held-out.",
        )
    for network, encoder in networks:
        made = Compared(network)
        for seed in range(seeds):
            starts = NETWORKS[network].starts
            weights = settings.weights if settings.weights in starts else NONE
            chosen = TrainSettings(
                network=network, encoder=encoder or AUTO, weights=weights, seconds=settings.seconds,
                steps=settings.steps, device=settings.device, threads=settings.threads, seed=settings.seed + seed,
            )  # fmt: skip
            last = yield from _trained(folder, chosen, stop, recipe)
            if last is None:
                return
            if not last.run:
                yield Notice(said("{network} made no step in its time.", network=network), left_out=True)
                continue
            yield from _scored(folder, last, made, settings.device, stop)
        yield made


def _trained(
    folder: Path, settings: TrainSettings, stop: Stop, recipe: Recipe | None
) -> Generator[Event, None, Finished | None]:
    """The Finished of a training; ``None``: it was stopped."""
    last: Finished | None = None
    for event in train(folder, settings, stop=stop, recipe=recipe):
        if isinstance(event, Finished):
            last = event
        yield event
    return None if last is None or last.reason == CANCELLED else last


def _scored(folder: Path, last: Finished, made: Compared, device: str, stop: Stop) -> Generator[Event, None, None]:
    """Put the score of a run's network alone, and what there is to say of the network, into ``made``."""
    net, info = load_network(folder, last.run, choose_device(device))
    project = Project.open(folder, write=False)
    held_out = find_held_out(project, info.known)
    entries = scorable(project, held_out.entries, net.channels)
    examined = ValidationSet(tuple(entries), info.class_ids, info.class_names, held_out.kind)
    pixels = Pixels(project, channels=net.channels)
    found: Check = yield from validate(net, examined, pixels, choose_device(device), stop)
    for sentence in found.left_out:
        yield Notice(sentence, left_out=True)
    if found.table.mean_iou is None:
        yield Notice(said("Run {run} could not be scored.", run=last.run), left_out=True)
        return
    made.encoder, made.reach, made.kind = info.encoder, net.reach, found.table.kind
    made.parameters = sum(one.numel() for one in net.parameters())
    made.images = found.table.images
    made.runs.append(last.run)
    made.scores.append(found.table.mean_iou)
    made.counts.append(found.images)
    made.steps.append(last.steps)
    made.seconds.append(last.seconds)
