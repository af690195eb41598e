"""Measurements as tables: regions, images, classes. What the window shows, the clipboard gets and CSV files hold.

Lengths are in pixels and, in columns of their own, in one unit of length where files say how large a pixel is. No Qt.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import said
from segstudio.labels.classes import VOID
from segstudio.measures.images import Measured, Measurements

IMAGE = "image"  # title of the column of images' paths
REGIONS, IMAGES, CLASSES = TABLES = ("regions", "images", "classes")
_MICRO = "\N{MICRO SIGN}m"
_UNITS = {"m": 1.0, "mm": 1e-3, _MICRO: 1e-6, "nm": 1e-9}
_PIXELS = 100  # the unit is the largest in which so many pixels are at least 1
_SQUARE = 0.01  # how much width and height of a pixel may differ, as in ``images.pixel_size``
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Column:
    """One column: ``title`` and ``unit`` (or ""), what it means, and a value for each row.

    ``values``: float64 (NaN: there is none) or text; ``whole``: the numbers are whole ones.
    """

    title: str
    unit: str
    tip: str
    values: NDArray[Any]
    whole: bool = False

    @property
    def header(self) -> str:
        """The title with its unit."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    @property
    def is_text(self) -> bool:
        """Whether the values are no numbers."""
        return self.values.dtype == object

    def cell(self, row: int) -> str:
        """A value as text, numbers with seven digits; empty where there is none."""
        value = self.value(row)
        return "" if value is None else f"{value:.7g}" if isinstance(value, float) else str(value)

    def value(self, row: int) -> str | int | float | None:
        """A value; ``None`` where there is none."""
        value = self.values[row]
        if self.is_text:
            return str(value)
        return None if math.isnan(value) else int(value) if self.whole else float(value)


class Place(NamedTuple):
    """Where a region is: the image's id and x, y, width, height in pixels."""

    image_id: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of the same length. ``class_ids``: of each row, int64[n]; ``sizes``: of each row what it is sorted out
    by, its pixels; ``place``: where the region of a row is, ``None`` in other tables."""

    columns: list[Column]
    class_ids: NDArray[np.int64]
    sizes: NDArray[np.int64]
    place: Callable[[int], Place] | None = None

    def __len__(self) -> int:
        return len(self.class_ids)


def unit_of(sizes: Sequence[tuple[float, float]]) -> str:
    """The one unit of length for pixels of these sizes in metres: of the largest one; "" without any."""
    longest = max((max(size) for size in sizes), default=0.0)
    fitting = (unit for unit, metres in _UNITS.items() if _PIXELS * longest >= metres * (1 - 1e-9))
    return next(fitting, "nm") if longest else ""


def tables_of(made: Measurements) -> dict[str, Table]:
    """The three tables by name."""
    return {REGIONS: region_table(made), IMAGES: image_table(made), CLASSES: class_table(made)}


def _text(values: Sequence[str]) -> NDArray[Any]:
    column = np.empty(len(values), object)
    column[:] = values
    return column


def _unit(made: Measurements) -> str:
    return unit_of([one.pixel_size for one in made.images if one.pixel_size is not None])


def _joined(made: Measurements, part: Callable[[Measured], Any]) -> Floats:
    """What ``part`` gives for the regions of each image, one after the other."""
    return np.concatenate([np.asarray(part(one), np.float64) for one in made.images])


def _side(one: Measured) -> float:
    """Metres of a square pixel's side, else NaN."""
    if one.pixel_size is None or abs(one.pixel_size[0] - one.pixel_size[1]) > _SQUARE * one.pixel_size[0]:
        return math.nan
    return one.pixel_size[1]


def _area(one: Measured) -> float:
    """Square metres of a pixel, else NaN."""
    return math.nan if one.pixel_size is None else one.pixel_size[0] * one.pixel_size[1]


# ---- regions --------------------------------------------------------------------------------------------------------

