"""Fills the images between two labelled ones of a stack: shapes blended by distance, in the background.

All masks are closed meanwhile, so that this is their only writer; each image filled is one undo step. Owns no widget.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled, MaskError, UserError
from segstudio.gui.document.document import Document
from segstudio.gui.look.words import counted, tr
from segstudio.labels.actions import paste
from segstudio.labels.classes import VOID
from segstudio.labels.interpolation import interpolate
from segstudio.labels.painting import whole
from segstudio.labels.rules import PaintRule, allowed, paintable, writable
from segstudio.project.checking.damaged_masks import refuse_damaged
from segstudio.project.contents import picture_of
from segstudio.project.masks import open_mask, read_mask
from segstudio.project.project import ImageEntry, Project
from segstudio.project.stacks.distances import shares_between
from segstudio.project.stacks.stack import stack_of

MEMORY = 256 << 20  # bytes of blended masks at a time
Note = Callable[[int, int], None]  # images done, of all; may raise Cancelled
Values = NDArray[np.uint8]
Outcome = Literal["filled", "labelled", "nothing", "refused"]  # of one of the images between


def summary(outcomes: Mapping[str, Outcome]) -> str:
    """What became of the images (by id): one sentence for each kind of outcome."""
    found = Counter(outcomes.values())
    sentences = [tr("No image was filled.")]
    if found["filled"]:
        sentences = [tr("{images} filled; Undo on each takes it back.", images=counted(found["filled"], "image"))]
    for count, sentence in (
        (found["labelled"], tr("{images} had labels and stayed as before.")),
        (found["nothing"], tr("{images} stayed as before: there was nothing to fill.")),
        (found["refused"], tr("{images} stayed as before: the paint rule or a locked class forbids filling.")),
    ):
        if count:
            sentences.append(sentence.format(images=counted(count, "image")))
    return " ".join(sentences)


def interpolate_between(
    document: Document, first_id: str, last_id: str, *, overwrite: bool, note: Note, done: Callable[[list[str]], None]
) -> bool:
    """Label the images between two labelled ones in the order of the list; only empty ones unless ``overwrite``.

    The paint rule as it is now holds on each of them, also its selection: the same place of every slice. ``done`` gets
    the ids that were filled (none after an error, which goes to the banner). ``False``: it could not begin.
    """
    project = document.project
    if project is None:
        return False
    try:
        first, between, last = _ends(document.images, first_id, last_id)
    except UserError as error:
        document.problem.emit(error)
        return False
    rule = document.rule.value  # releasing the masks shows no image, which clears the selection

    def end(changed: list[str], sentence: str) -> None:
        document.mask_release.reopen(project, [entry.id for entry in between])
        if sentence:
            document.notice.emit(sentence)
        done(changed)

    def failed(error: Exception) -> None:
        if isinstance(error, Cancelled):
            end([], tr("Stopped; the images filled so far stay filled."))
            return
        end([], "")
        known = isinstance(error, UserError)
        document.problem.emit(error if known else UserError(tr("Interpolation failed."), str(error)))

    def begin(project: Project) -> None:
        document.background.submit(
            lambda: fill_between(project, first, between, last, overwrite, note, rule),
            done=lambda found: end([one for one, outcome in found.items() if outcome == "filled"], summary(found)),
            failed=failed,
        )

    return document.mask_release.release(begin, lambda: end([], ""))


def _ends(images: Sequence[ImageEntry], first_id: str, last_id: str) -> tuple[ImageEntry, list[ImageEntry], ImageEntry]:
    """The two ends in the order of the list and the images between; ``MaskError`` when there is none or they have
    different sizes."""
    ids = [entry.id for entry in images]
    low, high = sorted((ids.index(first_id), ids.index(last_id)))
    part = images_between(images, low, high)
    if not part:
        raise MaskError(
            tr("The two images differ along several axes of their stack."), tr("Choose two planes of one axis.")
        )
    if len(part) < 3:
        raise MaskError(tr("There is no image between the two."), tr("Choose two labelled images with others between."))
    if len({(entry.width, entry.height) for entry in part}) > 1:
        raise MaskError(tr("The images between have different sizes."), tr("Interpolate between slices of one stack."))
    return part[0], list(part[1:-1]), part[-1]


def images_between(images: Sequence[ImageEntry], low: int, high: int) -> Sequence[ImageEntry]:
    """From one place in the list to another, ends included: in a stack along the one axis in which they differ, nothing
    where they differ in several; else in the order of the list."""
    first, last = images[low], images[high]
    stack = stack_of(images, first) if first.stack == last.stack else None
    return stack.between(first, last) if stack is not None else images[low : high + 1]


def fill_between(
    project: Project, first: ImageEntry, between: Sequence[ImageEntry], last: ImageEntry, overwrite: bool, note: Note,
    rule: PaintRule
) -> dict[str, Outcome]:  # fmt: skip
    """Write the masks between two labelled ones, each as one undo step under the paint rule; what became of each.

    Called on a thread while nothing else has the masks open. Raises ``UserError``, or what ``note`` raises.
    """
    refuse_damaged(project, tr("No image was filled."), (first, *between, last))
    ends = _labels(project, first), _labels(project, last)
    shares = shares_between(project, (first, *between, last))
    chunk = max(1, MEMORY // (6 * ends[0].size))
    outcomes: dict[str, Outcome] = {}
    for start in range(0, len(between), chunk):
        part = between[start : start + chunk]
        for entry, values in zip(part, interpolate(*ends, shares[start : start + chunk]), strict=True):
            note(len(outcomes), len(between))
            outcomes[entry.id] = _write(project, entry, values, overwrite, rule)
    note(len(between), len(between))
    return outcomes


def _labels(project: Project, entry: ImageEntry) -> Values:
    path = project.mask_path(entry)
    shape = entry.height, entry.width
    values = read_mask(path, shape, project.classes.ids, project.classes.retired) if path.exists() else None
    if values is None or (values == VOID).all():
        raise MaskError(
            tr("Nothing is labelled on {name}.", name=entry.stem), tr("Label both images at the ends first.")
        )
    return values


def _write(project: Project, entry: ImageEntry, values: Values, overwrite: bool, rule: PaintRule) -> Outcome:
    stored = open_mask(project, entry, (entry.height, entry.width))
    try:
        if stored.mask.labelled > 0 and not overwrite:
            return "labelled"
        if np.array_equal(stored.mask.array, values):
            return "nothing"
        pixels = picture_of(project, entry).read().pixels if rule.needs_image else None
        step = paste(
            stored.mask, values, whole(values.shape), writable(project.classes, rule),
            paintable=paintable(project.classes), name=tr("Interpolate"), commit=stored.commit,
            allow=lambda footprint: allowed(rule, footprint, pixels),
        )  # fmt: skip
        stored.save(project.classes.palette())
        return "filled" if step is not None else "refused"
    finally:
        stored.close()
