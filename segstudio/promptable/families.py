"""The families of click networks, told by the names and shapes of their inputs: SAM, EfficientSAM, SAM 2.

A row says how a picture and clicks become the inputs of its two files, as the families' own exports name them:
``export_onnx_model.py`` of segment-anything (Kirillov et al., 2023; MobileSAM has the same), ``export_to_onnx.py`` of
EfficientSAM (Xiong et al., 2023), the export of SAM 2 (Ravi et al., 2024) that names the encoder's three features.
A new family is one row. Knows numpy and cv2 only: no file is opened here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import UserError

SIDE = 1024  # pixels a side of the frame, where the files do not say it
MEAN = np.array((123.675, 116.28, 103.53), np.float32)  # of ImageNet, which all three were trained with
SPREAD = np.array((58.395, 57.12, 57.375), np.float32)
TYPES: dict[str, Any] = {
    "tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(double)": np.float64,
    "tensor(int64)": np.int64, "tensor(int32)": np.int32, "tensor(uint8)": np.uint8,
}  # fmt: skip
Shape = tuple[int | None, ...]
Picture = NDArray[np.uint8]
Array = NDArray[Any]


@dataclass(frozen=True)
class Port:
    """An input or output: its name, its type as ONNX Runtime writes it, and its shape, ``None`` where any size goes."""

    name: str
    type: str
    shape: Shape

    def made(self, values: Array) -> Array:
        """``values`` in the type of this input."""
        return np.ascontiguousarray(values, TYPES[self.type])


@dataclass(frozen=True)
class Model:
    """What a file takes and gives."""

    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]

    def takes(self, name: str) -> Port:
        """The input of that name."""
        return next(port for port in self.inputs if port.name == name)

    @property
    def names(self) -> frozenset[str]:
        """Of its inputs."""
        return frozenset(port.name for port in self.inputs)


@dataclass(frozen=True, eq=False)
class Layout:
    """Where a picture lies in the network's frame: ``size`` of it and of the whole ``frame``, (height, width) in px."""

    size: tuple[int, int]
    frame: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Prompts:
    """Clicks: ``at`` is ``float32[n, 2]``, x and y in pixels of the frame, where a whole number is the middle of a
    pixel; ``labels`` is ``float32[n]``, 1: belongs to the object, 0: does not, -1: no click."""

    at: NDArray[np.float32]
    labels: NDArray[np.float32]


@dataclass(frozen=True)
class Family:
    """One row. ``takes``: names of the decoder's inputs, of which ``features`` come from the encoder and ``extra`` may
    be missing; ``masks``: names of its output, the first that is there counts; ``cropped``: the one of them that shows
    the whole frame, not the picture alone. ``points_axis``: of the coordinates, which counts the clicks."""

    title: str
    takes: frozenset[str]
    features: tuple[str, ...]
    masks: tuple[str, ...]
    is_encoder: Callable[[Model], bool]
    arrange: Callable[[Picture, Port, int], tuple[Array, Layout]]
    feed: Callable[[Prompts, Layout, Model], dict[str, Array]]
    points_axis: tuple[str, int]
    extra: frozenset[str] = frozenset()
    cropped: str = ""

    def is_decoder(self, model: Model) -> bool:
        """Whether the inputs of ``model`` are those of this family's decoder."""
        return self.takes - self.extra <= model.names <= self.takes

    def given(self, encoder: Model) -> tuple[str, ...]:
        """The encoder's outputs in the order of ``features``; a single one may have any name."""
        return self.features if len(self.features) > 1 else (encoder.outputs[0].name,)

    def most_points(self, decoder: Model) -> int | None:
        """How many clicks the decoder takes at once; ``None``: any number."""
        name, axis = self.points_axis
        return decoder.takes(name).shape[axis]


# ---- pictures --------------------------------------------------------------------------------------------------------


def _scaled(picture: Picture, size: tuple[int, int]) -> Picture:
    """``picture`` at (height, width)."""
    if picture.shape[:2] == size:
        return picture
    shrinks = size[0] < picture.shape[0]
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cast(Picture, cv2.resize(picture, (size[1], size[0]), interpolation=way))


