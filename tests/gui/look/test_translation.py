"""Every text of the panels and actions goes through the one function that a translation hooks into."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget

from segstudio.errors import ImageError, UserError, said, together
from segstudio.formats.common.report import ExportReport
from segstudio.gui.look.notices import BannerNotice
from segstudio.gui.look.words import CONTEXT, counted, kind_line, tr
from segstudio.gui.panels.runs.model import score_kind
from segstudio.gui.panels.training.scores_panel import summary
from segstudio.gui.window.main_window import MainWindow
from segstudio.learning.messages import OF_STROKES, ClassScore, Progress
from tests.gui.panel_answers import score_table
from tests.gui.scripted import opened_window

FOLDER = "export_folder"
MARK = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"


class Marking(QTranslator):
    """A language in which every text of the window begins with a mark."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        return f"{MARK}{text}" if context == CONTEXT and text else None

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def marking(qapp: QApplication) -> Iterator[Marking]:
    translator = Marking(qapp)
    qapp.installTranslator(translator)
    yield translator
    qapp.removeTranslator(translator)
    translator.deleteLater()


@pytest.fixture
def window(marking: Marking, qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def texts(part: QWidget) -> list[tuple[str, str]]:
    """Name and text of what can be read in ``part``, tooltips and accessible names too; data and numbers left out."""
    found = []
    for one in [part, *part.findChildren(QWidget)]:
        said = [one.toolTip(), one.accessibleName()]
        if isinstance(one, QLabel | QAbstractButton):
            said.append(one.text())
        if isinstance(one, QComboBox) and one.objectName() != "paint.rule":
            said += [one.itemText(at) for at in range(one.count())]
        if isinstance(one, QLineEdit):
            said.append(one.placeholderText())
        found += [(one.objectName(), text) for text in said if any(sign.isalpha() for sign in text)]
    return found


def missed(part: QWidget) -> list[tuple[str, str]]:
    """What in ``part`` did not go through the translation."""
    return [row for row in texts(part) if MARK not in row[1] and not row[0].startswith("qt_") and row[0] != FOLDER]


def test_sentences_are_filled_after_they_are_translated(marking: Marking) -> None:
    assert tr("{count} left", count=3) == f"{MARK}3 left"
    assert counted(2, "image") == f"2 {MARK}images"


@pytest.mark.parametrize("slip", ["{cuont} frei", "{count frei", "{}", "{count.x}", "{count!z} frei", "{count[0]}"])
def test_a_sentence_whose_translation_cannot_be_filled_is_said_in_english(slip: str, marking: Marking) -> None:
    marking.translate = lambda *_: slip  # type: ignore[method-assign]
    assert tr("{count} left", count=3) == "3 left"


def test_a_sentence_of_another_room_is_translated_with_its_values(marking: Marking) -> None:
    error = ImageError(
        "The image {name} is damaged: {why}.", "Copy it again.", name="a.png", why=said("its end is missing")
    )
    notice = BannerNotice.of_error(pickle.loads(pickle.dumps(error)))
    assert notice.text == f"{MARK}The image a.png is damaged: {MARK}its end is missing."
    assert notice.hint == f"{MARK}Copy it again."
    assert tr(together(error.message, "", error.hint)).count(MARK) == 4  # that of both in a row, and of each


def test_an_image_that_cannot_be_opened_says_so_in_the_language(
    window: MainWindow, project_folder: Path, qtbot
) -> None:
    told: list[UserError] = []
    window.document.problem.connect(told.append)
    entry = window.document.images[-1]
    (project_folder / entry.path).write_bytes(b"no image")
    window.document.current.select(entry.id)
    qtbot.waitUntil(lambda: bool(told))
    assert MARK in tr(told[0].message) and window.document.census.image_state(entry.id) == "blocked"


def test_every_action_and_menu_is_translated(window: MainWindow) -> None:
    window.refresh()
    for action in window.actions_:
        assert MARK in action.text(), action.objectName()
        first, _, last = action.toolTip().partition("\n")
        assert first.startswith(MARK) and last.startswith(MARK), action.objectName()
    assert all(MARK in action.text() for action in window.menuBar().actions())


@pytest.mark.parametrize("name", ["images", "classes", "tools", "train", "start_page", "status", "banner"])
def test_panels_say_nothing_untranslated(window: MainWindow, name: str) -> None:
    assert missed(getattr(window, name)) == []


@pytest.mark.parametrize("name", ["curves", "scores", "features", "history"])
def test_docks_say_nothing_untranslated(window: MainWindow, name: str) -> None:
    window.docks.toggle(name)
    assert missed(window.docks[name]) == []
    assert MARK in window.docks[name].windowTitle()


def test_scores_in_words_are_translated(window: MainWindow) -> None:
    panel = window.docks.panel("scores")
    for model in (panel.model, window.train.model):
        model.set_table(score_table(), {})
        for column in range(model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                assert MARK in model.headerData(column, Qt.Orientation.Horizontal, role)
        assert MARK in model.index(0, 0).data()
        assert all(MARK in model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in (1, 2, 3))
    panel.confusion.set_table(score_table())
    assert MARK in panel.confusion.item(0, 0).toolTip()
    assert MARK in summary(score_table()) and MARK in kind_line(score_table())
    few = replace(score_table(), area=100 * score_table().pixels)
    stray = replace(score_table(), classes=(*score_table().classes[:2], ClassScore(2, "pore", 0.0, 0.0, None, 0)))
    assert all(tr("1 class predicted that is not in the masks") in words(stray) for words in (
        summary, kind_line, score_kind))  # fmt: skip
    assert all(tr(OF_STROKES) in words(few) and tr(OF_STROKES) not in words(score_table()) for words in (
        summary, kind_line, score_kind))  # fmt: skip


def test_the_export_window_says_nothing_untranslated(window: MainWindow) -> None:
    dialog = window.export_dialog
    dialog.ask()
    assert missed(dialog) == [] and MARK in dialog.windowTitle()
    for report in (dialog._on_cancelled, lambda: dialog._on_finished(ExportReport([], 2))):
        report()
        assert MARK in dialog.outcome.text()
    dialog._on_progress(Progress("x", 1, 2))
    assert MARK in dialog.outcome.text()


def test_recent_projects_are_told_in_the_language(window: MainWindow) -> None:
    menu = window.recent_menu
    assert MARK in menu.title()
    for folder in window.settings.recent:
        window.settings.forget_recent(folder)
    menu.aboutToShow.emit()
    assert [MARK in action.text() for action in menu.actions()] == [True]


def test_what_tools_say_is_translated(window: MainWindow) -> None:
    told: list[UserError] = []
    window.document.problem.connect(told.append)
    window.canvas.toolbox.set_tool("accept")
    window.document.class_list.set_current(-1)
    middle = window.canvas.rect().center()
    for tool in ("accept", "accept_region", "brush"):
        window.canvas.toolbox.set_tool(tool)
        QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert told and all(MARK in one.message and MARK in one.hint for one in told)
    window.document.class_list.set_current(1)
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert MARK in window.document.mask.history.undo_stack[-1].name
