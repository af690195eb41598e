"""The project folder: made, opened, checked strictly, and never half written."""

import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from segstudio.errors import Cancelled, LockedError, MaskError, ProjectError, WriteError
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.project import migrations, palette_png
from segstudio.project.entries import new_id
from segstudio.project.masks import open_mask
from segstudio.project.project import ImageEntry, Project

CLASSES = ClassTable.from_names(["ground", "cell"])
ALL = np.ones(256, bool)


def image(path: Path, value: int = 0, size: tuple[int, int] = (8, 6)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", size, value).save(path)
    return path


def made(folder: Path, count: int = 2) -> Project:
    paths = [image(folder / "images" / f"img_{number}.png", number) for number in range(count)]
    return Project.create(folder / "P.segstudio", classes=CLASSES, image_paths=paths)


def paint(project: Project, id: str, value: int, save: bool = True) -> None:
    entry = project.entry(id)
    stored = open_mask(project, entry, entry.shape)
    stored.mask.begin("dab")
    stored.mask.paint(Footprint(Rect(0, 0, 2, 2), np.ones((2, 2), bool)), value, ALL)
    stored.commit()
    if save:
        stored.save(project.classes.palette())
    stored.close()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ---- made and opened -----------------------------------------------------------------------------------------------


def test_the_network_is_used_unless_the_project_says_otherwise(tmp_path: Path) -> None:
    project = made(tmp_path)
    assert project.use_network and project.model_name == "strokes"
    project.set_current_run("r1")
    assert project.model_name == "r1" and b"use_network" not in (project.folder / "project.json").read_bytes()
    project.set_use_network(False)
    project.close()
    with Project.open(project.folder) as again:
        assert not again.use_network and again.current_run == "r1" and again.model_name == "strokes"
        again.set_use_network(True)
        assert again.model_name == "r1"


def test_everything_comes_back_when_opened_again(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.set_classes(project.classes.add("crack").set_locked(0, True))
    project.set_current_run("2026-01-02 03.04.05".replace(" ", "_"))
    project.update_entries([replace(project.entry("img_1"), flag=True, group="Probe ü", split="test")])
    project.close()
    with Project.open(project.folder) as again:
        assert again.name == "P" and again.classes == project.classes
        assert again.images == project.images and again.current_run == project.current_run
        assert again.notice is None and not again.read_only
        assert again.images[1].flag and again.images[1].group == "Probe ü"
    assert not (project.folder / "lock").exists()


def test_entries_describe_the_image_files(tmp_path: Path) -> None:
    with made(tmp_path) as project:
        entry = project.entry("img_0")
        assert entry.path == "../images/img_0.png" and entry.shape == (6, 8) and entry.stem == "img_0"
        path = project.image_path(entry)
        assert path == tmp_path / "images" / "img_0.png"
        assert entry.size == path.stat().st_size and len(entry.sha256) == 64
        assert project.check_image(entry) is None
        with pytest.raises(ProjectError, match="no image"):
            project.entry("nobody")


def test_moved_project_still_finds_its_images(tmp_path: Path) -> None:
    made(tmp_path / "a").close()
    shutil.move(tmp_path / "a", tmp_path / "b")
    with Project.open(tmp_path / "b" / "P.segstudio") as project:
        assert [project.check_image(entry) for entry in project.images] == [None, None]


def test_copied_images_live_in_the_project(tmp_path: Path) -> None:
    paths = [image(tmp_path / folder / "a.png", value) for value, folder in enumerate("xy")]
    with Project.create(tmp_path / "P") as project:
        project.add_images(paths, copy=True)
        assert [entry.path for entry in project.images] == ["images/a.png", "images/a_2.png"]
        shutil.rmtree(tmp_path / "x")
        assert project.check_image(project.images[0]) is None


def test_a_folder_with_a_project_is_not_made_again(tmp_path: Path) -> None:
    with made(tmp_path) as project:
        before = files(project.folder)
        with pytest.raises(ProjectError, match="already holds"):
            Project.create(project.folder)
        assert files(project.folder) == before


def test_files_that_are_no_images_leave_no_project_behind(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.png").write_bytes(b"")
    for given in (tmp_path / "empty", tmp_path / "bad.png", tmp_path / "missing.png"):
        with pytest.raises(ProjectError, match="None of the files"):
            Project.create(tmp_path / "P", image_paths=[given])
        assert not (tmp_path / "P").exists()


def test_a_name_that_cannot_be_read_back_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="not a name"):
        Project.create(tmp_path / "P", name="a\nb")
    assert not (tmp_path / "P").exists()


def test_project_opened_twice_names_the_holder(tmp_path: Path) -> None:
    with made(tmp_path) as project:
        with pytest.raises(LockedError, match=str(os.getpid())):
            Project.open(project.folder)
        reader = Project.open(project.folder, write=False)
        assert reader.images == project.images and reader.read_only
        with pytest.raises(WriteError, match="read-only"):
            reader.save()
        reader.close()
        assert (project.folder / "lock").exists()
    Project.open(project.folder).close()


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_folder_that_cannot_be_written_opens_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    made(tmp_path).close()
    real = os.open

    def refuse(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(code, os.strerror(code))
        return real(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", refuse)
    project = Project.open(tmp_path / "P.segstudio")
    assert project.read_only and project.notice is not None and "read-only" in project.notice
    before = files(tmp_path)
    for act in (
        project.save,
        lambda: project.set_current_run("a"),
        lambda: project.add_images([]),
        lambda: project.remove_image("img_0"),
    ):
        with pytest.raises(WriteError):
            act()
    project.close()
    assert files(tmp_path) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user")
def test_folder_without_permission_opens_read_only(tmp_path: Path) -> None:
    made(tmp_path).close()
    (tmp_path / "P.segstudio").chmod(0o500)
    try:
        assert Project.open(tmp_path / "P.segstudio").read_only
    finally:
        (tmp_path / "P.segstudio").chmod(0o700)


# ---- saving -------------------------------------------------------------------------------------------------------


def test_failed_save_keeps_the_file_and_the_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = made(tmp_path)
    before = (project.folder / "project.json").read_bytes()

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with pytest.raises(WriteError, match="full"):
            project.set_classes(project.classes.add("crack"))
        count = len(project.images)
        with pytest.raises(WriteError, match="full"):
            project.add_images([image(tmp_path / "more" / "c.png")])
        with pytest.raises(WriteError, match="full"):
            project.remove_image("img_0")
        assert len(project.images) == count
    assert (project.folder / "project.json").read_bytes() == before
    assert "crack" in project.classes.names and project.changed
    project.close()
    with Project.open(project.folder) as again:
        assert "crack" in again.classes.names


def test_close_gives_the_lock_back_even_when_saving_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = made(tmp_path)
    project.update_entries([replace(project.images[0], flag=True)])

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with pytest.raises(WriteError):
            project.close()
    assert not (project.folder / "lock").exists()


def test_the_file_before_is_kept(tmp_path: Path) -> None:
    project = made(tmp_path)
    before = (project.folder / "project.json").read_bytes()
    project.set_classes(project.classes.add("crack"))
    assert (project.folder / "project.json.bak").read_bytes() == before
    project.close()


def test_run_names_cannot_leave_the_folder(tmp_path: Path) -> None:
    with made(tmp_path) as project:
        for name in ("", "..", "a/b", "a\\b", "C:x", "a\0"):
            with pytest.raises(ProjectError, match="not the name of a run"):
                project.set_current_run(name)
        assert project.current_run is None


# ---- images --------------------------------------------------------------------------------------------------------


def test_adding_tells_what_was_skipped_and_why(tmp_path: Path) -> None:
    (tmp_path / "new" / "deep").mkdir(parents=True)
    (tmp_path / "none").mkdir()
    good = image(tmp_path / "new" / "deep" / "good.png")
    bad = tmp_path / "new" / "bad.png"
    bad.write_bytes(good.read_bytes()[:20])
    with made(tmp_path) as project:
        steps: list[tuple[int, int]] = []
        given = [tmp_path / "new", tmp_path / "none", project.image_path(project.images[0])]
        report = project.add_images(given, progress=lambda done, total: steps.append((done, total)))
        assert [entry.id for entry in report.added] == ["good"]
        reasons = {path.name: reason for path, reason in report.skipped}
        assert set(reasons) == {"bad.png", "none", "img_0.png"}
        assert "already in the project" in reasons["img_0.png"] and all(reasons.values())
        assert steps[-1] == (3, 3)
    with Project.open(project.folder) as again:
        assert [entry.id for entry in again.images] == ["img_0", "img_1", "good"]


def test_cancelled_adding_adds_nothing(tmp_path: Path) -> None:
    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise Cancelled

    more = [image(tmp_path / "new" / f"{name}.png") for name in "abc"]
    with made(tmp_path) as project:
        with pytest.raises(Cancelled):
            project.add_images(more, copy=True, progress=stop)
        assert len(project.images) == 2
        assert list((project.folder / "images").iterdir()) == []


def test_ids_are_safe_and_unique() -> None:
    given: list[str] = []
    stems = ["img_0001", "IMG_0001", "img_0001", "Zelle 3 (µ).x", "..", "漢字", "nul", "a" * 300, "-", "__a--b"]
    for stem in stems:
        given.append(new_id(stem, lambda id: id in map(str.lower, given)))
        ImageEntry(given[-1], "a.png", 1, 1, 1, "0" * 64)
    assert given[:4] == ["img_0001", "IMG_0001_2", "img_0001_3", "Zelle_3_x"]
    assert given[4:] == ["image", "image_2", "image_nul", "a" * 80, "image_3", "__a--b"]


def test_images_with_the_same_name_get_their_own_masks(tmp_path: Path) -> None:
    paths = [image(tmp_path / folder / "a.png") for folder in "xyz"]
    with Project.create(tmp_path / "P", image_paths=paths) as project:
        assert [entry.id for entry in project.images] == ["a", "a_2", "a_3"]
        assert [entry.stem for entry in project.images] == ["a", "a", "a"]


def test_changed_and_missing_images_are_noticed(tmp_path: Path) -> None:
    with made(tmp_path) as project:
        entry = project.images[0]
        path = project.image_path(entry)
        original = path.read_bytes()
        path.write_bytes(original[:-1] + b"x")
        assert "changed" in (project.check_image(entry) or "")
        path.write_bytes(original + b"longer")
        assert "changed" in (project.check_image(entry) or "")
        path.write_bytes(original)
        os.utime(path, ns=(1, 1))
        assert project.check_image(entry) is None
        path.unlink()
        assert "missing" in (project.check_image(entry) or "")


def test_removed_image_keeps_its_mask_in_the_folder_removed(tmp_path: Path) -> None:
    with made(tmp_path) as project:
        paint(project, "img_0", 1)
        mask = project.mask_path(project.entry("img_0")).read_bytes()
        project.remove_image("img_0")
        assert [entry.id for entry in project.images] == ["img_1"]
        assert (project.folder / "removed" / "img_0-1.png").read_bytes() == mask
        assert (project.folder / "removed" / "img_0-1.journal").exists()
        entry = project.add_images([tmp_path / "images" / "img_0.png"]).added[0]
        assert entry.id == "img_0" and not project.mask_path(entry).is_file()
        stored = open_mask(project, entry, entry.shape)
        assert (stored.mask.array == VOID).all()


def test_mask_left_by_an_image_that_is_gone_is_never_given_to_another(tmp_path: Path) -> None:
    with made(tmp_path) as project:
        (project.folder / "masks").mkdir()
        (project.folder / "masks" / "c.png").write_bytes(b"somebody's")
        assert project.add_images([image(tmp_path / "new" / "c.png")]).added[0].id == "c_2"


# ---- masks as saved ------------------------------------------------------------------------------------------------


def test_summary_counts_the_saved_mask_and_follows_it(tmp_path: Path) -> None:
    with made(tmp_path) as project:
        entry = project.images[0]
        assert project.label_summary(entry)[VOID] == 48 and project.label_summary(entry).sum() == 48
        assert project.labelled_entries() == [] and not project.mask_path(entry).is_file()
        paint(project, entry.id, 1)
        assert project.label_summary(entry)[1] == 4
        project.label_summary(entry)[1] = 99
        assert project.label_summary(entry)[1] == 4
        paint(project, entry.id, 0)
        assert project.label_summary(entry)[0] == 4 and project.label_summary(entry)[1] == 0
        assert project.labelled_entries() == [entry]
        paint(project, entry.id, VOID)
        assert project.labelled_entries() == []


def test_summary_of_an_unreadable_mask_is_a_mask_error(tmp_path: Path) -> None:
    with made(tmp_path) as project:
        path = project.mask_path(project.images[0])
        path.parent.mkdir()
        path.write_bytes(b"no mask")
        with pytest.raises(MaskError):
            project.label_summary(project.images[0])
        path.write_bytes(palette_png.encode(np.zeros((2, 2), np.uint8), CLASSES.palette()))
        with pytest.raises(MaskError, match="2 x 2"):
            project.label_summary(project.images[0])
        assert project.labelled_entries() == []


def test_splits_are_given_to_labelled_images_and_stay(tmp_path: Path) -> None:
    with made(tmp_path, 8) as project:
        for number in range(2):
            paint(project, f"img_{number}", number)
        project.assign_splits()
        assert [entry.split for entry in project.images] == ["train"] * 2 + [""] * 6
        for number in range(2, 6):
            paint(project, f"img_{number}", number % 2)
        project.assign_splits()
        splits = [entry.split for entry in project.images]
        assert splits.count("val") == 1 and splits[6:] == ["", ""] and splits.count("train") == 5
        project.save()
    with Project.open(project.folder) as again:
        for number in (6, 7):
            paint(again, f"img_{number}", 1)
        again.assign_splits()
        assert [entry.split for entry in again.images][:6] == splits[:6]
        assert "" not in [entry.split for entry in again.images]


# ---- after a crash -------------------------------------------------------------------------------------------------


def test_strokes_in_the_journal_only_are_in_the_mask_file_after_opening(tmp_path: Path) -> None:
    with made(tmp_path) as project:
        paint(project, "img_0", 1, save=False)
        assert not project.mask_path(project.entry("img_0")).is_file()
        (project.folder / "masks").mkdir()
        (project.folder / "masks" / ".tmp-1").write_bytes(b"part")
    reader = Project.open(project.folder, write=False)
    assert reader.labelled_entries() == [] and (project.folder / "masks" / ".tmp-1").exists()
    with Project.open(project.folder) as again:
        assert again.notice is not None and "img_0" in again.notice
        assert again.label_summary(again.entry("img_0"))[1] == 4
        assert not (project.folder / "masks" / ".tmp-1").exists() and not again.open_masks
    with Project.open(project.folder) as third:
        assert third.notice is None


def test_blocked_mask_does_not_bar_the_project(tmp_path: Path) -> None:
    with made(tmp_path) as project:
        for id in ("img_0", "img_1"):
            paint(project, id, 1, save=False)
        (project.folder / "masks").mkdir()
        project.mask_path(project.entry("img_0")).write_bytes(b"damaged")
    with Project.open(project.folder) as again:
        assert [entry.id for entry in again.labelled_entries()] == ["img_1"]
        with pytest.raises(MaskError):
            open_mask(again, again.entry("img_0"), (6, 8))
        assert project.mask_path(project.entry("img_0")).read_bytes() == b"damaged"


def test_recovery_on_a_full_disk_opens_the_project_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made(tmp_path) as project:
        paint(project, "img_0", 1, save=False)
    real = os.replace

    def full(source: Any, target: Any) -> None:
        if str(target).endswith(".png"):
            raise OSError(errno.ENOSPC, "full")
        real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with Project.open(project.folder) as again:
            stored = open_mask(again, again.entry("img_0"), (6, 8))
            assert stored.dirty and stored.mask.counts()[1] == 4
            stored.close()


def test_closing_commits_and_saves_open_masks(tmp_path: Path) -> None:
    with made(tmp_path) as project:
        entry = project.images[0]
        stored = open_mask(project, entry, entry.shape)
        stored.mask.begin("dab")
        stored.mask.paint(Footprint(Rect(0, 0, 3, 1), np.ones((1, 3), bool)), 1, ALL)
    with Project.open(project.folder) as again:
        assert again.notice is None and again.label_summary(entry)[1] == 3


def test_done_and_a_note_are_kept_and_an_older_program_refuses_them_by_the_number_of_the_schema(tmp_path: Path) -> None:
    with made(tmp_path) as project:
        project.save()
        folder = project.folder
        assert json.loads((folder / "project.json").read_text())["schema"] == migrations.SCHEMA
        project.update_entries([replace(project.images[0], done=True, note="Rim unclear.\nAsk again.")])
        project.save()
        assert json.loads((folder / "project.json").read_text())["schema"] == migrations.WITH_NOTES
        project.update_entries([replace(project.images[0], accepted=True)])
        project.save()
        assert json.loads((folder / "project.json").read_text())["schema"] == migrations.WITH_ACCEPTED
    with Project.open(folder) as again:
        assert again.images[0].accepted and not again.images[1].accepted
        assert again.images[0].done and again.images[0].note == "Rim unclear.\nAsk again."
        assert not again.images[1].done and not again.images[1].note


BAD_NOTES = [{"done": 1}, {"accepted": 1}, {"note": 5}, {"note": "x" * 2001}, {"note": "bell\x07"}]


@pytest.mark.parametrize("wrong", BAD_NOTES)
def test_a_note_that_is_no_text_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with made(tmp_path) as project, pytest.raises(ProjectError):
        replace(project.images[0], **wrong)
