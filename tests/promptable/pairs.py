"""Tiny pairs of ONNX files that compute something real, with the inputs and outputs of the three families.

The encoder averages the picture's brightness over cells. A mask is what is bright, nearer than its radius to a click
that belongs to the object, and farther than ``APART`` from every click that does not: so a mask tells whether picture,
clicks and mask lie on each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from segstudio.promptable.answers import Answer
from segstudio.promptable.pair import Pair

SIDE = 128  # of the frame
CELLS = 32  # a side of a mask
RADII = (12.0, 40.0, 400.0)  # pixels of the frame (EfficientSAM: of the picture)
SCORES = (0.5, 0.9, 0.7)
APART = 6.0
MEAN, SPREAD = np.array([123.675, 116.28, 103.53]), np.array([58.395, 57.12, 57.375])


@dataclass
class Graph:
    """Collects nodes and constants."""

    nodes: list[Any]
    constants: list[Any]

    def constant(self, name: str, value: Any, kind: Any = np.float32) -> str:
        self.constants.append(numpy_helper.from_array(np.asarray(value, kind), name))
        return name

    def add(self, op: str, inputs: list[str], output: str, **facts: Any) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], **facts))
        return output

    def save(self, path: Path, inputs: dict[str, tuple], outputs: dict[str, tuple]) -> Path:
        def ports(found: dict[str, tuple]) -> list[Any]:
            kinds = {"orig_im_size": TensorProto.INT64 if "batched_point_coords" in inputs else TensorProto.FLOAT}
            return [helper.make_tensor_value_info(n, kinds.get(n, TensorProto.FLOAT), s) for n, s in found.items()]

        graph = helper.make_graph(self.nodes, "tiny", ports(inputs), ports(outputs), self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        onnx.save(model, str(path))
        return path


def encoder(path: Path, family: str, *, cells: int = CELLS, rank: int = 4, side: int = SIDE) -> Path:
    """``family``: "sam", "efficient" or "sam2"."""
    graph = Graph([], [])
    name = {"sam": "input_image", "efficient": "batched_images", "sam2": "image"}[family]
    shape: tuple = ("height", "width", 3) if rank == 3 else (1, 3, side, side)
    picture = name
    if rank == 3:
        graph.constant("mean", MEAN)
        graph.constant("spread", SPREAD)
        graph.add("Sub", [name, "mean"], "centred")
        graph.add("Div", ["centred", "spread"], "scaled")
        graph.add("Transpose", ["scaled"], "planes", perm=[2, 0, 1])
        picture = graph.add("Unsqueeze", ["planes", graph.constant("first", [0], np.int64)], "batch")
    elif family == "efficient":  # numbers from 0 to 1, of any size, stretched over the frame
        shape = ("batch", 3, "height", "width")
        graph.constant("middle", 0.45)
        graph.add("Sub", [name, "middle"], "centred")
        sizes = graph.constant("sizes", [1, 3, side, side], np.int64)
        picture = graph.add("Resize", ["centred", "", "", sizes], "stretched", mode="linear")
    graph.add("ReduceMean", [picture], "grey", axes=[1], keepdims=1)
    kernel = side // cells
    made = "image_embed" if family == "sam2" else "image_embeddings"
    graph.add("AveragePool", ["grey"], made, kernel_shape=[kernel] * 2, strides=[kernel] * 2)
    outputs: dict[str, tuple] = {made: (1, 1, cells, cells)}
    if family == "sam2":
        for at in (0, 1):
            outputs[graph.add("Identity", [made], f"high_res_feats_{at}")] = (1, 1, cells, cells)
    return graph.save(path, {name: shape}, outputs)


def decoder(path: Path, family: str, *, gain: float = 1.0, points: int | str = "num_points", masks: int = 3) -> Path:
    """``gain``: of the brightness, NaN spoils every mask; ``points``: how many clicks it takes."""
    graph = Graph([], [])
    efficient = family == "efficient"
    coords, labels = ("batched_point_coords", "batched_point_labels") if efficient else ("point_coords", "point_labels")
    graph.add("Reshape", [coords, graph.constant("pairs", [-1, 1, 1, 2], np.int64)], "flat")
    for axis, name in enumerate("xy"):
        graph.add("Gather", ["flat", graph.constant(f"{name}_at", axis, np.int64)], f"click_{name}", axis=3)
    graph.add("Reshape", [labels, graph.constant("single", [-1, 1, 1], np.int64)], "label")
    _grid(graph, family)
    for name in "xy":
        graph.add("Sub", [f"grid_{name}", f"click_{name}"], f"d{name}")
        graph.add("Mul", [f"d{name}", f"d{name}"], f"d{name}2")
    graph.add("Sqrt", [graph.add("Add", ["dx2", "dy2"], "d2")], "far")
    for label, most in ((1, "near"), (0, "apart")):
        graph.add("Equal", ["label", graph.constant(f"is_{label}", label)], f"of_{label}")
        graph.add("Where", [f"of_{label}", "far", graph.constant(f"none_{label}", 1e4)], f"far_{label}")
        graph.add("ReduceMin", [f"far_{label}"], most, axes=[0], keepdims=0)
    graph.constant("radii", np.reshape(RADII[:masks], (-1, 1, 1)))
    graph.add("Sub", ["radii", "near"], "reach")
    graph.add("Sub", ["apart", graph.constant("least", APART)], "free")
    graph.add("Mul", ["light", graph.constant("gain", 100 * gain)], "bright")
    graph.add("Min", ["reach", "free", "bright"], "stack")
    axes = [0, 1] if efficient else [0]
    name = {"sam": "low_res_masks", "efficient": "output_masks", "sam2": "masks"}[family]
    graph.add("Unsqueeze", ["stack", graph.constant("axes", axes, np.int64)], name)
    scores = np.reshape(SCORES[:masks], (1, 1, -1) if efficient else (1, -1))
    graph.add("Identity", [graph.constant("scores", scores)], "iou_predictions")
    return graph.save(path, _inputs(family, points), _outputs(family, name, masks))


def _grid(graph: Graph, family: str) -> None:
    """``grid_x``, ``grid_y``: where the cells of a mask are, as clicks are given; ``light``: their brightness."""
    embedding = "image_embed" if family == "sam2" else "image_embeddings"
    if family == "efficient":
        for at, name in enumerate("yx"):
            graph.add("Gather", ["orig_im_size", graph.constant(f"{name}_size", at, np.int64)], f"count_{name}")
            graph.constant(f"zero_{name}", 0, np.int64)
            graph.constant(f"one_{name}", 1, np.int64)
            graph.add("Range", [f"zero_{name}", f"count_{name}", f"one_{name}"], f"range_{name}")
            graph.add("Cast", [f"range_{name}"], f"line_{name}", to=TensorProto.FLOAT)
            shape = [1, -1, 1] if name == "y" else [1, 1, -1]
            graph.add("Reshape", [f"line_{name}", graph.constant(f"{name}_shape", shape, np.int64)], f"grid_{name}")
        graph.add("Concat", [graph.constant("ones", [1, 1], np.int64), "orig_im_size"], "sizes", axis=0)
        embedding = graph.add("Resize", [embedding, "", "", "sizes"], "large", mode="linear")
    else:
        cell = SIDE / CELLS
        line = (np.arange(CELLS) + 0.5) * cell - 0.5
        graph.constant("grid_x", line.reshape(1, 1, -1))
        graph.constant("grid_y", line.reshape(1, -1, 1))
    graph.add("Squeeze", [embedding, graph.constant("outer", [0, 1], np.int64)], "light")


def _inputs(family: str, points: int | str) -> dict[str, tuple]:
    feature = (1, 1, CELLS, CELLS)
    if family == "efficient":
        return {
            "image_embeddings": feature, "batched_point_coords": (1, 1, points, 2),
            "batched_point_labels": (1, 1, points), "orig_im_size": (2,),
        }  # fmt: skip
    rest = {
        "point_coords": (1, points, 2), "point_labels": (1, points), "mask_input": (1, 1, SIDE // 4, SIDE // 4),
        "has_mask_input": (1,),
    }  # fmt: skip
    if family == "sam":
        return {"image_embeddings": feature, **rest, "orig_im_size": (2,)}
    return {"image_embed": feature, "high_res_feats_0": feature, "high_res_feats_1": feature, **rest}


def _outputs(family: str, name: str, masks: int) -> dict[str, tuple]:
    if family == "efficient":
        return {name: (1, 1, masks, "height", "width"), "iou_predictions": (1, 1, masks)}
    return {name: (1, masks, CELLS, CELLS), "iou_predictions": (1, masks)}


def make_pair(folder: Path, family: str, **facts: Any) -> tuple[Path, Path]:
    """The two files of a family."""
    folder.mkdir(exist_ok=True)
    of_encoder = {name: facts.pop(name) for name in ("rank", "cells", "side") if name in facts}
    first = encoder(folder / f"{family}.encoder.onnx", family, **of_encoder)
    return first, decoder(folder / f"{family}.decoder.onnx", family, **facts)


class InHere:
    """A ``ClickNetwork`` whose pair is in this process: as quick as a test must be."""

    def __init__(self, files: tuple[Path, Path]) -> None:
        self.pair = Pair(*files)
        self.facts = self.pair.facts
        self.looks = self.rests = 0

    def look(self, _key: bytes, pixels: np.ndarray, _stop: object = None) -> None:
        self.looks += 1
        self.read = self.pair.read(pixels)

    def close(self) -> None:
        pass

    def rest(self) -> None:
        self.rests += 1

    def ask(self, _key: bytes, at: np.ndarray, labels: np.ndarray, _stop: object = None) -> Answer:
        return self.pair.answer(self.read, at, labels)
