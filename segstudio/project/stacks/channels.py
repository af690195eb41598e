"""What becomes of files whose channels have no colour of their own: one image together, or an image each. Changing it
changes the images of all files without labels; files with any label stay as they are.

``look_for_changes`` changes nothing and may run on any thread. Imports project only.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from segstudio.errors import ImageError, MaskError, said, together
from segstudio.labels.classes import VOID
from segstudio.labels.steps import Progress, silent
from segstudio.project.adding import AddReport, ImageAdder
from segstudio.project.entries import ImageEntry
from segstudio.project.images.reading import read_facts
from segstudio.project.project import Project
from segstudio.project.recovery import lacks_strokes

APART = "apart"


@dataclass(frozen=True)
class Changes:
    """``gone``: the images that are replaced by what ``adding`` holds; ``kept``: one of each file that has labels and
    stays as it is; ``unread``: a sentence for each file that cannot be read and stays too."""

    channels: str
    adding: ImageAdder
    gone: tuple[ImageEntry, ...]
    kept: tuple[ImageEntry, ...]
    unread: tuple[str, ...]

    def sentence(self, report: AddReport) -> str:
        """What was done, in words."""
        text = "{gone} images have become {new}."
        if not self.gone:
            text = "No image had to change."
        stay = "{count} files have labels and stay as they are ({path}, ...)."
        if len(self.kept) == 1:
            stay = "{path} has labels and stays as it is."
        path = self.kept[0].path if self.kept else ""
        return together(
            said(text, gone=len(self.gone), new=len(report.added)),
            said(stay, count=len(self.kept), path=path) if self.kept else "",
            *self.unread,
        )


def look_for_changes(project: Project, channels: str, progress: Progress = silent) -> Changes:
    """What choosing ``channels`` ("together", "apart") for all of the project would change. Raises WriteError, and what
    ``progress`` raises."""
    project.check_writable()
    files: defaultdict[str, list[ImageEntry]] = defaultdict(list)
    for entry in project.images:
        files[entry.path].append(entry)
    gone: list[ImageEntry] = []
    kept, unread, paths = [], [], []
    for done, images in enumerate(files.values()):
        progress(done, 2 * len(files))
        path = project.image_path(images[0])
        try:
            facts = read_facts(path)
        except ImageError as error:
            unread.append(error.message)
            continue
        apart = any("C" in entry.plane for entry in images)
        if facts.channels.letter != "C" or apart == (channels == APART):
            continue
        if any(has_labels(project, entry) for entry in images):
            kept.append(images[0])
        else:
            gone += images
            paths.append(path)
    taken = {entry.id for entry in gone}
    rest = [entry for entry in project.images if entry.id not in taken]
    adding = ImageAdder(project.folder, rest, False, project.check_image, channels)
    adding.add(paths, lambda done, total: progress(total + done, 2 * total))
    return Changes(channels, adding, tuple(gone), tuple(kept), tuple(unread))


def put_changes(project: Project, changes: Changes) -> str:
    """Make the changes; what was done, in words. Nothing may be painted on ``gone`` since (``has_labels``), and no mask
    of them may be open. Raises WriteError."""
    before, project.channels = project.channels, changes.channels
    try:
        report = project.take_images(changes.adding, changes.gone)
        if not changes.gone:
            project.save()
    except BaseException:
        project.channels = before
        raise
    return changes.sentence(report)


def has_labels(project: Project, entry: ImageEntry) -> bool:
    """Whether anything is painted on an image: in its open mask, its file or its journal; also where that cannot be
    known, since its mask cannot be read."""
    stored = project.open_masks.get(entry.id)
    if stored is not None:
        return bool(stored.mask.labelled)
    try:
        labelled = bool(np.any(project.label_summary(entry)[:VOID]))
    except MaskError:
        return True
    return labelled or lacks_strokes(project.mask_path(entry), project.journal_path(entry))
