"""Export of a run as a zip of run.json, weights.safetensors, card.md and, where it has them, the statistics of its
training images and those that it is fitted to; and import of such a zip or folder.

An import is never trusted: nothing is unpacked by the name that an archive gives it, nothing that could run code is
read, sizes are bounded, every hash is checked. Must not import torch or Qt.
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
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

from safetensors import SafetensorError, safe_open

from segstudio.choices.networks import NETWORKS
from segstudio.errors import FormatError, LearningError, WeightsError, WriteError
from segstudio.labels.steps import Progress, silent
from segstudio.learning.messages import ScoreTable
from segstudio.learning.runs.card import card
from segstudio.learning.runs.folder import CARD, INFO, LOG, WEIGHTS, folder_of, new_folder, read_info, weights_file
from segstudio.learning.runs.info import RunInfo, from_json, to_json, unknown_choice
from segstudio.learning.runs.listing import DELETED
from segstudio.learning.runs.statistics_file import FIT, MOST_BYTES, SOURCE, statistics_files, take_statistics
from segstudio.project.storage import TEMP_PREFIX, file_hash, read_json, write_error, write_json
from segstudio.regular_file import WEIGHTS as MOST
from segstudio.regular_file import open_regular

CHUNK = 1 << 20
# What may be in an archive, and how large it may be unpacked, in bytes.
LIMITS = {INFO: 64 << 20, WEIGHTS: 4 << 30, CARD: 4 << 20, LOG: 64 << 20, SOURCE: MOST_BYTES, FIT: MOST_BYTES}
MOST_PACKED = 200  # a part that unpacks to more than this many times its size cannot be a run's
_HINT = "Choose a zip that SegStudio exported, or the folder of a run."
_DAMAGED = "Export the run again where it was made."


@dataclass(frozen=True)
class ImportedRun:
    """``missing``: classes of the run that the project does not have."""

    info: RunInfo
    missing: tuple[str, ...]


# ---- out --------------------------------------------------------------------------------------------------------


def export_run(project: Path, name: str, path: Path, progress: Progress = silent) -> Path:
    """Write a run to one zip, read it back and compare; whole or not at all. Returns ``path``.

    ``progress`` counts bytes, written and read back. Raises LearningError (no such run, damaged), WeightsError (its
    weights are missing or changed), WriteError, and what ``progress`` raises.
    """
    info = read_info(project, name)
    weights = weights_file(project, info)
    facts = json.dumps(to_json(replace(info, resume_sha256="")), indent=1, ensure_ascii=False, allow_nan=False)
    temp = path.with_name(f"{TEMP_PREFIX}{uuid.uuid4().hex}")
    try:
        with zipfile.ZipFile(temp, "x", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(INFO, facts + "\n")
            archive.writestr(CARD, card(info))
            entry, size = zipfile.ZipInfo.from_file(weights, WEIGHTS), weights.stat().st_size
            with open_regular(weights, MOST) as source, archive.open(entry, "w", force_zip64=True) as target:
                _pass_on(source, target.write, lambda done: progress(done, 2 * size))
            for part, data in statistics_files(project, info).items():
                archive.writestr(part, data)
        with zipfile.ZipFile(temp) as archive, archive.open(WEIGHTS) as file:
            digest = hashlib.sha256()
            _pass_on(file, digest.update, lambda done: progress(size + done, 2 * size))
            if digest.hexdigest() != info.weights_sha256:
                hint = "Check the drive and export again."
                raise WriteError("{name} was not written as it should be.", hint, name=path.name)
        with temp.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(temp, path)
    except OSError as error:
        raise write_error(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temp.unlink(missing_ok=True)
    return path


def _pass_on(file: IO[bytes], take: Callable[[bytes], object], count: Callable[[int], None]) -> None:
    """Give the bytes of ``file`` to ``take``, block by block, and their number so far to ``count``."""
    done = 0
    while block := file.read(CHUNK):
        take(block)
        done += len(block)
        count(done)


# ---- in ---------------------------------------------------------------------------------------------------------


def import_run(project: Path, source: Path, classes: Mapping[int, str], progress: Progress = silent) -> ImportedRun:
    """Import a run from a zip or a folder into ``project``, whole or not at all; under a new name if its own is taken.

    ``classes``: the project's, id -> name. Outputs are given to the classes of the same name; those that the project
    does not have get an id that no class of the project has. ``progress`` counts bytes.

    Raises FormatError (no run, hostile, damaged), WeightsError (changed weights), LearningError (damaged facts, a
    network that is not known), WriteError, and what ``progress`` raises.
    """
    with _opened(source) as parts:
        place = _make_place(project)
        try:
            info = from_json(read_json(_copy(parts, INFO, place)))
            if choice := unknown_choice(info):
                sentence = "The run needs {word}, which this version of SegStudio does not have."
                raise WeightsError(sentence, "Update SegStudio, or train a run of your own.", word=repr(choice[:60]))
            _check_weights(_copy(parts, WEIGHTS, place, progress), info)
            for name in (SOURCE, FIT):
                if name in parts:
                    _copy(parts, name, place)
            take_statistics(place, info)
            matched, missing = match_classes(info, classes)
            return ImportedRun(_commit(project, place, matched), missing)
        except OSError as error:
            raise write_error(project / "runs", error, "the imported run") from error
        except RecursionError as error:
            raise FormatError("{source} is damaged.", _HINT, source=source.name) from error
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _make_place(project: Path) -> Path:
    """A folder in which the run is put together; what an interrupted import left is removed."""
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
    done = replace(info, name=_free(project, info.name))
    write_json(place / INFO, to_json(done))
    from_json(read_json(place / INFO))
    (place / CARD).write_text(card(done), encoding="utf-8")
    os.rename(place, project / "runs" / done.name)
    return done


def _free(project: Path, name: str) -> str:
    """The name itself, or one that neither a run, a deleted one nor kept predictions have."""
    places = [project / "runs", project / "runs" / DELETED, project / "predictions"]
    try:
        folder_of(project, name)
        usable = len(name) <= 100
    except LearningError:
        usable = False
    if not usable:
        folder = new_folder(project / "runs")
        folder.rmdir()
        return folder.name
    free, number = name, 1
    while any((place / free).exists() for place in places):
        number += 1
        free = f"{name}_{number}"
    return free


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
            hint = "A project has 255 classes."
            raise FormatError("There is no room for the class {name} of the run.", hint, name=name[:60])
        ids[class_id] = given

    def with_ids(table: ScoreTable) -> ScoreTable:
        return replace(
            table, classes=tuple(replace(one, class_id=ids.get(one.class_id, one.class_id)) for one in table.classes)
        )

    best = None if info.best is None else with_ids(info.best)
    scores = tuple(replace(one, table=with_ids(one.table)) for one in info.scores)
    new = tuple(ids[one] for one in info.class_ids)
    return replace(info, class_ids=new, best=best, scores=scores), tuple(name for _, name in missing)


def _check_weights(path: Path, info: RunInfo) -> None:
    """The bytes are those that run.json names, and a safetensors file of as many outputs as there are classes."""
    if file_hash(path) != info.weights_sha256:
        raise WeightsError("The weights are not those that run.json names.", _DAMAGED)
    head = f"{NETWORKS[info.network].head}.weight"
    try:
        with safe_open(path, framework="np") as tensors:  # reads the header alone
            shape = tensors.get_slice(head).get_shape() if head in set(tensors.keys()) else ()
    except SafetensorError as error:
        raise WeightsError("The weights are not a safetensors file.", _HINT) from error
    if tuple(shape[:1]) != (len(info.class_ids),):
        raise WeightsError("The weights do not fit the classes of the run.", _DAMAGED)


# ---- where it comes from ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One file of a run: its length by the folder or archive it is in, and how to open it."""

    size: int
    open: Callable[[], IO[bytes]]


