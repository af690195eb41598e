"""The images of the project at the left: find one, open it, see how much of each is labelled.

Owns its widgets only; the rows are the model's, every change goes through the document.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QIcon
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
from segstudio.gui.look.folders import open_folder
from segstudio.gui.look.icons import icon
from segstudio.gui.look.layouts import fill, tab_as_read
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr
from segstudio.gui.panels.images.list_view import ImageListView
from segstudio.gui.panels.images.model import SPLIT_TITLES, ImageModel, name_of
from segstudio.gui.panels.images.orders import ORDERS, STATE_TITLES, STATES, ListFilter
from segstudio.gui.panels.images.row import STATE_ICONS, ImageRow
from segstudio.project.entries import LONGEST_NOTE
from segstudio.project.project import ImageEntry

_NO_IMAGES = "Your images appear here. Drop a folder of images on the window to add them."
GROUPS_IN_MENU, LONGEST_GROUP = 20, 200
_ORDER_TIP = (
    "Order\nBy name; by state; the most labelled first; where labels would teach most; where the network is least "
    "certain of its prediction, mean confidence over the image, images without one last; the most unusual first, as "
    "the exploration says that is chosen in the panel Explore; or folder after folder."
)
_UNSET = {"split": "auto", "group": "none"}  # ends the name of the menu entry of the empty value
_NO_MATCH = "No image matches the search and the filter."


class ImagePanel(Panel):
    """Search, filter, list, and how many images have labels."""

    def __init__(self, document: Document, background: Background, parent: QWidget | None = None) -> None:
        super().__init__("image.panel", tr("Images"), parent)
        self._document = document
        self._arranged = ListFilter()  # the last view that was arranged with all facts known
        self.model = ImageModel(document, background, self)
        document.current.follow_order(self.model.neighbour)
        self.list = ImageListView(self.remove_selected, self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(ImageRow(self.list))
        tip = tr("Search\nShow only images whose name, group or note holds these letters.")
        field = QLineEdit(self, placeholderText=tr("Search"), clearButtonEnabled=True)
        self.search = named(field, "image.search", tr("Search images by name"), tip)
        glass = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.give_icon(glass.setIcon, "magnify")
        self.filter = self._choice("image.filter", tr("Show images by state"),
                                   tr("State\nShow only images in this state."))  # fmt: skip
        self.filter.addItem(tr("All states"), "")
        for state in STATES:
            self.filter.addItem(tr(STATE_TITLES[state]), state)
            self.give_icon(partial(self.filter.setItemIcon, self.filter.count() - 1), STATE_ICONS[state])
        self.order = self._choice("image.order", tr("Order of the images"), tr(_ORDER_TIP))
        for order, title in ORDERS.items():
            self.order.addItem(tr(title), order)
        self.group = self._choice("image.group.filter", tr("Show images of a group"),
                                  tr("Group\nShow only images of this group."))  # fmt: skip
        self.empty = quiet_label(tr(_NO_IMAGES), "image.empty", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.footer = quiet_label("", "image.footer", self)
        self._lay_out()
        self._search_pause = QTimer(self, singleShot=True, interval=120)
        self._search_pause.timeout.connect(self._on_view)
        self._connect()
        self._on_rows()
        self._on_facts()

    def _choice(self, name: str, title: str, tip: str) -> QComboBox:
        """A box whose width the panel decides, not its longest entry."""
        box = named(QComboBox(self), name, title, tip)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(3)
        return box

    def _lay_out(self) -> None:
        choices = fill(QHBoxLayout(), (self.filter, 3), (self.order, 3), spacing=GRID // 2)
        top = fill(QVBoxLayout(), self.search, choices, self.group, spacing=GRID // 2, margins=(GRID, GRID, GRID, 0))
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.empty.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self.footer.setContentsMargins(GRID, 0, GRID, 0)
        self._foot = fill(QHBoxLayout(), (self.footer, 1), margins=(0, 0, GRID, GRID))
        fill(QVBoxLayout(self), top, (self._stack, 1), self._foot)
        tab_as_read(self)

    def add_button(self, action: QAction) -> None:
        """Show an action of the window as a button at the foot of the list."""
        button = named(QToolButton(self, autoRaise=True), f"{action.objectName()}.button")
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        self._foot.addWidget(button)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search_pause.start)
        self.search.returnPressed.connect(self._on_search_done)
        for box in (self.filter, self.order, self.group):
            box.currentIndexChanged.connect(self._on_view)
        self.model.modelReset.connect(self._on_rows)
        self.model.facts_changed.connect(self._on_facts)
        self.model.order_aged.connect(partial(self.list.when_left, "certain", self.model.sort_again))
        self.list.selectionModel().currentChanged.connect(self._on_row)
        self.list.customContextMenuRequested.connect(self._on_menu)
        self._document.current_changed.connect(self._on_current)

    # ---- what the person does --------------------------------------------------------------------------------

    def _on_view(self) -> None:
        group = self.group.currentData()
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
        if entry is not None and (self._document.entry is None or self._document.entry.id != entry.id):
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
        flag = self._action(menu, "image.flag", tr("Flag"), partial(self.change, entries, flag=not entries[0].flag))
        flag.setCheckable(True)
        flag.setChecked(entries[0].flag)
        flag.setIcon(icon("flag"))
        done = self._action(menu, "image.done", tr("Done"), partial(self.change, entries, done=not entries[0].done))
        done.setCheckable(True)
        done.setChecked(entries[0].done)
        self._action(menu, "image.note", tr("Note..."), partial(self.ask_note, entries))
        splits = named(menu.addMenu(tr("Use for")), "image.split")
        titles = {split: tr(title) for split, title in SPLIT_TITLES.items()}
        self._offer(splits, "image.split", "split", titles, entries)
        groups = named(menu.addMenu(tr("Group")), "image.group.menu")
        known = {group: words.menu_text(group) for group in self.model.groups()[:GROUPS_IN_MENU]}
        self._offer(groups, "image.group", "group", {"": tr("No group"), **known}, entries)
        groups.addSeparator()
        self._action(groups, "image.group.new", tr("Another group..."), partial(self.ask_group, entries))
        menu.addSeparator()
        show = self._action(menu, "image.show", tr("Show in folder"), partial(self._show_in_folder, entries[0]))
        show.setIcon(icon("folder-open-outline"))
        remove = self._action(menu, "image.remove", tr("Remove from project\u2026"), partial(self.remove, entries))
        remove.setIcon(icon("delete-outline"))
        return menu

    def _offer(self, menu: QMenu, name: str, field: str, titles: dict[str, str], entries: list[ImageEntry]) -> None:
        """One value of a field of all ``entries`` to be chosen; checked where they have it already."""
        choices = QActionGroup(menu)
        for value, title in titles.items():
            change: dict[str, Any] = {field: value}
            slot = partial(self.change, entries, **change)
            action = self._action(menu, f"{name}.{value or _UNSET[field]}", title, slot)
            action.setCheckable(True)
            action.setChecked(all(getattr(entry, field) == value for entry in entries))
            choices.addAction(action)

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
            self.change(entries, group=group)

    def ask_note(self, entries: list[ImageEntry], _checked: bool = False) -> None:
        """Ask for the note on the images; an empty one takes it away."""
        dialog = named(QInputDialog(self), "image.note.question")
        dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
        dialog.setWindowTitle(tr("Note"))
        images = words.counted(len(entries), "image")
        dialog.setLabelText(tr("Note on {images}; the search finds its words:", images=images))
        dialog.setTextValue(entries[0].note)
        chosen = dialog.exec()
        lines = ("".join(filter(str.isprintable, line)).rstrip() for line in dialog.textValue().split("\n"))
        note = "\n".join(lines).strip()[:LONGEST_NOTE]
        dialog.deleteLater()
        if chosen:
            self.change(entries, note=note)

    def neighbour(self, step: int) -> ImageEntry | None:
        """The image ``step`` rows after the current one, as the list is filtered and sorted."""
        entry = self._document.entry
        return self.model.neighbour(entry.id, step) if entry is not None else None

    def _action(self, menu: QMenu, name: str, text: str, slot: object) -> QAction:
        action = menu.addAction(text)
        action.setObjectName(name)
        action.triggered.connect(slot)
        return action

    def change(self, entries: list[ImageEntry], _checked: bool = False, **changes: Any) -> None:
        """Give all of ``entries`` these values of fields of theirs."""
        project = self._document.project
        if project is None:
            return
        self._document.image_list.change([replace(project.entry(entry.id), **changes) for entry in entries])
        if "group" in changes:
            self._show_groups()

    def _show_in_folder(self, entry: ImageEntry, _checked: bool = False) -> None:
        project = self._document.project
        if project is not None:
            open_folder(project.image_path(entry).parent, self._document.notice.emit)

    def remove_selected(self) -> None:
        """Ask, then remove the selected images from the project."""
        self.remove(self.selected())

    def remove(self, entries: list[ImageEntry], _checked: bool = False) -> None:
        """Ask, then remove these images from the project."""
        if not entries:
            return
        one = len(entries) == 1
        what = name_of(entries[0]) if one else words.counted(len(entries), "image")
        box = named(QMessageBox(self), "image.remove.question")
        box.setWindowTitle(tr("Remove images"))
        box.setText(tr("Remove {what} from the project?", what=what))
        box.setInformativeText(
            tr("The image file stays where it is, and the mask is kept in the project folder.")
            if one
            else tr("The image files stay where they are, and the masks are kept in the project folder.")
        )
        remove = box.addButton(tr("Remove"), QMessageBox.ButtonRole.AcceptRole)
        remove.setObjectName("image.remove.button")
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        if box.clickedButton() is remove:
            self._document.image_list.remove(*(entry.id for entry in entries))
        box.deleteLater()

    # ---- after changes of the rows ---------------------------------------------------------------------------

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
        """Offer the groups there are; hidden while no image has a group."""
        groups = self.model.groups()
        wanted = [(tr("All groups"), None), (tr("No group"), ""), *((group, group) for group in groups)]
        if [self.group.itemText(at) for at in range(self.group.count())] != [title for title, _ in wanted]:
            chosen, known = self.group.currentData(), [group for _, group in wanted]
            with QSignalBlocker(self.group):
                self.group.clear()
                for title, group in wanted:
                    self.group.addItem(title, group)
                self.group.setCurrentIndex(known.index(chosen) if chosen in known else 0)
        self.group.setVisible(bool(groups))
        self._on_view()

    def _on_facts(self) -> None:
        labelled, images = self.model.labelled()
        text = tr("{labelled} of {images} labelled", labelled=words.count(labelled), images=words.count(images))
        self.footer.setText(text if images else "\u00a0")
        if self.model.known() and self._arranged != self.model.view:
            self._arranged = self.model.view  # once all is counted; later changes move no rows under the pointer
            self.model.set_view(self.model.view)

    def _on_current(self) -> None:
        entry = self._document.entry
        index = self.model.index_of(entry.id) if entry is not None else QModelIndex()
        if index.isValid():
            if index != self.list.currentIndex():
                flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
                self.list.selectionModel().setCurrentIndex(index, flags)
            self.list.scrollTo(index)