_LENGTHS: tuple[tuple[str, str, Callable[[Measured], Floats]], ...] = (
    ("perimeter", "Length of the boundary (Benkrid and Crookes 2000; regionprops' perimeter).",
     lambda one: one.regions.perimeter),
    ("length", "The longest shortest path along the skeleton, and on to the edge at both ends.",
     lambda one: one.regions.length),
    ("width", "Twice the mean distance of the skeleton to the edge.", lambda one: one.regions.width),
    ("equivalent diameter", "The diameter of the disc of the same area.",
     lambda one: np.sqrt(4 * one.regions.areas / np.pi)),
    ("major axis", "The long axis of the ellipse with the same second moments.",
     lambda one: one.regions.ellipses.major),
    ("minor axis", "The short axis of the ellipse with the same second moments.",
     lambda one: one.regions.ellipses.minor),
)  # fmt: skip
_PLACES = ("box left", "box top", "box width", "box height")


def region_table(made: Measurements) -> Table:
    """A row for each region of each image."""
    unit = _unit(made)
    counts = [len(one.regions.classes) for one in made.images]
    ids = _joined(made, lambda one: one.regions.classes).astype(np.int64)
    areas = _joined(made, lambda one: one.regions.areas)
    area, side = (np.repeat([size(one) for one in made.images], counts) for size in (_area, _side))
    columns = [*_names_of([(one, n) for one, n in zip(made.images, counts, strict=True)]), _class_column(made, ids)]
    columns.append(Column("region", "", "Number of the region in its image.", _numbered(counts), whole=True))
    columns.append(Column("area", "px", "Pixels of the region.", areas, whole=True))
    if unit:
        tip = "Area of the region: its pixels times the area of a pixel."
        columns.append(Column("area", f"{unit}\N{SUPERSCRIPT TWO}", tip, areas * area / _UNITS[unit] ** 2))
    for title, tip, part in _LENGTHS:
        pixels = _joined(made, part)
        columns.append(Column(title, "px", tip, pixels))
        if unit:
            columns.append(Column(title, unit, tip, pixels * side / _UNITS[unit]))
    columns += [*_directions(made), *_intensities(made)]
    boxes = np.concatenate([one.regions.boxes for one in made.images])
    ends = np.cumsum(counts)

    def place(row: int) -> Place:
        x, y, w, h = (int(value) for value in boxes[row])
        return Place(made.images[int(np.searchsorted(ends, row, "right"))].entry.id, (x, y, w, h))

    return Table(columns, ids, areas.astype(np.int64), place)


def _names_of(rows: Sequence[tuple[Measured, int]]) -> list[Column]:
    """The columns that name the image, ``n`` rows for each."""
    paths = _text([one.entry.path for one, n in rows for _ in range(n)])
    found = [Column(IMAGE, "", "The image's file.", paths)]
    if any(one.entry.plane for one, _ in rows):
        planes = _text([one.entry.plane for one, n in rows for _ in range(n)])
        found.append(Column("plane", "", "The plane of the stack.", planes))
    return found


def _class_column(made: Measurements, ids: NDArray[np.int64]) -> Column:
    names = {row.id: row.name for row in made.classes}
    return Column("class", "", "The class of the region.", _text([names.get(id, str(id)) for id in ids.tolist()]))


def _numbered(counts: Sequence[int]) -> Floats:
    return np.concatenate([np.arange(1, count + 1, dtype=np.float64) for count in counts])


def _directions(made: Measurements) -> list[Column]:
    """Columns on where a region is and which way it lies."""
    turn = (
        "Direction of the major axis: 0 along the rows, counterclockwise; none where the region is as long every way."
    )
    edge = _joined(made, lambda one: one.regions.at_edge)
    words = _text(["yes" if one else "no" for one in edge.tolist()])
    found = [
        Column("orientation", "\N{DEGREE SIGN}", turn, _joined(made, lambda one: one.regions.ellipses.orientation)),
        Column("x", "px", "Column of the centroid; the first one is 0.",
               _joined(made, lambda one: one.regions.ellipses.x)),
        Column("y", "px", "Row of the centroid; the first one is 0.",
               _joined(made, lambda one: one.regions.ellipses.y)),
    ]  # fmt: skip
    boxes = np.concatenate([one.regions.boxes for one in made.images]).astype(np.float64)
    for title, values in zip(_PLACES, boxes.T, strict=True):
        found.append(Column(title, "px", "The smallest upright rectangle around the region.", values, whole=True))
    found.append(Column("touches edge", "", "The region reaches the image's edge and may go on beyond it.", words))
    return found


