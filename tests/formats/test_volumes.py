"""Label volumes go to the planes that they lie on, and come back as they lay, whatever the order of their axes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel
import nrrd
import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from segstudio.errors import FormatError
from segstudio.formats.common.report import Fate, Goal, ImportChoices
from segstudio.formats.importing import import_masks, look
from segstudio.formats.table import FORMATS
from segstudio.labels import actions
from segstudio.labels.classes import VOID, ClassTable
from segstudio.project.images.reading import read_image
from segstudio.project.masks import open_mask, read_latest
from segstudio.project.project import Project
from tests.any_bytes import changed, only
from tests.project.images.readers.made_volumes import as_nrrd, dicom, mha, nifti

RANDOM = np.random.default_rng(4)
VALUES = RANDOM.integers(0, 900, (5, 6, 4)).astype(np.int16)  # x, y, z
NAMES = ["low", "high"]
TURNED = np.array([[0.0, 0, 2, -7], [-0.5, 0, 0, 3], [0, 0.7, 0, 5], [0, 0, 0, 1]])  # RAS: sagittal slices
AXIAL = np.diag([-0.5, -0.5, 2, 1.0])
OBLIQUE = np.eye(4)
OBLIQUE[:3, :3] = np.array([[0.5, 0.1, 0], [-0.1, 0.5, 0.2], [0, -0.06, 2]]) @ np.diag([-1, 1, 1])


def moved(affine: NDArray[Any], axis: int, millimetres: float) -> NDArray[Any]:
    other = affine.copy()
    other[axis, 3] += millimetres
    return other


def labels(values: NDArray[Any]) -> NDArray[np.uint8]:
    """1 where a value is low, 2 where it is high, 0 between."""
    return np.where(values < 300, 1, np.where(values > 600, 2, 0)).astype(np.uint8)


def names_beside(folder: Path) -> None:
    (folder / "dataset.json").write_text(json.dumps({"labels": {"void": 0, "low": 1, "high": 2}}))


def project_of(folder: Path, *images: Path) -> Project:
    return Project.create(folder / "P.segstudio", classes=ClassTable.from_names(NAMES), image_paths=images)


def nii(path: Path, values: NDArray[Any], affine: NDArray[Any], code: int = 1) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(nifti(values, affine, code))
    return path


def series(folder: Path, values: NDArray[Any] = VALUES, step: tuple[float, ...] = (0, 0, 2)) -> list[Path]:
    """A DICOM file for each z, named so that their order is another one; rows and columns are turned by the headers."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for z in range(values.shape[2]):
        tags = {"ImageOrientationPatient": [-1, 0, 0, 0, -1, 0], "PixelSpacing": [0.5, 0.5],
                "ImagePositionPatient": [part * z for part in step], "InstanceNumber": z}  # fmt: skip
        paths.append(folder / f"{9 - z}.dcm")
        paths[-1].write_bytes(dicom(np.ascontiguousarray(values[:, :, z].T), **tags))
    return paths


def masks(project: Project) -> list[NDArray[np.uint8]]:
    there = [project.mask_path(entry).exists() for entry in project.images]
    return [
        read_latest(project, entry)[0] if found else np.full(entry.shape, VOID, np.uint8)
        for entry, found in zip(project.images, there, strict=True)
    ]


def expected(project: Project) -> list[NDArray[np.uint8]]:
    """What the masks have to be, from the pixels of the project's images."""
    found = []
    for entry in project.images:
        keys = labels(read_image(project.image_path(entry), plane=entry.plane).pixels)
        found.append(np.where(keys == 0, VOID, keys - 1).astype(np.uint8))
    return found


def same(project: Project) -> bool:
    return all(np.array_equal(mask, wanted) for mask, wanted in zip(masks(project), expected(project), strict=True))


def paint(project: Project) -> None:
    """What is expected, in all images but the second."""
    for number, (entry, values) in enumerate(zip(project.images, expected(project), strict=True)):
        if number != 1:
            stored = open_mask(project, entry, entry.shape)
            actions.accept(stored.mask, values, name="Test", commit=stored.commit)
            stored.save(project.classes.palette())
            stored.close()


