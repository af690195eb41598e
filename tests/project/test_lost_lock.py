"""A project whose lock another program took while it was open: nothing is written into it, nothing painted is lost."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from segstudio.cli.main import main
from segstudio.errors import WriteError
from segstudio.project import palette_png
from segstudio.project.project import Project
from tests.project.painting_story import PALETTE, again, asides, dab, new_project, opened, png, story, stroke


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path) as made:
        yield made


def taken(project: Project) -> Project:
    """Another program that got in, since both files of the lock were removed."""
    for name in ("lock", ".lock-guard"):
        (project.folder / name).unlink()
    return Project.open(project.folder)


def test_the_second_keeps_its_strokes_and_the_first_keeps_its_own_beside_them(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    stored.save(PALETTE)
    with taken(project) as second:
        theirs = opened(second)
        stroke(theirs, 2)
        theirs.save(PALETTE)
        expected, before = theirs.mask.array.copy(), png(project).read_bytes()
        dab(stored.mask, 7)
        with pytest.raises(WriteError, match="opened in this program too"):
            stored.commit()
        mine = stored.mask.array.copy()
        stored.save(PALETTE)
        assert stored.notice is not None and "aside-1.png" in stored.notice and not stored.dirty
        assert png(project).read_bytes() == before
        kept = asides(project)
        assert len(kept) == 1 and np.array_equal(palette_png.decode(kept[0]).array, mine)
        theirs = again(second, theirs)
        assert np.array_equal(theirs.mask.array, expected) and theirs.notice is None
        stroke(theirs, 3)
        project.close()
        assert second.lost_lock() is None


def test_strokes_painted_before_the_lock_was_lost_are_kept_when_the_project_is_closed(project: Project) -> None:
    stored = opened(project)
    for number in (1, 2):
        stroke(stored, number)
    with taken(project) as second:
        before = (project.folder / "project.json").read_bytes()
        project.changed = True
        project.close()
        assert [palette_png.decode(path).array.tolist() for path in asides(second)] == [story(2).tolist()]
        assert (project.folder / "project.json").read_bytes() == before and second.lost_lock() is None


def test_a_stroke_still_open_when_the_project_is_closed_is_kept_too(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    dab(stored.mask, 2)
    with taken(project) as second:
        project.close()
        assert [palette_png.decode(path).array.tolist() for path in asides(second)] == [story(2).tolist()]


def test_a_save_under_way_when_the_lock_is_lost_does_not_reach_the_mask(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    stored.save(PALETTE)
    stroke(stored, 2)
    job = stored.snapshot(PALETTE)
    with taken(project):
        before = png(project).read_bytes()
        job.write()
        assert png(project).read_bytes() == before
        assert stored.mark_saved(job) is None and not stored.dirty
        assert np.array_equal(palette_png.decode(asides(project)[0]).array, story(2))


def test_a_command_does_not_get_in_where_one_file_of_the_lock_was_removed(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project.folder / ".lock-guard").unlink()
    masks = tmp_path / "masks"
    masks.mkdir()
    (masks / "img.png").write_bytes(palette_png.encode(story(3), PALETTE))
    assert main(["import", str(project.folder), str(masks)]) == 2
    assert "The project is open in this program" in capsys.readouterr().err
    assert not png(project).exists() and project.lost_lock() is None


def test_later_saves_replace_the_kept_mask(project: Project) -> None:
    stored = opened(project)
    stroke(stored, 1)
    with taken(project):
        stored.save(PALETTE)
        dab(stored.mask, 2)
        with pytest.raises(WriteError):
            stored.commit()
        stored.save(PALETTE)
        assert np.array_equal(palette_png.decode(asides(project)[0]).array, story(2)) and len(asides(project)) == 1


def test_nothing_else_is_written_into_a_project_whose_lock_is_lost(project: Project) -> None:
    project.save_behind(lambda _error: None)
    with taken(project):
        before = (project.folder / "project.json").read_bytes()
        for work in (
            project.save,
            lambda: project.set_classes(project.classes.remove(3)),
            lambda: project.remove_image("img"),
            lambda: project.add_images([project.folder.parent / "img.png"]),
        ):
            with pytest.raises(WriteError, match="nothing is written into it"):
                work()
        assert (project.folder / "project.json").read_bytes() == before
