"""How much of each image is labelled: counted in the background when a project opens, kept up to date afterwards.

Saved masks are counted a few at a time, so that no image to open waits for ten thousand of them. Owns no widget.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QObject

from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.files.open_files import OpenFiles
from segstudio.gui.pixels.label_counts import Counts, LabelCounts, has_labels
from segstudio.labels.classes import VOID
from segstudio.project.checking.damaged_masks import latest_problem
from segstudio.project.entries import DONE_SHARE
from segstudio.project.masks import StoredMask
from segstudio.project.project import ImageEntry, Project
from segstudio.project.splits import bonds

SECONDS = 0.03  # one job on the pool: an image that is wanted waits no longer
MOST = 200  # images in one job

Counted = tuple[ImageEntry, Counts | Exception]


class LabelCensus(QObject):
    """``counts``: pixels per class of every image counted so far; ``image_state_changed`` is emitted for each."""

    def __init__(self, files: OpenFiles, current: CurrentImage) -> None:
        super().__init__(files)
        self._files, self._current = files, current
        self.counts = LabelCounts()
        self._round = 0

    def labelled_share(self, image_id: str) -> float | None:
        """Share of pixels that are not void, 0..1; ``None`` while not yet counted."""
        counts = self.counts.get(image_id)
        if counts is None or not counts.sum():
            return None
        return 1.0 - float(counts[VOID]) / float(counts.sum())

    def image_state(self, image_id: str) -> str:
        """``"blocked"``, ``"flagged"``, ``"empty"``, ``"part"`` or ``"done"``."""
        if image_id in self._current.blocked:
            return "blocked"
        project = self._files.project
        entry = project.entry(image_id) if project is not None else None
        if entry is not None and (entry.flag or entry.done):
            return "flagged" if entry.flag else "done"
        share = self.labelled_share(image_id)
        if not share:
            return "empty"
        return "done" if share >= DONE_SHARE else "part"

    def images_with_class(self) -> Counts | None:
        """How many images have pixels of each class, ``int64[256]``; ``None`` until all readable ones are counted."""
        known, project = len(self.counts) + len(self._current.blocked), self._files.project
        return self.counts.images_with if project is not None and known >= len(project.images) else None

    def is_one_group(self) -> bool:
        """Whether all labelled images must share a split (one stack, one group, copies), so that none is held out; a
        single one counts where it is of a stack, whose other planes come next."""
        common: set[str] | None = None
        labelled, stack = 0, ""
        for entry in self._files.images:
            counts = self.counts.get(entry.id)
            if counts is not None and has_labels(counts):
                common = bonds(entry) if common is None else common & bonds(entry)
                labelled, stack = labelled + 1, entry.stack
                if not common:
                    return False
        return labelled > 1 or bool(stack)

    def reset(self) -> None:
        """Another project: nothing is counted."""
        self.counts = LabelCounts()

    def put_mask(self, stored: StoredMask) -> None:
        """Take over the counts of an open mask."""
        self.counts.put(stored.image_id, stored.mask.counts())

    def recount(self, stored: StoredMask) -> None:
        """An open mask was edited."""
        self.put_mask(stored)
        self._files.image_state_changed.emit(stored.image_id)

    def count(self) -> None:
        """Count every image that is not counted yet, in the background."""
        project = self._files.project
        if project is not None:
            self._round += 1  # a count under way stops; this one counts what it left
            left = [entry for entry in project.images if self.counts.get(entry.id) is None]
            self._count_more(project, left, self._round)

    def _count_more(self, project: Project, left: list[ImageEntry], turn: int) -> None:
        if left and project is self._files.project and turn == self._round:
            self._files.background.submit(
                count_some, project, left, done=lambda found: self._on_counted(project, left, turn, found)
            )

    def _on_counted(self, project: Project, left: list[ImageEntry], turn: int, found: list[Counted]) -> None:
        masks = self._files.masks
        if masks is None or masks.project is not project:
            return
        for entry, counts in found:
            if isinstance(counts, Exception):
                self._current.block(entry, counts)
                continue
            if masks.get(entry.id) is None:  # the counts of an open mask are newer
                self.counts.put(entry.id, counts)
            self._files.image_state_changed.emit(entry.id)
        self._count_more(project, left[len(found) :], turn)


def count_some(project: Project, entries: Sequence[ImageEntry]) -> list[Counted]:
    """Pixels per class (``int64[256]``, or what went wrong) of the first of ``entries``: at least one, for 30 ms."""
    found: list[Counted] = []
    began = time.monotonic()
    for entry in entries[:MOST]:
        try:
            problem = latest_problem(project, entry)
            found.append((entry, problem or project.label_summary(entry)))
        except Exception as error:  # reported for its image; the others are counted all the same
            found.append((entry, error))
        if time.monotonic() - began > SECONDS:
            break
    return found
