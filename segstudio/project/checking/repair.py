"""Repairs a project: first a copy of everything that will change, then what the check found, one thing after the other.

Imports the files of ``project``.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from segstudio.errors import UserError, said
from segstudio.labels.steps import Progress, silent
from segstudio.project.checking.check import Examined, examine
from segstudio.project.checking.findings import Finding, MoreChecks
from segstudio.project.lock import LOCK_NAME, ProjectLock
from segstudio.project.project import Project
from segstudio.project.project_file import FILE_NAME, write_project_file
from segstudio.project.storage import free_name, make_folder, write_error

FOLDER = "recovered"


@dataclass(frozen=True)
class Repaired:
    """What became of a finding: ``done`` is a sentence, empty where only the person can help; ``copy``: where the files
    of before lie, relative to the project."""

    finding: Finding
    done: str = ""
    copy: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it is repaired."""
        return bool(self.done)


@dataclass(frozen=True)
class Repair:
    """A project after a repair."""

    examined: Examined
    results: tuple[Repaired, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything that was found is repaired."""
        return all(one.is_done for one in self.results)


def not_repaired(found: Examined) -> Repair:
    """What was found, with nothing done."""
    return Repair(found, tuple(Repaired(one) for one in found.findings))


def repair(folder: Path, more: Sequence[MoreChecks] = (), progress: Progress = silent) -> Repair:
    """Check the project in ``folder`` and repair what can be. Nothing is written where nothing can be repaired.

    Raises LockedError (it is open elsewhere), WriteError (then what was copied stays, and so does every file that was
    not put aside yet), ProjectError, and what ``progress`` raises.
    """
    found = examine(folder, more, progress)
    todo = [one for one in found.findings if one.repairable]
    if not todo:
        return Repair(found, tuple(Repaired(one) for one in found.findings))
    with _locked(found.folder):
        place = _place(found.folder)
        for finding in todo:
            for path in finding.copied:
                _copy(found.folder, path, place)
        for finding in todo:
            for path in finding.moved:
                if path.name != LOCK_NAME:  # which is ours by now
                    _move(found.folder, path, place)
        if found.damaged:
            (found.folder / FILE_NAME).unlink(missing_ok=True)
            write_project_file(found.folder / FILE_NAME, found.content)
    with Project.open(found.folder) as project:
        done = {id(finding): _mended(finding, project) for finding in todo}
        for path in sorted((project.folder / "journal").glob("*.aside-*")):  # which opening and mending have made
            _move(project.folder, path, place)
    name = place.relative_to(found.folder).as_posix()
    return Repair(found, tuple(_result(one, done, name) for one in found.findings))


def _result(finding: Finding, done: dict[int, str | UserError], place: str) -> Repaired:
    told = done.get(id(finding), "")
    if isinstance(told, UserError):
        return Repaired(Finding(finding.kind, finding.path, finding.text, told.message))
    kept = bool(finding.copied or finding.moved) and finding.path != LOCK_NAME
    return Repaired(finding, told, place if told and kept else "")


def _mended(finding: Finding, project: Project) -> str | UserError:
    """The sentence on what was done, or why it could not be."""
    try:
        if finding.mend is not None:
            finding.mend(project)
    except UserError as error:
        return error
    return finding.remedy


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    lock = ProjectLock(folder)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _place(folder: Path) -> Path:
    """A new folder for the copies."""
    stamp = time.strftime("%Y-%m-%d_%H-%M-%S")
    place = folder / FOLDER / stamp
    if place.exists():
        place = free_name(folder / FOLDER, stamp + "_{}")
    make_folder(place)
    return place


def _goal(folder: Path, path: Path, place: Path) -> Path:
    goal = place / path.relative_to(folder)
    make_folder(goal.parent)
    return (
        goal if not goal.exists() else free_name(goal.parent, goal.name.replace("{", "{{").replace("}", "}}") + ".{}")
    )


def _copy(folder: Path, path: Path, place: Path) -> None:
    """Copy a file; one that two findings name only once."""
    if not path.exists() or (place / path.relative_to(folder)).exists():
        return
    try:
        shutil.copy2(path, _goal(folder, path, place))
    except OSError as error:
        raise write_error(path, error) from error


def _move(folder: Path, path: Path, place: Path) -> None:
    if not os.path.lexists(path):
        return
    try:
        os.replace(path, _goal(folder, path, place))
    except OSError as error:
        raise write_error(path, error) from error


def summary(results: Sequence[Repaired]) -> str:
    """One sentence on a repair."""
    done = sum(one.is_done for one in results)
    if not results:
        return said("Nothing is wrong.")
    if done == len(results):
        return said("Everything that was wrong is repaired.")
    return said("{done} of {number} things are repaired; the others need you.", done=done, number=len(results))
