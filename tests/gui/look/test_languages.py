"""The window in another language: chosen in the menu, spoken from the next start on, without an English rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from installer.languages import translations
from segstudio.errors import said
from segstudio.gui.look import languages
from segstudio.gui.look.languages import FOLDER, LANGUAGES, language, speak
from segstudio.gui.look.settings import Settings
from segstudio.gui.look.words import CONTEXT, count, counted, inside, quoted, tr, value_range
from segstudio.gui.tools.table import TOOLS
from segstudio.gui.window.main_window import MainWindow
from segstudio.learning.messages import Progress, Ready
from tests.gui.look.test_translation import texts
from tests.gui.panel_answers import score_table
from tests.gui.scripted import opened_window, paint_two_classes

ENGLISH = re.compile(
    r"\b(the|of|and|is|are|with|without|no|not|any|that|this|from|for|by|on|to|it|its|images?|class|classes|masks?|"
    r"choose|show|hide|never|only|labels? are)\b",
    re.IGNORECASE,
)
NAMES = re.compile("CVAT for images|classes.json|Mask R-CNN")
KEPT = {"ImageNet", "PASCAL VOC", "U-Net", "labelme", "Enter", "Esc"}  # the same in every language


class Asked(QTranslator):
    """Hears what no translator installed after it knows."""

    def __init__(self, parent: QApplication) -> None:
        super().__init__(parent)
        self.missed: set[str] = set()

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        if context == CONTEXT and text:
            self.missed.add(text)
        return None

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def german(qapp: QApplication) -> Iterator[Asked]:
    asked = Asked(qapp)
    qapp.installTranslator(asked)
    speak(qapp, "de")
    yield asked
    for one in qapp.findChildren(QTranslator):
        qapp.removeTranslator(one)
        one.deleteLater()


@pytest.fixture
def window(german: Asked, qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    for window in opened_window(qtbot, tmp_path, project_folder):
        window.resize(1440, 900)
        yield window


def english(part: QWidget) -> list[tuple[str, str]]:
    """What in ``part`` has an English word in it."""
    return [(name, text) for name, text in texts(part) if ENGLISH.search(NAMES.sub("", text))]


def missed(asked: Asked) -> list[str]:
    """The sentences that were asked for and are in no file; what was translated before may be asked for again."""
    known = set(translations(FOLDER / "segstudio_de.ts").values())
    return [text for text in asked.missed - known - KEPT if re.search("[A-Za-z]{2}", text)]


def cut_off(part: QWidget) -> Iterator[tuple[str, str]]:
    """Names and texts of what is visible in ``part`` and wider or higher than its place."""
    for one in part.findChildren(QWidget):
        if not one.isVisible():
            continue
        if isinstance(one, QComboBox):
            option = QStyleOptionComboBox()
            one.initStyleOption(option)
            edit = QStyle.SubControl.SC_ComboBoxEditField
            room = one.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, edit, one).width()
            shown = [one.itemText(at) for at in range(one.count())]
            yield from ((one.objectName(), text) for text in shown if one.fontMetrics().horizontalAdvance(text) > room)
        elif isinstance(one, QLabel) and one.wordWrap():
            if one.heightForWidth(one.width()) > one.height():
                yield one.objectName(), one.text()
        elif isinstance(one, QLabel | QAbstractButton) and one.text() and one.sizeHint().width() > one.width():
            yield one.objectName(), one.text()


def test_nothing_of_the_window_is_english_in_german(window: MainWindow, german: Asked) -> None:
    window.session.learner.device = Ready("cpu", said("CPU, {count} cores", count=2), 8_000_000_000)
    window.session.learner.changed.emit()
    window.train.model.set_table(score_table(), {})
    for name in ("curves", "scores", "features", "history", "runs"):
        window.docks.toggle(name)
    window.export_dialog.ask()
    window.export_dialog.close()
    for show in (window.help.show_keys, window.preferences.show, window.show_palette, window.help.show_first_steps):
        show()
        QApplication.processEvents()
    assert [row for top in (window, *window.findChildren(QDialog)) for row in english(top)] == []
    said_by_actions = [text for one in window.actions_ for text in (one.text(), one.toolTip())]
    assert [text for text in said_by_actions if ENGLISH.search(text)] == []
    assert missed(german) == []


def test_every_tool_has_its_german_and_its_place(window: MainWindow, qtbot) -> None:
    window.train.findChild(QAbstractButton, "train.settings.button").click()
    paint_two_classes(window.document)
    window.refresh()
    qtbot.waitUntil(lambda: not window.session.learner.occupied)
    QApplication.processEvents()
    assert list(cut_off(window)) == []
    for name in TOOLS:
        window.canvas.toolbox.set_tool(name)
        QApplication.processEvents()
        assert english(window.tools) == [] and english(window.strip) == [] and list(cut_off(window.right)) == [], name


def test_a_task_of_the_learner_is_said_in_the_language(window: MainWindow) -> None:
    told: list[Progress] = []
    window.session.progress.connect(told.append)
    window.session._on_progress(Progress("Getting the encoder's weights", 1, 4))
    assert told[0].task == "Gewichte des Encoders werden geholt"
    assert window.session.learner.task.startswith(told[0].task)


def test_qts_own_buttons_speak_the_language_too(german: Asked, qtbot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.buttons()[0].text() == "Abbrechen"
    assert QKeySequence("Ctrl+Z").toString(QKeySequence.SequenceFormat.NativeText) == "Strg+Z"


def test_words_and_values_are_put_together_in_german(german: Asked) -> None:
    assert counted(2, "image") == "2 Bilder" and counted(1, "image") == "1 Bild"
    assert quoted("Riss") == "\N{DOUBLE LOW-9 QUOTATION MARK}Riss\N{LEFT DOUBLE QUOTATION MARK}"
    assert inside(tr("Prediction")) == "Vorhersage"
    assert count(1234567) == "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567"  # a comma marks decimals there
    assert value_range((-1000.0, 1000.0)) == "-1000 bis 1000"


def test_in_english_a_title_inside_a_sentence_is_small(qapp: QApplication) -> None:
    assert inside("Held-out") == "held-out"
    assert quoted("a") == "\N{LEFT DOUBLE QUOTATION MARK}a\N{RIGHT DOUBLE QUOTATION MARK}"


def test_the_language_is_chosen_in_the_preferences_and_kept_for_the_next_start(qtbot, tmp_path: Path) -> None:
    for window in opened_window(qtbot, tmp_path):
        told: list[str] = []
        window.document.notice.connect(told.append)
        window.actions_["edit.preferences"].trigger()
        box = window.findChild(QComboBox, "preferences.language")
        assert box.currentText() == "Language of the system"
        qtbot.keyClicks(box, "Deu")
        assert told and "next start" in told[0]
    assert Settings(tmp_path / "settings.ini").language == "de"


@pytest.mark.parametrize(
    ("system", "spoken"),
    [(["de-DE", "de"], "de"), (["de-Latn-AT"], "de"), (["fr-FR", "fr"], "en"), (["C"], "en"), ([], "en"),
     (["nl", "de", "en"], "de"), (["en-US", "de"], "en")],
)  # fmt: skip
def test_the_language_of_the_system_is_taken_where_it_is_there(
    system: list[str], spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Locale(QLocale):
        @staticmethod
        def system() -> Locale:
            return Locale()

        def uiLanguages(self) -> list[str]:
            return system

    monkeypatch.setattr(languages, "QLocale", Locale)
    assert language("system") == spoken
    assert [language(key) for key in LANGUAGES] == list(LANGUAGES)
    assert language("xx") == "en"


def test_a_missing_file_leaves_english(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    (tmp_path / "segstudio_de.qm").write_bytes(b"no language")
    speak(qapp, "de")
    assert tr("Undo") == "Undo"
    for one in qapp.findChildren(QTranslator):
        qapp.removeTranslator(one)
        one.deleteLater()
