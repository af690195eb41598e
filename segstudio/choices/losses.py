"""The losses: weighted sums of terms over the labelled pixels. One more is one row, a new term one function."""

from __future__ import annotations

from dataclasses import dataclass

from segstudio.choices.row import Row

CROSS_ENTROPY = "segstudio.learning.training.losses:cross_entropy"
FOCAL = "segstudio.learning.training.losses:focal"
DICE = "segstudio.learning.training.losses:soft_dice"
TVERSKY = "segstudio.learning.training.losses:tversky"
HAUSDORFF = "segstudio.learning.training.losses:hausdorff"
LOVASZ = "segstudio.learning.training.losses:lovasz"


@dataclass(frozen=True)
class LossRow(Row):
    """``terms``: functions of ``LabelledPixels``, and the weight of each; ``distances``: one of them needs those."""

    terms: tuple[tuple[str, float], ...]
    distances: bool = False


LOSSES: dict[str, LossRow] = {
    "cross_entropy_dice": LossRow(
        "Pixels and overlap",
        "Cross-entropy and Dice together; the safe choice.",
        ((CROSS_ENTROPY, 1.0), (DICE, 1.0)),
    ),
    "cross_entropy": LossRow(
        "Pixels", "Cross-entropy only: every pixel counts alike, honest confidences.", ((CROSS_ENTROPY, 1.0),)
    ),
    "dice": LossRow(
        "Overlap", "Dice only: small classes count as much as large ones; slower to learn.", ((DICE, 1.0),)
    ),
    "focal": LossRow("Hard pixels", "Focal loss: pixels that are right already hardly count.", ((FOCAL, 1.0),)),
    "focal_dice": LossRow(
        "Hard pixels and overlap",
        "Focal loss and Dice: for rare things among much of the same.",
        ((FOCAL, 1.0), (DICE, 1.0)),
    ),
    "tversky": LossRow(
        "Missed pixels",
        "Tversky loss: a missed pixel costs more than twice a false one; for rare things.",
        ((TVERSKY, 1.0),),
    ),
    "lovasz": LossRow(
        "Overlap as scored",
        "Lov\u00e1sz loss: follows the IoU itself; best to go on with after another loss.",
        ((LOVASZ, 1.0),),
    ),
    "hausdorff": LossRow(
        "Overlap and distance",
        "Pixels, overlap, and how far from its outline a pixel is wrong (Hausdorff distance); slower.",
        ((CROSS_ENTROPY, 1.0), (DICE, 1.0), (HAUSDORFF, 1.0)),
        distances=True,
    ),
}
