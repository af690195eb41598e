"""A program killed at any moment and a disk that fills up at any point lose at most the unfinished stroke."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from segstudio.errors import WriteError
from segstudio.project.journal_reading import read_journal
from segstudio.project.masks import StoredMask, read_mask
from segstudio.project.project import Project
from tests.project.painting_story import (
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
    whole_edit,
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path) as made:
        yield made


# ---- a program killed at any moment --------------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone: no clean-up runs, since every further call into the system raises it too."""


class DyingOs:
    """Lets ``calls`` changing system calls through, then the process is dead; a write dies half done."""

    NAMES = ("write", "replace", "ftruncate", "truncate", "unlink", "open", "mkdir", "fsync")

    def __init__(self, monkeypatch: pytest.MonkeyPatch, calls: int) -> None:
        self.left, self.dead = calls, False
        for name in self.NAMES:
            monkeypatch.setattr(os, name, self.wrapped(name, getattr(os, name)))

    def wrapped(self, name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            if self.dead:
                raise Killed
            self.left -= 1
            if self.left < 0:
                self.dead = True
                if name == "write":
                    data = args[1]
                    real(args[0], bytes(data[: len(data) // 2]))  # type: ignore[arg-type, index]
                raise Killed
            return real(*args, **kwargs)

        return call


def live(stored: StoredMask, done: list[int]) -> None:
    """Paint, undo, redo and save, with compaction; ``done`` grows with every step that returned."""
    stored.mask.history.limit_bytes = 2500
    for number in range(1, 17):
        step(stored)
        done.append(stored.seq)
        if number in (2, 9, 10, 15):
            stored.save(PALETTE)


def test_killed_at_any_system_call_at_most_the_unfinished_step_is_missing(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.close()
    folder, calls, survived = project.folder, 0, False
    while not survived:
        place = tmp_path / f"run {calls}"
        shutil.copytree(folder, place)
        work = Project.open(place)
        stored = opened(work)
        done = [0]
        with monkeypatch.context() as patched:
            try:
                DyingOs(patched, calls)
                live(stored, done)
                survived = True
            except Killed:
                pass
        for name in ("lock", ".lock-guard"):  # as the end of the process would free them
            (place / name).unlink()
        with Project.open(place) as reopened:
            assert reopened.notice is None or "recovered" in reopened.notice
            found = opened(reopened)
            assert found.notice is None and not asides(reopened)
            assert found.seq in (done[-1], done[-1] + 1), calls
            assert np.array_equal(found.mask.array, story(found.seq)), calls
            assert np.array_equal(read_mask(png(reopened), SHAPE), found.mask.array) if found.seq else True
            for _ in range(3):
                step(found)
            expected = found.seq
            found = again(reopened, found)
            assert np.array_equal(found.mask.array, story(expected)), calls
            assert not list(place.rglob(".tmp-*"))
        shutil.rmtree(place)
        calls += 1
    assert calls > 60


@pytest.mark.parametrize("saved", [0, 2, 3])
def test_journal_cut_at_every_byte_of_the_last_record_loses_only_that_step(project: Project, saved: int) -> None:
    stored = opened(project)
    for number in range(1, 5):
        step(stored)
        if number == saved:
            stored.save(PALETTE)
    content = read_journal(journal(project))
    assert content is not None
    whole, last = journal(project).read_bytes(), content.records[-2].end
    for end in range(last, len(whole), 1 if saved == 0 else 7):
        journal(project).write_bytes(whole[:end])
        stored = again(project, stored)
        assert stored.seq == 3 and stored.notice is None
        assert np.array_equal(stored.mask.array, story(3))
        assert len(stored.mask.history.undo_stack) == 3
    step(stored)
    assert np.array_equal(again(project, stored).mask.array, story(4))


def test_a_program_killed_between_any_two_records_replays_what_was_done(project: Project) -> None:
    stored = opened(project)
    for _ in range(17):
        step(stored)
    content = read_journal(journal(project))
    assert content is not None and len(content.records) == 17
    whole = journal(project).read_bytes()
    for record in reversed(content.records):
        journal(project).write_bytes(whole[: record.end])
        stored = again(project, stored)
        assert stored.seq == record.seq and stored.notice is None
        assert np.array_equal(stored.mask.array, story(record.seq))
        np.testing.assert_array_equal(stored.mask.counts(), np.bincount(stored.mask.array.ravel(), minlength=256))
        while stored.mask.undo():
            pass
        assert np.array_equal(stored.mask.array, story(0))


@pytest.mark.parametrize("walk", ["edit", "undo", "redo"])
def test_killed_half_way_through_a_large_edit_it_was_not_begun_even_if_a_save_came_between(
    project: Project, tmp_path: Path, walk: str
) -> None:
    stored = opened(project)
    for _ in range(5):
        step(stored)
    if walk == "redo":
        stored.undo()
    before, seq = stored.mask.array.copy(), stored.seq
    steps = {
        "edit": lambda: whole_edit(stored.mask, 5, stored.commit), "undo": stored.undoing, "redo": stored.redoing,
    }[walk]()  # fmt: skip
    for number, _ in enumerate(steps):
        job = stored.snapshot(PALETTE)
        job.write()
        stored.mark_saved(job)
        copy = tmp_path / f"killed {number}"
        shutil.copytree(project.folder, copy)
        (copy / "lock").unlink()
        with Project.open(copy) as crashed:
            found = opened(crashed)
            assert found.seq == seq and found.notice is None
            assert np.array_equal(found.mask.array, before)
            assert np.array_equal(read_mask(png(crashed), SHAPE), before)
    after = stored.mask.array.copy()
    assert stored.seq == seq + 1 and not np.array_equal(after, before)
    assert np.array_equal(again(project, stored).mask.array, after)


LIFE = """
import sys, threading
from tests.project import painting_story as tests
from segstudio.project.project import Project
project = Project.open(sys.argv[1])
stored = tests.opened(project)
print("open", flush=True)
stored.mask.history.limit_bytes = 5000
writing, job, smaller = None, None, None
def begin(work):
    global writing
    writing = threading.Thread(target=work)
    writing.start()
while True:
    tests.step(stored)
    print(stored.seq, flush=True)
    if writing is None and stored.seq % 3 == 0:
        job = stored.snapshot(tests.PALETTE)
        begin(job.write)
    elif writing is not None and not writing.is_alive():
        writing.join()
        writing, written = None, smaller
        smaller = stored.mark_saved(job) if written is None else None
        if written is not None:
            stored.finish_compaction(written)
        elif smaller is not None:
            begin(smaller.write)
"""


@pytest.mark.slow
def test_sigkill_while_painting_and_saving_loses_at_most_the_unfinished_step(project: Project) -> None:
    project.close()
    draw = random.Random(5)
    root = str(Path(__file__).resolve().parents[2])
    for _ in range(4):
        command = [sys.executable, "-c", LIFE, str(project.folder)]
        environment = {**os.environ, "PYTHONPATH": root}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None and process.stdout.readline().strip() == "open"
            time.sleep(draw.uniform(0.01, 0.25))
            process.kill()
            told = [int(line) for line in process.stdout.read().splitlines() if line]
        with Project.open(project.folder) as reopened:
            stored = opened(reopened)
            assert stored.notice is None
            if told:
                assert stored.seq in (told[-1], told[-1] + 1)
            assert np.array_equal(stored.mask.array, story(stored.seq))


# ---- writes that fail ----------------------------------------------------------------------------------------------


def test_failed_journal_append_keeps_the_stroke_and_the_next_save_writes_all(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = opened(project)
    stroke(stored, 1)
    stored.save(PALETTE)
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        dab(stored.mask, 2)
        with pytest.raises(WriteError, match="full"):
            stored.commit()
        with pytest.raises(WriteError):
            stored.save(PALETTE)
    assert np.array_equal(stored.mask.array, story(2))
    assert stored.dirty and stored.mask.history.undo_stack[-1].name == "dab 2"
    stored.save(PALETTE)
    assert not stored.dirty
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, story(2)) and stored.notice is None
    assert len(stored.mask.history.undo_stack) == 2


def test_failed_append_of_undo_and_redo_is_made_up_for_by_the_next_stroke(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = opened(project)
    for number in (1, 2, 3):
        stroke(stored, number)
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        for act in (stored.undo, stored.undo, stored.redo):
            with pytest.raises(WriteError):
                act()
    assert np.array_equal(stored.mask.array, story(2))
    stroke(stored, 9)
    kept = stored.mask.array.copy()
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, kept) and stored.notice is None
    assert [step.name for step in stored.mask.history.undo_stack] == ["dab 1", "dab 2", "dab 9"]


@pytest.mark.parametrize("name", ["write", "replace", "open", "fsync", "ftruncate"])
def test_a_full_disk_at_any_point_leaves_the_last_good_state_and_heals(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    stored = opened(project)
    stored.mask.history.limit_bytes = 2500
    real, durable = getattr(os, name), 0
    for number in range(1, 25):
        count = [0]

        def sometimes(*args: object, bad: int = number % 3, count: list[int] = count, **kwargs: object) -> object:
            count[0] += 1
            return full() if count[0] > bad else real(*args, **kwargs)

        with monkeypatch.context() as patched:
            patched.setattr(os, name, sometimes)
            try:
                step(stored)
                durable = stored.seq
                if number % 2:
                    stored.save(PALETTE)
            except WriteError as error:
                assert "full" in error.message
        assert stored.seq == number and np.array_equal(stored.mask.array, story(number))
        copy = tmp_path / "copy"
        shutil.copytree(project.folder, copy)
        (copy / "lock").unlink()
        with Project.open(copy) as crashed:
            found = opened(crashed)
            possible = range(max(found.seq, durable), number + 1) if found.notice else [found.seq]
            assert any(np.array_equal(found.mask.array, story(seq)) for seq in possible)
            assert found.notice or found.seq >= durable
        shutil.rmtree(copy)
    stored.save(PALETTE)
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, story(24))


def test_journal_deleted_underneath_is_told_and_healed_by_a_save(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    journal(project).unlink()
    dab(stored.mask, 2)
    with pytest.raises(WriteError):
        stored.commit()
    stored.save(PALETTE)
    stroke(stored, 3)
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, story(3)) and stored.notice is None
    assert len(stored.mask.history.undo_stack) == 3


def test_read_only_project_shows_unsaved_strokes_and_writes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = opened(project)
    stroke(stored, 1)
    stored.save(PALETTE)
    stroke(stored, 2)
    stored.close()
    journal(project).write_bytes(journal(project).read_bytes() + b"torn")
    before = {path: path.read_bytes() for path in project.folder.rglob("*") if path.is_file()}
    reader = Project.open(project.folder, write=False)
    stored = opened(reader)
    assert np.array_equal(stored.mask.array, story(2))
    dab(stored.mask, 3)
    with pytest.raises(WriteError, match="read-only"):
        stored.commit()
    assert np.array_equal(stored.mask.array, story(2)) and not stored.dirty, "it could never be saved"
    with pytest.raises(WriteError, match="read-only"):
        stored.undo()
    assert np.array_equal(stored.mask.array, story(2)) and not stored.dirty
    with pytest.raises(WriteError, match="read-only"):
        stored.snapshot(PALETTE)
    assert {path: path.read_bytes() for path in project.folder.rglob("*") if path.is_file()} == before
