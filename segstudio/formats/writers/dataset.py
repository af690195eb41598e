"""One way to write every format that is a set of files: into a folder beside the goal, read back by the format's own
reader, compared pixel by pixel, and only then put in its place. An export is whole or absent.

What a format is like is a ``Layout``. Must not import Qt or torch.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import FormatError, ImageError, MaskError, WriteError, said
from segstudio.formats.common.class_names import same_name
from segstudio.formats.common.files import open_files
from segstudio.formats.common.found import COLOR, Found, MaskFile
from segstudio.formats.common.matching import Matcher
from segstudio.formats.common.report import ExportReport, Images, LeftOut
from segstudio.formats.common.volumes import volume_pairs
from segstudio.formats.common.whole_files import is_sibling, planes_in_tiles, whole_pairs, whole_stem
from segstudio.formats.writers.source import refuse_folder, seeds_of, values_of, wanted
from segstudio.formats.writers.whole_tiff import write_whole
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.objects import WHOLE, Parting
from segstudio.labels.steps import Progress, silent
from segstudio.project.images.facts import is_tile
from segstudio.project.parallel import in_threads
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import make_folder, write_error
from segstudio.regular_file import TEXT, read_regular

MARKER = ".segstudio-export.json"


@dataclass(frozen=True)
class Sheet:
    """One image of an export: its ``number`` from 1, class ids ``values`` uint8[h,w], the classes and their numbers in
    the files. ``parting``, ``seeds``: as of ``labels.objects``, for layouts of objects."""

    number: int
    entry: ImageEntry
    values: NDArray[np.uint8]
    classes: ClassTable
    numbers: Mapping[int, int]
    parting: Parting = field(default_factory=dict)
    seeds: NDArray[np.int32] | None = None

    @property
    def stem(self) -> str:
        """The name of its files, without suffix."""
        return self.entry.mask_stem

    @property
    def image(self) -> str:
        """The name of the image's own file."""
        return self.stem + (".png" if self.entry.plane else PurePosixPath(self.entry.path).suffix)


@dataclass(frozen=True)
class Part:
    """What one image becomes: ``files`` by their names, a ``record`` for the files of the whole, what the format holds
    of it (``held``, uint8[h,w] of class ids), and a sentence where that is less."""

    files: Mapping[str, bytes]
    record: Any = None
    held: NDArray[np.uint8] | None = None
    note: str = ""


def _same(classes: ClassTable) -> dict[int, int]:
    return {id: id for id in classes.ids}


@dataclass(frozen=True)
class Layout:
    """``part(sheet)``: the files of an image; ``whole(records, classes, numbers)``: those of all; ``read``: the reader
    that reads them back (``None``: there is none, and the bytes of the files are compared); ``numbers(classes)``: class
    ids to numbers in the files; ``archive``: a zip of this name holds all files; ``whole_tiff``: the tiles of a large
    file are one TIFF of these numbers, not a file each."""

    part: Callable[[Sheet], Part]
    read: Callable[[Any], Found] | None
    whole: Callable[[list[Any], ClassTable, Mapping[int, int]], Mapping[str, bytes]] = lambda *_: {}
    numbers: Callable[[ClassTable], Mapping[int, int]] = _same
    archive: str = ""
    void: Callable[[ClassTable], int] = field(default=lambda _: VOID)
    whole_tiff: bool = False


def export_dataset(
    layout: Layout, project: Project, out: str | Path, what: str = "labels", progress: Progress = silent,
    images: Images = Images.USUAL, parting: Parting = WHOLE,
) -> ExportReport:  # fmt: skip
    """Write ``what`` ("labels", "predictions") of ``images`` to the folder ``out`` as ``layout`` says. ``parting``: the
    classes whose touching objects are parted (``labels.objects``), for layouts of objects.

    A folder that holds anything but an earlier export is not written to. Raises MaskError (a mask cannot be used),
    FormatError, WriteError, and what ``progress`` raises; then nothing is left behind.
    """
    out = Path(out)
    chosen = wanted(project, what, images)
    refuse_folder(project, out)
    _refuse_occupied(out)
    make_folder(out.parent)
    staged = Path(tempfile.mkdtemp(prefix=".segstudio-export-", dir=out.parent))
    try:
        expected, notes, missing = _write(layout, project, chosen.entries, what, staged, progress, parting)
        if not expected:
            raise FormatError("Nothing to export. {reason}", "Put the image back first.", reason=missing[0].sentence)
        if layout.read is not None:
            _compare(layout.read, layout, project, expected, staged)
        names = _files_of(staged)
        (staged / MARKER).write_text(json.dumps({"files": names}), encoding="utf-8")
        os.chmod(staged, 0o755)
        _put(staged, out)
    except OSError as error:
        raise write_error(out, error) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    told = numbers_in_words(layout.numbers(project.classes), project.classes)
    notes += [told] if told else []
    return ExportReport(
        [out / name for name in names], len(expected), notes, [*chosen.left_out, *missing], chosen.unchosen
    )


