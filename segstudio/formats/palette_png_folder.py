"""A folder of palette PNGs, one for each image by name, with ``classes.json`` beside them: import and export.

What VOC-style tools read: 8-bit P, 256 palette entries, no tRNS, index = class id, 255 = void
(PASCAL VOC development kit 2012, section 3). Must not import Qt or torch.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import FormatError, MaskError, UserError, WriteError, said
from segstudio.formats.report import ExportReport, ImportReport, Progress
from segstudio.labels import actions, rules
from segstudio.labels.classes import read_classes_json
from segstudio.project import palette_png
from segstudio.project.masks import open_mask, read_mask
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import refuse_foreign, write_atomic, write_error

CLASSES_FILE = "classes.json"
_MARK = {"Software": "SegStudio"}  # tells files of an earlier export from files of somebody else
_OWN_FOLDERS = ("masks", "journal", "runs", "predictions")


def file_stems(entries: Sequence[ImageEntry]) -> dict[str, str]:
    """The mask file stem of each image id: the image's own stem; the second of the same name gets "_2", and so on."""
    own = {entry.id: Path(entry.path).stem for entry in entries}
    taken: set[str] = set()
    reserved = {stem.casefold() for stem in own.values()}  # file names differ by more than case on every system
    stems = {}
    for entry in entries:
        stem, number = own[entry.id], 2
        while stem.casefold() in taken or (number > 2 and stem.casefold() in reserved):
            stem, number = f"{own[entry.id]}_{number}", number + 1
        taken.add(stem.casefold())
        stems[entry.id] = stem
    return stems


# ---- import --------------------------------------------------------------------------------------------------------


def import_masks(project: Project, folder: str | Path, progress: Progress | None = None) -> ImportReport:
    """Bring the PNGs of ``folder`` into the masks of the images with the same stem.

    Labelled pixels of a file replace what is there, as one undoable step "Import mask" for each image; its void pixels
    and pixels of locked classes leave what is there. All files are checked before the first one is taken.
    Raises FormatError (no folder, nothing matches, classes numbered otherwise), MaskError naming the file
    (other size, unknown value, no mask), WriteError.
    """
    folder = Path(folder)
    if project.read_only:
        raise WriteError("The project is open read-only; no mask can be imported.", "Copy it to a writable folder.")
    pairs, unmatched = _pairs(project, folder)
    _check_numbering(project, folder)
    for entry, path in pairs:
        _read(project, entry, path)
    imported: list[str] = []
    replaced: list[str] = []
    for done, (entry, path) in enumerate(pairs):
        if progress:
            progress(done, len(pairs))
        if _take(project, entry, _read(project, entry, path)):
            replaced.append(entry.id)
        imported.append(entry.id)
    if progress:
        progress(len(pairs), len(pairs))
    return ImportReport(imported, unmatched, replaced)


def _pairs(project: Project, folder: Path) -> tuple[list[tuple[ImageEntry, Path]], list[Path]]:
    """Images and their mask files in project order, and the mask files that belong to no image."""
    if not folder.is_dir():
        raise FormatError("There is no folder {folder}.", "Check the path.", folder=folder)
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() == ".png" and not p.name.startswith("."))
    by_stem = {path.stem: path for path in files}
    stems = file_stems(project.images)
    pairs = [(entry, by_stem[stems[entry.id]]) for entry in project.images if stems[entry.id] in by_stem]
    if not pairs:
        raise FormatError(
            "No PNG in {folder} has the name of an image of this project.",
            "A mask belongs to the image of the same name up to the suffix, as in a.jpg and a.png.",
            folder=folder,
        )
    used = {path for _, path in pairs}
    return pairs, [path for path in files if path not in used]


def _check_numbering(project: Project, folder: Path) -> None:
    """Masks whose own ``classes.json`` gives a class of this project another number would be read wrongly."""
    if not (folder / CLASSES_FILE).is_file():
        return
    for row in read_classes_json(folder / CLASSES_FILE):
        if row.name in project.classes.names and project.classes.by_name(row.name).id != row.id:
            raise FormatError(
                "In {folder} {name} is class {id}, in this project it is class {other}.",
                "Import into a project with the same class list.",
                folder=folder / CLASSES_FILE,
                name=repr(row.name),
                id=row.id,
                other=project.classes.by_name(row.name).id,
            )


def _read(project: Project, entry: ImageEntry, path: Path) -> NDArray[np.uint8]:
    try:
        return read_mask(path, (entry.height, entry.width), project.classes.ids)
    except MaskError as error:
        message = (
            error.message
            if path.name in error.message
            else said("{name}: {message}", name=path.name, message=error.message)
        )
        raise MaskError(message, error.hint) from error


