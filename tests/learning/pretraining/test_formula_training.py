"""Formula images: the same for the same seed, exact masks, every kind drawn, and weights learnt from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.choices.objectives import FORMULA
from segstudio.choices.starts import StartKind
from segstudio.errors import LearningError, WeightsError, WriteError
from segstudio.learning.data.formula import KINDS, formula_image
from segstudio.learning.messages import Progress
from segstudio.learning.network.download import at_hand
from segstudio.learning.network.start_file import state_hash
from segstudio.learning.network.weights import (
    RESOURCES,
    choose_encoder,
    formula_path,
    load_start,
    put_start,
    read_state,
    tensors_beside,
)
from segstudio.learning.pretraining.formula_training import FormulaSettings
from segstudio.learning.pretraining.pretrain import pretrain
from segstudio.models.unet import UNet

LITE = "efficientnet_lite0"
DECODER = RESOURCES / f"decoder_{LITE}.safetensors"
TINY = FormulaSettings("mobilenet_v3_large", steps=2, size=32, batch=2, device="cpu", threads=1, workers=0)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), size=st.sampled_from([16, 33, 64, 128]))
def test_an_image_depends_on_its_seed_only_and_its_mask_holds_kinds(seed: int, size: int) -> None:
    image, mask = formula_image(np.random.default_rng(seed), size)
    again, same = formula_image(np.random.default_rng(seed), size)
    assert image.shape == (size, size, 3) and mask.shape == (size, size)
    assert image.dtype == mask.dtype == np.uint8
    assert np.array_equal(image, again) and np.array_equal(mask, same)
    assert mask.max() < len(KINDS)


def test_every_kind_comes_up_and_no_pixel_is_void() -> None:
    masks = np.stack([formula_image(np.random.default_rng([1, i]), 64)[1] for i in range(300)])
    assert set(np.unique(masks)) == set(range(len(KINDS)))


@pytest.mark.parametrize("draw", KINDS[1:], ids=lambda draw: draw.__name__)
def test_a_kind_draws_something_and_leaves_something_free(draw) -> None:
    shares = [np.mean(draw(np.random.default_rng(i), 96) > 0) for i in range(40)]
    assert np.mean(shares) > 0.002 and min(shares) < 0.9


def test_the_tone_does_not_tell_the_kind() -> None:
    """The best threshold on the mean grey of a structure against its image separates no kind from the others well."""
    darker = {kind: [] for kind in range(1, len(KINDS))}
    for i in range(300):
        image, mask = formula_image(np.random.default_rng([2, i]), 64)
        grey = image.mean(axis=2)
        for kind in np.unique(mask[mask > 0]):
            darker[int(kind)].append(grey[mask == kind].mean() < grey[mask == 0].mean() if (mask == 0).any() else True)
    assert all(0.2 < np.mean(found) < 0.8 for found in darker.values())


def test_weights_come_back_into_encoder_and_decoder(tmp_path: Path) -> None:
    out = tmp_path / "formula.safetensors"
    events = list(pretrain(FORMULA, TINY, out))
    assert isinstance(events[-1], Progress) and events[-1].done == 1.0
    start = load_start("mobilenet_v3_large", str(out))
    net = UNet("mobilenet_v3_large", 3)
    decoder = tensors_beside(net, start.rest)
    assert start.encoder is not None and "formula.safetensors" in start.origin.sentence
    assert {name.split(".")[0] for name in decoder} == {"decoder", "full"}
    put_start(net, "unet", start)
    stored = read_state(out)
    assert torch.equal(net.full.stem[0].weight, stored["full.stem.0.weight"].float())


def test_the_file_tells_recipe_seed_and_hash_in_half_precision(tmp_path: Path) -> None:
    out = tmp_path / "formula.safetensors"
    list(pretrain(FORMULA, TINY, out))
    with safetensors.safe_open(out, "pt") as file:
        header = file.metadata()
    state = read_state(out)
    assert header["sha256"] == state_hash(state) and header["seed"] == "0" and '"trained_steps": 2' in header["recipe"]
    assert {value.dtype for value in state.values()} == {torch.float16}


def test_a_frozen_encoder_stays_as_it_was_and_is_not_written(tmp_path: Path) -> None:
    out, settings = tmp_path / "decoder.safetensors", replace(TINY, encoder=LITE, begin="imagenet", frozen=True)
    list(pretrain(FORMULA, settings, out))
    names = {name.split(".")[0] for name in read_state(out)}
    assert names == {"decoder", "full", "logits"}


def test_imagenet_weights_come_with_a_decoder_that_learnt_on_them() -> None:
    start = load_start(LITE, "imagenet")
    net = UNet(LITE, 3)
    put_start(net, "unet", start)
    stored = read_state(DECODER)
    assert torch.equal(net.full.stem[0].weight, stored["full.stem.0.weight"].float()), "the decoder is there"
    assert start.origin.kind is StartKind.PHOTOGRAPHS and DECODER.name in start.origin.sentence
    with safetensors.safe_open(DECODER, "pt") as file:
        header = file.metadata()
    assert (header["encoder"], header["sha256"]) == (LITE, state_hash(stored)) and '"frozen": true' in header["recipe"]


def test_the_same_seed_gives_the_same_weights(tmp_path: Path) -> None:
    list(pretrain(FORMULA, TINY, tmp_path / "a.safetensors"))
    list(pretrain(FORMULA, TINY, tmp_path / "b.safetensors"))
    assert state_hash(read_state(tmp_path / "a.safetensors")) == state_hash(read_state(tmp_path / "b.safetensors"))


def test_stopping_keeps_what_was_learnt(tmp_path: Path) -> None:
    out = tmp_path / "formula.safetensors"
    list(pretrain(FORMULA, TINY, out, stop=lambda: True))
    assert read_state(out)


@pytest.mark.parametrize(
    "wrong",
    [
        FormulaSettings("vgg", steps=1),
        FormulaSettings(steps=None, seconds=None),
        FormulaSettings(steps=0),
        FormulaSettings(steps=1, size=4),
        FormulaSettings(steps=1, batch=1),
        FormulaSettings(steps=1, batch=10**9),
    ],
)
def test_settings_that_make_no_sense_get_a_sentence(wrong: FormulaSettings, tmp_path: Path) -> None:
    with pytest.raises(LearningError):
        list(pretrain(FORMULA, wrong, tmp_path / "w.safetensors"))
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WriteError):
        list(pretrain(FORMULA, TINY, tmp_path / "file" / "w.safetensors"))


def test_an_encoder_without_weights_of_its_own_starts_from_random_ones_and_says_so() -> None:
    start = load_start("efficientnet_b0", "formula")
    assert start.encoder is None and "random weights" in start.origin.sentence and start.notice
    assert start.origin.kind is StartKind.RANDOM and start.rest == {}


def test_automatic_takes_an_encoder_that_has_weights_and_it_starts_from_them() -> None:
    for device in ("cpu", "cuda"):
        assert formula_path(choose_encoder("unet", "formula", device)).is_file()
        assert at_hand(choose_encoder("unet", "imagenet", device)), "no download without being asked"
    start = load_start(choose_encoder("unet", "formula", "cpu"), "formula")
    assert start.encoder is not None and start.origin.kind is StartKind.FORMULA


def test_shipped_weights_are_whole_small_and_finite() -> None:
    files = sorted(RESOURCES.glob("*.safetensors"))
    assert files and sum(file.stat().st_size for file in files) <= 40 * 2**20
    for file in files:
        with safetensors.safe_open(file, "pt") as content:
            header = content.metadata()
        state = read_state(file)
        assert header["sha256"] == state_hash(state)
        assert all(bool(value.isfinite().all()) for value in state.values())


def test_a_training_on_formulas_goes_on_from_a_file_and_tells_its_name(tmp_path: Path) -> None:
    first, second = tmp_path / "first.safetensors", tmp_path / "second.safetensors"
    list(pretrain(FORMULA, TINY, first))
    list(pretrain(FORMULA, replace(TINY, begin=str(first), rate=1e-12, seed=7), second))
    before, after = read_state(first), read_state(second)
    # Statistics of BatchNorm follow the images that are seen; every weight stayed but for the logits, begun anew.
    learnt = [name for name in before if "running_" not in name and not name.startswith("logits.")]
    assert learnt and all(torch.allclose(before[name], after[name], atol=1e-3) for name in learnt)
    with safetensors.safe_open(second, "pt") as file:
        assert '"begin": "first.safetensors"' in file.metadata()["recipe"]
        assert str(tmp_path) not in str(file.metadata())


def test_a_file_to_go_on_from_that_is_missing_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no weights file"):
        list(pretrain(FORMULA, replace(TINY, begin=str(tmp_path / "none.pth")), tmp_path / "out.safetensors"))
    assert not (tmp_path / "out.safetensors").exists()
