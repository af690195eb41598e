"""What every network has to answer: those of the table, and two that are nothing like them."""

from __future__ import annotations

import copy
import functools

import numpy as np
import pytest
import torch

from segstudio.choices.networks import DEFAULT, LOGITS, NETWORKS, suited_encoder
from segstudio.labels.geometry import Rect
from segstudio.learning.network.live_network import grow_head
from segstudio.learning.network.local_net import hold_statistics
from segstudio.models.build import build_network
from segstudio.models.contract import Network, name_in
from segstudio.models.instances.mask_rcnn import MaskRCNN
from tests.narrow import narrow
from tests.toy_networks import TOYS, toys

__all__ = ["narrow", "toys"]  # fixtures

EVERY = [*NETWORKS, *TOYS, "fcn"]
pytestmark = pytest.mark.usefixtures("toys", "narrow")


def made(name: str) -> Network:
    return copy.deepcopy(built(name))


@functools.cache
def built(name: str, classes: int = 3) -> Network:
    torch.manual_seed(0)
    encoder = suited_encoder(name, "cpu")
    if name != DEFAULT and "resnet50" in NETWORKS[name].encoders:
        encoder = "resnet50"  # the random deep features of the suited one hardly depend on the image
    net = build_network(name, encoder, classes).eval().requires_grad_(False)
    for weights in net.parameters():
        if weights.ndim > 1 and not weights.any():  # what begins at 0 to change nothing
            torch.nn.init.normal_(weights, std=0.05)
    if isinstance(net, MaskRCNN):
        levels = net.levels(torch.rand(1, 3, 64, 64))  # random weights are sure of no object: a few of the likeliest
        likely = torch.cat([one.flatten() for one in net.proposals.head(list(levels.values()))[0]])
        net.heads.score_thresh = 0.05
        net.proposals.floor = float(likely.sigmoid().quantile(0.99))
    trunk = set(net.trunk.modules()) if net.trunk is not None else set()
    for norm in filter(lambda module: isinstance(module, torch.nn.BatchNorm2d), net.modules()):
        norm.momentum = float(norm not in trunk)  # a deep decoder without statistics hardly depends on the image
    net.train()(torch.rand(2, 3, 2 * net.smallest, 2 * net.smallest))
    return net.eval()


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("size", [(0, 0), (5, 17)])
def test_logits_are_as_large_as_the_image_whatever_its_size(name: str, size: tuple[int, int]) -> None:
    net = made(name)
    height, width = (net.smallest + more for more in size)
    for mode in (net.eval(), net.train()):
        assert mode(torch.rand(2, 3, height, width)).shape == (2, 3, height, width)


@pytest.mark.parametrize("name", EVERY)
def test_the_row_says_what_the_network_is(name: str) -> None:
    net, row = made(name), NETWORKS[name]
    assert row.title and row.sentence and row.starts
    assert name_in(net, net.head) == row.head and net.head.weight.shape[0] == 3
    assert (net.trunk is not None) == bool(row.encoders)
    assert net.smallest >= 1 and net.smallest % net.stride == 0 and net.reach >= 0


@pytest.mark.parametrize("name", EVERY)
def test_every_stage_gives_feature_maps_and_the_last_one_the_logits(name: str) -> None:
    net, seen = made(name), dict[str, torch.Tensor]()
    for stage, module in net.stages.items():
        module.register_forward_hook(lambda _m, _i, out, stage=stage: seen.update({stage: out}))
    net(torch.rand(1, 3, 2 * net.smallest, 2 * net.smallest))
    assert set(seen) == set(net.stages) and all(maps.ndim == 4 for maps in seen.values())
    assert list(net.stages)[-1] == LOGITS and seen[LOGITS].shape[1] == 3
    assert set(net.embedding) and set(net.embedding) <= set(net.stages) - {LOGITS}


@pytest.mark.parametrize("name", EVERY)
def test_the_head_grows_to_other_classes_and_the_weights_load(name: str) -> None:
    old, net = made(name), copy.deepcopy(built(name, 4))
    net.load_state_dict(grow_head(old.state_dict(), (4, 9, 7), (9, 1, 4, 2), net))
    assert f"{NETWORKS[name].head}.weight" in net.per_class
    before = old.state_dict()
    for key, value in net.state_dict().items():
        truth = before[key]
        for axis in net.per_class.get(key, ()):
            value, truth = (
                value.index_select(axis, torch.tensor([0, 2])),
                truth.index_select(axis, torch.tensor([1, 0])),
            )
        assert torch.equal(value, truth)


@pytest.mark.parametrize("name", EVERY)
def test_nothing_beyond_its_reach_changes_a_result(name: str) -> None:
    """Once global statistics are held, as they are for tiles."""
    net = made(name)
    side = max(2 * net.stride, 16, net.smallest)
    image = torch.rand(1, 3, side, -(-(side + net.reach + 64) // net.stride) * net.stride)
    held = hold_statistics(net, image)
    other = image.clone()
    other[..., side + net.reach :] = 0.0
    with torch.inference_mode():
        before, after = held(image), held(other)
    scale = float(before.abs().max())
    assert float((before - after)[..., :side].abs().max()) < 1e-4 * scale
    assert float((before - after)[..., side + net.reach :].abs().max()) > 1e-3 * scale


@pytest.mark.parametrize("name", EVERY)
def test_a_part_is_what_the_whole_gives_there(name: str) -> None:
    net = made(name)
    image = torch.rand(1, 3, 12 * net.stride, 20 * net.stride)
    held = hold_statistics(net, image)
    keep = Rect(3 * net.stride, 2 * net.stride, 7 * net.stride, 5 * net.stride)
    with torch.inference_mode():
        whole, part = held(image), held.part_logits(image, keep)
    assert part.shape[-2:] == (keep.h, keep.w)
    assert np.allclose(part.numpy(), whole[..., *keep.slices].numpy(), atol=1e-4)
