"""The tables of choices: every row has its words and its code, and one more row is found everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torchvision.models import shufflenet_v2_x0_5

from segstudio.choices.devices import CPU, DEVICES, DeviceRow
from segstudio.choices.encoders import ENCODERS, SUITED, EncoderRow, PackagedWeights, encoder_name
from segstudio.choices.flips import FLIPS, FlipsRow, choose_flips
from segstudio.choices.losses import LOSSES, LossRow
from segstudio.choices.networks import NETWORKS, lightest_encoder, network_words, suited_encoder
from segstudio.choices.row import Row, check, code
from segstudio.choices.starts import (
    FILE,
    FORMULA_WORDS,
    RANDOM,
    STARTS,
    Origin,
    StartKind,
    StartRow,
    kind_of_sentence,
    start_key,
)
from segstudio.choices.unlabelled import METHODS
from segstudio.choices.upsamplings import UPSAMPLINGS, UpsamplingRow
from segstudio.cli.main import main
from segstudio.errors import LearningError
from segstudio.learning.messages import TrainSettings
from segstudio.learning.network import device
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.device_kinds import Kind
from segstudio.learning.network.weights import Start, choose_encoder, load_start, put_start
from segstudio.learning.plan.recipe import choose_recipe
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.listing import scan
from segstudio.learning.training.apply_settings import check_settings
from segstudio.learning.training.losses import LabelledPixels, segmentation_loss
from segstudio.models.build import build_network
from segstudio.models.encoders import encoder_shapes
from tests.learning.conftest import MakeProject, _one_thread, make_project
from tests.learning.whole_image import predict_image
from tests.narrow import brief_head, few, narrow, small_patches
from tests.toy_networks import toys

__all__ = ["_one_thread", "brief_head", "few", "make_project", "narrow", "small_patches", "toys"]  # fixtures

trains = pytest.mark.usefixtures("few", "narrow", "small_patches", "brief_head")
TABLES: tuple[Mapping[str, Row], ...] = (NETWORKS, DEVICES, ENCODERS, UPSAMPLINGS, LOSSES, FLIPS, STARTS, METHODS)


def help_of_train(capsys: pytest.CaptureFixture[str], command: str = "train") -> str:
    """What ``segstudio train --help`` prints, without line breaks."""
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main([command, "--help"])
    return " ".join(capsys.readouterr().out.split())


def runs_of(folder: Path) -> list[RunInfo]:
    """The runs of a project."""
    return [read_info(folder, row.name) for row in scan(folder)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: next(iter(table.values())).__class__.__name__)
def test_every_row_has_its_words(table: Mapping[str, Row]) -> None:
    for row in table.values():
        assert row.title and row.name and row.sentence.endswith(".")
    assert len({row.title for row in table.values()}) == len(table)


def test_the_code_of_every_row_is_there() -> None:
    places = [row.build for table in (NETWORKS, UPSAMPLINGS, ENCODERS, METHODS) for row in table.values()]
    places += [term for row in LOSSES.values() for term, _ in row.terms]
    places += [place for row in STARTS.values() for place in (row.load, row.encoders) if place]
    assert all(callable(code(place)) for place in places)
    assert all(isinstance(code(row.code), Kind) for row in DEVICES.values())
    for row in ENCODERS.values():
        packaged = isinstance(row.imagenet, PackagedWeights)
        assert packaged or str(code(str(row.imagenet)).url).endswith(".pth")


def test_what_is_usual_is_in_the_tables() -> None:
    usual = TrainSettings()
    assert usual.network in NETWORKS and usual.weights in STARTS and usual.upsampling in UPSAMPLINGS
    assert usual.loss in LOSSES and set(SUITED.values()) <= set(ENCODERS)
    check_settings(usual)


def test_a_word_that_no_table_has_is_told_with_those_that_it_has() -> None:
    with pytest.raises(LearningError, match="no loss 'hinge'") as caught:
        check("hinge", LOSSES, "loss")
    assert all(name in caught.value.hint for name in LOSSES)


@pytest.mark.parametrize("name", ENCODERS)
def test_the_size_of_an_encoder_is_as_its_row_says(name: str) -> None:
    """It decides what memory falls back to."""
    count = sum(shape.numel() for key, shape in encoder_shapes(name).items() if "running" not in key)
    assert count / 1e6 == pytest.approx(ENCODERS[name].size, abs=0.06)


def test_encoders_are_chosen_by_device_and_by_memory() -> None:
    assert (suited_encoder("unet", "cpu"), suited_encoder("unet", "cuda")) == ("efficientnet_lite0", "resnet18")
    assert lightest_encoder("unet") == "mobilenet_v3_large"
    assert (encoder_name("mobilenet_v3_large"), encoder_name("of_tomorrow")) == ("MobileNet v3", "of_tomorrow")
    assert network_words("unet", "resnet18") == "U-Net, ResNet-18" and network_words("segnet9", "") == "segnet9"


# ---- where weights come from --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        (RANDOM.sentence, StartKind.RANDOM),
        (f"No weights for ResNet-18 come with the program; starting from {RANDOM.sentence}", StartKind.RANDOM),
        (f"{FORMULA_WORDS} (formula_resnet18.safetensors)", StartKind.FORMULA),
        ("ImageNet weights (resnet18-f37072fd.pth)", StartKind.PHOTOGRAPHS),
        ("random weights.pth (100 of 100 tensors)", StartKind.PHOTOGRAPHS),
        ("formula-driven weights.pth (100 of 100 tensors)", StartKind.PHOTOGRAPHS),
        ("run 2026-01-01_10-00-00 (random weights)", StartKind.RANDOM),
        ("run b (run a (random weights.pth (100 of 100 tensors)))", StartKind.PHOTOGRAPHS),
        ("run b (run a (formula-driven weights (formula_resnet18.safetensors)))", StartKind.FORMULA),
        (
            "weights learnt from this project's images (own_resnet18.safetensors), begun from random weights",
            StartKind.RANDOM,
        ),
        (
            "weights learnt from this project's images (own_resnet18.safetensors), begun from formula-driven weights "
            "(formula_resnet18.safetensors)",
            StartKind.FORMULA,
        ),
        ("", StartKind.PHOTOGRAPHS),
    ],
)
def test_runs_of_before_tell_the_origin_of_their_weights_by_a_sentence(sentence: str, kind: StartKind) -> None:
    assert kind_of_sentence(sentence) is kind


@trains
@pytest.mark.parametrize("name", ["random weights.pth", "formula-driven weights.pth"])
def test_a_file_is_a_file_whatever_it_is_called(name: str, make_project: MakeProject, tmp_path: Path) -> None:
    """One called "random weights.pth" trained at the rate for random weights."""
    torch.save(code(ENCODERS["resnet18"].build)().state_dict(), tmp_path / name)
    assert load_start("resnet18", str(tmp_path / name)).origin.kind is StartKind.PHOTOGRAPHS
    folder = make_project()
    train = ["train", str(folder), "--encoder", "resnet18", "--steps", "1", "--device", "cpu"]
    assert main([*train, "--weights", str(tmp_path / name)]) == 0
    (run,) = runs_of(folder)
    assert run.origin == "photographs" and run.weights.startswith(name)
    assert main([*train, "--resume", run.name]) == 0
    assert [one.origin for one in runs_of(folder)] == ["photographs"] * 2


def test_a_path_is_no_row_even_when_it_is_called_so() -> None:
    assert [start_key(text) for text in ("none", "file", "a/b.pth")] == ["none", FILE, FILE]


# ---- one more row ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("toys")
def test_one_more_network_is_trained_and_told_by_the_command_line(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project()
    assert ", ".join(NETWORKS) in help_of_train(capsys) and {"pixels", "coarse", "fcn"} < set(NETWORKS)
    assert main(["train", str(folder), "--network", "coarse", "--steps", "2", "--device", "cpu"]) == 0
    assert "Coarse, random weights" in capsys.readouterr().out
    assert main(["runs", str(folder)]) == 0
    assert "Coarse" in capsys.readouterr().out
    assert [run.network for run in runs_of(folder)] == ["coarse"]


def test_one_more_encoder_is_found_by_networks_weights_and_command_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = EncoderRow(
        "ShuffleNet: slim",
        "For comparison.",
        "torchvision.models:shufflenet_v2_x0_5",
        ("conv1", "maxpool", "stage2", "stage3", "stage4"),
        "torchvision.models:ShuffleNet_V2_X0_5_Weights.IMAGENET1K_V1",
        0.1,
    )
    monkeypatch.setitem(ENCODERS, "shufflenet", row)
    assert "shufflenet" in help_of_train(capsys)
    check_settings(TrainSettings(encoder="shufflenet"))
    net = build_network("unet", "shufflenet", 2).eval()
    classes, _ = predict_image(net, (0, 1), np.zeros((3, 40, 50), np.float32))
    assert classes.shape == (40, 50)
    torch.save(shufflenet_v2_x0_5(weights=None).state_dict(), tmp_path / "own.pth")
    assert choose_encoder("unet", str(tmp_path / "own.pth"), "cpu") == "shufflenet"
    assert load_start("shufflenet", str(tmp_path / "own.pth")).encoder


def doubling(channels_in: int, channels_out: int) -> nn.Module:
    """Another way to enlarge: nearest neighbours, whatever was asked for."""
    return code("segstudio.models.upsampling:nearest")(channels_in, channels_out)


@pytest.mark.usefixtures("narrow")
def test_one_more_upsampling_is_one_row(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(UPSAMPLINGS, "doubling", UpsamplingRow("Doubling", "Twice.", f"{__name__}:doubling"))
    assert "doubling" in help_of_train(capsys)
    check_settings(TrainSettings(upsampling="doubling"))
    assert build_network("unet", "resnet18", 2, "doubling")(torch.rand(2, 3, 32, 32)).shape == (2, 2, 32, 32)


def hinge(pixels: LabelledPixels) -> Tensor:
    """Another term: how far below one half the true class is."""
    return pixels.mean((0.5 - pixels.log_p_of_truth.exp()).clamp_min(0))


@trains
def test_one_more_loss_is_one_row(
    monkeypatch: pytest.MonkeyPatch, make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(LOSSES, "hinge", LossRow("Margin", "Half is enough.", ((f"{__name__}:hinge", 2.0),)))
    assert "hinge" in help_of_train(capsys)
    logits = torch.zeros(1, 4, 2, 2)
    assert float(segmentation_loss(logits, torch.zeros(1, 2, 2, dtype=torch.long), "hinge")) == pytest.approx(0.5)
    folder = make_project()
    short = ["--encoder", "mobilenet_v3_large", "--weights", "none", "--steps", "1", "--device", "cpu"]
    assert main(["train", str(folder), *short, "--loss", "hinge"]) == 0
    assert runs_of(folder)[0].settings.loss == "hinge"


def test_one_more_device_is_one_row(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(DEVICES, "second", DeviceRow("Second CPU", "For tests.", "cpu", DEVICES[CPU].code))
    monkeypatch.setattr(device, "one_step_problem", lambda *_: "")
    assert "second" in help_of_train(capsys) and "second" in help_of_train(capsys, "predict")
    assert choose_device("second").kind == "second" and choose_recipe("second", StartKind.FORMULA, False).batch > 0
    assert suited_encoder("unet", "second") in ENCODERS


@pytest.mark.usefixtures("narrow")
def test_one_more_choice_of_flips_is_one_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(FLIPS, "twice", FlipsRow("Twice the same", "For tests.", ((), ())))
    assert "twice" in help_of_train(capsys, "predict")
    net, image = build_network("unet", "resnet18", 2).eval(), np.zeros((3, 40, 50), np.float32)
    assert np.array_equal(predict_image(net, (0, 1), image, flips=choose_flips("twice"))[0],
                          predict_image(net, (0, 1), image)[0])  # fmt: skip


def halves(source: str, encoder: str, project: Path | None, progress: object) -> Start:
    """Another start: every tensor of the encoder is one half."""
    state = {key: torch.full(shape, 0.5) for key, shape in encoder_shapes(encoder).items()}
    return Start(Origin(StartKind.PHOTOGRAPHS, "halves"), state)


def halved_encoders(source: str, project: Path | None) -> list[str]:
    """There are halves for one encoder only."""
    return ["resnet34"]


@trains
def test_one_more_start_is_one_row(
    monkeypatch: pytest.MonkeyPatch, make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    row = StartRow("Halves", "Start in the middle.", f"{__name__}:halves", f"{__name__}:halved_encoders")
    monkeypatch.setitem(STARTS, "halves", row)
    assert "halves (Halves)" in help_of_train(capsys)
    assert choose_encoder("unet", "halves", "cpu") == "resnet34"
    net = build_network("unet", "resnet34", 2)
    put_start(net, "unet", load_start("resnet34", "halves"))
    assert net.trunk is not None and all((value == 0.5).all() for value in net.trunk.trunk.parameters())
    folder = make_project()
    assert main(["train", str(folder), "--weights", "halves", "--steps", "1", "--device", "cpu"]) == 0
    (run,) = runs_of(folder)
    assert (run.encoder, run.weights, run.origin) == ("resnet34", "halves", "photographs")
