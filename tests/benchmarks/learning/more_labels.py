"""More labels never hurt: what is shown before and after a correct addition to strokes.

    python tests/benchmarks/learning/more_labels.py [--quick] [--data DIR] [--sets membranes,...] [--scored val|train]

Five projects of each set: the first has strokes on one training image, the fifth on five. To the last image, or to the
next one, which has no label, 20 correct additions are made, each alone: strokes, large areas, accepted regions, whole
masks. For the drawn retinas the wand on the black surround comes as a 21st. Score: true mean IoU on ``val/`` (with
``--scored train`` of training images without a label, for work on the recipe), in every fourth row and column. A class
is lost when no pixel of it is right any more. Prints a table and, last, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import common
import cv2
import drawn_retina
import numpy as np
import torch
from additions import Addition, additions, surround_filled
from instant import make_project
from numpy.typing import NDArray
from simulated_strokes import strokes_anywhere

from segstudio.labels.classes import VOID, read_classes_json
from segstudio.labels.geometry import Rect
from segstudio.learning.instant.frozen_features import starting_network
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.instant.sample import Places
from segstudio.learning.messages import FitHead
from segstudio.learning.network.device import choose_device
from segstudio.project import palette_png
from segstudio.project.images.finding import find_images
from segstudio.project.images.reading import read_image
from segstudio.project.project import Project
from segstudio.project.storage import write_atomic
from segstudio.scores.confusion import Confusion

PROJECTS = 5
RETINA = "drawn retina"
GRID = 4  # rows and columns of which one is scored
SCORED = 12  # images at most
NOWHERE = Rect(-9, -9, 1, 1)  # no overlay is wanted, the head alone

Mask = NDArray[np.uint8]


def true_mask(image: Path) -> Mask:
    """Its true classes."""
    return palette_png.decode(common.mask_of(image)).array


@dataclass
class Examiner:
    """Scores the head of a model on images that it never sees. Keeps their features."""

    images: list[Path]
    ids: tuple[int, ...]
    kept: dict[tuple[Path, bool], NDArray[np.float16]] = field(default_factory=dict)

    def count(self, model: HeadFitting) -> Confusion:
        """The counts of its present head."""
        total, head = Confusion(self.ids), model.head
        assert head is not None
        for path in self.images:
            truth = true_mask(path)
            every = tuple(slice(GRID // 2, side, GRID) for side in truth.shape)
            rows, columns = (part.ravel() for part in np.mgrid[every])
            places = Places(rows, columns, truth[rows, columns])
            shown = head.decide(self._features(model, path, places).astype(np.float32))
            total.add(shown[None], places.classes[None])
        return total

    def _features(self, model: HeadFitting, path: Path, places: Places) -> NDArray[np.float16]:
        key = path, model.reader.color
        if key not in self.kept:
            image = read_image(path)
            *_, found = _ended(model.reader.at_places(image.model_input, image.shape, places))
            self.kept[key] = found.astype(np.float16)
        return self.kept[key]


def _ended(steps: Any) -> Iterator[Any]:
    """What a generator returns."""
    yield (yield from steps)


@dataclass
class Case:
    """A project with strokes on ``painted``, and the image after them, which has no label."""

    folder: Path
    painted: list[Path]
    following: Path

    def __post_init__(self) -> None:
        data = self.painted[0].parents[2]
        table = read_classes_json(data / "classes.json")
        self.ids = make_project(self.folder, table, [*self.painted, self.following])
        self.palette = table.palette()
        self.labels = {path: self._strokes(path) for path in self.painted}
        for path, mask in self.labels.items():
            self._save(path, mask)
        self.labels[self.following] = np.full(true_mask(self.following).shape, VOID, np.uint8)

    def _strokes(self, path: Path) -> Mask:
        truth = true_mask(path)
        if RETINA in str(path):
            truth[surround_filled(np.asarray(read_image(path).pixels), truth) != VOID] = VOID
        return strokes_anywhere(truth, np.random.default_rng(zlib.crc32(path.stem.encode())))

    def _save(self, path: Path, mask: Mask) -> None:
        with Project.open(self.folder) as project:
            place = project.mask_path(project.entry(self.ids[path]))
            if (mask == VOID).all():
                place.unlink(missing_ok=True)
            else:
                write_atomic(place, palette_png.encode(mask, self.palette), fsync=False)

    def additions(self) -> Iterator[Addition]:
        """All of them, drawn by lot of a seed that is the image's name."""
        here = self.painted[-1]
        yield from additions(
            true_mask(here), true_mask(self.following), np.random.default_rng(zlib.crc32(here.stem.encode()) + 1)
        )
        if RETINA in str(here):
            filled = surround_filled(np.asarray(read_image(here).pixels), true_mask(here))
            yield Addition("wand on black", False, filled)

    def learn(self, model: HeadFitting, addition: Addition | None = None) -> None:
        """Answer as the window asks after a stroke."""
        path = self.following if addition is not None and addition.elsewhere else self.painted[-1]
        mask = self.labels[path]
        if addition is not None:
            mask = np.where(addition.mask == VOID, mask, addition.mask)
        for _ in model.answer(FitHead(1, self.folder, self.ids[path], mask)):
            pass


