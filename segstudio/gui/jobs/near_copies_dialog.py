"""The window that lists near copies as proposed groups: how alike they must be, which of them become groups.

Not modal: an image of the list is opened by a click, to look at it. Changes nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.document.document import Document
from segstudio.gui.look.layouts import fill, fit_screen
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import counted, in_lines, tr
from segstudio.project.search.near_copies import NearCopies, Proposal

OPENED = 20  # proposals; where there are more, only their titles are shown at first
_SPACE = "\N{NO-BREAK SPACE}"
_WHAT_FOR = (
    "These images look like copies, shifted or recompressed ones, or neighbouring frames. Images of one group are "
    "never split between training and scoring. A click on an image opens it."
)


class NearCopiesDialog(QDialog):
    """``make`` gets the proposals that the person chose."""

    def __init__(
        self, document: Document, found: NearCopies, make: Callable[[list[Proposal]], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        named(self, "near_copies_dialog", tr("Near copies"))
        self.setWindowTitle(tr("Near copies"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit_screen(self, QSize(520, 420))
        self._document, self._found, self._make = document, found, make
        self._proposals: list[Proposal] = []
        self._build()
        document.project_changed.connect(self.reject)
        self._propose()

    def _build(self) -> None:
        told = QLabel(tr(_WHAT_FOR), self, wordWrap=True)
        tip = f"{tr('At least this alike')}\n{tr(self._found.measure)}"
        self.alike = named(QSpinBox(self), "near_copies.alike", tr("At least this alike"), tip)
        self.alike.setRange(self._found.least, 100)
        self.alike.setSuffix(f"{_SPACE}%")
        self.alike.setValue(self._found.usual)
        self.alike.valueChanged.connect(self._propose)
        self.list = named(QTreeWidget(self), "near_copies.list", tr("Proposed groups"))
        self.list.setHeaderHidden(True)
        self.list.itemExpanded.connect(self._on_opened)
        self.list.itemClicked.connect(self._on_chosen)
        self.list.currentItemChanged.connect(self._on_chosen)  # by the arrow keys
        self.list.itemChanged.connect(self._count)
        self.summary = named(QLabel(self, wordWrap=True), "near_copies.summary")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.group = named(buttons.addButton(tr("Group"), QDialogButtonBox.ButtonRole.AcceptRole), "near_copies.group")
        buttons.accepted.connect(self._on_group)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(tr("At least this alike"), self.alike)
        fill(QVBoxLayout(self), told, form, (self.list, 1), self.summary, buttons, spacing=12, margins=(16, 16, 16, 16))

    def _propose(self) -> None:
        """List the groups that follow from the chosen likeness; all are checked."""
        self._proposals = self._found.proposals(self.alike.value(), self._document.images)
        self.list.clear()
        for proposal in self._proposals:
            row = QTreeWidgetItem([_title(proposal)])
            row.setToolTip(0, in_lines(tr(proposal.note)))
            row.setCheckState(0, Qt.CheckState.Checked)
            row.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
            self.list.addTopLevelItem(row)
            row.setExpanded(len(self._proposals) <= OPENED)
        self._count()

    def _on_opened(self, row: QTreeWidgetItem) -> None:
        if row.childCount():
            return
        for image in self._proposals[self.list.indexOfTopLevelItem(row)].images:
            child = QTreeWidgetItem([image.title])
            child.setData(0, Qt.ItemDataRole.UserRole, image.id)
            row.addChild(child)

    def _on_chosen(self, row: QTreeWidgetItem | None) -> None:
        image_id = row.data(0, Qt.ItemDataRole.UserRole) if row is not None else None
        if image_id is not None and self._document.files.entry(image_id) is not None:
            self._document.current.select(image_id)

    def chosen(self) -> list[Proposal]:
        """The proposals that are checked."""
        rows = (self.list.topLevelItem(at) for at in range(self.list.topLevelItemCount()))
        checked = [row is not None and row.checkState(0) == Qt.CheckState.Checked for row in rows]
        return [proposal for proposal, is_checked in zip(self._proposals, checked, strict=False) if is_checked]

    def _count(self) -> None:
        groups = len(self.chosen())
        self.group.setEnabled(groups > 0)
        text = tr("{groups} will be made.", groups=counted(groups, "group"))
        self.summary.setText(text if self._proposals else tr("No images that are not grouped yet are this alike."))

    def _on_group(self) -> None:
        self._make(self.chosen())
        self.accept()


def _title(proposal: Proposal) -> str:
    """A proposal in words: how many images, how alike, and what else grouping them does."""
    images = counted(len(proposal.images), "image")
    words = [tr("{images}, {alike} alike", images=images, alike=f"{proposal.alike}{_SPACE}%")]
    if proposal.groups:
        joins = tr("joins the group {groups}") if len(proposal.groups) == 1 else tr("joins the groups {groups}")
        words.append(joins.format(groups=", ".join(proposal.groups)))
    if proposal.note:
        words.append(tr("trained on and held out"))
    return "; ".join(words)
