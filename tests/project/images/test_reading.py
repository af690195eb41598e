"""Images of every kind come in upright, at their own depth; what is damaged is refused in a sentence."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageOps

from segstudio.errors import ImageError
from segstudio.labels.geometry import Rect
from segstudio.labels.intensity import screen
from segstudio.project.images.reading import ImageData, image_size, read_image, thumbnail
from segstudio.project.images.upright import upright

RNG = np.random.default_rng(1)
GREY = RNG.integers(0, 256, (23, 31)).astype(np.uint8)
RGB = RNG.integers(0, 256, (23, 31, 3)).astype(np.uint8)


def png(array: NDArray[np.generic], color: int, exif: bytes = b"") -> bytes:
    """A PNG of any depth and colour type, written without a library."""
    depth = array.dtype.itemsize * 8
    rows = b"".join(b"\0" + row.astype(f">u{depth // 8}").tobytes() for row in array)
    header = struct.pack(">IIBBBBB", array.shape[1], array.shape[0], depth, color, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), *([(b"eXIf", exif)] if exif else []), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def tiff(array: NDArray[np.generic], orientation: int = 1, endian: str = "<") -> bytes:
    """An uncompressed TIFF of any depth, written without a library."""
    samples, bits = (1 if array.ndim == 2 else array.shape[2]), array.dtype.itemsize * 8
    kind = {"u": 1, "i": 2, "f": 3}[array.dtype.kind]
    raw = array.astype(array.dtype.newbyteorder(endian)).tobytes()
    tags = [
        (256, [array.shape[1]]),
        (257, [array.shape[0]]),
        (258, [bits] * samples),
        (259, [1]),
        (262, [2 if samples > 2 else 1]),
        (273, [8]),
        (274, [orientation]),
        (277, [samples]),
        (278, [array.shape[0]]),
        (279, [len(raw)]),
        (339, [kind] * samples),
    ]
    if samples in (2, 4):
        tags.insert(-1, (338, [2]))
    more = 8 + len(raw) + 2 + 12 * len(tags) + 4
    entries, extra = b"", b""
    for tag, values in tags:
        data = struct.pack(f"{endian}{len(values)}I", *values)
        if len(values) > 1:
            data, extra = struct.pack(f"{endian}I", more + len(extra)), extra + data
        entries += struct.pack(f"{endian}HHI", tag, 4, len(values)) + data
    start = (b"II*\0" if endian == "<" else b"MM\0*") + struct.pack(f"{endian}I", 8 + len(raw))
    return start + raw + struct.pack(f"{endian}H", len(tags)) + entries + bytes(4) + extra


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def read(tmp_path: Path, data: bytes, name: str = "a.png") -> ImageData:
    (tmp_path / name).write_bytes(data)
    image = read_image(tmp_path / name)
    assert image_size(tmp_path / name) == image.shape
    assert image.pixels.flags.c_contiguous
    return image


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF"])
@pytest.mark.parametrize("array", [GREY, RGB], ids=["grey", "rgb"])
def test_lossless_8_bit_comes_back_exactly(tmp_path: Path, kind: str, array: NDArray[np.uint8]) -> None:
    image = read(tmp_path, encoded(Image.fromarray(array), kind))
    assert image.pixels.dtype == np.uint8
    assert np.array_equal(image.pixels, array)


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_compressed_tiff_comes_back_exactly(tmp_path: Path, compression: str) -> None:
    image = read(tmp_path, encoded(Image.fromarray(RGB), "TIFF", compression=compression), "a.tif")
    assert np.array_equal(image.pixels, RGB)


def test_jpeg_grey_stays_grey_and_cmyk_becomes_rgb(tmp_path: Path) -> None:
    flat = Image.new("RGB", (16, 16), (200, 60, 20))
    assert read(tmp_path, encoded(Image.fromarray(GREY), "JPEG"), "a.jpg").pixels.ndim == 2
    cmyk = read(tmp_path, encoded(flat.convert("CMYK"), "JPEG", quality=95), "b.jpg").pixels
    assert cmyk.shape == (16, 16, 3)
    assert np.abs(cmyk.astype(int) - (200, 60, 20)).max() < 12


@pytest.mark.parametrize(("color", "samples"), [(0, 0), (4, 2), (2, 3), (6, 4)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_png_keeps_its_depth_and_drops_alpha(tmp_path: Path, color: int, samples: int, dtype: type) -> None:
    shape = (5, 7, samples) if samples else (5, 7)
    array = RNG.integers(0, np.iinfo(dtype).max, shape).astype(dtype)
    image = read(tmp_path, png(array, color))
    assert image.pixels.dtype == dtype
    assert np.array_equal(image.pixels, array[..., 0] if samples == 2 else array[..., :3] if samples else array)


@pytest.mark.parametrize("dtype", ["u1", "u2", "f4", "f8", "i2", "i4", "u4"])
@pytest.mark.parametrize("samples", [0, 3, 4])
@pytest.mark.parametrize("endian", ["<", ">"])
def test_tiff_of_every_depth_is_upright_once(tmp_path: Path, dtype: str, samples: int, endian: str) -> None:
    array = (RNG.random((4, 6, samples) if samples else (4, 6)) * 200).astype(dtype)
    for orientation in range(1, 9):
        image = read(tmp_path, tiff(array, orientation, endian), "a.tif")
        assert image.pixels.dtype == (array.dtype if dtype in ("u1", "u2") else np.float32)
        want = upright(array[..., :3] if samples else array, orientation)
        assert np.array_equal(image.pixels, want.astype(np.float32))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied_exactly_once(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    jpeg = encoded(Image.fromarray(RGB), "JPEG", exif=exif, quality=95)
    want = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(jpeg))))
    assert np.array_equal(read(tmp_path, jpeg, "a.jpg").pixels, want)
    assert thumbnail(tmp_path / "a.jpg", 16).shape[:2] == ((16, 12) if orientation >= 5 else (12, 16))
    grey = read(tmp_path, encoded(Image.fromarray(GREY), "PNG", exif=exif))
    assert np.array_equal(grey.pixels, upright(GREY, orientation))
    deep = RGB.astype(np.uint16) * 257
    bare = exif.tobytes().removeprefix(b"Exif\0\0")
    assert np.array_equal(read(tmp_path, png(deep, 2, bare)).pixels, upright(deep, orientation))


def test_palette_and_one_bit_images_become_what_they_show(tmp_path: Path) -> None:
    palette = Image.fromarray(RGB).quantize(16)
    assert np.array_equal(read(tmp_path, encoded(palette, "PNG")).pixels, np.asarray(palette.convert("RGB")))
    bits = Image.fromarray(GREY).convert("1")
    for kind, name in (("PNG", "a.png"), ("TIFF", "a.tif"), ("BMP", "a.bmp")):
        assert np.array_equal(read(tmp_path, encoded(bits, kind), name).pixels, np.asarray(bits) * np.uint8(255))


def test_first_page_of_a_tiff_is_read(tmp_path: Path) -> None:
    pages = [Image.fromarray(GREY), Image.fromarray(255 - GREY)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert np.array_equal(read(tmp_path, data, "a.tif").pixels, GREY)


def test_content_counts_not_the_suffix(tmp_path: Path) -> None:
    assert np.array_equal(read(tmp_path, encoded(Image.fromarray(RGB), "BMP"), "a.png").pixels, RGB)


def test_one_pixel_is_an_image(tmp_path: Path) -> None:
    image = read(tmp_path, encoded(Image.new("L", (1, 1), 7), "PNG"))
    assert image.shape == (1, 1) and image.value_text(0, 0) == "7" and image.model_input().shape == (3, 1, 1)


# ---- bad files -----------------------------------------------------------------------------------------------------


WHOLE = {
    "png": encoded(Image.fromarray(RGB), "PNG"),
    "png16": png(RGB.astype(np.uint16) * 257, 2),
    "jpeg": encoded(Image.fromarray(RGB), "JPEG"),
    "progressive": encoded(Image.fromarray(RGB), "JPEG", progressive=True),
    "bmp": encoded(Image.fromarray(RGB), "BMP"),
    "tiff": encoded(Image.fromarray(RGB), "TIFF"),
    "lzw": encoded(Image.fromarray(RGB), "TIFF", compression="tiff_lzw"),
    "tiff16": tiff(RGB.astype(np.uint16)),
    "float": tiff(RGB.astype(np.float32)),
}


@given(kind=st.sampled_from(sorted(WHOLE)), share=st.floats(0, 1))
@settings(max_examples=120, deadline=None)
def test_a_cut_file_is_refused_wherever_it_is_cut(
    tmp_path_factory: pytest.TempPathFactory, kind: str, share: float
) -> None:
    data = WHOLE[kind]
    path = tmp_path_factory.mktemp("cut") / "cut.img"
    path.write_bytes(data[: min(len(data) - 1, int(share * len(data)))])
    with pytest.raises(ImageError, match=r"cut\.img") as caught:
        read_image(path)
    assert caught.value.hint
    with pytest.raises(ImageError):
        thumbnail(path, 16)


@pytest.mark.parametrize("kind", sorted(WHOLE))
def test_whole_files_of_the_cutting_test_are_read(tmp_path: Path, kind: str) -> None:
    assert read(tmp_path, WHOLE[kind]).shape == (23, 31)


def test_a_changed_byte_of_a_png_is_noticed(tmp_path: Path) -> None:
    data = bytearray(WHOLE["png"])
    data[len(data) // 2] ^= 1
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(ImageError, match="damaged"):
        read_image(tmp_path / "a.png")


def test_bad_files_leave_stderr_silent(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for number, data in enumerate(WHOLE.values()):
        path = tmp_path / f"{number}.tif"
        path.write_bytes(data[: len(data) // 2])
        with pytest.raises(ImageError):
            read_image(path)
    assert capfd.readouterr() == ("", "")


ODD = [b"", b"GIF89a" + bytes(60), b"hello", b"\x89PNG\r\n\x1a\n", b"BM", b"II*\0" + bytes(9)]


@pytest.mark.parametrize("data", ODD)
def test_what_is_no_image_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "odd.png"
    path.write_bytes(data)
    for function in (read_image, image_size, lambda p: thumbnail(p, 16)):
        with pytest.raises(ImageError, match=r"odd\.png"):
            function(path)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="cannot be opened"):
        read_image(tmp_path / "none.png")
    with pytest.raises(ImageError, match="cannot be opened"):
        read_image(tmp_path)


def test_an_absurd_size_is_refused_before_memory_is_asked_for(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    (tmp_path / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk)
    for function in (read_image, image_size):
        with pytest.raises(ImageError, match="60000 x 60000"):
            function(tmp_path / "bomb.png")


def test_a_large_image_gives_no_warning(tmp_path: Path) -> None:
    large = Image.new("1", (12000, 9000))  # more than Pillow's own limit of 89 million pixels
    (tmp_path / "a.png").write_bytes(encoded(large, "PNG"))
    assert image_size(tmp_path / "a.png") == (9000, 12000)


# ---- for screen and network ----------------------------------------------------------------------------------------


def data_of(array: NDArray[np.generic]) -> ImageData:
    return ImageData(array, Path("a.png"))


def test_8_bit_is_shown_as_it_is() -> None:
    assert np.array_equal(data_of(GREY).display(), np.repeat(GREY[..., None], 3, axis=2))
    assert data_of(RGB).display() is RGB


def test_16_bit_window_maps_its_ends_to_black_and_white() -> None:
    ramp = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    shown = screen(ramp, (1000, 2000)).reshape(-1, 3)
    assert (shown[:1001] == 0).all() and (shown[2000:] == 255).all() and shown[1500, 0] in (127, 128)
    low, high = data_of(ramp).window
    assert (low, high) == pytest.approx(np.percentile(ramp, (0.5, 99.5)), rel=0.01)


@given(st.lists(st.floats(width=32), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_float_is_safe_to_show_and_to_learn_from(values: list[float]) -> None:
    image = data_of(np.array([values], np.float32))
    learned = image.model_input()
    assert np.isfinite(learned).all() and learned.min() >= 0 and learned.max() <= 1
    shown = image.display()
    assert shown.dtype == np.uint8 and shown.shape == (1, len(values), 3)
    assert (shown[0, np.isnan(values)] == 0).all()


def test_model_input_of_a_part_equals_the_part_of_the_whole() -> None:
    for array in (GREY, RGB, RGB.astype(np.uint16) * 200, GREY.astype(np.float32) / 7):
        image = data_of(array)
        whole = image.model_input()
        assert whole.shape == (3, 23, 31) and whole.dtype == np.float32
        assert np.array_equal(image.model_input(Rect(4, 3, 9, 11)), whole[:, 3:14, 4:13])
    assert np.array_equal(data_of(RGB).model_input(), RGB.transpose(2, 0, 1) / np.float32(255))


def test_value_text_gives_stored_values() -> None:
    deep = np.array([[[40000, 2, 3]]], np.uint16)
    assert data_of(deep).value_text(0, 0) == "40000 2 3"
    assert data_of(np.array([[0.25, np.nan]], np.float32)).value_text(0, 0) == "0.25"
    assert data_of(deep).value_text(1, 0) == "" and data_of(deep).value_text(0, -1) == ""


def test_thumbnails_keep_the_shape_and_never_grow(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    cv2.imwrite(str(path), np.zeros((400, 1000, 3), np.uint8))
    assert thumbnail(path, 100).shape == (40, 100, 3)
    (tmp_path / "b.png").write_bytes(encoded(Image.fromarray(GREY), "PNG"))
    assert thumbnail(tmp_path / "b.png", 100).shape == (23, 31, 3)
