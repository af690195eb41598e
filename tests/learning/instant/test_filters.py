"""Filters and the frozen network: a block answers as the whole image does, and what is kept is bounded."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch

from segstudio.errors import WeightsError
from segstudio.labels.geometry import Rect
from segstudio.learning.instant import filters
from segstudio.learning.instant.feature_reader import FeatureReader
from segstudio.learning.instant.filters import FilterResponses, filter_responses, grid
from segstudio.learning.instant.frozen_features import FrozenFeatures
from segstudio.learning.instant.sample import Places
from segstudio.models.encoders import Encoder
from segstudio.project.byte_cache import ByteCache


@pytest.mark.parametrize("shape", [(700, 650), (130, 67)])
def test_a_block_answers_as_the_whole_image_does(shape: tuple[int, int]) -> None:
    image = np.random.default_rng(0).random((1, *shape)).astype(np.float32)

    def read(rect: Rect) -> np.ndarray:
        return image[:, *rect.slices]

    whole = filter_responses(read, shape, Rect.of_shape(shape))
    for block in grid(Rect.of_shape(shape), shape, 256):
        part = filter_responses(read, shape, block)
        rows, columns = np.mgrid[0 : block.h, 0 : block.w].reshape(2, -1)
        wanted = whole.at(rows + block.y, columns + block.x)
        inside = (rows > 16) & (rows < block.h - 16) & (columns > 16) & (columns < block.w - 16)
        np.testing.assert_allclose(part.at(rows, columns)[inside], wanted[inside], atol=4e-3)


def test_linear_maps_are_the_responses_of_every_pixel_times_the_weights() -> None:
    image = np.random.default_rng(1).random((3, 45, 70)).astype(np.float32)
    responses = filter_responses(lambda rect: image[:, *rect.slices], (45, 70), Rect(0, 0, 70, 45))
    weights = np.random.default_rng(2).normal(size=(responses.channels, 4)).astype(np.float32)
    rows, columns = np.mgrid[0:45, 0:70].reshape(2, -1)
    wanted = (responses.at(rows, columns) @ weights).T.reshape(4, 45, 70)
    np.testing.assert_allclose(responses.linear(weights), wanted, atol=1e-2)


def test_cache_drops_the_oldest_over_its_budget() -> None:
    image = np.zeros((1, 64, 64), np.float32)
    made = filter_responses(lambda rect: image[:, *rect.slices], (64, 64), Rect(0, 0, 64, 64))
    cache, calls = ByteCache[str, FilterResponses](2 * made.nbytes), []
    for key in ("a", "b", "a", "c", "a", "b"):
        if cache.get(key) is None:
            calls.append(key)
            cache.put(key, made)
    assert calls == ["a", "b", "c", "b"] and len(cache) == 2 and cache.nbytes == 2 * made.nbytes


def test_filters_need_neither_torch_nor_qt() -> None:
    code = "import sys, segstudio.learning.instant.filters; print({'torch', 'PySide6'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()" and filters.BLOCK % filters.COARSEST == 0


def test_frozen_network_answers_every_pixel_of_a_block() -> None:
    torch.manual_seed(0)
    frozen = FrozenFeatures(Encoder("mobilenet_v3_large"), torch.device("cpu"))
    image = np.random.default_rng(0).random((1, 150, 90)).astype(np.float32)
    responses = frozen.responses(lambda rect: image[:, *rect.slices], (150, 90), Rect(0, 0, 90, 150))
    assert responses.strides == (2, 4, 8, 16)
    weights = np.ones((responses.channels, 2), np.float32)
    assert responses.linear(weights).shape == (2, 150, 90)
    assert responses.at(np.array([149]), np.array([89])).shape == (1, responses.channels)


def test_frozen_network_goes_on_on_the_cpu_when_the_gpu_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    frozen = FrozenFeatures(Encoder("mobilenet_v3_large"), torch.device("cpu"))
    image = np.zeros((3, 64, 64), np.float32)
    wanted = frozen.responses(lambda rect: image[:, *rect.slices], (64, 64), Rect(0, 0, 64, 64))
    run = FrozenFeatures._run
    frozen._device = torch.device("meta")  # stands for a GPU

    def full(self: FrozenFeatures, batch: torch.Tensor) -> list[torch.Tensor]:
        if batch.device.type != "cpu":
            raise torch.OutOfMemoryError("out of memory")
        return run(self, batch)

    monkeypatch.setattr(FrozenFeatures, "_run", full)
    found = frozen.responses(lambda rect: image[:, *rect.slices], (64, 64), Rect(0, 0, 64, 64))
    assert frozen._device.type == "cpu"
    assert all(np.array_equal(a, b) for a, b in zip(found.levels, wanted.levels, strict=True))


# ---- the reader ----------------------------------------------------------------------------------------------------


class Counting:
    """A frozen network that counts how often it is asked."""

    name = "counting"

    def __init__(self) -> None:
        self.made = self.asked = 0

    def make(self) -> FrozenFeatures:
        self.made += 1
        return self  # type: ignore[return-value]

    def responses(self, read: filters.Source, shape: tuple[int, int], rect: Rect) -> FilterResponses:
        self.asked += 1
        return filter_responses(read, shape, rect)


def test_equal_pixels_are_looked_at_once_and_other_pixels_anew() -> None:
    frozen, image = Counting(), np.random.default_rng(0).random((3, 70, 70)).astype(np.float32)
    reader, block = FeatureReader(frozen.make), Rect(0, 0, 70, 70)
    first = reader.of_block(lambda rect: image[:, *rect.slices], (70, 70), block)
    again = reader.of_block(lambda rect: image.copy()[:, *rect.slices], (70, 70), block)
    assert again is first and (frozen.made, frozen.asked) == (1, 1)
    image[0, 5, 5] += 0.5
    other = reader.of_block(lambda rect: image[:, *rect.slices], (70, 70), block)
    assert frozen.asked == 2 and not np.array_equal(other.levels[0], first.levels[0])


def test_readers_with_the_same_network_have_responses_in_memory_once() -> None:
    image, block = np.random.default_rng(0).random((3, 70, 70)).astype(np.float32), Rect(0, 0, 70, 70)
    first, second, third = Counting(), Counting(), Counting()
    third.name = "another"
    reader = FeatureReader(first.make)
    others = [FeatureReader(one.make, reader.responses) for one in (second, third)]
    mine, same, other = (
        one.of_block(lambda rect: image[:, *rect.slices], (70, 70), block) for one in (reader, *others)
    )
    assert same is mine and other is not mine and (second.asked, third.asked) == (0, 1)


def test_the_frozen_network_takes_part_from_the_first_block_on_and_filters_work_without_it() -> None:
    image = np.zeros((3, 64, 64), np.float32)

    def channels(reader: FeatureReader) -> int:
        return reader.of_block(lambda rect: image[:, *rect.slices], (64, 64), Rect(0, 0, 64, 64)).channels

    def damaged() -> FrozenFeatures:
        raise WeightsError("The weights are damaged.", "Train again.")

    alone = channels(FeatureReader())
    assert channels(FeatureReader(Counting().make)) == 2 * alone
    assert channels(FeatureReader(damaged)) == alone


def test_places_in_several_blocks_get_what_their_own_block_answers() -> None:
    shape = (600, 1100)
    image, reader = np.random.default_rng(0).random((1, *shape)).astype(np.float32), FeatureReader()
    places = Places(np.array([3, 590, 40]), np.array([1090, 7, 600]), np.zeros(3, np.uint8))

    def read(rect: Rect) -> np.ndarray:
        return image[:, *rect.slices]

    steps = reader.at_places(read, shape, places)
    with pytest.raises(StopIteration) as end:
        for _ in range(9):
            next(steps)
    for row, column, found in zip(places.rows, places.columns, end.value.value, strict=True):
        block = Rect(column // 512 * 512, row // 512 * 512, 512, 512).clip(shape)
        wanted = reader.of_block(read, shape, block).at(np.array([row - block.y]), np.array([column - block.x]))
        assert np.array_equal(found, wanted[0])
