"""A score is called rising only where a test over several checks and over the images says so."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.learning.plan.keep_weights import WeightChoice
from segstudio.learning.plan.schedule import GAIN, Plateau
from segstudio.learning.plan.trend import CHECKS, LEAST, Trend, rises
from segstudio.scores.confusion import mean_iou

PIXELS = 1_000_000


def of_mean(score: float) -> np.ndarray:
    """The counts of an image of two classes whose IoU, and so their mean, is ``score``."""
    union = round(PIXELS * score)
    wrong = (PIXELS - union) // 2
    return np.array([[union, wrong, 0], [wrong, union, 0]])


def said(scores: Sequence[float], images: int) -> list[bool | None]:
    """What is said after each check of a training, all images scoring the same."""
    trend, plateau, found = Trend(), Plateau(), []
    for score in scores:
        plateau.take(score)
        found.append(trend.take([of_mean(score)] * images, plateau.idle))
    return found


@pytest.mark.parametrize("images", [1, 2, 5])
@pytest.mark.parametrize(
    "scores",
    [
        (0.98, 0.04),
        (0.4971,) * 5,
        (0.4999, 0.4974, 0.4989),
        (0.336, 0.534, 0.417, 0.328),
        (0.5, 0.5001, 0.5002, 0.5003),
    ],
)
def test_f7_a_score_that_stands_or_falls_is_never_called_rising(scores: tuple[float, ...], images: int) -> None:
    assert True not in said(scores, images)


@pytest.mark.parametrize("images", [1, 2, 5])
def test_f7_a_score_that_rises_at_every_check_is_called_rising(images: int) -> None:
    assert said((0.30, 0.35, 0.41, 0.44, 0.47), images) == [None, None, None, True, True]


def test_it_is_no_longer_rising_once_it_did_not_improve_for_as_many_checks_as_are_looked_at() -> None:
    assert said((0.3, 0.4, 0.5, 0.6, *[0.6] * 6), 3) == [None] * 3 + [True] * 2 + [None] * 3 + [False] * 2


def test_images_of_which_one_rises_and_others_fall_do_not_say_that_the_score_rises() -> None:
    trend = Trend()
    rising = [0.30, 0.45, 0.60, 0.75, 0.90]
    falling = [0.50, 0.45, 0.42, 0.38, 0.34]
    found = [
        trend.take([of_mean(up), of_mean(down), of_mean(down)], 0) for up, down in zip(rising, falling, strict=True)
    ]
    assert rises([float(mean_iou(of_mean(up) + 2 * of_mean(down))) for up, down in zip(rising, falling, strict=True)])
    assert found == [None] * 5


def test_other_masks_begin_anew() -> None:
    trend = Trend()
    for score in (0.3, 0.4, 0.5):
        trend.take([of_mean(score)], 0)
    trend.reset()
    assert trend.take([of_mean(0.6)] * 2, 0) is None


@pytest.mark.parametrize("checks", sorted(LEAST))
def test_chance_is_called_a_rise_in_at_most_one_of_twenty_orders(checks: int) -> None:
    orders = list(itertools.permutations(np.arange(checks) / 10))
    assert 0 < np.mean([rises(order) for order in orders]) <= 0.05
    assert not any(rises(order) for order in itertools.permutations(np.arange(min(LEAST) - 1) / 10))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=CHECKS, max_size=CHECKS))
def test_a_rise_gains_what_the_plateau_calls_a_gain_and_its_mirror_is_none(scores: list[float]) -> None:
    if rises(scores):
        assert scores[-1] - scores[0] >= GAIN and not rises(scores[::-1])


def test_trend_plateau_and_choice_of_weights_use_the_mean_of_the_score_table() -> None:
    """A class that is only predicted lowers no mean: with it in the mean these counts would fall, not rise."""
    trend, plateau, choice, said_last = Trend(), Plateau(), WeightChoice(), None
    for at, score in enumerate((0.3, 0.4, 0.5, 0.6)):
        counts = np.zeros((3, 4), np.int64)
        counts[:2, :2] = of_mean(score)[:, :2]
        if at:
            counts[0, 2] = 1  # a pixel of the third class, which has no true one
        table_mean = float(mean_iou(counts))
        assert table_mean == pytest.approx(score, abs=1e-5)
        plateau.take(table_mean)
        assert choice.take([counts]) and plateau.idle == 0
        said_last = trend.take([counts], plateau.idle)
    assert said_last is True
