"""What is learnt without labels next: method, encoder, minutes, and the one button that starts and stops it.

Owns its widgets; the settings are those of ``Explorations``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from segstudio.choices.encoders import AUTO, AUTOMATIC, ENCODERS
from segstudio.choices.row import Row
from segstudio.choices.unlabelled import METHODS
from segstudio.gui.document.document import Document
from segstudio.gui.look.fixed_lines import FixedLines
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import add_choice, named
from segstudio.gui.look.theme import GRID, tabular
from segstudio.gui.look.words import clock, counted, in_lines, tr
from segstudio.gui.panels.explore.explorations import Explorations
from segstudio.gui.panels.training.advanced import plain_form
from segstudio.gui.panels.training.settings import allow
from segstudio.gui.pixels.label_counts import has_labels
from segstudio.learning.runs.own_start import NEVER_LEARNT, learnable

WIDTH = 30 * GRID
LEAST_MINUTES, MOST_MINUTES = 0.1, 24 * 60.0
_PAUSE_MS = 300
_TIP = (
    "Only pixels are learnt from, no labels, and held-out images not at all. What is learnt gives a map of all images, "
    "shows what is unusual, and may be a start for a network."
)
_TIP_MASKS = (
    "Labelled images are learnt from, with their masks, and held-out images not at all. A fine-tuning may then add "
    "images that are generated for masks with rare classes: choose that in its settings."
)


class LearnForm(Panel):
    """Method, encoder, time, button; below them what the method is good for, or how it gets on."""

    def __init__(self, document: Document, explore: Explorations, parent: QWidget) -> None:
        super().__init__("explore.form", tr("Learn without labels"), parent)
        self._document, self._explore = document, explore
        self.method = self._box("explore.method", tr("Method"), METHODS)
        self.encoder = self._box("explore.encoder", tr("Encoder"), {AUTO: AUTOMATIC, **ENCODERS})
        self.minutes = named(QDoubleSpinBox(self, decimals=1, suffix=" min"), "explore.minutes", tr("Learn for"),
                             tr("Learn for\nSo many minutes of computing; more can be added later."))  # fmt: skip
        self.minutes.setRange(LEAST_MINUTES, MOST_MINUTES)
        self.minutes.setFont(tabular(self.minutes.font()))
        self.button = named(QPushButton("", self), "explore.button")
        self.line = FixedLines(3, "explore.line", tr("What is learnt, and how it gets on"), self)
        form = QWidget(self)
        plain_form(form, {"Method": self.method, "Encoder": self.encoder, "Learn for": self.minutes})
        fill(QVBoxLayout(self), form, self.button, self.line, 1, spacing=GRID // 2)
        self.setFixedWidth(WIDTH)
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self.refresh)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._count)
        self._images = self._learnt = self._labelled = 0
        self._connect()
        self.show_settings()

    def _box(self, name: str, title: str, rows: Mapping[str, Row]) -> QComboBox:
        box = named(QComboBox(self), name, title, title)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for key, row in rows.items():
            add_choice(box, tr(row.title), key, tr(row.sentence))
        return box

    def _connect(self) -> None:
        self.method.activated.connect(self._on_chosen)
        self.encoder.activated.connect(self._on_chosen)
        self.minutes.valueChanged.connect(self._on_chosen)
        self.button.clicked.connect(self._on_button)
        self._explore.changed.connect(self.show_settings)
        self._explore.work.job.changed.connect(self.refresh)
        for signal in (self._document.images_changed, self._document.image_state_changed):
            signal.connect(lambda: self._soon.start() if self.isVisible() else None)
        self._document.project_changed.connect(self._count)
        self._count()

    # ---- settings ---------------------------------------------------------------------------------------------------

    def show_settings(self) -> None:
        """Show the settings of the next exploration."""
        settings = self._explore.settings
        row = METHODS[settings.method]
        self.method.setCurrentIndex(self.method.findData(settings.method))
        self.method.setToolTip(in_lines(f"{tr('Method')}\n{tr(row.sentence)}"))
        self.encoder.setCurrentIndex(max(0, self.encoder.findData(settings.encoder)))
        self.encoder.setEnabled(bool(row.encoders))
        allow(self.encoder, {AUTO, *row.encoders})
        with_encoder = tr(ENCODERS[settings.encoder].sentence if settings.encoder in ENCODERS else AUTOMATIC.sentence)
        without = tr("This method has layers of its own.")
        self.encoder.setToolTip(in_lines(f"{tr('Encoder')}\n{with_encoder if row.encoders else without}"))
        with QSignalBlocker(self.minutes):
            self.minutes.setValue((settings.seconds or 0) / 60)
        self.refresh()

    def _on_chosen(self) -> None:
        method = self.method.currentData()
        encoder = self.encoder.currentData()
        known = encoder if encoder in METHODS[method].encoders else AUTO
        seconds = round(self.minutes.value() * 60, 1)
        self._explore.set(replace(self._explore.settings, method=method, encoder=known, seconds=seconds))

    # ---- the button -------------------------------------------------------------------------------------------------

    def _count(self) -> None:
        project = self._document.project
        self._images = len(project.images) if project is not None else 0
        self._learnt = len(learnable(project)) if project is not None else 0
        allowed = [one for one in project.images if one.split not in NEVER_LEARNT] if project is not None else []
        counts = [self._document.census.counts.get(entry.id) for entry in allowed]
        self._labelled = sum(one is not None and has_labels(one) for one in counts)
        self.refresh()

    def _on_button(self) -> None:
        if self._explore.work.job.running:
            self._explore.stop()
        else:
            self._explore.start()

    def _offer(self) -> tuple[str, str]:
        """What the button offers, and why it cannot be done; empty where it can."""
        reason = self._explore.why_not()
        if METHODS[self._explore.settings.method].conditional:
            text = tr("Learn from {images}", images=counted(self._labelled, "labelled image"))
            missing = tr("No image that may be learnt from is labelled. Paint some classes first.")
            return text, reason or ("" if self._labelled else missing)
        text = tr("Learn from {images}", images=counted(self._learnt, "image"))
        return text, reason or ("" if self._learnt else tr("All images are held out."))

    def refresh(self) -> None:
        """Say what the button does, or is doing, and below it why."""
        work = self._explore.work
        running = work.job.running
        if running != self._seconds.isActive():
            (self._seconds.start if running else self._seconds.stop)()
        if running and work.stopping:
            text = tr("Stopped: looking \N{EN DASH} Stop")
            reason = tr("The images are looked at with what was learnt, for the map.")
        elif running:
            text = tr("Learning {time} \N{EN DASH} Stop", time=clock(work.elapsed))
            reason = tr("{task}. Stop keeps what was learnt.", task=work.task or tr("Learning begins"))
        else:
            text, reason = self._offer()
        self.button.setText(text)
        self.button.setAccessibleName(text)
        self.button.setEnabled(running or not reason)
        row = METHODS[self._explore.settings.method]
        self.button.setToolTip(in_lines(f"{text}\n{reason or tr(_TIP_MASKS if row.conditional else _TIP)}"))
        held = self._images - self._learnt
        kept_out = tr("{images} held out: not learnt from, but on the map.", images=counted(held, "image"))
        sentence = tr(row.sentence)
        self.line.say(reason if running or reason else f"{kept_out if held else ''} {sentence}".strip())
