"""Image > Values: what is learnt from as 0 and 1 is chosen for an image, its stack or all, and is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile

from segstudio.gui.jobs.values_dialog import ValuesDialog
from segstudio.gui.window.main_window import MainWindow
from segstudio.project.images.ranges import HOUNSFIELD
from segstudio.project.project import Project
from tests.gui.scripted import opened_window


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    """A stack of three slices, and one image of its own."""
    values = np.linspace(0, 900, 3 * 20 * 20).reshape(3, 20, 20).astype(np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", values, imagej=True, metadata={"axes": "ZYX"})
    tifffile.imwrite(tmp_path / "b.tif", values[0], photometric="minisblack")
    Project.create(tmp_path / "P.segstudio", image_paths=[tmp_path / "a.tif", tmp_path / "b.tif"]).close()
    yield from opened_window(qtbot, tmp_path, tmp_path / "P.segstudio")


def dialog_of(window: MainWindow) -> ValuesDialog:
    document = window.document
    return ValuesDialog(document.entry, document.image, document.images, window)


def test_a_range_is_chosen_for_the_stack(window: MainWindow, qtbot) -> None:
    dialog = dialog_of(window)
    qtbot.addWidget(dialog)
    assert dialog.shared.isChecked() and dialog.goal.currentText() == "its stack (3 images)"
    assert dialog.goal.count() == 3 and not dialog.chosen  # nothing changed yet
    dialog.low.setValue(100)
    dialog.high.setValue(100)
    assert not dialog.ok.isEnabled() and "lower" in dialog.problem.text()
    dialog.high.setValue(500)
    assert dialog.ok.isEnabled() and [one.values for one in dialog.chosen] == [(100.0, 500.0)] * 3
    dialog.goal.setCurrentIndex(2)
    dialog.hounsfield.setChecked(True)
    assert {one.values for one in dialog.chosen} == {HOUNSFIELD} and len(dialog.chosen) == 4
    dialog.itself.setChecked(True)
    assert {one.values for one in dialog.chosen} == {None}


def test_the_image_is_read_with_its_new_range_and_it_is_told(window: MainWindow, qtbot) -> None:
    dialog = dialog_of(window)
    qtbot.addWidget(dialog)
    dialog.low.setValue(100)
    dialog.high.setValue(500)
    window.values.put(dialog.chosen)
    qtbot.waitUntil(lambda: window.document.image is not None and window.document.image.values == (100.0, 500.0))
    assert "3 images learnt from as 100 to 500 now." in window.banner.current.text
    with Project.open(window.document.project.folder, write=False) as saved:
        assert [one.values for one in saved.images] == [(100.0, 500.0)] * 3 + [None]


def test_it_says_why_not(window: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert window.values.why_not() == ""
    monkeypatch.setattr(window.document.project, "read_only", True)
    assert "read-only" in window.values.why_not()
