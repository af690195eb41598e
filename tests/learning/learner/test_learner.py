"""The learner's side of the pipe, run in this process: answers between steps, Failed instead of the end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from segstudio.errors import LockedError
from segstudio.labels.geometry import Rect
from segstudio.learning.learner import learner as learner_module
from segstudio.learning.learner.left_project import LeftProject
from segstudio.learning.learner.responder import Responder, blocks
from segstudio.learning.messages import (
    CANCELLED,
    CLOSED,
    STROKES,
    Cancel,
    Event,
    Failed,
    FeatureMaps,
    Features,
    Finished,
    Leave,
    LoadRun,
    NotPredicted,
    Predict,
    Predicted,
    Ready,
    RunLoaded,
    Shutdown,
    Started,
    Step,
    Train,
    TrainSettings,
)
from segstudio.learning.network.device import choose_device
from segstudio.learning.runs.folder import read_info
from segstudio.learning.training import trainer
from segstudio.project.project import Project
from tests.learning.desk import Desk
from tests.narrow import few

__all__ = ["few"]  # a fixture

pytestmark = pytest.mark.usefixtures("few")

MakeProject = Callable[..., Path]
SETTINGS = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=3, device="cpu", threads=1)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def no_rival(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing that a new network is compared with: it takes part from its first step on."""
    monkeypatch.setattr(trainer, "has_rival", lambda *_: False)


def test_a_torn_mask_is_named_in_place_of_a_training(make_project: MakeProject, desk: Desk) -> None:
    folder = make_project()
    torn = folder / "masks" / "im1.png"
    torn.write_bytes(torn.read_bytes()[:-20])
    desk.serve(Train(folder, SETTINGS))
    (failed,) = desk.of_kind(Failed)
    assert failed.message == "im1.png is truncated: its end is missing. The training was not begun."
    assert "File > Check the project" in failed.hint and not desk.of_kind(Started) and not (folder / "runs").exists()


def test_predictions_and_features_come_while_it_trains(make_project: MakeProject, desk: Desk) -> None:
    folder = make_project()

    def ask(event: Event) -> None:
        if isinstance(event, Step) and event.step == 2:
            desk.inbox.put(Predict(6, folder, "im0", Rect(0, 0, 5, 5)))
            desk.inbox.put(Predict(7, folder, "im0", Rect(3, 4, 20, 10)))  # the newest wins
            desk.inbox.put(Features(8, folder, "im0", "decoder 1/2", limit=3))

    desk.on_event = ask
    desk.serve(Train(folder, SETTINGS))
    kinds = [type(event) for event in desk.events if isinstance(event, Step | Predicted | FeatureMaps | Finished)]
    assert kinds == [Step, Step, FeatureMaps, Predicted, Step, Finished]
    (predicted,), (maps,) = desk.of_kind(Predicted), desk.of_kind(FeatureMaps)
    assert (predicted.generation, predicted.rect, predicted.run) == (7, Rect(3, 4, 20, 10), STROKES)
    assert predicted.classes.shape == predicted.confidence.shape == (10, 20)
    assert set(np.unique(predicted.classes)) <= {0, 1}
    assert (maps.generation, maps.step, maps.run) == (8, 2, desk.of_kind(Started)[0].run)
    assert maps.maps.shape == (3, 32, 32) and len(maps.channels) == 3 and maps.total == 32


def test_cancel_stops_within_one_step_and_the_weights_answer(
    make_project: MakeProject, desk: Desk, no_rival: None
) -> None:
    folder = make_project()
    endless = TrainSettings(encoder="mobilenet_v3_large", weights="none", device="cpu", threads=1)

    def cancel(event: Event) -> None:
        if isinstance(event, Step) and event.step == 2:
            desk.inbox.put(Predict(1, folder, "im1"))  # asked before, answered all the same
            desk.inbox.put(Cancel())

    desk.on_event = cancel
    desk.serve(Train(folder, endless))
    (finished,) = desk.of_kind(Finished)
    assert (finished.reason, finished.steps) == ("cancelled", 2)
    (predicted,) = desk.of_kind(Predicted)
    assert desk.events.index(predicted) > desk.events.index(finished)
    assert predicted.run == finished.run and predicted.rect == Rect(0, 0, 64, 64)


