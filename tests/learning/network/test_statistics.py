"""What a network sees of images: how unlike others are, and a fit of BatchNorm's statistics to them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from segstudio.labels.geometry import Rect
from segstudio.learning.network import statistics
from segstudio.learning.network.statistics import (
    IMAGES,
    SIDE,
    SQUARES,
    UNLIKE,
    Floats,
    batch_norms,
    distance,
    fitted_statistics,
    look_of,
    looks_in_words,
    source_of,
    spread_over,
    squares,
    use_statistics,
)
from tests.learning.conftest import disc_image

CPU = torch.device("cpu")


def network(seed: int = 0) -> nn.Module:
    """Two convolutions with BatchNorm, whose statistics are those of nothing that it will see. No padding: it moves and
    scales with its input."""
    torch.manual_seed(seed)
    layers = (nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.BatchNorm2d(8), nn.ReLU())
    net = nn.Sequential(*layers, nn.Conv2d(8, 2, 1)).eval().requires_grad_(False)
    for norm in batch_norms(net).values():
        norm.running_mean.normal_(0, 0.3)  # type: ignore[union-attr]
        norm.running_var.uniform_(0.5, 2)  # type: ignore[union-attr]
        norm.eps = 1e-9
    return net


def pictures(count: int, first: int = 0) -> list[Floats]:
    """The squares of noisy pictures with a bright disc."""
    found = []
    for seed in range(first, first + count):
        image = np.repeat(disc_image(64, seed)[0][None] / np.float32(255), 3, axis=0).astype(np.float32)
        found.append(squares(lambda rect, image=image: image[:, *rect.slices], (64, 64)))
    return found


@given(seed=st.integers(0, 1000), count=st.integers(3, IMAGES))
@settings(max_examples=15, deadline=None)
def test_a_fit_to_the_training_images_changes_nothing(seed: int, count: int) -> None:
    """Also where the statistics are those of the starting weights, as a U-Net's on ImageNet's are."""
    net, images = network(seed), pictures(count)
    found = fitted_statistics(net, source_of(net, images, CPU), images, CPU)
    own = net.state_dict()
    assert len(found) == 4
    for name, value in found.items():
        np.testing.assert_allclose(value, own[name].numpy(), atol=1e-3)


@given(gain=st.floats(0.3, 3), offset=st.floats(-0.5, 0.5), seed=st.integers(0, 100))
@settings(max_examples=15, deadline=None)
def test_a_fit_takes_back_another_gain_and_brightness(gain: float, offset: float, seed: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statistics, "SOURCE_IMAGES", 0)
        net, images = network(seed), pictures(4)
        changed = [(gain * image + offset).astype(np.float32) for image in images]
        wanted = net(torch.from_numpy(images[0]))
        before = net(torch.from_numpy(changed[0]))
        assert use_statistics(net, fitted_statistics(net, source_of(net, images, CPU), changed, CPU))
    after = net(torch.from_numpy(changed[0]))
    torch.testing.assert_close(after, wanted, atol=5e-3, rtol=5e-3)
    if abs(gain - 1) + abs(offset) > 0.2:
        assert (before - wanted).abs().max() > (after - wanted).abs().max()


def test_fewer_images_change_less_and_the_network_itself_stays() -> None:
    net, images = network(), pictures(5)
    source, kept = source_of(net, images, CPU), {name: value.clone() for name, value in net.state_dict().items()}
    few, many = (fitted_statistics(net, source, [images[0] ** 2] * count, CPU) for count in (1, IMAGES))
    name = next(iter(few))
    assert 0 < np.abs(few[name] - kept[name].numpy()).max() < np.abs(many[name] - kept[name].numpy()).max()
    assert all(torch.equal(value, kept[key]) for key, value in net.state_dict().items())


def test_statistics_of_another_network_are_refused_and_nothing_changes() -> None:
    net, other = network(), nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
    kept = {name: value.clone() for name, value in net.state_dict().items()}
    images = pictures(3)
    assert not use_statistics(net, fitted_statistics(other, source_of(other, images, CPU), images, CPU))
    assert all(torch.equal(value, kept[key]) for key, value in net.state_dict().items())


@pytest.mark.parametrize(
    "change",
    [lambda x: x**2, lambda x: 1 - x, lambda x: x * np.array([1, 0.6, 0.4], np.float32)[:, None, None]],
    ids=["gamma", "inverted", "cast"],
)
def test_changed_images_are_unlike_and_others_of_the_same_kind_are_not(change) -> None:  # type: ignore[no-untyped-def]
    net = network()
    source = source_of(net, pictures(12), CPU)
    assert all(distance(net, source, one, CPU) <= UNLIKE for one in pictures(6, 100))
    assert all(distance(net, source, change(one), CPU) > UNLIKE for one in pictures(6, 100))
    assert distance(net, source, pictures(1)[0], CPU) < 1e-3, "a training image"


def test_words_say_only_what_all_training_images_are_not() -> None:
    images, net = pictures(5), network()
    source = source_of(net, images, CPU)
    assert looks_in_words([look_of(one) for one in pictures(3, 50)], source) == ()
    assert looks_in_words([look_of(one / 4) for one in images], source) == ("darker", "of less contrast")
    blue = np.array([0.3, 0.5, 1], np.float32)[:, None, None]
    assert "of another colour" in looks_in_words([look_of(one * blue) for one in images], source)


@pytest.mark.parametrize("shape", [(1, 1), (5, 300), (64, 64), (256, 256), (1000, 700)])
def test_squares_of_any_image_lie_inside_of_it_and_have_one_size(shape: tuple[int, int]) -> None:
    asked: list[Rect] = []

    def read(rect: Rect) -> Floats:
        asked.append(rect)
        return np.zeros((3, rect.h, rect.w), np.float32)

    found = squares(read, shape)
    assert found.shape[:2] == (SQUARES, 3) and found.shape[2] == found.shape[3] <= SIDE
    assert all(rect.clip(shape) == rect for rect in asked)


@pytest.mark.parametrize("count", [0, 1, 2, 16, 17, 1000])
def test_images_that_are_measured_are_spread_over_all(count: int) -> None:
    found = spread_over(count)
    assert len(found) == len(set(found)) == min(count, IMAGES)
    assert not found or (found[0], found[-1]) == (0, count - 1 if count > 1 else 0)
