"""Finding near copies: compares all images in the background, has the person choose, groups them, takes that back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from segstudio.errors import said
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.jobs.near_copies_dialog import NearCopiesDialog
from segstudio.gui.look.left_out import left_out_words, show_left_out
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import counted, tr
from segstudio.labels.steps import Progress, silent
from segstudio.learning.runs.found import ALIKE, alike_pairs, read_found
from segstudio.project.project import ImageEntry, Project
from segstudio.project.search.near_copies import NearCopies, Proposal, compare, grouped
from segstudio.project.stacks.stack import in_order


def by_codes(project: Project, exploration: str, progress: Progress = silent) -> NearCopies:
    """The pairs of images whose codes are alike. Raises LearningError; what ``progress`` raises is raised."""
    progress(0, 1)
    images = tuple(in_order(project.images))
    place = {entry.id: at for at, entry in enumerate(images)}
    found = read_found(project.folder, exploration)
    pairs = tuple((place[one], place[other], share) for one, other, share in alike_pairs(found)
                  if one in place and other in place)  # fmt: skip
    told = said("Of what was learnt without labels: 100 % for equal codes, 0 % as far apart as two images usually are.")
    least = round(100 * ALIKE)
    return NearCopies(images, pairs, tuple(text for _, text in found.left_out), least, least, told)


class NearCopiesJob(QObject):
    """The slots named ``near_copies.*`` in the table of actions. ``dialog``: the last list that was shown."""

    def __init__(self, document: Document, work: LongWork, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("near_copies")
        self._document, self._window = document, window
        self._project: Project | None = None
        self._grouped: list[tuple[ImageEntry, ImageEntry]] = []  # before and after, of the last grouping
        self.dialog: NearCopiesDialog | None = None
        self.job = Job("near_copies", tr("Comparing images"), work, self, tr("The comparison failed: {error}"))
        self.job.finished.connect(self._on_compared)
        self.job.failed.connect(document.problem)
        self.job.solved.connect(document.files.solved)
        document.project_changed.connect(self._on_project)

    def _on_project(self) -> None:
        self.job.cancel()
        self._grouped = []

    def _no_change(self) -> str:
        project = self._document.project
        if project is None:
            return tr("Open a project first.")
        return tr("The project folder is read-only.") if project.read_only else ""

    def why_not(self) -> str:
        """Why it cannot be done now; empty when it can."""
        if self.job.running:
            return tr("Images are being compared.")
        few = "" if len(self._document.images) > 1 else tr("Add images first.")
        return self._no_change() or few

    def why_not_take_back(self) -> str:
        """Why the last grouping cannot be taken back; empty when it can."""
        none = "" if self._grouped else tr("No near copies were grouped since the project was opened.")
        return self._no_change() or none

    def ask(self) -> None:
        """Compare all images in the background, then list the groups that they could form."""
        self._compare(compare)

    def ask_by_codes(self, exploration: str) -> None:
        """The same by the codes that an exploration found, learnt without labels."""
        self._compare(by_codes, exploration)

    def _compare(self, function: Callable[..., NearCopies], *args: str) -> None:
        project = self._document.project
        if project is None or self.job.running:
            return
        self._project = project
        self.job.ask()
        self.job.run(self._document.background.submit, function, project, *args)

    def _on_compared(self, found: NearCopies) -> None:
        project, self._project = self._project, None
        if project is None or project is not self._document.project:
            return
        if found.left_out:
            self._document.notice.emit(" ".join(left_out_words(found.left_out)))
            show_left_out(self._window, tr("Near copies"), found.left_out)
        self.dialog = NearCopiesDialog(self._document, found, self.group, self._window)
        self.dialog.show()

    def group(self, proposals: list[Proposal]) -> None:
        """Make a group of each proposal."""
        after = grouped(self._document.images, proposals)
        before = {entry.id: entry for entry in self._document.images}
        self._grouped = [(before[entry.id], entry) for entry in after]
        self._document.image_list.regroup(after)
        self._document.notice.emit(
            tr(
                "{images} grouped; Take back the last grouping, in the menu Image, undoes it.",
                images=counted(len(after), "image"),
            )
        )

    def take_back(self) -> None:
        """Give the images of the last grouping the groups that they had, but for those that were changed since."""
        now = {entry.id: entry for entry in self._document.images}
        last, self._grouped = self._grouped, []
        back = [
            replace(now[after.id], group=before.group)
            for before, after in last
            if after.id in now and now[after.id].group == after.group
        ]
        self._document.image_list.regroup(back)
        told = [tr("{images} are in the groups of before.", images=counted(len(back), "image"))]
        if len(back) < len(last):
            told.append(tr("Left as they are: {images} changed since.", images=counted(len(last) - len(back), "image")))
        self._document.notice.emit(" ".join(told))
