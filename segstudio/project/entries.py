"""The rows of ``project.json``: one image each, read strictly. Owns ids and paths; imports errors and, of
images, limits and words.

Everything read from the file is checked (types, characters, duplicates, no way out of the masks folder through an id),
because project folders travel between people.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from segstudio.errors import ProjectError, said
from segstudio.project.images.facts import is_plane, plane_stem, plane_title
from segstudio.project.images.kinds import stem_of
from segstudio.project.images.png import MAX_PIXELS
from segstudio.project.images.ranges import Range, is_range
from segstudio.regular_file import IMAGE

IsLost = Callable[["ImageEntry"], object]  # true where the file is not there any more, or is another one
SPLITS = ("", "train", "val", "test")
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
DONE_SHARE = 0.995  # of the pixels: an image with so many of them labelled is fully labelled
LONGEST_NOTE = 2000
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
BACKUP_HINT = (
    "File > Check the project, or: segstudio check --repair, puts the one saved before (project.json.bak) in its "
    "place; or put project.json back from a backup."
)


@dataclass(frozen=True)
class ImageEntry:
    """One image of a project.

    ``path``: relative to the project folder, posix, may start with ``../``; absolute when on another drive. ``width``
    and ``height`` in pixels as shown (orientation applied), ``size`` in bytes, ``sha256`` of the file. ``group`` names
    images that belong together (one sample, one patient) and share a split; ``split``: "", "train", "val" or "test".
    ``mask_name``: the stem of its mask in exports where that is not its own, because another image had it first.
    ``plane``: its address in the file ("T0Z11"; empty: the file is one picture). Images with the same ``stack`` are the
    planes of one stack, in the order of the list. ``values``: what of it is learnt from as 0 and as 1, where that is
    shared with other images (``images.ranges``); ``None``: by itself. ``done``: the person says that it needs no more
    labels; ``note``: what the person wrote about it; ``accepted``: predictions were accepted as labels of it, so as the
    truth of a score it flatters what predicted them.
    """

    id: str
    path: str
    width: int
    height: int
    size: int
    sha256: str
    group: str = ""
    split: str = ""
    flag: bool = False
    mask_name: str = ""
    plane: str = ""
    stack: str = ""
    values: Range | None = None
    done: bool = False
    note: str = ""
    accepted: bool = False

    def __post_init__(self) -> None:
        problem = _problem(self)
        if problem:
            raise ProjectError(
                "The image {id} cannot be in a project: {problem}.",
                BACKUP_HINT,
                id=repr(str(self.id)[:60]),
                problem=said(problem),
            )

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.height, self.width

    @cached_property
    def stem(self) -> str:
        """The image's own file name without its ending, and its plane: "scan_z012"."""
        return plane_stem(stem_of(PurePosixPath(self.path).name), self.plane)

    @property
    def title(self) -> str:
        """The image in a sentence: its path, and its plane."""
        return plane_title(self.path, self.plane)

    @property
    def name(self) -> str:
        """The file's name, and its plane."""
        return plane_title(PurePosixPath(self.path).name, self.plane)

    @property
    def mask_stem(self) -> str:
        """The stem of its mask in exports: unique in the project, and never another one later."""
        return self.mask_name or self.stem

    def to_json(self) -> dict[str, Any]:
        """Plain data for ``project.json``."""
        return {name: getattr(self, name) for name in _FIELDS if name not in _OPTIONAL or getattr(self, name)}

    @cached_property
    def text(self) -> str:
        """``to_json`` as it stands in ``project.json``."""
        rows = (f'   "{name}": {_encode(value)}' for name, value in self.to_json().items())
        return "  {\n" + ",\n".join(rows) + "\n  }"


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_FIELDS = tuple(part.name for part in fields(ImageEntry))
# in the file only where they are not empty
_OPTIONAL = {"mask_name", "plane", "stack", "values", "done", "note", "accepted"}


