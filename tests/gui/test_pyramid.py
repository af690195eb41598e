"""Smaller versions: a photograph by area means, a mask without inventing or losing classes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.gui import pyramid as module
from segstudio.gui.pyramid import Coarse, Pyramid, level_for, provisional
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect


@pytest.mark.parametrize(
    ("scale", "level"), [(8, 0), (1, 0), (0.7, 0), (0.6, 1), (0.5, 1), (0.3, 2), (0.25, 2), (0.1, 3), (0.01, 3)]
)
def test_the_level_follows_the_zoom(scale: float, level: int) -> None:
    assert level_for(scale, 4) == level


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (7, 5), (64, 33)])
def test_an_image_of_any_size_has_every_level(shape: tuple[int, int]) -> None:
    made = Pyramid(np.full((*shape, 3), 77, np.uint8))
    assert [(p.height, p.width) for p in made.levels][0] == shape
    assert len(made.levels) == 4
    assert all(p.image.pixelColor(0, 0).red() == 77 for p in made.levels)


def test_half_size_is_the_mean() -> None:
    rgb = np.zeros((4, 4, 3), np.uint8)
    rgb[:2, :2] = [[[0], [100]], [[100], [200]]]
    assert Pyramid(rgb).at(0.5).image.pixelColor(0, 0).red() == 100


def test_a_big_image_is_not_copied_at_full_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALL_IMAGE", 10)
    rgb = np.zeros((8, 8, 3), np.uint8)
    assert Pyramid(rgb).levels[0].array is rgb
    assert provisional(rgb).levels[0].array is rgb


masks = st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))


def _random_mask(height: int, width: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).choice(np.array([0, 1, 7, 254, VOID, VOID, VOID], np.uint8), (height, width))


@settings(max_examples=40, deadline=None)
@given(masks)
def test_a_block_is_void_only_if_all_of_it_is(size: tuple[int, int, int]) -> None:
    mask = _random_mask(*size)
    for level, coarse in enumerate(Coarse(mask).levels):
        step = 2**level
        for y, x in np.ndindex(coarse.shape):
            block = mask[y * step : (y + 1) * step, x * step : (x + 1) * step]
            classes = block[block != VOID]
            assert coarse[y, x] == (classes.max() if classes.size else VOID)


@settings(max_examples=40, deadline=None)
@given(masks, st.integers(0, 39), st.integers(0, 39), st.integers(1, 40), st.integers(1, 40))
def test_an_update_equals_building_anew(size: tuple[int, int, int], x: int, y: int, w: int, h: int) -> None:
    mask = _random_mask(*size)
    coarse = Coarse(mask)
    rect = Rect(x, y, w, h).clip(mask.shape)
    mask[rect.slices] = 3
    coarse.update(rect)
    for ours, anew in zip(coarse.levels, Coarse(mask).levels, strict=True):
        assert np.array_equal(ours, anew)
