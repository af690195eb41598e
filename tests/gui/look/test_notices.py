"""The banner: one notice at a time, the newest first, nothing modal, details folded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QToolButton, QWidget

from segstudio.errors import UserError
from segstudio.gui.look.notices import ERROR, INFO, WARNING, BannerNotice, NoticeBanner
from segstudio.gui.panels.guidance.messages import MessagesPanel


@pytest.fixture
def banner(qtbot) -> Iterator[NoticeBanner]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(600, 200)
    parent.show()
    yield NoticeBanner(parent)


def text(banner: NoticeBanner) -> str:
    return banner.findChild(QLabel, "notice_text").text()


def test_a_problem_shows_sentence_and_hint(banner: NoticeBanner) -> None:
    banner.add(BannerNotice.of_error(UserError("The disk is full.", "Make room and save again.")))
    assert banner.isVisible()
    assert text(banner) == "The disk is full."
    assert banner.findChild(QLabel, "notice_hint").text() == "Make room and save again."
    assert banner.property("severity") == ERROR


def test_the_newest_notice_is_shown_and_a_problem_that_it_covers_comes_back(banner: NoticeBanner, qtbot) -> None:
    banner.add(BannerNotice(ERROR, "first"))
    banner.add(BannerNotice(WARNING, "second"))
    banner.add(BannerNotice(INFO, "third"))
    more = banner.findChild(QPushButton, "notice_more")
    assert text(banner) == "third" and more.isVisible() and more.text() == "2 more"
    qtbot.mouseClick(banner.findChild(QToolButton, "notice_close"), Qt.MouseButton.LeftButton)
    assert text(banner) == "second"
    banner.drop(BannerNotice(ERROR, "first"))
    assert not more.isVisible(), "what is no longer true waits no more"
    banner.dismiss()
    assert not banner.isVisible()


def test_information_that_a_newer_notice_covers_does_not_come_back(banner: NoticeBanner) -> None:
    banner.add(BannerNotice(INFO, "first"))
    banner.add(BannerNotice(INFO, "second"))
    banner.dismiss()
    assert not banner.isVisible()


def test_all_notices_are_in_the_list_the_newest_first(banner: NoticeBanner, qtbot) -> None:
    panel = MessagesPanel(banner)
    qtbot.addWidget(panel)
    assert panel.empty.text() and not panel.copy.isEnabled()
    banner.add(BannerNotice(ERROR, "The disk is full.", "Make room.", "Traceback"))
    banner.add(BannerNotice(INFO, "Saved."))
    banner.clear()
    shown = [panel.list.item(row).text() for row in range(panel.list.count())]
    assert shown[0].endswith("Saved.") and shown[1].endswith("The disk is full. Make room.")
    panel.copy.click()
    assert "Traceback" in QGuiApplication.clipboard().text()


def test_the_same_notice_twice_is_one_notice(banner: NoticeBanner) -> None:
    for _ in range(2):
        banner.add(BannerNotice(ERROR, "full"))
    banner.dismiss()
    assert not banner.isVisible()


def test_details_are_folded_until_asked_for(banner: NoticeBanner, qtbot) -> None:
    banner.add(BannerNotice(ERROR, "failed", "", "Traceback: line 1"))
    details = banner.findChild(QPlainTextEdit, "notice_details")
    assert not details.isVisible()
    qtbot.mouseClick(banner.findChild(QPushButton, "notice_details_button"), Qt.MouseButton.LeftButton)
    assert details.isVisible()
    assert details.toPlainText() == "Traceback: line 1"


def test_information_goes_away_by_itself(banner: NoticeBanner, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segstudio.gui.look.notices.INFO_MS", 20)
    banner.add(BannerNotice(INFO, "saved"))
    qtbot.waitUntil(lambda: not banner.isVisible())
    assert banner.current is None


def test_a_notice_with_a_button_stays_and_the_button_does_once_what_it_says(banner: NoticeBanner, qtbot) -> None:
    done: list[int] = []
    banner.add(BannerNotice(INFO, "Go on?", action="Go on", act=lambda: done.append(1)))
    button = banner.findChild(QPushButton, "notice_action")
    assert button.text() == "Go on" and not banner._timer.isActive()
    banner.add(BannerNotice(INFO, "other"))
    assert text(banner) == "other" and not button.isVisible()
    banner.dismiss()
    assert text(banner) == "Go on?" and button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [1] and not banner.isVisible()
