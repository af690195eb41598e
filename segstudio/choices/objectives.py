"""What a network can learn without labels, for starting weights. One more is one class and one row."""

from __future__ import annotations

from dataclasses import dataclass

from segstudio.choices.row import Row


@dataclass(frozen=True)
class ObjectiveRow(Row):
    """``title``: shown beside its progress. ``code``: the ``pretrain.StartObjective``."""

    code: str


FORMULA = "formula"

OBJECTIVES: dict[str, ObjectiveRow] = {
    FORMULA: ObjectiveRow(
        "Learning from formulas",
        "on images drawn from formulas: name the kinds of structures",
        "segstudio.learning.pretraining.formula_training:FormulaImages",
    ),
}
