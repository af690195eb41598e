"""How many pixels are predicted at once: fewer when memory is short. Must not import torch or Qt."""

from __future__ import annotations

import math

from segstudio.errors import said
from segstudio.learning.plan.memory_fallback import ShortOfMemory

SENTENCE = said("Memory is short: images are predicted in smaller parts, which takes longer.")


def short_of_memory() -> ShortOfMemory:
    """The error when memory is short for the smallest part of an image."""
    return ShortOfMemory(
        "There is not enough memory to predict.",
        "Close other programs, choose a smaller encoder, or predict on the CPU.",
    )


class PixelLimit:
    """The most pixels at once, with their margins, by torch's word for the device; unlimited at first."""

    def __init__(self) -> None:
        self._most: dict[str, int] = {}
        self._told = False

    def most(self, kind: str) -> float:
        """How many pixels may be predicted at once."""
        return self._most.get(kind, math.inf)

    def ran_out(self, kind: str, pixels: int) -> None:
        """So many pixels were too many: from now on at most half of them."""
        self._most[kind] = int(min(self.most(kind), pixels // 2))

    def take_notice(self) -> str:
        """The sentence to show, once; else empty."""
        if self._told or not self._most:
            return ""
        self._told = True
        return SENTENCE


LIMIT = PixelLimit()  # of this process
