"""Image files into a project: found, read, perhaps copied, and given an id. Writes only below ``images/``.

Imports entries, images and storage of this room.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count
from pathlib import Path, PurePosixPath

from segstudio.errors import ImageError, ProjectError, said, together
from segstudio.labels.steps import Progress
from segstudio.project.entries import (
    ImageEntry,
    IsLost,
    moved_images,
    moved_sentence,
    moved_to,
    new_id,
    path_is_sound,
    real_place,
    relative_path,
    with_mask_names,
)
from segstudio.project.file_facts import image_hash
from segstudio.project.images.facts import Facts, pictures_of, plane_stem, plane_steps, rect_of, whole_plane
from segstudio.project.images.finding import find_images
from segstudio.project.images.kinds import stem_of
from segstudio.project.images.reading import read_facts
from segstudio.project.images.stacks import ranges_of
from segstudio.project.storage import TEMP_PREFIX, write_error
from segstudio.regular_file import IMAGE, open_regular

_NAMED = 3  # files in one sentence
_THERE = said("The image is already in the project.")


@dataclass(frozen=True)
class AddReport:
    """What became of the files given to ``Project.add_images``; ``skipped`` with the reason as a sentence.

    ``moved``: images of the project whose own file was gone and is one of those given: the path that it had, and the
    image now. ``copies``: images that were added and are byte for byte those of the second path. ``stacks``: files and
    series that became several images, and how many. ``positions``: of the images of series, by id. ``left``: what of a
    file that was added is not shown, a sentence each.
    ``channels``: files whose channels are one image because nobody chose otherwise yet.
    """

    added: tuple[ImageEntry, ...]
    skipped: tuple[tuple[Path, str], ...]
    copies: tuple[tuple[str, str], ...] = ()
    moved: tuple[tuple[str, ImageEntry], ...] = ()
    stacks: tuple[tuple[str, int], ...] = ()
    positions: Mapping[str, float] = field(default_factory=dict)
    left: tuple[tuple[Path, str], ...] = ()
    channels: tuple[Path, ...] = ()

    def images(self, before: Iterable[ImageEntry]) -> list[ImageEntry]:
        """The images of the project that had those of ``before``."""
        moved = {image.id: image for _, image in self.moved}
        images = [*(moved.get(image.id, image) for image in before), *self.added]
        for stack in {image.stack for image in self.added if image.id in self.positions}:
            places = [at for at, image in enumerate(images) if image.stack == stack]
            series = sorted((images[at] for at in places), key=lambda image: self.positions.get(image.id, 0.0))
            for at, image in zip(places, series, strict=True):
                images[at] = image
        return images

    @property
    def sentence(self) -> str | None:
        """Which files were left out and why, of many the first, and ``notes``; None when there is nothing to say."""
        return together(self._skipped_sentence(), self.notes) or None

    @property
    def notes(self) -> str:
        """Which images have moved and which are copies, which files are several images, and what of them is left."""
        return together(
            moved_sentence(self.moved), self._copies_sentence(), self._stacks_sentence(), *self._left_sentences()
        )

    @property
    def channels_sentence(self) -> str:
        """That the channels of files are one image because nobody chose; empty where there are none."""
        if not self.channels:
            return ""
        told = "The channels of {name} are one image together; each can be an image of its own."
        if len(self.channels) > 1:
            told = (
                "The channels of {count} files ({name}, ...) are one image together; each can be an image of its own."
            )
        return said(told, name=self.channels[0].name, count=len(self.channels))

    def _stacks_sentence(self) -> str:
        if not self.stacks:
            return ""
        told = "{name} is a stack of {count} images."
        if len(self.stacks) > 1:
            told = "{files} stacks have {count} images in all ({name}, ...)."
        count = sum(planes for _, planes in self.stacks)
        return said(told, name=self.stacks[0][0], count=count, files=len(self.stacks))

    def _left_sentences(self) -> Iterator[str]:
        """What is not shown, each with the first file that it is true of, and how many there are."""
        by_sentence: defaultdict[str, list[Path]] = defaultdict(list)
        for path, sentence in self.left:
            by_sentence[sentence].append(path)
        for sentence, paths in by_sentence.items():
            told = "{name}: {sentence}" if len(paths) == 1 else "{count} files ({name}, ...): {sentence}"
            yield said(told, name=paths[0].name, count=len(paths), sentence=sentence)

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


class NothingAdded(ProjectError):
    """None of the files given to a new project can be used. ``skipped``: each with its reason as a sentence."""

    skipped: tuple[tuple[Path, str], ...] = ()


def nothing_added(report: AddReport) -> NothingAdded:
    """The error for a report without an image."""
    reason = report.sentence or said("there is no image")
    error = NothingAdded("None of the files can be used. {reason}", "Choose a folder with images.", reason=reason)
    error.skipped = report.skipped
    return error


class ImageAdder:
    """Adds images to the project in ``folder`` that holds ``images`` already; ``Project.take_images`` completes it."""

    def __init__(
        self, folder: Path, images: Iterable[ImageEntry], copy: bool, is_lost: IsLost, channels: str = ""
    ) -> None:
        self._folder = folder
        self._images = tuple(images)
        self._copy = copy
        self._is_lost = is_lost
        self._ids = {entry.id.lower() for entry in self._images}
        self._real = cache(os.path.realpath)  # of folders
        self._known: defaultdict[str, set[str]] = defaultdict(set)  # planes by file
        self._stack_of: dict[str, str] = {}
        self._apart: dict[str, bool] = {}  # by hash: how the channels of a file are taken already
        for entry in self._images:
            key = self._key(folder / entry.path)
            self._known[key].add(entry.plane)
            self._stack_of[key] = entry.stack
            self._apart[entry.sha256] = "C" in entry.plane
        self._stacks = {text for entry in self._images for text in (entry.stack, entry.group)}
        self._channels = channels
        self._position: dict[str, float] = {}  # of images of a series
        self._facts: dict[Path, Facts] = {}  # of files with new images
        self._copied: list[Path] = []
        self._moved: dict[str, tuple[ImageEntry, ImageEntry]] = {}  # by the id of a new image: the lost one it is
        self._left: list[tuple[Path, str]] = []
        self._unchosen: list[Path] = []  # files with channels, while nobody chose what becomes of them
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
        ids, places = {id.lower() for id in there}, {(image.path, image.plane) for image in there.values()}
        fresh, moved, skipped = [], [], list(self._report.skipped)
        for entry in self._report.added:
            before, after = self._moved.get(entry.id, (None, entry))
            lost = there.get(before.id) if before is not None else None
            if entry.id.lower() in ids or (entry.path, entry.plane) in places:
                skipped.append((self._folder / entry.path, _THERE))
            elif lost is not None:
                there[lost.id] = after if lost is before else moved_to(lost, entry.path)  # it may have changed since
                moved.append((lost.path, there[lost.id]))
            else:
                fresh.append(entry)
        added = tuple(with_mask_names(fresh, there.values()))
        skipped, copies = list(dict.fromkeys(skipped)), _copies(fresh, there.values())
        return replace(self._report, added=added, skipped=tuple(skipped), copies=copies, moved=tuple(moved))

    def _look_at(self, paths: Iterable[str | Path], progress: Progress) -> AddReport:
        skipped: list[tuple[Path, str]] = []
        files: list[Path] = []
        for path in (Path(os.path.abspath(path)) for path in paths):
            found = find_images(path) if path.is_dir() else [path]
            files += found
            if not found:
                skipped.append((path, said("There is no image in this folder.")))
        sources: dict[Path, list[ImageEntry]] = {}
        for done, path in enumerate(files):
            progress(done, len(files))
            try:
                sources[path] = self._entries(path)
            except ImageError as error:
                skipped.append((path, error.message))
        progress(len(files), len(files))
        hashes = {path: entries[0].sha256 for path, entries in sources.items()}
        for path, lost in moved_images(hashes, self._images, self._is_lost).items():
            planes = {entry.plane: entry for entry in sources[path]}
            for image in lost:
                if image.plane in planes:
                    entry = planes[image.plane]
                    self._moved[entry.id] = image, moved_to(image, entry.path)
        added = self._with_ranges(self._in_order([entry for entries in sources.values() for entry in entries]))
        # Two files may have one name; a series is one stack, whatever its files are called.
        named = {entry.stack: PurePosixPath(entry.path).name if entry.plane else entry.stack for entry in added}
        counts = Counter(entry.stack for entry in added if entry.stack)
        stacks = tuple((named[stack], count) for stack, count in counts.items() if count > 1)
        self._place_others({entry.stack for entry in added if entry.id in self._position})
        left, unchosen = tuple(self._left), tuple(self._unchosen)
        return AddReport(tuple(added), tuple(skipped), (), (), stacks, self._position, left, unchosen)

    def _place_others(self, stacks: set[str]) -> None:
        """Read the positions of images of these series that are there already."""
        for entry in self._images:
            if entry.stack in stacks:
                with contextlib.suppress(ImageError):
                    self._position[entry.id] = read_facts(self._folder / entry.path).position or 0.0

    def _in_order(self, entries: list[ImageEntry]) -> list[ImageEntry]:
        """The images of a series together, where its first was, by position."""
        first: dict[str, int] = {}
        places = {entry.id: first.setdefault(entry.stack or entry.id, at) for at, entry in enumerate(entries)}
        return sorted(entries, key=lambda entry: (places[entry.id], self._position.get(entry.id, 0.0)))

    def _with_ranges(self, entries: list[ImageEntry]) -> list[ImageEntry]:
        """With the values that the images of a stack share: those of its images that are there, else their own."""
        there = {_values_of(entry): entry.values for entry in self._images if entry.stack}
        ranges = ranges_of(self._facts, self._channels == "apart")
        found = {(self._key(path), plane): values for (path, plane), values in ranges.items()}
        places = {entry.id: (self._key(self._folder / entry.path), entry.plane) for entry in entries}
        return [replace(one, values=there.get(_values_of(one), found.get(places[one.id]))) for one in entries]

    def _entries(self, path: Path) -> list[ImageEntry]:
        """Of each plane of a file that is not there yet."""
        if not path_is_sound(str(path)):
            raise ImageError("The name of the file has signs that cannot be stored.", "Rename the file.")
        known = self._known.get(self._key(path), set())
        if "" in known:
            raise ImageError(_THERE)
        facts = read_facts(path, try_decoding=True)  # better refused now than when it is opened
        try:
            place = self._into_project(path) if self._copy and not known else path
            size, digest = place.stat().st_size, image_hash(place)
            if self._copy and facts.kind == "DICOM":
                self._left.append((path, said("The copy in the project names the patient as the file does.")))
            if self._copy and facts.slide:
                self._left.append((path, said("The copy in the project has the slide's label as the file has it.")))
        except OSError as error:
            raise ImageError(
                "{name} cannot be read: {reason}.", name=path.name, reason=error.strerror or error
            ) from error
        planes = [plane for plane in self._planes(path, facts, digest) if known.isdisjoint({plane, whole_plane(plane)})]
        if not planes:
            raise ImageError(_THERE)
        stack = self._stack(path, facts, planes)
        self._facts[place] = facts
        way, stem = relative_path(place, self._folder), stem_of(path.name)
        entries = []
        for plane in planes:
            # Nor an id whose mask or journal is left from an image that was removed: it would get that image's pixels.
            id = new_id(plane_stem(stem, plane), lambda id: id in self._ids or id in self._leftovers)
            self._ids.add(id.lower())
            if facts.position is not None:
                self._position[id] = facts.position
            rect = rect_of(facts, plane, place)
            entries.append(ImageEntry(id, way, rect.w, rect.h, size, digest, group=stack, plane=plane, stack=stack))
        self._known[self._key(path)].update(planes)
        self._known[self._key(place)].update(planes)
        return entries

    def _planes(self, path: Path, facts: Facts, digest: str) -> list[str]:
        """The addresses of the images in a file. How its channels are taken: as before where it (or a copy) is in the
        project, else as was chosen for the project."""
        apart = self._apart.get(digest, self._channels == "apart")
        if facts.channels.letter == "C" and not apart and not self._channels and digest not in self._apart:
            self._unchosen.append(path)
        self._left += [(path, sentence) for sentence in facts.left]
        return pictures_of(facts, apart)

    def _stack(self, path: Path, facts: Facts, planes: Sequence[str]) -> str:
        """The name of the stack that a file's planes are of; empty: it is one picture."""
        if facts.stack:
            return f"series {facts.stack}"
        there = self._stack_of.get(self._key(path), "")
        if there or not any(planes):
            return there
        stem = "".join(sign if sign.isprintable() else "_" for sign in stem_of(path.name))[:180]
        name = next(name for n in count(1) if (name := stem if n == 1 else f"{stem}_{n}") not in self._stacks)
        self._stacks.add(name)
        return name

    def _key(self, path: Path) -> str:
        """A path in a form that can be compared."""
        return os.path.normcase(real_place(path, self._real))

    def _into_project(self, path: Path) -> Path:
        """Copy a file, whole or not at all, to a free name in ``images/``. WriteError; OSError: not readable."""
        images = self._folder / "images"
        goal, number, stem = images / path.name, 1, stem_of(path.name)
        while goal.exists():
            number += 1
            goal = images / f"{stem}_{number}{path.name[len(stem) :]}"
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
        try:
            read_facts(goal)
        except ImageError as error:
            goal.unlink(missing_ok=True)
            text = "{name} keeps its pixels in another file, so that it cannot be copied."
            raise ImageError(text, "Add it without a copy.", name=path.name) from error
        return goal

    def take_back(self) -> None:
        """Remove the copies that were made; the originals are untouched."""
        for path in self._copied:
            with contextlib.suppress(OSError):
                path.unlink()


def _values_of(entry: ImageEntry) -> tuple[str, int | None]:
    """The same for images that share a range: the stack, and the channel where each is an image."""
    return entry.stack, plane_steps(entry.plane).get("C")


def _copies(fresh: Iterable[ImageEntry], images: Iterable[ImageEntry]) -> tuple[tuple[str, str], ...]:
    """Paths of new images that are the same file as another image, and of that."""
    first = {entry.sha256: entry.path for entry in images}
    pairs = ((e.path, other) for e in fresh if (other := first.setdefault(e.sha256, e.path)) != e.path)
    return tuple(dict.fromkeys(pairs))  # once for all planes of a file


def _lower_names(folder: Path) -> set[str]:
    """The image ids, in lower case, of the files in a masks or journal folder."""
    with contextlib.suppress(OSError):
        return {name.partition(".")[0].lower() for name in os.listdir(folder)}
    return set()
