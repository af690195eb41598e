"""Predicting many images: names, class ids, stopping, and what is left out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segstudio.errors import Cancelled, ImageError, LearningError, WeightsError
from segstudio.learning.batch import predict_folder, predict_project
from segstudio.learning.messages import Notice, Progress, TrainSettings
from segstudio.learning.recipe import Phase, Recipe
from segstudio.learning.trainer import train
from segstudio.project.palette_png import decode
from segstudio.project.project import Project

MakeProject = Callable[..., Path]


@pytest.fixture
def trained(make_project: MakeProject) -> Path:
    """A project of three images with a current run of one step."""
    folder = make_project(images=3)
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=1, device="cpu", threads=1)
    finished = list(train(folder, settings, recipe=Recipe(batch=2, phases=(Phase(0, 64),))))[-1]
    with Project.open(folder) as project:
        project.set_current_run(finished.run)  # type: ignore[union-attr]
    return folder


def test_project_is_predicted_to_its_predictions_folder(trained: Path) -> None:
    events = list(predict_project(trained, device="cpu", threads=1))
    assert [(e.done, e.total) for e in events if isinstance(e, Progress)] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    project = Project.open(trained, write=False)
    assert project.current_run
    for entry in project.images:
        found = decode(project.predictions_folder / project.current_run / f"{entry.id}.png")
        assert found.array.shape == entry.shape and set(np.unique(found.array)) <= {0, 1}
        assert found.palette is not None and np.array_equal(found.palette, project.classes.palette())


def test_folder_is_predicted_with_stems_kept_and_classes_beside(trained: Path, tmp_path: Path) -> None:
    images, out = tmp_path / "new", tmp_path / "out"
    images.mkdir()
    for name in ("b.png", "b.bmp", "a.png"):
        Image.fromarray(np.random.default_rng(0).integers(0, 255, (40, 50), np.uint8)).save(images / name)
    (images / "broken.png").write_bytes(b"\x89PNG nothing")
    events = list(predict_folder(trained, images, out, device="cpu", threads=1))
    assert sorted(p.name for p in out.iterdir()) == ["a.png", "b.png", "b_2.png", "classes.json"]
    assert decode(out / "a.png").array.shape == (40, 50)
    rows = json.loads((out / "classes.json").read_text())
    assert [(row["id"], row["name"]) for row in rows] == [(0, "back"), (1, "disc")]
    notices = [e.text for e in events if isinstance(e, Notice)]
    assert any("b_2" in text for text in notices) and any("broken.png is left out" in text for text in notices)


def test_same_result_whole_or_from_the_folder(trained: Path, tmp_path: Path) -> None:
    list(predict_project(trained, device="cpu", threads=1))
    list(predict_folder(trained, trained.parent / "p-images", tmp_path / "out", device="cpu", threads=1))
    project = Project.open(trained, write=False)
    for entry in project.images:
        first = decode(project.predictions_folder / str(project.current_run) / f"{entry.id}.png").array
        assert np.array_equal(first, decode(tmp_path / "out" / f"{entry.id}.png").array)


def test_stop_leaves_whole_files_only(trained: Path) -> None:
    done: list[float] = []
    with pytest.raises(Cancelled):
        for event in predict_project(trained, device="cpu", threads=1, stop=lambda: len(done) > 1):
            done.append(event.done)  # type: ignore[union-attr]
    written = list((trained / "predictions").rglob("*"))
    assert [decode(path).array.shape for path in written if path.is_file()] == [(64, 64)]


def test_what_cannot_be_predicted_is_told(make_project: MakeProject, tmp_path: Path) -> None:
    folder = make_project(images=1, held_out=0)
    with pytest.raises(LearningError) as told:
        list(predict_project(folder))
    assert "no trained network" in told.value.message and told.value.hint
    with pytest.raises(LearningError):
        list(predict_project(folder, run="gone"))


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
