"""The banner: one notice at a time, the gravest first, nothing modal, details folded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QToolButton, QWidget

from segstudio.errors import UserError
from segstudio.gui.look.notices import ERROR, INFO, WARNING, BannerNotice, NoticeBanner


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


def test_information_waits_behind_an_error(banner: NoticeBanner, qtbot) -> None:
    banner.add(BannerNotice(ERROR, "first"))
    banner.add(BannerNotice(INFO, "second"))
    assert text(banner) == "first"
    qtbot.mouseClick(banner.findChild(QToolButton, "notice_close"), Qt.MouseButton.LeftButton)
    assert text(banner) == "second"
    banner.dismiss()
    assert not banner.isVisible()


def test_an_error_comes_before_a_warning_which_comes_back(banner: NoticeBanner) -> None:
    banner.add(BannerNotice(WARNING, "warning"))
    banner.add(BannerNotice(ERROR, "error"))
    assert text(banner) == "error"
    banner.dismiss()
    assert text(banner) == "warning"


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