# ---- in -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("affine", [TURNED, AXIAL, OBLIQUE])
def test_a_label_volume_lands_on_the_voxels_of_its_image(affine: NDArray[Any], tmp_path: Path) -> None:
    image = nii(tmp_path / "scan.nii", VALUES, affine)
    names_beside(nii(tmp_path / "m" / "scan_seg.nii", labels(VALUES), affine).parent)
    with project_of(tmp_path, image) as project:
        report = import_masks(project, tmp_path / "m")
        assert len(report.imported) == 4 and not report.left_out and same(project)
        assert any("without an ending" in note for note in report.notes)


@pytest.mark.parametrize("kind", ["nrrd", "mha"])
def test_a_mask_of_another_kind_and_order_of_rows_lies_on_its_image_too(kind: str, tmp_path: Path) -> None:
    image = nii(tmp_path / "scan.nii", VALUES, np.diag([0.5, 0.5, 2, 1.0]))  # columns to the right, rows to the front
    turned = labels(VALUES)[::-1, ::-1]  # columns to the left, rows to the back
    origin = [-0.5 * 4, -0.5 * 5, 0.0]
    (tmp_path / "m").mkdir()
    if kind == "nrrd":
        space = {"space": "left-posterior-superior", "space directions": np.diag([0.5, 0.5, 2]), "space origin": origin,
                 "kinds": ["domain"] * 3}  # fmt: skip
        as_nrrd(tmp_path / "m" / "scan.nrrd", turned, space)
    else:
        text = " ".join(map(str, origin))
        data = mha(turned, TransformMatrix="1 0 0 0 1 0 0 0 1", Offset=text, ElementSpacing="0.5 0.5 2")
        (tmp_path / "m" / "scan.mha").write_bytes(data)
    names_beside(tmp_path / "m")
    with project_of(tmp_path, image) as project:
        assert len(import_masks(project, tmp_path / "m").imported) == 4 and same(project)


@pytest.mark.parametrize(
    ("values", "affine", "word"),
    [
        (labels(VALUES), moved(AXIAL, 0, 0.2), "elsewhere"),
        (labels(VALUES), AXIAL @ np.diag([1, 1.2, 1, 1]), "elsewhere"),
        (labels(VALUES), moved(AXIAL, 2, 100), "elsewhere"),
        (labels(VALUES), moved(AXIAL, 2, 0.5), "elsewhere"),
        (labels(VALUES)[:4], AXIAL, "pixels"),
        (labels(VALUES).transpose(2, 1, 0), AXIAL[:, [2, 1, 0, 3]], "across"),
        (np.stack([labels(VALUES)] * 2, -1), AXIAL, "points in time"),
        (labels(VALUES) * 0.5, AXIAL, "whole numbers"),
        (labels(VALUES).astype(np.int16) - 1, AXIAL, "below 0"),
    ],
)  # fmt: skip
def test_a_mask_that_does_not_fit_is_left_out_with_a_sentence(
    values: NDArray[Any], affine: NDArray[Any], word: str, tmp_path: Path
) -> None:
    image = nii(tmp_path / "scan.nii", VALUES, AXIAL)
    names_beside(nii(tmp_path / "m" / "scan.nii", values, affine).parent)
    with project_of(tmp_path, image) as project:
        with pytest.raises(FormatError, match=word):
            import_masks(project, tmp_path / "m")
        assert all((mask == VOID).all() for mask in masks(project))


def test_a_mask_of_some_planes_leaves_the_others_alone(tmp_path: Path) -> None:
    image = nii(tmp_path / "scan.nii", VALUES, AXIAL)
    part = moved(AXIAL, 2, 2)  # begins one slice later
    names_beside(nii(tmp_path / "m" / "scan.nii", labels(VALUES)[:, :, 1:3], part).parent)
    with project_of(tmp_path, image) as project:
        assert import_masks(project, tmp_path / "m").imported == [entry.id for entry in project.images[1:3]]
        assert np.array_equal(masks(project)[2], expected(project)[2]) and (masks(project)[0] == VOID).all()


