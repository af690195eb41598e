"""Headers made to mislead are refused in one sentence, without much work and without much memory."""

from __future__ import annotations

import io
import struct
import tracemalloc
from pathlib import Path

import pytest
from PIL import Image

from segstudio.errors import ImageError
from segstudio.project.images.facts import Facts
from segstudio.project.images.headers import opened
from segstudio.project.images.kinds import open_file
from segstudio.project.images.reading import read_image, thumbnail

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


def looked_at(data: bytes) -> tuple[Facts | None, int]:
    """The facts, ``None`` where the file is refused, and the number of reads."""
    file = Counted(data)
    try:
        with opened(Path("a.tif"), b""):
            image = open_file(Path("a.tif"), file)
            image.check()
    except ImageError as error:
        assert "a.tif" in str(error)
        return None, file.reads
    return image.facts, file.reads


def test_a_small_tiff_is_what_it_says() -> None:
    facts, _ = looked_at(tiff({}))
    assert facts is not None and (facts.kind, facts.axes, facts.shape, facts.bits) == ("TIFF", "YX", (4, 4), 8)


def test_pages_in_a_circle_are_not_followed() -> None:
    header, reads = looked_at(tiff({}, following=START))
    assert header is not None and header.planes == ()
    assert reads < 250  # at the hundredth page tifffile sees that it was there before


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


# ---- JPEG ----------------------------------------------------------------------------------------------------------


def jpeg(size: tuple[int, int] = (64, 64), **options: object) -> bytes:
    stream = io.BytesIO()
    Image.linear_gradient("L").resize(size).save(stream, "JPEG", **options)
    return stream.getvalue()


def with_scans(count: int) -> bytes:
    """A JPEG of ``count`` more scans over the whole picture, each of a few bytes."""
    data = jpeg(progressive=True)
    last = data.rfind(b"\xff\xda")
    return data[:-2] + data[last:-2] * count + data[-2:]


def test_a_jpeg_of_thousands_of_scans_is_refused_before_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(with_scans(5000))
    for function in (read_image, lambda path: thumbnail(path, 16)):
        with pytest.raises(ImageError, match=r"a\.jpg stores its picture in more than 100 passes"):
            function(tmp_path / "a.jpg")
    (tmp_path / "a.jpg").write_bytes(with_scans(20))
    assert read_image(tmp_path / "a.jpg").shape == (64, 64)


def test_marks_of_scans_outside_of_the_picture_do_not_count(tmp_path: Path) -> None:
    data, marks = jpeg(), b"\xff\xda" * 500
    segment = b"\xff\xe5" + struct.pack(">H", len(marks) + 2) + marks
    (tmp_path / "a.jpg").write_bytes(data[:2] + segment + data[2:] + marks)  # a preview inside, a film behind
    assert read_image(tmp_path / "a.jpg").shape == (64, 64)


def test_a_jpeg_has_a_bit_for_each_block_that_it_claims(tmp_path: Path) -> None:
    data = bytearray(jpeg(progressive=True))
    at = data.find(b"\xff\xc2")
    data[at + 5 : at + 9] = struct.pack(">HH", 30_000, 30_000)
    (tmp_path / "a.jpg").write_bytes(data)
    for function in (read_image, lambda path: thumbnail(path, 16)):
        with pytest.raises(ImageError, match="its end is missing"):
            function(tmp_path / "a.jpg")


@pytest.mark.parametrize("size", [(8, 8), (1, 1), (4000, 3000)])
@pytest.mark.parametrize("progressive", [True, False])
def test_a_jpeg_of_one_colour_has_enough_bytes(size: tuple[int, int], progressive: bool, tmp_path: Path) -> None:
    Image.new("L", size, 90).save(tmp_path / "a.jpg", quality=1, optimize=True, progressive=progressive)
    assert read_image(tmp_path / "a.jpg").shape == size[::-1]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
def test_an_image_that_needs_more_than_the_machine_has_is_refused(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (300, 200)).save(tmp_path / "a.img", kind)
    monkeypatch.setattr("segstudio.project.images.reading.machine_memory", lambda: 300 * 200 * 6)
    with pytest.raises(ImageError, match=r"a\.img does not fit into memory \(300 x 200 pixels\)"):
        read_image(tmp_path / "a.img")


def test_a_tiff_that_claims_more_pixels_than_its_bytes_is_refused_at_once() -> None:
    assert looked_at(tiff({257: (LONG, 1, 30_000_000)}))[0] is None


def test_run_lengths_of_a_bmp_have_the_bytes_for_its_pixels(tmp_path: Path) -> None:
    """Two bytes of run lengths are at most 255 pixels; without them the decoder would fill a gigapixel for nothing."""
    palette = bytes(4 * 256)
    rows = b"".join(bytes((16, 3, 0, 0)) for _ in range(16)) + b"\0\1"
    for width, refused in ((16, False), (30_000_000, True)):
        head = struct.pack("<IiiHHIIiiII", 40, width, 16, 1, 8, 1, len(rows), 0, 0, 256, 0)
        data = b"BM" + struct.pack("<IHHI", 54 + 1024 + len(rows), 0, 0, 54 + 1024) + head + palette + rows
        (tmp_path / "a.bmp").write_bytes(data)
        if refused:
            with pytest.raises(ImageError, match="its end is missing"):
                read_image(tmp_path / "a.bmp")
        else:
            assert read_image(tmp_path / "a.bmp").shape == (16, 16)
