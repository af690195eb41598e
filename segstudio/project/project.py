"""The project folder: its images, classes and current run, its lock, and the paths of its files.

``project.json`` is the commit point: masks and runs are written first. Changes to the list of images, to the set of
class ids and to the current run are saved at once; with ``save_behind`` on a thread, and then no stroke is written
before its class. Imports labels and the files of this room; never Qt or torch.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from types import TracebackType

from segstudio.errors import ProjectError, UserError, WriteError, said, together
from segstudio.labels.classes import ClassTable
from segstudio.labels.steps import Progress, silent
from segstudio.project.adding import AddReport, ImageAdder, nothing_added
from segstudio.project.contents import Contents
from segstudio.project.crash import recover_masks
from segstudio.project.entries import ImageEntry, by_real_folder, with_mask_names
from segstudio.project.lock import LOCK_NAME, SYSTEM_NAME, ProjectLock
from segstudio.project.masks import SaveJob
from segstudio.project.open_masks import OpenMasks
from segstudio.project.project_file import (
    FILE_NAME,
    ProjectContent,
    is_run_name,
    project_folder,
    read_project_file,
    write_project_file,
)
from segstudio.project.saving import Saver
from segstudio.project.storage import (
    WRITTEN_FOLDERS,
    make_folder,
    move_aside,
    refuse_links,
    refuse_links_below,
    remove_made,
)

__all__ = ["ImageEntry", "Project"]
STROKES = "strokes"  # in place of a run: predictions made from the strokes alone
_OWN_NAMES = (FILE_NAME, LOCK_NAME, SYSTEM_NAME, "images")  # what making a project puts into its folder


def _check_new(path: Path, name: str) -> None:
    """ProjectError where no project of this name can be made in the folder ``path``."""
    for taken in (FILE_NAME, "masks", "journal"):
        if (path / taken).exists():
            raise ProjectError(
                "{name} already holds {taken}.",
                "Open that project, or choose a new folder.",
                name=path.name,
                taken=taken,
            )
    if not name.strip() or not name.isprintable():
        raise ProjectError(
            "{name} is not a name for a project.",
            "Choose a name of letters, digits or signs.",
            name=repr(name[:60]),
        )
    refuse_links_below(path)


class Project(Contents):
    """An open project. With ``write=True`` it holds the lock until ``close``; also a context manager.

    ``notice``: a sentence to show after opening (read-only, strokes recovered, files skipped), or None. ``added``: what
    became of the files given to ``create``. ``open_masks``: the masks open for work by image id; each has one owner.
    """

    def __init__(self, folder: Path, name: str, classes: ClassTable) -> None:
        super().__init__(folder, name, classes)
        self.current_run: str | None = None
        self.channels = ""  # one of CHANNELS: what files with channels become
        self.neighbours = 0  # one of NEIGHBOURS: slices on each side that a slice is learnt from together with
        self.use_network = True  # False: predictions are made from the strokes alone
        self.notice: str | None = None
        self.added = AddReport((), ())
        self.open_masks = OpenMasks()
        self._lock: ProjectLock | None = None
        self.read_only, self._finishing = True, False
        self._saver: Saver | None = None
        self._ids_saved = 0  # the saver's number of the newest state with other class ids

    # ---- opening and closing ---------------------------------------------------------------------------------------

    @classmethod
    def create(
        cls,
        folder: str | Path,
        name: str | None = None,
        classes: ClassTable = ClassTable(),  # noqa: B008 - frozen
        image_paths: Sequence[str | Path] = (),
        copy: bool = False,
        progress: Progress = silent,
        channels: str = "",
    ) -> Project:
        """Make a project in a new or empty folder (or one without a project's files) and open it for writing.

        The images are added as by ``add_images`` (``channels``: one of CHANNELS); ``notice`` and ``added`` name files
        that were skipped. Raises ProjectError: a project is there, or none of the files is an image; WriteError; what
        ``progress`` raises. Nothing is left behind then.
        """
        path = Path(os.path.realpath(folder))
        name = path.stem if name is None else name
        _check_new(path, name)
        made = [path / name for name in _OWN_NAMES if not (path / name).exists()]
        made += [] if path.exists() else [path]
        make_folder(path)
        project = cls(path, name, classes)
        project.channels = channels
        try:
            project._take_lock()
            project.added = project.add_images(image_paths, copy, progress)
            project.notice = project.added.sentence
            if image_paths and not project.added.added:
                raise nothing_added(project.added)
            project.save()
        except BaseException:
            held = not project.read_only
            project._release()
            if held:
                remove_made(made)
            raise
        return project

    @classmethod
    def open(
        cls, folder: str | Path, write: bool = True, progress: Progress = silent, finishing: bool = False
    ) -> Project:
        """Open a project folder (or its project.json).

        ``write=True`` takes the lock, removes what killed writes left, and saves masks with the strokes of their
        journals; a folder that may not be written is opened ``read_only`` with a ``notice``. ``write=False`` only
        reads: no lock, no recovery. ``progress(done, total)`` counts the masks that get strokes of journals.
        ``finishing``: it is closed soon, so that others may wait for it. Raises ProjectError (no project, damaged,
        newer, links in it), LockedError, and what ``progress`` raises.
        """
        given, path = project_folder(folder)
        refuse_links_below(path)
        project = cls(path, path.stem, ClassTable())
        project._finishing = finishing
        try:
            if write:
                try:
                    project._take_lock()
                except WriteError as error:
                    project.notice = said(
                        "The project is open read-only: {reason}", reason=together(error.message, error.hint)
                    )
            content = read_project_file(path / FILE_NAME, keep_copy=not project.read_only)
            project.name, project.classes, project.current_run = content.name, content.classes, content.run
            project.use_network, project.channels = content.use_network, content.channels
            project.neighbours = content.neighbours
            project.put_images(with_mask_names(by_real_folder(content.images, given, path)))  # older projects differ
            project.changed = project.images != content.images
            if not project.read_only:
                project.notice = together(content.notice, recover_masks(project, progress) or "") or None
        except BaseException:
            project._release()
            raise
        return project

    def _take_lock(self) -> None:
        lock = ProjectLock(self.folder, self._finishing)
        lock.acquire()
        self._lock = lock
        self.read_only = False

    def _release(self) -> None:
        lock, self._lock = self._lock, None
        self.read_only = True
        if lock:
            lock.release()

    def close(self) -> None:
        """Save what is unsaved and release the lock; only then raise a WriteError. Journals hold every stroke."""
        self.open_masks.refuse_more()
        try:
            if self._lock is not None:
                self._save_all()
        finally:
            for stored in list(self.open_masks.values()):
                stored.close()
            saver, self._saver = self._saver, None
            if saver:
                saver.close()
            self._release()

    def _save_all(self) -> None:
        problem: WriteError | None = None
        for stored in list(self.open_masks.values()):
            try:
                stored.commit_and_save(self.classes.palette())
            except WriteError as error:
                problem = error
        if self.lost_lock() is None:
            if self.changed:
                self.save()
            self.flush()
        if problem:
            raise problem

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- project.json ----------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write project.json whole, the previous one kept as project.json.bak. Raises WriteError."""
        self._save_then(None)

    def _save_then(self, after: Callable[[], None] | None) -> int:
        """Save, then call ``after``: at once, or both on the saver's thread. The saver's number."""
        self.check_writable()
        chosen = self.current_run, self.use_network, self.channels, self.neighbours
        content = ProjectContent(self.name, self.classes, self.images, *chosen)
        number = 0
        if self._saver is not None:
            number = self._saver.put(content, after)
        else:
            write_project_file(self.folder / FILE_NAME, content)
        self.changed = False
        if after is not None and self._saver is None:
            after()
        return number

    def save_behind(self, failed: Callable[[UserError | None], None]) -> None:
        """From now on ``save`` returns at once and a thread writes; not in a read-only project.

        ``failed(error)`` is called on that thread, ``failed(None)`` when it works again; the next save or ``flush``
        tries again.
        """
        if not self.read_only and self._saver is None:
            self._saver = Saver(self.folder / FILE_NAME, failed, self.check_writable)

    def flush(self) -> None:
        """Return when all that was saved is on disk; may be called on any thread. Raises WriteError."""
        if self._saver is not None:
            self._saver.flush()

    def write_classes(self) -> None:
        """Return when every class is on disk, as must be before a stroke is. Raises WriteError."""
        saver = self._saver
        if saver is not None and not saver.has(self._ids_saved):
            saver.flush()

    def lost_lock(self) -> WriteError | None:
        """Why nothing may be written any more: another program took or removed the lock. None while it is held."""
        return self._lock.lost() if self._lock is not None else None

    def check_writable(self) -> None:
        """Raise WriteError in a read-only project, in one whose lock was lost, and where its folders became links."""
        if lost := self.lost_lock():
            raise WriteError(lost.message, lost.hint)
        if self.read_only:
            text = "The project is open read-only; nothing can be saved."
            raise WriteError(text, "Copy it to a folder that you may write.")
        refuse_links(self.folder, WRITTEN_FOLDERS)

    def set_classes(self, table: ClassTable) -> None:
        """Use another class table; saved at once when ids came or went (WriteError), else with the next save."""
        saved_at_once = set(table.ids) != set(self.classes.ids) or table.retired != self.classes.retired
        self.changed = self.changed or table != self.classes
        self.classes = table
        if saved_at_once:
            self._ids_saved = self._save_then(None)

    def set_current_run(self, name: str | None) -> None:
        """Choose the run whose network predicts, or none. Saved at once; raises WriteError."""
        if name is not None and not is_run_name(name):
            raise ProjectError(
                "{name} is not the name of a run.", "Choose one of the trainings of this project.", name=repr(name[:60])
            )
        self.current_run = name
        self.changed = True
        self.save()

    def set_use_network(self, used: bool) -> None:
        """Choose whether the current run's network takes part in predictions. Saved at once; raises WriteError."""
        self.use_network, self.changed = used, True
        self.save()

    @property
    def model_name(self) -> str:
        """The run whose network takes part in predictions, else STROKES; also their folder in ``predictions``."""
        return self.current_run if self.current_run and self.use_network else STROKES

    # ---- images ----------------------------------------------------------------------------------------------------

    def add_images(self, paths: Iterable[str | Path], copy: bool = False, progress: Progress = silent) -> AddReport:
        """Add image files, or all images below folders; saved at once. ``copy``: into the project's images folder.

        The file of an image of the project that is gone from its place gives that image its new place.
        Files that are not a readable image, or are in the project already, are skipped with a reason. ``progress(done,
        total)`` may raise Cancelled: then nothing is added. Raises WriteError; then nothing is added either.
        """
        return self.take_images(self.look_at_images(paths, copy, progress))

    def look_at_images(
        self, paths: Iterable[str | Path], copy: bool = False, progress: Progress = silent
    ) -> ImageAdder:
        """The slow half of ``add_images``: reads (and copies) files, changes no project; may run on any thread."""
        self.check_writable()
        adding = ImageAdder(self.folder, self.images, copy, self.check_image, self.channels)
        adding.add(paths, progress)
        return adding

    def take_images(self, adding: ImageAdder, instead_of: Collection[ImageEntry] = ()) -> AddReport:
        """The fast half: adds what ``look_at_images`` found to the project, ``instead_of`` some that are in it and have
        no labels and no open mask. Raises WriteError."""
        before = self.images
        try:
            self.check_writable()
            gone = {entry.id: entry for entry in instead_of}
            rest = [entry for entry in before if entry.id not in gone]
            report = adding.join(rest)
            self.channels = self.channels or ("together" if report.channels else "")  # said once, and changed later
            self.put_images(report.images(rest))
            if self.images != before and (self.folder / FILE_NAME).exists():
                self._save_then(lambda: _put_aside(self, gone.values()))
        except BaseException:
            self.put_images(before)
            adding.take_back()
            raise
        return report

    def remove_image(self, *ids: str) -> None:
        """Remove images from the project. Their files are kept; masks and journals move to the folder ``removed``."""
        gone = {id: self.entry(id) for id in ids}
        self.check_writable()
        jobs = []
        for stored in [self.open_masks[id] for id in gone if id in self.open_masks]:
            job = stored.snapshot(self.classes.palette()) if stored.dirty else None
            stored.close(last=job)
            jobs += [job] if job is not None else []
        before = self.images
        self.put_images(old for old in before if old.id not in gone)
        try:
            self._save_then(lambda: _put_aside(self, gone.values(), jobs))
        except WriteError:
            self.put_images(before)
            raise


def _put_aside(project: Project, entries: Iterable[ImageEntry], jobs: Iterable[SaveJob] = ()) -> None:
    """Move masks and journals of removed images, once no project.json names them."""
    for job in jobs:
        job.write()
    for entry in entries:
        masks, journals = entry.id + "-{}.png", entry.id + "-{}.journal"
        for path, pattern in ((project.mask_path(entry), masks), (project.journal_path(entry), journals)):
            if path.exists():
                move_aside(path, pattern, project.folder / "removed")
