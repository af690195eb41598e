"""A check finds whatever damage one file has, writes nothing, and a repair loses nothing that could be read."""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from segstudio.errors import LockedError, MaskError, ProjectError
from segstudio.labels.classes import VOID, ClassTable, voc_palette
from segstudio.labels.geometry import Footprint, Rect
from segstudio.project import palette_png
from segstudio.project.checking.check import examine
from segstudio.project.checking.findings import Kind
from segstudio.project.checking.repair import FOLDER, repair
from segstudio.project.lock import Holder, ProjectLock
from segstudio.project.masks import open_mask, read_latest
from segstudio.project.project import Project
from segstudio.project.storage import write_json

SHAPE = (12, 16)
ENDED = 2**22 + 1  # a process id that Linux does not give


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project of every kind of file that the room ``project`` keeps, and its images."""
    home = tmp_path_factory.mktemp("made")
    (home / "images").mkdir()
    rng = np.random.default_rng(0)
    for name in ("a", "b", "c"):
        Image.fromarray(rng.integers(0, 255, SHAPE, np.uint8)).save(home / "images" / f"{name}.png")
    classes = ClassTable.from_names(["ground", "cell"])
    with Project.create(home / "P", "P", classes, [home / "images"]) as project:
        for number, id in enumerate(("a", "b")):
            paint(project, id, Rect(1, 1, 8, 5), 1)
            paint(project, id, Rect(2, 3, 9, 9), number)
        project.update_entries([replace(project.entry("a"), split="val", group="left")])
        project.save()
        write_json(project.folder / "last-import.json", {"images": {"a": 1}})
        (project.predictions_folder / "strokes").mkdir(parents=True)
        for id in ("a", "b", "c"):
            put_png(project.predictions_folder / "strokes" / f"{id}.png", np.ones(SHAPE, np.uint8))
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "home")
    return tmp_path / "home"


def paint(project: Project, id: str, rect: Rect, value: int, save: bool = True) -> None:
    stored = open_mask(project, project.entry(id), SHAPE)
    stored.mask.begin("Brush")
    rect = rect.clip(SHAPE)
    stored.mask.paint(Footprint(rect, np.ones((rect.h, rect.w), bool)), value, np.ones(256, bool))
    stored.commit()
    if save:
        stored.save(project.classes.palette())
    stored.close()


def put_png(path: Path, values: np.ndarray) -> None:
    path.write_bytes(palette_png.encode(values, voc_palette()))


def files_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def meaning(folder: Path) -> dict[str, object]:
    """What a project says to who opens it: classes, images, and the pixels of every mask that can be read."""
    project = Project.open(folder, write=False)
    pixels: dict[str, object] = {}
    for entry in project.images:
        try:
            pixels[entry.id] = read_latest(project, entry)[0].tolist()
        except MaskError:
            pixels[entry.id] = None if project.mask_path(entry).exists() else "none"
    return {"name": project.name, "classes": project.classes, "images": project.images, "run": project.current_run,
            "pixels": pixels}  # fmt: skip


def kinds(folder: Path) -> set[Kind]:
    return {one.kind for one in examine(folder).findings}


def test_nothing_is_wrong_with_a_sound_project_and_nothing_is_written(home: Path) -> None:
    before = files_of(home)
    assert examine(home / "P").findings == () and examine(home / "P" / "project.json").findings == ()
    done = repair(home / "P")
    assert done.is_whole and done.results == () and files_of(home) == before


# ---- any damage of any file -----------------------------------------------------------------------------------------

NAMES = ("project.json", "project.json.bak", "last-import.json", "masks/a.png", "masks/b.png", "journal/a", "journal/b",
         "predictions/strokes/a.png", "../images/a.png", "../images/c.png")  # fmt: skip


@st.composite
def damages(draw: st.DrawFn) -> tuple[str, float, int, bool]:
    """A file, a place in it (0..1), a bit, and whether it is cut there instead of changed."""
    return (draw(st.sampled_from(NAMES)), draw(st.floats(0, 1, exclude_max=True)), draw(st.integers(0, 7)),
            draw(st.booleans()))  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damages())
def test_damage_of_any_file_is_found_or_means_nothing_and_a_repair_loses_nothing(
    made: Path, tmp_path: Path, damage: tuple[str, float, int, bool]
) -> None:
    home = tmp_path / "one"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(made, home)
    folder, (name, share, bit, cut) = home / "P", damage
    path = (folder / name).resolve()
    data = bytearray(path.read_bytes())
    at = int(share * len(data))
    if cut:
        del data[at:]
    else:
        data[at] ^= 1 << bit
    sound = meaning(folder)
    path.write_bytes(data)
    before = files_of(home)
    found = examine(folder).findings
    assert files_of(home) == before, "a check writes nothing"
    readable = None
    try:
        readable = meaning(folder)
    except ProjectError:
        assert found, "a project that does not open is told"
    assert found or readable == sound
    done = repair(folder)
    after = meaning(folder)
    for id, pixels in (readable or sound)["pixels"].items():  # type: ignore[attr-defined]
        if isinstance(pixels, list) and (readable is not None or name.startswith("project")):
            assert after["pixels"][id] == pixels, "what could be read is as it was"  # type: ignore[index]
    assert all(one.is_done for one in done.results if one.finding.repairable)
    assert {one.kind for one in examine(folder).findings} <= {Kind.IMAGE_CHANGED, Kind.IMAGE_MISSING}
    for one in done.results:
        if one.copy:  # the damaged file is kept
            kept = (folder / one.copy).rglob("*")
            assert any(path.is_file() and path.read_bytes() == bytes(data) for path in kept) or not data


# ---- each kind ------------------------------------------------------------------------------------------------------


def test_a_damaged_project_file_is_replaced_by_the_copy_before_it_with_what_only_it_has(home: Path) -> None:
    folder = home / "P"
    with Project.open(folder) as project:
        project.set_classes(project.classes.add("wall"))
    sound = meaning(folder)
    path = folder / "project.json"
    path.write_bytes(path.read_bytes().replace(b'"name": "P"', b'"name" "P"', 1))
    assert kinds(folder) == {Kind.PROJECT_FILE}
    done = repair(folder)
    assert done.is_whole and "1 classes of the damaged file" in done.results[0].done
    assert meaning(folder)["classes"] == sound["classes"] and meaning(folder)["pixels"] == sound["pixels"]
    assert b'"name" "P"' in (folder / done.results[0].copy / "project.json").read_bytes()


def test_a_missing_project_file_is_made_of_the_copy(home: Path) -> None:
    sound = meaning(home / "P")
    os.replace(home / "P" / "project.json", home / "P" / "project.json.bak")
    assert repair(home / "P").is_whole and meaning(home / "P") == sound


def test_a_project_of_a_newer_program_or_without_any_readable_file_is_refused_untouched(home: Path) -> None:
    path = home / "P" / "project.json"
    text = path.read_bytes().split(b',\n "crc32"')[0].replace(b'"schema": 1', b'"schema": 99') + b"\n}\n"
    path.write_bytes(text)
    before = files_of(home)
    with pytest.raises(ProjectError, match="newer SegStudio"):
        repair(home / "P")
    path.write_bytes(b"{")
    (home / "P" / "project.json.bak").write_bytes(b"")
    with pytest.raises(ProjectError, match="cannot be read"):
        repair(home / "P")
    path.write_bytes(text)
    (home / "P" / "project.json.bak").write_bytes(before["P/project.json.bak"][1])
    assert {name: data for name, (_, data) in files_of(home).items()} == {n: data for n, (_, data) in before.items()}
    with pytest.raises(ProjectError, match="not a SegStudio project"):
        examine(home / "images")


def test_a_changed_letter_in_the_project_file_is_told_when_it_is_opened_too(home: Path) -> None:
    path = home / "P" / "project.json"
    path.write_bytes(path.read_bytes().replace(b'"cell"', b'"cellu"'))
    (found,) = examine(home / "P").findings
    assert found.kind is Kind.PROJECT_FILE and "classes ground, cell instead of ground, cellu" in found.text
    with Project.open(home / "P") as project:
        assert project.notice is not None and "not as this program wrote it" in project.notice


def spoil_journal(home: Path, id: str) -> None:
    """Its first stroke cannot be read any more, so that it does not hold all of the mask."""
    path = home / "P" / "journal" / id
    data = bytearray(path.read_bytes())
    data[90] ^= 255
    path.write_bytes(data)


def test_the_readable_rows_of_a_torn_mask_are_kept(home: Path) -> None:
    folder, shape = home / "P", (200, 16)
    rng = np.random.default_rng(1)
    values = rng.integers(0, 2, shape).astype(np.uint8)
    Image.fromarray(np.zeros(shape, np.uint8)).save(home / "images" / "large.png")
    with Project.open(folder) as project:
        project.add_images([home / "images" / "large.png"])
        put_png(project.mask_path(project.entry("large")), values)
    path = folder / "masks" / "large.png"
    path.write_bytes(path.read_bytes()[:-200])
    done = repair(folder)
    assert done.is_whole and "of its 200 rows can be read" in done.results[0].done
    rows = int(done.results[0].done.split()[0])
    kept = palette_png.decode(path).array
    assert 50 < rows < 200 and np.array_equal(kept[:rows], values[:rows]) and (kept[rows:] == VOID).all()


def test_rows_that_damage_may_have_changed_are_not_guessed(home: Path) -> None:
    folder = home / "P"
    path = folder / "masks" / "a.png"
    data = bytearray(path.read_bytes())
    data[data.index(b"IDAT") + 12] ^= 4
    path.write_bytes(data)
    (folder / "journal" / "a").unlink()
    done = repair(folder)
    assert done.is_whole and "Nothing of it can be read for sure" in done.results[0].done
    assert not path.exists() and (folder / done.results[0].copy / "masks" / "a.png").read_bytes() == bytes(data)


def test_pixels_of_a_mask_whose_palette_is_damaged_are_all_kept(home: Path) -> None:
    folder = home / "P"
    path = folder / "masks" / "a.png"
    values = palette_png.decode(path).array
    data = bytearray(path.read_bytes())
    data[data.index(b"PLTE") + 12] ^= 4
    path.write_bytes(data)
    (folder / "journal" / "a").unlink()
    assert repair(folder).is_whole and np.array_equal(palette_png.decode(path).array, values)


@pytest.mark.parametrize("journal", [True, False])
def test_a_mask_of_another_size_is_put_aside(home: Path, journal: bool) -> None:
    folder = home / "P"
    before = meaning(folder)["pixels"]
    put_png(folder / "masks" / "a.png", np.ones((5, 5), np.uint8))
    if not journal:
        (folder / "journal" / "a").unlink()
    assert kinds(folder) == {Kind.MASK}
    done = repair(folder)
    assert done.is_whole and (folder / done.results[0].copy / "masks" / "a.png").exists()
    if journal:  # which holds every stroke
        assert meaning(folder)["pixels"] == before
    else:
        assert not (folder / "masks" / "a.png").exists()
        # The last import knows that there were labels.
        assert kinds(folder) == {Kind.MASK_MISSING}


def test_values_of_no_class_become_classes(home: Path) -> None:
    folder = home / "P"
    values = np.full(SHAPE, 7, np.uint8)
    values[0, :3] = 9
    put_png(folder / "masks" / "c.png", values)
    assert kinds(folder) == {Kind.MASK_VALUES}
    assert repair(folder).is_whole
    with Project.open(folder, write=False) as project:
        assert project.classes.names == ("ground", "cell", "class 7", "class 9")
        assert np.array_equal(read_latest(project, project.entry("c"))[0], values)


def test_strokes_that_are_not_saved_are_saved(home: Path) -> None:
    folder = home / "P"
    with Project.open(folder) as project:
        paint(project, "a", Rect(0, 0, 3, 3), 0, save=False)
    before = meaning(folder)["pixels"]
    assert kinds(folder) == {Kind.STROKES}
    assert repair(folder).is_whole and meaning(folder)["pixels"] == before and kinds(folder) == set()


def test_a_damaged_journal_is_copied_and_made_whole(home: Path) -> None:
    folder, before = home / "P", meaning(home / "P")["pixels"]
    spoil_journal(home, "b")
    assert kinds(folder) == {Kind.JOURNAL}
    done = repair(folder)
    assert done.is_whole and (folder / done.results[0].copy / "journal" / "b").exists()
    assert meaning(folder)["pixels"] == before


def test_images_that_are_gone_or_changed_need_the_person(home: Path) -> None:
    (home / "images" / "a.png").unlink()
    Image.fromarray(np.zeros((4, 4), np.uint8)).save(home / "images" / "b.png")
    before = files_of(home)
    done = repair(home / "P")
    assert [one.finding.kind for one in done.results] == [Kind.IMAGE_MISSING, Kind.IMAGE_CHANGED]
    assert not done.is_whole and files_of(home) == before


def test_files_that_belong_to_nothing_are_put_aside(home: Path) -> None:
    folder = home / "P"
    put_png(folder / "masks" / "gone.png", np.ones(SHAPE, np.uint8))
    shutil.copy(folder / "journal" / "a", folder / "journal" / "gone")
    (folder / "journal" / "a.aside-1").write_bytes(b"kept")
    (folder / "masks" / ".tmp-1").write_bytes(b"half")
    (folder / "predictions" / "old run").mkdir()
    put_png(folder / "predictions" / "strokes" / "gone.png", np.ones(SHAPE, np.uint8))
    put_png(folder / "predictions" / "strokes" / "b.png", np.ones((3, 3), np.uint8))
    done = repair(folder)
    assert done.is_whole and len(done.results) == 7
    names = ("masks/gone.png", "journal/gone", "journal/a.aside-1", "masks/.tmp-1", "predictions/old run",
             "predictions/strokes/gone.png", "predictions/strokes/b.png")  # fmt: skip
    for name in names:
        assert not (folder / name).exists() and (folder / done.results[0].copy / name).exists()
    assert kinds(folder) == set()


def test_a_mask_that_the_last_import_knows_is_missed(home: Path) -> None:
    for name in ("masks/a.png", "journal/a"):
        (home / "P" / name).unlink()
    (found,) = examine(home / "P").findings
    assert found.kind is Kind.MASK_MISSING and "the last import knows" in found.text and not found.repairable


@pytest.mark.parametrize("images", [[["a"]], [5], 7])
def test_a_record_of_the_last_import_that_is_none_is_put_aside(home: Path, images: object) -> None:
    (home / "P" / "last-import.json").write_text(json.dumps({"images": images}))
    (found,) = examine(home / "P").findings
    assert found.kind is Kind.LEFTOVER and found.path == "last-import.json" and "damaged" in found.text
    assert repair(home / "P").is_whole and not (home / "P" / "last-import.json").exists()


# ---- the lock -------------------------------------------------------------------------------------------------------


def put_lock(folder: Path, holder: Holder) -> None:
    (folder / "lock").write_text(json.dumps(holder.__dict__))


def own_host() -> str:
    return socket.gethostname()


def test_the_lock_of_a_dead_process_is_removed(home: Path) -> None:
    put_lock(home / "P", Holder(ENDED, own_host(), "then", "x"))
    assert kinds(home / "P") == {Kind.LOCK}
    assert repair(home / "P").is_whole and not (home / "P" / "lock").exists()


def test_a_project_that_is_open_is_checked_and_not_repaired(home: Path) -> None:
    with Project.open(home / "P"):
        (home / "P" / ".tmp-2").write_bytes(b"half")
        found = examine(home / "P")
        assert [one.kind for one in found.findings] == [Kind.LEFTOVER] and found.notes == ()
        with pytest.raises(LockedError):
            repair(home / "P")
        assert (home / "P" / ".tmp-2").exists() and not (home / "P" / FOLDER).exists()


def test_another_process_that_has_the_project_open_is_told(home: Path) -> None:
    put_lock(home / "P", Holder(os.getppid(), own_host(), "then", "x"))
    found = examine(home / "P")
    assert found.findings == () and f"is open in this computer (process {os.getppid()}" in found.notes[0]


def test_a_repair_that_cannot_write_changes_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "P" / "masks" / ".tmp-1").write_bytes(b"half")
    put_png(home / "P" / "masks" / "a.png", np.ones((5, 5), np.uint8))
    before = {name: data for name, (_, data) in files_of(home).items()}

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("segstudio.project.checking.repair.os.replace", full)
    with pytest.raises(Exception, match="the disk is full"):
        repair(home / "P")
    after = {name: data for name, (_, data) in files_of(home).items() if not name.startswith("P/recovered")}
    assert after == before


def test_two_repairs_in_one_second_keep_their_copies_apart(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "strftime", lambda *_: "2030-01-01_00-00-00")
    for _ in range(2):
        (home / "P" / ".tmp-1").write_bytes(b"half")
        repair(home / "P")
    assert sorted(path.name for path in (home / "P" / FOLDER).iterdir()) == [
        "2030-01-01_00-00-00", "2030-01-01_00-00-00_1"
    ]  # fmt: skip


@pytest.fixture(autouse=True)
def _no_lock_left(made: Path) -> Iterator[None]:
    yield
    assert not ProjectLock(made / "P").held
