"""Which pixels are learnt from and which are the yardstick: held-out images, else a held-out region, else none.

Pure rules over a project and its masks; what a network has learnt from never becomes its yardstick. Must not import
torch or Qt.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import UserError, said
from segstudio.labels.classes import VOID
from segstudio.learning.data.patch_source import TileSource
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.data.region import choose_region, inside
from segstudio.learning.messages import HELD_OUT, SAME_IMAGE, SAME_REGION
from segstudio.learning.runs.info import BUFFER, Region, RunInfo
from segstudio.project.project import ImageEntry, Project

NEVER_TRAINED = ("val", "test")  # splits
FEW = 2  # labelled images at most for a region of one to be held out


@dataclass(frozen=True)
class ValidationSet:
    """What a check looks at: images, the network's class ids in channel order with their names, what to call it, and
    the one region that counts where not the whole images do."""

    entries: tuple[ImageEntry, ...]
    ids: tuple[int, ...]
    names: tuple[str, ...]
    kind: str
    region: Region | None = None

    @property
    def never_learnt(self) -> bool:
        """Nothing of it was trained on, so scores on it compare networks honestly."""
        return self.kind in (HELD_OUT, SAME_REGION)

    def truth(self, entry: ImageEntry, pixels: Pixels) -> NDArray[np.uint8]:
        """The mask of class ids to score against, void where it does not count. Raises MaskError."""
        mask = pixels.mask(entry)
        return mask if self.region is None else inside(mask, self.region.window)


def training_entries(project: Project) -> list[ImageEntry]:
    """Images that are not held out, labelled or not yet."""
    return [entry for entry in project.images if entry.split not in NEVER_TRAINED]


def held_out_entries(project: Project, known: Collection[str] = ()) -> list[ImageEntry]:
    """Labelled images that score: held out, and of no group that is trained on (a group may be named later).

    ``known``: ids of images that the network to go on from has learnt from, whatever they are used for now; neither
    they nor their groups score."""
    labelled = list(project.labelled_entries())
    learnt = {entry.group for entry in labelled if entry.group and entry.split not in NEVER_TRAINED}
    learnt |= {entry.group for entry in project.images if entry.group and entry.id in known}
    return [e for e in labelled if e.split == "val" and e.group not in learnt and e.id not in known]


def unscored_notices(project: Project, known: Collection[str] = ()) -> list[str]:
    """A sentence on held-out images that cannot score since their group is trained on, one on those that the network
    to go on from has learnt from (``known``); none where there are none."""
    held_out = sum(entry.split == "val" for entry in project.labelled_entries())
    allowed, scored = len(held_out_entries(project)), len(held_out_entries(project, known))
    return _of_a_group(held_out - allowed) + _learnt_before(allowed - scored)


def _of_a_group(count: int) -> list[str]:
    if not count:
        return []
    if count == 1:
        return [
            said("1 held-out image belongs to a group that is trained on: not scored, so that the score stays honest.")
        ]
    return [
        said(
            "{count} held-out images belong to a group that is trained on: not scored, so that the score stays honest.",
            count=count,
        )
    ]


def _learnt_before(count: int) -> list[str]:
    if not count:
        return []
    if count == 1:
        return [
            said(
                "1 held-out image was trained on by the run that this one continues. It is not scored, so that the "
                "score stays honest. Start afresh to have it scored."
            )
        ]
    return [
        said(
            "{count} held-out images were trained on by the run that this one continues. They are not scored, so that "
            "the score stays honest. Start afresh to have them scored.",
            count=count,
        )
    ]


def choose_held_out_region(project: Project, pixels: Pixels, before: RunInfo | None) -> Region | None:
    """The region to hold out of a project of one or two labelled images, ``None`` where that cannot be.

    ``before``: the run to go on from. It has learnt from everything but its own region.
    """
    entries = list(training_entries(project))
    if held_out_entries(project, before.known if before is not None else ()):
        return None
    if before is not None:
        region = Region.parse(before.region)
        return region if region is not None and region.image_id in {entry.id for entry in entries} else None
    masks = list(_masks(entries, pixels))
    return choose_region(masks) if 0 < len(masks) <= FEW else None


def _masks(entries: Iterable[ImageEntry], pixels: Pixels) -> Iterable[tuple[str, NDArray[np.uint8]]]:
    """The masks of at most one image more than FEW that have a label and can be read."""
    found = 0
    for entry in entries:
        if found > FEW or not pixels.project.mask_path(entry).is_file():
            continue
        try:
            mask = pixels.mask(entry)
        except UserError:
            continue
        if (mask != VOID).any():
            found += 1
            yield entry.id, mask


def region_sentence(region: Region) -> str:
    """What the person should know of it."""
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
    project: Project, source: TileSource, ids: tuple[int, ...], known: Collection[str] = ()
) -> ValidationSet:
    """Held-out labelled images, else the region that is held out; where there is none, the training images themselves,
    and the kind says so. ``known``: as in ``held_out_entries``."""
    names = tuple(project.classes.by_id(class_id).name for class_id in ids)
    held_out = tuple(held_out_entries(project, known))
    if held_out:
        return ValidationSet(held_out, ids, names, HELD_OUT)
    region = source.region
    if region is not None:
        return ValidationSet((project.entry(region.image_id),), ids, names, SAME_REGION, region)
    return ValidationSet(source.entries, ids, names, SAME_IMAGE)
