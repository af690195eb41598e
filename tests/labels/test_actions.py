"""Whole-mask edits: each is one undo step and keeps the rules."""

from __future__ import annotations

import numpy as np
import pytest

from segstudio.errors import MaskError
from segstudio.labels import actions, painting, regions
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.history import EditStep
from segstudio.labels.mask import Mask
from segstudio.labels.rules import PaintRule, paintable, writable

TABLE = ClassTable.from_names(["a", "b", "c", "d"]).set_locked(2, True)
FREE = writable(TABLE, PaintRule())


def painted(shape: tuple[int, int] = (600, 300)) -> Mask:
    values = np.array([0, 1, 2, 3, VOID], np.uint8)
    return Mask(np.random.default_rng(1).choice(values, shape))


def check_one_step(mask: Mask, before: np.ndarray, step: EditStep | None) -> None:
    after = mask.array.copy()
    assert step is not None and mask.history.undo_stack == (step,)
    mask.undo()
    np.testing.assert_array_equal(mask.array, before)
    mask.redo()
    np.testing.assert_array_equal(mask.array, after)
    np.testing.assert_array_equal(mask.counts(), np.bincount(after.ravel(), minlength=256))


def test_fill_region_writes_the_footprint_and_nothing_else() -> None:
    mask = painted()
    before = mask.array.copy()
    step = actions.fill_region(mask, Footprint(Rect(10, 200, 200, 300), np.ones((300, 200), bool)), 1, FREE)
    expected = before.copy()
    region = expected[200:500, 10:210]
    region[region != 2] = 1
    np.testing.assert_array_equal(mask.array, expected)
    check_one_step(mask, before, step)


def test_replace_class_takes_every_pixel_even_of_a_locked_class() -> None:
    mask = painted()
    before = mask.array.copy()
    step = actions.replace_class(mask, 2, VOID)
    np.testing.assert_array_equal(mask.array, np.where(before == 2, VOID, before))
    check_one_step(mask, before, step)
    assert actions.replace_class(mask, 2, 0) is None
    assert actions.replace_class(mask, 1, 1) is None


def test_clear_leaves_only_locked_pixels() -> None:
    mask = painted()
    before = mask.array.copy()
    step = actions.fill_region(mask, None, VOID, FREE, "Clear")
    np.testing.assert_array_equal(mask.array, np.where(before == 2, 2, VOID))
    check_one_step(mask, before, step)
    assert actions.fill_region(mask, None, VOID, FREE, "Clear") is None


def test_accept_copies_what_is_predicted_allowed_chosen_and_sure() -> None:
    mask = painted()
    before = mask.array.copy()
    rng = np.random.default_rng(2)
    prediction = rng.choice(np.array([0, 1, 2, 3, VOID], np.uint8), mask.shape)
    confidence = rng.integers(0, 256, mask.shape, dtype=np.uint8)
    where = painting.brush_segment(mask.shape, (20, 20), (250, 560), 80)
    step = actions.accept(
        mask, prediction, FREE, footprint=where, confidence=confidence, minimum=128, paintable=paintable(TABLE)
    )
    inside = np.zeros(mask.shape, bool)
    inside[where.rect.slices] = where.inside
    take = inside & (prediction != VOID) & (prediction != 2) & (before != 2) & (confidence >= 128)
    np.testing.assert_array_equal(mask.array, np.where(take, prediction, before))
    check_one_step(mask, before, step)


def test_accept_of_one_class_copies_only_that_class() -> None:
    mask = painted()
    before = mask.array.copy()
    prediction = np.random.default_rng(3).choice(np.array([0, 1, VOID], np.uint8), mask.shape)
    step = actions.accept(mask, prediction, only=1)
    np.testing.assert_array_equal(mask.array, np.where(prediction == 1, 1, before))
    check_one_step(mask, before, step)


def test_a_prediction_of_void_changes_nothing() -> None:
    mask = painted()
    assert actions.accept(mask, np.full(mask.shape, VOID, np.uint8)) is None
    assert actions.accept(mask, np.full(mask.shape, VOID, np.uint8), only=VOID) is None
    assert not mask.history.undo_stack and not mask.stroking


def test_an_edit_that_fails_puts_every_pixel_back() -> None:
    mask = painted()
    before = mask.array.copy()
    with pytest.raises(ValueError):
        actions.fill_region(mask, painting.whole(mask.shape), 999)
    with pytest.raises(ValueError):
        actions.accept(mask, np.zeros((2, 2), np.uint8))
    np.testing.assert_array_equal(mask.array, before)
    assert not mask.stroking


