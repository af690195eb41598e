"""Makes the score table for window and command line out of a confusion matrix.

Computes no score itself: all come from ``scores``. Must not import torch.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from segstudio.learning.messages import ClassScore, ScoreTable
from segstudio.scores.confusion import Confusion


def score_table(
    confusion: Confusion, names: Sequence[str], kind: str, images: int, area: int = 0, accepted: int = 0
) -> ScoreTable:
    """``names`` in the order of the confusion's ids; ``kind``: HELD_OUT, SAME_REGION or SAME_IMAGE; ``area``: pixels of
    what was scored, labelled or not; ``accepted``: images with labels accepted from predictions. An absent class has
    ``None``."""
    columns = (map(_number, scores) for scores in (confusion.iou(), confusion.dice(), confusion.accuracy()))
    pixels = map(int, confusion.truth_pixels)
    classes = tuple(ClassScore(*row) for row in zip(confusion.ids, names, *columns, pixels, strict=True))
    return ScoreTable(
        kind=kind,
        images=images,
        pixels=confusion.pixels,
        classes=classes,
        mean_iou=_number(confusion.mean_iou),
        mean_dice=_number(confusion.mean_dice),
        accuracy=_number(confusion.pixel_accuracy),
        confusion=tuple(tuple(int(n) for n in row) for row in confusion.matrix),
        area=area,
        accepted=accepted,
    )


def _number(value: float | None) -> float | None:
    """``None`` for what was not counted, which the scores room writes as NaN in arrays."""
    return None if value is None or math.isnan(value) else float(value)
