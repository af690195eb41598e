"""A journal that is gone, empty, cut or damaged is told, and takes no stroke with it that can still be read."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.cli.main import main
from segstudio.errors import MaskError
from segstudio.project import palette_png
from segstudio.project.journal_reading import read_journal
from segstudio.project.masks import read_latest
from segstudio.project.project import Project
from tests.project.painting_story import (
    PALETTE,
    again,
    asides,
    journal,
    new_project,
    opened,
    png,
    step,
    story,
    stroke,
)

Spoil = Callable[[Path], object]
GONE: dict[str, Spoil] = {
    "missing": Path.unlink,
    "cut short": lambda path: path.write_bytes(b""),
    "holds nothing": lambda path: path.write_bytes(path.read_bytes()[:51]),
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path) as made:
        yield made


def painted(project: Project, saved: int, total: int) -> None:
    """Strokes 1 to ``total``, of which the mask file has the first ``saved``; closed as a crash would leave it."""
    stored = opened(project)
    for number in range(1, total + 1):
        stroke(stored, number)
        if number == saved:
            stored.save(PALETTE)
    stored.close()


def flip(path: Path, at: int) -> bytes:
    data = bytearray(path.read_bytes())
    data[at] ^= 4
    path.write_bytes(data)
    return bytes(data)


# ---- gone ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", GONE)
def test_a_journal_that_is_gone_is_told_once_and_the_saved_mask_is_worked_on(project: Project, how: str) -> None:
    painted(project, saved=3, total=5)
    GONE[how](journal(project))
    project.close()
    with Project.open(project.folder) as reopened:
        assert reopened.notice is not None and how in reopened.notice and "img" in reopened.notice
        stored = opened(reopened)
        assert stored.notice is None and not stored.dirty and not stored.mask.history.undo_stack
        assert np.array_equal(stored.mask.array, story(3))
        stroke(stored, 4)
        stored = again(reopened, stored)
        assert np.array_equal(stored.mask.array, story(4)) and stored.notice is None and stored.recovered == 1
    with Project.open(project.folder) as reopened:
        assert reopened.notice is None


@pytest.mark.parametrize("how", GONE)
def test_reading_a_mask_whose_journal_is_gone_says_so_and_changes_no_file(project: Project, how: str) -> None:
    painted(project, saved=3, total=5)
    GONE[how](journal(project))
    before = {path: path.read_bytes() for path in project.folder.rglob("*") if path.is_file()}
    for _ in range(2):
        values, note = read_latest(project, project.images[0])
        assert np.array_equal(values, story(3)) and how in note
    assert {path: path.read_bytes() for path in project.folder.rglob("*") if path.is_file()} == before


def test_an_export_names_the_mask_whose_journal_is_gone(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    painted(project, saved=3, total=5)
    project.close()
    journal(project).unlink()
    main(["export", str(project.folder), str(tmp_path / "out")])
    assert "The journal of img is missing" in capsys.readouterr().err


def test_strokes_that_no_mask_was_saved_of_are_not_lost_without_a_word_when_their_journal_is_cut(
    project: Project,
) -> None:
    painted(project, saved=0, total=3)
    journal(project).write_bytes(journal(project).read_bytes()[:20])
    project.close()
    with Project.open(project.folder) as reopened:
        assert reopened.notice is not None and "holds nothing" in reopened.notice
        assert opened(reopened).notice is None and not journal(reopened).exists()


def test_a_mask_without_a_journal_that_names_none_is_nothing_to_tell(project: Project) -> None:
    painted(project, saved=1, total=1)
    png(project).write_bytes(palette_png.encode(story(1), PALETTE))
    journal(project).unlink()
    project.close()
    with Project.open(project.folder) as reopened:
        assert reopened.notice is None and opened(reopened).notice is None


def test_a_journal_that_cannot_be_read_blocks_its_image_instead_of_being_passed_over(project: Project) -> None:
    painted(project, saved=1, total=2)
    journal(project).unlink()
    journal(project).mkdir()
    with pytest.raises(MaskError, match="cannot be read"):
        read_latest(project, project.images[0])


# ---- damaged -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [0, 9, 17, 30], ids=["length", "number", "check", "payload"])
@pytest.mark.parametrize("record", [1, 2])
def test_a_flipped_bit_in_a_saved_step_loses_no_later_stroke(project: Project, record: int, at: int) -> None:
    painted(project, saved=3, total=6)
    content = read_journal(journal(project))
    assert content is not None
    damaged = flip(journal(project), content.records[record].at + at)
    project.close()
    with Project.open(project.folder) as reopened:
        assert reopened.notice is not None
        assert "recovered" in reopened.notice and "cannot be undone" in reopened.notice
        assert [path.read_bytes() for path in asides(reopened)] == [damaged]
        stored = opened(reopened)
        assert np.array_equal(stored.mask.array, story(6)) and stored.seq == 6 and stored.notice is None
        assert [step.name for step in stored.mask.history.undo_stack] == [f"dab {n}" for n in range(record + 2, 7)]
        while stored.undo():
            pass
        assert np.array_equal(stored.mask.array, story(record + 1))
    with Project.open(project.folder) as reopened:
        assert reopened.notice is None and len(asides(reopened)) == 1


def test_reading_past_a_flipped_bit_gives_the_newest_strokes_and_changes_no_file(project: Project) -> None:
    painted(project, saved=3, total=6)
    before = flip(journal(project), 60)
    values, note = read_latest(project, project.images[0])
    assert np.array_equal(values, story(6)) and "cannot be undone" in note
    assert journal(project).read_bytes() == before and not asides(project)


def test_a_flipped_bit_in_an_unsaved_step_names_how_many_strokes_are_missing(project: Project) -> None:
    painted(project, saved=2, total=6)
    content = read_journal(journal(project))
    assert content is not None
    flip(journal(project), content.records[3].at + 40)
    stored = opened(project)
    assert np.array_equal(stored.mask.array, story(3)) and stored.seq == 3
    assert stored.notice is not None and "at least 3, are missing" in stored.notice and len(asides(project)) == 1
    stroke(stored, 4)
    stored = again(project, stored)
    assert np.array_equal(stored.mask.array, story(4)) and stored.notice is None


@pytest.mark.parametrize("at", range(0, 52, 3))
def test_a_damaged_header_takes_no_stroke_with_it_where_a_saved_mask_names_the_journal(
    project: Project, at: int
) -> None:
    painted(project, saved=2, total=5)
    flip(journal(project), at)
    stored = opened(project)
    assert np.array_equal(stored.mask.array, story(5)) and stored.recovered == 3
    assert stored.notice is not None and "every stroke in it could be read" in stored.notice
    assert again(project, stored).notice is None


def test_an_undo_of_a_step_that_cannot_be_read_ends_what_can_be_used(project: Project) -> None:
    stored = opened(project)
    for number in range(1, 4):
        stroke(stored, number)
    stored.save(PALETTE)
    stored.undo()
    stored.undo()
    stroke(stored, 9)
    stored.close()
    content = read_journal(journal(project))
    assert content is not None
    flip(journal(project), content.records[1].at + 40)  # stroke 2, which the second undo takes back
    stored = opened(project)
    assert np.array_equal(stored.mask.array, story(2))
    assert stored.notice is not None and "at least 2, are missing" in stored.notice


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_whatever_bit_flips_the_pixels_are_those_after_some_step_not_before_the_saved_one(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    draw = random.Random(seed)
    with new_project(tmp_path_factory.mktemp("flip")) as project:
        stored, saved, total = opened(project), draw.randrange(1, 20), 20
        stored.mask.history.limit_bytes = draw.choice([2500, 1 << 20])
        for number in range(1, total + 1):
            step(stored)
            if number == saved:
                stored.save(PALETTE)
        stored.close()
        flip(journal(project), draw.randrange(journal(project).stat().st_size))
        stored = opened(project)
        assert stored.seq >= saved and np.array_equal(stored.mask.array, story(stored.seq))
        assert stored.notice
        while stored.undo():
            pass
        stored = again(project, stored)
        assert stored.notice is None
