"""Our networks beside the figures that papers gave for CamVid's 11 classes and the ISBI 2012 challenge.

    python tests/benchmarks/network/published.py [--quick] [--data DIR] [--networks unet,deeplab] [--images 40]
        [--seconds 120] [--seeds 1]

``street`` is a part of CamVid at the papers' size (480 x 360), ``membranes`` are the training images of the challenge,
whose test masks are not public. Here ``--images`` of ``train/`` are learnt from and ``val/`` is scored, by each network
alone after so many CPU-seconds of one thread. So the figures are **not comparable**: other images, far fewer of them,
minutes in place of hours on a GPU. They stand beside each other so that nobody has to guess how far apart they are.

CamVid, in percent: global accuracy, class average of accuracies, mean IoU. ISBI: pixel error; Rand error, which is 1
less the F-score of the Rand index over true cells (Arganda-Carreras et al. 2015, as scikit-image counts it), mean of
the images. The challenge takes the best of ten thresholds; here the network's own decision counts. The warping error is
not computed. Prints a table and, last, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import gallery  # noqa: E402, I001  (first: it puts CPU time in the place of the clock)
import common  # noqa: E402
import cv2  # noqa: E402
import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from simulated_strokes import make_project  # noqa: E402
from skimage.metrics import adapted_rand_error  # noqa: E402

from segstudio.choices.networks import network_words  # noqa: E402
from segstudio.learning.data.project_pixels import Pixels  # noqa: E402
from segstudio.learning.network.device import choose_device  # noqa: E402
from segstudio.learning.network.image_batch import pixels_for  # noqa: E402
from segstudio.learning.network.live_network import load_network  # noqa: E402
from segstudio.learning.network.predictor import predict_rect  # noqa: E402
from segstudio.project.project import Project  # noqa: E402
from segstudio.scores.confusion import Confusion  # noqa: E402

Mask = NDArray[np.uint8]
Row = tuple[str, tuple[float, ...]]

SEGNET, UNET = "Badrinarayanan et al. 2017, tables 2 and 3", "Ronneberger et al. 2015, table 1"
CAMVID: tuple[Row, ...] = (
    ("SegNet", (90.40, 71.20, 60.10)),
    ("DeconvNet", (89.58, 70.24, 59.77)),
    ("DeepLab-LargeFOV", (88.20, 62.53, 53.88)),
    ("DeepLab-LargeFOV with CRF", (89.71, 60.67, 54.74)),
    ("FCN, learnt enlarging", (83.14, 64.21, 51.96)),
    ("FCN", (83.27, 59.56, 49.83)),
)
ISBI: tuple[Row, ...] = (
    ("human values of the challenge", (0.0010, 0.0021)),
    ("U-Net", (0.0611, 0.0382)),
    ("DIVE-SCI", (0.0584, 0.0305)),
    ("Patches (Ciresan et al. 2012)", (0.0613, 0.0504)),
)
SETS: dict[str, tuple[tuple[str, ...], str, tuple[Row, ...]]] = {
    "street": (("global", "class", "mIoU"), SEGNET, CAMVID),
    "membranes": (("pixel", "Rand"), UNET, ISBI),
}
CELL = 0  # the class of ``membranes`` whose regions are told apart


def predictions(folder: Path, run: str) -> Iterator[tuple[Mask, Mask]]:
    """Of each held-out image the prediction of a run's network alone, and the truth."""
    device = choose_device("cpu")
    net, info = load_network(folder, run, device)
    project = Project.open(folder, write=False)
    pixels = Pixels(project, channels=net.channels)
    for entry in project.images:
        if entry.split == "val":
            image = pixels.image(entry)
            shown, _ = predict_rect(net, info.class_ids, pixels_for(net, image), image.shape, device=device.torch)
            yield shown, pixels.mask(entry)


def regions(mask: Mask) -> NDArray[np.int32]:
    """The cells, numbered from 1; membrane is 0. Cells touch at corners only: those are two."""
    return np.asarray(cv2.connectedComponents((mask == CELL).astype(np.uint8), connectivity=4)[1], np.int32)


def figures(name: str, pairs: list[tuple[Mask, Mask]]) -> tuple[float, ...]:
    """Those of the set's columns."""
    seen = Confusion(sorted({int(value) for _, truth in pairs for value in np.unique(truth) if value != 255}))
    for shown, truth in pairs:
        seen.add(shown, truth)
    right, total = np.diagonal(seen.matrix), seen.matrix.sum(axis=1) + seen.none
    if name == "street":
        return 100 * right.sum() / total.sum(), 100 * float((right / total).mean()), 100 * (seen.mean_iou or 0.0)
    rand = [adapted_rand_error(regions(truth), regions(shown))[0] for shown, truth in pairs]
    return float(1 - right.sum() / total.sum()), float(np.mean(rand))


def print_table(name: str, ours: list[Row]) -> None:
    """The papers' figures, then ours."""
    columns, source, theirs = SETS[name]
    print(f"\n{name}; above the line {source}; not comparable\n{'':40}" + "".join(f"{one:>9}" for one in columns))
    for title, values in (*theirs, ("-" * 40, ()), *ours):
        print(f"{title:40}" + "".join(f"{one:9.4g}" for one in values), flush=True)


def measure(name: str, options: argparse.Namespace) -> list[Row]:
    """Each network with the mean of its figures over the seeds."""
    with tempfile.TemporaryDirectory() as made:
        project = make_project(options.data / name, options.images, options.most, Path(made))
        rows = gallery.measure(Path(made), options.networks, options)
        found = []
        for row in rows:
            each = [figures(name, list(predictions(project, run))) for run in row["runs"]]
            found.append((network_words(row["network"], row["encoder"]), tuple(np.mean(each, axis=0).tolist())))
        return found


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--sets", default="street,membranes")
    parser.add_argument("--networks", default="unet,deeplab")
    parser.add_argument("--images", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=120.0, help="CPU-seconds of each training")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="one network, two seconds, two images")
    options = parser.parse_args()
    common.need(options.data)
    options.most = None
    if options.quick:
        options.networks, options.seconds, options.images, options.most = "unet", 2.0, 3, 2
    found: dict[str, Any] = {}
    for name in options.sets.split(","):
        ours = measure(name, options)
        print_table(name, ours)
        found[name] = {"columns": SETS[name][0], "ours": dict(ours), "theirs": dict(SETS[name][2])}
    print(json.dumps({"benchmark": "published", "seconds": options.seconds, "seeds": options.seeds, "sets": found}))


if __name__ == "__main__":
    main()
