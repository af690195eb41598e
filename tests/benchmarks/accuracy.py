"""Scores on held-aside images after training from the command line only, beside a random forest in the same run.

    python tests/benchmarks/accuracy.py [--quick] [--data DIR] [--sets a,b] [--images 24] [--minutes 8] [--seed 0]

Per set: the same training images (chosen so that every class occurs) go to both. SegStudio is driven by ``segstudio
new``, ``import``, ``train``, ``predict`` and ``evaluate``; the baseline is the multi-scale filter forest of
``forest.py``. The images of ``val/`` are scored once at the end and never seen before. Prints a table and, last, one
JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import common

SETS = ("membranes", "street", "magnetic-tiles")


def cli(*arguments: str | Path) -> str:
    """Run the command line; its stdout. Ends the benchmark with its message when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "segstudio", *map(str, arguments)], capture_output=True, text=True, cwd=common.ROOT
    )
    if done.returncode:
        raise SystemExit(f"segstudio {' '.join(map(str, arguments))}\n{done.stderr}")
    return done.stdout


def child_seconds() -> float:
    """CPU seconds of the finished child processes so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_program(folder: Path, chosen: list[Path], options: argparse.Namespace, work: Path) -> dict[str, Any]:
    """Train on ``chosen`` and score ``folder/val``: mIoU, per class IoU, wall and CPU seconds of the training."""
    project, images, masks = work / f"{folder.name}.segstudio", work / "images", work / "masks"
    for place in (images, masks):
        place.mkdir()
    for image in chosen:
        shutil.copy(image, images)
        shutil.copy(folder / "train" / "masks" / f"{image.stem}.png", masks)
    cli("new", project, "--images", images, "--classes", folder / "classes.json")
    cli("import", project, masks)
    cpu, wall = child_seconds(), time.perf_counter()
    limit = ["--steps", "20"] if options.quick else ["--minutes", str(options.minutes)]
    cli("train", project, *limit, "--weights", options.weights, "--seed", str(options.seed), "--json")
    cpu, wall = child_seconds() - cpu, time.perf_counter() - wall
    cli("predict", project, "--images", folder / "val" / "images", "--out", work / "out")
    text = cli("evaluate", work / "out", folder / "val" / "masks", "--classes", folder / "classes.json", "--json")
    score = json.loads(text.splitlines()[-1])
    return {"miou": score["miou"], "iou": score["iou"], "dice": score["dice"], "wall_s": wall, "cpu_s": cpu}


def run_forest(folder: Path, chosen: list[Path], seed: int) -> dict[str, Any]:
    """The baseline on the same images."""
    import forest

    return forest.score_set(folder, chosen, seed)


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a few steps and images, to see that it runs")
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--images", type=int, default=24)
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--weights", default="none")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    common.need(options.data)
    count = 4 if options.quick else options.images
    rows: dict[str, Any] = {}
    print(
        f"{'set':16}{'forest mIoU':>13}{'SegStudio mIoU':>16}{'ratio':>8}{'train wall':>12}{'train CPU':>11}",
        flush=True,
    )
    for name in options.sets.split(","):
        folder = options.data / name
        chosen = common.choose_training(folder, count)
        with tempfile.TemporaryDirectory() as work:
            ours = run_program(folder, chosen, options, Path(work))
        theirs = run_forest(folder, chosen, options.seed)
        rows[name] = {"segstudio": ours, "forest": theirs, "ratio": ours["miou"] / theirs["miou"]}
        print(
            f"{name:16}{theirs['miou']:13.3f}{ours['miou']:16.3f}{rows[name]['ratio']:8.2f}"
            f"{ours['wall_s']:10.0f} s{ours['cpu_s']:9.0f} s",
            flush=True,
        )
    print(
        json.dumps(
            {"benchmark": "accuracy", "images": count, "cores": os.cpu_count(), "seed": options.seed, "sets": rows}
        )
    )


if __name__ == "__main__":
    main()
