"""Patches of images whose labels are not used, for learning by reconstruction.

A thread reads images ahead, so that drawing never waits for a disk: ``ready`` tells whether a patch can be drawn now.
The patches depend on the seed and the images only, not on the disk's speed. Must not import torch or Qt.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import LearningError, UserError, said
from segstudio.labels.geometry import Rect
from segstudio.learning.data.channels import check_channels
from segstudio.learning.data.inputs import InputImage, Inputs, SliceReader
from segstudio.project.images.channels import COLOURS
from segstudio.project.project import ImageEntry, Project

HELD_BYTES = 256 << 20  # of images in memory
LARGEST = 1 << 26  # pixels; larger images, which would take all memory, are left out if there are smaller ones
SWAP = 20  # draws between two replacements of an image once the memory is full
FIRST = 4  # images to read before the first draw, if there are so many

Floats = NDArray[np.float32]
State = Mapping[str, Any]  # of ``UnlabelledPatches``, for JSON


class UnlabelledPatches:
    """Draws ``size`` x ``size`` patches of the images at full or half resolution. ``inputs``: their channels, 3 for
    grey and colour ones; images with another number are left out. ``before``: the ``state`` of another one, to go on
    with its draws; of no use where the images are others now."""

    def __init__(
        self,
        project: Project,
        entries: Sequence[ImageEntry],
        size: int,
        seed: int,
        inputs: int = COLOURS,
        before: State | None = None,
    ) -> None:
        self.inputs = inputs
        small = [entry for entry in entries if entry.width * entry.height <= LARGEST]
        self._inputs, self._reader, self._size = Inputs(project), SliceReader(), size
        self._random = np.random.default_rng([seed, 1])
        self._order = deque((small or list(entries))[i] for i in self._random.permutation(len(small or entries)))
        self.drawn: set[str] = set()  # ids of images that a patch was drawn from
        self.left_out: dict[str, str] = {}  # a sentence by the id of every image that is not learnt from
        if small:
            large = said("The image is too large to be learnt from beside smaller ones.")
            self.left_out = {entry.id: large for entry in entries if entry not in small}
        self._held: deque[tuple[str, InputImage]] = deque()  # with its id
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="unlabelled")
        self._coming: Future[InputImage | UserError] | None = None
        self._again: deque[tuple[str, Future[InputImage | UserError]]] = deque()  # what ``before`` had in memory
        self._unread = len(self._order)
        self._draws = 0
        if before is None or not self._go_on(before):
            self._fetch()

    @property
    def state(self) -> State:
        """What is needed to go on with the same draws later; only once ``ready``."""
        return {
            "order": [entry.id for entry in self._order],
            "held": [id for id, _ in self._held],
            "coming": self._coming is not None,
            "unread": self._unread,
            "draws": self._draws,
            "random": self._random.bit_generator.state,
        }

    def _go_on(self, before: State) -> bool:
        """Take over a state, unless it is of other images."""
        known = {entry.id: entry for entry in self._order}
        if len(before["order"]) != len(known) or not {*before["order"], *before["held"]} <= known.keys():
            return False
        self._order = deque(known[id] for id in before["order"])
        self._again.extend((id, self._pool.submit(self._read, known[id])) for id in before["held"])
        self._coming = self._pool.submit(self._read, self._order[-1]) if before["coming"] else None
        self._unread, self._draws = int(before["unread"]), int(before["draws"])
        self._random.bit_generator.state = before["random"]
        return True

    def close(self) -> None:
        """End the thread that reads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    @property
    def full(self) -> bool:
        """No more images fit, or all of them are in memory."""
        return self._nbytes >= HELD_BYTES or (not self._unread and self._coming is None)

    @property
    def _nbytes(self) -> int:
        return sum(image.nbytes for _, image in self._held)

    def ready(self) -> bool:
        """Whether ``draw`` can be called. Raises LearningError if no image can be read."""
        while self._again:
            if not self._again[0][1].done():
                return False
            id, read = self._again.popleft()
            if isinstance(image := read.result(), InputImage):
                self._held.append((id, image))
        if not self._held and self._coming is None:
            self._fetch()
        if self._coming is not None and (not self.full or self._draws % SWAP == 0):
            if not self._coming.done():
                return False
            self._take(self._coming.result())
        return bool(self._held) and (len(self._held) >= FIRST or self.full)

    def channels(self) -> int:
        """1 if all images in memory are grey, else ``inputs``. Only once ``ready``."""
        return 1 if all(image.grey for _, image in self._held) else self.inputs

    def draw(self) -> Floats:
        """One patch ``float32[inputs,s,s]`` in 0..1, mirrored outside of small images, half of them left to right."""
        self._draws += 1
        id, image = self._held[int(self._random.integers(len(self._held)))]
        self.drawn.add(id)
        shrink = 2 if self._random.random() < 0.25 and min(image.shape) >= 2 * self._size else 1
        side = self._size * shrink
        h, w = image.shape
        x, y = (int(self._random.integers(max(1, length - side + 1))) for length in (w, h))
        patch = image.model_input(Rect(x, y, min(side, w), min(side, h)))
        if shrink > 1:
            patch = patch.reshape(self.inputs, self._size, 2, self._size, 2).mean(axis=(2, 4))
        if self._random.random() < 0.5:
            patch = patch[:, :, ::-1]
        missing = [(0, self._size - length) for length in patch.shape[1:]]
        return np.ascontiguousarray(np.pad(patch, ((0, 0), *missing), mode="reflect"))

    def _take(self, image: InputImage | UserError) -> None:
        """Add an image, instead of the oldest ones if memory is full, and begin to read another."""
        self._coming = None
        if isinstance(image, UserError):  # the last one cannot be read: leave it out from now on
            self.left_out[self._order.pop().id] = image.message
        else:
            self._held.append((self._order[-1].id, image))
            while len(self._held) > 1 and self._nbytes > HELD_BYTES:
                self._held.popleft()
        if not self._order:
            raise LearningError("None of the images can be read.", "Check that the drive with the images is connected.")
        self._fetch()

    def _fetch(self) -> None:
        """Begin to read the next image, unless all of them are in memory."""
        if len(self._held) >= len(self._order):
            return
        entry = self._order[0]
        self._order.rotate(-1)
        self._unread = max(0, self._unread - 1)
        self._coming = self._pool.submit(self._read, entry)

    def _read(self, entry: ImageEntry) -> InputImage | UserError:
        try:
            image = self._reader.read(self._inputs.of(entry))
            check_channels(entry.name, image.inputs, self.inputs)
        except UserError as error:
            return error
        for one in image.slices:
            _ = one.window  # reads all pixels, here instead of when drawing
        return image