def test_where_the_image_does_not_say_how_it_lies_a_mask_is_taken_as_stored_and_told(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "scan.tif", VALUES.T.astype(np.uint16), imagej=True, metadata={"axes": "ZYX"})
    names_beside(nii(tmp_path / "m" / "scan.nii", labels(VALUES), np.eye(4)).parent)
    with project_of(tmp_path, tmp_path / "scan.tif") as project:
        report = import_masks(project, tmp_path / "m")
        assert same(project) and any("as it is stored" in note for note in report.notes)


def test_where_the_mask_does_not_say_it_lies_as_its_image(tmp_path: Path) -> None:
    image = nii(tmp_path / "scan.nii", VALUES, TURNED)
    names_beside(nii(tmp_path / "m" / "scan.nii", labels(VALUES), TURNED, code=0).parent)
    with project_of(tmp_path, image) as project:
        report = import_masks(project, tmp_path / "m")
        assert same(project) and any("does not say" in note for note in report.notes)


def test_a_volume_for_a_dicom_series_goes_by_place_not_by_the_order_of_files(tmp_path: Path) -> None:
    paths = series(tmp_path / "dicom")
    affine = np.diag([0.5, 0.5, 2, 1.0])  # as the slices: columns to the right, rows to the front
    names_beside(nii(tmp_path / "m" / "anything.nii", labels(VALUES), affine).parent)
    with project_of(tmp_path, *paths) as project:
        assert len(import_masks(project, tmp_path / "m").imported) == 4 and same(project)


def test_two_series_in_one_place_are_not_guessed_between(tmp_path: Path) -> None:
    paths = series(tmp_path / "a")
    for path in series(tmp_path / "b", VALUES[:, :, ::-1]):
        path.write_bytes(path.read_bytes().replace(b"1.2.3.4.5", b"1.2.3.4.6"))
        paths.append(path)
    names_beside(nii(tmp_path / "m" / "x.nii", labels(VALUES), np.diag([0.5, 0.5, 2, 1.0])).parent)
    with project_of(tmp_path, *paths) as project:
        with pytest.raises(FormatError, match="several stacks"):
            import_masks(project, tmp_path / "m")
        (tmp_path / "m" / "x.nii").rename(tmp_path / "m" / "a.nii")
        assert len(import_masks(project, tmp_path / "m").imported) == 4  # the name of its folder


def test_numbers_without_names_have_to_be_told(tmp_path: Path) -> None:
    image = nii(tmp_path / "scan.nii", VALUES, AXIAL)
    nii(tmp_path / "m" / "scan.nii", labels(VALUES), AXIAL)
    with project_of(tmp_path, image) as project:
        with pytest.raises(FormatError, match="what the numbers 0, 1, 2 in the files mean"):
            import_masks(project, tmp_path / "m")
        goals = {"0": Goal(Fate.VOID), "1": Goal(Fate.CLASS, 0), "2": Goal(Fate.CLASS, 1)}
        import_masks(project, tmp_path / "m", choices=ImportChoices(goals=goals))
        assert same(project)


def test_segments_of_slicer_keep_their_names_and_overlaps_are_told(tmp_path: Path) -> None:
    image = nii(tmp_path / "scan.nii", VALUES, AXIAL)
    low, high = labels(VALUES) == 1, labels(VALUES) == 2
    high[0, 0, 0] = low[0, 0, 0] = True
    header = {"space": "left-posterior-superior", "kinds": ["list", "domain", "domain", "domain"],
              "space directions": np.vstack([[np.nan] * 3, np.diag([0.5, 0.5, 2])]), "space origin": [0, 0, 0],
              "Segment0_Name": "low", "Segment0_LabelValue": "1", "Segment0_Layer": "0",
              "Segment1_Name": "high", "Segment1_LabelValue": "1", "Segment1_Layer": "1"}  # fmt: skip
    (tmp_path / "m").mkdir()
    as_nrrd(tmp_path / "m" / "scan.seg.nrrd", np.stack([low, high]).astype(np.uint8), header)
    with project_of(tmp_path, image) as project:
        report = import_masks(project, tmp_path / "m")
        assert len(report.imported) == 4 and any("overlap" in note for note in report.notes)
        wanted = expected(project)
        wanted[0][0, 0] = 1
        assert all(np.array_equal(one, other) for one, other in zip(masks(project), wanted, strict=True))


