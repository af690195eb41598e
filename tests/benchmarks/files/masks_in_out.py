"""Import and export of many masks, beside the same work one file at a time (the named baseline).

    python tests/benchmarks/files/masks_in_out.py [--masks 2000] [--side 256] [--quick]

Each import goes into a new project, each export into a new folder; the masks of both must be equal. Prints a table and
last one JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from common import ROOT  # noqa: E402, F401  finds the checkout

from segstudio.formats.importing import import_masks  # noqa: E402
from segstudio.formats.writers.palette_png import export_masks  # noqa: E402
from segstudio.labels.classes import ClassTable  # noqa: E402
from segstudio.project import palette_png, parallel  # noqa: E402
from segstudio.project.project import Project  # noqa: E402

TABLE = ClassTable.from_names(["background", "cell", "wall"])
BASELINE, OURS = "one at a time", "many at once"


def make(folder: Path, count: int, side: int) -> tuple[Path, Path]:
    """``count`` images and their masks: two folders."""
    images, masks = folder / "images", folder / "masks"
    for place in (images, masks):
        place.mkdir()
    random = np.random.default_rng(0)
    for number in range(count):
        mask = np.zeros((side, side), np.uint8)
        y, x = random.integers(0, side - side // 4, 2)
        mask[y : y + side // 4, x : x + side // 4] = 1 + number % 2
        mask[: side // 16] = 255
        Image.fromarray(mask * 50).save(images / f"im{number:05d}.png", compress_level=1)
        (masks / f"im{number:05d}.png").write_bytes(palette_png.encode(mask, TABLE.palette()))
    return images, masks


def timed(act: object) -> tuple[float, float]:
    """Wall and CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()  # type: ignore[operator]
    return time.perf_counter() - wall, time.process_time() - cpu


def run(folder: Path, images: Path, masks: Path, name: str, workers: int) -> dict[str, tuple[float, float]]:
    """Import into a new project and export from it with so many threads."""
    parallel.WORKERS = workers
    out = folder / f"out {name}"
    with Project.create(folder / f"{name}.segstudio", classes=TABLE, image_paths=[images]) as project:
        found = {
            "import": timed(lambda: import_masks(project, masks)),
            "export": timed(lambda: export_masks(project, out)),
        }
    for path in masks.iterdir():
        if not np.array_equal(palette_png.decode(path).array, palette_png.decode(out / path.name).array):
            raise SystemExit(f"{path.name} came out differently.")
    return found


def main() -> None:
    """Time both and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--masks", type=int, default=2000)
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--quick", action="store_true", help="200 masks")
    options = parser.parse_args()
    count = 200 if options.quick else options.masks
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        images, masks = make(folder, count, options.side)
        workers = parallel.WORKERS
        results = {
            BASELINE: run(folder, images, masks, BASELINE, 1),
            OURS: run(folder, images, masks, OURS, workers),
        }
    print(f"{count} masks of {options.side} x {options.side}    wall ms    CPU ms  per mask    ratio to {BASELINE}")
    facts: dict[str, object] = {"masks": count, "side": options.side}
    for what in ("import", "export"):
        for name, found in results.items():
            wall, cpu = (1e3 * seconds / count for seconds in found[what])
            ratio = found[what][0] / results[BASELINE][what][0]
            print(f"{what:<8}{name:<16}{wall:>18.2f}{cpu:>10.2f}{ratio:>24.2f}")
            facts[f"{what} {name}"] = {"wall_ms": round(wall, 3), "cpu_ms": round(cpu, 3), "ratio": round(ratio, 3)}
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
