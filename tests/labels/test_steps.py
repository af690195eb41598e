"""Edits, undo and redo cut into steps: the same result as at once, whatever comes between two of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from segstudio.errors import MaskError
from segstudio.labels import actions
from segstudio.labels.actions import Steps
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.mask import Mask
from segstudio.labels.painting import brush_segment, whole
from segstudio.labels.rules import PaintRule, allowed
from segstudio.labels.steps import at_once, finish

SHAPE = (600, 300)
SELECTION = brush_segment(SHAPE, (20, 20), (280, 500), 120)


def mask_of(seed: int) -> Mask:
    small = np.random.default_rng(seed).choice(np.array([0, 1, 2, VOID], np.uint8), (SHAPE[0] // 20, SHAPE[1] // 20))
    return Mask(np.kron(small, np.ones((20, 20), np.uint8)))


def picture(seed: int) -> NDArray[np.uint8]:
    return mask_of(seed + 1000).array


def inside(footprint: Footprint) -> Footprint:
    return allowed(PaintRule(selection=SELECTION), footprint)


EDITS: dict[str, Callable[[Mask, int], Steps]] = {
    "fill": lambda mask, seed: actions.filling(mask, whole(SHAPE), seed % 4),
    "fill everywhere": lambda mask, seed: actions.filling(mask, None, seed % 4, allow=inside),
    "clear": lambda mask, seed: actions.filling(mask, None, VOID),
    "replace": lambda mask, seed: actions.replacing(mask, seed % 3, 3),
    "accept": lambda mask, seed: actions.accepting(mask, picture(seed)),
    "accept inside": lambda mask, seed: actions.accepting(mask, picture(seed), allow=inside),
    "reject": lambda mask, seed: actions.rejecting(mask, picture(seed), allow=inside),
    "paste": lambda mask, seed: actions.pasting(mask, picture(seed), whole(SHAPE)),
    "copy": lambda mask, seed: actions.copying(mask, picture(seed)),
    "apply": lambda mask, seed: actions.applying(mask, [(1, SELECTION), (2, whole(SHAPE)), (0, SELECTION)]),
}
ANY = st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 50))


def check_counts(mask: Mask) -> None:
    np.testing.assert_array_equal(mask.counts(), np.bincount(mask.array.ravel(), minlength=256))


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_in_steps_and_at_once_are_the_same_edit(edit: tuple[str, int]) -> None:
    name, seed = edit
    first, second = mask_of(seed), mask_of(seed)
    before = first.array.copy()
    steps, seen = EDITS[name](first, seed), Rect(0, 0, 0, 0)
    frozen = first.freeze()
    try:
        while True:
            seen = seen.union(next(steps))
            check_counts(first)
            np.testing.assert_array_equal(first.settled(), before)
    except StopIteration as end:
        step = end.value
    assert step == at_once(EDITS[name])(second, seed)
    np.testing.assert_array_equal(first.array, second.array)
    np.testing.assert_array_equal(frozen.rows(0, SHAPE[0]), before)
    assert not first.stroking
    if step is None:
        np.testing.assert_array_equal(first.array, before)
        return
    assert seen.union(step.bounds) == seen and step.pixels == int((first.array != before).sum())
    assert finish(first.undoing()) == (step, step.bounds)
    np.testing.assert_array_equal(first.array, before)
    assert finish(first.redoing()) == (step, step.bounds)
    np.testing.assert_array_equal(first.array, second.array)
    check_counts(first)


@settings(max_examples=60, deadline=None)
@given(ANY, st.integers(0, 12), st.sampled_from(["edit", "undo", "redo"]))
def test_giving_up_at_any_step_puts_every_pixel_back(edit: tuple[str, int], steps: int, walk: str) -> None:
    name, seed = edit
    mask = mask_of(seed)
    mask.begin("Brush")
    mask.paint(brush_segment(SHAPE, (10, 10), (290, 590), 30), 2, np.ones(256, bool))
    mask.commit()
    if walk == "redo":
        mask.undo()
    before, stacks = mask.array.copy(), (mask.history.undo_stack, mask.history.redo_stack)
    going = {"edit": lambda: EDITS[name](mask, seed), "undo": mask.undoing, "redo": mask.redoing}[walk]()
    if len(list(islice(going, steps))) < steps:
        return  # it was done before
    going.close()
    np.testing.assert_array_equal(mask.array, before)
    assert (mask.history.undo_stack, mask.history.redo_stack) == stacks and not mask.stroking
    check_counts(mask)


def test_a_damaged_step_is_not_undone_by_half() -> None:
    mask = mask_of(1)
    step = actions.fill_region(mask, whole(SHAPE), 1)
    assert step is not None and len(step.tiles) > 2
    ty, tx, _ = step.tiles[-1]
    mask.history._undo[-1] = replace(step, tiles=(*step.tiles[:-1], (ty, tx, b"damaged")))
    before = mask.array.copy()
    with pytest.raises(MaskError):
        mask.undo()
    np.testing.assert_array_equal(mask.array, before)
    assert mask.history.undo_stack and not mask.history.redo_stack and not mask.stroking
    check_counts(mask)


def test_nothing_else_can_be_done_to_the_mask_between_two_steps() -> None:
    mask = mask_of(2)
    steps = actions.filling(mask, None, VOID, name="Clear")
    next(steps)
    assert mask.stroking and mask.undo() is None and mask.redo() is None
    with pytest.raises(RuntimeError):
        mask.begin("Brush")
    finish(steps)
    assert mask.history.undo_stack[-1].name == "Clear"
