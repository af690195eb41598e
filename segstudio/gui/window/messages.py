"""Shows all messages: problems and notices in the banner, long work in the status bar.

One place for document and session; owns no text of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, SignalInstance

from segstudio.errors import ClassError, UserError
from segstudio.gui.document.document import Document
from segstudio.gui.files.long_task import LongTask
from segstudio.gui.jobs.fit_job import FitJob
from segstudio.gui.look.notices import ERROR, INFO, WARNING, BannerNotice, NoticeBanner
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import tr
from segstudio.gui.session.go_on import GoOn
from segstudio.gui.session.session import Session
from segstudio.labels.mask import Mask
from segstudio.learning.messages import Failed, Progress, Unlike

OF_TRAINING = ("Train", "")  # requests, by their names
OF_PREDICTION = ("Predict", "FitHead", "LoadRun")
SAVED_MS = 2000  # for which "Saved" is shown
TOLD_MS = 5000  # for which is shown what a key changed
POLL_MS = 50


class Messages(QObject):
    """Connects the signals of document and session with banner and status bar."""

    def __init__(self, document: Document, session: Session, banner: NoticeBanner, work: LongWork) -> None:
        super().__init__(banner)
        self.setObjectName("messages")
        self._session, self._banner, self._work = session, banner, work
        self._document = document
        self._steps: tuple[Mask | None, int] = (None, 0)
        self._just_done = False
        self._of_step: tuple[BannerNotice, tuple[Mask | None, int]] | None = None
        self._of_gesture: BannerNotice | None = None
        self._left_out: list[str] = []  # sentences of the work under way
        self._of_left_out: BannerNotice | None = None
        self._of_learner: dict[str, BannerNotice] = {}  # by the request that failed
        self.unseen: list[str] | None = None  # notices since the window was hidden to close
        SaveStatus(document, work, self)
        TaskStatus(document, work, self)
        document.problem.connect(self._on_problem)
        document.files.solved.connect(self._on_solved)
        document.history_changed.connect(self._on_history)
        document.prediction_changed.connect(self._on_prediction)
        document.image_loaded.connect(self._on_history)
        document.notice.connect(self._on_notice)
        session.notice.connect(self._on_notice)
        session.left_out.connect(self._on_left_out)
        session.failed.connect(self._on_failed)
        session.progress.connect(self._on_progress)
        session.state_changed.connect(self._on_session)

    def _on_problem(self, error: UserError) -> None:
        self._banner.add(BannerNotice.of_error(error))
        if isinstance(error, ClassError):  # no class is chosen, or it is locked
            self.refused(error)

    def _on_solved(self, error: UserError) -> None:
        self._banner.drop(BannerNotice.of_error(error))

    def refused(self, error: UserError) -> None:
        """A gesture was refused: shown until the next gesture is done, or another image or tool is chosen."""
        self._of_gesture = BannerNotice.of_error(error)

    def forget_refusal(self) -> None:
        """Remove the notice of the last refused gesture."""
        if self._of_gesture is not None:
            self._banner.drop(self._of_gesture)
            self._of_gesture = None

    def _on_notice(self, text: str) -> None:
        if self.unseen is not None:
            self.unseen.append(text)
        notice = BannerNotice(INFO, text)
        self._banner.add(notice)
        if self._just_done:
            self._of_step = notice, self._steps

    def follow(self, go_on: GoOn) -> None:
        """Show its offer with a button."""
        text = tr("Training was stopped when the window was closed. Go on with it?")
        offer = BannerNotice(INFO, text, action=tr("Go on"), act=go_on.accept)
        go_on.offered.connect(lambda: self._banner.add(offer))
        go_on.withdrawn.connect(lambda: self._banner.drop(offer))

    def follow_channels(self, found: SignalInstance, apart: Callable[[], None]) -> None:
        """Ask once what the channels of files are to be, with a button for the other answer."""
        button = tr("Each channel an image")
        found.connect(lambda text: self._banner.add(BannerNotice(INFO, tr(text), action=button, act=apart)))

    def follow_masks(self, found: SignalInstance, import_masks: Callable[[Path], None]) -> None:
        """Show that a data set's masks were not taken as images, with a button that imports them."""

        def show(folder: Path, sentence: str) -> None:
            button = tr("Import masks")
            act = partial(import_masks, folder)
            self._banner.add(BannerNotice(INFO, tr(sentence), action=button, act=act))

        found.connect(show)

    def follow_fit(self, fit: FitJob) -> None:
        """Show which images look unlike the training images, with a button that fits the network to them, and after
        that one that undoes it."""
        shown: list[BannerNotice] = []

        def show(notice: BannerNotice) -> None:
            drop()
            shown.append(notice)
            self._banner.add(notice)

        def drop() -> None:
            while shown:
                self._banner.drop(shown.pop())

        def offer(unlike: Unlike) -> None:
            hint = tr("Their predictions may be poor. A fit needs no labels and can be undone.")
            names, button = "\n".join(unlike.names), tr("Fit to these images")
            show(BannerNotice(WARNING, tr(unlike.text), hint, names, button, lambda: fit.accept(unlike)))

        fit.offered.connect(offer)
        fit.withdrawn.connect(drop)
        fit.done.connect(lambda text: show(BannerNotice(INFO, text, action=tr("Undo fit"), act=fit.undo)))

    def _on_left_out(self, text: str) -> None:
        """All that a training or prediction leaves out in one warning, which stays until it is closed."""
        self._left_out.append(text)
        if self._of_left_out is not None and len(self._left_out) > 1:
            self._banner.drop(self._of_left_out)
        more, details = len(self._left_out) - 1, "\n".join(self._left_out)
        first = self._left_out[0]
        words = tr("{first} {more} more were left out.", first=first, more=more) if more else first
        self._of_left_out = BannerNotice(WARNING, words, "", details if more else "")
        self._banner.add(self._of_left_out)

    def _on_history(self) -> None:
        """Remove a notice about a step when it is undone and when another image is shown."""
        mask = self._document.mask
        before, self._steps = self._steps, (mask, len(mask.history.undo_stack) if mask is not None else 0)
        self._just_done = before[0] is mask and self._steps[1] > before[1]
        if self._just_done or before[0] is not mask:
            self.forget_refusal()
        if self._just_done:
            QTimer.singleShot(0, self, self._settle)
        if self._of_step is not None:
            notice, (of, step) = self._of_step
            if of is not mask or self._steps[1] < step:
                self._banner.drop(notice)
                self._of_step = None

    def _settle(self) -> None:
        self._just_done = False  # notices from now on are not about the step

    def _on_failed(self, failed: Failed) -> None:
        notice = BannerNotice(ERROR, tr(failed.message), tr(failed.hint), failed.details)
        self._forget_failures(failed.request)
        self._of_learner[failed.request] = notice
        self._banner.add(notice)

    def _forget_failures(self, *requests: str) -> None:
        """Remove what was said when these requests failed: they are made again, or succeeded."""
        for notice in [self._of_learner.pop(request) for request in requests if request in self._of_learner]:
            self._banner.drop(notice)

    def _on_prediction(self) -> None:
        if self._document.prediction is not None:
            self._forget_failures(*OF_PREDICTION)

    def _on_progress(self, progress: Progress) -> None:
        if progress.total and progress.done >= progress.total:
            self._work.end("learning")
            return
        if "learning" not in self._work.keys:
            self._work.begin("learning", progress.task, self._session.trainings.stop if self._session.busy else None)
        self._work.update_progress("learning", progress)

    def _on_session(self) -> None:
        if self._session.busy:
            self._forget_failures(*OF_TRAINING)
        else:
            self._work.end("learning")
            self._left_out = []


