"""The numbers of a training that are not the person's choice: rate, batch, patch sizes, augmentation.

Pure data and the one function that chooses it; no torch, no Qt.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from segstudio.learning.augment import AugmentSettings


@dataclass(frozen=True)
class Recipe:
    """How to train. ``sizes``: side of the patches from a given step on, first entry from step 0."""

    rate: float = 1e-3
    batch: int = 4
    sizes: tuple[tuple[int, int], ...] = ((0, 128), (60, 192))
    augment: AugmentSettings = field(default_factory=AugmentSettings)
    loss: str = "cross_entropy_dice"
    clip: float = 1.0
    balance: float = 0.5  # exponent of the inverse class frequency that weighs the cross-entropy; 0: every pixel alike

    def size(self, step: int) -> int:
        """Side of the patches at a step."""
        return [side for first, side in self.sizes if first <= step][-1]

    @property
    def largest(self) -> int:
        """Side of the patches in the end."""
        return self.sizes[-1][1]


def choose_recipe(kind: str, pretrained: bool) -> Recipe:
    """The recipe for a device ("cpu" or "cuda")."""
    if kind == "cuda":
        return Recipe(batch=12, sizes=((0, 256),))
    return Recipe()
