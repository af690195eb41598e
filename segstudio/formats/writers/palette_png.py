"""The masks of a project, or its predictions, as a folder of palette PNGs with ``classes.json`` beside them.

What VOC-style tools read: 8-bit P, 256 palette entries, no tRNS, index = class id, 255 = void
(PASCAL VOC development kit 2012, section 3). Must not import Qt or torch.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import FormatError, ImageError, WriteError, said
from segstudio.formats.common.matching import is_export, origin_of, origin_text
from segstudio.formats.common.report import ExportReport, Images, LeftOut
from segstudio.formats.writers.source import refuse_folder, values_of, wanted
from segstudio.labels.steps import Progress, silent
from segstudio.project import palette_png
from segstudio.project.parallel import in_threads
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import make_folder, refuse_foreign, write_atomic

CLASSES_FILE = "classes.json"
_NAMED = 5  # files of an earlier export that are named in its sentence


def export_masks(
    project: Project, out: str | Path, what: str = "labels", progress: Progress = silent, images: Images = Images.USUAL
) -> ExportReport:
    """Write the masks of ``images``, unsaved strokes included, or the predictions of the model in use, to ``out``.

    Every file is read back by two decoders and compared before this returns. Files of an earlier export of the same
    images are replaced, others never. Raises MaskError (a mask cannot be used; nothing is written), FormatError
    (nothing to export, a folder or file that must not be written over), WriteError, and what ``progress`` raises (the
    files written so far are whole).
    """
    out = Path(out)
    chosen = wanted(project, what, images)
    entries, left_out = chosen.entries, chosen.left_out
    table = json.dumps(project.classes.export_form(), indent=1, ensure_ascii=False).encode() + b"\n"
    goals = {entry.id: out / f"{entry.mask_stem}.png" for entry in entries}
    refuse_folder(project, out)
    _refuse_foreign(project, goals, out / CLASSES_FILE, table)
    make_folder(out)
    palette = project.classes.palette()

    def write(entry: ImageEntry) -> str | LeftOut:
        """Write one image and read it back; a sentence on it, or ""."""
        try:
            values, note = values_of(project, entry, what)
        except ImageError as error:
            return LeftOut(entry.title, error.message)
        write_atomic(goals[entry.id], palette_png.encode(values, palette, origin_text(entry)))
        _verify(goals[entry.id], values, palette)
        return note

    written = in_threads(write, entries, max(entry.width * entry.height for entry in entries), progress)
    left_out += [one for one in written if isinstance(one, LeftOut)]
    notes = [one for one in written if isinstance(one, str) and one]
    done = [entry for entry, one in zip(entries, written, strict=True) if isinstance(one, str)]
    for entry in done:
        if entry.mask_name:
            text = "{path} was exported as {name}.png: another image has its name."
            notes.append(said(text, path=entry.title, name=entry.mask_stem))
    write_atomic(out / CLASSES_FILE, table)
    files = [goals[entry.id] for entry in done]
    return ExportReport(files, len(files), notes + _earlier(out, files), left_out, chosen.unchosen)


def _earlier(out: Path, files: Iterable[Path]) -> list[str]:
    """A sentence on masks of an earlier export in the folder that are not of this one: others would read them too."""
    mine = {path.name for path in files}
    old = sorted(path.name for path in out.glob("*.png") if path.name not in mine and _is_export(path))
    if not old:
        return []
    names = ", ".join(old[:_NAMED]) + (", ..." if len(old) > _NAMED else "")
    text = "{number} masks of an earlier export are still in the folder and not part of this one: {names}."
    if len(old) == 1:
        text = "A mask of an earlier export is still in the folder and not part of this one: {names}."
    return [said(text, number=len(old), names=names)]


def _refuse_foreign(project: Project, goals: dict[str, Path], classes_file: Path, table: bytes) -> None:
    """FormatError where a file would be replaced that is not an earlier export of the same image."""
    by_goal = {path: project.entry(id) for id, path in goals.items()}

    @cache  # asked only where a file is in the way
    def images() -> set[Path]:
        return {project.image_path(entry).resolve() for entry in project.images}

    def replaceable(path: Path) -> bool:
        text = palette_png.read_text(path)
        origin = origin_of(text)
        same = origin is None or origin.sha256 == by_goal[path].sha256
        return is_export(text) and same and path.resolve() not in images()

    refuse_foreign(
        list(goals.values()),
        replaceable,
        (classes_file, table),
        FormatError,
        (
            "{folder} already holds {name}, which was not exported from this image.",
            "{folder} already holds {name} and {more} more, which were not exported from these images.",
        ),
    )


def _is_export(path: Path) -> bool:
    return is_export(palette_png.read_text(path))


def _verify(path: Path, values: NDArray[np.uint8], palette: NDArray[np.uint8]) -> None:
    """Read a written file with Pillow and with our own decoder. Raises WriteError when anything differs."""
    same = np.array_equal(palette_png.decode(path).array, values)
    with Image.open(path) as image:
        colors = image.getpalette("RGB") or []
        same &= image.mode == "P" and "transparency" not in image.info and np.array_equal(np.asarray(image), values)
        same &= colors == palette.ravel().tolist()
    if not same:
        raise WriteError(
            "{name} reads back differently from what was written.", "Check the drive and export again.", name=path.name
        )
