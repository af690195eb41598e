"""What the training loop can teach a network. One more is one class and one row."""

from __future__ import annotations

from dataclasses import dataclass

from segstudio.choices.row import Row


@dataclass(frozen=True)
class ObjectiveRow(Row):
    """``title``: what is being done, beside its progress. ``code``: the ``stepper.Objective``; those that need no
    labels are ``pretrain.StartObjective``."""

    code: str


SEGMENTATION, RECONSTRUCTION, FORMULA = "segmentation", "reconstruction", "formula"

OBJECTIVES: dict[str, ObjectiveRow] = {
    SEGMENTATION: ObjectiveRow(
        "Training",
        "on a project's labels: name the class of every labelled pixel",
        "segstudio.learning.training.segmentation:Segmentation",
    ),
    RECONSTRUCTION: ObjectiveRow(
        "Learning from your images",
        "on a project's images without their labels: restore hidden blocks and remove noise",
        "segstudio.learning.pretraining.reconstruction:Reconstruction",
    ),
    FORMULA: ObjectiveRow(
        "Learning from formulas",
        "on images drawn from formulas: name the kinds of structures",
        "segstudio.learning.pretraining.formula_training:FormulaImages",
    ),
}
