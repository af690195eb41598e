"""Nothing painted is ever lost or silently changed: saves, restarts, foreign edits, damaged files."""

import itertools
import os
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from segstudio.errors import MaskError, ProjectError, WriteError
from segstudio.labels.classes import VOID
from segstudio.labels.mask import Mask
from segstudio.labels.painting import whole
from segstudio.labels.rules import everything
from segstudio.project import palette_png, recovery
from segstudio.project.journal import Rewrite
from segstudio.project.journal_reading import read_journal
from segstudio.project.masks import StoredMask, open_mask, read_mask
from segstudio.project.project import Project
from tests.project.painting_story import (
    CLASSES,
    PALETTE,
    SHAPE,
    again,
    asides,
    dab,
    full,
    journal,
    new_project,
    opened,
    png,
    step,
    story,
    stroke,
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path) as made:
        yield made


# ---- the plain way -------------------------------------------------------------------------------------------------


def test_an_image_without_a_mask_is_all_void_and_looking_writes_nothing(project: Project) -> None:
    stored = opened(project)
    assert (stored.mask.array == VOID).all() and stored.mask.shape == SHAPE
    assert not stored.dirty and stored.notice is None
    stored.save(PALETTE)
    stored.close()
    assert not png(project).exists() and not journal(project).exists()


def test_saved_mask_is_a_plain_palette_png(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    assert stored.dirty
    stored.save(PALETTE)
    assert not stored.dirty
    with Image.open(png(project)) as image:
        assert image.mode == "P" and np.array_equal(np.asarray(image), stored.mask.array)
        assert np.array_equal(np.array(image.getpalette(), np.uint8).reshape(-1, 3), PALETTE)
    assert np.array_equal(read_mask(png(project), SHAPE, CLASSES.ids), stored.mask.array)


@pytest.mark.parametrize("save_after", [0, 1, 3, 9, 20])
def test_pixels_undo_and_redo_survive_a_restart(project: Project, save_after: int) -> None:
    stored = opened(project)
    for number in range(1, 21):
        step(stored)
        if number == save_after:
            stored.save(PALETTE)
    undo, redo = stored.mask.history.undo_stack, stored.mask.history.redo_stack
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, story(20))
    assert stored.seq == 20 and stored.dirty == (save_after != 20)
    assert stored.recovered == 20 - save_after
    assert stored.mask.history.undo_stack == undo and stored.mask.history.redo_stack == redo
    while stored.undo():
        pass
    assert (stored.mask.array == VOID).all()
    while stored.redo():
        pass
    stored = again(project, stored)
    while stored.undo():
        pass
    assert (stored.mask.array == VOID).all()


@settings(max_examples=15, deadline=None)
@given(
    plan=st.lists(
        st.sampled_from(["stroke", "undo", "redo", "save", "restart", "cancel", "begin smaller", "end smaller"]),
        max_size=30,
    )
)
def test_any_order_of_work_saves_and_restarts_keeps_every_pixel(
    tmp_path_factory: pytest.TempPathFactory, plan: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("plan")
    Image.new("L", (SHAPE[1], SHAPE[0])).save(folder / "img.png")
    plain = Mask.empty(SHAPE)
    with Project.create(folder / "P", classes=CLASSES, image_paths=[folder / "img.png"]) as project:
        stored = opened(project)
        stored.mask.history.limit_bytes = 3000  # small, so that compaction happens
        plain.history.limit_bytes = 3000
        smaller = None
        for number, what in enumerate(plan):
            if what == "stroke":
                dab(plain, number)
                plain.commit()
                stroke(stored, number)
            elif what == "undo":
                assert (plain.undo() is None) == (stored.undo() is None)
            elif what == "redo":
                assert (plain.redo() is None) == (stored.redo() is None)
            elif what == "save":
                stored.save(PALETTE)
            elif what == "begin smaller" and smaller is None:
                smaller = begun_compaction(stored)
            elif what == "end smaller" and smaller is not None:
                smaller.write()
                stored.finish_compaction(smaller)
                smaller = None
            elif what == "cancel":
                dab(stored.mask, number)
                stored.mask.cancel()
            elif what == "restart":
                stored = again(project, stored)
                stored.mask.history.limit_bytes = 3000
            assert np.array_equal(stored.mask.array, plain.array)
            if what == "restart":
                # The journal may still hold steps that the bounded history had dropped: go on with the same ones.
                plain.history = deepcopy(stored.mask.history)


def test_journal_is_compacted_at_save_and_history_survives_it(project: Project) -> None:
    stored = opened(project)
    stored.mask.history.limit_bytes = 4000
    for _ in range(60):
        step(stored)
    big = journal(project).stat().st_size
    stored.save(PALETTE)
    assert journal(project).stat().st_size < big / 2
    undo, redo = stored.mask.history.undo_stack, stored.mask.history.redo_stack
    size = journal(project).stat().st_size
    stored.save(PALETTE)
    assert journal(project).stat().st_size == size
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, story(60)) and not stored.dirty and stored.notice is None
    assert stored.mask.history.undo_stack == undo and stored.mask.history.redo_stack == redo
    for _ in range(10):
        step(stored)
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, story(70)) and stored.recovered == 10


