"""The one model: head and network put together, and the head alone by blocks of a fixed grid."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.choices.networks import LOGITS
from segstudio.errors import Cancelled
from segstudio.labels.geometry import Rect
from segstudio.learning.instant.feature_reader import FeatureReader
from segstudio.learning.instant.filters import BLOCK, FilterResponses, Source
from segstudio.learning.instant.head import Head
from segstudio.learning.instant.one_model import OneModel, Vote
from segstudio.learning.network.predictor import WHOLE_CPU, predict_bands, predict_rect, probabilities
from segstudio.learning.plan.mixture import SHARE, Mixture, pooled
from segstudio.models.contract import Network
from tests.toy_networks import Coarse, Pixels

CPU = torch.device("cpu")
RNG = np.random.default_rng(0)


class Reader(FeatureReader):
    """The pixels themselves, and where the block that they were read for begins: another block is another answer."""

    place = 1 / 4096

    def of_block(self, read: Source, shape: tuple[int, int], block: Rect) -> FilterResponses:
        planes = np.concatenate([read(block), np.full((1, block.h, block.w), (block.x + 3 * block.y) * self.place)])
        return FilterResponses(block, (1,), (planes.astype(np.float16),))


HEAD = Head((0, 1, 5), RNG.normal(size=(4, 3)).astype(np.float32), RNG.normal(size=3).astype(np.float32))


def alone(ids: tuple[int, ...] = HEAD.ids) -> OneModel:
    return OneModel(None, ids, Vote(HEAD, Reader(), ids))


def toy(net: type[Network], classes: int = 3) -> Network:
    torch.manual_seed(0)
    return net("", classes, "", 3).eval()  # type: ignore[call-arg]


# ---- both together -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Pixels, Coarse])
@pytest.mark.parametrize("share", [0.5, SHARE])
def test_logits_are_the_log_probabilities_of_both_by_their_shares(kind: type[Network], share: float) -> None:
    net, image, reader = toy(kind), torch.rand(2, 3, 96, 192), Reader()
    reader.place = 0
    vote = Vote(HEAD, reader, HEAD.ids, Mixture(share))
    both = OneModel(net, HEAD.ids, vote)
    wanted = torch.stack([(1 - share) * net(one[None])[0].log_softmax(0) + share * vote(one) for one in image])
    torch.testing.assert_close(both(image), wanted)
    keep = Rect(96, 0, 96, 96)
    torch.testing.assert_close(both.part_logits(image, keep), wanted[..., *keep.slices])
    assert both.stride % 32 == both.stride % net.stride == 0 and both.reach >= net.reach and not both.by_block


@pytest.mark.parametrize("own", [(), (1,), (0, 5), HEAD.ids])
def test_all_ways_to_predict_with_both_agree(own: tuple[int, ...]) -> None:
    """The tensor of a batch, blocks of a large image and the formula: whatever classes the head decides about alone."""
    net, image = toy(Pixels), torch.rand(1, 3, 96, 96)
    reader = Reader()
    reader.place = 0
    both = OneModel(net, HEAD.ids, Vote(HEAD, reader, HEAD.ids, Mixture(SHARE, own)))
    rows = [HEAD.ids.index(one) for one in own]
    network, vote = net(image)[0].softmax(0).numpy(), both.vote(image[0]).exp().numpy()  # type: ignore[misc]
    wanted = pooled(network, vote, SHARE, rows)
    np.testing.assert_allclose(both(image)[0].softmax(0).numpy(), wanted, atol=1e-5)
    planes, rect = image[0].numpy(), Rect(0, 0, 96, 96)
    blocks = both.combined(network.copy(), lambda part: planes[:, *part.slices], (96, 96), rect)
    np.testing.assert_allclose(blocks, wanted, atol=1e-5)
    if own:
        np.testing.assert_allclose(blocks[rows], vote[rows], atol=1e-6)


def test_the_one_that_is_sure_decides() -> None:
    net, image = toy(Pixels, 2), torch.rand(1, 3, 32, 32)
    for weight, decides in ((0.0, 1), (50.0, 0)):  # a network that knows nothing, and one that is sure
        for parameter in net.parameters():
            parameter.requires_grad_(False).zero_()
        net.first.bias += 1  # type: ignore[union-attr, operator]
        net.last.weight[0] = weight  # type: ignore[union-attr, index]
        head = Head((0, 1), np.zeros((4, 2), np.float32), np.array([0, 3], np.float32))
        found = OneModel(net, (0, 1), Vote(head, Reader(), (0, 1)))(image)
        assert (found.argmax(1) == decides).all()


def test_a_network_without_a_head_predicts_as_by_itself() -> None:
    net, image = toy(Pixels), RNG.random((3, 50, 61)).astype(np.float32)
    asked = [predict_rect(one, HEAD.ids, lambda rect: image[:, *rect.slices], (50, 61))
             for one in (net, OneModel(net, HEAD.ids, None))]  # fmt: skip
    assert all(np.array_equal(a, b) for a, b in zip(*asked, strict=True))
    both = OneModel(net, HEAD.ids, None)
    assert (both.stride, both.reach, both.smallest) == (net.stride, net.reach, net.smallest)


def test_feature_maps_are_those_of_the_network_and_the_head_alone_has_none() -> None:
    net = toy(Pixels)
    both = OneModel(net, HEAD.ids, Vote(HEAD, Reader(), HEAD.ids))
    assert list(both.stages) == ["first", LOGITS] and both.embedding == net.embedding and both.head is net.head
    assert not alone().stages and not alone().embedding


def test_a_copy_of_the_network_keeps_the_head_and_its_cache() -> None:
    both = OneModel(toy(Pixels), HEAD.ids, Vote(HEAD, Reader(), HEAD.ids))
    image = torch.rand(1, 3, 32, 32)
    twin = copy.deepcopy(both)
    assert twin.vote is both.vote and twin.net is not both.net and torch.equal(twin(image), both(image))


# ---- classes -------------------------------------------------------------------------------------------------------


def test_a_class_that_the_head_does_not_know_is_as_likely_as_its_least_likely_one() -> None:
    image = torch.rand(3, 32, 64)
    known, more = (Vote(HEAD, Reader(), ids)(image) for ids in (HEAD.ids, (0, 1, 4, 5)))
    assert torch.equal(more[[0, 1, 3]], known) and torch.equal(more[2], known.min(0).values)
    torch.testing.assert_close(known.exp().sum(0), torch.ones(32, 64))


def test_a_class_that_only_the_head_knows_is_left_out() -> None:
    image = torch.rand(3, 32, 64)
    known, fewer = (Vote(HEAD, Reader(), ids)(image) for ids in (HEAD.ids, (5, 0)))
    assert torch.equal(fewer, known[[2, 0]])


# ---- the head alone, by blocks -------------------------------------------------------------------------------------

LARGE = (1300, 1290)  # more pixels than are predicted at once
IMAGE = RNG.random((3, *LARGE)).astype(np.float32)


def read(rect: Rect) -> np.ndarray:
    return IMAGE[:, *rect.slices]


@pytest.fixture(scope="module")
def whole() -> tuple[np.ndarray, np.ndarray]:
    assert LARGE[0] * LARGE[1] > WHOLE_CPU
    return predict_rect(alone(), HEAD.ids, read, LARGE)


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, LARGE[1] - 1), st.integers(0, LARGE[0] - 1), st.integers(1, LARGE[1]), st.integers(1, LARGE[0])
)  # fmt: skip
def test_any_rectangle_of_the_head_alone_is_that_of_the_whole_image(
    whole: tuple[np.ndarray, np.ndarray], x: int, y: int, w: int, h: int
) -> None:
    rect = Rect(x, y, w, h).clip(LARGE)
    classes, sure = predict_rect(alone(), HEAD.ids, read, LARGE, rect)
    assert np.array_equal(classes, whole[0][rect.slices]) and np.array_equal(sure, whole[1][rect.slices])


def test_bands_of_the_head_alone_follow_one_another_from_the_top(whole: tuple[np.ndarray, np.ndarray]) -> None:
    rect = Rect(500, 300, 700, 900)
    bands = list(predict_bands(alone(), HEAD.ids, read, LARGE, rect))
    assert [band.top for band in bands] == [0, BLOCK - 300, 2 * BLOCK - 300]
    assert np.array_equal(np.concatenate([band.classes for band in bands]), whole[0][rect.slices])


def test_probabilities_that_are_scored_are_those_that_are_shown(whole: tuple[np.ndarray, np.ndarray]) -> None:
    rect = Rect(400, 400, 300, 200)
    found = probabilities(alone(), read, LARGE, rect, CPU)
    assert found.shape == (3, 200, 300)
    assert np.array_equal(np.asarray(HEAD.ids)[found.argmax(0)], whole[0][rect.slices])
    assert np.array_equal(np.rint(255 * found.max(0)).astype(np.uint8), whole[1][rect.slices])


def test_the_head_alone_stops_between_two_blocks() -> None:
    asked = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) == 3

    with pytest.raises(Cancelled):
        predict_rect(alone(), HEAD.ids, read, LARGE, None, CPU, stop)
    assert len(asked) == 3
