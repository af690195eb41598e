"""Predictions: any size, tiles equal to the whole, confidence in 255ths, stop between tiles."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from segstudio.errors import Cancelled
from segstudio.labels.geometry import Rect
from segstudio.learning import predictor
from segstudio.learning.predictor import CONTEXT, STRIDE, blend_weights, predict_image, tile_rects, with_context
from segstudio.models.table import build_network


class Threshold(nn.Module):
    """Class 1 where the red channel is bright, with confidence growing with brightness; looks at one pixel only."""

    def forward(self, image: Tensor) -> Tensor:
        bright = image[:, :1] - 0.5
        return torch.cat((-8 * bright, 8 * bright), dim=1)


def noise(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((3, height, width), dtype=np.float32)


def smooth(height: int, width: int) -> np.ndarray:
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return np.stack([0.5 + 0.5 * np.sin(x / 23 + y / 31 + c) for c in range(3)]).astype(np.float32)


def test_class_ids_and_confidence_of_each_pixel() -> None:
    image = noise(20, 30)
    classes, confidence = predict_image(Threshold(), (4, 9), image)
    assert classes.dtype == confidence.dtype == np.uint8 and classes.shape == (20, 30)
    assert np.array_equal(classes == 9, image[0] > 0.5)
    expected = 255 / (1 + np.exp(-16 * np.abs(image[0] - 0.5)))
    assert np.abs(confidence - expected).max() <= 0.51


@pytest.mark.parametrize("shape", [(1, 1), (1, 70), (33, 2), (31, 45)])
def test_images_of_any_size_are_predicted(shape: tuple[int, int]) -> None:
    net = build_network("unet", "resnet18", 3).eval()
    classes, confidence = predict_image(net, (0, 1, 2), noise(*shape))
    assert classes.shape == confidence.shape == shape
    assert (confidence >= 255 // 3).all()


def test_tiles_give_what_the_whole_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    image = noise(300, 420, 1)
    whole = predict_image(Threshold(), (0, 1), image)
    monkeypatch.setattr(predictor, "WHOLE_CPU", 1000)
    monkeypatch.setattr(predictor, "TILE", 128)
    monkeypatch.setattr(predictor, "OVERLAP", 32)
    monkeypatch.setattr(predictor.tile_rects, "__defaults__", (128, 32))
    tiled = predict_image(Threshold(), (0, 1), image)
    assert np.array_equal(tiled[0], whole[0])
    assert np.abs(tiled[1].astype(int) - whole[1]).max() <= 1


def test_tiled_network_agrees_with_whole_network(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    net = build_network("unet", "resnet18", 2).eval()
    image = smooth(320, 448)
    whole, sure = predict_image(net, (0, 1), image)
    monkeypatch.setattr(predictor, "WHOLE_CPU", 1000)
    monkeypatch.setattr(predictor.tile_rects, "__defaults__", (256, 128))
    tiled, tiled_sure = predict_image(net, (0, 1), image)
    assert (whole == tiled).mean() > 0.97
    assert np.abs(sure.astype(int) - tiled_sure).mean() < 4


def test_rectangle_gives_the_same_as_its_part_of_the_whole() -> None:
    image = noise(200, 260, 2)
    rect = Rect(37, 51, 90, 64)
    part = predict_image(Threshold(), (0, 1), image, rect)
    whole = predict_image(Threshold(), (0, 1), image)
    assert np.array_equal(part[0], whole[0][rect.slices])
    assert np.array_equal(part[1], whole[1][rect.slices])


def test_rectangle_outside_of_the_image_is_empty() -> None:
    classes, confidence = predict_image(Threshold(), (0, 1), noise(10, 10), Rect(40, 40, 5, 5))
    assert classes.size == confidence.size == 0


def test_stop_ends_between_two_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predictor, "WHOLE_CPU", 1000)
    monkeypatch.setattr(predictor.tile_rects, "__defaults__", (64, 16))
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        predict_image(Threshold(), (0, 1), noise(200, 200), stop=stop)
    assert len(asked) == 4


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 900), st.integers(1, 900), st.sampled_from([(128, 32), (256, 64), (512, 128)]))
def test_tiles_cover_everything_on_the_grid(height: int, width: int, kind: tuple[int, int]) -> None:
    covered = np.zeros((height, width), bool)
    for row in tile_rects(Rect(0, 0, width, height), *kind):
        for tile in row:
            assert tile.x % STRIDE == 0 and tile.y % STRIDE == 0
            assert tile.clip((height, width)) == tile and max(tile.w, tile.h) < kind[0] + STRIDE
            covered[tile.slices] = True
    assert covered.all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 200), st.integers(1, 200))
def test_context_holds_the_rectangle_and_starts_on_the_grid(x: int, y: int, w: int, h: int) -> None:
    rect, shape = Rect(x, y, w, h), (y + h + 300, x + w + 20)
    seen = with_context(rect, shape)
    assert seen.intersect(rect) == rect and seen.clip(shape) == seen
    assert seen.x % STRIDE == 0 and seen.y % STRIDE == 0
    assert seen.bottom == rect.bottom + CONTEXT and seen.right == rect.right + 20


def test_blend_weights_are_highest_in_the_middle() -> None:
    weights = blend_weights((65, 33))
    assert weights.shape == (65, 33) and weights.argmax() == 32 * 33 + 16
    assert weights.min() > 0 and weights.max() == pytest.approx(1)
