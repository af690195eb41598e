"""Checks a project folder: reads all of it, writes nothing, and says what is wrong and what a repair does.

Imports the files of ``project``; what other rooms keep in the folder is checked by functions that are handed in.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from segstudio.errors import LockedError, MaskError, ProjectError, said
from segstudio.labels.steps import Progress, silent
from segstudio.project import palette_png
from segstudio.project.checking.findings import Finding, Kind, MoreChecks
from segstudio.project.checking.masks import check_mask
from segstudio.project.checking.project_file import BACKUP, check_project_file
from segstudio.project.entries import by_real_folder, with_mask_names
from segstudio.project.lock import LOCK_NAME, ProjectLock
from segstudio.project.parallel import in_threads
from segstudio.project.project import STROKES, ImageEntry, Project
from segstudio.project.project_file import FILE_NAME, ProjectContent, project_folder
from segstudio.project.storage import TEMP_PREFIX, read_json, refuse_links_below

_LAST_IMPORT = "last-import.json"
_TEMP_FOLDERS = ("", "masks", "journal", "images", "weights", "runs", "runs/*", "predictions", "predictions/*",
                 "explorations", "explorations/*")  # fmt: skip


@dataclass(frozen=True)
class Examined:
    """A project as it was found. ``content``: of project.json, or what takes its place (``damaged``); ``notes``:
    sentences on what is not wrong."""

    folder: Path
    content: ProjectContent
    damaged: bool
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()


def examine(folder: Path, more: Sequence[MoreChecks] = (), progress: Progress = silent) -> Examined:
    """Check the project in ``folder``; writes nothing. ``progress`` counts images.

    ProjectError: there is no project, it is of a newer program, or neither project.json nor its copy can be read.
    """
    given = Path(os.path.abspath(folder))
    given = given.parent if given.name == FILE_NAME else given
    path = Path(os.path.realpath(given))
    if not any((path / name).is_file() for name in (FILE_NAME, BACKUP)):
        project_folder(path)  # says what it is not
    refuse_links_below(path)
    file = check_project_file(path)
    project = _as_read(given, path, file.content)
    largest = max((entry.width * entry.height for entry in project.images), default=0)
    of_images = in_threads(lambda entry: _check_image(project, entry), project.images, largest, progress)
    findings = [
        *file.findings, *_check_lock(path), *(one for found in of_images for one in found), *_check_import(project),
        *_check_others(project), *_check_temp_files(path), *_check_predictions(project),
        *(one for check in more for one in check(project)),
    ]  # fmt: skip
    return Examined(path, file.content, file.damaged, tuple(findings), tuple(_notes(path)))


def _as_read(given: Path, path: Path, content: ProjectContent) -> Project:
    """The project, opened for reading only, although its project.json may be damaged."""
    project = Project(path, content.name, content.classes)
    project.current_run, project.use_network = content.run, content.use_network
    project.put_images(with_mask_names(by_real_folder(content.images, given, path)))
    return project


# ---- images and masks -----------------------------------------------------------------------------------------------


def _check_image(project: Project, entry: ImageEntry) -> list[Finding]:
    found = []
    problem = project.check_image(entry)
    if problem and not project.image_path(entry).exists():
        told = said("Put it back, or find it with: segstudio find (Image > Find moved images in the window).")
        found.append(Finding(Kind.IMAGE_MISSING, entry.path, problem, told))
    elif problem:
        resized = project.size_problem(entry)
        told = said("Put the image back as it was, or look whether its labels still fit.")
        found.append(Finding(Kind.IMAGE_CHANGED, entry.path, resized or problem, told))
    return [*found, *check_mask(project, entry)]


def _check_import(project: Project) -> Iterator[Finding]:
    """The record of the last import; and images that it labelled whose mask and journal are both gone."""
    path = project.folder / _LAST_IMPORT
    if not path.exists():
        return
    try:
        content = read_json(path)
        ids = list(content["images"]) if isinstance(content, dict) else []
        if not all(isinstance(id, str) for id in ids):
            raise TypeError("an id is no text")
    except (ProjectError, KeyError, TypeError) as error:
        text = error.message if isinstance(error, ProjectError) else said("{name} is damaged.", name=path.name)
        told = said("It is put aside; the last import cannot be taken back any more.")
        yield Finding(Kind.LEFTOVER, path.name, text, told, moved=(path,))
        return
    yield from lost_masks(project, ids, said("the last import"))


def lost_masks(project: Project, ids: Sequence[str], source: str) -> Iterator[Finding]:
    """Images that ``source`` knows with labels, of which neither mask nor journal is there."""
    for id in ids:
        with contextlib.suppress(ProjectError):
            entry = project.entry(id)
            if not project.mask_path(entry).exists() and not project.journal_path(entry).exists():
                text = said("The mask of {path}, which {source} knows, is not there.", path=entry.path, source=source)
                told = said("Put {name} back into the folder masks from a backup.", name=f"{id}.png")
                yield Finding(Kind.MASK_MISSING, f"masks/{id}.png", text, told)


# ---- files that belong to nothing -----------------------------------------------------------------------------------


def _files(folder: Path, pattern: str = "*") -> list[Path]:
    return sorted(path for path in folder.glob(pattern) if path.is_file() and not path.name.startswith(TEMP_PREFIX))


def _check_others(project: Project) -> Iterator[Finding]:
    ids, aside = {entry.id for entry in project.images}, said("It is put aside.")
    for path in _files(project.folder / "masks", "*.png"):
        if path.stem not in ids:
            text = said("The mask {name} is of no image of the project.", name=path.name)
            told = said("It is put aside; once its image is added again it can be imported.")
            yield Finding(Kind.NOT_OF_THE_PROJECT, f"masks/{path.name}", text, told, moved=(path,))
    for path in _files(project.folder / "journal"):
        id, mark, _ = path.name.partition(".aside-")
        if mark:
            text = said(
                "{name} was kept when the mask or the journal of {id} could not be used.", name=path.name, id=id
            )
            yield Finding(Kind.LEFTOVER, f"journal/{path.name}", text, aside, moved=(path,))
        elif id not in ids:
            text = said("The journal {name} is of no image of the project.", name=path.name)
            yield Finding(Kind.NOT_OF_THE_PROJECT, f"journal/{path.name}", text, aside, moved=(path,))


def _check_temp_files(folder: Path) -> Iterator[Finding]:
    for place in _TEMP_FOLDERS:
        for path in sorted(folder.glob(f"{place}/{TEMP_PREFIX}*".lstrip("/"))):
            name = path.relative_to(folder).as_posix()
            text = said("{name} was left by a write that did not end.", name=name)
            yield Finding(Kind.LEFTOVER, name, text, said("It is put aside."), moved=(path,))


def _check_predictions(project: Project) -> Iterator[Finding]:
    """Predictions of a run or an image that is not there, and damaged ones. All of them can be made again."""
    runs, ids = project.folder / "runs", {entry.id: entry for entry in project.images}
    told = said("It is put aside; predictions are made again when they are needed.")
    for folder in sorted(one for one in project.predictions_folder.glob("*") if one.is_dir()):
        name = f"predictions/{folder.name}"
        if folder.name != STROKES and not (runs / folder.name).is_dir():
            text = said("The predictions {name} are of no run that is there.", name=name)
            yield Finding(Kind.PREDICTION, name, text, told, moved=(folder,))
            continue
        for path in _files(folder, "*.png"):
            entry = ids.get(path.stem) or ids.get(path.stem.removesuffix("_confidence"))
            if (problem := _prediction_problem(path, entry)) is not None:
                yield Finding(Kind.PREDICTION, f"{name}/{path.name}", problem, told, moved=(path,))


def _prediction_problem(path: Path, entry: ImageEntry | None) -> str | None:
    if entry is None:
        return said("The prediction {name} is of no image of the project.", name=path.name)
    try:
        palette_png.decode(path, shape=entry.shape)
    except MaskError as error:
        return error.message
    return None


# ---- the lock -------------------------------------------------------------------------------------------------------


def _check_lock(folder: Path) -> Iterator[Finding]:
    with contextlib.suppress(LockedError):
        holder = ProjectLock(folder).holder()
        if holder is not None and holder.is_gone(free=False):
            text = said("The lock was left by a process that has ended ({pid}, since {time}).", pid=holder.pid,
                        time=holder.time)  # fmt: skip
            yield Finding(Kind.LOCK, LOCK_NAME, text, said("It is removed."), moved=(folder / LOCK_NAME,))


def is_in_use(folder: Path) -> bool:
    """Whether a process that is running, as far as can be known, has the project open."""
    try:
        holder = ProjectLock(folder).holder()
    except LockedError:
        return True
    return holder is not None and not holder.is_gone(free=False)


def _notes(folder: Path) -> Iterator[str]:
    """Which other process has the project open at this moment."""
    holder = ProjectLock(folder).holder() if is_in_use(folder) else None
    if holder is not None and holder.pid != os.getpid():
        text = "The project is open in {where} (process {pid}, since {time}): what that is writing may look unfinished."
        yield said(text, where=holder.place(), pid=holder.pid, time=holder.time)
