"""What was learnt without labels in the open project, and what can be done with it: the slots named ``explore.*`` in
the table of actions.

Owns the list, which of it is chosen, what that found about the images, and the order "unusual" of the list of images.
Files are read and deleted in the background.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from segstudio.choices.unlabelled import METHODS
from segstudio.errors import UserError
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.explore_job import ExploreJob
from segstudio.gui.jobs.near_copies_job import NearCopiesJob
from segstudio.gui.jobs.own_start_job import OwnStartJob
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import clock, count, counted, quoted, tr
from segstudio.gui.panels.images.panel import ImagePanel
from segstudio.gui.session.session import Session
from segstudio.learning.explore_messages import Explored, ExploreSettings
from segstudio.learning.messages import OwnStart
from segstudio.learning.runs.explorations import Exploration, delete_exploration, explorations
from segstudio.learning.runs.found import Found, read_found
from segstudio.learning.runs.own_start import learnable
from segstudio.project.project import Project

MINUTES = 2  # of learning where nothing else is chosen
NOTHING = "Learn from the images first, in the panel Explore."


def title_of(one: Exploration) -> str:
    """Method, date, time and steps in one line."""
    if one.problem:
        return tr("{name}: cannot be used", name=one.name)
    return f"{tr(one.title)}, {tr(one.date)}, {clock(one.seconds)}, {counted(one.steps, 'step')}"


class Explorations(QObject):
    """``settings``: of the next exploration. ``rows``: the newest first. ``found``: of the chosen one; ``None``: not
    read yet, or there is none, and ``trouble`` says why.

    Signals:
        changed: the list, which is chosen, or the settings changed.
        found_changed: ``found`` or ``trouble`` changed.
    """

    changed = Signal()
    found_changed = Signal()

    def __init__(
        self, document: Document, session: Session, images: ImagePanel, own_start: OwnStartJob, near: NearCopiesJob,
        work: LongWork, window: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self.setObjectName("explore")
        self._document, self._session, self._images, self._window = document, session, images, window
        self._own_start, self._near = own_start, near
        self.work = ExploreJob(document, session, work, self)
        self.settings = ExploreSettings(seconds=60.0 * MINUTES)
        self._forget()
        self.work.ended.connect(self._on_ended)
        session.batch.connect(self._on_batch)
        self.work.job.failed.connect(document.problem)
        self.work.job.solved.connect(document.files.solved)
        document.project_changed.connect(self._on_project)
        images.order.currentIndexChanged.connect(self._on_order)
        self.found_changed.connect(self._rank)

    # ---- the list ---------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self.rows: tuple[Exploration, ...] = ()
        self.name = ""  # of the chosen one
        self._forget_found()
        self._wanted = False  # somebody looks at what is found

    def _forget_found(self) -> None:
        self.found: Found | None = None
        self.trouble = ""
        self._reading = False

    def _on_project(self) -> None:
        self._forget()
        trainings = self._session.trainings
        if trainings.settings.generated:  # by an exploration of another project
            trainings.settings = replace(trainings.settings, generated="")
            trainings.settings_changed.emit()
        self.found_changed.emit()
        self.read()
        self.changed.emit()

    def read(self, then: str = "") -> None:
        """Read the list again; ``then``: choose this one, whose files are other ones now."""
        project = self._document.project
        if project is not None:
            done = partial(self._on_read, project.folder, then)
            self._document.background.submit(
                explorations, project.folder, done=done, failed=self._document.files.report, owner=self
            )

    def _on_read(self, folder: Path, then: str, rows: tuple[Exploration, ...]) -> None:
        project = self._document.project
        if project is None or project.folder != folder:
            return
        self.rows = rows
        names = [one.name for one in rows]
        usable = [one.name for one in rows if not one.problem]
        wanted = then if then in names else self.name if self.name in names else next(iter(usable), "")
        self.choose(wanted, again=bool(then))

    @property
    def chosen(self) -> Exploration | None:
        """The one that the panel shows."""
        return next((one for one in self.rows if one.name == self.name), None)

    def choose(self, name: str, again: bool = False) -> None:
        """Show another exploration; ``again``: also the same, whose files changed."""
        if name != self.name or again:
            self.name = name
            self._forget_found()
            self.found_changed.emit()
            if self._wanted:
                self.want()
        self.changed.emit()

    def want(self) -> None:
        """Read what the chosen one found, unless it was read: the panel, the order or the overlay shows it."""
        self._wanted = True
        project, chosen = self._document.project, self.chosen
        if project is None or chosen is None or self.found is not None or self.trouble or self._reading:
            return
        if chosen.problem:
            self.trouble = tr(chosen.problem)
            self.found_changed.emit()
            return
        self._reading = True
        done, failed = partial(self._on_found, chosen.name), partial(self._on_not_found, chosen.name)
        self._document.background.submit(read_found, project.folder, chosen.name, done=done, failed=failed, owner=self)

    def _on_found(self, name: str, found: Found) -> None:
        if name == self.name and self._reading:
            self.found, self._reading = found, False
            self.found_changed.emit()

    def _on_not_found(self, name: str, error: Exception) -> None:
        if name == self.name and self._reading:
            self._reading = False
            self.trouble = tr(error.message) if isinstance(error, UserError) else str(error)
            self.found_changed.emit()

    @property
    def generators(self) -> dict[str, str]:
        """When the explorations that draw images for masks were begun, by their names, the newest first."""
        found = (one for one in self.rows if not one.problem and METHODS[one.method].conditional)
        return {one.name: tr(one.date) for one in found}

    # ---- the order of the list of images ----------------------------------------------------------------------------

    def _on_order(self) -> None:
        if self._images.order.currentData() != "unusual":
            return
        if self.chosen is None:
            self._document.notice.emit(tr(NOTHING))
        self.want()

    def _rank(self) -> None:
        """The list is sorted by it when nobody is in it."""
        order = self.found.most_unusual if self.found is not None else ()
        self._images.list.when_left("unusual", partial(self._images.model.set_ranking, "unusual", order))

    # ---- why it cannot be done --------------------------------------------------------------------------------------
    # Empty when it can. Cheap, since all of them are asked after every stroke.

    def why_not(self) -> str:
        """Of learning."""
        return self.work.why_not()

    def why_not_stop(self) -> str:
        if self.work.job.running:
            return tr("It is already stopping.") if self.work.stopping else ""
        return tr("Nothing is being learnt from the images.")

    def why_not_use(self) -> str:
        """Of all that needs an exploration that can be used."""
        if self._document.project is None:
            return tr("Open a project first.")
        chosen = self.chosen
        return tr(NOTHING) if chosen is None else tr(chosen.problem)

    def why_not_go_on(self) -> str:
        return self.why_not_use() or self.why_not()

    def why_not_try(self) -> str:
        chosen = self.chosen
        reason = self.why_not_use() or self._own_start.why_not()
        if reason or chosen is None or chosen.encoder:
            return reason
        return tr("This method has layers of its own: no network can start from them.")

    def why_not_near(self) -> str:
        return self.why_not_use() or self._near.why_not()

    def why_not_delete(self) -> str:
        project = self._document.project
        if project is None or project.read_only or self.chosen is None:
            read_only = tr("The project folder is read-only.") if project is not None and project.read_only else ""
            return read_only or self.why_not_use()
        return tr("The images are being learnt from; stop that first.") if self.work.job.running else ""

    # ---- doing ------------------------------------------------------------------------------------------------------

    def set(self, settings: ExploreSettings) -> None:
        """Learn with these settings from the next time on."""
        if settings != self.settings:
            self.settings = settings
            self.changed.emit()

    def start(self) -> None:
        """Learn afresh, with the settings."""
        self.work.start(self._on_device(self.settings))

    def go_on(self) -> None:
        """Learn more, from where the chosen one is, for as long as the settings say."""
        chosen = self.chosen
        if chosen is not None and not self.why_not_go_on():
            settings = replace(self.settings, method=chosen.method, encoder=chosen.encoder or "auto")
            self.work.start(self._on_device(settings), chosen.name)

    def look(self) -> None:
        """Make the map of the chosen one, without learning more."""
        chosen = self.chosen
        if chosen is not None and not self.why_not_go_on():
            settings = replace(self.settings, method=chosen.method, encoder=chosen.encoder or "auto")
            self.work.start(self._on_device(replace(settings, seconds=None, steps=None)), chosen.name)

    def _on_device(self, settings: ExploreSettings) -> ExploreSettings:
        return replace(settings, device=self._session.trainings.settings.device)

    def stop(self) -> None:
        """Keep what was learnt so far."""
        self.work.stop()

    def try_start(self) -> None:
        """Fine-tune from what was learnt, and from the usual weights, and keep what scores higher."""
        if not self.why_not_try():
            self._own_start.start(self.name)

    def find_near_copies(self) -> None:
        """Propose images whose codes are alike as groups."""
        project = self._document.project
        if project is not None and not self.why_not_near():
            self._near.ask_by_codes(self.name)

    def delete(self) -> None:
        """Ask, then delete the chosen one."""
        chosen, project = self.chosen, self._document.project
        if chosen is None or project is None or self.why_not_delete():
            return
        box = named(QMessageBox(self._window), "explore.delete.question")
        box.setWindowTitle(tr("Delete the exploration"))
        box.setText(tr("Delete {exploration}?", exploration=quoted(title_of(chosen))))
        box.setInformativeText(tr("What it learnt and its map are lost. Labels, runs and kept starts stay."))
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        accept = box.addButton(tr("Delete"), QMessageBox.ButtonRole.AcceptRole)
        accept.setObjectName("explore.delete.accept")
        sent = partial(self._delete, project.folder, chosen.name)
        box.buttonClicked.connect(lambda button: sent() if button is accept else None)
        box.finished.connect(box.deleteLater)
        box.open()

    def _delete(self, folder: Path, name: str) -> None:
        self._document.background.submit(
            delete_exploration, folder, name, done=lambda _: self.read(), failed=self._document.files.report, owner=self
        )

    def _on_batch(self, event: object) -> None:
        if isinstance(event, OwnStart):  # what was learnt for it, if it was a new one, is there now
            self.read()

    def _on_ended(self, event: Explored) -> None:
        self.read(event.exploration)
        if event.exploration and self._document.project is not None:
            self._document.notice.emit(told(event))


def told(event: Explored) -> str:
    """The end of an exploration in one sentence."""
    steps, time = counted(event.steps, "step"), clock(event.seconds)
    text = tr("Learnt from the images: {time}, {steps}.", time=time, steps=steps) if event.steps else ""
    if not event.images:
        return f"{text} {tr('There is no map of the images yet; the panel Explore makes one.')}".strip()
    images = counted(event.images, "image")
    return f"{text} {tr('{images} on the map in the panel Explore.', images=images)}".strip()


def learnt_from(one: Exploration, found: Found | None, project: Project) -> str:
    """From what an exploration has learnt, in one line: "Learnt from 36 of 40 images. ..."."""
    total = len(project.images)
    if one.method in METHODS and METHODS[one.method].conditional:
        images = counted(len(one.images), "labelled image")
        text = tr("Learnt from {images} and their masks; held-out images are never learnt from.", images=images)
        if len(one.left_out):
            left = counted(len(one.left_out), "image")
            text = f"{text} {tr('{images} could not be learnt from.', images=left)}"
        return text
    text = tr("Learnt from {some} of {images}.", some=count(len(one.images)), images=counted(total, "image"))
    if one.left_out:
        left = counted(len(one.left_out), "image")
        text = f"{text} {tr('{images} could not be learnt from.', images=left)}"
    if found is None:
        return text
    never = {entry.id for entry in project.images} - {entry.id for entry in learnable(project)}
    others = [id for id, learnt in zip(found.ids, found.learnt.tolist(), strict=True) if not learnt]
    held = sum(id in never for id in others)
    if held:
        images = counted(held, "image")
        text = f"{text} {tr('{images} held out: on the map, but not learnt from.', images=images)}"
    since = len(never & {id for id, _ in one.images})
    if since:
        images = counted(since, "image")
        text = f"{text} {tr('{images} held out since: learnt from before, without labels.', images=images)}"
    if len(others) > held:
        images = counted(len(others) - held, "image")
        text = f"{text} {tr('{images} not reached in that time; Go on learns from them, too.', images=images)}"
    if found.left_out:
        text = f"{text} {tr('{images} are not on the map.', images=counted(len(found.left_out), 'image'))}"
    return text
