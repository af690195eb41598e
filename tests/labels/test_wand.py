"""The magic wand: exactly the connected pixels near the seed's value, for any tolerance of the same drag."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.labels.geometry import Rect
from segstudio.labels.wand import Wand
from tests.pictures import connected, image, kinds, seeds, shapes, spread


@settings(max_examples=80, deadline=None)
@given(seeds, shapes, kinds, st.floats(0, 300), st.booleans())
def test_the_region_is_all_connected_pixels_within_the_tolerance(
    seed: int, shape: tuple[int, int], kind: str, tolerance: float, contiguous: bool
) -> None:
    pixels = image(seed, shape, kind)
    tolerance *= 200 if kind.startswith("uint16") else 1
    rng = np.random.default_rng(seed)
    x, y = int(rng.integers(shape[1])), int(rng.integers(shape[0]))
    planes = pixels.reshape(*shape, -1)
    with np.errstate(all="ignore"):
        far = np.maximum(planes, planes[y, x]) - np.minimum(planes, planes[y, x])
    near = (np.isfinite(planes) & (far <= np.float32(tolerance))).all(axis=2) & np.isfinite(planes[y, x]).all()
    found = Wand(pixels, (x + 0.5, y + 0.5)).region(tolerance, contiguous=contiguous)
    np.testing.assert_array_equal(spread(found, shape), connected(near, (x, y), False) if contiguous else near)


def test_one_drag_grows_and_shrinks_the_region_again() -> None:
    pixels = np.arange(20, dtype=np.uint8)[None].repeat(3, 0)
    wand = Wand(pixels, (10, 1))
    sizes = [int(wand.region(tolerance).inside.sum()) for tolerance in (0, 2.9, 5, 2, 400, 0)]
    assert sizes == [3, 15, 33, 15, 60, 3]


def test_the_box_bounds_the_region() -> None:
    wand = Wand(np.zeros((50, 40), np.uint16), (20, 20), Rect(15, 18, 400, 5))
    assert wand.region(9).rect == Rect(15, 18, 25, 5) and wand.region(9).inside.all()
    assert not Wand(np.zeros((50, 40), np.uint8), (2, 2), Rect(15, 18, 4, 5)).region(9).rect


def test_a_seed_outside_or_on_nan_finds_nothing() -> None:
    pixels = np.array([[np.nan, 1.0]], np.float32)
    for seed in ((0.5, 0.5), (2.0, 0.0), (-1.0, 0.0), (float("nan"), 0.0)):
        assert not Wand(pixels, seed).region(1e30).rect
    assert Wand(pixels, (1.5, 0.5)).region(float("inf")).inside.sum() == 1


def test_a_tolerance_that_is_no_amount_counts_as_none() -> None:
    wand = Wand(np.array([[5, 5, 6]], np.uint8), (0, 0))
    assert wand.region(-3).rect.w == wand.region(float("nan")).rect.w == 2


def test_the_image_stays_as_it_was_and_may_be_read_only() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (30, 30, 3), dtype=np.uint8)
    pixels.flags.writeable = False
    before = pixels.copy()
    assert Wand(pixels, (3, 3)).region(60).rect
    np.testing.assert_array_equal(pixels, before)


def test_an_image_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="image"):
        Wand(np.zeros((3, 3), np.int32), (0, 0))  # type: ignore[arg-type]
