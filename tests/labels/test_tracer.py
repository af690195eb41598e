"""Paths along thin lines: near their middle, where straight lines between the same clicks are not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from segstudio.labels.tracer import DARK, EDGE, LIGHT, LINE, Tracer

SHARE = np.linspace(0.0, 1.0, 2000)
MIDDLE = np.stack([40 + 420 * SHARE, 250 + 90 * np.sin(7 * SHARE) + 30 * np.sin(17 * SHARE)], 1)


def vessel(width: int, value: float, noise: float = 8.0) -> NDArray[np.uint8]:
    """``uint8[500, 500]``: a winding line of ``value`` on 150, blurred, with noise; its middle is ``MIDDLE``."""
    picture = np.full((500, 500), 150, np.float32)
    corners = np.round((MIDDLE - 0.5) * 16).astype(np.int32)
    cv2.polylines(picture, [corners], False, value, width, cv2.LINE_AA, 4)
    picture = cv2.GaussianBlur(picture, (0, 0), 1.0) + np.random.default_rng(0).normal(0, noise, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


def far_from_middle(points: NDArray[np.float64]) -> float:
    """The largest distance of a point from the middle of the vessel."""
    return float(np.sqrt(((points[:, None] - MIDDLE[None]) ** 2).sum(-1)).min(1).max())


@pytest.mark.parametrize(
    ("width", "value", "follow"),
    [(5, 90.0, LINE), (2, 110.0, DARK), (11, 90.0, LINE), (3, 185.0, LIGHT), (3, 185.0, LINE)],
)
def test_the_path_is_within_2_px_of_the_middle_of_a_vessel_and_straight_lines_are_not(
    width: int, value: float, follow: str
) -> None:
    tracer = Tracer(vessel(width, value), follow)
    clicks = [MIDDLE[at] + (2.0, -2.0) for at in (60, 700, 1940)]  # nobody hits the middle
    for first, last in zip(clicks, clicks[1:], strict=False):
        tracer.start(tuple(first), 5)
        path = np.array(tracer.path_to(tracer.snapped(tuple(last), 5)))
        assert far_from_middle(path) <= 2.0
        assert np.abs(np.diff(path, axis=0)).max() <= 6.0, "it has no gap"
        assert far_from_middle(np.linspace(first, last, 100)) > 8.0


def test_an_edge_is_followed_around_its_corner() -> None:
    pixels = np.full((120, 120), 40, np.uint8)
    pixels[20:90, 30:100] = 200
    tracer = Tracer(pixels, EDGE)
    tracer.start((30, 80))
    path = np.array(tracer.path_to((90, 20)))
    far = np.minimum(np.abs(path[:, 0] - 30), np.abs(path[:, 1] - 20))
    assert far.max() <= 2.0 and len(path) > 50


def test_a_path_ends_under_the_pointer_everywhere_and_on_a_picture_of_nothing() -> None:
    tracer = Tracer(np.full((300, 400), 7, np.uint16), side=64)
    with pytest.raises(ValueError, match="start"):
        tracer.path_to((3, 3))
    assert tracer.start((-50.0, 1000.0)) == (0, 299)
    assert tracer.start((100.2, 100.7), 4) == (100, 100), "nothing is stronger anywhere"
    for goal in ((100, 100), (110, 95), (399, 299), (-9, -9)):
        path = tracer.path_to(goal)
        assert path[0] == (100.5, 100.5)
        assert path[-1] == (max(goal[0], 0) + 0.5, max(goal[1], 0) + 0.5)
