"""A training that was paused until it ended continues when something is painted; one that was stopped does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from segstudio.gui.actions.facts import Facts
from segstudio.gui.actions.gather_facts import gather
from segstudio.gui.actions.next_step import next_step
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import AllPredicted, Finished, Train, Waiting
from tests.gui.scripted import DEVICE, STARTED, opened_in, opened_window, paint_block

SPOT = Rect(40, 5, 6, 6)


@pytest.fixture
def window(tmp_path: Path, project_folder: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The real window whose learner is ready."""
    for window in opened_window(qtbot, tmp_path, project_folder):
        window.session.start()
        say(window, DEVICE)
        yield window


def say(window: MainWindow, *events: object) -> None:
    window.session._engine.say(*events)
    window.session._drain()


def trainings(window: MainWindow) -> list[Train]:
    return window.session._engine.asked(Train)


def ended_paused(window: MainWindow, qtbot: QtBot, reason: str = "plateau", waits: bool = True) -> list[str]:
    """A training began, was paused and ended; what is told from now on."""
    paint_block(window.document, 0, Rect(0, 0, 10, 10))
    paint_block(window.document, 1, Rect(20, 20, 10, 10))
    window.session.start_training()
    qtbot.waitUntil(lambda: len(trainings(window)) == 1)
    say(window, STARTED, *([Waiting(500, 1.0, "run-1")] if waits else []), Finished("run-1", reason, 500, 9.0, None))
    assert window.session.state == "idle"
    told: list[str] = []
    window.session.notice.connect(told.append)
    return told


def paint_and_save(window: MainWindow, qtbot: QtBot, rect: Rect = SPOT) -> None:
    with qtbot.waitSignal(window.document.saved):
        paint_block(window.document, 1, rect)
        window.document.saving.save()
    qtbot.wait(50)


def test_a_stroke_after_the_rest_begins_a_training_from_the_network_of_before(window, qtbot) -> None:
    told = ended_paused(window, qtbot)
    paint_and_save(window, qtbot)
    qtbot.waitUntil(lambda: len(trainings(window)) == 2)
    assert trainings(window)[1].resume == "run-1" and told == ["New strokes: training continues. Stop ends it."]
    assert not window.document.saving.dirty


def test_the_next_step_says_so_until_then(window, qtbot) -> None:
    ended_paused(window, qtbot)
    score = Facts(
        project="p", classes=2, painted_classes=2, images=3, labelled_images=3, session="idle", run=True, score=0.8,
        score_images=4, scored_classes=2,
    )  # fmt: skip
    assert gather(window.document, window.session).ended_paused
    assert next_step(replace(score, ended_paused=True)).endswith(
        "Correct the prediction: training continues with your strokes"
    )
    assert next_step(score).endswith("Correct the prediction, then fine-tune again")
    paint_and_save(window, qtbot)
    qtbot.waitUntil(lambda: len(trainings(window)) == 2)
    assert not gather(window.document, window.session).ended_paused


def test_undo_and_redo_are_new_labels_too(window, qtbot) -> None:
    ended_paused(window, qtbot)
    window.document.queue.undo()
    window.document.queue.redo()
    with qtbot.waitSignal(window.document.saved):
        window.document.saving.save()
    qtbot.waitUntil(lambda: len(trainings(window)) == 2)


def test_saving_without_a_stroke_begins_nothing(window, qtbot) -> None:
    ended_paused(window, qtbot)
    with qtbot.waitSignal(window.document.saved):
        window.document.saving.save()
    qtbot.wait(50)
    assert len(trainings(window)) == 1


@pytest.mark.parametrize(("reason", "waits"), [("cancelled", True), ("limit", False), ("plateau", False)])
def test_a_training_that_was_stopped_or_never_paused_stays_ended(window, qtbot, reason: str, waits: bool) -> None:
    ended_paused(window, qtbot, reason, waits)
    paint_and_save(window, qtbot)
    assert len(trainings(window)) == 1 and window.session.state == "idle"


def test_it_goes_on_once_and_stopped_then_stays_ended(window, qtbot) -> None:
    ended_paused(window, qtbot)
    paint_and_save(window, qtbot)
    qtbot.waitUntil(lambda: len(trainings(window)) == 2)
    say(window, STARTED)
    window.session.trainings.stop()
    say(window, Finished("run-2", "cancelled", 20, 1.0, None))
    paint_and_save(window, qtbot, Rect(50, 20, 6, 6))
    assert len(trainings(window)) == 2


def test_a_pass_over_all_images_is_not_cut_off_by_it(window, qtbot) -> None:
    ended_paused(window, qtbot)
    window.predict_all.start()
    paint_and_save(window, qtbot)
    assert window.predict_all.job.running and len(trainings(window)) == 1
    say(window, AllPredicted("run-1"))
    paint_and_save(window, qtbot, Rect(50, 20, 6, 6))
    qtbot.waitUntil(lambda: len(trainings(window)) == 2)


def test_without_two_painted_classes_nothing_begins(window, qtbot) -> None:
    ended_paused(window, qtbot)
    paint_block(window.document, 0, Rect(20, 20, 10, 10))
    with qtbot.waitSignal(window.document.saved):
        window.document.saving.save()
    qtbot.wait(50)
    assert len(trainings(window)) == 1 and window.session.state == "idle"


def test_another_project_forgets_it(window, qtbot, tmp_path: Path) -> None:
    ended_paused(window, qtbot)
    folder = window.document.project.folder
    window.document.open_project.close()
    opened_in(window, qtbot, folder)
    paint_and_save(window, qtbot)
    assert len(trainings(window)) == 1
