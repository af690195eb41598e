"""GrabCut: scribbles are obeyed, the object is found, a stop is heard between rounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from segstudio.errors import Cancelled
from segstudio.labels.geometry import Rect
from segstudio.labels.grabcut import grab_cut
from tests.pictures import image, kinds, seeds, shapes, spread


def scene(side: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """A reddish disc on a bluish ground, both noisy, and where the disc is."""
    rows, columns = np.indices((side, side))
    disc = (rows - side / 2) ** 2 + (columns - side / 2) ** 2 < (side / 3) ** 2
    noise = np.random.default_rng(1).normal(0, 12, (side, side, 3))
    colors = np.where(disc[..., None], (190, 80, 60), (60, 80, 170)) + noise
    return colors.clip(0, 255).astype(np.uint8), disc


def scribbles(side: int) -> tuple[np.ndarray, np.ndarray]:
    fore, back = np.zeros((2, side, side), bool)
    fore[side // 2, side // 2 - side // 10 : side // 2 + side // 10] = True
    back[1, 1:-1] = True
    return fore, back


@settings(max_examples=40, deadline=None)
@given(seeds, shapes, kinds)
def test_scribbles_are_obeyed_on_any_image(seed: int, shape: tuple[int, int], kind: str) -> None:
    rng = np.random.default_rng(seed)
    pixels = image(seed, shape, kind)
    window = Rect(0, 0, *rng.integers(1, 20, 2).tolist()).clip(shape)
    fore, back = rng.random((2, window.h, window.w)) < rng.choice([0.0, 0.05, 0.3, 1.0], (2, 1, 1))
    found = spread(grab_cut(pixels, window, fore, back, rounds=2, connected=False), shape)[window.slices]
    assert found[fore & ~back].all() and not found[back].any()


@pytest.mark.parametrize("side", [60, 330])  # 330 is above the size that is cut in one piece
def test_the_object_is_found_from_a_line_in_it_and_a_line_beside_it(side: int) -> None:
    pixels, disc = scene(side)
    found = spread(grab_cut(pixels, Rect(0, 0, side, side), *scribbles(side)), pixels.shape)
    assert (found & disc).sum() / (found | disc).sum() > 0.98


def test_without_background_scribbles_the_frame_is_background() -> None:
    pixels, disc = scene()
    fore, _ = scribbles(60)
    found = spread(grab_cut(pixels, Rect(0, 0, 60, 60), fore, np.zeros_like(fore)), pixels.shape)
    assert (found & disc).sum() / (found | disc).sum() > 0.95


def test_a_window_cuts_that_part_of_the_image_only() -> None:
    pixels, disc = scene()
    fore, back = scribbles(60)
    window = Rect(5, 10, 50, 40)
    found = spread(grab_cut(pixels, window, fore[window.slices], back[window.slices]), pixels.shape)
    inside = np.zeros_like(disc)
    inside[window.slices] = True
    assert not (found & ~inside).any() and (found & disc).sum() > 0.9 * (disc & inside).sum()


def test_connected_keeps_only_what_hangs_together_with_the_scribble() -> None:
    pixels, _ = scene()
    pixels[3:9, 50:56] = pixels[27:33, 27:33]
    fore, back = scribbles(60)
    back[1] = False
    back[:, 1] = True
    window = Rect(0, 0, 60, 60)
    assert not spread(grab_cut(pixels, window, fore, back), (60, 60))[3:9, 50:56].any()
    assert spread(grab_cut(pixels, window, fore, back, connected=False), (60, 60))[4:8, 51:55].any()


def test_the_same_scribbles_give_the_same_object() -> None:
    pixels, _ = scene()
    first, second = (grab_cut(pixels, Rect(0, 0, 60, 60), *scribbles(60)) for _ in range(2))
    assert first.rect == second.rect
    np.testing.assert_array_equal(first.inside, second.inside)


def test_progress_rises_to_the_end_and_a_stop_is_heard() -> None:
    pixels, _ = scene()
    told: list[tuple[int, int]] = []
    grab_cut(pixels, Rect(0, 0, 60, 60), *scribbles(60), progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told) and told[-1] == (6, 6)
    with pytest.raises(Cancelled):
        grab_cut(pixels, Rect(0, 0, 60, 60), *scribbles(60), cancelled=lambda: True)


def test_no_scribble_no_object_and_a_wrong_size_is_refused() -> None:
    pixels, _ = scene()
    none = np.zeros((60, 60), bool)
    assert not grab_cut(pixels, Rect(0, 0, 60, 60), none, none).rect
    for window in (Rect(0, 0, 61, 60), Rect(0, 0, 59, 60)):
        with pytest.raises(ValueError, match="window"):
            grab_cut(pixels, window, none, none)


def test_a_background_scribble_alone_is_no_object() -> None:
    pixels, _ = scene()
    fore, back = scribbles(60)
    for sure, connected in ((np.zeros_like(fore), True), (np.zeros_like(fore), False), (back, True)):
        assert not grab_cut(pixels, Rect(0, 0, 60, 60), sure, back, connected=connected).rect
