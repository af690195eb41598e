"""A run's network as an ONNX file, compared with torch on real images; and prediction with that file.

onnx (Apache-2.0) and onnxruntime (MIT) are imported only here and only when needed. The file takes
``image`` float32[1,c,h,w] in 0..1 and gives ``logits`` float32[1,K,h,w]; the sides are multiples of the network's
stride, which is in its metadata, as are the channels, the class ids and names. Must not import Qt.
"""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from segstudio.errors import ImageError, LearningError, said
from segstudio.labels.geometry import Rect
from segstudio.learning.data.inputs import Inputs, SliceReader
from segstudio.learning.network.image_batch import padded, pixels_for
from segstudio.learning.network.local_net import is_local
from segstudio.learning.network.predictor import WHOLE_CPU
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.statistics_file import Fit, mark_of
from segstudio.models.contract import Network
from segstudio.project.project import Project
from segstudio.project.storage import write_atomic

# Largest difference of a logit, in units of the largest logit. Sound networks differ by up to 3.5e-4: torch with one
# thread is 5e-5 off float64, ONNX Runtime 5e-6.
TOLERANCE = 1e-3
OPSET = 17
IMAGES = 3  # compared
SIDE = 512  # pixels of them


@dataclass(frozen=True)
class Compared:
    """The largest difference from torch's logits on ``images`` images, as a share of the largest logit.
    ``statistics``: which ones of BatchNorm the file holds, in words; ``told``: what there is to say besides; ``files``:
    what was written; ``strokes``: the head was written too."""

    images: int
    difference: float
    statistics: str = ""
    told: str = ""
    files: tuple[Path, ...] = ()
    strokes: bool = False


def statistics_words(fit: Fit | None) -> str:
    """Which statistics of BatchNorm a network has."""
    return said("as trained") if fit is None else fit.words


def onnx_network(net: Network, project: Project, info: RunInfo, threads: int, fit: Fit | None = None) -> Network:
    """The network, which has the statistics of ``fit``, run by ONNX Runtime on the CPU, compared with torch as in
    ``export_model``; its file is kept beside the run's predictions and replaced when it is damaged. Raises
    LearningError, WriteError."""
    need_onnx()
    folder, images = project.predictions_folder / info.name, some_images(project, net)
    path = folder / f"network-{info.weights_sha256[:16]}{mark_of(fit)}.onnx"
    if path.is_file():
        with suppress(Exception):  # onnxruntime raises its own errors for a damaged file
            return checked(net, path.read_bytes(), images, threads)[0]
    data = exported(net, info, fit)
    made, _ = checked(net, data, images, threads)
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(path, data, fsync=False)
    return made


def checked(
    net: Network, data: bytes, images: Sequence[NDArray[np.float32]], threads: int
) -> tuple[OnnxNetwork, Compared]:
    """The exported network; LearningError when it differs from torch's on the images, or on noise without any."""
    made = OnnxNetwork(data, threads, net)
    noise = np.random.default_rng(0).random((net.channels, 64, 96), dtype=np.float32)
    compared = compare(net, made, images or [padded(noise, net)])
    if not compared.difference <= TOLERANCE:  # also when it is not a number
        raise LearningError(
            "The exported network differs from torch's by {difference:.1e}, so it is not used.",
            "Report this with the versions that segstudio doctor prints.",
            difference=compared.difference,
        )
    return made, compared


def compare(net: Network, other: Network, images: Sequence[NDArray[np.float32]]) -> Compared:
    """The largest difference of two networks' logits on ``images`` ``float32[c,h,w]`` on the grid."""
    worst = 0.0
    for image in images:
        batch = torch.from_numpy(np.ascontiguousarray(image))[None]
        with torch.inference_mode():
            truth, found = net(batch), other(batch)
        difference = float((truth - found).abs().max() / truth.abs().max().clamp_min(1e-12))
        worst = difference if not difference <= worst else worst  # keeps a NaN
    return Compared(len(images), worst)


class OnnxNetwork(Network):
    """The network ``of`` from the bytes of its ONNX file: ``[n,c,h,w]`` -> ``[n,K,h,w]``, on the CPU."""

    def __init__(self, data: bytes, threads: int, of: Network) -> None:
        super().__init__()
        self.stride, self.channels = of.stride, of.channels
        self.reach, self.embedding = 0, ()  # for images that fit whole
        runtime = need_onnx()
        options = runtime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = runtime.InferenceSession(data, options, providers=["CPUExecutionProvider"])

    def forward(self, image: Tensor) -> Tensor:
        return torch.from_numpy(self._session.run(None, {"image": image.contiguous().numpy()})[0])


def need_onnx() -> Any:
    """onnxruntime; ``LearningError`` where one of the two is not installed."""
    try:
        importlib.import_module("onnx")
        return importlib.import_module("onnxruntime")
    except ImportError as error:
        hint = "Install it with: {python} -m pip install onnx onnxruntime"
        raise LearningError("ONNX is not installed.", hint, python=sys.executable) from error


def exported(net: Network, info: RunInfo, fit: Fit | None, more: Mapping[str, str] | None = None) -> bytes:
    """The bytes of the ONNX file, which takes images of any size; ``more`` facts for its metadata."""
    onnx = importlib.import_module("onnx")
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        file = Path(folder) / "network.onnx"
        # The older exporter is minutes faster and gives the same numbers, which are checked: its warning is no use.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net,
            (torch.from_numpy(padded(np.zeros((net.channels, 64, 96), np.float32), net))[None],),
            file,
            dynamo=False,
            opset_version=OPSET,
            input_names=["image"],
            output_names=["logits"],
            dynamic_axes={name: {2: "height", 3: "width"} for name in ("image", "logits")},
        )
        model = onnx.load(file)
    onnx.helper.set_model_props(
        model,
        {
            "run": info.name,
            "weights_sha256": info.weights_sha256,
            "normalisation": info.normalisation,
            "statistics": statistics_words(fit),
            "stride": str(net.stride),
            "channels": str(net.channels),
            "neighbours": str(info.neighbours),
            "smallest": str(net.smallest),
            "reach": str(net.reach),
            "whole": str(WHOLE_CPU),
            "tiles": "yes" if is_local(net) else "no",
            **(more or {}),
            "classes": json.dumps(dict(zip(map(str, info.class_ids), info.class_names, strict=True))),
        },
    )
    data: bytes = model.SerializeToString()
    return data


def some_images(project: Project, net: Network) -> list[NDArray[np.float32]]:
    """The upper left corners of the first images that can be read, mirrored up to the grid."""
    found: list[NDArray[np.float32]] = []
    inputs, reader = Inputs(project), SliceReader(mapped=True)
    for entry in project.images:
        try:
            image = reader.read(inputs.of(entry))
            read = pixels_for(net, image)
        except ImageError:
            continue
        pixels = read(Rect(0, 0, SIDE, SIDE).clip(image.shape))
        found.append(padded(pixels, net))
        if len(found) == IMAGES:
            break
    return found