def _problem(entry: ImageEntry) -> str:
    """What is wrong with an entry, in words; empty when it is fine."""
    strings = (
        entry.id, entry.path, entry.sha256, entry.group, entry.split, entry.mask_name, entry.plane, entry.stack,
        entry.note,
    )  # fmt: skip
    if not all(isinstance(value, str) for value in strings):
        return "a text is not a text"
    numbers = (entry.width, entry.height, entry.size)
    if not all(isinstance(value, int) and not isinstance(value, bool) for value in numbers):
        return "a number is not a whole number"
    if not _ID.fullmatch(entry.id) or entry.id.lower() in _RESERVED:
        return "its id has other characters than letters, digits, _ and -"
    if not path_is_sound(entry.path):
        return "its path is empty or holds control characters"
    if min(entry.width, entry.height) < 1 or entry.width * entry.height > MAX_PIXELS or not 0 <= entry.size <= IMAGE:
        return "its size is not possible"
    if not _SHA256.fullmatch(entry.sha256):
        return "its hash is not a SHA-256"
    if entry.split not in SPLITS:
        return f"its split {entry.split[:20]!r} is not one of train, val, test"
    if len(entry.mask_name) > 255 or "/" in entry.mask_name or not entry.mask_name.isprintable():
        return "the name of its mask is not a file name"
    if len(entry.group) > 200 or not entry.group.isprintable():
        return "its group is not a short text"
    if len(entry.plane) > 60 or not is_plane(entry.plane):
        return "its plane is not the address of a plane"
    if len(entry.stack) > 200 or not entry.stack.isprintable():
        return "its stack is not a short text"
    if entry.values is not None and not is_range(entry.values):
        return "its values are not pairs of numbers, the lower one first"
    if len(entry.note) > LONGEST_NOTE or not entry.note.replace("\n", "").isprintable():
        return "its note is no text of at most 2000 letters"
    marks = (entry.flag, entry.done, entry.accepted)
    return "" if all(isinstance(mark, bool) for mark in marks) else "its flag is neither true nor false"