def outgrown(project: Project) -> StoredMask:
    """A mask whose journal holds far more than can be undone."""
    stored = opened(project)
    stored.mask.history.limit_bytes = 4000
    for _ in range(60):
        step(stored)
    return stored


def test_what_is_painted_while_a_smaller_journal_is_written_is_in_it(project: Project) -> None:
    stored = outgrown(project)
    smaller, big = begun_compaction(stored), journal(project).stat().st_size
    assert smaller is not None
    step(stored)
    smaller.write()
    stored.undo()
    stored.redo()
    step(stored)
    stored.finish_compaction(smaller)
    step(stored)
    assert journal(project).stat().st_size < big / 2
    seq, undo, pixels = stored.seq, stored.mask.history.undo_stack, stored.mask.array.copy()
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, pixels) and stored.notice is None
    assert stored.seq == seq and stored.recovered == 5
    assert stored.mask.history.undo_stack[-len(undo) :] == undo
    assert not list(journal(project).parent.glob(".tmp-*"))


def test_a_smaller_journal_of_a_mask_that_was_closed_or_that_could_not_be_written_changes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = outgrown(project)
    smaller = begun_compaction(stored)
    assert smaller is not None
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(WriteError, match="full"):
            smaller.write()
    stored.finish_compaction(smaller)
    step(stored)
    late = begun_compaction(stored)
    assert late is not None  # it is tried again
    late.write()
    before = journal(project).read_bytes()
    stored.close()
    other = opened(project)
    step(other)
    stored.finish_compaction(late)
    assert journal(project).read_bytes().startswith(before)
    assert np.array_equal(again(project, other).mask.array, story(62))
    assert not list(journal(project).parent.glob(".tmp-*"))


def begun_compaction(stored: StoredMask) -> Rewrite | None:
    """Save in two halves, as the window does; the smaller journal, if one is due."""
    job = stored.snapshot(PALETTE)
    job.write()
    return stored.mark_saved(job)


