"""Whatever bytes a file holds: every reader raises its own kind of error, and no other. Seeded, so that it repeats."""

from __future__ import annotations

import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segstudio.errors import ClassError, ImageError, MaskError, ProjectError, UserError
from segstudio.labels.classes import ClassTable, read_classes_json, voc_palette
from segstudio.labels.geometry import Footprint, Rect
from segstudio.project import palette_png
from segstudio.project.adding import ImageAdder
from segstudio.project.images.reading import image_size, map_image, read_image, thumbnail
from segstudio.project.journal import FileMark, JournalHeader, JournalRecord, Kind
from segstudio.project.journal_reading import last_seq, read_journal
from segstudio.project.masks import open_mask
from segstudio.project.project import Project
from segstudio.project.project_file import read_project_file
from tests.any_bytes import changed, only

RANDOM = np.random.default_rng(3)
GREY = RANDOM.integers(0, 256, (13, 11)).astype(np.uint8)
RGB = RANDOM.integers(0, 256, (13, 11, 3)).astype(np.uint8)
CHANGES = 25  # of each file
CLASSES = b'{"classes": [{"id": 3, "name": "a", "color": [1, 2, 3]}], "retired": [5]}'
EXIF = Image.Exif()
EXIF[274] = 6


def encoded(array: np.ndarray, kind: str, mode: str = "", **options: object) -> bytes:
    stream, image = io.BytesIO(), Image.fromarray(array)
    (image.convert(mode) if mode else image).save(stream, kind, **options)
    return stream.getvalue()


IMAGES = {
    "png": encoded(RGB, "PNG"),
    "png alpha": encoded(RGB, "PNG", "RGBA"),
    "png bits": encoded(GREY, "PNG", "1"),
    "png palette": encoded(RGB, "PNG", "P"),
    "png 16": encoded(GREY.astype(np.uint16) * 257, "PNG"),
    "jpeg": encoded(RGB, "JPEG", exif=EXIF),
    "jpeg grey": encoded(GREY, "JPEG"),
    "jpeg cmyk": encoded(RGB, "JPEG", "CMYK"),
    "jpeg progressive": encoded(RGB, "JPEG", progressive=True),
    "bmp": encoded(RGB, "BMP"),
    "bmp grey": encoded(GREY, "BMP"),
    "bmp bits": encoded(GREY, "BMP", "1"),
    "tiff": encoded(RGB, "TIFF"),
    "tiff bits": encoded(GREY, "TIFF", "1"),
    "tiff 16": encoded(GREY.astype(np.uint16), "TIFF"),
    "tiff float": encoded(GREY.astype(np.float32), "TIFF"),
    "tiff fax": encoded(GREY, "TIFF", "1", compression="group4"),
    **{f"tiff {kind}": encoded(RGB, "TIFF", compression=f"tiff_{kind}") for kind in ("lzw", "adobe_deflate", "jpeg")},
    "tiff packbits": encoded(RGB, "TIFF", compression="packbits"),
}


