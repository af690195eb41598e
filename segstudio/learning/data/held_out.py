"""Which pixels are trained on and which score the network: held-out images, else a held-out region, else none.

What a network was trained on never scores it. Must not import torch or Qt.
"""

from __future__ import annotations

import contextlib
import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import MaskError, UserError, said
from segstudio.labels.classes import VOID
from segstudio.learning.data.channels import problem_of
from segstudio.learning.data.patch_source import PatchSource
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.data.region import choose_region, inside
from segstudio.learning.messages import HELD_OUT, SAME_IMAGE, SAME_REGION, SAME_STACK
from segstudio.learning.runs.info import BUFFER, Region, RunInfo
from segstudio.project.project import ImageEntry, Project
from segstudio.project.splits import bonds

NEVER_TRAINED = ("val", "test")  # splits
FEW = 2  # most labelled images for which a region of one is held out

IN_TRAINED_GROUP = (  # of one image, of several
    "1 held-out image belongs to a group, or is a copy of an image, that is trained on: not scored, so that the score "
    "stays honest.",
    "{count} held-out images belong to a group, or are copies of images, that are trained on: not scored, so that the "
    "score stays honest.",
)
TRAINED_BEFORE = (
    "1 held-out image was trained on by the run that this one continues. It is not scored, so that the score stays "
    "honest. Start afresh to have it scored.",
    "{count} held-out images were trained on by the run that this one continues. They are not scored, so that the "
    "score stays honest. Start afresh to have them scored.",
)


@dataclass(frozen=True)
class ValidationSet:
    """What is scored: images, the network's class ids in channel order with their names, the kind of the score table,
    and the region that counts, ``None``: the whole images."""

    entries: tuple[ImageEntry, ...]
    ids: tuple[int, ...]
    names: tuple[str, ...]
    kind: str
    region: Region | None = None

    @property
    def never_learnt(self) -> bool:
        """Nothing of it was trained on, so scores on it compare networks honestly."""
        return self.kind in (HELD_OUT, SAME_STACK, SAME_REGION)

    @property
    def of_images(self) -> bool:
        """Whether it is whole images that were never trained on."""
        return self.kind in (HELD_OUT, SAME_STACK)

    def truth(self, entry: ImageEntry, pixels: Pixels) -> NDArray[np.uint8]:
        """The mask of class ids to score against, void where it does not count. Raises MaskError."""
        mask = pixels.mask(entry)
        return mask if self.region is None else inside(mask, self.region.window)


def training_entries(project: Project) -> list[ImageEntry]:
    """Images that are not held out, labelled or not."""
    return [entry for entry in project.images if entry.split not in NEVER_TRAINED]


class HeldOut(NamedTuple):
    """Labelled images that are scored on, and the kind of such a score."""

    entries: list[ImageEntry]
    kind: str


def find_held_out(project: Project, known: Collection[str] = ()) -> HeldOut:
    """Labelled held-out images of no group and no file that is trained on (images may join a group later). Where there
    is none, slices that a person held out of a stack that is trained on (SAME_STACK).

    ``known``: ids of images that the starting network was trained on; neither they, nor copies of them, nor their
    groups score."""
    labelled = list(project.labelled_entries())
    learnt = [one for one in project.images if one.id in known]
    learnt += [one for one in labelled if one.split not in NEVER_TRAINED]
    stacks: defaultdict[str, set[str]] = defaultdict(set)  # of the images that are trained on, by bond
    for one in learnt:
        for bond in bonds(one):
            stacks[bond].add(one.stack)
    held_out = [one for one in labelled if one.split == "val"]
    apart = [one for one in held_out if not any(bond in stacks for bond in bonds(one))]
    if apart or not held_out:
        return HeldOut(apart, HELD_OUT)
    trained = {one.id for one in learnt}
    beside = [one for one in held_out if one.stack and one.id not in trained]
    beside = [one for one in beside if all(stacks.get(bond, {one.stack}) == {one.stack} for bond in bonds(one))]
    return HeldOut(beside, SAME_STACK if beside else HELD_OUT)


