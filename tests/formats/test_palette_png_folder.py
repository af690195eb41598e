"""Masks come in and go out without a changed pixel, and nothing of the person's is written over."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import Cancelled, FormatError, MaskError, ProjectError, WriteError
from segstudio.formats import palette_png_folder
from segstudio.formats.palette_png_folder import export_masks, file_stems, import_masks
from segstudio.formats.table import READERS, WRITERS
from segstudio.labels.classes import VOID, ClassTable, read_classes_json
from segstudio.labels.geometry import Footprint, Rect
from segstudio.project import palette_png, storage
from segstudio.project.masks import StoredMask, open_mask, read_mask
from segstudio.project.project import Project

TABLE = ClassTable.from_names(["cell", "membrane", "dirt"])
SHAPE = (6, 8)


def save_mask(folder: Path, stem: str, array: NDArray[np.uint8]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}.png"
    path.write_bytes(palette_png.encode(array, TABLE.palette()))
    return path


def filled(value: int, shape: tuple[int, int] = SHAPE) -> NDArray[np.uint8]:
    return np.full(shape, value, np.uint8)


def opened(project: Project, stem: str) -> StoredMask:
    entry = next(e for e in project.images if Path(e.path).stem == stem)
    return open_mask(project, entry, (entry.height, entry.width))


def saved(project: Project, stem: str) -> NDArray[np.uint8]:
    entry = next(e for e in project.images if Path(e.path).stem == stem)
    return read_mask(project.mask_path(entry))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Three images a, b, c and no labels."""
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for number, stem in enumerate("abc"):
        Image.fromarray(filled(40 * number)).save(pictures / f"{stem}.png")
    with Project.create(tmp_path / "x.segstudio", classes=TABLE, image_paths=sorted(pictures.iterdir())) as made:
        yield made


# ---- import --------------------------------------------------------------------------------------------------------


def test_import_takes_masks_by_name_and_names_the_rest(project: Project, tmp_path: Path) -> None:
    masks = tmp_path / "masks"
    save_mask(masks, "a", filled(1))
    Image.fromarray(filled(2)).save(masks / "b.png")  # grey
    alone = save_mask(masks, "zebra", filled(0))
    report = READERS["palette-png"].run(project, masks)
    assert len(report.imported) == 2 and report.unmatched == [alone] and report.replaced == []
    assert (saved(project, "a") == 1).all() and (saved(project, "b") == 2).all()
    assert len(project.labelled_entries()) == 2 and not project.open_masks


def test_import_is_one_undoable_step_and_void_keeps_what_is_there(project: Project, tmp_path: Path) -> None:
    stored = opened(project, "a")
    stored.mask.begin("Brush")
    stored.mask.paint(Footprint(Rect(0, 0, 8, 6), np.ones(SHAPE, bool)), 1, np.ones(256, bool))
    stored.commit()
    stored.save(TABLE.palette())
    stored.close()
    coming = filled(VOID)
    coming[:3] = 2
    save_mask(tmp_path / "masks", "a", coming)
    report = import_masks(project, tmp_path / "masks")
    assert report.replaced == report.imported
    assert np.array_equal(saved(project, "a"), np.where(coming == VOID, 1, 2))
    stored = opened(project, "a")
    assert stored.mask.history.undo_stack[-1].name == "Import mask"
    stored.undo()
    assert (stored.mask.array == 1).all()
    stored.close()


def test_import_leaves_pixels_of_locked_classes(project: Project, tmp_path: Path) -> None:
    import_masks(project, save_mask(tmp_path / "one", "a", filled(1)).parent)
    project.set_classes(project.classes.set_locked(1, True))
    import_masks(project, save_mask(tmp_path / "two", "a", filled(2)).parent)
    assert (saved(project, "a") == 1).all()


def test_import_of_nothing_that_matches_is_an_error(project: Project, tmp_path: Path) -> None:
    save_mask(tmp_path / "masks", "zebra", filled(0))
    for folder in (tmp_path / "masks", tmp_path / "none", tmp_path):
        with pytest.raises(FormatError):
            import_masks(project, folder)


