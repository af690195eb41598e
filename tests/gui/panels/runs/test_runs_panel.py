"""The panel of runs: what it lists, current and running, rename, delete and back, compare, export and import, keys."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
    QWidget,
)
from safetensors.numpy import save as save_tensors

from segstudio.gui.actions.actions import Actions
from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.document.document import Document
from segstudio.gui.files.long_task import LongTask
from segstudio.gui.look.settings import Settings as WindowSettings
from segstudio.gui.look.theme import apply_theme
from segstudio.gui.look.words import DASH
from segstudio.gui.panels.runs import run_list
from segstudio.gui.panels.runs.model import COLUMNS, ENDED_AT, MADE, TITLE, RunRole
from segstudio.gui.panels.runs.panel import RunsPanel
from segstudio.gui.panels.runs.runs import Runs
from segstudio.gui.panels.training.score_curves import TRUTH
from segstudio.gui.session.session import Session
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import HELD_OUT, SAME_IMAGE, ClassScore, Finished, LoadRun, Scored, ScoreTable, Train
from segstudio.learning.messages import TrainSettings as Settings
from segstudio.learning.runs import archive
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.info import RunInfo, to_json
from segstudio.project.storage import file_hash, write_json
from tests.gui.look.test_translation import MARK, Marking, missed
from tests.gui.scripted import (
    ACTIONS,
    DEVICE,
    PATIENCE,
    STARTED,
    TABLE,
    ScriptedEngine,
    bring_up,
    opened_window,
    paint_block,
    score,
)

OLD, MIDDLE, NEW = "2026-01-01_10-00-00", "2026-01-02_11-30-00", "2026-01-03_12-00-00"


def table(iou: float | None, kind: str = HELD_OUT) -> ScoreTable:
    classes = (ClassScore(0, "background", iou, 0.6, 0.9, 40), ClassScore(1, "disc", iou, 0.6, 0.9, 40))
    return ScoreTable(kind, 4, 80, classes, iou, 0.6, 0.9, ((36, 4), (0, 40)))


def put(project: Path, name: str, iou: float | None = 0.5, **facts: Any) -> None:
    """A run as a training leaves it, without torch."""
    folder = project / "runs" / name
    folder.mkdir(parents=True)
    weights = folder / "weights.safetensors"
    weights.write_bytes(save_tensors({"logits.weight": np.zeros((2, 1, 1, 1), np.float32)}))
    scores = tuple(Scored(step, float(step), 1 / step, table(iou), True) for step in (1, 2, 3))
    info = RunInfo(
        name, "resnet18", (0, 1), ("background", "disc"), Settings(), best=table(iou) if iou is not None else None,
        scores=scores, reason="plateau", steps=30, seconds=42.0, held_out=("a",), truth_hashes={"a": "1"},
        created=f"{name[:10]}T{name[11:].replace('-', ':')}", mask_hashes={"b": "1", "c": "2"}, pixels=(10, 20),
        weights="random weights", weights_sha256=file_hash(weights),
    )  # fmt: skip
    write_json(folder / "run.json", to_json(replace(info, **facts)), fsync=False)


class Elsewhere:
    """Whatever the actions of other panels ask."""

    def __getattr__(self, name: str) -> Elsewhere:
        return Elsewhere()

    def __call__(self, *_: object) -> str:
        return ""


class Bench(QWidget):
    """Document, session, actions and the panel of runs, without the rest of the window."""

    def __init__(self, document: Document, folder: Path) -> None:
        super().__init__()
        self.document, self.background = document, document.background
        self.session = Session(document, ScriptedEngine(), self)
        self.runs = Runs(document, self.session, self)
        for part in {row.why_not.split(".")[0] for row in ACTIONS if row.why_not} - {"runs"}:
            setattr(self, part, Elsewhere())
        self.actions_ = Actions(self, QWidget(self), KeyMap(TABLE, WindowSettings(folder / "s.ini"), self))
        self.told: list[str] = []
        document.notice.connect(self.told.append)
        document.problem.connect(lambda error: self.told.append(error.message))
        self.panel = RunsPanel(self.runs, self.actions_, self)
        self.panel.resize(900, 280)
        self.resize(900, 280)


@pytest.fixture
def window(qtbot: Any, tmp_path: Path, document: Document) -> Iterator[Bench]:
    folder = document.project.folder
    put(folder, OLD, 0.9, held_out=("z",), title="Other yardstick")
    put(folder, MIDDLE, 0.7, encoder="resnet34")
    put(folder, NEW, 0.6)
    document.open_project.set_current_run(NEW)
    apply_theme("light")
    made = Bench(document, tmp_path)
    bring_up(qtbot, made)
    qtbot.waitUntil(lambda: len(made.runs.list.rows) == 3)
    yield made
    made.session.close()
    made.deleteLater()


@pytest.fixture
def panel(window: Bench) -> RunsPanel:
    return window.panel


def names(panel: RunsPanel) -> list[str]:
    return [panel.sorted.index(row, 0).data(RunRole.NAME) for row in range(panel.sorted.rowCount())]


def cells(panel: RunsPanel, name: str) -> list[str]:
    row = names(panel).index(name)
    return [panel.sorted.index(row, column).data() for column in range(len(COLUMNS))]


def select(panel: RunsPanel, *wanted: str) -> None:
    panel._runs.list.choose(wanted)
    panel._actions.apply({})


def do(panel: RunsPanel, action: str) -> QAction:
    panel._actions.apply({})
    assert panel._actions[action].isEnabled(), panel._actions.reason_of(action)
    panel._actions[action].trigger()
    return panel._actions[action]


def settled(qtbot: Any, window: Bench) -> None:
    qtbot.waitUntil(lambda: not window.background.busy and not window.runs.list._reading, timeout=PATIENCE)


def confirm(qtbot: Any, window: Bench) -> str:
    """Answer the question before deleting; what it said."""
    box = window.findChild(QMessageBox, "runs.delete.question")
    assert box is not None
    told = box.informativeText()
    box.findChild(QPushButton, "runs.delete.accept").click()
    settled(qtbot, window)
    return told


# ---- the list ---------------------------------------------------------------------------------------------------


def test_runs_are_listed_newest_first_with_honest_scores(panel: RunsPanel) -> None:
    assert names(panel) == [NEW, MIDDLE, OLD]
    row = cells(panel, MIDDLE)
    kind = "held-out, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}4"
    assert row[:5] == ["2 January 2026, 11:30", "0.70", "0.60", kind, "U-Net, ResNet-34"]
    assert row[6:11] == ["2", "30", "30", "0:42", "score levelled off"]
    assert cells(panel, OLD)[0] == "Other yardstick"
    assert panel.summary.text() == "3 runs, current: 3 January 2026, 12:00"


def test_without_a_score_there_is_a_dash_and_optimistic_ones_say_so(
    window: Bench, panel: RunsPanel, qtbot: Any
) -> None:
    put(window.document.project.folder, "2026-01-04_10-00-00", None)
    put(window.document.project.folder, "2026-01-05_10-00-00", 0.9, best=table(0.9, SAME_IMAGE), pixels=())
    window.runs.list.refresh()
    qtbot.waitUntil(lambda: len(window.runs.list.rows) == 5)
    assert cells(panel, "2026-01-04_10-00-00")[1:4] == [DASH, DASH, DASH]
    row = cells(panel, "2026-01-05_10-00-00")
    assert row[3].startswith("same image, optimistic") and row[7] == DASH


def test_it_sorts_by_any_column_and_what_has_no_value_comes_last(window: Bench, panel: RunsPanel, qtbot: Any) -> None:
    bad = window.document.project.folder / "runs" / "2026-02-01_10-00-00"
    bad.mkdir()
    (bad / "run.json").write_text("{", encoding="utf-8")
    window.runs.list.refresh()
    qtbot.waitUntil(lambda: len(window.runs.list.rows) == 4)
    for order, wanted in ((Qt.SortOrder.DescendingOrder, [OLD, MIDDLE, NEW]),
                          (Qt.SortOrder.AscendingOrder, [NEW, MIDDLE, OLD])):  # fmt: skip
        panel.table.sortByColumn(1, order)
        assert names(panel) == [*wanted, bad.name]
    for column in range(len(COLUMNS)):
        panel.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
        assert sorted(names(panel)) == sorted([OLD, MIDDLE, NEW, bad.name])


def test_a_damaged_run_is_listed_with_a_sentence_and_can_only_be_deleted(
    window: Bench, panel: RunsPanel, qtbot: Any
) -> None:
    (window.document.project.folder / "runs" / MIDDLE / "run.json").write_text("{", encoding="utf-8")
    window.runs.list.refresh()
    qtbot.waitUntil(lambda: bool(window.runs.list.rows[1].problem))
    assert cells(panel, MIDDLE)[ENDED_AT] == "run.json is damaged."
    select(panel, MIDDLE)
    assert "run.json is damaged." in panel.card.toPlainText()
    for action in ("runs.make_current", "runs.resume", "runs.rename", "runs.export"):
        assert panel._actions.reason_of(action) == "run.json is damaged."
    do(panel, "runs.delete")
    confirm(qtbot, window)
    assert names(panel) == [NEW, OLD]


def test_the_card_of_the_chosen_run_is_shown(panel: RunsPanel) -> None:
    select(panel, MIDDLE)
    text = panel.card.toPlainText()
    assert panel.side.currentWidget() is panel.card
    assert "2 January 2026, 11:30" in text and "resnet34" in text and "counted on 4 images" in text


def test_in_the_window_an_empty_list_says_what_will_come_and_actions_follow(
    qtbot: Any, tmp_path: Path, project_folder: Path
) -> None:
    for window in opened_window(qtbot, tmp_path, project_folder):
        window.refresh()
        window.actions_["view.runs"].trigger()
        qtbot.waitUntil(lambda w=window: w.runs.list.read)
        panel = window.docks.panel("runs")
        assert panel.empty.isVisible() and "import a run" in panel.empty.text()
        assert panel.summary.text() == "No runs yet"
        window.refresh()
        assert window.actions_["runs.import"].isEnabled() and not window.actions_["runs.rename"].isEnabled()
        put(project_folder, NEW)
        window.runs.list.refresh()
        qtbot.waitUntil(lambda p=panel: p.sorted.rowCount() == 1)
        panel.table.selectRow(0)
        qtbot.waitUntil(lambda w=window: w.actions_["runs.rename"].isEnabled())
        assert [one.objectName() for one in panel.findChildren(QToolButton) if not one.toolTip()] == []


def test_five_hundred_runs_are_read_beside_the_window_and_only_once(
    window: Bench, panel: RunsPanel, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    plain = run_list.scan
    monkeypatch.setattr(run_list, "scan", lambda *a: threads.append(threading.current_thread().name) or plain(*a))
    source = window.document.project.folder / "runs" / NEW / "run.json"
    for number in range(500):
        folder = source.parent.parent / f"2025-01-01_10-00-00_{number}"
        folder.mkdir()
        (folder / "run.json").write_bytes(source.read_bytes())
        (folder / "weights.safetensors").write_bytes(b"w")
    window.runs.list.refresh()
    qtbot.waitUntil(lambda: len(window.runs.list.rows) == 503)
    assert panel.sorted.rowCount() == 503
    before = {row.name: row for row in window.runs.list.rows}
    window.runs.list.refresh()
    settled(qtbot, window)
    assert all(before[row.name] is row for row in window.runs.list.rows)
    assert all(name.startswith("segstudio") for name in threads) and len(threads) == 2


# ---- current and running ----------------------------------------------------------------------------------------


def test_made_current_its_network_is_loaded_and_its_scores_are_shown(
    window: Bench, panel: RunsPanel, qtbot: Any
) -> None:
    window.session.start()
    window.session._engine.say(DEVICE)
    select(panel, NEW)
    assert panel._actions.reason_of("runs.make_current") == "It is the current run already."
    select(panel, MIDDLE)
    do(panel, "runs.make_current")
    assert window.document.project.current_run == MIDDLE and window.session.learner.run == MIDDLE
    assert window.session.training.table.mean_iou == 0.7 and len(window.session.training.scores) == 3
    qtbot.waitUntil(lambda: LoadRun(window.document.project.folder, MIDDLE) in window.session._engine.requests)
    assert "current: 2 January 2026, 11:30" in panel.summary.text()


def train(window: Bench, qtbot: Any, run: str) -> None:
    """A training that runs, on what is painted."""
    window.session.start()
    window.session._engine.say(DEVICE)
    qtbot.waitUntil(lambda: window.session.state == "idle")
    window.session.start_training()
    qtbot.waitUntil(lambda: bool(window.session._engine.asked(Train)))
    (window.document.project.folder / "runs" / run).mkdir(exist_ok=True)
    window.session._engine.say(replace(STARTED, run=run))
    qtbot.waitUntil(lambda: window.session.state == "training")
    qtbot.waitUntil(lambda: any(row.name == run for row in window.runs.list.rows))


def test_the_run_in_training_is_marked_and_never_deleted(window: Bench, panel: RunsPanel, qtbot: Any) -> None:
    train(window, qtbot, "2026-03-01_10-00-00")
    assert cells(panel, "2026-03-01_10-00-00")[ENDED_AT] == "being trained"
    select(panel, "2026-03-01_10-00-00")
    assert "stop the training first" in panel._actions.reason_of("runs.delete")
    assert "being trained" in panel.card.toPlainText()
    select(panel, NEW)
    assert panel._actions.reason_of("runs.delete")  # the training is held against the current run
    select(panel, OLD)
    assert panel._actions.reason_of("runs.make_current") == "A training is running; stop it first."
    assert not panel._actions.reason_of("runs.delete")


def test_a_finished_training_appears_and_is_current(window: Bench, panel: RunsPanel, qtbot: Any) -> None:
    train(window, qtbot, "2026-03-01_10-00-00")
    os.rmdir(window.document.project.folder / "runs" / "2026-03-01_10-00-00")
    put(window.document.project.folder, "2026-03-01_10-00-00", 0.8)
    window.session._engine.say(Finished("2026-03-01_10-00-00", "plateau", 5, 3.0, score(0.8).table))
    qtbot.waitUntil(lambda: cells(panel, "2026-03-01_10-00-00")[1] == "0.80")
    assert window.runs.list.current == "2026-03-01_10-00-00" and window.runs.list.running is None


def test_resume_makes_it_current_and_trains_on_from_it(window: Bench, panel: RunsPanel, qtbot: Any) -> None:
    window.session.start()
    window.session._engine.say(DEVICE)
    qtbot.waitUntil(lambda: window.session.state == "idle")
    select(panel, MIDDLE)
    do(panel, "runs.resume")
    assert "Paint at least two classes" in window.told[-1]
    paint_block(window.document, 0, Rect(0, 0, 10, 10))
    paint_block(window.document, 1, Rect(20, 0, 10, 10))
    do(panel, "runs.resume")
    qtbot.waitUntil(lambda: bool(window.session._engine.asked(Train)))
    assert window.session._engine.asked(Train)[0].resume == MIDDLE == window.runs.list.current


# ---- rename -----------------------------------------------------------------------------------------------------


def test_rename_by_keys_alone_and_escape_changes_nothing(window: Bench, panel: RunsPanel, qtbot: Any) -> None:
    panel.table.setFocus()
    panel.table.selectRow(1)
    for typed, key, wanted in (("Best", Qt.Key.Key_Escape, ""), ("Best", Qt.Key.Key_Return, "Best")):
        qtbot.keyClick(panel.table, Qt.Key.Key_F2)
        field = panel.table.findChild(QLineEdit, "runs.title")
        assert field is not None and field.accessibleName()
        field.selectAll()
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, key)
        QApplication.sendPostedEvents(None, 0)
        settled(qtbot, window)
        qtbot.waitUntil(lambda: panel.table.findChild(QLineEdit, "runs.title") is None)
        assert read_info(window.document.project.folder, MIDDLE).title == wanted
    assert cells(panel, MIDDLE)[TITLE] == "Best" and window.runs.list.chosen == (MIDDLE,)
    assert "# Best" in (window.document.project.folder / "runs" / MIDDLE / "card.md").read_text(encoding="utf-8")


def test_a_full_disk_is_told_and_the_title_stays(
    window: Bench, panel: RunsPanel, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("segstudio.project.storage.write_all", full)
        window.runs.set_title(OLD, "New")
        qtbot.waitUntil(lambda: bool(window.told))
    assert "the disk is full" in window.told[-1]
    settled(qtbot, window)
    assert cells(panel, OLD)[TITLE] == "Other yardstick"


# ---- delete -----------------------------------------------------------------------------------------------------


def test_a_deleted_run_comes_back_until_the_project_is_closed(window: Bench, panel: RunsPanel, qtbot: Any) -> None:
    folder = window.document.project.folder
    select(panel)
    assert panel._actions.reason_of("runs.bring_back")
    select(panel, OLD, MIDDLE)
    do(panel, "runs.delete")
    assert "brought back" in confirm(qtbot, window)
    assert names(panel) == [NEW] and window.runs.list.current == NEW
    assert "Restore deleted runs" in window.told[-1]
    do(panel, "runs.bring_back")
    settled(qtbot, window)
    assert names(panel) == [NEW, MIDDLE, OLD]
    select(panel, OLD)
    do(panel, "runs.delete")
    confirm(qtbot, window)
    assert window.document.open_project.close()
    assert sorted(os.listdir(folder / "runs")) == [MIDDLE, NEW]


def test_cancel_deletes_nothing(window: Bench, panel: RunsPanel, qtbot: Any) -> None:
    select(panel, OLD)
    do(panel, "runs.delete")
    box = window.findChild(QMessageBox, "runs.delete.question")
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert (window.document.project.folder / "runs" / OLD).is_dir()


def test_deleting_the_current_run_tells_which_one_follows_and_undo_takes_both_back(
    window: Bench, panel: RunsPanel, qtbot: Any
) -> None:
    select(panel, NEW)
    do(panel, "runs.delete")
    told = confirm(qtbot, window)
    assert "2 January 2026, 11:30" in told  # the best of those that compare with the newest, not the 0.90 of others
    assert window.runs.list.current == MIDDLE
    do(panel, "runs.bring_back")
    settled(qtbot, window)
    assert window.runs.list.current == NEW and names(panel) == [NEW, MIDDLE, OLD]
    select(panel, NEW, MIDDLE, OLD)
    do(panel, "runs.delete")
    assert "no run takes its place" in confirm(qtbot, window)
    assert window.runs.list.current is None and names(panel) == []


# ---- compare ----------------------------------------------------------------------------------------------------


def compared(panel: RunsPanel, qtbot: Any, *wanted: str) -> Any:
    select(panel, *wanted)
    qtbot.waitUntil(lambda: panel.compare is not None and panel.side.currentWidget() is panel.compare)
    qtbot.waitUntil(lambda: {info.name for info in panel.compare._infos} == set(wanted))
    return panel.compare


def test_runs_on_the_same_labels_compare_with_curves_and_differences(panel: RunsPanel, qtbot: Any) -> None:
    compare = compared(panel, qtbot, NEW, MIDDLE)
    assert compare.verdict.text().startswith("These scores can be compared: held-out")
    assert [len(line.getData()[0]) for line in compare.iou.listDataItems()] == [3, 3]
    assert list(compare.loss.listDataItems()[0].getData()[1]) == pytest.approx([1, 1 / 2, 1 / 3])
    compare.turn.click()
    rows = {compare.table.item(row, 0).text(): [compare.table.item(row, 1).text(), compare.table.item(row, 2).text()]
            for row in range(compare.table.rowCount())}  # fmt: skip
    assert rows["Mean IoU"] == ["0.60", "0.70"] and rows["IoU of disc"] == ["0.60", "0.70"]
    assert rows["Network"] == ["U-Net, ResNet-18", "U-Net, ResNet-34"] and "Seed" not in rows


def test_scores_on_other_images_are_called_so(panel: RunsPanel, qtbot: Any) -> None:
    compare = compared(panel, qtbot, NEW, OLD)
    text = compare.verdict.text()
    assert text.startswith("These scores cannot be compared") and "scored on other images" in text
    assert "Other yardstick" in text


def test_curves_follow_the_theme(window: Bench, panel: RunsPanel, qtbot: Any) -> None:
    compare = compared(panel, qtbot, NEW, MIDDLE)
    before = compare.legend.text()
    apply_theme("dark")
    qtbot.waitUntil(lambda: compare.legend.text() != before)
    apply_theme("light")


def test_compared_curves_have_a_gap_where_the_labels_they_were_scored_on_changed(
    window: Bench, panel: RunsPanel, qtbot: Any
) -> None:
    assert TRUTH.words not in compared(panel, qtbot, NEW, MIDDLE).legend.text()
    scores = tuple(Scored(step, float(step), 0.5, table(0.1 * step), True) for step in (1, 2, 3, 4))
    changed = (*scores[:2], replace(scores[2], truth_at=2.5), scores[3])
    put(window.document.project.folder, "2026-01-04_12-00-00", 0.4, scores=changed)
    window.runs.list.refresh()
    qtbot.waitUntil(lambda: len(window.runs.list.rows) == 4)
    compare = compared(panel, qtbot, NEW, "2026-01-04_12-00-00")
    broken = next(line for line in compare.iou.listDataItems() if len(line.getData()[0]) == 5)
    assert list(np.isnan(broken.getData()[1])) == [False, False, True, False, False]
    assert TRUTH.words in compare.legend.text()


def test_keys_alone_choose_several_and_compare(window: Bench, panel: RunsPanel, qtbot: Any) -> None:
    panel.table.setFocus()
    panel.table.selectRow(0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert set(window.runs.list.chosen) == {NEW, MIDDLE}
    qtbot.waitUntil(lambda: panel.compare is not None and panel.side.currentWidget() is panel.compare)
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert window.runs.list.chosen == (OLD,)
    panel._actions.apply({})
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert window.runs.list.current == OLD
    panel._actions.apply({})
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    confirm(qtbot, window)
    assert OLD not in names(panel)


# ---- out and in -------------------------------------------------------------------------------------------------


def test_a_run_goes_out_and_comes_in_under_another_name(
    window: Bench, panel: RunsPanel, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    select(panel, MIDDLE)
    do(panel, "runs.export")
    settled(qtbot, window)
    assert path.with_suffix(".zip").is_file() and "read back" in window.told[-1]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path.with_suffix(".zip")), ""))
    do(panel, "runs.import")
    qtbot.waitUntil(lambda: f"{MIDDLE}_2" in names(panel))
    qtbot.waitUntil(lambda: window.runs.list.chosen == (f"{MIDDLE}_2",))
    assert window.runs.list.current == NEW  # nothing is current that nobody chose


def test_an_import_names_the_classes_that_are_missing_and_a_bad_file_is_told(
    window: Bench, panel: RunsPanel, qtbot: Any, tmp_path: Path
) -> None:
    put(tmp_path / "elsewhere", OLD, class_names=("background", "pore"))
    window.runs.import_from(tmp_path / "elsewhere" / "runs" / OLD)
    qtbot.waitUntil(lambda: bool(window.told) and "pore" in window.told[-1])
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    window.runs.import_from(tmp_path / "bad.zip")
    qtbot.waitUntil(lambda: "not a zip file" in window.told[-1])
    settled(qtbot, window)
    assert len(window.runs.list.rows) == 4


def test_an_import_shows_how_far_it_is_and_can_be_cancelled(
    window: Bench, panel: RunsPanel, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks: list[LongTask] = []
    window.document.files.begun.connect(lambda task: (tasks.append(task), task.cancel()))
    monkeypatch.setattr(archive, "CHUNK", 1)
    put(tmp_path / "elsewhere", OLD)
    window.runs.import_from(tmp_path / "elsewhere" / "runs" / OLD)
    qtbot.waitUntil(lambda: "cancelled" in window.told[-1] if window.told else False)
    assert tasks[0].title == "Importing the run" and f"{OLD}_2" not in names(panel)
    assert not list((window.document.project.folder / "runs").glob(".tmp-*"))


def test_the_folder_opens_in_the_file_browser(window: Bench, panel: RunsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    select(panel, OLD)
    do(panel, "runs.open_folder")
    assert Path(shown[0].toLocalFile()) == window.document.project.folder / "runs" / OLD


def test_a_read_only_project_lists_compares_and_exports_but_changes_nothing(
    window: Bench, panel: RunsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.document.project.read_only = True
    select(panel, OLD)
    for action in ("make_current", "resume", "rename", "delete", "import"):
        assert panel._actions.reason_of(f"runs.{action}") == "The project folder is read-only."
    assert not panel._actions.reason_of("runs.export")
    window.runs.changed.emit()
    assert not panel.model.flags(panel.model.index(0, TITLE)) & Qt.ItemFlag.ItemIsEditable
    window.document.project.read_only = False


def test_without_a_chosen_run_every_action_says_why(window: Bench, panel: RunsPanel) -> None:
    select(panel)
    for action in ("make_current", "resume", "rename", "delete", "export", "open_folder"):
        assert panel._actions.reason_of(f"runs.{action}") == "Choose a run in the list of runs first."
    select(panel, OLD, NEW)
    assert panel._actions.reason_of("runs.rename") == "Choose one run only."


def test_screen_readers_hear_what_the_marks_mean(panel: RunsPanel) -> None:
    row = names(panel).index(NEW)
    heard = panel.sorted.index(row, TITLE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == "3 January 2026, 12:00, the current run"
    assert panel.sorted.index(row, MADE).data() == "3 January 2026, 12:00"


def test_the_panel_says_nothing_untranslated_and_everything_has_a_name(
    qapp: QApplication, qtbot: Any, tmp_path: Path, document: Document
) -> None:
    translator = Marking(qapp)
    qapp.installTranslator(translator)
    try:
        put(document.project.folder, NEW)
        bench = Bench(document, tmp_path)
        bring_up(qtbot, bench)
        qtbot.waitUntil(lambda: len(bench.runs.list.rows) == 1)
        assert missed(bench.panel) == []
        assert MARK in bench.panel.summary.text() and MARK in bench.panel.model.headerData(0, Qt.Orientation.Horizontal)
        nameless = [one for one in bench.panel.findChildren(QAbstractButton) if not one.objectName()]
        assert [one for one in nameless if not isinstance(one.parent(), QAbstractItemView)] == []
        bench.session.close()
    finally:
        qapp.removeTranslator(translator)
        translator.deleteLater()
