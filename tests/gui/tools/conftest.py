"""A canvas on a picture of three parts, and a mouse for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from segstudio.errors import UserError
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.files.background import Background
from segstudio.gui.tools.table import TOOLS
from segstudio.labels.classes import ClassTable
from segstudio.project.project import Project
from tests.gui.hand import Hand
from tests.gui.scripted import bring_up, open_folder

Show = Callable[..., Canvas]


@pytest.fixture
def show(tmp_path: Path, qtbot: object) -> Iterator[Show]:
    """Opens an image (its pixels are given) in a project with the classes dark, bright, other, on a visible canvas
    of so many columns and rows."""
    background = Background()
    document = Document(background, background)
    document.problem.connect(lambda error: problems.append(error))
    problems: list[UserError] = []

    def open_image(pixels: np.ndarray, columns: int = 720, rows: int = 560) -> Canvas:
        path = tmp_path / "picture.tiff"
        assert cv2.imwrite(str(path), pixels)
        folder = tmp_path / "Parts.segstudio"
        table = ClassTable.from_names(["dark", "bright", "other"])
        with Project.create(folder, classes=table, image_paths=[path]) as project:
            project.save()
        assert open_folder(document, folder), problems
        qtbot.waitUntil(lambda: document.mask is not None)  # type: ignore[attr-defined]
        canvas = Canvas(document, TOOLS)
        canvas.setMinimumSize(1, 1)
        qtbot.addWidget(canvas)  # type: ignore[attr-defined]
        canvas.resize(columns, rows)
        bring_up(qtbot, canvas)
        canvas.toolbox.set_brush_size(7)
        return canvas

    yield open_image
    document.open_project.abandon()
    background.close()
    background.deleteLater()


def parts() -> np.ndarray:
    """``uint8[60, 80]``: dark ground, a bright square [15:45, 10:40] and a grey one [20:50, 50:75]."""
    pixels = np.full((60, 80), 40, np.uint8)
    pixels[15:45, 10:40] = 210
    pixels[20:50, 50:75] = 120
    return pixels


@pytest.fixture
def canvas(show: Show) -> Canvas:
    """The three parts, fitted into 720 x 560."""
    return show(parts())


@pytest.fixture
def document(canvas: Canvas) -> Document:
    """The document under the canvas."""
    return canvas.document


@pytest.fixture
def hand(canvas: Canvas) -> Hand:
    """The mouse."""
    return Hand(canvas)


@pytest.fixture
def told(document: Document) -> list[str]:
    """Every sentence that was shown."""
    sentences: list[str] = []
    document.notice.connect(sentences.append)
    document.problem.connect(lambda error: sentences.append(error.message))
    return sentences


@pytest.fixture
def rest(document: Document, qtbot: object) -> Callable[[], None]:
    """Waits until nothing is worked on any more."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not document.background.busy)  # type: ignore[attr-defined]

    return wait
