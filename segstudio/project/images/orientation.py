"""How planes of a volume lie in the patient, and how they are turned so that all kinds of files look the same.

One convention: axial planes have columns to the patient's left and rows to the back (as DICOM has them), coronal ones
left and feet, sagittal ones back and feet. The third stored axis chooses the plane, in stored order. Axes of the
patient are L (left), P (back), S (head), as in DICOM PS3.3 C.7.6.2.1.1. Imports numpy only.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import said

Matrix = NDArray[np.float64]

_NAMES = (said("sagittal"), said("coronal"), said("axial"))  # by the axis of the patient that stands on the planes
# Along L, P, S and against them.
_TOWARDS = ((said("left"), said("right")), (said("back"), said("front")), (said("head"), said("feet")))
# By the same axis: where columns and rows shall go, as (axis of the patient, sign).
_WANTED = (((1, 1), (2, -1)), ((0, 1), (2, -1)), ((0, 1), (1, 1)))
AS_STORED = said("as stored, the file states no orientation")
UPRIGHT = said("upright")


@dataclass(frozen=True)
class Turn:
    """From a plane as stored (rows: the second stored axis, columns: the first) to the plane as shown, and back."""

    swap: bool = False
    flip_rows: bool = False  # after the swap
    flip_columns: bool = False
    words: str = AS_STORED

    def apply(self, plane: NDArray[Any]) -> NDArray[Any]:
        """``[rows, columns, ...]`` as stored to ``[h, w, ...]`` as shown; a view."""
        return self._flip(plane.swapaxes(0, 1) if self.swap else plane)

    def undo(self, plane: NDArray[Any]) -> NDArray[Any]:
        """``[h, w, ...]`` as shown to ``[rows, columns, ...]`` as stored; a view."""
        flipped = self._flip(plane)
        return flipped.swapaxes(0, 1) if self.swap else flipped

    def _flip(self, plane: NDArray[Any]) -> NDArray[Any]:
        return plane[:: -1 if self.flip_rows else 1, :: -1 if self.flip_columns else 1]


@dataclass(frozen=True, eq=False)
class Place:
    """Where values lie in the patient: value (i, j, k) at ``origin + axes @ (i, j, k)``, millimetres along L, P, S. Of
    a plane as it is shown: i counts columns, j rows, and k steps through the stack."""

    axes: Matrix  # float64[3, 3]
    origin: NDArray[np.float64]  # [3]

    def plane(self, k: int, turn: Turn, shape: tuple[int, int]) -> Place:
        """That of plane ``k`` of a volume, after ``turn``; ``shape``: (h, w) as shown."""
        across, down = (1, 0) if turn.swap else (0, 1)  # the stored axes that become columns and rows
        origin, axes = self.origin + k * self.axes[:, 2], self.axes[:, [across, down, 2]].copy()
        for axis, flip in enumerate((turn.flip_columns, turn.flip_rows)):
            if flip:
                origin = origin + (shape[1 - axis] - 1) * axes[:, axis]
                axes[:, axis] *= -1
        return Place(axes, origin)


def lps(matrix: NDArray[Any], from_space: str) -> Matrix | None:
    """``float64[3, 3]``, one column for each stored axis in L, P, S, of a ``matrix`` in a space such as "RAS".

    ``None`` where the space is none of a patient or the matrix is not invertible: it states no orientation.
    """
    pairs = ({"L": 1, "R": -1}, {"P": 1, "A": -1}, {"S": 1, "I": -1})
    signs = [pair.get(letter, 0) for letter, pair in zip(from_space, pairs, strict=False)]
    if matrix.shape != (3, 3) or len(from_space) != 3 or 0 in signs:
        return None
    made: Matrix = matrix.astype(np.float64) * np.array(signs)[:, None]
    lengths = np.linalg.norm(made, axis=0)
    if not np.isfinite(made).all() or not (lengths > 0).all() or abs(np.linalg.det(made / lengths)) < 1e-3:
        return None
    return made


def place_of(axes: Matrix | None, origin: NDArray[Any], from_space: str) -> Place | None:
    """The place of ``axes`` (see ``lps``) with the ``origin`` in the space that they were in; ``None`` without it."""
    signs = [{"R": -1, "A": -1, "I": -1}.get(letter, 1) for letter in from_space]
    if axes is None or origin.shape != (3,) or not np.isfinite(origin).all():
        return None
    return Place(axes, origin.astype(np.float64) * signs)


def turn_of(axes: Matrix | None) -> Turn:
    """The turn for planes of a volume whose stored axes are the columns of ``axes``, in L, P, S (see ``lps``)."""
    if axes is None:
        return Turn()
    near = nearest_axes(axes)
    columns, rows = _WANTED[near[2]]
    swap = near[0] != columns[0]
    across, down = (1, 0) if swap else (0, 1)  # the stored axes that become columns and rows
    flips = [bool(axes[goal, one] * sign < 0) for one, (goal, sign) in ((down, rows), (across, columns))]
    shown = axes[:, [across, down]] * np.where(flips, -1, 1)[::-1]
    return Turn(swap, flips[0], flips[1], words_of(shown[:, 0], shown[:, 1]))


def nearest_axes(axes: Matrix) -> tuple[int, int, int]:
    """For each column of ``axes`` the axis of the patient (0 L, 1 P, 2 S) that it is nearest to, each once."""
    cosines = np.abs(axes / np.linalg.norm(axes, axis=0))
    best = max(permutations(range(3)), key=lambda order: sum(cosines[goal, one] for one, goal in enumerate(order)))
    return best[0], best[1], best[2]


def words_of(across: NDArray[np.float64], down: NDArray[np.float64]) -> str:
    """In words, where columns (``across``) and rows (``down``) of a plane go, both ``float64[3]`` in L, P, S:
    "axial, columns to the left, rows to the back"."""
    lengths = [float(np.linalg.norm(one)) for one in (across, down)]
    if not np.isfinite(lengths).all() or not min(lengths) > 0:
        return AS_STORED
    across, down = across / lengths[0], down / lengths[1]  # else the product of tiny ones is nothing
    axes = np.stack([across, down, np.cross(across, down)], axis=1)
    if not np.linalg.norm(axes[:, 2]) > 0:
        return AS_STORED
    near = nearest_axes(axes)
    towards = [_TOWARDS[near[one]][int(axes[near[one], one] < 0)] for one in (0, 1)]
    words = "{plane}, columns to the {across}, rows to the {down}"
    return said(words, plane=_NAMES[near[2]], across=towards[0], down=towards[1])
