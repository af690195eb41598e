"""The mask: exact undo, exact counts, paint rules for every footprint."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from segstudio.labels import painting
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.history import EditStep
from segstudio.labels.mask import Mask, histogram
from segstudio.labels.rules import PaintRule, everything, writable
from tests.work import calls, peak_bytes

SHAPES = [(1, 1), (1, 600), (600, 1), (300, 280), (256, 256), (17, 33)]
TABLE = ClassTable.from_names(["a", "b", "c", "d"]).set_locked(3, True)
RULES = [PaintRule(), PaintRule(only_void=True), PaintRule(only_class=1), PaintRule(only_class=0)]


def footprint(rng: np.random.Generator, array: NDArray[np.uint8]) -> Footprint:
    """Any gesture of any tool, partly outside."""
    h, w = array.shape
    points = [(float(x), float(y)) for x, y in rng.uniform(-0.2, 1.2, (5, 2)) * (w, h)]
    match int(rng.integers(4)):
        case 0:
            return painting.polygon(array.shape, points)
        case 1:
            return painting.flood(array, (w * float(rng.random()), h * float(rng.random())))
        case 2:
            return painting.whole(array.shape)
        case _:
            return painting.brush_segment(array.shape, points[0], points[1], float(rng.uniform(0, 60)))


def start(rng: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Blocks of classes 0..3 and void."""
    array = np.full(shape, VOID, np.uint8)
    for value in (0, 1, 2, 3):
        array[footprint(rng, array).rect.slices] = value
    return array


def one_stroke(rng: np.random.Generator, mask: Mask) -> None:
    """A few dabs or a pasted prediction under one rule, checked against plain numpy."""
    free = writable(TABLE, RULES[int(rng.integers(len(RULES)))])
    for _ in range(int(rng.integers(1, 4))):
        before, revision = mask.array.copy(), mask.revision
        rect, inside = footprint(rng, mask.array)
        value = int(rng.choice([0, 1, 2, VOID]))
        values = np.full(inside.shape, value, np.uint8)
        if rng.random() < 0.3:
            values = rng.choice(np.array([0, 1, 2, VOID], np.uint8), inside.shape)
            box = mask.paint_values(rect, values, inside, free)
        else:
            box = mask.paint(Footprint(rect, inside), value, free)
        expected = before.copy()
        region = expected[rect.slices]
        region[:] = np.where(inside & free[region], values, region)
        np.testing.assert_array_equal(mask.array, expected)
        rows, columns = np.nonzero(before != expected)
        assert box == Rect.around(zip(columns.tolist(), rows.tolist(), strict=True))
        assert mask.revision == revision + bool(box)
        np.testing.assert_array_equal(mask.counts(), np.bincount(mask.array.ravel(), minlength=256))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(SHAPES))
def test_any_strokes_undo_to_the_first_array_and_redo_to_the_last(seed: int, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(seed)
    mask = Mask(start(rng, shape))
    first, states = mask.array.copy(), [mask.array.copy()]
    for number in range(4):
        mask.begin(f"Stroke {number}")
        one_stroke(rng, mask)
        step = mask.commit()
        assert (step is None) == np.array_equal(states[-1], mask.array)
        if step is not None:
            assert EditStep.from_bytes(step.to_bytes()) == step
            states.append(mask.array.copy())
    for state in states[-2::-1]:
        step = mask.undo()
        assert step is not None and step[0].bounds == step[1]
        np.testing.assert_array_equal(mask.array, state)
        np.testing.assert_array_equal(mask.counts(), np.bincount(mask.array.ravel(), minlength=256))
    assert mask.undo() is None
    for state in states[1:]:
        assert mask.redo() is not None
        np.testing.assert_array_equal(mask.array, state)
        np.testing.assert_array_equal(mask.counts(), np.bincount(mask.array.ravel(), minlength=256))
    assert mask.redo() is None
    np.testing.assert_array_equal(mask.array == 3, first == 3, "a locked class never changes")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(SHAPES))
