"""Files as other programs write them give the right class for each pixel, and what is wrong with them is said."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import FormatError, MaskError, UserError
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import COLOR, NOTHING, Found, color_key
from segstudio.formats.common.name_tables import yaml_names
from segstudio.formats.common.pixels import decode
from segstudio.formats.common.presets import PRESETS
from segstudio.formats.common.shapes import Drawing, coco_runs, coco_text, from_runs
from segstudio.formats.readers import coco, cvat_xml, label_studio, labelme, trees, ultralytics, voc
from segstudio.formats.table import readers
from segstudio.labels.classes import voc_palette

SHAPE = (4, 6)


def in_memory(files: Mapping[str, bytes | str]) -> Files:
    data = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
    return Files(Path("x"), tuple(sorted(data)), lambda name, _most, length: data[name][:length])


def png(pixels: NDArray[Any], **options: Any) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", **options)
    return file.getvalue()


def names_at(found: Found, shape: tuple[int, int] = SHAPE) -> NDArray[Any]:
    """The names of the pixels of the only mask; "" where nothing is drawn."""
    assert len(found.masks) == 1
    keys = found.masks[0].load(shape).keys
    return np.vectorize(lambda key: "" if key == NOTHING else found.values[key].name)(keys)


SQUARE = [[1, 1], [3, 1], [3, 3], [1, 3]]
EXPECTED = np.full(SHAPE, "", object)
EXPECTED[1:3, 1:3] = "cell"
IMAGE = {"id": 7, "file_name": "day/a.jpg", "width": 6, "height": 4}


def coco_file(segmentation: Any, **changes: Any) -> str:
    row = {"id": 1, "image_id": 7, "category_id": 3, "iscrowd": 0, "segmentation": segmentation}
    categories = [{"id": 3, "name": "cell"}]
    return json.dumps({"images": [IMAGE], "annotations": [row], "categories": categories} | changes)


RUNS = [5, 2, 2, 2, 13]  # the square, down the columns


@pytest.mark.parametrize(
    "segmentation",
    [
        [[1, 1, 3, 1, 3, 3, 1, 3]],
        {"size": [4, 6], "counts": RUNS},
        {"size": [4, 6], "counts": coco_text(RUNS)},
    ],
)
def test_coco_polygons_and_both_run_lengths_are_the_same_pixels(segmentation: Any) -> None:
    files = in_memory({"annotations/instances.json": coco_file(segmentation)})
    assert coco.fits(files) and (names_at(coco.read(files)) == EXPECTED).all()
    assert coco.read(files).masks[0].image == "day/a.jpg"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_compressed_runs_are_those_of_pycocotools(pixels: list[bool]) -> None:
    api = pytest.importorskip("pycocotools.mask")
    inside = np.array(pixels, np.uint8).reshape(-1, 1)
    packed = api.encode(np.asfortranarray(inside))["counts"].decode()
    runs = coco_runs(packed, "x")
    assert np.array_equal(from_runs(runs, inside.size, "x"), inside.ravel()) and coco_text(runs) == packed


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")
@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 20)), min_size=3, max_size=5))
def test_outlines_are_filled_as_pycocotools_does_but_beside_the_outline(points: list[tuple[float, float]]) -> None:
    import cv2

    api = pytest.importorskip("pycocotools.mask")
    flat = [value for point in points for value in point]
    theirs = api.decode(api.merge(api.frPyObjects([flat], 20, 20)))
    drawing = Drawing((20, 20), "x")
    drawing.polygons([flat], 1)
    ours = (drawing.loaded().keys == 1).astype(np.uint8)
    near = np.zeros((20, 20), np.uint8)
    corners = np.round(np.array(points) * 256 - 128).astype(np.int32)
    cv2.polylines(near, [corners], True, 1, thickness=3, shift=8)
    assert not ((ours != theirs) & (near == 0)).any()


def test_panoptic_numbers_are_red_then_green_then_blue() -> None:
    rgb = np.zeros((*SHAPE, 3), np.uint8)
    rgb[1:3, 1:3] = (44, 1, 0)
    row = {"image_id": 7, "file_name": "a.png", "segments_info": [{"id": 300, "category_id": 3}]}
    files = {"p/panoptic.json": coco_file(None, annotations=[row]), "p/panoptic/a.png": png(rgb)}
    assert (names_at(coco.read(in_memory(files))) == EXPECTED).all()
    rgb[0, 0] = 9
    with pytest.raises(MaskError, match="which its list does not have"):
        names_at(coco.read(in_memory(files | {"p/panoptic/a.png": png(rgb)})))


def shapes(*rows: dict[str, Any]) -> str:
    return json.dumps({"shapes": rows, "imagePath": "..\\a.jpg", "imageHeight": 4, "imageWidth": 6})


@pytest.mark.parametrize(
    "shape",
    [
        {"label": "cell", "points": SQUARE},
        {"label": "cell", "shape_type": "rectangle", "points": [[1, 1], [3, 3]]},
        {"label": "cell", "shape_type": "mask", "points": [[1, 1], [2, 2]],
         "mask": base64.b64encode(png(np.ones((2, 2), bool))).decode()},
    ],
)  # fmt: skip
def test_labelme_shapes_are_the_same_pixels(shape: dict[str, Any]) -> None:
    found = labelme.read(in_memory({"a.json": shapes(shape), "other.json": "{}"}))
    assert (names_at(found) == EXPECTED).all() and found.masks[0].image.endswith("a.jpg")


def test_a_later_shape_lies_on_top_and_what_covers_no_area_is_told() -> None:
    over = {"label": "dust", "points": [[2, 0], [9, 0], [9, 4], [2, 4]]}
    line = {"label": "cell", "shape_type": "line", "points": [[0, 0], [1, 1]]}
    found = labelme.read(in_memory({"a.json": shapes({"label": "cell", "points": SQUARE}, over, line)}))
    told = " ".join(found.masks[0].load(SHAPE).notes)
    assert (names_at(found)[:, 2:] == "dust").all() and names_at(found)[1, 1] == "cell"
    assert "overlap" in told and "beyond the image" in told and "no area" in told


CVAT = """<?xml version="1.0"?><annotations><version>1.1</version><image id="0" name="s/a.jpg" width="6" height="4">
{shape}</image><image id="1" name="b.jpg" width="6" height="4"></image></annotations>"""


@pytest.mark.parametrize(
    "shape",
    [
        '<polygon label="cell" points="1,1;3,1;3,3;1,3" z_order="0"></polygon>',
        '<mask label="cell" rle="0, 4" left="1" top="1" width="2" height="2" z_order="0"></mask>',
        '<box label="cell" xtl="1" ytl="1" xbr="3" ybr="3" z_order="0"></box>',
    ],
)
def test_cvat_shapes_are_the_same_pixels(shape: str) -> None:
    files = in_memory({"annotations.xml": CVAT.format(shape=shape)})
    assert cvat_xml.fits(files) and (names_at(cvat_xml.read(files)) == EXPECTED).all()


@pytest.mark.parametrize("size", ['width="inf" height="2"', 'width="40000" height="40000"', 'width="0" height="9"'])
def test_a_cvat_mask_larger_than_its_image_is_refused_before_memory_is_taken(size: str) -> None:
    shape = f'<mask label="cell" rle="0, 4" left="1" top="1" {size} z_order="0"></mask>'
    found = cvat_xml.read(in_memory({"annotations.xml": CVAT.format(shape=shape)}))
    with pytest.raises(MaskError, match="cannot be read"):
        found.masks[0].load(SHAPE)


def test_xml_with_definitions_of_its_own_is_not_read() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "cc">]><annotations>&b;</annotations>'
    with pytest.raises(FormatError, match="definitions"):
        cvat_xml.read(in_memory({"a.xml": bomb}))


def test_ultralytics_lines_are_parts_of_the_image() -> None:
    line = "1 " + " ".join(f"{x / 6} {y / 4}" for x, y in SQUARE)
    files = {"labels/train/a.txt": line, "data.yaml": "nc: 2\nnames: ['dust', 'cell']\n", "labels/train/b.txt": ""}
    found = ultralytics.read(in_memory(files))
    keys = next(mask for mask in found.masks if mask.path.endswith("a.txt")).load(SHAPE).keys
    assert (keys[1:3, 1:3] == 1).all() and (keys == 1).sum() == 4 and found.values[1].name == "cell"
    assert len(found.masks) == 2
    with pytest.raises(MaskError, match=r"a\.txt has a line"):
        ultralytics.read(in_memory({"labels/a.txt": "1 0 0 1 1 1 0 x"})).masks[0].load(SHAPE)


@pytest.mark.parametrize("text", ["names:\n  0: dust\n  1: 'cell'\nnc: 2\n", "names:\n- dust\n- cell\n",
                                  "names: [dust, \"cell\"]\n", "names: ['dust',\n  'cell']"])  # fmt: skip
def test_the_names_of_a_yaml_file_in_every_plain_form(text: str) -> None:
    assert [value.name for _, value in sorted(yaml_names(text).items())] == ["dust", "cell"]


def test_label_studio_brushes_and_polygons_are_the_same_pixels() -> None:
    from segstudio.formats.writers.shapes import encode_brush

    alpha = np.repeat(np.where(EXPECTED == "cell", 255, 0).astype(np.uint8).ravel(), 4)
    size = {"original_width": 6, "original_height": 4}
    brush = {"type": "brushlabels", "value": {"rle": encode_brush(alpha), "brushlabels": ["cell"]}} | size
    points = [[100 * x / 6, 100 * y / 4] for x, y in SQUARE]
    outline = {"type": "polygonlabels", "value": {"points": points, "polygonlabels": ["cell"]}} | size
    for result in (brush, outline):
        task = {"data": {"image": "/data/upload/1/0a1b2c3d-a.jpg"}, "annotations": [{"result": [result]}]}
        found = label_studio.read(in_memory({"tasks.json": json.dumps([task])}))
        assert (names_at(found) == EXPECTED).all()


def test_label_studio_brushes_as_png_need_the_file_that_names_their_images() -> None:
    alpha = np.where(EXPECTED == "cell", 200, 0).astype(np.uint8)
    name = "out/task-{}-annotation-{}-by-me@lab.org-tag-{}-{}.png"
    brushes = {
        name.format(7, 2, "cell", 0): png(np.where(np.arange(6) < 3, alpha, 0).astype(np.uint8)),
        name.format(7, 2, "cell", 1): png(np.where(np.arange(6) < 3, 0, alpha).astype(np.uint8)),
        name.format(7, 12, "cell", 0): png(np.full(SHAPE, 9, np.uint8)),
        name.format(8, 3, "a-b", 0): png(alpha),
    }
    assert label_studio.fits(in_memory(brushes))
    with pytest.raises(FormatError, match="do not say which images"):
        label_studio.read(in_memory(brushes))
    rows = [{"created_at": "2026-01-02T03:04:05.678Z", "image": "/data/upload/1/0a1b2c3d-a.jpg", "id": 7}]
    found = label_studio.read(in_memory({**brushes, "min.json": json.dumps(rows)}))
    assert [mask.image for mask in found.masks] == ["/data/upload/1/0a1b2c3d-a.jpg"]
    assert (names_at(found) == EXPECTED).all() and not found.masks[0].load(SHAPE).notes
    assert found.notes == ["0a1b2c3d-a.jpg has several annotations; the first one is taken."]
    assert [one.path for one in found.left_out] == [name.format(8, 3, "a-b", 0)]
    rows.append({"image": "b.jpg", "id": 8})
    brushes[name.format(8, 3, "cell", 0)] = png(alpha)
    found = label_studio.read(in_memory({**brushes, "min.json": json.dumps(rows)}))
    assert {value.name for value in found.values.values()} == {"cell", "a-b"}
    assert "overlap" in found.masks[1].load(SHAPE).notes[0]


# ---- pictures -------------------------------------------------------------------------------------------------------


def test_a_labelmap_gives_the_colours_of_palette_and_rgb_files_their_names() -> None:
    index = np.zeros(SHAPE, np.uint8)
    index[1:3, 1:3] = 5
    palette = voc_palette()
    image = Image.fromarray(index)
    image.putpalette(palette.tobytes())
    file = io.BytesIO()
    image.save(file, "PNG")
    text = f"# label:color_rgb:parts:actions\nbackground:0,0,0::\ncell:{','.join(map(str, palette[5]))}::\n"
    for data in (file.getvalue(), png(palette[index])):
        found = voc.read(in_memory({"SegmentationClass/a.png": data, "labelmap.txt": text}))
        assert (names_at(found) == np.where(EXPECTED == "cell", "cell", "background")).all()
        assert found.values[color_key((0, 0, 0))].void


def test_cityscapes_and_nnunet_numbers_have_the_names_of_their_lists() -> None:
    pictures = {"labelIds": np.full(SHAPE, 7, np.uint8), "color": np.zeros((*SHAPE, 3), np.uint8)}
    tree = {f"gtFine/b/a_gtFine_{kind}.png": png(pixels) for kind, pixels in pictures.items()}
    city = trees.read_cityscapes(in_memory(tree))
    assert (names_at(city) == "road").all() and city.values[0].void and len(PRESETS["msrc-v2"].values) == 24
    colors = "# r g b name\n0 0 0 unlabeled\n0 0 0 ego vehicle\n" + "1 2 3 other\n" * 5 + "9 9 9 rail track\n"
    named = trees.read_cityscapes(in_memory({**tree, "label_colors.txt": colors}))
    assert (names_at(named) == "rail track").all() and named.values[0].void and named.values[1].void
    facts = json.dumps({"labels": {"background": 0, "cell": 1, "ignore": 2}})
    files = in_memory({"D/dataset.json": facts, "D/labelsTr/a.png": png(np.ones(SHAPE, np.uint8))})
    assert trees.nnunet_fits(files) and (names_at(trees.read_nnunet(files)) == "cell").all()
    assert trees.read_nnunet(files).values[2].void


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
def test_grey_png_of_every_depth_gives_its_numbers_as_stored(depth: int) -> None:
    values = np.arange(24).reshape(SHAPE) % 2**depth * (997 if depth == 16 else 1)
    if depth in (2, 4):
        data = packed_png(values, depth)
    else:
        data = png(values.astype(bool if depth == 1 else np.uint8 if depth == 8 else np.uint16))
    assert np.array_equal(decode(data, "a.png", SHAPE).keys, values)


def packed_png(values: NDArray[Any], depth: int) -> bytes:
    """A grey PNG of 2 or 4 bits, which Pillow does not write."""
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    bits = (values[..., None] >> np.arange(depth - 1, -1, -1) & 1).reshape(len(values), -1).astype(np.uint8)
    rows = b"".join(b"\0" + row.tobytes() for row in np.packbits(bits, axis=1))
    head = struct.pack(">IIBBBBB", values.shape[1], values.shape[0], depth, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int32])
def test_label_tiffs_give_their_numbers_and_stacks_are_refused(dtype: Any) -> None:
    values, file, stack = np.arange(24, dtype=dtype).reshape(SHAPE), io.BytesIO(), io.BytesIO()
    tifffile.imwrite(file, values)
    assert np.array_equal(decode(file.getvalue(), "a.tif", SHAPE).keys, values)
    tifffile.imwrite(stack, np.stack([values] * 3), photometric="minisblack")
    with pytest.raises(MaskError, match="3 planes"):
        decode(stack.getvalue(), "a.tif", SHAPE)


def test_colours_are_keys_and_a_photograph_is_no_mask() -> None:
    rgba = np.zeros((*SHAPE, 4), np.uint8)
    rgba[0, 0] = (1, 2, 3, 255)
    keys = decode(png(rgba), "a.png", SHAPE).keys
    assert keys[0, 0] == COLOR + 0x010203 and (keys.ravel()[1:] == NOTHING).all()
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    with pytest.raises(MaskError, match="picture with"):
        decode(png(noise), "a.png", (64, 64))


# ---- what is wrong is said ------------------------------------------------------------------------------------------

BAD: dict[str, Callable[[], str]] = {
    "another size": lambda: coco_file({"size": [4, 5], "counts": RUNS}),
    "runs too long": lambda: coco_file({"size": [4, 6], "counts": [5, 2**62]}),
    "negative runs": lambda: coco_file({"size": [4, 6], "counts": [30, -6]}),
    "unknown class": lambda: coco_file([[1, 1, 3, 1, 3, 3]], categories=[]),
    "no numbers": lambda: coco_file([["a", "b", "c"]]),
    "odd numbers": lambda: coco_file([[1, 2, 3, 4, 5, 6, 7]]),
    "not finite": lambda: coco_file([[1, 1, float("nan"), 1, 3, 3]]),
    "no segmentation": lambda: coco_file(None),
    "bad text": lambda: coco_file({"size": [4, 6], "counts": "~~~~"}),
    "absurd size": lambda: coco_file({"size": [10**9, 10**9], "counts": []}),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_wrong_with_a_coco_file_is_one_sentence_that_names_the_image(kind: str) -> None:
    files = in_memory({"a.json": BAD[kind]()})
    with pytest.raises(UserError, match=r"a\.jpg"):
        coco.read(files).masks[0].load(SHAPE)


@pytest.mark.parametrize("text", ["", "[", "[" * 100_000, "null", "[1]", '{"shapes": 3}', '{"images": 1}', "\ud83d"])
def test_json_of_any_shape_is_no_crash(text: str) -> None:
    files = in_memory({"a.json": text.encode("utf-8", "surrogatepass")})
    for row in readers().values():
        assert row.reader is not None
        try:
            if row.reader.fits(files):
                row.reader.read(files)
        except UserError as error:
            assert error.message