def test_a_dataset_of_nnunet_with_volumes_is_read(tmp_path: Path) -> None:
    image = nii(tmp_path / "d" / "imagesTr" / "case_0000.nii", VALUES, AXIAL)
    nii(tmp_path / "d" / "labelsTr" / "case.nii", labels(VALUES), AXIAL)
    content = {"labels": {"background": 0, "low": 1, "high": 2}, "file_ending": ".nii"}
    (tmp_path / "d" / "dataset.json").write_text(json.dumps(content))
    with project_of(tmp_path, image) as project:
        plan = look(project, tmp_path / "d", choices=ImportChoices(goals={"background": Goal(Fate.VOID)}))
        assert plan.format == "nnU-Net v2" and len(plan.pairs) == 4
        import_masks(project, tmp_path / "d", choices=ImportChoices(goals={"background": Goal(Fate.VOID)}))
        assert same(project)


def test_damaged_volumes_are_left_out_by_name(tmp_path: Path) -> None:
    image = nii(tmp_path / "scan.nii", VALUES, AXIAL)
    whole = nii(tmp_path / "m" / "scan.nii", labels(VALUES), AXIAL).read_bytes()
    names_beside(tmp_path / "m")
    with project_of(tmp_path, image) as project:
        for part in (0, 100, 350, len(whole) - 1):
            (tmp_path / "m" / "scan.nii").write_bytes(whole[:part])
            with pytest.raises(FormatError, match=r"scan\.nii"):
                import_masks(project, tmp_path / "m")


# ---- out ------------------------------------------------------------------------------------------------------------


def made_nii(folder: Path) -> list[Path]:
    return [nii(folder / "scan.nii", VALUES, TURNED)]


def made_oblique(folder: Path) -> list[Path]:
    return [nii(folder / "scan.nii", VALUES, OBLIQUE)]


def made_bare(folder: Path) -> list[Path]:
    return [nii(folder / "scan.nii", VALUES, np.eye(4), code=0)]


def made_times(folder: Path) -> list[Path]:
    return [nii(folder / "scan.nii", np.stack([VALUES, VALUES[::-1]], -1), TURNED)]


def made_series(folder: Path) -> list[Path]:
    return series(folder / "dicom")


def made_uneven(folder: Path) -> list[Path]:
    paths = series(folder / "dicom")
    paths[-1].unlink()
    return [paths[0], *paths[2:-1], *series(folder / "dicom")[-1:]]


def made_tiff(folder: Path) -> list[Path]:
    tifffile.imwrite(folder / "scan.tif", VALUES.T.astype(np.uint16), imagej=True, metadata={"axes": "ZYX"})
    return [folder / "scan.tif"]


@pytest.mark.parametrize("name", ["nifti", "nrrd", "metaimage", "ome-tiff"])
@pytest.mark.parametrize(
    "make", [made_nii, made_oblique, made_bare, made_times, made_series, made_uneven, made_tiff]
)  # fmt: skip
def test_what_is_exported_is_imported_again(name: str, make: Callable[[Path], list[Path]], tmp_path: Path) -> None:
    images = make(tmp_path)
    write = FORMATS[name].write
    assert write is not None
    with project_of(tmp_path / "one", *images) as project:
        paint(project)
        report = write(project, tmp_path / "out", "labels")
        assert report.verified == len(project.images) - 1
        painted = masks(project)
    with project_of(tmp_path / "two", *images) as project:
        done = import_masks(project, tmp_path / "out")
        assert not done.left_out
        assert all(np.array_equal(one, other) for one, other in zip(masks(project), painted, strict=True))