def _sam(picture: Picture, port: Port, side: int) -> tuple[Array, Layout]:
    """The longest side fills the frame, the rest is empty: as numbers around 0, or (three axes) as colours of which the
    network makes them."""
    scale = side / max(picture.shape[:2])
    size = max(1, int(picture.shape[0] * scale + 0.5)), max(1, int(picture.shape[1] * scale + 0.5))
    frame = np.tile(MEAN, (side, side, 1))
    frame[: size[0], : size[1]] = _scaled(picture, size)
    array = frame if len(port.shape) == 3 else _planes((frame - MEAN) / SPREAD)
    return array, Layout(size, (side, side))


def _sam2(picture: Picture, _port: Port, side: int) -> tuple[Array, Layout]:
    """Stretched over the whole frame."""
    return _planes((_scaled(picture, (side, side)) - MEAN) / SPREAD), Layout((side, side), (side, side))


def _efficient(picture: Picture, port: Port, _side: int) -> tuple[Array, Layout]:
    """Of any size, as numbers from 0 to 1; the network stretches it."""
    size = port.shape[2] or picture.shape[0], port.shape[3] or picture.shape[1]
    return _planes(_scaled(picture, size).astype(np.float32) / 255.0), Layout(size, size)


def _planes(picture: Array) -> Array:
    """``[h, w, 3]`` as ``[1, 3, h, w]``."""
    return np.ascontiguousarray(picture.transpose(2, 0, 1)[None])


# ---- clicks ----------------------------------------------------------------------------------------------------------


def _filled(prompts: Prompts, count: int) -> Prompts:
    """With -1 for clicks up to ``count``."""
    more = max(0, count - len(prompts.labels))
    return Prompts(np.pad(prompts.at, ((0, more), (0, 0))), np.pad(prompts.labels, (0, more), constant_values=-1))


def _sam_feed(prompts: Prompts, layout: Layout, decoder: Model) -> dict[str, Array]:
    # One click that is none stands for the missing box (SamOnnxModel and SamPredictor of segment-anything).
    fixed = decoder.takes("point_coords").shape[1]
    feed = _plain_feed(_filled(prompts, fixed or len(prompts.labels) + 1), layout, decoder)
    if any(port.name == "low_res_masks" for port in decoder.outputs):
        feed["orig_im_size"] = np.ones(2, np.float32)  # of the large masks, which are computed and not used
    return feed


def _sam2_feed(prompts: Prompts, layout: Layout, decoder: Model) -> dict[str, Array]:
    return _plain_feed(_filled(prompts, decoder.takes("point_coords").shape[1] or 0), layout, decoder)


def _plain_feed(prompts: Prompts, layout: Layout, decoder: Model) -> dict[str, Array]:
    empty = [side or 1 for side in decoder.takes("mask_input").shape]
    return {
        "point_coords": prompts.at[None],
        "point_labels": prompts.labels[None],
        "mask_input": np.zeros(empty, np.float32),
        "has_mask_input": np.zeros(1, np.float32),
        "orig_im_size": np.array(layout.size, np.float32),
    }


def _efficient_feed(prompts: Prompts, layout: Layout, decoder: Model) -> dict[str, Array]:
    _, queries, fixed, _ = decoder.takes("batched_point_coords").shape
    prompts = _filled(prompts, fixed or 0)
    at = np.repeat(prompts.at[None, None], queries or 1, axis=1)
    labels = np.repeat(prompts.labels[None, None], queries or 1, axis=1)
    return {
        "batched_point_coords": at,
        "batched_point_labels": labels,
        "orig_im_size": np.array(layout.size, np.int64),
    }


# ---- the table -------------------------------------------------------------------------------------------------------


def _takes_picture(model: Model) -> bool:
    """Whether its one input is a picture of three colours."""
    if len(model.inputs) != 1:
        return False
    shape = model.inputs[0].shape
    return (len(shape) == 3 and shape[2] in (3, None)) or (len(shape) == 4 and shape[1] in (3, None))


def _gives(model: Model, names: Sequence[str]) -> bool:
    return set(names) <= {port.name for port in model.outputs}


