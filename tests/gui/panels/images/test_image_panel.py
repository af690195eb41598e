"""The list of images: facts, search, filter, order, thumbnails, menu, removal, ten thousand rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from segstudio.gui.document.document import Document
from segstudio.gui.files.load_image import open_when_free
from segstudio.gui.panels.images import thumbnails
from segstudio.gui.panels.images.model import ImageRole
from segstudio.gui.panels.images.orders import by_name
from segstudio.gui.panels.images.panel import ImagePanel
from segstudio.gui.panels.images.thumbnails import blend, mask_colors, miniature
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Rect
from segstudio.labels.steps import silent
from segstudio.learning.messages import Predicted
from segstudio.project import palette_png
from segstudio.project.images.finding import natural_key
from segstudio.project.project import ImageEntry
from segstudio.project.stacks.stack import in_order
from tests.gui.conftest import draw_images
from tests.gui.panel_answers import stroke
from tests.gui.scripted import bring_up
from tests.work import calls


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> Iterator[ImagePanel]:
    made = ImagePanel(document, document.background)
    qtbot.addWidget(made)
    made.resize(220, 500)
    bring_up(qtbot, made)
    yield made
    made.hide()


def names(panel: ImagePanel) -> list[str]:
    return [panel.model.index(row).data() for row in range(panel.model.rowCount())]


def click_row(panel: ImagePanel, row: int, qtbot: QtBot) -> None:
    where = panel.list.visualRect(panel.model.index(row)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_every_image_has_a_row_and_the_current_one_is_selected(panel: ImagePanel, document: Document) -> None:
    assert names(panel) == ["image_0.png", "image_1.png", "image_2.png"]
    assert [entry.id for entry in panel.selected()] == [document.entry.id]


def test_a_click_opens_the_image(panel: ImagePanel, document: Document, qtbot: QtBot) -> None:
    click_row(panel, 2, qtbot)
    assert document.entry.path.endswith("image_2.png")


def test_the_arrow_keys_walk_through_the_images(panel: ImagePanel, document: Document, qtbot: QtBot) -> None:
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert document.entry.path.endswith("image_1.png")


def test_the_selection_follows_the_document(panel: ImagePanel, document: Document) -> None:
    document.current.step(1)
    assert panel.selected()[0].path.endswith("image_1.png")


def test_share_state_and_footer_follow_a_stroke(panel: ImagePanel, document: Document, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: panel.footer.text() == "0 of 3 labelled")
    stroke(document, 1, 20)
    index = panel.model.index_of(document.entry.id)
    assert 0 < index.data(ImageRole.FACTS).share < 0.2
    assert index.data(ImageRole.FACTS).state == "part"
    qtbot.waitUntil(lambda: panel.footer.text() == "1 of 3 labelled")


def test_search_leaves_only_matching_names(panel: ImagePanel, qtbot: QtBot) -> None:
    qtbot.keyClicks(panel.search, "_2")
    qtbot.waitUntil(lambda: names(panel) == ["image_2.png"])
    qtbot.keyClicks(panel.search, "nothing")
    qtbot.waitUntil(lambda: panel.empty.isVisible())
    assert "No image matches" in panel.empty.text()


def test_the_state_filter_shows_only_that_state(panel: ImagePanel, document: Document, qtbot: QtBot) -> None:
    stroke(document, 1, 20)
    qtbot.waitUntil(panel.model.known)
    panel.filter.setCurrentIndex(panel.filter.findData("part"))
    assert names(panel) == ["image_0.png"]


def test_the_most_labelled_comes_first_when_sorted_by_share(
    panel: ImagePanel, document: Document, qtbot: QtBot
) -> None:
    document.current.select(document.images[1].id)
    qtbot.waitUntil(lambda: document.mask is not None)
    stroke(document, 1, 20)
    panel.order.setCurrentIndex(panel.order.findData("share"))
    assert names(panel)[0] == "image_1.png"
    assert panel.selected()[0].path.endswith("image_1.png")


def test_images_of_a_folder_that_was_added_stand_among_the_others_by_name_or_after_them_by_folder(
    panel: ImagePanel, document: Document, tmp_path: Path, qtbot
) -> None:
    more = [path.rename(path.with_name(f"image_0{at}b.png")) for at, path in enumerate(draw_images(tmp_path / "z", 2))]
    document.image_list.add(more)
    qtbot.waitUntil(lambda: len(document.images) == 5)
    assert names(panel) == ["image_0.png", "image_00b.png", "image_1.png", "image_01b.png", "image_2.png"]
    panel.order.setCurrentIndex(panel.order.findData("folder"))
    assert names(panel) == ["image_0.png", "image_1.png", "image_2.png", "image_00b.png", "image_01b.png"]


def test_names_sort_by_their_numbers() -> None:
    assert sorted(["b10.png", "b9.png", "a.png", "B1.png"], key=natural_key) == ["a.png", "B1.png", "b9.png", "b10.png"]


def test_thumbnails_come_in_the_background_and_show_the_mask(
    panel: ImagePanel, document: Document, qtbot: QtBot
) -> None:
    first = document.entry.id
    qtbot.waitUntil(lambda: panel.model.thumbnails.picture(first) is not None)
    bare = panel.model.thumbnails.picture(first).toImage()
    stroke(document, 1, 30, size=25)
    qtbot.waitUntil(lambda: panel.model.thumbnails.picture(first).toImage() != bare)


def test_a_miniature_takes_whole_pixels_and_void_covers_nothing() -> None:
    mask = np.full((100, 200), VOID, np.uint8)
    mask[:50] = 1
    small = miniature(mask, (10, 20, 3))
    assert set(np.unique(small)) == {1, VOID}
    base = np.full((10, 20, 3), 100, np.uint8)
    mixed = blend(base, small, mask_colors(ClassTable.from_names(["a", "b"])))
    assert (mixed[6:] == base[6:]).all() and (mixed[:4] != base[:4]).any()


def test_flag_and_split_are_kept_in_the_project(panel: ImagePanel, document: Document) -> None:
    menu = panel.menu(panel.selected())
    menu.findChild(QAction, "image.flag").trigger()
    menu.findChild(QAction, "image.split.val").trigger()
    entry = document.project.entry(document.entry.id)
    assert entry.flag and entry.split == "val"
    index = panel.model.index_of(entry.id)
    assert index.data(ImageRole.FACTS).state == "flagged" and index.data(ImageRole.ENTRY).split == "val"
    assert panel.menu(panel.selected()).findChild(QAction, "image.flag").isChecked()


def answer(button_name: str) -> None:
    """Click a button of the question that is open, once it is."""

    def click() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        button = box.findChild(QPushButton, button_name)
        (button or box.button(QMessageBox.StandardButton.Cancel)).click()

    QTimer.singleShot(50, click)


def test_removing_asks_first(panel: ImagePanel, document: Document, qtbot: QtBot) -> None:
    answer("cancel")
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert len(document.images) == 3
    answer("image.remove.button")
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert [entry.path.rsplit("/", 1)[-1] for entry in document.images] == ["image_1.png", "image_2.png"]
    assert names(panel) == ["image_1.png", "image_2.png"]


def test_an_unreadable_image_is_marked(panel: ImagePanel, document: Document, qtbot: QtBot) -> None:
    path = Path(document.project.image_path(document.images[2]))
    path.write_bytes(b"")
    with qtbot.waitSignal(document.problem):
        click_row(panel, 2, qtbot)
    assert panel.model.index(2).data(ImageRole.FACTS).state == "blocked"


def test_without_a_project_the_panel_says_what_will_come(empty_document: Document, qtbot: QtBot) -> None:
    panel = ImagePanel(empty_document, empty_document.background)
    qtbot.addWidget(panel)
    assert "Drop a folder" in panel.empty.text()
    assert not panel.search.isEnabled()


def test_ten_thousand_images_list_search_and_sort_without_a_pause(
    panel: ImagePanel, document: Document, qtbot: QtBot
) -> None:
    entries = {f"id{i}": ImageEntry(f"id{i}", f"images/part {i}.png", 10, 10, 1, "0" * 64) for i in range(10_000)}
    panel.model._entries, panel.model._by_name = entries, list(entries)
    assert calls(lambda: panel.order.setCurrentIndex(1)) < 35 * 10_000
    panel.search.setText("part 77")
    qtbot.waitUntil(lambda: panel.model.rowCount() == 111)
    panel.search.clear()
    qtbot.waitUntil(lambda: panel.model.rowCount() == 10_000)
    panel.list.scrollToBottom()
    panel.grab()
    assert calls(panel.grab) < 10_000  # the rows that are seen
    assert panel.list.indexAt(QPoint(50, 100)).isValid()


def test_search_and_enter_open_the_first_match(panel: ImagePanel, document: Document, qtbot: QtBot) -> None:
    qtbot.keyClicks(panel.search, "_2")
    qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert document.entry.path.endswith("image_2.png")
    assert names(panel) == ["image_2.png"]


def test_thumbnails_keep_within_their_bound_and_serve_the_newest_painting_first(
    panel: ImagePanel, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thumbnails, "_KEEP", 5)
    kept = thumbnails.Thumbnails(document.background, panel)
    kept._running = "another"
    monkeypatch.setattr(thumbnails, "_SAME_PAINTING", 30.0)  # however slowly this machine asks
    for number in range(9):
        kept.put(f"id{number}", np.zeros((4, 4, 3), np.uint8))
    assert kept.picture("id3") is None and kept.picture("id8") is not None
    colors = np.zeros((256, 4), np.uint8)
    for number in range(70):
        kept.ask(thumbnails.ThumbnailRequest(f"old{number}", Path("none.png"), None, colors))
    kept._asked_at -= 60
    for number in range(3):
        kept.ask(thumbnails.ThumbnailRequest(f"new{number}", Path("none.png"), None, colors))
    assert len(kept._waiting) == 64
    kept._running = ""
    kept._serve()
    assert kept._running == "new0"
    kept.clear()


def test_a_class_that_is_hidden_reads_no_mask_again_and_a_written_mask_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image, mask = tmp_path / "a.png", tmp_path / "mask.png"
    cv2.imwrite(str(image), np.full((90, 120, 3), 100, np.uint8))
    table = ClassTable.from_names(["one", "two"])
    labels = np.ones((90, 120), np.uint8)
    mask.write_bytes(palette_png.encode(labels, table.palette()))
    reads: list[Path] = []
    monkeypatch.setattr(thumbnails, "read_mask", lambda path, *_: reads.append(path) or palette_png.decode(path).array)
    made = thumbnails.render(thumbnails.ThumbnailRequest("a", image, mask, mask_colors(table)))
    hidden = thumbnails.ThumbnailRequest(
        "a", image, mask, mask_colors(table.set_hidden(1, True)), made.base, made.small
    )
    bare = thumbnails.render(hidden)
    assert (bare.picture == made.base).all() and not (made.picture == made.base).any() and len(reads) == 1
    labels[:] = 0
    mask.write_bytes(palette_png.encode(labels, table.palette(), {"a": "b"}))
    assert (thumbnails.render(hidden).picture != made.base).any() and len(reads) == 2
    mask.write_bytes(b"broken")
    assert (thumbnails.render(hidden).picture == made.base).all()


# ---- least certain --------------------------------------------------------------------------------------------------


def predicted(document: Document, image: int, share: float, generation: int = 1) -> None:
    """The network predicted the whole of an image, everywhere with the same confidence."""
    entry = document.images[image]
    classes = np.zeros((entry.height, entry.width), np.uint8)
    sure = np.full_like(classes, round(share * 255))
    rect = Rect.of_shape(classes.shape)
    document.predictions.note(Predicted(generation, entry.id, rect, classes, sure, "run", 3))


def by_certainty(panel: ImagePanel) -> None:
    panel.order.setCurrentIndex(panel.order.findData("certain"))


def test_the_least_certain_image_comes_first_and_unknown_ones_last(panel: ImagePanel, document: Document) -> None:
    predicted(document, 2, 0.6)
    predicted(document, 1, 0.9)
    by_certainty(panel)
    assert names(panel) == ["image_2.png", "image_1.png", "image_0.png"]


def test_the_least_certain_order_follows_predictions_as_they_come(
    panel: ImagePanel, document: Document, qtbot: QtBot
) -> None:
    by_certainty(panel)
    panel.search.setFocus()
    qtbot.waitUntil(lambda: not (panel.list.hasFocus() or panel.list.underMouse()))
    assert names(panel) == ["image_0.png", "image_1.png", "image_2.png"]
    predicted(document, 2, 0.6)
    qtbot.waitUntil(lambda: names(panel)[0] == "image_2.png")
    predicted(document, 1, 0.4)
    qtbot.waitUntil(lambda: names(panel) == ["image_1.png", "image_2.png", "image_0.png"])
    assert panel.selected()[0].path.endswith("image_0.png")


def test_no_row_moves_by_certainty_under_hand_or_keyboard(panel: ImagePanel, document: Document, qtbot: QtBot) -> None:
    by_certainty(panel)
    panel.list.setFocus()
    qtbot.waitUntil(panel.list.hasFocus)
    with qtbot.waitSignal(panel.model.order_aged):
        predicted(document, 2, 0.6)
    assert names(panel) == ["image_0.png", "image_1.png", "image_2.png"]
    panel.search.setFocus()
    qtbot.waitUntil(lambda: names(panel)[0] == "image_2.png")


def test_a_prediction_of_the_image_in_front_moves_no_row(panel: ImagePanel, document: Document, qtbot: QtBot) -> None:
    predicted(document, 1, 0.5)
    predicted(document, 2, 0.6)
    by_certainty(panel)
    order = names(panel)
    moved: list[None] = []
    panel.model.order_aged.connect(lambda: moved.append(None))
    predicted(document, 0, 0.1)
    qtbot.wait(1200)  # longer than rows wait for
    assert names(panel) == order and moved == []


def test_opening_makes_what_the_list_sorts_by_off_the_window_thread(project_folder: Path) -> None:
    natural_key.cache_clear()
    with open_when_free(project_folder, print, silent) as project:
        made = natural_key.cache_info().misses
        assert by_name(in_order(project.images)) and natural_key.cache_info().misses == made


def test_rows_come_in_a_turn_of_their_own_after_a_project_was_opened(
    panel: ImagePanel, document: Document, qtbot: QtBot
) -> None:
    folder, rows = document.project.folder, panel.model.rowCount()
    assert rows == 3
    seen: list[int] = []
    document.project_changed.connect(lambda: seen.append(panel.model.rowCount()))
    document.open_project.open(folder, lambda _there: seen.append(panel.model.rowCount()))
    qtbot.waitUntil(lambda: len(seen) == 3 and panel.model.rowCount() == rows)
    assert seen[:2] == [0, 0], "closed, then open without rows"
    qtbot.waitUntil(lambda: document.mask is not None and panel.list.currentIndex().isValid())
