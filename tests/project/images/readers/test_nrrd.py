"""NRRD files: kinds of axes, encodings, detached data; headers made to mislead are refused in one sentence."""

from __future__ import annotations

import bz2
import gzip
import io
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.errors import ImageError
from segstudio.project.images.facts import Axis
from segstudio.project.images.readers.nrrd import open_nrrd
from tests.any_bytes import changed, only
from tests.project.images.readers.made_volumes import as_nrrd, planes_fit, read

VALUES = np.random.default_rng(1).integers(-300, 900, (4, 5, 3)).astype(np.int16)
LPS = {"space": "left-posterior-superior", "space directions": np.diag([0.5, 0.7, 2.0]), "kinds": ["domain"] * 3}
HEADER = b"NRRD0004\ntype: short\ndimension: 3\nsizes: 4 5 3\nendian: little\n"


def opened(data: bytes) -> Any:
    image = open_nrrd(Path("a.nrrd"), io.BytesIO(data))
    image.check()
    image.try_decoding()
    return image


def raw(*lines: bytes, data: bytes = VALUES.tobytes("F")) -> bytes:
    return HEADER + b"".join(line + b"\n" for line in lines) + b"\n" + data


@pytest.mark.parametrize("encoding", ["raw", "gzip", "bzip2", "ascii"])
def test_every_encoding_gives_the_same_planes(encoding: str, tmp_path: Path) -> None:
    path = as_nrrd(tmp_path / "a.nrrd", VALUES, {**LPS, "encoding": encoding})
    facts, planes = read(path)
    assert (facts.kind, facts.axes, facts.shape, facts.dtype) == ("NRRD", "XYZ", (4, 5, 3), "int16")
    assert facts.pixel_size == pytest.approx((0.7e-3, 0.5e-3)) and facts.slice_distance == pytest.approx(2e-3)
    assert all(np.array_equal(plane, VALUES[:, :, z].T) for z, plane in enumerate(planes))


@pytest.mark.parametrize("encoding", ["raw", "gzip"])
def test_values_in_a_file_beside_are_read(encoding: str, tmp_path: Path) -> None:
    path = as_nrrd(tmp_path / "a.nhdr", VALUES, {**LPS, "encoding": encoding}, detached_header=True)
    assert np.array_equal(read(path)[1][1], VALUES[:, :, 1].T)
    next(one for one in tmp_path.iterdir() if one != path).unlink()
    with pytest.raises(ImageError, match="cannot be opened"):
        read(path)


