"""The panel Explore: learn at the left; progress, map and drawings of the chosen exploration beside it.

Owns its widgets and which page is shown; what is done is ``Explorations``'s.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.actions.actions import Actions
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.look.fixed_lines import FixedLines
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import add_choice, named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr
from segstudio.gui.panels.explore.drawings_page import DrawingsPage
from segstudio.gui.panels.explore.explorations import Explorations, learnt_from, title_of
from segstudio.gui.panels.explore.learn_form import LearnForm
from segstudio.gui.panels.explore.map_page import MapPage
from segstudio.gui.panels.explore.progress_page import ProgressPage
from segstudio.gui.panels.explore.unusual import Unusual
from segstudio.gui.panels.images.panel import ImagePanel
from segstudio.gui.session.session import Session

BUTTONS = ("explore.go_on", "explore.try", "explore.near_copies", "explore.delete")
_PAUSE_MS = 300
_NONE = "Nothing learnt yet"


class Pages(QStackedWidget):
    """Wrapped text in a page asks for no height: the panel would scroll where all of it fits."""

    def hasHeightForWidth(self) -> bool:
        """No."""
        return False


class ExplorePanel(Panel):
    """Which exploration, what can be done with it, and three pages."""

    def __init__(
        self, document: Document, session: Session, canvas: Canvas, images: ImagePanel, explore: Explorations,
        unusual: Unusual, actions: Actions, parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__("explore.panel", tr("Explore"), parent)
        self._document, self._explore, self._unusual = document, explore, unusual
        self.form = LearnForm(document, explore, self)
        self.progress = ProgressPage(document, explore, self)
        self.map = MapPage(document, canvas, images, explore, self)
        self.drawings = DrawingsPage(document, session, explore, self.map, self)
        self.which = named(QComboBox(self), "explore.which", tr("Exploration"))
        self.which.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.which.setMinimumWidth(12 * GRID)
        self.which.view().setMinimumWidth(52 * GRID)  # titles are longer than the box
        self.told = FixedLines(1, "explore.told", tr("What was learnt from"), self)
        self._pages = Pages(self)
        self._switch = QButtonGroup(self)
        self._lay_out(actions)
        self.which.activated.connect(lambda: explore.choose(self.which.currentData() or ""))
        explore.changed.connect(self.refresh)
        explore.found_changed.connect(self.refresh)
        unusual.changed.connect(self.refresh)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(lambda: self.told.say(self._told()))
        document.image_state_changed.connect(lambda: self._soon.start() if self.isVisible() else None)
        explore.work.job.changed.connect(self._on_job)
        explore.work.ended.connect(lambda event: self.show_page(1) if event.images else None)
        self.refresh()
        self.show_page(1 if explore.rows else 0)

    def _lay_out(self, actions: Actions) -> None:
        top = fill(QHBoxLayout(), (self.which, 1), spacing=GRID // 2)
        for action_id in BUTTONS:
            top.addWidget(self._button(actions, action_id))
        pages = (tr("Progress"), self.progress), (tr("Map"), self.map), (tr("Drawings"), self.drawings)
        for at, (title, page) in enumerate(pages):
            self._pages.addWidget(page)
            button = named(QToolButton(self), f"{page.objectName()}.button", title, page.accessibleName())
            button.setText(title)
            button.setCheckable(True)
            button.setProperty("tight", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self.show_page, at))
            self._switch.addButton(button, at)
            top.addWidget(button)
        self.overlay = self._button(actions, "view.unusual")
        top.addWidget(self.overlay)
        right = fill(QVBoxLayout(), top, self.told, (self._pages, 1), spacing=GRID // 2)
        margins = (GRID, GRID // 2, GRID, GRID // 2)
        fill(QHBoxLayout(self), self.form, (right, 1), spacing=2 * GRID, margins=margins)

    def _button(self, actions: Actions, action_id: str) -> QToolButton:
        button = named(QToolButton(self, autoRaise=True), f"{action_id}.button")
        button.setDefaultAction(actions[action_id])
        button.setAccessibleName(actions.text_of(action_id))
        button.setIconSize(QSize(2 * GRID, 2 * GRID))
        return button

    def showEvent(self, event: QShowEvent) -> None:
        """What was found is read once the panel is visible."""
        super().showEvent(event)
        self._explore.want()

    def show_page(self, at: int) -> None:
        """Progress, map or drawings."""
        self._pages.setCurrentIndex(at)
        self._switch.button(at).setChecked(True)

    def _on_job(self) -> None:
        work = self._explore.work
        if work.job.running and not work.stopping:
            self.show_page(0)

    def refresh(self) -> None:
        """Show the list and what is chosen of it."""
        rows, chosen = self._explore.rows, self._explore.chosen
        with QSignalBlocker(self.which):
            self.which.clear()
            for row in rows:
                add_choice(self.which, title_of(row), row.name, tr(row.problem))
            self.which.setCurrentIndex(self.which.findData(self._explore.name))
        self.which.setPlaceholderText(tr(_NONE))
        self.which.setEnabled(bool(rows))
        self.which.setToolTip(in_lines(f"{tr('Exploration')}\n{title_of(chosen) if chosen is not None else tr(_NONE)}"))
        self.told.say(self._told())

    def _told(self) -> str:
        chosen, project = self._explore.chosen, self._document.project
        if self._unusual.state:
            return self._unusual.state
        if chosen is None or project is None:
            return ""
        return tr(chosen.problem) or learnt_from(chosen, self._explore.found, project)
