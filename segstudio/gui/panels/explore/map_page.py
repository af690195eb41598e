"""The map with what belongs to it: images or patches, colours and their legend, and what is done with a selection.

Owns its widgets. Images change through the list's own commands.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.look.layouts import fill, push_button
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import counted, in_lines, inside, percent, safe_html, tr
from segstudio.gui.panels.explore.explorations import NOTHING, Explorations
from segstudio.gui.panels.explore.map_colors import MAP_COLORS
from segstudio.gui.panels.explore.map_view import HOW, MapView
from segstudio.gui.panels.guidance.uncertain import bring_into_view
from segstudio.gui.panels.images.model import SPLIT_TITLES, name_of
from segstudio.gui.panels.images.panel import ImagePanel
from segstudio.labels.geometry import Rect
from segstudio.learning.runs.found import Found
from segstudio.project.project import ImageEntry

IMAGES, PATCHES = "images", "patches"
_PAUSE_MS = 200
_EMPTY = (
    "Here your images appear as points: near where they are alike, apart where they are not. Learn from the "
    "images first."
)


class MapPage(Panel):
    """``places``: the numbers in ``found`` of the points that are shown: images that are in the project.

    Signal: ``selection_changed()``.
    """

    selection_changed = Signal()

    def __init__(
        self, document: Document, canvas: Canvas, images: ImagePanel, explore: Explorations, parent: QWidget
    ) -> None:
        super().__init__("explore.map.page", tr("Map"), parent)
        self._document, self._canvas, self._images, self._explore = document, canvas, images, explore
        self.places: NDArray[np.intp] = np.zeros(0, np.intp)
        self._entries: dict[str, ImageEntry] = {}
        self._shown: tuple[Found | None, bool] = None, False
        self._goal: tuple[str, Rect] | None = None  # a patch whose image is being loaded
        self.map = MapView(self._picture, self._words, self)
        self.of = self._choice("explore.map.of", tr("What is a point"),
                               {IMAGES: tr("Images"), PATCHES: tr("Patches")})  # fmt: skip
        self.colors = self._choice("explore.map.colors", tr("Colours of the points"),
                                   {key: tr(row.title) for key, row in MAP_COLORS.items()})  # fmt: skip
        self.told = quiet_label("", "explore.map.told", self)
        self.legend = quiet_label("", "explore.map.legend", self)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setProperty("rich", True)
        self.empty = quiet_label(tr(_EMPTY), "explore.map.empty", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.make = push_button("explore.map.make", tr("Make the map"), "", explore.look, self)
        self.open_next = self._button("explore.map.next", "chevron-right", tr("Open the next selected image"))
        self.flag = self._button("explore.map.flag", "flag-outline", tr("Flag the selected images"))
        self.hold_out = self._button("explore.map.hold_out", "lock-outline", tr("Hold the selected images out"))
        self.more = self._button("explore.map.more", "dots-horizontal", tr("More for the selected images"))
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._color)
        self._lay_out()
        self._connect()
        self.show_found()

    def _choice(self, name: str, title: str, choices: dict[str, str]) -> QComboBox:
        box = named(QComboBox(self), name, title, title)
        for key, text in choices.items():
            box.addItem(text, key)
        return box

    def _button(self, name: str, glyph: str, title: str) -> QToolButton:
        button = named(QToolButton(self, autoRaise=True), name, title, title)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.give_icon(button.setIcon, glyph)
        return button

    def _lay_out(self) -> None:
        self.told.setWordWrap(False)
        for label in (self.told, self.legend):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        buttons = self.open_next, self.flag, self.hold_out, self.more
        top = fill(QHBoxLayout(), self.of, self.colors, (self.told, 1), *buttons, spacing=GRID // 2)
        self._pages = QStackedWidget(self)
        nothing = QWidget(self)
        fill(QVBoxLayout(nothing), 1, self.empty, fill(QHBoxLayout(), 1, self.make, 1), 1)
        self._pages.addWidget(nothing)
        self._pages.addWidget(self.map)
        fill(QVBoxLayout(self), top, (self._pages, 1), self.legend, spacing=GRID // 2)

    def _connect(self) -> None:
        self.of.currentIndexChanged.connect(self.show_found)
        self.colors.currentIndexChanged.connect(self._color)
        self.map.opened.connect(self._on_opened)
        self.map.selection_changed.connect(self._on_selection)
        self.map.menu_wanted.connect(self._on_menu)
        self.open_next.clicked.connect(self._on_next)
        self.flag.clicked.connect(lambda: self._images.change(self.selected_entries(), flag=True))
        self.hold_out.clicked.connect(self._on_hold_out)
        self.more.clicked.connect(lambda: self._on_menu(self.more.mapTo(self.map, self.more.rect().bottomLeft())))
        self._explore.found_changed.connect(self.show_found)
        self._explore.changed.connect(self._tell)
        self._explore.work.job.changed.connect(self._show_empty)
        self._images.model.thumbnails.ready.connect(self._on_changed)
        document = self._document
        document.images_changed.connect(self.show_found)
        document.image_state_changed.connect(self._on_changed)
        document.classes_changed.connect(self._on_changed)
        document.image_loaded.connect(self._on_image)
        document.current_changed.connect(self.map.update)
        self.follow_theme(self._color)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._explore.want()
        self._color()

    # ---- points -----------------------------------------------------------------------------------------------------

    @property
    def _patches(self) -> bool:
        return bool(self.of.currentData() == PATCHES)

    def show_found(self) -> None:
        """Show what the chosen exploration found, of the images that are in the project."""
        found = self._explore.found
        self._entries = {entry.id: entry for entry in self._document.images}
        places, points = np.zeros(0, np.intp), np.zeros((0, 2), np.float32)
        if found is not None:
            known = np.array([one in self._entries for one in found.ids], np.bool_)
            places = np.flatnonzero(known[found.patch_where[:, 0]] if self._patches else known)
            points = (found.patch_map if self._patches else found.map)[places]
        shown = found, self._patches
        if shown != self._shown or not np.array_equal(places, self.places):
            self._shown, self.places = shown, places
            self.map.show_points(points)
        self._pages.setCurrentIndex(1 if len(places) else 0)
        self._show_empty()
        self._color()
        self._tell()

    def _show_empty(self) -> None:
        """Why there is no map, and the button that makes it."""
        explore = self._explore
        if explore.found is not None:
            text = tr("None of its images is in the project any more.")
        else:
            text = explore.trouble or tr(_EMPTY if explore.chosen is None else "The map is being read.")
        self.empty.setText(text)
        reason = explore.why_not_go_on()
        self.make.setVisible(bool(explore.trouble) and not explore.why_not_use())
        self.make.setEnabled(not reason)
        self.make.setToolTip(
            in_lines(f"{self.make.text()}\n{reason or tr('Look at all images with what was learnt.')}")
        )

    def _id(self, index: int) -> str:
        found = self._explore.found
        assert found is not None
        place = int(self.places[index])
        return found.ids[int(found.patch_where[place, 0])] if self._patches else found.ids[place]

    def _ids(self) -> list[str]:
        return [self._id(index) for index in range(len(self.places))]

    def _color(self) -> None:
        found, row = self._explore.found, MAP_COLORS[self.colors.currentData()]
        self.map.pictures = row.pictures and not self._patches
        if found is None or not len(self.places):
            self.legend.setText("")
            return
        unusual = (found.patch_unusual if self._patches else found.unusual)[self.places]
        colors, legend = row.colors(self._document, self._ids(), unusual)
        self.map.color(colors)
        marks = [
            f'<span style="color:#{color & 0xFFFFFF:06x}">\u25cf</span>&nbsp;{safe_html(text)}'
            for color, text in legend
        ]
        self.legend.setText(" &nbsp; ".join(marks))

    def _on_changed(self) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _picture(self, index: int) -> QPixmap | None:
        entry = self._entries.get(self._id(index))
        return self._images.model.picture(entry) if entry is not None else None

    def _words(self, index: int) -> str:
        """The card of a point."""
        found, entry = self._explore.found, self._entries.get(self._id(index))
        if found is None or entry is None:
            return ""
        place = int(self.places[index])
        lines = [name_of(entry)]
        if self._patches:
            x, y, width, height = found.patch_where[place, 1:].tolist()
            lines.append(
                tr("x {x}, y {y}, {width} \N{MULTIPLICATION SIGN} {height} px", x=x, y=y, width=width, height=height)
            )
        else:
            share = self._document.census.labelled_share(entry.id)
            lines.append(tr("{share} labelled", share=percent(share)))
            if entry.split:
                lines.append(tr("Split: {split}", split=inside(tr(SPLIT_TITLES[entry.split]))))
            rank = int((found.unusual > found.unusual[place]).sum()) + 1
            lines.append(tr("Unusual: number {rank} of {images}", rank=rank, images=len(found.ids)))
        return "\n".join(lines)

    # ---- going ------------------------------------------------------------------------------------------------------

    def _on_opened(self, index: int) -> None:
        found, image_id = self._explore.found, self._id(index)
        if found is None or image_id not in self._entries:
            return
        box = found.patch_where[int(self.places[index]), 1:].tolist() if self._patches else None
        self._goal = (image_id, Rect(*box)) if box is not None else None
        entry = self._document.entry
        if entry is not None and entry.id == image_id:
            self._on_image()
        else:
            self._document.current.select(image_id)

    def _on_image(self) -> None:
        goal, entry = self._goal, self._document.entry
        if goal is not None and entry is not None and self._document.mask is not None:
            self._goal = None
            if entry.id == goal[0]:
                bring_into_view(self._canvas, goal[1])

    # ---- the selection ----------------------------------------------------------------------------------------------

    def selected_entries(self) -> list[ImageEntry]:
        """The images that are selected, or of which a patch is."""
        ids = dict.fromkeys(self._id(index) for index in np.flatnonzero(self.map.selected).tolist())
        project = self._document.project
        return [project.entry(one) for one in ids if one in self._entries] if project is not None else []

    def selected_codes(self) -> NDArray[np.float32]:
        """The codes ``float32[n,d]`` of the selected points."""
        found = self._explore.found
        if found is None:
            return np.zeros((0, 1), np.float32)
        return (found.patch_codes if self._patches else found.codes)[self.places[self.map.selected]]

    def _on_selection(self) -> None:
        self._tell()
        self.selection_changed.emit()

    def _tell(self) -> None:
        entries, project, found = self.selected_entries(), self._document.project, self._explore.found
        none = tr("Drag around points of the map first.")
        read_only = tr("The project folder is read-only.") if project is not None and project.read_only else ""
        reason = "" if entries else none
        held = tr("They are held out already.") if all(entry.split == "val" for entry in entries) else ""
        self._allow(self.open_next, reason, tr("One after the other, from the one on the screen on."))
        self._allow(self.more, reason, tr("Note, group, what they are used for."))
        self._allow(self.flag, reason or read_only, tr("Mark them to come back to them."))
        self._allow(self.hold_out, reason or read_only or held,
                    tr("Never train on them: scores are counted on them. The next menu takes it back."))  # fmt: skip
        if entries:
            text = tr("{images} selected", images=counted(len(entries), "image"))
        elif found is None or not len(self.places):
            text = "" if self._explore.chosen is not None else tr(NOTHING)
        else:
            kind = found.patch_kind if self._patches else found.kind
            number = (
                counted(len(self.places), "patch", "patches") if self._patches else counted(len(self.places), "image")
            )
            text = tr("{points}, by {kind}", points=number, kind=kind)
        self.told.setText(text)
        self.told.setToolTip(in_lines(f"{text}\n{tr(HOW)}".strip()))

    def _allow(self, button: QToolButton, reason: str, tip: str) -> None:
        button.setEnabled(not reason)
        button.setToolTip(in_lines(f"{button.accessibleName()}\n{reason or tip}"))

    def _on_next(self) -> None:
        ids = [entry.id for entry in self.selected_entries()]
        now = self._document.entry.id if self._document.entry is not None else ""
        self._goal = None
        if ids:
            self._document.current.select(ids[(ids.index(now) + 1) % len(ids) if now in ids else 0])

    def _on_hold_out(self) -> None:
        entries = self.selected_entries()
        self._images.change(entries, split="val")
        images = counted(len(entries), "image")
        self._document.notice.emit(tr("{images} held out; Use for, in their menu, takes that back.", images=images))
        self._tell()

    def _on_menu(self, at: QPoint) -> None:
        entries = self.selected_entries()
        if not entries and self.map.at is not None:
            entries = [self._entries[self._id(self.map.at)]]
        if entries:
            menu: QMenu = self._images.menu(entries)
            menu.aboutToHide.connect(partial(QTimer.singleShot, 0, self._tell))
            menu.popup(self.map.mapToGlobal(at))