@pytest.mark.parametrize("kind", ["size", "value", "truncated", "colour", "empty"])
def test_one_bad_mask_is_named_and_no_mask_is_changed(project: Project, tmp_path: Path, kind: str) -> None:
    masks = tmp_path / "masks"
    save_mask(masks, "a", filled(1))
    bad = save_mask(masks, "b", filled(9) if kind == "value" else filled(1, (5, 8)) if kind == "size" else filled(1))
    if kind == "truncated":
        bad.write_bytes(bad.read_bytes()[:-30])
    elif kind == "empty":
        bad.write_bytes(b"")
    elif kind == "colour":
        Image.new("RGB", SHAPE[::-1]).save(bad)
    with pytest.raises(MaskError, match=r"b\.png"):
        import_masks(project, masks)
    assert not project.labelled_entries() and not project.open_masks


def test_masks_with_their_classes_numbered_otherwise_are_refused(project: Project, tmp_path: Path) -> None:
    masks = save_mask(tmp_path / "masks", "a", filled(1)).parent
    (masks / "classes.json").write_text('["membrane", "cell"]')
    with pytest.raises(FormatError, match="is class 0, in this project it is class 1"):
        import_masks(project, masks)
    (masks / "classes.json").write_text('["cell", "wall"]')
    assert import_masks(project, masks).imported


def test_a_mask_that_somebody_has_open_is_not_imported_over(project: Project, tmp_path: Path) -> None:
    save_mask(tmp_path / "masks", "a", filled(1))
    owner = opened(project, "a")
    before = owner.mask.array.copy()
    with pytest.raises(ProjectError, match="already open"):
        import_masks(project, tmp_path / "masks")
    assert np.array_equal(owner.mask.array, before) and list(project.open_masks.values()) == [owner]
    owner.close()


def test_a_project_open_for_reading_takes_no_masks(project: Project, tmp_path: Path) -> None:
    masks = save_mask(tmp_path / "masks", "a", filled(1)).parent
    with Project.open(project.folder, write=False) as reader, pytest.raises(WriteError):
        import_masks(reader, masks)


# ---- export --------------------------------------------------------------------------------------------------------


def test_export_is_what_other_programs_read(project: Project, tmp_path: Path) -> None:
    mask = np.random.default_rng(0).choice(np.array([0, 1, 2, VOID], np.uint8), SHAPE)
    import_masks(project, save_mask(tmp_path / "masks", "a", mask).parent)
    project.set_classes(project.classes.recolor(1, (10, 20, 30)))
    report = WRITERS["palette-png"].run(project, tmp_path / "deep" / "out")
    assert report.files == [tmp_path / "deep" / "out" / "a.png"] and report.verified == 1 and report.notes == []
    with Image.open(report.files[0]) as image:
        assert image.mode == "P" and "transparency" not in image.info
        assert np.array_equal(np.asarray(image), mask)
        palette = np.array(image.getpalette()).reshape(-1, 3)
    assert palette.shape == (256, 3)
    assert palette[[1, 255]].tolist() == [[10, 20, 30], [224, 224, 192]]
    header = report.files[0].read_bytes()[16:29]
    assert header[8] == 8 and header[9] == 3
    written = json.loads((tmp_path / "deep" / "out" / "classes.json").read_text())
    assert written[1] == {"id": 1, "name": "membrane", "color": [10, 20, 30]} and len(written) == 3
    assert read_classes_json(tmp_path / "deep" / "out" / "classes.json").names == TABLE.names


@given(hnp.arrays(np.uint8, SHAPE, elements=st.sampled_from([0, 1, 2, VOID])))
@settings(max_examples=10, deadline=None)
def test_export_then_import_gives_the_same_masks(
    tmp_path_factory: pytest.TempPathFactory, mask: NDArray[np.uint8]
) -> None:
    home = tmp_path_factory.mktemp("round")
    Image.fromarray(filled(9)).save(home / "a.png")
    with Project.create(home / "one.segstudio", classes=TABLE, image_paths=[home / "a.png"]) as first:
        save_mask(home / "masks", "a", mask)
        import_masks(first, home / "masks")
        if (mask == VOID).all():
            with pytest.raises(FormatError, match="Nothing to export"):
                export_masks(first, home / "out")
            return
        export_masks(first, home / "out")
    with Project.create(home / "two.segstudio", classes=TABLE, image_paths=[home / "a.png"]) as second:
        import_masks(second, home / "out")
        assert np.array_equal(saved(second, "a"), mask)


