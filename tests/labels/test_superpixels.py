"""Superpixels: whole, connected, about as large as asked, along edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.errors import Cancelled
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.painting import whole
from segstudio.labels.superpixels import Superpixels, superpixels
from tests.pictures import image, kinds, parts, region, seeds, shapes, spread


def count(found: Superpixels) -> int:
    return int(found.labels.max()) + 1 if found.labels.size else 0


@settings(max_examples=40, deadline=None)
@given(seeds, shapes, kinds, st.integers(1, 9))
def test_superpixels_are_numbered_without_gaps_and_connected(
    seed: int, shape: tuple[int, int], kind: str, spacing: int
) -> None:
    found = superpixels(image(seed, shape, kind), spacing=spacing, rounds=2)
    assert found.labels.shape == shape and found.labels.dtype == np.int32
    np.testing.assert_array_equal(np.unique(found.labels), np.arange(count(found)))
    for number in range(count(found)):
        assert len(parts(found.labels == number, False)) == 1


@settings(max_examples=30, deadline=None)
@given(seeds, shapes)
def test_the_brush_takes_all_superpixels_it_touches_and_no_other(seed: int, shape: tuple[int, int]) -> None:
    found = superpixels(image(seed, shape, "uint8 rgb"), spacing=3, rounds=2)
    touch = region(seed, shape)
    expected = np.isin(found.labels, found.labels[spread(touch, shape)])
    np.testing.assert_array_equal(spread(found.regions_under(touch), shape), expected)


def test_a_superpixel_under_the_pointer_is_in_image_pixels() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (60, 80), dtype=np.uint8)
    window = Rect(20, 10, 40, 30)
    found = superpixels(pixels, window, spacing=8)
    area = spread(found.region_at((33.2, 21.9)), pixels.shape)
    assert area[21, 33]
    np.testing.assert_array_equal(area[window.slices], found.labels == found.labels[11, 13])
    for point in ((19.9, 20), (60, 20), (30, 40), (float("nan"), 20)):
        assert not found.region_at(point).rect


def test_borders_follow_the_edges_of_the_image_and_sizes_the_spacing() -> None:
    rng = np.random.default_rng(3)
    rows, columns = np.indices((128, 160))
    disc = (rows - 60) ** 2 + (columns - 75) ** 2 < 45**2
    pixels = (np.where(disc, 150, 90) + rng.normal(0, 6, disc.shape)).clip(0, 255).astype(np.uint8)
    found = superpixels(pixels, spacing=12)
    inside = np.bincount(found.labels.ravel(), disc.ravel()) / np.bincount(found.labels.ravel())
    wrong = np.minimum(inside, 1 - inside) * np.bincount(found.labels.ravel())
    assert wrong.sum() / disc.size < 0.02  # under-segmentation error
    assert 0.5 < count(found) / (128 * 160 / 144) < 1.5
    assert np.bincount(found.labels.ravel()).min() >= 36
    line = spread(found.borders(), disc.shape)
    assert 0 < line.mean() < 0.4


def test_noise_does_not_make_superpixels_grow_together() -> None:
    rng = np.random.default_rng(2)
    slopes = np.add.outer(np.arange(200), np.arange(240)) / 2
    pixels = (slopes + rng.normal(0, 40, slopes.shape)).clip(0, 255).astype(np.uint8)
    assert np.bincount(superpixels(pixels).labels.ravel()).max() < 3 * 16 * 16


@pytest.mark.parametrize("shape", [(1, 300), (300, 1), (3, 40), (1, 1), (60, 60)])
@pytest.mark.parametrize("spacing", [2, 7, 500])
def test_a_window_narrower_than_the_spacing_has_superpixels_too(shape: tuple[int, int], spacing: int) -> None:
    found = superpixels(image(1, shape, "uint8 rgb"), spacing=spacing)
    np.testing.assert_array_equal(np.unique(found.labels), np.arange(count(found)))
    assert count(found) >= 1 and found.labels.shape == shape


def test_the_same_image_gives_the_same_superpixels() -> None:
    pixels = image(5, (40, 50), "uint16 rgb")
    np.testing.assert_array_equal(superpixels(pixels).labels, superpixels(pixels).labels)


def test_a_window_outside_is_empty_and_a_stop_is_heard() -> None:
    pixels = np.zeros((10, 10), np.uint8)
    nothing = superpixels(pixels, Rect(50, 50, 5, 5))
    assert count(nothing) == 0 and not nothing.region_at((1, 1)).rect and not nothing.borders().rect
    assert not nothing.regions_under(whole((10, 10))).rect
    some = superpixels(pixels, Rect(0, 0, 5, 5))
    assert not some.regions_under(Footprint(Rect(7, 7, 2, 2), np.ones((2, 2), bool))).rect
    assert not some.regions_under(Footprint(Rect(1, 1, 2, 2), np.zeros((2, 2), bool))).rect
    with pytest.raises(Cancelled):
        superpixels(pixels, cancelled=lambda: True)


def test_a_spacing_or_compactness_that_is_not_positive_is_refused() -> None:
    for spacing, compactness in ((0, 10.0), (-4, 10.0), (8, 0.0), (8, float("nan"))):
        with pytest.raises(ValueError, match="positive"):
            superpixels(np.zeros((4, 4), np.uint8), spacing=spacing, compactness=compactness)


def test_progress_rises_to_the_end_and_a_stop_is_heard_between_rounds() -> None:
    told: list[tuple[int, int]] = []
    superpixels(image(5, (40, 50), "uint8 rgb"), rounds=3, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    told.clear()
    with pytest.raises(Cancelled):
        superpixels(
            image(5, (40, 50), "uint8 rgb"),
            progress=lambda done, total: told.append((done, total)),
            cancelled=lambda: len(told) == 2,
        )
    assert len(told) == 2
