"""What an image file says before its pixels are read: format, size, bit depth, orientation, completeness.

Owns the checks that Pillow and OpenCV do not always make: a PNG must reach its IEND chunk with right checksums, the
strips of a TIFF must be inside the file, a JPEG must have the bytes for its size, no image is larger than
``MAX_PIXELS``; and ``opened``, in which every error of a decoder becomes an ImageError.
Imports Pillow, tifffile, images.jpeg, images.png, errors and regular_file only.
"""

from __future__ import annotations

import io
import logging
import os
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from PIL import Image

from segstudio.errors import Cancelled, ImageError, UserError, said
from segstudio.project.images.jpeg import MOST_SCANS, fewest_bytes, has_too_many_scans
from segstudio.project.images.png import MAX_PIXELS, SIGNATURE, chunks
from segstudio.regular_file import IMAGE, PACKED_IMAGE, open_regular

if TYPE_CHECKING:
    from tifffile import TiffPage

_JPEG = b"\xff\xd8\xff"
ORIENTATION = 274  # EXIF and TIFF tag
_YCBCR = 6  # a photometric interpretation of TIFF, whose colours have fewer pixels
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_MAX_METADATA = 1 << 24  # bytes of one eXIf chunk that are read

# Our own limit above is checked before any pixel is decoded; Pillow's lower one would only print a warning.
Image.MAX_IMAGE_PIXELS = None
# Unknown metadata of cameras concerns nobody here; what matters for the pixels is checked.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
logging.getLogger("tifffile").disabled = True


@dataclass(frozen=True)
class ImageHeader:
    """Facts of one file. ``width`` and ``height`` are as stored, before the orientation (1..8) is applied."""

    format: str  # "PNG", "JPEG", "BMP" or "TIFF"
    width: int
    height: int
    bits: int  # of one sample
    samples: int  # of one pixel
    orientation: int = 1
    end: int = 0  # the byte behind the last pixel of a TIFF or BMP, of a JPEG at least; 0: only decoding tells

    @property
    def shape(self) -> tuple[int, int]:
        """``(h, w)`` as seen, with the orientation applied."""
        turned = self.orientation >= 5
        return (self.width, self.height) if turned else (self.height, self.width)


def damaged(path: Path, why: str) -> ImageError:
    """The error for a file that starts like an image but cannot be read to its end."""
    return ImageError(
        "The image {name} is damaged: {why}.", "Copy it again from where it came from.", name=path.name, why=said(why)
    )


def read_packed(path: Path) -> bytes | None:
    """The bytes of a PNG or JPEG, which has to be read whole anyway; ``None`` for other files, which may be larger than
    the memory, and for one that cannot be read (``opened`` says why)."""
    try:
        with open_regular(path, PACKED_IMAGE) as file:
            start = file.read(len(SIGNATURE))
            return start + file.read() if start == SIGNATURE or start.startswith(_JPEG) else None
    except OSError:
        return None


@contextmanager
def opened(path: Path, data: bytes | None = None) -> Iterator[BinaryIO]:
    """The image file to read from; ``data`` are its bytes, where they are in memory already.

    Raises ImageError: it cannot be opened, or whatever a decoder raises on what is in it (each raises dozens of kinds).
    """
    try:
        with io.BytesIO(data) if data is not None else open_regular(path, IMAGE) as file:
            yield file
    except (UserError, Cancelled):
        raise
    except MemoryError as error:
        raise ImageError(
            "The image {name} does not fit into memory.",
            "Close other programs, or cut it into smaller images.",
            name=path.name,
        ) from error
    except OSError as error:
        raise ImageError(
            "The image {name} cannot be opened: {reason}.",
            "Check that the file is there and may be read.",
            name=path.name,
            reason=error.strerror or error,
        ) from error
    except Exception as error:
        raise damaged(path, "it cannot be decoded") from error


def read_header(path: Path, file: BinaryIO) -> ImageHeader:
    """Read the first bytes of ``file``. Raises ImageError: empty, no image, damaged, absurd size."""
    header = _parse(path, file)
    if header.width < 1 or header.height < 1:
        raise damaged(path, "it has no pixels")
    if header.width * header.height > MAX_PIXELS:
        size = f"{header.width} x {header.height}"
        raise ImageError(
            "The image {name} claims {size} pixels, more than can be read.",
            "Cut it into images of at most a gigapixel.",
            name=path.name,
            size=size,
        )
    return header


