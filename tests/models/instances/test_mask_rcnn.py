"""Mask R-CNN: what it learns from labels with void, and what its objects make of a pixel."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from segstudio.choices.networks import suited_encoder
from segstudio.labels.classes import VOID
from segstudio.models.build import build_network
from segstudio.models.instances.heads import Found
from segstudio.models.instances.mask_rcnn import MaskRCNN
from segstudio.models.instances.paste import painted
from segstudio.models.instances.regions import IGNORED, NO_OBJECT, Regions, matched, spread_of
from tests.narrow import narrow

__all__ = ["narrow"]  # a fixture


@pytest.fixture
def net(narrow: None) -> MaskRCNN:
    torch.manual_seed(0)
    made = build_network("mask_rcnn", suited_encoder("mask_rcnn", "cpu"), 3)
    assert isinstance(made, MaskRCNN)
    return made


def labelled() -> torch.Tensor:
    """Class 0 with two objects of class 1 that void parts, one of class 2, and void to the right."""
    target = torch.zeros(64, 64, dtype=torch.int64)
    target[8:24, 8:40] = 1
    target[8:24, 23:25] = VOID
    target[40:56, 8:24] = 2
    target[:, 48:] = VOID
    return target


def test_every_region_of_a_class_is_an_object_but_of_the_class_between() -> None:
    found = Regions.of(labelled(), between=0)
    assert found.classes.tolist() == [1, 1, 2]
    assert found.boxes.tolist() == [[8, 8, 23, 24], [25, 8, 40, 24], [8, 40, 24, 56]]
    assert Regions.of(labelled(), between=1).classes.tolist() == [0, 2]


def test_the_class_between_objects_is_the_one_that_spreads_widest() -> None:
    assert int(spread_of(labelled(), 4).argmax()) == 0 and float(spread_of(labelled(), 4)[3]) == 0
    cells = torch.ones(64, 64, dtype=torch.int64)  # few pixels of class 0, a net around many of class 1
    cells[::8], cells[:, ::8] = 0, 0
    assert int(spread_of(cells, 2).argmax()) == 0


def test_a_box_that_is_mostly_void_is_neither_an_object_nor_none(net: MaskRCNN) -> None:
    found = Regions.of(labelled(), between=0)
    boxes = torch.tensor([[8.0, 8, 23, 24], [0, 24, 40, 40], [44, 0, 60, 40], [100, 100, 120, 120]])
    which = matched(net.heads.proposal_matcher, found, boxes)
    assert which.tolist() == [0, NO_OBJECT, IGNORED, IGNORED]
    nothing = Regions.of(torch.full((64, 64), VOID), between=0)
    assert matched(net.heads.proposal_matcher, nothing, boxes).tolist() == [IGNORED] * 4


def test_a_mask_is_learnt_for_its_own_class_and_not_at_void(net: MaskRCNN) -> None:
    found = Regions.of(labelled(), between=0)
    boxes, which = torch.tensor([[8.0, 8, 40, 24]]), torch.tensor([0])
    truth = found.masks(boxes, which, 28)
    drawn = torch.zeros(1, 3, 28, 28, requires_grad=True)
    net.heads.mask_loss(drawn, truth, found.classes[which]).backward()  # type: ignore[no-untyped-call]
    assert drawn.grad is not None and not drawn.grad[0, [0, 2]].any(), "classes do not compete"
    own = drawn.grad[0, 1]
    assert torch.equal(own == 0, truth[0] == IGNORED) and (own[:, 0] < 0).all() and (own[:, -1] > 0).all()


def test_labels_that_are_all_void_teach_nothing(net: MaskRCNN) -> None:
    loss = net.train().own_loss(torch.rand(2, 3, 64, 64), torch.full((2, 64, 64), VOID))
    loss.backward()  # type: ignore[no-untyped-call]
    assert float(loss.detach()) == 0 and not net.spread.any()
    assert not any(bool(one.grad.any()) for one in net.parameters() if one.grad is not None)


def test_the_loss_of_labels_is_finite_whatever_classes_there_are(net: MaskRCNN) -> None:
    one = torch.full((64, 64), 2)
    loss = net.train().own_loss(torch.rand(2, 3, 64, 64), torch.stack((labelled(), one)))
    loss.backward()  # type: ignore[no-untyped-call]
    assert float(loss.detach()) > 0 and net.heads.score.weight.grad is not None
    assert all(bool(each.grad.isfinite().all()) for each in net.parameters() if each.grad is not None)


def test_a_pixel_is_as_likely_as_its_surest_object_says() -> None:
    masks = torch.stack((torch.full((28, 28), 0.8), torch.full((28, 28), 0.5)))
    boxes = torch.tensor([[2.0, 2, 10, 10], [6, 2, 14, 10]])
    found = Found(boxes, torch.tensor([1, 1]), torch.tensor([0.5, 0.9]), masks)
    canvas = painted(found, 3, (12, 16)).numpy()
    assert not canvas[[0, 2]].any() and not canvas[1, :2].any() and not canvas[1, :, 14:].any()
    assert np.allclose(canvas[1, 2:10, 2:6], 0.4) and np.allclose(canvas[1, 2:10, 6:14], 0.45)


def test_what_no_object_claims_is_of_the_class_between(net: MaskRCNN) -> None:
    net.spread.copy_(torch.tensor([0.2, 0.3, 0.9]))
    with torch.inference_mode():
        found = net.eval()(torch.rand(1, 3, 40, 70)).softmax(1)
    assert found.shape == (1, 3, 40, 70) and (found.argmax(1) == 2).all()
