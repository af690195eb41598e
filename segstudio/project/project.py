"""The project folder: its images, classes and current run, its lock, and where everything lies.

``project.json`` is the commit point: masks and runs are written first. Changes to the list of images, to the set of
class ids and to the current run are saved at once, so that no stroke can be on disk whose class is not. Imports labels
and the files of this room; never Qt or torch.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import MaskError, ProjectError, WriteError
from segstudio.labels.classes import VOID, ClassTable
from segstudio.project.adding import Adding, AddReport, Progress
from segstudio.project.crash import recover_masks
from segstudio.project.entries import ImageEntry
from segstudio.project.file_facts import FileFacts
from segstudio.project.lock import ProjectLock
from segstudio.project.masks import StoredMask
from segstudio.project.project_file import (
    FILE_NAME,
    ProjectContent,
    is_run_name,
    read_project_file,
    write_project_file,
)
from segstudio.project.splits import choose_splits
from segstudio.project.storage import move_aside, write_error

__all__ = ["AddReport", "ImageEntry", "Progress", "Project"]


class Project:
    """An open project. With ``write=True`` it holds the lock until :meth:`close`; also a context manager.

    ``notice``: a sentence to show after opening (read-only, strokes recovered, files skipped), or None. ``open_masks``:
    the masks open for work by image id; each has one writer.
    """

    def __init__(self, folder: Path, name: str, classes: ClassTable) -> None:
        """Use :meth:`create` or :meth:`open`."""
        self.folder = folder
        self.name = name
        self.classes = classes
        self.images: tuple[ImageEntry, ...] = ()
        self.current_run: str | None = None
        self.read_only = True
        self.notice: str | None = None
        self.changed = False
        self.open_masks: dict[str, StoredMask] = {}
        self._lock: ProjectLock | None = None
        self._by_id: dict[str, ImageEntry] = {}
        self._facts = FileFacts()

    # ---- opening and closing ---------------------------------------------------------------------------------------

    @classmethod
    def create(
        cls,
        folder: str | Path,
        name: str | None = None,
        classes: ClassTable = ClassTable(),  # noqa: B008 - frozen
        image_paths: Iterable[str | Path] = (),
        copy: bool = False,
        progress: Progress | None = None,
    ) -> Project:
        """Make a project in a new or empty folder (or one without a project's files) and open it for writing.

        ``notice`` names files that were skipped. Raises ProjectError: a project is there, or none of the files is an
        image (then nothing is left behind); WriteError.
        """
        path = Path(os.path.abspath(folder))
        for taken in (FILE_NAME, "masks", "journal"):
            if (path / taken).exists():
                raise ProjectError(f"{path.name} already holds {taken}.", "Open that project, or choose a new folder.")
        name = path.stem if name is None else name
        if not name.strip() or not name.isprintable():
            raise ProjectError(f"{name[:60]!r} is no name for a project.", "Choose a name of letters, digits or signs.")
        existed = path.exists()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_error(path, error) from error
        project = cls(path, name, classes)
        try:
            project._take_lock()
            project._fill(list(image_paths), copy, progress)
        except BaseException:
            project._release()
            if not existed:
                shutil.rmtree(path, ignore_errors=True)
            raise
        return project

    def _fill(self, paths: Sequence[str | Path], copy: bool, progress: Progress | None) -> None:
        report = self.add_images(paths, copy, progress)
        if paths and not report.added:
            reason = report.skipped[0][1] if report.skipped else "there is no image"
            hint = "Choose a folder of PNG, JPEG, BMP or TIFF images."
            raise ProjectError(f"None of the files can be used: {reason}", hint)
        self.notice = _skipped_sentence(report)
        self.save()

    @classmethod
    def open(cls, folder: str | Path, write: bool = True) -> Project:
        """Open a project folder (or its project.json).

        ``write=True`` takes the lock, clears what killed writes left, and brings masks up to their journals; a folder
        that may not be written is opened ``read_only`` with a ``notice``. ``write=False`` only reads: no lock, no
        recovery. Raises ProjectError (no project, damaged, newer), LockedError.
        """
        path = Path(os.path.abspath(folder))
        path = path.parent if path.name == FILE_NAME else path
        if not (path / FILE_NAME).is_file():
            bak = (path / f"{FILE_NAME}.bak").is_file()
            hint = f"Rename {FILE_NAME}.bak in it to {FILE_NAME}." if bak else f"Choose a folder with a {FILE_NAME}."
            raise ProjectError(f"{path.name} is no SegStudio project: it has no {FILE_NAME}.", hint)
        project = cls(path, path.stem, ClassTable())
        try:
            if write:
                try:
                    project._take_lock()
                except WriteError as error:
                    project.notice = f"The project is open read-only: {error.message} {error.hint}"
            project._read()
            if not project.read_only:
                project.notice = recover_masks(project)
        except BaseException:
            project._release()
            raise
        return project

    def _take_lock(self) -> None:
        lock = ProjectLock(self.folder)
        lock.acquire()
        self._lock = lock
        self.read_only = False

    def _release(self) -> None:
        lock, self._lock = self._lock, None
        self.read_only = True
        if lock:
            lock.release()

    def close(self) -> None:
        """Save what is unsaved and give the lock back; only then a WriteError is raised. Journals hold every stroke."""
        try:
            if not self.read_only:
                self._save_all()
        finally:
            for stored in list(self.open_masks.values()):
                stored.close()
            self._release()

    def _save_all(self) -> None:
        problem: WriteError | None = None
        for stored in list(self.open_masks.values()):
            try:
                stored.commit()
                stored.save(self.classes.palette())
            except WriteError as error:
                problem = error
        if self.changed:
            self.save()
        if problem:
            raise problem

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- project.json ----------------------------------------------------------------------------------------------

    def _read(self) -> None:
        content = read_project_file(self.folder / FILE_NAME, keep_copy=not self.read_only)
        self.name, self.classes, self.current_run = content.name, content.classes, content.run
        self._put_images(content.images)

    def save(self) -> None:
        """Write project.json whole, the one before kept as project.json.bak. Raises WriteError."""
        self._check_writable()
        content = ProjectContent(self.name, self.classes, self.images, self.current_run)
        write_project_file(self.folder / FILE_NAME, content)
        self.changed = False

    def _check_writable(self) -> None:
        if self.read_only:
            hint = "Copy it to a folder that you may write."
            raise WriteError("The project is open read-only; nothing can be saved.", hint)

    def _put_images(self, images: Iterable[ImageEntry]) -> None:
        self.images = tuple(images)
        self._by_id = {entry.id: entry for entry in self.images}

    def set_classes(self, table: ClassTable) -> None:
        """Use another class table; saved at once when ids came or went (WriteError), else with the next save."""
        saved_at_once = set(table.ids) != set(self.classes.ids) or table.retired != self.classes.retired
        self.changed = self.changed or table != self.classes
        self.classes = table
        if saved_at_once:
            self.save()

    def set_current_run(self, name: str | None) -> None:
        """Name the run whose network answers; None: none. Saved at once; raises WriteError."""
        if name is not None and not is_run_name(name):
            raise ProjectError(f"{name[:60]!r} is no name of a run.", "Choose one of the trainings of this project.")
        self.current_run = name
        self.changed = True
        self.save()

    def update_entry(self, entry: ImageEntry) -> None:
        """Replace the entry with the same id (flag, group, split...); written with the next :meth:`save`."""
        self.entry(entry.id)
        self._put_images(entry if old.id == entry.id else old for old in self.images)
        self.changed = True

    # ---- images ----------------------------------------------------------------------------------------------------

    def entry(self, id: str) -> ImageEntry:
        """The image with this id; ProjectError when there is none."""
        try:
            return self._by_id[id]
        except KeyError:
            raise ProjectError(f"The project has no image {id!r}.", "Choose one of the images in the list.") from None

    def image_path(self, entry: ImageEntry) -> Path:
        """Where the image file lies, absolute."""
        return Path(os.path.normpath(self.folder / entry.path))

    def mask_path(self, entry: ImageEntry) -> Path:
        """Where the mask PNG lies, or will."""
        return self.folder / "masks" / f"{entry.id}.png"

    def journal_path(self, entry: ImageEntry) -> Path:
        """Where the journal of the mask lies, or will."""
        return self.folder / "journal" / entry.id

    def has_mask(self, entry: ImageEntry) -> bool:
        """Whether a mask PNG has been saved for the image."""
        return self.mask_path(entry).is_file()

    @property
    def runs_folder(self) -> Path:
        """Holds one folder per training."""
        return self.folder / "runs"

    @property
    def predictions_folder(self) -> Path:
        """Holds ``<run>/<image id>.png``; deleting it loses nothing."""
        return self.folder / "predictions"

    def add_images(
        self, paths: Iterable[str | Path], copy: bool = False, progress: Progress | None = None
    ) -> AddReport:
        """Add image files, or all images below folders; saved at once. ``copy``: into the project's images folder.

        Files that are no readable image, or are in the project already, are skipped with a reason. ``progress(done,
        total)`` may raise Cancelled: then nothing is added. Raises WriteError; then nothing is added either.
        """
        self._check_writable()
        adding = Adding(self.folder, self.images, copy)
        try:
            report = adding.add(paths, progress)
            before = self.images
            self._put_images((*before, *report.added))
            if report.added and (self.folder / FILE_NAME).exists():
                try:
                    self.save()
                except WriteError:
                    self._put_images(before)
                    raise
        except BaseException:
            adding.take_back()
            raise
        return report

    def remove_image(self, id: str) -> None:
        """Take an image out of the project. Its file stays; mask and journal go to the folder ``removed``, not away."""
        entry = self.entry(id)
        self._check_writable()
        if id in self.open_masks:
            self.open_masks[id].close()
        before = self.images
        self._put_images(old for old in before if old.id != id)
        try:
            self.save()
        except WriteError:
            self._put_images(before)
            raise
        removed = self.folder / "removed"
        for path, pattern in ((self.mask_path(entry), id + "-{}.png"), (self.journal_path(entry), id + "-{}.journal")):
            if path.exists():
                move_aside(path, pattern, removed)

    def check_image(self, entry: ImageEntry) -> str | None:
        """None when the image file is the one that was added, else a sentence: missing, or changed underneath."""
        return self._facts.image_problem(entry, self.image_path(entry))

    # ---- masks as saved --------------------------------------------------------------------------------------------

    def label_summary(self, entry: ImageEntry) -> NDArray[np.int64]:
        """Pixels per value, int64[256], of the saved mask (no file: all void), cached by file time and size.

        Strokes that are in the journal only do not count: save first. Raises MaskError.
        """
        return self._facts.label_counts(entry, self.mask_path(entry))

    def labelled_entries(self) -> list[ImageEntry]:
        """Images whose saved mask has any pixel that is not void. Unreadable masks are left out (they are blocked)."""
        return [entry for entry in self.images if self._present(entry)]

    def _present(self, entry: ImageEntry) -> frozenset[int]:
        """Class ids in the saved mask; empty when there is none or it cannot be read."""
        try:
            counts = self.label_summary(entry)
        except MaskError:
            return frozenset()
        return frozenset(int(value) for value in np.flatnonzero(counts[:VOID]))

    def assign_splits(self, min_images: int = 3) -> None:
        """Give labelled images without a split "train" or "val" (see :mod:`splits`); call :meth:`save` afterwards."""
        labelled = self.labelled_entries()
        classes = {entry.id: self._present(entry) & frozenset(self.classes.ids) for entry in labelled}
        chosen = choose_splits(labelled, classes, min_images)
        if chosen:
            self._put_images(
                replace(entry, split=chosen[entry.id]) if entry.id in chosen else entry for entry in self.images
            )
            self.changed = True


def _skipped_sentence(report: AddReport) -> str | None:
    if not report.skipped:
        return None
    path, reason = report.skipped[0]
    rest = f" and {len(report.skipped) - 1} more" if len(report.skipped) > 1 else ""
    return f"Not added: {path.name}{rest}. {reason}"
