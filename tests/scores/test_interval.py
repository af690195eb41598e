"""The interval of a mean IoU by the choice of images."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from segstudio.scores.confusion import mean_iou
from segstudio.scores.interval import mean_iou_interval


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
