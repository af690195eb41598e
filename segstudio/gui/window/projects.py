"""Opening, making and closing projects, and where dropped files go. Owns the questions about places on the disk.

Folders are searched on the background; what is wrong is told through the document's ``problem`` signal.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from segstudio.errors import ImageError, ProjectError, UserError
from segstudio.gui.document.document import Document
from segstudio.gui.look.folders import sample_folder
from segstudio.gui.look.settings import Settings
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session
from segstudio.project.images.reading import SUFFIXES, find_images, is_image_path
from segstudio.project.sample.make import make_sample_project

PROJECT_SUFFIX = ".segstudio"
PLAIN_NAMES = frozenset({"images", "image", "imgs", "img", "train", "val", "test", "data", "input", "inputs"})
Then = Callable[[Sequence[Path], list[Path]], None]  # what was searched, the images found


def is_project(path: Path) -> bool:
    """Whether ``path`` is a project folder."""
    return (path / "project.json").is_file()


def project_place(images: Path) -> Path:
    """Where the project of a folder of images goes: beside it, named after it (after its parent if it is "images")."""
    name = next((p.name for p in (images, *images.parents) if p.name and p.name.lower() not in PLAIN_NAMES), "Project")
    return images.parent / f"{name}{PROJECT_SUFFIX}"


def images_in(paths: Sequence[Path]) -> list[Path]:
    """Every image among ``paths`` and inside the folders among them, sorted within each folder."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += find_images(path)
        elif is_image_path(path):
            found.append(path)
    if not found:
        told = tr("These files contain no readable images.")
        if len(paths) == 1 and paths[0].is_dir():
            told = tr("{name} contains no readable images.", name=paths[0].name)
        kinds = ", ".join(sorted({s.lstrip(".").upper() for s in SUFFIXES}))
        raise ImageError(told, tr("Supported image files: {kinds}.", kinds=kinds))
    return found


class Projects(QObject):
    """The slots named ``projects.*`` in the table of actions.

    Signals:
        created: a new project is open and waits for its first class.
    """

    created = Signal()

    def __init__(
        self,
        document: Document,
        session: Session,
        settings: Settings,
        work: LongWork,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self.setObjectName("projects")
        self._document, self._session, self._settings = document, session, settings
        self._work, self._window = work, window

    # ---- questions ----------------------------------------------------------------------------------------------

    def choose_new(self) -> None:
        """Ask for a folder of images and make a project of it."""
        folder = QFileDialog.getExistingDirectory(self._window, tr("Choose a folder of images"), self._start())
        if folder:
            self.make_from([Path(folder)])

    def choose_project(self) -> None:
        """Ask for a project folder, or a folder of images."""
        title = tr("Choose a project or a folder of images")
        folder = QFileDialog.getExistingDirectory(self._window, title, self._start())
        if folder:
            self.open_path(Path(folder))

    def choose_images(self) -> None:
        """Ask for image files to add."""
        pattern = " ".join(f"*{s}" for s in sorted(SUFFIXES))
        kinds = tr("Images ({pattern})", pattern=pattern)
        names, _ = QFileDialog.getOpenFileNames(self._window, tr("Add images"), self._start(), kinds)
        if names:
            self.add([Path(name) for name in names])

    def _start(self) -> str:
        recent = self._settings.recent
        return str(recent[0].parent) if recent else str(Path.home())

    # ---- opening ------------------------------------------------------------------------------------------------

    def open_path(self, path: Path) -> None:
        """Open a project, or make one of a folder of images."""
        if path.name == "project.json":
            path = path.parent
        if is_project(path):
            self._open(path)
        elif path.name.endswith(PROJECT_SUFFIX) or not path.exists():
            told = tr("{name} is not a SegStudio project.", name=path.name)
            if not path.exists():
                told = tr("{name} no longer exists.", name=path.name)
            self._document.problem.emit(ProjectError(told, tr("Choose another folder.")))
        else:
            self.make_from([path])

    def drop(self, paths: Sequence[Path]) -> None:
        """Take what was dropped: a project is opened; images join the open project or make a new one."""
        projects = [p for p in paths if is_project(p) or p.name.endswith(PROJECT_SUFFIX) or p.name == "project.json"]
        if projects:
            self.open_path(projects[0])
        elif self._document.project is not None:
            self.add(paths)
        else:
            self.make_from(paths)

    def _open(self, folder: Path, notice: str = "") -> None:
        if not self._may_leave():
            return
        self._work.begin("open", tr("Opening {name}", name=folder.stem))

        def opened(there: bool) -> None:
            self._work.end("open")
            if there and notice:
                self._document.notice.emit(notice)

        self._document.open_project.open_later(folder, opened)

    def _may_leave(self) -> bool:
        if self._session.busy:
            sentence = tr("A training of the open project is running.")
            self._document.problem.emit(ProjectError(sentence, tr("Stop it first, then open another project.")))
            return False
        return True

    def close_current(self) -> None:
        """Save and go back to the start page."""
        if self._may_leave() and self._document.open_project.close():
            self._settings.last_project = None

    def open_sample(self) -> None:
        """Open the sample project, made on first use in the program's data folder."""
        self._work.begin("sample", tr("Creating the sample"))
        self._document.background.submit(
            make_sample_project,
            sample_folder(),
            done=self._on_sample,
            failed=lambda error: self._on_failed("sample", error),
            owner=self,
        )

    def _on_sample(self, folder: Path) -> None:
        self._work.end("sample")
        self._open(folder)

    # ---- images -------------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Add images to the open project; they stay where they are."""
        self._search(paths, self._on_found_more)

    def _on_found_more(self, _paths: Sequence[Path], images: list[Path]) -> None:
        self._document.image_list.add(images)

    def make_from(self, paths: Sequence[Path]) -> None:
        """Make a project of a folder of images (or of image files) beside it, and open it."""
        if self._may_leave():
            self._search(paths, self._on_found)

    def _search(self, paths: Sequence[Path], then: Then) -> None:
        self._work.begin("search", tr("Looking for images"))
        self._document.background.submit(
            images_in,
            list(paths),
            done=lambda images: self._on_searched(paths, images, then),
            failed=lambda error: self._on_failed("search", error),
            owner=self,
        )

    def _on_searched(self, paths: Sequence[Path], images: list[Path], then: Then) -> None:
        self._work.end("search")
        then(paths, images)

    def _on_found(self, paths: Sequence[Path], images: list[Path]) -> None:
        folder = paths[0] if paths[0].is_dir() else paths[0].parent
        place = project_place(folder.resolve())
        if is_project(place):
            told = tr("A project for these images already exists ({name}); it was opened.", name=place.name)
            self._open(place, told)
            return
        chosen = place if os.access(place.parent, os.W_OK) else self._ask_place(place)
        if chosen is not None and self._document.open_project.create(chosen, images):
            self.created.emit()

    def _ask_place(self, wanted: Path) -> Path | None:
        there, name = wanted.parent.name, wanted.name
        title = tr("{folder} is read-only. Choose where to keep {name}", folder=there, name=name)
        folder = QFileDialog.getExistingDirectory(self._window, title, str(Path.home()))
        return Path(folder) / wanted.name if folder else None

    def _on_failed(self, job: str, error: Exception) -> None:
        self._work.end(job)
        known = isinstance(error, UserError)
        told = ProjectError(tr("This could not be read: {reason}", reason=error))
        self._document.problem.emit(error if known else told)
