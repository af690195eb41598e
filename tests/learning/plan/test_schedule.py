"""Learning rate, checks and plateau are pure arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segstudio.choices.starts import StartKind
from segstudio.learning.plan.recipe import COARSE_TO_FINE, Phase, Recipe, choose_recipe
from segstudio.learning.plan.schedule import LEAST_STEPS, PATIENCE, WARM_UP, Budget, Checks, Plateau


def test_rate_warms_up_and_then_stays_without_a_budget() -> None:
    free = Budget()
    assert free.rate(0, 0) == pytest.approx(1 / WARM_UP)
    assert free.rate(WARM_UP, 5) == free.rate(100_000, 9e9) == 1
    assert not free.limited and free.spent(10**6, 1e9) == 0


@pytest.mark.parametrize("budget", [Budget(steps=1000), Budget(seconds=100)])
def test_rate_falls_to_nothing_at_the_end_of_a_budget(budget: Budget) -> None:
    rates = [budget.rate(step, step / 10) for step in range(WARM_UP, 1001)]
    assert rates[0] == 1 and rates[-1] == pytest.approx(0, abs=1e-9)
    assert all(later <= earlier for earlier, later in zip(rates, rates[1:], strict=False))


@given(st.integers(1, 10**7), st.integers(1, 10**6))
def test_checks_depend_on_counts_only_and_never_come_before_their_time(check: int, step: int) -> None:
    first, second = Checks(check, step, Budget()), Checks(check, step, Budget())
    due = [n for n in range(1, 400) if first.due(n)]
    assert due == [n for n in range(1, 400) if second.due(n)]
    assert all(later - earlier >= 10 for earlier, later in zip(due, due[1:], strict=False))


def test_short_training_is_checked_at_its_end_at_the_latest() -> None:
    checks = Checks(10**9, 1, Budget(steps=5))
    assert [n for n in range(1, 6) if checks.due(n)] == [5]


def test_plateau_needs_patience_and_steps() -> None:
    plateau = Plateau()
    plateau.take(0.5)
    for _ in range(PATIENCE - 1):
        plateau.take(0.501)
    assert not plateau.over(LEAST_STEPS)
    plateau.take(None)
    assert plateau.over(LEAST_STEPS) and not plateau.over(LEAST_STEPS - 1)
    plateau.take(0.6)
    assert not plateau.over(LEAST_STEPS)


def test_changed_masks_begin_a_plateau_anew() -> None:
    plateau = Plateau()
    for _ in range(PATIENCE + 1):
        plateau.take(0.5)
    assert plateau.over(LEAST_STEPS)
    plateau.reset()
    plateau.take(0.1)
    assert not plateau.over(LEAST_STEPS)


def test_phases_go_by_steps_and_a_course_by_the_share_of_a_long_budget() -> None:
    recipe = Recipe(phases=(Phase(0, 128), Phase(60, 192)), course=COARSE_TO_FINE)
    assert [recipe.phase(step, None).size for step in (0, 59, 60, 9999)] == [128, 128, 192, 192]
    assert recipe.phase(9999, 0.1).shrink == 2 and recipe.phase(0, 0.9) == COARSE_TO_FINE[-1]
    assert Budget(steps=1000).long and Budget(seconds=600).long
    assert not Budget(steps=20).long and not Budget(seconds=30).long and not Budget().long


@pytest.mark.parametrize("kind", ["cpu", "cuda"])
def test_upright_images_are_not_turned_over(kind: str) -> None:
    upright, free = (
        choose_recipe(kind, StartKind.PHOTOGRAPHS, True).augment,
        choose_recipe(kind, StartKind.RANDOM, False).augment,
    )
    assert not upright.upside_down and not upright.quarter_turns and upright.flips
    assert free.upside_down and free.quarter_turns


def test_only_an_encoder_that_knows_photographs_learns_slower_and_keeps_its_statistics() -> None:
    rates = {start: choose_recipe("cpu", start, False) for start in StartKind}
    photographs, formula, random = rates[StartKind.PHOTOGRAPHS], rates[StartKind.FORMULA], rates[StartKind.RANDOM]
    assert photographs.encoder_rate < formula.encoder_rate <= random.encoder_rate
    assert [start for start, recipe in rates.items() if recipe.frozen_statistics] == [StartKind.PHOTOGRAPHS]
