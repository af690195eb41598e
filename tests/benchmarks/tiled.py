"""Tiled prediction of large images, ours beside MONAI's sliding window on the same network: time, exactness, memory.

    python tests/benchmarks/tiled.py [--quick] [--project P.segstudio] [--data DIR]

The network is a project's current run; without one a short training on the membranes. The image is a mosaic of real
held-out images. "own" are the global statistics (GroupNorm, squeeze-and-excitation) of whatever the network is given,
"held" those of the whole image, held for every tile: with these a network is local, and only then can tiles be equal
to the whole. The peak is that of a process of its own that runs `segstudio predict` on 16384 x 16384 RGB pixels in an
uncompressed TIFF (--quick: on the upper 2048 rows of them). Without MONAI its rows say so. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import common
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from segstudio.labels.classes import read_classes_json
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import TrainSettings
from segstudio.learning.network import predictor, tile_grid
from segstudio.learning.network.device import choose_device, set_threads
from segstudio.learning.network.image_batch import as_batch
from segstudio.learning.network.live_network import load_network
from segstudio.learning.network.local_net import hold_statistics
from segstudio.learning.training.trainer import train
from segstudio.project.images.finding import find_images
from segstudio.project.images.reading import read_image
from segstudio.project.project import Project
from segstudio.project.storage import write_atomic

CPU = torch.device("cpu")
SET = "membranes"
HUGE = 16384
PEAK = """
import resource, sys
from pathlib import Path
from segstudio.cli.main import main
code = main(sys.argv[1:])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
status = Path("/proc/self/status")
if status.exists():  # on Linux the former begins with what the parent had
    peak = int(status.read_text().split("VmHWM:")[1].split()[0])
print(code, peak)
"""


def short_run(data: Path, folder: Path, steps: int) -> Path:
    """A project of a few membrane images with a current run of ``steps`` steps."""
    chosen = common.choose_training(data / SET, 5)
    project_folder = folder / "tiled.segstudio"
    classes = read_classes_json(data / SET / "classes.json")
    with Project.create(project_folder, "tiled", classes, chosen) as project:
        (project_folder / "masks").mkdir(exist_ok=True)
        for entry in project.images:
            mask = common.mask_of(project.image_path(entry)).read_bytes()
            write_atomic(project.mask_path(entry), mask, fsync=False)
        project.save()
    *_, finished = train(project_folder, TrainSettings(steps=steps, device="cpu"))
    with Project.open(project_folder) as project:
        project.set_current_run(finished.run)
        project.save()
    return project_folder


def mosaic(folder: Path, height: int, width: int) -> NDArray[np.uint8]:
    """``uint8[h,w,3]`` of the images of a folder side by side, again and again."""
    pictures = [read_image(path).display() for path in find_images(folder)]
    h, w = (min(p.shape[axis] for p in pictures) for axis in (0, 1))
    rows = [
        np.concatenate([pictures[(r * 5 + c) % len(pictures)][:h, :w] for c in range(-(-width // w))], axis=1)
        for r in range(-(-height // h))
    ]
    return np.concatenate(rows)[:height, :width]


def timed(work: Callable[[], NDArray[np.float32]], rounds: int) -> tuple[NDArray[np.float32], float, float]:
    """The result, and the least wall and CPU seconds of ``rounds`` runs."""
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        found = work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return found, min(walls), min(cpus)


def ours(net: nn.Module, image: NDArray[np.float32], held: bool) -> NDArray[np.float32]:
    """Probabilities by our tiles; ``held``: ``net`` holds its statistics already, else they are sampled."""
    rect = Rect.of_shape(image.shape[1:])

    def read(part: Rect) -> NDArray[np.float32]:
        return image[:, *part.slices]

    local = net if held else predictor.local_copy(net, read, rect, CPU)
    return np.concatenate([found for _, found in predictor.tiled(local, read, rect, (rect.h, rect.w), CPU)], axis=1)


@torch.inference_mode()
def whole(net: nn.Module, image: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities of the image in one go."""
    return net(as_batch(image, CPU, net.smallest)).softmax(1)[0].numpy()


