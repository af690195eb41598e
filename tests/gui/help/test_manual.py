"""The manual: every page is listed and reached, finds words, and says of tools, choices and commands what is true."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QTextBrowser

from segstudio.choices.encoders import ENCODERS
from segstudio.choices.losses import LOSSES
from segstudio.choices.networks import NETWORKS
from segstudio.choices.row import Row
from segstudio.choices.upsamplings import UPSAMPLINGS
from segstudio.gui.help.manual import INDEX, MANUAL, Manual, read_pages
from segstudio.gui.tools.table import TOOLS
from segstudio.gui.window.main_window import MainWindow
from tests.gui.scripted import ACTIONS, opened_window

FILES = sorted(path.name for path in MANUAL.glob("*.html"))


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path)


@pytest.fixture
def manual(window: MainWindow, qtbot) -> Manual:
    qtbot.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    return window.findChild(Manual)


def source(name: str) -> str:
    return (MANUAL / name).read_text(encoding="utf-8")


def shown_rows(manual: Manual) -> list[str]:
    rows = manual.findChild(QListWidget, "manual.pages")
    return [rows.item(at).text() for at in range(rows.count()) if not rows.item(at).isHidden()]


def test_every_page_is_in_the_list_of_contents_once() -> None:
    listed = [page.path.name for page in read_pages(MANUAL)]
    assert sorted([*listed, INDEX]) == FILES and len(listed) > 10


@pytest.mark.parametrize("name", FILES)
def test_every_link_and_picture_of_a_page_is_there(name: str) -> None:
    text = source(name)
    local = [link for link in re.findall(r'(?:href|src)="([^"]+)"', text) if not link.startswith("http")]
    assert local and [link for link in local if not (MANUAL / link).is_file()] == []


@pytest.mark.parametrize("name", FILES)
def test_a_picture_has_words_for_those_who_cannot_see_it(name: str) -> None:
    pictures = re.findall(r"<img [^>]*>", source(name))
    assert [one for one in pictures if not re.search(r'alt="[^"]{20,}"', one)] == []


@pytest.mark.parametrize("name", FILES)
def test_a_page_is_shown_with_its_title_and_chosen_in_the_list(manual: Manual, name: str) -> None:
    manual.show_page(name)
    title = html.unescape(re.search("<h1>(.*?)</h1>", source(name))[1])
    page, rows = manual.findChild(QTextBrowser), manual.findChild(QListWidget)
    assert page.toPlainText().replace("All pages", "").strip().startswith(title)
    assert name == INDEX or rows.currentItem() is not None


def test_a_word_leaves_the_pages_that_have_it_and_enter_opens_the_first_with_the_word_marked(
    manual: Manual, qtbot
) -> None:
    box = manual.findChild(QLineEdit, "manual.find")
    qtbot.keyClicks(box, "hounsfield")
    assert shown_rows(manual) == ["Image file and their values".replace("file", "files"), "DICOM and patients"]
    qtbot.keyClick(box, Qt.Key.Key_Return)
    page = manual.findChild(QTextBrowser)
    assert manual.isVisible() and page.source().fileName() == "images.html"
    assert [mark.cursor.selectedText() for mark in page.extraSelections()] == ["Hounsfield"]
    box.clear()
    assert len(shown_rows(manual)) == len(FILES) - 1 and not page.extraSelections()


def test_a_word_that_no_page_has_leaves_an_empty_list(manual: Manual, qtbot) -> None:
    box = manual.findChild(QLineEdit, "manual.find")
    qtbot.keyClicks(box, "xylophone")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert shown_rows(manual) == [] and manual.isVisible()


def test_a_manual_that_is_not_there_says_so_in_one_sentence(window: MainWindow, tmp_path: Path) -> None:
    manual = Manual(window, tmp_path / "nothing")
    manual.show_contents()
    text = manual.findChild(QTextBrowser).toPlainText()
    assert text.startswith("The manual is not in its place") and text.endswith("Install the program again.")
    manual.close()


def test_the_page_of_tools_has_the_name_and_key_of_every_tool() -> None:
    rows = dict(re.findall(r"<tr><td>([^<]+)</td><td><code>([^<]+)</code>", source("painting.html")))
    assert {name: key for name, key in rows.items() if not name.startswith(("`", "wheel"))} == {
        tool.title: tool.key for tool in TOOLS.values()
    }


def test_keys_that_pages_name_are_keys_of_actions() -> None:
    known = {key for action in ACTIONS for key in action.keys} | {tool.key for tool in TOOLS.values()} | {"Ctrl+Enter"}
    named = {key for name in FILES for key in re.findall(r"<code>((?:Ctrl|Shift)\+[^<]+|F\d+)</code>", source(name))}
    assert named - known == set()


@pytest.mark.parametrize(
    ("option", "table"), [("--loss", LOSSES), ("--upsampling", UPSAMPLINGS)], ids=["loss", "upsampling"]
)
def test_the_page_of_training_lists_every_row(option: str, table: dict[str, object]) -> None:
    line = next(line for line in source("training.html").splitlines() if line.startswith(f"<tr><td><code>{option}"))
    assert re.findall(r"<code>(\w+)</code>", line) == list(table)


@pytest.mark.parametrize("table", [NETWORKS, ENCODERS], ids=["networks", "encoders"])
def test_the_page_of_networks_lists_every_row_with_its_sentence(table: dict[str, Row]) -> None:
    cells = re.findall(r"<tr><td><code>(\w+)</code></td><td>([^<]+)</td><td>([^<]+)</td></tr>", source("networks.html"))
    rows = [(key, row.name, row.sentence) for key, row in table.items()]
    assert [one for one in cells if one[0] in table] == rows and len(cells) == len(NETWORKS) + len(ENCODERS)


def test_menu_entries_that_pages_name_exist() -> None:
    texts = {action.text.rstrip(".").lower() for action in ACTIONS} | {"neighbouring slices"}  # a menu in a menu
    named = {
        html.unescape(entry)
        for name in FILES
        for entry in re.findall(r"<(?:i|b)>\w+ &gt; (?:Runs &gt; )?([^<]+)</(?:i|b)>", source(name))
    }
    assert len(named) > 10 and {entry for entry in named if entry.lower() not in texts} == set()
