"""How much of each image is labelled: counted in the background when a project opens, kept up to date afterwards.

Saved masks are counted bit by bit, so that ten thousand of them never stand before an image to open. Owns no widget.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject

from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.files.open_files import OpenFiles
from segstudio.gui.pixels.label_counts import Counts, LabelCounts
from segstudio.labels.classes import VOID
from segstudio.project.masks import StoredMask
from segstudio.project.project import ImageEntry, Project

DONE_SHARE = 0.995
SECONDS = 0.03  # one turn on the pool: an image that is wanted waits no longer
MOST = 200  # images in one turn

Counted = tuple[ImageEntry, Counts | Exception]


class LabelCensus(QObject):
    """Pixels per class of every image, as far as counted; tells of each by ``image_state_changed`` of the files."""

    def __init__(self, files: OpenFiles, current: CurrentImage) -> None:
        super().__init__(files)
        self._files, self._current = files, current
        self._counts = LabelCounts()
        self._round = 0

    # ---- what is counted ----------------------------------------------------------------------------------------

    def label_counts(self, image_id: str) -> Counts | None:
        """Pixels per class id, ``int64[256]``, of one image; ``None`` while not yet counted."""
        return self._counts.get(image_id)

    def labelled_share(self, image_id: str) -> float | None:
        """Share of pixels that are not void, 0..1; ``None`` while not yet counted."""
        counts = self.label_counts(image_id)
        if counts is None or not counts.sum():
            return None
        return 1.0 - float(counts[VOID]) / float(counts.sum())

    def image_state(self, image_id: str) -> str:
        """``"blocked"``, ``"flagged"``, ``"empty"``, ``"part"`` or ``"done"``."""
        if image_id in self._current.blocked:
            return "blocked"
        project = self._files.project
        if project is not None and project.entry(image_id).flag:
            return "flagged"
        share = self.labelled_share(image_id)
        if not share:
            return "empty"
        return "done" if share >= DONE_SHARE else "part"

    def labelled_images(self) -> int:
        """How many images have at least one labelled pixel, as far as counted."""
        return self._counts.labelled_images

    def class_counts(self) -> Counts:
        """Pixels per class id over all images counted so far, ``int64[256]``."""
        return self._counts.total

    def images_with_class(self) -> Counts | None:
        """How many images have pixels of each class, ``int64[256]``; ``None`` until all readable ones are counted."""
        known, project = len(self._counts) + len(self._current.blocked), self._files.project
        return self._counts.images_with if project is not None and known >= len(project.images) else None

    # ---- keeping it up to date ----------------------------------------------------------------------------------

    def reset(self) -> None:
        """Another project: nothing is counted."""
        self._counts = LabelCounts()

    def put(self, image_id: str, counts: Counts) -> None:
        """Take over counts of a mask that others changed; the caller tells of it when all is done."""
        self._counts.put(image_id, counts)

    def put_mask(self, stored: StoredMask) -> None:
        """Take over the counts of an open mask."""
        self._counts.put(stored.image_id, stored.mask.counts())

    def recount(self, stored: StoredMask) -> None:
        """An open mask was edited."""
        self.put_mask(stored)
        self._files.image_state_changed.emit(stored.image_id)

    def drop(self, image_ids: Iterable[str]) -> None:
        """Forget images that are gone or have to be counted anew."""
        for image_id in image_ids:
            self._counts.drop(image_id)

    def count(self) -> None:
        """Count every image that is not counted yet, in the background."""
        project = self._files.project
        if project is not None:
            self._round += 1  # a count under way ends with its turn; this one takes what it left
            left = [entry for entry in project.images if self._counts.get(entry.id) is None]
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
                self._current.block(project, entry, counts)
                continue
            if masks.get(entry.id) is None:  # the counts of an open mask are newer
                self._counts.put(entry.id, counts)
            self._files.image_state_changed.emit(entry.id)
        self._count_more(project, left[len(found) :], turn)


def count_some(project: Project, entries: Sequence[ImageEntry]) -> list[Counted]:
    """Pixels per class (``int64[256]``, or what went wrong) of the first of ``entries``: at least one, for 30 ms.

    Runs off the GUI thread.
    """
    found: list[Counted] = []
    began = time.monotonic()
    for entry in entries[:MOST]:
        try:
            found.append((entry, project.label_summary(entry)))
        except Exception as error:  # reported for its image; the others are counted all the same
            found.append((entry, error))
        if time.monotonic() - began > SECONDS:
            break
    return found
