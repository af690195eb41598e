"""A mask PNG holds exactly the class ids, and nothing that is not a whole mask is read as one."""

import io
import struct
import tracemalloc
import zlib
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from segstudio.errors import MaskError
from segstudio.labels.classes import voc_palette
from segstudio.project import palette_png

PALETTE = voc_palette()
ADAM7 = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
MASKS = hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=40))


def sample(shape: tuple[int, int] = (13, 21)) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, shape, np.uint8)


def saved(image: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def filtered(array: np.ndarray) -> bytes:
    """A grey PNG whose rows use filter 2 (difference to the row above), as other programs write them."""
    rows = np.diff(array, axis=0, prepend=np.zeros((1, array.shape[1]), np.uint8))
    data = b"".join(b"\2" + row.tobytes() for row in rows)
    head = struct.pack(">IIBBBBB", array.shape[1], array.shape[0], 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND", b""))
    return palette_png.SIGNATURE + b"".join(parts)


def chunk_names(data: bytes) -> list[bytes]:
    at, found = 8, []
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        found.append(data[at + 4 : at + 8])
        at += 12 + length
    return found


@settings(max_examples=40, deadline=None)
@given(array=MASKS)
def test_every_pixel_comes_back(array: np.ndarray) -> None:
    png = palette_png.decode(palette_png.encode(array, PALETTE, {"a": "b"}))
    assert np.array_equal(png.array, array)
    assert png.array.flags.c_contiguous and png.array.flags.writeable
    assert png.palette is not None and np.array_equal(png.palette, PALETTE)
    assert png.text == {"a": "b"}


def test_other_programs_read_the_same_indices_and_palette() -> None:
    array = sample()
    data = palette_png.encode(array, PALETTE)
    with Image.open(io.BytesIO(data)) as image:
        assert image.mode == "P"
        assert np.array_equal(np.asarray(image), array)
        assert np.array_equal(np.array(image.getpalette(), np.uint8).reshape(-1, 3), PALETTE)
    assert chunk_names(data) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert data[24:26] == b"\x08\x03"


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_packed_palette_files_are_unpacked(bits: int) -> None:
    array = sample() >> (8 - bits)
    image = Image.fromarray(array)
    image.putpalette(PALETTE[: 1 << bits].tobytes())
    png = palette_png.decode(saved(image, bits=bits))
    assert np.array_equal(png.array, array)
    assert png.palette is not None


def test_transparent_palette_entries_do_not_change_indices() -> None:
    array = sample()
    image = Image.fromarray(array)
    image.putpalette(PALETTE.tobytes())
    assert np.array_equal(palette_png.decode(saved(image, transparency=0)).array, array)


def test_grey_files_are_read_as_they_stand(tmp_path: Path) -> None:
    array = sample()
    path = tmp_path / "a.png"
    path.write_bytes(saved(Image.fromarray(array)))
    png = palette_png.decode(path)
    assert np.array_equal(png.array, array)
    assert png.palette is None


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "1", "I;16"])
def test_files_that_are_no_masks_are_refused_with_a_hint(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(saved(Image.new(mode, (5, 4))))
    with pytest.raises(MaskError, match="photo.png is .* not a mask") as caught:
        palette_png.decode(path)
    assert "palette" in caught.value.hint


def test_a_file_cut_at_any_byte_is_refused() -> None:
    data = palette_png.encode(sample((5, 6)), PALETTE)
    for end in range(len(data)):
        with pytest.raises(MaskError):
            palette_png.decode(data[:end])


def test_any_flipped_bit_is_noticed() -> None:
    data = palette_png.encode(sample((5, 6)), PALETTE)
    for at in range(len(data)):
        with pytest.raises(MaskError):
            palette_png.decode(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=80), signed=st.booleans())
def test_noise_is_refused_and_never_crashes(data: bytes, signed: bool) -> None:
    with pytest.raises(MaskError):
        palette_png.decode((palette_png.SIGNATURE if signed else b"") + data)


