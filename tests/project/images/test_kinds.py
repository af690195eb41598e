"""Content decides what a file is; every kind is read or named in a sentence; an animation is an axis of time."""

from __future__ import annotations

import io
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from segstudio.errors import ImageError
from segstudio.project.images.facts import Axis, is_plane, plane_steps, plane_words, planes_of
from segstudio.project.images.kinds import KINDS, kind_named, kind_of
from segstudio.project.images.properties import read_info
from segstudio.project.images.reading import image_size, read_facts, read_image, thumbnail

RNG = np.random.default_rng(5)
GREY = RNG.integers(0, 256, (20, 30), np.uint8)
RGB = RNG.integers(0, 256, (20, 30, 3), np.uint8)
DEEP = RNG.integers(0, 4096, (20, 30)).astype(np.uint16)


def encoded(array: np.ndarray, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(array).save(stream, kind, **options)
    return stream.getvalue()


def pgm(array: np.ndarray, most: int) -> bytes:
    head = f"P5\n# made by a camera\n{array.shape[1]} {array.shape[0]}\n{most}\n".encode()
    return head + array.astype(">u2" if most > 255 else "u1").tobytes()


WHOLE = {
    "webp": (encoded(RGB, "WEBP", lossless=True), RGB),
    "gif": (encoded(GREY, "GIF"), np.repeat(GREY[..., None], 3, 2)),
    "avif": (encoded(RGB, "AVIF", quality=100, subsampling="4:4:4"), RGB),
    "jp2": (encoded(RGB, "JPEG2000"), RGB),
    "jp2 of 16 bits": (imagecodecs.jpeg2k_encode(DEEP, level=0, bitspersample=12), DEEP),
    "jxl": (imagecodecs.jpegxl_encode(RGB, lossless=True), RGB),
    "ppm": (encoded(RGB, "PPM"), RGB),
    "pgm": (pgm(GREY, 255), GREY),
    "pgm of 12 bits": (pgm(DEEP, 4095), DEEP),
    "lossless jpeg": (imagecodecs.ljpeg_encode(DEEP, bitspersample=12), DEEP),
}


@pytest.mark.parametrize("name", WHOLE)
def test_content_decides_and_the_pixels_are_those_that_were_written(tmp_path: Path, name: str) -> None:
    data, array = WHOLE[name]
    path = tmp_path / "named.wrong"
    path.write_bytes(data)
    image = read_image(path)
    if name == "avif":
        assert np.abs(image.pixels.astype(int) - array).mean() < 3  # it is not without loss
    else:
        assert image.pixels.dtype == array.dtype and np.array_equal(image.pixels, array)
    assert image_size(path) == (20, 30) and thumbnail(path, 10).shape == (7, 10, 3)
    assert read_facts(path, try_decoding=True).planes == ()


@pytest.mark.parametrize("name", WHOLE)
def test_a_cut_file_of_every_kind_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    data, _ = WHOLE[name]
    for share in (0.1, 0.4, 0.7):
        path = tmp_path / "cut.img"
        path.write_bytes(data[: int(len(data) * share)])
        with pytest.raises(ImageError, match=r"cut\.img") as caught:
            read_facts(path, try_decoding=True)
        assert caught.value.hint


def test_every_kind_that_is_read_is_found_by_its_suffix() -> None:
    for kind in KINDS:
        assert all(kind_named("scan" + suffix) == kind for suffix in kind.suffixes)
    assert kind_named("a.NII.GZ").name == "NIfTI" and kind_named("notes.txt") is None


@pytest.mark.parametrize(
    ("name", "start", "kind"),
    [
        ("a.heic", b"\0\0\0\x18ftypheic", "HEIC"),
        ("a.fits", b"SIMPLE  =                    T", "FITS"),
        ("a.czi", b"ZISRAWFILE", "Zeiss CZI"),
        ("a.lif", b"\x70\0\0\0", "Leica LIF"),
        ("a.nd2", b"\xda\xce\xbe\x0a", "Nikon ND2"),
        ("a.h5", b"\x89HDF\r\n\x1a\n", "HDF5"),
        ("a.avi", b"RIFF....AVI LIST", "video"),
    ],
)
def test_a_kind_that_is_not_read_is_named_with_what_to_do(tmp_path: Path, name: str, start: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(start + bytes(300))
    with pytest.raises(ImageError, match=f"is a {kind} file, which is not read") as caught:
        read_image(tmp_path / name)
    assert caught.value.hint
    assert kind_of(start + bytes(300), name) == kind_named(name)


@pytest.mark.parametrize("data", [b"<html>not a picture</html>", b"GIF8", b"P", b"\x1f\x8b" + bytes(40)])
def test_what_is_no_image_says_which_kinds_are(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(ImageError, match=r"a\.png is not an image of a kind that can be read"):
        read_image(tmp_path / "a.png")


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_an_animation_has_an_axis_of_time(tmp_path: Path, kind: str) -> None:
    frames = [Image.fromarray(np.full((8, 9, 3), 60 * number, np.uint8)) for number in range(4)]
    path = tmp_path / "a.img"
    frames[0].save(path, kind, save_all=True, append_images=frames[1:], lossless=True, duration=100)
    facts = read_facts(path)
    assert facts.planes == (Axis("T", 4),) and facts.left == ()
    for number, plane in enumerate(planes_of(facts.planes)):
        assert abs(int(read_image(path, plane=plane).pixels.mean()) - 60 * number) <= 1


def test_an_animated_png_says_that_only_its_first_picture_is_shown(tmp_path: Path) -> None:
    frames = [Image.fromarray(np.full((8, 9, 3), 60 * number, np.uint8)) for number in range(3)]
    frames[0].save(tmp_path / "a.png", save_all=True, append_images=frames[1:], duration=100)
    assert read_facts(tmp_path / "a.png").left == ("Of the 3 pictures of the animation only the first is shown.",)
    assert not read_image(tmp_path / "a.png").pixels.any()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparency_is_left_out_and_changes_no_colour(tmp_path: Path, kind: str) -> None:
    array = RNG.integers(0, 256, (8, 9, 4), np.uint8)
    array[..., 3] = np.maximum(array[..., 3], 1)
    Image.fromarray(array).save(tmp_path / "a.img", kind, lossless=True, exact=True)
    assert np.array_equal(read_image(tmp_path / "a.img").pixels, array[..., :3])
    assert "Transparency is left out" in read_facts(tmp_path / "a.img").left[0]


def test_addresses_of_planes_are_counted_from_1_for_people() -> None:
    axes = (Axis("T", 2), Axis("Z", 3))
    assert planes_of(axes) == ["T0Z0", "T0Z1", "T0Z2", "T1Z0", "T1Z1", "T1Z2"] and planes_of(()) == [""]
    assert plane_steps("T1Z11") == {"T": 1, "Z": 11} and plane_words("T1Z11") == "t 2, z 12"
    assert is_plane("") and is_plane("T0Z1C2") and not is_plane("Z") and not is_plane("../Z1")


def test_sums_count_every_value_and_leave_out_what_is_not_finite(tmp_path: Path) -> None:
    import tifffile

    array = np.arange(60, dtype=np.float32).reshape(3, 4, 5)
    array[1, 0, 0] = np.nan
    tifffile.imwrite(tmp_path / "a.tif", array, photometric="minisblack", metadata=None)
    found = read_info(tmp_path / "a.tif")
    assert found.sums.not_finite == 1 and found.sums.mean == pytest.approx(float(np.nanmean(array)))
    assert [one.least for one in found.planes] == [0, 21, 40] and found.to_json()["planes"] == 3
    tifffile.imwrite(tmp_path / "b.tif", np.full((4, 5), np.nan, np.float32), photometric="minisblack")
    assert read_info(tmp_path / "b.tif").to_json()["mean"] is None