def test_changed_class_colours_are_written_without_a_stroke(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    stored.save(PALETTE)
    blue = CLASSES.recolor(1, (0, 0, 255)).palette()
    stored.save(blue)
    decoded = palette_png.decode(png(project))
    assert decoded.palette is not None and tuple(decoded.palette[1]) == (0, 0, 255)


def test_strokes_while_a_job_is_on_its_way_stay_dirty_and_are_not_in_it(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    before = stored.mask.array.copy()
    job = stored.snapshot(PALETTE)
    stroke(stored, 2)
    job.write()
    stored.mark_saved(job)
    assert stored.dirty
    assert np.array_equal(read_mask(png(project)), before)
    assert np.array_equal(again(project, stored).mask.array, story(2))


def test_a_stroke_still_open_is_not_in_a_snapshot(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    before = stored.mask.array.copy()
    dab(stored.mask, 2)
    stored.save(PALETTE)
    assert np.array_equal(read_mask(png(project)), before)
    stored.commit()
    assert np.array_equal(stored.mask.array, story(2))
    assert np.array_equal(again(project, stored).mask.array, story(2))


def test_an_older_job_never_overwrites_a_newer_one(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    old = stored.snapshot(PALETTE)
    stroke(stored, 2)
    new = stored.snapshot(PALETTE)
    new.write()
    stored.mark_saved(new)
    old.write()
    stored.mark_saved(old)
    assert not stored.dirty
    assert np.array_equal(read_mask(png(project)), story(2))


def test_a_job_that_comes_after_its_mask_was_closed_writes_nothing(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    late = stored.snapshot(PALETTE)
    stored.save(PALETTE)
    stored.close()
    again = opened(project)
    stroke(again, 2)
    again.save(PALETTE)
    late.write()
    assert np.array_equal(read_mask(png(project)), story(2))
    again.close()
    assert opened(project).notice is None


def test_an_answer_that_comes_after_its_mask_was_closed_leaves_the_journal_alone(project: Project) -> None:
    entry = project.images[0]
    stored = open_mask(project, entry, entry.shape)
    stored.mask.history.limit_bytes = 1  # any journal outgrows that
    for value in (0, 1) * 30:
        stored.mask.begin("stroke")
        stored.mask.paint(whole(entry.shape), value, everything())
        stored.commit()
    job = stored.snapshot(project.classes.palette())
    job.write()
    stored.close()
    again = open_mask(project, entry, entry.shape)
    again.mask.begin("stroke")
    again.mask.paint(whole(entry.shape), VOID, everything())
    again.commit()
    stored.mark_saved(job)
    again.close()
    with_stroke = open_mask(project, entry, entry.shape)
    assert (with_stroke.mask.array == VOID).all() and with_stroke.mask.history.undo_stack
    with_stroke.close()


def test_one_mask_has_one_writer(project: Project) -> None:
    stored = opened(project)
    with pytest.raises(ProjectError, match="already open"):
        opened(project)
    assert np.array_equal(again(project, stored).mask.array, story(0))


def test_of_several_threads_that_open_a_mask_at_once_one_gets_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    together, recover = threading.Barrier(4), recovery.recover

    def slowly(*given: Any) -> recovery.RecoveredMask:
        refused.wait(20)  # the others ask while this one reads
        return recover(*given)

    def ask() -> StoredMask | None:
        together.wait(20)
        try:
            return opened(project)
        except ProjectError:
            if next(count) == 2:
                refused.set()
            return None

    refused, count = threading.Event(), itertools.count()
    monkeypatch.setattr(recovery, "recover", slowly)
    with ThreadPoolExecutor(4) as pool:
        found = [one.result() for one in [pool.submit(ask) for _ in range(4)]]
    owners = [stored for stored in found if stored is not None]
    assert len(owners) == 1 and list(project.open_masks.values()) == owners


def test_a_mask_that_cannot_be_opened_can_be_tried_again(project: Project) -> None:
    png(project).parent.mkdir(exist_ok=True)
    png(project).write_bytes(b"no mask")
    with pytest.raises(MaskError):
        opened(project)
    png(project).unlink()
    assert np.array_equal(opened(project).mask.array, story(0))


def test_a_mask_that_was_closed_takes_no_more_strokes(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    owner = again(project, stored)
    before = journal(project).read_bytes()
    for change in (lambda: stroke(stored, 2), stored.undo):
        with pytest.raises(ProjectError, match="not open any more"):
            change()
    assert journal(project).read_bytes() == before
    stroke(owner, 2)
    assert np.array_equal(again(project, owner).mask.array, story(2))


# ---- other programs ------------------------------------------------------------------------------------------------


def edit_elsewhere(path: Path, keep_text: bool) -> np.ndarray:
    decoded = palette_png.decode(path)
    decoded.array[:5, :5] = 2
    text = dict(decoded.text) if keep_text else None
    path.write_bytes(palette_png.encode(decoded.array, PALETTE, text))
    return decoded.array


@pytest.mark.parametrize("keep_text", [True, False])
@pytest.mark.parametrize("unsaved", [0, 2])
def test_mask_edited_by_another_program_keeps_its_pixels_and_the_journal_goes_aside(
    project: Project, keep_text: bool, unsaved: int
) -> None:
    stored = opened(project)
    stroke(stored, 1)
    stored.save(PALETTE)
    for number in range(unsaved):
        stroke(stored, 2 + number)
    old = journal(project).read_bytes()
    theirs = edit_elsewhere(png(project), keep_text)
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, theirs)
    assert stored.notice is not None and "another program" in stored.notice and "aside-1" in stored.notice
    assert not stored.mask.history.undo_stack
    assert [path.read_bytes() for path in asides(project)] == [old]
    stroke(stored, 5)
    kept = stored.mask.array.copy()
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, kept) and stored.notice is None
    stored.save(PALETTE)
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, kept)
    stored.undo()
    assert np.array_equal(stored.mask.array, theirs)


def test_mask_cleared_elsewhere_is_not_painted_again_from_the_journal(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    stored.save(PALETTE)
    png(project).write_bytes(palette_png.encode(np.full(SHAPE, VOID, np.uint8), PALETTE))
    stored = again(project, stored)
    assert (stored.mask.array == VOID).all() and stored.notice is not None


def test_mask_put_there_by_another_program_is_worked_on(project: Project) -> None:
    png(project).parent.mkdir()
    theirs = story(3)
    png(project).write_bytes(palette_png.encode(theirs, PALETTE))
    stored = opened(project)
    assert np.array_equal(stored.mask.array, theirs) and stored.notice is None and not stored.dirty
    stroke(stored, 4)
    stored = again(project, stored)  # never saved since
    assert np.array_equal(stored.mask.array, story(4)) and stored.recovered == 1


def test_mask_written_elsewhere_while_open_is_copied_before_it_is_replaced(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    stored.save(PALETTE)
    os.utime(png(project), ns=(1, 1))  # touched only: nothing to keep
    stroke(stored, 2)
    stored.save(PALETTE)
    assert stored.notice is None
    edit_elsewhere(png(project), False)
    theirs = png(project).read_bytes()
    stroke(stored, 3)
    stored.save(PALETTE)
    assert stored.notice is not None and "another program" in stored.notice
    assert [path.read_bytes() for path in asides(project)] == [theirs]
    assert np.array_equal(again(project, stored).mask.array, story(3))


# ---- damage --------------------------------------------------------------------------------------------------------


def test_damaged_journal_header_with_a_sound_mask_goes_aside(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    stored.save(PALETTE)
    data = bytearray(journal(project).read_bytes())
    data[20] ^= 1
    journal(project).write_bytes(data)
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, story(1))
    assert stored.notice is not None and "damaged" in stored.notice
    assert [path.read_bytes() for path in asides(project)] == [bytes(data)]


def test_damaged_journal_without_a_mask_blocks_the_image(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    stored.close()
    data = bytearray(journal(project).read_bytes())
    data[20] ^= 1
    journal(project).write_bytes(data)
    with pytest.raises(MaskError, match="damaged"):
        opened(project)
    assert journal(project).read_bytes() == data and not asides(project)


def test_damage_inside_the_journal_keeps_a_copy_and_what_comes_before(project: Project) -> None:
    stored = opened(project)
    for number in range(1, 6):
        stroke(stored, number)
    content = read_journal(journal(project))
    assert content is not None
    data = bytearray(journal(project).read_bytes())
    data[content.records[2].end + 30] ^= 1
    journal(project).write_bytes(data)
    stored = again(project, stored)
    assert stored.seq == 3 and np.array_equal(stored.mask.array, story(3))
    assert stored.notice is not None and "aside-1" in stored.notice
    assert [path.read_bytes() for path in asides(project)] == [bytes(data)]
    assert again(project, stored).notice is None


def test_damage_before_the_saved_state_never_touches_the_pixels_and_ends_undo(project: Project) -> None:
    stored = opened(project)
    for number in range(1, 6):
        stroke(stored, number)
    stored.save(PALETTE)
    data = bytearray(journal(project).read_bytes())
    data[100] ^= 1
    journal(project).write_bytes(data)
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, story(5)) and len(stored.mask.history.undo_stack) == 4
    assert stored.notice is not None and "cannot be undone" in stored.notice and len(asides(project)) == 1
    stored = again(project, stored)
    assert stored.notice is None and len(stored.mask.history.undo_stack) == 4


def test_saved_mask_that_vanished_is_rebuilt_from_a_whole_journal(project: Project) -> None:
    stored = opened(project)
    for _ in range(4):
        step(stored)
    stored.save(PALETTE)
    png(project).unlink()
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, story(4)) and stored.dirty


def test_saved_mask_that_vanished_after_compaction_blocks_the_image(project: Project) -> None:
    stored = opened(project)
    stored.mask.history.limit_bytes = 1000
    for _ in range(12):
        step(stored)
    stored.save(PALETTE)
    stored.close()
    png(project).unlink()
    before = journal(project).read_bytes()
    with pytest.raises(MaskError, match="missing"):
        opened(project)
    assert journal(project).read_bytes() == before and not png(project).exists()


@pytest.mark.parametrize("content", [b"", b"no png", "half"])
def test_unreadable_mask_blocks_the_image_and_touches_nothing(project: Project, content: bytes | str) -> None:
    stored = opened(project)
    stroke(stored, 1)
    stored.save(PALETTE)
    stored.close()
    data = png(project).read_bytes()
    data = data[: len(data) // 2] if isinstance(content, str) else content
    png(project).write_bytes(data)
    before = journal(project).read_bytes()
    with pytest.raises(MaskError):
        opened(project)
    assert png(project).read_bytes() == data and journal(project).read_bytes() == before and not asides(project)
    assert not project.open_masks
    assert project.labelled_entries() == []


def test_mask_of_another_size_is_refused_with_both_sizes(project: Project) -> None:
    png(project).parent.mkdir()
    png(project).write_bytes(palette_png.encode(np.zeros((5, 6), np.uint8), PALETTE))
    with pytest.raises(MaskError, match="6 x 5 pixels, its image 300 x 40"):
        opened(project)
    with pytest.raises(MaskError, match="6 x 5"):
        read_mask(png(project), SHAPE)


def test_values_outside_the_class_table_are_named(project: Project) -> None:
    png(project).parent.mkdir()
    array = np.zeros(SHAPE, np.uint8)
    array[0, :3] = (9, 200, VOID)
    png(project).write_bytes(palette_png.encode(array, PALETTE))
    with pytest.raises(MaskError, match="9, 200"):
        opened(project)
    with pytest.raises(MaskError, match="9, 200"):
        read_mask(png(project), SHAPE, CLASSES.ids)
    assert set(np.unique(read_mask(png(project), SHAPE, CLASSES.ids, retired=[9, 200]))) == {0, VOID}


def test_pixels_of_a_deleted_class_that_undo_brought_back_do_not_block(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    value = next(int(one) for one in np.unique(stored.mask.array) if one != VOID)
    stored.save(PALETTE)
    project.set_classes(project.classes.remove(value))
    assert value in again(project, stored).mask.array


def test_journal_of_another_image_never_reaches_the_pixels(project: Project, tmp_path: Path) -> None:
    stored = opened(project)
    stroke(stored, 1)
    stored.save(PALETTE)
    stored.close()
    other = tmp_path / "other.png"
    Image.new("L", (SHAPE[1], SHAPE[0])).save(other)
    entry = project.add_images([other]).added[0]
    second = open_mask(project, entry, entry.shape)
    stroke(second, 8)
    second.close()
    shutil.copyfile(project.journal_path(entry), journal(project))
    stored = opened(project)
    assert np.array_equal(stored.mask.array, story(1)) and stored.notice is not None
