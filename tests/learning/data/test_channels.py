"""Images of five channels are learnt from and predicted as others are; those of another number are left out by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from segstudio.errors import ImageError, LearningError, UserError, WeightsError
from segstudio.learning.batch.batch import BatchOptions, predict_folder, predict_project
from segstudio.learning.batch.export_model import export_model
from segstudio.learning.batch.onnx_export import TOLERANCE
from segstudio.learning.batch.standalone import session_of
from segstudio.learning.data.channels import project_channels
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.drawing.model_of import kept_model
from segstudio.learning.explore.explore import explore
from segstudio.learning.explore.start import write_start_of
from segstudio.learning.explore_messages import ExploreSettings
from segstudio.learning.instant.frozen_features import FrozenFeatures
from segstudio.learning.messages import (
    CANCELLED,
    STROKES,
    Failed,
    FeatureMaps,
    Features,
    Finished,
    ImagePredicted,
    Notice,
    Rank,
    Ranked,
    Step,
    TrainSettings,
)
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.live_network import load_network
from segstudio.learning.network.statistics import look_of
from segstudio.learning.network.weights import load_start
from segstudio.learning.plan.recipe import Phase, Recipe
from segstudio.learning.runs.explorations import explorations
from segstudio.learning.runs.folder import read_info, save_run
from segstudio.learning.runs.info import RunInfo, from_json, to_json
from segstudio.learning.training.trainer import train
from segstudio.models.build import build_network
from segstudio.models.encoders import Encoder
from segstudio.project.palette_png import decode
from segstudio.project.project import Project
from segstudio.project.storage import read_json, write_json
from tests.learning.conftest import MakeProject, disc_image, write_channels
from tests.learning.desk import Desk
from tests.narrow import SMALL, few, light_features
from tests.toy_methods import SEEING, toys

__all__ = ["few", "light_features", "toys"]  # fixtures

pytestmark = pytest.mark.usefixtures("light_features")

SETTINGS = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=1, device="cpu", threads=1)
CPU = choose_device("cpu")


def trained(folder: Path, settings: TrainSettings = SETTINGS, resume: str | None = None) -> tuple[str, list[Notice]]:
    """The run of a training, as the current one, and what was said."""
    events = list(train(folder, settings, resume, recipe=SMALL))
    finished = events[-1]
    assert isinstance(finished, Finished)
    with Project.open(folder) as project:
        project.set_current_run(finished.run)
    return finished.run, [event for event in events if isinstance(event, Notice)]


def test_five_channels_from_training_to_export(make_project: MakeProject, tmp_path: Path) -> None:
    folder = make_project(images=3, channels=(5,), side=72)
    run, notices = trained(folder)
    info = read_info(folder, run)
    assert info.channels == 5
    assert not [one.text for one in notices if one.left_out]
    net, _ = load_network(folder, run, CPU)
    assert net.channels == 5

    change_run(folder, run, with_head=True)
    desk = Desk()
    desk.fit_head(folder)
    shown = desk.overlay(folder)
    done = list(predict_project(folder, run, BatchOptions(confidence=True, device="cpu")))
    assert [one.problem for one in done if isinstance(one, ImagePredicted)] == ["", "", ""]
    with Project.open(folder, write=False) as project:
        target = project.predictions_folder / run / "im0.png"
        pictures = [project.image_path(entry) for entry in project.images]
    assert np.array_equal(decode(target.read_bytes()).array, shown[0])
    sure = cv2.imread(str(target.with_name("im0_confidence.png")), cv2.IMREAD_GRAYSCALE)
    assert sure is not None and np.array_equal(sure, shown[1])

    desk.serve(Features(1, folder, "im0", "encoder 1/2"), Rank(1, folder, ("im0", "im1")))
    assert desk.take(FeatureMaps)[-1].maps.shape[1:] == (36, 36)
    assert [one.image_id for one in desk.take(Ranked)] == ["im0", "im1"]
    assert not desk.take(Failed)

    compared = export_model(folder, run, tmp_path / "net.onnx")
    assert "not 5 channels" in compared.told and not (tmp_path / "net.py").exists()
    assert compared.images == 3 and compared.difference <= TOLERANCE
    network, strokes = (session_of(tmp_path / name) for name in ("net.onnx", "net_strokes.onnx"))
    assert [one.shape[:2] for one in (*network.get_inputs(), *strokes.get_inputs()[:2])] == [[1, 5]] * 3
    assert network.get_modelmeta().custom_metadata_map["channels"] == "5"
    told = list(predict_folder(folder, [pictures[0], grey_image(tmp_path)], tmp_path / "out", run))
    assert [one.text for one in told if isinstance(one, Notice) and one.left_out] == [
        "grey.png is left out: The image grey.png is a grey or colour one; what is learnt is of images with 5 channels."
    ]


def test_a_training_of_five_channels_goes_on_where_it_was_stopped(make_project: MakeProject) -> None:
    folder = make_project(images=3, channels=(5,))
    settings, begun = replace(SETTINGS, steps=4), []
    events = train(folder, settings, stop=lambda: len(begun) > 1, recipe=SMALL)
    for event in events:
        begun += [event] if isinstance(event, Step) else []
    assert isinstance(event, Finished) and read_info(folder, event.run).reason == CANCELLED
    assert (read_info(folder, event.run).channels, read_info(folder, event.run).steps) == (5, 2)
    rest = [one for one in train(folder, settings, event.run, recipe=SMALL) if isinstance(one, Step | Finished)]
    assert [one.step for one in rest if isinstance(one, Step)] == [3, 4], "exactly from where it was stopped"
    assert read_info(folder, rest[-1].run).channels == 5


def test_a_network_alone_learns_from_the_one_channel_of_five_that_shows_the_class(make_project: MakeProject) -> None:
    folder = make_project(images=4, channels=(5,), side=48)
    recipe = Recipe(batch=4, phases=(Phase(0, 48),))
    *_, finished = train(folder, replace(SETTINGS, steps=30), recipe=recipe)
    assert isinstance(finished, Finished)
    net, _ = load_network(folder, finished.run, CPU)
    with Project.open(folder, write=False) as project:
        pixels, entry = Pixels(project, channels=5), project.entry("im3")  # held out
        found = net(torch.from_numpy(pixels.image(entry).model_input())[None])[0].argmax(0).numpy() == 1
        truth = pixels.mask(entry) == 1
    assert (found & truth).sum() / (found | truth).sum() > 0.7


def change_run(folder: Path, run: str, **facts: object) -> None:
    path = folder / "runs" / run / "run.json"
    content = read_json(path)
    assert isinstance(content, dict)
    write_json(path, content | facts)


def grey_image(folder: Path) -> Path:
    return write_channels(folder / "grey", disc_image(72, 9)[0], 1)


def test_the_head_alone_learns_from_a_channel_that_colours_would_not_show(make_project: MakeProject) -> None:
    folder = make_project(images=3, channels=(5,))
    desk = Desk()
    fitted = desk.fit_head(folder)
    assert fitted.table is not None and fitted.table.mean_iou is not None
    assert fitted.table.mean_iou > 0.9, "the disc is in the fifth channel only"
    shown = desk.overlay(folder)
    assert shown[2] == STROKES
    for _ in predict_project(folder, STROKES, BatchOptions(device="cpu")):
        pass
    with Project.open(folder, write=False) as project:
        assert np.array_equal(decode((project.predictions_folder / STROKES / "im0.png").read_bytes()).array, shown[0])
    restarted = Desk()
    assert np.array_equal(restarted.overlay(folder)[1], shown[1]), "the kept head is that of five channels"


def test_most_labelled_images_decide_and_the_others_are_left_out_by_name(make_project: MakeProject) -> None:
    folder = make_project(images=6, held_out=2, channels=(5, 5, 1, 5, 4, 5))
    with Project.open(folder, write=False) as project:
        assert project_channels(project) == 5
    run, notices = trained(folder)
    assert read_info(folder, run).channels == 5
    assert set(read_info(folder, run).mask_hashes) == {"im0", "im1", "im3"}
    assert [one.text for one in notices if one.left_out] == [
        "im4 is not scored: The image im4.tif has 4 channels; what is learnt is of images with 5.",
        "im2 is left out: The image im2.png is a grey or colour one; what is learnt is of images with 5 channels.",
    ]
    desk = Desk()
    desk.fit_head(folder, "im2")
    assert not desk.take(Failed) and desk.overlay(folder)[2]
    assert set(desk.learner._responder.heads._samples) == {"im0", "im1", "im3"}
    desk.overlay(folder, "im2")
    (failed,) = desk.take(Failed)
    assert failed.message.startswith("The image im2.png is a grey or colour one")


def test_a_head_of_other_images_than_the_network_is_no_model_in_a_sentence(make_project: MakeProject) -> None:
    folder = make_project(images=4, channels=(1, 5, 1, 1))
    torch.manual_seed(1)
    net = build_network("unet", "mobilenet_v3_large", 2, channels=5)
    info = RunInfo("run-5", "mobilenet_v3_large", (0, 1), ("back", "disc"), SETTINGS, with_head=True, channels=5)
    save_run(folder, info, net.state_dict())
    with Project.open(folder) as project:
        project.set_current_run("run-5")
    with pytest.raises(LearningError, match="5 channels, most labelled images have 3"):
        list(predict_project(folder, "run-5", BatchOptions(device="cpu")))
    desk = Desk()
    desk.fit_head(folder)
    desk.overlay(folder)
    assert "5 channels" in desk.take(Failed)[-1].message
    assert desk.overlay(folder, network=False)[2] == STROKES, "strokes alone go on"
    run, notices = trained(folder)
    assert read_info(folder, run).channels == 3, "a training afresh takes what most images have"
    assert {"im0", "im2"} == set(read_info(folder, run).mask_hashes)
    assert any(one.text.startswith("im1 is left out") for one in notices)
    assert any("it is for images with another number of channels" in one.text for one in notices)


def test_an_image_that_changes_its_channels_is_left_out_with_a_sentence(make_project: MakeProject) -> None:
    folder = make_project(images=3, channels=(5,))
    with Project.open(folder, write=False) as project:
        pixels = Pixels(project, channels=5)
        pixels.image(project.entry("im0"))
        write_channels(project.image_path(project.entry("im1")), disc_image(64, 1)[0], 4)
        with pytest.raises(ImageError, match="4 channels"):
            pixels.image(project.entry("im1"))


def test_the_channels_of_a_run_are_kept_and_older_runs_have_three(make_project: MakeProject) -> None:
    folder = make_project()
    info = RunInfo("old", "mobilenet_v3_large", (0, 1), ("back", "disc"), SETTINGS)
    content = to_json(replace(info, channels=7))
    assert from_json(content).channels == 7
    del content["channels"]
    assert from_json(content).channels == 3
    for bad in (-1, "five", None, 1 << 70):
        with pytest.raises(LearningError, match="damaged"):
            from_json(content | {"channels": bad})
    net = build_network("unet", "mobilenet_v3_large", 2)
    for claimed in (0, 5, 1 << 40):
        save_run(folder, replace(info, channels=claimed), net.state_dict())
        with pytest.raises(UserError, match="another network"):
            load_network(folder, "old", CPU)


@pytest.mark.usefixtures("toys")
def test_a_start_is_learnt_from_the_channels_of_the_project(make_project: MakeProject, tmp_path: Path) -> None:
    folder, out = make_project(images=4, channels=(5, 5, 4, 5)), tmp_path / "own.safetensors"
    events = list(explore(folder, ExploreSettings(SEEING, steps=1, device="cpu", threads=1)))
    (told,) = [one.text for one in events if isinstance(one, Notice)]
    assert "im2.tif is left out:" in told
    (kept,) = explorations(folder)
    write_start_of(Project.open(folder, write=False), kept_model(folder, kept.name, choose_device("cpu")), out)
    first = "0.0.weight"
    start = load_start("mobilenet_v3_large", str(out), channels=5)
    assert start.encoder is not None and start.encoder[first].shape[1] == 5
    with pytest.raises(WeightsError, match="for images with 5 channels"):
        load_start("mobilenet_v3_large", str(out))


@pytest.mark.parametrize("channels", [4, 5, 6])
def test_the_frozen_encoder_sees_channels_as_a_widened_one_would(channels: int) -> None:
    torch.manual_seed(0)
    plain, wide = Encoder("mobilenet_v3_large").eval(), Encoder("mobilenet_v3_large", channels).eval()
    wide.load_weights(plain.trunk.state_dict())
    planes = np.random.default_rng(0).random((channels, 64, 64), np.float32)
    with torch.inference_mode():
        truth = wide(torch.from_numpy(planes)[None])[1].numpy()
        found = plain(torch.from_numpy(FrozenFeatures(plain, CPU.torch)._colours(planes))[None])[1].numpy()
    inner = (..., slice(2, -2), slice(2, -2))  # at the border zeros of another colour come in
    assert np.abs(truth - found)[inner].max() <= 1e-4 * np.abs(truth).max()


def test_the_look_of_many_channels_is_that_of_their_colours() -> None:
    image = np.random.default_rng(0).random((2, 3, 16, 16), np.float32)
    assert look_of(np.concatenate((image, image), axis=1)) == pytest.approx(look_of(image), rel=1e-5)
