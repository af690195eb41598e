"""MetaImage files: types, channels, packed values, data beside; headers made to mislead are refused in one sentence."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.errors import ImageError
from segstudio.project.images.facts import Axis
from segstudio.project.images.readers.metaimage import open_metaimage
from tests.any_bytes import changed, only
from tests.project.images.readers.made_volumes import mha, planes_fit, read

VALUES = np.random.default_rng(1).integers(-300, 900, (4, 5, 3)).astype(np.int16)
END = b"ElementDataFile = LOCAL\n"


def opened(data: bytes) -> Any:
    image = open_metaimage(Path("a.mha"), io.BytesIO(data))
    image.check()
    image.try_decoding()
    return image


def packed(values: np.ndarray, **keys: str) -> bytes:
    head, end, body = mha(values, CompressedData="True", **keys).partition(END)
    return head + end + zlib.compress(body)


@pytest.mark.parametrize("make", [mha, packed])
def test_planes_are_those_of_the_array(make: Any, tmp_path: Path) -> None:
    (tmp_path / "a.mha").write_bytes(make(VALUES, ElementSpacing="0.5 0.7 2"))
    facts, planes = read(tmp_path / "a.mha")
    assert (facts.kind, facts.axes, facts.shape, facts.dtype) == ("MetaImage", "XYZ", (4, 5, 3), "int16")
    assert facts.pixel_size == pytest.approx((0.7e-3, 0.5e-3)) and facts.slice_distance == pytest.approx(2e-3)
    assert all(np.array_equal(plane, VALUES[:, :, z].T) for z, plane in enumerate(planes))


def test_values_beside_are_read_and_nowhere_else(tmp_path: Path) -> None:
    head = mha(VALUES, ElementDataFile="a.raw").partition(b"a.raw\n")[0]
    (tmp_path / "a.mhd").write_bytes(head + b"a.raw\n")
    (tmp_path / "a.raw").write_bytes(VALUES.tobytes("F"))
    assert np.array_equal(read(tmp_path / "a.mhd")[1][2], VALUES[:, :, 2].T)
    for name in (b"/etc/passwd", b"../a.raw", b"sub/a.raw", b"b.raw", b"", b"a\0.raw", b"LIST", b"a%d.raw 1 3 1"):
        (tmp_path / "a.mhd").write_bytes(head + name + b"\n")
        with pytest.raises(ImageError):
            read(tmp_path / "a.mhd")


def test_a_header_before_the_values_is_skipped() -> None:
    for size in ("7", "-1"):
        head, end, body = mha(VALUES, HeaderSize=size).partition(END)
        assert np.array_equal(opened(head + end + b"x" * 7 + body).pixels("Z1"), VALUES[:, :, 1].T)


def test_big_endian_values_are_turned() -> None:
    head, end, _ = mha(VALUES, BinaryDataByteOrderMSB="True").partition(END)
    assert np.array_equal(opened(head + end + VALUES.astype(">i2").tobytes("F")).pixels("Z1"), VALUES[:, :, 1].T)


def test_three_bytes_are_a_colour_and_other_vectors_channels() -> None:
    values = np.random.default_rng(0).integers(0, 255, (3, 4, 5)).astype(np.uint8)
    for dtype, axis in ((np.uint8, Axis("S", 3)), (np.float32, Axis("C", 3))):
        data = mha(values.astype(dtype), ElementNumberOfChannels="3", NDims="2", DimSize="4 5")
        image = opened(data)
        assert image.facts.channels == axis and image.facts.planes == ()
        assert np.array_equal(image.pixels(""), values.transpose(2, 1, 0))


@pytest.mark.parametrize(
    "keys",
    [{"DimSize": "-4 5 3"}, {"DimSize": "0 5 3"}, {"DimSize": "4 5"}, {"DimSize": "2147483647 2147483647 3"},
     {"DimSize": "1 1 99999999999"}, {"DimSize": "4 5 1e3"}, {"NDims": "9"}, {"NDims": "x"},
     {"ElementType": "MET_OTHER"}, {"ElementNumberOfChannels": "0"}, {"ElementNumberOfChannels": "-1"},
     {"ElementNumberOfChannels": "99999999"}, {"TransformMatrix": "1 0 0"}, {"TransformMatrix": "a b c"},
     {"HeaderSize": "99999999999999999999"}, {"HeaderSize": "-2000"}, {"ElementSpacing": "x"}, {"BinaryData": "False"}],
)  # fmt: skip
@pytest.mark.parametrize("make", [mha, packed])
def test_absurd_headers_are_refused_at_once(make: Any, keys: dict[str, str]) -> None:
    with pytest.raises(ImageError):
        opened(make(VALUES, **keys))


@pytest.mark.parametrize("make", [mha, packed])
def test_a_file_whose_end_is_missing_is_refused(make: Any) -> None:
    data = make(VALUES)
    for part in range(20):
        with pytest.raises(ImageError):
            opened(data[: len(data) * part // 20])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([mha, packed]))
def test_any_bytes_are_a_volume_or_an_image_error(seed: int, make: Any) -> None:
    data = changed(make(VALUES, TransformMatrix="1 0 0 0 1 0 0 0 1", ElementSpacing="1 1 2"), str(seed))
    only(ImageError, lambda: planes_fit(opened(data)))


def test_texts_of_the_header_are_nowhere() -> None:
    assert "Roe" not in repr(opened(mha(VALUES, Comment="Jane Roe", PatientName="Roe")).facts)
    for keys in ({"NDims": "Roe"}, {"ElementType": "Roe"}, {"DimSize": "Roe"}, {"TransformMatrix": "Roe"}):
        with pytest.raises(ImageError) as caught:
            opened(mha(VALUES, **keys))
        error = caught.value
        assert "Roe" not in f"{error} {error.hint} {error.__context__!r} {error.__cause__!r}"
