"""Measures the masks or predictions of a project's images, one after the other. Changes nothing; no Qt.

Masks and predictions are those of an export: labels with the strokes that are not saved yet, predictions of the model
in use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import FormatError, ImageError, MaskError, said
from segstudio.formats.common.report import LeftOut
from segstudio.formats.writers.source import NOT_PREDICTED, is_predicted, seeds_of, values_of
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.mask import histogram
from segstudio.labels.objects import WHOLE, Parting, find_objects
from segstudio.labels.steps import Progress, silent
from segstudio.measures import shape
from segstudio.measures.skeleton import length_and_width
from segstudio.project.contents import picture_of
from segstudio.project.images.reading import ImageData, read_facts
from segstudio.project.parallel import in_threads
from segstudio.project.project import ImageEntry, Project

WORKERS = 2  # threads: most of the work is arithmetic, and the window is to get its share
_BYTES = 8  # int32 numbers, float64 values and their like, beside the byte of a mask
_OUTCOME = said("It is not measured.")
Floats = NDArray[np.float64]
PixelSize = tuple[float, float]  # metres: height and width of a pixel


@dataclass(frozen=True, eq=False)
class Regions:
    """The objects of one image, see ``labels.objects`` and ``measures.shape``: arrays of n, all lengths in pixels.

    ``means``, ``spreads``: float64[n, c] of the image's values by channel; NaN where they are not known.
    """

    classes: NDArray[np.uint8]
    areas: NDArray[np.int64]
    boxes: NDArray[np.int32]
    at_edge: NDArray[np.bool_]
    perimeter: Floats
    length: Floats
    width: Floats
    ellipses: shape.Ellipses
    means: Floats
    spreads: Floats


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

    def work(entry: ImageEntry) -> Measured | LeftOut | None:
        try:
            if what == "predictions" and not is_predicted(project, entry):
                return LeftOut(entry.title, NOT_PREDICTED)
            values, note = values_of(project, entry, what, _OUTCOME)
            seeds = seeds_of(project, entry, what)
        except (MaskError, ImageError) as error:
            return LeftOut(entry.title, error.message)
        if what == "labels" and (values == VOID).all():
            return None
        return _measured(project, entry, values, parting, seeds, note, pixel_size)

    images = project.images
    largest = max((one.width * one.height for one in images), default=1)
    found = in_threads(work, images, _BYTES * largest, progress, WORKERS)
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


def _measured(
    project: Project, entry: ImageEntry, values: NDArray[np.uint8], parting: Parting,
    seeds: NDArray[np.int32] | None, note: str, pixel_size: Callable[[Path], PixelSize | None],
) -> Measured:  # fmt: skip
    image, size = None, None
    try:
        image, size = picture_of(project, entry).map(), pixel_size(project.image_path(entry))
        if image.shape != entry.shape:
            raise ImageError(project.size_problem(entry) or note)
    except ImageError as error:
        text = "{image} is measured in pixels and without its values: {reason}"
        image, size, note = None, None, said(text, image=entry.title, reason=error.message)
    regions = measure_regions(values, image, parting, seeds)
    return Measured(entry, histogram(values), regions, size, _names(image) if image is not None else (), note)


def _names(image: ImageData) -> tuple[str, ...]:
    if image.names:
        return image.names
    return ("",) if image.stored.ndim == 2 else ("red", "green", "blue")


def measure_regions(
    values: NDArray[np.uint8], image: ImageData | None = None, parting: Parting = WHOLE,
    seeds: NDArray[np.int32] | None = None,
) -> Regions:  # fmt: skip
    """The objects of one mask ``values`` uint8[h, w] with the values of its ``image``, as large as it."""
    objects = find_objects(values, parting, seeds)
    runs = shape.runs_of(objects.numbers)
    planes = (
        [] if image is None else [image.stored] if image.stored.ndim == 2 else list(np.moveaxis(image.stored, 2, 0))
    )
    found = [shape.intensities(runs, objects, plane) for plane in planes]
    means, spreads = np.array(found).reshape(len(planes), 2, len(objects)).transpose(1, 2, 0)
    length, width = length_and_width(objects)
    return Regions(
        objects.classes, objects.areas, objects.boxes, shape.touches_edge(objects), shape.perimeter(objects), length,
        width, shape.ellipses(objects, runs), means, spreads,
    )  # fmt: skip
