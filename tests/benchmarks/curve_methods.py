"""One method on one training folder, in a process of its own: what it would show after so many CPU-seconds.

Owns the clock (CPU time of the process and its children, scoring left out) and the methods of ``learning_curves.py``.
Every method is ticked after each of its steps; the first step that ends after a moment counts for that moment.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import common
import cv2
import numpy as np
import peers
import torch
from numpy.typing import NDArray

from segstudio.labels.classes import VOID, ClassTable, read_classes_json
from segstudio.learning.instant.frozen_features import starting_network
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.instant.one_model import OneModel, Vote
from segstudio.learning.messages import FitHead, Scored, Step, TrainSettings
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.live_network import LiveNetwork, NetworkInUse
from segstudio.learning.network.predictor import predict_rect
from segstudio.learning.plan.mixture import Mixture
from segstudio.learning.training.trainer import train
from segstudio.project import palette_png
from segstudio.project.images.finding import find_images
from segstudio.project.images.reading import read_image
from segstudio.project.project import Project
from segstudio.project.storage import write_atomic
from segstudio.scores.confusion import Confusion

Mask = NDArray[np.uint8]
Row = dict[str, Any]
Result = dict[str, Any]  # method -> its rows, and remarks


@dataclass
class Job:
    """What to measure. ``place``: a set as ``simulated_strokes.write_set`` makes it."""

    place: Path
    method: str
    seed: int
    moments: list[float]

    @staticmethod
    def from_json(text: str) -> Job:
        """What ``to_json`` wrote."""
        found = json.loads(text)
        return Job(**found | {"place": Path(found["place"])})

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self), default=str)

    @property
    def table(self) -> ClassTable:
        """The classes."""
        return read_classes_json(self.place / "classes.json")

    def images(self) -> list[Path]:
        """What is learnt from."""
        return find_images(self.place / "train" / "images")


@dataclass
class Clock:
    """CPU seconds of this process and its children since it was made, without those spent in ``paused``."""

    begun: float = field(default_factory=lambda: cpu_seconds())

    def now(self) -> float:
        """So far."""
        return cpu_seconds() - self.begun

    @contextmanager
    def paused(self) -> Iterator[None]:
        """What is spent inside counts for nobody."""
        before = cpu_seconds()
        yield
        self.begun += cpu_seconds() - before


def cpu_seconds() -> float:
    """Of this process with all its threads, and of its finished children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@dataclass
class Watch:
    """Notes what a method scores at each moment; ``head_start``: seconds spent before the clock began."""

    job: Job
    clock: Clock
    head_start: float = 0.0
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = sorted(self.job.moments)

    @property
    def over(self) -> bool:
        """Nothing is left to look at."""
        return not self.left

    def tick(self, find: Callable[[float], float | None], steps: int) -> None:
        """Look whether a moment has come; ``find`` scores what is shown at that moment, ``None``: nothing is."""
        now = self.clock.now() + self.head_start
        while self.left and now >= self.left[0]:
            with self.clock.paused():
                found = find(self.left[0])
            self.rows.append({"moment": self.left.pop(0), "at": round(now, 2), "miou": found, "steps": steps})

    def fill(self, find: Callable[[float], float | None], steps: int) -> None:
        """It is over before the last moments came: what is shown stays."""
        for moment in self.left:
            self.rows.append({"moment": moment, "at": moment, "miou": find(moment), "steps": steps})
        self.left = []


def score(job: Job, show: Callable[[Path], Mask]) -> float:
    """Mean IoU over the scored images, as ``segstudio evaluate`` counts it."""
    counts = Confusion(job.table.ids)
    for path in find_images(job.place / "val" / "images"):
        counts.add(show(path), palette_png.decode(common.mask_of(path)).array)
    return float(counts.mean_iou or 0.0)


# ---- the peers ----------------------------------------------------------------------------------------------------


def run_plain(job: Job, make: Callable[[int], torch.nn.Module], batch: int) -> Result:
    """A plain loop of ``peers.py``."""
    names, channel = np.asarray(sorted(job.table.ids), np.uint8), np.full(256, VOID, np.uint8)
    channel[names] = np.arange(len(names))
    warm_up()
    watch = Watch(job, Clock())
    nets = peers.train_plain(
        make, job.place / "train", len(names), batch, job.seed, lambda path: channel[palette_png.decode(path).array]
    )
    for step, net in enumerate(nets, 1):
        watch.tick(lambda _, net=net: score(job, lambda path: names[peers.predict_file(net, path)]), step)
        if watch.over:
            break
    return {job.method: watch.rows}


def run_forest(job: Job) -> Result:
    """The ilastik-like forest, the better of its two rules of voting; shown from the moment it is fitted."""
    import forest

    watch = Watch(job, Clock())
    found = forest.score_set(job.place, job.images(), job.seed)
    watch.fill(lambda moment: found["miou"] if moment >= found["cpu_s"] else None, 0)
    return {job.method: watch.rows, "fitted": round(found["cpu_s"], 2)}


# ---- SegStudio ----------------------------------------------------------------------------------------------------


