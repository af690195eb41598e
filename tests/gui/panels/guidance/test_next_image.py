"""Next useful image, the order "Most useful", and the outlined uncertain regions, in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QToolButton

from segstudio.gui.panels.guidance import next_image
from segstudio.gui.panels.guidance.next_image import choose, reason
from segstudio.gui.panels.guidance.uncertain import MOST, uncertain_regions
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import STROKES, Failed, Predicted, Rank, Ranked, RankingDone
from segstudio.project.project import Project
from tests.gui.conftest import draw_images
from tests.gui.scripted import DEVICE, ScriptedEngine, opened_window, paint_block
from tests.work import calls

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def project_folder(tmp_path: Path) -> Path:
    """Five images, of which the first has two painted classes as soon as the window opens."""
    folder = tmp_path / "Discs.segstudio"
    table = ClassTable.from_names(["background", "disc"])
    paths = draw_images(tmp_path / "images", 5)
    with Project.create(folder, classes=table, image_paths=paths) as project:
        project.save()
    return folder


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    for made in opened_window(qtbot, tmp_path, project_folder):
        qtbot.waitUntil(made.images.model.known)
        paint_block(made.document, 0, Rect(0, 0, 20, 60))
        paint_block(made.document, 1, Rect(60, 0, 20, 60))
        made.session.start()
        engine_of(made).say(DEVICE)
        qtbot.waitUntil(lambda made=made: made.session.state == "idle")
        made.refresh()
        yield made


def engine_of(window: MainWindow) -> ScriptedEngine:
    return window.session._engine


def ranked(generation: int, image_id: str, unsure: float, place: float, run: str = "run-1") -> Ranked:
    parts = ((0, 0.9, unsure / 2), (1, 0.1, 1.5 * unsure))
    return Ranked(generation, image_id, unsure, parts, np.asarray([place, -place], np.float32), run, 7)


def answer(window: MainWindow, unsure: dict[int, float], done: bool = True, run: str = "run-1") -> None:
    """The learner answers the newest ranking: how unsure it is of the images by their numbers."""
    engine = engine_of(window)
    request = engine.asked(Rank)[-1]
    ids = [entry.id for entry in window.document.images]
    engine.say(*(ranked(request.generation, ids[at], value, float(at), run) for at, value in unsure.items()))
    if done:
        engine.say(RankingDone(request.generation, len(unsure)))


def shown(window: MainWindow) -> str:
    return window.document.entry.path.rsplit("/", 1)[-1]


def names(window: MainWindow) -> list[str]:
    model = window.images.model
    return [model.index(row).data() for row in range(model.rowCount())]


def press(qtbot, window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = SHIFT) -> None:
    window.refresh()
    qtbot.keyClick(window.canvas, key, modifiers)


ALL = {0: 0.2, 1: 0.3, 2: 0.9, 3: 0.4, 4: 0.35}


# ---- choosing -------------------------------------------------------------------------------------------------------


def test_only_answers_of_one_network_are_compared() -> None:
    old, new = ranked(1, "a", 0.9, 0, "run-0"), ranked(1, "b", 0.1, 1)
    assert choose([old, new], [old], 5).order == ("b",)
    assert choose([], [old], 5).order == ()


def test_the_reason_names_the_class_and_what_is_new() -> None:
    one = ranked(1, "a", 0.5, 0)
    assert reason(one, 0.9, 3, {0: "tile", 1: "pit"}) == "least certain about pit; unlike the images labelled so far"
    assert reason(one, 0.1, 3, {0: "tile", 1: "pit"}) == "least certain about pit"
    assert reason(one, 0.9, 0, {}) == ""
    by_strokes = ranked(1, "a", 0.5, 0, STROKES)
    assert reason(by_strokes, 0.1, 3, {1: "pit"}) == "least certain about pit, as far as your strokes tell"


def test_shift_d_asks_opens_the_best_and_says_why(window: MainWindow, qtbot) -> None:
    press(qtbot, window, Qt.Key.Key_D)
    (request,) = engine_of(window).asked(Rank)
    assert request.images[0] == window.document.images[0].id and len(request.images) == 5  # the labelled one first
    assert "ranking" in window.status.work.keys and shown(window) == "image_0.png"
    answer(window, ALL)
    qtbot.waitUntil(lambda: shown(window) == "image_2.png")
    said = window.banner.current.text
    assert said.startswith("Best of 4 images looked at: least certain about disc")
    assert "ranking" not in window.status.work.keys


def test_a_second_press_asks_nobody_and_offers_another(window: MainWindow, qtbot) -> None:
    press(qtbot, window, Qt.Key.Key_D)
    answer(window, ALL)
    qtbot.waitUntil(lambda: shown(window) == "image_2.png" and window.document.mask is not None)
    seen = {"image_2.png"}
    for _ in range(2):
        before = shown(window)
        press(qtbot, window, Qt.Key.Key_D)
        qtbot.waitUntil(lambda b=before: shown(window) != b and window.document.mask is not None)
        seen.add(shown(window))
    assert len(seen) == 3 and len(engine_of(window).asked(Rank)) == 1


def test_a_hand_that_went_on_is_told_and_keeps_its_image(window: MainWindow, qtbot) -> None:
    press(qtbot, window, Qt.Key.Key_D)
    paint_block(window.document, 1, Rect(30, 30, 10, 10))
    answer(window, ALL)
    qtbot.waitUntil(lambda: window.banner.current is not None)
    assert window.banner.current.text.startswith("Most useful next: image_2.png. Best of 4")
    assert shown(window) == "image_0.png"


def test_done_flagged_and_held_out_images_are_left_out(window: MainWindow, qtbot) -> None:
    document, images = window.document, window.document.images
    document.image_list.change([replace(images[2], flag=True), replace(images[3], split="val")])
    press(qtbot, window, Qt.Key.Key_D)
    request = engine_of(window).asked(Rank)[-1]
    assert set(request.images) == {images[0].id, images[1].id, images[4].id}
    answer(window, {0: 0.2, 1: 0.3, 4: 0.8})
    qtbot.waitUntil(lambda: shown(window) == "image_4.png")


def test_when_nothing_is_left_it_is_said(window: MainWindow, qtbot) -> None:
    document = window.document
    document.image_list.change([replace(entry, flag=True) for entry in document.images[1:]])
    press(qtbot, window, Qt.Key.Key_D)
    assert not engine_of(window).asked(Rank)
    assert "labelled, flagged or held out" in window.banner.current.text


def test_before_two_classes_are_painted_the_action_says_why_not(window: MainWindow) -> None:
    document = window.document
    document.queue.undo()
    window.refresh()
    action = window.actions_["image.next_useful"]
    assert not action.isEnabled() and "Paint two classes first" in action.toolTip()
    document.queue.redo()
    window.refresh()
    assert action.isEnabled()
    button = window.images.findChild(QToolButton, "image.next_useful.button")
    assert button.defaultAction() is action and button.accessibleName()


def test_a_ranking_can_be_cancelled_and_fail(window: MainWindow, qtbot) -> None:
    press(qtbot, window, Qt.Key.Key_D)
    window.next_image.cancel()
    assert engine_of(window).asked(Rank)[-1].images == () and "ranking" not in window.status.work.keys
    press(qtbot, window, Qt.Key.Key_D)
    engine_of(window).say(Failed("There is not enough memory.", "Close programs.", "", "Rank"))
    qtbot.waitUntil(lambda: "ranking" not in window.status.work.keys)
    press(qtbot, window, Qt.Key.Key_D)
    answer(window, ALL)
    qtbot.waitUntil(lambda: shown(window) == "image_2.png")


def test_a_learner_that_fell_silent_is_asked_again(window: MainWindow, qtbot) -> None:
    mine = window.next_image
    mine._silence.setInterval(50)
    press(qtbot, window, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: "ranking" not in window.status.work.keys)
    mine._silence.setInterval(next_image.SILENCE_MS)
    press(qtbot, window, Qt.Key.Key_D)
    assert len(engine_of(window).asked(Rank)) == 2
    answer(window, ALL)
    qtbot.waitUntil(lambda: shown(window) == "image_2.png")


def test_without_any_answer_it_says_that_nothing_can_tell(window: MainWindow, qtbot) -> None:
    press(qtbot, window, Qt.Key.Key_D)
    answer(window, {})
    qtbot.waitUntil(lambda: window.banner.current is not None)
    assert "Nothing is predicted yet" in window.banner.current.text


def test_images_that_were_not_looked_at_are_told_once(window: MainWindow, qtbot) -> None:
    told: list[str] = []
    window.document.notice.connect(told.append)
    for _ in range(2):
        window.next_image.rank()
        generation = window.next_image._generation
        window.session.ranked.emit(RankingDone(generation, 0, "2 images were not looked at"))
    assert told.count("2 images were not looked at") == 1


def test_answers_to_an_older_ranking_are_dropped(window: MainWindow, qtbot) -> None:
    press(qtbot, window, Qt.Key.Key_D)
    old = engine_of(window).asked(Rank)[-1].generation
    window.next_image.rank()
    engine_of(window).say(ranked(old, window.document.images[3].id, 0.99, 3.0), RankingDone(old, 1))
    answer(window, ALL)
    qtbot.waitUntil(lambda: "ranking" not in window.status.work.keys)
    assert window.next_image._ranked[window.document.images[3].id].uncertainty == 0.4


def test_enough_images_are_enough_to_choose_from(window: MainWindow, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(next_image, "ENOUGH", 2)
    press(qtbot, window, Qt.Key.Key_D)
    answer(window, {0: 0.2, 3: 0.7, 1: 0.1}, done=False)
    qtbot.waitUntil(lambda: shown(window) == "image_3.png")
    assert "ranking" in window.status.work.keys  # the others follow in idle time
    window.next_image.cancel()


# ---- the order of the list ------------------------------------------------------------------------------------------


def by_use(window: MainWindow) -> None:
    window.images.order.setCurrentIndex(window.images.order.findData("useful"))


def test_the_list_is_sorted_when_the_ranking_is_done(window: MainWindow, qtbot) -> None:
    before = names(window)
    by_use(window)
    assert names(window) == before and engine_of(window).asked(Rank)
    answer(window, ALL, done=False)
    qtbot.waitUntil(lambda: len(window.next_image._ranked) == 5)
    assert names(window) == before  # no row moves while answers come in
    answer(window, {})
    qtbot.waitUntil(lambda: names(window)[0] == "image_2.png")
    assert sorted(names(window)) == before


def test_rows_wait_until_hand_and_keyboard_left_the_list(window: MainWindow, qtbot) -> None:
    listed, before = window.images.list, names(window)
    listed.setFocus()
    qtbot.waitUntil(listed.hasFocus)
    by_use(window)
    answer(window, ALL)
    qtbot.waitUntil(lambda: bool(listed._waiting))
    assert names(window) == before
    window.canvas.setFocus()
    qtbot.waitUntil(lambda: names(window)[0] == "image_2.png")


def test_labels_on_an_image_move_no_row(window: MainWindow, qtbot) -> None:
    by_use(window)
    answer(window, ALL)
    qtbot.waitUntil(lambda: names(window)[0] == "image_2.png")
    order = names(window)
    paint_block(window.document, 1, Rect(0, 0, 80, 60))
    QApplication.processEvents()
    assert names(window) == order


def test_ten_thousand_answers_never_hold_the_window(window: MainWindow, qtbot) -> None:
    mine, model = window.next_image, window.images.model
    entry = window.document.images[0]
    model._entries |= {f"id{n}": replace(entry, id=f"id{n}", path=f"{n}.png") for n in range(10_000)}
    mine.rank()
    assert mine._total <= next_image.MOST + next_image.REFERENCES
    asked = engine_of(window).asked(Rank)[-1]
    rng = np.random.default_rng(0)
    answers = [
        Ranked(asked.generation, image_id, 0.5, ((0, 1.0, 0.5),), rng.random(64, np.float32), "r", 1)
        for image_id in asked.images
    ]
    assert max(calls(lambda answer=answer: mine._on_ranked(answer)) for answer in answers) < 35 * 10_000
    model.set_ranking("useful", [f"id{n}" for n in rng.permutation(10_000)])
    assert calls(lambda: by_use(window)) < 35 * 10_000
    mine.cancel()


# ---- uncertain regions ----------------------------------------------------------------------------------------------


def doubts(shape: tuple[int, int], *rects: Rect) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    classes, confidence = np.zeros(shape, np.uint8), np.full(shape, 250, np.uint8)
    for at, rect in enumerate(rects):
        confidence[rect.slices] = 120 - at
    return classes, confidence, np.full(shape, VOID, np.uint8)


def test_regions_come_with_the_most_doubt_first_and_leave_out_labels_and_specks() -> None:
    small, large, speck = Rect(10, 10, 20, 20), Rect(100, 50, 60, 40), Rect(5, 80, 3, 3)
    classes, confidence, mask = doubts((120, 200), small, large, speck)
    found = uncertain_regions(classes, confidence, mask)
    assert [region.rect for region in found] == [large, small]
    mask[large.slices] = 1
    assert [region.rect for region in uncertain_regions(classes, confidence, mask)] == [small]
    classes[:] = VOID  # not predicted yet
    assert uncertain_regions(classes, confidence, mask) == ()


def test_the_seam_along_a_border_is_no_region_and_there_are_few() -> None:
    seam = doubts((200, 200), Rect(99, 0, 2, 200))
    assert uncertain_regions(*seam) == ()
    many = doubts((200, 400), *(Rect(20 + 40 * (n % 9), 20 + 50 * (n // 9), 20, 20) for n in range(27)))
    assert len(uncertain_regions(*many)) == MOST


def test_outlines_follow_the_region_also_on_large_images() -> None:
    rect = Rect(600, 900, 300, 240)
    (region,) = uncertain_regions(*doubts((3000, 2400), rect))
    points = np.concatenate(region.outlines)
    assert np.allclose([*points.min(axis=0), *points.max(axis=0)], (600, 900, 900, 1140), atol=6)
    assert abs(region.rect.x - 600) <= 4 and abs(region.rect.w - 300) <= 6


def put_doubts(window: MainWindow, *rects: Rect) -> None:
    classes, confidence, _ = doubts((60, 80), *rects)
    document = window.document
    document.predictions.put(Predicted(1, document.entry.id, Rect(0, 0, 80, 60), classes, confidence, "run-1", 3))


LEFT_SPOT, RIGHT_SPOT = Rect(24, 10, 10, 10), Rect(40, 30, 16, 14)


def pixels_at(image: QImage, x: float, y: float) -> list[QColor]:
    return [image.pixelColor(round(x) + step, round(y)) for step in range(-14, 15)]


def test_shift_n_outlines_and_labels_take_the_outline_away(window: MainWindow, qtbot) -> None:
    mine, canvas = window.uncertain, window.canvas
    put_doubts(window, LEFT_SPOT, RIGHT_SPOT)
    assert not mine.outlines.isVisible() and not window.actions_["view.uncertain"].isChecked()
    press(qtbot, window, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: [region.rect for region in mine.regions] == [RIGHT_SPOT, LEFT_SPOT])
    window.refresh()
    assert mine.outlines.isVisible() and window.actions_["view.uncertain"].isChecked()
    edge = canvas.transform.to_widget(RIGHT_SPOT.x, RIGHT_SPOT.y + 5).toPoint()
    ratio = window.devicePixelRatioF()
    outlined = pixels_at(canvas.grab().toImage(), edge.x() * ratio, edge.y() * ratio)
    press(qtbot, window, Qt.Key.Key_N)
    bare = pixels_at(canvas.grab().toImage(), edge.x() * ratio, edge.y() * ratio)
    assert outlined != bare and not mine.outlines.isVisible()
    press(qtbot, window, Qt.Key.Key_N)
    paint_block(window.document, 1, RIGHT_SPOT)
    qtbot.waitUntil(lambda: [region.rect for region in mine.regions] == [LEFT_SPOT])


def test_n_walks_from_region_to_region_and_round(window: MainWindow, qtbot) -> None:
    put_doubts(window, LEFT_SPOT, RIGHT_SPOT)
    canvas = window.canvas

    def middle() -> Rect | None:
        x, y = canvas.transform.to_image(canvas.width() / 2, canvas.height() / 2)
        here = [r for r in (LEFT_SPOT, RIGHT_SPOT) if r.x <= x <= r.right and r.y <= y <= r.bottom]
        return here[0] if here else None

    for spot in (RIGHT_SPOT, LEFT_SPOT, RIGHT_SPOT):
        press(qtbot, window, Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier)
        qtbot.waitUntil(lambda s=spot: middle() == s, timeout=4000)
        seen = canvas.transform.visible()
        assert seen.intersect(spot) == spot


def test_a_sure_image_is_told_and_another_image_has_no_outlines(window: MainWindow, qtbot) -> None:
    put_doubts(window)
    press(qtbot, window, Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: window.banner.current is not None)
    assert "No unlabelled region of this image is uncertain" in window.banner.current.text
    put_doubts(window, RIGHT_SPOT)
    mine = window.uncertain
    qtbot.waitUntil(lambda: len(mine.regions) == 1)
    window.document.current.step(1)
    assert mine.regions == () and not mine.outlines.isVisible()


def test_hands_reach_the_canvas_through_the_outlines(window: MainWindow, qtbot) -> None:
    put_doubts(window, RIGHT_SPOT)
    press(qtbot, window, Qt.Key.Key_N)
    mine, canvas = window.uncertain, window.canvas
    qtbot.waitUntil(mine.outlines.isVisible)
    at = canvas.transform.to_widget(RIGHT_SPOT.x + 8, RIGHT_SPOT.y + 7).toPoint()
    assert canvas.childAt(at) is None
    before = window.document.mask.array.copy()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    assert (window.document.mask.array != before).any()


def test_the_next_region_needs_a_prediction(window: MainWindow) -> None:
    window.refresh()
    action = window.actions_["image.next_uncertain"]
    assert not action.isEnabled() and "no prediction yet" in action.toolTip()
