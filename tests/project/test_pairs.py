"""An image whose pixels lie in a second file beside its header is both files: a change of either is noticed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nibabel
import nrrd
import numpy as np
import pytest

from segstudio.gui.files.load_image import load_image
from segstudio.labels.classes import ClassTable
from segstudio.project.file_facts import image_stamp
from segstudio.project.project import Project
from segstudio.project.search.find_moved import look_for, put_moved
from segstudio.project.storage import file_hash, file_stamp

VALUES = np.random.default_rng(0).integers(0, 900, (4, 5, 3)).astype(np.int16)
CELLS = ClassTable.from_names(["cell"])
MHD = "NDims = 3\nDimSize = 4 5 3\nElementType = MET_SHORT\nElementDataFile = a.raw\n"
Pair = tuple[Path, Path]


def metaimage(folder: Path) -> Pair:
    (folder / "a.mhd").write_text(MHD)
    (folder / "a.raw").write_bytes(VALUES.tobytes("F"))
    return folder / "a.mhd", folder / "a.raw"


def slicer(folder: Path) -> Pair:
    nrrd.write(str(folder / "a.nhdr"), VALUES, {"encoding": "raw"}, detached_header=True)
    return folder / "a.nhdr", folder / "a.raw"


def nifti(folder: Path) -> Pair:
    nibabel.save(nibabel.Nifti1Pair(VALUES, np.eye(4)), folder / "a.img")
    return folder / "a.hdr", folder / "a.img"


def analyze(folder: Path) -> Pair:
    nibabel.save(nibabel.Spm2AnalyzeImage(VALUES, np.eye(4)), folder / "a.img")
    return folder / "a.hdr", folder / "a.img"


@pytest.mark.parametrize("make", [metaimage, slicer, nifti, analyze])
def test_a_change_of_the_pixels_beside_a_header_is_noticed(make: Callable[[Path], Pair], tmp_path: Path) -> None:
    header, beside = make(tmp_path)
    before = beside.read_bytes()
    with Project.create(tmp_path / "P", classes=CELLS, image_paths=[tmp_path]) as project:
        assert [Path(entry.path).name for entry in project.images] == [header.name] * 3
        entry, stamp = project.images[1], image_stamp(header)
        assert project.check_image(entry) is None
        beside.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
        assert image_stamp(header) != stamp and "was changed since" in str(project.check_image(entry))
        loaded, _ = load_image(project, entry, None, mask_open=True)
        assert "was changed since" in loaded.notice
        beside.unlink()
        assert beside.name in str(project.check_image(entry))
        beside.write_bytes(before)
        assert project.check_image(entry) is None


def test_a_pair_of_a_project_that_knows_the_header_alone_is_still_its_image(tmp_path: Path) -> None:
    header, _ = metaimage(tmp_path)
    with Project.create(tmp_path / "P", classes=CELLS, image_paths=[header]) as project:
        old = replace(project.images[0], sha256=file_hash(header))
        assert old.sha256 != project.images[0].sha256 and project.check_image(old) is None


def test_a_pair_that_was_moved_is_found_only_with_its_own_pixels(tmp_path: Path) -> None:
    header, beside = metaimage(tmp_path)
    with Project.create(tmp_path / "P", classes=CELLS, image_paths=[header]) as project:
        for name, change in (("wrong", 1), ("right", 0)):
            (tmp_path / name).mkdir()
            shutil.copy(header, tmp_path / name)
            data = beside.read_bytes()
            (tmp_path / name / "a.raw").write_bytes(bytes([data[0] ^ change]) + data[1:])
        header.unlink()
        beside.unlink()
        assert look_for(project, tmp_path / "wrong").moved == ()
        put_moved(project, look_for(project, tmp_path / "right"))
        assert {entry.path for entry in project.images} == {"../right/a.mhd"}


def test_a_file_that_is_whole_has_the_hash_and_the_stamp_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.nii").write_bytes(nibabel.Nifti1Image(VALUES, np.eye(4)).to_bytes())
    with Project.create(tmp_path / "P", classes=CELLS, image_paths=[tmp_path / "a.nii"]) as project:
        assert project.images[0].sha256 == file_hash(tmp_path / "a.nii")
    assert image_stamp(tmp_path / "a.nii") == file_stamp(tmp_path / "a.nii")
