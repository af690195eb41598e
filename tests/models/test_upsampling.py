"""Upsampling: every row enlarges to exactly the size asked for, with gradients, odd sizes too."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.choices.row import code
from segstudio.choices.upsamplings import UPSAMPLINGS
from segstudio.models.upsampling import Nails, Resized, Subpixel, Transposed


@pytest.mark.parametrize("name", UPSAMPLINGS)
@settings(max_examples=15, deadline=None)
@given(size=st.tuples(st.integers(1, 19), st.integers(1, 19)))
def test_output_has_the_size_of_the_skip(name: str, size: tuple[int, int]) -> None:
    x = torch.rand(2, 6, (size[0] + 1) // 2, (size[1] + 1) // 2, requires_grad=True)
    y = code(UPSAMPLINGS[name].build)(6, 4)(x, size)
    assert y.shape == (2, 4, *size)
    y.square().sum().backward()
    assert x.grad is not None and bool(x.grad.isfinite().all())


@pytest.mark.parametrize("name", UPSAMPLINGS)
def test_sizes_beyond_twice_are_reached_too(name: str) -> None:
    assert code(UPSAMPLINGS[name].build)(3, 2)(torch.rand(1, 3, 2, 2), (7, 4)).shape == (1, 2, 7, 4)


@pytest.mark.parametrize("name", UPSAMPLINGS)
def test_channels_last_stays(name: str) -> None:
    x = torch.rand(1, 8, 6, 6).to(memory_format=torch.channels_last)
    up = code(UPSAMPLINGS[name].build)(8, 8).to(memory_format=torch.channels_last)
    with torch.no_grad():
        assert up(x, (12, 12)).is_contiguous(memory_format=torch.channels_last)


def test_subpixel_starts_without_checkerboard() -> None:
    y = Subpixel(3, 2)(torch.rand(1, 3, 4, 4), (8, 8))
    assert torch.equal(y[..., ::2, ::2], y[..., 1::2, 1::2])


@pytest.mark.parametrize(("side", "reached"), [(2, {1}), (3, {1, 2, 4}), (4, {4})])
def test_kernels_of_three_pixels_overlap_unevenly_the_others_do_not(side: int, reached: set[int]) -> None:
    up = Transposed(1, 1, side)
    torch.nn.init.ones_(up.grow.weight)
    y = up(torch.ones(1, 1, 6, 6), (12, 12))[0, 0, 2:-2, 2:-2]
    assert set(y.flatten().tolist()) == reached


def test_a_bed_of_nails_keeps_values_and_puts_zeros_between() -> None:
    up, x = Nails(2, 3), torch.rand(1, 2, 4, 5)
    y, values = up(x, (8, 10)).detach(), up.project(x).detach()
    assert torch.equal(y[..., ::2, ::2], values)
    assert not y[..., 1::2, :].any() and not y[..., 1::2].any()


def test_a_resized_map_is_convolved_at_full_size() -> None:
    up, x = Resized(2, 3), torch.rand(1, 2, 4, 5)
    repeated = x.repeat_interleave(2, 2).repeat_interleave(2, 3)
    assert torch.equal(up(x, (8, 10)), up.conv(repeated))
