"""Everything that is settled before the first step: images, classes, device, network, run.

Owns the reading of the project for one training. Must not import Qt.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import torch

from segstudio.errors import LearningError, UserError
from segstudio.learning.device import Device, choose_device, default_encoder, fast_dtype, set_threads
from segstudio.learning.messages import HELD_OUT, SAME_IMAGE, Event, Notice, Started, TrainSettings
from segstudio.learning.network import Live, fetch_weights, grow_head, quicken_statistics, ready
from segstudio.learning.recipe import Recipe, choose_recipe, start_of
from segstudio.learning.record import Record
from segstudio.learning.runs import RunInfo, RunWriter, load_run
from segstudio.learning.schedule import Budget
from segstudio.learning.tiles import Pixels, Stamp, TileSource, mask_stamp
from segstudio.learning.validation import Examined, pixels_to_predict
from segstudio.learning.weights import formula_path, load_decoder_weights
from segstudio.models.encoders import ENCODERS
from segstudio.models.table import build_network
from segstudio.models.unet import UNet
from segstudio.models.upsampling import UPSAMPLING
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import file_hash

PROJECT_FILE = "project.json"
NEVER_TRAINED = ("val", "test")  # splits


@dataclass
class Preparation:
    """One training's materials. ``source`` draws patches; ``seen`` keeps the pixels that checks look at."""

    project: Project
    budget: Budget
    device: Device
    net: UNet
    origin: str  # what the network starts from, one line
    ids: tuple[int, ...]  # class ids in channel order
    source: TileSource
    examined: Examined
    seen: Pixels
    recipe: Recipe
    precision: torch.dtype | None
    record: Record
    threads: int = 1  # CPU threads at the start
    stamps: dict[str, Stamp] = field(default_factory=dict)

    def started(self) -> Started:
        """The event that begins a training."""
        return Started(
            run=self.record.name,
            encoder=self.record.info.encoder,
            weights=self.origin,
            device=self.device.name,
            train_images=self.source.images,
            held_out_images=len(self.examined.entries) if self.examined.kind == HELD_OUT else 0,
            parameters=sum(p.numel() for p in self.net.parameters()),
            stages=self.net.stages,
        )

    def check_pixels(self) -> int:
        """Pixels that one check predicts."""
        return pixels_to_predict([self.seen.mask(entry) for entry in self.examined.entries])

    def longest_side(self) -> int:
        """Of all images that give patches, in pixels."""
        return max(max(entry.width, entry.height) for entry in self.source.entries)

    def refresh(self) -> bool:
        """Look for masks and images that changed on disk; True when earlier scores do not compare any more."""
        stamp = mask_stamp(self.project.folder / PROJECT_FILE)
        if stamp != self.stamps.get(""):
            self.stamps[""] = stamp
            try:
                self.project = Project.open(self.project.folder, write=False)
            except UserError:
                return False  # being moved or mended: go on with what is in memory
            self.source.pixels.project = self.seen.project = self.project
        held_out = {entry.id for entry in self.examined.entries} if self.examined.kind == HELD_OUT else set()
        known = {entry.id for entry in self.source.entries}
        self.source.refresh(
            [
                entry
                for entry in training_entries(self.project)
                # An image without a split may still be held out: it must not be learnt from before that is settled.
                if entry.id not in held_out and (entry.split or entry.id in known)
            ]
        )
        return self._more_examined() or self._truth_changed()

    def _more_examined(self) -> bool:
        """Where the training images are the yardstick, new ones join it."""
        entries = self.source.entries
        if self.examined.kind == HELD_OUT or {e.id for e in entries} <= {e.id for e in self.examined.entries}:
            return False
        self.examined = replace(self.examined, entries=entries)
        self._truth_changed()
        return True

    def _truth_changed(self) -> bool:
        now = {entry.id: mask_stamp(self.project.mask_path(entry)) for entry in self.examined.entries}
        changed = any(self.stamps.get(image, stamp) != stamp for image, stamp in now.items())
        self.stamps.update(now)
        return changed

    def take_notices(self) -> list[str]:
        """Sentences about images that had to be left out."""
        notices, self.source.notices = self.source.notices, []
        return notices

    def put_live(self, live: Live, net: UNet, step: int) -> None:
        """Make ``net`` the network that answers predictions."""
        live.net, live.ids, live.step = net, self.ids, step
        live.run, live.project, live.device = self.record.name, self.project.folder, self.device.torch


def training_entries(project: Project) -> list[ImageEntry]:
    """Images that are not held out, labelled or not yet."""
    return [entry for entry in project.images if entry.split not in NEVER_TRAINED]


