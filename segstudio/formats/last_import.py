"""The last import: which step of which image it is, and taking all of it back. Must not import Qt or torch."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from dataclasses import replace

from segstudio.errors import FormatError, MaskError, ProjectError, WriteError, said
from segstudio.formats.common.report import ImportReport, LeftOut
from segstudio.labels.actions import OVER_ACCEPTED
from segstudio.labels.history import EditStep, History
from segstudio.labels.steps import Progress, silent
from segstudio.project.masks import open_mask
from segstudio.project.project import Project
from segstudio.project.storage import read_json, write_json

LAST_IMPORT = "last-import.json"
STEP = "Import mask"
STEPS = (STEP, OVER_ACCEPTED)
NOTHING_LEFT = "There is no import to take back."


def refuse_read_only(project: Project) -> None:
    """WriteError in a project into which nothing can be imported."""
    if project.read_only:
        raise WriteError("The project is open read-only; no mask can be imported.", "Copy it to a writable folder.")


def mark_of(step: EditStep) -> int:
    """What tells the step of an import from all others of its image: the checksum of its bytes."""
    return int.from_bytes(step.to_bytes()[-4:], "little")


def write_marks(project: Project, marks: Mapping[str, int]) -> None:
    """Store the mark of the step in each image of an import. Raises WriteError."""
    write_json(project.folder / LAST_IMPORT, {"images": dict(marks)})


def last_import(project: Project) -> dict[str, int]:
    """The images of the last import that are in the project, each with the mark of its step; empty without one."""
    try:
        content = read_json(project.folder / LAST_IMPORT)
    except ProjectError:
        return {}
    images = content.get("images") if isinstance(content, dict) else None
    ids = {entry.id for entry in project.images}
    if not isinstance(images, dict):
        return {}
    return {id: mark for id, mark in images.items() if isinstance(mark, int) and id in ids}


def mark_accepted(project: Project, ids: Collection[str], accepted: bool) -> None:
    """Store whether labels of these images are accepted predictions. Raises WriteError."""
    if ids:
        project.update_entries([replace(project.entry(id), accepted=accepted) for id in ids])
        project.save()


def is_newest(history: History, mark: int) -> bool:
    """Whether the step of an import is the one that Undo would take back."""
    step = history.newest_undo()
    return step is not None and step.name in STEPS and mark_of(step) == mark


def take_back(project: Project, progress: Progress = silent) -> ImportReport:
    """Undo the last import in all of its images at once. An image that was changed since is left as it is and named;
    where the import was undone already there is nothing to do, which ``notes`` say.

    ``imported`` of the report: the images that have their labels of before again. Classes that the import added stay.
    Raises FormatError (there is nothing to take back), WriteError, and what ``progress`` raises.
    """
    refuse_read_only(project)
    marks = last_import(project)
    if not marks:
        raise FormatError(NOTHING_LEFT, "Undo takes back single steps of an image.")
    entries = [entry for entry in project.images if entry.id in marks]
    palette, left_out, done, undone = project.classes.palette(), list[LeftOut](), list[str](), 0
    accepted = list[str]()
    for number, entry in enumerate(entries):
        progress(number, len(entries))
        try:
            stored = open_mask(project, entry, entry.shape)
        except (MaskError, ProjectError) as error:
            left_out.append(LeftOut(entry.title, error.message))
            continue
        try:
            history, mark = stored.mask.history, marks[entry.id]
            if is_newest(history, mark):
                if history.undo_stack[-1].name == OVER_ACCEPTED:
                    accepted.append(entry.id)
                stored.undo()
                stored.save(palette)
                done.append(entry.id)
            elif any(step.name in STEPS and mark_of(step) == mark for step in history.undo_stack):
                left_out.append(LeftOut(entry.title, said("It was changed after the import; undo there step by step.")))
            else:
                undone += 1
        finally:
            stored.close()
    mark_accepted(project, accepted, True)
    with contextlib.suppress(OSError):
        (project.folder / LAST_IMPORT).unlink(missing_ok=True)
    return ImportReport(done, left_out=left_out, notes=_undone(undone), taken_back=True)


def _undone(images: int) -> list[str]:
    """That steps of the import are in no history any more: undone by hand, or older than what a history keeps."""
    if not images:
        return []
    if images == 1:
        return [said("In one image it was undone before, or is too old to be undone: nothing changed there.")]
    text = "In {images} images it was undone before, or is too old to be undone: nothing changed there."
    return [said(text, images=images)]
