"""Fills the images between two labelled ones of a stack: shapes blended by distance, in the background.

Masks are lent meanwhile, so that this is their only writer; each image filled is one undo step. Owns no widget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled, MaskError, UserError
from segstudio.gui.document import Document
from segstudio.gui.words import counted, tr
from segstudio.labels.actions import paste
from segstudio.labels.classes import VOID
from segstudio.labels.interpolation import interpolate
from segstudio.labels.painting import whole
from segstudio.labels.rules import PaintRule, paintable, writable
from segstudio.project.masks import open_mask, read_mask
from segstudio.project.project import ImageEntry, Project

MEMORY = 256 << 20  # bytes of blended masks at a time
Note = Callable[[int, int], None]  # images done, of all; may raise Cancelled
Values = NDArray[np.uint8]


def interpolate_between(
    document: Document,
    first_id: str,
    last_id: str,
    *,
    overwrite: bool = False,
    note: Note | None = None,
    done: Callable[[list[str]], None] | None = None,
) -> bool:
    """Label the images between two labelled ones in the order of the list; only empty ones unless ``overwrite``.

    ``done`` gets the ids that were filled (none after an error, which goes to the banner). ``False``: not begun.
    """
    project = document.project
    if project is None:
        return False
    try:
        first, between, last = _stack(document.images, first_id, last_id)
    except UserError as error:
        document.problem.emit(error)
        return False

    def end(changed: list[str], sentence: str) -> None:
        document.take_masks_back(project, [entry.id for entry in between])
        if sentence:
            document.notice.emit(sentence)
        if done is not None:
            done(changed)

    def failed(error: Exception) -> None:
        end([], tr("Stopped; the images filled so far stay filled.") if isinstance(error, Cancelled) else "")
        if not isinstance(error, Cancelled):
            known = isinstance(error, UserError)
            document.problem.emit(error if known else UserError(tr("Interpolation failed."), str(error)))

    def begin(lent: Project) -> None:
        document.background.submit(
            lambda: fill_between(lent, first, between, last, overwrite, note),
            done=lambda changed: end(changed, _told(changed, between)),
            failed=failed,
        )

    return document.lend_masks(begin)


def _stack(
    images: Sequence[ImageEntry], first_id: str, last_id: str
) -> tuple[ImageEntry, list[ImageEntry], ImageEntry]:
    """The two ends in the order of the list and what lies between; :class:`MaskError` when it is no stack."""
    ids = [entry.id for entry in images]
    low, high = sorted((ids.index(first_id), ids.index(last_id)))
    part = images[low : high + 1]
    if len(part) < 3:
        raise MaskError(tr("There is no image between the two."), tr("Choose two labelled images with others between."))
    if len({(entry.width, entry.height) for entry in part}) > 1:
        raise MaskError(tr("The images between have different sizes."), tr("Interpolate between slices of one stack."))
    return part[0], list(part[1:-1]), part[-1]


def fill_between(
    project: Project,
    first: ImageEntry,
    between: Sequence[ImageEntry],
    last: ImageEntry,
    overwrite: bool = False,
    note: Note | None = None,
) -> list[str]:
    """Write the masks between two labelled ones, each as one undo step; the ids of those that changed.

    Called on a thread while nobody else has the masks open. Raises :class:`UserError`, or what ``note`` raises.
    """
    ends = _labels(project, first), _labels(project, last)
    chunk = max(1, MEMORY // (6 * ends[0].size))
    changed: list[str] = []
    for start in range(0, len(between), chunk):
        part = between[start : start + chunk]
        shares = [(start + at + 1) / (len(between) + 1) for at in range(len(part))]
        for at, (entry, values) in enumerate(zip(part, interpolate(*ends, shares), strict=True)):
            if note is not None:
                note(start + at, len(between))
            if _write(project, entry, values, overwrite, tr("Interpolate")):
                changed.append(entry.id)
    if note is not None:
        note(len(between), len(between))
    return changed


def _labels(project: Project, entry: ImageEntry) -> Values:
    path = project.mask_path(entry)
    shape = entry.height, entry.width
    values = read_mask(path, shape, project.classes.ids, project.classes.retired) if path.is_file() else None
    if values is None or (values == VOID).all():
        raise MaskError(
            tr("Nothing is labelled on {name}.", name=entry.stem), tr("Label both images at the ends first.")
        )
    return values


def _write(project: Project, entry: ImageEntry, values: Values, overwrite: bool, name: str) -> bool:
    stored = open_mask(project, entry, (entry.height, entry.width))
    try:
        if stored.mask.labelled > 0 and not overwrite:
            return False
        free, welcome = writable(project.classes, PaintRule()), paintable(project.classes)
        patch = paste(
            stored.mask, values, whole(values.shape), free, paintable=welcome, name=name, commit=stored.commit
        )
        stored.save(project.classes.palette())
        return patch is not None
    finally:
        stored.close()


def _told(changed: Sequence[str], between: Sequence[ImageEntry]) -> str:
    kept = len(between) - len(changed)
    sentence = tr("{images} filled; Undo on each takes it back.", images=counted(len(changed), "image"))
    return f"{sentence} {tr('{images} labelled already stayed.', images=counted(kept, 'image'))}" if kept else sentence