class TaskStatus(QObject):
    """Shows how far the document's long tasks are, with a button that cancels them."""

    def __init__(self, document: Document, work: LongWork, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("task_status")
        self._work = work
        self._tasks: list[LongTask] = []
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._on_poll)
        document.files.begun.connect(self._on_begun)
        document.files.ended.connect(self._on_ended)

    def _on_begun(self, task: LongTask) -> None:
        self._tasks.append(task)
        self._work.begin(f"task {id(task)}", task.title, task.cancel)
        self._timer.start()

    def _on_poll(self) -> None:
        for task in self._tasks:
            self._work.update_progress(f"task {id(task)}", task.progress)

    def _on_ended(self, task: LongTask) -> None:
        self._tasks.remove(task)
        self._work.end(f"task {id(task)}")
        if not self._tasks:
            self._timer.stop()


class SaveStatus(QObject):
    """Shows the progress of a requested save in the status bar; autosaves are not mentioned."""

    def __init__(self, document: Document, work: LongWork, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("save_status")
        self._work = work
        self._over = QTimer(self, singleShot=True, interval=SAVED_MS)
        self._over.timeout.connect(self._on_over)
        document.save_begun.connect(self._on_saving)
        document.all_saved.connect(self._on_saved)
        for signal in (document.problem, document.project_changed):
            signal.connect(self._on_over)

    def _on_saving(self) -> None:
        self._over.stop()
        self._work.begin("save", tr("Saving"))

    def _on_saved(self) -> None:
        self._work.update_progress("save", Progress(tr("Saved"), 1, 1))
        self._over.start()

    def _on_over(self) -> None:
        self._over.stop()
        self._work.end("save")


class ToldStatus(QObject):
    """Shows in the status bar, for a few seconds, what a single key changed."""

    def __init__(self, told: SignalInstance, work: LongWork, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("told_status")
        self._work = work
        self._over = QTimer(self, singleShot=True, interval=TOLD_MS)
        self._over.timeout.connect(lambda: work.end("told"))
        told.connect(self._on_told)

    def _on_told(self, text: str) -> None:
        self._work.end("told")  # the newest is shown
        self._work.update_progress("told", Progress(text, 1, 1))
        self._over.start()
