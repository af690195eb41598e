"""The document: the open project and its current image, as the window sees them. Owns the parts and connects them.

One of the two QObjects that other modules of the window import (the other is ``Session``). Its parts do the work. Owns
no widget and no network. Nothing predicted becomes a label by itself.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from segstudio.gui.document.acceptance import Acceptance
from segstudio.gui.document.class_changes import ClassChanges
from segstudio.gui.document.class_list import ClassList
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.display import Display
from segstudio.gui.document.edit_queue import EditQueue
from segstudio.gui.document.edits import Edits
from segstudio.gui.document.image_list import ImageList
from segstudio.gui.document.label_census import LabelCensus
from segstudio.gui.document.mask_release import MaskRelease
from segstudio.gui.document.open_project import OpenProject
from segstudio.gui.document.paint_rule import CurrentRule
from segstudio.gui.document.predictions import Predictions
from segstudio.gui.document.saving import Saving
from segstudio.gui.document.strokes import Strokes
from segstudio.gui.files.background import Background
from segstudio.gui.files.open_files import OpenFiles
from segstudio.gui.pixels.prediction import Prediction
from segstudio.labels.class_colors import screen_palette
from segstudio.labels.classes import ClassTable
from segstudio.labels.mask import Mask
from segstudio.project.images.reading import ImageData
from segstudio.project.project import ImageEntry, Project


class Document(QObject):
    """The open project.

    Signals, each emitted by one of the parts:
        project_changed: a project was opened or closed.
        classes_changed, images_changed, rule_changed: the table, the list, the paint rule.
        current_class_changed(id): another class is painted.
        image_state_changed(id): labelled share, flag or blocked state of one image.
        current_changed: another image was chosen (its pixels may still be loading).
        image_loaded: pixels and mask of the current image are read, or ``current.trouble`` says why not.
        window_changed: other values are shown black and white; no pixel changed.
        mask_changed(Rect), prediction_changed(Rect): pixels of the current image.
        confidence_changed(float): the least confidence for accepting.
        history_changed: undo and redo.
        save_begun: a save was asked for. all_saved: it is on disk. saved: every mask is on disk.
        problem(UserError), notice(str): to be shown in the banner.
    """

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.background = background
        background.submit(screen_palette)  # once in a process: the first project does not wait for it
        self.files = files = OpenFiles(background, self)
        self.class_list = classes = ClassList(files)
        self.current = current = CurrentImage(files)
        self.display = Display(current)
        self.census = census = LabelCensus(files, current)
        self.queue = queue = EditQueue(files, current, classes)
        self.rule = rule = CurrentRule(files, current, classes)
        self.strokes = strokes = Strokes(files, current, classes, queue, rule)
        self.edits = Edits(files, current, classes, queue, rule, strokes)
        self.predictions = predictions = Predictions(files, current, queue)
        self.saving = saving = Saving(files, current, queue, strokes)
        self.class_changes = changes = ClassChanges(files, current, classes, census, queue, strokes)
        self.mask_release = release = MaskRelease(files, current, census, queue, strokes)
        self.image_list = images = ImageList(files, current, census, queue)
        self.acceptance = Acceptance(files, current, classes, queue, rule, strokes, predictions, images)
        self.open_project = OpenProject(files, current, census, queue, strokes, saving, images, changes, release)
        self._join_parts()
        self._name_signals()

    def _join_parts(self) -> None:
        """The parts are called before the window is; for one signal in the order of these lines."""
        project, current, rule = self.open_project, self.current, self.rule
        for part in (
            self.class_list, current, self.display, self.census, self.predictions, self.class_changes,
            self.image_list, self.acceptance, rule,
        ):  # fmt: skip
            project.changed.connect(part.reset)
        current.before_leaving = self.strokes.commit
        current.changed.connect(rule.on_another_image)
        current.mask_opened.connect(self.census.put_mask)
        current.shown.connect(self.queue.history_changed)
        current.about_to_show.connect(self.class_list.revive)
        self.class_list.changed.connect(rule.on_classes_changed)
        self.image_list.changed.connect(self.class_list.choose_colors)
        self.queue.edited.connect(self.census.recount)
        self.saving.saved.connect(self.files.on_saved)

    def _name_signals(self) -> None:
        self.problem, self.notice = self.files.problem, self.files.notice
        self.image_state_changed = self.files.image_state_changed
        self.project_changed = self.open_project.changed
        self.classes_changed, self.current_class_changed = self.class_list.changed, self.class_list.current_changed
        self.images_changed = self.image_list.changed
        self.current_changed, self.image_loaded = self.current.changed, self.current.loaded
        self.window_changed = self.display.window_changed
        self.mask_changed, self.history_changed = self.queue.mask_changed, self.queue.history_changed
        self.prediction_changed = self.predictions.changed
        self.confidence_changed = self.acceptance.confidence_changed
        self.rule_changed = self.rule.changed
        self.save_begun, self.all_saved, self.saved = self.saving.begun, self.saving.all_saved, self.saving.saved

    @property
    def project(self) -> Project | None:
        """The open project."""
        return self.files.project

    @property
    def classes(self) -> ClassTable:
        """The class table in the colours that the window shows; empty without a project."""
        return self.class_list.table

    @property
    def images(self) -> tuple[ImageEntry, ...]:
        """The images of the project in their order."""
        return self.files.images

    @property
    def entry(self) -> ImageEntry | None:
        """The current image's entry in the project."""
        return self.current.entry

    @property
    def image(self) -> ImageData | None:
        """The current image's pixels; ``None`` while it loads or when it is blocked."""
        return self.current.image

    @property
    def mask(self) -> Mask | None:
        """The current image's mask; ``None`` while it loads or when it is blocked."""
        return self.current.mask

    @property
    def prediction(self) -> Prediction | None:
        """The current image's prediction, if any."""
        return self.predictions.current