def prepare(
    folder: Path, settings: TrainSettings, resume: str | None, stop: Callable[[], bool], recipe: Recipe | None
) -> Generator[Event, None, Preparation]:
    """Read, check, build; yields Progress and Notice. Errors as :func:`segstudio.learning.trainer.train` says."""
    check_settings(settings)
    project = Project.open(folder, write=False)
    ids = tuple(sorted(project.classes.ids))
    stamps = {"": mask_stamp(folder / PROJECT_FILE)}
    source = TileSource(Pixels(project), training_entries(project), ids, settings.seed)
    check_labels(source)
    examined = choose_examined(project, source, ids)
    device = choose_device(settings.device)
    threads = set_threads(settings.threads)
    torch.manual_seed(settings.seed)
    made = yield from _make_network(folder, settings, resume, device, ids, stop)
    net = ready(made.net, device)
    recipe = recipe or choose_recipe(device.kind, start_of(made.origin), source.upright())
    net.encoder.freeze_statistics(recipe.frozen_statistics)
    if not recipe.frozen_statistics:
        quicken_statistics(net.encoder)
    run = RunWriter(folder)
    info = RunInfo(
        name=run.name,
        encoder=made.encoder,
        class_ids=ids,
        class_names=examined.names,
        settings=settings,
        upsampling=made.upsampling,
        weights=made.origin,
        mask_hashes={entry.id: file_hash(project.mask_path(entry)) for entry in source.entries},
        held_out=tuple(entry.id for entry in examined.entries) if examined.kind == HELD_OUT else (),
    )
    return Preparation(
        project=project,
        budget=Budget(settings.steps, settings.seconds),
        device=device,
        net=net,
        origin=made.origin,
        ids=ids,
        source=source,
        examined=examined,
        seen=Pixels(project),
        recipe=recipe,
        precision=choose_precision(net, device),
        record=Record(run, info),
        threads=threads if device.kind == "cpu" else 1,
        stamps=stamps,
    )


def check_settings(settings: TrainSettings) -> None:
    """LearningError for words that no table has and limits that leave no time."""
    for word, table, what in (
        (settings.encoder, ("auto", *ENCODERS), "encoder"),
        (settings.upsampling, tuple(UPSAMPLING), "upsampling"),
    ):
        if word not in table:
            raise LearningError(f"There is no {what} {word!r}.", f"Choose one of {', '.join(table)}.")
    for limit in (settings.steps, settings.seconds):
        if limit is not None and limit <= 0:
            raise LearningError("There is no time to train.", "Allow at least one step.")


def check_labels(source: TileSource) -> None:
    """LearningError unless two classes have labelled pixels."""
    classes = int((source.counts > 0).sum())
    if classes == 0:
        reason = f" {source.notices[0]}" if source.notices else ""
        raise LearningError(f"Nothing is labelled yet.{reason}", "Paint at least two classes to start.")
    if classes == 1:
        raise LearningError("Only one class is labelled.", "Paint at least two classes to start.")


def choose_examined(project: Project, source: TileSource, ids: tuple[int, ...]) -> Examined:
    """Held-out labelled images; where there are none, the training images themselves, and the kind says so."""
    names = tuple(project.classes.by_id(class_id).name for class_id in ids)
    held_out = tuple(entry for entry in project.labelled_entries() if entry.split == "val")
    if held_out:
        return Examined(held_out, ids, names, HELD_OUT)
    return Examined(source.entries, ids, names, SAME_IMAGE)


class _Network(NamedTuple):
    net: UNet
    encoder: str
    upsampling: str
    origin: str


def _make_network(
    folder: Path,
    settings: TrainSettings,
    resume: str | None,
    device: Device,
    ids: tuple[int, ...],
    stop: Callable[[], bool],
) -> Generator[Event, None, _Network]:
    """A new network with the wished weights, or the one of a run, its head grown to the classes of now."""
    if resume is not None:
        info, state = load_run(folder, resume)
        if settings.encoder not in ("auto", info.encoder):
            yield Notice(f"Going on from run {resume}, so with its encoder {info.encoder}.")
        net = build_network(info.network, info.encoder, len(ids), info.upsampling)
        net.load_state_dict(grow_head(state, info.class_ids, ids, net.state_dict()))
        return _Network(net, info.encoder, info.upsampling, f"run {resume} ({info.weights})")
    encoder = choose_encoder(settings.weights, device) if settings.encoder == "auto" else settings.encoder
    weights, origin = yield from fetch_weights(encoder, settings.weights, stop)
    if weights is None and settings.weights != "none":
        yield Notice(origin)
    net = build_network("unet", encoder, len(ids), settings.upsampling)
    if weights is not None:
        net.encoder.load_weights(weights)
        net.load_state_dict(load_decoder_weights(encoder, settings.weights, net.state_dict()), strict=False)
    return _Network(net, encoder, settings.upsampling, origin)


def choose_encoder(weights: str, device: Device) -> str:
    """The row of ENCODERS meant by "auto": the one that suits the device, or one that the program has weights for."""
    suited = default_encoder(device)
    if weights != "formula" or formula_path(suited).is_file():
        return suited
    return next((name for name in ENCODERS if formula_path(name).is_file()), suited)


def choose_precision(net: UNet, device: Device) -> torch.dtype | None:
    """What to autocast to (``None``: stay at float32). On a CPU half precision has to win a race of one second first:
    without fast instructions for it, it trains up to eleven times slower."""
    dtype = fast_dtype(device)
    if device.kind == "cuda":
        return dtype or torch.float16
    if dtype is None:
        return None

    def lap(enabled: bool) -> float:
        began = time.monotonic()
        with torch.no_grad(), torch.autocast("cpu", dtype=dtype, enabled=enabled):
            net(torch.zeros(1, 3, 128, 128).contiguous(memory_format=torch.channels_last))
        return time.monotonic() - began

    net.eval()
    lap(True)
    lap(False)  # the first of each also compiles
    return dtype if min(lap(True) for _ in range(3)) < min(lap(False) for _ in range(3)) else None