@dataclass(frozen=True)
class Held:
    """What must be read back of a mask: a digest of its class ids, since all masks may not fit into memory, and whether
    any of them is not void."""

    digest: bytes
    labelled: bool

    @staticmethod
    def of(values: NDArray[np.uint8]) -> Held:
        """Of class ids ``uint8[h,w]``."""
        return Held(sha256(np.ascontiguousarray(values).data).digest(), bool((values != VOID).any()))


Expected = dict[str, Held]


def _write(
    layout: Layout, project: Project, entries: list[ImageEntry], what: str, staged: Path, progress: Progress,
    parting: Parting,
) -> tuple[Expected, list[str], list[LeftOut]]:  # fmt: skip
    """Write all files; what must be read back by image id, sentences, and the images that are left out."""
    classes, numbers = project.classes, layout.numbers(project.classes)
    root = staged / "files" if layout.archive else staged
    found: Expected = {}
    tiled = planes_in_tiles(entries) if layout.whole_tiff else []
    alone = [entry for entry in entries if not (layout.whole_tiff and is_tile(entry.plane))]
    root.mkdir(exist_ok=True)

    def work(item: tuple[int, ImageEntry]) -> tuple[Any, list[str]] | LeftOut:
        number, entry = item
        try:
            values, note = values_of(project, entry, what)
            seeds = seeds_of(project, entry, what)
            part = layout.part(Sheet(number, entry, values, classes, numbers, parting, seeds))
        except ImageError as error:
            return LeftOut(entry.title, error.message)
        _write_files(root, part.files, layout.read is None)
        found[entry.id] = Held.of(values if part.held is None else part.held)
        named = said("{path} was exported as {name}: another image has its name.", path=entry.title,
                     name=entry.mask_stem) if entry.mask_name else ""  # fmt: skip
        lost = said("{path}: {what}", path=entry.title, what=part.note) if part.note else ""
        return part.record, [one for one in (note, named, lost) if one]

    largest = max(entry.width * entry.height for entry in entries)
    total = len(entries)
    done = in_threads(work, list(enumerate(alone, 1)), largest, lambda at, _: progress(at, total))
    for tiles in tiled:
        done += _write_whole(project, tiles, what, root, found, numbers, lambda: progress(len(found), total))
    good = [one for one in done if not isinstance(one, LeftOut)]
    _write_files(root, layout.whole([record for record, _ in good], classes, numbers))
    if layout.archive:
        _zip(root, staged / layout.archive)
    notes = [note for _, some in good for note in some]
    return found, notes, [one for one in done if isinstance(one, LeftOut)]


def _write_whole(
    project: Project, tiles: list[ImageEntry], what: str, root: Path, found: Expected, numbers: Mapping[int, int],
    progress: Callable[[], None],
) -> list[tuple[Any, list[str]] | LeftOut]:  # fmt: skip
    """Write the tiles of one file as one; as ``work`` above, of each tile."""
    table = np.full(256, VOID, np.uint8)
    for id, number in numbers.items():
        table[id] = number
    done: list[tuple[Any, list[str]] | LeftOut] = []

    def values(entry: ImageEntry) -> NDArray[np.uint8] | None:
        progress()
        try:
            ids, note = values_of(project, entry, what)
        except ImageError as error:
            done.append(LeftOut(entry.title, error.message))
            return None
        found[entry.id] = Held.of(ids)
        done.append((None, [note] if note else []))
        return table[ids]

    name = f"{whole_stem(tiles[0])}.tif"
    try:
        write_whole(root / name, project.image_path(tiles[0]), tiles, values)
    except ImageError as error:
        return [LeftOut(entry.title, error.message) for entry in tiles]
    lacking = sum(1 for one in project.images if is_sibling(one, tiles[0])) - sum(one.id in found for one in tiles)
    if lacking:
        text = "{name}: {count} of its tiles are not exported and are void in it."
        done.append((None, [said(text, name=name, count=lacking)]))
    return done


