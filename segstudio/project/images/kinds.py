"""The table of the kinds of image files: who recognises a file by its first bytes, and who reads it.

One kind is one row and one file with its reader, imported when the first such file is opened. Must not import Qt or
torch.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from segstudio.errors import ImageError, said
from segstudio.project.images.facts import ImageFile

START = 264  # bytes of a file that tell its kind
_JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_NIFTI_SIZES = (b"\x5c\x01\0\0", b"\0\0\x01\x5c", b"\x1c\x02\0\0", b"\0\0\x02\x1c")  # 348 and 540, both byte orders
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_HEIF = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}


@dataclass(frozen=True)
class Kind:
    """One kind. ``matches(start, name)``: by the first ``START`` bytes and the file's name in lower case."""

    name: str
    suffixes: tuple[str, ...]  # that files of this kind usually have, in lower case
    matches: Callable[[bytes, str], bool]
    reader: str = ""  # "module.function" in ``readers``: ``(path, file) -> ImageFile``; empty: known but not read
    export: str = ""  # what to do with a file of a kind that is not read


def _dicom(start: bytes, name: str) -> bool:
    bare = start[:2] in (b"\x02\0", b"\x08\0") and start[4:6].isalpha() and start[4:6].isupper()
    return start[128:132] == b"DICM" or bare or (start[:2] == b"\x08\0" and name.endswith((".dcm", ".dicom")))


def _nifti(start: bytes, name: str) -> bool:
    if start[:2] == b"\x1f\x8b":
        return name.endswith((".nii.gz", ".mgz"))
    return start[:4] in _NIFTI_SIZES and len(start) >= 100 or (name.endswith(".mgh") and start[:4] == b"\0\0\0\x01")


def _brand(start: bytes) -> bytes:
    """The brand of an ISO media file ("heic", "avif"), else nothing."""
    return start[8:12] if start[4:8] == b"ftyp" else b""


KINDS = (
    Kind("DICOM", (".dcm", ".dicom", ".ima"), _dicom, "dicom.open_dicom"),
    Kind("PNG", (".png",), lambda start, _: start.startswith(b"\x89PNG\r\n\x1a\n"), "classic.open_png"),
    Kind("JPEG", (".jpg", ".jpeg", ".jfif", ".mpo"), lambda start, _: start.startswith(b"\xff\xd8\xff"),
         "classic.open_jpeg"),
    Kind("BMP", (".bmp", ".dib"), lambda start, _: start.startswith(b"BM"), "classic.open_bmp"),
    Kind("TIFF", (".tif", ".tiff", ".btf", ".tf8", ".stk", ".lsm", ".svs"), lambda start, _: start[:4] in _TIFF,
         "tiff.open_tiff"),
    Kind("NIfTI", (".nii", ".nii.gz", ".hdr", ".mgz", ".mgh"), _nifti, "nifti.open_nifti"),
    Kind("NRRD", (".nrrd", ".nhdr"), lambda start, _: start.startswith(b"NRRD000"), "nrrd.open_nrrd"),
    Kind("MetaImage", (".mha", ".mhd"),
         lambda start, name: name.endswith((".mha", ".mhd")) or start.startswith(b"ObjectType = Image"),
         "metaimage.open_metaimage"),
    Kind("WebP", (".webp",), lambda start, _: start[:4] == b"RIFF" and start[8:12] == b"WEBP", "pictures.open_picture"),
    Kind("GIF", (".gif",), lambda start, _: start.startswith((b"GIF87a", b"GIF89a")), "pictures.open_picture"),
    Kind("JPEG 2000", (".jp2", ".j2k", ".jpx", ".j2c"),
         lambda start, _: start.startswith((_JP2, b"\xff\x4f\xff\x51")), "pictures.open_jpeg2000"),
    Kind("JPEG XL", (".jxl",), lambda start, _: start.startswith((b"\xff\x0a", b"\0\0\0\x0cJXL ")),
         "pictures.open_jpegxl"),
    Kind("AVIF", (".avif",), lambda start, _: _brand(start) in (b"avif", b"avis"), "pictures.open_picture"),
    Kind("PNM", (".pgm", ".ppm", ".pbm", ".pnm"),
         lambda start, _: len(start) > 7 and start[:1] == b"P" and start[1] in b"123456" and start[2] in b" \t\r\n#",
         "pictures.open_pnm"),
    Kind("HEIC", (".heic", ".heif"), lambda start, _: _brand(start) in _HEIF,
         export="Save it as PNG or JPEG with the program that shows it (a phone's camera can be set to JPEG)."),
    Kind("FITS", (".fits", ".fit", ".fts"), lambda start, _: start.startswith(b"SIMPLE  ="),
         export="Save it as TIFF with 32 bits, for example with ImageJ."),
    Kind("Leica LIF", (".lif",), lambda start, name: start.startswith(b"\x70\0\0\0") and name.endswith(".lif"),
         export="Export it as OME-TIFF with the Leica program or with ImageJ (Bio-Formats)."),
    Kind("Zeiss CZI", (".czi",), lambda start, _: start.startswith(b"ZISRAWFILE"),
         export="Export it as OME-TIFF with ZEN or with ImageJ (Bio-Formats)."),
    Kind("Nikon ND2", (".nd2",), lambda start, _: start.startswith(b"\xda\xce\xbe\x0a"),
         export="Export it as TIFF with NIS-Elements or with ImageJ (Bio-Formats)."),
    Kind("HDF5", (".h5", ".hdf5", ".ims"), lambda start, _: start.startswith(b"\x89HDF\r\n\x1a\n"),
         export="Export its pictures as TIFF, for example with ImageJ or Fiji."),
    Kind("video", (".avi", ".mp4", ".mov", ".mkv"),
         lambda start, _: start[8:11] == b"AVI" or _brand(start) in (b"isom", b"mp42", b"qt  "),
         export="Save its pictures as PNG files, for example with ImageJ or ffmpeg."),
)  # fmt: skip


