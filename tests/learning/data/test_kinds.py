"""A large, easy area is one kind of pixel among many, and what is chosen depends on the labels alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segstudio.labels.geometry import Rect
from segstudio.learning.data.kinds import BLOCK, BRIGHT, ROUGH, kinds_at, labelled_all_over, quotas, spread_over

SIZES = st.lists(st.integers(1, 5000), min_size=1, max_size=30)


def kinds_of(image: np.ndarray) -> np.ndarray:
    rows, columns = np.mgrid[0 : image.shape[0], 0 : image.shape[1]].reshape(2, -1)
    read = image[None].astype(np.float32)
    return kinds_at(lambda rect: read[:, *rect.slices], image.shape, rows, columns).reshape(image.shape)


def test_bright_dark_even_and_rough_ground_are_of_different_kinds() -> None:
    image = np.zeros((60, 60))
    image[:, 30:] = 0.9
    image[30:] += np.random.default_rng(0).normal(0, 0.08, (30, 60))
    kinds = kinds_of(image)
    middles = {int(kinds[y, x]) for y in (10, 50) for x in (10, 50)}
    assert len(middles) == 4 and kinds.max() < BRIGHT * ROUGH
    assert len(np.unique(kinds[5:25, 5:25])) == 1


def test_kind_is_the_same_whatever_else_is_asked_for() -> None:
    image = np.random.default_rng(0).random((40, BLOCK + 30)).astype(np.float32)
    whole = kinds_of(image)
    rows, columns = np.array([3, 20, 39]), np.array([BLOCK - 1, BLOCK, 5])
    some = kinds_at(lambda rect: image[None][:, *rect.slices], image.shape, rows, columns)
    assert np.array_equal(some, whole[rows, columns])


@given(SIZES, st.integers(1, 20_000), st.integers(1, 5000))
def test_each_group_gets_as_many_or_all_of_it(sizes: list[int], limit: int, most: int) -> None:
    found = quotas(np.array(sizes), limit, most)
    assert (found >= 1).all() and (found <= sizes).all() and found.max() <= most
    assert min(limit, np.minimum(sizes, most).sum()) <= found.sum() <= limit + len(sizes)
    assert len({int(n) for n, size in zip(found, sizes, strict=True) if n < size}) <= 1


def test_hundred_thousand_black_pixels_do_not_outvote_the_strokes() -> None:
    kinds = np.repeat(np.arange(11, dtype=np.uint8), [100_000] + [200] * 10)
    chosen, stands_for = spread_over(kinds, np.random.default_rng(0).random(len(kinds)), 1500, 100)
    counts = np.bincount(kinds[chosen])
    assert (counts == 100).all()
    assert stands_for.sum() == pytest.approx(len(kinds))


@given(SIZES, st.integers(0, 9))
def test_the_order_of_the_pixels_changes_nothing(sizes: list[int], seed: int) -> None:
    groups = np.repeat(np.arange(len(sizes), dtype=np.uint8), sizes)
    random = np.random.default_rng(seed)
    order, mixed = random.permutation(len(groups)), random.permutation(len(groups))
    one, other = spread_over(groups, order, 300, 80)[0], mixed[spread_over(groups[mixed], order[mixed], 300, 80)[0]]
    assert np.array_equal(one, np.sort(other))


def test_only_a_whole_mask_says_how_frequent_things_are() -> None:
    assert labelled_all_over(90, 100) and not labelled_all_over(40, 100)


def test_reads_one_block_at_a_time() -> None:
    asked: list[Rect] = []

    def read(rect: Rect) -> np.ndarray:
        asked.append(rect)
        return np.zeros((3, rect.h, rect.w), np.float32)

    kinds_at(read, (4 * BLOCK, 4 * BLOCK), np.array([5, 3 * BLOCK]), np.array([5, 5]))
    assert len(asked) == 2 and max(rect.h for rect in asked) <= BLOCK + 4