def _write_files(root: Path, files: Mapping[str, bytes], compare: bool = False) -> None:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        if compare and path.read_bytes() != data:
            raise _differs(name)


def _zip(root: Path, goal: Path) -> None:
    with zipfile.ZipFile(goal, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in _files_of(root):
            archive.write(root / name, name)
    shutil.rmtree(root)


def _files_of(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def _compare(read: Callable[[Any], Found], layout: Layout, project: Project, expected: Expected, staged: Path) -> None:
    """Read everything back with the format's reader. Raises WriteError where a pixel differs or a mask is missing."""
    files = open_files(staged / layout.archive if layout.archive else staged)
    found = read(files)
    entries = [project.entry(id) for id in expected]
    tiles, uncut, masks = whole_pairs(project.images, project.image_path, found.masks)
    pairs, left_out = Matcher(entries, staged).pairs(masks)
    pairs, left_out = [*pairs, *tiles], [*left_out, *uncut]
    planes, unplaced, _ = volume_pairs(project.images, project.image_path, found.volumes)
    pairs, left_out = [*pairs, *planes], [*left_out, *unplaced]
    ids = {**{number: id for id, number in layout.numbers(project.classes).items()}, **_by_name(project, found)}
    ids[layout.void(project.classes)] = VOID
    missing = [project.entry(id).title for id in expected.keys() - {entry.id for entry, _ in pairs}
               if expected[id].labelled]  # fmt: skip
    different = [entry.title for entry, mask in pairs if not _equal(mask, entry, ids, expected.get(entry.id))]
    if missing or different or left_out:
        name = (missing or different or [left_out[0].path if left_out else ""])[0]
        raise _differs(name)


def _differs(name: str) -> WriteError:
    text = "{name} reads back differently from what was written; nothing was exported."
    return WriteError(text, "Check the drive and export again.", name=name)


def _by_name(project: Project, found: Found) -> dict[int, int]:
    """Class ids by key, where the files name the keys."""
    return {
        key: row.id
        for key, value in found.values.items()
        for row in project.classes
        if value.name and same_name(row.name, value.name)
    }


def _equal(mask: MaskFile, entry: ImageEntry, ids: Mapping[int, int], held: Held | None) -> bool:
    """``held`` ``None``: an image of a stack that has no labels."""
    try:
        keys = mask.load(entry.shape).keys
    except MaskError:
        return False
    present, at = np.unique(keys, return_inverse=True)
    table = np.array([ids.get(int(key), VOID) for key in present], np.uint8)
    values = table[at].reshape(entry.shape)
    return not (values != VOID).any() if held is None else Held.of(values) == held


def _refuse_occupied(out: Path) -> None:
    """FormatError where the folder holds anything but the files of an earlier export."""
    present = _files_of(out) if out.is_dir() else []
    if not present:
        return
    try:
        earlier = set(json.loads(read_regular(out / MARKER, TEXT))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        earlier = set()
    foreign = [name for name in present if name not in earlier | {MARKER}]
    if foreign:
        text = "{folder} already holds {name}, which is not of an earlier export of this kind."
        raise FormatError(text, "Choose an empty folder, so that nothing is lost.", folder=out, name=foreign[0])


def _put(staged: Path, out: Path) -> None:
    """Put the finished folder in its place; an earlier export goes only once that has worked."""
    if not out.exists():
        os.rename(staged, out)
        return
    old = Path(tempfile.mkdtemp(prefix=".segstudio-export-", dir=out.parent)) / "old"
    os.rename(out, old)
    try:
        os.rename(staged, out)
    except OSError:
        os.rename(old, out)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)


def numbers_in_words(numbers: Mapping[int, int], classes: ClassTable, most: int = VOID) -> str:
    """The table of class numbers, where they are not those of the project; the first ``most`` of them."""
    if all(id == number for id, number in numbers.items()):
        return ""
    rows = [f"{classes.by_id(id).name} = {number}" for id, number in sorted(numbers.items(), key=_second)
            if number < COLOR]  # fmt: skip
    table = ", ".join(rows[:most]) + (", ..." if len(rows) > most else "")
    return said("Class numbers in the files: {table}.", table=table) if rows else ""


def _second(pair: tuple[int, int]) -> int:
    return pair[1]


def text_file(lines: Iterable[str]) -> bytes:
    """Lines as UTF-8."""
    return "".join(f"{line}\n" for line in lines).encode()


def json_file(content: object) -> bytes:
    """JSON as UTF-8."""
    return json.dumps(content, ensure_ascii=False).encode()
