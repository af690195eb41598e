"""What is in an image file, for people and for programs: its facts, and the sums of the values that are stored in it.

Owns the words for facts and the one definition of ``segstudio info``. Must not import Qt or torch.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import said
from segstudio.labels.geometry import Rect, bands
from segstudio.labels.steps import Progress, silent
from segstudio.project.images.facts import TILE, Facts, ImageFile, TiledFile, planes_of
from segstudio.project.images.headers import opened
from segstudio.project.images.kinds import open_file

MOST_ROWS = 64  # planes that are listed one by one; all of them count in the sums
_AXES = {"T": "points in time", "Z": "slices", "C": "channels", "I": "pages", "Q": "pages"}


@dataclass(frozen=True)
class Sums:
    """Least, greatest and mean value of what is stored; values that are not finite are counted and left out."""

    least: float
    greatest: float
    mean: float
    not_finite: int = 0

    def to_json(self) -> dict[str, Any]:
        """``null`` where there is no finite value."""
        values = {"min": self.least, "max": self.greatest, "mean": self.mean}
        return {key: value if math.isfinite(value) else None for key, value in values.items()}


@dataclass(frozen=True)
class FileInfo:
    """Facts of a file with the sums over all of it and of each plane and sample, in the order of the file."""

    path: Path
    facts: Facts
    sums: Sums
    planes: tuple[Sums, ...]

    def to_json(self) -> dict[str, Any]:
        """One object for ``segstudio info --json``."""
        facts = self.facts
        per_plane = [plane.to_json() for plane in self.planes[:MOST_ROWS]]
        return {
            "file": str(self.path), "kind": facts.kind, "axes": facts.axes, "shape": list(facts.shape),
            "dtype": facts.dtype, **self.sums.to_json(), "not_finite": self.sums.not_finite,
            "planes": len(self.planes), "per_plane": per_plane,
            "pixel_size": None if facts.pixel_size is None else [*facts.pixel_size], "unit_of_size": "m",
            "slice_distance": facts.slice_distance, "unit_of_values": facts.unit or None,
            "orientation": facts.orientation, "photometric": facts.photometric, "bits": facts.bits,
            "window": None if facts.window is None else [*facts.window], "pages": facts.pages,
            "levels": facts.levels, "codec": facts.codec or None, "taken": taken(facts), "left": [*facts.left],
        }  # fmt: skip


def read_info(path: str | Path, progress: Progress = silent) -> FileInfo:
    """Facts and sums of all values in a file; decodes the whole of it, plane by plane. Raises ImageError."""
    path = Path(path)
    with opened(path) as file:
        image = open_file(path, file)
        image.check()
        planes = tuple(_sums_of_planes(image, progress))
        return FileInfo(path, image.facts, _together(planes, image.facts), planes)


def _sums_of_planes(image: ImageFile, progress: Progress) -> Iterable[Sums]:
    if isinstance(image, TiledFile) and image.facts.tiles is not None:
        yield from _sums_by_tiles(image, progress)
        return
    count = max(1, image.facts.plane_count)
    for number, values in enumerate(image.stored()):
        progress(min(number, count), count)
        yield _sums(values)


def _sums_by_tiles(image: TiledFile, progress: Progress) -> Iterable[Sums]:
    """The same of planes that are larger than memory may be."""
    facts = image.facts
    tiles = math.prod(facts.tiles or (1, 1))
    for done, plane in enumerate(planes_of(facts.planes)):
        parts: defaultdict[int, list[tuple[Sums, int]]] = defaultdict(list)
        for number, samples in enumerate(image.stored_tiles(plane)):
            progress(done * tiles + number, facts.plane_count * tiles)
            for sample, values in enumerate(samples):
                parts[sample].append((_sums(values), values.size))
        for pairs in parts.values():
            yield _joined([sums for sums, _ in pairs], [size for _, size in pairs])


def _sums(values: NDArray[Any]) -> Sums:
    least, greatest, total, finite = math.inf, -math.inf, 0.0, 0
    for band in bands(Rect.of_shape(values.shape[:2])):  # a large page stays in its file but for a strip
        part = np.asarray(values[band.slices]).ravel()
        if part.dtype.kind == "f":
            part = part[np.isfinite(part)]
        if part.size:
            least, greatest = min(least, float(part.min())), max(greatest, float(part.max()))
            total, finite = total + float(part.sum(dtype=np.float64)), finite + part.size
    if not finite:
        return Sums(math.nan, math.nan, math.nan, values.size)
    return Sums(least, greatest, total / finite, values.size - finite)


def _together(planes: tuple[Sums, ...], facts: Facts) -> Sums:
    size = math.prod(facts.shape) // max(1, len(planes))  # all planes have as many values
    return _joined(planes, [size] * len(planes))


def _joined(planes: Sequence[Sums], sizes: Sequence[int]) -> Sums:
    """Of several parts with so many values each."""
    weights = [size - plane.not_finite for size, plane in zip(sizes, planes, strict=True)]
    if not any(weights):
        return Sums(math.nan, math.nan, math.nan, sum(plane.not_finite for plane in planes))
    kept = [plane for plane, weight in zip(planes, weights, strict=True) if weight]
    mean = math.fsum(plane.mean * weight for plane, weight in zip(planes, weights, strict=True) if weight) / sum(
        weights
    )
    least, greatest = min(plane.least for plane in kept), max(plane.greatest for plane in kept)
    return Sums(least, greatest, mean, sum(plane.not_finite for plane in planes))


# ---- words ---------------------------------------------------------------------------------------------------------


def taken(facts: Facts) -> str:
    """What of a file is an image of the project, in a sentence."""
    size = f"{facts.width} x {facts.height}"
    channels = said("{count} channels together", count=facts.channels.size) if facts.channels.letter == "C" else ""
    if facts.tiles is not None:
        rows, columns = facts.tiles
        count = math.prod((facts.plane_count, rows, columns))
        text = "{count} images: it opens in {rows} x {columns} tiles of {side} pixels ({size} pixels in all)."
        if facts.plane_count > 1:
            text = (
                "{count} images: each of {planes} planes opens in {rows} x {columns} tiles of {side} pixels ({size} "
                "pixels in all)."
            )
        return said(text, count=count, rows=rows, columns=columns, side=TILE, size=size, planes=facts.plane_count)
    if not facts.planes:
        one = "One image of {size} pixels, {channels}." if channels else "One image of {size} pixels."
        return said(one, size=size, channels=channels)
    axes = ", ".join(f"{axis.size} {_AXES.get(axis.letter, axis.letter)}" for axis in facts.planes)
    axes = f"{axes}, {channels}" if channels else axes
    return said("{count} images of {size} pixels: {axes}.", count=facts.plane_count, size=size, axes=axes)


def fact_rows(info: FileInfo) -> list[tuple[str, str]]:
    """Names and values of what is known of a file, to be shown in two columns; what it does not say is left out."""
    facts, sums = info.facts, info.sums
    rows = [
        (said("Kind"), facts.kind + (f", {facts.codec}" if facts.codec else "")),
        (said("Taken"), taken(facts)),
        *((said("Left out"), sentence) for sentence in facts.left),
        (said("Axes"), " x ".join(f"{letter} {size}" for letter, size in zip(facts.axes, facts.shape, strict=True))),
        (said("Values"), said("{type}, {bits} bits", type=facts.dtype, bits=facts.bits)),
        (said("Unit"), facts.unit),
        (said("Least, greatest, mean"), f"{sums.least:.6g}, {sums.greatest:.6g}, {sums.mean:.6g}"),
        (said("Not finite"), str(sums.not_finite) if sums.not_finite else ""),
        (said("Meaning"), facts.photometric),
        (said("Orientation"), facts.orientation),
        (said("Pixel size"), _size_words(facts)),
        (said("Distance of slices"), _length(facts.slice_distance) if facts.slice_distance else ""),
        (said("Window of the file"), "{:.6g} - {:.6g}".format(*facts.window) if facts.window else ""),
        (said("Pages"), str(facts.pages) if facts.pages > 1 else ""),
        (said("Levels of the pyramid"), str(facts.levels) if facts.levels > 1 else ""),
    ]
    return [(name, value) for name, value in rows if value]


def _size_words(facts: Facts) -> str:
    if facts.pixel_size is None:
        return ""
    height, width = facts.pixel_size
    return _length(width) if abs(height - width) <= 1e-3 * width else f"{_length(width)} x {_length(height)}"


def _length(metres: float) -> str:
    for unit, size in (("m", 1.0), ("mm", 1e-3), ("\N{MICRO SIGN}m", 1e-6), ("nm", 1e-9)):
        if metres >= 0.1 * size:
            return f"{metres / size:.6g} {unit}"
    return f"{metres:.3g} m"