def test_images_of_the_same_name_get_names_of_their_own(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("p/a.png", "q/a.bmp", "q/a_2.png", "q/A.tif")]
    for number, path in enumerate(paths):
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(filled(50 * number)).save(path)
    with Project.create(tmp_path / "x.segstudio", classes=TABLE, image_paths=paths) as project:
        stems = list(file_stems(project.images).values())
        assert stems[0] == "a" and stems[2] == "a_2" and len({stem.casefold() for stem in stems}) == 4
        for number, stem in enumerate(stems[:3]):
            save_mask(tmp_path / "masks", stem, filled(number))
        import_masks(project, tmp_path / "masks")
        report = export_masks(project, tmp_path / "out")
        assert [int(palette_png.decode(path).array[0, 0]) for path in report.files] == [0, 1, 2]
        assert len(report.notes) == 1 and "a.bmp" in report.notes[0]


def labelled(project: Project, tmp_path: Path) -> Project:
    for number, stem in enumerate("abc"):
        save_mask(tmp_path / "masks", stem, filled(number))
    import_masks(project, tmp_path / "masks")
    return project


def test_an_earlier_export_is_replaced_and_nothing_else(project: Project, tmp_path: Path) -> None:
    labelled(project, tmp_path)
    out = tmp_path / "out"
    export_masks(project, out)
    project.set_classes(project.classes.rename(0, "soma"))
    assert export_masks(project, out).verified == 3
    assert read_classes_json(out / "classes.json").names[0] == "soma"
    for folder in (tmp_path / "pictures", tmp_path / "masks"):
        before = {path: path.read_bytes() for path in folder.iterdir()}
        with pytest.raises(FormatError, match="did not export"):
            export_masks(project, folder)
        assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_foreign_class_list_is_not_replaced(project: Project, tmp_path: Path) -> None:
    labelled(project, tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "classes.json").write_text('["other"]')
    with pytest.raises(FormatError, match=r"classes\.json"):
        export_masks(project, tmp_path / "out")


def test_the_projects_own_files_are_never_exported_over(project: Project, tmp_path: Path) -> None:
    labelled(project, tmp_path)
    (tmp_path / "link").symlink_to(project.folder / "masks")
    inside = [project.folder / name for name in (".", "masks", "masks/x", "journal", "predictions/r")]
    for out in [*inside, tmp_path / "link", tmp_path / "out" / ".." / "x.segstudio"]:
        with pytest.raises(FormatError, match="own files"):
            export_masks(project, out)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FormatError, match="is a file"):
        export_masks(project, tmp_path / "file")


def test_cancelling_stops_with_whole_files_only(project: Project, tmp_path: Path) -> None:
    labelled(project, tmp_path)

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        export_masks(project, tmp_path / "out", progress=stop)
    files = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in files] == ["a.png", "b.png"]
    assert all(palette_png.decode(path).array.shape == SHAPE for path in files)


def test_progress_counts_the_files(project: Project, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    labelled(project, tmp_path)
    export_masks(project, tmp_path / "out", progress=lambda done, total: steps.append((done, total)))
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_full_disk_is_told_and_leaves_no_half_file(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labelled(project, tmp_path)

    def full(descriptor: int, data: object) -> int:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(storage.os, "write", full)
    with pytest.raises(WriteError, match="full"):
        export_masks(project, tmp_path / "out")
    monkeypatch.undo()
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_that_reads_back_otherwise_is_told(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labelled(project, tmp_path)

    def flip(path: Path, data: bytes, fsync: bool = True) -> None:
        array = palette_png.decode(data).array.copy()
        array[0, 0] ^= 1
        path.write_bytes(palette_png.encode(array, TABLE.palette()))

    monkeypatch.setattr(palette_png_folder, "write_atomic", flip)
    with pytest.raises(WriteError, match="reads back differently"):
        export_masks(project, tmp_path / "out")


def test_predictions_of_the_current_run_are_exported(project: Project, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no run"):
        export_masks(project, tmp_path / "out", what="predictions")
    project.set_current_run("r1")
    with pytest.raises(FormatError, match="predicted no image"):
        export_masks(project, tmp_path / "out", what="predictions")
    save_mask(project.predictions_folder / "r1", project.images[0].id, filled(2))
    report = export_masks(project, tmp_path / "out", what="predictions")
    assert (palette_png.decode(tmp_path / "out" / "a.png").array == 2).all()
    assert report.verified == 1 and "2 of 3" in report.notes[0]
    with pytest.raises(FormatError, match="cannot be exported"):
        export_masks(project, tmp_path / "out", what="dreams")


def test_deleted_classes_are_exported_as_void(project: Project, tmp_path: Path) -> None:
    labelled(project, tmp_path)
    project.set_classes(project.classes.remove(2))
    export_masks(project, tmp_path / "out")
    assert (palette_png.decode(tmp_path / "out" / "c.png").array == VOID).all()
