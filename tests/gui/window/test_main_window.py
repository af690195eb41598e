"""The window as a whole: first run, drops, docks, status bar, errors, what is remembered, no torch."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QHeaderView,
    QLineEdit,
    QMenuBar,
    QProgressBar,
    QSlider,
    QTabBar,
    QToolBar,
    QWidget,
)

from installer.simulated_user import drag
from segstudio.errors import UserError
from segstudio.gui.look.notices import ERROR, WARNING, BannerNotice
from segstudio.gui.look.settings import Settings
from segstudio.gui.look.words import in_lines
from segstudio.gui.window.app import ErrorHook
from segstudio.gui.window.main_window import MainWindow
from segstudio.gui.window.projects import project_place
from segstudio.gui.window.window_memory import EDGE, FIRST, TITLE, first_place
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import (
    HELD_OUT,
    ClassScore,
    Failed,
    LearnerDied,
    Notice,
    Progress,
    Scored,
    ScoreTable,
    Train,
)
from tests.gui.conftest import draw_images
from tests.gui.panel_answers import predict
from tests.gui.scripted import DEVICE, STARTED, opened_window, paint_block


@pytest.fixture
def empty_window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path)


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def drop(window: MainWindow, *paths: Path) -> None:
    """A real drop event with file addresses."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(QPointF(300, 300), actions, data, buttons, Qt.KeyboardModifier.NoModifier))


def test_first_run_shows_one_sentence_and_hides_the_rest(empty_window: MainWindow) -> None:
    assert empty_window.pages.currentWidget() is empty_window.start_page
    assert not empty_window.images.isVisible()
    assert not empty_window.toolbar.isVisible()
    assert empty_window.windowTitle() == "SegStudio"


def test_dropped_folder_becomes_a_project_and_the_first_class_waits_for_its_name(
    empty_window: MainWindow, image_paths: list[Path], qtbot
) -> None:
    folder = image_paths[0].parent
    drop(empty_window, folder)
    document = empty_window.document
    qtbot.waitUntil(lambda: document.mask is not None)
    assert document.project.folder == project_place(folder)
    assert len(document.images) == 3
    name = empty_window.classes.list.findChild(QLineEdit, "class.name.edit")
    qtbot.keyClicks(name, "background")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: document.classes.names == ("background",))
    start, end = empty_window.canvas.transform.to_widget(20, 20), empty_window.canvas.transform.to_widget(40, 30)
    drag(empty_window.canvas, [start, end])
    assert document.mask.counts()[document.class_list.current] > 0


def test_same_folder_dropped_again_opens_the_project_again(empty_window: MainWindow, image_paths, qtbot) -> None:
    drop(empty_window, image_paths[0].parent)
    qtbot.waitUntil(lambda: empty_window.document.mask is not None)
    place = empty_window.document.project.folder
    empty_window.document.class_list.add("cell")
    empty_window.projects.close_current()
    assert empty_window.document.project is None
    drop(empty_window, image_paths[0].parent)
    qtbot.waitUntil(lambda: empty_window.document.project is not None)
    assert empty_window.document.project.folder == place
    assert "cell" in empty_window.document.classes.names


def test_images_dropped_on_an_open_project_join_it(window: MainWindow, tmp_path: Path, qtbot) -> None:
    more = [path.rename(path.with_name(f"new_{path.name}")) for path in draw_images(tmp_path / "more", 2)]
    drop(window, *more)
    qtbot.waitUntil(lambda: len(window.document.images) == 5)
    assert window.document.project.folder.name == "Discs.segstudio"


def test_project_folder_dropped_is_opened(empty_window: MainWindow, project_folder: Path, qtbot) -> None:
    drop(empty_window, project_folder)
    qtbot.waitUntil(lambda: empty_window.document.mask is not None)
    assert empty_window.windowTitle() == "Discs \N{EN DASH} SegStudio"
    assert empty_window.settings.recent == [project_folder]


