"""The head against the forest: seconds to the first overlay, and how good it is from strokes alone.

    python tests/benchmarks/instant.py [--quick] [--data DIR] [--sets membranes,street,magnetic-tiles]

Both get the same strokes of a fixed simulated user (three per class on one training image) and the same pixels in the
same run. First overlay: from the request to classes at every pixel, on a membrane image of 512x512 and on one of
2048x2048 mirrored together from it; nothing is cached, importing is not counted. Forest: the filters and trees of
``forest.py``, so with scikit-image and scikit-learn. mIoU: on ``val/``, which neither ever sees; of the forest's two
rules of voting the better counts. Needs the extra ``dev``. Prints a table and, last, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import common
import cv2
import forest
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from sklearn.ensemble import RandomForestClassifier

from installer.simulated_user import plan_strokes
from segstudio.labels.classes import VOID, ClassTable, read_classes_json
from segstudio.labels.painting import brush_segment
from segstudio.learning.instant.frozen_features import starting_network
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.instant.one_model import OneModel, Vote
from segstudio.learning.messages import FitHead, ScoreTable
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.predictor import predict_rect
from segstudio.project import palette_png
from segstudio.project.images.finding import find_images
from segstudio.project.images.reading import read_image
from segstudio.project.project import Project
from segstudio.project.storage import write_atomic
from segstudio.scores.confusion import Confusion

Mask = NDArray[np.uint8]


@dataclass
class Clock:
    """Wall and CPU seconds since it was made."""

    def __post_init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        """So far."""
        return {"wall_s": time.perf_counter() - self._wall, "cpu_s": time.process_time() - self._cpu}


def strokes_of(truth: Mask) -> Mask:
    """What the simulated user paints: void but for three strokes of each class."""
    mask = np.full(truth.shape, VOID, np.uint8)
    for stroke in plan_strokes(truth):
        foot = brush_segment(truth.shape, stroke.start, stroke.end, stroke.diameter)
        mask[foot.rect.slices][foot.inside] = stroke.class_id
    return mask


def make_project(folder: Path, classes: ClassTable, images: list[Path]) -> dict[Path, str]:
    """A project of these images; their ids."""
    with Project.create(folder, classes=classes, image_paths=images) as project:
        project.save()
        return {path: entry.id for path, entry in zip(images, project.images, strict=True)}


def fit(head: HeadFitting, request: FitHead) -> ScoreTable | None:
    """The whole answer; the score."""
    return [event for event in head.answer(request) if event is not None][-1].table


def overlay(head: HeadFitting, path: Path) -> Mask:
    """Classes at every pixel of an image, as they are shown."""
    assert head.head is not None
    image, ids = read_image(path), head.head.ids
    model = OneModel(None, ids, Vote(head.head, head.reader, ids))
    return predict_rect(model, ids, image.model_input, image.shape)[0]


# ---- first overlay ------------------------------------------------------------------------------------------------


def mirrored(pixels: NDArray[Any], side: int) -> NDArray[Any]:
    """``side`` x ``side`` pixels of an image and its mirror images."""
    return np.ascontiguousarray(cv2.copyMakeBorder(pixels, 0, 2 * side, 0, 2 * side, cv2.BORDER_REFLECT)[:side, :side])


def first_overlay(data: Path, side: int, work: Path) -> dict[str, Any]:
    """Both methods on one image of ``side`` x ``side`` pixels."""
    folder = data / "membranes"
    source = common.choose_training(folder, 1)[0]
    truth = mirrored(palette_png.decode(common.mask_of(source)).array, side)
    path = work / f"image_{side}.png"
    Image.fromarray(mirrored(np.asarray(Image.open(source).convert("L")), side)).save(path)
    labels = strokes_of(truth)
    project = work / f"p{side}"
    ids = make_project(project, read_classes_json(folder / "classes.json"), [path])
    return {"instant": time_instant(project, ids[path], path, labels), "forest": time_forest(path, labels)}


def time_instant(project: Path, image_id: str, path: Path, labels: Mask) -> dict[str, Any]:
    """Until all is covered, and the second stroke's overlay, when all is known."""
    head, row = HeadFitting(lambda: starting_network(choose_device("cpu"))), {}
    more = labels.copy()
    more[2:8, 2:60] = labels[labels != VOID].min()
    for name, mask in (("overlay", labels), ("next_stroke", more)):
        clock = Clock()
        for event in head.answer(FitHead(1, project, image_id, mask)):
            if event is not None and name not in row:
                overlay(head, path)
                row[name] = clock.read()
    return row


