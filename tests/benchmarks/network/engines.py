"""Prediction on a CPU by torch and by ONNX Runtime: seconds per image of 512 x 512, and how many pixels differ.

    python tests/benchmarks/network/engines.py [--encoders mobilenet_v3_large ...] [--steps 60] [--quick] [--data DIR]

For each encoder and each set of real images a short training; its network predicts the images of ``val/`` with both
engines. Both sides of a row take turns on the same 512 x 512 pixels (mirrored up to that side where an image is
smaller), pixels to classes, with one and with two threads; seconds are medians. Prints a table and, last, one JSON
object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import common  # noqa: E402  finds the checkout

from segstudio.choices.encoders import SUITED  # noqa: E402
from segstudio.labels.classes import read_classes_json  # noqa: E402
from segstudio.learning.batch.onnx_export import compare, onnx_network  # noqa: E402
from segstudio.learning.messages import TrainSettings  # noqa: E402
from segstudio.learning.network.device import choose_device, set_threads  # noqa: E402
from segstudio.learning.network.image_batch import padded  # noqa: E402
from segstudio.learning.network.live_network import load_network  # noqa: E402
from segstudio.learning.network.predictor import Prediction, predict_rect  # noqa: E402
from segstudio.learning.training.trainer import train  # noqa: E402
from segstudio.models.contract import Network  # noqa: E402
from segstudio.project.images.finding import find_images  # noqa: E402
from segstudio.project.images.reading import read_image  # noqa: E402
from segstudio.project.project import Project  # noqa: E402
from segstudio.project.storage import write_atomic  # noqa: E402

SETS = ("membranes", "street")
SIDE = 512
Pixels = NDArray[np.float32]


def short_run(data: Path, folder: Path, encoder: str, steps: int) -> tuple[Path, str]:
    """A project of a few training images with a run of ``steps`` steps: its folder and the run's name."""
    place = folder / f"{data.name}-{encoder}.segstudio"
    classes = read_classes_json(data / "classes.json")
    with Project.create(place, data.name, classes, common.choose_training(data, 5)) as project:
        (place / "masks").mkdir(exist_ok=True)
        for entry in project.images:
            write_atomic(project.mask_path(entry), common.mask_of(project.image_path(entry)).read_bytes(), fsync=False)
        project.save()
    *_, finished = train(place, TrainSettings(encoder=encoder, steps=steps, device="cpu"))
    return place, finished.run


def pictures(data: Path, count: int) -> list[Pixels]:
    """Images of ``val/`` as the network sees them, ``float32[3,h,w]``."""
    found = sorted(find_images(data / "val" / "images"))[:count]
    return [read_image(path).model_input() for path in found]


def predicted(net: Network, image: Pixels, classes: int) -> Prediction:
    """By the program's own prediction, pixels to classes and confidence."""
    return predict_rect(net, range(classes), lambda part: image[:, *part.slices], image.shape[1:])


def lap(net: Network, image: Pixels, classes: int) -> tuple[float, float]:
    """Wall and CPU seconds of one prediction."""
    wall, cpu = time.perf_counter(), time.process_time()
    predicted(net, image, classes)
    return time.perf_counter() - wall, time.process_time() - cpu


def seconds(engines: dict[str, Network], images: list[Pixels], classes: int, laps: int) -> dict[str, float]:
    """Medians of wall and CPU seconds of each engine, in turns."""
    squares = [np.pad(p, ((0, 0), *((0, max(0, SIDE - side)) for side in p.shape[1:])), "reflect") for p in images]
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in engines}
    for number in range(laps + 1):
        square = np.ascontiguousarray(squares[number % len(squares)][:, :SIDE, :SIDE])
        for name, net in engines.items():
            found[name].append(lap(net, square, classes))
    return {
        f"{name}_{what}_s": statistics.median(one[index] for one in found[name][1:])  # the first of each warms up
        for name in engines
        for index, what in enumerate(("wall", "cpu"))
    }


def differences(engines: dict[str, Network], images: list[Pixels], classes: int) -> dict[str, float]:
    """Pixels whose class or confidence differs, of so many; and the largest difference of logits, as a share."""
    pairs = [[predicted(net, image, classes) for net in engines.values()] for image in images]
    return {
        "pixels": sum(one[0].size for one, _ in pairs),
        "other_class": sum(int((one[0] != other[0]).sum()) for one, other in pairs),
        "other_confidence": sum(int((one[1] != other[1]).sum()) for one, other in pairs),
        "largest_logit_difference": compare(
            *engines.values(), [padded(p, engines["torch"]) for p in images]
        ).difference,
    }


def rows(options: argparse.Namespace, folder: Path) -> Iterator[dict[str, object]]:
    """One per encoder, set and number of threads."""
    for encoder in options.encoders:
        for name in SETS[: 1 if options.quick else None]:
            set_threads(None)
            project, run = short_run(options.data / name, folder, encoder, options.steps)
            net, info = load_network(project, run, choose_device("cpu"))
            images = pictures(options.data / name, 2 if options.quick else 30)
            for threads in (1, 2):
                torch.set_num_threads(threads)
                began = time.perf_counter()
                other = onnx_network(net, Project.open(project, write=False), info, threads)
                made = time.perf_counter() - began
                engines, classes = {"torch": net, "onnx": other}, len(info.class_ids)
                row = {"encoder": encoder, "set": name, "threads": threads, "ready_s": made}
                found = seconds(engines, images, classes, 3 if options.quick else 15)
                yield row | found | (differences(engines, images, classes) if threads == 1 else {})


def main() -> None:
    """Measure, print a table, and one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoders", nargs="+", default=[SUITED["cpu"]])
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--quick", action="store_true", help="one set, two images, ten steps")
    parser.add_argument("--data", type=Path, default=common.DATA)
    options = parser.parse_args()
    common.need(options.data)
    options.steps = 10 if options.quick else options.steps
    print(f"{'per 512 x 512':44}{'torch wall/CPU':>18}{'onnx wall/CPU':>18}{'ready s':>9}   pixels that differ")
    found = []
    with tempfile.TemporaryDirectory() as place:
        for row in rows(options, Path(place)):
            found.append(row)
            name = f"{row['encoder']}, {row['set']}, {row['threads']} threads"
            times = "".join(f"{row[f'{e}_wall_s']:10.3f} /{row[f'{e}_cpu_s']:6.3f}" for e in ("torch", "onnx"))
            differ = f"   {row['other_class']} of {row['pixels']}" if "pixels" in row else ""
            print(f"{name:44}{times}{row['ready_s']:9.1f}{differ}", flush=True)
    print(json.dumps({"benchmark": "engines", "steps": options.steps, "rows": found}))


if __name__ == "__main__":
    main()
