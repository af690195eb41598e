"""The decoder's GroupNorm: torch's values and gradients, by another way."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from segstudio.models.norm import GroupNorm, restore_group_norms
from segstudio.models.unet import UNet


def values_and_gradients(layer: nn.Module, x: Tensor, gradient: Tensor) -> list[Tensor]:
    """Output and the gradients of input, weight and bias."""
    seen = x.detach().clone(memory_format=torch.preserve_format).requires_grad_()
    y: Tensor = layer(seen)
    y.backward(gradient)  # type: ignore[no-untyped-call]
    assert seen.grad is not None
    return [y.detach(), seen.grad, *(p.grad for p in layer.parameters() if p.grad is not None)]


@pytest.mark.parametrize("order", [torch.channels_last, torch.contiguous_format])
@pytest.mark.parametrize("shape", [(4, 16, 32, 24), (2, 128, 5, 7), (1, 48, 1, 9), (3, 32, 17, 1)])
def test_values_and_gradients_are_torch_s_own(shape: tuple[int, ...], order: torch.memory_format) -> None:
    torch.manual_seed(0)
    x = (3 * torch.randn(shape) + 2).contiguous(memory_format=order)
    gradient = torch.randn(shape)
    own, exact = GroupNorm(8, shape[1]), nn.GroupNorm(8, shape[1]).double()
    for parameter in own.parameters():
        nn.init.normal_(parameter)
    exact.load_state_dict(own.state_dict())
    found = values_and_gradients(own, x, gradient)
    wanted = values_and_gradients(exact, x.double(), gradient.double())
    assert len(found) == 4
    for mine, theirs in zip(found, wanted, strict=True):
        assert (mine - theirs).abs().max() < 3e-6 * theirs.abs().max()


def test_it_takes_the_quick_way_in_training_only() -> None:
    layer = GroupNorm(8, 16)
    x = torch.randn(2, 16, 4, 6).contiguous(memory_format=torch.channels_last).requires_grad_()
    assert "Normed" in type(layer(x).grad_fn).__name__
    assert "Normed" not in type(layer.eval()(x).grad_fn).__name__
    assert layer.train()(x.detach()).grad_fn is not None
    assert torch.equal(layer(x).detach(), layer.eval()(x).detach())


def test_weights_of_a_decoder_with_group_norms_get_a_network_with_them_and_others_stay() -> None:
    image = torch.rand(1, 3, 64, 64)
    older, newer = (UNet("resnet18", 3).eval() for _ in range(2))
    for path, module in list(older.named_modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.BatchNorm2d) and not path.startswith("encoder"):
                setattr(module, name, GroupNorm(8, child.num_features))
    restore_group_norms(newer, older.state_dict())
    newer.load_state_dict(older.state_dict())
    with torch.inference_mode():
        assert torch.equal(newer(image), older(image))
    same = UNet("resnet18", 3)
    restore_group_norms(same, same.state_dict())
    assert not [one for one in same.modules() if isinstance(one, nn.GroupNorm)]
