"""The interval of a mean IoU by the choice of images."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from segstudio.scores.confusion import mean_iou
from segstudio.scores.interval import mean_iou_difference, mean_iou_interval, share_ahead


def counts(right: int, wrong: int) -> NDArray[np.int64]:
    return np.array([[right, wrong, 0], [wrong, right, 0]], np.int64)


def test_images_that_are_all_alike_leave_no_doubt() -> None:
    low, high = mean_iou_interval([[counts(9, 1)] * 5]) or (0.0, 1.0)
    assert low == pytest.approx(high) == pytest.approx(float(mean_iou(counts(9, 1))))


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), min_size=2, max_size=8))
def test_the_interval_lies_between_the_worst_and_the_best_image(pairs: list[tuple[int, int]]) -> None:
    images = [counts(*pair) for pair in pairs]
    alone = [float(mean_iou(one)) for one in images]
    low, high = mean_iou_interval([images]) or (-1.0, 2.0)
    assert min(alone) - 1e-9 <= low <= high <= max(alone) + 1e-9


def test_one_image_or_trainings_of_different_images_say_nothing() -> None:
    assert mean_iou_interval([]) is None
    assert mean_iou_interval([[counts(9, 1)]]) is None
    assert mean_iou_interval([[counts(9, 1)] * 2, [counts(9, 1)] * 3]) is None


def test_the_share_ahead_is_of_the_same_choices_of_images_for_both() -> None:
    """One is a little better on every image: then always, however far the images lie apart."""
    hard, easy = [counts(30 + 5 * n, 70 - 5 * n) for n in range(6)], [counts(31 + 5 * n, 69 - 5 * n) for n in range(6)]
    assert share_ahead([easy], [hard]) == 1 and share_ahead([hard], [easy]) == 0
    assert share_ahead([hard], [hard]) == 0.5
    assert share_ahead([hard[:1]], [easy[:1]]) is None and share_ahead([hard], [easy[:2]]) is None


def test_the_difference_is_of_the_same_choices_of_images_for_both() -> None:
    """One is a little better on every image: the difference is small and sure, however far the images lie apart."""
    hard, easy = [counts(30 + 5 * n, 70 - 5 * n) for n in range(6)], [counts(31 + 5 * n, 69 - 5 * n) for n in range(6)]
    low, high = mean_iou_difference([easy], [hard]) or (-1.0, 1.0)
    assert 0 < low <= high < 0.02
    assert mean_iou_difference([hard], [hard]) == (0, 0)
    assert mean_iou_difference([hard], [hard[:3]]) is None and mean_iou_difference([hard[:1]], [hard[:1]]) is None
