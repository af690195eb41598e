"""What an export takes from a project: which images, and their class ids; and where it must not write."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import FormatError, ImageError, MaskError, said, together
from segstudio.formats.common.report import LeftOut
from segstudio.labels.classes import VOID
from segstudio.project.checking.damaged_masks import latest_problem, refusal
from segstudio.project.masks import read_latest, read_mask
from segstudio.project.project import ImageEntry, Project
from segstudio.project.recovery import lacks_strokes

NOTHING = said("Nothing was exported.")
_OWN_FOLDERS = ("masks", "journal", "recovered", "runs", "predictions")


def wanted(project: Project, what: str) -> tuple[list[ImageEntry], list[LeftOut]]:
    """The images to export ("labels": those that have some, or may; "predictions") and those that are left out. Raises
    FormatError where there is none, MaskError where a mask cannot be used."""
    return _labelled(project) if what == "labels" else _predicted(project, what)


def _labelled(project: Project) -> tuple[list[ImageEntry], list[LeftOut]]:
    """The images with labels or with strokes that are not saved yet. Raises MaskError where a mask cannot be used."""
    damaged = [(entry, bad) for entry in project.images if (bad := latest_problem(project, entry)) is not None]
    if damaged:
        raise refusal(project, damaged, NOTHING)
    found = [entry for entry in project.images if _may_have_labels(project, entry)]
    if not found:
        raise FormatError("Nothing to export: no image has labels yet.", "Paint or import some.")
    return found, []


def _may_have_labels(project: Project, entry: ImageEntry) -> bool:
    if project.label_summary(entry)[:VOID].any():
        return True
    return lacks_strokes(project.mask_path(entry), project.journal_path(entry))


def _predicted(project: Project, what: str) -> tuple[list[ImageEntry], list[LeftOut]]:
    """The images with a prediction, and those without. Raises MaskError where a prediction is damaged."""
    if what != "predictions":
        raise FormatError("{what} cannot be exported.", "Choose labels or predictions.", what=repr(what))
    there = [entry for entry in project.images if _prediction_path(project, entry).is_file()]
    if not there:
        raise FormatError("Nothing to export: no image is predicted yet.", "Predict the images first.")
    for entry in there:  # before anything is written
        _prediction(project, entry)
    ids = {entry.id for entry in there}
    reason = said("It is not predicted yet.")
    return there, [LeftOut(entry.title, reason) for entry in project.images if entry.id not in ids]


def _prediction_path(project: Project, entry: ImageEntry) -> Path:
    return project.predictions_folder / project.model_name / f"{entry.id}.png"


def values_of(project: Project, entry: ImageEntry, what: str) -> tuple[NDArray[np.uint8], str]:
    """The class ids of one image as exported, uint8[h,w], and a sentence or "". Raises MaskError: the mask or the
    prediction is damaged; ImageError: the image is another one than was predicted."""
    changed = project.check_image(entry) or ""
    if what == "labels":
        values, note = read_latest(project, entry)
        return values, together(changed, note)
    if changed and (problem := project.size_problem(entry)):
        raise ImageError(problem)  # a prediction that is there was made of the image as it was
    return _prediction(project, entry), changed


def _prediction(project: Project, entry: ImageEntry) -> NDArray[np.uint8]:
    path = _prediction_path(project, entry)
    try:
        return read_mask(path, entry.shape, project.classes.ids, project.classes.retired)
    except MaskError as error:
        text = "The prediction {place} cannot be used: {reason} {outcome}"
        hint = "Delete that file; it is made anew when the images are predicted."
        raise MaskError(text, hint, place=path, reason=error.message, outcome=NOTHING) from error


def refuse_folder(project: Project, out: Path) -> None:
    """FormatError where an export would write into the project, or over a file."""
    goal, home = out.resolve(), project.folder.resolve()
    if goal == home or any(goal.is_relative_to(home / name) for name in _OWN_FOLDERS):
        raise FormatError("The export would write into the project's own files.", "Choose another folder.")
    if out.exists() and not out.is_dir():
        raise FormatError("{out} is a file, not a folder.", "Choose a folder.", out=out)
