"""All that is measured of the objects of one mask. Pure; imports little, as the processes that measure do. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.objects import WHOLE, Parting, find_objects, runs_of
from segstudio.measures import shape
from segstudio.measures.skeleton import length_and_width

Floats = NDArray[np.float64]


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


def measure_regions(
    values: NDArray[np.uint8],
    pixels: NDArray[Any] | None = None,
    parting: Parting = WHOLE,
    seeds: NDArray[np.int32] | None = None,
) -> Regions:
    """The objects of one mask ``values`` uint8[h, w] with the ``pixels`` [h, w] or [h, w, c] of its image; ``seeds`` as
    of ``labels.objects``."""
    objects = find_objects(values, parting, seeds)
    runs = runs_of(objects.numbers)
    planes = [] if pixels is None else [pixels] if pixels.ndim == 2 else list(np.moveaxis(pixels, 2, 0))
    found = [shape.intensities(runs, objects, plane) for plane in planes]
    means, spreads = np.array(found).reshape(len(planes), 2, len(objects)).transpose(1, 2, 0)
    length, width = length_and_width(objects)
    return Regions(
        objects.classes, objects.areas, objects.boxes, shape.touches_edge(objects), shape.perimeter(objects), length,
        width, shape.ellipses(objects, runs), means, spreads,
    )  # fmt: skip
