"""Runs: one folder per training in ``<project>/runs``, with its facts, its weights and its log.

``run.json`` is the commit point: it is written last, after the weights are closed, read back and compared, and holds
their SHA-256. A folder without it is no run; a run whose weights differ is refused. Imports torch only where tensors
are read or written, so that runs can be listed without it; must not import Qt.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from segstudio.errors import LearningError, ProjectError, UserError, WeightsError, WriteError
from segstudio.learning.messages import ClassScore, Scored, ScoreTable, TrainSettings
from segstudio.project.storage import file_hash, read_json, write_atomic, write_error, write_json

if TYPE_CHECKING:
    from torch import Tensor

T = TypeVar("T")

VERSION = 1
INFO, WEIGHTS, RESUME, LOG = "run.json", "weights.safetensors", "resume.safetensors", "log.txt"
PREVIOUS = ".previous"
NORMALISATION = "input 0..1; the network subtracts the ImageNet mean and divides by its standard deviation"


@dataclass(frozen=True)
class RunInfo:
    """What a run is: enough to build its network again and to judge it."""

    name: str
    encoder: str  # a row of models.table.ENCODERS, never "auto"
    class_ids: tuple[int, ...]  # in the order of the network's outputs
    class_names: tuple[str, ...]
    settings: TrainSettings
    network: str = "unet"
    upsampling: str = "bilinear"
    weights: str = ""  # one line: what training started from
    scores: tuple[Scored, ...] = ()
    best: ScoreTable | None = None  # the scores of the weights that were kept
    mask_hashes: Mapping[str, str] = field(default_factory=dict)  # image id -> SHA-256 of the mask trained on
    held_out: tuple[str, ...] = ()  # image ids never trained on
    created: str = ""  # local time, ISO 8601
    reason: str = ""  # why training ended: "plateau", "limit", "cancelled"
    steps: int = 0
    seconds: float = 0.0
    normalisation: str = NORMALISATION
    weights_sha256: str = ""  # filled in when saved
    resume_sha256: str = ""  # empty: nothing to resume the optimiser from


# ---- writing ----------------------------------------------------------------------------------------------------


class RunWriter:
    """The folder of a run in the making: a log from the first step on, and any number of saves."""

    def __init__(self, project: Path) -> None:
        """Make ``runs/<stamp>``; ``WriteError`` where that cannot be."""
        self.project = project
        self.created = datetime.now().isoformat(timespec="seconds")
        self.folder = _new_folder(project / "runs")
        self.name = self.folder.name

    def log(self, line: str) -> None:
        """Add a line to log.txt. A log that cannot be written stops no training."""
        with contextlib.suppress(OSError), (self.folder / LOG).open("a", encoding="utf-8") as file:
            file.write(line.rstrip("\n") + "\n")

    def save(
        self, info: RunInfo, state: Mapping[str, Tensor], resume: Mapping[str, Tensor] | None = None
    ) -> RunInfo:
        """:func:`save_run` under this writer's name and time."""
        return save_run(self.project, replace(info, name=self.name, created=self.created), state, resume)

    def discard(self) -> None:
        """Remove the folder, unless a run was saved in it."""
        if not (self.folder / INFO).exists():
            shutil.rmtree(self.folder, ignore_errors=True)


def _new_folder(runs: Path) -> Path:
    stamp = datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    number = 1
    while True:
        folder = runs / (stamp if number == 1 else f"{stamp}_{number}")
        try:
            runs.mkdir(exist_ok=True)
            folder.mkdir()
            return folder
        except FileExistsError:
            number += 1
        except OSError as error:
            raise write_error(folder, error) from error


def save_run(
    project: Path, info: RunInfo, state: Mapping[str, Tensor], resume: Mapping[str, Tensor] | None = None
) -> RunInfo:
    """Write a run whole: weights (and optimiser moments) read back and compared, then run.json.

    ``state`` and ``resume`` are flat, name -> tensor on any device. Saving again replaces the run; until the new
    run.json is written the one before still loads. Returns ``info`` with its hashes; after a ``WriteError`` the run
    before loads as ever.
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
    saved = replace(info, weights_sha256=digest, resume_sha256=digest_resume)
    write_json(folder / INFO, to_json(saved))
    with contextlib.suppress(OSError):  # leftovers harm nothing
        _previous(weights).unlink(missing_ok=True)
        if not resume:
            moments.unlink(missing_ok=True)
    return saved


def _keep_committed(project: Path, name: str) -> None:
    """Put the weights that the present run.json names out of the way of a new save."""
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
        raise WriteError(f"{path.name} was not written as it should be.", "Check the drive and train again.")
    back = safetensors.torch.load(written)
    if not all(torch.equal(back[name].nan_to_num(), value.nan_to_num()) for name, value in plain.items()):
        raise WriteError(f"{path.name} does not read back as it was.", "Check the drive and train again.")
    return hashlib.sha256(data).hexdigest()


# ---- reading ----------------------------------------------------------------------------------------------------


def load_run(project: Path, name: str) -> tuple[RunInfo, dict[str, Tensor]]:
    """A run's facts and its weights (flat, on the CPU), checked against the hash in run.json.

    ``LearningError``: no such run, or facts that cannot be read. ``WeightsError``: weights missing or changed, or of
    a network that this version does not know.
    """
    from segstudio.models.table import ENCODERS, NETWORKS, UPSAMPLING

    info = read_info(project, name)
    for value, table in ((info.network, NETWORKS), (info.encoder, ENCODERS), (info.upsampling, UPSAMPLING)):
        if value not in table:
            raise WeightsError(f"The run {name} needs {value}, which this version does not have.", "Train again.")
    weights = project / "runs" / name / WEIGHTS
    for path in (weights, _previous(weights)):
        state = _read_tensors(path, info.weights_sha256)
        if state is not None:
            return info, state
    raise WeightsError(f"The weights of the run {name} are missing or damaged.", "Choose another run or train again.")


def load_resume(project: Path, name: str) -> dict[str, Tensor] | None:
    """What the optimiser remembered, or ``None`` where it was not kept or does not belong to the run's weights."""
    return _read_tensors(project / "runs" / name / RESUME, read_info(project, name).resume_sha256)