@pytest.mark.parametrize("kind", IMAGES)
def test_an_image_of_any_bytes_is_read_or_raises_an_image_error(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("segstudio.project.images.reading.MAPPED", 1)  # small files are mapped too
    path = tmp_path / "a.img"
    for number in range(CHANGES):
        path.write_bytes(changed(IMAGES[kind], f"{kind} {number}"))
        for read in (read_image, map_image, image_size, lambda one: thumbnail(one, 8)):
            only(ImageError, lambda read=read: read(path).__str__())
        adder = ImageAdder(tmp_path, (), False, lambda entry: False)
        adder.add([path], lambda done, total: None)
        assert len(adder.join(()).added) + len(adder.join(()).skipped) == 1


def filtered() -> bytes:
    """A mask as other programs write it: filtered rows."""
    return encoded(GREY, "PNG", "P")


def interlaced() -> bytes:
    """A mask whose header says that it is interlaced, which its rows are not."""
    data = bytearray(palette_png.encode(GREY, voc_palette()))
    data[28] = 1
    return bytes(data)


@pytest.mark.parametrize("data", [palette_png.encode(GREY, voc_palette(), {"a": "b"}), filtered(), interlaced()])
def test_a_mask_of_any_bytes_is_read_or_raises_a_mask_error(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    for number in range(4 * CHANGES):
        path.write_bytes(whole := changed(data, str(number)))
        only(MaskError, lambda: palette_png.decode(path))
        only(MaskError, lambda whole=whole: palette_png.decode(with_right_checksums(whole)))
        assert isinstance(palette_png.read_text(path), dict)


def with_right_checksums(data: bytes) -> bytes:
    """The chunks with the checksums that fit them, as far as there are chunks: else few changes come far."""
    at, parts = 8, [data[:8]]
    while at + 12 <= len(data):
        length = struct.unpack_from(">I", data, at)[0]
        body = data[at + 4 : at + 8 + length]
        parts += [data[at : at + 4], body, struct.pack(">I", zlib.crc32(body))]
        at += 12 + length
    return b"".join(parts)


def test_a_journal_of_any_bytes_blocks_its_image_or_is_read(tmp_path: Path) -> None:
    Image.fromarray(GREY).save(tmp_path / "a.png")
    with Project.create(
        tmp_path / "P.segstudio", None, ClassTable.from_names(["a", "b"]), [tmp_path / "a.png"]
    ) as made:
        entry = made.images[0]
        with_strokes = open_mask(made, entry, GREY.shape)
        for row in range(4):
            with_strokes.mask.begin("Brush")
            with_strokes.mask.paint(Footprint(Rect(0, row, 11, 1), np.ones((1, 11), bool)), 1, np.ones(256, bool))
            with_strokes.commit()
        with_strokes.close()
        path = made.journal_path(entry)
        data = path.read_bytes()
        blocked = 0
        for number in range(3 * CHANGES):
            path.write_bytes(changed(data, str(number)))
            only(MaskError, lambda: read_journal(path))
            last_seq(path)
            blocked += only(UserError, lambda: open_mask(made, entry, GREY.shape).close())
            made.mask_path(entry).unlink(missing_ok=True)
        assert blocked < 3 * CHANGES


def test_a_journal_with_absurd_numbers_is_damaged(tmp_path: Path) -> None:
    header = JournalHeader("0" * 32, (1 << 64) - 1, FileMark(), (4, 4))
    (tmp_path / "a").write_bytes(header.to_bytes() + JournalRecord((1 << 64) - 1, Kind.UNDO, b"").to_bytes())
    content = read_journal(tmp_path / "a")
    assert content is not None and content.header is None and content.damaged and content.last_seq == 0


def test_json_of_any_bytes_raises_the_error_of_its_file(tmp_path: Path) -> None:
    Image.fromarray(GREY).save(tmp_path / "a.png")
    Project.create(tmp_path / "P", None, ClassTable.from_names(["a", "b"]), [tmp_path / "a.png"]).close()
    path = tmp_path / "P" / "project.json"
    data = path.read_bytes()
    for number in range(10 * CHANGES):
        path.write_bytes(changed(data, str(number)))
        only(ProjectError, lambda: read_project_file(path, keep_copy=False))
        path.write_bytes(
            changed(b'{"classes": [{"id": 3, "name": "a", "color": [1, 2, 3]}], "retired": [5]}', str(number))
        )
        only(ClassError, lambda: read_classes_json(path))


ABSURD = ["-9223372036854775808", "1e999", "9" * 400, "9" * 6000, "-1", "NaN", "1.5", "true", "[[]]", '"\\ud800"']


@pytest.mark.parametrize("value", ABSURD)
def test_absurd_values_in_a_project_are_refused_at_once(value: str, tmp_path: Path) -> None:
    Image.fromarray(GREY).save(tmp_path / "a.png")
    Project.create(tmp_path / "P", None, ClassTable.from_names(["a", "b"]), [tmp_path / "a.png"]).close()
    path = tmp_path / "P" / "project.json"
    text = path.read_text("utf-8")
    content = json.loads(text)
    for key in ("schema", "name", "run", "images"):
        path.write_text(json.dumps({**content, key: "HERE"}).replace('"HERE"', value), "utf-8")
        with pytest.raises(ProjectError):
            Project.open(tmp_path / "P")
    for key in ("width", "height", "size", "id", "sha256", "path"):
        entry = {**content["images"][0], key: "HERE"}
        path.write_text(json.dumps({**content, "images": [entry]}).replace('"HERE"', value), "utf-8")
        with pytest.raises(ProjectError):
            Project.open(tmp_path / "P")
