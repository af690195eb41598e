"""The table of scores, its words, the confusion matrix and the copy."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from segstudio.gui.document.document import Document
from segstudio.gui.look import words
from segstudio.gui.panels.training.score_model import COLOR_ROLE
from segstudio.gui.panels.training.scores_panel import ScoresPanel
from segstudio.gui.session.session import Session
from tests.gui.panel_answers import AnsweringEngine, scored, started
from tests.gui.scripted import bring_up


@pytest.fixture
def engine() -> AnsweringEngine:
    return AnsweringEngine()


@pytest.fixture
def panel(document: Document, engine: AnsweringEngine, qtbot: QtBot) -> Iterator[ScoresPanel]:
    session = Session(document, engine, document)
    session.start()
    made = ScoresPanel(document, session)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    yield made
    made.hide()
    session.close()


def score(panel: ScoresPanel, engine: AnsweringEngine, qtbot: QtBot) -> None:
    assert panel._document.project is not None
    panel._session.training.folder = panel._document.project.folder
    engine.answers += [started(), scored()]
    qtbot.waitUntil(lambda: panel.model.table is not None)


def test_without_scores_the_panel_says_how_they_come(panel: ScoresPanel) -> None:
    assert panel.empty.isVisible() and "held out" in panel.empty.text()
    assert not panel.copy.isEnabled() and not panel.matrix.isEnabled()


def test_every_number_has_two_digits_and_absent_ones_a_dash(
    panel: ScoresPanel, engine: AnsweringEngine, qtbot: QtBot
) -> None:
    score(panel, engine, qtbot)
    cells = [[panel.model.index(r, c).data() for c in range(5)] for r in range(panel.model.rowCount())]
    assert cells[0] == ["Mean", "0.61", "0.72", "0.88", "1,234"]
    assert cells[1] == ["background", "0.71", "0.83", "0.90", "1,000"]
    assert cells[3] == ["pore", "–", "–", "–", "0"]
    assert panel.summary.text() == "Held-out, 4 images, 1,234 labelled pixels"


def test_rows_carry_the_screen_colours_of_their_classes(
    panel: ScoresPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot
) -> None:
    score(panel, engine, qtbot)
    document.class_list.change(lambda table: table.recolor(1, (1, 2, 250)))
    assert tuple(panel.model.index(2, 0).data(COLOR_ROLE)) == (1, 2, 250)
    assert panel.model.index(0, 0).data(COLOR_ROLE) is None


def test_the_matrix_is_in_percent_of_the_true_class(panel: ScoresPanel, engine: AnsweringEngine, qtbot: QtBot) -> None:
    score(panel, engine, qtbot)
    qtbot.mouseClick(panel.matrix, Qt.MouseButton.LeftButton)
    assert panel.confusion.isVisible()
    assert panel.confusion.item(0, 0).text() == "90\u00a0%" and panel.confusion.item(2, 2).text() == "–"
    assert panel.confusion.item(1, 0).toolTip() == "34 pixels of disc, predicted as background"
    assert "Rows truth" in panel.summary.text()
    qtbot.mouseClick(panel.matrix, Qt.MouseButton.LeftButton)
    assert panel.view.isVisible()


def test_the_copy_has_all_digits_and_empty_fields(panel: ScoresPanel, engine: AnsweringEngine, qtbot: QtBot) -> None:
    score(panel, engine, qtbot)
    qtbot.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    rows = list(csv.DictReader(io.StringIO(QGuiApplication.clipboard().text())))
    assert rows[0]["class"] == "background" and float(rows[0]["iou"]) == 0.714
    assert rows[2]["iou"] == "" and rows[3]["class"] == "mean"
    assert rows[0]["kind"] == "held-out" and rows[0]["images"] == "4"


def test_numbers_are_written_honestly() -> None:
    assert words.percent(0.001) == "<1\u00a0%" and words.percent(0.999) == ">99\u00a0%"
    assert words.percent(0) == "0\u00a0%" and words.percent(1) == "100\u00a0%" and words.percent(None) == "–"
    assert words.number(0.005) in ("0.01", "0.00") and words.number(float("nan")) == "–"
    assert [words.clock(t) for t in (0, 42, 61, 3600, None)] == ["0:00", "0:42", "1:01", "1:00:00", "–"]
    assert words.counted(1, "image") == "1 image" and words.counted(2, "class", "classes") == "2 classes"
    assert words.size(512) == "512 bytes" and words.size(150_000_000_000) == "150 GB"
