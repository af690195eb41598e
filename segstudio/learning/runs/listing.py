"""The list of a project's runs, whose files are read again only when they change; renaming, deleting and restoring.

A run that cannot be used is in the list too, with the reason. Deleting moves the folder to ``runs/.deleted``, which is
emptied when the project closes. Must not import torch or Qt.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from segstudio.errors import LearningError, ProjectError, UserError, said
from segstudio.learning.messages import CANCELLED, CLOSED
from segstudio.learning.runs.compare import never_comparable, not_comparable
from segstudio.learning.runs.folder import INFO, WEIGHTS, folder_of, read_info, write_card
from segstudio.learning.runs.info import RunInfo, clean_title, date_words, from_json, title_of, without_curves
from segstudio.project.storage import file_stamp, free_name, read_json, write_error, write_json

DELETED = ".deleted"
Stamps = tuple[int, ...]  # times and sizes of the two files; 0 where one is missing


@dataclass(frozen=True)
class RunRow:
    """One folder in ``runs``. ``info`` has no scores over time; ``None`` where it cannot be read. ``problem``: why the
    run cannot be used, found without reading its weights; empty: it can."""

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
        """Whether a training has saved a run.json."""
        return self.stamp[0] > 0


def scan(project: Path, known: Mapping[str, RunRow] | None = None) -> tuple[RunRow, ...]:
    """Every run of a project, newest first. Those in ``known`` whose files did not change are not read again. Raises
    ProjectError."""
    known = known or {}
    try:
        with os.scandir(project / "runs") as entries:
            names = [one.name for one in entries if one.is_dir(follow_symlinks=False) and one.name[0] != "."]
    except FileNotFoundError:
        return ()
    except OSError as error:
        reason = error.strerror or error
        raise ProjectError("Cannot read the runs: {reason}.", "Check the project's folder.", reason=reason) from error

    def order(row: RunRow) -> tuple[str, str]:
        """The time of creation: ISO 8601, or the folder's name, which differs by one character."""
        created = row.info.created if row.info is not None and row.info.created else row.name
        return created[:19].replace("_", "T", 1), row.name

    return tuple(sorted((_row(project, name, known.get(name)) for name in names), key=order, reverse=True))


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
        hint = "Give the name in the first column instead."
        raise LearningError("{number} runs are called {word}.", hint, number=len(found), word=word)
    raise LearningError("There is no run {word} in this project.", "`segstudio runs PROJECT` lists them.", word=word)


def best_of(rows: Iterable[RunRow]) -> RunRow | None:
    """The run that replaces a deleted one: of those comparable with the newest one with a held-out score, the best.

    Where none has a held-out score: the newest that can be used. ``rows`` are newest first.
    """
    usable = [(row, row.info) for row in rows if row.info is not None and not row.problem]
    scored = [(row, info) for row, info in usable if not never_comparable(info)]
    if not scored:
        return usable[0][0] if usable else None
    comparable = [one for one in scored if not not_comparable(scored[0][1], one[1])] or scored[:1]
    return max(comparable, key=lambda one: (one[1].best and one[1].best.mean_iou) or 0.0)[0]


# ---- changing ---------------------------------------------------------------------------------------------------


def rename_run(project: Path, name: str, title: str) -> RunInfo:
    """Give a run another title ("": its date again); its folder keeps its name. Raises LearningError (no such run,
    damaged), WriteError; then nothing changed."""
    return _change(project, replace(read_info(project, name), title=clean_title(title)), "title")


def take_closed(project: Path) -> RunInfo | None:
    """The newest run if it ended because the window was closed. From now on it is one that was stopped, so that it is
    given once. Raises ProjectError, LearningError, WriteError."""
    newest = next(iter(scan(project)), None)
    if newest is None or newest.info is None or newest.problem or newest.info.reason != CLOSED:
        return None
    return _change(project, replace(read_info(project, newest.name), reason=CANCELLED), "reason")


def _change(project: Path, info: RunInfo, field: str) -> RunInfo:
    """Write one field of a run that was read before, all else as it is in the file."""
    path = folder_of(project, info.name) / INFO
    content = read_json(path)
    assert isinstance(content, dict)  # else it would not have been read
    write_json(path, {**content, field: getattr(info, field)})
    write_card(project, info)
    return info


def delete_run(project: Path, name: str) -> str:
    """Move a run, damaged or not, to ``runs/.deleted``; returns its name there, for ``restore_run``."""
    folder = folder_of(project, name)
    if not folder.is_dir():
        raise LearningError("There is no run {name} in this project.", "Choose another run.", name=name)
    return _move(folder, project / "runs" / DELETED, name)


def restore_run(project: Path, deleted: str) -> str:
    """Bring a deleted run back; returns its name, a new one if another run has that by now."""
    folder = project / "runs" / DELETED / folder_of(project, deleted).name
    if not folder.is_dir():
        sentence = "The run {deleted} is not there to be brought back."
        raise LearningError(sentence, "Choose another run.", deleted=deleted)
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
    """Remove deleted runs from the disk, with their predictions, as far as that is possible."""
    place = project / "runs" / DELETED
    names = [path.name for path in place.iterdir()] if place.is_dir() else []
    for name in names:
        if not (project / "runs" / name).exists():
            shutil.rmtree(project / "predictions" / name, ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)
