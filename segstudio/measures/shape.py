"""What is measured of each object of one mask, in pixels. Pure: a mask and the image's values in, arrays out. No Qt.

Equal to ``skimage.measure.regionprops`` (0.26) wherever that has the figure, but for the zero of the orientation.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.objects import Objects, Runs

Floats = NDArray[np.float64]
_SIDES = ((-1, 0), (0, 1), (1, 0), (0, -1))
_CORNERS = ((-1, -1), (-1, 1), (1, 1), (1, -1))


class Ellipses(NamedTuple):
    """Middles of objects and the ellipses with the same second moments, float64[n] each.

    ``x``, ``y``: the centroid, the middle of the first pixel is at (0, 0). ``major``, ``minor``: the whole axes, 4
    times the root of the variance along them. ``orientation``: of the major axis in degrees, 0 <= a < 180, 0 along the
    rows, counterclockwise (as Fiji's Angle; 90 more than regionprops'); NaN where no direction is longer than another.
    """

    x: Floats
    y: Floats
    major: Floats
    minor: Floats
    orientation: Floats


def equivalent_diameter(areas: NDArray[np.int64]) -> Floats:
    """The diameter of the disc of the same area, in pixels."""
    return np.asarray(np.sqrt(4 * areas / np.pi), np.float64)


def perimeter(objects: Objects) -> Floats:
    """The length of the boundary in pixels, float64[n], as regionprops' ``perimeter``.

    Benkrid and Crookes (2000): the pixels of the object with a side to the outside are its boundary. Each counts by
    what stands beside it on the boundary: 1, the root of 2, or the mean of both. Beyond the image is outside.
    """
    framed = np.pad(objects.numbers, 1)
    wide, flat = framed.shape[1], framed.ravel()
    outer = np.zeros(flat.size, bool)
    for far in (wide, 1):  # a pixel and the next one below it, or to its right, of which at least one is on a boundary
        differs = flat[far:] != flat[:-far]
        outer[far:] |= differs
        outer[:-far] |= differs
    outer &= flat > 0
    at = np.flatnonzero(outer)
    owner = flat[at]

    def beside(ways: tuple[tuple[int, int], ...]) -> NDArray[np.int64]:
        count = np.zeros(len(at), np.int64)
        for down, right in ways:
            place = at + down * wide + right
            count += outer[place] & (flat[place] == owner)
        return count

    kind = 1 + 2 * beside(_SIDES) + 10 * beside(_CORNERS)
    weights = np.zeros(50)
    weights[[5, 7, 15, 17, 25, 27]] = 1
    weights[[21, 33]] = np.sqrt(2)
    weights[[13, 23]] = (1 + np.sqrt(2)) / 2
    return np.asarray(np.bincount(owner - 1, weights[kind], len(objects)), np.float64)


def ellipses(objects: Objects, runs: Runs) -> Ellipses:
    """The middles and ellipses of the objects, from the moments of their pixels' middles."""
    left, top = objects.boxes[:, 0].astype(np.float64), objects.boxes[:, 1].astype(np.float64)
    rows, columns = np.divmod(runs.starts, objects.numbers.shape[1])
    n, y, x = runs.lengths.astype(np.float64), rows - top[runs.owner], columns - left[runs.owner]
    along = n * x + n * (n - 1) / 2  # the sum of x over a run, then of its square
    squares = n * x**2 + x * n * (n - 1) + (n - 1) * n * (2 * n - 1) / 6

    def mean(of_runs: Floats) -> Floats:
        return np.bincount(runs.owner, of_runs, len(objects)) / objects.areas

    mean_x, mean_y = mean(along), mean(n * y)
    xx, yy, xy = mean(squares) - mean_x**2, mean(n * y**2) - mean_y**2, mean(along * y) - mean_x * mean_y
    middle, spread = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    angle = np.degrees(0.5 * np.arctan2(2 * xy, yy - xx)) + 90
    angle[spread <= 1e-9 * middle] = np.nan
    major, minor = (4 * np.sqrt(np.maximum(middle + sign * spread, 0)) for sign in (1, -1))
    return Ellipses(mean_x + left, mean_y + top, major, minor, angle % 180)


def intensities(runs: Runs, objects: Objects, values: NDArray[Any]) -> tuple[Floats, Floats]:
    """Mean and standard deviation (of all pixels, as NumPy's ``std``) of ``values`` [h, w] in each object, float64[n];
    NaN where a value in it is none."""
    count = len(objects)
    if not count:
        return np.zeros(0), np.zeros(0)
    with np.errstate(invalid="ignore", over="ignore"):
        # Squares of what differs from a value of the image itself: whole numbers, so of these the sums are exact.
        zero = values.flat[0] if np.isfinite(values.flat[0]) else 0
        shifted = np.append(values.astype(np.float64), 0.0) - zero  # one more, where the last run may end
        edges = np.stack([runs.starts, runs.starts + runs.lengths], 1).ravel()

        def mean(of_pixels: Floats) -> Floats:
            return np.bincount(runs.owner, np.add.reduceat(of_pixels, edges)[::2], count) / objects.areas

        middle = mean(shifted)
        spread = np.sqrt(np.maximum(mean(shifted**2) - middle**2, 0))
    good = np.isfinite(middle) & np.isfinite(spread)
    return np.where(good, middle + zero, np.nan), np.where(good, spread, np.nan)


def touches_edge(objects: Objects) -> NDArray[np.bool_]:
    """Which objects have a pixel in the outermost rows or columns of the image: they may go on beyond it."""
    x, y, w, h = objects.boxes.T
    height, width = objects.numbers.shape
    return np.asarray((x == 0) | (y == 0) | (x + w == width) | (y + h == height))
