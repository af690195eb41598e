"""Scores are exact, void is never counted, an absent class has no score."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from segstudio.errors import MaskError
from segstudio.labels.classes import VOID
from segstudio.scores.confusion import Confusion, mean_iou

IDS = (0, 3, 7, 254)
Pair = tuple[NDArray[np.uint8], NDArray[np.uint8]]


@st.composite
def pairs(draw: st.DrawFn, ids: tuple[int, ...] = IDS) -> Pair:
    """A prediction and a truth of the same shape."""
    shape = draw(hnp.array_shapes(min_dims=2, max_dims=2, max_side=9))
    values = st.sampled_from([*ids, VOID])
    return draw(hnp.arrays(np.uint8, shape, elements=values)), draw(hnp.arrays(np.uint8, shape, elements=values))


def counted(pair: Pair) -> Confusion:
    confusion = Confusion(IDS)
    confusion.add(*pair)
    return confusion


def same(value: float, part: int, whole: int) -> bool:
    return math.isnan(value) if whole == 0 else value == part / whole


@given(pairs())
@settings(max_examples=80, deadline=None)
def test_scores_equal_counting_pixel_by_pixel(pair: Pair) -> None:
    confusion = counted(pair)
    seen = [(int(p), int(t)) for p, t in zip(pair[0].flat, pair[1].flat, strict=True) if t != VOID]
    for k, c in enumerate(IDS):
        hit = sum(p == c and t == c for p, t in seen)
        predicted, true = sum(p == c for p, _ in seen), sum(t == c for _, t in seen)
        assert same(confusion.iou()[k], hit, predicted + true - hit)
        assert same(confusion.dice()[k], 2 * hit, predicted + true)
        assert same(confusion.accuracy()[k], hit, true)
        assert confusion.truth_pixels[k] == true
        assert confusion.none[k] == sum(p == VOID and t == c for p, t in seen)
        for j, d in enumerate(IDS):
            assert confusion.matrix[k, j] == sum(t == c and p == d for p, t in seen)
    assert confusion.pixels == len(seen)
    if seen:
        assert confusion.pixel_accuracy == sum(p == t for p, t in seen) / len(seen)


@given(pairs(), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_predicted_at_void_changes_nothing(pair: Pair, data: st.DataObject) -> None:
    prediction, truth = pair
    other = prediction.copy()
    noise = data.draw(hnp.arrays(np.uint8, truth.shape))  # any values, unknown ones too
    other[truth == VOID] = noise[truth == VOID]
    assert np.array_equal(counted((other, truth)).full, counted(pair).full)


@given(pairs(), pairs())
@settings(max_examples=30, deadline=None)
def test_adding_matrices_is_counting_both_images(first: Pair, second: Pair) -> None:
    both = counted(first)
    both.add(*second)
    total = counted(first) + counted(second)
    assert np.array_equal(total.full, both.full)
    assert total.full.sum() == total.pixels


@given(pairs())
@settings(max_examples=30, deadline=None)
def test_means_are_over_the_classes_with_a_true_pixel(pair: Pair) -> None:
    confusion = counted(pair)
    for scores, found in ((confusion.iou(), confusion.mean_iou), (confusion.dice(), confusion.mean_dice)):
        present = [v for v, pixels in zip(scores, confusion.truth_pixels, strict=True) if pixels]
        assert found == (pytest.approx(sum(present) / len(present)) if present else None)
    by_counts = float(mean_iou(confusion.full))
    assert by_counts == confusion.mean_iou if confusion.pixels else math.isnan(by_counts)
    assert confusion.present().mean_iou == confusion.mean_iou
    assert confusion.present().mean_dice == confusion.mean_dice


def test_a_stray_pixel_of_a_third_class_is_named_and_leaves_the_mean() -> None:
    truth = np.repeat(np.array([[0, 3]], np.uint8), 13, axis=1)
    predicted = truth.copy()
    predicted[0, 0] = 7
    confusion = counted((predicted, truth))
    assert confusion.iou()[:3].tolist() == [pytest.approx(12 / 13), 1, 0]
    assert confusion.mean_iou == pytest.approx((12 / 13 + 1) / 2) and confusion.predicted_only == (7,)
    assert counted((truth, truth)).predicted_only == ()


def test_a_perfect_prediction_scores_one_and_an_absent_class_nothing() -> None:
    truth = np.array([[0, 0, 3, VOID]], np.uint8)
    confusion = counted((np.array([[0, 0, 3, 7]], np.uint8), truth))
    assert confusion.iou()[:2].tolist() == [1, 1] and np.isnan(confusion.iou()[2:]).all()
    assert (confusion.mean_iou, confusion.mean_dice, confusion.pixel_accuracy) == (1, 1, 1)


def test_void_predicted_over_a_label_is_wrong() -> None:
    confusion = counted((np.full((1, 4), VOID, np.uint8), np.zeros((1, 4), np.uint8)))
    assert confusion.pixel_accuracy == 0 and confusion.mean_iou == 0 and confusion.none[0] == 4


def test_nothing_counted_has_no_score() -> None:
    confusion = counted((np.zeros((2, 2), np.uint8), np.full((2, 2), VOID, np.uint8)))
    assert (confusion.mean_iou, confusion.mean_dice, confusion.pixel_accuracy) == (None, None, None)
    assert confusion.pixels == 0


def test_unknown_values_and_other_sizes_are_refused_and_not_counted() -> None:
    confusion = Confusion(IDS)
    zeros = np.zeros((2, 3), np.uint8)
    with pytest.raises(MaskError, match="1, 9"):
        confusion.add(zeros + np.uint8(9), zeros + np.uint8(1))
    with pytest.raises(MaskError, match="3 x 2 .* 2 x 3"):
        confusion.add(zeros, zeros.T)
    assert confusion.pixels == 0


def test_more_pixels_than_one_block_are_all_counted() -> None:
    truth = np.zeros((1100, 1000), np.uint8)
    truth[-1] = 3
    confusion = counted((np.zeros_like(truth), truth))
    assert confusion.matrix[0, 0] == 1_099_000 and confusion.matrix[1, 0] == 1000


def test_a_class_list_that_cannot_be_is_refused() -> None:
    for ids in ([1, 1], [255], [-1]):
        with pytest.raises(ValueError, match="class ids"):
            Confusion(ids)
    with pytest.raises(ValueError, match="different classes"):
        Confusion([0]) + Confusion([1])