def _read_tensors(path: Path, digest: str) -> dict[str, Tensor] | None:
    """The tensors of a file with this hash; ``None`` for no file or any other."""
    import safetensors
    import safetensors.torch

    try:
        if file_hash(path) != digest:
            return None
        return safetensors.torch.load_file(path)
    except (OSError, safetensors.SafetensorError):
        return None


def read_info(project: Path, name: str) -> RunInfo:
    """The facts of one run; ``LearningError``: none of this name, damaged, or of a newer version."""
    if not name or Path(name).name != name or name in {".", ".."}:
        raise LearningError(f"{name!r} is no name of a run.", "Choose a run of this project.")
    path = project / "runs" / name / INFO
    if not path.is_file():
        raise LearningError(f"There is no run {name} in this project.", "Choose another run or train again.")
    try:
        return replace(from_json(read_json(path)), name=name)
    except ProjectError as error:
        raise LearningError(error.message, "Choose another run or train again.") from error


def list_runs(project: Path) -> list[RunInfo]:
    """The runs that can be read, oldest first. Weights are checked by :func:`load_run` only."""
    found = []
    for path in sorted((project / "runs").glob(f"*/{INFO}")):
        with contextlib.suppress(UserError):
            found.append(read_info(project, path.parent.name))
    return sorted(found, key=lambda info: info.created)


# ---- run.json ---------------------------------------------------------------------------------------------------


def to_json(info: RunInfo) -> dict[str, Any]:
    """Plain values for run.json; a number that is not finite becomes null, which JSON has a word for."""
    plain: dict[str, Any] = _plain(asdict(replace(info, mask_hashes=dict(info.mask_hashes))))
    return {"version": VERSION, **plain}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def from_json(content: Any) -> RunInfo:
    """Back from :func:`to_json`; fields that are not known are passed over. ``LearningError``: damaged or newer."""
    try:
        if content["version"] > VERSION:
            raise LearningError("The run was made by a newer version of SegStudio.", "Update SegStudio or train again.")
        ids, names = tuple(int(i) for i in content["class_ids"]), tuple(str(n) for n in content["class_names"])
        if not ids or len(ids) != len(names) or len(set(ids)) != len(ids) or not all(0 <= i < 255 for i in ids):
            raise ValueError("class ids and names do not fit")
        best = content["best"]
        return _build(
            RunInfo,
            content,
            class_ids=ids,
            class_names=names,
            settings=_build(TrainSettings, content["settings"]),
            scores=tuple(_scored(entry) for entry in content["scores"]),
            best=None if best is None else _table(best),
            mask_hashes={str(key): str(value) for key, value in content["mask_hashes"].items()},
            held_out=tuple(str(entry) for entry in content["held_out"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LearningError("The run's facts (run.json) are damaged.", "Choose another run or train again.") from error


def _scored(content: Any) -> Scored:
    loss = content["loss"]
    return _build(Scored, content, table=_table(content["table"]), loss=math.nan if loss is None else loss)


def _table(content: Any) -> ScoreTable:
    return _build(
        ScoreTable,
        content,
        classes=tuple(_build(ClassScore, entry) for entry in content["classes"]),
        confusion=tuple(tuple(int(n) for n in row) for row in content["confusion"]),
    )


# Each field's written type, for those that are plain JSON values.
_PLAIN: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,)}


def _build(make: Callable[..., T], content: Mapping[str, Any], **ready: Any) -> T:
    """``make`` from the fields of a dataclass that ``content`` has, each of its type; ``ready`` ones as they are."""
    if not isinstance(content, Mapping):
        raise TypeError(f"{content!r} is no set of fields")
    values = dict(ready)
    for entry in fields(make):  # type: ignore[arg-type]
        if entry.name in values or entry.name not in content:
            continue
        value = content[entry.name]
        words = str(entry.type).split(" | ")
        allowed = [kind for word in words for kind in _PLAIN.get(word, ())]
        if not (value is None and "None" in words) and not isinstance(value, tuple(allowed)):
            raise TypeError(f"{entry.name} is no {entry.type}")
        values[entry.name] = value
    return make(**values)
