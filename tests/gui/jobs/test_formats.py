"""The table of formats: one more row is found by window and command line without another change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from segstudio.cli.main import build_parser, main
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Found, Loaded, MaskFile
from segstudio.formats.common.report import ExportReport, Images
from segstudio.formats.table import FORMATS, Format, Reader
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from tests.gui.scripted import opened_window, paint_block


def read(files: Files) -> Found:
    return Found([MaskFile("image_0.cross", "image_0", lambda shape: Loaded(np.ones(shape, np.uint8)))],
                 own_numbers=True)  # fmt: skip


def write(_project: object, out: Path, what: str, progress: object, images: Images) -> ExportReport:
    out.mkdir()
    file = out / f"{what}.cross"
    file.write_text("+")
    return ExportReport([file], 7)


@pytest.fixture
def crosses(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more row in the table."""
    reader = Reader(lambda files: bool(files.of_kind(".cross")), read)
    row = Format("Crosses", "One cross per image and a key.", ".cross", "Crosser", reader, write, "It holds no void.")
    monkeypatch.setitem(FORMATS, "cross", row)


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path, crosses: None) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def test_every_row_says_what_it_is() -> None:
    for row in FORMATS.values():
        assert row.title and row.sentence.endswith(".") and row.suffix.startswith(".") and row.program
        assert (row.reader or row.write) and (not row.cannot or row.cannot.endswith("."))


def test_the_command_line_offers_and_runs_a_new_row(
    crosses: None, project_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("import", "export"):
        with pytest.raises(SystemExit):
            build_parser().parse_args([command, "--help"])
        assert "cross (*.cross): One cross per image" in " ".join(capsys.readouterr().out.split())
    assert main(["export", str(project_folder), str(tmp_path / "out"), "--format", "cross"]) == 0
    assert (tmp_path / "out" / "labels.cross").is_file()
    assert "7 masks written" in capsys.readouterr().out
    assert main(["import", str(project_folder), str(tmp_path / "out"), "--dry-run"]) == 0
    assert "Crosses: 1 masks would be imported" in capsys.readouterr().out


def test_the_export_window_offers_and_runs_a_new_row(window: MainWindow, tmp_path: Path, qtbot) -> None:
    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    window.export_dialog.ask()
    dialog = window.export_dialog
    assert "8-bit palette PNG" in dialog._note.text()
    dialog.format.setCurrentIndex(dialog.format.findText("Crosses (*.cross)"))
    assert dialog._note.text() == "One cross per image and a key. Read by: Crosser. It holds no void."
    dialog.format.setCurrentIndex(dialog.format.findData("nifti"))
    assert dialog._note.text().endswith("Class numbers in the files: background = 1, disc = 2.")
    dialog.format.setCurrentIndex(dialog.format.findData("cross"))
    dialog.folder.setText(str(tmp_path / "out"))
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text() == "7 masks written and read back.")
    assert (tmp_path / "out" / "labels.cross").is_file()


def test_the_import_window_offers_and_recognises_a_new_row(window: MainWindow, tmp_path: Path, qtbot) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "image_0.cross").write_text("+")
    dialog = window.import_dialog
    dialog.ask()
    dialog.look_at(tmp_path / "in")
    qtbot.waitUntil(lambda: dialog.go_button.isEnabled())
    assert "Crosses: 1 mask can be imported" in dialog.summary.text()
    dialog.close()
