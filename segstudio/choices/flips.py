"""Which mirror images of an image are predicted too and averaged. One more choice is one more row."""

from __future__ import annotations

from dataclasses import dataclass

from segstudio.choices.row import Row, check

Flip = tuple[int, ...]  # axes of [n,C,h,w]: -1 mirrors left and right, -2 top and bottom, (): the image itself
Flips = tuple[Flip, ...]


@dataclass(frozen=True)
class FlipsRow(Row):
    """``flips``: one pass of the network each, the first for the image itself."""

    flips: Flips


NO_FLIPS: Flips = ((),)
FLIPS: dict[str, FlipsRow] = {
    "none": FlipsRow("Predict each image once", "The quickest.", NO_FLIPS),
    "horizontal": FlipsRow("Average with the image mirrored left to right", "Takes twice as long.", ((), (-1,))),
    "vertical": FlipsRow("Average with the image mirrored top to bottom", "Takes twice as long.", ((), (-2,))),
    "both": FlipsRow("Average with all four mirror images", "Takes four times as long.", ((), (-1,), (-2,), (-2, -1))),
}


def choose_flips(name: str) -> Flips:
    """A row of FLIPS; ``LearningError`` for another word."""
    check(name, FLIPS, "choice of flips")
    return FLIPS[name].flips
