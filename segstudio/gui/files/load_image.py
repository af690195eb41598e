"""What is done off the GUI thread when a project or an image is opened or a class is replaced. No Qt objects."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ImageError, LockedError
from segstudio.gui.look.words import tr
from segstudio.gui.pixels.pyramid import Pyramid
from segstudio.labels.actions import replace_class
from segstudio.labels.steps import Progress
from segstudio.project.contents import picture_of
from segstudio.project.file_facts import image_stamp, other_shape
from segstudio.project.images.finding import name_key, natural_key
from segstudio.project.images.headers import read_packed
from segstudio.project.images.memory import machine_memory
from segstudio.project.images.reading import ImageData
from segstudio.project.masks import StoredMask, open_mask
from segstudio.project.parallel import in_threads
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import FileStamp

MOST_BYTES = 1 << 28
LOCK_SECONDS = 5.0
PER_PIXEL = 4  # bytes of an 8-bit RGB image with its smaller versions


def cache_bytes() -> int:
    """How much of images that were read is kept: a quarter of the machine's memory, at most a quarter of a gibibyte."""
    return min(MOST_BYTES, machine_memory() // 4)


@dataclass(frozen=True)
class Loaded:
    """An image ready for the screen: original pixels, smaller versions of them, a sentence for the banner."""

    image: ImageData
    pyramid: Pyramid
    notice: str = ""
    stamp: FileStamp | None = None  # of the file as it was read

    @property
    def nbytes(self) -> int:
        """Memory of the pixels with their smaller versions."""
        own = self.image.nbytes if self.image.windows else 0  # else they are the pyramid's first level
        return self.pyramid.nbytes + own


def open_when_free(folder: Path, waits: Callable[[str], None], progress: Progress) -> Project:
    """Open a project. Where another program has it, that may be a window that was just closed and still saves: it is
    waited for, ``LOCK_SECONDS`` at most. A training that such a window left behind is waited for until it has written
    its run; ``waits(sentence)`` says so. Raises as ``Project.open``, and what ``progress`` raises."""
    until = time.monotonic() + LOCK_SECONDS
    while True:
        progress(0, 1)
        try:
            project = Project.open(folder, progress=progress)
            break
        except LockedError as error:
            if error.finishing:
                waits(tr("The last training is still being written: {name} opens then", name=folder.stem))
                until = time.monotonic() + LOCK_SECONDS
            elif time.monotonic() > until:
                raise
            time.sleep(0.1)
    for entry in project.images:  # the list sorts by them: known before the window's thread asks
        natural_key(entry.path)
        name_key(entry.path)
    return project


def load_image(
    project: Project, entry: ImageEntry, known: Loaded | None, mask_open: bool
) -> tuple[Loaded, StoredMask | None]:
    """Read an image unless it is ``known`` and, unless that is open already, its mask with the journal replayed.
    ImageError: it is not as large as when it was added, so that its mask, open or not, does not fit.

    Who asks says whether it is open: looked up here it could be one that other work has closed and owns by now.
    """
    loaded = known
    if loaded is None:
        path = project.image_path(entry)
        stamp = image_stamp(path)
        if stamp is None and (missing := project.check_image(entry)):
            raise ImageError(missing, tr("Put it back, or choose Find moved images... in the menu Image."))
        data = read_packed(path)  # once, for the hash and the pixels
        notice, image = project.check_image(entry, data) or "", picture_of(project, entry).read(data)
        image.first_view  # noqa: B018  computed here, off the GUI thread, and kept
        problem = other_shape(entry, path, image.shape)
        if problem:  # also without a mask: what is painted now would be of another size than all else expects
            raise ImageError(problem, tr("Put the image back as it was, or remove it here and add it as a new one."))
        loaded = Loaded(image, Pyramid(image.shown_channels() if image.windows else image.pixels), notice, stamp)
    return loaded, None if mask_open else open_mask(project, entry, loaded.image.shape)


def replace_everywhere(
    project: Project, entries: list[ImageEntry], old: int, new: int, name: str,
    counts: dict[str, NDArray[np.int64]], progress: Progress
) -> None:  # fmt: skip
    """Replace class ``old`` by ``new`` in the masks of ``entries``, each as one undo step.

    The new pixel counts go into ``counts``, also of those that were done before an error or a Cancelled of
    ``progress``.
    """
    palette = project.classes.palette()

    def replace(entry: ImageEntry) -> None:
        if not project.label_summary(entry)[old]:
            return
        stored = open_mask(project, entry, entry.shape)
        try:
            replace_class(stored.mask, old, new, name, commit=stored.commit)
            stored.save(palette)
            counts[entry.id] = stored.mask.counts().copy()
        finally:
            stored.close()

    in_threads(replace, entries, max((entry.width * entry.height for entry in entries), default=0), progress)
