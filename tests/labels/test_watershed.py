"""Watershed: every pixel gets a scribbled class, scribbles stay, borders follow the image."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.labels.watershed import watershed
from tests.labels.pictures import image, kinds, seeds, shapes


@settings(max_examples=60, deadline=None)
@given(seeds, shapes, kinds)
def test_every_pixel_gets_a_scribbled_class_and_scribbles_stay(seed: int, shape: tuple[int, int], kind: str) -> None:
    rng = np.random.default_rng(seed)
    drawn = rng.random(shape) < rng.choice([0.0, 0.1, 1.0])
    scribbles = np.where(drawn, rng.integers(0, 255, shape), VOID).astype(np.uint8)
    values, footprint = watershed(image(seed, shape, kind), Rect(0, 0, shape[1], shape[0]), scribbles)
    np.testing.assert_array_equal(values[drawn], scribbles[drawn])
    assert footprint.inside.all() == drawn.any() and footprint.inside.any() == drawn.any()
    assert set(np.unique(values)) == (set(np.unique(scribbles[drawn])) if drawn.any() else {VOID})


def test_classes_meet_at_the_edges_of_the_image() -> None:
    pixels = np.zeros((30, 60), np.uint16)
    pixels[:, 20:40], pixels[:, 40:] = 30000, 60000
    scribbles = np.full((30, 60), VOID, np.uint8)
    scribbles[15, 5:9], scribbles[3:7, 30], scribbles[25, 50] = 0, 7, 254
    values, footprint = watershed(pixels, Rect(0, 0, 60, 30), scribbles)
    expected = np.repeat([0, 7, 254], 20)[None].repeat(30, 0)
    assert (values != expected).mean() < 0.04 and footprint.inside.all()


def test_a_window_counts_from_its_own_corner() -> None:
    pixels = np.zeros((30, 60), np.uint8)
    pixels[:, 30:] = 200
    scribbles = np.full((10, 40), VOID, np.uint8)
    scribbles[5, 2], scribbles[5, 38] = 1, 2
    values, footprint = watershed(pixels, Rect(15, 10, 40, 10), scribbles, smooth=1.0)
    assert footprint.rect == Rect(15, 10, 40, 10)
    assert (values[:, :13] == 1).all() and (values[:, 17:] == 2).all()


def test_scribbles_of_another_size_or_a_window_outside_are_refused() -> None:
    for window, shape in ((Rect(0, 0, 9, 9), (9, 8)), (Rect(2, 0, 9, 9), (9, 9))):
        with pytest.raises(ValueError, match="window"):
            watershed(np.zeros((10, 10), np.uint8), window, np.full(shape, VOID, np.uint8))
