"""What a model that learnt without labels finds in all images of a project: codes, the map, how unusual each is.

Images are read tile by tile; of a large image among many only some patches are looked at, and its share is told. Must
not import Qt.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import numpy as np

from segstudio.errors import Cancelled, LearningError, UserError
from segstudio.labels.geometry import Rect
from segstudio.learning.data.channels import check_channels
from segstudio.learning.data.inputs import InputImage, Inputs, SliceReader
from segstudio.learning.drawing.model_of import Learnt
from segstudio.learning.explore.meanwhile import meanwhile
from segstudio.learning.explore.patch_answers import (
    Floats,
    PatchReader,
    patch_rects,
    read_patches,
    strangeness,
    visible,
)
from segstudio.learning.explore.plane import load_embedding, neighbour_plane, principal_plane
from segstudio.learning.network.interruptible import Stop
from segstudio.learning.runs.found import Found, usual_table
from segstudio.project.project import ImageEntry, Project

MOST_PATCHES = 20_000  # of all images
SAMPLE = 2_000_000  # errors of learnt images that tell what is usual
PERCENTILE = 99  # of an image's error: how unusual it is
OF_LOOKING = 0.9  # of the work; the rest is the map


@dataclass
class _Seen:
    """What was found so far; one item for each image, or for each patch."""

    entries: list[ImageEntry] = field(default_factory=list)
    codes: list[Floats] = field(default_factory=list)  # of each image's patches
    rects: list[list[Rect]] = field(default_factory=list)
    errors: list[Floats] = field(default_factory=list)  # of each image's patches: their means
    unusual: list[float] = field(default_factory=list)
    share: list[float] = field(default_factory=list)
    usual: list[Floats] = field(default_factory=list)  # a sample of the errors of each learnt image
    top: float = 0.0
    left_out: list[tuple[str, str]] = field(default_factory=list)


def look_at_images(project: Project, learnt: Learnt, stop: Stop) -> Generator[float, None, Found]:
    """Yields the share 0..1 that is done, between batches of patches, and OF_LOOKING while the map is made. Raises
    Cancelled once ``stop()`` is true, LearningError where no image can be read, ShortOfMemory."""
    model, known = learnt.model.eval(), {id for id, _ in learnt.facts.images}
    reader, inputs, slices, seen = PatchReader(model), Inputs(project), SliceReader(mapped=True), _Seen()
    limit = max(1, MOST_PATCHES // max(1, len(project.images)))
    sample = max(64, SAMPLE // max(1, len(known)))
    for number, entry in enumerate(project.images):
        share = OF_LOOKING * number / len(project.images)
        yield share
        try:
            image = slices.read(inputs.of(entry))
            check_channels(entry.name, image.inputs, learnt.facts.channels)
            for _ in _look_at(image, entry, reader, seen, limit, sample if entry.id in known else 0):
                yield share
                if stop():
                    raise Cancelled
        except UserError as error:
            seen.left_out.append((entry.id, error.message))
    if not seen.entries:
        raise LearningError("None of the images can be read.", "Check that the drive with the images is connected.")
    if not model.restores:
        _measure_strangeness(seen, known)
    return (yield from _put_together(seen, known, stop))


def _look_at(
    image: InputImage, entry: ImageEntry, reader: PatchReader, seen: _Seen, limit: int, sample: int
) -> Iterator[None]:
    """One image; yields between batches. ``sample``: errors that are kept of it."""
    side = reader.model.side
    rects = patch_rects(image.shape, side, side)
    whole = len(rects)
    if whole > limit:
        rects = [rects[place] for place in np.linspace(0, whole - 1, limit).round().astype(int)]
    codes, cells, means = [], [], []
    for start in range(0, len(rects), reader.batch):
        part = rects[start : start + reader.batch]
        answer = reader.answer(read_patches(image, part, side))
        codes.append(answer.codes)
        if answer.errors is not None:
            shown = [visible(one, rect, side) for one, rect in zip(answer.errors, part, strict=True)]
            cells += [one.ravel() for one in shown]
            means += [float(one.mean()) for one in shown]
        yield
    seen.entries.append(entry)
    seen.codes.append(np.concatenate(codes))
    seen.rects.append(rects)
    seen.share.append(len(rects) / whole)
    seen.errors.append(np.asarray(means, np.float32))
    errors = np.concatenate(cells) if cells else np.zeros(0, np.float32)
    seen.unusual.append(float(np.percentile(errors, PERCENTILE)) if len(errors) else 0.0)
    _note_usual(seen, errors, sample)


def _note_usual(seen: _Seen, errors: Floats, sample: int) -> None:
    """Keep some of a learnt image's errors, spread over all of them in their order of size."""
    if sample and len(errors):
        ordered = np.sort(errors)
        places = np.linspace(0, len(ordered) - 1, min(sample, len(ordered))).round().astype(int)
        seen.usual.append(ordered[places])
        seen.top = max(seen.top, float(ordered[-1]))


def _measure_strangeness(seen: _Seen, known: set[str]) -> None:
    """For a model that restores nothing: how far the code of a patch is from those of other images instead."""
    all_codes, ends = np.concatenate(seen.codes), np.cumsum([len(one) for one in seen.codes])
    for place, (entry, end) in enumerate(zip(seen.entries, ends.tolist(), strict=True)):
        errors = strangeness(codes := seen.codes[place], all_codes, slice(end - len(codes), end))
        seen.errors[place] = errors
        seen.unusual[place] = float(np.percentile(errors, PERCENTILE))
        _note_usual(seen, errors, SAMPLE if entry.id in known else 0)


def _put_together(seen: _Seen, known: set[str], stop: Stop) -> Generator[float, None, Found]:
    codes = np.stack([one.mean(axis=0) for one in seen.codes])
    patch_codes = np.concatenate(seen.codes)
    where = [(place, one.x, one.y, one.w, one.h) for place, rects in enumerate(seen.rects) for one in rects]
    (plane, kind), (patch_plane, patch_kind), pca, patch_pca = yield from meanwhile(
        lambda: (neighbour_plane(codes), neighbour_plane(patch_codes), principal_plane(codes),
                 principal_plane(patch_codes)), stop, OF_LOOKING, load_embedding)  # fmt: skip
    usual = np.concatenate(seen.usual) if seen.usual else np.zeros(0, np.float32)
    return Found(
        tuple(entry.id for entry in seen.entries), tuple(entry.sha256 for entry in seen.entries),
        codes, plane, pca, np.asarray(seen.unusual, np.float32), np.asarray(seen.share, np.float32),
        np.array([entry.id in known for entry in seen.entries]),
        patch_codes, patch_plane, patch_pca, np.concatenate(seen.errors), np.asarray(where, np.int32),
        usual_table(usual, seen.top), kind, patch_kind, tuple(seen.left_out),
    )  # fmt: skip
