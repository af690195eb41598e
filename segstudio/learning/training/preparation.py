"""Reads and builds all that a training needs: images, classes, device, network, run. Must not import Qt."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from segstudio.choices.devices import CPU
from segstudio.choices.starts import FILE, Origin, start_key
from segstudio.errors import Cancelled, LearningError, UserError, said
from segstudio.learning.data.channels import project_channels
from segstudio.learning.data.held_out import (
    ValidationSet,
    choose_examined,
    choose_held_out_region,
    find_held_out,
    region_sentence,
    scorable,
    training_entries,
    unreadable_notices,
    unscored_notices,
)
from segstudio.learning.data.patch_source import PatchSource
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.data.recent_strokes import PackedMasks
from segstudio.learning.drawing.pairs import GeneratedPairs, generated_pairs
from segstudio.learning.messages import Event, Notice, Started, TrainSettings
from segstudio.learning.network.device import Device, choose_device, set_threads
from segstudio.learning.network.live_network import NetworkInUse, ready, set_batchnorm_momentum
from segstudio.learning.network.weights import State
from segstudio.learning.plan.mixture import Mixture
from segstudio.learning.plan.recipe import Recipe, choose_recipe
from segstudio.learning.plan.schedule import Budget
from segstudio.learning.runs.folder import RunWriter, read_info
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.inputs import check_inputs, ranges_in
from segstudio.learning.training.apply_settings import apply_settings, check_settings, own_weights
from segstudio.learning.training.first_network import BuiltNetwork, make_network
from segstudio.learning.training.precision import PRECISIONS, settle_precision
from segstudio.learning.training.resume_state import find_resume_state
from segstudio.learning.training.run_record import Record
from segstudio.models.contract import Network
from segstudio.project.checking.damaged_masks import refuse_damaged
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import FileStamp, file_hash, file_stamp

PROJECT_FILE = "project.json"
NOT_BEGUN = said("The training was not begun.")


class Changes(NamedTuple):
    """What has changed on disk."""

    strokes: bool  # labels to learn from
    truth: bool  # labels to score on: earlier scores are no longer comparable


@dataclass
class Preparation:
    """All that a training needs. ``source`` draws patches; ``seen`` keeps the pixels of the checks."""

    project: Project
    budget: Budget
    device: Device
    net: Network
    origin: Origin  # of the starting weights
    ids: tuple[int, ...]  # class ids in channel order
    source: PatchSource
    examined: ValidationSet
    seen: Pixels
    recipe: Recipe
    precision: torch.dtype | None
    record: Record
    threads: int = 1  # CPU threads at the start
    class_weights: NDArray[np.float32] | None = None  # chosen ones
    resume_state: State | None = None  # of a stopped training, to continue from exactly
    spent_before: float = 0.0  # seconds of that training
    new_head: bool = False  # the head has random weights
    generated: GeneratedPairs | None = None
    stamps: dict[str, FileStamp | None] = field(default_factory=dict)
    aside: dict[str, FileStamp | None] = field(default_factory=dict)  # masks of held-out images that do not score
    given_notices: set[str] = field(default_factory=set)

    def started(self) -> Started:
        """The event that begins a training."""
        return Started(
            run=self.record.name,
            network=self.record.info.network,
            encoder=self.record.info.encoder,
            weights=self.origin.sentence,
            device=self.device.name,
            train_images=len(self.source.entries),
            held_out_images=len(self.examined.entries) if self.examined.of_images else 0,
            parameters=sum(p.numel() for p in self.net.parameters()),
            stages=tuple(self.net.stages),
        )

    def refresh(self) -> Changes:
        """Read masks and images that changed on disk."""
        stamp = file_stamp(self.project.folder / PROJECT_FILE)
        if stamp != self.stamps.get(""):
            self.stamps[""] = stamp
            try:
                self.project = Project.open(self.project.folder, write=False)
                self.project.neighbours = self.record.info.neighbours  # what is learnt from stays as it began
            except UserError:
                return Changes(False, False)  # it is being moved or repaired
            self.source.pixels.project = self.seen.project = self.project
        held_out = {entry.id for entry in self.examined.entries} if self.examined.of_images else set()
        known = {entry.id for entry in self.source.entries}
        # An image without a split may still become a held-out one: it must not be trained on before.
        allowed = [e for e in training_entries(self.project) if e.id not in held_out and (e.split or e.id in known)]
        strokes = self.source.refresh(allowed)
        if strokes:
            self.record.learns_from([entry.id for entry in self.source.entries], self.source.counts)
        return Changes(strokes, self._more_examined() or self._truth_changed())

    def _more_examined(self) -> bool:
        """Add new held-out images or, if the training images are scored, new ones of these; whether there were any."""
        known = {entry.id for entry in self.examined.entries}
        found: Sequence[ImageEntry] = () if self.examined.never_learnt else self.source.entries
        if self.examined.of_images:
            found = self._held_out_now(known)
        new = tuple(entry for entry in found if entry.id not in known)
        if not new:
            return False
        self.examined = replace(self.examined, entries=self.examined.entries + new)
        if self.examined.of_images:
            self.record.scores_on([entry.id for entry in self.examined.entries])
        self._truth_changed()
        return True

    def _held_out_now(self, known: set[str]) -> list[ImageEntry]:
        """The held-out images; none unless the mask of one that does not score yet has changed, because finding the
        labelled ones reads every mask."""
        aside = {
            entry.id: file_stamp(self.project.mask_path(entry))
            for entry in self.project.images
            if entry.split == "val" and entry.id not in known
        }
        if aside == self.aside:
            return []
        self.aside = aside
        if not any(aside.values()):
            return []
        found = find_held_out(self.project, self.record.info.known)
        same = found.entries if found.kind == self.examined.kind else []
        return list(scorable(self.project, same, self.net.channels))

    def _truth_changed(self) -> bool:
        now = {entry.id: self._truth_stamp(entry) for entry in self.examined.entries}
        changed = any(self.stamps.get(image, stamp) != stamp for image, stamp in now.items())
        self.stamps.update(now)
        return changed

    def _truth_stamp(self, entry: ImageEntry) -> FileStamp | None:
        """Changes with the labels to score on: strokes outside of a held-out region do not change it."""
        stamp = file_stamp(self.project.mask_path(entry))
        if self.examined.region is None or stamp is None:
            return stamp
        with suppress(UserError):
            return zlib.crc32(self.examined.truth(entry, self.seen).tobytes()), 0
        return None

    def take_notices(self) -> list[Notice]:
        """Sentences, each once, about images that had to be left out or are not as they were."""
        left_out, self.source.notices = self.source.notices, []
        changed = self.source.pixels.notices + self.seen.notices
        self.source.pixels.notices, self.seen.notices = [], []
        return self.new_notices(left_out, True) + self.new_notices(changed, False)

    def new_notices(self, sentences: Iterable[str], left_out: bool) -> list[Notice]:
        """A notice for each of these sentences that was not given yet."""
        new = [text for text in dict.fromkeys(sentences) if text not in self.given_notices]
        self.given_notices.update(new)
        return [Notice(text, left_out) for text in new]

    def in_use(self, net: Network, step: int, mixture: Mixture | None) -> NetworkInUse:
        """``net`` as a network that predicts; ``mixture``: beside the head."""
        where = self.device.torch
        return NetworkInUse(net, self.ids, self.record.name, step, self.project.folder, where, mixture)


def prepare(
    folder: Path, settings: TrainSettings, resume: str | None, stop: Callable[[], bool], recipe: Recipe | None,
    seen: PackedMasks | None = None,
) -> Generator[Event, None, Preparation]:  # fmt: skip
    """Read, check, build; yields Progress and Notice. ``seen``: the masks that the run to continue was trained on.
    Raises as ``train``."""
    check_settings(settings)
    project = Project.open(folder, write=False)
    refuse_damaged(project, NOT_BEGUN)
    before = _to_continue(project, resume)
    ids = tuple(sorted(project.classes.ids))
    weights = own_weights(settings.class_weights, project.classes, ids)
    stamps = {"": file_stamp(folder / PROJECT_FILE)}
    source = _make_source(project, settings, before, ids, seen, stop)
    known = _known(folder, settings.weights, before)
    yield from _about_scores(project, source, known)
    examined = choose_examined(project, source, ids, known)
    device = choose_device(settings.device)
    yield from map(Notice, device.notices)
    pairs = generated_pairs(project, settings.generated, source, known, device)
    if pairs is not None:
        yield Notice(pairs.sentence(examined.names))
    threads = set_threads(settings.threads)
    torch.manual_seed(settings.seed)
    made = yield from make_network(folder, settings, resume, device, ids, stop, source.pixels.channels)
    net = ready(made.net, device)
    recipe = apply_settings(recipe or choose_recipe(device.kind, made.origin.kind, source.upright()), settings)
    _set_statistics(net, recipe.frozen_statistics)
    hashes, run = _hashes(project, source, stop), RunWriter(folder)
    learnt = known | set(hashes) | (pairs.learnt if pairs is not None else set())
    info = replace(_facts(run.name, settings, made, examined, source, project, learnt, pairs), mask_hashes=hashes)
    resume_state = find_resume_state(folder, before, info)
    continued = before if resume_state is not None else None
    precision = settle_precision(net, device, settings, continued)
    return Preparation(
        project=project,
        budget=Budget(settings.steps, settings.seconds),
        device=device,
        net=net,
        origin=made.origin,
        ids=ids,
        source=source,
        examined=examined,
        seen=Pixels(project, channels=source.pixels.channels),
        recipe=recipe,
        precision=precision,
        record=Record(run, replace(info, precision=PRECISIONS[precision]), pairs, continued),
        threads=threads if device.kind == CPU else 1,
        class_weights=weights,
        resume_state=resume_state,
        spent_before=continued.seconds if continued is not None else 0.0,
        new_head=before is None,
        generated=pairs,
        stamps=stamps,
    )


def _about_scores(project: Project, source: PatchSource, known: frozenset[str]) -> Iterator[Notice]:
    """What is not scored, and the region that is."""
    yield from (Notice(sentence) for sentence in unscored_notices(project, known))
    yield from (Notice(sentence, left_out=True) for sentence in unreadable_notices(project, source.pixels.channels))
    if source.region is not None:
        yield Notice(region_sentence(source.region))


def _set_statistics(net: Network, frozen: bool) -> None:
    """Whether BatchNorm of the trunk keeps the statistics that it came with."""
    if net.trunk is not None:
        net.trunk.freeze_statistics(frozen)
        if not frozen:
            set_batchnorm_momentum(net.trunk)


def _to_continue(project: Project, resume: str | None) -> RunInfo | None:
    """The run to continue. Raises LearningError: it learnt from other neighbouring slices."""
    before = read_info(project.folder, resume) if resume is not None else None
    if before is not None and before.neighbours != project.neighbours:
        check_inputs(project, before)
    return before


def _known(folder: Path, weights: str, before: RunInfo | None) -> frozenset[str]:
    """Ids of images that the network was trained on before: by the run that it continues, or by the run of this project
    whose weights file it starts from."""
    if before is not None:
        return before.known
    run = Path(weights).resolve().parent
    if start_key(weights) == FILE and run.parent == (folder / "runs").resolve():
        return read_info(folder, run.name).known
    return frozenset()


def _make_source(
    project: Project,
    settings: TrainSettings,
    before: RunInfo | None,
    ids: tuple[int, ...],
    seen: PackedMasks | None,
    stop: Callable[[], bool],
) -> PatchSource:
    """The source of patches. Raises LearningError unless two classes have labelled pixels, and Cancelled."""
    channels = project_channels(project) if before is None else before.channels
    pixels = Pixels(project, channels=channels)
    source = PatchSource(
        pixels,
        training_entries(project),
        ids,
        settings.seed,
        region=choose_held_out_region(project, pixels, before),
        seen=seen,
        border=settings.border,
        stop=stop,
    )
    classes = int((source.counts > 0).sum())
    if classes == 0:
        told = "Nothing is labelled yet. {reason}" if source.notices else "Nothing is labelled yet."
        reason = source.notices[0] if source.notices else ""
        raise LearningError(told, "Paint at least two classes to start.", reason=reason)
    if classes == 1:
        raise LearningError("Only one class is labelled.", "Paint at least two classes to start.")
    return source


def _hashes(project: Project, source: PatchSource, stop: Callable[[], bool]) -> dict[str, str]:
    """Image id -> SHA-256 of the mask. Raises Cancelled."""
    hashes = {}
    for entry in source.entries:
        if stop():
            raise Cancelled
        hashes[entry.id] = file_hash(project.mask_path(entry))
    return hashes


def _facts(
    name: str, settings: TrainSettings, made: BuiltNetwork, examined: ValidationSet, source: PatchSource,
    project: Project, learnt: Collection[str], pairs: GeneratedPairs | None,
) -> RunInfo:  # fmt: skip
    """The content of run.json at the start."""
    return RunInfo(
        name=name,
        network=made.network,
        encoder=made.encoder,
        class_ids=examined.ids,
        class_names=examined.names,
        settings=settings,
        upsampling=made.upsampling,
        weights=made.origin.sentence,
        origin=made.origin.kind,
        channels=made.net.channels,
        neighbours=project.neighbours,
        held_out=tuple(entry.id for entry in examined.entries) if examined.of_images else (),
        region=str(source.region or ""),
        pixels=tuple(int(count) for count in source.counts),
        learnt=tuple(sorted(learnt)),
        ranges=ranges_in(project, learnt),
        generated_from=pairs.origin if pairs is not None else "",
    )