def test_a_folder_that_has_a_project_opens_it_and_names_how_many_images_are_new(
    empty_window: MainWindow, tmp_path: Path, qtbot
) -> None:
    document, folder = empty_window.document, tmp_path / "welds"
    draw_images(folder, 2)
    drop(empty_window, folder)
    qtbot.waitUntil(lambda: document.project is not None and len(document.images) == 2 and document.mask is not None)
    empty_window.projects.close_current()
    qtbot.waitUntil(lambda: document.project is None)
    draw_images(folder, 3)
    drop(empty_window, folder)
    qtbot.waitUntil(lambda: document.project is not None and empty_window.banner.current is not None)
    assert "already exists (welds.segstudio)" in empty_window.banner.current.text
    assert "not in it: 1. Drop the folder again" in empty_window.banner.current.text
    assert len(document.images) == 2


def test_folder_without_images_is_told_and_nothing_is_made(empty_window: MainWindow, tmp_path: Path, qtbot) -> None:
    (tmp_path / "empty").mkdir()
    drop(empty_window, tmp_path / "empty")
    qtbot.waitUntil(lambda: empty_window.banner.current is not None)
    assert empty_window.banner.current.text == "empty contains no readable images."
    assert empty_window.document.project is None
    assert not (tmp_path / "empty.segstudio").exists()


@pytest.mark.parametrize(
    ("folder", "name"),
    [("welds/images", "welds"), ("welds", "welds"), ("tiles/train/images", "tiles"), ("a b", "a b")],
)
def test_project_is_named_after_what_the_images_are(tmp_path: Path, folder: str, name: str) -> None:
    place = project_place(tmp_path / folder)
    assert place == (tmp_path / folder).parent / f"{name}.segstudio"


def test_other_project_is_not_opened_over_a_running_training(window: MainWindow, tmp_path: Path, qtbot) -> None:
    start_training(window, qtbot)
    window.projects.open_path(window.document.project.folder)
    assert window.banner.current.text == "A training of the open project is running."
    assert window.document.project is not None


def start_training(window: MainWindow, qtbot) -> None:
    engine = window.session._engine
    window.session.start()
    engine.say(DEVICE)
    qtbot.waitUntil(lambda: window.session.state == "idle")
    paint_block(window.document, 0, Rect(0, 0, 80, 20))
    paint_block(window.document, 1, Rect(10, 30, 10, 10))
    qtbot.waitUntil(window.train.button.isEnabled)
    qtbot.mouseClick(window.train.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(engine.asked(Train)))
    engine.say(STARTED)
    qtbot.waitUntil(lambda: window.session.state == "training")


def test_primary_button_starts_training_and_becomes_stop(window: MainWindow, qtbot) -> None:
    start_training(window, qtbot)
    assert window.train.button.text().startswith("Training 0:0")
    qtbot.mouseClick(window.train.button, Qt.MouseButton.LeftButton)
    assert window.session.state == "stopping"


def test_dead_learner_is_said_in_the_banner_with_its_exit_code_folded(window: MainWindow, qtbot) -> None:
    start_training(window, qtbot)
    window.session._engine.say(LearnerDied(-9))
    qtbot.waitUntil(lambda: window.banner.current is not None)
    assert window.banner.current.text == "The training process ended unexpectedly; all labels are safe."
    assert "-9" in window.banner.current.details
    assert window.train.button.text() == "Fine-tune"


def test_long_work_shows_in_the_status_bar_and_cancels_the_training(window: MainWindow, qtbot) -> None:
    start_training(window, qtbot)
    window.session._engine.say(Progress("Fetching weights", 10, 100, 62.0))
    work = window.status.work
    qtbot.waitUntil(work.isVisible)
    assert work.findChild(QWidget, "long_work_left").text() == "1:02 left"
    qtbot.mouseClick(work.findChild(QWidget, "long_work_cancel"), Qt.MouseButton.LeftButton)
    assert window.session.state == "stopping"


