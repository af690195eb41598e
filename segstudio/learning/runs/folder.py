"""Runs: one folder per training in ``<project>/runs``, with its facts, its weights, its log and its card.

``run.json`` is the commit point: it is written after the weights are closed, read back and compared, and holds their
SHA-256. A folder without it is not a run; a run whose weights differ is refused. Imports torch only where tensors are
read or written; must not import Qt.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from safetensors import SafetensorError

from segstudio import __version__
from segstudio.errors import LearningError, ProjectError, WeightsError, WriteError
from segstudio.learning.runs.card import card
from segstudio.learning.runs.info import STAMP, RunInfo, from_json, to_json, unknown_choice
from segstudio.project.project_file import is_run_name
from segstudio.project.storage import file_hash, read_json, write_atomic, write_error, write_json

if TYPE_CHECKING:
    from torch import Tensor

INFO, WEIGHTS, RESUME, LOG, CARD = "run.json", "weights.safetensors", "resume.safetensors", "log.txt", "card.md"
PREVIOUS = ".previous"


# ---- writing ----------------------------------------------------------------------------------------------------


class RunWriter:
    """The folder ``runs/<stamp>`` of a new run, with a log, saved any number of times. Raises WriteError."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.created = datetime.now().isoformat(timespec="seconds")
        self.folder = new_folder(project / "runs")
        self.name = self.folder.name

    def log(self, line: str) -> None:
        """Add a line to log.txt. A log that cannot be written stops no training."""
        with contextlib.suppress(OSError), (self.folder / LOG).open("a", encoding="utf-8") as file:
            file.write(line.rstrip("\n") + "\n")

    def save(self, info: RunInfo, state: Mapping[str, Tensor], resume: Mapping[str, Tensor] | None = None) -> RunInfo:
        """``save_run`` under this writer's name and time."""
        return save_run(self.project, replace(info, name=self.name, created=self.created), state, resume)

    def discard(self) -> None:
        """Remove the folder, unless a run was saved in it."""
        if not (self.folder / INFO).exists():
            shutil.rmtree(self.folder, ignore_errors=True)


def new_folder(runs: Path) -> Path:
    """Make the folder of a run that begins now. Raises WriteError."""
    stamp = datetime.now().strftime(STAMP)
    for number in count(1):
        folder = runs / (stamp if number == 1 else f"{stamp}_{number}")
        try:
            runs.mkdir(exist_ok=True)
            folder.mkdir()
            break
        except FileExistsError:
            continue
        except OSError as error:
            raise write_error(folder, error) from error
    return folder


def save_run(
    project: Path, info: RunInfo, state: Mapping[str, Tensor], resume: Mapping[str, Tensor] | None = None
) -> RunInfo:
    """Write a run: weights (and optimiser moments) read back and compared, then run.json and the card.

    ``state`` and ``resume`` are flat, name -> tensor on any device. Saving again replaces the run but not the title
    that a person gave it; until the new run.json is written, and after a ``WriteError``, the run before still loads.
    Returns ``info`` with its hashes.
    """
    folder = project / "runs" / info.name
    weights, moments = folder / WEIGHTS, folder / RESUME
    try:
        folder.parent.mkdir(exist_ok=True)
        folder.mkdir(exist_ok=True)
        _keep_committed(project, info.name)
        labels = {"encoder": info.encoder, "network": info.network, "classes": ", ".join(info.class_names)}
        digest = _write_tensors(weights, state, labels)
        digest_resume = _write_tensors(moments, resume, {}) if resume else ""
    except OSError as error:
        raise write_error(folder, error) from error
    saved = replace(
        info,
        weights_sha256=digest,
        resume_sha256=digest_resume,
        program=info.program or __version__,
        title=info.title or _title(project, info.name),
    )
    write_json(folder / INFO, to_json(saved))
    write_card(project, saved)
    with contextlib.suppress(OSError):  # leftovers harm nothing
        _previous(weights).unlink(missing_ok=True)
        if not resume:
            moments.unlink(missing_ok=True)
    return saved


def write_card(project: Path, info: RunInfo) -> None:
    """Write ``card.md`` if it can be written: all that it says is in run.json too."""
    with contextlib.suppress(WriteError):
        write_atomic(project / "runs" / info.name / CARD, card(info).encode("utf-8"), fsync=False)


