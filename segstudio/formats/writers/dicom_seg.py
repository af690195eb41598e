"""DICOM segmentations, one for each series, written by highdicom where it is installed (the extra ``dicom-seg``).

They belong into the archive that the series is from, so they name its patient and its images as the series does; no
other file that the program writes does. Must not import Qt or torch.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio import __version__
from segstudio.errors import FormatError, said
from segstudio.formats.common.found import NOTHING
from segstudio.formats.common.report import ExportReport, Images
from segstudio.formats.readers import dicom_seg
from segstudio.formats.writers.dataset import Layout, Part, Sheet, export_dataset
from segstudio.formats.writers.volumes import numbers_from_1, stacks_of
from segstudio.labels.classes import ClassTable
from segstudio.labels.steps import Progress, silent
from segstudio.project.images.facts import plane_steps
from segstudio.project.images.headers import opened
from segstudio.project.images.reading import read_facts
from segstudio.project.project import ImageEntry, Project

_MOST_NAME = 64  # signs of a segment's label
_STRUCTURE = ("123037004", "SCT", "Body structure")  # what a class is, no class table says


def export_segmentations(
    project: Project, out: str | Path, what: str = "labels", progress: Progress = silent, images: Images = Images.USUAL
) -> ExportReport:
    """Write ``what`` as a DICOM segmentation for each series; see ``export_dataset``. Raises FormatError: highdicom is
    missing, or an image is no DICOM file."""
    long = next((row.name for row in project.classes if len(row.name) > _MOST_NAME), "")
    if long:
        text = "A name of more than {most} signs does not fit into DICOM: {name}."
        raise FormatError(text, "Shorten it.", most=_MOST_NAME, name=long)
    layout = Layout(_part, dicom_seg.read, partial(_whole, project, what), numbers_from_1, void=lambda _: NOTHING)
    report = export_dataset(layout, project, out, what, progress, images)
    report.notes.append(said("The files name the patient and the images as the series does."))
    return report


def _part(sheet: Sheet) -> Part:
    return Part({}, (sheet.entry.id, sheet.values))


def _whole(
    project: Project, what: str, records: list[Any], classes: ClassTable, numbers: Mapping[int, int]
) -> dict[str, bytes]:
    if importlib.util.find_spec("highdicom") is None:
        raise FormatError(
            "Writing DICOM segmentations needs the package highdicom, which is not installed.",
            "Install it with: pip install segstudio-desktop[dicom-seg]. Or export NIfTI labels.",
        )
    files: dict[str, bytes] = {}
    table = np.zeros(256, np.uint8)
    for id, number in numbers.items():
        table[id] = number
    for stack, planes in stacks_of(project, dict(records)):
        chosen = [entry for entry in stack if entry.id in planes]
        pixels = np.stack([table[planes[entry.id]] for entry in chosen])
        name = (stack[0].stack or stack[0].mask_stem).replace(" ", "_")
        files[f"{name}.dcm"] = _encoded(project, chosen, pixels, classes, numbers, what)
    return files


def _encoded(
    project: Project,
    entries: Sequence[ImageEntry],
    pixels: NDArray[np.uint8],
    classes: ClassTable,
    numbers: Mapping[int, int],
    what: str,
) -> bytes:
    """The segmentation of a series: ``pixels`` uint8[n, h, w] of segment numbers, for ``entries``."""
    import highdicom
    import pydicom
    from highdicom.seg import SegmentationTypeValues

    from segstudio.project.images.readers.dicom_header import is_deflated

    sources, frames = [], []
    for path in dict.fromkeys(project.image_path(entry) for entry in entries):
        if read_facts(path).kind != "DICOM":
            raise FormatError(
                "{name} is no DICOM file: only series of DICOM images have segmentations of this kind.",
                "Export NIfTI labels or palette PNG.",
                name=path.name,
            )
        with opened(path) as file:
            if is_deflated(file):  # it could unpack to any size
                raise FormatError("{name} is packed as a whole.", "Save it without compression.", name=path.name)
            file.seek(0)
            sources.append(pydicom.dcmread(file, force=True, stop_before_pixels=True))
    if len(sources) == 1 and entries[0].plane:  # all frames of the one file, also those without labels
        count = int(sources[0].NumberOfFrames)
        whole = np.zeros((count, *pixels.shape[1:]), np.uint8)
        for entry, one in zip(entries, pixels, strict=True):
            whole[next(iter(plane_steps(entry.plane).values()))] = one
        frames = list(whole)
    made = highdicom.seg.Segmentation(
        source_images=sources,
        pixel_array=np.stack(frames) if frames else pixels,
        segmentation_type=SegmentationTypeValues.BINARY,
        segment_descriptions=[_described(row.name, numbers[row.id], what) for row in classes],
        series_instance_uid=highdicom.UID(),
        series_number=1000,
        sop_instance_uid=highdicom.UID(),
        instance_number=1,
        manufacturer="SegStudio",
        manufacturer_model_name="SegStudio",
        software_versions=__version__,
        device_serial_number="1",
        series_description="Segmentation",
    )
    stream = io.BytesIO()
    made.save_as(stream)
    return stream.getvalue()


def _described(name: str, number: int, what: str) -> Any:
    """A segment as highdicom wants it."""
    import highdicom

    kind = highdicom.sr.CodedConcept(*_STRUCTURE)
    family = highdicom.sr.CodedConcept("123110", "DCM", "Artificial Intelligence")
    program = highdicom.AlgorithmIdentificationSequence(name="SegStudio", version=__version__, family=family)
    by_hand = what == "labels"
    return highdicom.seg.SegmentDescription(
        segment_number=number,
        segment_label=name,
        segmented_property_category=kind,
        segmented_property_type=kind,
        algorithm_type="MANUAL" if by_hand else "AUTOMATIC",
        algorithm_identification=None if by_hand else program,
    )
