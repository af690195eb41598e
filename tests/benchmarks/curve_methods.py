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
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import common
import cv2
import numpy as np
import peers
import torch
from numpy.typing import NDArray

from segstudio.gui.session.preview_or_network import shows_network
from segstudio.labels.classes import VOID, ClassTable, read_classes_json
from segstudio.labels.geometry import Rect
from segstudio.learning.instant.filters import CACHE_BYTES, grid
from segstudio.learning.instant.frozen_features import starting_network
from segstudio.learning.instant.preview import PreviewModel
from segstudio.learning.messages import (
    Predicted,
    PreviewRequest,
    PreviewScored,
    Scored,
    ScoreTable,
    Step,
    TrainSettings,
)
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.live_network import LiveNetwork
from segstudio.learning.network.predictor import predict_rect
from segstudio.learning.training.trainer import train
from segstudio.project import palette_png
from segstudio.project.byte_cache import ByteCache
from segstudio.project.images.finding import find_images
from segstudio.project.images.reading import read_image
from segstudio.project.project import ImageEntry, Project
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
class Preview:
    """What the preview showed: from ``since[i][0]`` CPU-seconds on the mean IoU ``since[i][1]``."""

    since: list[tuple[float, float]] = field(default_factory=list)
    seconds: float = 0.0
    score: ScoreTable | None = None

    def at(self, moment: float) -> float | None:
        """What was shown at that time."""
        return next((miou for since, miou in reversed(self.since) if since <= moment), None)


def run_preview(job: Job, project: Path, pretrained: bool) -> Preview:
    """The preview on all labels: its first overlay, then its choice by cross-validation, each scored once."""
    with Project.open(project, write=False) as opened:
        first = next(entry for entry in opened.labelled_entries() if entry.split != "val")
    head = PreviewModel((lambda: starting_network(choose_device("cpu"))) if pretrained else None, job.seed)
    preview, clock = Preview(), Clock()
    for event in head.answer(PreviewRequest(1, project, first.id)):
        if isinstance(event, PreviewScored):
            preview.score = event.table
        if isinstance(event, Predicted):
            since = round(clock.now(), 2)
            if event.step > len(preview.since):  # the first piece of a new head's overlay
                with clock.paused():
                    preview.since.append((since, score_head(job, head, first)))
            preview.since[-1] = (since, preview.since[-1][1])
    preview.seconds = clock.now()
    return preview


def score_head(job: Job, head: PreviewModel, entry: ImageEntry) -> float:
    """Mean IoU of the head as it is. Looks at its insides: a question about another image would teach it that one's
    labels, and its cache would forget what the person's next stroke needs."""
    kept, head.reader.cache = head.reader.cache, ByteCache(CACHE_BYTES)

    def show(path: Path) -> Mask:
        image = read_image(path)
        shown = np.full(image.shape, VOID, np.uint8)
        one = replace(entry, id=path.stem)
        for block in grid(Rect.of_shape(image.shape), image.shape):
            assert head.head is not None
            shown[block.slices] = head.head.predict(
                head.reader.of_block(one.id, image, block, head.scoring.choice.sources)
            )[0]
        return shown

    try:
        return score(job, show)
    finally:
        head.reader.cache = kept


def run_ours(job: Job, weights: str, with_preview: bool = True) -> Result:
    """The network's running average, and beside it what the window would show: the preview until the network
    scores better by the window's own rule. The head's seconds count for the second only."""
    with tempfile.TemporaryDirectory() as work:
        project = Path(work) / "project"
        make_project(job, project)
        warm_up()
        preview = run_preview(job, project, weights == "imagenet") if with_preview else Preview()
        training = OurTraining(job, preview)
        training.run(project, TrainSettings(weights=weights, device="cpu", seed=job.seed, threads=1))
    found = {job.method: training.deep.rows, "scored": training.scored}
    if with_preview:
        found |= {job.method.replace("deep", "shown"): training.shown.rows, "instant": preview.since}
    return found


class OurTraining:
    """A training whose network, and whose window, are looked at from time to time."""

    def __init__(self, job: Job, preview: Preview) -> None:
        self.job, self.preview, self.live = job, preview, LiveNetwork()
        clock = Clock()
        self.deep, self.shown = Watch(job, clock), Watch(job, clock, preview.seconds)
        self.network_led = preview.score is None  # by the window's rule, at the latest check
        self.scored: list[tuple[float, int, float]] = []  # seconds, step and mean IoU of the program's own checks

    def run(self, project: Path, settings: TrainSettings) -> None:
        """Train until nothing is left to look at."""
        step = 0
        events = train(project, settings, live=self.live)
        for event in events:
            if isinstance(event, Scored):
                self.network_led = shows_network(self.preview.score, event.table, event.step, self.network_led)
                self.scored.append((round(self.deep.clock.now(), 1), step, event.table.mean_iou or 0.0))
            step = event.step if isinstance(event, Step) else step
            self.deep.tick(self._network, step)
            self.shown.tick(self._window, step)
            if self.deep.over and self.shown.over:
                break
        events.close()  # type: ignore[attr-defined]
        self.deep.fill(self._network, step)
        self.shown.fill(self._window, step)

    def _network(self, _: float) -> float | None:
        return score(self.job, partial(predict_live, self.live)) if self.live.net is not None else None

    def _window(self, moment: float) -> float | None:
        network = self.live.net is not None and self.network_led
        return self._network(moment) if network else self.preview.at(moment)


def predict_live(live: LiveNetwork, path: Path) -> Mask:
    """The whole image, by the program's own prediction."""
    assert live.net is not None
    image = read_image(path)
    return predict_rect(live.net, live.ids, image.model_input, image.shape, Rect.of_shape(image.shape))[0]


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
