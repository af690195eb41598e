"""TIFF of every layout: the header decides what the values mean, every plane is reached, nothing is left in silence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from segstudio.errors import ImageError
from segstudio.project.images.facts import Axis, Facts, planes_of
from segstudio.project.images.properties import read_info
from segstudio.project.images.reading import map_image, read_facts, read_image, thumbnail

RNG = np.random.default_rng(3)


def values(shape: tuple[int, ...], dtype: str) -> NDArray[Any]:
    array = RNG.random(shape) * 200 - (100 if np.dtype(dtype).kind in "if" else 0)
    return array.astype(dtype)


def written(tmp_path: Path, array: NDArray[Any], **options: Any) -> Path:
    path = tmp_path / options.pop("name", "a.tif")
    tifffile.imwrite(path, array, **options)
    return path


def as_shown(array: NDArray[Any]) -> NDArray[Any]:
    small = array.dtype.kind == "u" and array.dtype.itemsize <= 2
    return array if small else array.astype(np.float32)


# ---- values --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [False, True])
def test_signed_values_stay_signed_at_every_depth_and_in_both_byte_orders(
    tmp_path: Path, dtype: str, order: str, big: bool
) -> None:
    array = values((5, 7), dtype)
    path = written(tmp_path, array, byteorder=order, bigtiff=big, photometric="minisblack")
    image = read_image(path)
    assert image.pixels.dtype.isnative and np.array_equal(image.pixels, as_shown(array))
    sums = read_info(path).sums
    assert (sums.least, sums.greatest) == (float(array.min()), float(array.max()))


@pytest.mark.parametrize("dtype", ["u1", "u2", "i2", "f4"])
def test_white_is_zero_is_one_rule_at_every_depth(tmp_path: Path, dtype: str) -> None:
    array = values((5, 7), dtype)
    shown = read_image(written(tmp_path, array, photometric="miniswhite")).pixels
    highest = {"u1": 255, "u2": 65535, "i2": -1, "f4": 0}[dtype]
    assert np.allclose(shown, highest - array.astype(np.float64))
    order = np.argsort(array.ravel(), kind="stable")
    assert (np.diff(shown.ravel()[order].astype(np.float64)) <= 0).all()  # the lowest value is the brightest


@pytest.mark.parametrize("bits", [10, 12, 14])
def test_packed_values_are_those_that_were_measured(tmp_path: Path, bits: int) -> None:
    array = RNG.integers(0, 1 << bits, (8, 8)).astype("u2")
    path = written(tmp_path, array, bitspersample=bits, photometric="minisblack")
    assert np.array_equal(read_image(path).pixels, array) and read_facts(path).bits == bits


@pytest.mark.parametrize("top", [255, 65535], ids=["of old scanners", "as the standard says"])
def test_a_palette_is_read_with_entries_of_8_and_16_bits(tmp_path: Path, top: int) -> None:
    table = RNG.integers(1, 256, (3, 256)).astype("u2")
    table[:, 0], table[:, 1] = 255, 0
    path = tmp_path / "a.tif"
    indices = np.arange(256, dtype="u1").reshape(16, 16)
    tifffile.imwrite(path, indices, photometric="palette", colormap=table * 257 if top > 255 else table)
    assert np.array_equal(read_image(path).pixels, table.T[indices])
    assert read_info(path).sums.greatest == 255  # what is stored are indices


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
@pytest.mark.parametrize("tile", [None, (16, 16)])
def test_colours_side_by_side_and_in_planes_are_the_same(
    tmp_path: Path, planar: str, dtype: str, tile: tuple[int, int] | None
) -> None:
    array = values((20, 30, 3), dtype)
    stored = np.moveaxis(array, 2, 0) if planar == "separate" else array
    path = written(tmp_path, stored, photometric="rgb", planarconfig=planar, tile=tile)
    assert np.array_equal(read_image(path).pixels, as_shown(array))


@pytest.mark.parametrize("kind", ["assocalpha", "unassalpha"])
@pytest.mark.parametrize("samples", [2, 4])
def test_alpha_neither_multiplies_nor_divides_and_is_named(tmp_path: Path, kind: str, samples: int) -> None:
    array = values((6, 5, samples), "u2")
    colour = "rgb" if samples == 4 else "minisblack"
    path = written(tmp_path, array, photometric=colour, planarconfig="contig", extrasamples=[kind])
    assert np.array_equal(read_image(path).pixels, array[..., 0] if samples == 2 else array[..., :3])
    assert "Transparency is left out" in read_facts(path).left[0]


@pytest.mark.parametrize("samples", [2, 3, 5])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_grey_samples_side_by_side_are_channels_and_are_never_mixed(tmp_path: Path, samples: int, planar: str) -> None:
    array = values((9, 8, samples), "u2") + np.arange(samples, dtype="u2") * 1000
    stored = np.moveaxis(array, 2, 0) if planar == "separate" else array
    path = written(tmp_path, stored, photometric="minisblack", planarconfig=planar,
                   extrasamples=["unspecified"] * (samples - 1))  # fmt: skip
    facts = read_facts(path)
    assert facts.channels == Axis("C", samples) and facts.planes == ()
    assert np.array_equal(read_image(path).stored, array)
    for channel in range(samples):
        assert np.array_equal(read_image(path, plane=f"C{channel}").pixels, array[..., channel])


def test_cmyk_of_16_bits_becomes_rgb(tmp_path: Path) -> None:
    array = np.zeros((4, 4, 4), "u2")
    array[:2, :, 0] = 65535  # all cyan: no red
    shown = read_image(written(tmp_path, array, photometric="separated", planarconfig="contig")).pixels
    assert tuple(shown[0, 0]) == (0, 65535, 65535) and tuple(shown[3, 0]) == (65535, 65535, 65535)


@pytest.mark.parametrize(
    "codec", ["lzw", "zlib", "packbits", "zstd", "lzma", "webp", "jpeg2000", "jpegxl", "png", "lerc"]
)
def test_every_codec_gives_the_same_pixels(tmp_path: Path, codec: str) -> None:
    array = values((32, 32, 3), "u1")
    options = {"webp": {"level": 101}, "jpeg2000": {"level": 0}, "jpegxl": {"level": 101}}.get(codec, {})
    path = written(tmp_path, array, photometric="rgb", compression=codec, compressionargs=options or None)
    assert np.array_equal(read_image(path).pixels, array)
    assert np.array_equal(map_image(path).pixels, array)
    assert read_facts(path, try_decoding=True).codec


# ---- planes --------------------------------------------------------------------------------------------------------


def planes_equal(path: Path, facts: Facts, array: NDArray[Any]) -> None:
    """Every plane is the one of ``array``, whose leading axes are those of ``facts.planes``."""
    flat = array.reshape(-1, *array.shape[len(facts.planes) :])
    addresses = planes_of(facts.planes)
    assert len(addresses) == len(flat)
    for address, plane in zip(addresses, flat, strict=True):
        assert np.array_equal(read_image(path, plane=address).pixels, plane), address


@pytest.mark.parametrize("how", ["imagej", "ome", "shaped", "pages"])
@pytest.mark.parametrize("codec", [None, "zlib"])
def test_a_stack_has_every_slice(tmp_path: Path, how: str, codec: str | None) -> None:
    array = values((6, 12, 10), "u2")
    options: dict[str, Any] = {"compression": codec, "photometric": "minisblack"}
    if how == "imagej":
        options |= {"imagej": True, "metadata": {"axes": "ZYX"}}
    elif how == "ome":
        options |= {"ome": True, "metadata": {"axes": "ZYX"}}
    elif how == "pages":
        options |= {"metadata": None}
    path = written(tmp_path, array, **options)
    facts = read_facts(path, try_decoding=True)
    assert [axis.size for axis in facts.planes] == [6] and facts.left == ()
    planes_equal(path, facts, array)
    assert thumbnail(path, 8, facts.planes[0].letter + "5").shape == (8, 7, 3)


@pytest.mark.parametrize("imagej", [True, False])
def test_channels_of_a_stack_are_together_or_apart(tmp_path: Path, imagej: bool) -> None:
    array = values((2, 4, 3, 9, 8), "u2")  # T Z C Y X
    path = written(tmp_path, array, imagej=imagej, ome=not imagej, metadata={"axes": "TZCYX"}, photometric="minisblack")
    facts = read_facts(path)
    assert facts.planes == (Axis("T", 2), Axis("Z", 4)) and facts.channels.size == 3
    planes_equal(path, facts, np.moveaxis(array, 2, -1))
    assert np.array_equal(read_image(path, plane="T1Z3C2").pixels, array[1, 3, 2])


def test_pages_of_several_sizes_take_the_largest_and_name_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    large = values((40, 50), "u1")
    with tifffile.TiffWriter(path) as file:
        file.write(values((10, 12), "u1"), subfiletype=1, metadata=None)  # a thumbnail comes first
        file.write(large, metadata=None)
    assert np.array_equal(read_image(path).pixels, large)
    assert "12 x 10" in read_facts(path).left[0]


def test_of_a_pyramid_the_largest_level_is_read(tmp_path: Path) -> None:
    path, large = tmp_path / "a.ome.tif", values((64, 64), "u2")
    with tifffile.TiffWriter(path) as file:
        file.write(large, subifds=2, tile=(16, 16))
        for step in (2, 4):
            file.write(large[::step, ::step], subfiletype=1, tile=(16, 16))
    assert np.array_equal(read_image(path).pixels, large) and read_facts(path).levels == 3


def test_another_plane_than_there_is_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, values((3, 4, 5), "u1"), imagej=True, metadata={"axes": "ZYX"})
    for plane in ("Z3", "T1", "Z0C1"):
        with pytest.raises(ImageError, match="has no plane"):
            read_image(path, plane=plane)


# ---- files that cannot be read -------------------------------------------------------------------------------------


def test_complex_numbers_and_unknown_codecs_are_named(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="complex numbers"):
        read_image(written(tmp_path, np.ones((4, 4), "c8"), photometric="minisblack"))
    path = written(tmp_path, values((16, 16), "u1"), compression="zlib", name="b.tif")
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages.first.tags["Compression"].overwrite(32809)  # ThunderScan
    for read in (read_image, lambda path: read_facts(path, try_decoding=True)):
        with pytest.raises(ImageError, match="a compression that is not known"):
            read(path)


@pytest.mark.parametrize("codec", ["zlib", "lzw", "jpeg2000"])
def test_a_strip_that_cannot_be_decoded_is_found_when_the_image_is_added(tmp_path: Path, codec: str) -> None:
    path = written(tmp_path, values((32, 32), "u1"), compression=codec)
    with tifffile.TiffFile(path) as file:
        start, length = file.pages.first.dataoffsets[0], file.pages.first.databytecounts[0]
    data = bytearray(path.read_bytes())
    data[start : start + length] = b"\xff" * length
    path.write_bytes(data)
    with pytest.raises(ImageError, match="damaged"):
        read_facts(path, try_decoding=True)


def test_a_tile_that_says_that_it_is_huge_is_not_decoded(tmp_path: Path) -> None:
    path = written(tmp_path, values((64, 64, 3), "u1"), photometric="rgb", compression="jpeg", tile=(32, 32))
    with tifffile.TiffFile(path) as file:
        start = file.pages.first.dataoffsets[2]
    data = bytearray(path.read_bytes())
    at = data.index(b"\xff\xc0", start)  # the frame header: rows and columns follow
    data[at + 5 : at + 9] = b"\xff" * 4
    path.write_bytes(data)
    for read in (read_image, lambda path: read_facts(path, try_decoding=True)):
        with pytest.raises(ImageError, match="its pixels do not fit its size"):
            read(path)


def test_a_stack_whose_last_page_is_cut_off_is_damaged(tmp_path: Path) -> None:
    path = written(tmp_path, values((4, 30, 30), "u1"), imagej=True, metadata={"axes": "ZYX"})
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ImageError, match="damaged"):
        read_image(path, plane="Z0")


def test_a_file_of_thousands_of_pages_opens_each_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, values((500, 4, 4), "u1"), metadata=None, photometric="minisblack")
    assert read_facts(path).plane_count == 500
    letter = read_facts(path).planes[0].letter
    assert read_image(path, plane=f"{letter}499").shape == (4, 4)


# ---- size of a pixel -----------------------------------------------------------------------------------------------


def test_ome_says_the_size_of_a_pixel_with_its_unit(tmp_path: Path) -> None:
    metadata = {"axes": "ZYX"}
    for axis, size in (("X", 0.25), ("Y", 0.25), ("Z", 2.0)):
        metadata |= {f"PhysicalSize{axis}": size, f"PhysicalSize{axis}Unit": "\N{MICRO SIGN}m"}
    path = written(tmp_path, values((2, 4, 4), "u1"), ome=True, metadata=metadata, photometric="minisblack")
    facts = read_facts(path)
    assert facts.pixel_size == pytest.approx((2.5e-7, 2.5e-7)) and facts.slice_distance == pytest.approx(2e-6)


def test_imagej_says_the_distance_of_slices(tmp_path: Path) -> None:
    path = written(tmp_path, values((2, 4, 4), "u1"), imagej=True, resolution=(4.0, 4.0),
                   metadata={"axes": "ZYX", "unit": "um", "spacing": 1.5})  # fmt: skip
    facts = read_facts(path)
    assert facts.pixel_size == pytest.approx((2.5e-7, 2.5e-7)) and facts.slice_distance == pytest.approx(1.5e-6)


@pytest.mark.parametrize("compression", [None, "zlib"])
def test_pages_of_a_stack_are_looked_at_once_as_long_as_the_file_stays(
    compression: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = np.random.default_rng(0).integers(0, 255, (5, 20, 30), np.uint8)

    def write() -> None:
        with tifffile.TiffWriter(tmp_path / "a.tif") as file:
            for plane in stack:
                file.write(plane, metadata=None, contiguous=False, compression=compression)

    made: list[object] = []
    real = tifffile.TiffFile
    monkeypatch.setattr(tifffile, "TiffFile", lambda *args, **rest: made.append(args) or real(*args, **rest))
    write()
    for at in (3, 0, 4):
        assert np.array_equal(read_image(tmp_path / "a.tif", plane=f"I{at}").pixels, stack[at])
    assert len(made) == 1
    with ThreadPoolExecutor(4) as pool:  # each has a file of its own
        found = list(pool.map(lambda at: read_image(tmp_path / "a.tif", plane=f"I{at % 5}").pixels, range(40)))
    assert all(np.array_equal(one, stack[at % 5]) for at, one in enumerate(found))
    stack[:] = 255 - stack
    write()
    assert np.array_equal(read_image(tmp_path / "a.tif", plane="I2").pixels, stack[2])
    (tmp_path / "a.tif").write_bytes((tmp_path / "a.tif").read_bytes()[:-400])
    with pytest.raises(ImageError, match="damaged"):
        read_image(tmp_path / "a.tif", plane="I2")
