"""What is learnt from, and predicted from, of an image: its pixels and, where the project chose so, those of the slices
beside it (2.5-D). What is shown and painted on stays the one slice.

The slices lie along axis Z of a file, along T where it has no Z, else along its pages; in a series they are its images
in the project, in their order. Where the stack ends its last slice stands in for those that are missing; an image in no
stack stands in for all. Must not import torch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ImageError
from segstudio.labels.geometry import Rect
from segstudio.project.contents import picture_of
from segstudio.project.file_facts import image_stamp
from segstudio.project.images.facts import Facts, plane_steps
from segstudio.project.images.memory import release_memory
from segstudio.project.images.reading import ImageData, Picture
from segstudio.project.images.stacks import pictures_in
from segstudio.project.images.surroundings import AROUND
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import FileStamp

_AXES = ("Z", "T")  # neighbours lie along the first of these that a stack has, else along its pages, whatever they are


class Input(NamedTuple):
    """Where all that is learnt from of one image comes from. ``slices``: the image, or as many slices before as behind
    it too, in the order of the stack."""

    slices: tuple[Picture, ...]

    @property
    def picture(self) -> Picture:
        """The image itself."""
        return self.slices[len(self.slices) // 2]


@dataclass(frozen=True, eq=False)
class InputImage:
    """The pixels of an Input, one for each of its slices; all are of one size."""

    slices: tuple[ImageData, ...]

    @property
    def _middle(self) -> ImageData:
        return self.slices[len(self.slices) // 2]

    @property
    def path(self) -> Path:
        """The file of the image."""
        return self._middle.path

    @property
    def shape(self) -> tuple[int, int]:
        """``(h, w)``."""
        return self._middle.shape

    @property
    def nbytes(self) -> int:
        """Memory of all slices, each counted once."""
        return sum(one.nbytes for one in {id(one): one for one in self.slices}.values())

    @property
    def grey(self) -> bool:
        """``model_input`` gives three equal planes."""
        return len(self.slices) == 1 and self._middle.pixels.ndim == 2

    @property
    def inputs(self) -> int:
        """Planes of ``model_input``."""
        return len(self.slices) * planes_of_one(self._middle.inputs, self._middle.pixels.ndim == 2, len(self.slices))

    def model_input(self, rect: Rect | None = None) -> NDArray[np.float32]:
        """``float32[c, h, w]`` in 0..1 of ``rect`` (inside the image; None: all): as ``ImageData.model_input``; with
        neighbours the planes of each slice in their order, one of a grey slice. Each slice is scaled as it is where it
        is learnt from itself."""
        return self._together(lambda one: one.model_input(rect))

    @property
    def field(self) -> tuple[int, int]:
        """As ``ImageData.field``."""
        return self._middle.field

    @property
    def place(self) -> Rect:
        """As ``ImageData.place``."""
        return self._middle.place

    def field_input(self, rect: Rect) -> NDArray[np.float32]:
        """As ``model_input`` of a rectangle inside the ``field``. Raises ImageError: the file cannot be read."""
        return self._together(lambda one: one.field_input(rect))

    def _together(self, planes: Callable[[ImageData], NDArray[np.float32]]) -> NDArray[np.float32]:
        if len(self.slices) == 1:
            return planes(self._middle)
        parts = {id(one): planes(one)[: 1 if one.pixels.ndim == 2 else None] for one in self.slices}
        return np.concatenate([parts[id(one)] for one in self.slices])

    def release(self) -> None:
        """Release the memory of mapped pixels (``images.memory``)."""
        for one in self.slices:
            release_memory(one.pixels)


def planes_of_one(planes: int, grey: bool, slices: int) -> int:
    """Planes of one of so many slices, whose ``model_input`` alone has ``planes``."""
    return 1 if grey and slices > 1 else planes


def joined(wanted: Input, pixels: Mapping[Picture, ImageData]) -> InputImage:
    """The pixels of an input from those of its slices. Raises ImageError: they are not of one size and kind."""
    image = pixels[wanted.picture]
    for picture in wanted.slices:
        beside = pixels[picture]
        if beside.shape != image.shape or beside.inputs != image.inputs or beside.pixels.ndim != image.pixels.ndim:
            raise _not_usable(picture, "it has another size or other channels")
    return InputImage(tuple(pixels[picture] for picture in wanted.slices))


def _not_usable(picture: Picture, reason: str) -> ImageError:
    return ImageError(
        "The slice beside it, {slice}, cannot be used: {reason}",
        "Put the slice back, or learn from each slice by itself (menu Image).",
        slice=picture.title,
        reason=reason,
    )


def pixels_of(wanted: Input, picture: Picture, read: Callable[[Picture], ImageData]) -> ImageData:
    """The pixels of one slice of an input. Raises ImageError, which says so where it is a slice beside the image."""
    try:
        return read(picture)
    except ImageError as error:
        if picture == wanted.picture:
            raise
        raise _not_usable(picture, error.message) from error


_HELD: WeakValueDictionary[tuple[Picture, FileStamp | None], ImageData] = WeakValueDictionary()


def read_once(picture: Picture, mapped: bool = False) -> ImageData:
    """The pixels with what lies around a tile, not to be changed: those that are in memory already, wherever in this
    process, else read from the file, or ``mapped``. A tile has 80 MB, and training, scores and the picture on the
    screen need the same ones. Raises ImageError."""
    key = picture, image_stamp(picture.path)
    found = _HELD.get(key)
    if found is None:
        if mapped:
            return picture.map()  # for this one use: a file that is mapped must not change meanwhile
        found = _HELD[key] = picture.read(margin=AROUND)
    return found


class SliceReader:
    """Reads inputs one after the other. The slices of the last one stay in memory, no more, so that a stack read in its
    order is read once. ``mapped``: as ``map_image``. A tile of a large file comes with what lies around it."""

    def __init__(self, mapped: bool = False) -> None:
        self._read = partial(read_once, mapped=mapped)
        self._kept: dict[tuple[Picture, FileStamp | None], ImageData] = {}

    def read(self, wanted: Input) -> InputImage:
        """The pixels of an input. Raises ImageError, also where a slice beside the image cannot be read."""
        kept, found = self._kept, {}
        self._kept = {}
        for picture in dict.fromkeys(wanted.slices):
            key = picture, image_stamp(picture.path)
            found[key] = kept[key] if key in kept else pixels_of(wanted, picture, self._read)
        if len(wanted.slices) > 1:
            self._kept = found
        return joined(wanted, {picture: pixels for (picture, _), pixels in found.items()})


# ---- which slices ------------------------------------------------------------------------------------------------


class Inputs:
    """The inputs of the images of a project as it is now: it is built anew when the project's images change."""

    def __init__(self, project: Project) -> None:
        self._project, self._images, self._sides = project, project.images, project.neighbours
        self._entries = {picture_of(project, entry): entry for entry in project.images} if self._sides else {}
        self._found = inputs_among(((entry.stack, one) for one, entry in self._entries.items()), self._sides)

    def are_of(self, project: Project) -> bool:
        """Whether nothing changed since."""
        return (project is self._project and project.images is self._images) and project.neighbours == self._sides

    def of(self, entry: ImageEntry) -> Input:
        """The input of one image."""
        picture = picture_of(self._project, entry)
        return self._found.get(picture, Input((picture,) * (2 * self._sides + 1)))

    def files_of(self, entry: ImageEntry) -> list[ImageEntry]:
        """Images of the project in the files that are read for one image: itself first, one of each other file."""
        here = self._project.image_path(entry)
        beside = {one.path: self._entries[one] for one in self.of(entry).slices if one.path != here}
        return [entry, *beside.values()]

    def entry_of(self, picture: Picture, entry: ImageEntry) -> ImageEntry:
        """The image of the project that a slice read for ``entry`` is; itself where that is another plane of its file
        that is none."""
        return self._entries.get(picture, entry)


