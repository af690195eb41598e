"""What a drop does, told of names and kinds of files alone: for the window while something is dragged over it.

``kind_of_drop`` decides also when it is dropped, so that what was told is what is done. No Qt.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from segstudio.formats.common.matching import form, stems
from segstudio.formats.common.pixels import PNG, TIFF
from segstudio.gui.look.words import count, counted, tr
from segstudio.project.images.finding import MASK_FOLDERS, is_image_path, layout_of, walk

PROJECT_SUFFIX = ".segstudio"
WEIGHTS = (".safetensors", ".pth", ".pt", ".ckpt", ".bin")
PLAIN_NAMES = frozenset({"images", "image", "imgs", "img", "train", "val", "test", "data", "input", "inputs"})
MOST_FILES = 20_000  # names that are looked at


class Kind(StrEnum):
    """What a drop is taken for."""

    PROJECT = "project"
    WEIGHTS = "weights"
    MASKS = "masks"
    IMAGES = "images"


@dataclass(frozen=True)
class Place:
    """What the open project is, if any: ``read_only`` its folder, ``busy`` while a training runs, ``has_run`` while it
    has a current run, ``known`` the files of its images."""

    is_open: bool = False
    read_only: bool = False
    busy: bool = False
    has_run: bool = False
    known: Callable[[], Collection[Path]] = field(default=tuple)


@dataclass(frozen=True)
class Told:
    """One sentence; ``refused``: nothing of it can be opened."""

    text: str
    refused: bool = False


@dataclass(frozen=True)
class _Known:
    """The images of the project: their ``files``, and the ``names`` that masks of them may have."""

    files: Collection[str]
    names: Mapping[str, Path]


@dataclass
class _Found:
    """Files by name: images, those that are in the project, masks of a data set beside its images, and others that may
    be images (no suffix, as DICOM files often are) or are none."""

    images: int = 0
    known: int = 0
    named_like: int = 0  # of ``images``: those that may be masks of images of the project by their names
    masks: int = 0
    maybe: int = 0
    others: int = 0
    all: bool = True

    @property
    def seen(self) -> int:
        return self.images + self.known + self.masks + self.maybe + self.others


def is_project(path: Path) -> bool:
    """Whether ``path`` is a project folder."""
    return (path / "project.json").is_file()


def project_place(images: Path) -> Path:
    """Where the project of a folder of images is made: beside it, named after it (or its parent if it is "images")."""
    name = next((p.name for p in (images, *images.parents) if p.name and p.name.lower() not in PLAIN_NAMES), "Project")
    return images.parent / f"{name}{PROJECT_SUFFIX}"


def project_among(paths: Sequence[Path]) -> Path | None:
    """The first of the paths that is, or claims to be, a project."""
    named = (p for p in paths if p.name.endswith(PROJECT_SUFFIX) or p.name == "project.json" or is_project(p))
    return next(named, None)


def kind_of_drop(paths: Sequence[Path], is_open: bool) -> Kind:
    """What these files and folders are taken for while a project ``is_open`` or none is."""
    if project_among(paths) is not None:
        return Kind.PROJECT
    if len(paths) == 1 and paths[0].suffix.lower() in WEIGHTS and not paths[0].is_dir():
        return Kind.WEIGHTS
    if is_open and len(paths) == 1 and paths[0].name.lower() in MASK_FOLDERS and paths[0].is_dir():
        return Kind.MASKS
    return Kind.IMAGES


def names_of(known: Collection[Path]) -> dict[str, Path]:
    """The names by which masks of these images may be called, each with its image."""
    return {form(name): path for path in known for name in stems(path.name)}


def is_named_like(path: Path, names: Mapping[str, Path]) -> bool:
    """Whether a file may be a mask of an image with one of ``names`` (see ``names_of``): by its name alone. Not where
    that image's own file is gone: then it is the image at its new place."""
    if path.suffix.lower() not in (*PNG, *TIFF):
        return False
    return any(names[name].exists() for name in map(form, stems(path.name)) if name in names)


