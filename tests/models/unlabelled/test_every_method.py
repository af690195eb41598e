"""What every row of METHODS keeps: figures, codes, pictures, one seed one result, and that a stopped one goes on."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import Tensor

from segstudio.choices.row import code
from segstudio.choices.unlabelled import METHODS
from segstudio.models.encoders import Encoder
from segstudio.models.unlabelled.contract import UnlabelledModel
from tests.narrow import few

__all__ = ["few"]  # a fixture
pytestmark = pytest.mark.usefixtures("few")
CLASSES = 3
every_method = pytest.mark.parametrize("name", METHODS)


def made(name: str, channels: int = 3, trained: bool = False) -> UnlabelledModel:
    """A model of a row, always with the same weights."""
    torch.manual_seed(0)
    classes = (CLASSES,) if METHODS[name].conditional else ()
    model: UnlabelledModel = code(METHODS[name].build)("mobilenet_v3_large", channels, *classes)
    if model.trunk is not None and trained:
        model.trunk.freeze_statistics()
    return model


def patches(model: UnlabelledModel, channels: int = 3, count: int = 2, seed: int = 0) -> Tensor:
    """Smooth ones."""
    random = torch.Generator().manual_seed(seed)
    coarse = torch.rand(count, channels, 4, 4, generator=random)
    return torch.nn.functional.interpolate(coarse, size=(model.side, model.side), mode="bilinear")


def to_learn(model: UnlabelledModel) -> Tensor:
    """Patches, of a conditional model with the numbers of their classes by the first channel."""
    image = patches(model)
    return torch.cat((image, (image[:, :1] * CLASSES).round()), 1) if model.conditional else image


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@every_method
def test_a_step_changes_weights_and_reports_the_figures_of_the_row(name: str) -> None:
    model = made(name)
    before = {key: value.clone() for key, value in model.named_parameters()}
    figures = model.learn(to_learn(model), 0.0, seeded())
    assert list(figures) == [key for key, _ in METHODS[name].figures]
    assert all(isinstance(value, float) and abs(value) < 1e6 for value in figures.values())
    assert any(not torch.equal(value, before[key]) for key, value in model.named_parameters())


@every_method
@pytest.mark.parametrize("channels", [1, 5])
@torch.no_grad()
def test_codes_and_pictures_of_any_channels(name: str, channels: int) -> None:
    model = made(name, channels).eval()
    image = patches(model, channels)
    codes = model.code(image)
    assert codes.shape == (2, model.size) and codes.dtype == torch.float32 and bool(codes.isfinite().all())
    pictures = [model.restore(image)] if model.restores else []
    pictures += [model.sample(2, seeded())] if model.generative else []
    if model.conditional:
        numbers = torch.randint(0, CLASSES + 1, (2, model.side, model.side), generator=seeded())
        pictures.append(model.generate(numbers, seeded()))
        assert torch.equal(pictures[-1], model.generate(numbers, seeded()))
        assert not torch.equal(pictures[-1], model.generate(numbers, seeded(1)))
    for picture in pictures:
        assert picture.shape == image.shape and picture.min() >= 0 and picture.max() <= 1
    if not model.generative:
        with pytest.raises(LookupError, match="does not draw"):
            model.sample(1, seeded())
    if not model.conditional:
        with pytest.raises(LookupError, match="no image for a mask"):
            model.generate(torch.zeros(1, 9, 9), seeded())
    if not model.restores:
        with pytest.raises(LookupError, match="restores nothing"):
            model.restore(image)


@every_method
@torch.no_grad()
def test_an_answer_does_not_depend_on_the_other_patches_of_its_batch(name: str) -> None:
    model = made(name).eval()
    image = patches(model)
    assert torch.allclose(model.code(image)[:1], model.code(image[:1]), atol=1e-5)
    if model.restores:
        assert torch.allclose(model.restore(image)[:1], model.restore(image[:1]), atol=1e-5)


@every_method
@torch.no_grad()
def test_what_is_decoded_of_a_code_is_the_restored_patch(name: str) -> None:
    model = made(name).eval()
    image = patches(model)
    try:
        drawn = model.decode(model.code(image))
    except LookupError:
        return
    assert drawn.shape == image.shape and drawn.min() >= 0 and drawn.max() <= 1
    assert name == "masked" or torch.allclose(drawn, model.restore(image), atol=1e-6)


@every_method
def test_a_stopped_learning_goes_on_as_if_it_had_not_stopped(name: str) -> None:
    first, random = made(name, trained=True), seeded(1)
    first.learn(to_learn(first), 0.5, random)
    weights, optimizers = copy.deepcopy((first.state_dict(), first.optimizer_state()))
    assert all(value.is_contiguous() for value in optimizers.values())
    again = made(name, trained=True)
    again.load_state_dict(weights)
    again.load_optimizer_state(optimizers)
    other = torch.Generator()
    other.set_state(random.get_state())
    assert first.learn(to_learn(first), 0.7, random) == again.learn(to_learn(again), 0.7, other)
    assert all(torch.equal(value, again.state_dict()[key]) for key, value in first.state_dict().items())


@pytest.mark.parametrize("name", ["linear", "boltzmann", "adversarial", "conditional"])
def test_a_state_of_another_model_is_refused_and_nothing_is_loaded(name: str) -> None:
    model = made(name)
    model.learn(to_learn(model), 0.0, seeded())
    state = model.optimizer_state()
    key = next(key for key in state if not key.endswith("step"))
    for wrong, kind in (({key: torch.zeros(1, 7)}, ValueError), ({"nobody.0.step": torch.zeros(())}, KeyError)):
        with pytest.raises(kind):
            made(name).load_optimizer_state({**state, **wrong})
    with pytest.raises(KeyError):
        made(name).load_optimizer_state({key: state[key], key.rsplit(".", 1)[0] + ".other": state[key]})


@every_method
def test_a_row_takes_encoders_exactly_where_a_network_can_start_from_it(name: str) -> None:
    model = made(name)
    assert isinstance(model.trunk, Encoder) == bool(METHODS[name].encoders)


@pytest.mark.parametrize("name", ["convolutional", "variational"])
def test_a_trained_encoder_learns_at_a_lower_rate_and_keeps_its_statistics(name: str) -> None:
    def moved(trained: bool) -> float:
        model = made(name, trained=trained)
        assert model.trunk is not None
        weight = next(iter(model.trunk.parameters()))
        before, mean = weight.clone(), model.trunk.state_dict()["trunk.0.1.running_mean"].clone()
        model.learn(to_learn(model), 0.0, seeded())
        assert torch.equal(mean, model.trunk.state_dict()["trunk.0.1.running_mean"]) == trained
        return float((weight - before).detach().abs().mean())

    assert moved(True) < 0.2 * moved(False)