Parts = Mapping[str, Part]


def _copy(parts: Parts, name: str, place: Path, progress: Progress = silent) -> Path:
    """Copy the part ``name`` into ``place``; never more bytes than its size."""
    part, goal = parts.get(name), place / name
    if part is None:
        raise FormatError("There is no {name} in it: this is not a run.", _HINT, name=name)
    try:
        with part.open() as file, goal.open("xb") as out:

            def count(done: int) -> None:
                if done > part.size:
                    raise FormatError("{name} is longer than the archive says.", _HINT, name=name)
                progress(done, part.size)

            _pass_on(file, out.write, count)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise FormatError("{name} in the archive is damaged.", _DAMAGED, name=name) from error
    return goal


@contextmanager
def _opened(source: Path) -> Iterator[Parts]:
    if source.is_dir():
        yield _of_folder(source)
        return
    try:
        with open_regular(source, MOST) as file, zipfile.ZipFile(file) as archive:
            yield _of_archive(archive, source.name)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise FormatError("{source} is not a zip file, or a damaged one.", _HINT, source=source.name) from error
    except OSError as error:
        reason = error.strerror or error
        raise FormatError("Cannot read {source}: {reason}.", _HINT, source=source.name, reason=reason) from error


def _of_folder(folder: Path) -> Parts:
    parts = {}
    for name in (INFO, WEIGHTS, SOURCE, FIT):
        path = folder / name
        if path.is_symlink():
            raise FormatError("{name} in {source} is a link, not a file.", _HINT, name=name, source=folder.name)
        if path.is_file():
            parts[name] = _part(name, path.stat().st_size, partial(open_regular, path, LIMITS[name]))
    return parts


def _of_archive(archive: zipfile.ZipFile, source: str) -> Parts:
    """The parts of a run by the last part of their paths. FormatError: anything else is in it."""
    parts: dict[str, Part] = {}
    entries = [one for one in archive.infolist() if not one.is_dir()]
    if len(entries) > 16:
        raise FormatError(
            "{source} holds {number} files: this is not a run.", _HINT, source=source, number=len(entries)
        )
    for one in entries:
        folder, _, name = one.filename.rpartition("/")
        foreign = "\\" in one.filename or "/" in folder or folder in (".", "..") or one.filename.startswith("/")
        if name not in LIMITS or name in parts or foreign or ":" in folder:
            word = repr(one.filename[:60])
            raise FormatError("{source} holds {one}, which is not part of a run.", _HINT, source=source, one=word)
        if stat.S_ISLNK(one.external_attr >> 16) or one.flag_bits & 1:
            raise FormatError("{name} in {source} is a link or encrypted.", _HINT, name=name, source=source)
        if one.file_size > MOST_PACKED * max(one.compress_size, 1024):
            sentence = "{name} in {source} would unpack to {file_size:,} bytes."
            raise FormatError(sentence, _HINT, name=name, source=source, file_size=one.file_size)
        parts[name] = _part(name, one.file_size, partial(archive.open, one))
    return parts


def _part(name: str, size: int, opened: Callable[[], IO[bytes]]) -> Part:
    if size > LIMITS[name]:
        raise FormatError("{name} is {size:,} bytes long: too long for a run.", _HINT, name=name, size=size)
    return Part(size, opened)