def test_status_bar_names_pixel_value_class_and_share(window: MainWindow, qtbot) -> None:
    paint_block(window.document, 1, Rect(0, 0, 80, 30))
    at = window.canvas.transform.to_widget(20.5, 10.5).toPoint()
    qtbot.mouseMove(window.canvas, at)
    qtbot.waitUntil(lambda: window.status.text_of("position") == "x 20  y 10")
    assert window.status.text_of("label") == "class disc"
    assert window.status.text_of("value") == "value 60"
    assert window.status.text_of("labelled") == "50\N{NO-BREAK SPACE}% labelled"


@pytest.mark.parametrize("name", ["curves", "scores", "features"])
def test_docks_are_closed_until_asked_for(window: MainWindow, name: str) -> None:
    assert window.docks.shown() == frozenset()
    window.refresh()
    window.actions_[f"view.{name}"].trigger()
    assert window.docks.shown() == {name}
    assert window.docks[name].widget().widget() is window.docks.panel(name)
    window.refresh()
    assert window.actions_[f"view.{name}"].isChecked()
    QApplication.processEvents()
    window.actions_[f"view.{name}"].trigger()
    assert window.docks.shown() == frozenset()


def test_theme_is_changed_at_once_and_remembered(window: MainWindow) -> None:
    window.actions_["view.dark"].trigger()
    assert QApplication.palette().window().color().lightness() < 128
    assert window.settings.theme == "dark"
    window.actions_["view.light"].trigger()
    assert QApplication.palette().window().color().lightness() > 128


def test_tool_brush_opacity_and_project_are_remembered(window: MainWindow, tmp_path: Path, qtbot) -> None:
    folder = window.document.project.folder
    window.canvas.toolbox.set_tool("lasso")
    window.canvas.toolbox.set_brush_size(41)
    window.canvas.display.set_opacity(0.3)
    window.close()
    settings = Settings(tmp_path / "settings.ini")
    assert (settings.tool, settings.brush_size, settings.opacity) == ("lasso", 41.0, 0.3)
    assert settings.last_project == folder
    for other in opened_window(qtbot, tmp_path):
        assert (other.canvas.toolbox.tool.name, other.canvas.toolbox.brush_size, other.canvas.display.opacity) == (
            "lasso",
            41.0,
            0.3,
        )


def test_closing_saves_every_stroke(window: MainWindow) -> None:
    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    project = window.document.project
    path = project.mask_path(window.document.entry)
    window.close()
    from segstudio.project.masks import read_mask

    assert int((read_mask(path) == 1).sum()) == 100


def test_unexpected_error_saves_the_masks_and_says_so(window: MainWindow, capsys) -> None:
    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    hook = ErrorHook(window)
    try:
        raise ZeroDivisionError("a bug")
    except ZeroDivisionError as error:
        hook(type(error), error, error.__traceback__)
    assert window.banner.current.text == "Something unexpected went wrong."
    assert window.banner.current.hint == "All labels are saved. The log holds the details."
    assert "a bug" in window.banner.current.details
    assert not window.document.saving.dirty


def test_all_that_a_training_leaves_out_is_in_one_warning_that_stays(
    window: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("segstudio.gui.look.notices.INFO_MS", 100)
    start_training(window, qtbot)
    for number in range(8):
        window.session._engine.say(Notice(f"im{number} is left out: it is torn.", left_out=True))
        window.session._engine.say(Notice("The score no longer improves."))
    qtbot.waitUntil(lambda: window.banner.current is not None and "7 more" in window.banner.current.text)
    shown = window.banner.current
    assert shown is not None and shown.severity == WARNING
    assert shown.text == "im0 is left out: it is torn. 7 more were left out."
    assert shown.details.splitlines() == [f"im{number} is left out: it is torn." for number in range(8)]


def test_problem_and_failure_share_the_one_banner(window: MainWindow) -> None:
    window.document.problem.emit(UserError("The disk is full.", "Make room."))
    assert window.banner.current.text == "The disk is full."
    window.session.failed.emit(Failed("No memory.", "Close programs.", "log"))
    assert window.banner.current.text == "No memory."
    window.banner.dismiss()
    assert window.banner.current.text == "The disk is full."


def test_window_fits_a_small_screen_with_a_dock_open(window: MainWindow) -> None:
    window.docks.toggle("curves")
    window.resize(1280, 720)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1280, 720)
    assert window.train.button.visibleRegion().boundingRect().height() == window.train.button.height()


