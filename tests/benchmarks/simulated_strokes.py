"""The labels that the learning benchmarks train on: what a fixed simulated user paints, or whole masks.

Owns the writing of one training folder, ``images/`` and ``masks/``, that every method reads, and of a project with
held-out images. Two users, who see the true mask to decide where to paint: ``installer.simulated_user``, who takes the
widest regions first, and one who does as the coach says, and as the scribbles of ScribbleBench (Gotkowski et al., arXiv
2403.12834) are: strokes inside and along the border in turn, anywhere. Where is drawn by lot, of a seed that is the
image's name.
"""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

import common
import cv2
import numpy as np
from instant import strokes_of
from numpy.typing import NDArray

from installer.simulated_user import PlannedStroke, plan_strokes
from segstudio.labels.classes import VOID, read_classes_json
from segstudio.labels.painting import brush_segment
from segstudio.project import palette_png
from segstudio.project.images.finding import find_images
from segstudio.project.project import Project
from segstudio.project.storage import write_atomic

# Labels that are painted; a number means so many whole masks.
STROKES, COVERING, BORDERING = "strokes", "2%", "2% inside and border"
SHARE = 0.02
WIDTH, LENGTH = 3, 60  # pixels of a stroke inside or along a border
MOST = 200  # strokes of a class in one image
IMAGES_TO_COVER = 24

Mask = NDArray[np.uint8]


def strokes_covering(truth: Mask, share: float = SHARE) -> Mask:
    """Strokes of each class in turn, widest regions first, until ``share`` of the pixels is labelled; else void.

    The last stroke is kept whole, so slightly more than ``share`` is labelled; less where the user finds no more room.
    """
    mask, wanted = np.full(truth.shape, VOID, np.uint8), share * truth.size
    for stroke in _in_turn(plan_strokes(truth, per_class=MOST)):
        if np.count_nonzero(mask != VOID) >= wanted:
            break
        foot = brush_segment(truth.shape, stroke.start, stroke.end, stroke.diameter)
        mask[foot.rect.slices][foot.inside] = stroke.class_id
    return mask