def monai(net: nn.Module, image: NDArray[np.float32], roi: int, overlap: float) -> NDArray[np.float32]:
    """MONAI's sliding window with Gaussian weights over probabilities."""
    from monai.inferers import sliding_window_inference

    def probabilities(tiles: Tensor) -> Tensor:
        return net(tiles.contiguous(memory_format=torch.channels_last)).softmax(1)

    with torch.inference_mode():
        batch = torch.from_numpy(image)[None]
        return sliding_window_inference(batch, (roi, roi), 1, probabilities, overlap, "gaussian")[0].numpy()


def peak_of_huge(project: Path, folder: Path, data: Path, rows: int) -> float:
    """Megabytes that `segstudio predict` needs at most for ``rows`` rows of 16384 RGB pixels."""
    images = folder / "huge"
    images.mkdir()
    Image.fromarray(mosaic(data / SET / "val" / "images", rows, HUGE)).save(images / "huge.tif")
    command = ["predict", str(project), "--images", str(images), "--out", str(folder / "out"), "--json"]
    done = subprocess.run([sys.executable, "-c", PEAK, *command], cwd=common.ROOT, capture_output=True, text=True)
    code, peak = done.stdout.split()[-2:]
    if code != "0":
        raise SystemExit(done.stderr)
    return int(peak) / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def measure(net: nn.Module, image: NDArray[np.float32], rounds: int) -> list[dict[str, object]]:
    """One row per way of predicting."""
    rows: list[dict[str, object]] = []
    own, wall, cpu = timed(lambda: whole(net, image), rounds)
    held_net = hold_statistics(net, as_batch(image, CPU, net.smallest))
    held = whole(held_net, image)
    rows.append({"name": "whole image", "wall": wall, "cpu": cpu, "own": 0.0, "held": float(np.abs(own - held).max())})

    def add(name: str, work: Callable[[], NDArray[np.float32]]) -> None:
        found, wall, cpu = timed(work, rounds)
        differences = {"own": float(np.abs(found - own).max()), "held": float(np.abs(found - held).max())}
        changed = float((found.argmax(0) != own.argmax(0)).mean())
        rows.append({"name": name, "wall": wall, "cpu": cpu, **differences, "classes_changed": changed})

    seen = tile_grid.TILE + 2 * net.reach
    same = 1 - (tile_grid.TILE - tile_grid.OVERLAP) / seen
    add("ours, as it is used", lambda: ours(net, image, False))
    add("ours, statistics of the whole image", lambda: ours(held_net, image, True))
    try:
        import monai as _  # noqa: F401
    except ImportError:
        print("MONAI is not installed: its rows are left out (pip install monai).")
        return rows
    add(f"MONAI, {seen} px, overlap {same:.2f}", lambda: monai(net, image, seen, same))
    add(f"MONAI, {seen} px, held statistics", lambda: monai(held_net, image, seen, same))
    add("MONAI, 512 px, overlap 0.25", lambda: monai(net, image, 512, 0.25))
    return rows


def main() -> None:
    """Measure, print a table, and one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--project", type=Path, help="a project with a current run; without one a short training")
    parser.add_argument("--data", type=Path, default=common.DATA)
    options = parser.parse_args()
    common.need(options.data)
    set_threads(None)
    side = 1536 if options.quick else 3072
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp)
        project = options.project or short_run(options.data, folder, 30 if options.quick else 150)
        net, info = load_network(project, str(Project.open(project, write=False).current_run), choose_device("cpu"))
        pixels = mosaic(options.data / SET / "val" / "images", side, side).astype(np.float32) / 255
        rows = measure(net, np.ascontiguousarray(pixels.transpose(2, 0, 1)), 1 if options.quick else 3)
        high = 2048 if options.quick else HUGE
        peak = peak_of_huge(project, folder, options.data, high)
    print(f"{info.encoder}, {len(info.class_ids)} classes, {side} x {side} pixels, {torch.get_num_threads()} threads")
    print(f"{'':42}{'wall s':>8}{'CPU s':>8}{'from own':>10}{'from held':>11}")
    for row in rows:
        print(f"{row['name']:42}{row['wall']:8.2f}{row['cpu']:8.2f}{row['own']:10.1e}{row['held']:11.1e}")
    print(f"peak memory of {HUGE} x {high} pixels: {peak:.0f} MB (at most 2500)")
    print(json.dumps({"benchmark": "tiled", "side": side, "rows": rows, "huge_rows": high, "peak_mb": round(peak)}))


if __name__ == "__main__":
    main()
