"""A run as one file to hand on: a zip of run.json, weights.safetensors and card.md, and back into a project.

What comes from elsewhere is never trusted: nothing is unpacked by the name that an archive gives it, nothing that could
run code is read, sizes are bounded, every hash is checked. Must not import torch or Qt (the names of networks come from
the caller, or late from the tables).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
import uuid
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from segstudio.choices.networks import NETWORKS
from segstudio.errors import FormatError, UserError, WeightsError, WriteError, said
from segstudio.learning.messages import ScoreTable
from segstudio.learning.runs.card import card
from segstudio.learning.runs.folder import CARD, INFO, LOG, WEIGHTS, folder_of, new_folder, read_info, weights_file
from segstudio.learning.runs.info import RunInfo, from_json, to_json, unknown_choice
from segstudio.learning.runs.listing import DELETED
from segstudio.project.storage import TEMP_PREFIX, read_json, write_error, write_json

CHUNK = 1 << 20
# What may be in an archive, and how large it may be unpacked, in bytes.
LIMITS = {INFO: 64 << 20, WEIGHTS: 4 << 30, CARD: 4 << 20, LOG: 64 << 20}
MOST_PACKED = 200  # a part that unpacks to more than this many times its size cannot be a run's
_HINT = "Choose a zip that SegStudio exported, or the folder of a run."


@dataclass(frozen=True)
class ImportedRun:
    """What became of an import. ``missing``: classes of the run that the project does not have."""

    info: RunInfo
    missing: tuple[str, ...]


# ---- out --------------------------------------------------------------------------------------------------------


def export_run(project: Path, name: str, path: Path) -> Path:
    """Write a run to one zip, read it back and compare; whole or not at all. Returns ``path``.

    Raises LearningError (no such run, damaged), WeightsError (its weights are missing or changed), WriteError.
    """
    info = read_info(project, name)
    weights = weights_file(project, info)
    facts = json.dumps(to_json(replace(info, resume_sha256="")), indent=1, ensure_ascii=False, allow_nan=False)
    temp = path.with_name(f"{TEMP_PREFIX}{uuid.uuid4().hex}")
    try:
        with zipfile.ZipFile(temp, "x", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(INFO, facts + "\n")
            archive.writestr(CARD, card(info))
            archive.write(weights, WEIGHTS, zipfile.ZIP_STORED)
        with zipfile.ZipFile(temp) as archive, archive.open(WEIGHTS) as file:
            if _digest(file) != info.weights_sha256:
                raise WriteError(
                    "{name} was not written as it should be.", "Check the drive and export again.", name=path.name
                )
        with temp.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(temp, path)
    except OSError as error:
        raise write_error(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temp.unlink(missing_ok=True)
    return path


def _digest(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    while block := file.read(CHUNK):
        found.update(block)
    return found.hexdigest()


# ---- in ---------------------------------------------------------------------------------------------------------


def import_run(project: Path, source: Path, classes: Mapping[int, str]) -> ImportedRun:
    """Take a run from a zip or a folder into ``project``, whole or not at all; under a new name when its own is taken.

    ``classes``: the project's, id -> name. Outputs are given to the classes of the same name; those that the project
    does not have keep an id that no class of the project has, and are named in the answer.

    Raises FormatError (no run, hostile, damaged), WeightsError (changed weights), LearningError (damaged facts, a
    network that is not known), WriteError.
    """
    with _opened(source) as parts:
        place = _make_place(project)
        try:
            facts = _take(parts, INFO, place)
            info = from_json(read_json(facts))
            _check_network(info)
            weights = _take(parts, WEIGHTS, place)
            _check_weights(weights, info)
            matched, missing = match_classes(info, classes)
            return ImportedRun(_commit(project, place, matched), missing)
        except OSError as error:
            raise write_error(project / "runs", error, "the imported run") from error
        except RecursionError as error:
            raise FormatError("{source} is damaged.", _HINT, source=source.name) from error
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _make_place(project: Path) -> Path:
    """A folder in which the run is put together; what a killed import left there goes first."""
    runs = project / "runs"
    try:
        runs.mkdir(exist_ok=True)
        for old in runs.glob(f"{TEMP_PREFIX}*"):
            shutil.rmtree(old, ignore_errors=True)
        place = runs / f"{TEMP_PREFIX}{uuid.uuid4().hex}"
        place.mkdir()
    except OSError as error:
        raise write_error(runs, error, "the imported run") from error
    return place


def _commit(project: Path, place: Path, info: RunInfo) -> RunInfo:
    """Write facts and card beside the weights, check that they read back, and give the folder its name."""
    write_json(place / INFO, to_json(info))
    from_json(read_json(place / INFO))
    name = _free(project, info.name)
    done = replace(info, name=name)
    write_json(place / INFO, to_json(done))
    (place / CARD).write_text(card(done), encoding="utf-8")
    os.rename(place, project / "runs" / name)
    return done


def _free(project: Path, name: str) -> str:
    """The name itself, or one that neither a run, a deleted one nor kept predictions have."""
    places = [project / "runs", project / "runs" / DELETED, project / "predictions"]
    try:
        folder_of(project, name)
        taken = len(name) > 100 or any((place / name).exists() for place in places)
    except UserError:
        name, taken = "", True
    if not taken:
        return name
    if not name or len(name) > 100 or "{" in name or "}" in name:
        folder = new_folder(project / "runs")
        folder.rmdir()
        return folder.name
    number = 2
    while any((place / f"{name}_{number}").exists() for place in places):
        number += 1
    return f"{name}_{number}"


def match_classes(info: RunInfo, classes: Mapping[int, str]) -> tuple[RunInfo, tuple[str, ...]]:
    """The run with the ids of the project's classes of the same names, and the names that the project does not have."""
    by_name = {name: class_id for class_id, name in classes.items()}
    free = iter(sorted(set(range(255)) - set(classes), key=lambda one: (one not in info.class_ids, one)))
    ids: dict[int, int] = {}
    missing: list[tuple[int, str]] = []
    for class_id, name in zip(info.class_ids, info.class_names, strict=True):
        if name in by_name and by_name[name] not in ids.values():
            ids[class_id] = by_name[name]
        else:
            missing.append((class_id, name))
    for class_id, name in missing:
        own = class_id not in classes and class_id not in ids.values()
        given = class_id if own else next((one for one in free if one not in ids.values()), None)
        if given is None:
            raise FormatError(
                "There is no room for the class {name} of the run.", "A project has 255 classes.", name=name[:60]
            )
        ids[class_id] = given
    best = None if info.best is None else _with_ids(info.best, ids)
    scores = tuple(replace(one, table=_with_ids(one.table, ids)) for one in info.scores)
    new = tuple(ids[one] for one in info.class_ids)
    return replace(info, class_ids=new, best=best, scores=scores), tuple(name for _, name in missing)


