"""A large TIFF opens in tiles: each has the pixels that the whole has there, and only what it touches is decoded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from segstudio.errors import ImageError
from segstudio.labels.geometry import Rect
from segstudio.project.images import facts as facts_file
from segstudio.project.images.facts import Facts, is_plane, is_tile, pictures_of, plane_words, rect_of, whole_plane
from segstudio.project.images.properties import read_info, taken
from segstudio.project.images.readers import tiff
from segstudio.project.images.reading import Picture, map_image, read_facts, read_image, thumbnail

RNG = np.random.default_rng(5)
SHAPE = (200, 150)  # of 3 x 2 tiles: 64, 64 and 72 rows, 64 and 86 columns


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_file, "LARGE", 10_000)
    monkeypatch.setattr(facts_file, "TILE", 64)
    monkeypatch.setattr("segstudio.project.images.properties.TILE", 64)


def picture(shape: tuple[int, ...] = SHAPE, dtype: str = "uint8") -> NDArray[Any]:
    return RNG.integers(0, np.iinfo(dtype).max, shape, dtype)


def written(path: Path, array: NDArray[Any], **options: Any) -> Path:
    tifffile.imwrite(path, array, **options)
    return path


def whole_of(path: Path, monkeypatch: pytest.MonkeyPatch, plane: str = "") -> NDArray[Any]:
    """The plane as it is read where it is not large."""
    with monkeypatch.context() as context:
        context.setattr(facts_file, "LARGE", 1 << 40)
        tiff._known.clear()
        found = read_image(path, plane=plane).stored
    tiff._known.clear()
    return found


LAYOUTS: dict[str, tuple[tuple[int, ...], str, dict[str, Any]]] = {
    "tiles": ((*SHAPE, 3), "uint8", {"tile": (32, 48), "photometric": "rgb", "compression": "zlib"}),
    "jpeg tiles": ((*SHAPE, 3), "uint8", {"tile": (32, 48), "photometric": "rgb", "compression": "jpeg"}),
    "jpeg of YCbCr": ((*SHAPE, 3), "uint8",
                      {"tile": (64, 64), "photometric": "ycbcr", "compression": "jpeg", "subsampling": (2, 2)}),
    "jpeg 2000": ((*SHAPE, 3), "uint8", {"tile": (64, 64), "photometric": "rgb", "compression": "jpeg2000"}),
    "strips": (SHAPE, "uint16", {"rowsperstrip": 7, "compression": "lzw", "predictor": True}),
    "strips as they are": (SHAPE, "uint16", {"rowsperstrip": 7}),
    "big-endian": (SHAPE, "uint16", {"byteorder": ">", "tile": (32, 32)}),
    "BigTIFF": (SHAPE, "uint8", {"bigtiff": True, "tile": (32, 32)}),
    "white is zero": (SHAPE, "uint8", {"tile": (32, 32), "photometric": "miniswhite"}),
    "separate planes": ((3, *SHAPE), "uint8",
                        {"tile": (32, 32), "photometric": "rgb", "planarconfig": "separate", "compression": "zlib"}),
    "separate channels": ((4, *SHAPE), "uint16",
                          {"tile": (32, 32), "photometric": "minisblack", "planarconfig": "separate"}),
    "signed": (SHAPE, "int16", {"tile": (32, 32), "compression": "zlib"}),
    "with alpha": ((*SHAPE, 4), "uint8", {"tile": (32, 32), "photometric": "rgb", "extrasamples": ["unassalpha"]}),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_tile_has_the_pixels_that_the_whole_has_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shape, dtype, options = LAYOUTS[name]
    path = written(tmp_path / "a.tif", picture(shape, dtype), **options)
    whole = whole_of(path, monkeypatch)
    facts = read_facts(path, try_decoding=True)
    assert facts.tiles == (3, 2)
    planes = pictures_of(facts, apart=False)
    assert planes == ["Y0X0", "Y0X1", "Y1X0", "Y1X1", "Y2X0", "Y2X1"]
    for plane in planes:
        place = rect_of(facts, plane, path)
        for image in (read_image(path, plane=plane), map_image(path, plane)):
            assert np.abs(image.stored.astype(float) - whole[place.slices]).max() <= (2 if "jpeg" in name else 0)
    assert sum(rect_of(facts, plane, path).w * rect_of(facts, plane, path).h for plane in planes) == 200 * 150


@pytest.mark.parametrize("orientation", range(2, 9))
def test_tiles_are_those_of_the_picture_turned_upright(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, orientation: int
) -> None:
    extra = [(274, "H", 1, orientation, True)]
    path = written(tmp_path / "a.tif", picture(), tile=(32, 48), compression="zlib", extratags=extra)
    whole, facts = whole_of(path, monkeypatch), read_facts(path)
    assert facts.shape_of_plane == whole.shape
    for plane in pictures_of(facts, apart=False):
        assert np.array_equal(read_image(path, plane=plane).pixels, whole[rect_of(facts, plane, path).slices])


def test_tiles_of_a_stack_with_channels_apart_have_all_steps_in_their_address(tmp_path: Path) -> None:
    values = picture((2, 3, *SHAPE), "uint16")
    path = written(tmp_path / "a.ome.tif", values, ome=True, metadata={"axes": "ZCYX"}, tile=(32, 32))
    facts = read_facts(path)
    planes = pictures_of(facts, apart=True)
    assert len(planes) == 2 * 6 * 3 and planes[-1] == "Z1Y2X1C2" and all(map(is_plane, planes))
    assert np.array_equal(read_image(path, plane="Z1Y2X1C2").pixels, values[1, 2, 128:, 64:])
    together = read_image(path, plane="Z0Y0X1")
    assert np.array_equal(together.stored, values[0, :, :64, 64:].transpose(1, 2, 0))
    assert whole_plane("Z1Y2X1C2") == "Z1C2" and is_tile("Z1Y2X1C2") and not is_tile("Z1")
    assert plane_words("Z1Y2X1") == "z 2, row 3, column 2"


def test_the_whole_of_a_large_file_still_opens_where_it_was_added_whole(tmp_path: Path) -> None:
    array = picture()
    path = written(tmp_path / "a.tif", array, tile=(32, 32))
    assert np.array_equal(read_image(path).pixels, array)


@pytest.mark.parametrize("plane", ["Y3X0", "Y0X2", "Y9X9", "Z1Y0X0", "Y0X0C1"])
def test_an_address_outside_of_the_file_is_refused(tmp_path: Path, plane: str) -> None:
    path = written(tmp_path / "a.tif", picture(), tile=(32, 32))
    with pytest.raises(ImageError, match="has no plane"):
        read_image(path, plane=plane)


def test_a_tile_of_a_file_that_is_small_now_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", picture((20, 20)), tile=(32, 32))
    with pytest.raises(ImageError, match=r"a\.tif has no plane row 1, column 1"):
        read_image(path, plane="Y0X0")
    with pytest.raises(ImageError, match="has no plane"):
        thumbnail(path, 16, "Y0X0")


def test_a_large_file_in_one_piece_that_is_packed_opens_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segstudio.project.images.readers.tiff_parts.MOST_IN_SEGMENT", 20_000)
    path = written(tmp_path / "a.tif", picture(), compression="zlib", rowsperstrip=200)
    assert read_facts(path).tiles is None


def test_more_than_a_gigapixel_is_refused_only_where_it_is_not_read_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiff, "MAX_PIXELS", 20_000)
    in_parts = written(tmp_path / "a.tif", picture(), tile=(32, 32), compression="zlib")
    assert read_facts(in_parts, try_decoding=True).tiles == (3, 2)
    monkeypatch.setattr("segstudio.project.images.readers.tiff_parts.MOST_IN_SEGMENT", 20_000)
    with pytest.raises(ImageError, match="claims 150 x 200 pixels") as error:
        read_facts(written(tmp_path / "b.tif", picture(), compression="zlib", rowsperstrip=200))
    assert "tiled TIFF" in error.value.hint


def test_only_the_segments_that_a_tile_touches_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.tif", picture(), tile=(32, 32), compression="zlib")
    seen: list[int] = []
    real = tifffile.TiffPage.decode.func  # type: ignore[attr-defined]

    def decode(page: Any) -> Any:
        inner = real(page)
        return lambda data, number, **rest: seen.append(number) or inner(data, number, **rest)

    monkeypatch.setattr(tifffile.TiffPage, "decode", property(decode))
    read_image(path, plane="Y1X0")
    assert sorted(seen) == [2 * 5, 2 * 5 + 1, 3 * 5, 3 * 5 + 1]  # rows 64 to 127, columns 0 to 63; 5 in a row


def test_a_damaged_part_is_told_by_the_name_of_its_tile_and_spoils_no_other(tmp_path: Path) -> None:
    array = picture()
    path = written(tmp_path / "a.tif", array, tile=(32, 32), compression="zlib")
    with tifffile.TiffFile(path) as file:
        place = file.pages.first.dataoffsets[2 * 5]
    data = bytearray(path.read_bytes())
    data[place : place + 40] = bytes(40)
    path.write_bytes(data)
    assert read_facts(path, try_decoding=True).tiles == (3, 2)
    with pytest.raises(ImageError, match=r"a\.tif, row 2, column 1 is damaged"):
        read_image(path, plane="Y1X0")
    assert np.array_equal(read_image(path, plane="Y2X1").pixels, array[128:, 64:])


def test_a_file_that_ends_too_early_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", picture(), tile=(32, 32))
    data = path.read_bytes()
    for kept in (len(data) - 1, len(data) // 2):
        path.write_bytes(data[:kept])
        with pytest.raises(ImageError, match="damaged"):
            read_facts(path, try_decoding=True)


def test_a_header_with_too_few_segments_is_not_read_in_parts(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", picture(), tile=(32, 32), compression="zlib")
    with tifffile.TiffFile(path) as file:
        tag = file.pages.first.tags[256]
        place = tag.valueoffset
    data = bytearray(path.read_bytes())
    data[place : place + 4] = (15_000_000).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(ImageError):
        read_facts(path, try_decoding=True)


def test_segments_that_the_writer_left_out_are_empty(tmp_path: Path) -> None:
    array = np.zeros(SHAPE, np.uint8)
    array[64:128, :64], array[0, 0] = 9, 9
    blocks = (array[y : y + 32, x : x + 32] for y in range(0, 200, 32) for x in range(0, 150, 32))
    tiles = (np.pad(b, ((0, 32 - b.shape[0]), (0, 32 - b.shape[1]))) if b.any() else None for b in blocks)
    path = written(tmp_path / "a.tif", tiles, shape=SHAPE, dtype="uint8", tile=(32, 32), compression="zlib")  # type: ignore[arg-type]
    assert (read_image(path, plane="Y1X0").pixels == 9).all() and not read_image(path, plane="Y0X1").pixels.any()


def test_what_is_stored_counts_over_all_tiles(tmp_path: Path) -> None:
    array = picture((*SHAPE, 3))
    path = written(tmp_path / "a.tif", array, tile=(32, 32), photometric="rgb")
    info = read_info(path)
    assert len(info.planes) == 3
    assert (info.sums.least, info.sums.greatest) == (array.min(), array.max())
    assert info.sums.mean == pytest.approx(array.mean()) and info.planes[1].mean == pytest.approx(array[..., 1].mean())
    assert taken(info.facts) == "6 images: it opens in 3 x 2 tiles of 64 pixels (150 x 200 pixels in all)."


# ---- surroundings and small pictures -------------------------------------------------------------------------------


def test_a_tile_that_is_learnt_from_knows_what_lies_around_it(tmp_path: Path) -> None:
    array = picture((*SHAPE, 3))
    path = written(tmp_path / "a.tif", array, tile=(32, 32), photometric="rgb")
    image = Picture(path, "Y1X0").read(margin=16)
    assert image.shape == (64, 64) and image.field == SHAPE and image.place == Rect(0, 64, 64, 64)
    assert image.nbytes == (64 + 32) * (64 + 16) * 3
    for rect in (image.place, Rect(0, 60, 70, 70), Rect(100, 0, 50, 200)):
        expected = array[rect.slices].transpose(2, 0, 1) / np.float32(255)
        assert np.allclose(image.field_input(rect), expected)
    alone = Picture(path, "Y1X0").read()
    assert alone.around is None and np.array_equal(alone.model_input(), image.model_input())


def gradient(shape: tuple[int, int]) -> NDArray[np.uint8]:
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    return (rows * 120 / shape[0] + columns * 120 / shape[1]).astype(np.uint8)


@pytest.mark.parametrize(
    "options", [{"tile": (32, 32)}, {"rowsperstrip": 8}, {"rowsperstrip": 8, "compression": "lzw"}]
)
@pytest.mark.parametrize("levels", [False, True])
def test_small_pictures_look_like_what_they_show(tmp_path: Path, options: dict[str, Any], levels: bool) -> None:
    array, path = gradient((400, 300)), tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as file:
        file.write(array, subifds=2 * levels, **options)
        for step in (2, 4)[: 2 * levels]:
            file.write(np.ascontiguousarray(array[::step, ::step]), subfiletype=1, **options)
    small, shape = Picture(path, "Y1X0").overview(60)
    assert shape == (400, 300)
    assert small.shape == (60, 45, 3)
    expected = array[np.ix_(np.arange(60) * 400 // 60, np.arange(45) * 300 // 45)]
    assert np.abs(small[..., 0].astype(int) - expected).max() <= 45
    place = rect_of(read_facts(path), "Y2X1", path)
    tile = thumbnail(path, 20, "Y2X1")
    assert max(tile.shape) == 20 and abs(float(tile.mean()) - float(array[place.slices].mean())) < 8


def svs(path: Path, array: NDArray[Any], **options: Any) -> Path:
    """As Aperio writes them: the slide, a thumbnail, a smaller level, a label and a photograph, one page each."""
    with tifffile.TiffWriter(path) as file:
        about = {"metadata": None, "photometric": "rgb"}
        text = "Aperio Image Library v10\r\n200x150|AppMag = 20|MPP = 0.5"
        file.write(array, description=text, **about, **options)
        file.write(array[::8, ::8], description="Aperio Image Library v10\r\nthumbnail", rowsperstrip=8, **about)
        file.write(np.ascontiguousarray(array[::4, ::4]), description=text, **about, **options)
        for name in ("label", "macro"):
            told = f"Aperio Image Library v10\r\n{name} 40x30"
            file.write(np.full((40, 30, 3), 255, np.uint8), description=told, subfiletype=1, rowsperstrip=8, **about)
    return path


@pytest.mark.parametrize("codec", ["jpeg", "aperio_jp2000_rgb", "zlib"])
def test_of_a_slide_the_label_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str) -> None:
    array = np.repeat(gradient((400, 300))[..., None], 3, 2)
    path = svs(tmp_path / "a.svs", array, tile=(64, 64), compression=codec)
    facts: Facts = read_facts(path, try_decoding=True)
    assert facts.tiles == (6, 5) and facts.left[0].endswith("which can name a patient, are not shown.")
    assert facts.levels >= 2
    shown = read_image(path, plane="Y1X1").pixels
    assert np.abs(shown.astype(int) - array[64:128, 64:128]).max() < 20
    assert Picture(path, "Y0X0").overview(60)[0].max() < 250


@pytest.mark.parametrize("codec", [None, "zlib", "jpeg", "lzw"])
def test_changed_bytes_give_a_tile_or_an_image_error(tmp_path: Path, codec: str | None) -> None:
    path = written(tmp_path / "a.tif", picture((*SHAPE, 3)), tile=(64, 64), photometric="rgb", compression=codec)
    good, rng = path.read_bytes(), np.random.default_rng(7)
    for _ in range(25):
        data = bytearray(good)
        header = rng.random() < 0.5  # the tags stand at the beginning
        for place in rng.integers(4, 400 if header else len(data), 3).tolist():
            data[place] = int(rng.integers(256))
        path.write_bytes(data)
        for plane, look in (("Y1X1", read_image), ("Y2X0", map_image)):
            try:
                found = look(path, plane=plane)
                facts = read_facts(path)
            except ImageError as error:
                assert "a.tif" in str(error)
                continue
            place = rect_of(facts, plane, path)
            assert found.pixels.shape[:2] == (place.h, place.w)
