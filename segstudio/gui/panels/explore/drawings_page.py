"""What a method draws: new pictures, and a walk from one point of the map to another. Asked of the learner.

Owns its widgets and the newest question.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from segstudio.choices.unlabelled import METHODS
from segstudio.gui.document.document import Document
from segstudio.gui.look.layouts import fill, push_button
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr
from segstudio.gui.panels.explore.explorations import Explorations
from segstudio.gui.panels.explore.map_page import MapPage
from segstudio.gui.panels.explore.pictures import PictureRows, in_class_colors
from segstudio.gui.session.session import Session
from segstudio.learning.explore_messages import Draw, Drawn, UnusualPlaces
from segstudio.learning.messages import Failed

COUNT = 8  # pictures in a row
_EMPTY = (
    "A method that draws shows here new pictures like yours, or a walk from one picture to another: select two points "
    "of the map for it. None of them is one of your images."
)


class DrawingsPage(Panel):
    """Two buttons above a row of pictures."""

    def __init__(
        self, document: Document, session: Session, explore: Explorations, map: MapPage, parent: QWidget
    ) -> None:
        super().__init__("explore.drawings", tr("What it draws"), parent)
        self._document, self._session, self._explore, self._map = document, session, explore, map
        self._generation = self._seed = 0
        self._title = ""  # of the pictures that were asked for
        self.new = push_button("explore.new", tr("New pictures"), "", self.ask_new, self)
        self.walk = push_button("explore.walk", tr("Walk between two"), "", self.ask_walk, self)
        self.told = quiet_label(tr(_EMPTY), "explore.drawings.told", self)
        self.pictures = PictureRows("explore.drawn", tr("What it draws"), 1, self)
        top = fill(QHBoxLayout(), self.new, self.walk, 1)
        fill(QVBoxLayout(self), top, self.told, (self.pictures, 1))
        session.explored.connect(self._on_drawn)
        session.failed.connect(self._on_failed)
        explore.changed.connect(self.refresh)
        explore.found_changed.connect(self._on_found)
        map.selection_changed.connect(self.refresh)
        self.refresh()

    def sizeHint(self) -> QSize:
        """As wide as a row of pictures."""
        return QSize(60 * GRID, 20 * GRID)

    def _why_not(self, offered: str) -> str:
        chosen = self._explore.chosen
        reason = self._explore.why_not_use()
        if reason or chosen is None or getattr(METHODS[chosen.method], offered):
            return reason
        drawing = [tr(row.title) for row in METHODS.values() if getattr(row, offered)]
        return tr("This method does not draw. These do: {methods}.", methods=", ".join(drawing) or tr("none"))

    def refresh(self) -> None:
        """Allow what can be asked for."""
        two = "" if int(self._map.map.selected.sum()) == 2 else tr("Select two points of the map first.")
        self._allow(self.new, self._why_not("draws"), tr("Pictures like yours, each made from chance."))
        self._allow(self.walk, self._why_not("decodes") or two, tr("Pictures from one selected point to the other."))

    def _allow(self, button: QPushButton, reason: str, tip: str) -> None:
        button.setEnabled(not reason)
        button.setToolTip(in_lines(f"{button.text()}\n{reason or tip}"))

    def ask_new(self) -> None:
        """Ask for pictures that there were none of yet."""
        self._seed += 1
        self._ask(tr("New pictures"), count=COUNT, seed=self._seed)

    def ask_walk(self) -> None:
        """Ask for pictures of codes on the way from one selected point to the other."""
        codes = self._map.selected_codes()
        if len(codes) == 2:
            share = np.linspace(0, 1, COUNT, dtype=np.float32)[:, None]
            self._ask(tr("From one selected point to the other"), codes=codes[:1] * (1 - share) + codes[1:] * share)

    def _ask(self, title: str, **question: object) -> None:
        project, chosen = self._document.project, self._explore.chosen
        if project is not None and chosen is not None:
            self._generation += 1
            self._title = title
            self.told.setText(tr("Being drawn."))
            self._session.send(Draw(self._generation, project.folder, chosen.name, **question))  # type: ignore[arg-type]

    def _on_drawn(self, answer: UnusualPlaces | Drawn) -> None:
        if isinstance(answer, Drawn) and answer.generation == self._generation:
            self.told.setText(tr("Drawn by the method, not photographed."))
            rows = [(self._title, answer.pictures)]
            if len(answer.masks):
                rows.insert(0, (tr("Masks of your labelled images"), in_class_colors(answer.masks, self._document)))
            self.pictures.show_rows(rows)

    def _on_failed(self, failed: Failed) -> None:
        if failed.request == "Draw":
            self.told.setText(tr(failed.message))

    def _on_found(self) -> None:
        """Another exploration: what the last one drew is taken off, and what it still draws is not shown."""
        self._generation += 1
        self.pictures.show_rows([])
        self.told.setText(tr(_EMPTY))
        self.refresh()