def test_six_classes_and_every_score_are_in_sight_with_a_dock_open(window: MainWindow, qtbot) -> None:
    for name in "abcd":
        window.document.class_list.add(name)
    rows = tuple(ClassScore(number, f"class {number}", 0.5, 0.5, 0.5, 10) for number in range(5))
    scored = Scored(1, 1.0, 0.5, ScoreTable(HELD_OUT, 4, 50, rows, 0.5, 0.5, 0.5), True)
    window.docks.toggle("scores")
    window.resize(1440, 900)
    start_training(window, qtbot)
    window.session._engine.say(scored)
    qtbot.waitUntil(lambda: window.train.model.table is not None)
    for view in (window.train.scores, window.docks.panel("scores").view, window.classes.list):
        last = view.model().index(view.model().rowCount() - 1, 0)
        whole = (last, view)
        qtbot.waitUntil(lambda w=whole: w[1].viewport().rect().bottom() >= w[1].visualRect(w[0]).bottom() > 0)


def test_a_dock_takes_room_from_the_canvas_only(window: MainWindow) -> None:
    QApplication.processEvents()
    before = window.right.height(), window.images.height(), window.canvas.height()
    window.docks.toggle("scores")
    QApplication.processEvents()
    assert (window.right.height(), window.images.height()) == before[:2]
    assert window.canvas.height() < before[2]


def test_the_status_bar_has_one_height(window: MainWindow) -> None:
    before = window.status.height()
    window.status.work.begin("x", "Working", lambda: None)
    QApplication.processEvents()
    during = window.status.height()
    window.status.work.end("x")
    window.projects.close_current()
    QApplication.processEvents()
    assert before == during == window.status.height()


@pytest.mark.parametrize("screen", [QRect(0, 0, 1440, 900), QRect(100, 30, 1280, 720), QRect(0, 0, 3840, 2160)])
def test_a_first_window_is_on_the_screen_with_its_frame(screen: QRect) -> None:
    place = first_place(screen, QSize(880, 560))
    frame = place.adjusted(-EDGE, -TITLE, EDGE, EDGE)
    assert screen.contains(frame) and place.width() >= 880
    assert place.size().boundedTo(FIRST) == place.size()


def test_docks_float_and_close_by_buttons_that_follow_the_theme(window: MainWindow, qtbot) -> None:
    window.docks.toggle("scores")
    dock = window.docks["scores"]
    title = dock.titleBarWidget()
    before = title.close_button.icon().pixmap(16, 16).toImage()
    window.preferences.set_theme("dark")
    assert title.close_button.icon().pixmap(16, 16).toImage() != before
    window.preferences.set_theme("light")
    qtbot.mouseClick(title.float, Qt.MouseButton.LeftButton)
    assert dock.isFloating() and title.float.toolTip().startswith("Dock")
    qtbot.mouseClick(title.float, Qt.MouseButton.LeftButton)
    assert not dock.isFloating()
    qtbot.mouseClick(title.close_button, Qt.MouseButton.LeftButton)
    assert window.docks.shown() == frozenset()


