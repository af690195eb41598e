"""SegNet and DeconvNet: values go back to where the maxima were, and the layers are those of the papers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from segstudio.models.build import build_network
from segstudio.models.segnet import Places, pooled, unpooled
from tests.narrow import narrow

__all__ = ["narrow"]  # a fixture


@pytest.mark.usefixtures("narrow")
def test_indices_are_where_the_maxima_were() -> None:
    """Each value of a pooling stands in what was pooled at its index, and nothing is larger in its window."""
    torch.manual_seed(0)
    net = build_network("segnet", "vgg16_bn", 2).eval()
    seen: list[torch.Tensor] = []
    for tap in net.trunk.taps:
        tap.register_forward_hook(lambda _m, _i, out: seen.append(out))
    image = torch.rand(2, 3, 64, 96)
    with torch.inference_mode():
        last, places = pooled(net.trunk, image)
        assert torch.equal(last, net.trunk(image)[-1]), "as the encoder's own poolings"
    assert [place.size for place in places] == [(64 >> n, 96 >> n) for n in range(5)]
    for before, (indices, size) in zip(seen, places, strict=False):
        y, x = indices // size[1], indices % size[1]
        rows, columns = torch.meshgrid(*map(torch.arange, indices.shape[-2:]), indexing="ij")
        assert torch.equal(y // 2, rows.expand_as(y)) and torch.equal(x // 2, columns.expand_as(x))
        windows = before.unfold(2, 2, 2).unfold(3, 2, 2).amax((-1, -2))
        assert torch.equal(before.flatten(2).gather(2, indices.flatten(2)).view_as(windows), windows)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 9))
def test_unpooling_is_torch_s(h: int, w: int, seed: int) -> None:
    """By scatter, as torch's own cannot be exported; its gradient goes to the same places."""
    torch.manual_seed(seed)
    x, indices = nn.functional.max_pool2d(torch.randn(2, 3, 2 * h, 2 * w), 2, return_indices=True)
    mine, theirs = x.clone().requires_grad_(), x.clone().requires_grad_()
    found = unpooled(mine, Places(indices, (2 * h, 2 * w)))
    truth = nn.functional.max_unpool2d(theirs, indices, 2)
    weights = torch.randn_like(found)
    for value in (found, truth):
        (value * weights).sum().backward()
    assert torch.equal(found, truth) and torch.equal(mine.grad, theirs.grad)  # type: ignore[arg-type]


def test_segnet_has_the_published_layers() -> None:
    """13 convolutions with BatchNorm down, 13 up, the last one to the classes: 29.4 million parameters."""
    with torch.device("meta"):
        net = build_network("segnet", "vgg16_bn", 12)
    up = [(m.in_channels, m.out_channels) for m in net.decoder.modules() if isinstance(m, nn.Conv2d)]
    down = [(m.in_channels, m.out_channels) for m in net.trunk.modules() if isinstance(m, nn.Conv2d)]
    assert len(down) == 13 and [*up, (64, 3)] == [(b, a) for a, b in reversed(down)]
    assert net.head.weight.shape == (12, 64, 3, 3)
    assert sum(p.numel() for p in net.parameters()) == pytest.approx(29.4e6, abs=0.1e6)


def test_deconvnet_has_the_published_layers() -> None:
    """Table 1 of the paper, at 224 pixels: sides and channels from fc6 to the last deconvolution; 252 million."""
    with torch.device("meta"):
        net, seen = build_network("deconvnet", "vgg16_bn", 21).eval(), list[tuple[int, int]]()
        for name, module in net.named_modules():
            if isinstance(module, nn.ConvTranspose2d) or name in ("conv6.0", "conv7.0", "score"):
                module.register_forward_hook(lambda _m, _i, out: seen.append((out.shape[1], out.shape[-1])))
        net(torch.zeros(1, 3, 224, 224))
    table = [(4096, 1), (4096, 1), (512, 7), (512, 14), (512, 14), (512, 14), (512, 28), (512, 28), (256, 28)]
    table += [(256, 56), (256, 56), (128, 56), (128, 112), (64, 112), (64, 224), (64, 224), (21, 224)]
    assert seen == table
    assert sum(p.numel() for p in net.parameters()) == pytest.approx(252e6, rel=0.002)


@pytest.mark.usefixtures("narrow")
def test_deconvnet_learns_from_a_single_image_of_its_smallest_size() -> None:
    """Its middle has one value for each channel there, of which BatchNorm has no variance."""
    net = build_network("deconvnet", "vgg16_bn", 2)
    logits = net.train()(torch.rand(1, 3, net.smallest, net.smallest))
    logits.square().mean().backward()
    assert logits.shape == (1, 2, net.smallest, net.smallest)
    assert all(p.grad is not None and np.isfinite(p.grad.sum().item()) for p in net.parameters())
