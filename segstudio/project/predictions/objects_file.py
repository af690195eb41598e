"""The objects that a network found in an image, in a file beside its prediction: ``<id>_objects.npz``.

It holds the checksum of the prediction's file, so that objects of another prediction are never taken for its own.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray

from segstudio.errors import MaskError
from segstudio.project.storage import write_atomic
from segstudio.regular_file import PACKED_IMAGE, read_regular

_DAMAGED = OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error


def objects_file(prediction: Path) -> Path:
    """Where the objects of a prediction's file are."""
    return prediction.with_name(f"{prediction.stem}_objects.npz")


def write_objects(prediction: Path, numbers: NDArray[np.int32]) -> None:
    """Keep ``numbers`` int32[h, w], as of ``labels.objects.find_objects``, beside the file of a prediction, which is
    there. Raises WriteError."""
    data = io.BytesIO()
    checksum = np.array(zlib.crc32(read_regular(prediction, PACKED_IMAGE)), np.int64)
    np.savez_compressed(data, allow_pickle=False, numbers=numbers, prediction=checksum)
    write_atomic(objects_file(prediction), data.getvalue(), fsync=False)  # a cache: made again if lost


def _opened(prediction: Path) -> NpzFile:
    found = np.load(io.BytesIO(read_regular(objects_file(prediction), PACKED_IMAGE)), allow_pickle=False)
    if not isinstance(found, NpzFile):
        raise ValueError("it is another kind of file")
    return found


def has_objects(prediction: Path) -> bool:
    """Whether the objects of this very prediction are there."""
    try:
        with _opened(prediction) as found:
            return int(found["prediction"]) == zlib.crc32(read_regular(prediction, PACKED_IMAGE))
    except _DAMAGED:
        return False


def read_objects(prediction: Path, shape: tuple[int, int]) -> NDArray[np.int32] | None:
    """The numbers int32[h, w] of an image of ``shape``; ``None``: the prediction was made without objects, or by a
    network that finds none. Raises MaskError where the file is damaged or of another prediction."""
    if not objects_file(prediction).is_file():
        return None
    hint = "Delete that file and the prediction; both are made anew when the images are predicted."
    sentence = "The objects {place} cannot be used: they are damaged or of another prediction."
    if has_objects(prediction):
        try:
            with _opened(prediction) as found:
                numbers = np.asarray(found["numbers"], np.int32)
            if numbers.shape == shape:
                return numbers
        except _DAMAGED:
            pass
    raise MaskError(sentence, hint, place=objects_file(prediction))
