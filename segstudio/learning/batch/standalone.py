"""Predicts masks with a network that SegStudio exported. Needs onnxruntime, numpy and Pillow only.

    python NAME.py IMAGE_OR_FOLDER... --out FOLDER

It lies beside NAME.onnx (and NAME_strokes.onnx, where what was learnt from the strokes directly takes part) and writes
a palette PNG of class ids for each PNG, JPEG, BMP or TIFF, grey or of 8 bits. The masks are those of SegStudio's
``predict`` but for single pixels where two classes are level, since ONNX Runtime rounds otherwise than torch; images of
over 1.5 million pixels may differ more where the network looks at the whole image (GroupNorm, squeeze-and-excitation).
SegStudio writes a copy of this file with each export: it must not import SegStudio, torch or OpenCV.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image, ImageOps

Floats = NDArray[np.float32]
SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff"}
MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK")
SEVERAL = "several"  # in place of the values that are 0 and 1: those of each stack
SAMPLE = 1_000_000  # pixels that percentiles are taken of
TILE = 1024  # pixels a side of what is computed at once of a large image
BLOCK, MARGIN, GRID, CONTEXT, COARSEST = 512, 104, 32, 64, 8  # of the features of the strokes


def session_of(path: Path) -> Any:
    """The network in a file, on the CPU."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class Strokes:
    """What was learnt from the strokes directly: log probabilities by blocks of a fixed grid."""

    def __init__(self, session: Any, classes: int) -> None:
        self.session, self.classes = session, classes
        self.wanted = {one.name for one in session.get_inputs()}

    def votes(self, image: Floats, height: int, width: int) -> Floats:
        """``float32[K,h,w]`` of ``float32[3,h,w]`` in 0..1."""
        found = np.empty((self.classes, height, width), np.float32)
        for top, left, bottom, right in boxes(height, width, BLOCK):
            found[:, top:bottom, left:right] = self._block(image, top, left, bottom, right)
        return found

    def _block(self, image: Floats, top: int, left: int, bottom: int, right: int) -> Floats:
        y, x = max(0, top - MARGIN), max(0, left - MARGIN)
        around = image[:, y : bottom + MARGIN, x : right + MARGIN]
        grow = [-side % COARSEST for side in around.shape[1:]]
        around = np.pad(around, ((0, 0), (0, grow[0]), (0, grow[1])), mode="edge")
        first, start = (max(0, at - CONTEXT) // GRID * GRID for at in (top, left))
        near = image[:, first : up_to(bottom + CONTEXT, GRID), start : up_to(right + CONTEXT, GRID)]
        grow = [max(0, GRID - side) for side in near.shape[1:]]
        near = np.pad(near, ((0, 0), (0, grow[0]), (0, grow[1])), mode="reflect")
        given = {
            "around": around[None],
            "near": near[None],
            "box": np.array([top - y, left - x, bottom - top, right - left], np.int64),
            "near_at": np.array([top - first, left - start], np.int64),
        }
        votes: Floats = self.session.run(["votes"], {name: given[name] for name in self.wanted})[0][0]
        return votes


class Model:
    """The network in ``path`` and, where it says so, what was learnt from the strokes, in the file beside it."""

    def __init__(self, path: Path) -> None:
        self.network = session_of(path)
        self.facts = self.network.get_modelmeta().custom_metadata_map
        self.ids = np.array([int(id) for id in json.loads(self.facts["classes"])], np.uint8)
        self.stride, self.smallest, self.reach = (int(self.facts[key]) for key in ("stride", "smallest", "reach"))
        self.strokes: Strokes | None = None
        self.share = float(self.facts.get("share", "0.5"))  # of the strokes beside the network
        self.alone: list[int] = json.loads(self.facts.get("alone", "[]"))  # rows that the strokes decide about
        if self.facts["strokes"] == "yes":
            self.strokes = Strokes(session_of(path.with_name(f"{path.stem}_strokes.onnx")), len(self.ids))

    @property
    def values(self) -> tuple[float, float] | None:
        """The values of an image that are 0 and 1; ``None``: by each image itself. ValueError: by its stack."""
        if self.facts["values"] == SEVERAL:
            raise ValueError("its values mean something in its stack only; use SegStudio")
        low, high = map(float, self.facts["values"].split()) if self.facts["values"] else (0.0, 0.0)
        return (low, high) if low < high else None

    def predict(self, image: Floats) -> NDArray[np.uint8]:
        """Class ids ``uint8[h,w]`` of ``float32[3,h,w]`` in 0..1."""
        height, width = image.shape[1:]
        logs = self.log_probabilities(image, height, width)
        if self.strokes is not None:
            logs = self._with_strokes(logs, self.strokes.votes(image, height, width))
        found: NDArray[np.uint8] = self.ids[logs.argmax(axis=0)]
        return found

    def _with_strokes(self, logs: Floats, votes: Floats) -> Floats:
        """Log probabilities ``float32[K,h,w]`` of the network and of the strokes together."""
        both = (1 - self.share) * logs + self.share * votes
        if self.alone:
            left = np.maximum(1 - np.exp(votes[self.alone]).sum(axis=0), 1e-30)
            others = np.exp(both)
            others[self.alone] = 0
            both += np.log(left) - np.log(np.maximum(others.sum(axis=0), 1e-30))
            both[self.alone] = votes[self.alone]
        return both

    def log_probabilities(self, image: Floats, height: int, width: int) -> Floats:
        """Of the network, ``float32[K,h,w]``: at once, or in tiles, which see its reach around them."""
        whole = height * width <= int(self.facts["whole"]) or self.facts["tiles"] == "no"
        found = np.empty((len(self.ids), height, width), np.float32)
        for top, left, bottom, right in boxes(height, width, max(height, width) if whole else TILE):
            y, x = (max(0, at - self.reach) // self.stride * self.stride for at in (top, left))
            ends = (up_to(at + self.reach, self.stride) for at in (bottom, right))
            seen = image[:, y : next(ends), x : next(ends)]
            grow = [up_to(max(side, self.smallest), self.stride) - side for side in seen.shape[1:]]
            padded = np.pad(seen, ((0, 0), (0, grow[0]), (0, grow[1])), mode="reflect")
            logits = self.network.run(["logits"], {"image": padded[None]})[0][0]
            logits = logits[:, top - y : bottom - y, left - x : right - x]
            logits = logits - logits.max(axis=0)
            found[:, top:bottom, left:right] = logits - np.log(np.exp(logits).sum(axis=0))
        return found


def up_to(length: int, step: int) -> int:
    """The next multiple of ``step``."""
    return -(-length // step) * step


def boxes(height: int, width: int, side: int) -> Iterator[tuple[int, int, int, int]]:
    """Top, left, bottom and right of the squares that cover an image."""
    for top in range(0, height, side):
        for left in range(0, width, side):
            yield top, left, min(top + side, height), min(left + side, width)


def read_image(path: Path, values: tuple[float, float] | None = None) -> Floats:
    """``float32[3,h,w]`` in 0..1 of an image, upright, without transparency, between two ``values``; ``None``: 8 bit
    divided by 255, other grey values between the percentiles 0.5 and 99.5 of the image."""
    with Image.open(path) as image:
        pages = getattr(image, "n_frames", 1)
        if pages > 1:
            raise ValueError(f"it has {pages} pages; save each as an image, or use SegStudio")
        deep = image.mode[0] in "IF"
        if not deep and (";16" in str(image.tile) or image.mode not in MODES):
            raise ValueError(f"{image.mode} of this depth is not read here; convert it to 8 bits, or use SegStudio")
        upright = ImageOps.exif_transpose(image)
        grey = image.mode in ("1", "L", "LA")
        pixels = np.asarray(upright if deep else upright.convert("L" if grey else "RGB"))
    if deep:
        pixels = pixels.astype(np.uint16 if "16" in image.mode else np.float32)
    by_itself = not deep and values is None
    planes = np.divide(pixels, np.float32(255), dtype=np.float32) if by_itself else scaled(pixels, values)
    return np.ascontiguousarray(planes.transpose(2, 0, 1) if planes.ndim == 3 else np.stack([planes] * 3))


def scaled(pixels: NDArray[Any], values: tuple[float, float] | None = None) -> Floats:
    """What lies between two ``values`` as 0..1, else between two percentiles."""
    low, high = ends_of(pixels) if values is None else values
    with np.errstate(invalid="ignore", over="ignore"):
        found = (pixels.astype(np.float64) - low) / (high - low if high > low else np.inf)
    return np.clip(np.nan_to_num(found, nan=0.0, posinf=1.0, neginf=0.0), 0, 1).astype(np.float32)


def ends_of(pixels: NDArray[Any]) -> tuple[float, float]:
    """Two percentiles of a sample of the image; of a nearly constant one its least and greatest value."""
    step = max(1, int((pixels.size / SAMPLE) ** 0.5))
    values = pixels[::step, ::step]
    values = values[np.isfinite(values)].astype(np.float64)
    low, high = np.percentile(values, (0.5, 99.5)) if values.size else (0.0, 0.0)
    if low >= high:
        values = pixels[np.isfinite(pixels)].astype(np.float64)
        low, high = (values.min(), values.max()) if values.size else (0.0, 0.0)
    return float(low), float(high)


def images_in(places: Sequence[Path]) -> list[Path]:
    """The images among files and in folders."""
    found: list[Path] = []
    for place in places:
        inside = sorted(place.iterdir()) if place.is_dir() else [place]
        found += [path for path in inside if path.suffix.lower() in SUFFIXES]
    return found


def main() -> int:
    """Predict every image; 0 done, 1 something was left out and named, 2 nothing to do."""
    parser = argparse.ArgumentParser(description="Predict masks with a network that SegStudio exported.")
    parser.add_argument("images", type=Path, nargs="+", help="images, or folders of images")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the masks")
    parser.add_argument("--network", type=Path, default=Path(__file__).with_suffix(".onnx"))
    options = parser.parse_args()
    images, model = images_in(options.images), Model(options.network)
    if not images:
        sys.stderr.write("There is no PNG, JPEG, BMP or TIFF image.\n")
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    code, taken = 0, set(images)
    for path in images:
        goal = options.out / f"{path.stem}.png"
        try:
            if goal in taken:
                raise ValueError(f"{goal} would take the place of an image, or of the mask of another one")
            mask = Image.fromarray(model.predict(read_image(path, model.values)))
        except (OSError, ValueError) as error:
            sys.stderr.write(f"{path} is left out: {error}\n")
            code = 1
            continue
        taken.add(goal)
        mask.putpalette(bytes.fromhex(model.facts["palette"]))
        mask.save(goal)
        sys.stdout.write(f"{goal}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
