"""Augmentation: exact when nothing is asked for, masks never gain values, image and mask move together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from segstudio.learning.data.augment import NO_CHANGE, USUAL, VOID, AugmentSettings, augment

GEOMETRY = replace(USUAL, brightness=0, contrast=1, gamma=1, noise=0)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def picture(h: int, w: int, seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    g = rng(seed)
    return g.random((3, h, w), dtype=np.float32), g.choice(np.array([0, 3, 9, 255], np.uint8), (h, w))


@settings(max_examples=30, deadline=None)
@given(h=st.integers(1, 40), w=st.integers(1, 40), size=st.integers(1, 33), data=st.data())
def test_no_change_is_the_exact_crop_with_void_and_mirror_outside(
    h: int, w: int, size: int, data: st.DataObject
) -> None:
    image, mask = picture(h, w)
    x, y = data.draw(st.integers(0, w - 1)), data.draw(st.integers(0, h - 1))
    patch, labels = augment(image, mask, (x, y), size, rng(), NO_CHANGE)
    before, after = size // 2, size - size // 2
    padded = np.pad(mask, size, constant_values=VOID)
    mirrored = np.pad(image, ((0, 0), (size, size), (size, size)), mode="reflect")
    window = slice(y + size - before, y + size + after), slice(x + size - before, x + size + after)
    assert np.array_equal(labels, padded[window])
    assert np.array_equal(patch, mirrored[:, *window])


@pytest.mark.parametrize("channels", [4, 5, 9])
def test_every_channel_moves_with_the_others(channels: int) -> None:
    (image, mask), order = picture(50, 60), np.arange(channels) % 3
    for seed in range(6):
        three, labels = augment(image, mask, (30, 20), 32, rng(seed), GEOMETRY)
        many, same = augment(image[order], mask, (30, 20), 32, rng(seed), GEOMETRY)
        assert np.array_equal(many, three[order])
        assert np.array_equal(same, labels)
        shaded = augment(image[order], mask, (30, 20), 32, rng(seed), USUAL)[0]
        assert shaded.shape == (channels, 32, 32)
        assert 0 <= shaded.min() <= shaded.max() <= 1


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**31), h=st.integers(1, 50), w=st.integers(1, 50), size=st.integers(1, 48))
def test_masks_never_gain_values_and_images_stay_in_range(seed: int, h: int, w: int, size: int) -> None:
    image, mask = picture(h, w, seed)
    patch, labels = augment(image, mask, (w / 2, h / 2), size, rng(seed), USUAL)
    assert set(np.unique(labels)) <= {*np.unique(mask).tolist(), VOID}
    assert patch.shape == (3, size, size) and labels.shape == (size, size)
    assert patch.dtype == np.float32 and labels.dtype == np.uint8
    assert patch.min() >= 0 and patch.max() <= 1


@pytest.mark.parametrize("seed", range(12))
def test_mask_and_image_move_together(seed: int) -> None:
    _, coarse = picture(6, 6, seed)
    mask = np.kron(coarse % 2, np.ones((20, 20), np.uint8)).astype(np.uint8)
    image = np.repeat(mask[None].astype(np.float32), 3, axis=0)
    patch, labels = augment(image, mask, (60, 60), 64, rng(seed), GEOMETRY)
    inside = labels != VOID
    # Between two pixels of different value the bilinear image is in between; the nearest mask takes the closer one.
    assert np.abs(patch[0] - labels)[inside].max() <= 0.76
    assert (np.abs(patch[0] - labels)[inside] < 0.01).mean() > 0.8


def test_flips_and_turns_alone_are_exact() -> None:
    image, mask = picture(31, 31)
    turns = replace(NO_CHANGE, flips=True, quarter_turns=True)
    seen = set()
    for seed in range(40):
        patch, labels = augment(image, mask, (15, 15), 31, rng(seed), turns)
        ways = [np.rot90(m, k) for m in (mask, mask[:, ::-1]) for k in range(4)]
        seen |= {i for i, way in enumerate(ways) if np.array_equal(way, labels)}
        images = [np.rot90(m, k, (1, 2)) for m in (image, image[:, :, ::-1]) for k in range(4)]
        assert any(np.array_equal(way, patch) for way in images)
    assert seen == set(range(8))


def test_the_same_generator_state_gives_the_same_patch() -> None:
    image, mask = picture(40, 60)
    first, second = (augment(image, mask, (30, 20), 32, rng(5)) for _ in range(2))
    other = augment(image, mask, (30, 20), 32, rng(6))
    assert np.array_equal(first[0], second[0]) and np.array_equal(first[1], second[1])
    assert not np.array_equal(first[0], other[0])


@pytest.mark.parametrize(
    "change",
    [
        {"rotation": 15.0},
        {"scale": 1.25},
        {"elastic": 6.0},
        {"elastic": 10.0, "nodes": 3},
        {"brightness": 0.1},
        {"contrast": 1.3},
        {"gamma": 1.4},
        {"noise": 0.03},
    ],
)
def test_every_setting_does_something(change: dict[str, float]) -> None:
    image, mask = picture(64, 64)
    only: AugmentSettings = replace(NO_CHANGE, **change)  # type: ignore[arg-type]
    plain = augment(image, mask, (32, 32), 48, rng(), NO_CHANGE)[0]
    assert any(not np.array_equal(augment(image, mask, (32, 32), 48, rng(s), only)[0], plain) for s in range(4))


def test_input_is_left_alone() -> None:
    image, mask = picture(30, 30)
    kept = image.copy(), mask.copy()
    augment(image, mask, (15, 15), 24, rng(1))
    assert np.array_equal(image, kept[0]) and np.array_equal(mask, kept[1])


def test_up_stays_up_where_images_have_an_up_and_a_down() -> None:
    mask = np.zeros((20, 20), np.uint8)
    mask[10:] = 1
    mask[:, 15:] += 2
    upright = replace(NO_CHANGE, flips=True, upside_down=False)
    image = np.zeros((3, 20, 20), np.float32)
    patches = [augment(image, mask, (10, 10), 18, rng(seed), upright)[1] for seed in range(20)]
    assert all((patch[2] % 2 == 0).all() and (patch[-2] % 2 == 1).all() for patch in patches)
    assert len({patch.tobytes() for patch in patches}) == 2


@pytest.mark.parametrize("seed", range(4))
def test_one_plane_of_a_grey_image_gives_what_three_equal_ones_give(seed: int) -> None:
    image, mask = picture(50, 40, seed)
    quiet = replace(USUAL, noise=0)
    one, labels = augment(image[:1], mask, (20, 25), 32, rng(seed), quiet)
    three, same = augment(np.repeat(image[:1], 3, axis=0), mask, (20, 25), 32, rng(seed), quiet)
    assert one.shape == (3, 32, 32) and np.array_equal(labels, same)
    assert np.allclose(one, three, atol=1e-6)


def test_noise_has_the_strength_that_was_asked_for_and_differs_between_planes() -> None:
    image, mask = np.full((1, 64, 64), 0.5, np.float32), np.zeros((64, 64), np.uint8)
    noisy = replace(NO_CHANGE, noise=0.03)
    found = np.stack([augment(image, mask, (32, 32), 64, rng(seed), noisy)[0] for seed in range(60)]) - 0.5
    assert abs(found.mean()) < 1e-3
    # A strength between 0 and 0.03, each as likely: its root mean square is 0.03 / sqrt(3).
    assert abs(found.std() / (0.03 / np.sqrt(3)) - 1) < 0.25
    assert abs(np.corrcoef(found[:, 0].ravel(), found[:, 1].ravel())[0, 1]) < 0.02


def test_sides_beyond_opencv_s_own_limit_are_cut_first() -> None:
    image, mask = picture(3, 40_000)
    patch, labels = augment(image, mask, (39_990, 1), 16, rng(), NO_CHANGE)
    columns = np.r_[39_982:39_998]
    assert np.array_equal(patch[:, 7:10], image[:, :, columns])
    assert np.array_equal(labels[7:10], mask[:, columns])


@pytest.mark.parametrize("gamma", [1 / 1.4, 1.4])
def test_gamma_keeps_black_black_and_white_white(gamma: float) -> None:
    class Most(np.random.Generator):
        """Every change as large as it may be."""

        def uniform(self, *_: object, **__: object) -> float:
            return 1.0

    image = np.zeros((3, 16, 16), np.float32)
    image[:, 8:] = 1
    settings = replace(NO_CHANGE, gamma=gamma)
    patch, _ = augment(image, np.zeros((16, 16), np.uint8), (8, 8), 16, Most(np.random.PCG64(0)), settings)
    assert patch.max() == 1 and patch.min() < 1 / 2048, "less than a grey value of 8 bits can tell"