@pytest.mark.parametrize("after", ["the next stroke", "another tool", "another image"])
def test_why_a_gesture_was_refused_is_told_until_it_is_no_longer_true(window: MainWindow, after: str, qtbot) -> None:
    document, middle = window.document, window.canvas.rect().center()
    qtbot.waitUntil(lambda: document.mask is not None)
    document.class_list.change(lambda table: table.set_locked(1, True))
    document.class_list.set_current(1)
    window.canvas.toolbox.set_tool("brush")
    qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert "is locked" in window.banner.current.text
    document.problem.emit(UserError("The disk is full.", "Make room."))
    if after == "the next stroke":
        document.class_list.change(lambda table: table.set_locked(1, False))
        qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=middle)
    elif after == "another tool":
        window.canvas.toolbox.set_tool("lasso")
    else:
        before = document.mask
        document.current.step(1)
        qtbot.waitUntil(lambda: document.mask is not None and document.mask is not before)
    assert window.banner.current.text == "The disk is full."
    window.banner.dismiss()
    assert window.banner.current is None


def test_what_was_told_of_a_step_goes_when_it_is_undone(window: MainWindow, qtbot) -> None:
    predict(window.document, 1)
    window.commands.accept_image()
    assert "Undo takes it back" in window.banner.current.text
    window.document.queue.undo()
    assert window.banner.current is None and not window.banner.isVisible()
    QApplication.processEvents()
    window.document.notice.emit("Something else.")
    window.document.queue.redo()
    window.document.queue.undo()
    assert window.banner.current.text == "Something else."


def test_everything_that_can_be_read_has_a_name_and_a_control_a_tooltip(window: MainWindow, qtbot) -> None:
    for name in ("curves", "scores", "features", "history"):
        window.docks.toggle(name)
    window.export_dialog.ask()
    window.banner.add(BannerNotice(ERROR, "Bad", "Mend it", "log"))
    QApplication.processEvents()
    controls = (QAbstractButton, QAbstractSpinBox, QComboBox, QSlider)
    kinds = (*controls, QAbstractItemView, QHeaderView, QTabBar, QProgressBar, QDockWidget)
    nameless, silent, wide = [], [], []
    for one in window.findChildren(QWidget):
        parents = [one.parent(), one.parent().parent()]
        own = any(isinstance(p, QLineEdit | QTabBar | QMenuBar | QAbstractItemView | QToolBar) for p in parents)
        of_qt = (own and not isinstance(one, QHeaderView)) or one.objectName().startswith("qt_")
        if not isinstance(one, kinds) or of_qt or one.window() is window.palette_:
            continue
        text = one.text() if isinstance(one, QAbstractButton) else ""
        if not one.objectName() or not (one.accessibleName() or text):
            nameless.append((type(one).__name__, one.objectName(), one.parent().objectName()))
        if isinstance(one, controls) and not one.toolTip():
            silent.append(one.objectName())
    assert nameless == [] and silent == []
    for one in (*window.findChildren(QWidget), *window.findChildren(QAction)):
        if in_lines(one.toolTip()) != one.toolTip():
            wide.append((one.objectName(), one.toolTip()))
    assert not wide, "a tooltip is as wide as its longest line"


def test_every_control_has_an_object_name(window: MainWindow) -> None:
    kinds = (QAbstractButton, QAbstractSpinBox, QComboBox, QSlider)
    ours = [
        child
        for child in window.findChildren(QWidget)
        if isinstance(child, kinds) and not isinstance(child.parent(), QLineEdit)  # Qt's own clear button
    ]
    assert [f"{type(c).__name__} in {c.parent().objectName()}" for c in ours if not c.objectName()] == []


def test_importing_and_building_the_window_never_imports_torch(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from segstudio.gui.window import app; from segstudio.gui.look.settings import Settings\n"
        "if __name__ == '__main__':\n"
        "    a = app.make_application([])\n"
        "    from segstudio.gui.window.main_window import MainWindow\n"
        "    from segstudio.learning.process.engine import Engine\n"
        f"    w = MainWindow(Settings(Path({str(tmp_path / 's.ini')!r})), Engine()); w.show(); a.processEvents()\n"
        "    for n in ('curves', 'scores', 'features'): w.docks.panel(n)\n"
        "    w.close(); assert 'torch' not in sys.modules and 'segstudio.models' not in sys.modules; print('light')\n"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=150)
    assert done.stdout.strip() == "light", done.stderr