def test_a_volume_lies_where_its_image_lies_and_holds_its_voxels(tmp_path: Path) -> None:
    image = nii(tmp_path / "scan.nii", VALUES, OBLIQUE)
    with project_of(tmp_path, image) as project:
        paint(project)
        FORMATS["nifti"].write(project, tmp_path / "n", "labels")  # type: ignore[misc]
        FORMATS["nrrd"].write(project, tmp_path / "r", "labels")  # type: ignore[misc]
    written: Any = nibabel.load(tmp_path / "n" / "scan.nii.gz")
    wanted = labels(VALUES)
    wanted[:, :, 1] = 0  # a plane without labels is void
    assert np.allclose(written.affine, OBLIQUE, atol=1e-5)
    assert np.array_equal(np.asanyarray(written.dataobj), wanted)
    data, header = nrrd.read(str(tmp_path / "r" / "scan.seg.nrrd"))
    assert np.array_equal(data, wanted) and header["Segment1_Name"] == "high" and header["Segment1_LabelValue"] == "2"
    assert np.allclose(header["space directions"].T, np.diag([-1, -1, 1]) @ OBLIQUE[:3, :3], atol=1e-5)


def test_a_dicom_series_is_one_volume_where_its_slices_lie(tmp_path: Path) -> None:
    with project_of(tmp_path, *series(tmp_path / "dicom", step=(0, 0.5, 2))) as project:
        paint(project)
        FORMATS["nifti"].write(project, tmp_path / "n", "labels")  # type: ignore[misc]
    written: Any = nibabel.load(next((tmp_path / "n").glob("*.nii.gz")))
    assert np.allclose(written.affine[:3, :3], [[0.5, 0, 0], [0, 0.5, -0.5], [0, 0, 2]], atol=1e-5)
    assert written.shape == VALUES.shape and np.array_equal(
        np.asanyarray(written.dataobj)[..., 2], labels(VALUES)[..., 2]
    )


def test_channels_apart_are_refused(tmp_path: Path) -> None:
    values = RANDOM.integers(0, 900, (3, 2, 6, 8)).astype(np.uint16)
    tifffile.imwrite(tmp_path / "scan.tif", values, imagej=True, metadata={"axes": "ZCYX"})
    classes = ClassTable.from_names(NAMES)
    with Project.create(tmp_path / "P", None, classes, [tmp_path / "scan.tif"], channels="apart") as project:
        paint(project)
        with pytest.raises(FormatError, match="channels"):
            FORMATS["nifti"].write(project, tmp_path / "n", "labels")  # type: ignore[misc]


@pytest.mark.parametrize("kind", ["nii", "seg.nrrd", "mha"])
def test_a_volume_of_any_bytes_is_a_mask_or_is_left_out(kind: str, tmp_path: Path) -> None:
    image = nii(tmp_path / "scan.nii", VALUES, AXIAL)
    path = tmp_path / "m" / f"scan.{kind}"
    nii(path, labels(VALUES), AXIAL)
    if kind == "seg.nrrd":
        space = {"space": "left-posterior-superior", "space directions": np.diag([0.5, 0.5, 2])}
        names = {"kinds": ["domain"] * 3, "Segment0_Name": "low", "Segment0_LabelValue": "1"}
        as_nrrd(path, labels(VALUES), {**space, **names})
    elif kind == "mha":
        path.write_bytes(mha(labels(VALUES), TransformMatrix="1 0 0 0 1 0 0 0 1", ElementSpacing="0.5 0.5 2"))
    data = path.read_bytes()
    names_beside(tmp_path / "m")
    with project_of(tmp_path, image) as project:
        assert len(look(project, tmp_path / "m").pairs) == 4
        for number in range(30):
            path.write_bytes(changed(data, f"{kind} {number}"))
            only(FormatError, lambda: look(project, tmp_path / "m"))
