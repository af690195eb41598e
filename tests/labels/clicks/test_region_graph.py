"""Regions that grow from a pixel: nested, stopped by what is predicted, the same for the same prediction."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from segstudio.labels.classes import VOID
from segstudio.labels.clicks.region_graph import Guess, RegionGraph
from segstudio.labels.clicks.region_tree import edge_of, look_of, region_tree

colors = array_shapes(min_dims=2, max_dims=2, max_side=16).flatmap(
    lambda size: arrays(np.uint8, (*size, 3), elements=st.sampled_from([0, 40, 200, 255]))
)


def graph_of(picture: np.ndarray) -> RegionGraph:
    look = look_of(picture)
    return RegionGraph(region_tree(look).leaf, look, edge_of(look))


def noise(side: int) -> np.ndarray:
    """A picture in which nothing can be seen."""
    return np.random.default_rng(0).integers(90, 110, (side, side, 3)).astype(np.uint8)


@settings(max_examples=15, deadline=None)
@given(colors, st.data())
def test_each_region_holds_the_pixel_and_the_one_before(picture: np.ndarray, data: st.DataObject) -> None:
    size = picture.shape[:2]
    ids, values = st.sampled_from([0, 1, 7, VOID]), st.integers(0, 255)
    guess = Guess(data.draw(arrays(np.uint8, size, elements=ids)), data.draw(arrays(np.uint8, size, elements=values)))
    row, column = data.draw(st.integers(0, size[0] - 1)), data.draw(st.integers(0, size[1] - 1))
    before = np.zeros(size, bool)
    for inside in graph_of(picture).around((column, row), guess, 1.3):
        assert inside[row, column] and inside[before].all() and inside.sum() >= 1.3 * before.sum()
        before = inside


def test_a_region_ends_where_another_class_is_predicted_though_nothing_is_seen_there() -> None:
    y, x = np.mgrid[:120, :120]
    disc = np.hypot(x - 60, y - 60) <= 30
    guess = Guess(disc.astype(np.uint8), np.full(disc.shape, 250, np.uint8))
    found = graph_of(noise(120)).around((60, 60), guess, 1.3)
    assert max((inside & disc).sum() / (inside | disc).sum() for inside in found) > 0.8


def test_another_prediction_gives_other_regions_and_the_first_one_its_own_again() -> None:
    graph, sure = graph_of(noise(60)), np.full((60, 60), 250, np.uint8)
    left, top = (np.zeros((60, 60), np.uint8) for _ in range(2))
    left[:, :30], top[:30] = 1, 1
    first, second, again = (
        [inside.sum() for inside in graph.around((10, 10), guess, 1.3)]
        for guess in (Guess(left, sure), Guess(top, sure), Guess(left, sure))
    )
    assert first == again != second


def test_a_pixel_is_as_sure_of_the_class_as_its_confidence_says() -> None:
    classes, confidence = np.array([[0, 1, 2, VOID]], np.uint8), np.array([[255, 51, 204, 255]], np.uint8)
    assert np.allclose(Guess(classes, confidence).share((0, 0)), [[1, 0.4, 0.1, 0]])
