"""Patches of labelled images with their masks, for learning to draw an image for a mask.

They are drawn as those of a training are, from the same pixels: neither held-out images nor a held-out region. Must not
import torch or Qt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import LearningError
from segstudio.labels.classes import VOID
from segstudio.learning.data.augment import NO_CHANGE
from segstudio.learning.data.channels import project_channels
from segstudio.learning.data.held_out import choose_held_out_region, training_entries
from segstudio.learning.data.patch_source import PatchSource
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.runs.info import Region
from segstudio.project.project import ImageEntry, Project

Floats = NDArray[np.float32]
State = Mapping[str, Any]  # of ``LabelledPatches``, for JSON


class LabelledPatches:
    """Draws ``size`` x ``size`` patches around labelled pixels, turned and mirrored as the images allow.

    ``known``: ids of the classes in the order of their numbers, ``None``: all that are labelled. ``region``: held out
    of an image, as text; ``None``: as a training would hold it out now. ``before``: the ``state`` of another one, to go
    on with its draws. ``entries``: a few images instead of all. Raises LearningError where nothing is labelled."""

    def __init__(
        self,
        project: Project,
        size: int,
        seed: int,
        known: Sequence[int] | None = None,
        channels: int | None = None,
        region: str | None = None,
        before: State | None = None,
        entries: Sequence[ImageEntry] | None = None,
    ) -> None:
        pixels = Pixels(project, channels=project_channels(project) if channels is None else channels)
        kept_out = choose_held_out_region(project, pixels, None) if region is None else Region.parse(region)
        images = training_entries(project) if entries is None else entries
        ids = tuple(sorted(project.classes.ids))
        self.source = PatchSource(pixels, images, ids, seed, region=kept_out)
        labelled = [class_id for class_id, count in zip(ids, self.source.counts, strict=True) if count]
        if not labelled:
            reason = next(iter(self.source.notices), "")
            raise LearningError(
                "No image that may be learnt from is labelled. {reason}",
                "Paint some classes first; held-out images are not learnt from.",
                reason=reason,
            )
        self.known = tuple(labelled if known is None else known)
        self.region = str(kept_out or "")
        self._numbers = numbers(ids, self.known)
        upright = self.source.upright()
        self._changes = replace(NO_CHANGE, flips=True, upside_down=not upright, quarter_turns=not upright)
        self._size = size
        if before is not None:
            self.source.random.bit_generator.state = before["random"]

    @property
    def channels(self) -> int:
        """Of the images."""
        return self.source.pixels.channels

    @property
    def state(self) -> State:
        """What is needed to go on with the same draws later, from the same masks."""
        return {"random": self.source.random.bit_generator.state}

    @property
    def drawn(self) -> set[str]:
        """Ids of the images that are learnt from."""
        return {entry.id for entry in self.source.entries}

    @property
    def left_out(self) -> dict[str, str]:
        """A sentence by the id of every image that should be learnt from and cannot be read."""
        return self.source.left_out

    def ready(self) -> bool:
        """Whether ``draw`` can be called now."""
        return True

    def draw(self) -> Floats:
        """``float32[channels+1,s,s]``: an image in 0..1, and the number of each pixel's class as the last plane, the
        number of classes where it is void or of another class. Raises UserError when no image can be read any more."""
        patch = self.source.draw(self._size, self._changes)
        return np.concatenate((patch.image, self._numbers[patch.target][None].astype(np.float32)))


def numbers(ids: Sequence[int], known: Sequence[int]) -> NDArray[np.int64]:
    """``int64[256]``: channel of a network whose classes are ``ids`` -> place in ``known``, all others, also void, to
    the number of ``known``."""
    table = np.full(256, len(known), np.int64)
    for channel, class_id in enumerate(ids):
        if class_id in known:
            table[channel] = known.index(class_id)
    assert table[VOID] == len(known)
    return table