def _parse(path: Path, file: BinaryIO) -> ImageHeader:
    start = file.read(8)
    file.seek(0)
    if not start:
        raise ImageError(
            "The image {name} is empty (0 bytes).", "Copy it again from where it came from.", name=path.name
        )
    try:
        if start == SIGNATURE:
            return _png(file)
        if start[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
            return _tiff(path, file)
        if start.startswith(_JPEG):
            header = _by_pillow(file, "JPEG")
            return replace(header, end=fewest_bytes(header.width, header.height))
        if start[:2] == b"BM":
            header, rows = _by_pillow(file, "BMP"), bmp_rows(file)
            return replace(header, end=rows[0] + rows[1] * header.height) if rows else header
    except ImageError:
        raise
    except Exception as error:  # Pillow raises a dozen kinds for damaged headers
        raise damaged(path, "its header cannot be read") from error
    raise ImageError(
        "{name} is not a PNG, JPEG, BMP or TIFF image.",
        "Convert it to one of these formats, or leave it out.",
        name=path.name,
    )


def _valid_orientation(value: object) -> int:
    return int(value) if isinstance(value, int) and 1 <= value <= 8 else 1


def _by_pillow(file: BinaryIO, name: str) -> ImageHeader:
    with Image.open(file, formats=(name,)) as image:
        turn = _valid_orientation(image.getexif().get(ORIENTATION)) if name == "JPEG" else 1
        return ImageHeader(name, image.width, image.height, 8, len(image.getbands()), turn)


# ---- PNG -----------------------------------------------------------------------------------------------------------


def _png(file: BinaryIO) -> ImageHeader:
    size: tuple[int, int, int, int] | None = None
    orientation = 1
    try:
        for kind, length in chunks(file):
            if size is None and kind != b"IHDR":
                raise ValueError("IHDR is not the first chunk")
            if kind == b"IHDR":
                size = struct.unpack(">IIBB", file.read(10))
            elif kind == b"eXIf" and length < _MAX_METADATA:
                orientation = _exif_orientation(file.read(length))
    except EOFError:  # truncated after the header: check_complete says so
        if size is None:
            raise
    if size is None:
        raise ValueError("no IHDR")
    width, height, bits, color = size
    return ImageHeader("PNG", width, height, bits, _PNG_CHANNELS[color], orientation)


def _exif_orientation(data: bytes) -> int:
    exif = Image.Exif()
    try:
        exif.load(data)
        return _valid_orientation(exif.get(ORIENTATION))
    except Exception:  # damaged metadata must not take the picture away
        return 1


# ---- TIFF and BMP --------------------------------------------------------------------------------------------------


def tiff_page(file: BinaryIO) -> TiffPage:
    """The tags of the first page of a TIFF or BigTIFF. Raises many kinds of errors when they are damaged."""
    import tifffile  # here, because its import takes longer than most files do

    # MetaMorph's own tags are not needed; a malicious file keeps their reader busy for hours.
    vars(tifffile.tifffile).update(read_uic1tag=lambda *_, **__: {})
    file.seek(0)
    page = tifffile.TiffFile(file, is_lsm=False, is_ndpi=False, is_scanimage=False).pages.first
    assert isinstance(page, tifffile.TiffPage)
    return page


def _tiff(path: Path, file: BinaryIO) -> ImageHeader:
    page = tiff_page(file)
    if not page.dataoffsets:
        raise damaged(path, "it holds no pixel data")
    lengths = page.databytecounts or (page.nbytes,)
    end = max(index(start) + index(length) for start, length in zip(page.dataoffsets, lengths, strict=False))
    samples, width, height = index(page.samplesperpixel), index(page.tags[256].value), index(page.tags[257].value)
    kinds = page.tags[258].value if samples > 1 else page.bitspersample  # BitsPerSample
    bits = max(map(index, kinds)) if isinstance(kinds, tuple) else index(kinds)
    if page.compression == 1 and page.photometric != _YCBCR and all(lengths):  # nothing is compressed or left out
        end = max(end, width * height * bits * samples // 8)
    if bits > 8 and (samples not in (1, 3, 4) or page.planarconfig != 1 or page.photometric not in (0, 1, 2)):
        samples = 0  # separate planes, grey with alpha, CMYK: no decoder here reads these with more than 8 bits
    turn = _valid_orientation(page.tags.valueof(ORIENTATION))
    return ImageHeader("TIFF", width, height, bits, samples, turn, end)


def bmp_rows(file: BinaryIO) -> tuple[int, int, str, int] | None:
    """Where the rows of a BMP begin, the bytes of one (padded to 4), Pillow's name of their kind, and their order (1:
    the highest first, -1: the lowest). ``None``: it is compressed by run lengths."""
    file.seek(0)
    with Image.open(file, formats=("BMP",)) as image:
        codec, _, start, how = image.tile[0]
    if codec != "raw" or not isinstance(how, tuple):
        return None
    kind, stride, order = how
    return start, stride, kind, order


def check_complete(path: Path, header: ImageHeader, file: BinaryIO) -> None:
    """Raise ImageError when bytes are missing, or those of a PNG changed, and for a JPEG that takes minutes to read. Of
    a JPEG only Pillow notices that its last bytes are missing."""
    if header.format == "PNG":
        try:
            for _ in chunks(file, check=True):
                pass
        except (EOFError, ValueError) as error:
            raise damaged(path, str(error)) from error
    elif header.end > file.seek(0, os.SEEK_END):
        raise damaged(path, "its end is missing")
    elif header.format == "JPEG":
        file.seek(0)
        if has_too_many_scans(file.read()):
            raise ImageError(
                "The image {name} stores its picture in more than {most} passes, which takes too long to read.",
                "Save it anew with another program.",
                name=path.name,
                most=MOST_SCANS,
            )
