"""Intelligent scissors: connected paths that end at the pointer and prefer edges."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings

from segstudio.labels import painting
from segstudio.labels.scissors import Scissors, on_edge
from tests.pictures import image, kinds, seeds, shapes


def square() -> np.ndarray:
    pixels = np.full((90, 100, 3), 40, np.uint8)
    pixels[20:70, 30:80] = 200
    return pixels


@settings(max_examples=30, deadline=None)
@given(seeds, shapes, kinds)
def test_a_path_is_connected_and_joins_start_and_pointer(seed: int, shape: tuple[int, int], kind: str) -> None:
    rng = np.random.default_rng(seed)
    cutter = Scissors(image(seed, shape, kind))
    (ax, ay), (bx, by) = rng.integers(0, (shape[1], shape[0]), (2, 2))
    assert cutter.start((ax + 0.5, ay + 0.5)) == (ax, ay)
    path = cutter.path_to((bx + 0.5, by + 0.5))
    assert path[0] == (ax, ay) and path[-1] == (bx, by)
    steps = np.abs(np.diff(path, axis=0)).max(axis=1) if len(path) > 1 else np.empty(0)
    assert (steps == 1).all()


def test_the_path_follows_the_edge_of_a_square() -> None:
    cutter = Scissors(square())
    cutter.start((30, 20))
    path = np.array(cutter.path_to((79, 69)))
    far = np.minimum.reduce([np.abs(path[:, 0] - 29.5), np.abs(path[:, 0] - 79.5), np.abs(path[:, 1] - 19.5),
                             np.abs(path[:, 1] - 69.5)])  # fmt: skip
    assert far.max() <= 1.5 and len(path) > 90


def test_a_closed_path_becomes_the_square() -> None:
    cutter, corners = Scissors(square()), [(30, 20), (79, 20), (79, 69), (30, 69), (30, 20)]
    points: list[tuple[int, int]] = []
    for start, end in zip(corners, corners[1:], strict=False):
        cutter.start(start)
        points += cutter.path_to(end)
    found = painting.polygon((90, 100), [on_edge(point) for point in points])
    wrong = np.zeros((90, 100), bool)
    wrong[20:70, 30:80] = True
    wrong[found.rect.slices] ^= found.inside
    assert wrong.sum() <= 50


def test_the_path_is_straight_where_opencv_finds_none() -> None:
    class Circling:
        def getContour(self, _goal: tuple[int, int]) -> np.ndarray:
            raise cv2.error("Map is invalid. Contour loop is detected")

    cutter = Scissors(square())
    cutter.start((30, 20))
    cutter._cutter = Circling()
    assert cutter.path_to((79, 69)) == [(30, 20), (79, 69)]


def test_snapping_finds_the_edge_within_the_radius_only() -> None:
    cutter = Scissors(square())
    cutter.start((50, 50))
    x, y = cutter.snapped((34, 45), 8)
    assert x in (29, 30) and abs(y - 45) <= 7
    assert cutter.snapped((45, 45), 3) == (45, 45)
    assert cutter.snapped((300, 45), 3) == (99, 45)


def test_the_window_follows_the_start_and_bounds_the_path() -> None:
    cutter = Scissors(np.random.default_rng(0).integers(0, 256, (200, 300), dtype=np.uint16), side=64)
    cutter.start((100, 100))
    window = cutter.window
    assert (window.w, window.h) == (64, 64)
    path = cutter.path_to((290, 100))
    assert path[-1] == (290, 100) and all(window.x <= x < window.right for x, _ in path[:-1])
    cutter.start((104, 100))
    assert cutter.window == window
    cutter.start((290, 100))
    assert cutter.window.right == 300 and cutter.path_to((299, 100))[-1] == (299, 100)


def test_points_outside_are_pulled_into_the_image_and_the_same_question_has_the_same_answer() -> None:
    paths = []
    for _ in range(2):
        cutter = Scissors(square())
        assert cutter.start((-50, 1000)) == (0, 89)
        paths.append(cutter.path_to((1e9, -3)))
    assert paths[0] == paths[1] and paths[0][-1] == (99, 0)


def test_a_path_before_the_start_or_to_nowhere_is_refused() -> None:
    cutter = Scissors(square())
    with pytest.raises(ValueError, match="start"):
        cutter.path_to((1, 1))
    with pytest.raises(ValueError, match="finite"):
        cutter.start((float("nan"), 1))
