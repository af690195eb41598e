"""Masks that cannot be used: what reads labels stops with their names, so that nothing is left out in silence.

Imports the files of ``project``; changes no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from segstudio.errors import MaskError
from segstudio.labels.classes import VOID
from segstudio.project.masks import read_latest
from segstudio.project.project import ImageEntry, Project
from segstudio.project.recovery import check_counts, lacks_strokes

HINT = "Repair it with File > Check the project in the window, or with: segstudio check {folder} --repair"
_NAMED = 5  # masks that are named in the sentence

Damaged = tuple[ImageEntry, MaskError]


def saved_problem(project: Project, entry: ImageEntry) -> MaskError | None:
    """Why the mask file cannot be used as it is: unreadable, of another size, with values of no class, or missing
    although its journal holds strokes."""
    path = project.mask_path(entry)
    try:
        counts = project.label_summary(entry)
        check_counts(counts, frozenset(project.classes.ids) | project.classes.retired, path.name)
    except MaskError as error:
        return error
    if path.exists() or not project.journal_path(entry).exists():
        return None
    try:
        array, _ = read_latest(project, entry)
    except MaskError as error:
        return error
    if (array == VOID).all():
        return None
    return MaskError("The mask {name} is not there, and its strokes are in the journal only.", HINT, name=path.name,
                     folder=project.folder)  # fmt: skip


def latest_problem(project: Project, entry: ImageEntry) -> MaskError | None:
    """Why the mask cannot be used even with its journal, which may hold strokes that the file lacks."""
    if not lacks_strokes(project.mask_path(entry), project.journal_path(entry)):
        return saved_problem(project, entry)
    try:
        read_latest(project, entry)
    except MaskError as error:
        return error
    return None


def refuse_damaged(project: Project, outcome: str, entries: Iterable[ImageEntry] | None = None) -> None:
    """Raise MaskError where a saved mask of ``entries`` (``None``: any image) cannot be used; ``outcome``: what is not
    done therefore, as a sentence."""
    chosen = project.images if entries is None else entries
    found = [(entry, problem) for entry in chosen if (problem := saved_problem(project, entry)) is not None]
    if found:
        raise refusal(project, found, outcome)


def refusal(project: Project, found: Sequence[Damaged], outcome: str) -> MaskError:
    """The error that names these masks."""
    names = ", ".join(project.mask_path(entry).name for entry, _ in found[1 : _NAMED + 1])
    names += ", ..." if len(found) > _NAMED + 1 else ""
    text = "{reason} {number} more masks cannot be used either: {names}. {outcome}"
    if len(found) < 3:
        text = "{reason} {outcome}" if len(found) == 1 else "{reason} {names} cannot be used either. {outcome}"
    return MaskError(text, HINT, reason=found[0][1].message, number=len(found) - 1, names=names, outcome=outcome,
                     folder=project.folder)  # fmt: skip
