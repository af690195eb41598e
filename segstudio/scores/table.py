"""Scores as a dictionary for programs and as a text table for the terminal. Imports scores.confusion and errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import said
from segstudio.scores.confusion import Confusion

DASH = "–"  # shown where there is no number


def clock(seconds: float | None) -> str:
    """A duration in seconds as m:ss, from an hour on as h:mm:ss; a dash for what is not a number."""
    if seconds is None or not 0 <= seconds < 1e9:
        return DASH
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def _by_name(names: Sequence[str], values: NDArray[np.float64]) -> dict[str, float | None]:
    return {name: None if np.isnan(v) else float(v) for name, v in zip(names, values, strict=True)}


def predicted_only_note(classes: int) -> str:
    """The note beside a mean on the number of classes predicted without a true pixel; empty for none."""
    if classes == 1:
        return said("1 class predicted that is not in the masks")
    return said("{number} classes predicted that are not in the masks", number=classes) if classes else ""


def as_dict(confusion: Confusion, names: Sequence[str]) -> dict[str, Any]:
    """Scores by class name (``names`` in the order of ``confusion.ids``), 0..1, None where a class is absent."""
    only = [name for id, name in zip(confusion.ids, names, strict=True) if id in confusion.predicted_only]
    return {
        "miou": confusion.mean_iou,
        "mean_dice": confusion.mean_dice,
        "pixel_accuracy": confusion.pixel_accuracy,
        "predicted_only": only,
        "iou": _by_name(names, confusion.iou()),
        "dice": _by_name(names, confusion.dice()),
        "accuracy": _by_name(names, confusion.accuracy()),
    }


def _cell(value: float | None) -> str:
    return DASH if value is None or np.isnan(value) else f"{value:.3f}"


def text_table(confusion: Confusion, names: Sequence[str], images: int | None = None) -> str:
    """Lines for a terminal: one per class, then the mean over the classes in the masks, then how it was counted."""
    width = max([len("mean"), *(len(name) for name in names)])
    columns = zip(names, confusion.iou(), confusion.dice(), confusion.accuracy(), confusion.truth_pixels, strict=True)
    lines = [f"{'':<{width}}  {'IoU':>6} {'Dice':>6} {'acc':>6} {'pixels':>11}"]
    for name, iou, dice, accuracy, pixels in columns:
        lines.append(f"{name:<{width}}  {_cell(iou):>6} {_cell(dice):>6} {_cell(accuracy):>6} {pixels:>11,}")
    means = [_cell(v) for v in (confusion.mean_iou, confusion.mean_dice, confusion.pixel_accuracy)]
    lines.append(f"{'mean':<{width}}  {means[0]:>6} {means[1]:>6} {means[2]:>6} {confusion.pixels:>11,}")
    count = "" if images is None else f"n = {images} image{'' if images == 1 else 's'}"
    note = ", ".join(part for part in (count, predicted_only_note(len(confusion.predicted_only))) if part)
    return "\n".join([*lines, note] if note else lines)
