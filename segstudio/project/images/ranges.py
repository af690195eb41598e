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

Range = tuple[float, ...]  # two numbers, or two for each channel

HOUNSFIELD: Range = (-1000.0, 1000.0)  # by definition air is -1000 and water 0; dense bone is near 1000
SLICES = 8  # of a stack that are looked at, spread over it
_STEP = 4  # every so many pixels of them, in both directions


def is_range(value: object) -> bool:
    """Whether ``value`` can be a range: pairs of finite numbers, the first one lower."""
    if not isinstance(value, tuple | list) or not value or len(value) % 2:
        return False
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in value)
    return numbers and all(map(math.isfinite, value)) and all(low < high for low, high in _pairs(tuple(value)))


def _pairs(values: Range) -> list[tuple[float, float]]:
    return list(zip(values[::2], values[1::2], strict=True))


def windows_of(values: Range, channels: int) -> tuple[tuple[float, float], ...]:
    """The values of each channel that are 0 and 1: its own two, or the same two for all."""
    pairs = _pairs(values)
    return tuple(pairs) if len(pairs) == channels else (pairs[0],) * channels


def range_words(values: Range | None) -> str:
    """A range for people: "-1000 to 1000"."""
    return "" if values is None else ", ".join(f"{low:g} to {high:g}" for low, high in _pairs(values))


def needs_range(facts: Facts, planes: int, apart: bool = False) -> bool:
    """Whether images like this one, ``planes`` in one stack, share a range. ``apart``: each channel is an image."""
    channels = facts.channels.letter == "C" and facts.channels.size > 1 and not apart
    itself = not channels and facts.dtype in ("uint8", "bool")
    return facts.unit == "HU" or (planes > 1 and not itself)


def shared_range(facts: Facts, slices: Sequence[Callable[[], NDArray[Any]]]) -> Range | None:
    """The range of a stack: that of its unit, else the percentiles of some of its ``slices``, which are read for it;
    ``None``: they are all of one value. Raises what reading raises."""
    if facts.unit == "HU":
        return HOUNSFIELD
    chosen = sorted({round(at) for at in np.linspace(0, len(slices) - 1, min(SLICES, len(slices)))})
    parts = [np.atleast_3d(slices[at]()[::_STEP, ::_STEP]) for at in chosen]
    if facts.channels.letter != "C":
        parts = [part.reshape(-1, 1, 1) for part in parts]
    together = np.concatenate([part.reshape(-1, part.shape[2]) for part in parts])
    found = [auto_window(together[None, :, channel]) for channel in range(together.shape[1])]
    if len(found) == 1:
        return found[0] if found[0][0] < found[0][1] else None
    return tuple(one for low, high in found for one in (low, max(high, low + 1)))  # an empty channel has no width
