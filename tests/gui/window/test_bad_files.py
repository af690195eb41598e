"""What is dropped may be anything: the good images come in, the bad ones are named, the window still closes."""

from __future__ import annotations

import io
import json
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPushButton

from segstudio.errors import UserError
from segstudio.gui.window.main_window import MainWindow
from tests.gui.conftest import draw_images
from tests.gui.scripted import opened_window

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good images; a pipe, a device, a TIFF whose tags are damaged and a JPEG of thousands of scans."""
    folder = tmp_path / "mixed"
    draw_images(folder, 2)
    os.mkfifo(folder / "b_pipe.png")
    (folder / "c_device.png").symlink_to("/dev/zero")
    Image.new("RGB", (9, 9)).save(folder / "d_tags.tif")
    data = bytearray((folder / "d_tags.tif").read_bytes())
    data[10 + 2] = 99  # the type of the first tag
    (folder / "d_tags.tif").write_bytes(data)
    stream = io.BytesIO()
    Image.linear_gradient("L").resize((900, 900)).save(stream, "JPEG", progressive=True)
    scans = stream.getvalue()
    last = scans.rfind(b"\xff\xda")
    (folder / "e_scans.jpg").write_bytes(scans[:-2] + scans[last:-2] * 5000 + scans[-2:])
    return folder


def drop(window: MainWindow, *paths: Path) -> None:
    """A real drop event with file addresses."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(QPointF(300, 300), actions, data, buttons, Qt.KeyboardModifier.NoModifier))


def names(window: MainWindow) -> list[str]:
    return [Path(entry.path).name for entry in window.document.images]


def test_a_dropped_folder_gives_its_good_images_and_the_bad_ones_are_named(
    window: MainWindow, folder: Path, qtbot
) -> None:
    told: list[str] = []
    window.document.notice.connect(told.append)
    drop(window, folder)
    qtbot.waitUntil(lambda: window.document.mask is not None and bool(told))
    assert names(window) == ["image_0.png", "image_1.png"]
    assert "b_pipe.png: The image b_pipe.png cannot be opened: it is a pipe or a device, not a file" in told[0]
    assert "c_device.png" in told[0] and "d_tags.tif is damaged" in told[0] and "1 more were left out" in told[0]


def test_dropped_bad_files_do_not_take_the_good_ones_with_them(window: MainWindow, folder: Path, qtbot) -> None:
    drop(window, folder / "image_0.png")
    qtbot.waitUntil(lambda: window.document.mask is not None)
    told: list[str] = []
    window.document.notice.connect(told.append)
    drop(window, folder / "b_pipe.png", folder / "e_scans.jpg", folder / "image_1.png")
    qtbot.waitUntil(lambda: len(window.document.images) == 2 and bool(told))
    assert "b_pipe.png" in told[0] and "e_scans.jpg stores its picture in more than 100 passes" in told[0]


@pytest.mark.parametrize("name", ["b_pipe.png", "c_device.png", "e_scans.jpg"])
def test_an_image_that_became_such_a_file_blocks_and_the_window_closes(
    name: str, window: MainWindow, folder: Path, qtbot
) -> None:
    drop(window, folder / "image_0.png")
    qtbot.waitUntil(lambda: window.document.mask is not None)
    window.projects.close_current()
    (folder / "image_0.png").unlink()
    os.rename(folder / name, folder / "image_0.png")
    drop(window, next(folder.parent.glob("*.segstudio")))
    qtbot.waitUntil(lambda: window.banner.current is not None)
    assert window.document.mask is None and "image_0.png" in window.banner.current.text
    assert window.close()  # a JPEG of thousands of scans held it for minutes, a pipe for ever


def test_a_mask_and_a_journal_that_are_pipes_block_their_image(window: MainWindow, folder: Path, qtbot) -> None:
    drop(window, folder / "image_0.png", folder / "image_1.png")
    qtbot.waitUntil(lambda: window.document.mask is not None)
    project = window.document.project
    mask, journal = project.mask_path(project.images[0]), project.journal_path(project.images[1])
    window.projects.close_current()
    for path in (mask, journal):
        path.parent.mkdir(exist_ok=True)
        os.mkfifo(path)
    drop(window, project.folder)
    # What opening had to say of the journal may come before.
    qtbot.waitUntil(lambda: window.banner.current is not None and mask.name in window.banner.current.text)
    assert "pipe or a device" in window.banner.current.text
    problems: list[object] = []
    window.document.problem.connect(problems.append)
    window.document.current.select(project.images[1].id)
    qtbot.waitUntil(lambda: bool(problems))
    assert f"The journal {journal.name} cannot be read" in str(problems[0])


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [("schema", -(1 << 63), "which this program cannot read"), ("width", 10**15, "size is not")],
)
def test_a_project_of_absurd_numbers_is_refused_in_the_banner(
    key: str, value: int, told: str, window: MainWindow, project_folder: Path, qtbot
) -> None:
    path = project_folder / "project.json"
    content = json.loads(path.read_text("utf-8"))
    (content if key in content else content["images"][0])[key] = value
    path.write_text(json.dumps(content), "utf-8")
    drop(window, project_folder)
    qtbot.waitUntil(lambda: window.banner.current is not None)
    assert told in window.banner.current.text and window.document.project is None


def test_a_mask_of_a_gigapixel_blocks_its_small_image(window: MainWindow, folder: Path, qtbot) -> None:
    drop(window, folder / "image_0.png")
    qtbot.waitUntil(lambda: window.document.mask is not None)
    project = window.document.project
    mask = project.mask_path(project.images[0])
    window.projects.close_current()
    mask.parent.mkdir(exist_ok=True)
    head = struct.pack(">IIBBBBB", 31_000, 31_000, 8, 3, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    mask.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk)
    drop(window, project.folder)
    qtbot.waitUntil(lambda: window.banner.current is not None)
    assert "31000 x 31000 pixels, its image 80 x 60" in window.banner.current.text


def test_the_masks_of_a_dropped_data_set_are_offered_to_the_import(window: MainWindow, tmp_path: Path, qtbot) -> None:
    draw_images(tmp_path / "cells" / "val" / "images", 2)
    draw_images(tmp_path / "cells" / "val" / "masks", 2)
    drop(window, tmp_path / "cells")
    qtbot.waitUntil(lambda: window.document.mask is not None)
    assert names(window) == ["image_0.png", "image_1.png"]
    assert window.banner.current is not None and "its 2 masks" in window.banner.current.text
    assert window.banner.current.action == "Import masks"
    window.findChild(QPushButton, "notice_action").click()
    qtbot.waitUntil(lambda: window.import_dialog.table.rowCount() > 0)
    window.import_dialog.close()


def test_no_project_is_made_where_no_file_can_be_read(window: MainWindow, folder: Path, qtbot) -> None:
    for path in folder.glob("image_*.png"):
        path.unlink()
    problems: list[UserError] = []
    window.document.problem.connect(problems.append)
    drop(window, folder)
    qtbot.waitUntil(lambda: bool(problems))
    assert "None of the files can be used" in problems[0].message and "b_pipe.png" in problems[0].message
    assert window.document.project is None and not list(folder.parent.glob("*.segstudio"))
