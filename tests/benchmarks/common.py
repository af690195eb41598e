"""What the benchmarks share: where the real images lie, and which of them are trained on."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
SETS = ("membranes", "street", "magnetic-tiles")
sys.path.insert(0, str(ROOT))  # the checkout that is measured, whatever is installed

from segstudio.labels.classes import VOID  # noqa: E402
from segstudio.project import palette_png  # noqa: E402
from segstudio.project.images.finding import find_images  # noqa: E402


def need(data: Path) -> None:
    """End with one clear line when the labelled images are not there."""
    if not data.is_dir():
        print(f"Skipped: no labelled images in {data}. Name their folder with --data.")
        raise SystemExit(0)


def mask_of(image: Path) -> Path:
    """The mask file of ``<set>/<split>/images/<stem>.*``."""
    return image.parent.parent / "masks" / f"{image.stem}.png"


def choose_training(folder: Path, count: int) -> list[Path]:
    """``count`` image paths of ``folder/train/images`` that together hold every class, sorted by name.

    Greedy set cover: again and again the image with the most classes that fewest chosen images have; ties go to the
    first name. Deterministic, so that every method is trained on the same images.
    """
    images = sorted(find_images(folder / "train" / "images"), key=lambda path: path.name)
    classes = {path: set(np.unique(palette_png.decode(mask_of(path)).array).tolist()) - {VOID} for path in images}
    seen = dict.fromkeys(set().union(*classes.values()), 0)
    chosen: list[Path] = []
    while len(chosen) < min(count, len(images)):
        rest = [path for path in images if path not in chosen]
        best = max(rest, key=lambda path: sum(1.0 / (1 + seen[c]) ** 2 for c in classes[path]))  # max: first of equals
        chosen.append(best)
        for c in classes[best]:
            seen[c] += 1
    return sorted(chosen, key=lambda path: path.name)
