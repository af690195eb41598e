"""Smaller versions: a photograph by area means, a mask without inventing or losing classes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.gui.pixels.pyramid import Coarse, Pyramid, level_for
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect


@pytest.mark.parametrize(
    ("scale", "level"), [(8, 0), (1, 0), (0.7, 0), (0.6, 1), (0.5, 1), (0.3, 2), (0.25, 2), (0.1, 3), (0.01, 3)]
)
def test_the_level_follows_the_zoom(scale: float, level: int) -> None:
    assert level_for(scale, 4) == level


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (7, 5), (64, 33)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_an_image_of_any_size_and_depth_has_every_level(shape: tuple[int, int], dtype: type) -> None:
    for channels in ((), (3,)):
        made = Pyramid(np.full((*shape, *channels), 77, dtype))
        assert made.shape == shape and len(made.levels) == 4
        assert all(level.dtype == dtype and np.allclose(level, 77) for level in made.levels)


def test_half_size_is_the_mean_at_the_depth_of_the_image() -> None:
    pixels = np.zeros((4, 4), np.uint16)
    pixels[:2, :2] = [[0, 10_000], [10_000, 20_000]]
    assert Pyramid(pixels).at(0.5)[0, 0] == 10_000


def test_an_image_is_not_copied_at_full_size() -> None:
    rgb = np.zeros((8, 8, 3), np.uint8)
    made = Pyramid(rgb)
    assert made.levels[0] is rgb and made.at(1.0) is rgb
    assert made.nbytes == 3 * (64 + 16 + 4 + 1)


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
    coarse.refresh(0, mask.shape[0])
    for ours, anew in zip(coarse.levels, Coarse(mask).levels, strict=True):
        assert np.array_equal(ours, anew)


def test_only_the_rows_that_are_drawn_are_brought_up_to_date() -> None:
    mask = np.full((256, 40), VOID, np.uint8)
    coarse = Coarse(mask)
    mask[:] = 5
    coarse.update(Rect.of_shape(mask.shape))
    coarse.refresh(100, 120)
    assert (coarse.levels[1][50:60] == 5).all() and (coarse.levels[1][100:] == VOID).all()
    coarse.refresh(0, 256)
    assert all((level == 5).all() for level in coarse.levels)
