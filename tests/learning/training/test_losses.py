"""Losses: void changes nothing, values are finite, and the numbers are those of the formulas."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from segstudio.choices.losses import LOSSES
from segstudio.learning.training.losses import VOID, outline_distances, segmentation_loss


def batch(seed: int, void: float = 0.5, classes: int = 4) -> tuple[Tensor, Tensor]:
    """Random logits and a target with a share of void."""
    g = torch.Generator().manual_seed(seed)
    logits = 3 * torch.randn(2, classes, 7, 5, generator=g)
    target = torch.randint(0, classes, (2, 7, 5), generator=g)
    target[torch.rand(2, 7, 5, generator=g) < void] = VOID
    return logits, target


def value_and_gradient(logits: Tensor, target: Tensor, loss: str) -> tuple[Tensor, Tensor]:
    leaf = logits.clone().requires_grad_()
    value = segmentation_loss(leaf, target, loss)
    value.backward()
    assert leaf.grad is not None
    return value.detach(), leaf.grad


@pytest.mark.parametrize("loss", LOSSES)
@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    void=st.floats(0.05, 1),
    other=st.sampled_from([0.0, -50.0, 1e30, float("inf"), float("nan")]),
)
def test_logits_at_void_pixels_change_no_value_and_no_gradient(loss: str, seed: int, void: float, other: float) -> None:
    logits, target = batch(seed, void)
    value, gradient = value_and_gradient(logits, target, loss)
    hidden = (target == VOID)[:, None].expand_as(logits)
    changed = torch.where(hidden, torch.full_like(logits, other), logits)
    changed_value, changed_gradient = value_and_gradient(changed, target, loss)
    assert torch.equal(value, changed_value)
    assert torch.equal(gradient, changed_gradient)
    assert not gradient[hidden].any()


@pytest.mark.parametrize("loss", LOSSES)
def test_a_batch_without_a_labelled_pixel_is_exactly_zero(loss: str) -> None:
    logits, target = batch(0, void=2)
    value, gradient = value_and_gradient(logits, target, loss)
    assert value == 0 and not gradient.any()


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("size", [1e4, 1e30, 3e38])
def test_enormous_logits_give_finite_losses(loss: str, size: float) -> None:
    logits, target = batch(1)
    value, gradient = value_and_gradient(logits.sign() * size, target, loss)
    assert bool(value.isfinite()) and bool(gradient.isfinite().all())


def test_cross_entropy_is_torch_s_own_over_labelled_pixels() -> None:
    logits, target = batch(2)
    weights = torch.tensor([1.0, 2.0, 0.5, 3.0])
    plain = F.cross_entropy(logits, target, ignore_index=VOID)
    weighted = F.cross_entropy(logits, target, weights, ignore_index=VOID)
    assert torch.allclose(segmentation_loss(logits, target, "cross_entropy"), plain)
    assert torch.allclose(segmentation_loss(logits, target, "cross_entropy", weights), weighted)


def test_dice_is_the_formula_over_present_classes() -> None:
    logits, target = batch(3)
    target[target == 2] = VOID
    p = logits.softmax(1).permute(0, 2, 3, 1)[target != VOID]
    truth = target[target != VOID]
    dice = [2 * p[truth == k, k].sum() / (p[:, k].sum() + (truth == k).sum()) for k in (0, 1, 3)]
    assert torch.allclose(segmentation_loss(logits, target, "dice"), 1 - torch.stack(dice).mean(), atol=1e-5)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_perfect_prediction_costs_nothing_and_a_wrong_one_more(loss: str) -> None:
    _, target = batch(4)
    truth = F.one_hot(target.clamp_max(3), 4).permute(0, 3, 1, 2).float()
    perfect, wrong = segmentation_loss(40 * truth, target, loss), segmentation_loss(-40 * truth, target, loss)
    assert perfect < 1e-5 and wrong > 0.5


def labelled(seed: int) -> tuple[Tensor, Tensor, list[tuple[list[float], int]]]:
    """Logits, a mask with void, and probabilities and class of each labelled pixel as plain numbers."""
    torch.manual_seed(seed)
    logits, target = torch.randn(2, 3, 4, 5), torch.randint(0, 3, (2, 4, 5))
    target[0, 0] = VOID
    p = logits.softmax(1).permute(0, 2, 3, 1)[target != VOID]
    return logits, target, list(zip(p.tolist(), target[target != VOID].tolist(), strict=True))


@pytest.mark.parametrize("seed", [0, 1])
def test_tversky_counts_missed_pixels_more(seed: int) -> None:
    logits, target, pixels = labelled(seed)
    truth = []
    for k in range(3):
        tp = sum(p[k] for p, one in pixels if one == k)
        fp = sum(p[k] for p, one in pixels if one != k)
        fn = sum(1 - p[k] for p, one in pixels if one == k)
        truth.append(tp / (tp + 0.3 * fp + 0.7 * fn))
    assert float(segmentation_loss(logits, target, "tversky")) == pytest.approx(1 - sum(truth) / 3, abs=1e-5)


@pytest.mark.parametrize("seed", [0, 1])
def test_lovasz_is_the_extension_of_the_iou(seed: int) -> None:
    """By the definition: errors in falling order, each times what the set of those so far adds to 1 - IoU."""
    logits, target, pixels = labelled(seed)
    losses = []
    for k in range(3):
        errors = sorted(((1 - p[k] if one == k else p[k], one == k) for p, one in pixels), reverse=True)
        size, missed, false, before, total = sum(one == k for _, one in pixels), 0, 0, 0.0, 0.0
        for error, of_class in errors:
            missed, false = missed + of_class, false + (not of_class)
            lost = 1 - (size - missed) / (size + false)
            total, before = total + error * (lost - before), lost
        losses.append(total)
    assert float(segmentation_loss(logits, target, "lovasz")) == pytest.approx(sum(losses) / 3, abs=1e-5)


def test_lovasz_of_certain_answers_is_one_minus_the_iou() -> None:
    target, found = torch.tensor([[[0, 0, 0, 1]]]), torch.tensor([[[0, 0, 1, 1]]])
    logits = 50 * F.one_hot(found, 2).permute(0, 3, 1, 2).float()
    assert float(segmentation_loss(logits, target, "lovasz")) == pytest.approx(1 - (2 / 3 + 1 / 2) / 2, abs=1e-5)


def test_distances_are_those_to_the_nearest_pixel_beyond_the_outline() -> None:
    """By comparing all pixels with all; void is on neither side, and a class that is alone has no outline."""
    rng = np.random.default_rng(0)
    mask = rng.choice(np.array([0, 1, VOID], np.uint8), (9, 12))
    found = outline_distances(mask, 3)
    for (y, x), k in itertools.product(np.ndindex(mask.shape), range(2)):
        beyond = (mask != k) & (mask != VOID) if mask[y, x] == k else mask == k
        rows, columns = np.nonzero(beyond)
        truth = np.sqrt((rows - y) ** 2 + (columns - x) ** 2).min() / 12
        assert found[k, y, x] == pytest.approx(truth, abs=1e-3)
    assert (found[2] == 1).all() and (outline_distances(np.zeros((4, 4), np.uint8), 1) == 1).all()


def test_the_distance_term_weighs_squared_errors_by_squared_distances() -> None:
    logits, target, _ = labelled(0)
    p, total = logits.softmax(1), []
    far = [outline_distances(mask, 3) for mask in target.numpy().astype(np.uint8)]
    for k in range(3):
        errors = [
            (float(p[n, k, y, x]) - float(target[n, y, x] == k)) ** 2 * far[n][k, y, x] ** 2
            for n, y, x in np.ndindex(*target.shape) if target[n, y, x] != VOID
        ]  # fmt: skip
        total.append(np.mean(errors))
    rest = float(segmentation_loss(logits, target, "cross_entropy_dice"))
    assert float(segmentation_loss(logits, target, "hausdorff")) == pytest.approx(rest + np.mean(total), abs=1e-4)


def test_the_sum_is_cross_entropy_plus_dice() -> None:
    logits, target = batch(5)
    parts = segmentation_loss(logits, target, "cross_entropy") + segmentation_loss(logits, target, "dice")
    assert torch.allclose(segmentation_loss(logits, target), parts)


def test_half_precision_is_summed_in_float32() -> None:
    logits, target = batch(6)
    loss = segmentation_loss(logits.bfloat16(), target)
    assert loss.dtype == torch.float32
    assert torch.allclose(loss, segmentation_loss(logits.bfloat16().float(), target))


def test_one_class_alone_is_no_error() -> None:
    logits = torch.randn(1, 1, 3, 3)
    assert segmentation_loss(logits, torch.zeros(1, 3, 3, dtype=torch.int64)) == pytest.approx(0, abs=1e-6)
