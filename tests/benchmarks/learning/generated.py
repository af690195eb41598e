"""Whether generated image-mask pairs of rare classes help a training: with and without, by the same steps and seeds.

    python tests/benchmarks/learning/generated.py [--quick] [--data DIR] [--set magnetic-tiles] [--images 24]
        [--explore 600] [--steps 240] [--seeds 3] [--keep DIR]

One exploration of the method "conditional" learns from the masks of ``--images`` images for ``--explore`` steps of one
thread. Then for each seed two trainings of ``--steps`` steps from the usual weights: the baseline without pairs, and
with them. Scored is the network alone on the images of ``val/``, which neither has seen. Prints the IoU of each class
and seed, and the mean differences; last, one JSON object. ``--keep``: a folder for the project and pictures of pairs.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import common  # noqa: E402
import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402
from simulated_strokes import make_project  # noqa: E402

from segstudio.learning.drawing.draw import drawn_for_masks  # noqa: E402
from segstudio.learning.drawing.model_of import kept_model  # noqa: E402
from segstudio.learning.explore.explore import explore  # noqa: E402
from segstudio.learning.explore_messages import Explored, ExploreSettings, Restored  # noqa: E402
from segstudio.learning.messages import Finished, Notice, TrainSettings  # noqa: E402
from segstudio.learning.network.device import choose_device  # noqa: E402
from segstudio.learning.runs.folder import read_info  # noqa: E402
from segstudio.learning.training.trainer import train  # noqa: E402
from segstudio.project.project import Project  # noqa: E402


def learn(project: Path, steps: int) -> str:
    """The exploration, whose map is not needed."""
    began, name = time.process_time(), ""
    for event in explore(project, ExploreSettings("conditional", steps=steps, device="cpu", threads=1)):
        if isinstance(event, Restored):
            name = event.exploration
            figures = ", ".join(f"{key} {value:.3f}" for key, value in event.figures.items())
            print(f"  step {event.step}: {figures}, {time.process_time() - began:.0f} CPU-seconds", flush=True)
        elif isinstance(event, Explored):
            name = event.exploration
    return name


def show(project: Path, name: str, out: Path) -> None:
    """Eight masks above what is drawn for them, as a PNG."""
    learnt = kept_model(project, name, choose_device("cpu"))
    opened = Project.open(project, write=False)
    masks, drawn = drawn_for_masks(opened, learnt, 8, 1)
    rows = opened.classes.palette()[masks], drawn
    Image.fromarray(np.concatenate([np.concatenate(list(row), 1) for row in rows])).save(out)


def trained(project: Path, seed: int, steps: int, exploration: str) -> dict[str, Any]:
    """Scores of one training on the held-out images."""
    settings = TrainSettings(steps=steps, device="cpu", threads=1, seed=seed, generated=exploration)
    began, last = time.process_time(), None
    for event in train(project, settings, alone=True):
        if isinstance(event, Notice):
            print(f"  {event.text}", flush=True)
        last = event
    assert isinstance(last, Finished) and last.table is not None
    scores = {one.name: one.iou for one in last.table.classes}
    pairs = read_info(project, last.run).generated
    took = time.process_time() - began
    print(f"  seed {seed}, {pairs} pairs: mIoU {last.table.mean_iou:.3f}, {took:.0f} CPU-seconds", flush=True)
    return {"seed": seed, "pairs": pairs, "miou": last.table.mean_iou, "classes": scores, "seconds": took}


def print_table(without: list[dict[str, Any]], with_pairs: list[dict[str, Any]]) -> None:
    """Each class: its IoU by seed without and with pairs, and the mean of the differences."""
    print(f"\n{'class':12} {'without':24} {'with':24} difference")
    for name in ("mIoU", *without[0]["classes"]):
        a, b = ([row["miou"] if name == "mIoU" else row["classes"][name] for row in rows]
                for rows in (without, with_pairs))  # fmt: skip
        shown = [" ".join("  -  " if one is None else f"{one:.3f}" for one in values) for values in (a, b)]
        gains = [y - x for x, y in zip(a, b, strict=True) if x is not None and y is not None]
        print(f"{name:12} {shown[0]:24} {shown[1]:24} {sum(gains) / max(1, len(gains)):+.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--set", default="magnetic-tiles")
    parser.add_argument("--images", type=int, default=24)
    parser.add_argument("--explore", type=int, default=600, help="steps of the exploration")
    parser.add_argument("--steps", type=int, default=240, help="of each training")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--quick", action="store_true", help="one seed, a few steps, two held-out images")
    options = parser.parse_args()
    common.need(options.data)
    most = None
    if options.quick:
        options.images, options.explore, options.steps, options.seeds, most = 6, 4, 4, 1, 2
    with tempfile.TemporaryDirectory() as made:
        place = options.keep or Path(made)
        place.mkdir(parents=True, exist_ok=True)
        project = make_project(options.data / options.set, options.images, most, place)
        name = learn(project, options.explore)
        show(project, name, place / "pairs.png")
        rows: dict[str, list[dict[str, Any]]] = {"without": [], "with": []}
        for seed in range(options.seeds):
            for key, exploration in (("without", ""), ("with", name)):
                rows[key].append(trained(project, seed, options.steps, exploration))
        print_table(rows["without"], rows["with"])
    print(json.dumps({"benchmark": "generated", "set": options.set, **rows}))


if __name__ == "__main__":
    main()
