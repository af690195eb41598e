"""The one table of everything the window can be asked to do, and the QActions made from it.

Owns ids, texts, keys, icons and tooltips. Menus and toolbar name ids only. A row's slot names an object and its method
("document.undo"); :class:`Actions` is given those objects. Knows no document and no canvas itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from segstudio.gui.icons import icon
from segstudio.gui.window_state import CLASS_KEYS, ActionState

WINDOW, CANVAS, HOLD = "window", "canvas", "hold"


@dataclass(frozen=True)
class Action:
    """One row. ``scope``: keys work in the whole window, on the canvas only, or while held."""

    id: str
    text: str
    slot: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    argument: object = None
    checkable: bool = False
    scope: str = WINDOW


def _class_row(number: int) -> Action:
    digit = number % 10
    key = str(digit) if number <= 10 else f"Shift+{digit}"
    tip = "Paint this class from now on."
    return Action(f"class.{number}", f"Class {number}", "commands.choose_class", (key,), "", tip, number - 1, True)


def _tool(name: str, text: str, key: str, glyph: str, tip: str) -> Action:
    return Action(f"tool.{name}", text, "commands.choose_tool", (key,), glyph, tip, name, True)


def _shown(name: str, text: str, tip: str, glyph: str = "") -> Action:
    return Action(f"view.{name}", text, "canvas.set_view", (), glyph, tip, name, True)


def _theme(name: str, text: str, glyph: str, tip: str) -> Action:
    return Action(f"view.{name}", text, "window.set_theme", (), glyph, tip, name, True)


def _dock(name: str, text: str, glyph: str, tip: str) -> Action:
    return Action(f"view.{name}", text, "window.toggle_dock", (), glyph, tip, name, True)


FILE = (
    Action("file.new", "New project from images...", "projects.choose_new", ("Ctrl+N",), "folder-plus-outline",
           "Choose a folder of images; the project is made beside it."),
    Action("file.open", "Open project...", "projects.choose_project", ("Ctrl+O",), "folder-open-outline",
           "Open a project folder (its name ends in .segstudio)."),
    Action("file.sample", "Open the sample", "projects.open_sample", (), "image-multiple-outline",
           "Make a small project of cell images to try the program on."),
    Action("file.add_images", "Add images...", "projects.choose_images", ("Ctrl+Shift+I",), "image-plus-outline",
           "Add image files to this project; they stay where they are."),
    Action("file.save", "Save", "commands.save", ("Ctrl+S",), "content-save-outline",
           "Write every mask now; it also happens by itself two seconds after each stroke."),
    Action("file.export", "Export...", "window.show_export", ("Ctrl+E",), "export-variant",
           "Write labels or predictions as palette PNG files, read back and compared."),
    Action("file.close", "Close project", "projects.close_current", ("Ctrl+W",), "close",
           "Save everything and go back to the start page."),
    Action("file.quit", "Quit", "window.close", ("Ctrl+Q",), "exit-to-app", "Save everything and close the window."),
)  # fmt: skip

LABEL = (
    Action("label.undo", "Undo", "document.undo", ("Ctrl+Z",), "undo", "Take back the last step on this image."),
    Action("label.redo", "Redo", "document.redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo",
           "Do the last undone step again."),
    Action("label.clear", "Clear this mask", "commands.clear_mask", (), "delete-outline",
           "Turn every label of this image into void; one undo brings it back."),
    Action("label.only_void", "Paint only over void", "commands.toggle_only_void", ("Shift+K",), "",
           "Painting leaves every label that is there as it is.", None, True),
    Action("brush.bigger", "Larger brush", "canvas.step_brush", ("]",), "plus", "Grow the brush by a fifth.", 1),
    Action("brush.smaller", "Smaller brush", "canvas.step_brush", ("[",), "minus",
           "Shrink the brush by a fifth, down to one pixel.", -1),
    _tool("brush", "Brush", "B", "brush-outline", "Paint the current class; the right button paints void."),
    _tool("eraser", "Eraser", "E", "eraser", "Paint void; the same key goes back to the tool before."),
    _tool("polygon", "Polygon", "P", "vector-polygon", "Click corners, Enter fills, Backspace takes one back."),
    _tool("lasso", "Lasso", "L", "lasso", "Draw around a region; it is filled on release."),
    _tool("fill", "Fill", "F", "format-color-fill", "Fill the connected region under the pointer."),
    _tool("pick", "Pick class", "I", "eyedropper", "Take the class under the pointer; Alt and click does it too."),
    _tool("accept", "Accept brush", "Y", "check-circle-outline", "Make the prediction a label where you paint."),
)  # fmt: skip

CLASSES = (
    Action("class.add", "Add class", "commands.add_class", ("Ctrl+Shift+A",), "plus", "Add a class to this project."),
    *(_class_row(n) for n in range(1, CLASS_KEYS + 1)),
    Action("class.void", "Void", "commands.choose_void", ("`",), "", "Paint void: not labelled, never counted.",
           None, True),
    Action("class.next", "Next class", "commands.step_class", (">",), "", "The next class of the list.", 1),
    Action("class.previous", "Previous class", "commands.step_class", ("<",), "", "The class before in the list.", -1),
    Action("class.swap", "Swap the last two classes", "document.swap_class", ("X",), "swap-horizontal",
           "Go back to the class used before."),
    Action("class.lock", "Lock the current class", "commands.toggle_lock", ("K",), "lock-outline",
           "A locked class is neither painted nor painted over.", None, True),
)  # fmt: skip

VIEW = (
    Action("view.fit", "Fit to the window", "canvas.fit", ("Ctrl+0",), "fit-to-screen-outline",
           "Show the whole image."),
    Action("view.one_to_one", "Actual size", "canvas.one_to_one", ("Ctrl+1",), "fit-to-page-outline",
           "One image pixel is one screen pixel."),
    Action("view.zoom_in", "Zoom in", "canvas.zoom_by", ("Ctrl++", "Ctrl+="), "magnify-plus-outline",
           "The wheel zooms at the pointer.", 1.25),
    Action("view.zoom_out", "Zoom out", "canvas.zoom_by", ("Ctrl+-",), "magnify-minus-outline",
           "The wheel zooms at the pointer.", 0.8),
    _shown("labels", "Labels", "Show what is painted."),
    _shown("prediction", "Prediction", "Show what the network says."),
    _shown("both", "Both", "Show labels, and the prediction as a ghost where nothing is painted."),
    _shown("difference", "Difference", "Show where prediction and labels disagree."),
    Action("view.cycle", "Next overlay", "canvas.cycle_view", ("Tab",), "compare",
           "Go through labels, prediction, both and difference.", scope=CANVAS),
    Action("view.peek", "Peek at the image", "commands.toggle_peek", ("H",), "eye-off-outline",
           "Hide every overlay while the key is held.", scope=HOLD),
    Action("view.opacity_up", "More overlay", "commands.step_opacity", (".",), "circle-opacity",
           "Make the overlay denser.", 0.1),
    Action("view.opacity_down", "Less overlay", "commands.step_opacity", (",",), "opacity",
           "Make the overlay fainter.", -0.1),
    Action("view.void_hatch", "Hatch void", "commands.toggle_hatch", (), "texture",
           "Draw a pattern over what is not labelled.", None, True),
    _theme("light", "Light", "weather-sunny", "A light window."),
    _theme("dark", "Dark", "weather-night", "A dark window."),
    _theme("system", "As the system", "theme-light-dark", "Follow the system's setting."),
    _dock("curves", "Curves", "chart-line", "Loss and IoU over the training."),
    _dock("scores", "Scores", "table-large", "IoU, Dice and accuracy of each class."),
    _dock("features", "Features", "view-grid-outline", "What the stages of the network respond to."),
)  # fmt: skip

REST = (
    Action("image.next", "Next image", "document.step_image", ("D",), "chevron-right", "Saves this mask first.", 1),
    Action("image.previous", "Previous image", "document.step_image", ("A",), "chevron-left", "Saves this mask first.",
           -1),
    Action("image.flag", "Flag this image", "commands.toggle_flag", ("M",), "flag-outline",
           "Mark the image to come back to it.", None, True),
    Action("image.remove", "Take this image out", "commands.remove_image", (), "minus-circle-outline",
           "Take the image out of the project; its file is not touched and its mask is kept aside."),
    Action("prediction.accept_class", "Accept this class as predicted", "commands.accept_class", ("Shift+Y",), "check",
           "Label void pixels that are predicted as the current class; one undo takes it back."),
    Action("prediction.accept_image", "Accept the whole prediction", "commands.accept_image", (), "check-all",
           "Label every void pixel as predicted; one undo takes it back."),
    Action("prediction.clear", "Clear the prediction", "document.clear_prediction", (), "cancel",
           "Forget what is predicted; labels stay."),
    Action("train.start", "Fine-tune", "session.start_training", ("Ctrl+Return",), "play-outline",
           "Train the network on what is painted; painting can go on meanwhile."),
    Action("train.stop", "Stop training", "session.stop_training", ("Ctrl+Return",), "stop-circle-outline",
           "Stop within one step; the best weights so far are kept."),
    Action("help.keys", "Keys", "help.show_keys", ("F1",), "keyboard-outline", "Every key on one page."),
    Action("help.log", "Show the log", "help.show_log", (), "", "Open the folder of the program's log."),
    Action("help.about", "About SegStudio", "help.show_about", (), "information-outline",
           "Version and device."),
)  # fmt: skip

ACTIONS: tuple[Action, ...] = (*FILE, *LABEL, *CLASSES, *VIEW, *REST)

SEPARATOR = "-"
RECENT_MENU = "file.recent"
MENUS: tuple[tuple[str, tuple[str | tuple[str, tuple[str, ...]], ...]], ...] = (
    ("File", ("file.new", "file.open", RECENT_MENU, "file.sample", "-", "file.add_images", "file.save", "-",
              "file.export", "-", "file.close", "file.quit")),
    ("Edit", ("label.undo", "label.redo", "-", "label.only_void", "label.clear", "-", "prediction.accept_class",
              "prediction.accept_image", "prediction.clear")),
    ("Tools", (*(row.id for row in LABEL if row.id.startswith("tool.")), "-", "brush.bigger", "brush.smaller")),
    ("Class", ("class.add", "-",
               ("Choose", (*(f"class.{n}" for n in range(1, CLASS_KEYS + 1)), "-", "class.void")),
               "class.next", "class.previous", "class.swap", "class.lock")),
    ("Image", ("image.next", "image.previous", "image.flag", "-", "image.remove")),
    ("View", ("view.fit", "view.one_to_one", "view.zoom_in", "view.zoom_out", "-", "view.labels", "view.prediction",
              "view.both", "view.difference", "view.cycle", "-", "view.peek", "view.opacity_up", "view.opacity_down",
              "view.void_hatch", "-", "view.curves", "view.scores", "view.features", "-",
              ("Theme", ("view.light", "view.dark", "view.system")))),
    ("Learn", ("train.start", "train.stop")),
    ("Help", ("help.keys", "help.log", "help.about")),
)  # fmt: skip


def keys_text(row: Action) -> str:
    """The row's keys as a person reads them."""
    shown = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in row.keys]
    return ("hold " if row.scope == HOLD else "") + " or ".join(shown)


