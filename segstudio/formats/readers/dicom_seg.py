"""DICOM segmentations: which files are some. What reads them is imported with the first one."""

from __future__ import annotations

from pathlib import PurePosixPath

from segstudio.errors import ImageError, MaskError
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Found, MaskVolume
from segstudio.formats.common.report import LeftOut
from segstudio.formats.common.shapes import Names
from segstudio.project.images.kinds import stem_of

_KINDS = (b"UI\x1c\x001.2.840.10008.5.1.4.1.1.66.4", b"UI\x1c\x001.2.840.10008.5.1.4.1.1.66.7")  # and of label maps


def fits(files: Files) -> bool:
    """Whether there is a DICOM segmentation."""
    return bool(_called(files))


def _called(files: Files) -> list[str]:
    names = [name for name in files.names if PurePosixPath(name).suffix.lower() in (".dcm", ".dicom", "")]
    heads = ((name, files.head(name)[:1024]) for name in names)
    return [name for name, head in heads if head[128:132] == b"DICM" and any(kind in head for kind in _KINDS)]


def read(files: Files) -> Found:
    """All DICOM segmentations as masks, by the names of their segments."""
    from segstudio.formats.readers.segmentation import Segmentation

    names, volumes, left_out = Names(), list[MaskVolume](), list(files.left_out)
    for name in _called(files):
        try:
            mask = Segmentation(name, files.read(name), names)
            volumes.append(MaskVolume(name, stem_of(PurePosixPath(name).name), mask.plane, mask.series))
        except (MaskError, ImageError) as error:
            left_out.append(LeftOut(name, error.message))
    return Found([], names.values, left_out=left_out, volumes=volumes)
