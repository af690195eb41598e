"""What an exploration found out about the images of a project: their codes, a map, how unusual each is, in
``found.safetensors`` beside the weights. Must not import torch or Qt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import LearningError, ProjectError
from segstudio.learning.runs.checked_tensors import read_checked, write_checked
from segstudio.learning.runs.explorations import folder_of, weights_digest
from segstudio.regular_file import WEIGHTS as MOST_BYTES

FOUND = "found.safetensors"
LEVELS = 256
ALIKE = 0.8  # from which images are proposed as near copies (``alike_pairs``)
_ROWS = 512  # of the table of all pairs, at once
_LAST = 4.0  # nines of the largest share but the last: 0.9999
_FIRST = -np.log10(0.5)

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Found:
    """Of ``n`` images (``ids``; ``sha256`` of their files) and ``m`` patches of them.

    ``codes`` ``float32[n,d]``: means of those of an image's patches. ``map`` ``float32[n,2]``: t-SNE, or PCA where
    ``kind`` says so; ``pca``: PCA always. ``unusual`` ``float32[n]``: the 99th percentile of an image's error; only
    comparable within one exploration. ``seen`` ``float32[n]``: share of its pixels that was looked at. ``learnt``
    ``bool[n]``: its pixels were learnt from. ``patch_where`` ``int32[m,5]``: place in ``ids``, x, y, w, h; the other
    ``patch_...``: the same of patches, ``patch_unusual`` ``float32[m]``: the mean error. ``usual`` ``float32[255]``:
    for ``levels``. ``left_out``: id and a sentence of each image that is not on the map.
    """

    ids: tuple[str, ...]
    sha256: tuple[str, ...]
    codes: Floats
    map: Floats
    pca: Floats
    unusual: Floats
    seen: Floats
    learnt: NDArray[np.bool_]
    patch_codes: Floats
    patch_map: Floats
    patch_pca: Floats
    patch_unusual: Floats
    patch_where: NDArray[np.int32]
    usual: Floats
    kind: str = "PCA"
    patch_kind: str = "PCA"
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def most_unusual(self) -> list[str]:
        """The ids, the most unusual first."""
        return [self.ids[place] for place in np.argsort(-self.unusual, kind="stable")]


_OF_IMAGES = {"codes": 2, "map": 2, "pca": 2, "unusual": 1, "seen": 1, "learnt": 1}  # and their dimensions
_OF_PATCHES = {"patch_codes": 2, "patch_map": 2, "patch_pca": 2, "patch_unusual": 1, "patch_where": 2}
_LISTS = ("ids", "sha256", "left_out", "kind", "patch_kind")


def write_found(project: Path, name: str, found: Found) -> None:
    """Keep it beside the weights that it was made with. Raises LearningError, WriteError."""
    arrays = {key: getattr(found, key) for key in (*_OF_IMAGES, *_OF_PATCHES, "usual")}
    facts = {"weights": weights_digest(project, name), **{key: getattr(found, key) for key in _LISTS}}
    write_checked(folder_of(project, name) / FOUND, arrays, facts)


def read_found(project: Path, name: str) -> Found:
    """What the exploration found with its present weights. LearningError: nothing yet, or the file is damaged."""
    path, hint = folder_of(project, name) / FOUND, "Let it look at the images again."
    if not path.is_file():
        raise LearningError("There is no map of the images of this exploration yet.", hint)
    try:
        arrays, facts, _ = read_checked(path, MOST_BYTES)
        if facts["weights"] != weights_digest(project, name):
            raise LearningError("The map of the images was made before the exploration went on.", hint)
        lists: dict[str, Any] = {key: tuple(map(str, facts[key])) for key in ("ids", "sha256")}
        lists["left_out"] = tuple((str(id), str(text)) for id, text in facts["left_out"])
        lists |= {key: str(facts[key]) for key in ("kind", "patch_kind")}
        found = Found(**{**arrays, **lists})
        sound = _is_sound(found)
    except (ProjectError, ValueError, KeyError, TypeError) as error:
        raise _damaged(hint) from error
    if not sound:
        raise _damaged(hint)
    return found


def _damaged(hint: str) -> LearningError:
    return LearningError("The map of the images ({name}) is damaged.", hint, name=FOUND)


def _is_sound(found: Found) -> bool:
    images, patches = len(found.ids), len(found.patch_where)
    shaped = all(getattr(found, key).ndim == size and len(getattr(found, key)) == images
                 for key, size in _OF_IMAGES.items())  # fmt: skip
    shaped &= all(getattr(found, key).ndim == size and len(getattr(found, key)) == patches
                  for key, size in _OF_PATCHES.items())  # fmt: skip
    if not shaped or found.usual.shape != (LEVELS - 1,) or len(found.sha256) != images:
        return False
    places = found.patch_where[:, 0] if found.patch_where.shape[1] == 5 else np.array([-1])
    planes = {array.shape[1] for array in (found.map, found.pca, found.patch_map, found.patch_pca)}
    return planes == {2} and bool(((places >= 0) & (places < images)).all())


# ---- how unusual ------------------------------------------------------------------------------------------------


def usual_table(errors: Floats, top: float) -> Floats:
    """``float32[255]``: the error that each level from 1 on begins above, from a sample of those of usual pixels. Each
    further 68 levels are ten times as rare: 0 up to the median, 48 above 90 %, 117 above 99 %, 186 above 99.9 %; 255
    above ``top``, the largest of all."""
    shares = 1 - 10.0 ** -np.linspace(_FIRST, _LAST, LEVELS - 1)
    table = np.quantile(errors, shares).astype(np.float32) if errors.size else np.zeros(LEVELS - 1, np.float32)
    table[-1] = max(top, table[-1])
    return table


def levels(usual: Floats, error: Floats) -> NDArray[np.uint8]:
    """Errors of any shape -> 0 (as usual) .. 255 (more than any), by a ``usual_table``."""
    return np.searchsorted(usual, error, side="left").astype(np.uint8)


# ---- near copies ------------------------------------------------------------------------------------------------


def alike_pairs(found: Found, least: float = ALIKE) -> list[tuple[str, str, float]]:
    """The pairs of images with alike codes and how alike they are, at least ``least``; the most alike first.

    1: equal codes; 0: as far apart as two images are on average. It is 1 - d^2 / (mean of d^2 over all pairs), with d
    the distance of codes whose numbers are standardised over the images. Comparable within one exploration only.
    """
    spread = np.maximum(found.codes.std(axis=0), 1e-9)
    codes = ((found.codes - found.codes.mean(axis=0)) / spread).astype(np.float64)
    pairs = [(found.ids[one], found.ids[other], share) for one, other, share in _near(codes, least)]
    return sorted(pairs, key=lambda pair: -pair[2])


def _near(codes: NDArray[np.float64], least: float) -> Iterator[tuple[int, int, float]]:
    squares, count = (codes**2).sum(axis=1), len(codes)
    usual = 2 * squares.sum() / max(1, count - 1)  # the mean of d^2, since the codes have the mean 0
    for start in range(0, count, _ROWS):
        rows = slice(start, start + _ROWS)
        apart = squares[rows, None] + squares[None, start:] - 2 * codes[rows] @ codes[start:].T
        shares = 1 - np.maximum(apart, 0) / max(usual, 1e-9)
        for one, other in np.argwhere(shares >= least).tolist():
            if one < other:
                yield start + one, start + other, float(shares[one, other])


def alike(found: Found, least: float = ALIKE) -> list[tuple[str, ...]]:
    """Groups of images that are joined by ``alike_pairs``, each in the order of ``ids``, the largest first."""
    group: dict[str, list[str]] = {}
    for one, other, _ in alike_pairs(found, least):
        a, b = group.setdefault(one, [one]), group.setdefault(other, [other])
        if a is not b:
            a += b
            group.update((id, a) for id in b)
    place = {id: number for number, id in enumerate(found.ids)}
    groups = {id(members): tuple(sorted(members, key=place.__getitem__)) for members in group.values()}
    return sorted(groups.values(), key=lambda members: (-len(members), place[members[0]]))
