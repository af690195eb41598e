"""The images of the project at the left: find one, open it, see how far each is.

Owns its widgets only; the rows are ``gui.panels.images.model``'s, every change goes through the document.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.document.document import Document
from segstudio.gui.files.background import Background
from segstudio.gui.look import words
from segstudio.gui.look.icons import icon
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr
from segstudio.gui.panels.images.list_view import ImageList
from segstudio.gui.panels.images.model import SPLIT_TITLES, ImageModel, name_of
from segstudio.gui.panels.images.orders import ORDERS, STATE_TITLES, STATES, ListFilter
from segstudio.gui.panels.images.row import STATE_ICONS, ImageRow
from segstudio.project.project import ImageEntry

_NO_IMAGES = "Your images appear here. Drop a folder of images on the window to add them."
GROUPS_IN_MENU, LONGEST_GROUP = 20, 200
_ORDER_TIP = (
    "Order\nBy name; by state; the most labelled first; where labels would teach most; or where the network is least "
    "certain of its prediction, mean confidence over the image, images without one last."
)
_NO_MATCH = "No image matches the search and the filter."


class ImagePanel(Panel):
    """Search, filter, list, and how many images have labels."""

    def __init__(self, document: Document, background: Background, parent: QWidget | None = None) -> None:
        super().__init__("image.panel", tr("Images"), parent)
        self._document = document
        self._arranged = ListFilter()
        self._aged = False  # the order is out of date, and a hand is on the list
        self.model = ImageModel(document, background, self)
        document.current.follow_order(self.model.neighbour)
        self.list = ImageList(self.remove_selected, self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(ImageRow(self.list))
        self.search = self._make_search()
        self.filter = self._make_filter()
        self.order = self._make_order()
        self.group = self._make_group()
        self.empty = quiet_label(tr(_NO_IMAGES), "image.empty", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.footer = quiet_label("", "image.footer", self)
        self._lay_out()
        self._search_pause = QTimer(self, singleShot=True, interval=120)
        self._search_pause.timeout.connect(self._on_view)
        self._connect()
        self._on_rows()
        self._on_facts()

    def _make_search(self) -> QLineEdit:
        search = named(
            QLineEdit(self, placeholderText=tr("Search"), clearButtonEnabled=True),
            "image.search",
            tr("Search images by name"),
            tr("Search\nShow only images whose name or group holds these letters."),
        )
        glass = search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.give_icon(glass.setIcon, "magnify")
        return search

    def _make_filter(self) -> QComboBox:
        box = named(
            QComboBox(self), "image.filter", tr("Show images by state"), tr("State\nShow only images in this state.")
        )
        box.addItem(tr("All states"), "")
        for state in STATES:
            box.addItem(tr(STATE_TITLES[state]), state)
            self.give_icon(partial(box.setItemIcon, box.count() - 1), STATE_ICONS[state])
        return _narrow(box)

    def _make_order(self) -> QComboBox:
        box = named(QComboBox(self), "image.order", tr("Order of the images"), tr(_ORDER_TIP))
        for order, title in ORDERS.items():
            box.addItem(tr(title), order)
        return _narrow(box)

    def _make_group(self) -> QComboBox:
        box = named(
            QComboBox(self),
            "image.group.filter",
            tr("Show images of a group"),
            tr("Group\nShow only images of this group."),
        )
        return _narrow(box)

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(GRID // 2)
        choices.addWidget(self.filter, 3)
        choices.addWidget(self.order, 3)
        top = QVBoxLayout()
        top.setContentsMargins(GRID, GRID, GRID, 0)
        top.setSpacing(GRID // 2)
        top.addWidget(self.search)
        top.addLayout(choices)
        top.addWidget(self.group)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.empty.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self.footer.setContentsMargins(GRID, 0, GRID, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GRID)
        whole.addLayout(top)
        whole.addLayout(self._stack, 1)
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(0, 0, GRID, GRID)
        self._foot.addWidget(self.footer, 1)
        whole.addLayout(self._foot)

    def add_button(self, action: QAction) -> None:
        """Show an action of the window as a button at the foot of the list."""
        button = named(QToolButton(self, autoRaise=True), f"{action.objectName()}.button")
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        self._foot.addWidget(button)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search_pause.start)
        self.search.returnPressed.connect(self._on_search_done)
        self.filter.currentIndexChanged.connect(self._on_view)
        self.order.currentIndexChanged.connect(self._on_view)
        self.group.currentIndexChanged.connect(self._on_view)
        self.model.modelReset.connect(self._on_rows)
        self.model.facts_changed.connect(self._on_facts)
        self.model.order_aged.connect(self._on_aged)
        self.list.left.connect(self._on_left)
        self.list.selectionModel().currentChanged.connect(self._on_row)
        self.list.customContextMenuRequested.connect(self._on_menu)
        self._document.current_changed.connect(self._on_current)

    # ---- what the person does --------------------------------------------------------------------------------

    def _on_view(self) -> None:
        group = self.group.currentData() if self.group.count() else None
        view = ListFilter(self.search.text().strip(), self.filter.currentData(), self.order.currentData(), group)
        if view != self.model.view:
            self.model.set_view(view)

    def _on_search_done(self) -> None:
        self._on_view()
        if self.model.rowCount():
            self.list.setFocus()
            if not self.list.currentIndex().isValid():
                self.list.setCurrentIndex(self.model.index(0))

    def _on_row(self, current: QModelIndex) -> None:
        entry = self.model.entry(current)
        now = self._document.entry
        if entry is not None and (now is None or now.id != entry.id):
            self._document.current.select(entry.id)

    def selected(self) -> list[ImageEntry]:
        """The selected images, top to bottom."""
        rows = sorted(self.list.selectionModel().selectedIndexes(), key=QModelIndex.row)
        return [entry for entry in map(self.model.entry, rows) if entry is not None]

    def _on_menu(self, where: QPoint) -> None:
        entries = self.selected()
        if entries:
            self.menu(entries).popup(self.list.viewport().mapToGlobal(where))

    def menu(self, entries: list[ImageEntry]) -> QMenu:
        """The menu on ``entries``; it deletes itself when closed."""
        menu = named(QMenu(self), "image.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        flag = self._action(menu, "image.flag", tr("Flag"), partial(self._change, entries, flag=not entries[0].flag))
        flag.setCheckable(True)
        flag.setChecked(entries[0].flag)
        flag.setIcon(icon("flag"))
        splits = menu.addMenu(tr("Use for"))
        splits.setObjectName("image.split")
        group = QActionGroup(splits)
        for split, title in SPLIT_TITLES.items():
            name = f"image.split.{split or 'auto'}"
            action = self._action(splits, name, tr(title), partial(self._change, entries, split=split))
            action.setCheckable(True)
            action.setChecked(all(entry.split == split for entry in entries))
            group.addAction(action)
        self._fill_groups(menu.addMenu(tr("Group")), entries)
        menu.addSeparator()
        show = self._action(menu, "image.show", tr("Show in folder"), partial(self._show_in_folder, entries[0]))
        show.setIcon(icon("folder-open-outline"))
        remove = self._action(menu, "image.remove", tr("Remove from project\u2026"), self.remove_selected)
        remove.setIcon(icon("delete-outline"))
        return menu

    def _fill_groups(self, menu: QMenu, entries: list[ImageEntry]) -> None:
        menu.setObjectName("image.group.menu")
        choices = QActionGroup(menu)
        for group in ("", *self.model.groups()[:GROUPS_IN_MENU]):
            name = f"image.group.{group or 'none'}"
            title = group.replace("&", "&&") or tr("No group")
            action = self._action(menu, name, title, partial(self._change, entries, group=group))
            action.setCheckable(True)
            action.setChecked(all(entry.group == group for entry in entries))
            choices.addAction(action)
        menu.addSeparator()
        self._action(menu, "image.group.new", tr("Another group..."), partial(self.ask_group, entries))

    def ask_group(self, entries: list[ImageEntry], _checked: bool = False) -> None:
        """Ask for the name of a group, known or new, and put the images into it."""
        if not entries:
            return
        dialog = named(QInputDialog(self), "image.group.question")
        dialog.setWindowTitle(tr("Group"))
        images = words.counted(len(entries), "image")
        dialog.setLabelText(tr("Group of {images} (one sample, one patient); empty for none:", images=images))
        dialog.setComboBoxEditable(True)
        dialog.setComboBoxItems(["", *self.model.groups()])
        dialog.setTextValue(entries[0].group)
        chosen = dialog.exec()
        group = " ".join(dialog.textValue().split())[:LONGEST_GROUP]
        dialog.deleteLater()
        if chosen:
            self._change(entries, group=group)

    def neighbour(self, step: int) -> ImageEntry | None:
        """The image ``step`` rows after the current one, as the list is filtered and sorted."""
        entry = self._document.entry
        return self.model.neighbour(entry.id, step) if entry is not None else None

    def _action(self, menu: QMenu, name: str, text: str, slot: object) -> QAction:
        action = menu.addAction(text)
        action.setObjectName(name)
        action.triggered.connect(slot)
        return action

    def _change(self, entries: list[ImageEntry], _checked: bool = False, **changes: Any) -> None:
        project = self._document.project
        if project is None:
            return
        self._document.image_list.change([replace(project.entry(entry.id), **changes) for entry in entries])
        if "group" in changes:
            self._show_groups()

    def _show_in_folder(self, entry: ImageEntry, _checked: bool = False) -> None:
        project = self._document.project
        if project is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(project.image_path(entry).parent)))

    def remove_selected(self) -> None:
        """Ask, then take the selected images out of the project."""
        entries = self.selected()
        if not entries:
            return
        what = name_of(entries[0]) if len(entries) == 1 else words.counted(len(entries), "image")
        box = named(QMessageBox(self), "image.remove.question")
        box.setText(tr("Remove {what} from the project?", what=what))
        box.setInformativeText(tr("The image file stays where it is, and the mask is kept in the project folder."))
        remove = box.addButton(tr("Remove"), QMessageBox.ButtonRole.AcceptRole)
        remove.setObjectName("image.remove.button")
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        if box.clickedButton() is remove:
            for entry in entries:
                self._document.image_list.remove(entry.id)
        box.deleteLater()

    # ---- what the document tells -----------------------------------------------------------------------------

    def _on_rows(self) -> None:
        has_images = self._document.project is not None and bool(self._document.project.images)
        self.empty.setText(tr(_NO_MATCH) if has_images else tr(_NO_IMAGES))
        self._stack.setCurrentWidget(self.list if self.model.rowCount() else self.empty)
        for control in (self.search, self.filter, self.order):
            control.setEnabled(has_images)
        self._show_groups()
        self._on_current()
        self._on_facts()

    def _show_groups(self) -> None:
        """The groups to choose from; the choice is not there while no image has a group."""
        groups = self.model.groups()
        wanted = [(tr("All groups"), None), (tr("No group"), ""), *((group, group) for group in groups)]
        if [self.group.itemText(at) for at in range(self.group.count())] != [title for title, _ in wanted]:
            chosen = self.group.currentData() if self.group.count() else None
            self.group.blockSignals(True)
            self.group.clear()
            for title, group in wanted:
                self.group.addItem(title, group)
            known = [group for _, group in wanted]
            self.group.setCurrentIndex(known.index(chosen) if chosen in known else 0)
            self.group.blockSignals(False)
        self.group.setVisible(bool(groups))
        self._on_view()

    def _on_facts(self) -> None:
        labelled, images = self.model.labelled()
        told = tr("{labelled} of {images} labelled", labelled=words.count(labelled), images=words.count(images))
        self.footer.setText(told if images else "\u00a0")
        if self.model.known() and self._arranged != self.model.view:
            self._arranged = self.model.view  # once all is counted; later changes never move rows under the pointer
            self.model.set_view(self.model.view)

    def _on_aged(self) -> None:
        """Sort anew at once when nobody uses the list, else as soon as it is left."""
        self._aged = self.list.in_use
        if not self._aged:
            self.model.sort_again()

    def _on_left(self) -> None:
        if self._aged:
            self._on_aged()

    def _on_current(self) -> None:
        entry = self._document.entry
        index = self.model.index_of(entry.id) if entry is not None else QModelIndex()
        if index.isValid() and index != self.list.currentIndex():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(index, flags)
        if index.isValid():
            self.list.scrollTo(index)


def _narrow(box: QComboBox) -> QComboBox:
    """Let the panel, not the longest entry, decide the width."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(3)
    return box
