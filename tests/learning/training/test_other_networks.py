"""Networks that are nothing like a U-Net, each one file and one row: they do all that a U-Net does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from segstudio.choices.networks import LOGITS, NETWORKS
from segstudio.errors import LearningError, WeightsError
from segstudio.labels.geometry import Rect
from segstudio.learning.batch.batch import BatchOptions, predict_project
from segstudio.learning.messages import (
    Event,
    FeatureMaps,
    Features,
    Finished,
    LoadRun,
    Notice,
    Predict,
    Predicted,
    Rank,
    Ranked,
    RunLoaded,
    Started,
    Step,
    Train,
    TrainSettings,
)
from segstudio.learning.network import predictor
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.live_network import load_network
from segstudio.learning.network.weights import load_start
from segstudio.learning.plan.memory_fallback import next_fallback
from segstudio.learning.runs.archive import export_run, import_run
from segstudio.learning.runs.card import card
from segstudio.learning.runs.compare import differences
from segstudio.learning.runs.folder import load_run, read_info, save_run
from segstudio.learning.training.trainer import train
from segstudio.project.palette_png import decode
from segstudio.project.project import Project
from tests.learning.conftest import MakeProject
from tests.learning.desk import Desk
from tests.learning.whole_image import predict_image
from tests.narrow import SMALL
from tests.toy_networks import TOYS, Pixels, toys

__all__ = ["toys"]  # a fixture

pytestmark = pytest.mark.usefixtures("toys")
each_toy = pytest.mark.parametrize("name", TOYS)


def settings(name: str, steps: int = 3) -> TrainSettings:
    return TrainSettings(network=name, steps=steps, device="cpu", threads=1)


def trained(folder: Path, name: str, resume: str | None = None) -> tuple[str, list[Event]]:
    """A run of it, made the project's current one."""
    events = list(train(folder, settings(name), resume, recipe=SMALL))
    run = next(event.run for event in events if isinstance(event, Finished))
    with Project.open(folder) as project:
        project.set_current_run(run)
        project.save()
    return run, events


@each_toy
def test_it_trains_answers_and_resumes(name: str, make_project: MakeProject) -> None:
    """In the learner, as the window asks it."""
    folder, desk = make_project(), Desk()

    def ask(event: Event) -> None:
        if isinstance(event, Step) and event.step == 2:
            desk.inbox.put(Predict(6, folder, "im0", Rect(3, 4, 20, 10)))

    desk.on_event = ask
    desk.serve(Train(folder, settings(name)))
    (started,), (during,), (finished,) = desk.take(Started), desk.take(Predicted), desk.take(Finished)
    assert (started.network, started.encoder, started.weights) == (name, "", "random weights")
    assert started.stages[-1] == LOGITS and during.classes.shape == (10, 20)
    assert any("random weights" in one.text and NETWORKS[name].name in one.text for one in desk.take(Notice))
    info = read_info(folder, finished.run)
    assert (info.network, info.encoder, info.settings.network, info.origin) == (name, "", name, "random")
    stages = started.stages
    desk.serve(LoadRun(folder, finished.run), Predict(7, folder, "im1"))
    desk.serve(Features(8, folder, "im1", stages[0]))
    desk.serve(Rank(9, folder, ("im0", "im3")))
    assert desk.take(RunLoaded)[0].stages == stages
    assert desk.take(Predicted)[-1].classes.shape == (64, 64) and len(desk.take(FeatureMaps)[0].maps)
    assert [one.image_id for one in desk.take(Ranked)] == ["im0", "im3"]
    desk.serve(Train(folder, settings(name), resume=finished.run))
    assert f"run {finished.run}" in desk.of_kind(Started)[0].weights and not desk.take(Notice)


