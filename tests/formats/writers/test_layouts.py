"""Every layout gives back every pixel that it says it holds, through its own reader and through a project."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import Cancelled, FormatError, WriteError
from segstudio.formats.common.class_names import same_name
from segstudio.formats.common.files import Files
from segstudio.formats.importing import import_masks
from segstudio.formats.table import FORMATS, writers
from segstudio.formats.writers import dataset, pictures, shapes
from segstudio.formats.writers.cityscapes import CITYSCAPES
from segstudio.formats.writers.dataset import Layout, Sheet, export_dataset
from segstudio.labels import actions
from segstudio.labels.classes import VOID, ClassTable
from segstudio.project.entries import ImageEntry
from segstudio.project.masks import open_mask, read_mask
from segstudio.project.project import Project

TABLES = (
    ClassTable.from_names(["cell", "background", "it's a wall: 1"]),
    ClassTable.from_names(["a", "b", "c", "d"]).remove(1).recolor(2, (0, 0, 0)),
)
LAYOUTS: Mapping[str, Layout] = {
    "index": pictures.INDEX_PNG, "tiff": pictures.LABEL_TIFF, "color": pictures.COLOR_PNG, "voc": pictures.VOC,
    "cvat": pictures.CVAT, "nnunet": pictures.NNUNET, "coco": shapes.COCO, "panoptic": shapes.PANOPTIC,
    "labelme": shapes.LABELME, "ultralytics": shapes.ULTRALYTICS, "label studio": shapes.LABEL_STUDIO,
    "cityscapes": CITYSCAPES, "index from 0": pictures.INDEX_PNG_0, "tiff from 0": pictures.LABEL_TIFF_0,
}  # fmt: skip


def in_memory(files: Mapping[str, bytes]) -> Files:
    return Files(Path("x"), tuple(sorted(files)), lambda name, _most, length: files[name][:length])


def given_back(layout: Layout, values: NDArray[np.uint8], classes: ClassTable) -> NDArray[np.uint8]:
    """What the reader of a layout makes of the files of one image, in class ids; checks what it says it holds."""
    height, width = values.shape
    entry = ImageEntry("a", "a.tif", width, height, 1, "0" * 64)
    numbers = layout.numbers(classes)
    part = layout.part(Sheet(1, entry, values, classes, numbers))
    found = layout.read(in_memory({**part.files, **layout.whole([part.record], classes, numbers)}))
    assert len(found.masks) == 1
    ids = {number: id for id, number in numbers.items()} | {layout.void(classes): VOID}
    for row in classes:
        ids |= {key: row.id for key, value in found.values.items() if same_name(row.name, value.name)}
    keys = found.masks[0].load((height, width)).keys
    held = values if part.held is None else part.held
    got = np.vectorize(lambda key: ids.get(key, VOID), otypes=[np.uint8])(keys)
    assert np.array_equal(got, held)
    return held


@pytest.mark.parametrize("name", LAYOUTS)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_every_pixel_comes_back_as_the_layout_says_it_holds_it(name: str, data: st.DataObject) -> None:
    classes = data.draw(st.sampled_from(TABLES))
    shape = data.draw(st.tuples(st.integers(1, 12), st.integers(1, 12)))
    values = data.draw(arrays(np.uint8, shape, elements=st.sampled_from([*classes.ids, VOID])))
    values[0, 0] = classes.ids[0]
    held = given_back(LAYOUTS[name], values, classes)
    if name != "cvat" or "background" not in classes.names:
        assert np.array_equal(held, values)


def test_a_ring_with_an_island_keeps_its_hole() -> None:
    values = np.full((9, 9), VOID, np.uint8)
    values[1:8, 1:8], values[2:7, 2:7], values[4, 4] = 0, VOID, 0
    for name in ("labelme", "ultralytics", "coco"):
        assert np.array_equal(given_back(LAYOUTS[name], values, TABLES[0]), values)


# ---- through a project ----------------------------------------------------------------------------------------------


def labelled(folder: Path, classes: ClassTable, masks: list[NDArray[np.uint8]]) -> Project:
    """A project with one image for each mask."""
    folder.mkdir()
    paths = []
    for number, mask in enumerate(masks):
        paths.append(folder / f"scan_{number}.png")
        Image.fromarray(np.full(mask.shape, 40 * number, np.uint8)).save(paths[-1])
    made = Project.create(folder / "p.segstudio", classes=classes, image_paths=paths)
    for entry, mask in zip(made.images, masks, strict=True):
        stored = open_mask(made, entry, entry.shape)
        actions.accept(stored.mask, mask, name="Test", commit=stored.commit)
        stored.save(classes.palette())
        stored.close()
    return made


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Two labelled images, void among them."""
    rng = np.random.default_rng(5)
    masks = [rng.choice(np.array([0, 1, 2, VOID], np.uint8), (10, 14)) for _ in range(2)]
    with labelled(tmp_path_factory.mktemp("full") / "a", ClassTable.from_names(["cell", "wall", "dirt"]), masks) as one:
        yield one


