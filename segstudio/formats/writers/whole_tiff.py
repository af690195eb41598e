"""All tiles of a large file as one label TIFF, written from top to bottom: a row of tiles is in memory at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray

from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.project.entries import ImageEntry
from segstudio.project.images.facts import rect_of
from segstudio.project.images.reading import header_of

SIDE = 512  # of the tiles in the file
_CLASSIC = (1 << 32) - (1 << 25)  # bytes beyond which a TIFF has to be a BigTIFF; as tifffile decides it

Values = Callable[[ImageEntry], NDArray[np.uint8] | None]  # numbers of a tile; ``None``: there are none


def write_whole(path: Path, image: Path, tiles: Sequence[ImageEntry], values: Values) -> None:
    """Write the masks of ``tiles``, images of the file ``image``, to ``path``; the rest of it is void. Raises
    ImageError (the file cannot be read any more), OSError, and what ``values`` raises."""
    facts = header_of(image)
    places = {tile.id: rect_of(facts, tile.plane, image) for tile in tiles}
    height, width = facts.shape_of_plane
    rows: defaultdict[int, list[ImageEntry]] = defaultdict(list)
    for tile in tiles:
        rows[places[tile.id].y].append(tile)

    def bands() -> Iterator[NDArray[np.uint8]]:
        """The rows of tiles and what lies between them, each a multiple of SIDE high but for the last."""
        at = 0
        for top in sorted(rows):
            for y in range(at, top, SIDE):
                yield np.full((min(SIDE, top - y), width), VOID, np.uint8)
            band = np.full((places[rows[top][0].id].h, width), VOID, np.uint8)
            for tile in rows[top]:
                found, place = values(tile), places[tile.id]
                if found is not None:
                    band[Rect(place.x, 0, place.w, place.h).slices] = found
            at = top + len(band)
            yield band
            del band, found  # before the next one is made: two would be in memory
        for y in range(at, height, SIDE):
            yield np.full((min(SIDE, height - y), width), VOID, np.uint8)

    def blocks() -> Iterator[NDArray[np.uint8]]:
        for band in bands():
            for y in range(0, len(band), SIDE):
                for x in range(0, width, SIDE):
                    yield np.ascontiguousarray(band[y : y + SIDE, x : x + SIDE])
            del band

    tifffile.imwrite(path, blocks(), shape=(height, width), dtype=np.uint8, tile=(SIDE, SIDE), compression="zlib",
                     photometric="minisblack", bigtiff=height * width > _CLASSIC)  # fmt: skip
