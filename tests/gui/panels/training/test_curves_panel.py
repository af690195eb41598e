"""The curves: what they draw, how often, in which colours."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from segstudio.gui.document.document import Document
from segstudio.gui.panels.training.curves_panel import CurvesPanel, TimeAxis, smoothed, thinned
from segstudio.gui.panels.training.score_curves import DOT, REACH, STROKES, TRUTH
from segstudio.gui.session.session import Session
from tests.gui.panel_answers import AnsweringEngine, scored, started, steps
from tests.gui.scripted import bring_up


@pytest.fixture
def engine() -> AnsweringEngine:
    return AnsweringEngine()


@pytest.fixture
def panel(document: Document, engine: AnsweringEngine, qtbot: QtBot) -> Iterator[CurvesPanel]:
    session = Session(document, engine, document)
    session.start()
    made = CurvesPanel(document, session)
    qtbot.addWidget(made)
    made.resize(800, 240)
    bring_up(qtbot, made)
    yield made
    made.hide()
    session.close()


def points(line: object) -> int:
    xs = line.getData()[0]  # type: ignore[attr-defined]
    return 0 if xs is None else len(xs)


def test_without_a_training_the_panel_says_what_will_come(panel: CurvesPanel) -> None:
    assert panel.empty.isVisible() and not panel.loss.isVisible()


def test_loss_and_iou_are_drawn(panel: CurvesPanel, engine: AnsweringEngine, qtbot: QtBot) -> None:
    engine.answers += [started(), *steps(30), scored(10, 1.0), scored(20, 2.0, iou=0.8)]
    qtbot.waitUntil(lambda: points(panel.loss_line) == 30 and points(panel.mean_line) == 2)
    assert points(panel.held_line) == 2
    assert list(panel.class_lines[0].getData()[1]) == pytest.approx([0.714, 0.8])
    assert np.isnan(panel.class_lines[2].getData()[1]).all()
    assert "held-out, n" in panel.legend.text() and "disc" in panel.legend.text()


def test_a_dot_marks_the_score_of_the_weights_that_were_kept(
    panel: CurvesPanel, engine: AnsweringEngine, qtbot: QtBot
) -> None:
    later = replace(scored(20, 2.0, iou=0.4), best=False)
    engine.answers += [started(), *steps(30), scored(10, 1.0, iou=0.8), later]
    qtbot.waitUntil(lambda: points(panel.mean_line) == 2)
    assert list(panel.kept_dot.getData()[0]) == [1.0]
    assert panel.kept_dot.getData()[1][0] == panel.mean_line.getData()[1][0]


def test_the_first_score_alone_is_seen_as_a_dot(panel: CurvesPanel, engine: AnsweringEngine, qtbot: QtBot) -> None:
    engine.answers += [started(), *steps(30), scored(10, 1.0)]
    qtbot.waitUntil(lambda: points(panel.mean_line) == 1)
    lines = (panel.held_line, panel.mean_line, panel.class_lines[0])
    assert [line.opts["symbol"] for line in lines] == ["o", "o", "o"] and panel.loss_line.opts["symbol"] is None
    engine.answers += [scored(20, 2.0, iou=0.8)]
    qtbot.waitUntil(lambda: points(panel.mean_line) == 2)
    assert [line.opts["symbol"] for line in lines] == [None, None, None]


def test_a_curve_breaks_where_the_labels_that_are_scored_on_changed(
    panel: CurvesPanel, engine: AnsweringEngine, qtbot: QtBot
) -> None:
    checks = [scored(10, 1.0, iou=0.98), replace(scored(20, 2.0, iou=0.5), strokes_at=1.2),
              replace(scored(30, 3.0, iou=0.04), truth_at=2.5, strokes_at=2.5), scored(40, 4.0, iou=0.1)]  # fmt: skip
    engine.answers += [started(), *steps(30), *checks]
    qtbot.waitUntil(lambda: points(panel.mean_line) == 5)
    for line in (panel.mean_line, panel.held_line, panel.class_lines[0]):
        times, values = line.getData()
        assert list(times) == [1.0, 2.0, 2.5, 3.0, 4.0]
        assert list(np.isnan(values)) == [False, False, True, False, False]
    for marks in panel.marks:
        assert [line.value() for line in marks.lines] == [1.2, 2.5]
        assert [line.toolTip() for line in marks.lines] == [STROKES.words, TRUTH.words]
        assert all(line.scene() is not None for line in marks.lines)
        reach = [line.mapRectToScene(line.boundingRect()).width() for line in marks.lines]
        assert min(reach) >= 2 * REACH, "the mouse has to find it"
    assert STROKES.words in panel.legend.text() and TRUTH.words in panel.legend.text()


def test_without_a_change_there_is_no_mark_and_marks_go_with_their_training(
    panel: CurvesPanel, engine: AnsweringEngine, qtbot: QtBot
) -> None:
    early = replace(scored(10, 1.0), strokes_at=0.5, truth_at=0.5)  # before the first score there is nothing to break
    engine.answers += [started(), early, replace(scored(20, 2.0), truth_at=1.5)]
    qtbot.waitUntil(lambda: points(panel.mean_line) == 3)
    gone = panel.marks[1].lines[0]
    assert [line.value() for line in panel.marks[1].lines] == [1.5]
    panel._session.training.scores[:] = [early]
    panel.redraw()
    assert not panel.marks[1].lines and gone.scene() is None and TRUTH.words not in panel.legend.text()


def test_scores_between_two_breaks_are_seen_as_dots(panel: CurvesPanel, engine: AnsweringEngine, qtbot: QtBot) -> None:
    checks = [scored(10, 1.0), scored(20, 2.0), replace(scored(30, 3.0), truth_at=2.5)]
    engine.answers += [started(), *checks]
    qtbot.waitUntil(lambda: points(panel.mean_line) == 4)
    assert panel.mean_line.opts["symbol"] == "o" and list(panel.mean_line.opts["symbolSize"]) == [0, 0, 0, DOT]
    qtbot.waitUntil(lambda: not panel.grab().isNull())


def test_redraws_come_at_most_five_times_a_second(
    panel: CurvesPanel, engine: AnsweringEngine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[float] = []
    redraw = panel.redraw
    monkeypatch.setattr(panel, "redraw", lambda: (drawn.append(time.monotonic()), redraw()))
    began = time.monotonic()
    engine.answers.append(started())
    for number in range(25):
        engine.answers += steps(25)[number : number + 1]
        qtbot.wait(40)
    assert 1 <= len(drawn) <= 3 + 5 * (time.monotonic() - began)  # the loop may take longer than it waits
    assert len(drawn) < 25
    qtbot.waitUntil(lambda: points(panel.loss_line) == 25)


def test_hidden_curves_are_drawn_when_shown(panel: CurvesPanel, engine: AnsweringEngine, qtbot: QtBot) -> None:
    panel.hide()
    engine.answers += [started(), *steps(5)]
    qtbot.waitUntil(lambda: len(panel._session.training.steps) == 5)
    qtbot.wait(50)
    assert points(panel.loss_line) == 0
    panel.show()
    assert points(panel.loss_line) == 5


def test_a_curve_has_its_class_s_colour(
    panel: CurvesPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot
) -> None:
    document.class_list.change(lambda table: table.recolor(1, (3, 4, 250)))
    engine.answers += [started(), scored()]
    qtbot.waitUntil(lambda: 1 in panel.class_lines)
    color = panel.class_lines[1].opts["pen"].color()
    assert (color.red(), color.green(), color.blue()) == (3, 4, 250)


def test_times_are_minutes_and_seconds(panel: CurvesPanel) -> None:
    axis = panel.loss.getPlotItem().getAxis("bottom")
    assert isinstance(axis, TimeAxis)
    assert axis.tickStrings([0, 30, 90], 1, 30) == ["0:00", "0:30", "1:30"]
    assert axis.tickSpacing(0, 200, 400)[0][0] == 60


def test_smoothing_keeps_the_mean_and_thinning_the_ends() -> None:
    assert smoothed(np.array([1.0, 3.0, 5.0]), 2) == pytest.approx([1.0, 2.0, 4.0])
    thin = thinned(np.arange(10_000, dtype=float), 100)
    assert len(thin) == 100 and thin[0] == 0 and thin[-1] == 9999