@pytest.mark.parametrize("kind", ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8", ">u2", ">f8"])
def test_every_type_keeps_its_values(kind: str, tmp_path: Path) -> None:
    values = (VALUES % 100).astype(kind)
    facts, planes = read(as_nrrd(tmp_path / "a.nrrd", values, {}))
    assert facts.dtype == np.dtype(kind).name and np.array_equal(planes[2], values[:, :, 2].T)
    assert planes[0].dtype == (facts.dtype if facts.dtype in ("uint8", "uint16") else np.float32)


def test_colours_vectors_and_time_are_told_by_the_kinds_of_axes(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 255, (3, 4, 5, 2)).astype(np.uint8)
    path = tmp_path / "a.nrrd"
    facts, planes = read(as_nrrd(path, values, {"kinds": ["RGB-color", "domain", "domain", "domain"]}))
    assert facts.channels == Axis("S", 3) and facts.photometric == "RGB"
    assert np.array_equal(planes[1], values[:, :, :, 1].transpose(2, 1, 0))
    facts, planes = read(as_nrrd(path, values, {"kinds": ["vector", "domain", "domain", "domain"]}))
    assert facts.channels == Axis("C", 3) and np.array_equal(planes[1], values[:, :, :, 1].transpose(2, 1, 0))
    facts, planes = read(as_nrrd(path, values, {"kinds": ["time", "domain", "domain", "domain"]}))
    assert facts.planes == (Axis("T", 3), Axis("Z", 2)) and np.array_equal(planes[3], values[1, :, :, 1].T)
    facts, planes = read(as_nrrd(path, values, {}))
    assert facts.planes == (Axis("Q", 2), Axis("Z", 5)) and np.array_equal(planes[7], values[:, :, 2, 1].T)


def test_units_decide_whether_a_pixel_has_a_size(tmp_path: Path) -> None:
    path = tmp_path / "a.nrrd"
    assert read(as_nrrd(path, VALUES, {"spacings": [2.0, 3, 4]}))[0].pixel_size is None
    facts, _ = read(as_nrrd(path, VALUES, {"spacings": [2.0, 3, 4], "units": ["um", "um", "um"]}))
    assert facts.pixel_size == pytest.approx((3e-6, 2e-6)) and facts.slice_distance == pytest.approx(4e-6)


def test_skipped_lines_and_bytes_are_not_values() -> None:
    body = b"a line\nanother\n" + b"xxx" + VALUES.tobytes("F")
    one = opened(raw(b"encoding: raw", b"line skip: 2", b"byte skip: 3", data=body))
    assert np.array_equal(one.pixels("Z1"), VALUES[:, :, 1].T)
    one = opened(raw(b"encoding: raw", b"byte skip: -1", data=b"any number of bytes" + VALUES.tobytes("F")))
    assert np.array_equal(one.pixels("Z1"), VALUES[:, :, 1].T)
    one = opened(raw(b"encoding: gzip", b"byte skip: 3", data=gzip.compress(b"xxx" + VALUES.tobytes("F"))))
    assert np.array_equal(one.pixels("Z1"), VALUES[:, :, 1].T)


@pytest.mark.parametrize("name", ["/etc/passwd", "../a.raw", "sub/a.raw", "..", "C:\\a.raw", "a\0.raw", ""])
def test_values_in_another_folder_are_not_opened(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.nhdr"
    (tmp_path.parent / "a.raw").write_bytes(VALUES.tobytes())
    path.write_bytes(raw(b"encoding: raw", b"data file: " + name.encode(), data=b""))
    with pytest.raises(ImageError):
        read(path)


def test_values_in_a_folder_or_a_pipe_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.raw").mkdir()
    path = tmp_path / "a.nhdr"
    path.write_bytes(raw(b"encoding: raw", b"data file: a.raw", data=b""))
    with pytest.raises(ImageError, match="folder"):
        read(path)


@pytest.mark.parametrize("name", [b"LIST", b"a%03d.raw 1 3 1", b"LIST 2"])
def test_values_in_many_files_are_named(name: bytes) -> None:
    with pytest.raises(ImageError, match="many files, which is not read"):
        opened(raw(b"encoding: raw", b"data file: " + name))


@pytest.mark.parametrize("encoding", [b"hex", b"zrl", b"Jane Roe"])
def test_an_unknown_encoding_is_refused(encoding: bytes) -> None:
    with pytest.raises(ImageError, match="not read") as caught:
        opened(raw(b"encoding: " + encoding))
    assert "Roe" not in str(caught.value)


@pytest.mark.parametrize(
    "sizes",
    [b"-4 5 3", b"0 5 3", b"4 5", b"4 5 3 2", b"2147483647 2147483647 2147483647", b"99999999999999999999 5 3",
     b"1 1 99999999999", b"4 5 x", b"nan 5 3", b""],
)  # fmt: skip
@pytest.mark.parametrize("encoding", [b"raw", b"gzip", b"bzip2", b"ascii"])
def test_absurd_sizes_are_refused_at_once(sizes: bytes, encoding: bytes) -> None:
    pack = {b"gzip": gzip.compress, b"bzip2": bz2.compress}.get(encoding, bytes)
    data = raw(b"encoding: " + encoding, data=pack(VALUES.tobytes("F"))).replace(b"4 5 3", sizes)
    with pytest.raises(ImageError):
        opened(data)


@pytest.mark.parametrize(
    "lines", [b"line skip: -3", b"byte skip: -5", b"byte skip: 99999999999999999999", b"byte skip: -1x"]
)
def test_absurd_skips_are_refused(lines: bytes) -> None:
    with pytest.raises(ImageError):
        opened(raw(b"encoding: raw", lines))


def test_a_bomb_is_unpacked_no_further_than_its_header_says() -> None:
    for encoding, packed in ((b"gzip", gzip.compress), (b"bzip2", bz2.compress)):
        bomb = raw(b"encoding: " + encoding, data=packed(VALUES.tobytes("F") + bytes(1 << 24)))
        tracemalloc.start()
        opened(bomb).pixels("Z0")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < 1 << 23


def test_a_file_whose_end_is_missing_is_refused(tmp_path: Path) -> None:
    for encoding in ("raw", "gzip", "bzip2", "ascii"):
        data = as_nrrd(tmp_path / "a.nrrd", VALUES, {"encoding": encoding}).read_bytes()
        for part in range(20):
            with pytest.raises(ImageError):
                opened(data[: len(data) * part // 20])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6))
def test_any_bytes_are_a_volume_or_an_image_error(seed: int) -> None:
    data = changed(raw(b"encoding: gzip", b"space: RAS", data=gzip.compress(VALUES.tobytes("F"))), str(seed))
    only(ImageError, lambda: planes_fit(opened(data)))


def test_texts_of_the_header_are_nowhere() -> None:
    lines = (b"content: Jane Roe", b"encoding: raw", b"DICOM_0010_0010:=Roe^Jane", b"# Roe")
    assert "Roe" not in repr(opened(raw(*lines)).facts)
    for bad in (b"sizes: Roe", b"type: Roe", b"kinds: Roe Roe Roe", b"endian: Roe", b"space directions: (Roe)"):
        with pytest.raises(ImageError) as caught:
            opened(b"NRRD0004\n" + bad + b"\ndimension: 3\n\n")
        error = caught.value
        assert "Roe" not in f"{error} {error.hint} {error.__context__!r} {error.__cause__!r}"
