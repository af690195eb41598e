"""Nothing of a patient is in anything that a project writes: names, numbers, dates, identifiers of the series."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from segstudio.cli.main import main
from segstudio.formats.table import writers
from segstudio.labels import actions
from segstudio.labels.classes import ClassTable
from segstudio.project.masks import open_mask
from segstudio.project.project import Project
from tests.project.images.readers.made_volumes import dicom

PLANTED = {"PatientName": "Roe^Jane", "PatientID": "4711-77", "PatientBirthDate": "19500102", "StudyDate": "20200229",
           "StudyInstanceUID": "1.2.826.0.1.47.1", "SeriesInstanceUID": "1.2.826.0.1.47.2", "StudyID": "47-11-77",
           "ReferringPhysicianName": "Doe^John", "InstitutionName": "Roe Hospital",
           "SeriesDescription": "Head of Roe"}  # fmt: skip
WORDS = [
    word.encode() for word in ("Roe", "Jane", "4711-77", "19500102", "20200229", "1.2.826", "47-11", "Doe", "Head")
]


def everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder, unpacked."""
    found: dict[str, bytes] = {}
    for path in (path for path in folder.rglob("*") if path.is_file()):
        found[str(path)] = path.read_bytes()
        if path.suffix == ".gz":
            found[str(path)] = gzip.decompress(path.read_bytes())
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                found.update((f"{path}/{name}", packed.read(name)) for name in packed.namelist())
        if path.suffix == ".png":
            with Image.open(path) as image:
                found[f"{path} text"] = repr(image.info).encode()
    return found


def test_no_file_that_is_written_names_a_patient(tmp_path: Path, capsys: Any, caplog: Any) -> None:
    (tmp_path / "ct").mkdir()
    for z in range(3):
        values = np.full((6, 7), 100 * z, np.int16)
        tags = {
            "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
            "ImagePositionPatient": [0, 0, z],
            "PixelSpacing": [1, 1],
        }
        (tmp_path / "ct" / f"{z}.dcm").write_bytes(dicom(values, **tags, **PLANTED))
    classes = ClassTable.from_names(["low", "high"])
    with Project.create(tmp_path / "P", classes=classes, image_paths=sorted((tmp_path / "ct").iterdir())) as project:
        for entry in project.images:
            stored = open_mask(project, entry, entry.shape)
            actions.accept(stored.mask, np.zeros(entry.shape, np.uint8), name="Test", commit=stored.commit)
            stored.save(classes.palette())
            stored.close()
        said = [repr(project.images), project.added.notes if hasattr(project, "added") else ""]
        for name, row in writers().items():
            if name != "dicom-seg" and row.write is not None:
                said.append(repr(row.write(project, tmp_path / "out" / name, "labels")))
    assert main(["info", "--json", *map(str, sorted((tmp_path / "ct").iterdir()))]) == 0
    told = capsys.readouterr()
    files = everything(tmp_path / "P") | everything(tmp_path / "out")
    files["told"] = "\n".join([*said, told.out, told.err, caplog.text]).encode()
    assert len(files) > 30
    for place, data in files.items():
        assert not [word for word in WORDS if word in data], place


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_damaged_file_is_named_without_its_patient(cut: float, tmp_path: Path, capsys: Any) -> None:
    data = dicom(np.zeros((60, 70), np.int16), **PLANTED)
    (tmp_path / "a.dcm").write_bytes(data[: int(len(data) * cut)])
    main(["new", str(tmp_path / "P"), "--images", str(tmp_path / "a.dcm"), "--classes", "a,b"])
    told = capsys.readouterr()
    assert "a.dcm" in told.err and not [word for word in WORDS if word.decode() in told.out + told.err]
