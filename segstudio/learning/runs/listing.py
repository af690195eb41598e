"""The runs of a project as a list: read once and again only when their files change; renamed, deleted, brought back.

A run that cannot be used is in the list too, with a sentence on why. Deleting moves the folder aside, to
``runs/.deleted``, which is emptied when the project closes. Must not import torch or Qt.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from segstudio.errors import LearningError, ProjectError, UserError, said
from segstudio.learning.messages import HELD_OUT
from segstudio.learning.runs.compare import not_comparable
from segstudio.learning.runs.folder import INFO, WEIGHTS, folder_of, read_info, write_card
from segstudio.learning.runs.info import RunInfo, clean_title, date_words, from_json, title_of, without_curves
from segstudio.project.storage import file_stamp, free_name, read_json, write_error, write_json

DELETED = ".deleted"
Stamps = tuple[int, ...]  # times and sizes of the two files; 0 where one is missing


@dataclass(frozen=True)
class RunRow:
    """One folder in ``runs``. ``info`` has no scores over time; ``None`` where it cannot be read.

    ``problem``: why the run cannot be used; empty: it can, as far as is known without reading its weights.
    """

    name: str
    stamp: Stamps
    info: RunInfo | None
    problem: str = ""

    @property
    def title(self) -> str:
        """A person's name for it, or when it was made."""
        return title_of(self.info) if self.info is not None else date_words(self.name) or self.name

    @property
    def kept(self) -> bool:
        """Whether a run.json lies in the folder: a training has saved it."""
        return self.stamp[0] > 0


def scan(project: Path, known: Mapping[str, RunRow] | None = None) -> tuple[RunRow, ...]:
    """Every run of a project, newest first. Those in ``known`` whose files did not change are not read again.

    ``ProjectError`` where the folder itself cannot be read.
    """
    known = known or {}
    try:
        with os.scandir(project / "runs") as entries:
            names = [one.name for one in entries if one.is_dir() and not one.name.startswith(".")]
    except FileNotFoundError:
        return ()
    except OSError as error:
        told = said("Cannot read the runs: {reason}.", reason=error.strerror or error)
        raise ProjectError(told, "Check the project's folder.") from error
    rows = [_row(project, name, known.get(name)) for name in names]
    return tuple(sorted(rows, key=lambda row: (_time(row), row.name), reverse=True))


def _time(row: RunRow) -> str:
    """Sorts like the time of making: ISO 8601, or the stamp that a folder is named with, which looks alike."""
    return (row.info.created if row.info is not None and row.info.created else row.name)[:19].replace("_", "T", 1)


def _row(project: Path, name: str, known: RunRow | None) -> RunRow:
    folder = project / "runs" / name
    stamp = (*(file_stamp(folder / INFO) or (0, 0)), *(file_stamp(folder / WEIGHTS) or (0, 0)))
    if known is not None and known.stamp == stamp:
        return known
    if not stamp[0]:
        return RunRow(name, stamp, None, said("It ended before anything was saved."))
    try:
        folder_of(project, name)
        info = from_json(without_curves(read_json(folder / INFO)))
    except UserError as error:
        return RunRow(name, stamp, None, error.message.split(": ")[0].rstrip(".") + ".")  # the rest is for the log
    problem = "" if stamp[3] else said("Its weights (weights.safetensors) are missing.")
    return RunRow(name, stamp, replace(info, name=name), problem)


def find(rows: Iterable[RunRow], word: str) -> RunRow:
    """The run with this name, or with this title when only one has it; ``LearningError`` otherwise."""
    rows = list(rows)
    found = [row for row in rows if row.name == word] or [row for row in rows if row.title == word]
    if len(found) == 1:
        return found[0]
    if found:
        raise LearningError(
            "{number} runs are called {word}.",
            "Give the name in the first column instead.",
            number=len(found),
            word=word,
        )
    raise LearningError("There is no run {word} in this project.", "`segstudio runs PROJECT` lists them.", word=word)


def best_of(rows: Iterable[RunRow]) -> RunRow | None:
    """The run to fall back on: of those that compare with the newest one with a held-out score, the best.

    Where none has a held-out score: the newest that can be used. ``rows`` are newest first.
    """
    usable = [row for row in rows if row.info is not None and not row.problem]
    scored = [row for row in usable if _held_out(row) is not None]
    if not scored:
        return usable[0] if usable else None
    newest = scored[0].info
    assert newest is not None
    alike = [row for row in scored if row.info is not None and not not_comparable(newest, row.info)]
    return max(alike or scored[:1], key=lambda row: _held_out(row) or 0.0)


def _held_out(row: RunRow) -> float | None:
    best = row.info.best if row.info is not None else None
    return best.mean_iou if best is not None and best.kind == HELD_OUT else None


# ---- changing ---------------------------------------------------------------------------------------------------


def rename_run(project: Path, name: str, title: str) -> RunInfo:
    """Give a run another title ("": its date again). The folder, which is the run's id, never changes.

    Raises LearningError (no such run, damaged), WriteError; then nothing changed.
    """
    info = replace(read_info(project, name), title=clean_title(title))
    path = folder_of(project, name) / INFO
    content = read_json(path)
    assert isinstance(content, dict)  # else it would not have been read
    write_json(path, {**content, "title": info.title})
    write_card(project, info)
    return info


def delete_run(project: Path, name: str) -> str:
    """Move a run, damaged or not, to ``runs/.deleted``; returns its name there, for ``restore_run``."""
    folder = folder_of(project, name)
    if not folder.is_dir():
        raise LearningError("There is no run {name} in this project.", "Choose another run.", name=name)
    return _move(folder, project / "runs" / DELETED, name)


def restore_run(project: Path, deleted: str) -> str:
    """Bring a deleted run back; returns its name, another one when its own was taken meanwhile."""
    folder = project / "runs" / DELETED / folder_of(project, deleted).name
    if not folder.is_dir():
        raise LearningError(
            "The run {deleted} is not there to be brought back.", "Choose another run.", deleted=deleted
        )
    return _move(folder, project / "runs", deleted)


def _move(folder: Path, goal: Path, name: str) -> str:
    try:
        goal.mkdir(exist_ok=True)
        path = goal / name
        if path.exists():
            path = free_name(goal, f"{name.replace('{', '{{').replace('}', '}}')}_{{}}")
        os.rename(folder, path)
    except OSError as error:
        raise write_error(folder, error) from error
    return path.name


def empty_deleted(project: Path) -> None:
    """Delete for good what was deleted, with the predictions that are kept of it. What cannot be removed stays."""
    place = project / "runs" / DELETED
    names = [path.name for path in place.iterdir()] if place.is_dir() else []
    for name in names:
        if not (project / "runs" / name).exists():
            shutil.rmtree(project / "predictions" / name, ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)
