"""Which values are learnt from as 0 and as 1, where it is not for each image by itself: Hounsfield units, stacks.

An image of 8 bits is learnt from as it is; one of more bits by its own percentiles. Where values mean the same in every
image (Hounsfield units) the range is the same for all; the slices of a stack share the percentiles of the stack.
Must not import Qt or torch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.intensity import auto_window
from segstudio.project.images.facts import Facts

Range = tuple[float, float]

HOUNSFIELD: Range = (-1000.0, 1000.0)  # air to dense bone: IEC 61217 puts air at -1000, water at 0
SLICES = 8  # of a stack that are looked at, spread over it
_STEP = 4  # every so many pixels of them, in both directions


def is_range(value: object) -> bool:
    """Whether ``value`` can be a range: two finite numbers, the first one lower."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        return False
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in value)
    return numbers and all(math.isfinite(one) for one in value) and value[0] < value[1]


def range_words(values: Range | None) -> str:
    """A range for people: "-1000 to 1000"."""
    return "" if values is None else f"{values[0]:g} to {values[1]:g}"


def needs_range(facts: Facts, planes: int) -> bool:
    """Whether images like this one, ``planes`` in one stack, share a range."""
    stack = planes > 1 and facts.dtype not in ("uint8", "bool") and facts.channels.size == 1
    return facts.unit == "HU" or stack


def shared_range(facts: Facts, slices: Sequence[Callable[[], NDArray[Any]]]) -> Range | None:
    """The range of a stack: that of its unit, else the percentiles of some of its ``slices``, which are read for it;
    ``None``: they are all of one value. Raises what reading raises."""
    if facts.unit == "HU":
        return HOUNSFIELD
    chosen = sorted({round(at) for at in np.linspace(0, len(slices) - 1, min(SLICES, len(slices)))})
    low, high = auto_window(np.concatenate([slices[at]()[::_STEP, ::_STEP].ravel() for at in chosen])[None])
    return (low, high) if low < high else None
