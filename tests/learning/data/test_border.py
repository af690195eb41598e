"""Border weights are the paper's formula, only at labelled pixels, and travel with the patch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from segstudio.labels.classes import VOID
from segstudio.learning.data.augment import AugmentSettings
from segstudio.learning.data.border import REACH, SIGMA, STEPS, W0, border_map
from segstudio.learning.data.patch_source import PatchSource
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.training.losses import segmentation_loss
from segstudio.project.project import Project


def two_cells(gap: int, side: int = 64) -> np.ndarray:
    mask = np.zeros((side, side), np.uint8)
    mask[20:40, 10:20] = 1
    mask[20:40, 20 + gap : 30 + gap] = 1
    return mask


def test_weights_between_two_cells_are_equation_2() -> None:
    weights = border_map(two_cells(gap=6)) / STEPS
    for column in range(20, 26):
        d1, d2 = column - 19, 26 - column
        assert weights[30, column] == pytest.approx(W0 * np.exp(-((d1 + d2) ** 2) / (2 * SIGMA**2)), abs=0.05)


def test_the_narrower_the_gap_the_more_it_weighs_and_far_away_nothing_does() -> None:
    narrow, wide = border_map(two_cells(2)), border_map(two_cells(8))
    assert narrow[30, 20] > wide[30, 20] > 0
    assert border_map(two_cells(REACH + 2))[30, 30] == 0
    assert border_map(two_cells(2))[0, 60] == 0
    one = np.zeros((40, 40), np.uint8)
    one[10:20, 10:20] = 1
    assert not border_map(one).any(), "one cell alone touches nothing"


def test_void_weighs_nothing() -> None:
    mask = two_cells(4)
    mask[:, 20:24] = VOID
    assert not border_map(mask)[:, 20:24].any()
    assert not border_map(np.full((8, 8), VOID, np.uint8)).any()


def test_the_weights_go_through_the_same_warp_as_the_mask(
    make_project: Callable[..., Path], relabel: Callable[[Path, str, np.ndarray], None]
) -> None:
    folder = make_project(images=1, held_out=0)
    mask = two_cells(2)
    mask[0] = VOID
    relabel(folder, "im0", mask)
    project = Project.open(folder, write=False)
    plain = PatchSource(Pixels(project), project.images, (0, 1), seed=0).draw(64)
    source = PatchSource(Pixels(project), project.images, (0, 1), seed=0, border=True)
    patch = source.draw(64)
    assert plain.border is None and patch.border is not None and patch.border.dtype == np.float32
    assert np.array_equal(plain.target, patch.target)
    assert np.allclose(patch.border, border_map(mask) / STEPS)
    changed = source.draw(48, AugmentSettings())
    assert changed.border is not None and not changed.border[changed.target == VOID].any()
    assert (changed.border[changed.target == 0] > 5).any(), "the gap between the cells"


def test_a_border_pixel_pulls_harder_and_void_not_at_all() -> None:
    torch.manual_seed(0)
    logits, target = torch.randn(1, 3, 4, 4), torch.randint(0, 3, (1, 4, 4))
    target[0, 0] = VOID
    border = torch.rand(1, 4, 4)
    leaf = logits.clone().requires_grad_()
    loss = segmentation_loss(leaf, target, "cross_entropy", torch.tensor([1.0, 2.0, 0.5]), border)
    loss.backward()
    p, inside = torch.log_softmax(logits, 1), target != VOID
    weight = (torch.tensor([1.0, 2.0, 0.5])[target.clamp_max(2)] + border) * inside
    each = -p.gather(1, target.clamp_max(2)[:, None])[:, 0]
    assert loss.item() == pytest.approx(float((weight * each).sum() / weight.sum()), rel=1e-5)
    assert leaf.grad is not None and not leaf.grad[0, :, 0].any()
    border[0, 0] = 1e6
    assert torch.equal(loss, segmentation_loss(logits, target, "cross_entropy", torch.tensor([1.0, 2.0, 0.5]), border))