def _title(project: Path, name: str) -> str:
    with contextlib.suppress(LearningError):
        return read_info(project, name).title
    return ""


def _keep_committed(project: Path, name: str) -> None:
    """Rename the weights that the present run.json names, so that a new save does not overwrite them."""
    weights = project / "runs" / name / WEIGHTS
    with contextlib.suppress(LearningError, FileNotFoundError):
        if read_info(project, name).weights_sha256 == file_hash(weights):
            os.replace(weights, _previous(weights))


def _previous(path: Path) -> Path:
    return path.with_name(path.name + PREVIOUS)


def _write_tensors(path: Path, tensors: Mapping[str, Tensor], labels: dict[str, str]) -> str:
    """Write a safetensors file, read it back, compare every tensor; its SHA-256."""
    import safetensors.torch
    import torch

    plain = {name: value.detach().cpu().contiguous().clone() for name, value in tensors.items()}
    data = safetensors.torch.save(plain, metadata={"format": "pt", **labels})
    write_atomic(path, data, fsync=True)
    written = path.read_bytes()
    if written != data:
        raise WriteError("{name} was not written as it should be.", "Check the drive and train again.", name=path.name)
    back = safetensors.torch.load(written)
    if not all(torch.equal(back[name].nan_to_num(), value.nan_to_num()) for name, value in plain.items()):
        raise WriteError("{name} does not read back as it was.", "Check the drive and train again.", name=path.name)
    return hashlib.sha256(data).hexdigest()


# ---- reading ----------------------------------------------------------------------------------------------------


def load_run(project: Path, name: str) -> tuple[RunInfo, dict[str, Tensor]]:
    """A run's facts and its weights (flat, on the CPU), checked against the hash in run.json.

    ``LearningError``: no such run, or facts that cannot be read. ``WeightsError``: weights missing or changed, or of
    a network that this version does not know.
    """
    import safetensors.torch

    info = read_info(project, name)
    if choice := unknown_choice(info):
        sentence = "The run {name} needs {value}, which this version does not have."
        raise WeightsError(sentence, "Train again.", name=name, value=choice)
    try:
        return info, safetensors.torch.load_file(weights_file(project, info))
    except (OSError, SafetensorError) as error:
        raise _no_weights(name) from error


def weights_file(project: Path, info: RunInfo) -> Path:
    """The file whose bytes are the run's weights, by their hash; ``WeightsError``: missing or changed."""
    weights = project / "runs" / info.name / WEIGHTS
    for path in (weights, _previous(weights)):
        with contextlib.suppress(OSError):
            if file_hash(path) == info.weights_sha256:
                return path
    raise _no_weights(info.name)


def _no_weights(name: str) -> WeightsError:
    hint = "Choose another run or train again."
    return WeightsError("The weights of the run {name} are missing or damaged.", hint, name=name)


def load_resume(project: Path, name: str) -> dict[str, Tensor] | None:
    """The optimiser's moments; ``None`` where they were not kept or do not belong to the run's weights."""
    import safetensors.torch

    path, digest = project / "runs" / name / RESUME, read_info(project, name).resume_sha256
    try:
        return safetensors.torch.load_file(path) if file_hash(path) == digest else None
    except (OSError, SafetensorError):
        return None


def folder_of(project: Path, name: str) -> Path:
    """The folder of a run; ``LearningError`` for what is not the name of a folder in ``runs``."""
    if not is_run_name(name) or name.startswith("."):
        raise LearningError("{name} is not the name of a run.", "Choose a run of this project.", name=repr(name[:60]))
    return project / "runs" / name


def read_info(project: Path, name: str) -> RunInfo:
    """The facts of one run; ``LearningError``: no run of this name, damaged, or of a newer version."""
    path = folder_of(project, name) / INFO
    if not path.is_file():
        raise LearningError("There is no run {name} in this project.", "Choose another run or train again.", name=name)
    try:
        return replace(from_json(read_json(path)), name=name)
    except ProjectError as error:
        raise LearningError(error.message, "Choose another run or train again.") from error
