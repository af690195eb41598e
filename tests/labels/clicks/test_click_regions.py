"""What a click may take: nested in size, around the pixel, at the borders of the picture, as predicted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from segstudio.labels.classes import VOID
from segstudio.labels.clicks import click_regions
from segstudio.labels.clicks.click_regions import ClickRegions
from segstudio.labels.geometry import Rect


def disc(holes: bool = False) -> np.ndarray:
    """``uint8[80, 100]``: a bright disc of radius 25 around (50, 40), maybe with a dark spot in it, and noise."""
    y, x = np.mgrid[:80, :100]
    far = np.hypot(x - 50, y - 40)
    pixels = np.where(far <= 25, 180.0, 60.0)
    if holes:
        pixels[far <= 8] = 60
    return (pixels + np.random.default_rng(0).normal(0, 6, pixels.shape)).clip(0, 255).astype(np.uint8)


def whole(pixels: np.ndarray) -> ClickRegions:
    return ClickRegions(pixels, Rect.of_shape(pixels.shape))


def iou(regions: ClickRegions, region: click_regions.Region, truth: np.ndarray) -> float:
    rect, inside = regions.footprint(region)
    found = np.zeros(truth.shape, bool)
    found[rect.slices] = inside
    return float((found & truth).sum() / (found | truth).sum())


def truth() -> np.ndarray:
    y, x = np.mgrid[:80, :100]
    return np.hypot(x - 50, y - 40) <= 25


@settings(max_examples=15, deadline=None)
@given(arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=16)), st.data())
def test_every_region_holds_the_pixel_and_the_next_is_larger(pixels: np.ndarray, data: st.DataObject) -> None:
    regions = whole(pixels)
    x, y = data.draw(st.integers(0, pixels.shape[1] - 1)), data.draw(st.integers(0, pixels.shape[0] - 1))
    classes = data.draw(st.none() | arrays(np.uint8, pixels.shape, elements=st.sampled_from([0, 1, VOID])))
    guess = None if classes is None else regions.small(classes, np.full(pixels.shape, 200, np.uint8))
    row = regions.row((x + 0.5, y + 0.5), guess)
    assert row is not None and row.regions and 0 <= row.best < len(row.regions)
    for region in row.regions:
        rect, inside = regions.footprint(region)
        assert rect.clip(pixels.shape) == rect and inside.shape == (rect.h, rect.w) and inside[y - rect.y, x - rect.x]
    sizes = [region.size for region in row.regions]
    assert sizes == sorted(set(sizes))


@pytest.mark.parametrize("at", [(50, 40), (35, 45), (62, 30)])
def test_the_object_is_the_first_choice_wherever_it_is_clicked(at: tuple[int, int]) -> None:
    regions = whole(disc())
    row = regions.row(at)
    assert row is not None and iou(regions, row.regions[row.best], truth()) > 0.95


def test_holes_are_filled_or_kept_as_is_wished() -> None:
    regions = whole(disc(holes=True))
    filled, kept = regions.row((66, 40)), regions.row((66, 40), holes=True)
    assert filled is not None and iou(regions, filled.regions[filled.best], truth()) > 0.95
    y, x = np.mgrid[:80, :100]
    ring = truth() & (np.hypot(x - 50, y - 40) > 8)
    assert kept is not None and max(iou(regions, region, ring) for region in kept.regions) > 0.9


def test_the_predicted_region_is_always_among_them() -> None:
    pixels = np.random.default_rng(0).normal(100, 8, (80, 100)).clip(0, 255).astype(np.uint8)
    regions, guess = whole(pixels), truth().astype(np.uint8)
    row = regions.row((50, 40), regions.small(guess, np.full(guess.shape, 255, np.uint8)))
    assert row is not None and max(iou(regions, region, truth()) for region in row.regions) > 0.95


def test_a_prediction_is_copied_so_that_the_window_can_change_it() -> None:
    regions, classes = whole(disc()), np.zeros((80, 100), np.uint8)
    guess = regions.small(classes, classes)
    classes[:] = 1
    assert not guess.classes.any() and not guess.confidence.any()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_all_kinds_of_pixels_give_the_same_object(dtype: type) -> None:
    pixels = disc().astype(dtype) * (200 if dtype == np.uint16 else 1)
    if dtype == np.float32:
        pixels[:3, :3] = np.nan
    regions = whole(pixels)
    row = regions.row((50, 40))
    assert row is not None and iou(regions, row.regions[row.best], truth()) > 0.95


def test_a_large_window_is_looked_at_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click_regions, "SIDE", 50)
    pixels = np.pad(disc(), ((7, 0), (5, 0)), mode="edge")
    regions = ClickRegions(pixels, Rect(5, 7, 100, 80))
    row = regions.row((55, 47))
    moved = np.pad(truth(), ((7, 0), (5, 0)))
    assert regions.step == 2 and row is not None
    assert iou(regions, row.regions[row.best], moved) > 0.93


def test_outside_of_the_window_there_is_nothing() -> None:
    regions = ClickRegions(disc(), Rect(10, 10, 30, 30))
    assert regions.row((5, 20)) is None and regions.row((45, 20)) is None and regions.row((12, 20)) is not None
    with pytest.raises(ValueError, match="inside"):
        ClickRegions(disc(), Rect(90, 10, 30, 30))
