"""How much of each image is labelled: counted in the background when a project opens, kept up to date afterwards.

A part of ``Document``, above the current image and below the project. Owns no widget.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segstudio.gui.document.counting import Counted, count_some
from segstudio.gui.document.image_document import ImageDocument
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.project.project import ImageEntry, Project

DONE_SHARE = 0.995


class CountedDocument(ImageDocument):
    """Signals are explained at ``ProjectDocument``."""

    _count_round = 0

    def label_counts(self, image_id: str) -> NDArray[np.int64] | None:
        """Pixels per class id, ``int64[256]``, of one image; ``None`` while not yet counted."""
        return self.counts.get(image_id)

    def labelled_share(self, image_id: str) -> float | None:
        """Share of pixels that are not void, 0..1; ``None`` while not yet counted."""
        counts = self.label_counts(image_id)
        if counts is None or not counts.sum():
            return None
        return 1.0 - float(counts[VOID]) / float(counts.sum())

    def image_state(self, image_id: str) -> str:
        """``"blocked"``, ``"flagged"``, ``"empty"``, ``"part"`` or ``"done"``."""
        if image_id in self._blocked:
            return "blocked"
        if self.project is not None and self.project.entry(image_id).flag:
            return "flagged"
        share = self.labelled_share(image_id)
        if not share:
            return "empty"
        return "done" if share >= DONE_SHARE else "part"

    def blocked_reason(self, image_id: str) -> str:
        """Why an image cannot be opened, or nothing."""
        error = self._blocked.get(image_id)
        return tr(error.message) if error else ""

    def labelled_images(self) -> int:
        """How many images have at least one labelled pixel, as far as counted."""
        return self.counts.labelled_images

    def class_counts(self) -> NDArray[np.int64]:
        """Pixels per class id over all images counted so far, ``int64[256]``."""
        return self.counts.total

    def images_with_class(self) -> NDArray[np.int64] | None:
        """How many images have pixels of each class, ``int64[256]``; ``None`` until all readable ones are counted."""
        everything = self.project is not None and len(self.counts) + len(self._blocked) >= len(self.project.images)
        return self.counts.images_with if everything else None

    def _count_labels(self) -> None:
        project = self.project
        if project is not None:
            self._count_round += 1  # a count under way ends with its turn; this one takes what it left
            left = [entry for entry in project.images if self.counts.get(entry.id) is None]
            self._count_more(project, left, self._count_round)

    def _count_more(self, project: Project, left: list[ImageEntry], turn: int) -> None:
        if left and project is self.project and turn == self._count_round:
            self.background.submit(
                count_some, project, left, done=lambda found: self._on_counted(project, left, turn, found)
            )

    def _on_counted(self, project: Project, left: list[ImageEntry], turn: int, found: list[Counted]) -> None:
        if project is not self.project:
            return
        for entry, counts in found:
            if isinstance(counts, Exception):
                self._on_load_failed(project, entry, counts)
                continue
            if self._store is None or self._store.get(entry.id) is None:  # an open mask knows better
                self.counts.put(entry.id, counts)
            self.image_state_changed.emit(entry.id)
        self._count_more(project, left[len(found) :], turn)
