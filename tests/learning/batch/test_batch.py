"""Predicting many images: names, class ids, stopping, and what is left out."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from segstudio.errors import Cancelled, ImageError, LearningError, WeightsError, WriteError
from segstudio.learning.batch import batch, loaded_model
from segstudio.learning.batch.batch import BatchOptions, confidence_file, predict_folder, predict_project
from segstudio.learning.messages import Finished, ImagePredicted, Notice, Progress, TrainSettings
from segstudio.learning.network import predictor, tile_grid
from segstudio.learning.network.pixel_limit import SENTENCE, PixelLimit
from segstudio.learning.runs.folder import load_run, save_run
from segstudio.models.unet import UNet
from segstudio.project.palette_png import decode
from segstudio.project.project import Project
from tests.narrow import SMALL, few

__all__ = ["few"]  # a fixture

pytestmark = pytest.mark.usefixtures("few")

MakeProject = Callable[..., Path]
CPU = BatchOptions(device="cpu", threads=1)


@pytest.fixture
def trained(trained_project: Callable[..., tuple[Path, Finished]]) -> Path:
    """A project of three images with a current run of one step."""
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=1, device="cpu", threads=1)
    folder, finished = trained_project(settings, SMALL, images=3)
    with Project.open(folder) as project:
        project.set_current_run(finished.run)
    return folder


def test_project_is_predicted_to_its_predictions_folder(trained: Path) -> None:
    events = list(predict_project(trained, options=CPU))
    assert [(e.done, e.total) for e in events if isinstance(e, Progress)] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    project = Project.open(trained, write=False)
    assert project.current_run
    for entry in project.images:
        found = decode(project.predictions_folder / project.current_run / f"{entry.id}.png")
        assert found.array.shape == entry.shape and set(np.unique(found.array)) <= {0, 1}
        assert found.palette is not None and np.array_equal(found.palette, project.classes.palette())


def test_a_projects_image_has_the_same_name_in_predictions_and_exports(trained: Path, tmp_path: Path) -> None:
    with Project.open(trained) as project:
        twin = tmp_path / "other" / project.image_path(project.images[0]).name
        twin.parent.mkdir()
        Image.fromarray(np.zeros((64, 64), np.uint8)).save(twin)
        project.add_images([twin])
        first, *_, second = project.images
        project.remove_image(first.id)
    paths = [project.image_path(entry) for entry in project.images]
    list(predict_folder(trained, paths, tmp_path / "out", options=CPU))
    assert second.mask_stem == f"{first.stem}_2" and (tmp_path / "out" / f"{second.mask_stem}.png").is_file()
    assert not (tmp_path / "out" / f"{first.stem}.png").exists()
    (tmp_path / "link").symlink_to(twin.parent)
    list(predict_folder(trained, tmp_path / "link", tmp_path / "again", options=CPU))
    assert sorted(path.stem for path in (tmp_path / "again").glob("*.png")) == [second.mask_stem]


def test_folder_is_predicted_with_stems_kept_and_classes_beside(trained: Path, tmp_path: Path) -> None:
    images, out = tmp_path / "new", tmp_path / "out"
    images.mkdir()
    for name in ("b.png", "b.bmp", "a.png"):
        Image.fromarray(np.random.default_rng(0).integers(0, 255, (40, 50), np.uint8)).save(images / name)
    (images / "broken.png").write_bytes(b"\x89PNG nothing")
    (images / "device.png").symlink_to("/dev/zero")
    events = list(predict_folder(trained, images, out, options=CPU))
    assert sorted(p.name for p in out.iterdir()) == ["a.png", "b.png", "b_2.png", "classes.json"]
    assert decode(out / "a.png").array.shape == (40, 50)
    rows = json.loads((out / "classes.json").read_text())
    assert [(row["id"], row["name"]) for row in rows] == [(0, "back"), (1, "disc")]
    notices = [e.text for e in events if isinstance(e, Notice)]
    assert any("b_2" in text for text in notices) and any("broken.png is left out" in text for text in notices)
    assert any("device.png is left out" in text for text in notices)


def test_every_plane_of_a_file_is_predicted_by_itself(trained: Path, tmp_path: Path) -> None:
    images, out = tmp_path / "new", tmp_path / "out"
    images.mkdir()
    planes = np.random.default_rng(0).integers(0, 255, (3, 40, 50), np.uint8)
    tifffile.imwrite(images / "scan.tif", planes, imagej=True, metadata={"axes": "ZYX"})
    events = list(predict_folder(trained, images, out, options=CPU))
    assert sorted(p.stem for p in out.glob("*.png")) == ["scan_z001", "scan_z002", "scan_z003"]
    assert [e.total for e in events if isinstance(e, ImagePredicted)] == [3] * 3
    assert not any(isinstance(e, Notice) and "becomes" in e.text for e in events)
    for number, plane in enumerate(planes, 1):
        Image.fromarray(plane).save(images / f"single_{number}.png")
    list(predict_folder(trained, images, tmp_path / "both", options=CPU))
    for number in (1, 2, 3):
        one, same = (decode(tmp_path / "both" / f"{n}{number}.png").array for n in ("scan_z00", "single_"))
        assert np.array_equal(one, same)
    with Project.open(trained) as project:
        project.add_images([images / "scan.tif"])
        project.remove_image(project.images[-1].id)
    list(predict_folder(trained, None, tmp_path / "own", options=CPU))
    names = ["im0", "im1", "im2", "scan_z001", "scan_z002"]
    assert sorted(p.stem for p in (tmp_path / "own").glob("*.png")) == names


def test_same_result_whole_or_from_the_folder(trained: Path, tmp_path: Path) -> None:
    list(predict_project(trained, options=CPU))
    list(predict_folder(trained, trained.parent / "p-images", tmp_path / "out", options=CPU))
    project = Project.open(trained, write=False)
    for entry in project.images:
        first = decode(project.predictions_folder / str(project.current_run) / f"{entry.id}.png").array
        assert np.array_equal(first, decode(tmp_path / "out" / f"{entry.id}.png").array)


def test_stop_leaves_whole_files_only(trained: Path) -> None:
    done: list[float] = []
    with pytest.raises(Cancelled):
        for event in predict_project(trained, options=CPU, stop=lambda: len(done) > 1):
            if isinstance(event, Progress):
                done.append(event.done)
    written = list((trained / "predictions").rglob("*.png"))
    assert [decode(path).array.shape for path in written if path.is_file()] == [(64, 64)]


def test_what_cannot_be_predicted_is_told(make_project: MakeProject, tmp_path: Path) -> None:
    folder = make_project(images=1, held_out=0)
    with pytest.raises(LearningError):
        list(predict_project(folder, run="gone"))
    shutil.rmtree(folder / "masks")
    with pytest.raises(LearningError) as told:
        list(predict_project(folder))
    assert "Nothing can be predicted" in told.value.message and "two classes" in told.value.hint


def test_strokes_alone_are_predicted_from_without_a_training(make_project: MakeProject) -> None:
    folder = make_project(images=3)
    assert new_ones(list(predict_project(folder, options=CPU))) == [True] * 3
    assert new_ones(list(predict_project(folder, options=CPU))) == [False] * 3
    mirrored = list(predict_project(folder, options=replace(CPU, flips="both")))
    assert new_ones(mirrored) == [False] * 3 and any("mirrored" in e.text for e in mirrored if isinstance(e, Notice))
    project = Project.open(folder, write=False)
    found = decode(project.predictions_folder / "strokes" / f"{project.images[0].id}.png").array
    truth = decode(project.mask_path(project.images[0])).array
    assert (found == truth).mean() > 0.9


def test_folders_that_must_not_be_written_to_are_refused(trained: Path, tmp_path: Path) -> None:
    images = trained.parent / "p-images"
    for out in (trained / "masks", images):
        with pytest.raises(LearningError):
            list(predict_folder(trained, images, out))
    (tmp_path / "empty").mkdir()
    with pytest.raises(ImageError):
        list(predict_folder(trained, tmp_path / "empty", tmp_path / "out"))


def test_damaged_weights_are_refused(trained: Path) -> None:
    run = Project.open(trained, write=False).current_run
    (trained / "runs" / str(run) / "weights.safetensors").write_bytes(b"0" * 100)
    with pytest.raises(WeightsError):
        list(predict_project(trained))
    shutil.rmtree(trained / "runs")
    with pytest.raises(LearningError):
        list(predict_project(trained))


def test_predictions_are_torchs_as_what_the_window_shows_is(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded_model, "onnx_network", lambda *_: pytest.fail("ONNX Runtime was not asked for"))
    events = list(predict_project(trained, options=CPU))
    assert not [event for event in events if isinstance(event, Notice)]


def new_ones(events: list[object]) -> list[bool]:
    return [e.new for e in events if isinstance(e, ImagePredicted)]


def test_second_pass_predicts_only_what_changed(trained: Path) -> None:
    assert new_ones(list(predict_project(trained, options=CPU))) == [True] * 3
    assert new_ones(list(predict_project(trained, options=CPU))) == [False] * 3
    project = Project.open(trained, write=False)
    held_out = next(number for number, entry in enumerate(project.images) if entry.split == "val")
    source = project.image_path(project.images[held_out])  # one that teaches would make another model
    Image.fromarray(np.full((64, 64), 9, np.uint8)).save(source)
    (project.predictions_folder / str(project.current_run) / f"{project.images[held_out - 1].id}.png").unlink()
    changed = [number in (held_out, held_out - 1) for number in range(3)]
    assert new_ones(list(predict_project(trained, options=CPU))) == changed
    assert new_ones(list(predict_project(trained, options=replace(CPU, flips="both")))) == [True] * 3
    assert new_ones(list(predict_project(trained, options=replace(CPU, flips="both", again=True)))) == [True] * 3
    any_way = replace(CPU, any_way=True)  # an export takes what is there
    assert new_ones(list(predict_project(trained, options=any_way))) == [False] * 3
    Image.fromarray(np.full((64, 64), 8, np.uint8)).save(source)
    assert new_ones(list(predict_project(trained, options=any_way))) == [number == held_out for number in range(3)]


def test_pass_goes_on_where_a_cancelled_one_stopped(trained: Path) -> None:
    done: list[ImagePredicted] = []
    with pytest.raises(Cancelled):
        for event in predict_project(trained, options=CPU, stop=lambda: len(done) == 2):
            if isinstance(event, ImagePredicted):
                done.append(event)
    assert new_ones(list(predict_project(trained, options=CPU))) == [False, False, True]


def test_time_left_is_told_and_ends_at_nought(trained: Path) -> None:
    left = [e.seconds_left for e in predict_project(trained, options=CPU) if isinstance(e, ImagePredicted)]
    assert all(seconds is not None and seconds >= 0 for seconds in left) and left[-1] == 0


def test_confidence_is_written_beside_as_grey(trained: Path, tmp_path: Path) -> None:
    images, out = trained.parent / "p-images", tmp_path / "out"
    list(predict_folder(trained, images, out, options=replace(CPU, confidence=True)))
    with Image.open(confidence_file(out / "im0.png")) as image:
        sure = np.asarray(image.convert("L"))
    assert sure.shape == (64, 64) and sure.min() >= 127  # of two classes the likelier one


def test_large_image_is_predicted_in_bands_to_the_same_file(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, bands = tmp_path / "large", []
    images.mkdir()
    Image.fromarray(np.random.default_rng(3).integers(0, 255, (400, 70), np.uint8)).save(images / "a.tif")
    monkeypatch.setattr(predictor, "WHOLE_CPU", 1000)
    monkeypatch.setattr(tile_grid.tile_rects, "__defaults__", (96, 32))
    monkeypatch.setattr(UNet, "reach", 32)
    take = batch.predict_bands
    monkeypatch.setattr(batch, "predict_bands", lambda *a, **k: (bands.append(b) or b for b in take(*a, **k)))
    list(predict_folder(trained, images, tmp_path / "out", options=CPU))
    assert len(bands) > 1 and sum(len(b.classes) for b in bands) == 400
    found = decode(tmp_path / "out" / "a.png").array
    assert np.array_equal(found, np.concatenate([b.classes for b in bands]))


@pytest.mark.parametrize("wrong", [{"flips": "sideways"}, {"engine": "steam"}])
def test_unknown_choices_are_refused(trained: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(LearningError) as told:
        list(predict_project(trained, options=replace(CPU, **wrong)))
    assert told.value.hint.startswith("Choose one of")


# ---- files beside each other ----------------------------------------------------------------------------------------


def draw(folder: Path, *names: str) -> Path:
    """Images of 40 x 50 noise."""
    folder.mkdir(exist_ok=True)
    for name in names:
        Image.fromarray(np.random.default_rng(0).integers(0, 255, (40, 50), np.uint8)).save(folder / name)
    return folder


def test_confidence_never_replaces_a_prediction_of_that_name(trained: Path, tmp_path: Path) -> None:
    images, out = draw(tmp_path / "new", "a.png", "a_confidence.png"), tmp_path / "out"
    list(predict_folder(trained, images, out, options=replace(CPU, confidence=True)))
    assert sorted(p.name for p in out.glob("*.png")) == [
        "a.png", "a_confidence.png", "a_confidence_2.png", "a_confidence_2_confidence.png"
    ]  # fmt: skip
    assert set(np.unique(decode(out / "a_confidence_2.png").array)) <= {0, 1}
    assert decode(out / "a_confidence.png").array.min() >= 127


def test_confidence_of_another_prediction_does_not_stay_beside_a_new_one(trained: Path, tmp_path: Path) -> None:
    images, out = draw(tmp_path / "new", "a.png"), tmp_path / "out"
    list(predict_folder(trained, images, out, options=replace(CPU, confidence=True)))
    assert new_ones(list(predict_folder(trained, images, out, options=CPU))) == [False]
    assert confidence_file(out / "a.png").exists(), "it is that of this prediction"
    assert new_ones(list(predict_folder(trained, images, out, options=replace(CPU, flips="both")))) == [True]
    assert not confidence_file(out / "a.png").exists()
    both = replace(CPU, flips="both", confidence=True)
    assert new_ones(list(predict_folder(trained, images, out, options=both))) == [True]


@pytest.mark.parametrize("name", ["a.png", "a_confidence.png", "classes.json"])
def test_files_of_somebody_else_are_not_replaced(trained: Path, tmp_path: Path, name: str) -> None:
    images, out = draw(tmp_path / "new", "a.bmp"), tmp_path / "out"
    out.mkdir()
    (out / name).write_bytes(b"mine")
    with pytest.raises(LearningError) as told:
        list(predict_folder(trained, images, out, options=replace(CPU, confidence=True)))
    assert name in told.value.message and told.value.hint
    assert [p.name for p in out.iterdir()] == [name] and (out / name).read_bytes() == b"mine"


def test_a_full_disk_leaves_the_predictions_that_were_there(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, out = draw(tmp_path / "new", "a.png", "b.png"), tmp_path / "out"
    list(predict_folder(trained, images, out, options=CPU))
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(WriteError):
        list(predict_folder(trained, images, out, options=replace(CPU, flips="both", confidence=True)))
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_weights_that_changed_make_every_prediction_anew(trained: Path) -> None:
    list(predict_project(trained, options=CPU))
    run = str(Project.open(trained, write=False).current_run)
    info, state = load_run(trained, run)
    state["logits.bias"] = state["logits.bias"] + 1
    save_run(trained, info, state)
    assert new_ones(list(predict_project(trained, options=CPU))) == [True] * 3


def test_short_memory_is_told_once_in_a_pass(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = PixelLimit()
    monkeypatch.setattr(predictor, "LIMIT", limit)
    monkeypatch.setattr(batch, "LIMIT", limit)
    limit.ran_out("cpu", 3000)  # half of that is less than any of the images
    told = [event.text for event in predict_project(trained, options=CPU) if isinstance(event, Notice)]
    assert told == [SENTENCE]
