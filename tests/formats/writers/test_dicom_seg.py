"""DICOM segmentations out, where highdicom is installed; where it is not, a sentence says what to do."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from PIL import Image
from pydicom import uid

from segstudio.errors import FormatError
from segstudio.formats.importing import import_masks
from segstudio.formats.writers.dicom_seg import export_segmentations
from segstudio.labels import actions
from segstudio.labels.classes import VOID, ClassTable
from segstudio.project.masks import open_mask, read_latest
from segstudio.project.project import Project
from tests.project.images.readers.made_volumes import dicom

needs_highdicom = pytest.mark.skipif(importlib.util.find_spec("highdicom") is None, reason="the extra dicom-seg")
RANDOM = np.random.default_rng(8)
CLASSES = ClassTable.from_names(["low", "high"])


def slices(folder: Path) -> list[Path]:
    """A CT of three slices with all that a series has to have."""
    folder.mkdir()
    study, series, frame = (uid.generate_uid() for _ in range(3))
    tags: dict[str, Any] = {
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0], "PixelSpacing": [2, 1], "SliceThickness": 3,
        "FrameOfReferenceUID": frame, "StudyInstanceUID": study, "SeriesInstanceUID": series, "PatientName": "Roe^Jane",
        "PatientID": "1", "PatientBirthDate": "", "PatientSex": "", "StudyID": "1", "StudyDate": "20200101",
        "StudyTime": "000000", "AccessionNumber": "", "ReferringPhysicianName": "", "SeriesNumber": 1,
        "Manufacturer": "", "PositionReferenceIndicator": "",
    }  # fmt: skip
    paths = []
    for z in range(3):
        values = RANDOM.integers(0, 900, (5, 7)).astype(np.int16)
        made = pydicom.dcmread(
            io.BytesIO(dicom(values, ImagePositionPatient=[0, 0, 3 * z], InstanceNumber=z + 1, **tags))
        )
        made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = uid.generate_uid()
        paths.append(folder / f"{z}.dcm")
        made.save_as(paths[-1])
    return paths


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A series with labels on the first and the last slice."""
    with Project.create(tmp_path / "P", classes=CLASSES, image_paths=slices(tmp_path / "ct")) as made:
        for entry in made.images[::2]:
            stored = open_mask(made, entry, entry.shape)
            values = RANDOM.choice(np.array([0, 1, VOID], np.uint8), entry.shape)
            actions.accept(stored.mask, values, name="Test", commit=stored.commit)
            stored.save(made.classes.palette())
            stored.close()
        yield made


@needs_highdicom
def test_a_series_comes_back_from_its_segmentation(project: Project, tmp_path: Path) -> None:
    report = export_segmentations(project, tmp_path / "out")
    assert report.verified == 2 and any("patient" in note for note in report.notes)
    images = [project.image_path(entry) for entry in project.images]
    with Project.create(tmp_path / "Q", classes=CLASSES, image_paths=images) as other:
        assert len(import_masks(other, tmp_path / "out").imported) == 2
        for entry, same in zip(project.images[::2], other.images[::2], strict=True):
            assert np.array_equal(read_latest(project, entry)[0], read_latest(other, same)[0])


@needs_highdicom
def test_images_that_are_no_series_are_refused(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((5, 7), np.uint8)).save(tmp_path / "a.png")
    with Project.create(tmp_path / "P", classes=CLASSES, image_paths=[tmp_path / "a.png"]) as project:
        stored = open_mask(project, project.images[0], (5, 7))
        actions.accept(stored.mask, np.zeros((5, 7), np.uint8), name="Test", commit=stored.commit)
        stored.save(project.classes.palette())
        stored.close()
        with pytest.raises(FormatError, match="no DICOM file"):
            export_segmentations(project, tmp_path / "out")
        assert not (tmp_path / "out").exists()


def test_without_highdicom_a_sentence_says_what_to_install(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(FormatError, match="highdicom") as told:
        export_segmentations(project, tmp_path / "out")
    assert "dicom-seg" in told.value.hint