def input_of(project: Project, entry: ImageEntry) -> Input:
    """The input of one image of a project; whoever asks for many makes ``Inputs``."""
    return Inputs(project).of(entry)


def inputs_among(images: Iterable[tuple[str, Picture]], sides: int) -> dict[Picture, Input]:
    """The input of each of the images, given with the stack that it is in (empty: none), with so many slices on each
    side, found among them or, in the same file, by address."""
    stacks: defaultdict[str, list[Picture]] = defaultdict(list)
    found = {}
    for stack, picture in images:
        found[picture] = Input((picture,) * (2 * sides + 1))
        if stack and sides:
            stacks[stack].append(picture)
    for slices in stacks.values():
        beside = (_in_file if len({one.path for one in slices}) == 1 else _in_order)(slices)
        for picture in slices:
            found[picture] = Input(tuple(beside(picture, offset) for offset in range(-sides, sides + 1)))
    return found


def inputs_in(files: Mapping[Path, Facts | None], apart: bool, sides: int) -> list[Input]:
    """The inputs of every image in files (``images.stacks.pictures_in``); a series in the order of its positions."""
    found = pictures_in(files, apart)

    def place(picture: Picture) -> tuple[str, float]:
        facts = files[picture.path]
        return (facts.stack or f"/{picture.path}", facts.position or 0.0) if facts is not None else ("", 0.0)

    inputs = inputs_among(((place(one)[0], one) for one in sorted(found, key=place)), sides)
    return [inputs[one] for one in found]


def _in_order(stack: list[Picture]) -> Callable[[Picture, int], Picture]:
    """The slice so many images away, of a stack of files."""
    numbers = {picture: number for number, picture in enumerate(stack)}
    return lambda picture, offset: stack[min(max(numbers[picture] + offset, 0), len(stack) - 1)]


def _in_file(stack: list[Picture]) -> Callable[[Picture, int], Picture]:
    """The slice so many steps away, of the planes of one file; also one that was taken out of the project."""
    known, steps = {picture.plane: picture for picture in stack}, [plane_steps(picture.plane) for picture in stack]
    several = [one for one in steps[0] if one != "C" and len({step.get(one) for step in steps}) > 1]
    axis = next((letter for letter in (*_AXES, *several) if letter in several), "")
    ends = [step.get(axis, 0) for step in steps]
    first, last = min(ends), max(ends)

    def beside(picture: Picture, offset: int) -> Picture:
        place = plane_steps(picture.plane)
        if axis in place:
            place[axis] = min(max(place[axis] + offset, first), last)
        plane = "".join(f"{letter}{at}" for letter, at in place.items())
        return known.get(plane, picture._replace(plane=plane))

    return beside
