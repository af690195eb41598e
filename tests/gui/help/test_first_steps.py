"""The first steps: one note after the other beside the part that it is about; nothing is in the way of the work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from segstudio.errors import WriteError
from segstudio.gui.help.first_steps import STEPS, FirstSteps
from segstudio.gui.window import projects
from segstudio.gui.window.main_window import MainWindow
from tests.gui.scripted import opened_in, opened_window


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


@pytest.fixture
def note(window: MainWindow) -> FirstSteps:
    window.actions_["help.first_steps"].trigger()
    return window.findChild(FirstSteps)


def press(note: FirstSteps, qtbot, name: str) -> None:
    qtbot.mouseClick(note.findChild(QPushButton, f"first_steps_{name}"), Qt.MouseButton.LeftButton)


def title(note: FirstSteps) -> str:
    return note.findChild(QLabel, "first_steps_title").text()


def ring(window: MainWindow) -> QWidget:
    return window.findChild(QWidget, "first_steps_ring")


def test_every_step_names_a_part_of_the_window(window: MainWindow) -> None:
    assert [step.part for step in STEPS if window.findChild(QWidget, step.part) is None] == []


def test_each_note_lies_inside_the_window_and_the_ring_around_its_part(
    window: MainWindow, note: FirstSteps, qtbot
) -> None:
    seen = []
    while note.isVisible():
        seen.append(title(note))
        step = next(step for step in STEPS if step.title == title(note))
        part = window.findChild(QWidget, step.part)
        place = QRect(part.mapTo(window, QPoint(0, 0)), part.size()).intersected(window.rect())
        assert window.rect().contains(note.geometry()) and ring(window).geometry().contains(
            place.adjusted(2, 2, -2, -2)
        )
        press(note, qtbot, "next")
    assert seen[0] == "Your images" and seen[-1] == "Export, and more" and len(seen) >= 7
    assert not ring(window).isVisible()


def test_it_can_be_gone_back_ended_with_esc_and_begun_again(window: MainWindow, note: FirstSteps, qtbot) -> None:
    press(note, qtbot, "next")
    press(note, qtbot, "back")
    assert title(note) == "Your images"
    press(note, qtbot, "next")
    qtbot.keyClick(note, Qt.Key.Key_Escape)
    assert not note.isVisible() and not ring(window).isVisible()
    window.actions_["help.first_steps"].trigger()
    assert note.isVisible() and title(note) == "Your images"


def test_one_can_paint_while_a_note_is_shown(window: MainWindow, note: FirstSteps, qtbot) -> None:
    for _ in range(3):
        press(note, qtbot, "next")
    at = window.canvas.rect().center() + QPoint(0, 100)
    assert not note.geometry().contains(window.canvas.mapTo(window, at))
    qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: bool(window.document.mask.labelled))
    assert note.isVisible()


def test_without_a_project_it_begins_on_the_sample(qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGSTUDIO_HOME", str(tmp_path / "home"))
    for window in opened_window(qtbot, tmp_path):
        qtbot.mouseClick(window.start_page.findChild(QPushButton, "start_first_steps"), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda window=window: window.findChild(FirstSteps) is not None)
        assert window.document.project is not None and window.findChild(FirstSteps).isVisible()


def test_a_sample_that_does_not_open_leaves_no_wish_for_the_next_project(
    qtbot, tmp_path: Path, project_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_folder: Path) -> None:
        raise WriteError("The disk is full.", "Make room.")

    monkeypatch.setattr(projects, "make_sample_project", full)
    for window in opened_window(qtbot, tmp_path):
        with qtbot.waitSignal(window.document.problem):
            qtbot.mouseClick(window.start_page.findChild(QPushButton, "start_first_steps"), Qt.MouseButton.LeftButton)
        opened_in(window, qtbot, project_folder)
        assert window.findChild(FirstSteps) is None
        window.actions_["help.first_steps"].trigger()
        assert window.findChild(FirstSteps).isVisible()
