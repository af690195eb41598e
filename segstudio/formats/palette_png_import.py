"""Import of a folder of palette or grey PNGs into the masks of a project: all are checked before the first is imported.

Nothing is guessed: where names or colours of classes contradict their numbers, or 255 may be an object, ``Unclear``
asks before anything is changed. Must not import Qt or torch.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import FormatError, MaskError, ProjectError, WriteError
from segstudio.formats.class_names import contradictions
from segstudio.formats.matching import Matcher, mask_files
from segstudio.formats.report import ImportChoices, ImportQuestion, ImportReport, LeftOut, Unclear
from segstudio.labels import actions, rules
from segstudio.labels.classes import VOID, ClassTable, read_classes_json
from segstudio.labels.mask import histogram
from segstudio.labels.steps import Progress, silent
from segstudio.project import palette_png
from segstudio.project.masks import open_mask
from segstudio.project.parallel import in_threads
from segstudio.project.project import ImageEntry, Project
from segstudio.project.recovery import check_values

CLASSES_FILE = "classes.json"
_ASK = ImportChoices()
Pair = tuple[ImageEntry, Path]


@dataclass(frozen=True)
class _Looked:
    """What one mask file holds: its values, and whether it says itself that 255 is void."""

    values: frozenset[int]
    states_void: bool


def import_masks(
    project: Project, folder: str | Path, progress: Progress = silent, choices: ImportChoices = _ASK
) -> ImportReport:
    """Bring the PNGs in ``folder`` and below into the masks of the images that they are for (``matching``).

    Labelled pixels of a file replace those of the mask, as one undoable step "Import mask" for each image; its void
    pixels and pixels of locked classes change nothing. A file that cannot be used is left out and named, the others are
    imported. ``progress`` counts each file twice: checked, imported. Raises FormatError (no folder, nothing can be
    used), Unclear (a question comes first; nothing is changed), WriteError, and what ``progress`` raises.
    """
    folder = Path(folder)
    if project.read_only:
        raise WriteError("The project is open read-only; no mask can be imported.", "Copy it to a writable folder.")
    files, left_out = mask_files(folder, map(project.image_path, project.images))
    pairs, unmatched = Matcher(project.images, folder).pairs(files)
    left_out += unmatched
    if not choices.by_number:
        _check_names(project.classes, folder, files)

    def look(pair: Pair) -> _Looked | LeftOut:
        try:
            return _look(project, *pair, choices)
        except MaskError as error:
            return LeftOut(pair[1].relative_to(folder).as_posix(), error.message)

    def take(pair: Pair) -> bool | LeftOut:
        try:
            return _take(project, *pair, palette, choices)
        except WriteError:
            raise
        except (MaskError, ProjectError) as error:  # the image's mask is damaged, or open elsewhere
            return LeftOut(pair[1].relative_to(folder).as_posix(), error.message)

    total, largest = 2 * len(pairs), max((entry.width * entry.height for entry, _ in pairs), default=0)
    looked = in_threads(look, pairs, largest, lambda done, _: progress(done, total))
    left_out += [one for one in looked if isinstance(one, LeftOut)]
    good = [pair for pair, one in zip(pairs, looked, strict=True) if isinstance(one, _Looked)]
    if not good:
        raise _nothing(folder, left_out)
    if choices.value_255 is None:
        _check_255([one for one in looked if isinstance(one, _Looked)], folder)
    palette = project.classes.palette()
    first = total - len(good)
    taken = in_threads(take, good, largest, lambda done, _: progress(first + done, total))
    left_out += [one for one in taken if isinstance(one, LeftOut)]
    done = [(entry.id, had) for (entry, _), had in zip(good, taken, strict=True) if isinstance(had, bool)]
    return ImportReport([id for id, _ in done], [id for id, had_labels in done if had_labels], left_out)


def _nothing(folder: Path, left_out: list[LeftOut]) -> FormatError:
    if not left_out:
        return FormatError("There is no PNG in {folder}.", "Choose the folder that holds the masks.", folder=folder)
    text, more = "None of the masks in {folder} can be used. {reason}", len(left_out) - 1
    return FormatError(
        text + " {more} more were left out." if more else text,
        "A mask belongs to the image of the same name up to the suffix, as in a.jpg and a.png.",
        folder=folder,
        reason=left_out[0].sentence,
        more=more,
    )


# ---- looking --------------------------------------------------------------------------------------------------------


def _check_names(classes: ClassTable, folder: Path, files: list[Path]) -> None:
    """Unclear where a ``classes.json`` beside a mask gives a number another name, or a name another number."""
    for place in sorted({folder, *(path.parent for path in files)}):
        if not os.path.lexists(place / CLASSES_FILE):  # a link that leads nowhere is told
            continue
        for pair in contradictions(classes, read_classes_json(place / CLASSES_FILE)):
            raise Unclear(
                ImportQuestion.NUMBERS,
                "Class {id} is {name} in {file}, but class {other} is {other_name} in this project.",
                "Give the classes of the project the same numbers, or add --by-number if the numbers are right.",
                id=pair.theirs.id,
                name=repr(pair.theirs.name),
                file=place / CLASSES_FILE,
                other=pair.ours.id,
                other_name=repr(pair.ours.name),
            )


def _look(project: Project, entry: ImageEntry, path: Path, choices: ImportChoices) -> _Looked:
    """Read a file and check it. MaskError: it cannot be used; Unclear: its colours contradict its numbers."""
    png = palette_png.decode(path, shape=entry.shape)
    array = _with_255(png.array, choices)
    check_values(array, project.classes.ids, path.name)
    values = frozenset(np.flatnonzero(histogram(png.array)).tolist())
    if png.palette is not None and not choices.by_number:
        _check_colors(project.classes, png.palette, values, path)
    return _Looked(values, palette_png.says_void(png))


def _check_colors(classes: ClassTable, palette: NDArray[np.uint8], values: frozenset[int], path: Path) -> None:
    """Unclear where a value has exactly the colour of another class of the project."""
    by_color = {row.color: row for row in classes.classes}
    for value in sorted(values & set(classes.ids)):
        meant = by_color.get(tuple(palette[value].tolist())) if value < len(palette) else None
        if meant is not None and classes.by_id(value).color != meant.color:
            raise Unclear(
                ImportQuestion.NUMBERS,
                "{name}: value {value} has the colour of class {meant} ({id}), but in this project it is {ours}.",
                "Add --by-number if the numbers are right and the colours are not.",
                name=path.name,
                value=value,
                meant=repr(meant.name),
                id=meant.id,
                ours=repr(classes.by_id(value).name),
            )


def _check_255(looked: list[_Looked], folder: Path) -> None:
    """Unclear where all files together hold 0 and 255 only and none says that 255 is void: it may be the object."""
    values = frozenset[int]().union(*(one.values for one in looked))
    if values == {0, VOID} and not any(one.states_void for one in looked):
        raise Unclear(
            ImportQuestion.VALUE_255,
            "The masks in {folder} hold only 0 and 255; many programs write the object as 255.",
            "Add --object-255 CLASS if 255 is an object, or --void-255 if it means not labelled.",
            folder=folder,
        )


def _with_255(array: NDArray[np.uint8], choices: ImportChoices) -> NDArray[np.uint8]:
    meant = choices.value_255
    return array if meant is None or meant == VOID else np.where(array == VOID, np.uint8(meant), array)


# ---- taking ---------------------------------------------------------------------------------------------------------


def _take(project: Project, entry: ImageEntry, path: Path, palette: NDArray[np.uint8], choices: ImportChoices) -> bool:
    """Copy a file into the image's mask, journalled and saved; whether it had labels before."""
    values = _with_255(palette_png.decode(path, shape=entry.shape).array, choices)
    stored = open_mask(project, entry, values.shape)
    try:
        had_labels = stored.mask.labelled > 0
        free = rules.writable(project.classes, rules.PaintRule())
        actions.accept(stored.mask, values, free, name="Import mask", commit=stored.commit)
        stored.save(palette)
        return had_labels
    finally:
        stored.close()
