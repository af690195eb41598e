"""What the learner shows of an image is what a prediction of the project writes, in every state of the project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from PIL import Image

from segstudio.labels.classes import VOID
from segstudio.learning.batch.band_writer import MADE_OF
from segstudio.learning.batch.batch import BatchOptions, confidence_file, predict_project
from segstudio.learning.learner import learner
from segstudio.learning.messages import (
    STROKES,
    AllPredicted,
    Cancel,
    Event,
    Failed,
    FeatureMaps,
    Features,
    Finished,
    FitHead,
    FitImages,
    Fitted,
    HeadFitted,
    Predict,
    Predicted,
    PredictProject,
    Scored,
    Started,
    Step,
    Train,
    TrainSettings,
    Unlike,
)
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.live_network import load_network
from segstudio.learning.network.statistics import source_of
from segstudio.learning.network.training_images import keep_source
from segstudio.learning.runs.folder import read_info, save_run
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.training.replacement import Rival
from segstudio.models.build import build_network
from segstudio.project.palette_png import read_text
from segstudio.project.project import Project
from tests.learning.conftest import MakeProject, disc_image, replace_split
from tests.learning.desk import Desk
from tests.narrow import few

__all__ = ["few"]  # a fixture

pytestmark = pytest.mark.usefixtures("few")

SETTINGS = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=2, device="cpu", threads=1)
SIDE = 64


@pytest.fixture
def folder(make_project: MakeProject) -> Path:
    return make_project(images=3, held_out=1)


def add_run(folder: Path, with_head: bool, classes: int = 2, alone: tuple[int, ...] = ()) -> str:
    """A run of random weights as the current one."""
    torch.manual_seed(4)
    net = build_network("unet", "mobilenet_v3_large", classes, "bilinear")
    names = ("back", "disc", "new")[:classes]
    info = RunInfo("run-1", "mobilenet_v3_large", tuple(range(classes)), names, SETTINGS, with_head=with_head, steps=7)
    info = replace(info, head_alone=alone)
    save_run(folder, info, net.state_dict())
    with Project.open(folder) as project:
        project.set_current_run("run-1")
    return "run-1"


def written(folder: Path, image_id: str = "im0") -> tuple[np.ndarray, np.ndarray, str]:
    """Class ids and confidence that a prediction of the whole project writes, and its folder's name."""
    with Project.open(folder, write=False) as project:
        run, target = project.model_name, project.predictions_folder / project.model_name / f"{image_id}.png"
    for _ in predict_project(folder, None, BatchOptions(confidence=True, device="cpu", again=True)):
        pass
    sure = cv2.imread(str(confidence_file(target)), cv2.IMREAD_GRAYSCALE)
    assert sure is not None
    return np.asarray(Image.open(target)), sure, run


def same(shown: tuple[np.ndarray, np.ndarray, str], on_disk: tuple[np.ndarray, np.ndarray, str]) -> bool:
    """Pixel for pixel, and under the same name."""
    return shown[2] == on_disk[2] and all(np.array_equal(a, b) for a, b in zip(shown[:2], on_disk[:2], strict=True))


def test_of_strokes_alone(folder: Path) -> None:
    desk = Desk()
    desk.fit_head(folder)
    assert same(desk.overlay(folder), written(folder)) and desk.overlay(folder)[2] == STROKES
    assert same(desk.overlay(folder, "im2"), written(folder, "im2")), "held out"


@pytest.mark.parametrize("with_head", [True, False])
def test_of_a_run_beside_the_head_and_of_an_older_one_alone(folder: Path, with_head: bool) -> None:
    add_run(folder, with_head)
    desk, restarted = Desk(), Desk()
    desk.fit_head(folder)
    shown = desk.overlay(folder)
    assert shown[2] == "run-1" and same(shown, written(folder)) and same(restarted.overlay(folder), shown)
    assert same(desk.overlay(folder, network=False), Desk().overlay(folder, network=False))
    alone = desk.overlay(folder, network=False)
    assert not np.array_equal(alone[1], shown[1])
    with Project.open(folder) as project:
        project.set_use_network(False)
    assert same(alone, written(folder)) and same(Desk().overlay(folder), alone)


