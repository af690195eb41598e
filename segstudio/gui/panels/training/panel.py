"""The one primary button, the line that says the state and the next step, and the short list of scores.

Owns its widgets only; what the button says is ``gui.actions.window_state``'s, the training is the session's.
"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from segstudio.gui.actions.current_state import CurrentState
from segstudio.gui.actions.facts import BUSY
from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.actions.next_step import details
from segstudio.gui.canvas.display import VIEWS
from segstudio.gui.document.document import Document
from segstudio.gui.look import words
from segstudio.gui.look.fixed_lines import FixedLines
from segstudio.gui.look.icons import SIZE
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr
from segstudio.gui.panels.training.coach_evidence import Evidence
from segstudio.gui.panels.training.score_model import ScoreModel
from segstudio.gui.panels.training.score_table import score_view
from segstudio.gui.panels.training.settings import TrainSettingsForm
from segstudio.gui.panels.training.settings_dialog import SettingsDialog
from segstudio.gui.session.session import Session
from segstudio.learning.messages import Progress

_STEPS = 1000
LINES, LINES_SHOWN, LINES_KIND = 3, 2, 2  # reserved for the texts
_KIND = (
    "What the scores were counted on\n"
    "Held-out images were never trained on. Neither was a held-out region, but it lies beside what was: other images\n"
    "may score lower. Held-out slices of the same stack are much like those beside them that were trained on, so that\n"
    "they say little of another stack. Same image, optimistic: counted on what was trained on. n is the number of\n"
    "images."
)


class TrainPanel(Panel):
    """Fine-tune, stop, settings, scores."""

    def __init__(
        self,
        document: Document,
        session: Session,
        current: CurrentState,
        keys: KeyMap | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("train.panel", tr("Training"), parent)
        self._document, self._session, self._current, self._keys = document, session, current, keys
        self.evidence = Evidence(document, session, self)
        self.button = named(QPushButton("", self), "train.button")
        self.button.setProperty("primary", True)
        self.button.setMinimumHeight(5 * GRID)
        self.progress = self._make_progress()
        self.line = FixedLines(LINES, "train.line", tr("State and next step"), self)
        self.shown = FixedLines(LINES_SHOWN, "train.shown", tr("What made the prediction that is shown"), self)
        self.form = TrainSettingsForm(session)
        self.dialog = SettingsDialog(self.form, self)
        self.settings = self._make_settings()
        self.kind = FixedLines(LINES_KIND, "train.scores.kind", tr("What the scores were counted on"), self)
        self.model = ScoreModel(("name", "iou", "dice"), self)
        self.scores = score_view(self.model, "train.scores", self, narrow=True)
        self._lay_out()
        self._connect()
        self.refresh()

    def _make_settings(self) -> QToolButton:
        tip = tr("Settings\nNetwork, weights and time of the next fine-tuning.")
        button = named(QToolButton(self, autoRaise=True), "train.settings.button", tr("Training settings"), tip)
        button.setIconSize(QSize(SIZE, SIZE))
        button.setFixedSize(4 * GRID, 4 * GRID)  # as high as the primary button
        self.give_icon(button.setIcon, "tune")
        button.clicked.connect(self.dialog.open_again)
        return button

    def _make_progress(self) -> QProgressBar:
        bar = QProgressBar(self, minimum=0, maximum=_STEPS, textVisible=False)
        named(bar, "train.progress", tr("Progress"), tr("Progress\nHow much of the work before the training is done."))
        bar.setFixedHeight(GRID // 2)
        policy = bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        bar.setSizePolicy(policy)
        bar.hide()
        return bar

    def _lay_out(self) -> None:
        first = fill(QHBoxLayout(), (self.button, 1), self.settings, spacing=GRID // 2)
        top = fill(QVBoxLayout(), first, self.progress, self.line, spacing=0)  # the bar is all the space between them
        whole = fill(
            QVBoxLayout(self), top, self.shown, self.kind, (self.scores, 1000),
            spacing=GRID // 2, margins=(GRID, GRID // 2, GRID, GRID // 4),
        )  # fmt: skip
        whole.insertSpacing(whole.indexOf(self.kind), GRID // 2)  # what is shown and what it scores are two things
        whole.addStretch(1)
        self.scores.setMinimumHeight(3 * 3 * GRID)

    def _connect(self) -> None:
        self.button.clicked.connect(self._on_button)
        if self._keys is not None:
            self._keys.changed.connect(self.refresh)
        self._session.progress.connect(self._on_progress)
        self._current.changed.connect(self.refresh)

    def _on_button(self) -> None:
        if self._current.state.primary.action == "train.stop":
            self._session.trainings.stop()
        else:
            self._session.start_training()

    def _on_progress(self, progress: Progress) -> None:
        self.progress.setMaximum(_STEPS if progress.total else 0)
        self.progress.setValue(round(_STEPS * progress.done / progress.total) if progress.total else 0)
        self.progress.setVisible(self._session.state in BUSY and (not progress.total or progress.done < progress.total))

    def refresh(self) -> None:
        """Show the current state."""
        if self._session.state not in BUSY:
            self.progress.hide()
        primary = self._current.state.primary
        self.button.setText(primary.text)
        self.button.setEnabled(primary.enabled)
        key = self._keys.text(primary.action) if self._keys is not None else ""
        self.button.setToolTip(in_lines(f"{primary.text}{f' ({key})' if key else ''}\n{primary.tip}"))
        self.button.setAccessibleName(primary.text)
        self.line.say(self._current.state.next_step, details(self._current.facts))
        shown = self._session.shown
        facts = self._current.facts
        said = shown.said(drawn=facts.comparing or VIEWS[facts.view].prediction)
        self.shown.say(said or tr("Shown: no prediction yet."), shown.line)
        self.dialog.allow(self._session.state not in BUSY)
        self.model.set_table(shown.table, self._document.classes)
        kind = words.kind_line(shown.table) or tr("No scores yet")
        self.kind.say(kind, "\n".join((kind, tr(_KIND))))
