"""Checks ``project.json``: whether it can be read, is as it was written, and what can be put in its place.

Imports the files of ``project``; changes no file by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from segstudio.errors import ClassError, ProjectError, said
from segstudio.labels.classes import ClassTable
from segstudio.project.checking.findings import Finding, Kind
from segstudio.project.entries import ImageEntry, entry_from_json
from segstudio.project.migrations import SCHEMA
from segstudio.project.project import Project
from segstudio.project.project_file import FILE_NAME, ProjectContent, read_project_file
from segstudio.project.storage import is_seal_broken, parsed_json, read_bytes

BACKUP = f"{FILE_NAME}.bak"
_FLAT = re.compile(r"\{[^{}]*\}")  # an object without others in it, as images and classes are


@dataclass(frozen=True)
class FileCheck:
    """``content``: of the file, or what is to be put in its place, which is so where ``damaged``."""

    content: ProjectContent
    findings: tuple[Finding, ...] = ()
    damaged: bool = False


def check_project_file(folder: Path) -> FileCheck:
    """``project.json`` of the project in ``folder``. ProjectError: neither it nor the copy beside it can be read, or it
    is of a newer program."""
    path, backup = folder / FILE_NAME, folder / BACKUP
    try:
        content = read_project_file(path, keep_copy=False)
    except ProjectError as error:
        if _is_newer(path):
            raise
        return _restored(path, backup, error)
    return FileCheck(content, tuple(_of_readable(path, backup, content)))


def _is_newer(path: Path) -> bool:
    with suppress(ProjectError):
        data = parsed_json(path, read_bytes(path))
        schema = data.get("schema") if isinstance(data, dict) else None
        return isinstance(schema, int) and schema > SCHEMA and not is_seal_broken(read_bytes(path))
    return False


def _restored(path: Path, backup: Path, error: ProjectError) -> FileCheck:
    """The copy saved before, with the images and classes of the damaged file that it lacks."""
    try:
        content = read_project_file(backup, keep_copy=False)
    except ProjectError as other:
        text = "The project cannot be read. {problem} {other}" if backup.exists() else "{problem}"
        hint = "Put {place} back from a backup; the masks are in the folder masks."
        raise ProjectError(text, hint, problem=error.message, other=other.message, place=path) from error
    content, images, classes = _with_more(content, path)
    text = "The copy saved before takes its place, with {images} images and {classes} classes of the damaged file."
    told = said(text, images=images, classes=classes)
    if not images and not classes:
        told = said("The copy saved before ({name}) takes its place.", name=BACKUP)
    found = Finding(Kind.PROJECT_FILE, FILE_NAME, error.message, told, copied=(path,) if path.exists() else (),
                    mend=Project.save)  # fmt: skip
    return FileCheck(content, (found,), damaged=True)


def _with_more(content: ProjectContent, path: Path) -> tuple[ProjectContent, int, int]:
    """``content`` with the images and classes that can be read in a damaged file, and how many these are."""
    images, classes = list(content.images), content.classes
    ids = {entry.id.lower() for entry in images}
    for row in _rows(path):
        entry = _entry(row)
        if entry is not None and entry.id.lower() not in ids:
            images.append(entry)
            ids.add(entry.id.lower())
        elif entry is None and "color" in row:
            classes = _with_class(classes, row)
    found = replace(content, images=tuple(images), classes=classes)
    return found, len(images) - len(content.images), len(classes) - len(content.classes)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with suppress(ProjectError):
        for found in _FLAT.finditer(read_bytes(path).decode("utf-8", "replace")):
            with suppress(ValueError, RecursionError):
                row = json.loads(found[0])
                if isinstance(row, dict):
                    yield row


def _entry(row: dict[str, Any]) -> ImageEntry | None:
    with suppress(ProjectError):
        return entry_from_json(row)
    return None


def _with_class(classes: ClassTable, row: dict[str, Any]) -> ClassTable:
    with suppress(ClassError):
        (new,) = ClassTable.from_json([row])
        if new.id not in classes and new.id not in classes.retired:
            return replace(classes, classes=(*classes.classes, new))
    return classes


def _of_readable(path: Path, backup: Path, content: ProjectContent) -> Iterator[Finding]:
    if is_seal_broken(read_bytes(path)):
        text = said("{name} is not as this program wrote it: damaged, or changed by another program.{differs}",
                    name=FILE_NAME, differs=_differences(backup, content))  # fmt: skip
        told = said("It can be read and stays as it is; look at classes and splits. A copy is kept.")
        files = tuple(one for one in (path, backup) if one.exists())
        yield Finding(Kind.PROJECT_FILE, FILE_NAME, text, told, copied=files, mend=Project.save)
    if not backup.exists():
        return
    try:
        read_project_file(backup, keep_copy=False)
    except ProjectError:
        text = said("{name}, the copy saved before, is damaged.", name=BACKUP)
        told = said("It is put aside, and made anew.")
        yield Finding(Kind.PROJECT_FILE, BACKUP, text, told, moved=(backup,), mend=Project.save)


def _differences(backup: Path, content: ProjectContent) -> str:
    """What the copy saved before says otherwise, in words; empty where it cannot be read or says the same."""
    with suppress(ProjectError):
        before = read_project_file(backup, keep_copy=False)
        words = []
        if before.classes != content.classes:
            words.append(said("classes {before} instead of {now}", before=", ".join(before.classes.names),
                              now=", ".join(content.classes.names)))  # fmt: skip
        known = {entry.id: entry for entry in before.images}
        changed = [entry.id for entry in content.images if known.get(entry.id, entry) != entry]
        if changed:
            words.append(said("other facts on {number} images, {id} first", number=len(changed), id=changed[0]))
        if words:
            return said(" The copy saved before has {words}.", words="; ".join(words))
    return ""
