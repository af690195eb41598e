"""The tiles of a large file go out as one label TIFF, whole or absent, and come in from one mask of the whole."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import FormatError, MaskError, WriteError
from segstudio.formats.common.report import Images
from segstudio.formats.importing import import_masks
from segstudio.formats.last_import import take_back
from segstudio.formats.table import FORMATS
from segstudio.formats.writers import dataset, whole_tiff
from segstudio.labels.classes import VOID, ClassTable
from segstudio.project import palette_png
from segstudio.project.images import facts as facts_file
from segstudio.project.images.facts import TILE, rect_of
from segstudio.project.images.reading import read_facts
from segstudio.project.masks import read_mask
from segstudio.project.project import Project
from segstudio.project.storage import write_atomic

SHAPE = (200, 150)  # 3 x 2 tiles of 64 pixels and more
CLASSES = ClassTable.from_names(["cell", "membrane"])
RNG = np.random.default_rng(1)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(facts_file, "LARGE", 10_000)
    monkeypatch.setattr(facts_file, "TILE", 64)
    monkeypatch.setattr(whole_tiff, "SIDE", 16)
    tifffile.imwrite(tmp_path / "slide.tif", np.zeros(SHAPE, np.uint8), tile=(32, 32))
    Image.new("L", (20, 10)).save(tmp_path / "small.png")
    return Project.create(tmp_path / "P.segstudio", None, CLASSES, [tmp_path / "slide.tif", tmp_path / "small.png"])


def painted(project: Project, *planes: str) -> NDArray[np.uint8]:
    """Masks for some tiles; what the mask of the whole file is then."""
    whole = np.full(SHAPE, VOID, np.uint8)
    for entry in project.images:
        if entry.plane in planes:
            path = project.image_path(entry)
            values = RNG.choice(np.array([*CLASSES.ids, VOID], np.uint8), entry.shape)
            (project.folder / "masks").mkdir(exist_ok=True)
            data = palette_png.encode(values, project.classes.palette())
            write_atomic(project.mask_path(entry), data, fsync=False)
            if entry.plane:
                whole[rect_of(read_facts(path), entry.plane, path).slices] = values
    return whole


def masks(project: Project) -> NDArray[np.uint8]:
    whole = np.full(SHAPE, VOID, np.uint8)
    for entry in project.images:
        if entry.plane:
            path = project.image_path(entry)
            place = rect_of(read_facts(path), entry.plane, path)
            whole[place.slices] = read_mask(project.mask_path(entry), entry.shape)
    return whole


def test_a_tile_is_a_multiple_of_the_blocks_that_are_written() -> None:
    assert TILE % 512 == 0 == TILE % whole_tiff.SIDE


def test_the_tiles_of_a_file_are_one_label_tiff_as_large_as_it(project: Project, tmp_path: Path) -> None:
    whole = painted(project, "Y0X1", "Y2X0", "Y2X1")
    report = FORMATS["label-tiff"].write(project, tmp_path / "out")  # type: ignore[misc]
    assert [path.name for path in report.files] == ["classes.json", "slide.tif"] and report.verified == 3
    assert "slide.tif: 3 of its tiles are not exported and are void in it." in report.notes
    assert np.array_equal(tifffile.imread(tmp_path / "out" / "slide.tif"), whole)
    with tifffile.TiffFile(tmp_path / "out" / "slide.tif") as file:
        assert file.pages.first.is_tiled and file.pages.first.compression != 1


def test_all_of_it_comes_back_and_is_taken_back(project: Project, tmp_path: Path) -> None:
    whole = painted(project, *(entry.plane for entry in project.images if entry.plane))
    FORMATS["label-tiff"].write(project, tmp_path / "out")  # type: ignore[misc]
    for entry in project.images:
        project.mask_path(entry).unlink(missing_ok=True)
    report = import_masks(project, tmp_path / "out")
    assert len(report.imported) == 6 and not report.left_out
    assert np.array_equal(masks(project), whole)
    take_back(project)
    assert (masks(project) == VOID).all()


def test_other_images_are_written_beside_it_and_numbers_from_0_hold_for_both(project: Project, tmp_path: Path) -> None:
    whole = painted(project, "Y0X0", "")
    FORMATS["label-tiff-0"].write(project, tmp_path / "out")  # type: ignore[misc]
    assert sorted(path.name for path in (tmp_path / "out").glob("*.tif")) == ["slide.tif", "small.tif"]
    found = tifffile.imread(tmp_path / "out" / "slide.tif")
    ids = {id: number for number, id in enumerate(CLASSES.ids, 1)} | {VOID: VOID}
    assert all(np.array_equal(whole == id, found == number) for id, number in ids.items())


def test_tiles_that_were_removed_are_void_in_it(project: Project, tmp_path: Path) -> None:
    for plane in ("Y0X0", "Y0X1"):
        project.remove_image(next(one.id for one in project.images if one.plane == plane))
    whole = painted(project, "Y1X0")
    FORMATS["label-tiff"].write(project, tmp_path / "out", "labels", images=Images.ALL)  # type: ignore[misc]
    assert np.array_equal(tifffile.imread(tmp_path / "out" / "slide.tif"), whole)


def test_predictions_are_written_alike_and_tiles_without_one_are_named(project: Project, tmp_path: Path) -> None:
    folder = project.predictions_folder / project.model_name
    folder.mkdir(parents=True)
    entry = project.images[3]
    values = RNG.choice(np.array(CLASSES.ids, np.uint8), entry.shape)
    (folder / f"{entry.id}.png").write_bytes(palette_png.encode(values, project.classes.palette()))
    report = FORMATS["label-tiff"].write(project, tmp_path / "out", "predictions")  # type: ignore[misc]
    assert np.array_equal(tifffile.imread(tmp_path / "out" / "slide.tif")[64:128, 64:], values)
    assert report.verified == 1 and len(report.left_out) == 6


def test_an_export_that_is_cancelled_or_reads_back_otherwise_leaves_nothing(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted(project, "Y0X0", "Y1X1")

    def cancel(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        FORMATS["label-tiff"].write(project, tmp_path / "out", "labels", cancel)  # type: ignore[misc]
    real = dataset.write_whole

    def torn(path: Path, *rest: object) -> None:
        real(path, *rest)  # type: ignore[arg-type]
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 255
        path.write_bytes(data)

    monkeypatch.setattr(dataset, "write_whole", torn)
    with pytest.raises(WriteError, match="nothing was exported"):
        FORMATS["label-tiff"].write(project, tmp_path / "out")  # type: ignore[misc]
    assert not list(tmp_path.glob(".segstudio-export*")) and not (tmp_path / "out").exists()


def test_other_formats_have_a_file_for_each_tile_and_volumes_refuse(project: Project, tmp_path: Path) -> None:
    painted(project, "Y1X1")
    report = FORMATS["palette-png"].write(project, tmp_path / "png")  # type: ignore[misc]
    assert "slide_y002_x002.png" in {path.name for path in report.files}
    with pytest.raises(FormatError, match="tiles of a large file"):
        FORMATS["nifti"].write(project, tmp_path / "nifti")  # type: ignore[misc]


@pytest.mark.parametrize("options", [{"tile": (32, 32), "compression": "zlib"}, {"rowsperstrip": 9}, {}])
@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_a_mask_of_any_layout_is_cut_into_tiles(
    project: Project, tmp_path: Path, options: dict[str, object], packed: bool
) -> None:
    whole, place = RNG.choice(np.array(CLASSES.ids, np.uint8), SHAPE), tmp_path / "masks"
    place.mkdir()
    tifffile.imwrite(place / "slide_mask.tif", whole, photometric="minisblack", **options)
    if packed:
        with zipfile.ZipFile(tmp_path / "masks.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(place / "slide_mask.tif", "deep/slide_mask.tif")
        place = tmp_path / "masks.zip"
    report = import_masks(project, place)
    assert len(report.imported) == 6 and np.array_equal(masks(project), whole)


def test_masks_that_do_not_fit_the_file_are_refused_with_the_reason(project: Project, tmp_path: Path) -> None:
    place = tmp_path / "masks"
    place.mkdir()
    tifffile.imwrite(place / "slide.tif", np.ones((100, 150), np.uint8))
    with pytest.raises(FormatError, match="150 x 100 pixels, its image 150 x 200"):
        import_masks(project, place)
    (place / "slide.tif").write_bytes(b"II*\0 nothing")
    with pytest.raises(FormatError, match="cannot be read"):
        import_masks(project, place)
    (place / "slide.tif").unlink()
    Image.fromarray(np.ones(SHAPE, np.uint8)).save(place / "slide.png")
    with pytest.raises(FormatError, match="only TIFFs are read tile by tile"):
        import_masks(project, place)
    (place / "slide.png").unlink()
    tifffile.imwrite(place / "slide.tif", np.ones(SHAPE, np.uint8), compression="zlib", rowsperstrip=200)
    assert import_masks(project, place).imported


def test_a_mask_packed_in_one_large_piece_is_refused(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("segstudio.project.images.readers.tiff_parts.MOST_IN_SEGMENT", 20_000)
    (tmp_path / "masks").mkdir()
    tifffile.imwrite(tmp_path / "masks" / "slide.tif", np.ones(SHAPE, np.uint8), compression="zlib", rowsperstrip=200)
    with pytest.raises(FormatError, match="in one piece"):
        import_masks(project, tmp_path / "masks")


def test_a_damaged_mask_of_a_tile_stops_the_export(project: Project, tmp_path: Path) -> None:
    painted(project, "Y0X0", "Y1X1")
    project.mask_path(project.images[0]).write_bytes(b"torn")
    with pytest.raises(MaskError):
        FORMATS["label-tiff"].write(project, tmp_path / "out")  # type: ignore[misc]
    assert not (tmp_path / "out").exists()