@pytest.mark.parametrize("name", [name for name in writers() if name not in ("palette-png", "dicom-seg", "overlay")])
def test_what_one_project_exports_another_imports_without_being_told_the_format(
    full: Project, tmp_path: Path, name: str
) -> None:
    write = FORMATS[name].write
    assert write is not None
    report = write(full, tmp_path / "out", "labels")
    assert report.verified == 2 and all(file.is_file() for file in report.files)
    again = write(full, tmp_path / "out", "labels")  # an earlier export of ours is replaced
    assert again.files == report.files
    with labelled(tmp_path / "other", ClassTable.from_names(["dirt", "cell", "wall"]), []) as empty:
        empty.add_images([full.image_path(entry) for entry in full.images])
        done = import_masks(empty, tmp_path / "out")
        assert len(done.imported) == 2 and not done.left_out
        swap = np.array([1, 2, 0] + [VOID] * 253, np.uint8)  # names decide, not numbers
        for entry in empty.images:
            truth = read_mask(full.mask_path(next(one for one in full.images if one.stem == entry.stem)))
            assert np.array_equal(read_mask(empty.mask_path(entry)), swap[truth])


def test_an_export_is_whole_or_absent(full: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cancel(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        export_dataset(shapes.COCO, full, tmp_path / "out", progress=cancel)
    broken = replace(shapes.LABELME, part=lambda sheet: shapes.LABELME.part(replace(sheet, values=sheet.values * 0)))
    with pytest.raises(WriteError, match="reads back differently"):
        export_dataset(broken, full, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_not_written_to(full: Project, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("keep")
    with pytest.raises(FormatError, match=r"mine\.txt"):
        export_dataset(shapes.COCO, full, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_numbers_that_are_not_the_projects_are_told(full: Project, tmp_path: Path) -> None:
    report = export_dataset(pictures.NNUNET, full, tmp_path / "out")
    assert "cell = 1, wall = 2, dirt = 3" in report.notes[0]
    facts = json.loads((tmp_path / "out" / "dataset.json").read_text())
    assert facts["labels"] == {"background": 0, "cell": 1, "wall": 2, "dirt": 3, "ignore": 4}


def test_classes_of_cityscapes_keep_its_numbers_and_others_are_named_beside(full: Project, tmp_path: Path) -> None:
    mask = np.array([[0, 1, VOID]], np.uint8)
    with labelled(tmp_path / "a", ClassTable.from_names(["car", "Sky"]), [mask]) as project:
        entry = replace(project.images[0], path="aachen_000000_000019_leftImg8bit.png", split="val")
        sheet = Sheet(1, entry, mask, project.classes, CITYSCAPES.numbers(project.classes))
        [(name, data)] = CITYSCAPES.part(sheet).files.items()
        assert name == "gtFine/val/aachen/aachen_000000_000019_gtFine_labelIds.png"
        with Image.open(io.BytesIO(data)) as image:
            assert image.mode == "L" and np.asarray(image).tolist() == [[26, 23, 0]]
        [file] = export_dataset(CITYSCAPES, project, tmp_path / "out").files
        assert file.name == "segstudio_000001_scan-0_gtFine_labelIds.png"
    files = export_dataset(CITYSCAPES, full, tmp_path / "named").files
    assert files[-1].name == "label_colors.txt"
    assert [line.split()[-1] for line in files[-1].read_text().splitlines()] == ["void", "cell", "wall", "dirt"]


@pytest.mark.parametrize("layout", [pictures.VOC, pictures.COLOR_PNG])
def test_the_list_of_colours_names_every_colour_in_the_masks(full: Project, tmp_path: Path, layout: Layout) -> None:
    files = export_dataset(layout, full, tmp_path / "out").files
    lines = (tmp_path / "out" / "labelmap.txt").read_text().splitlines()[1:]
    named = {tuple(map(int, line.split(":")[1].split(","))) for line in lines}
    for file in (one for one in files if one.suffix == ".png"):
        with Image.open(file) as image:
            assert {color for _, color in image.convert("RGB").getcolors() or []} <= named


def test_copies_of_one_image_are_exported_to_cityscapes_each_with_its_mask(tmp_path: Path) -> None:
    masks = [np.full((3, 4), value, np.uint8) for value in (0, 1)]
    with labelled(tmp_path / "a", ClassTable.from_names(["cell", "wall"]), masks[:1]) as project:
        copy = tmp_path / "a" / "copy.png"
        copy.write_bytes(project.image_path(project.images[0]).read_bytes())
        project.add_images([copy])
        stored = open_mask(project, project.images[1], (3, 4))
        actions.accept(stored.mask, masks[1], name="Test", commit=stored.commit)
        stored.save(project.classes.palette())
        stored.close()
        assert export_dataset(CITYSCAPES, project, tmp_path / "out").verified == 2


def test_overlays_show_the_image_half_covered_by_the_colours(full: Project, tmp_path: Path) -> None:
    report = FORMATS["overlay"].write(full, tmp_path / "out", "labels")  # type: ignore[misc]
    assert report.verified == 2 and [file.name for file in report.files] == [
        "scan_0_overlay.png", "scan_1_overlay.png",
    ]  # fmt: skip
    mask = read_mask(full.mask_path(full.images[1]))
    color = full.classes.palette()[mask].astype(int)
    expected = np.where((mask == VOID)[..., None], 40, (40 + color + 1) // 2)
    with Image.open(report.files[1]) as image:
        assert image.mode == "RGB" and np.array_equal(np.asarray(image), expected)


def test_an_overlay_of_an_image_that_is_gone_is_left_out_with_its_name(tmp_path: Path) -> None:
    masks = [np.zeros((3, 4), np.uint8)] * 3
    with labelled(tmp_path / "a", ClassTable.from_names(["cell"]), masks) as project:
        project.image_path(project.images[0]).unlink()
        Image.fromarray(np.zeros((9, 9), np.uint8)).save(project.image_path(project.images[1]))
        report = FORMATS["overlay"].write(project, tmp_path / "out", "labels")  # type: ignore[misc]
    assert [file.name for file in report.files] == ["scan_2_overlay.png"]
    assert [one.path for one in report.left_out] == ["../scan_0.png", "../scan_1.png"] and report.verified == 1
    assert "9" in report.left_out[1].sentence


def test_numbers_from_background_0_have_no_gaps(tmp_path: Path) -> None:
    classes = ClassTable.from_names(["cell", "gone", "Background", "wall"]).remove(1)
    with labelled(tmp_path / "a", classes, [np.array([[0, 2, 3, VOID]], np.uint8)]) as project:
        for name in ("index-png-0", "label-tiff-0"):
            row = FORMATS[name]
            report = row.write(project, tmp_path / name, "labels")  # type: ignore[misc]
            assert report.notes == ["Class numbers in the files: Background = 0, cell = 1, wall = 2."]
            assert row.numbers_in_words(classes) == report.notes[0]
            with Image.open(next(file for file in report.files if file.suffix in (".png", ".tif"))) as image:
                assert np.asarray(image).tolist() == [[1, 0, 2, VOID]]
    assert FORMATS["index-png"].numbers_in_words(classes) == ""


def test_cvat_gets_one_zip_and_void_that_became_background_is_told(tmp_path: Path) -> None:
    mask = np.array([[0, 1, VOID]], np.uint8)
    with labelled(tmp_path / "a", ClassTable.from_names(["background", "cell"]), [mask]) as project:
        report = export_dataset(pictures.CVAT, project, tmp_path / "out")
    assert "void became background" in report.notes[0]
    with zipfile.ZipFile(report.files[0]) as archive:
        assert "labelmap.txt" in archive.namelist() and "SegmentationClass/scan_0.png" in archive.namelist()
        assert "background:0,0,0::" in archive.read("labelmap.txt").decode()


def test_predictions_go_through_the_same_formats(full: Project, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="predicted"):
        export_dataset(shapes.LABELME, full, tmp_path / "out", "predictions")
    assert dataset.MARKER not in {path.name for path in tmp_path.iterdir()}
