"""Drawn photographs of a retina, whose vessels are known: a reddish disc with branching vessels on a black surround.

As in the real ones the surround is not quite black (noise of one or two grey levels), the light falls off towards the
rim, one side has a bright disc, thin vessels have less contrast than thick ones, and dark spots are no vessels.
"""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segstudio.labels.classes import VOID, ClassTable
from segstudio.project import palette_png

SIDE = 400
CLASSES = ClassTable.from_names(["vessel", "fundus"])
VESSEL, FUNDUS = CLASSES.ids
WIDEST = 7.0  # pixels of a vessel where it leaves the bright disc
TRUNKS = 6
SCALE = 16  # lines are drawn between pixels, in sixteenths

Image8 = NDArray[np.uint8]


def draw(seed: int, side: int = SIDE) -> tuple[Image8, Image8, NDArray[np.bool_]]:
    """An RGB image ``uint8[side, side, 3]``, its classes ``uint8[side, side]``, the surround being fundus, and where
    the retina is."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:side, 0:side].astype(np.float32)
    centre, radius = (side / 2, side / 2), 0.42 * side
    far = np.hypot(rows - centre[0], columns - centre[1]) / radius
    start = np.array([side * 0.5 + random.normal(0, 10), side * random.choice([0.28, 0.72])])
    dark = np.zeros((side, side), np.float32)
    for turn in np.linspace(0, 2 * np.pi, TRUNKS, endpoint=False) + random.normal(0, 0.2, TRUNKS):
        _grow(dark, start, turn, WIDEST * random.uniform(0.6, 1), random)
    truth = np.where((dark > 0) & (far < 1), VESSEL, FUNDUS).astype(np.uint8)
    red = np.array([0.72, 0.33, 0.14], np.float32) * random.uniform(0.85, 1.1, 3).astype(np.float32)
    light = 1.0 - 0.5 * far**2
    ground = cv2.GaussianBlur(random.normal(0, 1, (side, side)).astype(np.float32), (0, 0), 6) * 0.5
    bright = 0.5 * np.exp(-(((rows - start[0]) ** 2 + (columns - start[1]) ** 2) / (2 * (0.05 * side) ** 2)))
    spots = np.zeros((side, side), np.float32)
    for y, x in random.uniform(0.2, 0.8, (12, 2)) * side:
        cv2.circle(spots, (int(x), int(y)), int(random.integers(2, 5)), 0.2, -1)
    paint = light * (1 + ground + bright) * (1 - cv2.GaussianBlur(np.maximum(dark, spots), (0, 0), 0.8))
    image = np.where((far < 1)[..., None], paint[..., None] * red, 0.012)
    image = image + random.normal(0, 0.012, image.shape) * np.where(far < 1, 1, 0.4)[..., None]
    return (image.clip(0, 1) * 255).astype(np.uint8), truth, far < 1


def _grow(
    dark: NDArray[np.float32], begin: NDArray[np.float64], turn: float, width: float, random: np.random.Generator
) -> None:
    """One vessel that gets thinner and branches until it is below a pixel or outside."""
    here = begin
    while width > 1.0 and (here > 0).all() and (here < len(dark)).all():
        turn += random.normal(0, 0.16)
        there = here + 6 * np.array([np.sin(turn), np.cos(turn)])
        ends = [tuple(int(round(v * SCALE)) for v in point[::-1]) for point in (here, there)]
        line = np.zeros(dark.shape, np.uint8)
        cv2.line(line, ends[0], ends[1], 1, max(1, round(width)), shift=4)
        np.maximum(dark, line * np.float32(0.2 + 0.05 * width), out=dark)
        here, width = there, width * 0.975
        if random.random() < 0.09:
            _grow(dark, here, turn + random.choice([-0.7, 0.7]), width * 0.7, random)


def write_set(folder: Path, train: int, val: int, side: int = SIDE) -> Path:
    """``folder`` as the real sets are: ``train/`` and ``val/`` with images and masks, ``classes.json``. In ``val/`` the
    surround is void: what counts is the retina."""
    folder.mkdir(parents=True)
    (folder / "classes.json").write_text(json.dumps(CLASSES.to_json()), encoding="utf-8")
    for number in range(train + val):
        image, truth, retina = draw(number, side)
        if number >= train:
            truth[~retina] = VOID
        part = folder / ("train" if number < train else "val")
        for kind in ("images", "masks"):
            (part / kind).mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(part / "images" / f"eye{number}.png")
        (part / "masks" / f"eye{number}.png").write_bytes(palette_png.encode(truth, CLASSES.palette()))
    return folder
