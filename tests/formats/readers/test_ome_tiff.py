"""OME-TIFF of numbers: every pixel of every plane comes back, for the image that it is of, and nothing is guessed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import FormatError
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Target
from segstudio.formats.importing import import_masks, look
from segstudio.formats.readers import ome_tiff
from segstudio.formats.table import FORMATS
from segstudio.formats.writers.volumes import OME_TIFF, Grid
from segstudio.labels import actions
from segstudio.labels.classes import VOID, ClassTable
from segstudio.project.entries import ImageEntry
from segstudio.project.images.orientation import Turn
from segstudio.project.masks import open_mask, read_latest
from segstudio.project.project import Project
from tests.any_bytes import changed, only

CLASSES = ClassTable.from_names(["low", "high"])
STACK = (np.arange(3 * 5 * 6) % 3).astype(np.uint8).reshape(3, 5, 6)  # z, y, x


def with_stack(folder: Path, mask: NDArray[Any] = STACK) -> Project:
    """A TIFF stack whose planes are labelled like ``mask``: 0 is void."""
    tifffile.imwrite(folder / "scan.tif", mask.astype(np.uint16) * 9, imagej=True, resolution=(4, 4),
                     metadata={"axes": "ZYX", "unit": "um", "spacing": 2.0})  # fmt: skip
    made = Project.create(folder / "P.segstudio", classes=CLASSES, image_paths=[folder / "scan.tif"])
    for entry, values in zip(made.images, mask, strict=True):
        paint(made, entry, np.where(values == 0, VOID, values - 1).astype(np.uint8))
    return made


def paint(project: Project, entry: ImageEntry, values: NDArray[np.uint8]) -> None:
    stored = open_mask(project, entry, entry.shape)
    actions.accept(stored.mask, values, name="Test", commit=stored.commit)
    stored.save(project.classes.palette())
    stored.close()


def export(project: Project, out: Path) -> list[Path]:
    write = FORMATS["ome-tiff"].write
    assert write is not None
    return write(project, out, "labels").files


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_every_pixel_of_every_plane_comes_back(data: st.DataObject) -> None:
    shape = data.draw(st.tuples(*(st.integers(1, n) for n in (3, 4, 9, 9))))  # t, z, y, x
    values = data.draw(arrays(np.uint8, shape))
    name = data.draw(st.sampled_from(["a", "a.ome", 'b & "c" <d>', "é_0000"]))
    x = values.T if shape[0] > 1 else values[0].T
    sizes = data.draw(st.tuples(*[st.none() | st.floats(1e-6, 1e3)] * 3))
    packed = OME_TIFF.args[0](Grid(name, values.T.shape, {}, None, Turn(), sizes), x, CLASSES, {})
    found = ome_tiff.read(Files(Path("x"), ("m.ome.tif",), lambda _name, _most, length: packed[:length]))
    [volume] = found.volumes
    assert volume.image == name and not found.masks and not found.left_out
    entry, count = ImageEntry("a", "a.tif", shape[3], shape[2], 1, "0" * 64), shape[0] * shape[1]
    for at, plane in enumerate(values.reshape(-1, *shape[2:])):
        load = volume.plane(Target(entry, None, Turn(), at, count, shape[0]))
        assert load is not None and np.array_equal(load(plane.shape).keys, plane)


def test_a_stack_is_one_file_with_its_axes_and_the_size_of_its_pixels(tmp_path: Path) -> None:
    with with_stack(tmp_path) as project:
        files = export(project, tmp_path / "out")
    assert [path.name for path in files] == ["dataset.json", "scan.ome.tif"]
    assert json.loads(files[0].read_text())["labels"] == {"void": 0, "low": 1, "high": 2}
    with tifffile.TiffFile(files[1]) as file:
        pixels: Any = tifffile.xml2dict(str(file.ome_metadata))["OME"]["Image"]["Pixels"]
        assert file.series[0].axes == "ZYX" and np.array_equal(file.asarray(), STACK)
    assert (pixels["PhysicalSizeX"], pixels["PhysicalSizeZ"]) == pytest.approx((0.00025, 0.002))
    assert pixels["PhysicalSizeXUnit"] == pixels["PhysicalSizeZUnit"] == "mm"


def test_no_size_is_written_where_none_is_known(tmp_path: Path) -> None:
    Image.fromarray(STACK[0]).save(tmp_path / "a.png")
    with Project.create(tmp_path / "P", classes=CLASSES, image_paths=[tmp_path / "a.png"]) as project:
        paint(project, project.images[0], STACK[0] // 2)
        export(project, tmp_path / "out")
        with tifffile.TiffFile(tmp_path / "out" / "a.ome.tif") as file:
            assert "PhysicalSize" not in str(file.ome_metadata) and file.series[0].axes == "YX"


def test_names_that_differ_by_ome_alone_go_to_their_own_images(tmp_path: Path) -> None:
    Image.fromarray(STACK[0]).save(tmp_path / "a.png")
    tifffile.imwrite(tmp_path / "a.ome.tif", STACK[1], ome=True)
    paths = [tmp_path / "a.png", tmp_path / "a.ome.tif"]
    with Project.create(tmp_path / "P", classes=CLASSES, image_paths=paths) as project:
        for entry, value in zip(project.images, (0, 1), strict=True):
            paint(project, entry, np.full(entry.shape, value, np.uint8))
        files = export(project, tmp_path / "out")
        assert {path.name for path in files} == {"dataset.json", "a.ome.tif", "a.ome.ome.tif"}
    with Project.create(tmp_path / "Q", classes=CLASSES, image_paths=paths) as other:
        assert len(import_masks(other, tmp_path / "out").imported) == 2
        for entry, value in zip(other.images, (0, 1), strict=True):
            assert (read_latest(other, entry)[0] == value).all()


def test_a_file_of_one_plane_by_another_program_is_a_label_tiff_as_before(tmp_path: Path) -> None:
    Image.fromarray(STACK[0]).save(tmp_path / "a.png")
    (tmp_path / "m").mkdir()
    tifffile.imwrite(tmp_path / "m" / "a.ome.tif", STACK[0] // 2, ome=True)
    with Project.create(tmp_path / "P", classes=CLASSES, image_paths=[tmp_path / "a.png"]) as project:
        done = import_masks(project, tmp_path / "m")
        assert len(done.imported) == 1 and np.array_equal(read_latest(project, project.images[0])[0], STACK[0] // 2)


@pytest.mark.parametrize(
    ("stack", "names", "word"),
    [
        (STACK, False, "what the numbers 0, 1, 2 in the files mean"),
        (STACK[:2], True, "2 planes, its image 3"),
        (STACK[:, :4], True, "6 x 4"),
        (STACK.astype(np.float32) + 0.5, True, "no whole numbers"),
    ],
)
def test_a_stack_by_another_program_that_does_not_fit_is_left_out_or_asked_about(
    tmp_path: Path, stack: NDArray[Any], names: bool, word: str
) -> None:
    (tmp_path / "m").mkdir()
    tifffile.imwrite(tmp_path / "m" / "scan.ome.tif", stack, ome=True, metadata={"axes": "ZYX"})
    if names:
        (tmp_path / "m" / "dataset.json").write_text(json.dumps({"labels": {"void": 0, "low": 1, "high": 2}}))
    with with_stack(tmp_path) as project, pytest.raises(FormatError, match=word):
        import_masks(project, tmp_path / "m")


def test_any_bytes_are_a_mask_or_left_out(tmp_path: Path) -> None:
    with with_stack(tmp_path) as project:
        path = export(project, tmp_path / "out")[1]
        data = path.read_bytes()
        refused = 0
        for number in range(12):
            path.write_bytes(changed(data, str(number)))
            refused += only(FormatError, lambda: look(project, tmp_path / "out"))
        assert refused
