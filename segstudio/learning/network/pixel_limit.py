"""How much of an image a network is given at once: less and less when memory is short, and one sentence about it.

One ``PixelLimit`` is enough for a process, which has one memory of each kind. Must not import torch or Qt.
"""

from __future__ import annotations

import math

from segstudio.errors import said
from segstudio.learning.plan.memory_fallback import ShortOfMemory

SENTENCE = said("Memory is short: images are predicted in smaller parts, which takes longer.")


def short_of_memory() -> ShortOfMemory:
    """The error when the parts of an image are as small as they get."""
    return ShortOfMemory(
        "There is not enough memory to predict.",
        "Close other programs, choose a smaller encoder, or predict on the CPU.",
    )


class PixelLimit:
    """The most pixels at once, margins counted, by kind of device ("cpu", "cuda"); no limit until one was met."""

    def __init__(self) -> None:
        self._most: dict[str, int] = {}
        self._told = False

    def most(self, kind: str) -> float:
        """How many pixels can be tried."""
        return self._most.get(kind, math.inf)

    def ran_out(self, kind: str, pixels: int) -> None:
        """So many were too many: from now on at most half of them."""
        self._most[kind] = int(min(self.most(kind), pixels // 2))

    def take_notice(self) -> str:
        """What to tell the person, once; else nothing."""
        if self._told or not self._most:
            return ""
        self._told = True
        return SENTENCE


LIMIT = PixelLimit()
