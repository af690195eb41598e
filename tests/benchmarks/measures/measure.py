"""Counting and measuring a project, beside scikit-image's ``regionprops_table`` (the named baseline).

    python tests/benchmarks/measures/measure.py [--images 1000] [--size 1024x768] [--baseline 20] [--quick]

The baseline gets the same files, one after the other, and the figures that both have (no skeletons); ours are equal.
CPU and wall seconds of both, per image; 1,000 images are to take less than a minute on two cores. Last one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from skimage.measure import regionprops_table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from common import ROOT  # noqa: E402, F401  finds the checkout

from segstudio.labels.classes import ClassTable  # noqa: E402
from segstudio.labels.objects import find_objects  # noqa: E402
from segstudio.measures.images import measure  # noqa: E402
from segstudio.measures.tables import REGIONS, tables_of  # noqa: E402
from segstudio.project import palette_png  # noqa: E402
from segstudio.project.images.reading import read_image  # noqa: E402
from segstudio.project.project import Project  # noqa: E402

TABLE = ClassTable.from_names(["ground", "cell", "nucleus"])
CELLS = 120
FIGURES = {"area": "area (px)", "perimeter": "perimeter (px)", "equivalent_diameter_area": "equivalent diameter (px)",
           "axis_major_length": "major axis (px)", "axis_minor_length": "minor axis (px)", "orientation": "",
           "bbox": "", "centroid": "", "intensity_mean": "mean", "intensity_std": "standard deviation"}  # fmt: skip


def make(folder: Path, count: int, width: int, height: int) -> Path:
    """``count`` pictures of cells with their masks, every pixel labelled: a project."""
    images = folder / "images"
    images.mkdir()
    for number in range(count):
        rng = np.random.default_rng(number)
        mask = np.zeros((height, width), np.uint8)
        for _ in range(CELLS):
            at = int(rng.integers(0, width)), int(rng.integers(0, height))
            axes = int(rng.integers(8, 30)), int(rng.integers(8, 30))
            cv2.ellipse(mask, at, axes, float(rng.uniform(0, 180)), 0, 360, 1, -1)
            cv2.ellipse(mask, at, (axes[0] // 3 + 1, axes[1] // 3 + 1), 0, 0, 360, 2, -1)
        cv2.imwrite(str(images / f"im{number:05d}.png"), cv2.GaussianBlur(mask * 90, (0, 0), 3))
        (folder / f"im{number:05d}.mask").write_bytes(palette_png.encode(mask, TABLE.palette()))
    with Project.create(folder / "p.segstudio", classes=TABLE, image_paths=[images]) as project:
        (project.folder / "masks").mkdir(exist_ok=True)
        for entry in project.images:
            (folder / f"{entry.stem}.mask").rename(project.mask_path(entry))
    return project.folder


def timed(act: Callable[[], object]) -> tuple[object, float, float]:
    """What it gives, wall and CPU seconds, those of processes that it began and ended included."""
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    found = act()
    return found, time.perf_counter() - wall, sum(os.times()[:4]) - cpu


def baseline(project: Project, count: int) -> list[dict[str, np.ndarray]]:
    """regionprops_table of the first images; the numbers of objects are ours, so that rows can be compared."""
    found = []
    for entry in project.images[:count]:
        values = palette_png.decode(project.mask_path(entry)).array
        numbers = find_objects(values).numbers
        picture = read_image(project.image_path(entry)).pixels
        found.append(regionprops_table(numbers, picture, properties=tuple(FIGURES)))
    return found


def main() -> None:
    """Time both, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=1000)
    parser.add_argument("--size", default="1024x768")
    parser.add_argument("--baseline", type=int, default=20, help="images that the baseline gets")
    parser.add_argument("--quick", action="store_true", help="40 images")
    options = parser.parse_args()
    count = 40 if options.quick else options.images
    width, height = (int(part) for part in options.size.split("x"))
    with tempfile.TemporaryDirectory() as place:
        project = Project.open(make(Path(place), count, width, height), write=False)
        made, wall, cpu = timed(lambda: tables_of(measure(project)))
        theirs, their_wall, their_cpu = timed(lambda: baseline(project, min(count, options.baseline)))
    table = made[REGIONS]  # type: ignore[index]
    columns = {column.header: column.values for column in table.columns}
    for theirs_name, ours_name in FIGURES.items():
        if ours_name:
            other = np.concatenate([one[theirs_name] for one in theirs])  # type: ignore[attr-defined]
            if not np.allclose(columns[ours_name][: len(other)], other, atol=1e-5):
                raise SystemExit(f"{ours_name} is not that of scikit-image.")
    compared = min(count, options.baseline)
    ours_ms, theirs_ms = 1e3 * cpu / count, 1e3 * their_cpu / compared
    print(f"{count} images of {width} x {height}, {len(table)} regions")
    print(f"{'':<30}{'wall ms':>10}{'CPU ms':>10}  per image    ratio of CPU")
    print(f"{'regionprops_table':<30}{1e3 * their_wall / compared:>10.1f}{theirs_ms:>10.1f}{1.0:>25.2f}")
    print(f"{'measure, with skeletons':<30}{1e3 * wall / count:>10.1f}{ours_ms:>10.1f}{ours_ms / theirs_ms:>25.2f}")
    print(f"1,000 images in {1e3 * wall / count:.0f} s")
    facts = {"images": count, "regions": len(table), "wall_s": round(wall, 2), "cpu_s": round(cpu, 2)}
    ratios = {"wall_ms_per_image": round(1e3 * wall / count, 1), "cpu_ratio": round(ours_ms / theirs_ms, 3)}
    print(json.dumps(facts | ratios))


if __name__ == "__main__":
    main()
