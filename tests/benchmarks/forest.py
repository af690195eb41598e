"""The baseline every network must beat: multi-scale filters and a random forest, as in ilastik's pixel classification.

    python tests/benchmarks/forest.py [--quick] [--data DIR] [--sets membranes,street,magnetic-tiles] [--images 24]

Filters: Gaussian, gradient and Hessian eigenvalues at seven scales (scikit-image, multiscale_basic_features) on each
channel. Forest: scikit-learn, 100 trees, trained on a balanced sample of labelled pixels. Its votes are taken as they
are ("balanced") and weighted by how frequent each class is in training ("prior"); the better of the two scores on
``val/`` counts, which favours the forest. Needs the extra ``dev``. Prints a table and, last, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import common
import numpy as np
from numpy.typing import NDArray
from skimage.feature import multiscale_basic_features
from sklearn.ensemble import RandomForestClassifier

from segstudio.labels.classes import VOID, read_classes_json
from segstudio.project import palette_png
from segstudio.project.images.finding import find_images
from segstudio.project.images.reading import read_image
from segstudio.scores.confusion import Confusion
from segstudio.scores.table import as_dict

PIXELS = 4000  # of each class, over all training images
TREES = 100


def filters(path: Path) -> NDArray[np.float32]:
    """``float32[h, w, C]``: 28 filter answers of each channel (grey: one channel)."""
    image = read_image(path)
    planes = image.model_input().transpose(1, 2, 0)
    grey = image.pixels.ndim == 2
    answers = multiscale_basic_features(
        planes[..., 0] if grey else planes, sigma_min=0.5, sigma_max=32, channel_axis=None if grey else -1
    )
    return np.asarray(answers, np.float32)


def sample(
    chosen: list[Path], count: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.uint8], NDArray[np.int64]]:
    """About ``count`` labelled pixels of each class, spread evenly over the images that have the class.

    Their filter answers, their classes, and how many pixels of each value there were to choose from (``int64[256]``).
    """
    masks = {path: palette_png.decode(common.mask_of(path)).array for path in chosen}
    holders = {c: [p for p in chosen if np.any(masks[p] == c)] for c in range(VOID)}
    features, labels = [], []
    for path in chosen:
        answers = filters(path).reshape(masks[path].size, -1)
        for value in np.unique(masks[path]):
            if value != VOID:
                where = np.flatnonzero(masks[path] == value)
                picked = rng.permutation(where)[: max(1, count // len(holders[int(value)]))]
                features.append(answers[picked])
                labels.append(np.full(len(picked), value, np.uint8))
    totals = np.sum([np.bincount(mask.ravel(), minlength=256) for mask in masks.values()], axis=0)
    return np.concatenate(features), np.concatenate(labels), totals


def score_set(folder: Path, chosen: list[Path], seed: int = 0, quick: bool = False) -> dict[str, Any]:
    """Train on ``chosen``, score ``folder/val``: scores by class name, wall and CPU seconds of both."""
    table = read_classes_json(folder / "classes.json")
    cpu, wall = time.process_time(), time.perf_counter()
    features, labels, totals = sample(chosen, PIXELS // 10 if quick else PIXELS, np.random.default_rng(seed))
    forest = RandomForestClassifier(TREES // 10 if quick else TREES, n_jobs=1, random_state=seed, min_samples_leaf=2)
    forest.fit(features, labels)
    train_cpu, train_wall = time.process_time() - cpu, time.perf_counter() - wall
    weight = totals[forest.classes_] / np.bincount(labels, minlength=256)[forest.classes_]
    rules = {"balanced": np.ones_like(weight), "prior": weight}
    counts = {rule: Confusion(table.ids) for rule in rules}
    images = find_images(folder / "val" / "images")
    for path in images[:2] if quick else images:
        truth = palette_png.decode(common.mask_of(path)).array
        answers = filters(path).reshape(truth.size, -1)
        votes = forest.predict_proba(answers)
        for rule, factor in rules.items():
            counts[rule].add(forest.classes_[(votes * factor).argmax(axis=1)].reshape(truth.shape), truth)
    scores = {rule: as_dict(confusion, table.names) for rule, confusion in counts.items()}
    best = max(scores, key=lambda rule: scores[rule]["miou"])
    return scores[best] | {
        "rule": best,
        "miou_by_rule": {rule: score["miou"] for rule, score in scores.items()},
        "wall_s": train_wall,
        "cpu_s": train_cpu,
        "predict_wall_s": time.perf_counter() - wall - train_wall,
        "predict_cpu_s": time.process_time() - cpu - train_cpu,
        "val_images": 2 if quick else len(images),
    }


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few pixels, trees and images, to see that it runs")
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--sets", default=",".join(common.SETS))
    parser.add_argument("--images", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    common.need(options.data)
    count = 4 if options.quick else options.images
    heads = f"{'set':16}{'mIoU':>8}{'Dice':>8}{'train wall':>12}{'train CPU':>11}{'val wall':>10}{'val n':>7}  rule"
    print(heads, flush=True)
    rows: dict[str, Any] = {}
    for name in options.sets.split(","):
        folder = options.data / name
        rows[name] = row = score_set(folder, common.choose_training(folder, count), options.seed, options.quick)
        print(
            f"{name:16}{row['miou']:8.3f}{row['mean_dice']:8.3f}{row['wall_s']:10.1f} s{row['cpu_s']:9.1f} s"
            f"{row['predict_wall_s']:8.1f} s{row['val_images']:7d}  {row['rule']}",
            flush=True,
        )
    print(json.dumps({"benchmark": "forest", "images": count, "seed": options.seed, "sets": rows}))


if __name__ == "__main__":
    main()
