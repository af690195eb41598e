"""What a person may choose for a training: parsed, checked, put into the recipe."""

from __future__ import annotations

import numpy as np
import pytest

from segstudio.errors import LearningError
from segstudio.labels.classes import ClassTable
from segstudio.learning.messages import TrainSettings
from segstudio.learning.plan.recipe import Recipe
from segstudio.learning.training.apply_settings import apply_settings, check_settings, own_weights

TABLE = ClassTable.from_names(["sound", "crack", "pore"])


def test_own_weights_are_by_name_or_number() -> None:
    found = own_weights("crack=3, 2 = 0.5", TABLE, (0, 1, 2))
    assert found is not None and list(found) == [1, 3, 0.5] and found.dtype == np.float32
    assert own_weights("balanced", TABLE, (0, 1, 2)) is None and own_weights("none", TABLE, (0, 1, 2)) is None
    assert own_weights("median", TABLE, (0, 1, 2)) is None


@pytest.mark.parametrize("text", ["rust=2", "crack", "crack=", "crack=fast", "crack=0", "crack=-1", "crack=nan", "9=1"])
def test_weights_that_are_none_are_told(text: str) -> None:
    with pytest.raises(LearningError) as told:
        own_weights(text, TABLE, (0, 1, 2))
    assert "crack=3" in told.value.hint


def test_choices_reach_the_recipe_and_the_usual_ones_leave_it_alone() -> None:
    recipe = Recipe(loss="dice", frozen=0.1)
    assert apply_settings(recipe, TrainSettings()) == recipe
    chosen = apply_settings(recipe, TrainSettings(loss="focal", class_weights="none", frozen=0.5))
    assert (chosen.loss, chosen.balance, chosen.frozen) == ("focal", 0.0, 0.5)
    assert apply_settings(recipe, TrainSettings(class_weights="median")).balance == 1.0
    assert apply_settings(recipe, TrainSettings(frozen=0.0)).frozen == 0
    bent = apply_settings(recipe, TrainSettings(elastic=True)).augment
    assert (bent.elastic, bent.nodes) == (10.0, 3) and bent.noise == recipe.augment.noise


@pytest.mark.parametrize("bad", [{"loss": "magic"}, {"frozen": 1.5}, {"frozen": -0.1}, {"frozen": float("nan")}])
def test_choices_that_no_table_has_are_told(bad: dict[str, object]) -> None:
    with pytest.raises(LearningError) as told:
        check_settings(TrainSettings(**bad))  # type: ignore[arg-type]
    assert told.value.hint
