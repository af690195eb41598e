"""Encoders: five features at strides 2 to 32 of any image, the whole network's names, statistics that can be frozen."""

from __future__ import annotations

import copy
import functools
import math
from collections.abc import Iterator

import pytest
import torch
import torchvision
from torch import nn

from segstudio.choices.encoders import ENCODERS
from segstudio.choices.row import code
from segstudio.errors import LearningError, WeightsError
from segstudio.models.efficientnet_lite import SamePadded
from segstudio.models.encoders import STRIDES, Encoder, encoder_shapes


@functools.cache
def built(name: str) -> Encoder:
    torch.manual_seed(0)
    return Encoder(name)


@pytest.fixture(scope="module", autouse=True)
def _let_go() -> Iterator[None]:
    """Half a gigabyte of encoders."""
    yield
    built.cache_clear()


@pytest.fixture(params=ENCODERS)
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return copy.deepcopy(built(request.param))


@pytest.mark.parametrize("size", [(1, 1), (1, 37), (33, 65)])
def test_features_lie_at_their_strides_for_any_size(encoder: Encoder, size: tuple[int, int]) -> None:
    features = encoder.eval()(torch.rand(2, 3, *size))
    expected = [
        (2, channels, math.ceil(size[0] / stride), math.ceil(size[1] / stride))
        for channels, stride in zip(encoder.channels, STRIDES, strict=True)
    ]
    assert [tuple(f.shape) for f in features] == expected


def test_a_single_tiny_image_can_be_trained_on(encoder: Encoder) -> None:
    features = encoder.train()(torch.rand(1, 3, 5, 1))
    assert [f.shape[0] for f in features] == [1] * 5
    assert all(bool(f.isfinite().all()) for f in features)


def test_tensors_keep_the_names_and_shapes_of_the_whole_network(encoder: Encoder) -> None:
    shapes = encoder_shapes(encoder.name)
    with torch.device("meta"):  # names and shapes without numbers
        whole = code(ENCODERS[encoder.name].build)().state_dict()
    assert len(shapes) >= 10 and set(encoder.trunk.state_dict()) - {
        name for name in whole if "num_batches" in name
    } == set(shapes)
    assert all(whole[name].shape == shape for name, shape in shapes.items())


def test_loaded_weights_are_used_and_missing_ones_stay(encoder: Encoder) -> None:
    whole = {name: value.clone() for name, value in encoder.trunk.state_dict().items()}
    names = list(encoder_shapes(encoder.name))
    kept = encoder.trunk.state_dict()[names[-1]].clone()
    encoder.load_weights({name: whole[name] + 1 for name in names[:-1]})
    state = encoder.trunk.state_dict()
    assert torch.equal(state[names[0]], whole[names[0]] + 1)
    assert torch.equal(state[names[-1]], kept)


@pytest.mark.parametrize("name", ["fc.weight", "conv1.weight"])
def test_tensors_that_do_not_fit_are_refused_and_nothing_is_copied(name: str) -> None:
    encoder = Encoder("resnet18")
    with pytest.raises(WeightsError, match=name):
        encoder.load_weights({"bn1.weight": torch.full((64,), 7.0), name: torch.zeros(1)})
    assert encoder.trunk.state_dict()["bn1.weight"].max() == 1


@pytest.mark.parametrize("encoder", ["efficientnet_lite0", "resnet18", "efficientnet_b0", "vgg16_bn"], indirect=True)
def test_frozen_statistics_stay_while_training_and_thaw_again(encoder: Encoder) -> None:
    norms = [m for m in encoder.modules() if isinstance(m, nn.BatchNorm2d)]
    encoder.freeze_statistics()
    encoder.train()
    before = [m.running_mean.clone() for m in norms if m.running_mean is not None]
    encoder(torch.rand(2, 3, 32, 32))
    after = [m.running_mean for m in norms if m.running_mean is not None]
    assert encoder.training and all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    encoder.freeze_statistics(False)
    encoder(torch.rand(2, 3, 32, 32))
    assert not torch.equal(before[0], after[0])


def test_input_is_normalised_as_imagenet_was() -> None:
    encoder = Encoder("resnet18").eval()
    mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
    assert encoder(mean.expand(1, 3, 64, 64))[0].abs().max() == 0  # conv1 has no bias and sees only zeros