def test_of_a_run_that_is_fitted_to_other_images_and_of_the_same_after_undo(folder: Path) -> None:
    add_run(folder, with_head=True)
    make_known(folder)
    desk = Desk()
    before, look = desk.overlay(folder), FitImages(folder, "run-1", ("im2",), look=True)
    desk.serve(look)
    assert [one.images for one in desk.take(Unlike)] == [("im2",)]
    desk.serve(FitImages(folder, "run-1", ("im2",)), look)
    assert not desk.take(Unlike), "the network is fitted to it"
    assert desk.take(Fitted)[-1].text.startswith("The network is fitted to 1 image") and not desk.take(Failed)
    shown = desk.overlay(folder)
    assert same(shown, written(folder)) and same(Desk().overlay(folder), shown)
    assert not np.array_equal(shown[1], before[1])
    desk.serve(FitImages(folder, "run-1", undo=True))
    after = desk.overlay(folder)
    assert same(after, before) and same(after, written(folder))


def make_known(folder: Path) -> None:
    """Statistics of dark training images, as a run from elsewhere brings them along."""
    net, info = load_network(folder, "run-1", choose_device("cpu"))
    pictures = [np.full((2, 3, 64, 64), 0.02 * n, np.float32) for n in range(5)]
    keep_source(Project.open(folder, write=False), info, source_of(net, pictures, torch.device("cpu")))


def test_of_a_network_of_classes_that_nobody_painted_yet_and_of_one_about_which_the_head_decides(
    make_project: MakeProject,
) -> None:
    folder, found = make_project(images=2, held_out=0, names=("back", "disc", "new")), []
    for alone in ((), (1,)):
        add_run(folder, with_head=True, classes=3, alone=alone)
        found.append(Desk().overlay(folder))
        assert same(found[-1], written(folder))
    assert not np.array_equal(found[0][1], found[1][1])


def test_of_a_run_whose_strokes_are_gone(folder: Path, empty_masks) -> None:  # type: ignore[no-untyped-def]
    add_run(folder, with_head=True)
    before = Desk().overlay(folder)
    empty_masks(folder)
    after = Desk().overlay(folder)
    assert same(after, written(folder)) and not np.array_equal(before[1], after[1])


def test_of_a_training_that_joined_and_after_a_restart(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rival, "yields_to", lambda *_: True)
    desk = Desk()
    desk.serve(Train(folder, SETTINGS))
    (finished,), (scored,) = desk.of_kind(Finished), desk.of_kind(Scored)
    assert finished.replaces and scored.shown and scored.with_head and scored.instead is None
    assert read_info(folder, finished.run).with_head
    shown = desk.overlay(folder)
    with Project.open(folder) as project:
        project.set_current_run(finished.run)
    assert same(shown, written(folder)) and same(Desk().overlay(folder), shown)


def test_of_more_labelled_images_than_the_head_learns_from(make_project: MakeProject) -> None:
    folder = make_project(images=26, held_out=0, side=32)
    desk = Desk()
    desk.fit_head(folder, "im9")  # the last in the order of names
    assert same(desk.overlay(folder, "im9"), written(folder, "im9"))


# ---- beside a training ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("better", [True, False])
def test_a_new_network_takes_part_only_from_the_check_on_where_it_may(
    folder: Path, monkeypatch: pytest.MonkeyPatch, better: bool
) -> None:
    monkeypatch.setattr(Rival, "yields_to", lambda *_: better)
    desk = Desk()

    def ask(event: Event) -> None:
        if isinstance(event, Step | Scored):
            desk.inbox.put(Predict(1, folder, "im0"))
        if isinstance(event, Step) and event.step == 1:
            desk.inbox.put(Features(2, folder, "im0", "decoder 1/2"))

    desk.on_event = ask
    desk.serve(Train(folder, replace(SETTINGS, steps=3)))
    run, (scored,), (maps,) = desk.of_kind(Started)[0].run, desk.of_kind(Scored), desk.of_kind(FeatureMaps)
    at = desk.events.index(scored)
    before, after = ([e.run for e in part if isinstance(e, Predicted)] for part in (desk.events[:at], desk.events[at:]))
    assert before == [STROKES] * 3 and after == [run if better else STROKES]
    assert (maps.run, maps.step) == (run, 1), "its feature maps are shown from its first step on"
    assert scored.shown == better and (scored.instead is None) == better
    assert desk.of_kind(Finished)[0].replaces == better and desk.overlay(folder)[2] == (run if better else STROKES)


