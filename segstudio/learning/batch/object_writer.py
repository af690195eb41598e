"""Which object each pixel is of, kept beside the prediction of a project's image by a network that finds objects. No
Qt."""

from __future__ import annotations

from pathlib import Path

from segstudio.labels.geometry import Rect
from segstudio.learning.batch.loaded_model import LoadedModel
from segstudio.learning.network.image_batch import Field
from segstudio.learning.network.interruptible import Stop
from segstudio.learning.network.object_seeds import object_seeds
from segstudio.project import palette_png
from segstudio.project.predictions.objects_file import has_objects, objects_file, write_objects
from segstudio.project.project import ImageEntry


def lacks_objects(network: LoadedModel, target: Path, entry: ImageEntry | None) -> bool:
    """Whether objects are to be kept beside the prediction ``target`` of a project's image and are not."""
    return entry is not None and network.net.alone.finds_objects and not has_objects(target)


def write_found(network: LoadedModel, target: Path, field: Field, stop: Stop) -> None:
    """Keep which objects the network finds beside the prediction ``target`` of ``field``, which was just written; those
    of an older one do not stay. Raises Cancelled, WriteError."""
    net = network.net.alone
    if not net.finds_objects:
        objects_file(target).unlink(missing_ok=True)
        return
    seeds = object_seeds(net, field.read, field.shape, field.place, network.device.torch, stop)
    values = palette_png.decode(target).array
    write_objects(target, seeds.of_classes(Rect.of_shape(values.shape), values, network.ids))
