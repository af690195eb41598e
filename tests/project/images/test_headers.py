"""Headers made to mislead are refused in one sentence, without much work and without much memory."""

from __future__ import annotations

import io
import struct
import tracemalloc
from pathlib import Path

import pytest

from segstudio.errors import ImageError
from segstudio.project.images.headers import ImageHeader, check_complete, read_header
from segstudio.project.images.pixel_size import pixel_size
from segstudio.project.images.reading import read_image

LONG, RATIONAL = 4, 5
TAGS = {256: 4, 257: 4, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 279: 16}  # 4 x 4 grey pixels at byte 8
START = 24  # of the tags


class Counted(io.BytesIO):
    """A file that counts how often it is read."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.reads = 0

    def read(self, size: int | None = -1) -> bytes:
        self.reads += 1
        return super().read(size)


def tiff(changed: dict[int, tuple[int, int, int]], following: int = 0, rest: bytes = b"") -> bytes:
    """A TIFF of 4 x 4 pixels; ``changed`` is ``{tag: (type, count, value or place)}``, ``rest`` begins at byte 300."""
    tags = {tag: (LONG, 1, value) for tag, value in TAGS.items()} | changed
    entries = b"".join(struct.pack("<HHII", tag, *tags[tag]) for tag in sorted(tags))
    body = struct.pack("<H", len(tags)) + entries + struct.pack("<I", following)
    return (b"II*\0" + struct.pack("<I", START) + bytes(16) + body).ljust(300, b"\0") + rest


def looked_at(data: bytes) -> tuple[ImageHeader | None, int]:
    """The header, ``None`` where the file is refused, and the number of reads."""
    file = Counted(data)
    try:
        header = read_header(Path("a.tif"), file)
        check_complete(Path("a.tif"), header, file)
        pixel_size(file, header.format)
    except ImageError as error:
        assert "a.tif" in str(error)
        return None, file.reads
    return header, file.reads


def test_a_small_tiff_is_what_it_says() -> None:
    assert looked_at(tiff({}))[0] == ImageHeader("TIFF", 4, 4, 8, 1, end=24)


def test_pages_in_a_circle_are_not_followed() -> None:
    header, reads = looked_at(tiff({}, following=START))
    assert header is not None and reads < 50


@pytest.mark.parametrize("tag", [256, 257, 258, 270, 273, 277, 279, 282, 320, 330, 339, 33628, 33629, 34412, 50839])
@pytest.mark.parametrize("count", [5000, 1 << 31, (1 << 32) - 1])
def test_counts_that_are_too_large_cost_neither_memory_nor_time(tag: int, count: int) -> None:
    data = tiff({tag: (LONG, count, 30)})
    looked_at(data)  # what is imported at the first file
    tracemalloc.start()
    _, reads = looked_at(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reads < 50 and most < 1 << 20


def test_tags_of_microscopes_are_not_read_over_and_over() -> None:
    entries = 2000
    rest = struct.pack("<II", 7, 300) * entries * 2
    header, reads = looked_at(tiff({33628: (LONG, entries, 300), 33629: (RATIONAL, entries, 300)}, rest=rest))
    assert header is not None and reads < 100


@pytest.mark.parametrize("tag", [256, 257, 273])
@pytest.mark.parametrize("kind", [2, 99], ids=["text", "unknown"])
def test_a_tiff_without_size_or_place_of_pixels_is_refused(tag: int, kind: int) -> None:
    assert looked_at(tiff({tag: (kind, 1, 0)}))[0] is None


@pytest.mark.parametrize(("tag", "value"), [(273, 290), (279, 1 << 31), (273, (1 << 32) - 1)])
def test_pixels_beyond_the_end_are_missed(tmp_path: Path, tag: int, value: int) -> None:
    (tmp_path / "a.tif").write_bytes(tiff({tag: (LONG, 1, value)}))
    with pytest.raises(ImageError, match="its end is missing"):
        read_image(tmp_path / "a.tif")


def test_a_size_without_the_bytes_for_it_is_refused_before_memory_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(tiff({256: (LONG, 1, 100_000), 257: (LONG, 1, 100_000)}))
    with pytest.raises(ImageError, match="100000 x 100000"):
        read_image(tmp_path / "a.tif")