def strokes_anywhere(truth: Mask, random: np.random.Generator, share: float = SHARE) -> Mask:
    """Strokes of each class in turn, inside one of its regions and along a border in turn, until ``share`` of the
    pixels is labelled; else void. Never outside the class."""
    mask, wanted = np.full(truth.shape, VOID, np.uint8), share * truth.size
    regions = {int(value): truth == value for value in np.unique(truth) if value != VOID}
    depths = {
        value: cv2.distanceTransform(np.pad(region.astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
        for value, region in regions.items()
    }
    for turn in range(MOST):
        for value, depth in depths.items():
            if np.count_nonzero(mask != VOID) >= wanted:
                return mask
            way = (_along_the_border if turn % 2 else _inside)(depth, random)
            foot = np.zeros(truth.shape, np.uint8)
            cv2.polylines(foot, [way], False, 1, WIDTH)
            mask[(foot > 0) & regions[value]] = value
    return mask


def _inside(depth: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.int32]:
    """A way ``int32[n, 2]`` (x, y) along the middle of a region, begun anywhere on the middle lines."""
    middle = (depth > 0) & (depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8)))
    here = random.choice(np.argwhere(middle))
    way = [here]
    course = random.normal(size=2)
    for _ in range(LENGTH // 2):  # two pixels on, to where it is deep and not back
        around = here + 2 * _COMPASS
        around = around[((around >= 0) & (around < depth.shape)).all(axis=1)]
        ahead = (around - here) @ course / (np.linalg.norm(course) + 1e-6)
        best = int((depth[around[:, 0], around[:, 1]] + 0.5 * ahead).argmax())
        if depth[tuple(around[best])] == 0:
            break
        course = 0.5 * course + (around[best] - here)
        here = around[best]
        way.append(here)
    return np.asarray(way, np.int32)[:, ::-1].copy()


def _along_the_border(depth: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.int32]:
    """A piece ``int32[n, 2]`` (x, y) of an outline half a stroke's width and a pixel inside the class."""
    inner = depth > min(WIDTH / 2 + 1, float(depth.max()) - 0.5)
    outlines, _ = cv2.findContours(inner.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    lengths = np.array([len(one) for one in outlines], float)
    outline = outlines[random.choice(len(outlines), p=lengths / lengths.sum())][:, 0]
    begin = int(random.integers(len(outline)))
    return np.asarray(np.roll(outline, -begin, axis=0)[:LENGTH], np.int32)


_COMPASS = np.array([(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if y or x])


def _in_turn(strokes: list[PlannedStroke]) -> list[PlannedStroke]:
    """The first of each class, then the second of each, and so on."""
    seen: dict[int, int] = {}
    order = []
    for stroke in strokes:
        seen[stroke.class_id] = seen.get(stroke.class_id, 0) + 1
        order.append((seen[stroke.class_id], stroke.class_id))
    return [strokes[i] for i in sorted(range(len(strokes)), key=order.__getitem__)]


def choose_images(folder: Path, labels: str) -> list[Path]:
    """The training images of ``folder`` that ``labels`` (painted, or a number of whole masks) are put on."""
    count = {STROKES: 1, COVERING: IMAGES_TO_COVER, BORDERING: IMAGES_TO_COVER}.get(labels)
    return common.choose_training(folder, int(labels) if count is None else count)


def write_set(folder: Path, labels: str, where: str, most: int | None, place: Path) -> float:
    """Make ``place`` a set of its own: ``train/`` with the labels to learn from, ``val/`` with the images that are
    scored (those of ``folder/val``, or, for work on the recipe, of ``folder/train`` without labels), ``classes.json``.
    The share of labelled pixels in the images of ``train/``."""
    palette = read_classes_json(folder / "classes.json").palette()
    place.mkdir(parents=True)
    shutil.copy(folder / "classes.json", place)
    labelled = total = 0
    for source in choose_images(folder, labels):
        mask = PAINTED.get(labels, _whole)(palette_png.decode(common.mask_of(source)).array, source.stem)
        _put(source, palette_png.encode(mask, palette), place / "train")
        labelled, total = labelled + int((mask != VOID).sum()), total + mask.size
    for source in _scored(folder, labels, where, most):
        _put(source, common.mask_of(source).read_bytes(), place / "val")
    return labelled / total


def _whole(truth: Mask, _name: str) -> Mask:
    return truth


PAINTED: dict[str, Callable[[Mask, str], Mask]] = {
    STROKES: lambda truth, _name: strokes_of(truth),
    COVERING: lambda truth, _name: strokes_covering(truth),
    BORDERING: lambda truth, name: strokes_anywhere(truth, np.random.default_rng(zlib.crc32(name.encode()))),
}


def _put(source: Path, mask: bytes, place: Path) -> None:
    for part in ("images", "masks"):
        (place / part).mkdir(parents=True, exist_ok=True)
    shutil.copy(source, place / "images")
    write_atomic(place / "masks" / f"{source.stem}.png", mask, fsync=False)


def _scored(folder: Path, labels: str, where: str, most: int | None) -> list[Path]:
    if where == "val":
        return find_images(folder / "val" / "images")[:most]
    chosen = set(choose_images(folder, labels))
    rest = [path for path in find_images(folder / "train" / "images") if path not in chosen]
    return rest[:: max(1, len(rest) // 8)][:most]


def make_project(folder: Path, images: int, most: int | None, place: Path) -> Path:
    """A new project in ``place``: ``images`` masks of ``train/``, and of ``val/`` all or ``most``, held out."""
    write_set(folder, str(images), "val", most, place / "set")
    found = {split: find_images(place / "set" / split / "images") for split in ("train", "val")}
    splits = {path: split for split, paths in found.items() for path in paths}
    classes = read_classes_json(folder / "classes.json")
    with Project.create(place / "P.segstudio", classes=classes, image_paths=list(splits)) as project:
        wanted = dict(zip([entry.id for entry in project.images], splits.values(), strict=True))
        for path, entry in zip(splits, project.images, strict=True):
            write_atomic(project.mask_path(entry), common.mask_of(path).read_bytes(), fsync=False)
        project.put_splits(wanted)
        project.save()
    return place / "P.segstudio"