def make_project(job: Job, folder: Path) -> None:
    """A project as the window has it when training begins: images and masks imported, some held out by its own rule."""
    images = job.images()
    with Project.create(folder, classes=job.table, image_paths=images) as project:
        for path, entry in zip(images, project.images, strict=True):
            write_atomic(project.mask_path(entry), common.mask_of(path).read_bytes(), fsync=False)
    with Project.open(folder) as project:
        project.assign_splits()
        project.save()


@dataclass
class Strokes:
    """The head: from ``since[i][0]`` CPU-seconds on it scored ``since[i][1]``."""

    fitting: HeadFitting
    since: list[tuple[float, float]] = field(default_factory=list)
    seconds: float = 0.0

    def at(self, moment: float) -> float | None:
        """What it scored at that time."""
        return next((miou for since, miou in reversed(self.since) if since <= moment), None)


def run_head(job: Job, project: Path) -> Strokes:
    """The head on all labels: each fit, scored once."""
    with Project.open(project, write=False) as opened:
        first = next(entry for entry in opened.labelled_entries() if entry.split != "val")
    found, clock = Strokes(HeadFitting(lambda: starting_network(choose_device("cpu")), job.seed)), Clock()
    for event in found.fitting.answer(FitHead(1, project, first.id)):
        if event is not None and event.fits > len(found.since):
            since = round(clock.now(), 2)
            with clock.paused():
                found.since.append((since, score(job, partial(predict_used, found.fitting, None))))
    found.seconds = clock.now()
    return found


def run_ours(job: Job, weights: str, with_head: bool = True) -> Result:
    """The network's running average, and beside it what the window would show: the head and, once it joined, the
    network. The head's seconds count for the second only."""
    with tempfile.TemporaryDirectory() as work:
        project = Path(work) / "project"
        make_project(job, project)
        warm_up()
        head = run_head(job, project) if with_head else Strokes(HeadFitting(lambda: None, job.seed))
        training = OurTraining(job, head)
        training.run(project, TrainSettings(weights=weights, device="cpu", seed=job.seed, threads=1))
    found = {job.method: training.deep.rows, "scored": training.scored}
    if with_head:
        found |= {job.method.replace("deep", "shown"): training.shown.rows, "instant": head.since}
    return found


class OurTraining:
    """A training whose network, and whose window, are looked at from time to time."""

    def __init__(self, job: Job, head: Strokes) -> None:
        self.job, self.head, self.live = job, head, LiveNetwork()
        clock = Clock()
        self.deep, self.shown = Watch(job, clock), Watch(job, clock, head.seconds)
        self.scored: list[tuple[float, int, float, bool]] = []  # seconds, step, mean IoU of the checks, joined

    def run(self, project: Path, settings: TrainSettings) -> None:
        """Train until nothing is left to look at."""
        step = 0
        events = train(project, settings, live=self.live, heads=self.head.fitting)
        for event in events:
            if isinstance(event, Scored):
                self.scored.append((round(self.deep.clock.now(), 1), step, event.table.mean_iou or 0.0, event.shown))
            step = event.step if isinstance(event, Step) else step
            self.deep.tick(self._network, step)
            self.shown.tick(self._window, step)
            if self.deep.over and self.shown.over:
                break
        events.close()  # type: ignore[attr-defined]
        self.deep.fill(self._network, step)
        self.shown.fill(self._window, step)

    def _network(self, _: float) -> float | None:
        newest = self.live.newest
        return score(self.job, partial(predict_network, newest)) if newest is not None else None

    def _window(self, moment: float) -> float | None:
        if self.live.used is None:
            return self.head.at(moment)
        return score(self.job, partial(predict_used, self.head.fitting, self.live.used))


def predict_used(fitting: HeadFitting, used: NetworkInUse | None, path: Path) -> Mask:
    """The whole image by the head and the network in use, if there is one."""
    assert fitting.head is not None
    image, ids = read_image(path), fitting.head.ids if used is None else used.ids
    mixture = Mixture() if used is None else used.mixture
    vote = None if mixture is None else Vote(fitting.head, fitting.reader, ids, mixture)
    model = OneModel(used.net if used is not None else None, ids, vote)
    return predict_rect(model, ids, image.model_input, image.shape)[0]


def predict_network(newest: NetworkInUse, path: Path) -> Mask:
    """The whole image by the network alone."""
    image = read_image(path)
    return predict_rect(newest.net, newest.ids, image.model_input, image.shape)[0]


# ---- the process --------------------------------------------------------------------------------------------------


def warm_up() -> None:
    """Import what optimisers import at their first step: the program has done so when it says that it is ready."""
    torch.optim.LBFGS([torch.zeros(1, requires_grad=True)])
    torch.nn.Conv2d(3, 8, 3)(torch.zeros(1, 3, 32, 32)).sum().backward()


METHODS: dict[str, Callable[[Job], Result]] = {
    "deep": lambda job: run_ours(job, "imagenet"),
    "deep, random weights": lambda job: run_ours(job, "none"),
    **{f"smp {n}": lambda job, n=n: run_plain(job, peers.make_smp, n) for n in (2, 4, 8)},
    "hand-written U-Net": lambda job: run_plain(job, peers.HandWritten, 4),
    "forest": run_forest,
}


def main() -> None:
    """``curve_methods.py JOB``: one JSON object."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    job = Job.from_json(sys.argv[1])
    print(json.dumps(METHODS[job.method](job)))


if __name__ == "__main__":
    main()
