"""NIfTI-1 and 2 (.nii, .nii.gz, pairs .hdr and .img), Analyze 7.5 (such pairs too) and FreeSurfer's MGH and MGZ, as
planes along their third axis.

nibabel reads the header; the values are read here. Free text of the header (descrip, aux_file, ...), which may hold a
name, goes nowhere. Must not import Qt or torch.
"""

from __future__ import annotations

import logging
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from nibabel.freesurfer.mghformat import MGHHeader
from nibabel.nifti1 import Nifti1Header
from nibabel.nifti2 import Nifti2Header
from nibabel.spm2analyze import Spm2AnalyzeHeader

from segstudio.errors import ImageError, said
from segstudio.project.images.facts import ImageFile
from segstudio.project.images.headers import damaged
from segstudio.project.images.orientation import lps, place_of, turn_of
from segstudio.project.images.readers.unpacking import Unpacking, decoding
from segstudio.project.images.readers.volume import Layout, Volume, facts_of, open_beside

_GZIP = b"\x1f\x8b"
_START = 544  # bytes: the longest header and where its extensions begin
_LETTERS = "XYZTCIQ"  # of the seven axes that NIfTI has; the fifth holds vectors
_METRES = {1: 1.0, 2: 1e-3, 3: 1e-6}  # xyzt_units
_MGH_START = 284

logging.getLogger("nibabel.global").disabled = True  # it prints what it finds odd in headers


