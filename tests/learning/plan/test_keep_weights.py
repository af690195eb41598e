"""Which weights are kept: later ones, unless the held-out images say clearly that they are worse."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.learning.plan.keep_weights import WeightChoice, is_worse
from segstudio.scores.confusion import Confusion, mean_iou


def counts(right: int, wrong: int, classes: int = 2) -> np.ndarray:
    """One image in which every class has ``right`` hits, and ``wrong`` pixels that went to the next class."""
    found = np.zeros((classes, classes + 1), np.int64)
    for k in range(classes):
        found[k, k] += right
        found[k, (k + 1) % classes] += wrong
    return found


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=12, max_size=12))
def test_mean_iou_is_that_of_the_score_table(numbers: list[int]) -> None:
    confusion = Confusion([0, 1, 2])
    confusion.matrix = np.asarray(numbers[:9]).reshape(3, 3)
    confusion.matrix[0, 0] += 1
    confusion.none = np.asarray(numbers[9:])
    assert np.isclose(mean_iou(confusion.full), confusion.mean_iou)


def test_classes_without_a_true_pixel_do_not_count_and_nothing_at_all_is_nan() -> None:
    found = np.array([[10, 5, 0], [0, 0, 0]])
    assert np.isclose(mean_iou(found), 10 / 15)
    assert np.isnan(mean_iou(np.zeros((2, 3))))


def test_later_weights_that_differ_by_luck_are_kept() -> None:
    choice = WeightChoice()
    assert choice.take([counts(90, 10), counts(40, 60), counts(80, 20)])
    assert choice.take([counts(80, 20), counts(45, 55), counts(80, 20)])


def test_weights_that_are_worse_on_every_image_are_not_kept() -> None:
    choice = WeightChoice()
    assert choice.take([counts(90, 10)] * 4)
    assert not choice.take([counts(70, 30)] * 4)
    assert choice.take([counts(91, 9)] * 4)


def test_many_small_losses_do_not_add_up_unseen() -> None:
    """Each is compared with the best ever, not with the one kept last."""
    choice = WeightChoice()
    kept = [choice.take([counts(90 - k, 10 + k), counts(89 - k, 11 + k)]) for k in range(20)]
    assert kept[0] and not kept[-1]


def test_one_image_has_a_margin() -> None:
    choice = WeightChoice()
    assert choice.take([counts(900, 100)]) and choice.take([counts(895, 105)]) and not choice.take([counts(800, 200)])


def test_other_masks_begin_anew_and_no_images_never_stop_a_training() -> None:
    choice = WeightChoice()
    assert choice.take([counts(90, 10)] * 3)
    choice.reset()
    assert choice.take([counts(10, 90)] * 3)
    assert WeightChoice().take([])
    assert not is_worse([counts(1, 9)], [counts(9, 1)] * 2)


def test_the_same_counts_give_the_same_answer() -> None:
    rng = np.random.default_rng(0)
    new, best = ([rng.integers(0, 50, (3, 4)) for _ in range(5)] for _ in range(2))
    assert len({is_worse(new, best) for _ in range(5)}) == 1
