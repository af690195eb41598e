"""Predictions: any size, tiles equal to the whole, confidence in 255ths, stop between tiles."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from segstudio.choices.flips import choose_flips
from segstudio.errors import Cancelled
from segstudio.labels.geometry import Rect
from segstudio.learning.network import predictor
from segstudio.learning.network.image_batch import as_batch, padded
from segstudio.learning.network.local_net import HeldNorm, hold_statistics
from segstudio.learning.network.pixel_limit import SENTENCE, PixelLimit
from segstudio.learning.network.predictor import predict_bands, probabilities
from segstudio.learning.network.tile_grid import CONTEXT, blend_weights, tile_rects, with_context
from segstudio.learning.network.validation import labelled_blocks
from segstudio.learning.plan.memory_fallback import ShortOfMemory
from segstudio.models.build import build_network
from segstudio.models.contract import Network
from segstudio.models.unet import UNet
from tests.learning.whole_image import predict_image

STRIDE = UNet.stride


class OnGrid(Network):
    """What tiles are made for: as wide a view and as coarse a grid as a U-Net's."""

    stride, reach = UNet.stride, UNet.reach


class Threshold(OnGrid):
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


def small_tiles(monkeypatch: pytest.MonkeyPatch, side: int, overlap: int) -> None:
    """Tiles of a test's size, with so little margin that those at the image's border are no larger than two others."""
    monkeypatch.setattr(tile_rects, "__defaults__", (side, overlap))
    for kind in (OnGrid, UNet):
        monkeypatch.setattr(kind, "reach", min(kind.reach, side // 2))


def test_tiles_give_what_the_whole_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    image = noise(300, 420, 1)
    whole = predict_image(Threshold(), (0, 1), image)
    monkeypatch.setattr(predictor, "WHOLE_CPU", 1000)
    small_tiles(monkeypatch, 128, 32)
    tiled = predict_image(Threshold(), (0, 1), image)
    assert np.array_equal(tiled[0], whole[0])
    assert np.abs(tiled[1].astype(int) - whole[1]).max() <= 1


def test_tiled_network_agrees_with_whole_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a sample of the image: what is left of the difference are the statistics, not the seams."""
    net, image = a_net("resnet18"), smooth(160, 256)
    whole, sure = predict_image(net, (0, 1, 2), image)
    monkeypatch.setattr(predictor, "WHOLE_CPU", 160 * 256 - 1)
    monkeypatch.setattr(predictor, "SAMPLE", 128)
    monkeypatch.setattr(UNet, "reach", 64)
    small_tiles(monkeypatch, 128, 32)
    tiled, tiled_sure = predict_image(net, (0, 1, 2), image)
    assert (whole == tiled).mean() > 0.95
    assert np.abs(sure.astype(int) - tiled_sure).mean() < 5


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


def test_stop_ends_within_a_tile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predictor, "WHOLE_CPU", 1000)
    small_tiles(monkeypatch, 128, 32)
    net, tiles, finished = a_net("mobilenet_v3_large"), list[Rect](), list[int]()
    softmax = predictor._softmax
    monkeypatch.setattr(predictor, "_softmax", lambda *a: (softmax(*a), finished.append(1))[0])

    def read(rect: Rect) -> np.ndarray:
        tiles.append(rect)
        return np.zeros((3, rect.h, rect.w), np.float32)

    def stop() -> bool:
        return len(tiles) > 3

    with pytest.raises(Cancelled):
        list(predict_bands(net, (0, 1, 2), read, (300, 300), stop=stop))
    assert len(tiles) == 4 and len(finished) == 2, "of a sample and three tiles, in the midst of the last"


def test_stop_ends_an_image_that_is_predicted_whole_too() -> None:
    read: list[Rect] = []

    def pixels(rect: Rect) -> np.ndarray:
        read.append(rect)
        return np.zeros((3, rect.h, rect.w), np.float32)

    with pytest.raises(Cancelled):
        list(predict_bands(a_net("resnet18"), (0, 1, 2), pixels, (90, 70), stop=lambda: bool(read)))
    assert len(read) == 1


def test_stop_ends_between_two_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predictor, "WHOLE_CPU", 1000)
    small_tiles(monkeypatch, 64, 16)
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
    for row in tile_rects(Rect(0, 0, width, height), *kind, stride=STRIDE):
        for tile in row:
            assert tile.x % STRIDE == 0 and tile.y % STRIDE == 0
            assert tile.clip((height, width)) == tile and max(tile.w, tile.h) <= kind[0]
            covered[tile.slices] = True
    assert covered.all()


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 4000),
    st.sampled_from([(128, 32), (256, 64), (512, 128)]),
    st.sampled_from([0, 32, 320]),
    st.sampled_from([0, 64]),
)
def test_tiles_are_as_few_as_can_be_and_about_as_large(
    width: int, kind: tuple[int, int], before: int, after: int
) -> None:
    (row,) = tile_rects(Rect(0, 0, width, 1), *kind, stride=STRIDE, larger=(before, 0, after, 0))
    (tile, overlap), fewer = kind, len(row) - 1
    assert not fewer or fewer * tile - (fewer - 1) * overlap + before + after < width
    assert row[0].x == 0 and row[-1].right == width
    assert all(one.right - other.x == overlap for one, other in zip(row, row[1:], strict=False))
    assert len({one.w for one in row[1:-1]}) <= 1 and all(one.w > overlap for one in row[1:])
    for one in row:
        assert one.x % STRIDE == 0 and one.w <= tile + before * (one is row[0]) + after * (one is row[-1])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 200), st.integers(1, 200))
def test_context_holds_the_rectangle_and_starts_on_the_grid(x: int, y: int, w: int, h: int) -> None:
    rect, shape = Rect(x, y, w, h), (y + h + 300, x + w + 20)
    seen = with_context(rect, shape, STRIDE)
    assert seen.intersect(rect) == rect and seen.clip(shape) == seen
    assert seen.x % STRIDE == 0 and seen.y % STRIDE == 0
    assert seen.bottom == rect.bottom + CONTEXT and seen.right == rect.right + 20


def test_blend_weights_are_highest_in_the_middle() -> None:
    weights = blend_weights((65, 33))
    assert weights.shape == (65, 33) and weights.argmax() == 32 * 33 + 16
    assert weights.min() > 0 and weights.max() == pytest.approx(1)


class Local(OnGrid):
    """Two 3x3 convolutions with a GroupNorm and a pooled gate between, at full resolution."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.GroupNorm(2, 8), nn.ReLU())
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.last = nn.Conv2d(8, 2, 3, padding=1)

    def forward(self, image: Tensor) -> Tensor:
        x = self.first(image)
        return self.last(x * self.pool(x).sigmoid())


def a_net(encoder: str) -> Network:
    torch.manual_seed(1)
    return build_network("unet", encoder, 3).eval().requires_grad_(False)


def all_of(net: nn.Module, image: np.ndarray) -> np.ndarray:
    with torch.inference_mode():
        return net(torch.from_numpy(image)[None]).softmax(1)[0].numpy()


def test_held_statistics_of_an_image_are_its_own() -> None:
    """GroupNorm and pooling held at what they are on the whole image change nothing on it, folded or not."""
    image = smooth(64, 96)
    for net in (Local().eval(), a_net("mobilenet_v3_large"), a_net("resnet18")):
        held = hold_statistics(net, torch.from_numpy(image)[None])
        assert np.abs(all_of(held, image) - all_of(net, image)).max() < 1e-4
        assert not any(isinstance(module, nn.BatchNorm2d) for module in held.modules()), "all of it is folded"


def test_statistics_of_many_pixels_are_summed_up_exactly() -> None:
    """Far more pixels than float32 can add up: against the same in float64."""
    sample = 5 + torch.rand(2, 8, 512, 512, generator=torch.Generator().manual_seed(0))
    norm = HeldNorm(nn.GroupNorm(4, 8))
    norm(sample.contiguous(memory_format=torch.channels_last))
    grouped = sample.double().transpose(0, 1).reshape(4, -1)
    rate = (grouped.var(1, correction=0) + norm.norm.eps).rsqrt().repeat_interleave(2)
    assert norm.scale is not None and norm.shift is not None
    assert (norm.scale / rate - 1).abs().max() < 1e-6
    assert (norm.shift + grouped.mean(1).repeat_interleave(2) * rate).abs().max() < 2e-5


def test_channels_without_any_variance_are_held_as_they_are() -> None:
    """A black image, and convolutions that give nothing: GroupNorm's own epsilon is all there is to divide by."""
    net = Local().eval()
    for image in (np.zeros((3, 64, 64), np.float32), np.full((3, 64, 64), 0.7, np.float32)):
        held = hold_statistics(net, torch.from_numpy(image)[None])
        assert np.abs(all_of(held, image) - all_of(net, image)).max() < 1e-4
    with torch.no_grad():
        conv = next(module for module in net.modules() if isinstance(module, nn.Conv2d))
        conv.weight[0] = 0
    image = smooth(64, 64)
    held = hold_statistics(net, torch.from_numpy(image)[None])
    assert np.abs(all_of(held, image) - all_of(net, image)).max() < 1e-4


@pytest.mark.parametrize("encoder", ["mobilenet_v3_large", "resnet18"])
def test_part_is_what_the_whole_gives_once_statistics_are_held(encoder: str) -> None:
    """The exactness of tiles: same statistics and a margin as wide as the network sees, then at most 1e-4 differs."""
    image = noise(256, 832, 4)
    held = hold_statistics(a_net(encoder), torch.from_numpy(image)[None])
    place, seen = Rect(352, 0, 128, 128), Rect(96, 0, 640, 256)
    part = torch.from_numpy(np.ascontiguousarray(image[:, *seen.slices]))[None]
    with torch.inference_mode():
        keep = Rect(place.x - seen.x, 0, place.w, place.h)
        found = held.part_logits(part, keep).softmax(1)[0].numpy()
    assert np.abs(found - all_of(held, image)[:, *place.slices]).max() < 1e-4


def test_a_tile_of_the_network_alone_is_that_of_the_whole_image() -> None:
    """Nothing far away changes a logit: no statistics have to be held."""
    image = noise(256, 832, 4)
    image[:, :, 640:] *= 0.2
    net = a_net("efficientnet_lite0")
    apart = all_of(net, np.ascontiguousarray(image[:, :, :640]))[:, :, :320]
    assert np.abs(apart - all_of(net, image)[:, :, :320]).max() < 1e-4


def test_statistics_of_a_tile_alone_are_others() -> None:
    """Where pixels far away count, a tile differs from the whole image without held statistics, however wide its
    margin."""
    image = noise(128, 384, 5)
    image[:, :, 192:] *= 0.2
    net = Local().eval()
    apart = all_of(net, np.ascontiguousarray(image[:, :, :192]))[:, :, :32]
    assert np.abs(apart - all_of(net, image)[:, :, :32]).max() > 1e-3


def test_blended_tiles_are_what_the_held_network_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    image = noise(300, 420, 6)
    monkeypatch.setattr(predictor, "WHOLE_CPU", 300 * 420 + 1)  # the sample of statistics is one square: all of it
    net = Local().eval()
    held = hold_statistics(net, as_batch(padded(image, net), torch.device("cpu"), net.smallest))
    truth = all_of(held, padded(image, net))[:, :300, :420]
    monkeypatch.setattr(predictor, "WHOLE_CPU", 300 * 420 - 1)
    small_tiles(monkeypatch, 128, 32)
    classes, sure = predict_image(net, (0, 1), image)
    assert np.array_equal(classes, truth.argmax(0))
    assert np.abs(sure.astype(int) - np.rint(255 * truth.max(0))).max() <= 1


def test_flips_are_averaged_and_give_mirrored_results_for_mirrored_images() -> None:
    net, image = a_net("mobilenet_v3_large"), noise(64, 96, 7)
    for name, axis in (("horizontal", 2), ("vertical", 1), ("both", 1)):
        plain = predict_image(net, (0, 1, 2), image, flips=choose_flips(name))
        other = predict_image(net, (0, 1, 2), np.flip(image, axis).copy(), flips=choose_flips(name))
        assert (np.flip(other[0], axis - 1) == plain[0]).mean() > 0.99
    once = predict_image(net, (0, 1, 2), image)
    assert not np.array_equal(once[1], plain[1])


def test_flips_of_tiles_land_where_they_belong(monkeypatch: pytest.MonkeyPatch) -> None:
    image = noise(300, 420, 8)
    whole = predict_image(Threshold(), (0, 1), image)
    monkeypatch.setattr(predictor, "WHOLE_CPU", 1000)
    small_tiles(monkeypatch, 128, 32)
    tiled = predict_image(Threshold(), (0, 1), image, flips=choose_flips("both"))
    assert np.array_equal(tiled[0], whole[0])


def test_bands_of_a_rectangle_cover_it_from_top_to_bottom(monkeypatch: pytest.MonkeyPatch) -> None:
    image, rect = noise(300, 420, 9), Rect(37, 51, 290, 211)
    whole = predict_image(Threshold(), (0, 1), image)[0][rect.slices]
    monkeypatch.setattr(predictor, "WHOLE_CPU", 1000)
    small_tiles(monkeypatch, 64, 16)
    bands = list(predict_bands(Threshold(), (0, 1), lambda r: image[:, *r.slices], (300, 420), rect))
    assert [b.top for b in bands] == [sum(len(b.classes) for b in bands[:n]) for n in range(len(bands))]
    assert np.array_equal(np.concatenate([b.classes for b in bands]), whole)


class Cramped(OnGrid):
    """A network on a computer where more than so many pixels at once do not fit."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.net, self.most, self.asked = Threshold(), most, list[int]()

    def forward(self, image: Tensor) -> Tensor:
        self.asked.append(image.shape[0] * image.shape[-2] * image.shape[-1])
        if self.asked[-1] > self.most:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return self.net(image)

    def __deepcopy__(self, memo: object) -> Cramped:
        return self


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> PixelLimit:
    """A process that never met a limit."""
    new = PixelLimit()
    monkeypatch.setattr(predictor, "LIMIT", new)
    monkeypatch.setattr(OnGrid, "reach", 32)
    return new


@pytest.mark.parametrize("whole", [True, False])
def test_where_memory_is_short_smaller_parts_give_the_same(
    limit: PixelLimit, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    image, net = noise(300, 420, 10), Cramped(40_000)
    expected = predict_image(Threshold(), (0, 1), image)
    if not whole:
        monkeypatch.setattr(predictor, "WHOLE_CPU", 70_000)
        small_tiles(monkeypatch, 256, 32)
    found = predict_image(net, (0, 1), image)
    assert np.array_equal(found[0], expected[0])
    assert np.abs(found[1].astype(int) - expected[1]).max() <= 1
    assert limit.take_notice() == SENTENCE and limit.take_notice() == ""
    net.asked.clear()
    predict_image(net, (0, 1), image)
    assert max(net.asked) <= net.most, "what did not fit once is not tried again"
    assert limit.take_notice() == ""


def test_probabilities_survive_short_memory_too(limit: PixelLimit) -> None:
    image, rect = noise(300, 420, 11), Rect(37, 51, 290, 211)

    def read(wanted: Rect) -> np.ndarray:
        return image[:, *wanted.slices]

    found = probabilities(Cramped(40_000), read, (300, 420), rect, torch.device("cpu"))
    expected = probabilities(Threshold(), read, (300, 420), rect, torch.device("cpu"))
    assert found.shape == (2, 211, 290) and np.abs(found - expected).max() < 1e-5


def test_what_fits_in_no_part_is_told_in_words(limit: PixelLimit) -> None:
    with pytest.raises(ShortOfMemory) as caught:
        predict_image(Cramped(10), (0, 1), noise(300, 420))
    assert caught.value.message == "There is not enough memory to predict." and caught.value.hint


def test_other_errors_of_a_network_are_not_taken_for_short_memory(limit: PixelLimit) -> None:
    class Broken(OnGrid):
        def forward(self, image: Tensor) -> Tensor:
            raise RuntimeError("shapes differ")

    with pytest.raises(RuntimeError, match="shapes differ"):
        predict_image(Broken(), (0, 1), noise(40, 40))
    assert limit.take_notice() == ""


def test_the_score_of_an_image_is_that_of_the_prediction_that_is_written() -> None:
    """An image that fits is scored whole: in blocks, each would have statistics of its own."""
    image, mask = noise(1100, 70, 12), np.full((1100, 70), 255, np.uint8)
    mask[1050:1060] = 0
    blocks = list(labelled_blocks(mask))
    assert blocks == [Rect(0, 0, 70, 1100)]
    net, device = a_net("mobilenet_v3_large"), torch.device("cpu")
    scored = probabilities(net, lambda rect: image[:, *rect.slices], (1100, 70), blocks[0], device)
    assert np.array_equal(scored.argmax(0), predict_image(net, range(len(scored)), image)[0])
    assert [block.y for block in labelled_blocks(np.zeros((2048, 1024), np.uint8))] == [0, 1024]
