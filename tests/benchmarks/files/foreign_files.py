"""Files of other programs: how many are opened right, refused with a reason, opened wrong, or in part without a word.

    python tests/benchmarks/files/foreign_files.py [--data FOLDER] [--quick] [--list]

Three groups: the folder ``foreign`` of the labelled data with its manifest (shapes, types and sums of the whole file by
the reader of the field); the test files that pydicom, nibabel and scikit-image ship, beside those libraries' own
reading; some 200 layouts that tifffile writes, beside what was written. The named baseline is the library itself:
"it alone" counts files that it reads and SegStudio does not. Prints a table and last one JSON object.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from common import DATA, need  # noqa: E402

from segstudio.errors import ImageError  # noqa: E402
from segstudio.project.images.facts import planes_of  # noqa: E402
from segstudio.project.images.properties import read_info  # noqa: E402
from segstudio.project.images.reading import read_facts, read_image  # noqa: E402

LOSSY = 0.02  # of the range of values: decoders of JPEG differ by that much in their mean
RIGHT, REFUSED, WRONG, SILENT, ALONE = "right", "refused", "wrong", "silent", "it alone"


@dataclass(frozen=True)
class Expected:
    """What the reference reads: ``None`` where it reads nothing."""

    count: int  # of all values in the file
    sums: tuple[float, float, float]


def expected(array: Any) -> Expected | None:
    array = np.asarray(array)
    if array.dtype.kind not in "buif" or not array.size:
        return None
    values = array[np.isfinite(array)].astype(np.float64) if array.dtype.kind == "f" else array.astype(np.float64)
    return (
        Expected(array.size, (float(values.min()), float(values.max()), float(values.mean()))) if values.size else None
    )


def verdict(path: Path, wanted: Expected | None) -> tuple[str, str]:
    """What became of one file, with the sentence or the difference."""
    try:
        facts = read_facts(path, try_decoding=True)
        found = read_info(path)
        for plane in {planes_of(facts.planes)[0], planes_of(facts.planes)[-1]}:
            read_image(path, plane=plane)
    except ImageError as error:
        return (REFUSED if wanted is None else ALONE), error.message
    if wanted is None:
        return RIGHT, "only SegStudio reads it"
    count = int(np.prod(found.facts.shape))
    if count < wanted.count and not found.facts.left:
        return SILENT, f"{count} of {wanted.count} values"
    ours = (found.sums.least, found.sums.greatest, found.sums.mean)
    room = LOSSY * max(1.0, wanted.sums[1] - wanted.sums[0])
    lossy = found.facts.codec.lower().startswith("jpeg") or found.facts.kind in ("JPEG", "AVIF")
    close = np.allclose(ours, wanted.sums, rtol=1e-5, atol=room if lossy else 1e-6)
    return (RIGHT, "") if close else (WRONG, f"{ours} instead of {wanted.sums}")


# ---- the three groups ----------------------------------------------------------------------------------------------


def of_manifest(folder: Path) -> Iterator[tuple[Path, Expected | None]]:
    sentences = {"RGB_8__128x128.heif", "zPug_3.heic", "simple.fits", "truncated_jpeg.jpg"}
    for row in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]:
        wanted = Expected(int(np.prod(row["shape"])), tuple(row["min_max_mean"]))
        yield folder / row["name"], None if row["name"] in sentences else wanted


def of_libraries() -> Iterator[tuple[Path, Expected | None]]:
    ends = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".dcm", ".nii", ".nii.gz", ".mgz", ".gif")
    for library in ("pydicom", "nibabel", "skimage"):
        found = importlib.util.find_spec(library)
        if found is None or found.origin is None:
            continue
        for path in sorted(Path(found.origin).parent.rglob("*")):
            if path.name.lower().endswith(ends) and path.is_file():
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    yield path, of_its_library(path)


def of_its_library(path: Path) -> Expected | None:
    """The whole file by the reader of the field; ``None``: it reads none."""
    name = path.name.lower()
    try:
        if name.endswith(".dcm"):
            import pydicom

            return expected(pydicom.dcmread(path).pixel_array)
        if name.endswith((".nii", ".nii.gz", ".mgz")):
            import nibabel

            return expected(np.asarray(nibabel.load(path).dataobj))
        if name.endswith((".tif", ".tiff")):
            import tifffile

            return expected(tifffile.imread(path))
        import imagecodecs

        return expected(imagecodecs.imread(path))
    except Exception:  # each raises kinds of its own
        return None


def of_layouts(folder: Path, quick: bool) -> Iterator[tuple[Path, Expected | None]]:
    import tifffile

    random = np.random.default_rng(0)
    types = ("u1", "u2", "f4") if quick else ("u1", "i1", "u2", "i2", "u4", "i4", "f2", "f4", "f8")
    number = itertools.count()

    def write(array: Any, **options: Any) -> tuple[Path, Expected | None]:
        path = folder / f"{next(number)}.tif"
        tifffile.imwrite(path, array, **options)
        return path, expected(array)

    def values(shape: tuple[int, ...], dtype: str) -> Any:
        return (random.random(shape) * 100).astype(dtype)

    for dtype, order, big in itertools.product(types, "<>", (False, True)):
        yield write(values((33, 47), dtype), byteorder=order, bigtiff=big, photometric="minisblack")
    for dtype, white, tile in itertools.product(types, ("miniswhite", "minisblack"), (None, (16, 16))):
        yield write(values((33, 47), dtype), photometric=white, tile=tile)
    for dtype, samples in itertools.product(types, (2, 3, 4, 5, 7)):
        extra = ["unspecified"] * (samples - 1)
        yield write(values((33, 47, samples), dtype), photometric="minisblack", planarconfig="contig",
                    extrasamples=extra)  # fmt: skip
        yield write(values((samples, 33, 47), dtype), photometric="minisblack", planarconfig="separate",
                    extrasamples=extra)  # fmt: skip
    for codec in ("lzw", "zlib", "packbits", "zstd", "lzma", "png", "lerc", "jpeg2000", "jpegxl", "webp"):
        options = {"webp": {"level": 101}, "jpeg2000": {"level": 0}, "jpegxl": {"level": 101}}.get(codec)
        yield write(values((33, 47, 3), "u1"), photometric="rgb", compression=codec, compressionargs=options)
    for dtype, how in itertools.product(("u1", "u2", "f4"), ({"imagej": True}, {"ome": True}, {})):
        for axes, shape in (("ZYX", (5, 33, 47)), ("CYX", (3, 33, 47)), ("TZCYX", (2, 3, 2, 33, 47))):
            yield write(values(shape, dtype), photometric="minisblack", metadata={"axes": axes}, **how)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--quick", action="store_true", help="fewer layouts")
    parser.add_argument("--list", action="store_true", help="name every file that is not opened right")
    options = parser.parse_args()
    need(options.data)
    warnings.simplefilter("ignore")
    table: dict[str, Counter[str]] = {}
    began, cpu = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        groups = {
            "manifest": of_manifest(options.data / "foreign"),
            "libraries": of_libraries(),
            "layouts": of_layouts(Path(folder), options.quick),
        }
        for group, files in groups.items():
            counts = table.setdefault(group, Counter())
            for path, wanted in files:
                result, why = verdict(path, wanted)
                counts[result] += 1
                if options.list and result != RIGHT:
                    print(f"{result:8} {path.name}: {why}")
    names = (RIGHT, REFUSED, WRONG, SILENT, ALONE)
    print(f"{'':10} " + " ".join(f"{name:>9}" for name in names))
    for group, counts in table.items():
        print(f"{group:10} " + " ".join(f"{counts[name]:9d}" for name in names))
    seconds = {"wall": round(time.perf_counter() - began, 1), "cpu": round(time.process_time() - cpu, 1)}
    print(json.dumps({"benchmark": "foreign_files", "seconds": seconds} | {g: dict(c) for g, c in table.items()}))


if __name__ == "__main__":
    main()
