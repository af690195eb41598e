"""How many gestures it takes to mark one object: clicks on it beside the wand, GrabCut, superpixels and brush.

    python tests/benchmarks/tools/clicks.py [--quick] [--data DIR] [--sets NAMES] [--split val]

A simulated person marks connected regions of the true masks (20 of each set, of at least 1000 pixels and larger than
their holes, the classes in turn) until the intersection over union is 0.9, and gives up after 10 gestures, or two that
help nothing; then 10 count. Each time they turn to the middle of the largest wrong part, add or take away there, and
choose what helps most: the size (one roll of the wheel, counted, unless the size shown first is as good), the tolerance
(part of the wand's drag), the brush's diameter (counted when it changes). One drag of the brush covers all that its
disc can reach inside the part ("straight": one straight line), one of the superpixel brush all superpixels that lie
mostly in it: a hand that never errs, so that brushes need few gestures, however long. Enter counts. The tools' own
engines are called, without the window. Seconds: the keystroke-level model (Card, Moran and Newell, 1980: point 1.1,
press and release 0.2, key 0.28, draw 0.9 a straight piece and 0.16 a centimetre) and the measured time of the
processor. "strokes", "masks": with what the head predicts after three strokes of each class, or all pixels, of five
other images of ``train``. Prints a table and, last, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import common
import cv2
import numpy as np
from instant import fit, make_project, strokes_of
from numpy.typing import NDArray

from segstudio.labels.classes import VOID, read_classes_json
from segstudio.labels.clicks.click_regions import Classes, ClickRegions
from segstudio.labels.footprints import cut
from segstudio.labels.geometry import Rect
from segstudio.labels.grabcut import grab_cut
from segstudio.labels.intensity import Pixels
from segstudio.labels.superpixels import superpixels
from segstudio.labels.wand import Wand
from segstudio.learning.instant.frozen_features import starting_network
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.instant.one_model import OneModel, Vote
from segstudio.learning.messages import FitHead
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.predictor import predict_rect
from segstudio.project import palette_png
from segstudio.project.images.finding import find_images
from segstudio.project.images.reading import read_image
from segstudio.project.project import Project
from segstudio.project.storage import write_atomic

Table = NDArray[np.bool_]
ENOUGH, MOST, LEAST, OBJECTS = 0.9, 10, 1000, 20
POINT, PRESS, KEY, PIECE, CENTIMETRE = 1.1, 0.2, 0.28, 0.9, 0.16  # seconds
PER_CM = 38  # screen pixels
TOLERANCES = (1, 2, 3, 4, 6, 8, 10, 13, 16, 20, 25, 32)  # percent
AS_GOOD = 0.02  # of IoU: not worth a roll of the wheel


@dataclass
class Part:
    """The largest wrong part: to ``add`` or to take away, its pixels, its middle (x, y) and how deep that lies."""

    add: bool
    inside: Table
    at: tuple[int, int]
    depth: float


@dataclass
class Mark:
    """What the person has marked, and what it took."""

    truth: Table
    pixels: Pixels
    guess: tuple[Classes, Classes] | None  # predicted classes and confidence
    mask: Table = field(init=False)
    gestures: int = 0
    hand: float = 0.0  # seconds

    def __post_init__(self) -> None:
        self.mask = np.zeros_like(self.truth)

    @property
    def iou(self) -> float:
        """Of the mask."""
        return self.with_(self.mask)

    def with_(self, mask: Table) -> float:
        """IoU of another mask."""
        return float(np.count_nonzero(mask & self.truth) / np.count_nonzero(mask | self.truth))

    def changed(self, part: Part, region: Table) -> Table:
        """The mask after a region was added or taken away."""
        return self.mask | region if part.add else self.mask & ~region

    def did(self, gestures: int = 1, seconds: float = POINT + PRESS) -> None:
        """Count gestures."""
        self.gestures += gestures
        self.hand += seconds

    def worst(self) -> Part:
        """Where to work next."""
        found = []
        for add, wrong in ((True, self.truth & ~self.mask), (False, self.mask & ~self.truth)):
            count, numbers, stats, _ = cv2.connectedComponentsWithStats(wrong.astype(np.uint8), connectivity=4)
            if count > 1:
                largest = 1 + int(stats[1:, 4].argmax())
                found.append((int(stats[largest, 4]), add, numbers == largest))
        _, add, inside = max(found, key=lambda one: one[0])
        deep = cv2.distanceTransform(np.pad(inside.astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
        y, x = np.unravel_index(int(deep.argmax()), deep.shape)
        return Part(add, inside, (int(x), int(y)), float(deep.max()))


def click(mark: Mark) -> Iterator[None]:
    """Click an object."""
    whole = Rect.of_shape(mark.truth.shape)
    regions = ClickRegions(mark.pixels, whole)
    guess = regions.small(*mark.guess) if mark.guess is not None else None
    while True:
        part = mark.worst()
        row = regions.row(part.at, guess)
        assert row is not None
        masks = [mark.changed(part, cut(regions.footprint(one), whole)) for one in row.regions]
        gains = [mark.with_(mask) for mask in masks]
        best = int(np.argmax(gains))
        if gains[row.best] >= min(ENOUGH, gains[best] - AS_GOOD):
            best = row.best
        else:
            mark.did(1, KEY)
        mark.mask = masks[best]
        mark.did()
        yield


def wand(mark: Mark) -> Iterator[None]:
    """Magic wand; the drag that sets the tolerance belongs to the press."""
    whole = Rect.of_shape(mark.truth.shape)
    span = float(np.ptp(np.percentile(mark.pixels, (0.5, 99.5)))) if mark.pixels.dtype != np.uint8 else 255.0
    while True:
        part = mark.worst()
        seed = Wand(mark.pixels, part.at)
        masks = [mark.changed(part, cut(seed.region(span * one / 100), whole)) for one in TOLERANCES]
        mark.mask = max(masks, key=mark.with_)
        mark.did(1, POINT + PRESS + PIECE)
        yield


def grabcut(mark: Mark) -> Iterator[None]:
    """GrabCut: a dab of half the depth on what is missing, or with the right button on what is too much."""
    object_, ground = np.zeros_like(mark.truth, np.uint8), np.zeros_like(mark.truth, np.uint8)
    while True:
        part = mark.worst()
        cv2.circle(object_ if part.add else ground, part.at, max(1, int(part.depth / 2)), 1, -1)
        found = grab_cut(mark.pixels, Rect.of_shape(mark.truth.shape), object_ > 0, ground > 0)
        mark.mask = cut(found, Rect.of_shape(mark.truth.shape))
        mark.did(1, POINT + PRESS + PIECE)
        yield


def superpixel(mark: Mark) -> Iterator[None]:
    """Superpixel brush, of the usual size or half of it, whichever fits the object better."""
    cuts = [superpixels(mark.pixels, spacing=spacing).labels for spacing in (16, 8)]
    mostly = []
    for labels in cuts:
        share = np.bincount(labels[mark.truth], minlength=labels.max() + 1) / np.bincount(labels.ravel())
        mostly.append((share > 0.5)[labels])
    best = int(np.argmax([mark.with_(one) for one in mostly]))
    labels = cuts[best]
    mark.did(best, POINT + PRESS if best else 0.0)
    while True:
        part = mark.worst()
        share = np.bincount(labels[part.inside], minlength=labels.max() + 1) / np.bincount(labels.ravel())
        region = (share > 0.5)[labels]
        mark.mask = mark.changed(part, region)
        pieces = max(1, np.count_nonzero(region) // (4 * 16**2))
        mark.did(1, drawing(pieces, np.count_nonzero(region) / 16))
        if not region.any():
            mark.gestures = MOST  # what is left is smaller than superpixels
        yield


def brush(mark: Mark) -> Iterator[None]:
    """Brush: the diameter that covers most with one drag that never leaves the part."""
    size = 20
    while True:
        part, best = mark.worst(), (-1.0, size, mark.mask)
        for share in (1.0, 0.6, 0.35):
            diameter = max(1, int(2 * share * part.depth - 1))
            disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (diameter, diameter))
            reach = cv2.erode(part.inside.astype(np.uint8), disc, borderValue=0)
            _, numbers = cv2.connectedComponents(reach, connectivity=8)
            places = numbers == numbers[part.at[1], part.at[0]] if reach[part.at[1], part.at[0]] else reach > 0
            region = cv2.dilate((places & (reach > 0)).astype(np.uint8), disc) > 0
            mask = mark.changed(part, region)
            best = max(best, (mark.with_(mask), diameter, mask), key=lambda one: one[0])
        gain, diameter, mask = best
        if diameter != size:
            mark.did(1, KEY)
        size = diameter
        area = np.count_nonzero(mask != mark.mask)
        mark.mask = mask
        mark.did(1, drawing(max(1, area // (4 * diameter**2)), area / diameter))
        yield


def straight(mark: Mark) -> Iterator[None]:
    """Brush with straight strokes only, as ``installer.simulated_user`` draws them."""
    size = 20
    while True:
        part = mark.worst()
        diameter = max(1, int(2 * part.depth - 1))
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (diameter, diameter))
        reach = cv2.erode(part.inside.astype(np.uint8), disc, borderValue=0) > 0
        lines = [line_inside(reach, part.at, angle) for angle in np.arange(0, np.pi, np.pi / 12)]
        line = max(lines, key=np.count_nonzero)
        mark.mask = mark.changed(part, cv2.dilate(line, disc) > 0)
        if diameter != size:
            mark.did(1, KEY)
        size = diameter
        mark.did(1, drawing(1, float(np.count_nonzero(line))))
        yield


def line_inside(reach: Table, at: tuple[int, int], angle: float) -> NDArray[np.uint8]:
    """The longest straight line through a pixel that stays in ``reach``."""
    line = np.zeros(reach.shape, np.uint8)
    line[at[1], at[0]] = 1
    for way in (1, -1):
        for step in range(1, sum(reach.shape)):
            x, y = (round(at[0] + way * step * np.cos(angle)), round(at[1] + way * step * np.sin(angle)))
            if not (0 <= x < reach.shape[1] and 0 <= y < reach.shape[0] and reach[y, x]):
                break
            line[y, x] = 1
    return line


def drawing(pieces: int, pixels: float) -> float:
    """Seconds of a drag of so many straight pieces and pixels."""
    return POINT + PRESS + PIECE * pieces + CENTIMETRE * pixels / PER_CM


TOOLS = {
    "click": click,
    "click, strokes": click,
    "click, masks": click,
    "wand": wand,
    "superpixel": superpixel,
    "brush": brush,
    "straight brush": straight,
    "grabcut": grabcut,
}
ENTER = ("click", "click, strokes", "click, masks", "wand", "grabcut")


def measure(tool: str, mark: Mark) -> dict[str, Any]:
    """One object with one tool."""
    began = time.process_time()
    done, best, idle = False, 0.0, 0
    for _ in TOOLS[tool](mark):
        done = mark.iou >= ENOUGH
        best, idle = (mark.iou, 0) if mark.iou > best else (best, idle + 1)
        if done or mark.gestures >= MOST or idle == 2:
            break
    machine = time.process_time() - began
    if tool in ENTER:
        mark.did(1, KEY)
    gestures = min(mark.gestures, MOST) if done else MOST
    return {"done": done, "gestures": gestures, "iou": mark.iou, "hand_s": mark.hand, "cpu_s": machine}


def objects(folder: Path, split: str, count: int) -> list[tuple[Path, Table]]:
    """Image and region of each object, of as many images as there are, each region once."""
    random = np.random.default_rng(1)
    learnt = common.choose_training(folder, 5)
    rows: list[list[Table]] = []
    images = [path for path in find_images(folder / split / "images") if path not in learnt]
    for path in images:
        mask = palette_png.decode(common.mask_of(path)).array
        of_class = []
        for value in random.permutation(np.unique(mask[mask != VOID])):
            number, parts, stats, _ = cv2.connectedComponentsWithStats((mask == value).astype(np.uint8), connectivity=4)
            large = [one for one in range(1, number) if LEAST <= stats[one, 4] < 0.5 * mask.size]
            of_class.append([parts == one for one in random.permutation(large) if is_solid(parts == one)])
        rows.append([one for turn in zip_longest(*of_class) for one in turn if one is not None])
    turns = max(map(len, rows))
    order = [(images[i], rows[i][turn]) for turn in range(turns) for i in range(len(rows)) if turn < len(rows[i])]
    return [order[i] for i in np.linspace(0, len(order) - 1, min(count, len(order))).round().astype(int)]


def is_solid(region: Table) -> bool:
    """Whether it is larger than its holes: a net of membranes is nothing that is clicked."""
    outlines, _ = cv2.findContours(region.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return sum(cv2.contourArea(one) for one in outlines) < 2 * np.count_nonzero(region)


def predictions(folder: Path, images: list[Path], learnt: str) -> dict[Path, tuple[Classes, Classes]]:
    """What the head predicts, and how surely, from "strokes" or the whole "masks" of five training images."""
    table, taught = read_classes_json(folder / "classes.json"), common.choose_training(folder, 5)
    with tempfile.TemporaryDirectory() as work:
        project = Path(work) / "p"
        ids = make_project(project, table, [*taught, *images])
        masks = {path: palette_png.decode(common.mask_of(path)).array for path in taught}
        if learnt == "strokes":
            masks = {path: strokes_of(mask) for path, mask in masks.items()}
        with Project.open(project) as opened:
            for path, mask in masks.items():
                write_atomic(opened.mask_path(opened.entry(ids[path])), palette_png.encode(mask, table.palette()))
        fitting = HeadFitting(lambda: starting_network(choose_device("cpu")))
        fit(fitting, FitHead(1, project, ids[taught[0]], masks[taught[0]]))
        return {path: predicted(fitting, path) for path in images}


def predicted(fitting: HeadFitting, path: Path) -> tuple[Classes, Classes]:
    """Classes and confidence at every pixel, as the window gets them."""
    assert fitting.head is not None
    image, ids = read_image(path), fitting.head.ids
    model = OneModel(None, ids, Vote(fitting.head, fitting.reader, ids))
    classes, confidence = predict_rect(model, ids, image.model_input, image.shape)[:2]
    return classes, confidence


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="two objects of each set, to see that it runs")
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--sets", default=",".join(common.SETS))
    parser.add_argument("--split", default="val", choices=("val", "train"))
    parser.add_argument("--tools", default=";".join(TOOLS))
    options = parser.parse_args()
    common.need(options.data)
    rows: dict[str, Any] = {}
    print(f"{'set':16}{'tool':16}{'n':>4}{'done':>6}{'gestures':>10}{'mean':>7}{'hand s':>8}{'CPU s':>7}{'IoU':>6}")
    for name in options.sets.split(","):
        chosen = objects(options.data / name, options.split, 2 if options.quick else OBJECTS)
        images = sorted({path for path, _ in chosen})
        rows[name] = {}
        for tool in options.tools.split(";"):
            learnt = tool.partition(", ")[2]
            guesses = predictions(options.data / name, images, learnt) if learnt else {}
            found = rows[name][tool] = [
                measure(tool, Mark(truth, read_image(path).pixels, guesses.get(path))) for path, truth in chosen
            ]
            half = {
                key: float(np.median([one[key] for one in found])) for key in ("gestures", "hand_s", "cpu_s", "iou")
            }
            done, mean = sum(one["done"] for one in found), float(np.mean([one["gestures"] for one in found]))
            print(
                f"{name:16}{tool:16}{len(found):4}{done:6}{half['gestures']:10.1f}{mean:7.1f}{half['hand_s']:8.1f}"
                f"{half['cpu_s']:7.2f}{half['iou']:6.2f}",
                flush=True,
            )
    print(json.dumps({"benchmark": "clicks", "split": options.split, "sets": rows}))


if __name__ == "__main__":
    main()
