"""The tree of regions: a partition at every level, and the same from run to run."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from segstudio.errors import Cancelled
from segstudio.labels.clicks.region_tree import look_of, region_tree

pictures = st.tuples(st.integers(1, 14), st.integers(1, 14)).flatmap(
    lambda size: arrays(np.uint8, (*size, 3), elements=st.sampled_from([0, 40, 200, 255]))
)


@settings(max_examples=30, deadline=None)
@given(pictures)
def test_every_region_holds_those_before_it_and_the_last_is_all(colors: np.ndarray) -> None:
    tree = region_tree(look_of(colors))
    h, w = colors.shape[:2]
    for column, row in ((0, 0), (w - 1, h - 1), (w // 2, h // 2)):
        before = np.zeros((h, w), bool)
        for region in tree.chain(column, row):
            inside = tree.inside(region)
            assert inside[row, column] and inside[before].all() and inside.sum() == tree.size[region]
            before = inside
        assert before.all()


@settings(max_examples=30, deadline=None)
@given(pictures)
def test_each_region_is_joined_from_two_that_do_not_overlap(colors: np.ndarray) -> None:
    tree = region_tree(look_of(colors))
    for region in np.unique(tree.parent[tree.parent >= 0]):
        first, second = np.flatnonzero(tree.parent == region)
        assert tree.size[first] + tree.size[second] == tree.size[region]
        assert not (tree.inside(first) & tree.inside(second)).any()


def test_two_even_areas_are_two_regions() -> None:
    colors = np.zeros((40, 50, 3), np.uint8)
    colors[:, 20:] = 200
    tree = region_tree(look_of(colors))
    left = [region for region in tree.chain(5, 5) if tree.size[region] == 20 * 40]
    assert len(left) == 1 and tree.inside(left[0])[:, :20].all()


def test_the_same_picture_gives_the_same_tree() -> None:
    colors = np.random.default_rng(0).integers(0, 255, (60, 50, 3)).astype(np.uint8)
    first, second = (region_tree(look_of(colors)) for _ in range(2))
    assert np.array_equal(first.leaf, second.leaf) and np.array_equal(first.parent, second.parent)


def test_it_can_be_stopped_and_says_how_far_it_is() -> None:
    colors = np.random.default_rng(0).integers(0, 255, (60, 50, 3)).astype(np.uint8)
    told: list[tuple[int, int]] = []
    region_tree(look_of(colors), progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted({done for done, _ in told}) and told[-1][0] == told[-1][1] - 1
    with pytest.raises(Cancelled):
        region_tree(look_of(colors), cancelled=lambda: True)