@pytest.mark.parametrize("name", ["efficientnet_lite0", "resnet18"])
def test_a_copy_shares_no_tensor_and_neither_feels_what_is_done_to_the_other(name: str) -> None:
    encoder, image = Encoder(name).eval(), torch.rand(1, 3, 64, 64)
    before, twin = encoder(image), copy.deepcopy(encoder)
    with torch.no_grad():
        for tensor in (*twin.parameters(), *twin.buffers()):
            tensor.add_(1)
    twin.train().drop_stages(2)
    assert len(twin(image)) == 2
    assert all(torch.equal(a, b) for a, b in zip(encoder(image), before, strict=True))
    assert not any(module.training for module in encoder.modules())


@pytest.mark.parametrize("training", [True, False])
def test_a_copy_computes_the_same_in_the_same_mode(training: bool) -> None:
    encoder = Encoder("resnet18").train(training)
    twin = copy.deepcopy(encoder)
    image = torch.rand(2, 3, 64, 64)
    assert twin.trunk.training is training
    assert torch.equal(twin(image)[4], encoder(image)[4])
    assert twin.trunk.state_dict()["conv1.weight"].data_ptr() != encoder.trunk.state_dict()["conv1.weight"].data_ptr()


def test_unknown_encoder_is_named() -> None:
    with pytest.raises(LearningError, match="resnet1899"):
        Encoder("resnet1899")


@pytest.mark.parametrize("kernel", [3, 5])
@pytest.mark.parametrize("size", [(8, 8), (9, 8), (8, 11), (7, 7)])
def test_stride_two_gives_the_same_in_prediction_as_in_training(kernel: int, size: tuple[int, int]) -> None:
    """Of the image in training, of the kernel in prediction: what is padded differs, the numbers do not."""
    torch.manual_seed(0)
    conv, x = SamePadded(4, 4, kernel, 2, groups=4), torch.randn(2, 4, *size)
    trained = conv(x)
    assert trained.requires_grad and trained.shape[2:] == ((size[0] + 1) // 2, (size[1] + 1) // 2)
    with torch.no_grad():
        torch.testing.assert_close(conv(x), trained.detach(), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", ["efficientnet_lite0", "resnet18", "mobilenet_v2"])
def test_a_dilated_encoder_computes_the_same_at_the_coarse_grid_and_all_between(name: str) -> None:
    plain = copy.deepcopy(built(name)).eval()
    fine = Encoder(name, coarsest=8).eval()
    fine.load_state_dict(plain.state_dict())
    image = torch.rand(1, 3, 96, 128)
    with torch.inference_mode():
        truth, found = plain(image), fine(image)
    assert fine.strides == (2, 4, 8, 8, 8) and [one.shape[-1] for one in found] == [64, 32, 16, 16, 16]
    for a, b, stride in zip(truth, found, plain.strides, strict=True):
        step = max(1, stride // 8)
        assert torch.allclose(a, b[..., ::step, ::step], atol=1e-5 * float(a.abs().max()))


def test_poolings_beyond_are_left_out_and_even_kernels_cannot_be_dilated() -> None:
    assert [one.shape[-1] for one in Encoder("vgg16", coarsest=8)(torch.rand(1, 3, 32, 32))] == [16, 8, 4, 4, 4]
    with pytest.raises(ValueError, match="even side"):
        Encoder("convnext_tiny", coarsest=16)


def test_encoders_in_another_form_give_what_torchvision_s_give() -> None:
    """On images whose sides can be halved five times."""
    image = torch.rand(1, 3, 64, 96)
    for name, whole in (("vgg16", torchvision.models.vgg.make_layers(torchvision.models.vgg.cfgs["D"])),
                        ("convnext_tiny", torchvision.models.convnext_tiny(weights=None).features)):  # fmt: skip
        encoder = copy.deepcopy(built(name)).eval()
        whole.load_state_dict(
            {key.removeprefix("features."): value for key, value in encoder.trunk.state_dict().items()}
        )
        with torch.inference_mode():
            truth, found = whole.eval()((image - encoder.mean) / encoder.std), encoder(image)[-1]
        assert torch.allclose(truth, found, atol=1e-5 * float(truth.abs().max()))