def held_out_entries(project: Project, known: Collection[str] = ()) -> list[ImageEntry]:
    """The images of ``find_held_out``."""
    return find_held_out(project, known).entries


def scorable(project: Project, entries: Iterable[ImageEntry], channels: int) -> tuple[ImageEntry, ...]:
    """Those of ``entries`` whose image is there, as large as when it was added, and has so many channels."""
    return tuple(entry for entry in entries if problem_of(project, entry, channels) is None)


def not_scored(entry: ImageEntry, reason: str) -> str:
    """The sentence about an image that would score the network, but cannot be read."""
    return said("{image} is not scored: {reason}", image=entry.id, reason=reason)


def unreadable_notices(project: Project, channels: int) -> list[str]:
    """Sentences about held-out images whose mask or image cannot be read, or has another size or other channels."""
    told = []
    for entry in project.images:
        if entry.split == "val" and project.mask_path(entry).exists():
            try:
                labelled = project.label_summary(entry)[:VOID].any()
                problem = problem_of(project, entry, channels) if labelled else None
            except MaskError as error:
                problem = error.message
            told += [not_scored(entry, problem)] if problem else []
    return told


def unscored_notices(project: Project, known: Collection[str] = ()) -> list[str]:
    """Sentences about held-out images that do not score: those whose group is trained on, and those that the starting
    network was trained on (``known``)."""
    held_out = sum(entry.split == "val" for entry in project.labelled_entries())
    allowed, scored = len(held_out_entries(project)), len(held_out_entries(project, known))
    counts = ((held_out - allowed, IN_TRAINED_GROUP), (allowed - scored, TRAINED_BEFORE))
    return [said(words[count > 1], count=count) for count, words in counts if count]


def choose_held_out_region(project: Project, pixels: Pixels, before: RunInfo | None) -> Region | None:
    """The region to hold out of a project of one or two labelled images, ``None`` where that cannot be.

    ``before``: the run to continue. It was trained on everything but its own region.
    """
    entries = training_entries(project)
    if held_out_entries(project, before.known if before is not None else ()):
        return None
    if before is not None:
        region = Region.parse(before.region)
        return region if region is not None and region.image_id in {entry.id for entry in entries} else None
    masks = list(itertools.islice(_masks(entries, pixels), FEW + 1))
    return choose_region(masks) if 0 < len(masks) <= FEW else None


def _masks(entries: Iterable[ImageEntry], pixels: Pixels) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Id and mask of labelled images that can be learnt from."""
    for entry in entries:
        if pixels.project.mask_path(entry).is_file():
            with contextlib.suppress(UserError):
                mask = pixels.mask(entry)
                if (mask != VOID).any() and problem_of(pixels.project, entry, pixels.channels) is None:
                    yield entry.id, mask


def region_sentence(region: Region) -> str:
    """The notice about a held-out region."""
    w = region.window
    return said(
        "A part of {image} ({width} x {height} pixels at {x}, {y}) is held out for an honest score: strokes in it and "
        "up to {buffer} pixels around it are not learnt from. With three labelled images that is over.",
        image=region.image_id,
        width=w.w,
        height=w.h,
        x=w.x,
        y=w.y,
        buffer=BUFFER,
    )


def choose_examined(
    project: Project, source: PatchSource, ids: tuple[int, ...], known: Collection[str] = ()
) -> ValidationSet:
    """Held-out labelled images, else held-out slices of the same stack (SAME_STACK), else the held-out region, else the
    training images themselves (SAME_IMAGE).
    ``known``: as in ``held_out_entries``."""
    names = tuple(project.classes.by_id(class_id).name for class_id in ids)
    held_out = find_held_out(project, known)
    if held_out.entries:  # none of them can be read: nothing scores, in no other way
        return ValidationSet(scorable(project, held_out.entries, source.pixels.channels), ids, names, held_out.kind)
    if (region := source.region) is not None:
        return ValidationSet((project.entry(region.image_id),), ids, names, SAME_REGION, region)
    return ValidationSet(source.entries, ids, names, SAME_IMAGE)
