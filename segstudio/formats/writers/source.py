"""What an export takes from a project: which images, and their class ids; and where it must not write."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import FormatError, ImageError, MaskError, said, together
from segstudio.formats.common.report import Images, LeftOut
from segstudio.labels.classes import VOID
from segstudio.project.checking.damaged_masks import latest_problem, refusal
from segstudio.project.entries import DONE_SHARE
from segstudio.project.masks import read_latest, read_mask
from segstudio.project.predictions.objects_file import read_objects
from segstudio.project.project import ImageEntry, Project
from segstudio.project.recovery import lacks_strokes

NOTHING = said("Nothing was exported.")
NOT_PREDICTED = said("It is not predicted yet.")
_OF_LABELS = (Images.LABELLED, Images.DONE)
_NONE = {
    Images.LABELLED: "Nothing to export: no image has labels yet.",
    Images.DONE: "Nothing to export: no image is done or fully labelled.",
    Images.FLAGGED: "Nothing to export: no image is flagged.",
}
_OWN_FOLDERS = ("masks", "journal", "recovered", "runs", "predictions")


@dataclass(frozen=True)
class Wanted:
    """The images to export, those that should be and cannot, and how many the person did not choose."""

    entries: list[ImageEntry]
    left_out: list[LeftOut]
    unchosen: int = 0


def wanted(project: Project, what: str, images: Images = Images.USUAL) -> Wanted:
    """Which images an export of ``what`` ("labels", "predictions") takes. Raises FormatError where there is none,
    MaskError where a mask of them cannot be used. Of fully labelled images one whose mask cannot be used is left out
    and named: nobody knows whether it is one."""
    if what not in ("labels", "predictions"):
        raise FormatError("{what} cannot be exported.", "Choose labels or predictions.", what=repr(what))
    usual = images is Images.USUAL
    if usual:
        images = Images.LABELLED if what == "labels" else Images.ALL
    damaged: list[tuple[ImageEntry, MaskError]] = []
    if what == "labels" or images in _OF_LABELS:
        read = [entry for entry in project.images if entry.flag or images is not Images.FLAGGED]
        damaged = [(entry, bad) for entry in read if (bad := latest_problem(project, entry)) is not None]
    if damaged and images is not Images.DONE:
        raise refusal(project, damaged, NOTHING)
    unknown = {entry.id for entry, _ in damaged}
    if what == "labels" and not unknown and not any(_has_labels(project, entry) for entry in project.images):
        raise FormatError("Nothing to export: no image has labels yet.", "Paint or import some.")
    chosen = [one for one in project.images if one.id not in unknown and _is_chosen(project, one, images)]
    if not chosen and unknown:
        raise refusal(project, damaged, NOTHING)
    if not chosen and images in _NONE:
        raise FormatError(_NONE[images], "Choose other images.")
    why = said("It is not known whether it is fully labelled:")
    left_out = [LeftOut(entry.title, together(why, bad.message)) for entry, bad in damaged]
    unchosen = 0 if usual else len(project.images) - len(chosen) - len(left_out)
    if what == "labels":
        return Wanted(chosen, left_out, unchosen)
    there, missing = _predicted(project, chosen)
    return Wanted(there, left_out + missing, unchosen)


def _is_chosen(project: Project, entry: ImageEntry, images: Images) -> bool:
    if images is Images.FLAGGED:
        return entry.flag
    if images is Images.ALL:
        return True
    share = _labelled_share(project, entry)
    return share >= DONE_SHARE or (entry.done and share > 0) if images is Images.DONE else share > 0


def _has_labels(project: Project, entry: ImageEntry) -> bool:
    with suppress(MaskError):  # of an image that is not exported
        return _labelled_share(project, entry) > 0
    return False


def _labelled_share(project: Project, entry: ImageEntry) -> float:
    """Share of pixels with a class, strokes that are not saved yet included, 0..1. Raises MaskError."""
    if lacks_strokes(project.mask_path(entry), project.journal_path(entry)):
        return float((read_latest(project, entry)[0] != VOID).mean())
    counts = project.label_summary(entry)
    return float(counts[:VOID].sum() / counts.sum())


def _predicted(project: Project, chosen: list[ImageEntry]) -> tuple[list[ImageEntry], list[LeftOut]]:
    """The images with a prediction, and those without. Raises MaskError where a prediction is damaged."""
    there = [entry for entry in chosen if is_predicted(project, entry)]
    if not there:
        raise FormatError("Nothing to export: no image is predicted yet.", "Predict the images first.")
    for entry in there:  # before anything is written
        _prediction(project, entry, NOTHING)
    ids = {entry.id for entry in there}
    return there, [LeftOut(entry.title, NOT_PREDICTED) for entry in chosen if entry.id not in ids]


def is_predicted(project: Project, entry: ImageEntry) -> bool:
    """Whether there is a prediction by the model in use."""
    return _prediction_path(project, entry).is_file()


def _prediction_path(project: Project, entry: ImageEntry) -> Path:
    return project.predictions_folder / project.model_name / f"{entry.id}.png"


def values_of(project: Project, entry: ImageEntry, what: str, outcome: str = NOTHING) -> tuple[NDArray[np.uint8], str]:
    """The class ids of one image as exported, uint8[h,w], and a sentence or "". Raises MaskError: the mask or the
    prediction is damaged (``outcome``: what is not done therefore); ImageError: the image is another one than was
    predicted."""
    changed = project.check_image(entry) or ""
    if what == "labels":
        if not _has_mask(project, entry):
            return np.full(entry.shape, VOID, np.uint8), changed
        values, note = read_latest(project, entry)
        return values, together(changed, note)
    if changed and (problem := project.size_problem(entry)):
        raise ImageError(problem)  # a prediction that is there was made of the image as it was
    return _prediction(project, entry, outcome), changed


def seeds_of(project: Project, entry: ImageEntry, what: str) -> NDArray[np.int32] | None:
    """The objects that the network of a prediction found, as of ``labels.objects.find_objects``; ``None`` for labels,
    and where no network finds objects. Raises MaskError as ``values_of``."""
    return read_objects(_prediction_path(project, entry), entry.shape) if what == "predictions" else None


def _has_mask(project: Project, entry: ImageEntry) -> bool:
    path = project.mask_path(entry)
    return path.exists() or lacks_strokes(path, project.journal_path(entry))


def _prediction(project: Project, entry: ImageEntry, outcome: str) -> NDArray[np.uint8]:
    path = _prediction_path(project, entry)
    try:
        return read_mask(path, entry.shape, project.classes.ids, project.classes.retired)
    except MaskError as error:
        text = "The prediction {place} cannot be used: {reason} {outcome}"
        hint = "Delete that file; it is made anew when the images are predicted."
        raise MaskError(text, hint, place=path, reason=error.message, outcome=outcome) from error


def refuse_folder(project: Project, out: Path) -> None:
    """FormatError where an export would write into the project, or over a file."""
    goal, home = out.resolve(), project.folder.resolve()
    if goal == home or any(goal.is_relative_to(home / name) for name in _OWN_FOLDERS):
        raise FormatError("The export would write into the project's own files.", "Choose another folder.")
    if out.exists() and not out.is_dir():
        raise FormatError("{out} is a file, not a folder.", "Choose a folder.", out=out)
