"""How often images are said to look unlike the training images, and what a fit to them changes.

    python tests/benchmarks/network/unlike.py [--quick] [--data DIR] [--sets a,b] [--images 24] [--minutes 2]

Per set: a network is trained on ``train/`` by the command line. Then images of ``val/`` are compared with the training
images as they are (none should be reported), changed (gamma, inverted, darker, a colour cast, noise, blurred, enlarged,
shrunk; all should be) and of the other sets. ``reported`` is a share of the images; IoU is the mean of the network
alone on some of the same images before and after a fit to them. Prints a table and, last, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import accuracy
import common
import cv2
import numpy as np
import torch

from segstudio.learning.network.device import choose_device
from segstudio.learning.network.live_network import load_network
from segstudio.learning.network.predictor import predict_rect
from segstudio.learning.network.statistics import (
    UNLIKE,
    Floats,
    Source,
    distance,
    fitted_statistics,
    squares,
    use_statistics,
)
from segstudio.learning.network.training_images import training_images
from segstudio.models.contract import Network
from segstudio.project import palette_png
from segstudio.project.images.finding import find_images
from segstudio.project.images.reading import read_image
from segstudio.project.project import Project
from segstudio.scores.confusion import Confusion

CPU = torch.device("cpu")
SCORED = 6  # images that the IoU is counted on


def _scaled(image: Floats, factor: float) -> Floats:
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.stack([cv2.resize(plane, None, fx=factor, fy=factor, interpolation=method) for plane in image])


def _cast(image: Floats, *shares: float) -> Floats:
    return np.asarray(image * np.array(shares, np.float32)[:, None, None], np.float32)


CHANGES: dict[str, Callable[[Floats], Floats]] = {
    "as they are": lambda image: image,
    "gamma 2": lambda image: image**2,
    "gamma 0.5": lambda image: image**0.5,
    "inverted": lambda image: 1 - image,
    "darker": lambda image: _cast(image, 0.6, 0.6, 0.6),
    "reddish": lambda image: _cast(image, 1.0, 0.7, 0.45),
    "bluish": lambda image: _cast(image, 0.6, 0.9, 1.0),
    "noise": lambda image: np.clip(
        image + np.random.default_rng(0).normal(0, 0.1, image.shape).astype(np.float32), 0, 1
    ),
    "blurred": lambda image: np.stack([cv2.GaussianBlur(plane, (0, 0), 2) for plane in image]),
    "twice as large": lambda image: _scaled(image, 2),
    "half as large": lambda image: _scaled(image, 0.5),
}
RESCALED = ("twice as large", "half as large")  # their masks would have another size


def load(path: Path) -> Floats:
    """``float32[3,h,w]``."""
    return np.ascontiguousarray(read_image(path).model_input(), np.float32)


def squares_of(image: Floats) -> Floats:
    """As the program looks at an image."""
    return squares(lambda rect: image[:, *rect.slices], (image.shape[1], image.shape[2]))


def trained(folder: Path, options: argparse.Namespace, work: Path) -> Project:
    """A project that was trained on ``folder/train``."""
    images, masks = work / "images", work / "masks"
    for place in (images, masks):
        place.mkdir()
    for image in common.choose_training(folder, options.images):
        shutil.copy(image, images)
        shutil.copy(common.mask_of(image), masks)
    accuracy.cli("new", work / "p", "--images", images, "--classes", folder / "classes.json")
    accuracy.cli("import", work / "p", masks)
    accuracy.cli("train", work / "p", *(["--steps", "20"] if options.quick else ["--minutes", str(options.minutes)]))
    return Project.open(work / "p", write=False)


def mean_iou(net: Network, ids: Sequence[int], images: Sequence[Floats], truth: Sequence[Any]) -> float:
    """Over the classes with a true pixel."""
    found = Confusion(ids)
    for image, mask in zip(images, truth, strict=True):
        shape = (image.shape[1], image.shape[2])
        found.add(predict_rect(net, ids, lambda rect, image=image: image[:, *rect.slices], shape)[0], mask)
    hits, true = found.matrix.diagonal(), found.matrix.sum(1)
    union = true + found.matrix.sum(0) - hits
    return float((hits[true > 0] / union[true > 0]).mean())


def measure(net: Network, ids: Sequence[int], source: Source, paths: Sequence[Path], change: str) -> dict[str, Any]:
    """One row of the table."""
    images = [CHANGES[change](load(path)) for path in paths]
    far = [distance(net, source, squares_of(image), CPU) for image in images]
    row: dict[str, Any] = {"reported": float(np.mean([one > UNLIKE for one in far])), "median": float(np.median(far))}
    if change in RESCALED:
        return row
    truth = [palette_png.decode(common.mask_of(path)).array for path in paths[:SCORED]]
    row["before"] = mean_iou(net, ids, images[:SCORED], truth)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    use_statistics(net, fitted_statistics(net, source, [squares_of(one) for one in images[:16]], CPU))
    row["after"] = mean_iou(net, ids, images[:SCORED], truth)
    net.load_state_dict(before)
    return row


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a few steps and images, to see that it runs")
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--sets", default=",".join(common.SETS))
    parser.add_argument("--images", type=int, default=24)
    parser.add_argument("--minutes", type=float, default=2.0)
    options = parser.parse_args()
    common.need(options.data)
    rows: dict[str, Any] = {}
    print(
        f"{'set':16}{'images of val/':18}{'reported':>9}{'distance':>10}{'IoU before':>12}{'after fit':>11}", flush=True
    )
    for name in options.sets.split(","):
        with tempfile.TemporaryDirectory() as work:
            project = trained(options.data / name, options, Path(work))
            net, info = load_network(project.folder, str(project.current_run), choose_device("cpu"))
            source = training_images(project, info, net, choose_device("cpu"))
            assert source is not None
            every = sorted(find_images(options.data / name / "val" / "images"))
            paths = every[:: max(1, len(every) // (4 if options.quick else 24))]
            found = {change: measure(net, info.class_ids, source, paths, change) for change in CHANGES}
            for other in (one for one in common.SETS if one != name):
                far = [
                    distance(net, source, squares_of(load(path)), CPU)
                    for path in sorted(find_images(options.data / other / "val" / "images"))[:4]
                ]
                found[other] = {
                    "reported": float(np.mean([one > UNLIKE for one in far])),
                    "median": float(np.median(far)),
                }
        rows[name] = found
        for change, row in found.items():
            scores = "".join(f"{row[key]:11.3f}" if key in row else f"{'':11}" for key in ("before", "after"))
            print(f"{name:16}{change:18}{row['reported']:9.0%}{row['median']:10.2f} {scores}", flush=True)
    print(json.dumps({"benchmark": "unlike", "images": options.images, "threshold": UNLIKE, "sets": rows}))


if __name__ == "__main__":
    main()