_SAM2_FEATURES = ("image_embed", "high_res_feats_0", "high_res_feats_1")
_PROMPTS = frozenset({"point_coords", "point_labels", "mask_input", "has_mask_input", "orig_im_size"})
FAMILIES = (
    Family(
        "SAM or MobileSAM", _PROMPTS | {"image_embeddings"}, ("image_embeddings",), ("low_res_masks", "masks"),
        lambda model: model.inputs[0].name != "batched_images" and not _gives(model, _SAM2_FEATURES),
        _sam, _sam_feed, ("point_coords", 1), cropped="low_res_masks",
    ),
    Family(
        "EfficientSAM",
        frozenset({"image_embeddings", "batched_point_coords", "batched_point_labels", "orig_im_size"}),
        ("image_embeddings",), ("output_masks",), lambda model: model.inputs[0].name == "batched_images",
        _efficient, _efficient_feed, ("batched_point_coords", 2),
    ),
    Family(
        "SAM 2", _PROMPTS | set(_SAM2_FEATURES), _SAM2_FEATURES, ("masks",),
        lambda model: _gives(model, _SAM2_FEATURES), _sam2, _sam2_feed, ("point_coords", 1),
        extra=frozenset({"orig_im_size"}),
    ),
)  # fmt: skip
EXPECTED = "Expected are the two files of one export of MobileSAM or SAM, of EfficientSAM, or of SAM 2."


def recognise(encoder: Model, decoder: Model) -> Family:
    """The family of both files; ``UserError``, one sentence, where they are of none, of two, or do not fit."""
    family = next((row for row in FAMILIES if row.is_decoder(decoder)), None)
    if _takes_picture(decoder):
        raise UserError("The file named as decoder is an encoder: it takes a picture, not clicks.", EXPECTED)
    if any(row.is_decoder(encoder) for row in FAMILIES):
        raise UserError("The file named as encoder is a decoder: it takes clicks, not a picture.", EXPECTED)
    if family is None:
        raise UserError("The decoder takes {found}, which no known click network does.", EXPECTED, found=_list(decoder))
    if not _takes_picture(encoder):
        raise UserError("The encoder takes {found}, not one picture of three colours.", EXPECTED, found=_list(encoder))
    other = next(row for row in FAMILIES if row.is_encoder(encoder))
    if other is not family:
        raise UserError(
            "The encoder is of {one}, the decoder is of {other}.", EXPECTED, one=other.title, other=family.title
        )
    for name, feature in zip(family.given(encoder), family.features, strict=True):
        made = next(port for port in encoder.outputs if port.name == name)
        wanted = decoder.takes(feature)
        if not _fits(made.shape, wanted.shape):
            raise UserError(
                "The encoder makes features of {made}, the decoder takes {wanted}.", EXPECTED,
                made=_size(made.shape), wanted=_size(wanted.shape),
            )  # fmt: skip
    _check_outputs(family, decoder)
    return family


def _check_outputs(family: Family, decoder: Model) -> None:
    names = {port.name for port in decoder.outputs}
    if not names & set(family.masks) or "iou_predictions" not in names:
        found = ", ".join(sorted(names))
        raise UserError("The decoder gives {found}, not masks and their scores.", EXPECTED, found=found)
    unknown = [port.type for port in decoder.inputs if port.type not in TYPES]
    if unknown:
        raise UserError(
            "The decoder takes values of the type {type}, which is not supported.", EXPECTED, type=unknown[0]
        )


def frame_side(encoder: Model, decoder: Model) -> int:
    """Pixels a side of the square that the network looks at; ``UserError`` where it is no square."""
    port = encoder.inputs[0]
    sides = [side for side in (port.shape[:2] if len(port.shape) == 3 else port.shape[2:]) if side]
    if not sides and "mask_input" in decoder.names:
        low = decoder.takes("mask_input").shape[2]  # a mask has a quarter of the frame's side
        return 4 * low if low else SIDE
    if len(set(sides)) > 1 and port.name != "batched_images":
        raise UserError("The encoder takes pictures of {size}, not squares.", EXPECTED, size=_size(port.shape))
    return max(sides, default=SIDE)


def _fits(made: Shape, wanted: Shape) -> bool:
    pairs = zip(made, wanted, strict=False)
    return len(made) == len(wanted) and all(None in pair or pair[0] == pair[1] for pair in pairs)


def _list(model: Model) -> str:
    return ", ".join(f"{port.name} ({_size(port.shape)})" for port in model.inputs[:8])


def _size(shape: Shape) -> str:
    return " x ".join("?" if side is None else str(side) for side in shape)
