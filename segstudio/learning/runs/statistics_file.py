"""Two small files of a run beside its weights: statistics of its training images, and the images that its BatchNorm
statistics were fitted to. Each names the weights that it belongs to and holds a checksum of itself.

The weights are never changed: without the file of a fit the run is as it was trained. Must not import torch or Qt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from segstudio.errors import FormatError, LearningError, UserError, said
from segstudio.learning.messages import ScoreTable
from segstudio.learning.runs.checked_tensors import Arrays, digest_of, read_checked, write_checked
from segstudio.learning.runs.info import RunInfo, table_from_json, title_of
from segstudio.project.storage import read_bytes, write_error

SOURCE, FIT = "statistics.safetensors", "fit.safetensors"
MOST_BYTES = 64 << 20


@dataclass(frozen=True)
class Fit:
    """What a run is fitted to. ``images``: name and SHA-256 of each, of which ``measured`` were looked at; ``before``
    and ``after``: scores on the same held-out images, ``None`` where none is labelled; ``digest`` changes with the
    statistics."""

    images: tuple[tuple[str, str], ...]
    measured: int
    before: ScoreTable | None = None
    after: ScoreTable | None = None
    digest: str = ""

    @property
    def words(self) -> str:
        """What it is, in a few words."""
        templates = (
            "fitted to 1 image",
            "fitted to {count} images",
            "fitted to {count} images, measured on {measured}",
        )
        count = len(self.images)
        which = 0 if count == 1 else 1 if count == self.measured else 2
        return said(templates[which], count=count, measured=self.measured)


def mark_of(fit: Fit | None) -> str:
    """What is added to the name of things that are made with fitted statistics; empty: with those of the training."""
    return f"~{fit.digest[:16]}" if fit is not None else ""


def statistics_digest(arrays: Arrays) -> str:
    """The ``digest`` of a fit that is not kept."""
    return digest_of("", arrays)


# ---- of the training images --------------------------------------------------------------------------------------


def write_source(project: Path, info: RunInfo, arrays: Arrays) -> None:
    """Keep the statistics of the training images. Raises WriteError."""
    _write(_folder(project, info) / SOURCE, info, arrays, {})


def read_source(project: Path, info: RunInfo) -> Arrays | None:
    """The statistics of the training images; ``None``: there are none of these weights, or the file is damaged: they
    can be measured again."""
    try:
        return _read(_folder(project, info) / SOURCE, info)[0]
    except (UserError, ValueError):
        return None


# ---- a fit -------------------------------------------------------------------------------------------------------


def write_fit(project: Path, info: RunInfo, arrays: Arrays, fit: Fit) -> Fit:
    """Fit a run from now on, in place of an earlier fit. Raises WriteError."""
    facts = asdict(fit) | {"digest": ""}
    return _fit(facts, _write(_folder(project, info) / FIT, info, arrays, facts))


def remove_fit(project: Path, run: str) -> None:
    """The run is as it was trained again. Raises WriteError."""
    path = project / "runs" / run / FIT
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise write_error(path, error) from error


def read_fit(project: Path, info: RunInfo) -> tuple[Fit, Arrays] | None:
    """The fit of a run and its statistics; ``None``: it is not fitted. LearningError: damaged, or of other weights."""
    path = _folder(project, info) / FIT
    if not path.exists():
        return None
    try:
        arrays, facts, digest = _read(path, info)
        return _fit(facts, digest), arrays
    except (UserError, ValueError, KeyError, TypeError) as error:
        raise damaged_fit(info) from error


def damaged_fit(info: RunInfo) -> LearningError:
    """The fit of a run cannot be used."""
    return LearningError(
        "What run {run} was fitted to is damaged, so it is used as it was trained.",
        "Choose Undo fit, or fit to the images again.",
        run=title_of(info),
    )


def _fit(facts: Mapping[str, Any], digest: str) -> Fit:
    before, after = (None if facts[key] is None else table_from_json(facts[key]) for key in ("before", "after"))
    images = tuple((str(name), str(sha256)) for name, sha256 in facts["images"])
    return Fit(images, int(facts["measured"]), before, after, digest)


# ---- in and out of an archive ------------------------------------------------------------------------------------


def statistics_files(project: Path, info: RunInfo) -> dict[str, bytes]:
    """The files of a run that are intact, by name. LearningError: its fit is damaged."""
    found = {}
    if read_source(project, info) is not None:
        found[SOURCE] = read_bytes(_folder(project, info) / SOURCE, MOST_BYTES)
    if read_fit(project, info) is not None:
        found[FIT] = read_bytes(_folder(project, info) / FIT, MOST_BYTES)
    return found


def take_statistics(folder: Path, info: RunInfo) -> None:
    """Check the files of an imported run in ``folder``. The scores of a fit are dropped: they are of another project.
    FormatError: damaged, or of other weights; WriteError."""
    for name in (SOURCE, FIT):
        if not (folder / name).exists():
            continue
        try:
            arrays, facts, _ = _read(folder / name, info)
        except (UserError, ValueError) as error:
            hint = "Export the run again where it was made."
            raise FormatError("{name} of the run is damaged.", hint, name=name) from error
        if name == FIT:
            _write(folder / FIT, info, arrays, facts | {"before": None, "after": None})


# ---- the files ---------------------------------------------------------------------------------------------------


def _folder(project: Path, info: RunInfo) -> Path:
    return project / "runs" / info.name


def _write(path: Path, info: RunInfo, arrays: Arrays, facts: Mapping[str, Any]) -> str:
    return write_checked(path, arrays, {"weights_sha256": info.weights_sha256, **facts})


def _read(path: Path, info: RunInfo) -> tuple[Arrays, dict[str, Any], str]:
    """Arrays, facts and checksum. UserError: it cannot be read; ValueError: damaged or of other weights."""
    arrays, facts, digest = read_checked(path, MOST_BYTES)
    if facts.get("weights_sha256") != info.weights_sha256:
        raise ValueError("of other weights")
    return arrays, facts, digest
