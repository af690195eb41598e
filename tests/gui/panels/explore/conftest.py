"""The real window with the panel Explore on a small project, and explorations made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from segstudio.gui.look.settings import Settings
from segstudio.gui.panels.explore.panel import ExplorePanel
from segstudio.gui.window.main_window import MainWindow
from segstudio.learning.runs.checked_tensors import write_checked
from segstudio.learning.runs.explorations import WEIGHTS, Exploration, folder_of, make_folder_of, write_exploration
from segstudio.learning.runs.found import Found, write_found
from segstudio.project.project import Project
from tests.gui.scripted import DEVICE, ScriptedEngine, open_folder


def make_exploration(folder: Path, steps: int = 40, method: str = "convolutional", mapped: bool = True) -> str:
    """An exploration of all images of a project: on its map they lie on a line, the last one is the most unusual."""
    project = Project.open(folder, write=False)
    ids = tuple(entry.id for entry in project.images)
    name = make_folder_of(folder)
    history = ((1, 1.0, {"error": 0.5}), (steps, 42.0, {"error": 0.1}))
    known = tuple((entry.id, entry.sha256) for entry in project.images[1:])
    encoder = "" if method != "convolutional" else "efficientnet_lite0"
    facts = Exploration(name, method, encoder, steps=steps, seconds=42.0, history=history, images=known)
    write_exploration(folder, facts)
    write_checked(folder_of(folder, name) / WEIGHTS, {"a": np.zeros(1, np.float32)}, {})
    if mapped:
        write_found(folder, name, found_of(ids))
    return name


def found_of(ids: tuple[str, ...]) -> Found:
    """The map: two patches for each image."""
    count = len(ids)
    line = np.stack([np.arange(count), np.zeros(count)], 1).astype(np.float32)
    codes = np.eye(count, 4, dtype=np.float32)
    where = np.array([(at, 10 * part, 5, 20, 20) for at in range(count) for part in (0, 1)], np.int32)
    twice = np.repeat(line, 2, axis=0) + np.tile([[0, 0], [0, 1]], (count, 1)).astype(np.float32)
    rising = np.arange(count, dtype=np.float32)
    return Found(
        ids, tuple("0" for _ in ids), codes, line, line, rising, np.ones(count, np.float32),
        np.arange(count) > 0, np.repeat(codes, 2, axis=0), twice, twice, np.repeat(rising, 2), where,
        np.zeros(255, np.float32), "t-SNE",
    )  # fmt: skip


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def window(tmp_path: Path, project_folder: Path, engine: ScriptedEngine, qtbot: QtBot) -> Iterator[MainWindow]:
    """The real window on a small project, its learner ready."""
    window = MainWindow(Settings(tmp_path / "settings.ini"), engine)  # type: ignore[arg-type]
    window.resize(1280, 720)
    open_folder(window.document, project_folder)
    qtbot.waitUntil(lambda: window.document.mask is not None and window.images.model.placed())
    window.session.start()
    engine.say(DEVICE)
    window.session._drain()
    window.refresh()
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def panel(window: MainWindow, qtbot: QtBot) -> ExplorePanel:
    """The panel, shown."""
    window.show()
    window.docks.open("explore")
    made = window.docks.panel("explore")
    assert isinstance(made, ExplorePanel)
    qtbot.waitUntil(made.isVisible)
    return made


@pytest.fixture
def explored(window: MainWindow, panel: ExplorePanel, project_folder: Path, qtbot: QtBot) -> str:
    """The name of an exploration whose map is shown."""
    name = make_exploration(project_folder)
    window.explore.read(name)
    qtbot.waitUntil(lambda: window.explore.found is not None)
    panel.show_page(1)
    return name
