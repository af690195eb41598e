"""One model in the window: the head is fitted after each stroke, and one stream of predictions follows it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from segstudio.gui.document.document import Document
from segstudio.gui.session.head_questions import DEBOUNCE, SILENCE, HeadQuestions
from segstudio.gui.session.session import Session
from segstudio.gui.session.shown_words import in_training, made_by, missed_classes
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import (
    HELD_OUT,
    SAME_IMAGE,
    SAME_REGION,
    STROKES,
    ClassScore,
    Failed,
    Finished,
    FitHead,
    HeadFitted,
    LearnerDied,
    LoadRun,
    Predict,
    Scored,
    ScoreTable,
    Train,
)
from tests.gui.scripted import STARTED, ScriptedEngine, answer, fitted, paint_block, paint_two_classes, score

SHAPE = (60, 80)
PAUSE = round(1000 * DEBOUNCE) + 150


def table(mean: float, kind: str = HELD_OUT) -> ScoreTable:
    row = ClassScore(0, "background", mean, mean, mean, 100)
    return ScoreTable(kind, 1, 100, (row,), mean, mean, mean)


def behind(mean: float, instead: float, step: int = 1) -> Scored:
    """A check of a network in training that does not take part yet."""
    return replace(score(mean, step=step), shown=False, instead=table(instead))


def newest(engine: ScriptedEngine, qtbot, count: int = 1) -> FitHead:
    qtbot.waitUntil(lambda: len(engine.asked(FitHead)) >= count)
    return engine.asked(FitHead)[-1]


def predicted(engine: ScriptedEngine, document: Document, qtbot, run: str, count: int = 1, value: int = 1) -> None:
    """Answer question number ``count`` and wait until it is on the canvas."""
    qtbot.waitUntil(lambda: len(engine.asked(Predict)) >= count)
    engine.say(answer(engine.asked(Predict)[-1], SHAPE, value, run))
    qtbot.waitUntil(lambda: document.prediction is not None and document.prediction.run == run)


def fit(session: Session, engine: ScriptedEngine, document: Document, qtbot) -> None:
    """Two classes painted, the head fitted, its prediction on the canvas."""
    paint_two_classes(document)
    engine.say(fitted(newest(engine, qtbot), 1, table(0.5)))
    predicted(engine, document, qtbot, STROKES)


def train(session: Session, engine: ScriptedEngine, qtbot) -> None:
    trainings = len(engine.asked(Train))
    qtbot.waitUntil(lambda: session.state == "idle")
    session.start_training()
    qtbot.waitUntil(lambda: len(engine.asked(Train)) > trainings)
    engine.say(STARTED)
    qtbot.waitUntil(lambda: session.state == "training")


# ---- fits of the head ----------------------------------------------------------------------------------------------


def test_stroke_asks_with_the_labels_as_they_are_now(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    question = newest(engine, qtbot)
    assert question.project == document.project.folder and question.image_id == document.entry.id
    assert np.array_equal(question.mask, document.mask.array)
    assert question.mask is not document.mask.array  # painting goes on while it travels
    assert question.classes == ((0, "background"), (1, "disc"))
    count = len(engine.asked(FitHead))
    paint_block(document, 1, Rect(40, 40, 5, 5))
    assert newest(engine, qtbot, count + 1).mask[42, 42] == 1


def test_one_class_alone_asks_nothing(session, engine, document, qtbot) -> None:
    qtbot.waitUntil(lambda: session.state == "idle")
    paint_block(document, 0, Rect(0, 0, 80, 20))
    qtbot.wait(PAUSE)
    assert engine.asked(FitHead) == [] and engine.asked(Predict) == []
    assert not session.questions.has_model


def test_a_fit_is_followed_by_a_prediction_at_once_and_labels_stay(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    before = document.mask.array.copy()
    question = newest(engine, qtbot)
    assert engine.asked(Predict) == [], "there is no model yet"
    engine.say(fitted(question, 1))
    session._drain()
    assert len(engine.asked(Predict)) == 1, "in the same turn"
    predicted(engine, document, qtbot, STROKES)
    assert document.prediction.complete and np.array_equal(document.mask.array, before)
    assert document.project.current_run is None and session.learner.run is None


def test_every_new_fit_makes_the_prediction_out_of_date_and_a_score_alone_does_not(
    session, engine, document, qtbot
) -> None:
    fit(session, engine, document, qtbot)
    question = engine.asked(FitHead)[-1]
    engine.say(fitted(question, 1, table(0.6)))
    session._drain()
    assert session.shown.table == table(0.6) and len(engine.asked(Predict)) == 1
    engine.say(fitted(question, 2))
    session._drain()
    assert len(engine.asked(Predict)) == 2 and session.shown.table == table(0.6), "until there is a newer one"


def test_a_fit_that_comes_while_an_answer_is_in_the_air_replaces_the_question(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    question = newest(engine, qtbot)
    engine.say(fitted(question, 1))
    session._drain()
    old = engine.asked(Predict)[-1]
    engine.say(fitted(question, 2))
    session._drain()
    assert len(engine.asked(Predict)) == 2
    engine.say(answer(old, SHAPE, 0, STROKES))
    session._drain()
    assert document.prediction is None, "of the head before"
    predicted(engine, document, qtbot, STROKES, 2)


def test_visible_part_is_predicted_first(session, engine, document, qtbot) -> None:
    session.viewport(Rect(10, 10, 20, 20))
    paint_two_classes(document)
    engine.say(fitted(newest(engine, qtbot), 1))
    session._drain()
    assert engine.asked(Predict)[-1].rect == Rect(10, 10, 20, 20)
    engine.say(answer(engine.asked(Predict)[-1], SHAPE, 1, STROKES))
    qtbot.waitUntil(lambda: engine.asked(Predict)[-1].rect is None)


def test_another_image_is_predicted_without_another_fit(session, engine, document, qtbot) -> None:
    fit(session, engine, document, qtbot)
    document.saving.save_now()
    qtbot.wait(PAUSE)
    fits = len(engine.asked(FitHead))
    with qtbot.waitSignal(document.image_loaded):
        document.current.step(1)
    qtbot.waitUntil(lambda: engine.asked(Predict)[-1].image_id == document.entry.id)
    qtbot.wait(PAUSE)
    assert len(engine.asked(FitHead)) == fits, "no label changed"


def test_strokes_that_were_left_unsaved_are_asked_for_again_once_they_are_on_disk(
    session, engine, document, qtbot
) -> None:
    fit(session, engine, document, qtbot)
    qtbot.wait(PAUSE)
    fits = len(engine.asked(FitHead))
    paint_block(document, 1, Rect(40, 40, 5, 5))
    with qtbot.waitSignal(document.image_loaded):
        document.current.step(1)
    qtbot.waitUntil(lambda: len(engine.asked(FitHead)) > fits and not document.saving.dirty)
    assert engine.asked(FitHead)[-1].image_id == document.entry.id


def test_no_class_left_is_no_model(session, engine, document, qtbot) -> None:
    fit(session, engine, document, qtbot)
    assert session.questions.has_model
    document.queue.undo()
    engine.say(fitted(newest(engine, qtbot, len(engine.asked(FitHead)) + 1), 0))
    qtbot.waitUntil(lambda: not session.questions.has_model)
    assert session.shown.table is None


def test_failure_is_told_and_the_next_stroke_asks_again(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    newest(engine, qtbot)
    with qtbot.waitSignal(session.failed):
        engine.say(Failed("The image cannot be read.", "Check the file.", "", "FitHead"))
    qtbot.wait(PAUSE)
    count = len(engine.asked(FitHead))
    paint_block(document, 1, Rect(40, 40, 5, 5))
    newest(engine, qtbot, count + 1)


def test_dead_learner_is_asked_again(session, engine, document, qtbot) -> None:
    fit(session, engine, document, qtbot)
    count = len(engine.asked(FitHead))
    engine.say(LearnerDied(-9))
    again = newest(engine, qtbot, count + 1)
    assert not session.questions.has_model
    engine.say(fitted(again, 1))  # the same number, of a new process
    predicted(engine, document, qtbot, STROKES, 2)


def test_accepting_what_the_strokes_predict_is_one_undo_step(session, engine, document, qtbot) -> None:
    fit(session, engine, document, qtbot)
    before = document.mask.array.copy()
    assert document.acceptance.accept_all() == int((before == VOID).sum())
    document.queue.undo()
    assert np.array_equal(document.mask.array, before)


# ---- who takes part, and what is said of it -------------------------------------------------------------------------


def test_a_training_takes_over_once_and_the_line_says_what_is_on_the_canvas(session, engine, document, qtbot) -> None:
    fit(session, engine, document, qtbot)
    train(session, engine, qtbot)
    assert "is used once it scores" in session.shown.line
    count = len(engine.asked(Predict))
    engine.say(behind(0.41, 0.53))
    qtbot.waitUntil(lambda: bool(session.training.scores))
    assert session.shown.words == "Shown: from your strokes."
    assert session.shown.line.endswith(
        "The network in training is not used yet: it scores 0.41 on the held-out images, what is shown 0.53."
    )
    assert session.shown.table == table(0.53) and session.training.table == score(0.41).table
    assert len(engine.asked(Predict)) == count, "the model is the same"

    engine.say(replace(score(0.7, step=20), with_head=True))
    qtbot.waitUntil(lambda: len(engine.asked(Predict)) == count + 1)
    assert session.shown.words == "Shown: from your strokes.", "it still is"
    assert session.shown.line.endswith("used since step 20. The next prediction is made with it.")
    predicted(engine, document, qtbot, "run-1", count + 1, 0)
    assert session.shown.words == "Shown: the trained network and your strokes."
    assert session.shown.line.endswith("The network in training is used since step 20.")
    assert session.shown.table == score(0.7).table

    engine.say(replace(score(0.8, step=30), with_head=True))
    qtbot.waitUntil(lambda: len(engine.asked(Predict)) == count + 2)
    words = session.shown.words
    assert "alone" not in words
    engine.say(replace(answer(engine.asked(Predict)[-1], SHAPE, 0, "run-1"), head_alone=(1,)))
    qtbot.waitUntil(lambda: session.shown.words == f"{words} By your strokes alone: disc.")


def test_strokes_are_answered_while_a_network_trains(session, engine, document, qtbot) -> None:
    fit(session, engine, document, qtbot)
    train(session, engine, qtbot)
    engine.say(behind(0.41, 0.53))
    count, fits = len(engine.asked(Predict)), len(engine.asked(FitHead))
    paint_block(document, 1, Rect(40, 40, 5, 5))
    engine.say(fitted(newest(engine, qtbot, fits + 1), 2))
    qtbot.waitUntil(lambda: len(engine.asked(Predict)) > count)


def test_run_of_before_and_strokes_go_on_until_its_successor_takes_over(session, engine, document, qtbot) -> None:
    fit(session, engine, document, qtbot)
    train(session, engine, qtbot)
    engine.say(score(0.7), Finished("run-1", "plateau", 5, 3.0, score(0.7).table))
    qtbot.waitUntil(lambda: session.state == "idle")
    predicted(engine, document, qtbot, "run-1", len(engine.asked(Predict)))
    train(session, engine, qtbot)
    assert session.shown.table == score(0.7).table and session.shown.words == "Shown: the trained network."
    engine.say(behind(0.2, 0.7), Finished("run-2", "plateau", 5, 3.0, score(0.2).table, replaces=False))
    qtbot.waitUntil(lambda: session.state == "idle")
    assert document.project.current_run == "run-1" and session.shown.table == score(0.7).table
    train(session, engine, qtbot)
    now = score(0.6).table  # the labels of now say so of the run that stays
    engine.say(behind(0.2, 0.6), Finished("run-3", "plateau", 5, 3.0, score(0.2).table, replaces=False, stays=now))
    qtbot.waitUntil(lambda: session.state == "idle")
    assert session.shown.table == now


@pytest.mark.parametrize(
    "end", [Finished("", "cancelled", 0, 0.1, None), Failed("There is no memory.", "", "", "Train"), LearnerDied(1)]
)
def test_a_training_that_kept_nothing_leaves_the_score_of_what_is_shown(session, engine, document, qtbot, end) -> None:
    fit(session, engine, document, qtbot)
    train(session, engine, qtbot)
    engine.say(behind(0.2, 0.5), end)
    qtbot.waitUntil(lambda: session.state == "idle")
    assert session.shown.table == table(0.5)
    document.open_project.set_current_run("run-0")
    session.trainings.run_table = table(0.8)
    train(session, engine, qtbot)
    engine.say(behind(0.2, 0.8), end)
    qtbot.waitUntil(lambda: session.state == "idle")
    assert session.shown.table == table(0.8) and document.project.current_run == "run-0"


@pytest.mark.parametrize("end", [Failed("There is no memory.", "", "", "Train"), LearnerDied(1)])
def test_a_network_that_joined_stays_whatever_ends_its_training(session, engine, document, qtbot, end) -> None:
    fit(session, engine, document, qtbot)
    train(session, engine, qtbot)
    engine.say(replace(score(0.7), with_head=True))
    qtbot.waitUntil(lambda: document.project.current_run == "run-1")
    engine.say(end)
    qtbot.waitUntil(lambda: session.state == "idle")
    assert document.project.current_run == "run-1" and session.shown.table == score(0.7).table


def test_the_person_can_leave_the_network_out_and_it_is_remembered(session, engine, document, qtbot) -> None:
    fit(session, engine, document, qtbot)
    document.open_project.set_current_run("run-1")
    session.trainings.run_table = table(0.8)
    qtbot.waitUntil(lambda: bool(engine.asked(LoadRun)))
    count = len(engine.asked(Predict))
    session.toggle_network()
    assert document.project.use_network is False and document.prediction is None
    qtbot.waitUntil(lambda: len(engine.asked(Predict)) > count)
    assert not engine.asked(Predict)[-1].network
    predicted(engine, document, qtbot, STROKES)
    assert session.shown.table == table(0.5) and "switched off" in session.shown.line
    session.toggle_network()
    qtbot.waitUntil(lambda: engine.asked(Predict)[-1].network)
    assert session.shown.table == table(0.8)


def test_a_run_that_cannot_be_loaded_leaves_the_strokes(session, engine, document, qtbot) -> None:
    fit(session, engine, document, qtbot)
    document.open_project.set_current_run("run-7")
    session.trainings.run_table = table(0.8)
    qtbot.waitUntil(lambda: bool(engine.asked(LoadRun)))
    count = len(engine.asked(Predict))
    engine.say(Failed("The weights are damaged.", "Fine-tune again.", "", "LoadRun"))
    qtbot.waitUntil(lambda: len(engine.asked(Predict)) > count)
    predicted(engine, document, qtbot, STROKES)
    assert session.shown.line.endswith("The network of the current run cannot be loaded.")
    assert session.shown.table == table(0.5) and session.questions.has_model


def test_nothing_is_said_while_nothing_is_predicted(session, engine, document, qtbot) -> None:
    assert session.shown.words == session.shown.line == "" and session.shown.table is None
    fit(session, engine, document, qtbot)
    assert session.shown.line == "Shown: from your strokes.\nNo network is trained yet."
    with qtbot.waitSignal(session.shown.changed):
        document.predictions.clear()
    assert session.shown.words == session.shown.line == ""


def test_a_held_out_image_says_that_its_labels_teach_nothing(session, engine, document, qtbot) -> None:
    fit(session, engine, document, qtbot)
    document.current.put_entries([replace(document.entry, split="val")])
    assert session.shown.words == "Held-out image: its labels do not teach. Shown: from your strokes."
    assert "This image is held out: its labels score the model and do not teach it." in session.shown.line.split("\n")
    assert session.shown.said(drawn=False) == (
        "Held-out image: its labels do not teach. The view Labels draws no prediction."
    )
    document.current.put_entries([replace(document.entry, split="train")])
    assert session.shown.words == "Shown: from your strokes."


# ---- sentences and bookkeeping, without Qt ---------------------------------------------------------------------------


def test_what_made_a_prediction_is_named_by_its_run() -> None:
    assert made_by(STROKES, True) == "Shown: from your strokes."
    assert made_by("r", True) == "Shown: the trained network and your strokes."
    assert made_by("r", False) == "Shown: the trained network."


def two(first: float, second: float) -> ScoreTable:
    rows = tuple(ClassScore(i, name, iou, iou, iou, 50) for i, name, iou in ((0, "good", first), (1, "defect", second)))
    return ScoreTable(HELD_OUT, 2, 100, rows, (first + second) / 2, None, None)


def test_a_class_that_the_network_misses_is_the_reason_that_is_named() -> None:
    assert missed_classes(two(0.9, 0.0), two(0.5, 0.1)) == ["defect"]
    assert missed_classes(two(0.9, 0.1), two(0.5, 0.1)) == missed_classes(two(0.9, 0.0), two(0.5, 0.0)) == []
    assert missed_classes(two(0.9, 0.0), two(0.5, 0.004)) == [], "0.00 is not found, as the table shows it"
    check = replace(score(0.4), table=two(0.9, 0.0), shown=False, instead=two(0.5, 0.1))
    assert in_training([check], False) == "The network in training is not used yet: it does not find: defect."
    assert in_training([replace(check, instead=None)], False) == "The network in training is not used yet."


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (HELD_OUT, "on the held-out images"),
        (SAME_REGION, "on the held-out region"),
        (SAME_IMAGE, "on the labels that it learns from"),
    ],
)
def test_the_sentence_says_on_what_both_were_scored(kind: str, words: str) -> None:
    check = replace(score(0.4), table=table(0.4, kind), shown=False, instead=table(0.5, kind))
    assert f"it scores 0.40 {words}, what is shown 0.50." in in_training([check], False)


def test_strokes_in_a_row_are_one_question() -> None:
    head = HeadQuestions()
    head.show("a", 0.0)
    assert head.next(0.0) == (1, "a"), "the first image of a project is asked for at once"
    head.changed(0.1)
    head.changed(0.2)
    assert head.next(0.2 + DEBOUNCE / 2) is None
    assert head.next(0.2 + DEBOUNCE) == (2, "a") and head.next(9.0) is None


def test_question_without_an_answer_is_asked_again() -> None:
    head = HeadQuestions()
    head.show("a", 1.0)
    head.next(1.0)
    assert not head.is_due(SILENCE) and head.next(SILENCE + 2) == (2, "a")
    head.answered(HeadFitted(2, "a", 1))
    assert not head.is_due(9 * SILENCE)


def test_answers_of_another_project_are_dropped() -> None:
    head = HeadQuestions()
    head.show("a", 0.0)
    head.next(0.0)
    head.forget()
    assert not head.answered(HeadFitted(1, "a", 3)) and head.fits == 0
    head.show("b", 1.0)
    head.next(1.0)
    assert head.answered(HeadFitted(2, "b", 3)) and not head.answered(HeadFitted(2, "b", 3))
