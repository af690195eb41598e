"""The instant preview in the window: asked for after each stroke, shown until the network scores better, no run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from segstudio.gui.look.settings import Settings
from segstudio.gui.session.preview import DEBOUNCE, NOTHING, SILENCE, Preview
from segstudio.gui.session.preview_or_network import LEARNT, shows_network
from segstudio.gui.session.session import Session
from segstudio.gui.session.shown_words import shown_line
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import (
    FILTERS,
    HELD_OUT,
    NETWORK,
    PREVIEW,
    PREVIEWED,
    SAME_IMAGE,
    SAME_REGION,
    SURROUNDINGS,
    ClassScore,
    Failed,
    Finished,
    LearnerDied,
    Predict,
    Predicted,
    PreviewRequest,
    PreviewScored,
    ScoreTable,
    Train,
)
from tests.gui.scripted import DEVICE, STARTED, ScriptedEngine, answer, opened_window, paint_block, score

SHAPE = (60, 80)
WHOLE = Rect(0, 0, 80, 60)


def table(mean: float, kind: str = HELD_OUT) -> ScoreTable:
    row = ClassScore(0, "background", mean, mean, mean, 100)
    return ScoreTable(kind, 1, 100, (row,), mean, mean, mean)


def overlay(question: PreviewRequest, value: int = 1) -> Predicted:
    classes = np.full(SHAPE, value, np.uint8)
    return Predicted(question.generation, question.image_id, WHOLE, classes, np.full_like(classes, 200), PREVIEW, 1)


def scored(question: PreviewRequest, mean: float) -> PreviewScored:
    return PreviewScored(question.generation, question.image_id, replace(table(mean), images=4), (FILTERS,))


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def session(document, engine: ScriptedEngine) -> Iterator[Session]:
    session = Session(document, engine, document)
    session.start()
    engine.say(DEVICE)
    yield session
    session.close()


def paint_two_classes(document) -> None:
    paint_block(document, 0, Rect(0, 0, 80, 20))
    paint_block(document, 1, Rect(10, 30, 10, 10))


def newest(engine: ScriptedEngine, qtbot, count: int = 1) -> PreviewRequest:
    qtbot.waitUntil(lambda: len(engine.asked(PreviewRequest)) >= count)
    return engine.asked(PreviewRequest)[-1]


def test_stroke_asks_with_the_labels_as_they_are_now(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    question = newest(engine, qtbot)
    assert question.project == document.project.folder and question.image_id == document.entry.id
    assert np.array_equal(question.mask, document.mask.array) and question.rect == WHOLE
    assert question.mask is not document.mask.array  # painting goes on while it travels
    assert question.classes == ((0, "background"), (1, "disc"))
    paint_block(document, 1, Rect(40, 40, 5, 5))
    assert newest(engine, qtbot, 2).mask[42, 42] == 1


def test_one_class_alone_asks_nothing(session, engine, document, qtbot) -> None:
    qtbot.waitUntil(lambda: session.state == "idle")
    paint_block(document, 0, Rect(0, 0, 80, 20))
    qtbot.wait(round(1000 * DEBOUNCE) + 150)
    assert engine.asked(PreviewRequest) == []


def test_preview_is_shown_before_any_run_and_labels_stay(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    before = document.mask.array.copy()
    question = newest(engine, qtbot)
    engine.say(overlay(question), scored(question, 0.6))
    qtbot.waitUntil(lambda: document.prediction is not None and session.shown.preview.score is not None)
    assert document.prediction.instant and document.prediction.complete
    assert np.array_equal(document.mask.array, before)
    assert "instant preview" in session.shown.words and session.shown.line.startswith("Instant preview: from filters")
    assert document.project.current_run is None and session.learner.run is None


def test_accepting_the_preview_is_one_undo_step_as_with_a_run(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    engine.say(overlay(newest(engine, qtbot)))
    qtbot.waitUntil(lambda: document.prediction is not None)
    before = document.mask.array.copy()
    assert document.acceptance.accept_all() == int((before == VOID).sum())
    document.queue.undo()
    assert np.array_equal(document.mask.array, before)


def train(session, engine, document, qtbot) -> None:
    qtbot.waitUntil(lambda: session.state == "idle")
    session.start_training()
    qtbot.waitUntil(lambda: bool(engine.asked(Train)))
    engine.say(STARTED)
    qtbot.waitUntil(lambda: session.state == "training")


def test_network_takes_over_when_it_scores_better_and_hands_back_when_not(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    question = newest(engine, qtbot)
    engine.say(overlay(question), scored(question, 0.6))
    qtbot.waitUntil(lambda: session.shown.preview.score is not None)
    train(session, engine, document, qtbot)
    engine.say(score(0.4))
    qtbot.waitUntil(lambda: bool(session.training.scores))
    qtbot.wait(100)
    assert session.shown.by_preview and engine.asked(Predict) == []
    engine.say(score(0.7, step=2))
    qtbot.waitUntil(lambda: bool(engine.asked(Predict)))
    engine.say(answer(engine.asked(Predict)[-1], SHAPE, 0))
    qtbot.waitUntil(lambda: document.prediction.run == "run-1")
    assert session.shown.line == (
        "The network is shown. Mean IoU of the classes labelled there: 0.70, the instant preview 0.60"
    )

    count = len(engine.asked(PreviewRequest)) + 1
    paint_block(document, 1, Rect(40, 40, 5, 5))
    question = newest(engine, qtbot, count)
    assert question.rect == NOTHING  # the network is shown: the score alone is of interest
    engine.say(scored(question, 0.8))
    question = newest(engine, qtbot, count + 1)
    assert question.rect == WHOLE
    engine.say(overlay(question))
    qtbot.waitUntil(lambda: document.prediction.instant)
    assert "labelled there: 0.80, the network 0.70" in session.shown.line


def test_without_an_instant_score_the_network_is_shown(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    train(session, engine, document, qtbot)
    qtbot.waitUntil(lambda: bool(engine.asked(Predict)))
    engine.say(answer(engine.asked(Predict)[-1], SHAPE))
    qtbot.waitUntil(lambda: document.prediction is not None)
    assert document.prediction.run == "run-1" and not session.shown.by_preview


def test_preview_stands_in_for_a_network_that_cannot_predict(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    question = newest(engine, qtbot)
    engine.say(overlay(question), scored(question, 0.5))
    train(session, engine, document, qtbot)
    engine.say(score(0.9))
    qtbot.waitUntil(lambda: not session.shown.by_preview and bool(engine.asked(Predict)))
    engine.say(Failed("Memory is short.", "Close other programs.", "", "Predict"))
    qtbot.waitUntil(lambda: session.shown.by_preview)
    engine.say(overlay(newest(engine, qtbot, len(engine.asked(PreviewRequest)) + 1)))
    qtbot.waitUntil(lambda: document.prediction is not None and document.prediction.instant)
    engine.say(score(0.91))  # there is another network, which is tried again
    qtbot.waitUntil(lambda: not session.shown.by_preview)
    engine.say(Failed("The image is damaged.", "", "", "Predict"))
    qtbot.waitUntil(lambda: session.shown.by_preview)
    document.current.step(1)
    qtbot.waitUntil(lambda: not session.shown.by_preview)  # of that image only
    session.shown.preview.score = None
    engine.say(Failed("The image is damaged.", "", "", "Predict"))
    qtbot.wait(100)
    assert not session.shown.by_preview, "there is no preview to stand in"


def go_on_from_a_run_of(iou: float, session, engine, document, qtbot) -> None:
    """Train, keep run-1 with this score, and press Fine-tune again."""
    paint_two_classes(document)
    train(session, engine, document, qtbot)
    engine.say(score(iou), Finished("run-1", "plateau", 5, 3.0, score(iou).table))
    qtbot.waitUntil(lambda: session.state == "idle")
    session.start_training()
    qtbot.waitUntil(lambda: len(engine.asked(Train)) == 2)


def test_run_that_does_not_replace_the_current_one_lends_it_no_score(session, engine, document, qtbot) -> None:
    go_on_from_a_run_of(0.7, session, engine, document, qtbot)
    engine.say(STARTED, score(0.2), Finished("run-2", "plateau", 5, 3.0, score(0.2).table, replaces=False))
    qtbot.waitUntil(lambda: session.state == "idle")
    session.shown.preview.score = table(0.5)
    assert document.project.current_run == "run-1" and not session.shown.by_preview  # 0.7 is what counts
    assert session.training.table == score(0.7).table  # and what is shown
    session.start_training()
    qtbot.waitUntil(lambda: len(engine.asked(Train)) == 3)
    now = score(0.6).table  # the labels of now say so of the run that stays
    engine.say(STARTED, score(0.2), Finished("run-3", "plateau", 5, 3.0, score(0.2).table, replaces=False, stays=now))
    qtbot.waitUntil(lambda: session.state == "idle")
    assert session.training.table == now


def test_a_training_that_kept_nothing_leaves_the_score_of_the_run_before(session, engine, document, qtbot) -> None:
    go_on_from_a_run_of(0.7, session, engine, document, qtbot)
    engine.say(STARTED, Finished("", "cancelled", 0, 0.1, None))
    qtbot.waitUntil(lambda: session.state == "idle")
    assert session.training.table == score(0.7).table


def test_stale_answers_are_dropped(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    old = newest(engine, qtbot)
    paint_block(document, 1, Rect(40, 40, 5, 5))
    newest(engine, qtbot, 2)
    engine.say(overlay(old), scored(old, 0.9))
    qtbot.wait(120)
    assert document.prediction is None and session.shown.preview.score is None


def test_switch_turns_it_off_and_on(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    engine.say(overlay(newest(engine, qtbot)))
    qtbot.waitUntil(lambda: document.prediction is not None)
    session.shown.set_preview(False)
    assert document.prediction is None and session.shown.line == ""
    count = len(engine.asked(PreviewRequest))
    paint_block(document, 1, Rect(40, 40, 5, 5))
    qtbot.wait(round(1000 * DEBOUNCE) + 150)
    assert len(engine.asked(PreviewRequest)) == count
    session.shown.set_preview(True)
    newest(engine, qtbot, count + 1)


def test_instant_answers_say_nothing_of_how_certain_the_network_is(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    engine.say(overlay(newest(engine, qtbot)))
    qtbot.waitUntil(lambda: document.prediction is not None)
    assert document.predictions.certainty(document.entry.id) is None


def test_failure_is_told_and_the_next_stroke_asks_again(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    newest(engine, qtbot)
    with qtbot.waitSignal(session.failed):
        engine.say(Failed("The image cannot be read.", "Check the file.", "", "PreviewRequest"))
    qtbot.wait(round(1000 * DEBOUNCE) + 100)
    assert len(engine.asked(PreviewRequest)) == 1 and session.state == "idle"
    paint_block(document, 1, Rect(40, 40, 5, 5))
    newest(engine, qtbot, 2)


def test_dead_learner_is_asked_again(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    first = newest(engine, qtbot)
    engine.say(LearnerDied(-9))
    assert newest(engine, qtbot, 2).generation > first.generation


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def test_window_shows_the_preview_and_says_so(window: MainWindow, qtbot) -> None:
    engine = window.session._engine
    window.session.start()
    engine.say(DEVICE)
    qtbot.waitUntil(lambda: window.session.state == "idle")
    paint_two_classes(window.document)
    question = newest(engine, qtbot)
    engine.say(overlay(question), scored(question, 0.6))
    qtbot.waitUntil(lambda: window.document.prediction is not None)
    label = window.findChild(QLabel, "train.shown")
    qtbot.waitUntil(lambda: label.isVisible() and "instant preview" in label.text())
    assert not window.banner.isVisible()  # it would lie over the image at every stroke
    assert window.document.prediction.instant
    assert label.toolTip().startswith("Instant preview: from filters")
    window.refresh()
    assert window.current.state.actions["prediction.accept_image"].enabled


# ---- bookkeeping, without Qt ---------------------------------------------------------------------------------------


def test_menu_turns_the_preview_off_and_the_next_window_remembers(window: MainWindow, qtbot, tmp_path) -> None:
    action = window.actions_["train.instant"]
    window.refresh()
    assert action.isChecked() and action.isEnabled()
    action.trigger()
    assert not window.session.shown.preview.wanted
    qtbot.waitUntil(lambda: not action.isChecked())
    window.close()
    again = MainWindow(Settings(tmp_path / "settings.ini"), ScriptedEngine())
    qtbot.addWidget(again)
    assert not again.session.shown.preview.wanted


def test_panel_says_in_a_few_words_which_prediction_is_shown(window: MainWindow, qtbot) -> None:
    window.session.start()
    window.session._engine.say(DEVICE)
    qtbot.waitUntil(lambda: window.session.state == "idle")
    label = window.findChild(QLabel, "train.shown")
    paint_two_classes(window.document)
    assert label.isHidden()
    question = newest(window.session._engine, qtbot)
    window.session._engine.say(overlay(question))
    qtbot.waitUntil(lambda: not label.isHidden())
    assert label.text() == "Shown: instant preview from your strokes" and "filters" in label.toolTip()
    window.document.predictions.clear()
    qtbot.waitUntil(label.isHidden)


def shown() -> Preview:
    preview = Preview()
    preview.show("a", (100, 200), 0.0)
    return preview


def test_strokes_in_a_row_are_one_question() -> None:
    preview = shown()
    preview.changed(0.1)
    preview.changed(0.2)
    assert preview.next(0.2 + DEBOUNCE / 2, True) is None
    question = preview.next(0.2 + DEBOUNCE, True)
    assert question is not None and question.rect == Rect(0, 0, 200, 100)
    assert preview.next(9.0, True) is None


def test_moving_the_view_asks_only_for_what_is_not_there_yet() -> None:
    preview = shown()
    preview.set_visible(Rect(0, 0, 50, 50), 0.0)
    question = preview.next(1.0, True)
    classes = np.zeros((64, 64), np.uint8)
    assert preview.answered(Predicted(question.generation, "a", Rect(0, 0, 64, 64), classes, classes, PREVIEW, 1), 1.1)
    preview.set_visible(Rect(10, 10, 50, 50), 1.2)
    assert not preview.is_due(2.0)
    preview.set_visible(Rect(100, 0, 50, 50), 2.0)
    assert preview.next(3.0, True).rect == Rect(100, 0, 50, 50)


def test_question_without_an_answer_is_asked_again() -> None:
    preview = shown()
    first = preview.next(1.0, True)
    preview.give_up_waiting(SILENCE)
    assert not preview.is_due(SILENCE)
    preview.give_up_waiting(SILENCE + 2)
    again = preview.next(SILENCE + 3, True)
    assert again is not None and again.generation > first.generation


def follow(preview: ScoreTable, means: tuple[float, ...], check: ScoreTable, steps: int = 0) -> list[bool]:
    """Whether the network is shown after each of its checks, one after the other; at first it is the preview."""
    shown, seen = False, []
    for mean in means:
        shown = shows_network(preview, replace(check, mean_iou=mean), steps, shown)
        seen.append(shown)
    return seen


def line(instant: bool, preview: ScoreTable | None, network: ScoreTable | None) -> str:
    return shown_line(instant, preview, (FILTERS,), network)


def test_rule_of_what_is_shown() -> None:
    assert shows_network(None, None, 0, False), "nothing is known of a preview"
    assert not shows_network(table(0.5), None, 0, False), "nothing is known of the network"
    assert not shows_network(table(0.5), table(0.5), 0, False) and shows_network(table(0.5), table(0.56), 0, False)


def test_looking_does_not_change_who_is_shown(session, engine, document, qtbot) -> None:
    paint_two_classes(document)
    train(session, engine, document, qtbot)
    session.shown.preview.score, session.training.table = table(0.5), table(0.4)
    session.shown.decide()
    session.training.table = table(0.56)
    assert not session.shown.by_preview
    session.training.table = table(0.52)
    assert session.shown.by_preview, "it was only looked at, so the network is not shown yet"
    session.training.table = table(0.56)
    session.shown.decide()
    session.training.table = table(0.52)
    assert not session.shown.by_preview, "it is shown, and not clearly behind"


def test_score_on_learnt_labels_counts_for_nothing_beside_one_on_held_out_pixels() -> None:
    assert not shows_network(table(0.5, SAME_REGION), table(0.9, SAME_IMAGE), 0, False)
    assert "0.9" not in line(True, table(0.5, SAME_REGION), table(0.9, SAME_IMAGE))
    assert shows_network(table(0.9, SAME_IMAGE), table(0.5, HELD_OUT), 0, False)


def test_on_labels_that_both_learnt_from_the_network_needs_only_to_catch_up() -> None:
    preview = table(0.9, SAME_IMAGE)
    assert follow(preview, (0.75, 0.85), table(0, SAME_IMAGE)) == [False, True]
    assert line(False, preview, table(0.85, SAME_IMAGE)).endswith(
        "0.85, the instant preview 0.90, on labels that both learnt from: there the network is shown from 0.10 below on"
    )
    assert follow(table(0.9), (0.85, 0.96), table(0)) == [False, True]


def test_what_is_shown_changes_only_where_the_held_out_images_tell_both_apart() -> None:
    seen = follow(table(0.5), (0.54, 0.56, 0.51, 0.46, 0.44, 0.54, 0.56), table(0))
    assert seen == [False, True, True, True, False, False, True]  # one held-out image: 0.05
    assert line(False, table(0.5), table(0.51)).endswith("; too close to tell apart on 1 image")
    many, preview = replace(table(0.52), images=25), replace(table(0.5), images=PREVIEWED)
    assert shows_network(preview, many, 0, False)  # 25 of them: 0.01
    assert "too close" not in line(False, preview, many)


def test_a_network_that_learnt_for_long_needs_to_be_as_good_only_and_stays_until_it_is_clearly_behind() -> None:
    assert follow(table(0.5), (0.49, 0.5, 0.46, 0.44, 0.49), table(0), LEARNT) == [False, True, True, False, False]
    assert not any(follow(table(0.5), (0.5, 0.51, 0.52, 0.53), table(0), LEARNT - 1))
    assert f"after {LEARNT} steps if it scores as high" in line(True, table(0.5), table(0.5))


def test_on_held_out_strokes_only_a_clear_lead_takes_over_however_many_images_and_checks() -> None:
    def of_strokes(mean: float) -> ScoreTable:
        return replace(table(mean), images=9, pixels=100, area=10_000)

    preview = of_strokes(0.5)
    assert not any(follow(preview, (0.52, 0.53, 0.54, 0.54, 0.54), preview))
    assert "once it scores 0.05 higher on held-out strokes" in line(True, preview, of_strokes(0.54))
    seen = follow(preview, (0.56, 0.46, 0.46, 0.46, 0.46, 0.44), preview)
    assert seen == [True] * 5 + [False], "and back by the same"
    assert not shows_network(preview, of_strokes(0.41), LEARNT - 1, False)
    seen = follow(preview, (0.41, 0.36, 0.34), preview, LEARNT)
    assert seen == [True, True, False], "strokes cannot tell, and it learnt for long; no flicker"
    dense = replace(of_strokes(0.52), area=100)
    assert "if it scores as high" in line(True, replace(dense, mean_iou=0.5), dense)
    assert shows_network(replace(dense, mean_iou=0.5), dense, 0, False), "0.02 on nine images of whole masks is clear"


def test_scores_on_different_held_out_labels_are_not_compared() -> None:
    preview, more = table(0.5), replace(table(0.9), images=2, pixels=300)
    assert not shows_network(preview, more, 0, False), "a second image was painted since the preview was scored"
    assert "Mean IoU" not in line(True, preview, more)
    preview = replace(table(0.5), images=2, pixels=298)  # it looks at some pixels only, and scales them up
    assert shows_network(preview, more, 0, False) and "Mean IoU" in line(False, preview, more)
    preview = replace(table(0.95), images=2, pixels=400)
    assert shows_network(preview, more, 0, True), "what is shown stays"
    assert "different labels" in line(True, preview, more)
    many, preview = replace(table(0.9), images=PREVIEWED + 8, pixels=10_000), replace(table(0.99), images=PREVIEWED)
    assert not shows_network(preview, many, 0, True), "of many images the preview looks at the first"


@pytest.mark.parametrize("kind", [SAME_REGION, SAME_IMAGE])
def test_what_cannot_be_compared_does_not_keep_the_network_away_for_ever(kind: str) -> None:
    assert not shows_network(table(0.5), table(0.8, kind), LEARNT - 1, False)
    assert shows_network(table(0.5), table(0.8, kind), LEARNT, False)
    assert not shows_network(table(0.5), table(0.4), LEARNT, True), "compared again: 0.5 is clearly better"


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        ((FILTERS,), "from filters and your strokes"),
        ((FILTERS, NETWORK), "from a pretrained network and your strokes"),
        ((FILTERS, SURROUNDINGS), "from filters, the place in the image and your labels"),
        ((FILTERS, SURROUNDINGS, NETWORK), "from a pretrained network, the place in the image and your labels"),
    ],
)
def test_sentence_names_what_the_preview_looks_at(sources: tuple[str, ...], words: str) -> None:
    assert shown_line(True, None, sources, None).startswith(f"Instant preview: {words};")
    assert shown_line(False, None, sources, None) == "The network is shown"