@each_toy
def test_it_predicts_a_project_and_tiles_give_what_the_whole_gives(
    name: str, make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project(side=160)
    run, _ = trained(folder, name)
    net, info = load_network(folder, run, choose_device("cpu"))
    image = np.random.default_rng(0).random((3, 700, 500), dtype=np.float32)
    whole = predict_image(net, info.class_ids, image)
    monkeypatch.setattr(predictor, "WHOLE_CPU", 700 * 500 - 1)
    monkeypatch.setattr(predictor, "SAMPLE", 700)
    monkeypatch.setattr(predictor.tile_rects, "__defaults__", (256, 32))
    tiled = predict_image(net, info.class_ids, image)
    assert (whole[0] == tiled[0]).mean() > 0.98
    assert np.abs(whole[1].astype(int) - tiled[1]).mean() < 2
    monkeypatch.setattr(predictor, "WHOLE_CPU", 100 * 100)
    list(predict_project(folder, run, BatchOptions(device="cpu", threads=1, flips="both")))
    files = sorted((folder / "predictions" / run).glob("im*.png"))
    assert [decode(path.read_bytes()).array.shape for path in files] == [(160, 160)] * 4


@each_toy
def test_a_stopped_training_of_it_resumes_exactly(name: str, make_project: MakeProject) -> None:
    folder = make_project()
    states = []
    for stops in (None, 2):
        events, done = [], list[int]()
        for event in train(folder, settings(name), stop=lambda done=done: bool(done), recipe=SMALL):
            events.append(event)
            if isinstance(event, Step) and event.step == stops:
                done.append(1)
        run = events[-1].run  # type: ignore[union-attr]
        if stops is not None:
            run = list(train(folder, settings(name), run, recipe=SMALL))[-1].run  # type: ignore[union-attr]
        assert read_info(folder, run).steps == 3
        states.append(load_run(folder, run)[1])
    assert all(torch.equal(value, states[1][key]) for key, value in states[0].items())


@each_toy
def test_its_head_grows_with_the_classes(name: str, make_project: MakeProject) -> None:
    folder = make_project()
    run, _ = trained(folder, name)
    with Project.open(folder) as project:
        project.classes = project.classes.add("third")
        project.save()
    grown, _ = trained(folder, name, resume=run)
    assert load_network(folder, grown, choose_device("cpu"))[0].head.out_channels == 3


@each_toy
def test_its_runs_are_exported_imported_and_told_apart(name: str, make_project: MakeProject, tmp_path: Path) -> None:
    folder = make_project()
    run, _ = trained(folder, name)
    info = read_info(folder, run)
    back = import_run(folder, export_run(folder, run, tmp_path / "run.zip"), {0: "back", 1: "disc"}).info
    assert back.network == name and load_network(folder, back.name, choose_device("cpu"))[1].network == name
    assert "encoder" not in card(info).split("- Network:")[1].split("\n")[0]
    other = replace(info, network="unet", encoder="resnet18")
    assert dict(differences([info, other]))["Network"] == (NETWORKS[name].name, "U-Net, ResNet-18")


def test_a_network_that_needs_large_images_never_sees_smaller_ones(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Images of 64 pixels for one that takes 150: mirrored up, and patches as large from the first step on."""
    monkeypatch.setattr(Pixels, "smallest", 150)
    folder, desk = make_project(), Desk()
    run, _ = trained(folder, "pixels")
    desk.serve(LoadRun(folder, run), Predict(7, folder, "im1"))
    desk.serve(Features(8, folder, "im1", "first"))
    desk.serve(Rank(9, folder, ("im0",)))
    assert desk.take(Predicted)[-1].classes.shape == (64, 64) and desk.take(Ranked)
    assert desk.take(FeatureMaps)[0].maps.shape[1:] == (64, 64)


def test_another_network_takes_the_encoder_s_weights_and_nothing_else_of_a_u_net(make_project: MakeProject) -> None:
    folder = make_project()
    chosen = replace(settings("fcn"), encoder="mobilenet_v3_large", weights="formula", frozen=1.0)
    events = list(train(folder, chosen, recipe=SMALL))
    started, run = next(one for one in events if isinstance(one, Started)), events[-1].run  # type: ignore[union-attr]
    info, state = load_run(folder, run)
    assert (started.network, info.network, info.encoder, info.origin) == ("fcn",) * 2 + (chosen.encoder, "formula")
    start = load_start(chosen.encoder, "formula")
    assert start.encoder is not None and any(name.startswith("decoder.0") for name in start.rest)
    # Weights of the frozen encoder are those of the file (BatchNorm's statistics follow the images), no other one is.
    weights = [name for name in start.encoder if name.endswith("weight")]
    assert all(torch.equal(state[f"backbone.trunk.{name}"], start.encoder[name]) for name in weights)
    weights_file = folder / "runs" / run / "weights.safetensors"
    assert load_start(chosen.encoder, str(weights_file)).network == "fcn", "a file of a run tells its network"
    again = list(train(folder, replace(settings("unet", 1), weights=str(weights_file)), recipe=SMALL))
    assert read_info(folder, again[-1].run).encoder == chosen.encoder  # type: ignore[union-attr]


def test_what_a_network_does_not_take_is_refused_in_a_sentence(make_project: MakeProject, tmp_path: Path) -> None:
    folder, one = make_project(), settings("pixels")
    for wrong, words in (
        (replace(one, encoder="resnet18"), "no encoder 'resnet18'"),
        (replace(one, network="segnet9"), "no network 'segnet9'"),
    ):
        with pytest.raises(LearningError, match=words):
            list(train(folder, wrong))
    with pytest.raises(WeightsError, match="Pixels cannot start from a file"):
        list(train(folder, replace(one, weights=str(tmp_path / "mine.pth"))))


def test_a_chosen_upsampling_that_a_network_does_not_take_is_told_and_not_recorded(make_project: MakeProject) -> None:
    folder = make_project()
    chosen = replace(settings("pixels", 1), upsampling="nearest")
    events = list(train(folder, chosen, recipe=SMALL))
    assert any("Pixels enlarges in its own way" in one.text for one in events if isinstance(one, Notice))
    info = read_info(folder, events[-1].run)  # type: ignore[union-attr]
    assert info.upsampling == "" and "upsampling" not in card(info).split("- Network:")[1].split("\n")[0]


def test_going_on_from_a_run_of_another_network_keeps_its_network_and_says_so(make_project: MakeProject) -> None:
    folder = make_project()
    run, _ = trained(folder, "pixels")
    events = list(train(folder, settings("coarse"), run, recipe=SMALL))
    assert any("with its network: Pixels" in one.text for one in events if isinstance(one, Notice))
    assert read_info(folder, events[-1].run).network == "pixels"  # type: ignore[union-attr]


def test_a_head_that_does_not_fit_is_told_in_a_sentence(make_project: MakeProject) -> None:
    folder = make_project()
    run, _ = trained(folder, "pixels")
    info, state = load_run(folder, run)
    for broken in (
        {key: value for key, value in state.items() if not key.startswith("last")},
        {**state, "last.weight": torch.zeros(5, 6, 3, 3)},
        {**state, "last.weight": torch.zeros(2, 6, 1, 1)},
        {**state, "first.weight": torch.zeros(6, 3, 1, 1)},
    ):
        save_run(folder, info, broken)
        with pytest.raises(WeightsError, match="belong to another network"):
            load_network(folder, run, choose_device("cpu"))
        with pytest.raises(WeightsError, match="belong to another network"):
            list(train(folder, settings("pixels"), run))


def test_where_memory_is_short_a_network_without_an_encoder_goes_to_the_computer() -> None:
    chosen = TrainSettings(device="cuda")  # in the window another network may be chosen than that of the run
    fallback = next_fallback(chosen, "pixels", "", "cuda")
    assert fallback is not None and fallback.resumes and fallback.settings == replace(chosen, device="cpu")
    assert next_fallback(chosen, "pixels", "", "cpu") is None


def test_a_network_with_a_loss_of_its_own_learns_by_it_and_says_so(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NETWORKS, "pixels", replace(NETWORKS["pixels"], own_loss=True))
    monkeypatch.setattr(Pixels, "own_loss", lambda net, image, target: 7 + 0 * net(image).sum(), raising=False)
    chosen = replace(settings("pixels", 1), loss="focal")
    events = list(train(make_project(), chosen, recipe=SMALL))
    assert any("Pixels learns by its own loss" in one.text for one in events if isinstance(one, Notice))
    assert [one.loss for one in events if isinstance(one, Step)] == [7]
