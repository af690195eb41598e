"""Mask R-CNN with a sigmoid mask for each class, as the program has it, against one softmax over all classes (He et al.
2017, table 2b): the same network, labels, CPU budget and held-out images.

    python tests/benchmarks/network/class_masks.py [--quick] [--data DIR] [--set magnetic-tiles] [--images 24]
        [--seconds 60] [--seeds 1]

The softmax decides at each pixel of a box between all classes, where what is not of the object counts as the class
that lies between objects; the sigmoids let the box say which class it is. ``--images`` whole masks of ``train/``, all
of ``val/`` held out; so many CPU-seconds of one thread for each training, scoring included. The baseline is the
softmax, in the same run. Prints a table and, last, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import gallery  # noqa: E402, I001  (first: it puts CPU time in the place of the clock)
import common  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from simulated_strokes import make_project  # noqa: E402
from torch import Tensor  # noqa: E402

from segstudio.choices.networks import NETWORKS, NetworkRow  # noqa: E402
from segstudio.choices.starts import STARTS  # noqa: E402
from segstudio.labels.classes import VOID  # noqa: E402
from segstudio.models.instances.heads import ObjectHeads  # noqa: E402
from segstudio.models.instances.mask_rcnn import WIDE, MaskRCNN  # noqa: E402
from segstudio.models.instances.regions import IGNORED  # noqa: E402

SOFTMAX = "mask_rcnn_softmax"


class SoftmaxHeads(ObjectHeads):
    """Masks in which the classes compete. ``between``: the class of what is no object."""

    between: Tensor

    def mask_loss(self, drawn: Tensor, truth: Tensor, label: Tensor) -> Tensor:
        """The cross-entropy over all classes at each labelled cell."""
        goal = torch.where(truth == 1, label[:, None, None], self.between)
        goal = torch.where(truth == IGNORED, VOID, goal)
        known = (goal != VOID).sum().clamp_min(1)
        return F.cross_entropy(drawn, goal, ignore_index=VOID, reduction="sum") / known

    def mask_probabilities(self, drawn: Tensor, label: Tensor) -> Tensor:
        """That of the object's class."""
        return super().mask_probabilities(drawn.log_softmax(1).exp().logit(1e-6), label)


class SoftmaxMaskRCNN(MaskRCNN):
    """The same network with those masks."""

    def __init__(self, encoder: str, classes: int, upsampling: str, channels: int) -> None:
        super().__init__(encoder, classes, upsampling, channels)
        self.heads = SoftmaxHeads(WIDE, classes)

    def own_loss(self, image: Tensor, target: Tensor) -> Tensor:
        """The class between objects is that of the labels before these."""
        self.heads.between = self.between
        return super().own_loss(image, target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--set", default="magnetic-tiles")
    parser.add_argument("--images", type=int, default=24)
    parser.add_argument("--seconds", type=float, default=60.0, help="CPU-seconds of each training")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="three seconds, three images to learn from, two held out")
    options = parser.parse_args()
    common.need(options.data)
    most = None
    if options.quick:
        options.seconds, options.images, most = 3.0, 3, 2
    own = NETWORKS["mask_rcnn"]
    NETWORKS[SOFTMAX] = NetworkRow(
        "Mask R-CNN with softmax masks", own.sentence, f"{__name__}:SoftmaxMaskRCNN", own.encoders, STARTS, own.head,
        own_loss=True,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as made:
        make_project(options.data / options.set, options.images, most, Path(made))
        rows = gallery.measure(Path(made), f"{SOFTMAX},mask_rcnn", options)
    gallery.print_table(options.set, rows)
    found = {"benchmark": "class_masks", "set": options.set, "seconds": options.seconds, "seeds": options.seeds}
    print(json.dumps({**found, "rows": rows}))


if __name__ == "__main__":
    main()
