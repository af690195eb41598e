"""A file of several planes is several images of the project: added, named, moved, kept and refused as such."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pydicom
import pytest
import tifffile
from PIL import Image

from segstudio.errors import ProjectError
from segstudio.gui.files.load_image import load_image
from segstudio.labels.classes import ClassTable
from segstudio.learning.data.project_pixels import Pixels
from segstudio.project import file_facts, migrations
from segstudio.project.entries import ImageEntry, entry_from_json
from segstudio.project.images.facts import plane_steps
from segstudio.project.images.reading import read_image, thumbnail
from segstudio.project.project import Project
from segstudio.project.search.find_moved import look_for, put_moved
from segstudio.project.splits import choose_splits
from segstudio.project.stacks.stack import in_order

ENTRY = ImageEntry("a", "a.tif", 4, 3, 10, "0" * 64)
CELLS = ClassTable.from_names(["cell"])


def stack(path: Path, shape: tuple[int, ...] = (3, 6, 8), axes: str = "ZYX", seed: int = 0) -> Path:
    """An ImageJ TIFF."""
    values = np.random.default_rng(seed).integers(0, 1 << 16, shape, np.uint16)
    tifffile.imwrite(path, values, imagej=True, metadata={"axes": axes})
    return path


def project_of(folder: Path, *images: Path, **options: Any) -> Project:
    return Project.create(folder / "P.segstudio", None, CELLS, images, **options)


def test_each_plane_of_a_file_is_an_image_of_one_stack_and_group(tmp_path: Path) -> None:
    with project_of(tmp_path, stack(tmp_path / "scan.tif", (2, 3, 6, 8), "TZYX")) as project:
        assert [one.plane for one in project.images] == ["T0Z0", "T0Z1", "T0Z2", "T1Z0", "T1Z1", "T1Z2"]
        assert {one.stack for one in project.images} == {one.group for one in project.images} == {"scan"}
        assert [one.mask_stem for one in project.images][:2] == ["scan_t001_z001", "scan_t001_z002"]
        assert len({one.id for one in project.images}) == 6
        assert project.added.notes == "scan.tif is a stack of 6 images."
        assert project.images[4].title == "../scan.tif, t 2, z 2"
    with Project.open(tmp_path / "P.segstudio") as again:
        assert again.images == project.images


def test_two_files_of_one_name_are_two_stacks(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    one, other = stack(tmp_path / "scan.tif"), stack(tmp_path / "b" / "scan.tif", seed=1)
    with project_of(tmp_path, one, other) as project:
        assert [e.stack for e in project.images] == ["scan"] * 3 + ["scan_2"] * 3
        assert [e.mask_stem for e in project.images][2:4] == ["scan_z003", "scan_2_z001"]
        assert len({e.mask_stem for e in project.images}) == 6


@pytest.mark.parametrize("plane", ["z0", "Z", "Z01", "Z0Z1", "../Z0", 7, "Z" + "1" * 12])
def test_a_plane_that_is_no_address_is_refused(plane: object) -> None:
    with pytest.raises(ProjectError):
        entry_from_json(ENTRY.to_json() | {"plane": plane})


def test_only_a_project_with_planes_is_refused_by_older_programs(tmp_path: Path) -> None:
    with project_of(tmp_path, stack(tmp_path / "scan.tif")) as project:
        assert json.loads((project.folder / "project.json").read_text())["schema"] == migrations.WITH_PLANES
        for entry in project.images:
            project.remove_image(entry.id)
        assert json.loads((project.folder / "project.json").read_text())["schema"] == migrations.SCHEMA


def test_channels_are_one_image_until_they_are_chosen_apart(tmp_path: Path) -> None:
    file = stack(tmp_path / "scan.tif", (3, 2, 6, 8), "ZCYX")
    with project_of(tmp_path, file) as project:
        assert [one.plane for one in project.images] == ["Z0", "Z1", "Z2"]
        assert project.added.channels == (file,)
    with project_of(tmp_path / "b", file, channels="apart") as project:
        assert [one.plane for one in project.images] == ["Z0C0", "Z0C1", "Z1C0", "Z1C1", "Z2C0", "Z2C1"]
        assert project.added.channels == ()


def test_what_of_a_file_is_not_shown_is_said(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        Image.new("RGBA", (8, 6)).save(tmp_path / name)
    with project_of(tmp_path, tmp_path / "a.png", tmp_path / "b.png") as project:
        told = "2 files (a.png, ...): Transparency is left out; colours stay as they are stored."
        assert project.added.notes == f"../b.png is a copy of ../a.png: the two share a split. {told}"


def test_a_file_is_there_once_and_a_plane_that_was_removed_comes_back(tmp_path: Path) -> None:
    file = stack(tmp_path / "scan.tif")
    with project_of(tmp_path, file) as project:
        assert project.add_images([file]).skipped[0][1] == "The image is already in the project."
        project.remove_image(project.images[1].id)
        report = project.add_images([file], copy=True)
        assert [(one.plane, one.stack) for one in report.added] == [("Z1", "scan")]
        assert not (project.folder / "images").exists()


def test_a_file_that_moved_keeps_the_labels_of_all_its_planes(tmp_path: Path) -> None:
    file, copy = stack(tmp_path / "scan.tif"), tmp_path / "b" / "other.tif"
    copy.parent.mkdir()
    with project_of(tmp_path, file) as project:
        before = project.images
        shutil.move(file, copy)
        report = project.add_images([copy])
        assert not report.added and len(report.moved) == 3
        assert [(one.id, one.plane, one.mask_stem) for one in project.images] == [
            (one.id, one.plane, one.mask_stem) for one in before
        ]
        shutil.move(copy, file)
        found = look_for(project, tmp_path)
        assert len(found.moved) == 3 and not found.missing
        put_moved(project, found)
        assert project.images == before


def test_a_copy_of_a_stack_is_told_once_and_shares_its_split(tmp_path: Path) -> None:
    file = stack(tmp_path / "scan.tif")
    shutil.copy(file, tmp_path / "twin.tif")
    with project_of(tmp_path, file, tmp_path / "twin.tif") as project:
        assert project.added.copies == (("../twin.tif", "../scan.tif"),)
        splits = choose_splits(list(project.images), {one.id: frozenset([1]) for one in project.images}, 3)
        assert set(splits.values()) == {"train"}


def test_a_file_is_hashed_once_for_all_its_planes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with project_of(tmp_path, stack(tmp_path / "scan.tif")) as project:
        calls = []
        real = file_facts.file_hash
        monkeypatch.setattr(file_facts, "file_hash", lambda *args: calls.append(args) or real(*args))
        assert [project.check_image(one) for one in project.images] == [None] * 3
        assert len(calls) == 1
        stack(tmp_path / "scan.tif", seed=5)
        assert all("was changed" in str(project.check_image(one)) for one in project.images)


def test_a_plane_keeps_its_address_when_other_facts_change(tmp_path: Path) -> None:
    with project_of(tmp_path, stack(tmp_path / "scan.tif")) as project:
        project.update_entries([replace(one, flag=True) for one in project.images])
        project.save()
    with Project.open(project.folder, write=False) as again:
        assert [(one.plane, one.flag) for one in again.images] == [("Z0", True), ("Z1", True), ("Z2", True)]


def test_whoever_reads_an_image_gets_its_own_plane(tmp_path: Path) -> None:
    file = stack(tmp_path / "scan.tif", (3, 6, 8), "ZYX")
    planes = tifffile.imread(file)
    with project_of(tmp_path, file) as project:
        for entry, plane in zip(project.images, planes, strict=True):
            assert np.array_equal(load_image(project, entry, None, True)[0].image.pixels, plane)
            assert np.array_equal(Pixels(project).image(entry).slices[0].pixels, plane)
            shown = read_image(file, plane=entry.plane).display()
            assert np.array_equal(thumbnail(file, 8, entry.plane), shown)
        assert len({str(thumbnail(file, 8, entry.plane)) for entry in project.images}) == 3


def test_a_copy_of_a_volume_keeps_its_whole_suffix_and_needs_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    files = [tmp_path / "brain.nii.gz", tmp_path / "b" / "brain.nii.gz"]
    for number, file in enumerate(files):
        nibabel.save(nibabel.Nifti1Image(np.full((4, 5, 2), number, np.int16), np.eye(4)), file)
    header = "ObjectType = Image\nNDims = 2\nDimSize = 4 3\nElementType = MET_UCHAR\nElementDataFile = apart.raw\n"
    (tmp_path / "apart.mhd").write_text(header)
    (tmp_path / "apart.raw").write_bytes(bytes(12))
    with project_of(tmp_path, *files, tmp_path / "apart.mhd", copy=True) as project:
        assert {one.path for one in project.images} == {"images/brain.nii.gz", "images/brain_2.nii.gz"}
        assert [path.name for path, _ in project.added.skipped] == ["apart.mhd"]
        assert "keeps its pixels in another file" in project.added.skipped[0][1]
        assert sorted(path.name for path in (project.folder / "images").iterdir()) == ["brain.nii.gz", "brain_2.nii.gz"]
        assert len(project.add_images([tmp_path / "apart.mhd"]).added) == 1


# ---- volumes --------------------------------------------------------------------------------------------------------


def slice_file(path: Path, position: float, value: int, series: str = "1.2.3") -> Path:
    """A small CT slice."""
    dataset = pydicom.Dataset()
    dataset.file_meta = pydicom.dataset.FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = pydicom.uid.CTImageStorage
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID = f"1.2.3.4.{value}"
    dataset.PatientName, dataset.PatientID = "Planted^Name", "PLANTED-ID"
    dataset.Modality, dataset.SeriesInstanceUID, dataset.InstanceNumber = "CT", series, value
    dataset.Rows, dataset.Columns, dataset.SamplesPerPixel = 6, 8, 1
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 16, 15, 0
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.PixelSpacing = [1, 1]
    dataset.ImageOrientationPatient, dataset.ImagePositionPatient = [1, 0, 0, 0, 1, 0], [0, 0, position]
    dataset.PixelData = np.full((6, 8), value, np.uint16).tobytes()
    dataset.save_as(path, enforce_file_format=True)
    return path


def test_a_dicom_series_is_one_stack_in_the_order_of_positions(tmp_path: Path) -> None:
    heights = {"c": 3.0, "a": 7.0, "b": 5.0, "d": 1.0}
    files = [slice_file(tmp_path / name, height, int(height)) for name, height in heights.items()]
    other = slice_file(tmp_path / "other", 2.0, 9, "1.2.9")
    with project_of(tmp_path, *files[:3], other) as project:
        series = [one for one in project.images if one.stack == project.images[0].stack]
        assert [Path(one.path).name for one in series] == ["c", "b", "a"] and len(project.images) == 4
        assert all(one.group == one.stack and not one.plane for one in series)
        assert "is a stack of 3 images" in project.added.notes
        project.add_images([files[3]])  # one that comes later takes its place among the others
        assert [Path(one.path).name for one in in_order(project.images)] == ["d", "c", "b", "a", "other"]
        written = b"".join(path.read_bytes() for path in project.folder.rglob("*") if path.is_file())
        assert b"anted" not in written and b"PLANTED" not in written


def test_a_nifti_volume_of_several_times_is_one_image_for_each_slice(tmp_path: Path) -> None:
    values = np.arange(4 * 5 * 3 * 2, dtype=np.int16).reshape(4, 5, 3, 2)
    nibabel.save(nibabel.Nifti1Image(values, np.eye(4)), tmp_path / "brain.nii.gz")
    with project_of(tmp_path, tmp_path / "brain.nii.gz") as project:
        assert len(project.images) == 6 and {one.stack for one in project.images} == {"brain"}
        assert {one.mask_stem for one in project.images} == {
            f"brain_t{t:03}_z{z:03}" for t in (1, 2) for z in (1, 2, 3)
        }
        planes = {one.plane: load_image(project, one, None, True)[0].image.pixels for one in project.images}
        for plane, pixels in planes.items():
            steps = plane_steps(plane)
            assert set(pixels.ravel()) == set(values[:, :, steps["Z"], steps["T"]].ravel())


def test_a_copy_of_a_dicom_file_says_that_it_names_the_patient(tmp_path: Path) -> None:
    with Project.create(tmp_path / "P", image_paths=[slice_file(tmp_path / "a.dcm", 1.0, 1)], copy=True) as project:
        assert "names the patient as the file does" in project.added.left[0][1]