def path_is_sound(path: str) -> bool:
    """Whether ``path`` can stand in ``project.json``: not empty, encodable, no control characters, not too long."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return 0 < len(path) <= 4096 and all(ord(sign) >= 32 and ord(sign) != 127 for sign in path)


def entry_from_json(row: object) -> ImageEntry:
    """One entry from plain data; raises ProjectError. Unknown keys are refused: they would be lost at the next save."""
    if not isinstance(row, Mapping):
        raise ProjectError("project.json is damaged: an image is not an object.", BACKUP_HINT)
    known = set(_FIELDS)
    unknown, missing = set(row) - known, known - set(row) - {"group", "split", "flag"} - _OPTIONAL
    if unknown or missing:
        words = ", ".join(sorted(map(str, unknown or missing)))
        text = "project.json is damaged: an image has unknown {words}."
        if not unknown:
            text = "project.json is damaged: an image has no {words}."
        raise ProjectError(text, BACKUP_HINT, words=words)
    values = row.get("values")
    return ImageEntry(**{**row, "values": tuple(values) if isinstance(values, list) else values})


def entries_from_json(rows: object) -> tuple[ImageEntry, ...]:
    """All entries in order; raises ProjectError for damage and for ids that differ in nothing but case."""
    if not isinstance(rows, list):
        raise ProjectError("project.json is damaged: it has no list of images.", BACKUP_HINT)
    entries = tuple(entry_from_json(row) for row in rows)
    seen: set[str] = set()
    for entry in entries:
        if entry.id.lower() in seen:
            raise ProjectError("project.json is damaged: the image id {id} is there twice.", BACKUP_HINT, id=entry.id)
        seen.add(entry.id.lower())
    return entries


def moved_to(entry: ImageEntry, path: str) -> ImageEntry:
    """``entry`` with its file at another ``path``; its mask keeps its name in exports."""
    moved = replace(entry, path=path, mask_name="")
    return moved if moved.stem == entry.mask_stem else replace(moved, mask_name=entry.mask_stem)


def with_mask_names(images: Iterable[ImageEntry], present: Iterable[ImageEntry] = ()) -> list[ImageEntry]:
    """``images`` with a ``mask_name`` ("a_2") where the own stem belongs to another of them or of ``present`` already.

    Stems are compared without case: not every system tells file names apart by case.
    """
    entries = list(images)
    taken = {entry.mask_stem.casefold() for entry in present}
    own = {entry.stem.casefold() for entry in entries}
    named = []
    for entry in entries:
        stem, number = entry.mask_stem, 1
        while stem.casefold() in taken or (number > 1 and stem.casefold() in own):
            number += 1
            stem = plane_stem(f"{stem_of(PurePosixPath(entry.path).name)}_{number}", entry.plane)
        taken.add(stem.casefold())
        named.append(entry if stem == entry.mask_stem else replace(entry, mask_name=stem))
    return named


def new_id(stem: str, taken: Callable[[str], bool]) -> str:
    """A safe, unused id from a file stem: "img_0001", "img_0001_2" on a clash. ``taken`` gets lower-case ids."""
    base = re.sub(r"[^A-Za-z0-9_-]+", "_", stem)[:80]
    if not base.strip("_-") or base.lower() in _RESERVED:
        base = f"image_{base}".rstrip("_-")
    name, number = base, 1
    while taken(name.lower()):
        number += 1
        name = f"{base}_{number}"
    return name


def by_real_folder(images: Iterable[ImageEntry], given: Path, folder: Path) -> list[ImageEntry]:
    """``images`` with paths relative to the real ``folder`` of a project that was opened through a link, ``given``.

    Older versions stored them relative to the link that the project was made through.
    """
    found = []
    for entry in images:
        place = Path(os.path.normpath(given / entry.path))
        moved = given != folder and not Path(os.path.normpath(folder / entry.path)).exists() and place.exists()
        found.append(replace(entry, path=relative_path(place, folder)) if moved else entry)
    return found


def real_place(path: Path, real: Callable[[str], str] = os.path.realpath) -> Path:
    """``path`` with the links among its folders followed; a file that is a link keeps its name."""
    return Path(real(os.path.dirname(os.path.abspath(path))), path.name)


def relative_path(image: Path, folder: Path) -> str:
    """``image`` as it stands in ``project.json``: posix, relative to ``folder`` (no link); absolute on another drive.

    Links among the folders of the image are followed where that is the shorter way.
    """
    ways = []
    for place in (Path(os.path.abspath(image)), real_place(image)):
        with contextlib.suppress(ValueError):
            ways.append(Path(os.path.relpath(place, folder)))
    best = min(ways, key=lambda way: len(way.parts), default=Path(os.path.abspath(image)))
    return best.as_posix()


# ---- images whose files have moved ---------------------------------------------------------------------------------


def moved_images(
    files: Mapping[Path, str], images: Iterable[ImageEntry], is_lost: IsLost
) -> dict[Path, list[ImageEntry]]:
    """Which of ``files``, given with their SHA-256, is the file of which images (one, or the planes of a file) that is
    lost where it was."""
    known: defaultdict[str, defaultdict[str, list[ImageEntry]]] = defaultdict(lambda: defaultdict(list))
    for entry in images:
        known[entry.sha256][entry.path].append(entry)
    same: defaultdict[str, list[Path]] = defaultdict(list)
    for path, digest in files.items():
        if digest in known:
            same[digest].append(path)
    found: dict[Path, list[ImageEntry]] = {}
    for digest, paths in same.items():
        lost = {path: planes for path, planes in known[digest].items() if is_lost(planes[0])}
        pairs = _paired(paths, [planes[0] for planes in lost.values()])
        found.update((path, lost[entry.path]) for path, entry in pairs.items())
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