def test_training_cancelled_before_it_began_is_finished_at_once(make_project: MakeProject, desk: Desk) -> None:
    desk.serve(Train(make_project(), SETTINGS), Cancel())
    assert desk.events == [Finished("", "cancelled", 0, 0.0, None)]


def test_before_any_run_strokes_predict_and_features_are_told(make_project: MakeProject, desk: Desk) -> None:
    folder = make_project()
    (predicted,) = desk.serve(Predict(1, folder, "im0"))
    assert isinstance(predicted, Predicted) and predicted.run == STROKES
    desk.serve(Features(2, folder, "im0", "decoder 1/2"))
    (failed,) = desk.of_kind(Failed)
    assert failed.request == "Features" and failed.hint and not failed.details


def test_before_any_label_a_prediction_is_no_answer(
    make_project: MakeProject, desk: Desk, empty_masks: Callable[[Path], None]
) -> None:
    folder = make_project()
    empty_masks(folder)
    assert desk.serve(Predict(1, folder, "im0")) == [NotPredicted(1)], "it says so: else the window waits for it"


def test_fresh_learner_answers_with_the_current_run(make_project: MakeProject, desk: Desk) -> None:
    folder = make_project()
    desk.serve(Train(folder, SETTINGS))
    (finished,) = desk.of_kind(Finished)
    other = Desk()
    assert other.overlay(folder)[2] == STROKES
    with Project.open(folder) as project:
        project.set_current_run(finished.run)
    assert other.overlay(folder)[2] == finished.run
    with Project.open(folder) as project:
        project.set_use_network(False)
    assert other.overlay(folder, network=False)[2] == Desk().overlay(folder)[2] == STROKES
    with Project.open(folder) as project:
        project.set_use_network(True)
    assert other.overlay(folder)[2] == finished.run
    other.serve(LoadRun(folder, finished.run))
    assert [type(event) for event in other.events] == [RunLoaded]
    assert other.events[0].stages == desk.of_kind(Started)[0].stages  # type: ignore[union-attr]