def test_files_that_are_written_while_it_trains_are_what_is_shown_from_one_state_of_the_network(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rival, "yields_to", lambda *_: True)
    monkeypatch.setattr(learner, "ANSWER_SECONDS", 600.0)  # however loaded the machine is
    desk, ids, shown = Desk(), ["im0", "im1", "im2"], dict[str, Predicted]()

    def ask(event: Event) -> None:
        """Ask for the overlay of one image after the other; write those files once the training went on."""
        if isinstance(event, Scored) and not shown:
            desk.inbox.put(Predict(1, folder, "im0"))
        elif isinstance(event, Predicted) and len(shown) < len(ids):
            shown[event.image_id] = event
            if len(shown) < len(ids):
                desk.inbox.put(Predict(1, folder, ids[len(shown)]))
        elif isinstance(event, Step) and len(shown) == len(ids) and event.step == desk.of_kind(Scored)[0].step + 5:
            desk.inbox.put(PredictProject(folder, event_run()))

    def event_run() -> str:
        return desk.of_kind(Started)[0].run

    desk.on_event = ask
    desk.serve(Train(folder, replace(SETTINGS, steps=32)))
    run, (done,), checks = event_run(), desk.of_kind(AllPredicted), desk.of_kind(Scored)
    assert not done.cancelled and not desk.of_kind(Failed) and len(checks) > 2 and all(one.shown for one in checks)
    assert desk.events.index(done) < desk.events.index(desk.of_kind(Step)[-1]), "the training went on"
    files = {one: folder / "predictions" / run / f"{one}.png" for one in ids}
    for one, path in files.items():
        assert np.array_equal(np.asarray(Image.open(path)), shown[one].classes), one
    assert len({read_text(path)[MADE_OF].split(" ")[0] for path in files.values()}) == 1
    assert not np.array_equal(desk.overlay(folder)[1], shown["im0"].confidence), "later weights are others"


def test_stop_ends_the_training_and_not_the_files_that_are_written(folder: Path) -> None:
    desk = Desk()

    def ask(event: Event) -> None:
        if isinstance(event, Step) and event.step == 1:
            desk.inbox.put(PredictProject(folder, STROKES))
            desk.inbox.put(Cancel())

    desk.on_event = ask
    desk.serve(Train(folder, replace(SETTINGS, steps=500)))
    assert desk.of_kind(Finished)[0].reason == "cancelled" and not desk.of_kind(AllPredicted)[0].cancelled
    assert len(list((folder / "predictions" / STROKES).glob("*.png"))) == 3


def test_a_stroke_during_a_training_changes_the_overlay(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learner, "ANSWER_SECONDS", 600.0)  # however loaded the machine is
    desk, mask = Desk(), np.full((SIDE, SIDE), VOID, np.uint8)
    mask[:20], mask[40:] = 1, 0

    def ask(event: Event) -> None:
        if isinstance(event, Started):
            desk.inbox.put(Predict(1, folder, "im0"))
        elif isinstance(event, Step) and event.step == 1:
            desk.inbox.put(FitHead(8, folder, "im0", (1 - disc_image(SIDE, 0)[1]).astype(np.uint8)))
            desk.inbox.put(FitHead(9, folder, "im0", mask))  # the newest wins
        elif isinstance(event, HeadFitted):
            desk.inbox.put(Predict(2, folder, "im0"))

    desk.on_event = ask
    desk.serve(Train(folder, SETTINGS))
    before, *_, after = desk.of_kind(Predicted)
    assert (before.generation, after.generation) == (1, 2) and not np.array_equal(before.classes, after.classes)
    assert {e.generation for e in desk.of_kind(HeadFitted)} == {9}
    first = desk.events.index(desk.of_kind(HeadFitted)[0])
    assert first < desk.events.index(desk.of_kind(Finished)[0])


def test_a_missing_image_is_told_and_the_learner_lives_on(folder: Path) -> None:
    desk = Desk()
    with Project.open(folder, write=False) as project:
        project.image_path(project.entry("im0")).unlink()
    desk.serve(FitHead(1, folder, "im0", np.zeros((SIDE, SIDE), np.uint8)))
    (failed,) = desk.take(Failed)
    assert failed.request == "FitHead" and failed.hint and not desk.learner._responder.busy
    assert desk.fit_head(folder, "im1").fits and desk.overlay(folder, "im1")[2] == STROKES


def test_an_image_that_becomes_held_out_leaves_the_head_of_a_learner_that_runs(folder: Path) -> None:
    desk = Desk()
    desk.fit_head(folder)
    with Project.open(folder) as project:
        project.update_entries([replace_split(project.entry("im0"), "val")])
        project.save()
    desk.fit_head(folder)
    assert same(desk.overlay(folder), written(folder))
