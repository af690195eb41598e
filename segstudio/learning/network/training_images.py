"""How a run sees its training images: read from the run, else measured where the project still has them. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ImageError, UserError
from segstudio.labels.geometry import Rect
from segstudio.learning.data.inputs import Input, Inputs, SliceReader
from segstudio.learning.network.device import Device, free_memory, is_out_of_memory
from segstudio.learning.network.image_batch import pixels_for
from segstudio.learning.network.interruptible import Stop, never
from segstudio.learning.network.statistics import FEWEST, Floats, Source, batch_norms, source_of, spread_over, squares
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.statistics_file import read_source, write_source
from segstudio.models.contract import Network
from segstudio.project.project import Project

MEAN, VARIANCE, DESCRIPTORS, LOOKS = ".mean", ".var", "descriptors", "looks"


def read_squares(wanted: Input, net: Network, reader: SliceReader) -> Floats:
    """The ``squares`` of an image for ``net``. Raises ImageError."""
    image = reader.read(wanted)
    pixels_of = pixels_for(net, image)

    def read(rect: Rect) -> Floats:
        pixels = pixels_of(rect)
        image.release()
        return pixels

    return squares(read, image.shape)


def training_images(project: Project, info: RunInfo, net: Network, device: Device, stop: Stop = never) -> Source | None:
    """The training images of a run as ``net``, which is not fitted, sees them; ``None``: too few of them are there, or
    the network has no BatchNorm. Raises ``Cancelled``."""
    layers = batch_norms(net)
    kept = read_source(project.folder, info)
    if kept is not None and {f"{name}{key}" for name in layers for key in (MEAN, VARIANCE)} <= kept.keys():
        return _source(kept, layers)
    inputs = Inputs(project)
    images = [inputs.of(entry) for entry in project.images if entry.id in info.known]
    return measured_images(images, net, device, stop) if layers else None


def measured_images(images: Sequence[Input], net: Network, device: Device, stop: Stop = never) -> Source | None:
    """Of some of the images, spread over all; those that cannot be read are passed over. ``None``: too few."""
    found, reader = [], SliceReader(mapped=True)
    for number in spread_over(len(images)):
        try:
            found.append(read_squares(images[number], net, reader))
        except ImageError:
            continue
    return source_of(net, found, device.torch, stop) if len(found) >= FEWEST else None


def keep_source(project: Project, info: RunInfo, source: Source) -> None:
    """Write it beside the weights. Raises WriteError."""
    arrays: dict[str, NDArray[Any]] = {DESCRIPTORS: source.descriptors.astype(np.float32), LOOKS: source.looks}
    for name, (mean, variance) in source.moments.items():
        arrays |= {f"{name}{MEAN}": mean, f"{name}{VARIANCE}": variance}
    write_source(project.folder, info, arrays)


def keep_training_images(project: Project, run: str, net: Network, device: Device) -> None:
    """Measure and keep them for a run of the weights of ``net``. Where that cannot be done it is tried again when it is
    needed."""
    try:
        info = read_info(project.folder, run)
        source = training_images(project, info, net, device)
        if source is not None:
            keep_source(project, info, source)
    except UserError:
        pass
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        free_memory()


def _source(arrays: Mapping[str, NDArray[Any]], layers: Mapping[str, object]) -> Source:
    moments = {name: (arrays[f"{name}{MEAN}"], arrays[f"{name}{VARIANCE}"]) for name in layers}
    return Source(moments, arrays[DESCRIPTORS].astype(np.float64), arrays[LOOKS])
