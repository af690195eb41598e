"""Masks come in and go out without a changed pixel, and nothing of the person's is written over."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import Cancelled, FormatError, MaskError, WriteError
from segstudio.formats.common.report import Images
from segstudio.formats.importing import import_masks
from segstudio.formats.table import FORMATS, writers
from segstudio.formats.writers import palette_png as palette_png_export
from segstudio.formats.writers.palette_png import export_masks
from segstudio.labels.classes import VOID, read_classes_json
from segstudio.labels.geometry import Footprint, Rect
from segstudio.project import palette_png, storage
from segstudio.project.journal import FileMark, JournalHeader
from segstudio.project.masks import open_mask
from segstudio.project.project import Project
from tests.formats.conftest import SHAPE, TABLE, filled, save_mask, saved


def put(project: Project, id: str, value: int, save: bool = True) -> None:
    """Paint the whole mask of an image; unsaved strokes are in the journal only, as after a crash."""
    stored = open_mask(project, project.entry(id), SHAPE)
    stored.mask.begin("Brush")
    stored.mask.paint(Footprint(Rect(0, 0, 8, 6), np.ones(SHAPE, bool)), value, np.ones(256, bool))
    stored.commit()
    if save:
        stored.save(TABLE.palette())
    stored.close()


# ---- export --------------------------------------------------------------------------------------------------------


def test_an_export_takes_the_images_that_were_chosen(project: Project, tmp_path: Path) -> None:
    half = filled(VOID)
    half[:3] = 1
    import_masks(project, save_mask(tmp_path / "masks", "a", half).parent)
    b, c = project.images[1:]
    put(project, b.id, 2, save=False)  # strokes that are not saved yet count
    project.update_entries([replace(c, flag=True)])
    expected = {"usual": (["a", "b"], 0), "labelled": (["a", "b"], 1), "all": (["a", "b", "c"], 0),
                "done": (["b"], 2), "flagged": (["c"], 2)}  # fmt: skip
    for images, (names, unchosen) in expected.items():
        report = export_masks(project, tmp_path / images, images=Images(images))
        assert ([file.stem for file in report.files], report.unchosen) == (names, unchosen)
        assert not report.left_out
    assert (palette_png.decode(tmp_path / "all" / "c.png").array == VOID).all()
    for name in ("coco", "nifti", "cityscapes"):
        assert FORMATS[name].write(project, tmp_path / name, "labels", images=Images.DONE).unchosen == 2
    project.update_entries([c])
    with pytest.raises(FormatError, match="no image is flagged"):
        export_masks(project, tmp_path / "none", images=Images.FLAGGED)


def test_only_damaged_masks_among_what_is_exported_stop_it(project: Project, tmp_path: Path) -> None:
    a, b, c = project.images
    put(project, a.id, 1)
    put(project, b.id, 1)
    project.mask_path(b).write_bytes(b"torn")
    project.update_entries([replace(a, flag=True), replace(c, flag=True)])
    report = export_masks(project, tmp_path / "flagged", images=Images.FLAGGED)
    assert [file.stem for file in report.files] == ["a", "c"] and not report.left_out
    report = export_masks(project, tmp_path / "done", images=Images.DONE)
    assert [file.stem for file in report.files] == ["a"] and report.unchosen == 1
    ((title, reason),) = [(one.path, one.reason) for one in report.left_out]
    assert "b" in title and reason.startswith("It is not known whether it is fully labelled: ")
    for images in (Images.USUAL, Images.LABELLED, Images.ALL):
        with pytest.raises(MaskError, match="Nothing was exported"):
            export_masks(project, tmp_path / "none", images=images)
    project.update_entries([replace(b, flag=True)])
    with pytest.raises(MaskError, match="Nothing was exported"):
        export_masks(project, tmp_path / "none", images=Images.FLAGGED)
    project.mask_path(a).unlink()
    project.journal_path(a).unlink(missing_ok=True)
    with pytest.raises(MaskError, match="Nothing was exported"):  # of what may be the only one
        export_masks(project, tmp_path / "none", images=Images.DONE)
    assert not (tmp_path / "none").exists()


def test_export_is_what_other_programs_read(project: Project, tmp_path: Path) -> None:
    mask = np.random.default_rng(0).choice(np.array([0, 1, 2, VOID], np.uint8), SHAPE)
    import_masks(project, save_mask(tmp_path / "masks", "a", mask).parent)
    project.set_classes(project.classes.recolor(1, (10, 20, 30)))
    report = FORMATS["palette-png"].write(project, tmp_path / "deep" / "out")
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


def test_images_of_the_same_name_keep_a_name_of_their_own(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("p/a.png", "q/a.bmp", "q/a_2.png", "q/A.tif")]
    for number, path in enumerate(paths):
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(filled(50 * number)).save(path)
    with Project.create(tmp_path / "x.segstudio", classes=TABLE, image_paths=paths) as project:
        stems = [entry.mask_stem for entry in project.images]
        assert stems[0] == "a" and stems[2] == "a_2" and len({stem.casefold() for stem in stems}) == 4
        for number, entry in enumerate(project.images[:3]):
            put(project, entry.id, number)
        report = export_masks(project, tmp_path / "out")
        assert [int(palette_png.decode(path).array[0, 0]) for path in report.files] == [0, 1, 2]
        assert len(report.notes) == 1 and "a.bmp" in report.notes[0]
        project.remove_image(project.images[0].id)
        assert [entry.mask_stem for entry in project.images] == stems[1:]
    with Project.open(tmp_path / "x.segstudio") as again:
        assert [entry.mask_stem for entry in again.images] == stems[1:]
        report = export_masks(again, tmp_path / "out")
        assert "earlier export" in report.notes[-1] and report.notes[-1].endswith(": a.png.")
        done = import_masks(again, tmp_path / "out")
        assert set(done.imported) == {entry.id for entry in again.images[:2]}
        assert [one.path for one in done.left_out] == ["a.png"]
        assert "p/a.png, which is not in this project" in done.left_out[0].reason


def test_an_exported_file_of_another_image_is_not_replaced(project: Project, tmp_path: Path) -> None:
    labelled(project, tmp_path)
    export_masks(project, tmp_path / "out")
    Image.fromarray(filled(77)).save(tmp_path / "pictures" / "a.png")  # another picture of that name
    with Project.create(
        tmp_path / "y.segstudio", classes=TABLE, image_paths=[tmp_path / "pictures" / "a.png"]
    ) as other:
        put(other, "a", 2)
        with pytest.raises(FormatError, match="not exported from this image"):
            export_masks(other, tmp_path / "out")
    assert (palette_png.decode(tmp_path / "out" / "a.png").array == 0).all()


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
        with pytest.raises(FormatError, match="not exported from"):
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
    assert {"a.png", "b.png"} <= {path.name for path in files} <= {"a.png", "b.png", "c.png"}
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

    monkeypatch.setattr(palette_png_export, "write_atomic", flip)
    with pytest.raises(WriteError, match="reads back differently"):
        export_masks(project, tmp_path / "out")


def test_predictions_of_the_current_run_are_exported(project: Project, tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(FormatError, match="no image is predicted yet"):
            export_masks(project, tmp_path / "out", what="predictions")
        project.set_current_run("r1")
    save_mask(project.predictions_folder / "r1", project.images[0].id, filled(2))
    report = export_masks(project, tmp_path / "out", what="predictions")
    assert (palette_png.decode(tmp_path / "out" / "a.png").array == 2).all()
    assert report.verified == 1 and [Path(one.path).name for one in report.left_out] == ["b.png", "c.png"]
    with pytest.raises(FormatError, match="cannot be exported"):
        export_masks(project, tmp_path / "out", what="dreams")


def test_predictions_of_the_strokes_alone_are_exported_where_no_network_takes_part(
    project: Project, tmp_path: Path
) -> None:
    save_mask(project.predictions_folder / "strokes", project.images[0].id, filled(1))
    save_mask(project.predictions_folder / "r1", project.images[0].id, filled(2))
    found = []
    for run, used in ((None, True), ("r1", True), ("r1", False)):
        project.set_current_run(run)
        project.set_use_network(used)
        [path] = export_masks(project, tmp_path / "out", what="predictions").files
        found.append(int(palette_png.decode(path).array[0, 0]))
    assert found == [1, 2, 1]


def test_deleted_classes_are_exported_as_void(project: Project, tmp_path: Path) -> None:
    labelled(project, tmp_path)
    project.set_classes(project.classes.remove(2))
    export_masks(project, tmp_path / "out")
    assert (palette_png.decode(tmp_path / "out" / "c.png").array == VOID).all()


# ---- nothing is left out in silence --------------------------------------------------------------------------------


def spoil(path: Path, kind: str) -> None:
    """What happens to a mask file outside of the program."""
    if kind == "truncated":
        path.write_bytes(path.read_bytes()[:-30])
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "colour":
        Image.new("RGB", SHAPE[::-1]).save(path)
    else:
        path.write_bytes(palette_png.encode(filled(9) if kind == "value" else filled(1, (5, 8)), TABLE.palette()))


@pytest.mark.parametrize("kind", ["size", "value", "truncated", "colour", "empty", "missing"])
@pytest.mark.parametrize("format_name", writers())
def test_a_mask_that_cannot_be_used_stops_every_export_with_its_name(
    project: Project, tmp_path: Path, format_name: str, kind: str
) -> None:
    labelled(project, tmp_path)
    if kind == "missing":  # with strokes that began on another file
        project.mask_path(project.entry("b")).unlink()
        journal = project.journal_path(project.entry("b"))
        journal.write_bytes(JournalHeader.new(FileMark(9, 9), SHAPE).to_bytes())
    else:
        spoil(project.mask_path(project.entry("b")), kind)
    write = FORMATS[format_name].write
    assert write is not None
    with pytest.raises(MaskError, match="Nothing was exported") as caught:
        write(project, tmp_path / "out", "labels")
    assert "b.png" in caught.value.message and "segstudio check" in caught.value.hint
    assert not (tmp_path / "out").exists()


def test_all_masks_that_stop_an_export_are_named(project: Project, tmp_path: Path) -> None:
    labelled(project, tmp_path)
    for id in ("a", "b", "c"):
        spoil(project.mask_path(project.entry(id)), "truncated")
    with pytest.raises(MaskError, match=r"a\.png is truncated.* 2 more masks cannot be used either: b\.png, c\.png"):
        export_masks(project, tmp_path / "out")


@pytest.mark.parametrize("kind", ["size", "truncated"])
def test_a_damaged_prediction_stops_an_export_with_its_name(project: Project, tmp_path: Path, kind: str) -> None:
    project.set_current_run("r1")
    for entry in project.images:
        save_mask(project.predictions_folder / "r1", entry.id, filled(2))
    spoil(project.predictions_folder / "r1" / "b.png", kind)
    with pytest.raises(MaskError, match=r"prediction .*b\.png cannot be used.* Nothing was exported"):
        export_masks(project, tmp_path / "out", what="predictions")
    assert not (tmp_path / "out").exists()


def test_strokes_that_only_the_journal_holds_are_exported_and_told(project: Project, tmp_path: Path) -> None:
    put(project, "a", 1)
    put(project, "a", 2, save=False)
    put(project, "b", 1, save=False)
    with Project.open(project.folder, write=False) as reader:  # while the project is open, as after a crash
        report = export_masks(reader, tmp_path / "out")
    assert [int(palette_png.decode(path).array[0, 0]) for path in report.files] == [2, 1]
    assert ["not saved yet" in note for note in report.notes] == [True, True]
    assert not project.mask_path(project.entry("b")).exists()


def test_masks_of_an_earlier_export_that_are_not_of_this_one_are_named(project: Project, tmp_path: Path) -> None:
    labelled(project, tmp_path)
    (tmp_path / "out").mkdir()
    assert export_masks(project, tmp_path / "out").notes == []
    project.remove_image("a")
    put(project, "b", VOID)
    assert export_masks(project, tmp_path / "out").notes == [
        "2 masks of an earlier export are still in the folder and not part of this one: a.png, b.png."
    ]
