"""The U-Net: logits of every image size, stages that can be looked at, lines of one pixel that survive."""

from __future__ import annotations

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from segstudio.choices.encoders import ENCODERS
from segstudio.choices.upsamplings import UPSAMPLINGS
from segstudio.errors import LearningError
from segstudio.models.build import build_network
from segstudio.models.unet import UNet


@pytest.fixture(scope="module")
def net() -> UNet:
    torch.manual_seed(0)
    return UNet("mobilenet_v3_large", 3).eval()


@settings(max_examples=15, deadline=None)
@given(h=st.integers(1, 70), w=st.integers(1, 70))
def test_logits_have_the_size_of_the_image(net: UNet, h: int, w: int) -> None:
    with torch.no_grad():
        logits = net(torch.rand(1, 3, h, w))
    assert logits.shape == (1, 3, h, w) and bool(logits.isfinite().all())


@pytest.mark.parametrize(
    ("encoder", "upsampling"),
    [(encoder, "bilinear") for encoder in ENCODERS] + [("mobilenet_v3_large", one) for one in UPSAMPLINGS],
)
def test_every_encoder_and_upsampling_trains(encoder: str, upsampling: str) -> None:
    torch.manual_seed(0)
    net = UNet(encoder, 2, upsampling).to(memory_format=torch.channels_last)
    logits = net(torch.rand(2, 3, 40, 33).to(memory_format=torch.channels_last))
    logits.square().mean().backward()
    grads = [p.grad for p in net.parameters()]
    assert logits.shape == (2, 2, 40, 33)
    assert all(g is not None and bool(g.isfinite().all()) for g in grads)


def test_stages_run_from_input_to_output(net: UNet) -> None:
    encoder = tuple(f"encoder 1/{s}" for s in (2, 4, 8, 16, 32))
    decoder = tuple(f"decoder 1/{s}" for s in (16, 8, 4, 2, 1))
    assert tuple(net.stages) == (*encoder, *decoder, "logits")


def test_a_hook_on_each_stage_sees_it_at_its_stride(net: UNet) -> None:
    seen: dict[str, tuple[int, ...]] = {}
    hooks = [
        net.stages[name].register_forward_hook(lambda _m, _i, out, name=name: seen.update({name: out.shape}))
        for name in net.stages
    ]
    with torch.no_grad():
        net(torch.rand(1, 3, 64, 96))
    for hook in hooks:
        hook.remove()
    for name in net.stages:
        stride = int(name.partition("1/")[2] or 1)
        assert tuple(seen[name][-2:]) == (64 // stride, 96 // stride)


def test_stages_of_a_copy_are_the_copy_s_own(net: UNet) -> None:
    twin = copy.deepcopy(net)
    assert twin.stages["logits"] is twin.sum
    assert twin.stages["encoder 1/2"] is twin.encoder.taps[0]


def test_stages_are_no_second_copy_of_the_weights(net: UNet) -> None:
    assert not [name for name in net.state_dict() if name.startswith("_stages")]


def lines(count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Noisy images with one row and one column, each one pixel wide, at random places."""
    image, truth = 0.05 * torch.randn(count, 3, 32, 32, generator=generator) + 0.5, torch.zeros(count, 32, 32)
    for i in range(count):
        row, column = torch.randint(0, 32, (2,), generator=generator).tolist()
        truth[i, row], truth[i, :, column] = 1, 1
    return image + 0.3 * truth[:, None], truth.long()


def test_lines_of_one_pixel_are_found_in_new_images_after_a_few_steps() -> None:
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(0)
    net = UNet("mobilenet_v3_large", 2)
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3)
    for _ in range(40):
        image, truth = lines(4, generator)
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(net(image), truth).backward()
        optimiser.step()
    image, truth = lines(8, generator)
    found, there = net(image).argmax(1) == 1, truth == 1
    # Without the stem at full resolution the same training finds nothing yet (0.00).
    assert (found & there).sum() / (found | there).sum() > 0.9


def test_the_same_seed_gives_the_same_network() -> None:
    torch.manual_seed(3)
    first = UNet("resnet18", 2).state_dict()
    torch.manual_seed(3)
    second = UNet("resnet18", 2).state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_the_scores_begin_by_changing_nothing_and_a_network_of_before_has_none(net: UNet) -> None:
    older, image = copy.deepcopy(net), torch.rand(1, 3, 40, 72)
    older.as_stored([name for name in net.state_dict() if not name.startswith("scores.")])
    assert older.scores is None and older.state_dict().keys() < net.state_dict().keys()
    assert set(older.per_class) == {"logits.weight", "logits.bias"} and len(net.per_class) == 4
    with torch.no_grad():
        torch.testing.assert_close(net(image), older(image), rtol=0, atol=0)
    same = copy.deepcopy(net)
    same.as_stored(net.state_dict())
    assert same.scores is not None


def test_every_scored_feature_reaches_the_logits_and_the_looked_at_stage(net: UNet) -> None:
    image, seen = torch.rand(1, 3, 64, 64), []
    for score in net.scores or ():
        changed = copy.deepcopy(net)
        hook = changed.stages["logits"].register_forward_hook(lambda _m, _i, out: seen.append(out))
        with torch.no_grad():
            changed.get_parameter(f"scores.{list(net.scores or ()).index(score)}.weight").fill_(0.1)
            found = changed(image)
            assert not torch.allclose(found, net(image)) and found is seen[-1]
        hook.remove()
    assert len(seen) == 2


@pytest.mark.parametrize("arguments", [("vgg", 2), ("resnet18", 0), ("resnet18", 2, "cubic")])
def test_impossible_networks_are_refused(arguments: tuple[object, ...]) -> None:
    with pytest.raises(LearningError):
        build_network("unet", *arguments)  # type: ignore[arg-type]