def open_nifti(path: Path, file: BinaryIO) -> ImageFile:
    """The volume in ``file``. Raises ImageError: it is damaged, or of a kind that is not read."""
    packed = "gzip" if file.read(2) == _GZIP else ""
    file.seek(0)
    with decoding(path, "its header cannot be read"):
        start = bytes(Unpacking(file, 0, packed).read(_START)) if packed else file.read(_START)
    if start[:4] == b"\0\0\0\x01":
        return _mgh(path, file, start, packed)
    with decoding(path, "its header cannot be read"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        header, magic = _header(start)
        shape, dtype = tuple(map(int, header.get_data_shape())), header.get_data_dtype()
        offset, scale = int(header.get_data_offset()), header.get_slope_inter()
        stated = bool(header["qform_code"] or header["sform_code"])
        affine = header.get_best_affine() if stated else None
        zooms, unit = [float(abs(one)) for one in header["pixdim"][1:4]], int(header["xyzt_units"]) & 7
        window = float(header["cal_min"]), float(header["cal_max"])
    if magic == b"ni1\0":
        file, packed = _other_half(path)
    elif magic != b"n+1\0":
        return _analyze(path, start)
    elif offset < len(start[:348]):
        raise damaged(path, "its header cannot be read")
    layout, left = _layout(path, shape, dtype, offset, packed, scale)
    axes = None if affine is None else lps(affine[:3, :3], "RAS")
    lies = None if affine is None else place_of(axes, affine[:3, 3], "RAS")
    turn = turn_of(axes)
    metres = _METRES.get(unit, 1e-3 if stated else None)  # where space is that of a scanner, it is in millimetres
    spacing = tuple(None if metres is None else one * metres for one in zooms)
    shown = window if window[1] > window[0] else None
    return Volume(path, file, layout, turn, facts_of("NIfTI", layout, turn, spacing, left, shown), lies)


def _header(start: bytes) -> tuple[Any, bytes]:
    """nibabel's header, not checked, and the magic text in it."""
    size = {start[:4][::step] for step in (1, -1)}
    two = size & {(540).to_bytes(4, "little"), (540).to_bytes(4, "big")}
    kind: Any = Nifti2Header if two else Nifti1Header
    header = kind(start[: 540 if two else 348], check=False)
    magic = bytes(header["magic"]).ljust(4, b"\0")[:4]
    return header, magic.replace(b"2", b"1") if two else magic


def _analyze(path: Path, start: bytes) -> ImageFile:
    """A pair of Analyze 7.5, also with SPM's factor for the values. It does not say where left and right are, so that
    it is shown as it is stored."""
    if not path.name.lower().endswith(".hdr"):  # nothing else tells it from a damaged NIfTI
        raise damaged(path, "its header cannot be read")
    with decoding(path, "its header cannot be read"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kind: Any = Spm2AnalyzeHeader
        header = kind(start[:348], check=False)
        shape, dtype = tuple(map(int, header.get_data_shape())), header.get_data_dtype()
        offset, scale = int(header.get_data_offset()), header.get_slope_inter()
        spacing = tuple(float(abs(one)) * 1e-3 for one in header["pixdim"][1:4])  # millimetres
    file, packed = _other_half(path)
    layout, left = _layout(path, shape, dtype, offset, packed, scale)
    return Volume(path, file, layout, turn_of(None), facts_of("Analyze", layout, turn_of(None), spacing, left))


def _other_half(path: Path) -> tuple[BinaryIO, str]:
    """The file with the values of a pair, and what it is packed with."""
    name = path.name[: -len(".hdr")] if path.name.lower().endswith(".hdr") else path.stem
    for ending in (".img", ".IMG", ".img.gz"):
        if path.with_name(name + ending).exists():
            file = open_beside(path, name + ending)
            packed = "gzip" if file.read(2) == _GZIP else ""
            return file, packed
    return open_beside(path, name + ".img"), ""


def _layout(
    path: Path, shape: tuple[int, ...], dtype: np.dtype[Any], offset: int, packed: str, scale: tuple[Any, Any]
) -> tuple[Layout, tuple[str, ...]]:
    """The layout, and sentences on what is left out."""
    axes, left = _LETTERS[: len(shape)], tuple[str, ...]()
    if dtype.names:  # RGB and RGBA
        shape, axes = (len(dtype.names), *shape), "S" + axes.replace("C", "P")
        left = (said("Transparency is left out; colours stay as they are stored."),) if len(dtype.names) == 4 else ()
        dtype = np.dtype(np.uint8)
    if dtype.kind not in "iuf" or len(shape) < 2 or ("S" in axes and len(shape) > 5):
        raise ImageError(
            "The image {name} holds values that are no picture ({kind}).",
            "Save what is to be labelled as numbers of one part each, in two to four dimensions.",
            name=path.name,
            kind=f"{dtype.name}, {len(shape)}-D",
        )
    slope, intercept = (1.0 if scale[0] is None else float(scale[0])), float(scale[1] or 0)
    scaled = None if (slope, intercept) == (1, 0) or "S" in axes else (slope, intercept)
    return _at(offset, packed, Layout(dtype, shape, axes, 0, scale=scaled)), left


def _at(offset: int, packed: str, layout: Layout) -> Layout:
    """The layout with its values from byte ``offset`` on, of the file or of what is packed in it."""
    return replace(layout, packed=packed, skipped=offset) if packed else replace(layout, start=offset)


def _mgh(path: Path, file: BinaryIO, start: bytes, packed: str) -> ImageFile:
    with decoding(path, "its header cannot be read"):
        kind: Any = MGHHeader
        header = kind(start[:_MGH_START].ljust(kind.template_dtype.itemsize, b"\0"), check=False)
        shape = tuple(int(one) for one in header["dims"])
        dtype, zooms = header.get_data_dtype(), [float(one) for one in header["delta"]]
        affine, good = header.get_best_affine(), bool(header["goodRASFlag"])
    layout = _at(_MGH_START, packed, Layout(dtype, shape, "XYZT", 0))
    axes = lps(affine[:3, :3], "RAS") if good else None
    turn, lies = turn_of(axes), place_of(axes, affine[:3, 3], "RAS")
    return Volume(path, file, layout, turn, facts_of("MGH", layout, turn, tuple(one * 1e-3 for one in zooms)), lies)