def measure_set(folder: Path, work: Path, scored: str, projects: list[int], each: int) -> list[dict[str, Any]]:
    """One row for each addition."""
    images = common.choose_training(folder, PROJECTS + 1)
    others = find_images(folder / scored / "images")
    others = [path for path in others if path not in images]
    examiner = Examiner(others[:: -(-len(others) // SCORED)], read_classes_json(folder / "classes.json").ids)
    rows = []
    for number in projects:
        case = Case(work / f"{folder.name} {number}", images[:number], images[number])
        for index, addition in enumerate(case.additions()):
            if index % each and index < 20:
                continue
            before, after = _before_and_after(case, addition, examiner)
            pairs = zip(examiner.ids, before.iou(), after.iou(), strict=True)
            gone = [one for one, old, new in pairs if old > 0 and not new > 0]
            rows.append({
                "set": folder.name, "images": number, "kind": addition.kind, "elsewhere": addition.elsewhere,
                "pixels": int((addition.mask != VOID).sum()), "before": before.mean_iou, "after": after.mean_iou,
                "change": (after.mean_iou or 0) - (before.mean_iou or 0), "lost": gone,
            })  # fmt: skip
    return rows


_models: dict[Path, tuple[HeadFitting, Confusion]] = {}


def _before_and_after(case: Case, addition: Addition, examiner: Examiner) -> tuple[Confusion, Confusion]:
    if case.folder not in _models:
        _models.clear()
        model = HeadFitting(lambda: starting_network(choose_device("cpu")))
        case.learn(model)
        _models[case.folder] = model, examiner.count(model)
    model, before = _models[case.folder]
    case.learn(model, addition)
    return before, examiner.count(model)


def report(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A line for each set and kind; the figures of each set."""
    result = {}
    for name in dict.fromkeys(row["set"] for row in rows):
        mine = [row for row in rows if row["set"] == name]
        for kind in dict.fromkeys(row["kind"] for row in mine):
            _line(name, kind, [row for row in mine if row["kind"] == kind])
        result[name] = _line(name, "all", mine)
    return result


def _line(name: str, kind: str, rows: list[dict[str, Any]]) -> dict[str, float]:
    change = np.array([row["change"] for row in rows])
    found = {
        "before": float(np.mean([row["before"] for row in rows])),
        "median": float(np.median(change)), "worst": float(change.min()), "below": int((change < -0.02).sum()),
        "lost": sum(bool(row["lost"]) for row in rows), "n": len(rows), "mean": float(change.mean()),
    }  # fmt: skip
    print(
        f"{name:16}{kind:16}{found['n']:4}{found['before']:9.3f}{found['mean']:+9.3f}{found['median']:+9.3f}{found['worst']:+9.3f}"
        f"{found['below']:6}{found['lost']:6}",
        flush=True,
    )
    return found


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="two projects and every third addition")
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--sets", default=",".join((*common.SETS, RETINA)))
    parser.add_argument("--scored", choices=("val", "train"), default="val")
    options = parser.parse_args()
    common.need(options.data)
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    rows = []
    print(f"{'set':16}{'addition':16}{'n':>4}{'before':>9}{'mean':>9}{'median':>9}{'worst':>9}{'<-.02':>6}{'lost':>6}")
    with tempfile.TemporaryDirectory() as work:
        for name in options.sets.split(","):
            begun = time.process_time()
            folder = options.data / name
            if name == RETINA:
                folder = drawn_retina.write_set(Path(work) / RETINA, 2 * (PROJECTS + 1), PROJECTS)
            projects = [1, PROJECTS - 2] if options.quick else list(range(1, PROJECTS + 1))
            mine = measure_set(folder, Path(work), options.scored, projects, 3 if options.quick else 1)
            report(mine)
            print(f"{name}: {time.process_time() - begun:.0f} CPU seconds")
            rows += mine
    print(json.dumps({"benchmark": "more labels", "sets": report(rows), "rows": rows}))


if __name__ == "__main__":
    main()