def time_forest(path: Path, labels: Mask) -> dict[str, Any]:
    """Filters, fit, prediction of the whole image."""
    clock = Clock()
    answers = forest.filters(path)
    flat = answers.reshape(labels.size, -1)
    model = RandomForestClassifier(forest.TREES, n_jobs=2, random_state=0, min_samples_leaf=2)
    places = np.concatenate([np.flatnonzero(labels == v)[: forest.PIXELS] for v in np.unique(labels) if v != VOID])
    model.fit(flat[places], labels.ravel()[places])
    for begin in range(0, labels.size, 1 << 18):
        model.predict(flat[begin : begin + (1 << 18)])
    return {"overlay": clock.read()}


# ---- how good -----------------------------------------------------------------------------------------------------


def score_set(folder: Path, work: Path, quick: bool) -> dict[str, Any]:
    """mIoU on ``val/`` of both, from the strokes on one training image."""
    table = read_classes_json(folder / "classes.json")
    source = common.choose_training(folder, 1)[0]
    labels = strokes_of(palette_png.decode(common.mask_of(source)).array)
    image = work / "train" / "images" / source.name
    for part in ("images", "masks"):
        (work / "train" / part).mkdir(parents=True)
    shutil.copy(source, image)
    write_atomic(common.mask_of(image), palette_png.encode(labels, table.palette()), fsync=False)
    val = find_images(folder / "val" / "images")[: 2 if quick else None]
    row: dict[str, Any] = {"stroke_pixels": int((labels != VOID).sum()), "labelled": float((labels != VOID).mean())}
    row["instant"] = score_instant(work / "p", table, image, labels, val)
    found = forest.score_set(folder, [image], 0, quick)
    row["forest"] = {"miou": found["miou"], "rule": found["rule"], "cpu_s": found["cpu_s"] + found["predict_cpu_s"]}
    return row


def score_instant(project: Path, table: ClassTable, image: Path, labels: Mask, val: list[Path]) -> dict[str, Any]:
    """As the program does it: strokes in the project, then each image of ``val`` is opened."""
    ids = make_project(project, table, [image, *val])
    with Project.open(project) as opened:
        write_atomic(opened.mask_path(opened.entry(ids[image])), palette_png.encode(labels, table.palette()))
    head, clock = HeadFitting(lambda: starting_network(choose_device("cpu"))), Clock()
    table_of_head = fit(head, FitHead(1, project, ids[image], labels))
    counts = Confusion(table.ids)
    for path in val:
        counts.add(overlay(head, path), palette_png.decode(common.mask_of(path)).array)
    own = table_of_head.mean_iou if table_of_head is not None else None
    return {"miou": counts.mean_iou, "said": own, **clock.read()}


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="512x512 and two images of val only, to see that it runs")
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--sets", default=",".join(common.SETS))
    options = parser.parse_args()
    common.need(options.data)
    cv2.setNumThreads(1)  # as in the learner
    torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
    torch.optim.LBFGS([torch.zeros(1, requires_grad=True)])  # imports what it needs
    result: dict[str, Any] = {"benchmark": "instant", "overlay": {}, "sets": {}}
    with tempfile.TemporaryDirectory() as work:
        print(f"{'first overlay':16}{'instant wall':>14}{'CPU':>8}{'next stroke CPU':>17}{'forest wall':>13}{'CPU':>8}")
        for side in (512,) if options.quick else (512, 2048):
            row = result["overlay"][side] = first_overlay(options.data, side, Path(work))
            mine, theirs, again = row["instant"]["overlay"], row["forest"]["overlay"], row["instant"]["next_stroke"]
            print(
                f"{f'{side} x {side}':16}{mine['wall_s']:12.2f} s{mine['cpu_s']:6.2f} s{again['cpu_s']:15.2f} s"
                f"{theirs['wall_s']:11.2f} s{theirs['cpu_s']:6.2f} s",
                flush=True,
            )
    heads = f"{'instant':>9}{'forest':>8}{'instant CPU':>13}{'forest CPU':>12}"
    print(f"{'mIoU on val':16}{'labelled':>10}{heads}")
    for name in options.sets.split(","):
        with tempfile.TemporaryDirectory() as work:
            row = result["sets"][name] = score_set(options.data / name, Path(work), options.quick)
        mine, theirs = row["instant"], row["forest"]
        print(
            f"{name:16}{row['labelled']:10.2%}{mine['miou']:9.3f}{theirs['miou']:8.3f}{mine['cpu_s']:11.1f} s"
            f"{theirs['cpu_s']:10.1f} s",
            flush=True,
        )
    print(json.dumps(result))


if __name__ == "__main__":
    main()
