"""Where the images are now whose files are gone: found in another folder by size and SHA-256.

Imports project only. ``look_for`` changes nothing and may run on any thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from segstudio.errors import ImageError, said
from segstudio.labels.steps import Progress, silent
from segstudio.project.entries import (
    ImageEntry,
    moved_images,
    moved_sentence,
    moved_to,
    path_is_sound,
    real_place,
    relative_path,
)
from segstudio.project.file_facts import image_hash
from segstudio.project.images.finding import find_images
from segstudio.project.parallel import in_threads
from segstudio.project.project import Project


@dataclass(frozen=True)
class Found:
    """``moved``: an image as it was, and at its new place. ``missing``: why an image that was not
    found is looked for. ``unread``: a sentence for each file or folder that could not be looked at."""

    moved: tuple[tuple[ImageEntry, ImageEntry], ...]
    missing: tuple[tuple[ImageEntry, str], ...]
    unread: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        if self.moved:
            return moved_sentence([(before.path, after) for before, after in self.moved])
        return said("None of the missing images is there." if self.missing else "Every image is at its place.")

    @property
    def left_out(self) -> list[str]:
        """A sentence for every image that was not found and for all that could not be looked at."""
        return [reason for _, reason in self.missing] + list(self.unread)


def look_for(project: Project, folder: Path, progress: Progress = silent) -> Found:
    """Look in ``folder`` and below for the images of ``project`` that are missing or changed where they should be.

    Raises ImageError: no folder; and what ``progress`` raises.
    """
    if not folder.is_dir():
        raise ImageError("There is no folder {folder}.", "Check the path.", folder=folder)
    by_file = {(entry.path, entry.sha256): entry for entry in project.images}  # one for all planes of a file
    problems = dict(zip(by_file, in_threads(project.check_image, list(by_file.values()), 1, progress), strict=True))
    lost = {entry.id: reason for entry in project.images if (reason := problems[entry.path, entry.sha256]) is not None}
    if not lost:
        return Found((), ())
    taken = {real_place(project.image_path(entry)) for entry in project.images if entry.id not in lost}
    files = [path for path in find_images(folder) if real_place(path) not in taken]
    images = [entry for entry in project.images if entry.id in lost]
    wanted = {entry.size for entry in images}
    answers = in_threads(partial(_hash_of, wanted), files, 1, progress)
    hashes = {path: answer for path, answer in zip(files, answers, strict=True) if not isinstance(answer, Exception)}
    found = moved_images({path: text for path, text in hashes.items() if text}, images, lambda _entry: True)
    places = {entry.id: path for path, planes in found.items() for entry in planes}
    return Found(
        tuple(
            (one, moved_to(one, relative_path(places[one.id], project.folder))) for one in images if one.id in places
        ),
        tuple((one, lost[one.id]) for one in images if one.id not in places),
        tuple(answer.message for answer in answers if isinstance(answer, ImageError)),
    )


def _hash_of(sizes: set[int], path: Path) -> str | ImageError:
    """The SHA-256 of a file that has one of ``sizes``, empty for another; or why it cannot be read."""
    if not path_is_sound(str(path)):
        return ImageError("The name of {name} has signs that cannot be stored.", name=ascii(path.name))
    try:
        return image_hash(path) if path.stat().st_size in sizes else ""
    except ImageError as error:
        return error
    except OSError as error:
        return ImageError("{name} cannot be read: {reason}.", name=path, reason=error.strerror or error)


def put_moved(project: Project, found: Found) -> None:
    """Give the images their new places, but for those that were removed meanwhile, and save. Raises WriteError."""
    project.check_writable()
    there = {entry.id: entry for entry in project.images}
    entries = [
        after if there[after.id] is before else moved_to(there[after.id], after.path)  # it may have changed since
        for before, after in found.moved
        if after.id in there
    ]
    if entries:
        project.update_entries(entries)
        project.save()
