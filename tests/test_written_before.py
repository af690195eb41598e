"""A project, its run and the settings that the version before (0.1.0) wrote still open, unchanged.

The archive beside the tests of the project room was made by the old program itself: the real window painted three
images, a training was run and its predictions kept, then the window was killed after two more strokes on the fourth
image, so that these are in the journal only. Before they were written the large weight tensors were rounded to two
values each, which packs them into a twentieth.
"""

from __future__ import annotations

import json
import tarfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from segstudio.gui.document.document import Document
from segstudio.gui.files.background import Background
from segstudio.gui.look.settings import Settings
from segstudio.learning.batch.batch import predict_project
from segstudio.learning.messages import Finished, TrainSettings
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.listing import scan
from segstudio.learning.training.trainer import train
from segstudio.project.project import Project
from tests.gui.scripted import open_folder
from tests.narrow import SMALL

ARCHIVE = Path(__file__).with_name("project") / "written_by_0_1_0.tar.xz"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "written_by_0_1_0"


@pytest.fixture
def folder(place: Path) -> Path:
    return place / "Discs.segstudio"


@pytest.fixture
def expected(place: Path) -> dict[str, Any]:
    return json.loads((place / "expected.json").read_text())


def crc(pixels: Any) -> int:
    return zlib.crc32(np.ascontiguousarray(pixels))


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_reading_an_old_project_changes_no_byte_and_finds_all_facts(folder: Path, expected: dict[str, Any]) -> None:
    before = files(folder)
    project = Project.open(folder, write=False)
    assert [entry.id for entry in project.images] == expected["images"]
    assert [entry.split for entry in project.images] == expected["splits"]
    assert [entry.group for entry in project.images] == expected["groups"]
    assert [entry.flag for entry in project.images] == expected["flags"]
    assert [[c.id, c.name, list(c.color)] for c in project.classes] == expected["classes"]
    assert project.current_run == expected["run"]
    masks = [image for image in expected["images"] if (folder / "masks" / f"{image}.png").exists()]
    assert [crc(Image.open(folder / "masks" / f"{image}.png")) for image in masks] == [
        expected["masks"][image] for image in masks
    ]
    assert len(masks) == 3 and files(folder) == before


def test_strokes_of_a_killed_old_window_come_back_and_can_be_undone(
    folder: Path, expected: dict[str, Any], qtbot: QtBot
) -> None:
    background = Background()
    document = Document(background, background)
    assert open_folder(document, folder)
    for image in expected["images"]:
        document.current.select(image)
        qtbot.waitUntil(lambda image=image: document.entry.id == image and document.mask is not None, timeout=20_000)
        assert crc(document.mask.array) == expected["masks"][image], image
    assert (document.mask.array == 1).sum() == 400
    document.queue.undo()
    assert (document.mask.array == 1).sum() == 0 and (document.mask.array == 0).sum() == 96 * 20
    document.queue.undo()
    assert document.mask.labelled == 0
    document.queue.redo()
    document.queue.redo()
    assert crc(document.mask.array) == expected["masks"][image]
    document.open_project.close()
    background.close()
    background.deleteLater()


def test_an_old_run_is_listed_with_its_scores_and_predicts_what_it_predicted(
    folder: Path, expected: dict[str, Any]
) -> None:
    info = read_info(folder, expected["run"])
    assert info.steps == expected["steps"] and info.network == "unet" and info.encoder == "mobilenet_v3_large"
    assert info.best is not None and info.best.mean_iou == pytest.approx(expected["mean_iou"])
    assert [one.info.name for one in scan(folder)] == [expected["run"]]
    kept = folder / "predictions" / expected["run"]
    before = {image: np.asarray(Image.open(kept / f"{image}.png")) for image in expected["images"]}
    assert {image: crc(pixels) for image, pixels in before.items()} == expected["predictions"]
    for image in expected["images"]:
        (kept / f"{image}.png").unlink()
    list(predict_project(folder, expected["run"]))
    for image, pixels in before.items():
        assert (np.asarray(Image.open(kept / f"{image}.png")) == pixels).mean() > 0.995


def test_a_training_goes_on_from_an_old_run(folder: Path, expected: dict[str, Any]) -> None:
    settings = TrainSettings(steps=1, device="cpu", threads=1)
    Project.open(folder).close()  # which saves the strokes of the killed window, as before any training
    end = list(train(folder, settings, expected["run"], recipe=SMALL))[-1]
    assert isinstance(end, Finished) and end.steps == 1
    assert read_info(folder, end.run).weights.startswith(f"run {expected['run']}")


def test_old_settings_are_read(place: Path) -> None:
    settings = Settings(place / "settings.ini")
    assert (settings.theme, settings.class_colors, settings.hatch) == ("dark", "voc", True)
    assert (settings.opacity, settings.minimum_confidence, settings.brush_size) == (0.35, 0.6, 37.0)
    assert settings.tool == "lasso" and settings.keys == {"tool.brush": ("Ctrl+B",)}
    assert settings.tool_options == {"wand.tolerance": 12, "brush.square": True}
    assert settings.recent == [settings.last_project] == [Path("/home/expert/Discs.segstudio")]
    assert not settings.geometry.isEmpty() and not settings.docks.isEmpty() and not settings.columns.isEmpty()