def test_the_step_is_closed_by_the_given_commit() -> None:
    mask, closed = Mask.empty((5, 5)), []

    def commit() -> EditStep | None:
        closed.append(mask.commit())
        return closed[-1]

    step = actions.fill_region(mask, painting.whole((5, 5)), 3, name="Fill all", commit=commit)
    assert closed == [step] and step is not None and step.name == "Fill all"


def test_a_mask_of_one_pixel_can_be_edited() -> None:
    mask = Mask.empty((1, 1))
    actions.fill_region(mask, painting.flood(mask.array, (0, 0)), 3)
    actions.replace_class(mask, 3, 4)
    actions.accept(mask, np.array([[5]], np.uint8))
    assert mask.array[0, 0] == 5 and len(mask.history.undo_stack) == 3


def test_edits_of_a_shape_are_one_step_and_keep_the_rules() -> None:
    mask = painted()
    before = mask.array.copy()
    edits = regions.grow(before, 1, 3)
    step = actions.apply_edits(mask, edits, FREE, "Grow")
    expected = before.copy()
    for value, (rect, inside) in edits:
        expected[rect.slices] = np.where(inside & (before[rect.slices] != 2), value, expected[rect.slices])
    np.testing.assert_array_equal(mask.array, expected)
    check_one_step(mask, before, step)
    assert step is not None and step.name == "Grow"
    assert actions.apply_edits(mask, []) is None and not mask.stroking


def test_paste_copies_values_and_void_where_the_footprint_holds() -> None:
    mask = painted()
    before = mask.array.copy()
    rng = np.random.default_rng(4)
    rect = Rect(20, 30, 200, 500)
    values = rng.choice(np.array([0, 1, 2, VOID], np.uint8), (500, 200))
    inside = rng.random((500, 200)) < 0.5
    step = actions.paste(mask, values, Footprint(rect, inside), FREE, paintable=paintable(TABLE))
    expected = before.copy()
    present = before[rect.slices]
    expected[rect.slices] = np.where(inside & (values != 2) & (present != 2), values, present)
    np.testing.assert_array_equal(mask.array, expected)
    check_one_step(mask, before, step)


def test_paste_of_another_size_is_refused_and_nothing_lost() -> None:
    mask = painted()
    with pytest.raises(ValueError, match="as large as"):
        actions.paste(mask, np.zeros((3, 3), np.uint8), painting.whole(mask.shape))
    assert not mask.stroking and not mask.history.undo_stack


def test_copying_a_mask_copies_what_is_labelled_only() -> None:
    mask = painted()
    before = mask.array.copy()
    other = np.random.default_rng(5).choice(np.array([0, 1, 2, VOID], np.uint8), mask.shape)
    step = actions.copy_mask(mask, other, FREE, paintable=paintable(TABLE))
    take = (other != VOID) & (other != 2) & (before != 2)
    np.testing.assert_array_equal(mask.array, np.where(take, other, before))
    check_one_step(mask, before, step)


def test_copying_a_mask_of_another_size_says_both_sizes() -> None:
    mask = Mask.empty((4, 5))
    with pytest.raises(MaskError, match="7 x 6 pixels, this one 5 x 4"):
        actions.copy_mask(mask, np.zeros((6, 7), np.uint8))
    assert not mask.stroking


def test_reject_writes_void_or_a_class_where_it_was_predicted() -> None:
    for value in (VOID, 3, 1):
        mask = painted()
        before = mask.array.copy()
        prediction = np.random.default_rng(6).choice(np.array([0, 1, 3, VOID], np.uint8), mask.shape)
        where = painting.brush_segment(mask.shape, (20, 20), (250, 560), 80)
        step = actions.reject(mask, prediction, FREE, value=value, footprint=where)
        inside = np.zeros(mask.shape, bool)
        inside[where.rect.slices] = where.inside
        wrong = inside & (prediction != VOID) & (prediction != value) & (before != 2)
        np.testing.assert_array_equal(mask.array, np.where(wrong, value, before))
        check_one_step(mask, before, step)
    with pytest.raises(ValueError, match="as large as"):
        actions.reject(painted(), np.zeros((2, 2), np.uint8))
