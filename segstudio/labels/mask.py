"""Owns the pixels of one mask: the only writer of its array, with strokes, undo, and counts of each value.

No file, no class table (paint rules come in as look-up tables, see ``labels.rules``), no Qt. Work per call
is bounded by the rectangle that is painted, never by the mask.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any
from weakref import WeakSet

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect, bands
from segstudio.labels.history import EditStep, History, PackedTile, Tile, make_step, pack_tile, tile_rect, tiles_of
from segstudio.labels.steps import at_once

Walk = Generator[Rect, None, "tuple[EditStep, Rect] | None"]
_NOTHING = Rect(0, 0, 0, 0)
_BAND = 1 << 18  # pixels: arrays of this size are reused by the allocator, larger ones are new pages every time
_EXACT = 1 << 24  # cv2.calcHist counts in float32, whole up to here


def histogram(values: NDArray[np.uint8], where: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """How often each value occurs in ``uint8[h, w]`` (where ``where`` holds): ``int64[256]``, exact."""
    counts = np.zeros(256, np.int64)
    if where is not None and values.size:
        # Most strokes paint over one value: comparing is many times faster than counting each value.
        first = values[divmod(int(where.argmax()), where.shape[1])]
        same = values == first
        same &= where
        total = np.count_nonzero(where)
        if np.count_nonzero(same) == total:
            counts[first] = total
            return counts
        where = None if total == where.size else where
    for band in bands(Rect.of_shape(values.shape), _EXACT):
        chosen = None if where is None else where[band.slices].view(np.uint8)
        part: Any = cv2.calcHist([values[band.slices]], [0], chosen, [256], [0, 256])
        counts += part.ravel().astype(np.int64)
    return counts


class MaskSnapshot:
    """A mask as it was at one moment, for another thread to read while painting continues; without a copy of it all.

    ``kept`` holds the tiles of ``array`` that have changed since. ``Mask`` hands over a tile before it changes.
    """

    def __init__(self, array: NDArray[np.uint8], kept: Mapping[Tile, NDArray[np.uint8]]) -> None:
        self._array = array
        self._kept = dict(kept)
        self._lock = threading.Lock()

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self._array.shape[0], self._array.shape[1]

    def keep(self, tile: Tile, pixels: NDArray[np.uint8]) -> None:
        """A tile is about to change; ``pixels`` is a copy of it that nobody writes to."""
        with self._lock:  # not while rows() reads
            self._kept.setdefault(tile, pixels)

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        """Rows ``top`` to ``bottom - 1`` as they were, a copy. For any thread."""
        band = Rect(0, top, self.shape[1], bottom - top).clip(self.shape)
        with self._lock:
            found = self._array[band.slices].copy()
            for tile in tiles_of(band):
                if tile in self._kept:
                    whole = tile_rect(*tile, self.shape)
                    part = whole.intersect(band)
                    found[part.relative_to(band).slices] = self._kept[tile][part.relative_to(whole).slices]
        return found


class Mask:
    """``uint8[h, w]`` class ids, 255 void.

    ``array`` must be C-contiguous and writable; it is used, not copied, and everybody else only reads it. ``revision``
    grows with every change of pixels; ``stroke_name`` is that of the open stroke, undo or redo.
    """

    def __init__(self, array: NDArray[np.uint8], history: History | None = None) -> None:
        fits = array.ndim == 2 and array.size and array.dtype == np.uint8
        if not (fits and array.flags.c_contiguous and array.flags.writeable):
            raise ValueError("a mask is a writable C-contiguous uint8[h, w] of at least one pixel")
        self.array = array
        self.history = History() if history is None else history
        self.revision = 0
        self._counts = histogram(array)
        self.stroke_name: str | None = None
        self._before: dict[Tile, NDArray[np.uint8]] = {}
        self._packed: dict[Tile, PackedTile | None] = {}  # of those, what commit needs
        self._snapshots: WeakSet[MaskSnapshot] = WeakSet()

    @staticmethod
    def empty(shape: tuple[int, ...]) -> Mask:
        """A mask of ``(h, w)`` pixels, all void."""
        return Mask(np.full(shape[:2], VOID, np.uint8))

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.array.shape[0], self.array.shape[1]

    @property
    def stroking(self) -> bool:
        """Whether a stroke is open (begun and neither committed nor cancelled), or an undo or redo is half done."""
        return self.stroke_name is not None

    def counts(self) -> NDArray[np.int64]:
        """Pixels of each value, ``int64[256]``, a copy."""
        return self._counts.copy()

    @property
    def labelled(self) -> float:
        """Share of pixels that are not void, 0..1."""
        return 1.0 - float(self._counts[VOID]) / self.array.size

    def begin(self, name: str) -> None:
        """Opens the stroke that will become one undo step ``name``."""
        if self.stroking:
            raise RuntimeError(f"stroke {self.stroke_name!r} is still open")
        self.stroke_name = name

    def paint(self, footprint: Footprint, value: int, writable: NDArray[np.bool_]) -> Rect:
        """Writes ``value`` where ``footprint`` holds and ``writable[present value]`` is true.

        Returns the bounding rectangle of the pixels that changed. ``RuntimeError`` outside begin and commit.
        """
        if not 0 <= value <= VOID:
            raise ValueError(f"{value} is not a mask value")
        rect, inside = self._inside(footprint.rect, footprint.inside)
        box = _NOTHING
        for part in bands(rect, _BAND):
            box = box.union(self._paint_band(part, inside[part.relative_to(rect).slices], value, writable))
        self.revision += bool(box)
        return box

    def _paint_band(self, rect: Rect, inside: NDArray[np.bool_], value: int, writable: NDArray[np.bool_]) -> Rect:
        present = self.array[rect.slices]
        changed = self._changed(present != value, present, inside, writable)
        box = self._keep_before(rect, changed)
        if box:
            present = self.array[box.slices]
            changed = changed[box.relative_to(rect).slices]
            old = histogram(present, changed)
            old[value] -= old.sum()
            self._counts -= old
            np.copyto(present, np.uint8(value), where=changed)
        return box

    def paint_values(
        self, rect: Rect, values: NDArray[np.uint8], inside: NDArray[np.bool_], writable: NDArray[np.bool_]
    ) -> Rect:
        """Writes ``values`` (``uint8[rect.h, rect.w]``) where ``inside`` holds; else as ``paint``."""
        if values.shape != inside.shape or values.dtype != np.uint8:
            raise ValueError("values must be uint8 and as large as inside")
        part, inside = self._inside(rect, inside)
        if not part:
            return _NOTHING
        values = np.ascontiguousarray(values[part.relative_to(rect).slices])
        present = self.array[part.slices]
        changed = self._changed(present != values, present, inside, writable)
        box = self._keep_before(part, changed)
        if box:
            self._counts += histogram(values, changed) - histogram(present, changed)
            np.copyto(present, values, where=changed)
            self.revision += 1
        return box

    def _inside(self, rect: Rect, inside: NDArray[np.bool_]) -> tuple[Rect, NDArray[np.bool_]]:
        """Clips a region to the mask."""
        if not self.stroking:
            raise RuntimeError("paint only between begin and commit")
        if inside.shape != (rect.h, rect.w):
            raise ValueError("inside must be bool[rect.h, rect.w]")
        part = rect.clip(self.array.shape)
        return part, inside[part.relative_to(rect).slices]

    @staticmethod
    def _changed(
        other: NDArray[np.bool_], present: NDArray[np.uint8], inside: NDArray[np.bool_], writable: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """``other`` where it is inside and writable, in place: making a large array costs more than its values."""
        other &= inside
        if not writable.all():
            free: Any = cv2.LUT(present, np.ascontiguousarray(writable, bool).view(np.uint8))
            other &= free.reshape(present.shape).view(bool)
        return other

    def _keep_before(self, rect: Rect, changed: NDArray[np.bool_]) -> Rect:
        """Copies the tiles about to change, once per stroke; returns the bounding rectangle of the change."""
        x, y, w, h = cv2.boundingRect(changed.view(np.uint8))
        box = Rect(rect.x + x, rect.y + y, w, h)
        if not box:
            return _NOTHING
        for tile in tiles_of(box):
            if tile in self._before:
                continue
            part = tile_rect(*tile, self.array.shape).intersect(rect)
            if changed[part.relative_to(rect).slices].any():
                self._keep_tile(tile)
        self._packed.clear()
        return box

    def _keep_tile(self, tile: Tile) -> None:
        self._before[tile] = self.array[tile_rect(*tile, self.array.shape).slices].copy()
        for snapshot in self._snapshots:
            snapshot.keep(tile, self._before[tile])

    def packing(self) -> Iterator[None]:
        """Packs what ``commit`` will need of the open stroke, one tile per step, so that the commit itself is fast."""
        for tile, before in list(self._before.items()):
            if tile not in self._packed:
                self._packed[tile] = pack_tile(tile, before, self.array)
                yield

    def commit(self) -> EditStep | None:
        """Closes the stroke and puts it on the history. ``None`` when it changed nothing or none was open."""
        if self.stroke_name is None:
            return None
        step = make_step(self.stroke_name, self._before, self.array, self._packed)
        self._close()
        if step is not None:
            self.history.push(step)
        return step

    def cancel(self) -> Rect:
        """Closes the stroke and puts the pixels back; returns the changed rectangle (tiles, not pixels)."""
        box = _NOTHING
        for tile, before in self._before.items():
            rect = tile_rect(*tile, self.array.shape)
            self._counts += histogram(before) - histogram(self.array[rect.slices])
            self.array[rect.slices] = before
            box = box.union(rect)
        self._close()
        self.revision += bool(box)
        return box

    def _close(self) -> None:
        self.stroke_name, self._before, self._packed = None, {}, {}

    def settled(self) -> NDArray[np.uint8]:
        """A copy of the pixels as of the last commit, undo or redo: without what an open stroke has painted so far."""
        return MaskSnapshot(self.array, self._before).rows(0, self.shape[0])

    def freeze(self) -> MaskSnapshot:
        """The same pixels as ``settled``, readable on another thread, without a copy of all of them."""
        snapshot = MaskSnapshot(self.array, self._before)
        self._snapshots.add(snapshot)
        return snapshot

    def undoing(self) -> Walk:
        """Takes the newest step back, tile by tile: yields what changed; returns the step and its bounds, or ``None``
        when there is none or a stroke is open. In between the mask is as in an open stroke; closing the generator, or
        damage, puts every pixel back."""
        return self._walking(self.history.newest_undo(), self.history.undo)

    def redoing(self) -> Walk:
        """Applies the last undone step again, as ``undoing``."""
        return self._walking(self.history.newest_redo(), self.history.redo)

    undo, redo = at_once(undoing), at_once(redoing)

    def _walking(self, step: EditStep | None, move: Callable[[], EditStep | None]) -> Walk:
        if step is None or self.stroking:
            return None
        step.check_shape(self.array.shape)
        self.begin(step.name)
        try:
            for at, (ty, tx, _) in enumerate(step.tiles):
                yield self._turn_over((ty, tx), step.difference(at)).intersect(step.bounds)
        except BaseException:
            self.cancel()
            raise
        self._close()
        move()
        return step, step.bounds

    def _turn_over(self, tile: Tile, difference: NDArray[np.uint8]) -> Rect:
        self._keep_tile(tile)
        rect = tile_rect(*tile, self.array.shape)
        part, changed = self.array[rect.slices], difference != 0
        self._counts -= histogram(part, changed)
        part ^= difference
        self._counts += histogram(part, changed)
        self.revision += 1
        return rect
