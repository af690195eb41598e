"""What could cost strokes is told in the window, and nothing can be painted that would be lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.labels.painting import whole
from segstudio.project.masks import read_mask
from segstudio.project.project import Project
from tests.gui.scripted import opened_window, paint_block

BLOCK = Rect(20, 20, 30, 30)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    """The real window with the first image shown."""
    yield from opened_window(qtbot, tmp_path, project_folder)


def again(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    window.projects.open_path(folder)
    qtbot.waitUntil(lambda: window.document.mask is not None)


def shown(window: MainWindow, *words: str) -> bool:
    """Whether the banner shows a notice with these words."""
    notice = window.banner.current
    return notice is not None and all(word in notice.text for word in words)


def strokes(window: MainWindow, *values: int) -> np.ndarray:
    """Paint one block over the other; the mask after that."""
    for value in values:
        paint_block(window.document, value, BLOCK)
    return np.array(window.document.mask.array)


def go(window: MainWindow, at: int, qtbot: QtBot) -> None:
    window.document.current.select(window.document.images[at].id)
    qtbot.waitUntil(lambda: not window.document.current.loading)


# ---- journals ------------------------------------------------------------------------------------------------------


def test_a_missing_journal_is_told_when_the_project_is_opened(
    window: MainWindow, qtbot: QtBot, project_folder: Path
) -> None:
    strokes(window, 1)
    assert window.document.open_project.close()
    (project_folder / "journal" / "image_0").unlink()
    again(window, project_folder, qtbot)
    assert shown(window, "The journal of image_0 is missing")


# ---- images of another size ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("painted", [True, False])
@pytest.mark.parametrize("size", [(80, 40), (100, 90)])
def test_an_image_resized_while_its_mask_is_open_or_before_its_first_stroke_is_blocked(
    window: MainWindow, qtbot: QtBot, image_paths: list[Path], size: tuple[int, int], painted: bool
) -> None:
    original, document = image_paths[1].read_bytes(), window.document
    go(window, 1, qtbot)
    before = strokes(window, 1) if painted else np.array(document.mask.array)
    go(window, 0, qtbot)
    Image.new("L", size).save(image_paths[1])
    go(window, 1, qtbot)
    assert document.mask is None and document.entry.id in document.current.blocked
    assert shown(window, f"image_1.png is {size[0]} x {size[1]} pixels now", "80 x 60")
    assert not document.strokes.begin("Brush")
    image_paths[1].write_bytes(original)
    go(window, 0, qtbot)
    go(window, 1, qtbot)
    assert np.array_equal(document.mask.array, before) and not document.current.blocked


def test_an_image_resized_before_the_project_was_opened_and_before_its_first_stroke_is_blocked(
    window: MainWindow, qtbot: QtBot, project_folder: Path, image_paths: list[Path]
) -> None:
    assert window.document.open_project.close()
    Image.new("L", (30, 30)).save(image_paths[1])
    again(window, project_folder, qtbot)
    go(window, 1, qtbot)
    assert window.document.mask is None and shown(window, "image_1.png is 30 x 30 pixels now")
    assert window.document.open_project.close()
    with Project.open(project_folder, write=False) as project:
        assert not project.labelled_entries()


# ---- a lock that was lost ------------------------------------------------------------------------------------------


def test_a_stroke_under_way_when_the_lock_is_lost_is_kept_and_told_and_the_window_closes(
    window: MainWindow, qtbot: QtBot, project_folder: Path
) -> None:
    document = window.document
    strokes(window, 0)
    document.saving.save_now()
    assert document.strokes.begin("Brush")
    document.strokes.paint(whole((60, 80)), 1)
    for name in ("lock", ".lock-guard"):
        (project_folder / name).unlink()
    with Project.open(project_folder) as second:
        document.strokes.commit()
        assert shown(window, "opened in this program too", "nothing is written into it")
        document.saving.save_now()
        kept = project_folder / "journal" / "image_0.aside-1.png"
        assert (read_mask(kept) == 1).all()
        assert (read_mask(project_folder / "masks" / "image_0.png")[BLOCK.slices] == 0).all()
        assert any("journal/image_0.aside-1.png" in notice.text for notice in window.banner._waiting)
        assert not document.strokes.begin("Brush")
        assert document.open_project.close()
        assert second.lost_lock() is None


# ---- links ---------------------------------------------------------------------------------------------------------


def test_a_project_with_a_link_to_elsewhere_is_not_opened_and_the_window_says_why(
    window: MainWindow, qtbot: QtBot, project_folder: Path, tmp_path: Path
) -> None:
    assert window.document.open_project.close()
    (project_folder / "removed").symlink_to(tmp_path)
    window.projects.open_path(project_folder)
    qtbot.waitUntil(lambda: shown(window, "removed in the project folder is a link"))
    assert window.document.project is None
