"""Moved images in the window: added again or looked for, they keep their labels; what was left out is all named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog, QMessageBox

from segstudio.errors import ImageError
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.project.project import Project
from tests.gui.scripted import open_folder, opened_window, paint_block


@pytest.fixture
def moved(tmp_path: Path, project_folder: Path) -> Path:
    """A project of which the first image has a label, and the images are in the folder ``elsewhere`` now."""
    with Project.open(project_folder) as project:
        mask = project.mask_path(project.images[0])
        array = np.full((60, 80), 255, np.uint8)
        array[:30] = 1
        mask.parent.mkdir(exist_ok=True)
        Image.fromarray(array).save(mask)
    (tmp_path / "images").rename(tmp_path / "elsewhere")
    return project_folder


@pytest.fixture
def window(qtbot, tmp_path: Path, moved: Path) -> Iterator[MainWindow]:
    for window in opened_window(qtbot, tmp_path):
        assert open_folder(window.document, moved)
        current = window.document.current
        qtbot.waitUntil(lambda current=current: isinstance(current.trouble, ImageError))
        yield window


def shown_with_its_label(window: MainWindow, qtbot) -> None:
    document = window.document
    qtbot.waitUntil(lambda: document.mask is not None)
    assert (document.mask.array[:30] == 1).all() and document.current.trouble is None
    assert len(document.images) == 3 and document.images[0].path == "../elsewhere/image_0.png"
    qtbot.waitUntil(lambda: window.images.model.thumbnails.picture(document.images[0].id) is not None)
    assert document.census.image_state(document.images[0].id) == "part"
    paint_block(document, 0, Rect(0, 40, 5, 5))
    document.saving.save_now()
    with Project.open(document.project.folder, write=False) as saved:
        assert [entry.path for entry in saved.images] == [entry.path for entry in document.images]


def test_find_moved_images_in_the_menu_asks_where_and_names_what_is_not_there(
    window: MainWindow, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere" / "image_2.png").unlink()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path / "elsewhere"))
    assert "Find moved images" in window.banner.current.hint
    window.refresh()
    action = window.actions_["image.find_moved"]
    assert action.isEnabled()
    action.trigger()
    qtbot.waitUntil(lambda: not window.find_moved.job.running)
    text = window.banner.current.text
    assert text.startswith("2 images are at other places now and keep their labels (../images/image_0.png at ")
    assert "Left out: The image image_2.png is missing; it was at" in text
    shown_with_its_label(window, qtbot)


def test_moved_images_that_are_added_again_are_no_new_ones(window: MainWindow, tmp_path: Path, qtbot) -> None:
    window.projects.add([tmp_path / "elsewhere"])
    qtbot.waitUntil(lambda: window.document.images[0].path.startswith("../elsewhere"))
    assert window.banner.current.text.startswith("3 images are at other places now and keep their labels")
    shown_with_its_label(window, qtbot)


def test_closing_the_project_stops_the_search(window: MainWindow, tmp_path: Path, qtbot) -> None:
    window.find_moved.start(tmp_path)
    assert window.document.open_project.close()
    qtbot.waitUntil(lambda: not window.find_moved.job.running)
    assert window.document.project is None


def test_every_file_that_was_not_added_is_named_with_its_reason(window: MainWindow, tmp_path: Path, qtbot) -> None:
    for number in range(4):
        (tmp_path / "more" / f"{number}.png").parent.mkdir(exist_ok=True)
        (tmp_path / "more" / f"{number}.png").write_bytes(b"no image")
    Image.new("L", (5, 5)).save(tmp_path / "more" / "good.png")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "more" / "scan.czi").write_text("x")
    window.banner.clear()
    window.projects.drop([tmp_path / "more", tmp_path / "notes.txt"])
    qtbot.waitUntil(lambda: len(window.document.images) == 4)
    told = "2 more were left out. Other files that are there are not read as images: 1 Zeiss CZI."
    assert window.banner.current.text.endswith(told)
    box = window.findChild(QMessageBox, "left_out")
    lines = box.detailedText().splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        *(str(tmp_path / "more" / f"{number}.png") for number in range(4)), str(tmp_path / "notes.txt"),
    ]  # fmt: skip
    assert all(line.partition(": ")[2] for line in lines)
    box.close()
