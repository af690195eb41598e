"""The labels of a project as they are on disk: which images are learnt from, and what tells whether labels changed.

It reads the project and writes nothing. No torch, no Qt.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import UserError
from segstudio.labels.classes import VOID
from segstudio.learning.data.channels import channels_of
from segstudio.learning.data.held_out import NEVER_TRAINED
from segstudio.learning.data.project_pixels import Pixels
from segstudio.project.file_facts import image_stamp
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import FileStamp, file_stamp

PIXEL_BYTES = 128 << 20  # for images and masks in memory: they are read again only where labels changed
LEARNT_IMAGES = 24  # labelled images at most that are learnt from: those whose masks changed last
PROJECT_FILE = "project.json"

Fingerprint = tuple[int, tuple[int, ...]]  # checksum of a mask and the range of values, and the classes
Learnt = tuple[tuple[str, Fingerprint], ...]  # what a head is fitted to: images and their labels


class LabelsOnDisk:
    """``pixels``: images and masks of the project in ``folder``. Raises ProjectError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stamp = file_stamp(folder / PROJECT_FILE)
        self.pixels = Pixels(Project.open(folder, write=False), PIXEL_BYTES)
        self._masks: dict[str, tuple[FileStamp | None, int]] = {}  # the checksum of a mask on disk

    @property
    def project(self) -> Project:
        """As it was when ``refresh`` was called last."""
        return self.pixels.project

    def refresh(self) -> None:
        """Read project.json again if it changed. Raises ProjectError."""
        stamp = file_stamp(self.folder / PROJECT_FILE)
        if stamp != self._stamp:
            self.pixels.project = Project.open(self.folder, write=False)
            self._stamp = stamp

    def fits(self, entry: ImageEntry) -> bool:
        """Whether an image has as many channels as those that are learnt from; also where that cannot be read."""
        with suppress(UserError):
            return channels_of(self.project, entry) == self.pixels.channels
        return True

    def mask(self, entry: ImageEntry) -> NDArray[np.uint8]:
        """The labels of an image, void without a file. Raises MaskError."""
        on_disk = self.project.mask_path(entry).is_file()
        return self.pixels.mask(entry) if on_disk else np.full(entry.shape, VOID, np.uint8)

    def fingerprint(self, entry: ImageEntry, ids: tuple[int, ...]) -> Fingerprint:
        """Of an image's mask, which is read only if its file changed. Raises MaskError."""
        stamp = file_stamp(self.project.mask_path(entry))
        if self._masks.get(entry.id, (None, 0))[0] != stamp or stamp is None:
            self._masks[entry.id] = stamp, checksum(self.pixels.mask(entry))
        return self._learnt_from(self._masks[entry.id][1], entry), ids

    def fingerprint_of(self, mask: NDArray[np.uint8], entry: ImageEntry, ids: tuple[int, ...]) -> Fingerprint:
        """Of a mask that may not be on disk."""
        return self._learnt_from(checksum(mask), entry), ids

    def _learnt_from(self, mask_checksum: int, entry: ImageEntry) -> int:
        """Changes with a mask, with the values of its image that are learnt from as 0 and 1, and with the slices beside
        it."""
        slices = self.pixels.inputs.of(entry).slices
        seen = [one[1:] for one in slices] if len(slices) > 1 or entry.values is not None else []
        return zlib.crc32(repr(seen).encode(), mask_checksum) if seen else mask_checksum

    def learn_from(self, changed: ImageEntry | None = None) -> list[ImageEntry]:
        """The images to learn from, as it will be once the labels of ``changed`` are saved too."""
        labelled = [one for one in self.project.labelled_entries() if one.split not in NEVER_TRAINED and self.fits(one)]
        if changed is None or changed.split in NEVER_TRAINED or not self.fits(changed):
            return self._newest(labelled)[:LEARNT_IMAGES]
        return [changed, *self._newest([one for one in labelled if one.id != changed.id])][:LEARNT_IMAGES]

    def learnt(self, ids: tuple[int, ...]) -> Learnt:
        """What a head is fitted to with these labels; nothing where a mask cannot be read."""
        found = []
        with suppress(UserError):
            for entry in sorted(self.learn_from(), key=lambda one: one.id):
                if self.project.label_summary(entry)[list(ids)].any():
                    found.append((entry.id, self.fingerprint(entry, ids)))
            return tuple(found)
        return ()

    def image_stamps(self, learnt: Learnt) -> list[FileStamp | None]:
        """Change with the files of these images."""
        there = {entry.id: entry for entry in self.project.images}
        read = (self.pixels.inputs.files_of(there[one]) for one, _ in learnt if one in there)
        return [image_stamp(self.project.image_path(entry)) for entries in read for entry in entries]

    def _newest(self, entries: list[ImageEntry]) -> list[ImageEntry]:
        """Those whose masks changed last first."""
        changed = {entry.id: (file_stamp(self.project.mask_path(entry)) or (0, 0))[0] for entry in entries}
        return sorted(entries, key=lambda entry: (-changed[entry.id], entry.id))


def checksum(mask: NDArray[np.uint8]) -> int:
    """Changes with the labels."""
    return zlib.crc32(np.ascontiguousarray(mask).data)