def _intensities(made: Measurements) -> list[Column]:
    """Mean and standard deviation of each channel that any of the images has."""
    found = []
    for name in dict.fromkeys(name for one in made.images for name in one.channels):
        for word, tip, part in (
            ("mean", "Mean of the image's values, as they are in its file.", "means"),
            ("standard deviation", "Standard deviation of the image's values, of all pixels of the region.", "spreads"),
        ):
            values = np.concatenate([_channel(one, name, getattr(one.regions, part)) for one in made.images])
            title = said(f"{word} {{channel}}", channel=name) if name else word
            found.append(Column(title, "", tip, values))
    return found


def _channel(one: Measured, name: str, values: Floats) -> Floats:
    if name in one.channels:
        return np.asarray(values[:, one.channels.index(name)])
    return np.full(len(one.regions.classes), np.nan)


# ---- images and classes ---------------------------------------------------------------------------------------------


def image_table(made: Measurements) -> Table:
    """A row for each class in each image, also where the image has none of it."""
    ids = np.array([row.id for row in made.classes], np.int64)
    counts = [len(ids)] * len(made.images)
    pixels = np.concatenate([one.pixels[ids] for one in made.images])
    labelled = np.repeat([one.pixels[:VOID].sum() for one in made.images], counts)
    regions = np.concatenate([np.bincount(one.regions.classes, minlength=256)[ids] for one in made.images])
    cut = np.concatenate([_at_edge(one)[ids] for one in made.images])
    classes = np.tile(ids, len(made.images))
    columns = [*_names_of([(one, len(ids)) for one in made.images]), _class_column(made, classes)]
    columns += _counts(
        made, pixels, labelled, regions, cut, pixels * np.repeat([_area(one) for one in made.images], counts)
    )
    return Table(columns, classes, pixels)


def class_table(made: Measurements) -> Table:
    """A row for each class over all images. An area in a unit of length only where it is known in all of them."""
    ids = np.array([row.id for row in made.classes], np.int64)
    pixels = np.sum([one.pixels for one in made.images], 0)
    regions = np.sum([np.bincount(one.regions.classes, minlength=256) for one in made.images], 0)[ids]
    cut = np.sum([_at_edge(one) for one in made.images], 0)[ids]
    area = np.sum([one.pixels * _area(one) for one in made.images], 0)[ids]
    images = np.sum([one.pixels > 0 for one in made.images], 0)[ids]
    columns = [_class_column(made, ids)]
    columns.append(Column("images", "", "Images with this class.", images.astype(np.float64), whole=True))
    columns += _counts(made, pixels[ids], np.full(len(ids), pixels[:VOID].sum()), regions, cut, area)
    return Table(columns, ids, pixels[ids])


def _at_edge(one: Measured) -> NDArray[np.int64]:
    return np.bincount(one.regions.classes[one.regions.at_edge], minlength=256)


def _counts(
    made: Measurements, pixels: NDArray[np.int64], labelled: NDArray[np.int64], regions: NDArray[np.int64],
    cut: NDArray[np.int64], area: Floats,
) -> list[Column]:  # fmt: skip
    """The columns of counts; ``area`` in square metres."""
    unit = _unit(made)
    mean = np.where(regions > 0, pixels / np.maximum(regions, 1), np.nan)
    share = np.where(labelled > 0, 100 * pixels / np.maximum(labelled, 1), np.nan)
    found = [
        Column("area", "px", "Pixels of the class.", pixels.astype(np.float64), whole=True),
        Column("share", "%", "Share of the labelled pixels; void counts nowhere.", share),
        Column("regions", "", "Regions of the class, connected by sides or corners.", regions.astype(np.float64), True),
        Column("regions at the edge", "", "Regions that may go on beyond the image.", cut.astype(np.float64), True),
        Column("mean area", "px", "Mean pixels of a region.", mean),
    ]  # fmt: skip
    if unit:
        tip = "Area of the class; none where the files do not say the size of a pixel."
        found.insert(1, Column("area", f"{unit}\N{SUPERSCRIPT TWO}", tip, area / _UNITS[unit] ** 2))
    return found
