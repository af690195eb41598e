"""The numbers of a training that nobody has to choose: rate, batch, patch sizes, augmentation. No torch, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from segstudio.choices.devices import DEVICES
from segstudio.choices.starts import StartKind
from segstudio.learning.data.augment import AugmentSettings


class Phase(NamedTuple):
    """Patches of ``size`` x ``size`` pixels from ``begins`` on; ``shrink`` 2: of the image at half its resolution."""

    begins: float  # steps, or a share of the budget
    size: int
    shrink: int = 1


@dataclass(frozen=True)
class Recipe:
    """How to train. ``phases`` begin at steps; a long budget uses ``course``, if any, which begins at shares of it."""

    rate: float = 1e-3
    batch: int = 4
    phases: tuple[Phase, ...] = (Phase(0, 128), Phase(60, 192))
    course: tuple[Phase, ...] = ()
    augment: AugmentSettings = field(default_factory=AugmentSettings)
    loss: str = "cross_entropy_dice"
    clip: float = 1.0
    encoder_rate: float = 1.0  # factor of ``rate`` for the encoder
    frozen_statistics: bool = False  # BatchNorm keeps the statistics it came with
    frozen: float = 0.0  # share of the training with a frozen encoder; without a budget, share of OPEN steps
    balance: float = 0.5  # exponent of the inverse class frequency as class weight; 0: all pixels count alike
    agreement: float = 3.0  # weight of agreement with the running average on unlabelled pixels; 0: none

    def phase(self, step: int, spent: float | None) -> Phase:
        """The phase at a step; ``spent``: used share of a long budget, ``None`` without one."""
        if self.course and spent is not None:
            return [phase for phase in self.course if phase.begins <= spent][-1]
        return [phase for phase in self.phases if phase.begins <= step][-1]

    @property
    def largest(self) -> int:
        """Side of the largest patches."""
        return max(phase.size for phase in (*self.phases, *self.course))


OPEN = 400  # steps that a training without a budget takes at least

ENCODER_RATES = {StartKind.RANDOM: 1.0, StartKind.FORMULA: 1.0, StartKind.PHOTOGRAPHS: 0.1}
# Half the resolution first: patches of the same cost show four times the surroundings. Measured on street scenes with
# random weights, same time: mean IoU 0.23 without, 0.27 with.
COARSE_TO_FINE = (Phase(0.0, 128, shrink=2), Phase(0.45, 128), Phase(0.75, 192))
# Less than U-Net's 10 px on a field of 3 x 3: our nodes are closer, and straight lines should stay straight.
GENTLE = AugmentSettings(elastic=2.0, noise=0.02)
UPRIGHT = replace(GENTLE, upside_down=False, quarter_turns=False, rotation=8.0)


def choose_recipe(device: str, start: StartKind, upright: bool) -> Recipe:
    """The recipe for a device (a row of DEVICES) and the kind of the starting weights; ``upright``: the images have an
    up and a down. An encoder trained on photographs is changed only little."""
    augment = UPRIGHT if upright else GENTLE
    known = start is StartKind.PHOTOGRAPHS
    recipe = Recipe(
        rate=2e-3 if start is StartKind.RANDOM else 1e-3,
        augment=augment,
        encoder_rate=ENCODER_RATES[start],
        frozen_statistics=known,
        course=() if known else COARSE_TO_FINE,
    )
    return replace(recipe, batch=12, phases=(Phase(0, 256),), course=()) if DEVICES[device].large else recipe
