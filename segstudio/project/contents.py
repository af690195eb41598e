"""What a project holds, and where: entries, paths, saved masks, splits. The base of ``Project``; writes no file.

Imports labels and the files of this room.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ImageError, MaskError, ProjectError
from segstudio.labels.classes import VOID, ClassTable
from segstudio.project.entries import ImageEntry
from segstudio.project.file_facts import FileFacts, other_shape
from segstudio.project.images.reading import Picture
from segstudio.project.splits import choose_splits


class Contents:
    """The images and classes of the project in ``folder``. ``changed``: something is not in project.json yet."""

    def __init__(self, folder: Path, name: str, classes: ClassTable) -> None:
        self.folder = folder
        self.name = name
        self.classes = classes
        self.changed = False
        self._by_id: dict[str, ImageEntry] = {}  # in their order; replaced when ids change
        self._images: tuple[ImageEntry, ...] | None = ()
        self._facts = FileFacts()

    @property
    def images(self) -> tuple[ImageEntry, ...]:
        """The images in their order."""
        if self._images is None:
            self._images = tuple(self._by_id.values())
        return self._images

    def put_images(self, images: Iterable[ImageEntry]) -> None:
        """Have these images, in this order; nothing is saved."""
        self._images = tuple(images)
        self._by_id = {entry.id: entry for entry in self._images}

    def update_entries(self, entries: Iterable[ImageEntry]) -> None:
        """Replace the entries with the same ids (flag, group, split...): all of them, or ProjectError and none. Written
        with the next save."""
        found = {entry.id: entry for entry in entries}
        for id in found:
            self.entry(id)
        self._by_id.update(found)
        self._images = None
        self.changed = True

    def entry(self, id: str) -> ImageEntry:
        """The image with this id; ProjectError when there is none."""
        try:
            return self._by_id[id]
        except KeyError:
            text, hint = "The project has no image {id}.", "Choose one of the images in the list."
            raise ProjectError(text, hint, id=repr(id)) from None

    def image_path(self, entry: ImageEntry) -> Path:
        """The absolute path of the image file."""
        return Path(os.path.normpath(self.folder / entry.path))

    def mask_path(self, entry: ImageEntry) -> Path:
        """The path of the mask PNG, which may not exist yet."""
        return self.folder / "masks" / f"{entry.id}.png"

    def journal_path(self, entry: ImageEntry) -> Path:
        """The path of the mask's journal, which may not exist yet."""
        return self.folder / "journal" / entry.id

    @property
    def predictions_folder(self) -> Path:
        """Holds ``<run>/<image id>.png``; deleting it loses nothing."""
        return self.folder / "predictions"

    def check_image(self, entry: ImageEntry, data: bytes | None = None) -> str | None:
        """None when the image file is the one that was added, else a sentence: missing, or changed since.

        ``data``: the file's bytes, where they are in memory already.
        """
        return self._facts.image_problem(entry, self.image_path(entry), data)

    def size_problem(self, entry: ImageEntry) -> str | None:
        """None when the image file is as large as when it was added, else a sentence: missing, unreadable, resized.

        Only the header is read. A file that is changed in another way is found by ``check_image``.
        """
        path = self.image_path(entry)
        try:
            return other_shape(entry, path, self._facts.shape(path, entry.plane))
        except ImageError as error:
            return error.message

    # ---- masks as saved --------------------------------------------------------------------------------------------

    def label_summary(self, entry: ImageEntry) -> NDArray[np.int64]:
        """Pixels per value, int64[256], of the saved mask (no file: all void), cached by file time and size.

        Strokes that only the journal has do not count: save first. Raises MaskError.
        """
        return self._facts.label_counts(entry, self.mask_path(entry))

    def labelled_entries(self) -> list[ImageEntry]:
        """Images whose saved mask has any pixel that is not void, without those whose mask cannot be read."""
        return [entry for entry in self.images if self._present(entry)]

    def _present(self, entry: ImageEntry) -> frozenset[int]:
        """Class ids in the saved mask; empty when there is none or it cannot be read."""
        try:
            counts = self.label_summary(entry)
        except MaskError:
            return frozenset()
        return frozenset(int(value) for value in np.flatnonzero(counts[:VOID]))

    def assign_splits(self, min_images: int = 3) -> None:
        """Give labelled images without a split "train" or "val" (see ``splits``); save afterwards."""
        self.put_splits(self.splits_wanted(min_images))

    def splits_wanted(self, min_images: int = 3) -> dict[str, str]:
        """What ``assign_splits`` would give, by image id; changes nothing and may run on any thread."""
        labelled = self.labelled_entries()
        classes = {entry.id: self._present(entry) & frozenset(self.classes.ids) for entry in labelled}
        return choose_splits(labelled, classes, min_images)

    def put_splits(self, chosen: Mapping[str, str]) -> list[ImageEntry]:
        """Give the splits to those images that are still there without one; the entries as they are now."""
        olds = [self._by_id[id] for id in chosen if id in self._by_id]
        found = [replace(old, split=chosen[old.id]) for old in olds if not old.split]
        if found:
            self.update_entries(found)
        return found


def picture_of(project: Contents, entry: ImageEntry) -> Picture:
    """Where the pixels of a project's image come from. Whoever reads one asks here, so that window, training,
    prediction and export see the same numbers."""
    return Picture(project.image_path(entry), entry.plane, entry.values)
