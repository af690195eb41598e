"""Actions that are more than one call on document, canvas or session.

Owns the previous tool, the pointer's position, and what was hidden before one class was shown alone. Shows nothing
itself: problems go through the document's signal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QDockWidget, QWidget

from segstudio.gui.actions.gather_facts import is_isolated
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.look.focus_ring import FocusRing
from segstudio.gui.look.words import counted, quoted, tr
from segstudio.gui.panels.classes.panel import ClassPanel
from segstudio.gui.panels.images.panel import ImagePanel
from segstudio.labels.classes import VOID, ClassTable, LabelClass
from segstudio.labels.intensity import around

VALUES_REACH = 0.1  # of the window's width, to either side of the pixel that the range is taken from


class Commands(QObject):
    """The slots named ``commands.*`` in the table of actions. Signal ``told(str)``: what a single key changed, and that
    the same key takes it back: such keys are pressed by mistake."""

    told = Signal(str)

    def __init__(
        self, document: Document, canvas: Canvas, classes: ClassPanel, images: ImagePanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.setObjectName("commands")
        self._document, self._canvas, self._classes, self._images = document, canvas, classes, images
        self._tool_before = "brush"
        self._pointer: tuple[int, int] | None = None
        self._pinned: tuple[int, int] | None = None
        self._hidden_before: frozenset[int] = frozenset()
        self._ring = FocusRing(canvas)
        canvas.hovered.connect(self._on_hovered)
        document.project_changed.connect(self._on_project)

    def _on_hovered(self, at: tuple[int, int] | None) -> None:
        self._pointer = at

    def pin(self, at: tuple[int, int] | None) -> None:
        """While a menu is open its actions mean this pixel, wherever the pointer is; ``None``: the pointer again."""
        self._pinned = at

    def toggle_right_menu(self) -> None:
        """A right click on the image opens a menu, or paints void."""
        self._canvas.toolbox.right_menu = not self._canvas.toolbox.right_menu

    def _on_project(self) -> None:
        self._pointer, self._hidden_before = None, frozenset()

    # ---- tools --------------------------------------------------------------------------------------------------

    def choose_tool(self, name: str) -> None:
        """Choose a tool; choosing the eraser again returns to the previous tool."""
        if name == "eraser" and self._canvas.toolbox.tool.name == "eraser":
            name = self._tool_before
        elif self._canvas.toolbox.tool.name != "eraser":
            self._tool_before = self._canvas.toolbox.tool.name
        self._canvas.toolbox.set_tool(name)

    # ---- classes ------------------------------------------------------------------------------------------------

    def choose_class(self, class_id: int) -> None:
        """Paint the class with this number in files; the eraser is replaced by the previous tool."""
        if class_id in self._document.classes:
            self._document.class_list.set_current(class_id)
            if self._canvas.toolbox.tool.name == "eraser":
                self._canvas.toolbox.set_tool(self._tool_before)

    def choose_void(self) -> None:
        """Paint void: the eraser."""
        if self._canvas.toolbox.tool.name != "eraser":
            self.choose_tool("eraser")

    def step_class(self, step: int) -> None:
        """The next or previous class, wrapping around."""
        ids = self._document.classes.ids
        if ids:
            at = ids.index(self._document.class_list.current) if self._document.class_list.current in ids else -1
            self.choose_class(ids[(at + step) % len(ids)])

    def toggle_lock(self) -> None:
        """Lock or unlock the current class."""
        self._change_current(lambda table, one: table.set_locked(one.id, not one.locked))
        one = self._current_class()
        if one is not None:
            text = tr("{name} locked. Same key: unlock") if one.locked else tr("{name} unlocked")
            self.told.emit(text.format(name=quoted(one.name)))

    def toggle_hidden(self) -> None:
        """Hide the current class, or show it again."""
        self._change_current(lambda table, one: table.set_hidden(one.id, not one.hidden))

    def _current_class(self) -> LabelClass | None:
        table, current = self._document.classes, self._document.class_list.current
        return table.by_id(current) if current in table else None

    def _change_current(self, change: Callable[[ClassTable, LabelClass], ClassTable]) -> None:
        current = self._document.class_list.current
        if current in self._document.classes:
            self._document.class_list.change(lambda table: change(table, table.by_id(current)))

    def isolate(self) -> None:
        """Show only the current class; when it is the only one shown, show again what was shown before."""
        table, current = self._document.classes, self._document.class_list.current
        if current not in table:
            return
        shown = [one.id for one in table if not one.hidden]
        if is_isolated(table, current):
            hidden, self._hidden_before = self._hidden_before, frozenset()
        else:
            if len(shown) > 1:  # from one isolated class to another: keep what was hidden before
                self._hidden_before = frozenset(table.ids) - set(shown)
            hidden = frozenset(table.ids) - {current}
        self._document.class_list.change(lambda t: _with_hidden(t, hidden))
        if is_isolated(self._document.classes, current):
            name = quoted(table.by_id(current).name)
            self.told.emit(tr("Only {name} is drawn. Same key: as before", name=name))
        else:
            self.told.emit(tr("All classes as before"))

    def toggle_only_void(self) -> None:
        """Paint only over void, or over everything."""
        rule = self._document.rule.value
        self._document.rule.set(replace(rule, only_void=not rule.only_void, only_class=None))

    def take_values(self) -> None:
        """Paint only values like that of the pixel under the pointer."""
        at, document = self._under_pointer(), self._document
        image = document.image
        if at is None or image is None or not (0 <= at[0] < image.shape[1] and 0 <= at[1] < image.shape[0]):
            return
        low, high = document.display.window
        found = around(image.pixels, at, VALUES_REACH * (high - low))
        if found is None:
            document.notice.emit(tr("The pixel has no value to take a range from."))
        else:
            document.rule.limit_values(*found)

    def take_window(self) -> None:
        """Paint only values between those that are shown black and white; not of one channel, as brightness counts."""
        if self._document.display.only is not None:
            self._document.notice.emit(tr("Show all colours first: the range is one of brightness, not of a channel."))
        else:
            self._document.rule.limit_values(*self._document.display.window)

    # ---- images -------------------------------------------------------------------------------------------------

    def search_images(self) -> None:
        """Put the cursor into the search."""
        self._images.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._images.search.selectAll()

    def set_group(self) -> None:
        """Ask for the group of the chosen images."""
        self._images.ask_group(self._images.selected())

    def copy_previous(self) -> None:
        """Label void pixels as on the image before this one in the list."""
        before = self._images.neighbour(-1)
        if before is not None:
            self._document.edits.copy_mask_from(before)

    # ---- this image ---------------------------------------------------------------------------------------------

    def clear_mask(self) -> None:
        """All void, as one undo step; pixels of locked classes are kept."""
        self._document.edits.fill(tr("Clear mask"), None, VOID)

    def toggle_flag(self) -> None:
        """Flag the image, or take the flag off."""
        entry = self._document.entry
        if entry is not None:
            self._document.image_list.change([replace(entry, flag=not entry.flag)])
            flagged = tr("Image flagged. Same key: flag off")
            self.told.emit(tr("Flag taken off") if entry.flag else flagged)

    def toggle_done(self) -> None:
        """Say that the image needs no more labels, or that it does."""
        entry = self._document.entry
        if entry is not None:
            self._document.image_list.change([replace(entry, done=not entry.done)])
            done = tr("Image done. Same key: not done")
            self.told.emit(tr("Image not done any more") if entry.done else done)

    def ask_note(self) -> None:
        """Ask for the note on the image."""
        if self._document.entry is not None:
            self._images.ask_note([self._document.entry])

    def accept_class(self) -> None:
        """Label void pixels that are predicted as the current class."""
        self._document.acceptance.accept_all(self._document.class_list.current, self._tell_accepted)

    def accept_image(self) -> None:
        """Label every void pixel as predicted."""
        self._document.acceptance.accept_all(None, self._tell_accepted)

    def _tell_accepted(self, pixels: int) -> None:
        document = self._document
        if pixels:
            done = tr("{pixels} labelled as predicted; Undo takes it back.", pixels=counted(pixels, "pixel"))
            document.notice.emit(done)
        elif document.acceptance.minimum_confidence:
            least = f"{round(document.acceptance.minimum_confidence * 100)} %"
            document.notice.emit(
                tr("No void pixel has such a prediction with more than {least} confidence.", least=least)
            )
        else:
            document.notice.emit(tr("No void pixel has such a prediction; painted labels stay."))

    def accept_region(self) -> None:
        """Label the connected region of the prediction under the pointer."""
        at = self._under_pointer()
        if at is not None:
            self._document.acceptance.accept_region(*at, self._tell_accepted)

    def reject_region(self, relabel: bool) -> None:
        """Make the connected region of the prediction under the pointer void, or the current class."""
        at = self._under_pointer()
        if at is not None:
            self._document.acceptance.reject_region(*at, self._document.class_list.current if relabel else VOID)

    def _under_pointer(self) -> tuple[int, int] | None:
        if self._pinned is not None:
            return self._pinned
        if self._pointer is None:
            self._document.notice.emit(tr("Point at a region of the image first."))
        return self._pointer

    # ---- view ---------------------------------------------------------------------------------------------------

    def step_opacity(self, step: float) -> None:
        """Change the opacity of the overlay."""
        self._canvas.display.set_opacity(round(self._canvas.display.opacity + step, 2))

    def toggle_peek(self) -> None:
        """Hide every overlay, or show them again (from the menu; the key does it while held)."""
        self._canvas.display.peek(not self._canvas.display.peeking)

    def next_panel(self) -> None:
        """Move the keyboard focus: image, list of images, list of classes, open panels, and image again."""
        window = self._canvas.window()
        docks = [dock for dock in window.findChildren(QDockWidget) if dock.isVisible() and not dock.isFloating()]
        stops: list[QWidget] = [self._canvas, self._images.list, self._classes.list, *docks]
        focus = window.focusWidget()
        inside = [focus is not None and (stop is focus or stop.isAncestorOf(focus)) for stop in stops]
        at = inside.index(True) + 1 if True in inside else 0
        for stop in (*stops[at:], *stops[:at]):
            goal = _first_control(stop) if isinstance(stop, QDockWidget) else stop
            if goal is not None and goal.isVisible():
                goal.setFocus(Qt.FocusReason.TabFocusReason)
                self._ring.show_around(stop)
                return


def _first_control(panel: QDockWidget) -> QWidget | None:
    """The first part of a panel that takes keys; its contents before the buttons of its title."""
    inside = [one for place in (panel.widget(), panel) if place is not None for one in place.findChildren(QWidget)]
    parts = [one for one in inside if one.isVisible() and one.isEnabled()]
    reached = [one for one in parts if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    views = [one for one in reached if isinstance(one, QAbstractScrollArea)]
    return next(iter(views or reached), None)


def _with_hidden(table: ClassTable, hidden: frozenset[int]) -> ClassTable:
    for one in table:
        if one.hidden != (one.id in hidden):
            table = table.set_hidden(one.id, one.id in hidden)
    return table
