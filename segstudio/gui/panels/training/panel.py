"""The one primary button, the line that says the state and the next step, and the short list of scores.

Owns its widgets only; what the button says is ``gui.actions.window_state``'s, the training is the session's.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from segstudio.gui.actions.current_state import CurrentState
from segstudio.gui.actions.facts import BUSY
from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.actions.next_step import details
from segstudio.gui.document.document import Document
from segstudio.gui.look import words
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr
from segstudio.gui.panels.training.coach_evidence import Evidence
from segstudio.gui.panels.training.score_model import ScoreModel
from segstudio.gui.panels.training.score_table import score_view
from segstudio.gui.panels.training.settings import TrainSettingsForm, make_fold
from segstudio.gui.session.session import Session
from segstudio.learning.messages import Progress

_STEPS = 1000
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
        self.line = quiet_label("", "train.line", self)
        self.shown = quiet_label("", "train.shown", self)
        self.shown.setAccessibleName(tr("What made the prediction that is shown"))
        self.form = TrainSettingsForm(session, self)
        tip = tr("Settings\nNetwork, weights and time of the next fine-tuning.")
        self.fold = make_fold(self, "train.settings.button", tr("Training settings"), tip, self.form)
        self.kind = quiet_label("", "train.scores.kind", self)
        self.kind.setAccessibleName(tr("What the scores were counted on"))
        self.kind.setToolTip(tr(_KIND))
        self.model = ScoreModel(("name", "iou", "dice"), self)
        self.scores = score_view(self.model, "train.scores", self, narrow=True)
        self._lay_out()
        self._connect()
        self.refresh()

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
        self.line.setMinimumHeight(3 * self.line.fontMetrics().lineSpacing())
        self.line.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        settings = fill(QHBoxLayout(), self.fold)
        settings.addStretch(1)
        whole = fill(
            QVBoxLayout(self), self.button, self.progress, self.line, self.shown, settings, self.form, self.kind,
            (self.scores, 1000), spacing=GRID // 2, margins=(GRID, GRID, GRID, GRID // 2),
        )  # fmt: skip
        whole.addStretch(1)
        self.scores.setMinimumHeight(3 * 3 * GRID)
        for fixed in (self.line, self.shown, self.form, self.kind):
            fixed.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

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
        self.button.setToolTip(f"{primary.text}{f' ({key})' if key else ''}\n{primary.tip}")
        self.button.setAccessibleName(primary.text)
        self.line.setText(self._current.state.next_step)
        self.line.setToolTip(details(self._current.facts))
        self.shown.setText(self._session.shown.words)
        self.shown.setToolTip(self._session.shown.line)
        self.shown.setVisible(bool(self.shown.text()))
        self.form.setEnabled(self._session.state not in BUSY)
        self.form.setToolTip(
            "" if self.form.isEnabled() else tr("Settings cannot be changed until this training ends.")
        )
        table = self._session.shown.table
        self.model.set_table(table, self._document.classes)
        self.kind.setText(words.kind_line(table))
        self.kind.setVisible(table is not None)
        self.scores.setVisible(table is not None)