def _take(project: Project, entry: ImageEntry, values: NDArray[np.uint8]) -> bool:
    """Put the values into the image's mask, journalled and saved; whether labels were there before."""
    stored = open_mask(project, entry, values.shape)
    try:
        had_labels = stored.mask.labelled > 0
        free = rules.writable(project.classes, rules.PaintRule())
        actions.accept(stored.mask, values, free, name="Import mask", commit=stored.commit)
        stored.save(project.classes.palette())
        return had_labels
    finally:
        stored.close()


# ---- export --------------------------------------------------------------------------------------------------------


def export_masks(
    project: Project, out: str | Path, what: str = "labels", progress: Progress | None = None
) -> ExportReport:
    """Write the saved masks of all labelled images, or the current run's predictions, to ``out``.

    Every file is read back by two decoders and compared before this returns. Files of an earlier export are replaced,
    others never. Raises FormatError (nothing to export, a folder or file that must not be written over), MaskError
    (a mask that cannot be read), WriteError, and what ``progress`` raises (the files written so far are whole).
    """
    out = Path(out)
    stems = file_stems(project.images)
    sources, notes = _sources(project, what)
    table = json.dumps(project.classes.export_form(), indent=1, ensure_ascii=False).encode() + b"\n"
    goals = {entry.id: out / f"{stems[entry.id]}.png" for entry, _ in sources}
    _refuse_folder(project, out)
    _refuse_foreign(project, list(goals.values()), out / CLASSES_FILE, table)
    _make_folder(out)
    palette = project.classes.palette()
    verified = 0
    for done, (entry, path) in enumerate(sources):
        if progress:
            progress(done, len(sources))
        values = read_mask(path, (entry.height, entry.width), project.classes.ids, project.classes.retired)
        write_atomic(goals[entry.id], palette_png.encode(values, palette, _MARK))
        _verify(goals[entry.id], values, palette)
        verified += 1
        if goals[entry.id].stem != Path(entry.path).stem:
            notes.append(
                said(
                    "{path} was exported as {name}, another image has its name.",
                    path=entry.path,
                    name=goals[entry.id].name,
                )
            )
    write_atomic(out / CLASSES_FILE, table)
    if progress:
        progress(len(sources), len(sources))
    return ExportReport(list(goals.values()), verified, notes)


def _sources(project: Project, what: str) -> tuple[list[tuple[ImageEntry, Path]], list[str]]:
    """What to write: images with their mask files; sentences on what is left out."""
    if what == "labels":
        labelled = [(entry, project.mask_path(entry)) for entry in project.labelled_entries()]
        if not labelled:
            raise FormatError("Nothing to export: no image has labels yet.", "Paint or import some, and save.")
        return labelled, []
    if what != "predictions":
        raise FormatError("{what} cannot be exported.", "Choose labels or predictions.", what=repr(what))
    if not project.current_run:
        raise FormatError("Nothing to export: this project has no run yet.", "Train first.")
    folder = project.predictions_folder / project.current_run
    found = [(entry, folder / f"{entry.id}.png") for entry in project.images]
    there = [(entry, path) for entry, path in found if path.is_file()]
    if not there:
        raise FormatError("Nothing to export: the current run has predicted no image yet.", "Predict the images first.")
    left = len(found) - len(there)
    told = "{left} of {all} images have no prediction and were left out."
    notes: list[str] = [said(told, left=left, all=len(found))] if left else []
    return there, notes


def _refuse_folder(project: Project, out: Path) -> None:
    goal, home = out.resolve(), project.folder.resolve()
    if goal == home or any(goal.is_relative_to(home / name) for name in _OWN_FOLDERS):
        raise FormatError("The export would write into the project's own files.", "Choose another folder.")
    if out.exists() and not out.is_dir():
        raise FormatError("{out} is a file, not a folder.", "Choose a folder.", out=out)


def _refuse_foreign(project: Project, goals: Sequence[Path], classes_file: Path, table: bytes) -> None:
    """Raise FormatError where a file would be replaced that no export wrote: an image, or masks of somebody else."""

    @cache  # asked only where a file is in the way
    def images() -> set[Path]:
        return {project.image_path(entry).resolve() for entry in project.images}

    refuse_foreign(
        goals,
        lambda path: _is_export(path) and path.resolve() not in images(),
        (classes_file, table),
        FormatError,
        (
            "{folder} already holds {name}, which SegStudio did not export.",
            "{folder} already holds {name} and {more} more, which SegStudio did not export.",
        ),
    )


def _is_export(path: Path) -> bool:
    try:
        return palette_png.decode(path).text.get("Software") == _MARK["Software"]
    except (UserError, OSError):
        return False


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(out, error) from error


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
