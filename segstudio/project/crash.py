"""After a crash: every mask of a project is saved with the strokes of its journal, so that all readers see them.

Works on an open, locked project; imports the mask files of this room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from segstudio.errors import UserError, WriteError, said, together
from segstudio.labels.steps import Progress, silent
from segstudio.project.masks import open_mask
from segstudio.project.parallel import in_threads
from segstudio.project.recovery import lacks_strokes
from segstudio.project.storage import remove_temp_files

if TYPE_CHECKING:
    from segstudio.project.entries import ImageEntry
    from segstudio.project.project import Project

_SHOWN = 3  # sentences about single masks; more would fill the window


def recover_masks(project: Project, progress: Progress = silent) -> str | None:
    """Remove what killed writes left and save each mask whose journal is ahead. The sentence to show, or None."""
    for folder in ("", "masks", "journal", "images"):
        remove_temp_files(project.folder / folder)
    behind = [e for e in project.images if lacks_strokes(project.mask_path(e), project.journal_path(e))]
    largest = max((entry.width * entry.height for entry in behind), default=0)
    found = in_threads(lambda entry: _recover_mask(project, entry), behind, largest, progress) if behind else []
    recovered = [entry.id for entry, (_, lacking) in zip(behind, found, strict=True) if lacking]
    notices = [notice for sentences, _ in found for notice in sentences]
    sentences = notices[:_SHOWN]
    if len(notices) > _SHOWN:
        sentences.append(said("The same holds for {number} more.", number=len(notices) - _SHOWN))
    if recovered:
        text = "Strokes that were not saved when the program ended were recovered in {image}."
        if len(recovered) > 1:
            text = "Strokes that were not saved when the program ended were recovered in {number} images."
        sentences.insert(0, said(text, image=recovered[0], number=len(recovered)))
    return together(*sentences) or None


def _recover_mask(project: Project, entry: ImageEntry) -> tuple[list[str], bool]:
    """Save one mask with its strokes: sentences on it, and whether it lacked any. One that cannot be opened or saved
    keeps them in its journal, with a sentence."""
    try:
        stored = open_mask(project, entry, entry.shape)
    except UserError as error:
        return [error.message], False
    notices, lacking = [stored.notice] if stored.notice else [], stored.dirty
    try:
        stored.save(project.classes.palette())
    except WriteError as error:
        lacking = False
        notices.append(said("{problem} Its newest strokes are in the journal only.", problem=error.message))
    finally:
        stored.close()
    return notices, lacking
