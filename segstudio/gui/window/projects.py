"""Opening, making and closing projects, and where dropped files go. Owns the questions about folders and files.

Folders are searched in the background; problems go through the document's ``problem`` signal.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMessageBox, QWidget

from segstudio.errors import ImageError, ProjectError, UserError, together
from segstudio.formats.common.pixels import decode
from segstudio.gui.document.document import Document
from segstudio.gui.look.folders import sample_folder
from segstudio.gui.look.left_out import left_out_words, show_left_out
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.settings import Settings
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import count, counted, tr
from segstudio.gui.session.session import Session
from segstudio.gui.window.drops import (
    PROJECT_SUFFIX,
    Kind,
    Place,
    is_named_like,
    is_project,
    kind_of_drop,
    names_of,
    project_among,
    project_place,
    words_of,
)
from segstudio.project.images.finding import SUFFIXES, look_below, other_files
from segstudio.project.images.kinds import KINDS
from segstudio.project.images.reading import read_facts
from segstudio.project.sample.make import make_sample_project
from segstudio.regular_file import read_regular

_FEW = 32  # values; only for which answer is offered first
_LARGE = 64 << 20  # bytes of a file that is not read for that


@dataclass(frozen=True)
class Incoming:
    """Files to add, a sentence on other files beside them, one on the masks of a data set, and its folder.
    ``named_like``: those that may be masks of images of the project by their names; ``few_values``: the first of these
    looks like a mask."""

    images: list[Path]
    note: str = ""
    masks_sentence: str = ""
    data_set: Path | None = None
    named_like: int = 0
    few_values: bool = False


def images_in(paths: Sequence[Path]) -> Incoming:
    """Every image among ``paths`` and inside the folders among them, sorted within each folder, and all other files
    among ``paths``, so that who adds them says why not. Raises ImageError where there is nothing of that."""
    below = [look_below(path) for path in paths if path.is_dir()]
    kinds = sum((one.others for one in below), Counter[str]())
    images = [image for one in below for image in one.images] + [path for path in paths if not path.is_dir()]
    if not images:
        text = tr("These files contain no readable images.")
        if len(paths) == 1:
            text = tr("{name} contains no readable images.", name=paths[0].name)
        read = ", ".join(kind.name for kind in KINDS if kind.reader)
        raise ImageError(together(text, other_files(kinds)), tr("Kinds of images that are read: {kinds}.", kinds=read))
    masks = next(((one, path) for one, path in zip(below, filter(Path.is_dir, paths), strict=True) if one.masks), None)
    return Incoming(images, other_files(kinds), masks[0].masks_sentence if masks else "", masks[1] if masks else None)


def dropped_in(paths: Sequence[Path], known: Callable[[], Sequence[Path]]) -> Incoming:
    """As ``images_in``, of files that were dropped on a project with the images ``known()``."""
    found, there = images_in(paths), known()
    names, files = names_of(there), {os.path.abspath(path) for path in there}
    alike = [one for one in found.images if os.path.abspath(one) not in files and is_named_like(one, names)]
    if found.data_set is not None or not alike:
        return found
    return replace(found, named_like=len(alike), few_values=_has_few_values(alike[0]))


def _has_few_values(path: Path) -> bool:
    try:
        return len(np.unique(decode(read_regular(path, _LARGE), path.name).keys)) <= _FEW
    except (OSError, UserError):
        return False


def new_images_in(paths: Sequence[Path]) -> Incoming:
    """As ``images_in`` for a new project. Raises ImageError also where none of the files can be read."""
    found, reasons = images_in(paths), []
    for path in found.images:
        try:
            read_facts(path, try_decoding=True)
            return found
        except ImageError as error:
            reasons.append(f"{path}: {tr(error.message)}")
    reason = " ".join(left_out_words(reasons))
    raise ImageError(tr("None of the files can be used. {reason}", reason=reason), tr("Choose other files."))


class Projects(QObject):
    """The slots named ``projects.*`` in the table of actions. Signals ``created``: a new project without classes;
    ``masks_found(folder, sentence)``: a data set was added whose masks were not taken as images;
    ``masks_dropped(folder)``: one is to be imported."""

    created = Signal()
    masks_found = Signal(object, str)
    masks_dropped = Signal(object)

    def __init__(
        self, document: Document, session: Session, settings: Settings, work: LongWork, window: QWidget
    ) -> None:
        super().__init__(window)
        self.setObjectName("projects")
        self._document, self._session, self._settings = document, session, settings
        self._work, self._window = work, window
        self._data_set: Incoming | None = None  # whose images are being added
        document.images_changed.connect(self._on_images)
        document.image_list.left_out.connect(partial(show_left_out, window, tr("Add images")))

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
        kinds = tr("Images ({pattern})", pattern=" ".join(f"*{suffix}" for suffix in sorted(SUFFIXES)))
        kinds = f"{kinds};;{tr('All files (*)')}"  # DICOM files often have no suffix
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
            text = tr("{name} is not a SegStudio project.") if path.exists() else tr("{name} no longer exists.")
            self._document.problem.emit(ProjectError(text, tr("Choose another folder."), name=path.name))
        else:
            self.make_from([path])

    def drop(self, paths: Sequence[Path]) -> None:
        """Open a dropped project, import dropped masks or start from dropped weights; add dropped images to the open
        project, or make a new project of them."""
        project = self._document.project
        kind = kind_of_drop(paths, project is not None)
        if kind is Kind.PROJECT:
            self.open_path(project_among(paths) or paths[0])
        elif kind is Kind.WEIGHTS:
            self._start_from(paths[0])
        elif kind is Kind.MASKS and project is not None and not project.read_only:
            self.masks_dropped.emit(paths[0])
        elif project is not None:
            title, known = tr("Looking for images"), self.place().known
            self._in_background("search", title, partial(self._on_dropped, paths), dropped_in, paths, known)
        else:
            self.make_from(paths)

    def _on_dropped(self, paths: Sequence[Path], found: Incoming) -> None:
        """Add the images; ask first where they may be masks."""
        project = self._document.project
        if not found.named_like or project is None or project.read_only:
            self._add(found)
            return
        place = paths[0] if len(paths) == 1 else Path(os.path.commonpath([path.parent for path in paths]))
        box = named(QMessageBox(self._window), "drop_question")
        box.setWindowTitle(tr("Masks or images"))
        files, name = counted(found.named_like, "file"), place.name
        if found.named_like == 1:
            box.setText(
                tr("{files} in {name} is named like an image of this project. Is it a mask?", files=files, name=name)
            )
        else:
            box.setText(
                tr("{files} in {name} are named like images of this project. Are they masks?", files=files, name=name)
            )
        box.setInformativeText(
            tr("As masks they become labels: what each value becomes is shown before anything changes.")
        )
        accept, other = QMessageBox.ButtonRole.AcceptRole, QMessageBox.ButtonRole.ActionRole
        masks = box.addButton(tr("Import as masks..."), accept if found.few_values else other)
        images = box.addButton(tr("Add as images"), other if found.few_values else accept)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(masks if found.few_values else images)

        def clicked(button: QAbstractButton) -> None:
            if project is self._document.project and button is masks:
                self.masks_dropped.emit(place)
            elif project is self._document.project and button is images:
                self._add(found)

        box.buttonClicked.connect(clicked)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _start_from(self, weights: Path) -> None:
        trainings = self._session.trainings
        if self._document.project is None:
            text = tr("{name} holds weights, and no project is open.", name=weights.name)
            self._document.problem.emit(ProjectError(text, tr("Open a project first, then drop weights.")))
            return
        trainings.settings = replace(trainings.settings, weights=str(weights))
        trainings.settings_changed.emit()
        told = words_of([weights], self.place())
        self._document.notice.emit(f"{told.text}. {tr('Settings beside Fine-tune choose another start.')}")

    def place(self) -> Place:
        """What a drop meets: the open project, if any."""
        project = self._document.project
        if project is None:
            return Place(busy=self._session.busy)
        entries = self._document.images
        return Place(
            True, bool(project.read_only), self._session.busy, bool(project.current_run),
            lambda: [project.image_path(entry) for entry in entries],
        )  # fmt: skip

    def _open(self, folder: Path, then: Callable[[], None] | None = None) -> None:
        if not self._may_leave():
            return

        def opened(there: bool) -> None:
            if there and then is not None:
                then()

        self._document.open_project.open(folder, opened)

    def _may_leave(self) -> bool:
        if self._session.busy:
            sentence = tr("A training of the open project is running.")
            self._document.problem.emit(ProjectError(sentence, tr("Stop it first, then open another project.")))
        return not self._session.busy

    def close_current(self) -> None:
        """Save and go back to the start page."""
        if self._may_leave() and self._document.open_project.close():
            self._settings.last_project = None

    def open_sample(self, then: Callable[[], None] | None = None) -> None:
        """Open the sample project, made on first use in the program's data folder; ``then``: called if it opened."""
        opened = partial(self._open, then=then)
        self._in_background("sample", tr("Creating the sample"), opened, make_sample_project, sample_folder())

    # ---- images -------------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Add images to the open project; they stay where they are."""
        self._in_background("search", tr("Looking for images"), self._add, images_in, paths)

    def _add(self, found: Incoming) -> None:
        self._document.image_list.add(found.images, note=found.note)
        self._data_set = found if found.data_set is not None else None

    def _on_images(self) -> None:
        """The images of a data set are there, so that its masks can be matched with them."""
        found, self._data_set = self._data_set, None
        if found is not None:
            self.masks_found.emit(found.data_set, found.masks_sentence)

    def make_from(self, paths: Sequence[Path]) -> None:
        """Make a project of a folder of images (or of image files) beside it, and open it."""
        if self._may_leave():
            folder = paths[0] if paths[0].is_dir() else paths[0].parent
            made = partial(self._make, folder.resolve())
            self._in_background("search", tr("Looking for images"), made, new_images_in, paths)

    def _make(self, folder: Path, found: Incoming) -> None:
        place = project_place(folder)
        if is_project(place):
            self._open(place, partial(self._say_opened, found.images))
            return
        chosen = place if os.access(place.parent, os.W_OK) else self._ask_place(place)
        if chosen is not None and self._document.open_project.create(chosen, ()):
            self._add(found)
            QTimer.singleShot(0, self, lambda: self.created.emit())  # in a turn of its own: the window stays quick

    def _say_opened(self, images: Sequence[Path]) -> None:
        """The project of a folder was opened, not made; which of the folder's ``images`` are not in it."""
        project = self._document.project
        assert project is not None
        known = {project.image_path(entry) for entry in project.images}
        new = [path for path in images if Path(os.path.abspath(path)) not in known]
        text = tr("A project for these images already exists ({name}); it was opened.", name=project.folder.name)
        if new:
            more = "Images of the folder that are not in it: {number}. Drop the folder again to add them."
            text = f"{text} {tr(more, number=count(len(new)))}"
        self._document.notice.emit(text)

    def _ask_place(self, wanted: Path) -> Path | None:
        title = tr("{folder} is read-only. Choose where to keep {name}", folder=wanted.parent.name, name=wanted.name)
        folder = QFileDialog.getExistingDirectory(self._window, title, str(Path.home()))
        return Path(folder) / wanted.name if folder else None

    def _in_background(
        self, key: str, title: str, then: Callable[[Any], object], function: Callable[..., Any], *args: object
    ) -> None:
        """Show ``title`` in the status bar while ``function(*args)`` runs, then call ``then`` with its result."""

        def done(result: Any) -> None:
            self._work.end(key)
            then(result)

        def failed(error: Exception) -> None:
            self._work.end(key)
            known = isinstance(error, UserError)
            self._document.problem.emit(
                error if known else ProjectError(tr("This could not be read: {reason}", reason=error))
            )

        self._work.begin(key, title)
        self._document.background.submit(function, *args, done=done, failed=failed, owner=self)
