"""Do neighbouring slices help? Each choice learns from one stack and is scored on another.

    python tests/benchmarks/learning/slices.py [--kinds membranes] [--steps 40] [--seeds 1] [--data DIR]

Drawn stacks of two kinds: balls that go on from slice to slice in strong noise, where the slices beside show what one
does not; and slices that have nothing to do with each other, where they can only cost. One real stack, membranes (ISBI
2012, whose images in order are slices one above the other): the slices to train on as one file, those of val/ as
another, so that no slice is read beside one of the other part; they are of the same tissue. Said for 0, 1 and 2 slices
on each side: the mean IoU on the other stack of the head alone and of the network alone after so many steps, and the
CPU seconds of the training and of predicting a slice with the network.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import tifffile
import torch
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import common  # noqa: E402  finds the checkout

from segstudio.labels.classes import ClassTable  # noqa: E402
from segstudio.learning.data.inputs import Inputs, SliceReader  # noqa: E402
from segstudio.learning.instant.frozen_features import starting_network  # noqa: E402
from segstudio.learning.instant.head_fitting import HeadFitting  # noqa: E402
from segstudio.learning.instant.one_model import OneModel, Vote  # noqa: E402
from segstudio.learning.messages import Finished, TrainSettings  # noqa: E402
from segstudio.learning.network.device import choose_device  # noqa: E402
from segstudio.learning.network.live_network import load_network  # noqa: E402
from segstudio.learning.network.predictor import predict_rect  # noqa: E402
from segstudio.learning.plan.recipe import Phase, Recipe  # noqa: E402
from segstudio.learning.training.trainer import train  # noqa: E402
from segstudio.models.contract import Network  # noqa: E402
from segstudio.project.palette_png import decode, encode  # noqa: E402
from segstudio.project.project import Project  # noqa: E402
from segstudio.project.storage import write_atomic  # noqa: E402
from segstudio.scores.confusion import Confusion  # noqa: E402

SLICES, SIDE, BALLS, NOISE = 20, 96, 14, 70
BALLS_KIND, REAL = "balls in noise", "membranes"
KINDS = (BALLS_KIND, "unrelated slices", REAL)


def drawn(seed: int, goes_on: bool) -> tuple[np.ndarray, np.ndarray]:
    """Slices and whole masks, ``uint8[z, h, w]`` each."""
    rng = np.random.default_rng(seed)
    z, y, x = np.mgrid[:SLICES, :SIDE, :SIDE].astype(np.float32)
    inside = np.zeros(z.shape, bool)
    for _ in range(BALLS):
        at, radius = rng.uniform(0, 1, 3) * (SLICES, SIDE, SIDE), rng.uniform(8, 16)
        inside |= ((z - at[0]) * 3) ** 2 + (y - at[1]) ** 2 + (x - at[2]) ** 2 < radius**2
    if not goes_on:
        inside = inside[rng.permutation(SLICES)]
    values = np.where(inside, 140, 100) + rng.normal(0, NOISE, z.shape)
    return values.clip(0, 255).astype(np.uint8), inside.astype(np.uint8)


def real(data: Path, split: str) -> tuple[np.ndarray, np.ndarray]:
    """The images of a split in their order, and their whole masks, ``uint8[z, h, w]`` each."""
    paths = sorted((data / REAL / split / "images").glob("*.png"))
    images = [np.asarray(Image.open(path)) for path in paths]
    return np.stack(images), np.stack([decode(common.mask_of(path)).array for path in paths])


def stacks(kind: str, seed: int, data: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """The stack to learn from and the one to score on."""
    if kind == REAL:
        return [real(data, split) for split in ("train", "val")]
    return [drawn(2 * seed + number, kind == BALLS_KIND) for number in range(2)]


def make(folder: Path, found: list[tuple[np.ndarray, np.ndarray]], sides: int) -> Path:
    """A project of two stacks; the first one is labelled, the other one is for the score."""
    for name, (values, mask) in zip("ab", found, strict=True):
        tifffile.imwrite(folder / f"{name}.tif", values, imagej=True, metadata={"axes": "ZYX"})
        np.save(folder / f"{name}.npy", mask)
    files = [folder / "a.tif", folder / "b.tif"]
    with Project.create(folder / "p", "p", ClassTable.from_names(("0", "1")), files) as project:
        project.neighbours = sides
        (project.folder / "masks").mkdir(exist_ok=True)
        masks = np.load(folder / "a.npy")
        for entry, mask in zip(project.images[: len(masks)], masks, strict=True):
            write_atomic(project.mask_path(entry), encode(mask, project.classes.palette()), fsync=False)
        project.update_entries([replace(one, split="train") for one in project.images[: len(masks)]])
        project.save()
    return folder / "p"


def score(net: Network, folder: Path) -> tuple[float, float]:
    """Mean IoU on the other stack, and CPU seconds a slice."""
    counts, began = Confusion((0, 1)), time.process_time()
    truth = np.load(folder.parent / "b.npy")
    with Project.open(folder, write=False) as project:
        inputs, reader = Inputs(project), SliceReader()
        for entry, mask in zip(project.images[-len(truth) :], truth, strict=True):
            image = reader.read(inputs.of(entry))
            counts.add(predict_rect(net, (0, 1), image.model_input, image.shape)[0], mask)
    mean = counts.mean_iou
    return 0.0 if mean is None else float(mean), (time.process_time() - began) / len(truth)


def main() -> None:
    """Print a row for each kind of stack and choice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--data", type=Path, default=common.DATA)
    options = parser.parse_args()
    torch.set_num_threads(1)
    device, recipe = choose_device("cpu"), Recipe(batch=4, phases=(Phase(0, 64),))
    print("stack             sides  head IoU  network IoU  training CPU s  prediction CPU s a slice")
    if REAL in options.kinds:
        common.need(options.data)
    for kind in options.kinds:
        for sides in range(3):
            rows = []
            for seed in range(options.seeds):
                with tempfile.TemporaryDirectory() as place:
                    folder = make(Path(place), stacks(kind, seed, options.data), sides)
                    heads = HeadFitting(lambda: starting_network(device))
                    head = heads.fit_saved(folder)
                    assert head is not None
                    alone = score(OneModel(None, (0, 1), Vote(head, heads.reader, (0, 1))), folder)[0]
                    began = time.process_time()
                    settings = TrainSettings(steps=options.steps, device="cpu", threads=1, seed=seed)
                    *_, finished = train(folder, settings, recipe=recipe)
                    spent = time.process_time() - began
                    assert isinstance(finished, Finished)
                    rows.append((alone, *_with_network(folder, finished.run, spent)))
            mean = np.mean(rows, axis=0)
            print(f"{kind:18}{sides:5}{mean[0]:10.3f}{mean[1]:13.3f}{mean[2]:16.1f}{mean[3]:26.3f}", flush=True)


def _with_network(folder: Path, run: str, spent: float) -> tuple[float, float, float]:
    iou, each = score(load_network(folder, run, choose_device("cpu"))[0], folder)
    return iou, spent, each


if __name__ == "__main__":
    main()
