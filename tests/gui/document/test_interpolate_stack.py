"""Images between two labelled slices: filled in the background, one undo step each, labels that are there stay."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile

from segstudio.errors import Cancelled, UserError
from segstudio.gui.document.document import Document
from segstudio.gui.document.interpolate_stack import Note, interpolate_between
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.interpolation import interpolate
from segstudio.labels.rules import PaintRule
from segstudio.project.project import Project
from tests.gui.conftest import draw_images
from tests.gui.scripted import open_folder


@pytest.fixture
def stack(empty_document: Document, tmp_path: Path, qtbot: object) -> Document:
    """Five slices; a square on the first that has moved on the last."""
    document, folder = empty_document, tmp_path / "Stack.segstudio"
    paths = draw_images(tmp_path / "slices", 5)
    with Project.create(folder, classes=ClassTable.from_names(["cell", "other"]), image_paths=paths) as project:
        project.save()
    assert open_folder(document, folder)
    paint(document, qtbot, 0, Rect(10, 10, 20, 20), 0)
    paint(document, qtbot, 4, Rect(26, 10, 20, 20), 0)
    return document


def show(document: Document, qtbot: object, at: int) -> None:
    document.current.select(document.images[at].id)
    qtbot.waitUntil(lambda: document.mask is not None)  # type: ignore[attr-defined]


def paint(document: Document, qtbot: object, at: int, rect: Rect, value: int) -> None:
    show(document, qtbot, at)
    document.edits.fill("Block", Footprint(rect, np.ones((rect.h, rect.w), bool)), value)


def ignore(done: int, total: int) -> None:
    """A progress that nobody looks at."""


def run(document: Document, qtbot: object, overwrite: bool = False, note: Note = ignore) -> list[str]:
    ends: list[list[str]] = []
    ids = [entry.id for entry in document.images]
    assert interpolate_between(document, ids[4], ids[0], overwrite=overwrite, note=note, done=ends.append)
    qtbot.waitUntil(lambda: bool(ends))  # type: ignore[attr-defined]
    return ends[0]


def test_the_slices_between_are_filled_and_each_is_one_undo_step(stack: Document, qtbot: object) -> None:
    ends = [np.full((60, 80), VOID, np.uint8) for _ in range(2)]
    ends[0][10:30, 10:30] = ends[1][10:30, 26:46] = 0
    expected = interpolate(*ends, [0.25, 0.5, 0.75])
    assert run(stack, qtbot) == [entry.id for entry in stack.images[1:4]]
    for at in (1, 2, 3):
        show(stack, qtbot, at)
        assert np.array_equal(stack.mask.array, expected[at - 1])
        stack.queue.undo()
        assert (stack.mask.array == VOID).all()
    show(stack, qtbot, 0)
    assert np.array_equal(stack.mask.array, ends[0]), "the ends stay"


@pytest.mark.parametrize("at", [0, 2, 3])
def test_a_damaged_mask_stops_with_its_name_before_any_slice_is_filled(stack: Document, qtbot: object, at: int) -> None:
    paint(stack, qtbot, 2, Rect(0, 0, 5, 5), 1)
    paint(stack, qtbot, 3, Rect(0, 0, 5, 5), 1)
    stack.saving.save_now()
    path = stack.project.mask_path(stack.images[at])
    show(stack, qtbot, 1)
    path.write_bytes(path.read_bytes()[:-20])
    told: list[UserError] = []
    stack.problem.connect(told.append)
    assert run(stack, qtbot, overwrite=True) == []
    assert path.name in told[0].message and "No image was filled" in told[0].message
    assert not stack.project.mask_path(stack.images[1]).exists()


def test_a_labelled_slice_stays_unless_asked(stack: Document, qtbot: object) -> None:
    paint(stack, qtbot, 2, Rect(0, 0, 5, 5), 1)
    before = stack.mask.array.copy()
    assert stack.images[2].id not in run(stack, qtbot)
    show(stack, qtbot, 2)
    assert np.array_equal(stack.mask.array, before)
    assert stack.images[2].id in run(stack, qtbot, overwrite=True)
    show(stack, qtbot, 2)
    assert not (stack.mask.array == 1).any()
    stack.queue.undo()
    assert np.array_equal(stack.mask.array, before)


def test_an_end_without_labels_is_a_sentence_and_masks_come_back(stack: Document, qtbot: object) -> None:
    problems: list[UserError] = []
    stack.problem.connect(problems.append)
    ids = [entry.id for entry in stack.images]
    ends: list[list[str]] = []
    assert interpolate_between(stack, ids[0], ids[2], overwrite=False, note=ignore, done=ends.append)
    qtbot.waitUntil(lambda: bool(ends))  # type: ignore[attr-defined]
    assert ends == [[]] and "Nothing is labelled" in problems[0].message and problems[0].hint
    show(stack, qtbot, 0)
    assert (stack.mask.array == 0).sum() == 400


def test_neighbours_have_nothing_between(stack: Document) -> None:
    problems: list[UserError] = []
    stack.problem.connect(problems.append)
    ids = [entry.id for entry in stack.images]
    assert not interpolate_between(stack, ids[0], ids[1], overwrite=False, note=ignore, done=lambda filled: None)
    assert len(problems) == 1 and stack.mask is not None


def test_stopping_keeps_what_was_filled(stack: Document, qtbot: object) -> None:
    def note(done: int, _total: int) -> None:
        if done == 1:
            raise Cancelled

    assert run(stack, qtbot, note=note) == []
    show(stack, qtbot, 1)
    assert (stack.mask.array == 0).any()
    show(stack, qtbot, 2)
    assert (stack.mask.array == VOID).all()


def test_a_locked_class_is_not_written(stack: Document, qtbot: object) -> None:
    stack.class_list.change(lambda table: table.set_locked(0, True))
    assert run(stack, qtbot) == []
    show(stack, qtbot, 2)
    assert (stack.mask.array == VOID).all()


def test_images_are_counted_by_what_became_of_them(stack: Document, qtbot: object) -> None:
    told: list[str] = []
    stack.notice.connect(told.append)
    show(stack, qtbot, 4)
    stack.queue.undo()
    paint(stack, qtbot, 4, Rect(60, 40, 4, 4), 1)
    paint(stack, qtbot, 3, Rect(0, 0, 5, 5), 1)
    assert run(stack, qtbot) == [stack.images[1].id]
    assert told == [
        "1 image filled; Undo on each takes it back. 1 image had labels and stayed as before. "
        "1 image stayed as before: there was nothing to fill."
    ]


def test_shapes_that_meet_nowhere_are_not_called_labels(stack: Document, qtbot: object) -> None:
    told: list[str] = []
    stack.notice.connect(told.append)
    ids = [entry.id for entry in stack.images]
    show(stack, qtbot, 4)
    stack.queue.undo()
    paint(stack, qtbot, 2, Rect(60, 40, 4, 4), 1)
    ends: list[list[str]] = []
    assert interpolate_between(stack, ids[0], ids[2], overwrite=False, note=ignore, done=ends.append)
    qtbot.waitUntil(lambda: bool(ends))  # type: ignore[attr-defined]
    assert ends == [[]] and told == ["No image was filled. 1 image stayed as before: there was nothing to fill."]


@pytest.mark.parametrize("rule", ["only void", "only class", "intensity", "selection"])
def test_the_paint_rule_holds_on_every_image_between(stack: Document, qtbot: object, rule: str) -> None:
    paint(stack, qtbot, 2, Rect(20, 12, 8, 8), 1)
    before = stack.mask.array.copy()
    place = np.zeros(before.shape, bool)
    place[15:25, 15:40] = True
    bright = stack.image.pixels == 200
    assert bright[10:30, 18:38].any() and not bright[10:30, 18:38].all()
    rules = {
        "only void": (PaintRule(only_void=True), before == VOID),
        "only class": (PaintRule(only_class=1), before == 1),
        "intensity": (PaintRule(intensity=(200, 200)), bright),
        "selection": (PaintRule(selection=Footprint(Rect(15, 15, 25, 10), np.ones((10, 25), bool))), place),
    }
    chosen, allowed = rules[rule]
    stack.rule.set(chosen)
    assert stack.images[2].id in run(stack, qtbot, overwrite=True)
    show(stack, qtbot, 2)
    changed = stack.mask.array != before
    assert changed.any() and not (changed & ~allowed).any()


def test_what_the_rule_forbids_is_said(stack: Document, qtbot: object) -> None:
    told: list[str] = []
    stack.notice.connect(told.append)
    stack.rule.set(PaintRule(only_class=1))
    assert run(stack, qtbot) == []
    assert told == ["No image was filled. 3 images stayed as before: the paint rule or a locked class forbids filling."]


def test_planes_between_are_those_along_the_axis_of_the_ends(
    empty_document: Document, tmp_path: Path, qtbot: object
) -> None:
    document = empty_document
    values = np.zeros((2, 3, 60, 80), np.uint8)
    tifffile.imwrite(tmp_path / "scan.tif", values, imagej=True, metadata={"axes": "TZYX"})
    table = ClassTable.from_names(["cell", "other"])
    with Project.create(tmp_path / "P.segstudio", classes=table, image_paths=[tmp_path / "scan.tif"]):
        pass
    assert open_folder(document, tmp_path / "P.segstudio")
    planes = {entry.plane: at for at, entry in enumerate(document.images)}
    for plane in ("T0Z0", "T1Z0", "T1Z2"):
        paint(document, qtbot, planes[plane], Rect(10, 10, 20, 20), 0)
    ends: list[list[str]] = []
    first, other, last = (document.images[planes[plane]].id for plane in ("T1Z0", "T0Z0", "T1Z2"))
    assert interpolate_between(document, last, first, overwrite=False, note=ignore, done=ends.append)
    qtbot.waitUntil(lambda: bool(ends))  # type: ignore[attr-defined]
    assert ends == [[document.images[planes["T1Z1"]].id]]
    problems: list[UserError] = []
    document.problem.connect(problems.append)
    assert not interpolate_between(document, other, last, overwrite=False, note=ignore, done=ends.append)
    assert "several axes" in problems[0].message
    assert not interpolate_between(document, other, first, overwrite=False, note=ignore, done=ends.append)
    assert "no image between" in problems[1].message
