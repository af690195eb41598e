"""The table of formats: one more row is found by window and command line without another change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog

from segstudio.cli.main import build_parser, main
from segstudio.formats.report import ExportReport, ImportReport, LeftOut
from segstudio.formats.table import READERS, WRITERS, Format
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from tests.gui.scripted import opened_window, paint_block


def read(_project: object, folder: Path, *_: object, **_choices: object) -> ImportReport:
    return ImportReport(left_out=[LeftOut("crosses.cross", "It is no cross.")])


def write(_project: object, out: Path, what: str, progress: object) -> ExportReport:
    out.mkdir()
    file = out / f"{what}.cross"
    file.write_text("+")
    return ExportReport([file], 7)


@pytest.fixture
def crosses(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more row in each table."""
    monkeypatch.setitem(READERS, "cross", Format("Crosses", "One cross per image.", ".cross", read))
    monkeypatch.setitem(WRITERS, "cross", Format("Crosses", "One cross per image and a key.", ".cross", write))


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path, crosses: None) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def test_every_row_says_what_it_is() -> None:
    for row in (*READERS.values(), *WRITERS.values()):
        assert row.title and row.sentence.endswith(".") and row.suffix.startswith(".")


def test_the_command_line_offers_and_runs_a_new_row(
    crosses: None, project_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("import", "export"):
        with pytest.raises(SystemExit):
            build_parser().parse_args([command, "--help"])
        assert "cross (*.cross): One cross per image" in " ".join(capsys.readouterr().out.split())
    assert main(["export", str(project_folder), str(tmp_path / "out"), "--format", "cross"]) == 0
    assert (tmp_path / "out" / "labels.cross").is_file()
    assert main(["import", str(project_folder), str(tmp_path), "--format", "cross"]) == 1
    assert "7 masks written" in capsys.readouterr().out


def test_the_export_window_offers_and_runs_a_new_row(window: MainWindow, tmp_path: Path, qtbot) -> None:
    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    window.export_dialog.ask()
    dialog = window.export_dialog
    assert dialog.format.isVisible() and "8-bit palette PNG" in dialog._note.text()
    dialog.format.setCurrentIndex(dialog.format.findText("Crosses (*.cross)"))
    assert dialog._note.text() == "One cross per image and a key."
    dialog.folder.setText(str(tmp_path / "out"))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text() == "7 masks written and read back.")
    assert (tmp_path / "out" / "labels.cross").is_file()


def test_the_import_asks_which_row(window: MainWindow, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def choose(_parent: object, _title: str, _label: str, titles: list[str], *_: object) -> tuple[str, bool]:
        asked.append(titles)
        return titles[-1], True

    monkeypatch.setattr(QInputDialog, "getItem", choose)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    window.imports.choose()
    qtbot.waitUntil(lambda: not window.imports.job.running and window.document.mask is not None)
    assert asked == [["Palette PNG (*.png)", "Crosses (*.cross)"]]
    assert "crosses.cross" in window.banner.current.text
