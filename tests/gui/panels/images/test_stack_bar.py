"""The sliders under the canvas: one for each axis of a stack, only there, and the image follows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import ClassTable
from segstudio.project.project import Project
from tests.gui.conftest import draw_images
from tests.gui.scripted import opened_in, opened_window


def stack_project(folder: Path, shape: tuple[int, ...], axes: str) -> Path:
    """One picture and one stack."""
    images = draw_images(folder / "images", 1)
    values = np.random.default_rng(0).integers(0, 60000, (*shape, 40, 50), np.uint16)
    tifffile.imwrite(folder / "images" / "scan.tif", values, imagej=True, metadata={"axes": f"{axes}YX"})
    images.append(folder / "images" / "scan.tif")
    with Project.create(folder / "P.segstudio", classes=ClassTable.from_names(["a"]), image_paths=images) as project:
        return project.folder


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path)


def opened(window: MainWindow, folder: Path, qtbot) -> MainWindow:
    opened_in(window, qtbot, folder)
    return window


def go_to(window: MainWindow, qtbot, plane: str) -> None:
    window.document.current.select(next(one.id for one in window.document.images if one.plane == plane))
    shown(window, qtbot, plane)


def shown(window: MainWindow, qtbot, plane: str) -> None:
    def there() -> bool:
        entry = window.document.entry
        return entry is not None and entry.plane == plane and window.document.mask is not None

    qtbot.waitUntil(there)


def words(window: MainWindow, letter: str) -> str:
    return window.findChild(QLabel, f"stack_{letter}_words").text()


def test_a_slider_shows_and_opens_the_plane(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, stack_project(tmp_path, (5,), "Z"), qtbot)
    window.document.current.select("image_0")
    assert not window.stack_bar.isVisible()
    go_to(window, qtbot, "Z1")
    bar = window.stack_bar
    assert bar.isVisible() and list(bar.sliders) == ["Z"] and words(window, "z") == "z 2 of 5"
    bar.sliders["Z"].setValue(3)
    shown(window, qtbot, "Z3")
    assert words(window, "z") == "z 4 of 5"
    assert np.array_equal(window.document.image.pixels, tifffile.imread(tmp_path / "images" / "scan.tif")[3])


def test_each_axis_has_its_slider_and_keys_follow_the_last_one(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, stack_project(tmp_path, (2, 3), "TZ"), qtbot)
    go_to(window, qtbot, "T0Z0")
    bar = window.stack_bar
    assert list(bar.sliders) == ["T", "Z"]
    window.activateWindow()
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_PageDown)
    shown(window, qtbot, "T0Z1")
    bar.sliders["T"].setValue(1)
    shown(window, qtbot, "T1Z1")
    bar.step(-1)
    shown(window, qtbot, "T0Z1")
    bar.step(-1)  # the first: nothing before it
    shown(window, qtbot, "T0Z1")


def test_the_wheel_with_alt_goes_through_the_stack(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, stack_project(tmp_path, (5,), "Z"), qtbot)
    go_to(window, qtbot, "Z1")
    scale = window.canvas.transform.scale
    for angle in (-60, -60):  # two halves of a step
        window.canvas.input.take(
            QWheelEvent(
                QPointF(9, 9), QPointF(9, 9), QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.AltModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )
        )  # fmt: skip
    shown(window, qtbot, "Z2")
    assert window.canvas.transform.scale == scale


def test_planes_beside_the_image_are_read_ahead(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, stack_project(tmp_path, (3, 3), "TZ"), qtbot)
    go_to(window, qtbot, "T1Z1")
    window.stack_bar.sliders["T"].setValue(2)
    shown(window, qtbot, "T2Z1")
    window.stack_bar.sliders["T"].setValue(1)
    shown(window, qtbot, "T1Z1")
    by_plane = {one.plane: one.id for one in window.document.images}
    qtbot.waitUntil(lambda: by_plane["T0Z1"] in window.document.current.cache)


def test_the_list_names_planes_and_steps_in_their_order(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, stack_project(tmp_path, (12,), "Z"), qtbot)
    model = window.images.model
    names = [model.index(row).data() for row in range(model.rowCount())]
    assert names == ["image_0.png", *(f"scan.tif  z {n}" for n in range(1, 13))]
    go_to(window, qtbot, "Z9")
    window.document.current.step(1)
    shown(window, qtbot, "Z10")


def test_an_action_says_why_it_cannot_step(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, stack_project(tmp_path, (2,), "Z"), qtbot)
    window.document.current.select("image_0")
    window.refresh()
    assert not window.actions_["image.next_plane"].isEnabled()
    assert "not part of a stack" in window.actions_["image.next_plane"].toolTip()
    go_to(window, qtbot, "Z0")
    window.refresh()
    assert window.actions_["image.next_plane"].isEnabled()


def test_channels_are_asked_about_once_with_the_other_answer_as_a_button(
    window: MainWindow, tmp_path: Path, qtbot
) -> None:
    opened(window, stack_project(tmp_path, (2,), "Z"), qtbot)
    values = np.random.default_rng(1).integers(0, 60000, (3, 2, 40, 50), np.uint16)
    for name in ("c.tif", "d.tif"):
        tifffile.imwrite(tmp_path / name, values, imagej=True, metadata={"axes": "ZCYX"})
        values += 1
    window.banner.clear()
    window.projects.add([tmp_path / "c.tif"])
    qtbot.waitUntil(lambda: window.banner.current is not None and window.banner.current.action != "")
    assert "The channels of c.tif are one image together" in window.banner.current.text
    go_to_file(window, qtbot, "c.tif", "Z1")
    window.findChild(QPushButton, "notice_action").click()
    qtbot.waitUntil(lambda: sum(one.path.endswith("c.tif") for one in window.document.images) == 6)
    qtbot.waitUntil(lambda: window.document.mask is not None)
    assert window.document.entry.path.endswith("c.tif") and window.document.image.pixels.ndim == 2
    assert list(window.stack_bar.sliders) == ["Z", "C"]
    window.refresh()
    assert not window.actions_["image.channels_apart"].isEnabled()
    window.banner.clear()
    window.projects.add([tmp_path / "d.tif"])
    qtbot.waitUntil(lambda: sum(one.path.endswith("d.tif") for one in window.document.images) == 6)
    assert window.banner.current is None or not window.banner.current.action


def go_to_file(window: MainWindow, qtbot, name: str, plane: str) -> None:
    images = window.document.images
    window.document.current.select(next(one.id for one in images if one.path.endswith(name) and one.plane == plane))
    qtbot.waitUntil(lambda: window.document.mask is not None and window.document.entry.path.endswith(name))


def test_a_whole_stack_is_removed_at_once_and_the_picture_beside_it_is_shown(
    window: MainWindow, tmp_path: Path, qtbot
) -> None:
    opened(window, stack_project(tmp_path, (6,), "Z"), qtbot)
    go_to(window, qtbot, "Z2")
    changes: list[int] = []
    window.document.images_changed.connect(lambda: changes.append(len(window.document.images)))
    window.document.image_list.remove(*(one.id for one in window.document.images if one.plane))
    assert changes == [1] and window.document.entry.id == "image_0"
    assert not window.stack_bar.isVisible()
    window.document.image_list.remove("image_0")
    assert window.document.entry is None and window.document.images == ()


def test_neighbouring_slices_are_chosen_in_the_menu_and_kept(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, stack_project(tmp_path, (3,), "Z"), qtbot)
    actions, refits = window.actions_, []
    window.session.questions.head.changed = refits.append  # type: ignore[method-assign]
    window.session.questions.head.fits = 1
    assert actions["image.neighbours_0"].isChecked() and actions["image.neighbours_1"].isEnabled()
    before = window.document.image
    actions["image.neighbours_1"].trigger()
    qtbot.waitUntil(lambda: actions["image.neighbours_1"].isChecked() and not actions["image.neighbours_0"].isChecked())
    assert "with 1 slice on each side" in window.banner.current.text
    qtbot.waitUntil(lambda: bool(refits))  # the head learns from other pixels now
    assert window.document.image is before, "what is shown stays one slice"
    project = window.document.project
    project.flush()
    with Project.open(project.folder, write=False) as again:
        assert again.neighbours == 1


def test_properties_say_with_which_slices_each_is_learnt_from(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, stack_project(tmp_path, (3,), "Z"), qtbot)
    window.document.image_list.choose_neighbours(2)
    go_to(window, qtbot, "Z1")
    window.properties.ask()
    qtbot.waitUntil(lambda: window.properties.dialog is not None)
    assert ("Learnt from with", "2 slices of the stack on each side") in window.properties.dialog.rows
    window.properties.dialog.close()


def test_without_a_stack_there_are_no_neighbouring_slices(window: MainWindow, tmp_path: Path, qtbot) -> None:
    images = draw_images(tmp_path / "images", 1)
    with Project.create(tmp_path / "P", classes=ClassTable.from_names(["a"]), image_paths=images) as project:
        pass
    opened(window, project.folder, qtbot)
    action = window.actions_["image.neighbours_1"]
    assert not action.isEnabled() and "No image is in a stack." in action.toolTip()
