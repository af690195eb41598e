"""The window: puts the panels in their places and applies the window state to actions and title.

Owns layout, drops and what is stored between starts. What can be done is in ``gui.window.commands`` and
``gui.window.projects``; ``gui.actions.window_state`` decides whether it can be done.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from segstudio.gui.actions.action_table import ActionTable
from segstudio.gui.actions.actions import Actions
from segstudio.gui.actions.command_palette import CommandPalette
from segstudio.gui.actions.current_state import CurrentState
from segstudio.gui.actions.facts import Facts
from segstudio.gui.actions.gather_facts import history_facts
from segstudio.gui.actions.held_keys import HeldKeys
from segstudio.gui.actions.help_pages import HelpPages
from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.actions.window_state import history
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.canvas.side_view import Grip, SideView
from segstudio.gui.document.document import Document
from segstudio.gui.files.background import Background
from segstudio.gui.jobs.channel_choice import ChannelChoice
from segstudio.gui.jobs.check_job import CheckJob
from segstudio.gui.jobs.export_dialog import ExportDialog
from segstudio.gui.jobs.export_job import ExportJob
from segstudio.gui.jobs.find_moved_job import FindMovedJob
from segstudio.gui.jobs.fit_job import FitJob
from segstudio.gui.jobs.import_dialog import ImportDialog
from segstudio.gui.jobs.import_job import ImportJob
from segstudio.gui.jobs.interpolation_job import InterpolationJob
from segstudio.gui.jobs.near_copies_job import NearCopiesJob
from segstudio.gui.jobs.own_start_job import OwnStartJob
from segstudio.gui.jobs.predict_all import PredictAll
from segstudio.gui.jobs.properties_job import PropertiesJob
from segstudio.gui.jobs.values_dialog import Values
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.notices import NoticeBanner
from segstudio.gui.look.qt_names import name_parts, named
from segstudio.gui.look.settings import Settings
from segstudio.gui.look.status_bar import StatusBar
from segstudio.gui.look.theme import apply_theme
from segstudio.gui.look.words import window_title
from segstudio.gui.panels.classes.panel import ClassPanel
from segstudio.gui.panels.comparison.comparison_job import ComparisonJob
from segstudio.gui.panels.comparison.pictures import RunPictures
from segstudio.gui.panels.explore.explorations import Explorations
from segstudio.gui.panels.explore.unusual import Unusual
from segstudio.gui.panels.guidance.next_image import NextImage
from segstudio.gui.panels.guidance.uncertain import Uncertain
from segstudio.gui.panels.images.panel import ImagePanel
from segstudio.gui.panels.images.stack_bar import StackBar
from segstudio.gui.panels.measures.measure_job import MeasureJob
from segstudio.gui.panels.runs.runs import Runs
from segstudio.gui.panels.tools.compare_bar import CompareBar
from segstudio.gui.panels.tools.panel import ToolPanel
from segstudio.gui.panels.tools.strip import ToolStrip
from segstudio.gui.panels.training.panel import TrainPanel
from segstudio.gui.preferences.preferences import Preferences
from segstudio.gui.session.go_on import GoOn
from segstudio.gui.session.resume_after_pause import ResumeAfterPause
from segstudio.gui.session.session import Session
from segstudio.gui.tools.table import TOOLS
from segstudio.gui.window.arrangement import Arrangement
from segstudio.gui.window.commands import Commands
from segstudio.gui.window.context_menus import ContextMenus
from segstudio.gui.window.docks import Docks
from segstudio.gui.window.drop_told import DropTold
from segstudio.gui.window.layout import Columns, RightColumn
from segstudio.gui.window.messages import Messages, ToldStatus
from segstudio.gui.window.panels import PANELS, Parts
from segstudio.gui.window.project_memory import ProjectMemory
from segstudio.gui.window.projects import Projects
from segstudio.gui.window.readout import Readout
from segstudio.gui.window.recent_menu import RecentMenu
from segstudio.gui.window.start_page import StartPage
from segstudio.gui.window.tool_bar import ToolBar
from segstudio.gui.window.window_memory import remember, restore
from segstudio.learning.process.engine import Engine

LEAST = (600, 320)  # a screen of 1280 x 720 at 200 % has 640 x 360, less its own bars


class MainWindow(QMainWindow):
    """Everything a person sees, around one document and one session."""

    def __init__(self, settings: Settings, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("main_window")
        self.setWindowTitle("SegStudio")
        self.setAcceptDrops(True)
        self.setMinimumSize(*LEAST)
        self.settings = settings
        self.background = Background(self)
        self.document = Document(self.background, self)
        self.session = Session(self.document, engine, self)
        self._build_parts()
        self.resume_after_pause = ResumeAfterPause(self.document, self.session, self._may_resume, self)
        self.messages.follow_fit(self.fit)
        self.messages.follow(GoOn(self.document, self.session, self._why_no_training, self))
        self._build_centre()
        self._build_actions()
        parts = Parts(
            self.document, self.session, self.canvas, self.runs, self.measures, self.comparison, self.explore,
            self.unusual, self.images, self.actions_, self.banner, self,
        )  # fmt: skip
        self.docks = Docks(self.middle, PANELS, parts)
        self.arrangement = Arrangement(self.settings, self, self.columns, self.docks, self.images, self.right)
        bars = (self.toolbar, self.strip, self.menuBar())
        self.context_menus = ContextMenus(
            self.actions_, self.commands, self.canvas, self.classes, self.docks, bars, self
        )
        self._connect()
        self.held_keys = HeldKeys(self.canvas, self, self.keys)  # sees every event: when the parts are made
        self.memory = ProjectMemory(self.settings, self.document, self.canvas, self)
        name_parts(self)
        self._restore()
        self.refresh()

    # ---- building -------------------------------------------------------------------------------------------------

    def _build_parts(self) -> None:
        document, session = self.document, self.session
        self.status = StatusBar(self)
        self.setStatusBar(self.status)
        self.canvas = Canvas(document, TOOLS, self)
        self.images = ImagePanel(document, self.background, self)
        self.stack_bar = StackBar(document, self)
        self.canvas.input.step_planes = self.stack_bar.step
        self.canvas.compare.follow_order(lambda: self.stack_bar.before() or document.current.neighbour(-1))
        self.stack_bar.overview.going.connect(self.canvas.carry_place)
        self.canvas.dragged.connect(self.stack_bar.overview.follow)
        self.classes = ClassPanel(document, self)
        self.current = CurrentState(document, session, self.canvas, self)
        self.tools = ToolPanel(document, self.canvas, self.current, self)
        self.tools.network_clicked.connect(self.session.toggle_network)
        self.keys = KeyMap(ActionTable(panel.action for panel in PANELS), self.settings, self)
        self.preferences = Preferences(self.settings, document, self.canvas.toolbox, self.keys, self)
        self.train = TrainPanel(document, session, self.current, self.keys, self)
        self.banner = NoticeBanner(self)
        self.start_page = StartPage(self)
        self.predict_all = PredictAll(document, session, self.images.model.show_prediction, self.status.work, self)
        self.fit = FitJob(document, session, self.predict_all, self.status.work, self)
        self.own_start = OwnStartJob(document, session, self.status.work, self)
        self.exports = ExportJob(document, self.predict_all, self.status.work, self)
        self.export_dialog = ExportDialog(self.exports, self)
        self.measures = MeasureJob(document, session, self.exports, self.status.work, self)
        self.comparison = ComparisonJob(document, session, self.status.work, self)
        self.pictures = RunPictures(document, session, self.canvas, self.status.work, self)
        self.projects = Projects(document, session, self.settings, self.status.work, self)
        self.interpolation = InterpolationJob(document, self.status.work, self.images.selected, self)
        self.channels = ChannelChoice(document, session, self)
        self.commands = Commands(document, self.canvas, self.classes, self.images, self)
        self.messages = Messages(document, session, self.banner, self.status.work)
        ToldStatus(self.commands.told, self.status.work, self)
        self.canvas.toolbox.refused.connect(self.messages.refused)
        self.canvas.toolbox.tool_changed.connect(self.messages.forget_refusal)
        self.readout = Readout(document, self.canvas, session, self.status)
        self.imports = ImportJob(document, self.status.work, self)
        self.import_dialog = ImportDialog(self.imports, self)
        self.near_copies = NearCopiesJob(document, self.status.work, self)
        self.find_moved = FindMovedJob(document, self.status.work, self)
        self.properties = PropertiesJob(document, self.status.work, self)
        self.values = Values(document, self)
        self.check = CheckJob(document, session, self.status.work, self)
        self.runs = Runs(document, session, self)
        self.compare_bar = CompareBar(self.canvas, self.runs.titles)
        self.side_view = SideView(self.canvas)
        self.grip = Grip(self.canvas)
        self.runs.changed.connect(self.compare_bar.refresh_runs)
        self.predict_all.job.finished.connect(self.canvas.compare.read_again)
        for job in (self.predict_all.job, self.comparison.job):
            job.changed.connect(self.pictures.look)
        self.comparison.changed.connect(self.runs.list.refresh)
        self.next_image = NextImage(document, session, self.images, self.status.work, self)
        self.uncertain = Uncertain(document, self.canvas, self)
        jobs = self.own_start, self.near_copies, self.status.work
        self.explore = Explorations(document, session, self.images, *jobs, self)
        self.unusual = Unusual(document, session, self.canvas, self.explore, self)

    def _build_centre(self) -> None:
        self.pages = named(QStackedWidget(self), "centre_pages")
        ignored = QSizePolicy.Policy.Ignored  # hidden, it must not make the window larger
        self.start_page.setSizePolicy(ignored, ignored)
        self.pages.addWidget(self.start_page)
        self.pages.addWidget(self.canvas)
        # the canvas with its docks around it, so that a dock takes space from the canvas only
        self.middle = QMainWindow(self, Qt.WindowType.Widget)
        self.middle.setObjectName("middle")
        self.middle.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # otherwise Qt shows a list of docks
        centre = named(QWidget(self.middle), "centre")
        views = fill(QHBoxLayout(), (self.pages, 1), (self.side_view, 1), spacing=0)
        self.canvas.height_above = self.pages.y  # in the middle, below the banner
        fill(QVBoxLayout(centre), self.banner, (views, 1), self.compare_bar, self.stack_bar, spacing=0)
        self.middle.setCentralWidget(centre)
        self.right = RightColumn(self.classes, self.tools, self.train, self.train.scores, self)
        self.columns = Columns(self.images, self.middle, self.right, self)
        self.setCentralWidget(self.columns)

    def _build_actions(self) -> None:
        self.help = HelpPages(self.document, self.session, self.canvas, self.keys, self.projects.open_sample, self)
        self.help.keys_wanted.connect(lambda: self.preferences.show("keys"))
        self.actions_ = Actions(self, self.canvas, self.keys)
        self.drop_told = DropTold(self, self.background, self.projects.place)
        self.images.add_button(self.actions_["image.next_useful"])
        self.train.form.add_start_button(self.actions_["train.own_start"])
        self.palette_ = CommandPalette(self.actions_, self.document, self)
        self.recent_menu = RecentMenu(self.settings, self.projects.open_path, self)
        self.menuBar().setObjectName("menu_bar")
        self.actions_.fill_menus(self.menuBar(), self.recent_menu)
        self.toolbar = ToolBar(self.actions_, self)
        self.addToolBar(self.toolbar)
        self.addToolBarBreak()
        self.strip = ToolStrip(self.document, self.canvas, self)
        self.addToolBar(self.strip)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def _connect(self) -> None:
        document, canvas = self.document, self.canvas
        self.current.more += [self._with_window, self.train.evidence.add_to]
        jobs = (
            self.exports, self.predict_all, self.own_start, self.imports, self.interpolation, self.find_moved,
            self.near_copies, self.fit, self.properties, self.check, self.measures, self.comparison, self.pictures,
            self.explore.work,
        )  # fmt: skip
        self.current.follow(
            self.actions_.done, *(one.job.changed for one in jobs), self.docks.changed, self.runs.changed,
            self.arrangement.changed, self.images.model.modelReset, self.uncertain.changed, self.train.evidence.changed,
            self.canvas.compare.changed, self.imports.left_changed, self.explore.changed, self.unusual.changed,
        )  # fmt: skip
        self.current.changed.connect(self._on_state)
        document.history_changed.connect(self._on_history)
        self.imports.imported.connect(self.images.model.refresh_pictures)
        self.interpolation.job.finished.connect(self.images.model.refresh_pictures)
        for done in (self.imports.imported, self.interpolation.job.finished):
            done.connect(self.measures.note_change)
        self.explore.changed.connect(lambda: self.train.form.advanced.offer_generators(self.explore.generators))
        self.keys.changed.connect(self._on_keys)
        self._on_keys()
        document.project_changed.connect(self._on_project)
        canvas.viewport_changed.connect(self._on_viewport)
        self.banner.list_wanted.connect(lambda: self.docks.open("messages"))
        document.image_loaded.connect(self._on_viewport)
        self.projects.created.connect(self._on_created)
        self.messages.follow_channels(document.image_list.channels_found, self.channels.apart)
        self.projects.masks_dropped.connect(self.import_dialog.ask_about)
        self.messages.follow_masks(self.projects.masks_found, self.import_dialog.ask_about)
        self.start_page.open_folder.connect(self.projects.choose_project)
        self.start_page.open_sample.connect(self.projects.open_sample)
        self.start_page.first_steps.connect(self.help.show_first_steps)
        self.start_page.open_recent.connect(self.projects.open_path)
        self.start_page.forget_recent.connect(self._on_forget)
        QApplication.styleHints().colorSchemeChanged.connect(self._on_system_theme)

    # ---- state ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Compute the state now, before something reads it."""
        self.current.refresh()

    def _with_window(self, facts: Facts) -> Facts:
        """The facts with those that only the window knows."""
        return replace(
            facts,
            theme=self.settings.theme,
            panels=self.docks.states(),
            layout=(*self.arrangement.states(), ("right_menu", self.canvas.toolbox.right_menu)),
            exporting=self.exports.job.running,
            importing=self.imports.job.running,
            import_left=self.imports.can_take_back,
            uncertain=self.uncertain.shown,
            unusual=self.unusual.shown,
            why_not_unusual=self.unusual.why_not(),
            has_next=self.images.neighbour(1) is not None,
            has_previous=self.images.neighbour(-1) is not None,
            listed=self.images.model.placed(),
        )

    def _on_state(self) -> None:
        self.actions_.apply(self.current.state.actions)
        self.preferences.refresh()
        self.setWindowTitle(window_title(self.current.state.title))

    def _on_history(self) -> None:
        """Undo and redo at once: the next key may come before the next refresh."""
        if not self.current.closed:
            self.actions_.apply(history(history_facts(self.document)))

    def _may_resume(self) -> bool:
        """Whether a training may start by itself: it would delay no other work."""
        self.refresh()
        free = not (self.session.learner.occupied or self.exports.job.running)
        return free and self.current.state.actions["train.start"].enabled

    def _why_no_training(self) -> str:
        self.refresh()
        start = self.current.state.actions["train.start"]
        return "" if start.enabled else start.reason

    def _on_keys(self) -> None:
        for panel in (self.classes, self.tools, self.strip):
            panel.show_keys(self.keys.text)

    def _on_project(self) -> None:
        project = self.document.project
        self.pages.setCurrentWidget(self.start_page if project is None else self.canvas)
        self.arrangement.show_columns(project is not None)
        for part in (self.toolbar, self.strip):
            part.setVisible(project is not None)
        self.banner.clear()
        if project is None:
            self.docks.put_away()
            self.start_page.show_recent(self.settings.recent)
            self.start_page.folder_button.setFocus()
        else:
            self.docks.bring_back()
            self.settings.add_recent(project.folder)
            self.settings.last_project = project.folder
            self.canvas.setFocus()
            for text in self.settings.unseen:
                self.document.notice.emit(text)
            self.settings.unseen = []
        self.refresh()

    def _on_created(self) -> None:
        """A new project: name the first class at once."""
        if not self.document.classes.ids:
            self.classes.add_class()

    def _on_viewport(self) -> None:
        self.session.viewport(self.canvas.transform.visible())

    # ---- slots of actions -----------------------------------------------------------------------------------------

    def show_palette(self) -> None:
        """The command palette; again: close it."""
        if self.palette_.isVisible():
            self.palette_.close_again()
        else:
            self.refresh()
            self.palette_.open()

    def _on_system_theme(self) -> None:
        if self.settings.theme == "system" and not self.current.closed:
            apply_theme("system")

    def _on_forget(self, folder: Path) -> None:
        self.settings.forget_recent(folder)
        self.start_page.show_recent(self.settings.recent)

    # ---- remembering ----------------------------------------------------------------------------------------------

    def _restore(self) -> None:
        restore(self.settings, self, self.middle, self.columns, self.canvas, self.document)
        self._on_project()

    # ---- Qt -------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and folders."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self.start_page.place.light(True)
            self.drop_told.begin(_paths(event))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The drag left the window."""
        self.start_page.place.light(False)
        self.drop_told.end()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open, create or extend a project."""
        self.start_page.place.light(False)
        self.drop_told.end()
        paths = _paths(event)
        if paths:
            event.acceptProposedAction()
            self.projects.drop(paths)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt asks for the next control also when that with the keyboard is disabled or hidden, as a button while its
        work runs: a letter must not be typed into whatever field comes next. The canvas takes the keys then."""
        held = self.focusWidget()
        lost = held is not None and not (held.isEnabled() and held.isVisible())
        if lost and self.canvas.isVisible():
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().focusNextPrevChild(next)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "actions_"):
            self.actions_.refresh_icons(self.palette())
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Store the settings, hide, save, let go of the learner. When saving fails the window is back and says why."""
        remember(self.settings, self, self.middle, self.columns, self.canvas, self.document)
        self.memory.write()
        self.hide()  # whatever takes longer is done without the person waiting for it
        self.messages.unseen = []
        self.imports.finish()
        self.exports.finish()
        folder = self.document.project.folder if self.document.project is not None else None
        if not self.document.open_project.prepare_close():
            self.messages.unseen = None
            self.show()
            event.ignore()
            return
        self.settings.last_project = folder
        self.settings.unseen = self.messages.unseen
        self.current.close()
        self.preferences.close()
        self.session.close()
        self.document.open_project.abandon()
        self.background.close()
        event.accept()


def _paths(event: QDropEvent) -> list[Path]:
    """The files and folders that are dragged."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
