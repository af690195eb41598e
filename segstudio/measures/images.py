"""Measures the masks or predictions of a project's images, one after the other. Changes nothing; no Qt.

Masks and predictions are those of an export: labels with the strokes that are not saved yet, predictions of the model
in use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import FormatError, ImageError, MaskError, said
from segstudio.formats.common.report import LeftOut
from segstudio.formats.writers.source import NOT_PREDICTED, is_predicted, seeds_of, values_of
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.mask import histogram
from segstudio.labels.objects import WHOLE, Parting
from segstudio.labels.steps import Progress, silent
from segstudio.measures.processes import PROCESSES, MeasureRegions, measuring
from segstudio.measures.regions import Regions
from segstudio.project.contents import picture_of
from segstudio.project.images.reading import ImageData, read_facts
from segstudio.project.parallel import in_threads
from segstudio.project.project import ImageEntry, Project

_BYTES = 8  # int32 numbers, float64 values and their like, beside the byte of a mask
_OUTCOME = said("It is not measured.")
PixelSize = tuple[float, float]  # metres: height and width of a pixel


@dataclass(frozen=True, eq=False)
class Measured:
    """One image: ``pixels`` int64[256] by value, its regions, ``pixel_size`` where the file says it, ``channels``:
    names of the means' columns ("" for grey); ``note``: a sentence or ""."""

    entry: ImageEntry
    pixels: NDArray[np.int64]
    regions: Regions
    pixel_size: PixelSize | None = None
    channels: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, eq=False)
class Measurements:
    """All images of a project that could be measured, in their order. ``what``: "labels" or "predictions";
    ``parting``: the classes whose touching objects are parted (``labels.objects``); ``unlabelled``: titles of images
    without a label; ``left_out``: those that should be in it and are not."""

    classes: ClassTable
    what: str = "labels"
    parting: Parting = field(default_factory=dict)
    images: list[Measured] = field(default_factory=list)
    unlabelled: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def notes(self) -> list[str]:
        """What there is to say about images that are measured."""
        return [one.note for one in self.images if one.note]


def measure(
    project: Project, what: str = "labels", parting: Parting = WHOLE, progress: Progress = silent
) -> Measurements:
    """Measure ``what`` ("labels", "predictions") of all images. An image whose file cannot be read is measured in
    pixels, which its note says. Raises FormatError where nothing can be measured, and what ``progress`` raises."""
    pixel_size = cache(lambda path: read_facts(path).pixel_size)

    def work(measure_regions: MeasureRegions, entry: ImageEntry) -> Measured | LeftOut | None:
        try:
            if what == "predictions" and not is_predicted(project, entry):
                return LeftOut(entry.title, NOT_PREDICTED)
            values, note = values_of(project, entry, what, _OUTCOME)
            seeds = seeds_of(project, entry, what)
        except (MaskError, ImageError) as error:
            return LeftOut(entry.title, error.message)
        if what == "labels" and (values == VOID).all():
            return None
        image, size, note = _picture(project, entry, note, pixel_size)
        regions = measure_regions(values, image.stored if image is not None else None, parting, seeds)
        return Measured(entry, histogram(values), regions, size, _names(image) if image is not None else (), note)

    images = project.images
    sizes = [one.width * one.height for one in images]
    with measuring(sum(sizes)) as measure_regions:
        found = in_threads(partial(work, measure_regions), images, _BYTES * max(sizes, default=1), progress, PROCESSES)
    made = Measurements(
        project.classes, what, parting, [one for one in found if isinstance(one, Measured)],
        [entry.title for entry, one in zip(images, found, strict=True) if one is None],
        [one for one in found if isinstance(one, LeftOut)],
    )  # fmt: skip
    if not made.images:
        raise _nothing(made)
    return made


def _nothing(made: Measurements) -> FormatError:
    if made.left_out:
        return FormatError("There is nothing to measure. {reason}", "Put that right first.",
                           reason=made.left_out[0].sentence)  # fmt: skip
    return FormatError("There is nothing to measure: no image has labels yet.", "Paint or import some.")


def _picture(
    project: Project, entry: ImageEntry, note: str, pixel_size: Callable[[Path], PixelSize | None]
) -> tuple[ImageData | None, PixelSize | None, str]:
    """The image, how large its pixels are, and ``note`` or why it is measured without both."""
    try:
        image, size = picture_of(project, entry).map(), pixel_size(project.image_path(entry))
        if image.shape != entry.shape:
            raise ImageError(project.size_problem(entry) or note)
    except ImageError as error:
        text = "{image} is measured in pixels and without its values: {reason}"
        return None, None, said(text, image=entry.title, reason=error.message)
    return image, size, note


def _names(image: ImageData) -> tuple[str, ...]:
    if image.names:
        return image.names
    return ("",) if image.stored.ndim == 2 else ("red", "green", "blue")