def test_sizes_that_no_mask_has_are_refused_before_memory_is_taken() -> None:
    for size in ((0, 5), (60_000, 60_000)):
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 3, 0, 0, 0))
        with pytest.raises(MaskError, match="which no mask is"):
            palette_png.decode(palette_png.SIGNATURE + head + chunk(b"IEND", b""))


def test_pixels_short_of_the_header_are_refused() -> None:
    data = palette_png.encode(sample((8, 8)), PALETTE)
    taller = bytearray(data)
    taller[20:24] = struct.pack(">I", 80)
    taller[29:33] = struct.pack(">I", zlib.crc32(taller[12:29]))
    with pytest.raises(MaskError, match="damaged"):
        palette_png.decode(bytes(taller))


def test_missing_and_empty_files_are_mask_errors(tmp_path: Path) -> None:
    with pytest.raises(MaskError, match="missing"):
        palette_png.decode(tmp_path / "a.png")
    (tmp_path / "a.png").write_bytes(b"")
    with pytest.raises(MaskError, match="a.png is empty"):
        palette_png.decode(tmp_path / "a.png")
    with pytest.raises(MaskError, match="cannot be read"):
        palette_png.decode(tmp_path)


def test_large_masks_of_other_programs_need_no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)  # what Pillow warns about
    array = sample()
    assert np.array_equal(palette_png.decode(filtered(array)).array, array)


def test_interlaced_files_are_read() -> None:
    for shape in ((1, 1), (3, 5), (8, 8), (13, 21)):
        array = sample(shape)
        rows = b""
        for y, x, dy, dx in ADAM7:
            part = array[y::dy, x::dx]
            rows += b"".join(b"\0" + row.tobytes() for row in part if row.size)
        head = struct.pack(">IIBBBBB", shape[1], shape[0], 8, 3, 0, 0, 1)
        data = [palette_png.SIGNATURE, chunk(b"IHDR", head), chunk(b"PLTE", PALETTE.tobytes())]
        data += [chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
        assert np.array_equal(palette_png.decode(b"".join(data)).array, array)


def test_text_is_read_without_the_pixels(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(palette_png.encode(sample(), PALETTE, {"SegStudio": "x"})[:900])
    assert palette_png.read_text(path) == {"SegStudio": "x"}
    assert palette_png.read_text(tmp_path / "none.png") == {}


def test_encode_refuses_what_is_no_mask() -> None:
    for array in (np.zeros((2, 2), np.int64), np.zeros((2, 2, 3), np.uint8), np.zeros((0, 2), np.uint8)):
        with pytest.raises(ValueError, match="a mask is"):
            palette_png.encode(array, PALETTE)
    with pytest.raises(ValueError, match="a palette is"):
        palette_png.encode(sample(), PALETTE[:4])


@pytest.mark.parametrize(("plain", "most"), [(True, 1.3), (False, 2.4)])
def test_reading_a_large_mask_takes_little_more_memory_than_its_pixels(plain: bool, most: float) -> None:
    array = np.zeros((3000, 4000), np.uint8)
    array[1000:2000] = 3
    data = palette_png.encode(array, PALETTE) if plain else filtered(array)
    tracemalloc.start()
    read = palette_png.decode(data).array
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert used < most * array.size and np.array_equal(read, array)


def test_a_mask_of_another_size_than_its_image_is_not_decoded() -> None:
    data = palette_png.encode(np.zeros((3000, 4000), np.uint8), PALETTE)
    tracemalloc.start()
    with pytest.raises(MaskError, match="4000 x 3000 pixels, its image 40 x 30"):
        palette_png.decode(data, "a.png", (30, 40))
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


def test_a_mask_for_which_there_is_no_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> NoReturn:
        raise MemoryError

    data = palette_png.encode(np.zeros((3, 4), np.uint8), PALETTE)
    monkeypatch.setattr("segstudio.project.palette_png.np.empty", full)
    with pytest.raises(MaskError, match=r"does not fit into memory \(4 x 3 pixels\)"):
        palette_png.decode(data)
