"""Names that look like HTML are shown as they are: no tag is followed, no file that one names is read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QInputDialog,
    QLabel,
    QMessageBox,
    QTextBrowser,
    QTextEdit,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from segstudio.errors import UserError
from segstudio.gui.panels.classes.dialog import DeleteClassDialog
from segstudio.gui.panels.runs.panel import CardText
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import ClassTable
from segstudio.learning.messages import Progress
from segstudio.project.project import Project
from tests.gui.conftest import draw_images
from tests.gui.scripted import opened_window

NAME = "<b>x</b><img src={pipe}>"  # whoever reads the pipe waits for ever
FILE = "<b>x<b><img src=y> &amp; [*]"  # no slash in the name of a file
RICH = {"curves.legend", "runs.compare.legend"}  # whose texts are escaped


@pytest.fixture
def name(tmp_path: Path) -> str:
    """The name of a class with an image tag in it."""
    os.mkfifo(tmp_path / "p")
    return NAME.format(pipe=tmp_path / "p")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, name: str) -> Iterator[MainWindow]:
    """The window on a project in which all is called so."""
    paths = [path.rename(path.with_name(f"{FILE} {path.name}")) for path in draw_images(tmp_path / FILE)]
    folder = tmp_path / f"{FILE}.segstudio"
    with Project.create(folder, classes=ClassTable.from_names([name, f"{name}2"]), image_paths=paths) as project:
        project.save()
    yield from opened_window(qtbot, tmp_path, folder)


def not_plain(root: QWidget) -> list[str]:
    """The labels, browsers and text boxes below ``root`` that would take what a person wrote for HTML."""
    labels = [label for label in root.findChildren(QLabel) if label.textFormat() != Qt.TextFormat.PlainText]
    texts = [text for text in root.findChildren(QTextEdit) if "<img" in text.toHtml()]
    browsers = [text for text in root.findChildren(QTextBrowser) if not isinstance(text, CardText)]
    return sorted({part.objectName() for part in (*labels, *texts, *browsers)} - RICH - {"qt_msgboxex_icon_label"})


def asked(act: Callable[[], object]) -> list[str]:
    """What the questions say that come up while ``act`` runs; each is checked and closed."""
    told: list[str] = []

    def close() -> None:
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QMessageBox | QInputDialog | DeleteClassDialog) and box.isVisible():
                assert not not_plain(box)
                told.extend(label.text() for label in box.findChildren(QLabel))
                box.close()

    QTimer.singleShot(0, close)
    act()
    close()
    return told


def test_every_label_of_the_window_is_plain_text(window: MainWindow, qtbot: QtBot) -> None:
    for dock in ("curves", "scores", "features", "runs", "history"):
        window.docks.toggle(dock)
    window.status.work.begin("some", FILE)
    window.status.work.update_progress("some", Progress(FILE, 1, 3))
    QApplication.processEvents()
    assert not_plain(window) == []


def test_a_tooltip_is_plain_text(window: MainWindow, name: str, qtbot: QtBot) -> None:
    QToolTip.showText(QPoint(50, 50), f"{name}\nsecond line", window)
    tips = [widget for widget in QApplication.topLevelWidgets() if widget.inherits("QTipLabel")]
    assert [tip.textFormat() for tip in tips] == [Qt.TextFormat.PlainText]
    assert tips[0].text() == f"{name}\nsecond line"
    QToolTip.hideText()


def test_every_question_about_a_name_is_plain_text(window: MainWindow, name: str) -> None:
    images, classes = window.images, window.document.classes
    images.list.selectAll()
    one = images.selected()[:1]
    assert any("Group of" in text for text in asked(lambda: images.ask_group(one)))
    images.selected = lambda: one  # type: ignore[method-assign]
    assert any(FILE in text for text in asked(images.remove_selected))
    images.selected = lambda: window.document.images[:2]  # type: ignore[method-assign]
    told = asked(images.remove_selected)
    assert any("2 images" in text for text in told) and any("image files stay where they are" in text for text in told)
    dialog = DeleteClassDialog(window.document, classes.classes[0], window, merge=False)
    assert any(name in text for text in asked(dialog.open))
    box = QMessageBox(QMessageBox.Icon.Warning, name, name, parent=window)  # one that Qt or a later hand makes
    box.setInformativeText(name)
    assert asked(box.open).count(name) == 2


def test_notices_and_problems_are_plain_text(window: MainWindow, name: str) -> None:
    window.document.problem.emit(UserError(name, name))
    QApplication.processEvents()
    assert not_plain(window.banner) == []
    assert [label.text() for label in window.banner.findChildren(QLabel) if label.text()] == [name, name]


def test_the_card_of_a_run_shows_tags_and_reads_no_file(window: MainWindow, name: str, qtbot: QtBot) -> None:
    card = CardText()
    qtbot.addWidget(card)
    card.show_markdown(f"# a\n\n{name} ![x]({name[name.index('=') + 1 : -1]})\n\n<i>line</i>")
    card.show()
    QApplication.processEvents()
    assert "<b>x</b><img src=" in card.toPlainText() and "<i>line</i>" in card.toPlainText()


def test_the_names_of_projects_and_groups_keep_their_ampersands_and_stars(window: MainWindow) -> None:
    assert FILE in window.windowTitle().replace("[*][*]", "[*]")
    recent = window.recent_menu
    recent.aboutToShow.emit()
    window.start_page.show_recent([window.document.project.folder])
    shown = [recent.actions()[0].text(), window.start_page.findChild(QAbstractButton, "recent_0").text()]
    assert shown == [FILE.replace("&", "&&")] * 2
