"""The networks from before fully convolutional ones, as in their papers."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from segstudio.models.early.patches import CELL, MARGIN, PATCH, PatchClassifier
from segstudio.models.early.recurrent import TIMES, Recurrent
from tests.narrow import narrow

__all__ = ["narrow"]  # a fixture


@pytest.mark.usefixtures("narrow")
def test_a_dense_evaluation_says_of_each_patch_what_the_patch_alone_says() -> None:
    """Farabet et al. 2013: at every scale, in the middle and at the borders, where the image is repeated."""
    torch.manual_seed(0)
    net = PatchClassifier("", 3).eval()
    with torch.inference_mode():
        for level in net.pyramid(torch.rand(1, 3, 32, 48)):
            around = nn.functional.pad(level, (MARGIN,) * 4, mode="replicate")
            dense = net.patch(around)
            assert dense.shape[-2:] == (level.shape[-2] // CELL, level.shape[-1] // CELL)
            for row, column in ((0, 0), (0, dense.shape[-1] - 1), (dense.shape[-2] - 1, 1)):
                patch = around[..., CELL * row : CELL * row + PATCH, CELL * column : CELL * column + PATCH]
                alone = net.patch(patch)
                assert alone.shape[-2:] == (1, 1)
                assert torch.allclose(alone[..., 0, 0], dense[..., row, column], atol=1e-5)


def test_the_patch_classifier_has_the_sizes_of_its_paper() -> None:
    """16, 64 and 256 maps, three scales of 256 features each, the same weights for all."""
    with torch.device("meta"):
        net = PatchClassifier("", 8)
    convolutions = [module for module in net.modules() if isinstance(module, nn.Conv2d)]
    assert [one.out_channels for one in convolutions] == [16, 64, 256, 1024, 8]
    assert [one.in_channels for one in convolutions] == [3, 16, 64, 3 * 256, 1024]
    assert 2 * MARGIN + CELL == PATCH


def test_the_recurrent_network_uses_one_set_of_weights_and_sees_further_each_time() -> None:
    """Pinheiro and Collobert 2014: the second time it gets its first answer."""
    torch.manual_seed(0)
    net = Recurrent("", 2).eval()
    answers: list[torch.Tensor] = []
    net.score.register_forward_hook(lambda _m, _i, out: answers.append(out))
    image = torch.rand(1, 3, 160, 160)
    net(image)
    image[..., 80, 80] = 5.0  # one pixel
    before, answers[:] = list(answers), []
    net(image)
    reached = [int((a - b).abs().sum((0, 1)).gt(1e-7).any(1).sum()) for a, b in zip(before, answers, strict=True)]
    assert len(reached) == TIMES and reached == sorted(set(reached)), "more cells each time"
    assert sum(p.numel() for p in net.parameters()) == 3 * 25 * 49 + 25 + 2 * 25 * 49 + 25 * 50 * 49 + 50 + 50 * 2 + 2
