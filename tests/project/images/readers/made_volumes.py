"""Small volumes to read: real files of other programs beside this file, and ones that the tests make."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import nibabel
import nrrd
from numpy.typing import NDArray
from pydicom import Dataset, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

from segstudio.project.images.facts import Facts, ImageFile, Pixels, planes_of
from segstudio.project.images.readers.dicom import open_dicom
from segstudio.project.images.readers.metaimage import open_metaimage
from segstudio.project.images.readers.nifti import open_nifti
from segstudio.project.images.readers.nrrd import open_nrrd

FILES = Path(__file__).with_name("volume_files")
Opener = Callable[[Path, BinaryIO], ImageFile]
OPENERS: dict[str, Opener] = {
    ".dcm": open_dicom, ".gz": open_nifti, ".nii": open_nifti, ".hdr": open_nifti, ".mgz": open_nifti,
    ".nrrd": open_nrrd, ".nhdr": open_nrrd, ".mha": open_metaimage, ".mhd": open_metaimage,
}  # fmt: skip


def read(path: Path) -> tuple[Facts, list[Pixels]]:
    """Facts and all planes of a file, after its check."""
    with open(path, "rb") as file:
        image = OPENERS[path.suffix](path, file)
        image.check()
        image.try_decoding()
        return image.facts, [image.pixels(plane) for plane in planes_of(image.facts.planes)]


def nifti(array: NDArray[Any], affine: NDArray[Any], code: int = 1, **header: Any) -> bytes:
    """A .nii; ``code`` 0: it states no orientation."""
    made = nibabel.Nifti1Image(array, affine, dtype=array.dtype)
    made.header.set_xyzt_units(header.pop("units", "mm"))
    for key, value in header.items():
        made.header[key] = value
    made.set_sform(affine, code)
    made.set_qform(affine, code)
    return made.to_bytes()


def as_nrrd(path: Path, array: NDArray[Any], header: dict[str, Any], **options: Any) -> Path:
    """A .nrrd or .nhdr of an array whose first axis is the fastest."""
    nrrd.write(str(path), array, header, index_order="F", **options)
    return path


def mha(array: NDArray[Any], **keys: str) -> bytes:
    """A .mha of an array whose first axis is the fastest."""
    kinds = {"uint8": "UCHAR", "int16": "SHORT", "uint16": "USHORT", "float32": "FLOAT", "float64": "DOUBLE"}
    lines = {
        "ObjectType": "Image", "NDims": str(array.ndim), "BinaryData": "True", "BinaryDataByteOrderMSB": "False",
        "CompressedData": "False", "DimSize": " ".join(map(str, array.shape)),
        "ElementType": f"MET_{kinds[array.dtype.name]}", "ElementDataFile": "LOCAL", **keys,
    }  # fmt: skip
    last = lines.pop("ElementDataFile")
    text = "".join(f"{key} = {value}\n" for key, value in {**lines, "ElementDataFile": last}.items())
    return text.encode() + array.tobytes("F")


def dicom(values: NDArray[Any], syntax: str = ExplicitVRLittleEndian, **tags: Any) -> bytes:
    """A DICOM file of ``[h, w]``, ``[frames, h, w]`` or ``[h, w, 3]``; ``tags`` replace those it has. ``PixelData`` as
    it is given, for compressed syntaxes."""
    colour = values.ndim == 3 and values.shape[-1] == 3
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = syntax
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID = tags.pop("SOPClassUID", CTImageStorage)
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID = "1.2.3"
    made.Modality, made.SeriesInstanceUID = "CT", "1.2.3.4.5"
    made.Rows, made.Columns = values.shape[:2] if colour else values.shape[-2:]
    made.SamplesPerPixel, made.PhotometricInterpretation = (3, "RGB") if colour else (1, "MONOCHROME2")
    if colour:
        made.PlanarConfiguration = 0
    elif values.ndim == 3:
        made.NumberOfFrames = len(values)
    made.BitsAllocated = made.BitsStored = 8 * values.dtype.itemsize
    made.HighBit, made.PixelRepresentation = made.BitsStored - 1, int(values.dtype.kind == "i")
    made.PixelData = values.tobytes() + b"\0" * (values.nbytes % 2)
    for key, value in tags.items():
        setattr(made, key, value)
    made["PixelData"].VR = "OB" if made.BitsAllocated == 8 else "OW"
    stream = io.BytesIO()
    dcmwrite(stream, made, enforce_file_format=True)
    return stream.getvalue()


def bare(data: bytes) -> bytes:
    """A DICOM file without preamble and file meta information, as old programs wrote it."""
    (length,) = struct.unpack_from("<I", data, 140)
    return data[144 + length :]


def planes_fit(image: ImageFile) -> None:
    """The first planes have the size that the facts say."""
    for plane in planes_of(image.facts.planes)[:3]:
        assert image.pixels(plane).shape[:2] == (image.facts.height, image.facts.width)
