"""The learning side of the window, with an engine that answers what the test tells it to."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from segstudio.gui.document.document import Document
from segstudio.gui.session.head_questions import HeadQuestions
from segstudio.gui.session.live_prediction import PERIOD, SILENCE, LivePrediction
from segstudio.gui.session.session import Session
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import (
    ROUGH,
    Cancel,
    Event,
    Failed,
    FeatureMaps,
    Features,
    Finished,
    LearnerDied,
    LoadRun,
    Notice,
    NotPredicted,
    Predict,
    Progress,
    Rough,
    Step,
    Train,
    TrainSettings,
)
from segstudio.learning.process.engine import Engine
from tests.gui.scripted import DEVICE, STARTED, ScriptedEngine, answer, paint_two_classes, score
from tests.light_learner import light_learner

__all__ = ["light_learner"]  # a fixture

SHAPE = (60, 80)


def train(session: Session, engine: ScriptedEngine, document: Document, qtbot) -> None:
    """Up to the first step of a training."""
    qtbot.waitUntil(lambda: session.state == "idle")
    paint_two_classes(document)
    session.start_training()
    qtbot.waitUntil(lambda: bool(engine.asked(Train)))
    engine.say(STARTED)
    qtbot.waitUntil(lambda: session.state == "training")


def take_over(session: Session, engine: ScriptedEngine, document: Document, qtbot) -> None:
    """Up to the first score of a training whose network then predicts."""
    train(session, engine, document, qtbot)
    engine.say(score(0.1))
    qtbot.waitUntil(lambda: bool(session.training.scores))


def test_learner_starts_in_the_background_and_names_its_device(session: Session, engine: ScriptedEngine, qtbot) -> None:
    assert engine.started
    assert session.state == "starting"
    qtbot.waitUntil(lambda: session.state == "idle")
    assert session.learner.device == DEVICE


def test_training_is_asked_for_only_after_masks_and_splits_are_on_disk(session, engine, document, qtbot) -> None:
    train(session, engine, document, qtbot)
    request = engine.asked(Train)[0]
    assert request.project == document.project.folder
    assert not document.saving.dirty
    assert document.project.mask_path(document.entry).is_file()


def test_steps_and_scores_are_kept_and_announced(session, engine, document, qtbot) -> None:
    train(session, engine, document, qtbot)
    told = []
    session.stepped.connect(told.append)
    engine.say(*(Step(i, 1.0 / i, i * 0.1, 10.0) for i in range(1, 6)), score(0.4))
    engine.say(replace(score(0.5, step=2), rising=True))
    qtbot.waitUntil(lambda: len(session.training.scores) == 2)
    assert [s.step for s in session.training.steps] == [1, 2, 3, 4, 5]
    assert [s.step for s in told] == [5]
    assert (
        session.training.rising is True and replace(session.training, scores=session.training.scores[:1]).rising is None
    )
    assert session.training.table.mean_iou == 0.5


def test_progress_of_what_comes_before_the_training_ends_with_its_first_step(session, engine, document, qtbot) -> None:
    told: list[Progress] = []
    session.progress.connect(told.append)
    engine.say(Progress("Getting the encoder's weights", 0, 0))
    train(session, engine, document, qtbot)
    assert [one.total for one in told] == [0, 1] and told[-1].done == 1


def test_times_to_come_are_those_of_the_steps_that_were_done(session, engine, document, qtbot) -> None:
    train(session, engine, document, qtbot)
    record = session.training
    assert record.first_score_in is None and record.ends_in is None, "nothing is measured yet"
    record.started = replace(STARTED, first_check=30, last_step=100, last_second=50.0)
    engine.say(*(Step(step, 1.0, 2.0 * step, 1.0) for step in range(1, 11)))
    qtbot.waitUntil(lambda: len(record.steps) == 10)
    assert record.first_score_in == 20 * 2.0 and record.ends_in == 30.0, "the seconds are over first"
    record.started = replace(STARTED, last_step=100)
    assert record.first_score_in is None and record.ends_in == 90 * 2.0
    engine.say(score(0.4))
    qtbot.waitUntil(lambda: bool(record.scores))
    assert record.first_score_in is None and replace(record, started=STARTED).ends_in is None, "no budget"


def test_finished_run_becomes_the_current_one(session, engine, document, qtbot) -> None:
    train(session, engine, document, qtbot)
    engine.say(Finished("run-1", "plateau", 5, 3.0, score(0.6).table))
    qtbot.waitUntil(lambda: session.state == "idle")
    assert document.project.current_run == "run-1"
    assert session.shown.table.mean_iou == 0.6


def test_stop_cancels_and_waits_for_the_end(session, engine, document, qtbot) -> None:
    train(session, engine, document, qtbot)
    session.trainings.stop()
    assert session.state == "stopping"
    assert engine.asked(Cancel)
    engine.say(Finished("", "cancelled", 0, 0.1, None))
    qtbot.waitUntil(lambda: session.state == "idle")
    assert document.project.current_run is None


def test_a_second_start_while_training_is_ignored(session, engine, document, qtbot) -> None:
    train(session, engine, document, qtbot)
    session.start_training()
    assert len(engine.asked(Train)) == 1


def test_a_dead_learner_is_told_once_and_training_can_start_again(session, engine, document, qtbot) -> None:
    train(session, engine, document, qtbot)
    before = document.mask.array.copy()
    failures: list[Failed] = []
    session.failed.connect(failures.append)
    engine.say(LearnerDied(-9))
    qtbot.waitUntil(lambda: session.state == "idle")
    assert [f.message for f in failures] == ["The training process ended unexpectedly; all labels are safe."]
    assert failures[0].hint == "Press Fine-tune to start again."
    assert np.array_equal(document.mask.array, before)
    session.start_training()
    qtbot.waitUntil(lambda: len(engine.asked(Train)) == 2)


def test_live_prediction_is_asked_for_once_answered_and_shown(session, engine, document, qtbot) -> None:
    take_over(session, engine, document, qtbot)
    qtbot.waitUntil(lambda: bool(engine.asked(Predict)))
    qtbot.wait(100)
    assert len(engine.asked(Predict)) == 1  # never a second question before the first is answered
    engine.say(answer(engine.asked(Predict)[0], SHAPE))
    qtbot.waitUntil(lambda: document.prediction is not None)
    assert document.prediction.complete
    assert document.mask.counts()[1] == 100  # a prediction never becomes a label by itself


def test_visible_part_is_asked_for_before_the_whole_image(session, engine, document, qtbot) -> None:
    session.viewport(Rect(10, 10, 20, 20))
    take_over(session, engine, document, qtbot)
    qtbot.waitUntil(lambda: bool(engine.asked(Predict)))
    assert engine.asked(Predict)[0].rect == Rect(10, 10, 20, 20)
    engine.say(answer(engine.asked(Predict)[0], SHAPE))
    qtbot.waitUntil(lambda: len(engine.asked(Predict)) == 2)
    assert engine.asked(Predict)[1].rect is None


def test_only_what_nothing_is_shown_of_is_asked_for_roughly_first(session, engine, document, qtbot) -> None:
    document.open_project.set_current_run("run-1")
    qtbot.waitUntil(lambda: bool(engine.asked(Predict)))
    question = engine.asked(Predict)[0]
    assert question.rough and document.prediction is None
    small = np.ones((SHAPE[0] // ROUGH, SHAPE[1] // ROUGH), np.uint8)
    engine.say(Rough(question.generation - 1, question.image_id, Rect.of_shape(SHAPE), small, "run-1"))  # stale
    engine.say(Rough(question.generation, question.image_id, Rect(0, 0, 40, 60), small[:, :10], "run-1"))
    qtbot.waitUntil(lambda: document.prediction is not None)
    assert document.prediction.rough[0].tolist() == [1] * 10 + [VOID] * 10
    assert len(engine.asked(Predict)) == 1 and session.questions.live.asked is not None
    engine.say(answer(question, SHAPE))
    qtbot.waitUntil(lambda: document.prediction.complete)
    session.questions.model_changed()
    qtbot.waitUntil(lambda: len(engine.asked(Predict)) == 2)
    assert not engine.asked(Predict)[1].rough


def test_answer_for_another_image_is_dropped(session, engine, document, qtbot) -> None:
    take_over(session, engine, document, qtbot)
    qtbot.waitUntil(lambda: bool(engine.asked(Predict)))
    question = engine.asked(Predict)[0]
    with qtbot.waitSignal(document.image_loaded):
        document.current.step(1)
    engine.say(answer(question, SHAPE))
    qtbot.waitUntil(lambda: len(engine.asked(Predict)) >= 2)
    assert document.prediction is None
    assert engine.asked(Predict)[1].image_id == document.entry.id


def test_only_weights_that_are_kept_ask_for_a_fresh_prediction(session, engine, document, qtbot) -> None:
    take_over(session, engine, document, qtbot)
    qtbot.waitUntil(lambda: len(engine.asked(Predict)) == 1)
    engine.say(answer(engine.asked(Predict)[0], SHAPE))
    qtbot.waitUntil(lambda: document.prediction is not None)
    kept = session.training.table
    engine.say(Step(7, 0.5, 1.0, 9.0), score(0.1, best=False))
    qtbot.waitUntil(lambda: len(session.training.scores) == 2)
    assert session.shown.table == kept, "the score is that of what is shown"
    qtbot.wait(100)
    assert len(engine.asked(Predict)) == 1
    engine.say(score(0.5))
    qtbot.waitUntil(lambda: len(engine.asked(Predict)) == 2)
    assert engine.asked(Predict)[1].generation > engine.asked(Predict)[0].generation


def test_project_with_a_run_loads_it_before_it_asks(session, engine, document, qtbot) -> None:
    document.open_project.set_current_run("run-7")
    qtbot.waitUntil(lambda: bool(engine.asked(Predict)))
    kinds = [type(r) for r in engine.requests]
    assert engine.asked(LoadRun) == [LoadRun(document.project.folder, "run-7")]
    assert kinds.index(LoadRun) < kinds.index(Predict)


def test_run_that_cannot_be_loaded_is_not_asked_for_again(session, engine, document, qtbot) -> None:
    document.open_project.set_current_run("run-7")
    qtbot.waitUntil(lambda: bool(engine.asked(LoadRun)))
    engine.say(Failed("The weights are damaged.", "Fine-tune again.", "", "LoadRun"))
    with qtbot.waitSignal(session.failed):
        pass
    with qtbot.waitSignal(document.image_loaded):
        document.current.step(1)
    qtbot.wait(100)
    assert len(engine.asked(LoadRun)) == 1


def test_only_the_newest_question_for_features_is_answered(session, engine, document, qtbot) -> None:
    train(session, engine, document, qtbot)
    shown: list[FeatureMaps] = []
    session.features_ready.connect(shown.append)
    session.request_features("encoder 1 (1/2)")
    session.request_features("decoder 1 (1/2)")
    maps = np.zeros((1, 4, 4), np.uint8)
    for request in engine.asked(Features):
        engine.say(FeatureMaps(request.generation, request.image_id, request.stage, (0,), 8, maps, "run-1", 1))
    qtbot.waitUntil(lambda: bool(shown))
    qtbot.wait(70)
    assert [m.stage for m in shown] == ["decoder 1 (1/2)"]


def test_progress_and_notice_reach_the_window(session, engine, qtbot) -> None:
    with qtbot.waitSignals([session.progress, session.notice]):
        engine.say(Progress("Fetching weights", 40, 100), Notice("No network: starting from random weights"))
    assert session.learner.task == "Fetching weights 40\N{NO-BREAK SPACE}%"


def test_failed_training_goes_back_to_idle(session, engine, document, qtbot) -> None:
    train(session, engine, document, qtbot)
    with qtbot.waitSignal(session.failed):
        engine.say(Failed("There is not enough memory.", "Choose a smaller encoder.", "", "Train"))
    assert session.state == "idle"


def test_closing_stops_the_engine(session: Session, engine: ScriptedEngine) -> None:
    session.close()
    assert engine.stopped
    assert session.state == "off"


def test_everything_that_the_learner_may_say_has_an_answer(session: Session) -> None:
    assert {*session._answers, Step} == set(get_args(Event))


# ---- the bookkeeping of live prediction, without Qt ------------------------------------------------------------------


def test_prediction_is_asked_again_when_the_model_changed_and_not_before() -> None:
    live = LivePrediction()
    live.show("a", (100, 100))
    first = live.next(0.0, training=True)
    assert first is not None
    assert live.answered(first.generation, Rect(0, 0, 100, 100), 0.1)
    assert live.next(60.0, training=True) is None
    live.refresh()
    second = live.next(60.2, training=True)
    assert second is not None
    assert live.answered(second.generation, Rect(0, 0, 100, 100), 60.3)


def test_in_a_training_a_slow_whole_image_gives_way_to_the_visible_part() -> None:
    live = LivePrediction()
    live.show("a", (100, 100))
    live.set_visible(Rect(0, 0, 10, 10))
    view = live.next(0.0, training=True)
    assert view is not None and live.answered(view.generation, Rect(0, 0, 10, 10), 0.1)
    whole = live.next(0.2, training=True)
    assert whole is not None and whole.rect is None
    live.refresh()
    assert live.next(0.3, training=True) is None
    again = live.next(0.3 + PERIOD, training=True)
    assert again is not None and again.rect == view.rect


def test_large_answer_comes_in_pieces() -> None:
    live = LivePrediction()
    live.show("a", (100, 100))
    question = live.next(0.0, training=False)
    assert live.answered(question.generation, Rect(0, 0, 100, 50), 0.1)
    assert live.asked is question
    assert live.answered(question.generation, Rect(0, 50, 100, 50), 0.2)
    assert live.asked is None


def test_question_without_an_answer_is_asked_again_after_a_while() -> None:
    live = LivePrediction()
    live.show("a", (10, 10))
    first = live.next(0.0, training=False)
    assert live.next(SILENCE - 1, training=False) is None
    again = live.next(SILENCE + 1, training=False)
    assert again is not None and again.generation > first.generation
    assert not live.answered(first.generation, Rect(0, 0, 10, 10), SILENCE + 2)


def test_slow_answer_is_not_asked_for_again_which_would_begin_it_anew() -> None:
    live, head = LivePrediction(), HeadQuestions()
    live.show("a", (10, 10))
    head.show("a", 0.0)
    first = live.next(0.0, training=False)
    head.next(0.0)
    assert live.next(60.0, training=False) is None and not head.is_due(60.0)
    assert live.answered(first.generation, Rect(0, 0, 10, 10), 61.0)


def test_question_that_the_learner_drops_is_asked_again_soon_and_then_less_often() -> None:
    live = LivePrediction()
    live.show("a", (10, 10))
    now, pauses = 0.0, []
    question = live.next(now, training=False)
    for _ in range(7):
        live.dropped(question.generation, now)
        waited = 0.0
        while (question := live.next(now + waited, training=False)) is None:
            waited += 0.25
        pauses.append(waited)
        now += waited
    assert pauses == [0.5, 1, 2, 4, 8, 8, 8]
    live.dropped(question.generation - 1, now)
    assert live.asked is question, "an older question was dropped"
    live.dropped(question.generation, now)
    live.refresh()
    assert live.next(now, training=False) is not None, "another model: at once"


def test_another_image_is_asked_for_before_the_answer_for_the_one_before() -> None:
    live = LivePrediction()
    live.show("a", (10, 10))
    first = live.next(0.0, training=False)
    live.show("b", (10, 10))
    assert live.next(0.1, training=False).image_id == "b"
    assert not live.answered(first.generation, Rect(0, 0, 10, 10), 0.2)


def test_prediction_that_was_dropped_while_masks_were_taken_back_comes(session, engine, document, qtbot) -> None:
    take_over(session, engine, document, qtbot)
    qtbot.waitUntil(lambda: bool(engine.asked(Predict)))
    dropped = engine.asked(Predict)[-1]
    engine.say(NotPredicted(dropped.generation))
    qtbot.waitUntil(lambda: engine.asked(Predict)[-1].generation > dropped.generation)
    engine.say(answer(engine.asked(Predict)[-1], SHAPE))
    qtbot.waitUntil(lambda: document.prediction is not None)


def test_nothing_is_asked_without_an_image() -> None:
    live = LivePrediction()
    live.refresh()
    assert live.next(5.0, training=True) is None


# ---- the real learner ------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.usefixtures("light_learner")
def test_real_learner_trains_predicts_and_stops(document: Document, qtbot) -> None:
    session = Session(document, Engine(), document)
    session.trainings.settings = TrainSettings(
        encoder="mobilenet_v3_large", weights="none", steps=4, device="cpu", threads=1
    )
    failures: list[Failed] = []
    session.failed.connect(failures.append)
    paint_two_classes(document)
    session.start()
    qtbot.waitUntil(lambda: session.state == "idle", timeout=90_000)
    session.start_training()
    qtbot.waitUntil(
        lambda: bool(failures) or (session.state == "idle" and session.learner.run is not None), timeout=120_000
    )
    assert failures == []
    assert document.project.current_run == session.learner.run
    qtbot.waitUntil(lambda: document.prediction is not None and document.prediction.complete, timeout=30_000)
    assert set(np.unique(document.prediction.classes)) <= {0, 1}
    session.close()
    assert session.state == "off"
