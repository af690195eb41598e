"""Masks for all of a file that opens in tiles: cut into a mask for each tile, one tile in memory at a time.

Imports project only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from segstudio.errors import ImageError, said
from segstudio.formats.common.found import Loaded, MaskFile
from segstudio.formats.common.matching import form, stems
from segstudio.formats.common.report import LeftOut
from segstudio.labels.geometry import Rect
from segstudio.project.entries import ImageEntry
from segstudio.project.images.facts import is_tile, plane_stem, plane_steps, rect_of, whole_plane
from segstudio.project.images.reading import header_of

Pairs = list[tuple[ImageEntry, MaskFile]]


def whole_stem(tile: ImageEntry) -> str:
    """What the mask of all of a tile's plane is called: as the tile's, without row and column."""
    return tile.mask_stem.removesuffix(_ending(tile.plane))


def _ending(plane: str) -> str:
    """What the name of a tile has behind that of its plane: "_y004_x006"."""
    behind = "".join(f"{letter}{at}" for letter, at in plane_steps(plane).items() if letter in "YX")
    return plane_stem("", behind)


def is_sibling(one: ImageEntry, tile: ImageEntry) -> bool:
    """Whether an image is a tile of the same plane as ``tile``, or this itself."""
    return is_tile(one.plane) and (one.path, whole_plane(one.plane)) == (tile.path, whole_plane(tile.plane))


def planes_in_tiles(images: Iterable[ImageEntry]) -> list[list[ImageEntry]]:
    """The tiles of the images, those of one plane together."""
    found: defaultdict[tuple[str, str], list[ImageEntry]] = defaultdict(list)
    for entry in images:
        if is_tile(entry.plane):
            found[entry.path, whole_plane(entry.plane)].append(entry)
    return list(found.values())


def _loaded(mask: MaskFile, whole: tuple[int, int], place: Rect, _shape: tuple[int, int]) -> Loaded:
    assert mask.part is not None
    return mask.part(whole, place)


def whole_pairs(
    images: Sequence[ImageEntry], path_of: Callable[[ImageEntry], Path], masks: Iterable[MaskFile]
) -> tuple[Pairs, list[LeftOut], list[MaskFile]]:
    """Each tile with its part of a mask that is for all of its file, why others of these masks are left out, and the
    masks that are for no such file."""
    planes: defaultdict[str, list[list[ImageEntry]]] = defaultdict(list)
    for tiles in planes_in_tiles(images):
        planes[form(whole_stem(tiles[0]))].append(tiles)
    for entry in images:
        if not is_tile(entry.plane):
            planes.pop(form(entry.mask_stem), None)  # it has that name: a mask of the name is its
    pairs: Pairs = []
    left_out, others = list[LeftOut](), list[MaskFile]()
    taken: dict[str, str] = {}
    for mask in masks:
        name = next((form(one) for one in stems(mask.image) if form(one) in planes), None)
        if name is None or mask.part is None:
            others.append(mask)
            continue
        fitting = planes[name]
        if len(fitting) > 1 or name in taken:
            text = "It is for several files ({names})." if len(fitting) > 1 else "{other} is for the same file."
            names = ", ".join(tiles[0].path for tiles in fitting)
            left_out.append(LeftOut(mask.path, said(text, names=names, other=taken.get(name, ""))))
            continue
        taken[name] = mask.path
        path = path_of(fitting[0][0])
        try:
            facts = header_of(path)
            for entry in fitting[0]:
                load = partial(_loaded, mask, facts.shape_of_plane, rect_of(facts, entry.plane, path))
                pairs.append((entry, MaskFile(mask.path, entry.mask_stem, load)))
        except ImageError as error:
            left_out.append(LeftOut(mask.path, error.message))
    return pairs, left_out, others
