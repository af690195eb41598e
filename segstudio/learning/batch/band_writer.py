"""Write the bands of a prediction to files as they come, so that a large one is in memory as compressed bytes only.

Owns the text in a prediction's file that says what it was made of. Must not import torch or Qt.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from segstudio.project.palette_png import encode, encode_rows, read_text
from segstudio.project.storage import write_atomic

if TYPE_CHECKING:
    from segstudio.learning.network.predictor import Band

MADE_OF = "Prediction"  # the key of that text
_SURE = "confidence "  # its beginning in the file of the confidence
_GREYS = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)


def of_confidence(made_of: str) -> str:
    """The text of the confidence of a prediction that is made of ``made_of``."""
    return _SURE + made_of


def is_confidence(path: Path) -> bool:
    """Whether a file is the confidence of a prediction, not a mask."""
    return read_text(path).get(MADE_OF, "").startswith(_SURE)


def write_prediction(
    bands: Iterator[Band],
    shape: tuple[int, int],
    classes: Path,
    confidence: Path | None,
    palette: NDArray[np.uint8],
    made_of: str,
) -> None:
    """Write the bands of an image of ``shape`` (h, w), top to bottom, as a palette PNG, and their confidence as another
    one with grey levels. Whole or not at all; raises WriteError, and what making the bands raises."""
    rows = _Rows(bands, shape if confidence is not None else None)
    data = encode_rows(shape, rows.take, palette, {MADE_OF: made_of})
    if confidence is not None and rows.sure is not None:
        write_atomic(confidence, encode(rows.sure, _GREYS, {MADE_OF: of_confidence(made_of)}, level=1), fsync=False)
    write_atomic(classes, data, fsync=False)  # a cache: made again if lost


class _Rows:
    """Gives the encoder the rows it asks for, in order, from bands of any height."""

    def __init__(self, bands: Iterator[Band], shape: tuple[int, int] | None) -> None:
        self._bands = bands
        self._rest: NDArray[np.uint8] | None = None
        self._top = 0
        self.sure = np.zeros(shape, np.uint8) if shape is not None else None

    def take(self, top: int, bottom: int) -> NDArray[np.uint8]:
        """Class ids of the rows from ``top`` up to ``bottom``."""
        while self._rest is None or len(self._rest) < bottom - top:
            band = next(self._bands)
            if self.sure is not None:
                self.sure[self._top : self._top + len(band.confidence)] = band.confidence
            self._top += len(band.classes)
            self._rest = band.classes if self._rest is None else np.concatenate((self._rest, band.classes))
        found, self._rest = self._rest[: bottom - top], self._rest[bottom - top :]
        return found
