"""Two folders of masks compared by file name.

Owns the pairing only: how a mask file is read is handed in (``project.masks.read_mask``), so that this room stays
below the project. Imports segstudio.labels, segstudio.errors and scores.confusion.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import FormatError, MaskError, said
from segstudio.labels.classes import MAX_CLASSES, ClassTable
from segstudio.scores.confusion import Confusion


@dataclass(frozen=True)
class FileScore:
    """Scores of one image; None when it has no labelled pixel."""

    name: str
    mean_iou: float | None
    mean_dice: float | None
    accuracy: float | None
    pixels: int


@dataclass(frozen=True)
class FolderScores:
    """The counts over all pairs, class names in the order of ``confusion.ids``, each pair, and who had no partner."""

    confusion: Confusion
    names: tuple[str, ...]
    files: tuple[FileScore, ...]
    unmatched: tuple[str, ...]


def masks_by_stem(folder: Path) -> dict[str, Path]:
    """The PNG files directly in ``folder`` by stem, sorted. Raises FormatError when it is not a folder."""
    if not folder.is_dir():
        raise FormatError("There is no folder {folder}.", "Check the path.", folder=folder)
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() == ".png" and not p.name.startswith("."))
    return {path.stem: path for path in files}


def evaluate_folders(
    predicted: Path, truth: Path, classes: ClassTable | None, read: Callable[[Path], NDArray[np.uint8]]
) -> FolderScores:
    """Compare the masks of two folders that share a stem.

    ``read`` turns a path into ``uint8[h, w]``. Without ``classes`` every value met is a class ("class 3").
    Raises FormatError when nothing matches; MaskError naming the file for another size or an unknown value.
    """
    predictions, truths = masks_by_stem(Path(predicted)), masks_by_stem(Path(truth))
    both = [stem for stem in truths if stem in predictions]
    if not both:
        raise FormatError(
            "No file of {predicted} has the name of one in {truth}.",
            "Masks are compared when their names are the same up to the suffix .png.",
            predicted=predicted,
            truth=truth,
        )
    total = Confusion(range(MAX_CLASSES) if classes is None else classes.ids)
    files = []
    for stem in both:
        one = Confusion(total.ids)
        try:
            one.add(read(predictions[stem]), read(truths[stem]))
        except MaskError as error:
            named = (
                error.message
                if f"{stem}." in error.message
                else said("{name}: {message}", name=truths[stem].name, message=error.message)
            )
            raise MaskError(named, error.hint) from error
        files.append(FileScore(stem, one.mean_iou, one.mean_dice, one.pixel_accuracy, one.pixels))
        total = total + one
    if classes is None:
        total = total.present()
    names = tuple(f"class {i}" for i in total.ids) if classes is None else tuple(classes.names)
    unmatched = [str(truths[s]) for s in truths if s not in predictions]
    unmatched += [str(predictions[s]) for s in predictions if s not in truths]
    return FolderScores(total, names, tuple(files), tuple(unmatched))
