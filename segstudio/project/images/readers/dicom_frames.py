"""The frames of a DICOM file, decoded one at a time: pydicom with decoders of imagecodecs for what it lacks.

Owns the checks before a decoder gets to work: all bytes are there, and a compressed frame has the size that the header
says (a small codestream can claim a gigapixel). Must not import Qt or torch.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Any, BinaryIO

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom import uid
from pydicom.encaps import get_frame
from pydicom.pixels.decoders.base import DecodeRunner, get_decoder

from segstudio.errors import ImageError
from segstudio.project.images.headers import damaged
from segstudio.project.images.readers.jpeg import codestream_size

_NAME = "segstudio"
_ITEM, _END, _UNKNOWN = 0xFFFEE000, 0xFFFEE0DD, 0xFFFFFFFF
# Syntax and its decoder. The first codec that pydicom has (Pillow) keeps JPEG baseline, whose colours it knows best.
_CODECS = {
    uid.JPEGExtended12Bit: imagecodecs.jpeg_decode,
    uid.JPEGLossless: imagecodecs.jpegsof3_decode,
    uid.JPEGLosslessSV1: imagecodecs.jpegsof3_decode,
    uid.JPEGLSLossless: imagecodecs.jpegls_decode,
    uid.JPEGLSNearLossless: imagecodecs.jpegls_decode,
    uid.JPEG2000Lossless: imagecodecs.jpeg2k_decode,
    uid.JPEG2000: imagecodecs.jpeg2k_decode,
    uid.HTJ2KLossless: imagecodecs.jpeg2k_decode,
    uid.HTJ2KLosslessRPCL: imagecodecs.jpeg2k_decode,
    uid.HTJ2K: imagecodecs.jpeg2k_decode,
}
_LS = (uid.JPEGLSLossless, uid.JPEGLSNearLossless)
DECODER_DEPENDENCIES = dict.fromkeys(_CODECS, ("imagecodecs",))  # as pydicom asks of a plug-in


def is_available(syntax: str) -> bool:
    """Whether this plug-in of pydicom decodes a transfer syntax."""
    return syntax in _CODECS


def decode_by_imagecodecs(src: bytes, runner: DecodeRunner) -> bytes:
    """One frame, as a plug-in of pydicom gives it: bytes, colours of a pixel side by side."""
    values = _CODECS[runner.transfer_syntax](src)
    if values.dtype.itemsize * 8 not in (8, 16, 32):
        raise ValueError
    runner.set_option("bits_allocated", values.dtype.itemsize * 8)
    if runner.samples_per_pixel > 1:
        runner.set_option("planar_configuration", 0)
    if runner.photometric_interpretation in ("YBR_ICT", "YBR_RCT"):  # JPEG 2000 has turned them into RGB
        runner.set_option("photometric_interpretation", "RGB")
    return np.ascontiguousarray(values).tobytes()


for _syntax in _CODECS:
    if _NAME not in get_decoder(_syntax).available_plugins:
        get_decoder(_syntax).add_plugin(_NAME, (__name__, "decode_by_imagecodecs"))


def check_frames(path: Path, file: BinaryIO, start: int, syntax: uid.UID, frames: int, nbytes: int) -> None:
    """Raise ImageError where bytes of the pixels at ``start`` are missing, or nothing here decodes ``syntax``."""
    decoder_of(path, syntax)
    end = file.seek(0, os.SEEK_END)
    if not syntax.is_compressed:
        if start + frames * nbytes > end:
            raise damaged(path, "its end is missing")
        return
    at, found, tag = start, -1, 0  # the first item is a table
    while tag != _END:
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            break
        group, element, length = struct.unpack("<HHI", head)
        tag = group << 16 | element
        if tag not in (_ITEM, _END) or length == _UNKNOWN or at + 8 + length > end:
            break
        at, found = at + 8 + length, found + (tag == _ITEM)
    if tag != _END and not (found >= frames and at == end):  # some writers leave the delimiter away
        raise damaged(path, "its end is missing")
    if found < frames:
        raise damaged(path, "it holds fewer pictures than it says")


def decode_frame(path: Path, file: BinaryIO, start: int, number: int, options: dict[str, Any]) -> NDArray[Any]:
    """The values of frame ``number``, ``[rows, columns]`` or ``[rows, columns, samples]``, YCbCr turned into RGB.

    ``options`` as ``as_pixel_options`` of pydicom has them. Raises ImageError, and what a decoder raises.
    """
    syntax = options["transfer_syntax_uid"]
    decoder = decoder_of(path, syntax)
    file.seek(start)
    if syntax.is_compressed:
        frame = get_frame(
            file,
            number,
            number_of_frames=options["number_of_frames"],
            extended_offsets=options.get("extended_offsets"),
        )
        size = codestream_size(frame)
        if size is not None and size != (options["rows"], options["columns"]):
            raise damaged(path, "its pixels do not fit its size")
        if syntax in _LS and not frame.rstrip(b"\0").endswith(b"\xff\xd9"):  # CharLS would look for it far behind
            raise damaged(path, "its end is missing")
        file.seek(start)
    values: NDArray[Any] = decoder.as_array(file, index=number, **options)[0]
    return values.astype(values.dtype.newbyteorder("="), copy=False)


def decoder_of(path: Path, syntax: uid.UID) -> Any:
    """pydicom's decoder of a transfer syntax. Raises ImageError: nothing here decodes it."""
    try:
        decoder = get_decoder(syntax)
    except NotImplementedError:
        decoder = None
    if decoder is None or not decoder.is_available:
        video = syntax.is_valid and "MPEG" in syntax.name or "HEVC" in syntax.name
        raise ImageError(
            "The pixels of {name} are coded as {codec}, which is not read.",
            "Save its pictures as DICOM without compression with the program it comes from.",
            name=path.name,
            codec="video" if video else syntax.name if not syntax.is_private else "a code of one maker",
        )
    return decoder
