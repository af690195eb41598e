"""The labelled pixels of one image that the head learns from or is scored on, and their responses. Writes nothing."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.learning.data.inputs import InputImage
from segstudio.learning.data.kinds import kinds_at, labelled_all_over
from segstudio.learning.instant.feature_reader import FeatureReader
from segstudio.learning.instant.filters import BLOCK
from segstudio.learning.instant.labels_on_disk import Fingerprint
from segstudio.learning.instant.sample import any_of, balanced, in_few_blocks, labelled_places
from segstudio.learning.instant.scoring import ScoredSample
from segstudio.project.project import ImageEntry

HELD_OUT_PIXELS = 20_000  # of each image, that a score is counted on


@dataclass(frozen=True, eq=False)
class Sample(ScoredSample):
    """The sample of one labelled image."""

    entry: ImageEntry
    fingerprint: Fingerprint


def sample_image(
    reader: FeatureReader,
    image: InputImage,
    mask: NDArray[np.uint8],
    entry: ImageEntry,
    fingerprint: Fingerprint,
    learn: bool,
    seed: int,
) -> Generator[None, None, Sample]:
    """Sample pixels, to ``learn`` from or to be scored, and read their responses; yields after each block."""
    labelled = labelled_places(mask, fingerprint[1])
    counts = np.bincount(labelled.classes, minlength=256).astype(np.int64)
    places = in_few_blocks(labelled, BLOCK)
    if learn:
        few = not labelled_all_over(len(labelled), mask.size)
        kinds = kinds_at(image.model_input, entry.shape, places.rows, places.columns) if few else None
        places = balanced(places, entry.width, seed, kinds=kinds)
    else:
        places = any_of(places, entry.width, seed, HELD_OUT_PIXELS)
    features = yield from reader.at_places(image.field_input, image.field, places, image.place)
    return Sample(mask, places, features, counts, entry, fingerprint)
