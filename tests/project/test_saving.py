"""project.json written behind the work: in order, the newest state, failures told and tried again, classes first."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segstudio.errors import UserError, WriteError
from segstudio.labels.classes import ClassTable
from segstudio.labels.painting import whole
from segstudio.labels.rules import everything
from segstudio.project import saving
from segstudio.project.journal_reading import read_journal
from segstudio.project.masks import open_mask
from segstudio.project.project import Project
from segstudio.project.project_file import ProjectContent


def picture(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(np.zeros((6, 8), np.uint8)).save(path)
    return path


@pytest.fixture
def told() -> list[UserError]:
    return []


@pytest.fixture
def project(tmp_path: Path, told: list[UserError]) -> Project:
    paths = [picture(tmp_path / "images" / f"img_{number}.png") for number in range(3)]
    made = Project.create(tmp_path / "P.segstudio", classes=ClassTable.from_names(["a"]), image_paths=paths)
    made.save_behind(told.append)
    return made


def on_disk(project: Project) -> Project:
    return Project.open(project.folder, write=False)


def hold(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, list[ProjectContent]]:
    """Writes wait for the event; what was written."""
    go, written, write = threading.Event(), [], saving.write_project_file

    def slow(path: Path, content: ProjectContent) -> None:
        assert go.wait(20)
        written.append(content)
        write(path, content)

    monkeypatch.setattr(saving, "write_project_file", slow)
    return go, written


def test_saving_returns_at_once_and_only_the_newest_of_what_waits_is_written(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, written = hold(monkeypatch)
    for number in range(50):
        project.update_entries([replace(project.images[0], group=str(number))])
        project.save()
    assert not written, "nobody waited for the disk"
    go.set()
    project.flush()
    assert on_disk(project).images[0].group == "49" and len(written) <= 3
    assert [int(content.images[0].group) for content in written] == sorted(int(c.images[0].group) for c in written)
    project.close()


def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    replace_file = os.replace

    def refuse(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "replace", refuse)
    return lambda: monkeypatch.setattr(os, "replace", replace_file)


def test_a_failed_write_is_told_and_goes_out_with_the_next(
    project: Project, told: list[UserError], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = full(monkeypatch)
    project.set_classes(project.classes.rename(0, "crack"))
    project.save()
    with pytest.raises(WriteError, match="full"):
        project.flush()
    room()
    project.set_classes(project.classes.set_hidden(0, True))
    project.save()
    project.flush()
    assert on_disk(project).classes == project.classes and "crack" in project.classes.names
    assert all(error is None or "full" in error.message for error in told)
    project.close()


def test_closing_says_that_it_could_not_save_and_gives_the_lock_back(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = full(monkeypatch)
    project.update_entries([replace(project.images[0], flag=True)])
    with pytest.raises(WriteError, match="full"):
        project.close()
    room()
    assert not (project.folder / "lock").exists()


def test_no_stroke_is_on_disk_before_its_class(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    go, written = hold(monkeypatch)
    stored = open_mask(project, project.images[0], (6, 8))
    project.set_classes(project.classes.add("b"))
    stored.mask.begin("Brush")
    stored.mask.paint(whole((6, 8)), 1, everything())
    threading.Timer(0.2, go.set).start()
    stored.commit()
    assert written and "b" in written[-1].classes.names, "commit waited for project.json"
    assert "b" in on_disk(project).classes.names
    project.close()


def test_a_stroke_whose_class_cannot_be_saved_waits_with_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = open_mask(project, project.images[0], (6, 8))
    room = full(monkeypatch)
    project.set_classes(project.classes.add("b"))
    stored.mask.begin("Brush")
    stored.mask.paint(whole((6, 8)), 1, everything())
    with pytest.raises(WriteError, match="full"):
        stored.commit()
    with pytest.raises(WriteError, match="full"):
        stored.save(project.classes.palette())
    journal = project.journal_path(project.images[0])
    assert read_journal(journal) is None and stored.dirty
    room()
    stored.save(project.classes.palette())
    assert "b" in on_disk(project).classes.names
    assert on_disk(project).label_summary(project.images[0])[1] == 48
    project.close()


def test_a_removed_image_is_put_aside_after_project_json_forgot_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = project.images[0]
    stored = open_mask(project, entry, (6, 8))
    stored.mask.begin("Brush")
    stored.mask.paint(whole((6, 8)), 0, everything())
    stored.commit()
    go, _written = hold(monkeypatch)
    project.remove_image(entry.id)
    assert project.journal_path(entry).exists() and not (project.folder / "removed").exists()
    go.set()
    project.flush()
    assert entry.id not in {one.id for one in on_disk(project).images}
    kept = {path.name for path in (project.folder / "removed").iterdir()}
    assert kept == {f"{entry.id}-1.png", f"{entry.id}-1.journal"}, "with the stroke that was not saved yet"
    project.close()


def test_images_found_meanwhile_twice_come_in_once(project: Project, tmp_path: Path) -> None:
    new = picture(tmp_path / "more" / "new.png")
    one, two = project.look_at_images([new]), project.look_at_images([new])
    assert len(project.take_images(one).added) == 1
    report = project.take_images(two)
    assert not report.added and "already" in report.skipped[0][1]
    project.update_entries([replace(project.images[0], flag=True)])
    project.close()
    assert [entry.flag for entry in on_disk(project).images] == [True, False, False, False]


def test_many_entries_change_together_or_not_at_all(project: Project) -> None:
    grouped = [replace(entry, group="g") for entry in project.images]
    project.update_entries(grouped)
    assert project.images == tuple(grouped) and project.entry(grouped[2].id).group == "g"
    stranger = replace(grouped[0], id="stranger")
    with pytest.raises(UserError):
        project.update_entries([replace(grouped[0], group="h"), stranger])
    assert project.images == tuple(grouped)
    project.close()
