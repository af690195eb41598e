"""Image files into a project: found, read, perhaps copied, and given an id. Writes only below ``images/``.

Imports entries, images and storage of this room.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from segstudio.errors import ImageError, said, together
from segstudio.labels.steps import Progress
from segstudio.project.entries import (
    ImageEntry,
    moved_to,
    new_id,
    path_is_sound,
    real_place,
    relative_path,
    with_mask_names,
)
from segstudio.project.images.finding import find_images
from segstudio.project.images.reading import read_facts
from segstudio.project.storage import TEMP_PREFIX, file_hash, write_error
from segstudio.regular_file import IMAGE, open_regular

IsLost = Callable[[ImageEntry], bool]  # whether the file is not there any more, or is another one

_NAMED = 3  # files in one sentence
_THERE = said("The image is already in the project.")


@dataclass(frozen=True)
class AddReport:
    """What became of the files given to ``Project.add_images``; ``skipped`` with the reason as a sentence.

    ``moved``: images of the project whose own file was gone and is one of those given: the path that it had, and the
    image now. ``copies``: images that were added and are byte for byte those of the second path.
    """

    added: tuple[ImageEntry, ...]
    skipped: tuple[tuple[Path, str], ...]
    copies: tuple[tuple[str, str], ...] = ()
    moved: tuple[tuple[str, ImageEntry], ...] = ()

    def images(self, before: Iterable[ImageEntry]) -> list[ImageEntry]:
        """The images of the project that had those of ``before``."""
        moved = {image.id: image for _, image in self.moved}
        return [*(moved.get(image.id, image) for image in before), *self.added]

    @property
    def sentence(self) -> str | None:
        """Which files were left out and why, of many the first, and ``notes``; None when there is nothing to say."""
        return together(self._skipped_sentence(), self.notes) or None

    @property
    def notes(self) -> str:
        """Which images have moved, and which are copies."""
        return together(moved_sentence(self.moved), self._copies_sentence())

    def _skipped_sentence(self) -> str:
        named = [
            said("Left out: {name}. {reason}", name=path.name, reason=reason) for path, reason in self.skipped[:_NAMED]
        ]
        more = len(self.skipped) - _NAMED
        return together(*named, said("{number} more were left out.", number=more) if more > 0 else "")

    def _copies_sentence(self) -> str:
        if not self.copies:
            return ""
        told = "{path} is a copy of {other}: the two share a split."
        if len(self.copies) > 1:
            told = "{count} images are copies of others ({path} of {other}, ...): copies share a split."
        path, other = self.copies[0]
        return said(told, path=path, other=other, count=len(self.copies))


class ImageAdder:
    """Adds images to the project in ``folder`` that holds ``images`` already; ``Project.take_images`` completes it."""

    def __init__(self, folder: Path, images: Iterable[ImageEntry], copy: bool, is_lost: IsLost) -> None:
        self._folder = folder
        self._images = tuple(images)
        self._copy = copy
        self._is_lost = is_lost
        self._ids = {entry.id.lower() for entry in self._images}
        self._real = cache(os.path.realpath)  # of folders
        self._known = {self._key(folder / entry.path) for entry in self._images}
        self._copied: list[Path] = []
        self._moved: dict[str, tuple[ImageEntry, ImageEntry]] = {}  # by the id of a new image: the lost one it is
        self._report = AddReport((), ())
        self._leftovers = _lower_names(folder / "masks") | _lower_names(folder / "journal")

    def add(self, paths: Iterable[str | Path], progress: Progress) -> None:
        """Make an entry for every file (folders: every image below) that is a readable image and new."""
        try:
            self._report = self._look_at(paths, progress)
        except BaseException:
            self.take_back()
            raise

    def join(self, images: Iterable[ImageEntry]) -> AddReport:
        """What was found, without what was added to the project (now ``images``) meanwhile."""
        there = {image.id: image for image in images}
        ids, places = {id.lower() for id in there}, {image.path for image in there.values()}
        fresh, moved, skipped = [], [], list(self._report.skipped)
        for entry in self._report.added:
            before, after = self._moved.get(entry.id, (None, entry))
            lost = there.get(before.id) if before is not None else None
            if entry.id.lower() in ids or entry.path in places:
                skipped.append((self._folder / entry.path, _THERE))
            elif lost is not None:
                there[lost.id] = after if lost is before else moved_to(lost, entry.path)  # it may have changed since
                moved.append((lost.path, there[lost.id]))
            else:
                fresh.append(entry)
        added = tuple(with_mask_names(fresh, there.values()))
        return AddReport(added, tuple(skipped), _copies(fresh, there.values()), tuple(moved))

    def _look_at(self, paths: Iterable[str | Path], progress: Progress) -> AddReport:
        skipped: list[tuple[Path, str]] = []
        files: list[Path] = []
        for path in (Path(os.path.abspath(path)) for path in paths):
            found = find_images(path) if path.is_dir() else [path]
            files += found
            if not found:
                skipped.append((path, said("There is no image in this folder.")))
        sources: dict[Path, ImageEntry] = {}
        for done, path in enumerate(files):
            progress(done, len(files))
            try:
                sources[path] = self._entry(path)
            except ImageError as error:
                skipped.append((path, error.message))
        progress(len(files), len(files))
        hashes = {path: entry.sha256 for path, entry in sources.items()}
        moved = moved_images(hashes, self._images, self._is_lost)
        for path, image in moved.items():
            self._moved[sources[path].id] = image, moved_to(image, sources[path].path)
        return AddReport(tuple(sources.values()), tuple(skipped))

    def _entry(self, path: Path) -> ImageEntry:
        if not path_is_sound(str(path)):
            raise ImageError("The name of the file has signs that cannot be stored.", "Rename the file.")
        if self._key(path) in self._known:
            raise ImageError(_THERE)
        facts = read_facts(path, try_decoding=True)  # better refused now than when it is opened
        try:
            place = self._into_project(path) if self._copy else path
            size, digest = place.stat().st_size, file_hash(place)
        except OSError as error:
            raise ImageError(
                "{name} cannot be read: {reason}.", name=path.name, reason=error.strerror or error
            ) from error
        # Nor an id whose mask or journal is left from an image that was removed: it would get that image's pixels.
        id = new_id(path.stem, lambda id: id in self._ids or id in self._leftovers)
        self._ids.add(id.lower())
        self._known |= {self._key(path), self._key(place)}
        return ImageEntry(id, relative_path(place, self._folder), facts.width, facts.height, size, digest)

    def _key(self, path: Path) -> str:
        """A path in a form that can be compared."""
        return os.path.normcase(real_place(path, self._real))

    def _into_project(self, path: Path) -> Path:
        """Copy a file, whole or not at all, to a free name in ``images/``. WriteError; OSError: not readable."""
        images = self._folder / "images"
        goal, number = images / path.name, 1
        while goal.exists():
            number += 1
            goal = images / f"{path.stem}_{number}{path.suffix}"
        temp = images / f"{TEMP_PREFIX}{uuid.uuid4().hex}"
        with open_regular(path, IMAGE) as source:
            try:
                images.mkdir(exist_ok=True)
                with open(temp, "xb") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
                os.replace(temp, goal)
            except OSError as error:
                with contextlib.suppress(OSError):
                    temp.unlink()
                raise write_error(goal, error) from error
        self._copied.append(goal)
        return goal

    def take_back(self) -> None:
        """Remove the copies that were made; the originals are untouched."""
        for path in self._copied:
            with contextlib.suppress(OSError):
                path.unlink()


def moved_images(files: Mapping[Path, str], images: Iterable[ImageEntry], is_lost: IsLost) -> dict[Path, ImageEntry]:
    """Which of ``files``, given with their SHA-256, is the file of which image that is lost where it was."""
    known: defaultdict[str, list[ImageEntry]] = defaultdict(list)
    for entry in images:
        known[entry.sha256].append(entry)
    same: defaultdict[str, list[Path]] = defaultdict(list)
    for path, digest in files.items():
        if digest in known:
            same[digest].append(path)
    found = {}
    for digest, paths in same.items():
        found.update(_paired(paths, [entry for entry in known[digest] if is_lost(entry)]))
    return found


def _paired(paths: Sequence[Path], images: Sequence[ImageEntry]) -> dict[Path, ImageEntry]:
    """Each of ``images`` with one of ``paths``, those first whose names and folders agree the furthest from the end."""
    found: dict[Path, ImageEntry] = {}
    rest = {entry.id: entry for entry in images}
    depth = max((len(PurePosixPath(entry.path).parts) for entry in images), default=0)
    while rest and len(found) < len(paths):
        ends: defaultdict[tuple[str, ...], list[ImageEntry]] = defaultdict(list)
        for entry in rest.values():
            ends[PurePosixPath(entry.path).parts[-depth:] if depth else ()].append(entry)
        for path in paths:
            alike = ends.get(path.parts[-depth:] if depth else ())
            if alike and path not in found:
                found[path] = rest.pop(alike.pop(0).id)
        depth -= 1
    return found


def moved_sentence(moved: Sequence[tuple[str, ImageEntry]]) -> str:
    """That images have moved and keep what they had; empty when none has."""
    if not moved:
        return ""
    told = "{path} is at {place} now: the image keeps its labels."
    if len(moved) > 1:
        told = "{count} images are at other places now and keep their labels ({path} at {place}, ...)."
    path, image = moved[0]
    return said(told, path=path, place=image.path, count=len(moved))


def _copies(fresh: Iterable[ImageEntry], images: Iterable[ImageEntry]) -> tuple[tuple[str, str], ...]:
    """Paths of new images that are the same file as another image, and of that."""
    first = {entry.sha256: entry.path for entry in images}
    return tuple((e.path, other) for e in fresh if (other := first.setdefault(e.sha256, e.path)) != e.path)


def _lower_names(folder: Path) -> set[str]:
    """The image ids, in lower case, of the files in a masks or journal folder."""
    with contextlib.suppress(OSError):
        return {name.partition(".")[0].lower() for name in os.listdir(folder)}
    return set()
