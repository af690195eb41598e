"""The table of all actions of the window, in the order of the menus.

A row is at its place in its menu and holds id, text, slot, default keys, icon, tip, and place in the tool bar. A slot
("document.queue.undo") is the path from the window to the method to call. A new action is one row. Tools, views and
panels have tables of their own; their rows join the menus here. Texts are English and translated where they are used
(``tr``). Data only, no Qt; ``gui.actions.key_map`` knows the keys that a person changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from segstudio.errors import said
from segstudio.gui.actions.facts import CLASS_KEYS
from segstudio.gui.canvas.display import VIEWS, View
from segstudio.gui.tools.table import TOOLS

WINDOW, CANVAS, HOLD = "window", "canvas", "hold"
END = 9  # the group of the tool bar at its right end; tools are 1 to 3
SEPARATOR = "-"
RECENT_MENU = "file.recent"


@dataclass(frozen=True)
class Action:
    """One row. ``scope``: keys work in the whole window, on the canvas only, or while held.

    ``why_not``: path of a method that returns why it cannot be done now, where ``window_state`` cannot know it.
    ``bar``: group and place in the tool bar; ``None``: not there.
    """

    id: str
    text: str
    slot: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    argument: object = None
    checkable: bool = False
    scope: str = WINDOW
    why_not: str = ""
    bar: tuple[int, int] | None = None


@dataclass(frozen=True)
class Menu:
    """A menu and what is in it: rows, SEPARATOR, RECENT_MENU, menus."""

    title: str
    items: Items

    def rows(self) -> Iterator[Action]:
        """Its rows, those of the menus in it too."""
        for item in self.items:
            if isinstance(item, Menu):
                yield from item.rows()
            elif isinstance(item, Action):
                yield item


Items = tuple[Action | Menu | str, ...]


_NEIGHBOURS = tuple(
    Action(
        f"image.neighbours_{sides}",
        text,
        "document.image_list.choose_neighbours",
        (),
        "",
        "What is learnt and predicted from, in a stack: along Z, or along T where there is no Z. What is shown and "
        "painted on stays one slice.",
        sides,
        True,
    )
    for sides, text in enumerate(("Each slice by itself", "With 1 slice on each side", "With 2 slices on each side"))
)


def class_action(class_id: int) -> str:
    """The id of the action that chooses a class; the ids below CLASS_KEYS have one."""
    return f"class.number_{class_id}"


def _class_row(class_id: int) -> Action:
    """The key is the number that the class has in files."""
    key = str(class_id) if class_id < 10 else f"Shift+{class_id % 10}"
    tip, title = "Paint the class that has this number in files.", said("Class {number}", number=class_id)
    return Action(class_action(class_id), title, "commands.choose_class", (key,), "", tip, class_id, True)


def _tool_rows() -> Iterator[Action]:
    groups = list(dict.fromkeys(tool.group for tool in TOOLS.values() if tool.group))
    for at, tool in enumerate(TOOLS.values()):
        bar = (groups.index(tool.group) + 1, at) if tool.group else None
        yield Action(
            f"tool.{tool.name}", tool.title, "commands.choose_tool", (tool.key,), tool.icon, tool.tip, tool.name, True,
            bar=bar,
        )  # fmt: skip


def _view(view: View) -> Action:
    return Action(f"view.{view.name}", view.title, "canvas.display.set_view", (), "", view.tip, view.name, True)


def _theme(name: str, text: str, glyph: str, tip: str) -> Action:
    return Action(f"view.{name}", text, "preferences.set_theme", (), glyph, tip, name, True)


def _colors(name: str, text: str, tip: str) -> Action:
    return Action(f"view.colors_{name}", text, "preferences.set_class_colors", (), "", tip, name, True)


FILE: Items = (
    Action("file.new", "New project from images...", "projects.choose_new", ("Ctrl+N",), "folder-plus-outline",
           "Choose a folder of images; the project is created beside it."),
    Action("file.open", "Open project...", "projects.choose_project", ("Ctrl+O",), "folder-open-outline",
           "Open a project folder (its name ends in .segstudio)."),
    RECENT_MENU,
    Action("file.sample", "Open the sample", "projects.open_sample", (), "image-multiple-outline",
           "Create a small project of cell images to try the program."),
    SEPARATOR,
    Action("file.add_images", "Add images...", "projects.choose_images", ("Ctrl+Shift+I",), "image-plus-outline",
           "Add image files to this project; they stay where they are."),
    Action("file.import_masks", "Import masks...", "import_dialog.ask", ("Ctrl+M",), "import",
           "Import masks of other programs; what each value becomes is shown before anything is changed."),
    Action("file.take_back_import", "Take back the import", "imports.take_back", (), "undo-variant",
           "Undo the last import in all of its images; those that were changed since stay."),
    SEPARATOR,
    Action("file.save", "Save", "document.saving.save", ("Ctrl+S",), "content-save-outline",
           "Write every mask now; masks are also saved two seconds after each stroke."),
    Action("file.export", "Export...", "export_dialog.ask", ("Ctrl+E",), "export-variant",
           "Write labels or predictions as mask files, read back and compared.", bar=(END, 1)),
    Action("file.check", "Check the project...", "check.ask", (), "clipboard-check-outline",
           "Look for damaged masks, journals, runs and other files, and repair them after a copy.",
           why_not="check.why_not"),
    SEPARATOR,
    Action("file.close", "Close project", "projects.close_current", ("Ctrl+W",), "close",
           "Save everything and go back to the start page."),
    Action("file.quit", "Quit", "close", ("Ctrl+Q",), "exit-to-app", "Save everything and close the window."),
)  # fmt: skip
_VALUES: Items = (
    Action("label.values", "Paint only in a range of values", "document.rule.toggle_values", (), "",
           "Every tool changes only pixels whose stored value (in colour: brightness) lies in it.", None, True),
    Action("label.values_here", "Paint only values like the one under the pointer", "commands.take_values",
           ("Shift+V",), "",
           "Take the range from the pixel under the pointer, a tenth of the contrast to either side."),
    Action("label.values_window", "Paint only values inside the contrast", "commands.take_window", (), "",
           "Take the range from what is shown between black and white."),
)  # fmt: skip
EDIT: Items = (
    Action("label.undo", "Undo", "document.queue.undo", ("Ctrl+Z",), "undo",
           "Take back the last step on this image.", bar=(4, 1)),
    Action("label.redo", "Redo", "document.queue.redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo",
           "Do the last undone step again.", bar=(4, 2)),
    SEPARATOR,
    Action("label.only_void", "Paint only over void", "commands.toggle_only_void", ("Shift+K",), "",
           "Painting leaves every label that is there as it is.", None, True),
    Action("label.deselect", "Clear the selection", "document.rule.clear_selection", ("Ctrl+D",), "select-off",
           "Paint everywhere again, not only in the selection made with Ctrl and wand or lasso."),
    Menu("Only values", _VALUES),
    Action("label.copy_previous", "Copy the mask of the previous image", "commands.copy_previous", ("Ctrl+P",),
           "content-copy", "Copy the labels of the previous image to the void pixels of this one; one undo step."),
    Action("label.interpolate", "Interpolate between images...", "interpolation.ask", ("Ctrl+I",),
           "chart-bell-curve", "Blend the labels of two images over those between them; one undo step per image.",
           why_not="interpolation.reason"),
    Action("label.clear", "Clear this mask", "commands.clear_mask", (), "delete-outline",
           "Make every pixel of this image void; one undo restores the labels."),
    SEPARATOR,
    Action("prediction.accept_region", "Accept the region under the pointer", "commands.accept_region", ("R",),
           "check-circle-outline", "Label the connected region as predicted, also over other labels."),
    Action("prediction.reject_region", "Reject the region under the pointer", "commands.reject_region", ("Shift+R",),
           "close-circle-outline", "Make the connected region of the prediction void.", False),
    Action("prediction.relabel_region", "Label the region as the current class", "commands.reject_region", ("Ctrl+R",),
           "swap-horizontal-circle-outline", "The connected region of the prediction becomes the current class.", True),
    Action("prediction.accept_class", "Accept this class as predicted", "commands.accept_class", ("Shift+Y",), "check",
           "Label void pixels that are predicted as the current class; one undo takes it back."),
    Action("prediction.accept_image", "Accept the whole prediction", "commands.accept_image", (), "check-all",
           "Label every void pixel as predicted; one undo takes it back."),
    Action("prediction.clear", "Clear the prediction", "document.predictions.clear", (), "cancel",
           "Discard the prediction; labels stay."),
    SEPARATOR,
    Action("edit.preferences", "Preferences...", "preferences.show", ("Ctrl+,",), "cog-outline",
           "Theme, language, interface size, keys, memory and the network that answers clicks."),
)  # fmt: skip
BRUSH: Items = (
    Action("brush.bigger", "Larger brush", "canvas.toolbox.step_brush", ("]",), "plus",
           "Grow the brush by a fifth.", 1),
    Action("brush.smaller", "Smaller brush", "canvas.toolbox.step_brush", ("[",), "minus",
           "Shrink the brush by a fifth, down to one pixel.", -1),
    Action("view.right_menu", "Right click opens a menu", "commands.toggle_right_menu", (), "",
           "A right click on the image opens a menu; dragging with the right button still paints void.", None, True),
)  # fmt: skip
_CHOOSE: Items = (
    *map(_class_row, range(CLASS_KEYS)),
    SEPARATOR,
    Action("class.void", "Void", "commands.choose_void", ("`",), "", "Paint void: not labelled, never counted.",
           None, True),
)  # fmt: skip
CLASS: Items = (
    Action("class.add", "Add class", "classes.add_class", ("Ctrl+Shift+A",), "plus", "Add a class to this project."),
    SEPARATOR,
    Menu("Choose", _CHOOSE),
    Action("class.next", "Next class", "commands.step_class", (">",), "", "The next class in the list.", 1),
    Action("class.previous", "Previous class", "commands.step_class", ("<",), "",
           "The previous class in the list.", -1),
    Action("class.swap", "Swap the last two classes", "document.class_list.swap", ("X",), "swap-horizontal",
           "Go back to the class used before."),
    SEPARATOR,
    Action("class.lock", "Lock the current class", "commands.toggle_lock", ("K",), "lock-outline",
           "A locked class is neither painted nor painted over; the same key unlocks it.", None, True),
    Action("class.hide", "Hide the current class", "commands.toggle_hidden", (), "eye-off-outline",
           "A hidden class is not drawn; its pixels stay.", None, True),
    Action("class.isolate", "Show only the current class", "commands.isolate", ("O",), "eye-check-outline",
           "Hide every other class; the same key shows them again.", None, True),
    SEPARATOR,
    Action("class.rename", "Rename the current class...", "classes.rename_current", (), "rename-outline",
           "Type another name; the class keeps its id in files."),
    Action("class.recolor", "Colour of the current class...", "classes.recolor_current", (), "palette-outline",
           "Choose another colour; the class keeps its id in files."),
    Action("class.merge", "Merge the current class into another...", "classes.merge_current", (), "set-merge",
           "Its pixels on every image become the other class. Asks first."),
    Action("class.delete", "Delete the current class...", "classes.delete_current", (), "delete-outline",
           "Asks what its pixels should become."),
)  # fmt: skip
IMAGE: Items = (
    Action("image.next", "Next image", "document.current.step", ("D",), "chevron-right", "Saves this mask first.",
           1, bar=(5, 2)),
    Action("image.previous", "Previous image", "document.current.step", ("A",), "chevron-left",
           "Saves this mask first.", -1, bar=(5, 1)),
    Action("image.next_plane", "Next plane of the stack", "stack_bar.step", ("PgDown",), "",
           "Along the axis that was moved last; Alt+wheel does the same.", 1, scope=CANVAS,
           why_not="stack_bar.why_not"),
    Action("image.previous_plane", "Previous plane of the stack", "stack_bar.step", ("PgUp",), "",
           "Along the axis that was moved last; Alt+wheel does the same.", -1, scope=CANVAS,
           why_not="stack_bar.why_not"),
    Action("image.tile_above", "Tile above", "stack_bar.overview.above", ("Ctrl+Up",), "",
           "Of a large file, which opens in tiles.", scope=CANVAS, why_not="stack_bar.overview.why_not"),
    Action("image.tile_below", "Tile below", "stack_bar.overview.below", ("Ctrl+Down",), "",
           "Of a large file, which opens in tiles.", scope=CANVAS, why_not="stack_bar.overview.why_not"),
    Action("image.tile_left", "Tile to the left", "stack_bar.overview.left", ("Ctrl+Left",), "",
           "Of a large file, which opens in tiles.", scope=CANVAS, why_not="stack_bar.overview.why_not"),
    Action("image.tile_right", "Tile to the right", "stack_bar.overview.right", ("Ctrl+Right",), "",
           "Of a large file, which opens in tiles.", scope=CANVAS, why_not="stack_bar.overview.why_not"),
    Action("image.next_useful", "Next useful image", "next_image.next_useful", ("Shift+D",), "lightbulb-outline",
           "Open the image whose labels would teach the network most, and say why.", why_not="next_image.why_not"),
    Action("image.next_uncertain", "Next uncertain region", "uncertain.next", ("N",), "target",
           "Go to the region of this image where the prediction is least certain, and outline such regions; Shift+N "
           "hides the outlines.", why_not="uncertain.why_not"),
    Action("image.search", "Search images", "commands.search_images", ("Ctrl+F",), "magnify",
           "Put the cursor into the search of the images."),
    SEPARATOR,
    Action("image.flag", "Flag this image", "commands.toggle_flag", ("M",), "flag-outline",
           "Mark the image to come back to it; the same key takes the mark off.", None, True),
    Action("image.done", "Done with this image", "commands.toggle_done", ("Shift+M",), "check-circle-outline",
           "Say that this image needs no more labels, however much of it is labelled.", None, True),
    Action("image.note", "Note on this image...", "commands.ask_note", (), "note-edit-outline",
           "Write some lines to yourself or others; they are found by the search."),
    Action("image.properties", "Properties...", "properties.ask", (), "information-outline",
           "What is in the file of this image: axes, values, pixel size, what is shown of it and what is left.",
           why_not="properties.why_not"),
    Action("image.values", "Values...", "values.ask", (), "",
           "Which values of the file are learnt from as black and as white: by each image, or the same for all.",
           why_not="values.why_not"),
    Action("image.group", "Set the group...", "commands.set_group", (), "folder-outline",
           "Images of one group (one sample, one patient) stay on one side of the split."),
    Action("image.channels_apart", "Make each channel an image", "channels.apart", (), "layers-outline",
           "For all files without labels; files with labels stay as they are.", why_not="channels.why_not_apart"),
    Action("image.channels_together", "Make channels one image", "channels.together", (), "layers",
           "For all files without labels; files with labels stay as they are.", why_not="channels.why_not_together"),
    Menu("Neighbouring slices", _NEIGHBOURS),
    SEPARATOR,
    Action("image.near_copies", "Find near copies...", "near_copies.ask", (), "image-multiple-outline",
           "Propose images that are nearly the same as groups.", why_not="near_copies.why_not"),
    Action("image.take_back_groups", "Take back the last grouping", "near_copies.take_back", (), "",
           "Images have the groups of before again.", why_not="near_copies.why_not_take_back"),
    Action("image.find_moved", "Find moved images...", "find_moved.ask", (), "folder-search-outline",
           "Choose the folder where missing images are now; told by their content, they keep their labels.",
           why_not="find_moved.why_not"),
    Action("image.remove", "Remove this image", "images.remove_selected", (), "minus-circle-outline",
           "Remove the image from the project; its file is not touched and its mask is kept."),
)  # fmt: skip
ZOOM: Items = (
    Action("view.fit", "Fit to the window", "canvas.transform.fit", ("Ctrl+0",), "fit-to-screen-outline",
           "Show the whole image.", bar=(6, 1)),
    Action("view.one_to_one", "Actual size", "canvas.transform.one_to_one", ("Ctrl+1",), "fit-to-page-outline",
           "One image pixel is one screen pixel.", bar=(6, 2)),
    Action("view.zoom_in", "Zoom in", "canvas.transform.zoom_by", ("Ctrl++", "Ctrl+="), "magnify-plus-outline",
           "The wheel zooms at the pointer.", 1.25),
    Action("view.zoom_out", "Zoom out", "canvas.transform.zoom_by", ("Ctrl+-",), "magnify-minus-outline",
           "The wheel zooms at the pointer.", 0.8),
)  # fmt: skip
OVERLAY: Items = (
    Action("view.cycle", "Next overlay", "canvas.display.next_view", ("Tab",), "compare",
           "Show the next view of labels and prediction.", scope=CANVAS),
    SEPARATOR,
    Action("view.peek", "Peek at the image", "commands.toggle_peek", ("H",), "eye-off-outline",
           "Hide every overlay while the key is held.", scope=HOLD),
    Action("view.compare", "Compare views", "canvas.compare.toggle", ("Z",), "view-split-vertical",
           "Two of image, labels, prediction, that of another run and the previous image: parted by a line to drag, or "
           "side by side.", None, True),
    Action("view.opacity_up", "More overlay", "commands.step_opacity", (".",), "circle-opacity",
           "Make the overlay more opaque.", 0.1),
    Action("view.opacity_down", "Less overlay", "commands.step_opacity", (",",), "opacity",
           "Make the overlay more transparent.", -0.1),
    Action("view.void_hatch", "Hatch void", "canvas.display.toggle_hatched", (), "texture",
           "Draw a pattern over what is not labelled.", None, True, bar=(6, 3)),
    Action("view.contour", "Borders only", "canvas.display.toggle_contour", ("Shift+C",), "vector-square",
           "Draw the borders of classes instead of filled classes.", None, True),
    Action("view.uncertain", "Uncertain regions", "uncertain.toggle", ("Shift+N",), "select-search",
           "Outline the largest regions where the prediction is uncertain and nothing is labelled.", None, True),
    Action("view.unusual", "Unusual places", "unusual.toggle", (), "lightbulb-on-outline",
           "Darken what is usual in these images, as the exploration says that is chosen, and lighten what is not. A "
           "view: nothing is labelled or exported.", None, True),
    Action("view.auto_window", "Automatic contrast", "document.display.auto_window", ("Shift+W",), "contrast-circle",
           "Clip the darkest and brightest half per cent, or show the full range; Ctrl+Shift and drag adjusts it."),
    Action("view.keep_window", "Same contrast for all images", "document.display.toggle_keep_window", (),
           "contrast-box", "Keep the contrast of this image when another one is shown.", None, True),
    Action("view.green_only", "Green only", "document.display.toggle_green", ("Ctrl+G",), "",
           "Show the green channel alone, in grey, in which vessels of the retina stand out. A view: what is learnt "
           "stays the same.", None, True),
)  # fmt: skip
_COLORS: Items = (
    _colors("safe", "Colour-blind safe (screen)", "Colours for colour-blind people; files keep the VOC colours."),
    _colors("voc", "VOC (as in files)", "The colours that exported files hold."),
    SEPARATOR,
    Action("view.colors_again", "Choose against the images", "document.class_list.choose_colors_again", (), "",
           "Colours on the screen that stand out from the images there are now; those you chose stay."),
)  # fmt: skip
_THEMES: Items = (
    _theme("light", "Light", "weather-sunny", "A light window."),
    _theme("dark", "Dark", "weather-night", "A dark window."),
    _theme("system", "Like the system", "theme-light-dark", "Follow the system's setting."),
)  # fmt: skip
WINDOW_ROWS: Items = (
    Action("view.left_column", "List of images", "arrangement.toggle_column", ("Shift+F7",), "",
           "Show the column at the left, or leave its room to the image.", "left", True),
    Action("view.right_column", "Classes and training", "arrangement.toggle_column", ("Shift+F8",), "",
           "Show the column at the right, or leave its room to the image.", "right", True),
    Action("view.full_screen", "Full screen", "arrangement.toggle_full_screen", ("F11",), "",
           "Cover the whole screen; the same key goes back.", None, True),
    Action("view.reset_layout", "Reset the layout", "arrangement.reset", (), "restore",
           "Both columns and all panels as they were at first."),
    Action("view.image_menu", "Menu of the image", "context_menus.open_image", ("Shift+F10",), "",
           "What can be done with the image and the region under the pointer."),
    Action("view.next_panel", "Next panel", "commands.next_panel", ("F6",), "",
           "Move the keyboard focus from the image to the lists and back."),
    Menu("Class colours", _COLORS),
    Menu("Theme", _THEMES),
)  # fmt: skip
RUNS: Items = (
    Action("runs.make_current", "Make this run current", "runs.make_current", (), "check-circle-outline",
           "Use it for predictions and as the start of the next training.", why_not="runs.why_not_make_current"),
    Action("runs.resume", "Continue training from this run", "runs.resume", (), "play-outline",
           "Make it current and fine-tune it on what is painted now.", why_not="runs.why_not_resume"),
    Action("runs.rename", "Rename this run...", "runs.rename", (), "rename-outline",
           "Give it a title of your own; its folder keeps its name.", why_not="runs.why_not_rename"),
    Action("runs.export", "Export this run...", "runs.export", (), "export-variant",
           "Write it to one zip file with its weights and its card, read back and compared.",
           why_not="runs.why_not_export"),
    Action("runs.import", "Import a run...", "runs.import_", (), "import",
           "Import a run from a zip file or another project's folder.", why_not="runs.why_not_import"),
    Action("runs.open_folder", "Open the run's folder", "runs.open_folder", (), "folder-open-outline",
           "Show its files in the file browser.", why_not="runs.why_not_open_folder"),
    Action("runs.delete", "Delete these runs...", "runs.delete", (), "delete-outline",
           "Asks first; they can be restored until the project is closed.", why_not="runs.why_not_delete"),
    Action("runs.bring_back", "Restore deleted runs", "runs.bring_back", (), "delete-restore",
           "Undo the last deletion of runs.", why_not="runs.why_not_bring_back"),
)  # fmt: skip
EXPLORE: Items = (
    Action("explore.start", "Learn without labels", "explore.start", (), "shape-outline",
           "Learn from all images that are not held out, without their labels: for a map of all images, for what is "
           "unusual, for a start. The panel Explore shows it. Only the method Images from masks uses labels.",
           why_not="explore.why_not"),
    Action("explore.stop", "Stop learning without labels", "explore.stop", (), "stop-circle-outline",
           "Stop within one step; what was learnt is kept.", why_not="explore.why_not_stop"),
    Action("explore.go_on", "Go on with this exploration", "explore.go_on", (), "play-outline",
           "Learn for as long again as the panel Explore says, from where it is.", why_not="explore.why_not_go_on"),
    Action("explore.try", "Try it as a start", "explore.try_start", (), "school-outline",
           "Fine-tune from what was learnt and from the usual weights, with the same number of steps. It is kept "
           "as Your images only if it scores higher on the held-out images.", why_not="explore.why_not_try"),
    Action("explore.near_copies", "Near copies by what was learnt...", "explore.find_near_copies", (),
           "image-multiple-outline", "Propose images whose codes are alike as groups.",
           why_not="explore.why_not_near"),
    Action("explore.delete", "Delete this exploration...", "explore.delete", (), "delete-outline",
           "Asks first. Labels, runs and kept starts stay.", why_not="explore.why_not_delete"),
)  # fmt: skip
LEARN: Items = (
    Action("train.start", "Fine-tune", "session.start_training", ("Ctrl+Return",), "play-outline",
           "Train the network on what is painted; you can keep painting meanwhile."),
    Action("train.afresh", "Start afresh", "session.start_training", (), "restart",
           "Train from the starting weights on all labels; the network in use is replaced only by a better one.", True),
    Action("train.stop", "Stop training", "session.trainings.stop", ("Ctrl+Return",), "stop-circle-outline",
           "Stop within one step; the best weights so far are kept."),
    SEPARATOR,
    Action("predict.all", "Predict all images", "predict_all.start", (), "image-auto-adjust",
           "Predict every image whose prediction is not up to date; you can keep painting.",
           why_not="predict_all.why_not"),
    Action("predict.pause", "Pause or resume predicting", "predict_all.toggle_pause", (), "pause-circle-outline",
           "Pause predicting all images; the same action resumes it.", why_not="predict_all.why_no_pause"),
    Action("predict.cancel", "Stop predicting", "predict_all.request.cancel", (), "stop-circle-outline",
           "Stop predicting all images; finished predictions are kept.", why_not="predict_all.why_no_pause"),
    SEPARATOR,
    Action("train.own_start", "Learn from my images first", "own_start.start", (), "school-outline",
           "Learn starting weights from all images that are not held out, without their labels. Takes a few minutes; "
           "kept only if training from them scores higher.", why_not="own_start.why_not"),
    Action("train.compare", "Compare networks...", "docks.open", (), "scale-balance",
           "Train several networks for the same time and compare them on the held-out images.", "comparison"),
    SEPARATOR,
    Action("fit.start", "Fit to images that look different", "fit.start", (), "tune-vertical",
           "Adapt the trained network to images of another microscope, without labels.", why_not="fit.why_not"),
    Action("fit.undo", "Undo fit", "fit.undo", (), "backup-restore",
           "Use the network as it was trained, in every prediction and export.", why_not="fit.why_not_undo"),
    Action("train.use_network", "Use the trained network", "session.toggle_network", (), "lightning-bolt-outline",
           "Let the trained network take part in all predictions, exported ones too; without it they are made from "
           "your strokes alone. Stored with the project.", None, True),
    SEPARATOR,
    Menu("Without labels", EXPLORE),
    Menu("Runs", RUNS),
)  # fmt: skip
HELP: Items = (
    Action("help.manual", "Manual", "help.show_manual", ("Ctrl+F1",), "book-open-outline",
           "A page for each task, in a window of its own."),
    Action("help.first_steps", "First steps", "help.show_first_steps", (), "map-marker-path",
           "A tour over the window; without a project it opens the sample."),
    Action("help.what_is_this", "What is this?", "help.what_is_this", ("Shift+F1",), "help-circle-outline",
           "The next click says what the control under the pointer is."),
    SEPARATOR,
    Action("help.palette", "Commands...", "show_palette", ("Ctrl+Shift+P",), "console-line",
           "Type a few letters of any action or class; Enter runs it."),
    Action("help.keys", "Keys", "help.show_keys", ("F1",), "keyboard-outline",
           "Every key on one page, those of the current tool first."),
    Action("help.edit_keys", "Change keys...", "preferences.show", (), "keyboard-settings-outline",
           "Change the keys of actions; conflicts are shown before anything changes.", "keys"),
    SEPARATOR,
    Action("help.log", "Show the log", "help.show_log", (), "", "Open the folder of the program's log."),
    Action("help.about", "About SegStudio", "help.show_about", (), "information-outline",
           "Version and device."),
)  # fmt: skip


class ActionTable:
    """The menus, with the rows of ``panels`` in the view menu.

    ``rows``: by id, in the order of the menus; ``menu_of``: the title of the menu that a row is in, by id.
    """

    def __init__(self, panels: Iterable[Action] = ()) -> None:
        tools, views = (*_tool_rows(), SEPARATOR, *BRUSH), tuple(map(_view, VIEWS.values()))
        view = (*ZOOM, SEPARATOR, *views, *OVERLAY, SEPARATOR, *panels, SEPARATOR, *WINDOW_ROWS)
        self.menus = (
            Menu("File", FILE), Menu("Edit", EDIT), Menu("Tools", tools), Menu("Class", CLASS), Menu("Image", IMAGE),
            Menu("View", view), Menu("Learn", LEARN), Menu("Help", HELP),
        )  # fmt: skip
        self.rows = {row.id: row for menu in self.menus for row in menu.rows()}
        self.menu_of = {row.id: menu.title for menu in self.menus for row in menu.rows()}

    def tool_bar(self) -> list[list[Action]]:
        """The rows of the tool bar by group, the last group is at the right end."""
        shown = sorted((row for row in self.rows.values() if row.bar), key=lambda row: row.bar or (0, 0))
        return [list(group) for _, group in groupby(shown, key=lambda row: row.bar and row.bar[0])]