def test_user_errors_and_bugs_become_failed_and_it_lives_on(
    make_project: MakeProject, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project()
    desk.serve(LoadRun(folder, "no-run"), Train(tmp_path / "nowhere", SETTINGS))
    assert [(e.request, bool(e.hint), e.details) for e in desk.of_kind(Failed)] == [
        ("LoadRun", True, ""),
        ("Train", True, ""),
    ]

    def broken(*_: object, **__: object) -> object:
        raise ZeroDivisionError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(learner_module, "train", broken)
        desk.serve(Train(folder, SETTINGS))
    bug = desk.of_kind(Failed)[-1]
    assert "ZeroDivisionError: a bug" in bug.details and "labels are safe" in bug.hint

    def out_of_memory(*_: object, **__: object) -> object:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(learner_module, "train", out_of_memory)
        desk.serve(Train(folder, SETTINGS))
    assert "memory" in desk.of_kind(Failed)[-1].message
    desk.serve(Train(folder, SETTINGS))
    assert desk.of_kind(Finished)


def test_prediction_of_a_missing_image_is_told_once(make_project: MakeProject, desk: Desk) -> None:
    folder = make_project()
    desk.serve(Train(folder, SETTINGS))
    desk.serve(Predict(1, folder, "no-image"))
    (failed,) = desk.of_kind(Failed)
    assert failed.request == "Predict" and not desk.of_kind(Predicted)


def test_large_rectangle_is_answered_in_blocks_from_the_middle() -> None:
    rect = Rect(10, 20, 3000, 1700)
    found = blocks(rect)
    covered = np.zeros((1720, 3010), np.uint8)
    for block in found:
        covered[block.slices] += 1
    assert (covered[rect.slices] == 1).all() and covered.sum() == rect.w * rect.h
    first = found[0]
    assert abs(first.x + first.w / 2 - 1510) < 500 and abs(first.y + first.h / 2 - 870) < 500
    assert blocks(Rect(0, 0, 640, 480)) == [Rect(0, 0, 640, 480)] and blocks(Rect(0, 0, 0, 5)) == []


def test_newer_request_replaces_a_large_answer(make_project: MakeProject, empty_masks: Callable[[Path], None]) -> None:
    folder, sent = make_project(), list[Event]()
    empty_masks(folder)
    responder = Responder(choose_device("cpu"), sent.append, lambda: False)  # type: ignore[arg-type]
    responder._blocks.extend([Rect(0, 0, 1, 1)] * 5)
    responder.begin_predict(Predict(1, folder, "im0"))  # no model: the old answer is dropped, and that is said
    assert not responder.busy and sent == [NotPredicted(1)]


def test_inbox_keeps_jobs_in_order_and_only_the_newest_question() -> None:
    inbox = Desk().inbox
    run, training = LoadRun(Path("p"), "r"), Train(Path("p"), SETTINGS)
    for request in (run, Predict(1, Path("p"), "a"), training, Predict(2, Path("p"), "b"), Cancel()):
        inbox.put(request)
    assert inbox.cancelled and inbox.predict_waiting
    assert inbox.take_job() == (run, False) and not inbox.cancelled
    assert inbox.take_job() == (training, True) and inbox.take_job() is None
    question = inbox.take(Predict)
    assert question is not None and question.generation == 2 and inbox.take(Predict) is None
    inbox.put(Shutdown())
    assert inbox.shutdown and inbox.cancelled


def test_device_is_told_first_and_shutdown_ends_it(desk: Desk) -> None:
    desk.inbox.put(Shutdown())
    desk.learner.serve()
    assert isinstance(desk.events[0], Ready) and desk.events[0].name and len(desk.events) == 1


def test_only_closing_the_window_without_a_stop_before_counts_as_closed() -> None:
    for requests, reason in (([Shutdown()], CANCELLED), ([Leave(None)], CLOSED), ([Cancel(), Leave(None)], CANCELLED)):
        inbox = Desk().inbox
        for request in requests:
            inbox.put(request)
        assert inbox.cancelled and inbox.stopped_by == reason


def test_a_training_that_the_window_left_is_the_current_run_unless_the_window_knows_it(
    make_project: MakeProject, no_rival: None
) -> None:
    folder = make_project()
    for known in (False, True):
        desk = Desk()

        def leave(event: Event, desk: Desk = desk, known: bool = known) -> None:
            if isinstance(event, Step) and event.step == 2 and not known:
                left(desk, Leave(folder, "earlier"))
            elif isinstance(event, Finished) and known:
                with Project.open(folder) as project:
                    project.set_current_run(None)  # chosen after it was told
                left(desk, Leave(folder, event.run))

        desk.on_event = leave
        desk.serve_until_shutdown(Train(folder, SETTINGS))
        run = desk.of_kind(Finished)[0].run
        assert run and read_info(folder, run).reason == ("limit" if known else CLOSED)
        assert Project.open(folder, write=False).current_run == (None if known else run)
        assert not (folder / "lock").exists()


def left(desk: Desk, request: Leave) -> None:
    """What the thread that reads requests does when the window closes."""
    desk.inbox.put(request)
    threading.Thread(target=desk.learner.hold, args=(request,), daemon=True).start()


def test_a_project_that_was_left_is_locked_while_a_step_lasts_and_free_afterwards(make_project: MakeProject) -> None:
    folder, last = make_project(), LeftProject()
    window = Project.open(folder)
    thread = threading.Thread(target=last.hold, args=(folder,))
    thread.start()
    window.close()  # only now the learner can have it
    thread.join()
    with pytest.raises(LockedError) as caught:
        Project.open(folder)
    assert caught.value.finishing
    last.end("run-1")
    with Project.open(folder) as project:
        assert project.current_run == "run-1"
    last.hold(folder)  # too late: nothing is locked any more
    Project.open(folder).close()
