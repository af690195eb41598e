"""The masks of a project, or its predictions, as a folder of palette PNGs with ``classes.json`` beside them.

What VOC-style tools read: 8-bit P, 256 palette entries, no tRNS, index = class id, 255 = void
(PASCAL VOC development kit 2012, section 3). Must not import Qt or torch.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import FormatError, MaskError, WriteError, said, together
from segstudio.formats.matching import is_export, origin_of, origin_text
from segstudio.formats.report import ExportReport, LeftOut
from segstudio.labels.classes import VOID
from segstudio.labels.steps import Progress, silent
from segstudio.project import palette_png
from segstudio.project.masks import read_latest, read_mask
from segstudio.project.parallel import in_threads
from segstudio.project.project import ImageEntry, Project
from segstudio.project.recovery import lacks_strokes
from segstudio.project.storage import make_folder, refuse_foreign, write_atomic

CLASSES_FILE = "classes.json"
_OWN_FOLDERS = ("masks", "journal", "runs", "predictions")
_NAMED = 5  # files of an earlier export that are named in its sentence


def export_masks(project: Project, out: str | Path, what: str = "labels", progress: Progress = silent) -> ExportReport:
    """Write the masks of all labelled images, unsaved strokes included, or the predictions of the model in use, to
    ``out``.

    Every file is read back by two decoders and compared before this returns. An image whose mask cannot be read is left
    out and named, the others are written. Files of an earlier export of the same images are replaced, others never.
    Raises FormatError (nothing to export, a folder or file that must not be written over), WriteError, and what
    ``progress`` raises (the files written so far are whole).
    """
    out = Path(out)
    entries, left_out = _labelled(project) if what == "labels" else _predicted(project, what)
    table = json.dumps(project.classes.export_form(), indent=1, ensure_ascii=False).encode() + b"\n"
    goals = {entry.id: out / f"{entry.mask_stem}.png" for entry in entries}
    _refuse_folder(project, out)
    _refuse_foreign(project, goals, out / CLASSES_FILE, table)
    make_folder(out)
    palette = project.classes.palette()

    def write(entry: ImageEntry) -> str | LeftOut:
        """Write one image and read it back; a sentence on it, or ""."""
        try:
            values, note = _values(project, entry, what)
        except MaskError as error:
            return LeftOut(entry.path, error.message)
        write_atomic(goals[entry.id], palette_png.encode(values, palette, origin_text(entry)))
        _verify(goals[entry.id], values, palette)
        return note

    written = in_threads(write, entries, max(entry.width * entry.height for entry in entries), progress)
    left_out += [one for one in written if isinstance(one, LeftOut)]
    notes = [one for one in written if isinstance(one, str) and one]
    done = [entry for entry, one in zip(entries, written, strict=True) if isinstance(one, str)]
    for entry in done:
        if entry.mask_name:
            text = "{path} was exported as {name}.png: another image has its name."
            notes.append(said(text, path=entry.path, name=entry.mask_stem))
    write_atomic(out / CLASSES_FILE, table)
    files = [goals[entry.id] for entry in done]
    return ExportReport(files, len(files), notes + _earlier(out, files), left_out)


def _labelled(project: Project) -> tuple[list[ImageEntry], list[LeftOut]]:
    """The images with labels, with strokes that are not saved yet, or with a mask that cannot be read."""
    found = [entry for entry in project.images if _may_have_labels(project, entry)]
    if not found:
        raise FormatError("Nothing to export: no image has labels yet.", "Paint or import some.")
    return found, []


def _may_have_labels(project: Project, entry: ImageEntry) -> bool:
    try:
        if project.label_summary(entry)[:VOID].any():
            return True
    except MaskError:
        return True
    return lacks_strokes(project.mask_path(entry), project.journal_path(entry))


def _predicted(project: Project, what: str) -> tuple[list[ImageEntry], list[LeftOut]]:
    """The images with a prediction, and those without."""
    if what != "predictions":
        raise FormatError("{what} cannot be exported.", "Choose labels or predictions.", what=repr(what))
    there = [entry for entry in project.images if _prediction_path(project, entry).is_file()]
    if not there:
        raise FormatError("Nothing to export: no image is predicted yet.", "Predict the images first.")
    ids = {entry.id for entry in there}
    reason = said("It is not predicted yet.")
    return there, [LeftOut(entry.path, reason) for entry in project.images if entry.id not in ids]


def _prediction_path(project: Project, entry: ImageEntry) -> Path:
    return project.predictions_folder / project.model_name / f"{entry.id}.png"


def _values(project: Project, entry: ImageEntry, what: str) -> tuple[NDArray[np.uint8], str]:
    """The class ids of one image as exported, uint8[h,w], and a sentence or ""; raises MaskError."""
    changed = project.check_image(entry) or ""
    if what == "labels":
        values, note = read_latest(project, entry)
        return values, together(changed, note)
    if changed and (problem := project.size_problem(entry)):
        raise MaskError(problem)  # a prediction that is there was made of the image as it was
    path = _prediction_path(project, entry)
    return read_mask(path, entry.shape, project.classes.ids, project.classes.retired), changed


def _earlier(out: Path, files: Iterable[Path]) -> list[str]:
    """A sentence on masks of an earlier export in the folder that are not of this one: others would read them too."""
    mine = {path.name for path in files}
    old = sorted(path.name for path in out.glob("*.png") if path.name not in mine and _is_export(path))
    if not old:
        return []
    names = ", ".join(old[:_NAMED]) + (", ..." if len(old) > _NAMED else "")
    text = "{number} masks of an earlier export are still in the folder and not part of this one: {names}."
    if len(old) == 1:
        text = "A mask of an earlier export is still in the folder and not part of this one: {names}."
    return [said(text, number=len(old), names=names)]


def _refuse_folder(project: Project, out: Path) -> None:
    goal, home = out.resolve(), project.folder.resolve()
    if goal == home or any(goal.is_relative_to(home / name) for name in _OWN_FOLDERS):
        raise FormatError("The export would write into the project's own files.", "Choose another folder.")
    if out.exists() and not out.is_dir():
        raise FormatError("{out} is a file, not a folder.", "Choose a folder.", out=out)


def _refuse_foreign(project: Project, goals: dict[str, Path], classes_file: Path, table: bytes) -> None:
    """FormatError where a file would be replaced that is not an earlier export of the same image."""
    by_goal = {path: project.entry(id) for id, path in goals.items()}

    @cache  # asked only where a file is in the way
    def images() -> set[Path]:
        return {project.image_path(entry).resolve() for entry in project.images}

    def replaceable(path: Path) -> bool:
        text = palette_png.read_text(path)
        origin = origin_of(text)
        same = origin is None or origin.sha256 == by_goal[path].sha256
        return is_export(text) and same and path.resolve() not in images()

    refuse_foreign(
        list(goals.values()),
        replaceable,
        (classes_file, table),
        FormatError,
        (
            "{folder} already holds {name}, which was not exported from this image.",
            "{folder} already holds {name} and {more} more, which were not exported from these images.",
        ),
    )


def _is_export(path: Path) -> bool:
    return is_export(palette_png.read_text(path))


def _verify(path: Path, values: NDArray[np.uint8], palette: NDArray[np.uint8]) -> None:
    """Read a written file with Pillow and with our own decoder. Raises WriteError when anything differs."""
    same = np.array_equal(palette_png.decode(path).array, values)
    with Image.open(path) as image:
        colors = image.getpalette("RGB") or []
        same &= image.mode == "P" and "transparency" not in image.info and np.array_equal(np.asarray(image), values)
        same &= colors == palette.ravel().tolist()
    if not same:
        raise WriteError(
            "{name} reads back differently from what was written.", "Check the drive and export again.", name=path.name
        )