def kind_of(start: bytes, name: str) -> Kind | None:
    """The kind of a file by its first ``START`` bytes and its name; ``None``: none that is known."""
    return next((kind for kind in KINDS if kind.matches(start, name.lower())), None)


def kind_named(name: str) -> Kind | None:
    """The kind whose files usually have such a name, the longest suffix first; ``None``: none."""
    name = name.lower()
    fitting = [(len(end), kind) for kind in KINDS for end in kind.suffixes if name.endswith(end)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def stem_of(name: str) -> str:
    """A file's name without its suffix: all of ".nii.gz"; digits behind a dot belong to the name ("1.2.840.5")."""
    kind, low = kind_named(name), name.lower()
    end = max((end for end in kind.suffixes if low.endswith(end)), key=len) if kind else PurePosixPath(name).suffix
    return name if end[1:].isdigit() or len(end) == len(name) else name[: len(name) - len(end)]


def open_file(path: Path, file: BinaryIO) -> ImageFile:
    """The reader of an open file, by its content. Raises ImageError: empty, of no kind or of one that is not read."""
    start = file.read(START)
    file.seek(0)
    if not start:
        raise ImageError(
            "The image {name} is empty (0 bytes).", "Copy it again from where it came from.", name=path.name
        )
    kind = kind_of(start, path.name)
    if kind is None:
        raise ImageError(
            "{name} is not an image of a kind that can be read.",
            "Save it as PNG, TIFF, DICOM or NIfTI, or leave it out.",
            name=path.name,
        )
    if not kind.reader:
        raise ImageError(
            "{name} is a {kind} file, which is not read.", said(kind.export), name=path.name, kind=kind.name
        )
    module, _, function = kind.reader.partition(".")
    opener: Callable[[Path, BinaryIO], ImageFile] = getattr(
        importlib.import_module(f"{__package__}.readers.{module}"), function
    )
    return opener(path, file)
