"""Trains networks one after the other with the same budget and scores each alone on the same held-out images.

What is compared is the network alone: the head, which predicts beside it in the program, would level the differences.
Every training is a run of the project as any other; which one is current does not change. Must not import Qt.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.choices.encoders import AUTO
from segstudio.choices.networks import NETWORKS
from segstudio.choices.row import check
from segstudio.choices.starts import NONE
from segstudio.errors import Cancelled, LearningError, said
from segstudio.learning.comparison_messages import Compared, Comparison, ComparisonEnded, ComparisonProgress
from segstudio.learning.data.held_out import ValidationSet, find_held_out, scorable
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.messages import CANCELLED, CLOSED, Event, Finished, Notice, Progress, Step, TrainSettings
from segstudio.learning.network.device import Device, choose_device
from segstudio.learning.network.interruptible import Stop, never
from segstudio.learning.network.live_network import load_network
from segstudio.learning.network.peak_memory import PeakMemory
from segstudio.learning.network.validation import Check, validate
from segstudio.learning.plan.recipe import Recipe
from segstudio.learning.runs.comparisons import new_name, save_comparison
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.training.trainer import train
from segstudio.project.project import Project
from segstudio.scores.interval import mean_iou_interval, share_ahead

SAY_SECONDS = 0.5  # least time between two ComparisonProgress

Counts = list[tuple[NDArray[np.int64], ...]]  # of each training, of each held-out image


def parse_networks(text: str) -> list[tuple[str, str]]:
    """Networks and encoders of "unet,unet:resnet18,segnet"; raises LearningError for unknown ones."""
    found: list[tuple[str, str]] = []
    for word in text.split(","):
        network, _, encoder = word.strip().partition(":")
        _check(network, encoder)
        if (network, encoder) not in found:
            found.append((network, encoder))
    return found


def _check(network: str, encoder: str) -> None:
    check(network, NETWORKS, "network")
    if encoder:
        check(encoder, NETWORKS[network].encoders or ("",), "encoder")


def compare(
    folder: Path,
    networks: Sequence[tuple[str, str]],
    settings: TrainSettings,
    seeds: int = 1,
    stop: Stop = never,
    recipe: Recipe | None = None,
) -> Iterator[Event]:
    """Train each of ``networks`` (name, encoder or "") ``seeds`` times with the budget of ``settings``; yields the
    events of the trainings, ComparisonProgress, after each network the Comparison so far, which is on disk by then, and
    at last ComparisonEnded. ``stop()`` ends it with what is complete.

    Raises LearningError where no held-out image is labelled, and what a training raises.
    """
    for network, encoder in networks:
        _check(network, encoder)
    project = Project.open(folder, write=False)
    if not find_held_out(project).entries:
        raise LearningError(
            "No held-out image is labelled, so networks cannot be compared.",
            "Label at least three images; or hold an image out: in the list, Use for > Held-out.",
        )
    yield from _Comparing(folder, networks, settings, seeds, stop, recipe).run()


@dataclass
class _Trainings:
    """What is known of one network so far; ``made.interval`` and ``made.ahead`` follow from ``counts``."""

    made: Compared
    counts: Counts = field(default_factory=list)


class _Comparing:
    """The state of a comparison between two events."""

    def __init__(
        self, folder: Path, networks: Sequence[tuple[str, str]], settings: TrainSettings, seeds: int, stop: Stop,
        recipe: Recipe | None,
    ) -> None:  # fmt: skip
        self.folder, self.networks, self.settings, self.seeds = folder, networks, settings, seeds
        self.stop, self.recipe = stop, recipe
        self.device: Device = choose_device(settings.device)
        self.complete: list[_Trainings] = []
        self.kept = Comparison(
            new_name(folder), (), datetime.now().isoformat(timespec="seconds"), settings.seconds, settings.steps, seeds,
            self.device.name,
        )  # fmt: skip
        self.told: set[str] = set()
        self.part = 0.0  # of the training under way
        self.began = self.said_at = time.monotonic()

    def run(self) -> Iterator[Event]:
        """All networks, one after the other."""
        for number in range(len(self.networks)):
            try:
                found = yield from self.trainings(number)
            except Cancelled:
                break
            if found is None:
                break
            self.complete.append(found)
            self.keep()
            yield self.kept
        name = self.kept.name if self.complete else ""
        yield ComparisonEnded(name, cancelled=len(self.complete) < len(self.networks))

    def keep(self) -> None:
        """Put the networks that are complete in order and write them to disk."""
        ordered = sorted(self.complete, key=lambda one: -1.0 if one.made.mean is None else one.made.mean, reverse=True)
        best = ordered[0].counts
        rows = [replace(ordered[0].made, interval=mean_iou_interval(best))]
        for one in ordered[1:]:
            rows.append(replace(one.made, interval=mean_iou_interval(one.counts), ahead=share_ahead(best, one.counts)))
        self.kept = replace(self.kept, networks=tuple(rows))
        save_comparison(self.folder, self.kept)

    def trainings(self, number: int) -> Generator[Event, None, _Trainings | None]:
        """Train and score one network with every seed; ``None``: stopped."""
        network, encoder = self.networks[number]
        found = _Trainings(Compared(network, encoder))
        for seed in range(self.seeds):
            memory = PeakMemory(self.device.torch)
            last = yield from self.trained(number, seed)
            if last is None or self.stop():
                return None
            taken = memory.taken()
            if not last.run:
                yield Notice(said("{network} made no step in its time.", network=network), left_out=True)
                continue
            if taken is not None:
                self.kept = replace(self.kept, memory=memory.what)
                found.made = replace(found.made, memory=max(taken, found.made.memory or 0))
            yield from self.scored(last, found)
        return found

    def trained(self, number: int, seed: int) -> Generator[Event, None, Finished | None]:
        """The Finished of a training; ``None``: it was stopped."""
        network, encoder = self.networks[number]
        weights = self.settings.weights if self.settings.weights in NETWORKS[network].starts else NONE
        chosen = TrainSettings(
            network=network, encoder=encoder or AUTO, weights=weights, seconds=self.settings.seconds,
            steps=self.settings.steps, device=self.settings.device, threads=self.settings.threads,
            seed=self.settings.seed + seed,
        )  # fmt: skip
        self.part = 0.0
        yield self.progress(number, seed)
        last: Finished | None = None
        for event in train(self.folder, chosen, stop=self.stop, recipe=self.recipe, alone=True):
            if isinstance(event, Finished):
                last = event
            elif isinstance(event, Notice):
                if event.text in self.told:  # of an earlier training
                    continue
                self.told.add(event.text)
            yield event
            if isinstance(event, Step | Progress) and time.monotonic() - self.said_at > SAY_SECONDS:
                yield self.progress(number, seed, event)
        return None if last is None or last.reason in (CANCELLED, CLOSED) else last

    def progress(self, number: int, seed: int, at: Step | Progress | None = None) -> ComparisonProgress:
        """How far the whole comparison is, and how long it will still take."""
        self.said_at = time.monotonic()
        seconds, steps = self.settings.seconds, self.settings.steps
        if isinstance(at, Step):
            self.part = min(1.0, max(at.step / steps if steps else 0.0, at.seconds / seconds if seconds else 0.0))
        trainings = len(self.networks) * self.seeds
        share = (number * self.seeds + seed + self.part) / trainings
        left = (1 - share) * trainings * seconds if seconds is not None else None
        if left is None and share > 0:
            left = (self.said_at - self.began) * (1 - share) / share
        network, encoder = self.networks[number]
        task = at.task if isinstance(at, Progress) and self.part in (0, 1) else ""
        total = len(self.networks)
        return ComparisonProgress(network, encoder, number + 1, total, seed + 1, self.seeds, share, left, task)

    def scored(self, last: Finished, found: _Trainings) -> Generator[Event, None, None]:
        """Put the score of a run's network alone, and what there is to say of the network, into ``found``."""
        net, info = load_network(self.folder, last.run, self.device)
        project = Project.open(self.folder, write=False)
        held_out = find_held_out(project, info.known)
        entries = scorable(project, held_out.entries, net.channels)
        examined = ValidationSet(tuple(entries), info.class_ids, info.class_names, held_out.kind)
        pixels = Pixels(project, channels=net.channels)
        checked: Check = yield from validate(net, examined, pixels, self.device, self.stop)
        for sentence in checked.left_out:
            yield Notice(sentence, left_out=True)
        if checked.table.mean_iou is None:
            yield Notice(said("Run {run} could not be scored.", run=last.run), left_out=True)
            return
        found.counts.append(checked.images)
        made = found.made
        found.made = replace(
            made,
            encoder=info.encoder,
            weights=info.weights,
            runs=(*made.runs, last.run),
            scores=(*made.scores, checked.table.mean_iou),
            steps=(*made.steps, last.steps),
            seconds=(*made.seconds, last.seconds),
            parameters=sum(one.numel() for one in net.parameters()),
            reach=net.reach,
            images=checked.table.images,
            kind=checked.table.kind,
            labels=tuple(dict.fromkeys((*made.labels, _labels_of(info)))),
        )


def _labels_of(info: RunInfo) -> str:
    """A digest of the masks that a run learnt from and was scored on."""
    masks = sorted(info.mask_hashes.items()), sorted(info.truth_hashes.items())
    return hashlib.sha256(repr(masks).encode()).hexdigest()[:16]