def words_of(paths: Sequence[Path], place: Place, stopped: Callable[[], bool] = lambda: False) -> Told:
    """What dropping these will do. Reads names of files only, in the folders among them too; not for the GUI thread.

    ``stopped()``: the drag is over, so that nobody needs the answer.
    """
    kind = kind_of_drop(paths, place.is_open)
    opens = kind is Kind.PROJECT or not place.is_open
    if opens and place.busy:
        return _refused(tr("a training of the open project is running"))
    if kind is Kind.PROJECT:
        return _of_project(project_among(paths) or paths[0])
    name = paths[0].name
    if kind is Kind.WEIGHTS:
        return _of_weights(name, place)
    if place.read_only:
        return _refused(tr("the project folder is read-only"))
    if kind is Kind.MASKS:
        return Told(tr("Looks for masks in {name}", name=name))
    return _of_images(paths, place, stopped)


def _refused(reason: str) -> Told:
    return Told(tr("Cannot be opened: {reason}", reason=reason), True)


def _of_project(path: Path) -> Told:
    folder = path.parent if path.name == "project.json" else path
    if not is_project(folder):
        return _refused(tr("{name} is no project", name=folder.name))
    return Told(tr("Opens the project {name}", name=folder.name.removesuffix(PROJECT_SUFFIX)))


def _of_weights(name: str, place: Place) -> Told:
    if not place.is_open:
        return _refused(tr("open a project first, then drop weights"))
    if place.has_run:
        return Told(tr("The next training that starts afresh begins with the weights {name}", name=name))
    return Told(tr("The next training begins with the weights {name}", name=name))


def _of_images(paths: Sequence[Path], place: Place, stopped: Callable[[], bool]) -> Told:
    if not place.is_open:
        first = paths[0] if paths[0].is_dir() else paths[0].parent
        goal = project_place(first.resolve())
        if is_project(goal):
            return Told(tr("Opens the project {name}", name=goal.name.removesuffix(PROJECT_SUFFIX)))
    found = _look(paths, place.known() if place.is_open else (), stopped)
    if place.is_open and found.named_like and not found.masks:
        return Told(tr("Asks whether {files} are masks or images", files=counted(found.images, "file")))
    if not (found.images or found.maybe):
        if found.known:
            return Told(tr("Adds nothing: {known}", known=_known(found.known)), True)
        return _refused(tr("no file of an image is there"))
    if found.all:
        images = counted(found.images, "image file") if found.images else tr("what is an image")
    else:
        images = tr("more than {number} files", number=count(MOST_FILES))
    if place.is_open:
        parts = [tr("Adds {images}", images=images)]
    else:
        parts = [tr("Makes the project {name} of {images}", name=goal.name.removesuffix(PROJECT_SUFFIX), images=images)]
    if found.known:
        parts.append(_known(found.known))
    if found.masks:
        parts.append(tr("then asks about {masks}", masks=counted(found.masks, "mask file")))
    if found.images and found.maybe:
        parts.append(
            tr("looks into {files}", files=counted(found.maybe, "file without a suffix", "files without a suffix"))
        )
    if found.others:
        parts.append(tr("leaves out {files}", files=counted(found.others, "other file")))
    return Told(", ".join(parts))


def _known(number: int) -> str:
    images = counted(number, "image file")
    if number == 1:
        return tr("{images} is in this project already", images=images)
    return tr("{images} are in this project already", images=images)


def _look(paths: Sequence[Path], known: Collection[Path], stopped: Callable[[], bool]) -> _Found:
    found, there, layouts = (
        _Found(),
        _Known({os.path.abspath(one) for one in known}, names_of(known)),
        dict[Path, str](),
    )
    for path in paths:
        if not path.is_dir():
            _note(found, path, there, masks=False)
            continue
        layouts[path] = ""
        for root, names in walk(path, lambda _folder, _error: None):
            masks = bool(layout_of(root, layouts))
            for name in names:
                _note(found, root / name, there, masks)
            if found.seen > MOST_FILES or stopped():
                found.all = False
                return found
    return found


def _note(found: _Found, path: Path, known: _Known, masks: bool) -> None:
    suffix = path.suffix[1:]
    if path.name.startswith("."):
        return
    if masks:
        found.masks += 1
    elif os.path.abspath(path) in known.files:
        found.known += 1
    elif is_image_path(path):
        found.images += 1
        found.named_like += is_named_like(path, known.names)
    elif not suffix or suffix.isdigit():
        found.maybe += 1
    else:
        found.others += 1
