"""A real document on a small project of its own, for every test of the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from segstudio.gui.document.document import Document
from segstudio.gui.files.background import Background
from segstudio.labels.classes import ClassTable
from segstudio.project.project import Project
from tests.gui.scripted import PATIENCE, open_folder


class PatientBot(QtBot):
    """Waits for long enough on a machine that others load as well; a wait that succeeds takes no longer for it."""

    def waitUntil(self, callback: Any, *, timeout: int = PATIENCE) -> None:
        """Until ``callback`` is true."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **rest: Any) -> Any:
        """Until the signal was emitted."""
        return super().waitSignal(signal, timeout=timeout, **rest)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE, **rest: Any) -> Any:
        """Until all of them were emitted."""
        return super().waitSignals(signals, timeout=timeout, **rest)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """pytest-qt's own, with more patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _no_window_is_left() -> Iterator[None]:
    """A window, menu or tooltip that a test before left open would take the mouse away from this test's window."""
    if QApplication.instance() is not None:
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible():  # others are left alone: one that is going away crashed at it
                widget.hide()
    yield


def draw_images(folder: Path, count: int = 3, shape: tuple[int, int] = (60, 80)) -> list[Path]:
    """``count`` grey PNGs with a bright disc each."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    for index in range(count):
        disc = (rows - shape[0] / 2) ** 2 + (columns - 20 - 10 * index) ** 2 < 15**2
        pixels = np.where(disc, 200, 60).astype(np.uint8)
        path = folder / f"image_{index}.png"
        Image.fromarray(pixels).save(path)
        paths.append(path)
    return paths


@pytest.fixture
def image_paths(tmp_path: Path) -> list[Path]:
    """Three images of 60 rows and 80 columns."""
    return draw_images(tmp_path / "images")


@pytest.fixture
def project_folder(tmp_path: Path, image_paths: list[Path]) -> Path:
    """A closed project with the classes background and disc and three images."""
    folder = tmp_path / "Discs.segstudio"
    with Project.create(
        folder, classes=ClassTable.from_names(["background", "disc"]), image_paths=image_paths
    ) as project:
        project.save()
    return folder


@pytest.fixture
def empty_document(qtbot: object) -> Iterator[Document]:
    """A document without a project."""
    background = Background()
    document = Document(background, background)
    yield document
    document.open_project.abandon()
    background.close()
    background.deleteLater()


@pytest.fixture
def document(empty_document: Document, project_folder: Path, qtbot: object) -> Document:
    """A document whose first image is loaded."""
    assert open_folder(empty_document, project_folder)
    qtbot.waitUntil(lambda: empty_document.mask is not None)  # type: ignore[attr-defined]
    return empty_document
