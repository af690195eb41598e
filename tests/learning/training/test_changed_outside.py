"""Images and masks that were changed outside of the program are left out by name, or named."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segstudio.cli.main import main
from segstudio.errors import MaskError
from segstudio.formats.writers.palette_png import export_masks
from segstudio.learning.batch.batch import predict_folder, predict_project
from segstudio.learning.explore.start import learn_own_start
from segstudio.learning.messages import Finished, ImagePredicted, Notice, Scored, Started, TrainSettings
from segstudio.learning.training.trainer import train
from segstudio.project.project import Project
from tests.narrow import SMALL, few

__all__ = ["few"]  # a fixture

pytestmark = pytest.mark.usefixtures("few")

MakeProject = Callable[..., Path]
SHORT = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=2, device="cpu", threads=1)


def image_of(folder: Path, id: str) -> Path:
    project = Project.open(folder, write=False)
    return project.image_path(project.entry(id))


def change(folder: Path, id: str, kind: str) -> None:
    """What somebody does to an image, or to its mask, outside of the program."""
    path = image_of(folder, id)
    with Image.open(path) as image:
        pixels = np.asarray(image).copy()
    if kind == "missing":
        path.unlink()
    elif kind == "torn mask":
        mask = folder / "masks" / f"{id}.png"
        mask.write_bytes(mask.read_bytes()[:-20])
    else:
        shape = {"smaller": (32, 64), "larger": (80, 90), "other picture": (64, 64)}[kind]
        Image.fromarray(np.resize(255 - pixels, (*shape, *pixels.shape[2:]))).save(path)


def trained(folder: Path) -> tuple[list[str], list[str], Started, list[Scored], Finished]:
    """Sentences of what is left out, other sentences, and the events of a short training."""
    events = list(train(folder, SHORT, recipe=SMALL))
    notices = [event for event in events if isinstance(event, Notice)]
    started = next(event for event in events if isinstance(event, Started))
    scores = [event for event in events if isinstance(event, Scored)]
    assert isinstance(events[-1], Finished)
    left_out = [notice.text for notice in notices if notice.left_out]
    return left_out, [notice.text for notice in notices if not notice.left_out], started, scores, events[-1]


@pytest.mark.parametrize("kind", ["smaller", "larger", "missing"])
def test_a_held_out_image_that_changed_is_named_and_the_others_score(make_project: MakeProject, kind: str) -> None:
    folder = make_project(images=5, held_out=2)
    change(folder, "im4", kind)
    left_out, _, started, scores, _ = trained(folder)
    assert [text for text in left_out if text.startswith("im4 is not scored: ")] == left_out and len(left_out) == 1
    assert started.held_out_images == 1 and [one.table.images for one in scores] == [1] * len(scores) != []


@pytest.mark.parametrize("kind", ["smaller", "larger", "missing"])
def test_a_training_image_that_changed_is_named_and_the_others_are_learnt(make_project: MakeProject, kind: str) -> None:
    folder = make_project(images=5, held_out=1)
    change(folder, "im0", kind)
    left_out, _, started, _, finished = trained(folder)
    assert len(left_out) == 1 and left_out[0].startswith("im0 is left out: ")
    assert started.train_images == 3 and finished.run


@pytest.mark.parametrize("kind", ["smaller", "missing"])
def test_a_run_that_nothing_scored_takes_the_place_of_none(make_project: MakeProject, kind: str) -> None:
    folder = make_project()
    first = trained(folder)[-1].run
    with Project.open(folder) as project:
        project.set_current_run(first)
    change(folder, "im3", kind)
    left_out, notices, started, scores, finished = trained(folder)
    assert started.held_out_images == 0 and scores == []
    assert finished.run and not finished.replaces and finished.table is None
    assert any("im3" in text for text in left_out) and any("Nothing could be scored" in text for text in left_out)
    assert any("no held-out image could score run" in text for text in notices)


@pytest.mark.parametrize("id", ["im0", "im1"])
def test_an_image_that_was_replaced_by_another_picture_is_noticed(make_project: MakeProject, id: str) -> None:
    folder = make_project(images=2)
    change(folder, id, "other picture")
    left_out, notices, _, scores, _ = trained(folder)
    assert left_out == [] and scores
    assert [text for text in notices if "was changed since it was added" in text and id in text] != []


@pytest.mark.parametrize("id", ["im0", "im3"])  # one to learn from, one held out
def test_a_torn_mask_stops_a_training_before_it_begins(make_project: MakeProject, id: str) -> None:
    folder = make_project()
    change(folder, id, "torn mask")
    events = train(folder, SHORT, recipe=SMALL)
    with pytest.raises(MaskError, match=rf"^{id}\.png is truncated.*The training was not begun"):
        next(events)
    assert not (folder / "runs").exists()


def test_a_mask_that_is_torn_during_a_training_is_named(make_project: MakeProject) -> None:
    folder, told = make_project(), []
    for event in train(folder, replace(SHORT, steps=4, wait=0.0), recipe=SMALL):
        if isinstance(event, Started):
            change(folder, "im3", "torn mask")
        told += [event.text] if isinstance(event, Notice) and event.left_out else []
    assert any(text.startswith("im3 is not scored: im3.png is truncated") for text in told)


def test_the_command_line_names_what_a_training_leaves_out_and_does_not_end_with_zero(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project()
    change(folder, "im0", "smaller")
    assert main(["train", str(folder), "--encoder", "mobilenet_v3_large", "--weights", "none", "--steps", "1"]) == 1
    assert "im0 is left out: " in capsys.readouterr().err


def test_a_torn_mask_stops_what_is_learnt_from_labels(make_project: MakeProject, tmp_path: Path) -> None:
    folder = make_project()
    change(folder, "im1", "torn mask")
    own = learn_own_start(folder, SHORT)
    for work in (own, predict_project(folder), predict_folder(folder, image_of(folder, "im0").parent, tmp_path / "o")):
        with pytest.raises(MaskError, match=r"^im1\.png is truncated"):
            list(work)


def test_predictions_of_a_changed_image_are_left_out_and_named(make_project: MakeProject, tmp_path: Path) -> None:
    folder = make_project()
    with Project.open(folder) as project:
        project.set_current_run(trained(folder)[-1].run)
        assert all(not event.problem for event in predict_project(folder) if isinstance(event, ImagePredicted))
        change(folder, "im0", "smaller")
        change(folder, "im1", "other picture")
        problems = {e.image_id: e.problem for e in predict_project(folder) if isinstance(e, ImagePredicted)}
        assert "64 x 32 pixels now" in problems["im0"] and problems["im1"] == ""
        report = export_masks(project, tmp_path / "out", "predictions")
        assert sorted(path.name for path in report.files) == ["im1.png", "im2.png", "im3.png"]
        assert ["pixels now" in one.reason for one in report.left_out] == [True]
        assert len(report.notes) == 1 and "im1.png was changed" in report.notes[0]
        labels = export_masks(project, tmp_path / "labels")
        assert len(labels.files) == 4 and sum("was changed" in note for note in labels.notes) == 2


def test_the_command_line_counts_only_the_predictions_that_were_made(
    make_project: MakeProject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project()
    with Project.open(folder) as project:
        project.set_current_run(trained(folder)[-1].run)
    change(folder, "im0", "missing")
    capsys.readouterr()
    assert main(["predict", str(folder), "--out", str(tmp_path / "out"), "--json"]) == 1
    out, err = capsys.readouterr()
    assert "im0.png is left out" in err and json.loads(out.splitlines()[-1])["files"] == 3