def _with_ids(table: ScoreTable, ids: Mapping[int, int]) -> ScoreTable:
    rows = tuple(replace(one, class_id=ids.get(one.class_id, one.class_id)) for one in table.classes)
    return replace(table, classes=rows)


def _check_network(info: RunInfo) -> None:
    if missing := unknown_choice(info):
        told = said("The run needs {word}, which this version of SegStudio does not have.", word=repr(missing[:60]))
        raise WeightsError(told, "Update SegStudio, or train a run of your own.")


def _check_weights(path: Path, info: RunInfo) -> None:
    """The bytes are those that run.json names, and a safetensors file of as many outputs as there are classes."""
    with path.open("rb") as file:
        digest = _digest(file)
    if digest != info.weights_sha256:
        raise WeightsError("The weights are not those that run.json names.", "Export the run again where it was made.")
    shapes = tensor_shapes(path)
    outputs = shapes.get(f"{NETWORKS[info.network].head}.weight", (0,))
    if not outputs or outputs[0] != len(info.class_ids):
        raise WeightsError("The weights do not fit the classes of the run.", "Export the run again where it was made.")


def tensor_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Name -> shape of the tensors of a safetensors file, from its header alone; ``WeightsError``: it is none.

    The format (github.com/huggingface/safetensors): 8 bytes little-endian length of a JSON header, the header, data.
    """
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if not 2 <= length <= min(size - 8, 100 << 20):
                raise ValueError("no header")
            header = json.loads(file.read(length))
        shapes = {}
        for name, entry in header.items():
            if name == "__metadata__":
                continue
            start, end = entry["data_offsets"]
            if not 0 <= start <= end <= size - 8 - length:
                raise ValueError("data outside of the file")
            shapes[name] = tuple(int(one) for one in entry["shape"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WeightsError("The weights are not a safetensors file.", _HINT) from error
    return shapes


# ---- where it comes from ----------------------------------------------------------------------------------------

Parts = Mapping[str, "Part"]


@dataclass(frozen=True)
class Part:
    """One file of a run: its length as it is said to be, and how to open it."""

    size: int
    path: Path | None = None
    archive: zipfile.ZipFile | None = None
    entry: zipfile.ZipInfo | None = None

    def open(self) -> IO[bytes]:
        """For reading."""
        if self.archive is not None and self.entry is not None:
            return self.archive.open(self.entry)
        assert self.path is not None
        return self.path.open("rb")


def _take(parts: Parts, name: str, place: Path) -> Path:
    """Copy one part into ``place`` under the name that it is known by here; never more bytes than it said."""
    part, goal = parts.get(name), place / name
    if part is None:
        raise FormatError("There is no {name} in it: this is not a run.", _HINT, name=name)
    try:
        with part.open() as file, goal.open("xb") as out:
            left = part.size
            while block := file.read(CHUNK):
                left -= len(block)
                if left < 0:
                    raise FormatError("{name} is longer than the archive says.", _HINT, name=name)
                out.write(block)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise FormatError(
            "{name} in the archive is damaged.", "Export the run again where it was made.", name=name
        ) from error
    return goal


@contextmanager
def _opened(source: Path) -> Iterator[Parts]:
    if source.is_dir():
        yield _of_folder(source)
        return
    try:
        with zipfile.ZipFile(source) as archive:
            yield _of_archive(archive, source)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise FormatError("{source} is not a zip file, or a damaged one.", _HINT, source=source.name) from error
    except OSError as error:
        raise FormatError(
            "Cannot read {source}: {reason}.", _HINT, source=source.name, reason=error.strerror or error
        ) from error


def _of_folder(source: Path) -> Parts:
    parts = {}
    for name in (INFO, WEIGHTS):
        path = source / name
        if path.is_symlink():
            raise FormatError("{name} in {source} is a link, not a file.", _HINT, name=name, source=source.name)
        if path.is_file():
            parts[name] = Part(_bounded(name, path.stat().st_size), path)
    return parts


def _of_archive(archive: zipfile.ZipFile, source: Path) -> Parts:
    """The parts of a run by the last bit of their names; anything else in it makes the whole archive suspect."""
    parts: dict[str, Part] = {}
    entries = [one for one in archive.infolist() if not one.is_dir()]
    if len(entries) > 16:
        raise FormatError(
            "{source} holds {number} files: this is not a run.", _HINT, source=source.name, number=len(entries)
        )
    for one in entries:
        folder, _, name = one.filename.rpartition("/")
        foreign = "\\" in one.filename or "/" in folder or folder in (".", "..") or one.filename.startswith("/")
        if name not in LIMITS or name in parts or foreign or ":" in folder:
            raise FormatError(
                "{source} holds {one}, which is not part of a run.",
                _HINT,
                source=source.name,
                one=repr(one.filename[:60]),
            )
        if stat.S_ISLNK(one.external_attr >> 16) or one.flag_bits & 1:
            raise FormatError("{name} in {source} is a link or encrypted.", _HINT, name=name, source=source.name)
        if one.file_size > MOST_PACKED * max(one.compress_size, 1024):
            raise FormatError(
                "{name} in {source} would unpack to {file_size:,} bytes.",
                _HINT,
                name=name,
                source=source.name,
                file_size=one.file_size,
            )
        parts[name] = Part(_bounded(name, one.file_size), archive=archive, entry=one)
    return parts


def _bounded(name: str, size: int) -> int:
    if size > LIMITS[name]:
        raise FormatError("{name} is {size:,} bytes long: too long for a run.", _HINT, name=name, size=size)
    return size