class Actions(QObject):
    """A QAction for each row, owned by ``owner``; ``targets`` are the objects that the slots name.

    Signals:
        done(id): an action was carried out.
    """

    done = Signal(str)

    def __init__(self, owner: QWidget, canvas: QWidget, targets: Mapping[str, QObject]) -> None:
        super().__init__(owner)
        self.setObjectName("actions")
        self._targets = targets
        self._states: dict[str, ActionState] = {}
        self._actions: dict[str, QAction] = {}
        self._rows = {row.id: row for row in ACTIONS}
        for row in ACTIONS:
            action = self._make(row, owner)
            (canvas if row.scope == CANVAS else owner).addAction(action)
            self._actions[row.id] = action
        self.refresh_icons(owner.palette())

    def _make(self, row: Action, owner: QWidget) -> QAction:
        action = QAction(self._menu_text(row, row.text), owner)
        action.setObjectName(row.id)
        action.setCheckable(row.checkable)
        if row.scope != HOLD:
            action.setShortcuts([QKeySequence(key) for key in row.keys])
        if row.scope == CANVAS:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if row.id in ("file.quit", "help.about"):
            role = QAction.MenuRole.QuitRole if row.id == "file.quit" else QAction.MenuRole.AboutRole
            action.setMenuRole(role)
        else:
            action.setMenuRole(QAction.MenuRole.NoRole)
        action.setToolTip(self._tooltip(row, ActionState()))
        action.setStatusTip("")
        action.triggered.connect(partial(self._on_triggered, row))
        return action

    def _menu_text(self, row: Action, text: str) -> str:
        return f"{text}\tHold {row.keys[0]}" if row.scope == HOLD else text.replace("&", "&&")

    def _tooltip(self, row: Action, state: ActionState) -> str:
        keys = f" ({keys_text(row)})" if row.keys else ""
        return f"{(state.text or row.text).rstrip('.')}{keys}\n{state.reason or row.tip}"

    def _on_triggered(self, row: Action, _checked: bool = False) -> None:
        target, method = row.slot.split(".")
        function = getattr(self._targets[target], method)
        if row.argument is None:
            function()
        else:
            function(row.argument)
        state = self._states.get(row.id)
        if row.checkable and state is not None and state.checked is not None:
            self._actions[row.id].setChecked(state.checked)  # Qt ticked it by itself; only facts tick
        self.done.emit(row.id)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())

    def apply(self, states: Mapping[str, ActionState]) -> None:
        """Push what differs from the last call into the QActions."""
        for action_id, state in states.items():
            if self._states.get(action_id) == state:
                continue
            self._states[action_id] = state
            row, action = self._rows[action_id], self._actions[action_id]
            action.setEnabled(state.enabled)
            if state.checked is not None:
                action.setChecked(state.checked)
            action.setText(self._menu_text(row, state.text or row.text))
            action.setToolTip(self._tooltip(row, state))

    def refresh_icons(self, palette: QPalette) -> None:
        """Draw the icons in the colours of ``palette``."""
        for row in ACTIONS:
            if row.icon:
                self._actions[row.id].setIcon(icon(row.icon, palette))

    def fill_menus(self, bar: QMenuBar, recent: QMenu) -> None:
        """Build the menu bar from :data:`MENUS`."""
        for title, ids in MENUS:
            menu = bar.addMenu(title)
            menu.setObjectName(f"menu_{title.lower()}")
            self._fill(menu, ids, recent)

    def _fill(self, menu: QMenu, ids: tuple[str | tuple[str, tuple[str, ...]], ...], recent: QMenu) -> None:
        for item in ids:
            if isinstance(item, tuple):
                child = menu.addMenu(item[0])
                child.setObjectName(f"menu_{item[0].lower()}")
                self._fill(child, item[1], recent)
            elif item == SEPARATOR:
                menu.addSeparator()
            elif item == RECENT_MENU:
                menu.addMenu(recent)
            else:
                menu.addAction(self._actions[item])

    def fill_toolbar(self, bar: QToolBar, ids: tuple[str, ...]) -> None:
        """Add buttons for ``ids``, each with an object name and an accessible name."""
        for action_id in ids:
            if action_id == SEPARATOR:
                bar.addSeparator()
                continue
            bar.addAction(self._actions[action_id])
            button = bar.widgetForAction(self._actions[action_id])
            button.setObjectName(f"button_{action_id}")
            button.setAccessibleName(self._rows[action_id].text)
