"""Answers of background jobs: on the GUI thread, and only to what still lives."""

from __future__ import annotations

import platform
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from segstudio.freed_memory import give_back_memory, use_mmap_for_large_arrays
from segstudio.gui.document.document import Document
from segstudio.gui.files.background import THREADS, Background
from segstudio.project.masks import SaveJob
from tests.gui.document.test_document import stroke
from tests.gui.scripted import open_folder

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    background = Background()
    yield background
    background.close()


def test_an_answer_comes_on_the_gui_thread(background: Background, qtbot: QtBot) -> None:
    answers: list[tuple[object, object]] = []
    background.submit(
        threading.current_thread, done=lambda worker: answers.append((worker, threading.current_thread()))
    )
    qtbot.waitUntil(lambda: len(answers) == 1)
    worker, here = answers[0]
    assert worker is not threading.main_thread() and here is threading.main_thread()


@pytest.mark.parametrize("breaks", [False, True])
def test_no_answer_comes_to_an_owner_that_was_deleted(background: Background, qtbot: QtBot, breaks: bool) -> None:
    answers: list[object] = []
    gate = threading.Event()
    owner = QObject()

    def work() -> None:
        assert gate.wait(10)
        if breaks:
            raise OSError("no")

    background.submit(work, done=answers.append, failed=answers.append, owner=owner)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    gate.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert answers == []


def test_a_mask_being_written_while_its_project_closes_and_opens_again_is_whole(
    document: Document, qtbot: QtBot, project_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, gate, begun = SaveJob.write, threading.Event(), threading.Event()

    def slow(job: SaveJob) -> None:
        if threading.current_thread().name.startswith(THREADS):  # not of those that save on closing
            begun.set()
            assert gate.wait(10)
        write(job)

    monkeypatch.setattr(SaveJob, "write", slow)
    stroke(document, 1, (10, 10), (40, 30))
    document.files.masks.save_dirty()
    assert begun.wait(10)
    assert document.open_project.close()
    assert open_folder(document, project_folder)
    qtbot.waitUntil(lambda: document.mask is not None)
    stroke(document, 0, (60, 50), (70, 50))
    document.saving.save_now()
    painted = document.mask.array.copy()
    gate.set()
    qtbot.waitUntil(lambda: not document.background.busy)
    assert document.open_project.close()
    assert open_folder(document, project_folder)
    qtbot.waitUntil(lambda: document.mask is not None)
    assert (document.mask.array == painted).all()
    assert document.current.stored.recovered == 0 and document.current.stored.notice is None


def test_freed_memory_goes_back_when_no_job_runs_any_more_and_not_after_each(
    background: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, given, gate = [], threading.Event(), threading.Event()
    monkeypatch.setattr(
        "segstudio.gui.files.background.give_back_memory", lambda: (began.append(gate.is_set()), given.set())
    )
    answers: list[None] = []
    background.submit(lambda: None, done=answers.append)
    background.submit(gate.wait, 20, done=lambda _: answers.append(None))
    qtbot.waitUntil(lambda: len(answers) == 1)
    gate.set()
    qtbot.waitUntil(lambda: len(answers) == 2 and given.is_set())
    background.submit(lambda: None, done=answers.append)
    qtbot.waitUntil(lambda: len(answers) == 3)
    assert began == [True]  # not beside the job that ran, and not again within a second


def test_a_system_that_cannot_take_memory_back_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("segstudio.freed_memory.sys.platform", "win32")
        assert not give_back_memory() and not use_mmap_for_large_arrays()
    monkeypatch.setattr("segstudio.freed_memory.sys.platform", "linux")
    monkeypatch.setattr("segstudio.freed_memory.ctypes.CDLL", lambda name: object())
    assert not give_back_memory() and not use_mmap_for_large_arrays()


FREED = """
import numpy as np
from segstudio.freed_memory import LARGE, use_mmap_for_large_arrays
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
assert use_mmap_for_large_arrays()
for _ in range(3):  # glibc would raise its limit at the first one that is freed
    array = np.ones(2 * LARGE, np.uint8)
    held = resident()
    del array
    assert held - resident() > LARGE
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's own setting")
def test_memory_of_a_large_array_goes_back_when_it_is_freed() -> None:
    # In a process of its own: this one has holes that large arrays are put into.
    done = subprocess.run([sys.executable, "-c", FREED], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