def test_cancel_puts_every_pixel_back(seed: int, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(seed)
    mask = Mask(start(rng, shape))
    before = mask.array.copy()
    mask.begin("Brush")
    one_stroke(rng, mask)
    differ = before != mask.array
    box = mask.cancel()
    np.testing.assert_array_equal(mask.array, before)
    np.testing.assert_array_equal(mask.counts(), np.bincount(before.ravel(), minlength=256))
    differ[box.slices] = False
    assert not differ.any()
    assert not mask.stroking and not mask.history.undo_stack


def test_the_undone_array_is_the_same_object() -> None:
    array = np.full((9, 9), VOID, np.uint8)
    mask = Mask(array)
    mask.begin("Fill")
    mask.paint(painting.whole(mask.shape), 1, everything())
    mask.commit()
    mask.undo()
    assert mask.array is array and (array == VOID).all()


def test_painting_outside_a_stroke_is_a_bug() -> None:
    mask = Mask.empty((4, 4))
    with pytest.raises(RuntimeError):
        mask.paint(painting.whole((4, 4)), 1, everything())
    mask.begin("Brush")
    with pytest.raises(RuntimeError):
        mask.begin("Brush")
    with pytest.raises(ValueError):
        mask.paint(painting.whole((4, 4)), 256, everything())


def test_undo_waits_for_an_open_stroke() -> None:
    mask = Mask.empty((4, 4))
    mask.begin("One")
    mask.paint(painting.whole((4, 4)), 1, everything())
    mask.commit()
    mask.begin("Two")
    assert mask.undo() is None and mask.redo() is None and mask.history.undo_stack
    assert mask.commit() is None and mask.commit() is None


def test_a_stroke_copies_only_the_tiles_it_changes() -> None:
    mask = Mask.empty((1024, 1024))
    mask.begin("Brush")
    mask.paint(painting.brush_segment(mask.shape, (5, 5), (1020, 1020), 3), 1, everything())
    step = mask.commit()
    assert step is not None
    assert {(ty, tx) for ty, tx, _ in step.tiles} >= {(i, i) for i in range(4)}
    assert len(step.tiles) <= 10
    assert step.nbytes < 8000


def test_a_footprint_that_hangs_over_the_edge_is_clipped() -> None:
    mask = Mask.empty((4, 4))
    mask.begin("Paste")
    values = np.arange(36, dtype=np.uint8).reshape(6, 6)
    assert mask.paint_values(Rect(-1, -1, 6, 6), values, np.ones((6, 6), bool), everything()) == Rect(0, 0, 4, 4)
    np.testing.assert_array_equal(mask.array, values[1:5, 1:5])
    assert not mask.paint(Footprint(Rect(9, 9, 2, 2), np.ones((2, 2), bool)), 1, everything())
    with pytest.raises(ValueError):
        mask.paint(Footprint(Rect(0, 0, 2, 2), np.ones((3, 2), bool)), 1, everything())


def test_labelled_is_the_share_that_is_not_void() -> None:
    mask = Mask.empty((10, 10))
    assert mask.labelled == 0
    mask.begin("Brush")
    mask.paint(Footprint(Rect(0, 0, 10, 3), np.ones((3, 10), bool)), 0, everything())
    assert mask.labelled == pytest.approx(0.3)


def test_a_dab_costs_the_same_on_a_large_mask() -> None:
    mask, free = Mask.empty((8192, 8192)), writable(TABLE, PaintRule())
    mask.begin("Brush")

    def dab(step: int) -> None:
        x = 4000.0 + 7 * step
        mask.paint(painting.brush_segment(mask.shape, (x, 4000), (x + 7, 4003), 200), step % 3, free)

    dab(0)  # what the stroke keeps of its first tiles
    for step in range(1, 20):
        assert peak_bytes(lambda step=step: dab(step)) < 20 * 220**2, "work per dab is bounded by the dab"
        assert calls(lambda step=step: dab(step)) < 1000


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 3), np.uint8),
        np.zeros(3, np.uint8),
        np.zeros((3, 3), np.int32),
        np.zeros((3, 6), np.uint8)[:, ::2],
        np.broadcast_to(np.uint8(0), (3, 3)),
    ],
)
def test_an_array_that_is_no_mask_is_refused(array: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError):
        Mask(array)


def test_counts_are_exact_beyond_the_whole_numbers_of_float32() -> None:
    values = np.full((4100, 4100), 7, np.uint8)
    values[0, 0] = 1
    assert histogram(values)[7] == 4100 * 4100 - 1


def test_settled_pixels_lack_what_an_open_stroke_painted() -> None:
    mask = Mask.empty((300, 280))
    mask.begin("One")
    mask.paint(painting.whole(mask.shape), 1, everything())
    mask.commit()
    before = mask.array.copy()
    mask.begin("Two")
    mask.paint(painting.brush_segment(mask.shape, (5, 5), (270, 290), 9), 2, everything())
    np.testing.assert_array_equal(mask.settled(), before)
    mask.commit()
    np.testing.assert_array_equal(mask.settled(), mask.array)
    assert mask.settled() is not mask.array and (mask.array == 2).any()
