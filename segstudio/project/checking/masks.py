"""Checks the mask and the journal of one image: what is wrong with them, and what can be kept.

Changes no file by itself. Imports the files of ``project``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from segstudio.errors import MaskError, said
from segstudio.labels.classes import VOID, LabelClass, voc_color
from segstudio.labels.mask import histogram
from segstudio.project import palette_png, recovery
from segstudio.project.checking.findings import Finding, Kind
from segstudio.project.checking.salvage import Salvage, salvage
from segstudio.project.masks import open_mask
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import write_atomic


def check_mask(project: Project, entry: ImageEntry) -> Iterator[Finding]:
    """What is wrong with the mask of an image and with its journal."""
    path, journal = project.mask_path(entry), project.journal_path(entry)
    allowed = frozenset(project.classes.ids) | project.classes.retired
    try:
        base = recovery.read_base(path, entry.shape)
    except MaskError as error:
        yield _unreadable(project, entry, error.message, allowed)
        return
    unknown = {int(value) for value in np.flatnonzero(histogram(base.array)[:VOID])} - allowed
    if unknown:
        yield _unknown_values(path, unknown)
    try:
        found = recovery.recover(path, journal, entry.shape, allowed | unknown, read_only=True)
    except MaskError as error:
        text = said("Its strokes are put aside; the image has what the mask file holds.")
        yield Finding(Kind.JOURNAL, f"journal/{journal.name}", error.message, text, moved=(journal,))
        return
    if found.notice:
        text = said("What can be read of it is kept, and the mask is saved with that.")
        yield Finding(Kind.JOURNAL, f"journal/{journal.name}", found.notice, text,
                      copied=_there(path, journal), mend=partial(_save, entry))  # fmt: skip
    elif found.seq != found.saved_seq:
        text = said("The newest strokes of {path} are in its journal only; nothing is lost.", path=entry.path)
        yield Finding(Kind.STROKES, f"journal/{journal.name}", text, said("The mask is saved with them."),
                      copied=_there(path, journal), mend=partial(_save, entry))  # fmt: skip


def _there(*paths: Path) -> tuple[Path, ...]:
    return tuple(path for path in paths if path.exists())


def _unreadable(project: Project, entry: ImageEntry, text: str, allowed: Collection[int]) -> Finding:
    """A mask file that cannot be read: what of its pixels can be had again."""
    path, journal = project.mask_path(entry), project.journal_path(entry)
    finding = Finding(Kind.MASK, f"masks/{path.name}", text, "")
    if _journal_is_whole(project, entry, allowed):
        told = said("Its journal holds every stroke since the empty mask: the mask is made from that, whole.")
        return replace(finding, remedy=told, moved=(path,), mend=partial(_save, entry))
    found: Salvage | None = None
    with contextlib.suppress(MaskError):
        found = salvage(palette_png.read_file(path), entry.shape)
    if found is None or (found.array == VOID).all():
        told = said("Nothing of it can be read for sure: it is put aside, and the image has no labels.")
        return replace(finding, remedy=told, moved=_there(path, journal))
    told = said("{rows} of its {height} rows can be read and are kept; the rest is void.", rows=found.rows,
                height=entry.height)  # fmt: skip
    if found.rows == entry.height:
        told = said("All its pixels can be read and are kept.")
    return replace(finding, remedy=told, copied=(path,), moved=_there(journal), mend=partial(_write, entry, found))


def _journal_is_whole(project: Project, entry: ImageEntry, allowed: Collection[int]) -> bool:
    """Whether the journal began with the empty mask and every record of it can be read."""
    path = project.mask_path(entry)
    nowhere = path.with_name(f".none-{path.name}")
    try:
        found = recovery.recover(nowhere, project.journal_path(entry), entry.shape, allowed, read_only=True)
    except MaskError:
        return False
    return found.notice is None and found.seq > 0


def _save(entry: ImageEntry, project: Project) -> None:
    """Open the mask, which makes its journal whole, and save it."""
    stored = open_mask(project, entry, entry.shape)
    try:
        stored.save(project.classes.palette())
    finally:
        stored.close()


def _write(entry: ImageEntry, found: Salvage, project: Project) -> None:
    write_atomic(project.mask_path(entry), palette_png.encode(found.array, project.classes.palette()))


def _unknown_values(path: Path, unknown: Collection[int]) -> Finding:
    values = ", ".join(map(str, sorted(unknown)))
    text = said("The mask {name} holds values of no class: {values}.", name=path.name, values=values)
    told = said("Classes are added for them, so that every pixel stays as it is; rename or delete them.")
    return Finding(Kind.MASK_VALUES, f"masks/{path.name}", text, told, mend=partial(_add_classes, frozenset(unknown)))


def _add_classes(ids: frozenset[int], project: Project) -> None:
    classes = project.classes
    for id in sorted(ids - set(classes.ids) - classes.retired):
        name = f"class {id}"
        while name in classes.names:
            name += "*"
        classes = replace(classes, classes=(*classes.classes, LabelClass(id, name, voc_color(id))))
    if classes != project.classes:
        project.set_classes(classes)
