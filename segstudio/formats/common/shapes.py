"""Outlines and run lengths to pixels, as shapes drawn one over the other.

One rule for every outline, that of ``labels.painting``: the pixels whose middle is inside (even-odd). The outline adds
none, as in pycocotools and unlike ``cv2.fillPoly``, which takes every pixel that it touches. Coordinates are in pixels:
the middle of the first pixel is at (0.5, 0.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import MaskError, said
from segstudio.formats.common.found import NAME, NOTHING, Loaded, Value
from segstudio.labels.painting import polygon

_MOST_POINTS = 1 << 20  # of one outline


class Names:
    """Gives each name that occurs in the files a key of its own."""

    def __init__(self) -> None:
        self._keys: dict[str, int] = {}

    def key(self, name: object) -> int:
        """The key of a name."""
        words = " ".join(str(name).split())[:200]
        return self._keys.setdefault(words, NAME + len(self._keys))

    @property
    def values(self) -> dict[int, Value]:
        """All names by key."""
        return {key: Value(name) for name, key in self._keys.items()}


class Drawing:
    """Shapes drawn over each other on an image of ``shape`` (h, w); ``name`` is its file's, for the sentences."""

    def __init__(self, shape: tuple[int, int], name: str) -> None:
        self._keys = np.full(shape, NOTHING, np.int32)
        self._name, self._notes = name, dict[str, None]()

    def loaded(self) -> Loaded:
        """The keys of all pixels, and what could not be taken as it stands."""
        return Loaded(self._keys, notes=tuple(self._notes))

    def note(self, sentence: str) -> None:
        """Tell something with the file's name, once."""
        self._notes[said("{name}: {what}", name=self._name, what=said(sentence))] = None

    def polygons(self, rings: Iterable[Any], key: int) -> None:
        """Draw one shape of several rings (even-odd): each ``[[x, y], ...]`` or ``[x, y, x, y, ...]``."""
        inside = np.zeros(self._keys.shape, bool)
        for ring in rings:
            points = self._points(ring)
            footprint = polygon(self._keys.shape, points)
            inside[footprint.rect.slices] ^= footprint.inside
        self._draw(inside, key)

    def _points(self, ring: Any) -> NDArray[np.float64]:
        try:
            points = np.asarray(ring, np.float64).reshape(-1, 2)
        except (ValueError, TypeError, OverflowError) as error:
            raise self._no_outline() from error
        if len(points) > _MOST_POINTS or not np.isfinite(points).all():
            raise self._no_outline()
        if len(points) < 3:
            self.note("an outline of fewer than three points covers nothing.")
        height, width = self._keys.shape
        if len(points) and (points.min() < 0 or points[:, 0].max() > width or points[:, 1].max() > height):
            self.note("outlines reach beyond the image and are cut at its border.")
        return points

    def _no_outline(self) -> MaskError:
        return MaskError("{name} has an outline that is none.", "Export it again.", name=self._name)

    def rectangle(self, first: Sequence[float], second: Sequence[float], key: int) -> None:
        """Draw the rectangle between two corners."""
        (x, y), (right, bottom) = first, second
        self.polygons([[[x, y], [right, y], [right, bottom], [x, bottom]]], key)

    def ellipse(self, x: float, y: float, rx: float, ry: float, key: int) -> None:
        """Draw an upright ellipse around (x, y)."""
        if not np.isfinite((x, y, rx, ry)).all():
            raise self._no_outline()
        rows, columns = np.ogrid[: self._keys.shape[0], : self._keys.shape[1]]
        if rx > 0 and ry > 0:
            self._draw(((columns + 0.5 - x) / rx) ** 2 + ((rows + 0.5 - y) / ry) ** 2 <= 1, key)

    def part(self, inside: NDArray[np.bool_], x: int, y: int, key: int) -> None:
        """Draw ``inside`` bool[h,w] with its upper left pixel at column ``x`` and row ``y``."""
        whole = np.zeros(self._keys.shape, bool)
        height, width = whole.shape
        top, left = max(y, 0), max(x, 0)
        bottom, right = min(y + inside.shape[0], height), min(x + inside.shape[1], width)
        if (top, left, bottom, right) != (y, x, y + inside.shape[0], x + inside.shape[1]):
            self.note("masks reach beyond the image and are cut at its border.")
        if top < bottom and left < right:
            whole[top:bottom, left:right] = inside[top - y : bottom - y, left - x : right - x]
        self._draw(whole, key)

    def _draw(self, inside: NDArray[np.bool_], key: int) -> None:
        before = self._keys[inside]
        if bool(((before != NOTHING) & (before != key)).any()):
            self.note("shapes of different classes overlap; the later one counts.")
        self._keys[inside] = key


def from_runs(runs: Sequence[int], size: int, name: str) -> NDArray[np.bool_]:
    """``bool[size]`` from the lengths of runs, outside first. MaskError unless they fit."""
    try:
        lengths = np.asarray(runs, np.int64)
    except (ValueError, TypeError, OverflowError) as error:
        raise _bad_runs(name) from error
    if lengths.ndim != 1 or (lengths < 0).any() or (lengths > size).any() or int(lengths.sum()) > size:
        raise _bad_runs(name)
    inside = np.zeros(size, bool)
    filled = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths)
    inside[: len(filled)] = filled
    return inside


def coco_runs(text: str, name: str) -> list[int]:
    """The runs in the compressed form of pycocotools (``maskApi.c`` rleFrString): five bits a sign, differences from
    the run before the last from the fourth on."""
    runs: list[int] = []
    value = shift = 0
    for sign in text.encode("ascii", "replace"):
        code = sign - 48
        if not 0 <= code < 64 or shift > 60:
            raise _bad_runs(name)
        value |= (code & 31) << shift
        shift += 5
        if not code & 32:
            if code & 16:
                value -= 1 << shift
            runs.append(value + (runs[-2] if len(runs) > 2 else 0))
            value = shift = 0
    return runs


def coco_text(runs: Sequence[int]) -> str:
    """The compressed form of runs, as ``coco_runs`` reads it (rleToString)."""
    signs = []
    for at, run in enumerate(runs):
        value, more = run - (runs[at - 2] if at > 2 else 0), True
        while more:
            code, value = value & 31, value >> 5
            more = value != (-1 if code & 16 else 0)
            signs.append(chr((code | (32 if more else 0)) + 48))
    return "".join(signs)


def _bad_runs(name: str) -> MaskError:
    return MaskError("{name} has a mask whose run lengths do not fit.", "Export it again.", name=name)
