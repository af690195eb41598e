"""DICOM segmentations go to the slices that their frames lie on, by the names of their segments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import Dataset, Sequence, uid

from segstudio.errors import FormatError
from segstudio.formats.importing import import_masks, look
from segstudio.labels.classes import VOID, ClassTable
from segstudio.project.masks import read_latest
from segstudio.project.project import Project
from tests.any_bytes import changed, only
from tests.project.images.readers.made_volumes import dicom

VALUES = np.random.default_rng(6).integers(0, 900, (4, 5, 7)).astype(np.int16)  # z, rows, columns
LABELS = np.where(VALUES < 300, 1, np.where(VALUES > 600, 2, 0)).astype(np.uint8)
TURNED = [-1, 0, 0, 0, -1, 0]


def item(**tags: Any) -> Dataset:
    made = Dataset()
    for key, value in tags.items():
        setattr(made, key, Sequence([value]) if isinstance(value, Dataset) else value)
    return made


@pytest.fixture
def project(tmp_path: Path) -> Any:
    """A CT of four slices, whose rows and columns go from left to right and from back to front."""
    paths = []
    for z in range(4):
        tags = {"ImageOrientationPatient": TURNED, "ImagePositionPatient": [6, 8, 3 * z], "PixelSpacing": [2, 1]}
        paths.append(tmp_path / f"{9 - z}.dcm")
        paths[-1].write_bytes(dicom(VALUES[z], **tags))
    classes = ClassTable.from_names(["low", "high"])
    with Project.create(tmp_path / "P.segstudio", classes=classes, image_paths=paths) as made:
        yield made


def segmentation(
    frames: list[tuple[int, int, NDArray[np.uint8]]], kind: str = "BINARY", turned: bool = True, **tags: Any
) -> bytes:
    """Frames as (segment, z, pixels as the slices lie); ``turned``: as the slices, else from right to left."""
    pixels = np.stack([values if turned else values[::-1, ::-1] for _, _, values in frames])
    each = [
        item(
            SegmentIdentificationSequence=item(ReferencedSegmentNumber=segment),
            PlanePositionSequence=item(ImagePositionPatient=[6 if turned else 0, 8 if turned else 0, 3 * z]),
        )
        for segment, z, _ in frames
    ]
    shared = item(
        PixelMeasuresSequence=item(PixelSpacing=[2, 1]),
        PlaneOrientationSequence=item(ImageOrientationPatient=TURNED if turned else [1, 0, 0, 0, 1, 0]),
    )
    names = [item(SegmentNumber=number, SegmentLabel=label) for number, label in ((1, "low"), (2, "high"))]
    one_bit: dict[str, Any] = {}
    if kind == "BINARY":
        one_bit = {"BitsAllocated": 1, "BitsStored": 1, "HighBit": 0}
        data = np.packbits(pixels.ravel(), bitorder="little").tobytes()
        one_bit["PixelData"] = data + b"\0" * (len(data) % 2)
    return dicom(
        pixels,
        SOPClassUID=tags.pop("SOPClassUID", uid.SegmentationStorage),
        SegmentationType=kind,
        SegmentSequence=names,
        NumberOfFrames=len(frames),
        PerFrameFunctionalGroupsSequence=each,
        SharedFunctionalGroupsSequence=[shared],
        **one_bit,
        **tags,
    )


BINARY = [(segment, z, (LABELS[z] == segment).astype(np.uint8)) for segment in (1, 2) for z in (3, 0, 2)]


def saved(folder: Path, data: bytes) -> Path:
    (folder / "m").mkdir(exist_ok=True)
    (folder / "m" / "seg.dcm").write_bytes(data)
    return folder / "m"


def right(project: Project, slices: tuple[int, ...] = (0, 2, 3)) -> bool:
    """Whether the masks are those of ``LABELS``, and only on ``slices``."""
    good = []
    for entry in project.images:
        z = 9 - int(Path(entry.path).stem)
        there = project.mask_path(entry).exists()
        wanted = np.where(LABELS[z] == 0, VOID, LABELS[z] - 1)
        good.append(np.array_equal(read_latest(project, entry)[0], wanted) if z in slices else not there)
    return all(good)


@pytest.mark.parametrize("turned", [True, False])
def test_binary_frames_land_on_their_slices(project: Project, tmp_path: Path, turned: bool) -> None:
    report = import_masks(project, saved(tmp_path, segmentation(BINARY, turned=turned)))
    assert len(report.imported) == 3 and right(project)


def test_fractions_of_one_half_count_and_this_is_said(project: Project, tmp_path: Path) -> None:
    frames = [(segment, z, inside * 100 + (1 - inside) * 99) for segment, z, inside in BINARY]
    report = import_masks(project, saved(tmp_path, segmentation(frames, "FRACTIONAL", MaximumFractionalValue=200)))
    assert right(project) and any("one half" in note for note in report.notes)


def test_a_label_map_holds_all_segments_in_a_frame(project: Project, tmp_path: Path) -> None:
    frames = [(0, z, LABELS[z]) for z in range(4)]
    data = segmentation(frames, "LABELMAP", SOPClassUID=uid.UID("1.2.840.10008.5.1.4.1.1.66.7"))
    import_masks(project, saved(tmp_path, data))
    assert right(project, (0, 1, 2, 3))


def test_overlapping_segments_are_told(project: Project, tmp_path: Path) -> None:
    frames = [(1, 0, np.ones((5, 7), np.uint8)), (2, 0, (LABELS[0] == 2).astype(np.uint8))]
    plan = look(project, saved(tmp_path, segmentation(frames)))
    assert any("overlap" in note for note in plan.notes) and len(plan.pairs) == 1


def test_a_segmentation_of_another_place_or_size_is_left_out(project: Project, tmp_path: Path) -> None:
    for frames, word in (
        ([(1, 30, LABELS[0])], "no series lies"),
        ([(1, 0, np.ones((5, 6), np.uint8))], "no series lies"),
    ):
        with pytest.raises(FormatError, match=word):
            import_masks(project, saved(tmp_path, segmentation(frames)))
    series = item(SeriesInstanceUID="1.2.3.4.5")
    with pytest.raises(FormatError, match="pixels"):
        data = segmentation([(1, 0, np.ones((5, 6), np.uint8))], ReferencedSeriesSequence=[series])
        import_masks(project, saved(tmp_path, data))


def test_damaged_segmentations_are_left_out_by_name(project: Project, tmp_path: Path) -> None:
    data = segmentation(BINARY, PatientName="Roe^Jane")
    for number in range(60):
        whole = changed(data, str(number)) if number % 3 else data[: len(data) * number // 60]
        folder, told = saved(tmp_path, whole), list[str]()

        def read(folder: Path = folder, told: list[str] = told) -> None:
            try:
                told.append(repr(look(project, folder).left_out))
            except FormatError as error:
                told.append(f"{error} {error.hint} {error.__cause__!r}")
                raise

        only(FormatError, read)
        assert "Roe" not in "".join(told)


def test_more_frames_than_there_are_is_damage(project: Project, tmp_path: Path) -> None:
    data = segmentation(BINARY).replace(b"IS\x02\x006 ", b"IS\x02\x0099")
    with pytest.raises(FormatError, match="damaged"):
        import_masks(project, saved(tmp_path, data))
