"""Two folders of masks compared by file name.

Owns the pairing only: the function that reads a mask is an argument (``project.masks.read_mask``), so that this room
does not depend on the project. Imports segstudio.labels, segstudio.errors and scores.confusion.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import FormatError, MaskError, said
from segstudio.labels.classes import MAX_CLASSES, ClassTable
from segstudio.labels.mask import histogram
from segstudio.scores.confusion import Confusion


@dataclass(frozen=True)
class FolderScores:
    """The counts over all pairs, class names in the order of ``confusion.ids``, and the true mask of each pair.

    ``missing``: a sentence for every true mask without a predicted one; ``notes``: for every other file that was left
    out. ``truth_values``: all values of the true masks, void too.
    """

    confusion: Confusion
    names: tuple[str, ...]
    truths: tuple[Path, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    truth_values: frozenset[int]


def masks_by_stem(folder: Path) -> tuple[dict[str, Path], list[Path]]:
    """The PNG files directly in ``folder`` by stem (NFC), sorted, and the other files there (but for ``.json``).

    Raises FormatError: not a folder, two masks of one stem.
    """
    if not folder.is_dir():
        raise FormatError("There is no folder {folder}.", "Check the path.", folder=folder)
    masks: dict[str, Path] = {}
    others = []
    for path in sorted(path for path in folder.iterdir() if not path.is_dir() and not path.name.startswith(".")):
        stem = unicodedata.normalize("NFC", path.stem)
        if path.suffix.lower() != ".png":
            others += [path] if path.suffix.lower() != ".json" else []
        elif stem in masks:
            raise FormatError(
                "{folder} holds two masks of one name: {one} and {other}.",
                "Move one of them away.",
                folder=folder,
                one=masks[stem].name,
                other=path.name,
            )
        else:
            masks[stem] = path
    return masks, others


def evaluate_folders(
    predicted: Path, truth: Path, classes: ClassTable | None, read: Callable[[Path], NDArray[np.uint8]]
) -> FolderScores:
    """Compare the masks of two folders that share a stem.

    ``read`` turns a path into ``uint8[h, w]``. Without ``classes`` every value met is a class ("class 3").
    Raises FormatError when nothing matches; MaskError naming the file for another size or an unknown value.
    """
    (predictions, more), (truths, others) = masks_by_stem(Path(predicted)), masks_by_stem(Path(truth))
    both = [stem for stem in truths if stem in predictions]
    if not both:
        raise FormatError(
            "No file of {predicted} has the name of one in {truth}.",
            "Masks are compared when their names are the same up to the suffix .png.",
            predicted=predicted,
            truth=truth,
        )
    total = Confusion(range(MAX_CLASSES) if classes is None else classes.ids)
    values = np.zeros(256, bool)
    for stem in both:
        try:
            mask = read(truths[stem])
            values |= histogram(mask) > 0
            total.add(read(predictions[stem]), mask)
        except MaskError as error:
            named = (
                error.message
                if f"{stem}." in error.message
                else said("{name}: {message}", name=truths[stem].name, message=error.message)
            )
            raise MaskError(named, error.hint) from error
    if classes is None:
        total = total.present()
    names = tuple(f"class {i}" for i in total.ids) if classes is None else tuple(classes.names)
    missing = [said("{path} has no predicted mask", path=path) for stem, path in truths.items() if stem not in both]
    alone = [path for stem, path in predictions.items() if stem not in both]
    notes = [said("{path} has no true mask and was left out", path=path) for path in alone]
    notes += [said("{path} is not a PNG and was left out", path=path) for path in (*others, *more)]
    used = tuple(truths[stem] for stem in both)
    return FolderScores(total, names, used, tuple(missing), tuple(notes), frozenset(np.flatnonzero(values).tolist()))
