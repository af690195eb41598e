"""Writes the model of a run for other programs: the network and, where it takes part, the head as ONNX files, and a
script that predicts with them without SegStudio. Must not import Qt.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from segstudio.errors import LearningError, said, together
from segstudio.learning.batch import standalone
from segstudio.learning.batch.loaded_model import load_model
from segstudio.learning.batch.onnx_export import (
    OPSET,
    Compared,
    checked,
    exported,
    need_onnx,
    some_images,
    statistics_words,
)
from segstudio.learning.batch.onnx_head import INPUTS, HeadGraph
from segstudio.learning.instant.one_model import Vote
from segstudio.learning.network.device import set_threads
from segstudio.learning.network.interruptible import never
from segstudio.learning.runs.info import RunInfo
from segstudio.project.images.channels import COLOURS
from segstudio.project.project import Project
from segstudio.project.storage import write_atomic

# Largest difference of a probability: responses are rounded to half precision, where two sums may fall to either side.
VOTE_TOLERANCE = 0.02


def export_model(project_folder: Path, run: str, out: Path) -> Compared:
    """Write the model of a run, after it was compared with torch's on images of the project: the network to ``out``,
    beside it the head where it takes part (``<stem>_strokes.onnx``) and a script that predicts (``<stem>.py``).

    Raises LearningError (no such run, ONNX is not installed, no image to compare on, they differ), WeightsError,
    ProjectError, MaskError (of labels that the head learns from), WriteError.
    """
    need_onnx()
    project = Project.open(project_folder, write=False)
    model = load_model(project, run, "torch", "cpu", never)
    assert model.made is not None, "a run has a network"
    net = model.net.alone
    images = some_images(project, net)
    if not images:
        raise LearningError("There is no image to check the exported network on.", "Put the project's images back.")
    facts = {"strokes": "no" if model.vote is None else "yes", "palette": project.classes.palette().tobytes().hex()}
    if model.vote is not None:
        facts["share"] = repr(model.vote.mixture.share)
        facts["alone"] = json.dumps(model.vote.alone_rows)
    facts["values"] = _values(project, model.made.info)
    data = exported(net, model.made.info, model.fit, facts)
    _, compared = checked(net, data, images, set_threads(None))
    parts, told = {out: data}, model.told
    if project.neighbours:
        no_script = said("No script is written: it reads images one by one, not with the slices beside them.")
        told = together(told, no_script)
    elif net.channels == COLOURS:
        parts[out.with_suffix(".py")] = Path(standalone.__file__).read_bytes()
    else:
        no_script = said("No script is written: it reads grey and colour images, not {n} channels.", n=net.channels)
        told = together(told, no_script)
    if model.vote is not None:
        parts[out.with_name(f"{out.stem}_strokes.onnx")] = _exported_vote(model.vote, images)
    for path, content in parts.items():
        write_atomic(path, content)
    return replace(compared, statistics=statistics_words(model.fit), told=told, files=tuple(parts))


def _values(project: Project, info: RunInfo) -> str:
    """What of an image is 0 and 1 to the network: two numbers, nothing where it is by each image itself, or that the
    images it learnt from had several."""
    found = {one.values for one in project.images if one.id in info.known}
    if len(found) > 1:
        return standalone.SEVERAL
    values = next(iter(found), None)
    if values is not None and len(values) > 2:
        return standalone.SEVERAL
    return "" if values is None else f"{values[0]!r} {values[1]!r}"


def _exported_vote(vote: Vote, images: list[NDArray[np.float32]]) -> bytes:
    """The bytes of the head's ONNX file, compared with the head itself. Raises LearningError."""
    frozen = vote.reader.frozen
    graph = HeadGraph(vote.head, frozen.net if frozen is not None else None, vote.reader, vote.ids).eval()
    around, near = torch.zeros(1, vote.channels, 160, 192), torch.zeros(1, vote.channels, 96, 128)
    example = around, near, torch.tensor([16, 24, 60, 70]), torch.tensor([8, 16])
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(), torch.inference_mode():
        file = Path(folder) / "head.onnx"
        warnings.simplefilter("ignore")  # of the older exporter, whose numbers are checked
        torch.onnx.export(
            graph,
            example,
            file,
            dynamo=False,
            opset_version=OPSET,
            input_names=list(INPUTS),
            output_names=["votes"],
            dynamic_axes={name: {2: f"{name} rows", 3: f"{name} columns"} for name in ("around", "near", "votes")},
        )
        data = file.read_bytes()
        worst = max(_difference(vote, file, image) for image in images)
    if not worst <= VOTE_TOLERANCE:
        raise LearningError(
            "The exported head differs from the program's by {difference:.1e}, so it is not used.",
            "Report this with the versions that segstudio doctor prints.",
            difference=worst,
        )
    return data


def _difference(vote: Vote, file: Path, image: NDArray[np.float32]) -> float:
    """The largest difference of a probability over an image."""
    strokes = standalone.Strokes(standalone.session_of(file), len(vote.ids))
    found = strokes.votes(image, image.shape[1], image.shape[2])
    return float(np.abs(np.exp(found) - np.exp(vote(torch.from_numpy(image)).numpy())).max())
