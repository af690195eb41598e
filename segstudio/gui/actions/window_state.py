"""One pure function from facts to the state of the actions: enabled, checked, text, and why not.

Owns the reasons in tooltips and the text of the primary button. Knows no document and no widget, so that it is tested
without a window.
"""

from __future__ import annotations

from segstudio.gui.actions.action_table import class_action
from segstudio.gui.actions.facts import BUSY, CLASS_KEYS, ActionState, Facts, Primary, WindowState
from segstudio.gui.actions.next_step import next_step
from segstudio.gui.canvas.display import VIEWS
from segstudio.gui.look.words import clock, inside, tr
from segstudio.gui.tools.table import TOOLS


def resolve(facts: Facts) -> WindowState:
    """The state of the window for these facts."""
    rooms = (_project, _labels, _predictions, _tools, _classes, _view, _learning)
    actions = {action_id: state for room in rooms for action_id, state in room(facts).items()}
    title = f"{facts.project} \N{EN DASH} SegStudio" if facts.project else "SegStudio"
    return WindowState(primary_button(facts), next_step(facts), title, actions)


def _when(reason: str, checked: bool | None = None, text: str | None = None) -> ActionState:
    """Enabled when there is no reason against it."""
    return ActionState(not reason, reason, checked, text)


def _no_project(facts: Facts) -> str:
    return "" if facts.project else tr("Open a project first.")


def _read_only(facts: Facts) -> str:
    return _no_project(facts) or (tr("The project folder is read-only.") if facts.read_only else "")


def _no_images(facts: Facts) -> str:
    return _no_project(facts) or ("" if facts.images else tr("Add images first."))


def _no_mask(facts: Facts) -> str:
    return _no_images(facts) or ("" if facts.image_loaded else tr("The image is not open."))


def _busy(facts: Facts) -> str:
    if facts.importing:
        return tr("Masks are being imported.")
    return tr("A training is running; stop it first.") if facts.session in BUSY else ""


def _project(facts: Facts) -> dict[str, ActionState]:
    many = _no_images(facts)
    exporting = tr("An export is running.") if facts.exporting else ""
    importing = tr("Masks are being imported.") if facts.importing else ""
    not_imported = "" if facts.import_left else tr("There is no import to take back, or it was undone already.")
    alone = tr("No image is in a stack.") if facts.neighbours is None else ""
    listing = many or ("" if facts.listed else tr("The list of images is not filled yet."))
    choices = {
        f"image.neighbours_{sides}": _when(
            many or _read_only(facts) or _busy(facts) or alone, checked=facts.neighbours == sides
        )
        for sides in range(3)
    }
    return {
        **choices,
        "file.add_images": _when(_read_only(facts) or importing),
        "file.import_masks": _when(_read_only(facts) or many or importing),
        "file.take_back_import": _when(_read_only(facts) or many or importing or not_imported),
        "file.save": _when(_read_only(facts) or importing),
        "file.close": _when(_no_project(facts) or _busy(facts)),
        "file.export": _when(many or exporting or importing),
        "image.next": _when(listing or ("" if facts.has_next else tr("This is the last image."))),
        "image.previous": _when(listing or ("" if facts.has_previous else tr("This is the first image."))),
        "image.search": _when(many),
        "image.flag": _when(many or _read_only(facts), checked=facts.image_flagged),
        "image.done": _when(many or _read_only(facts), checked=facts.image_done),
        "image.note": _when(many or _read_only(facts)),
        "image.group": _when(many or _read_only(facts)),
        "image.remove": _when(many or _read_only(facts) or _busy(facts)),
    }


def history(facts: Facts) -> dict[str, ActionState]:
    """Undo and redo, which are updated after every stroke."""
    mask = _no_mask(facts)
    undo = tr("Undo {step}", step=inside(facts.undo_name)) if facts.undo_name else None
    redo = tr("Redo {step}", step=inside(facts.redo_name)) if facts.redo_name else None
    return {
        "label.undo": _when(mask or ("" if facts.can_undo else tr("There is nothing to undo.")), text=undo),
        "label.redo": _when(mask or ("" if facts.can_redo else tr("There is nothing to redo.")), text=redo),
    }


def _labels(facts: Facts) -> dict[str, ActionState]:
    mask = _no_mask(facts)
    return {
        **history(facts),
        "label.clear": _when(mask or ("" if facts.any_labels else tr("Nothing is labelled on this image."))),
        "label.copy_previous": _when(
            mask or _read_only(facts) or ("" if facts.has_previous else tr("This is the first image."))
        ),
        "label.only_void": _when(_no_project(facts), checked=facts.only_void),
        "label.values": _when(mask, checked=facts.values),
        "label.values_here": _when(mask),
        "label.values_window": _when(mask),
        "label.deselect": _when(mask or ("" if facts.selection else tr("Nothing is selected."))),
    }


def _not_predicted(facts: Facts) -> str:
    return _no_mask(facts) or ("" if facts.prediction else tr("There is no prediction yet: paint two classes first."))


def _predictions(facts: Facts) -> dict[str, ActionState]:
    predicted = _not_predicted(facts)
    one = predicted or ("" if facts.class_id >= 0 else tr("Choose a class first."))
    locked = tr("{name} is locked.", name=facts.class_name) if facts.class_locked else ""
    named = facts.class_id >= 0
    accept = tr("Accept {name} as predicted", name=facts.class_name) if named else None
    relabel = tr("Label the region as {name}", name=facts.class_name) if named else None
    return {
        "prediction.accept_class": _when(one or locked, text=accept),
        "prediction.accept_image": _when(predicted),
        "prediction.accept_region": _when(predicted),
        "prediction.reject_region": _when(predicted),
        "prediction.relabel_region": _when(one or locked, text=relabel),
        "prediction.clear": _when(predicted),
    }


def _tools(facts: Facts) -> dict[str, ActionState]:
    mask = _no_mask(facts)
    states = {"brush.bigger": _when(mask), "brush.smaller": _when(mask)}
    for name, tool in TOOLS.items():
        reason = _not_predicted(facts) if tool.needs_prediction else mask
        states[f"tool.{name}"] = _when(reason, checked=facts.tool == name)
    return states


def _classes(facts: Facts) -> dict[str, ActionState]:
    none = _no_project(facts) or ("" if facts.class_id >= 0 else tr("Add a class first."))
    several = none or ("" if facts.classes > 1 else tr("There is only one class."))
    edit = none or _read_only(facts)
    states = {
        "class.add": _when(_read_only(facts)),
        "class.void": _when(_no_mask(facts), checked=facts.tool == "eraser"),
        "class.next": _when(several),
        "class.previous": _when(several),
        "class.swap": _when(none or ("" if facts.other_class else tr("No other class was used yet."))),
        "class.lock": _when(edit, checked=facts.class_locked),
        "class.hide": _when(edit, checked=facts.class_hidden),
        "class.isolate": _when(several or _read_only(facts), checked=facts.isolated),
        "class.rename": _when(edit),
        "class.recolor": _when(edit),
        "class.merge": _when(several or _read_only(facts) or _busy(facts)),
        "class.delete": _when(edit or _busy(facts)),
    }
    for class_id in range(CLASS_KEYS):
        there = "" if class_id in facts.class_ids else tr("There is no class {number}.", number=class_id)
        states[class_action(class_id)] = _when(_no_project(facts) or there, checked=facts.class_id == class_id)
    return states


def _view(facts: Facts) -> dict[str, ActionState]:
    mask = _no_mask(facts)
    names = ("fit", "one_to_one", "zoom_in", "zoom_out", "cycle", "peek", "opacity_up", "opacity_down")
    states = {f"view.{name}": _when(mask) for name in names}
    states["view.void_hatch"] = _when(mask, checked=facts.hatch)
    states["view.contour"] = _when(mask, checked=facts.contour)
    states["view.uncertain"] = _when(mask, checked=facts.uncertain)
    states["view.unusual"] = _when(mask or facts.why_not_unusual, checked=facts.unusual)
    states["view.auto_window"] = _when(mask)
    states["view.keep_window"] = _when(mask, checked=facts.keep_window)
    states["view.compare"] = _when(mask, checked=facts.comparing)
    states["view.green_only"] = _when(
        mask or ("" if facts.rgb else tr("This image has no red, green and blue.")), checked=facts.green_only
    )
    states["view.next_panel"] = _when(_no_project(facts))
    for name in VIEWS:
        states[f"view.{name}"] = _when(mask, checked=facts.view == name)
    for name in ("light", "dark", "system"):
        states[f"view.{name}"] = ActionState(checked=facts.theme == name)
    for name in ("safe", "voc"):
        states[f"view.colors_{name}"] = ActionState(checked=facts.class_colors == name)
    for name, is_on in facts.layout:
        states[f"view.{name}"] = _when("" if name == "full_screen" else _no_project(facts), checked=is_on)
    states["view.reset_layout"] = _when(_no_project(facts))
    states["view.image_menu"] = _when(mask)
    states["view.colors_again"] = _when(_read_only(facts) or _no_images(facts))
    for name, is_open in facts.panels:
        states[f"view.{name}"] = _when(_no_project(facts), checked=is_open)
    return states


def _learning(facts: Facts) -> dict[str, ActionState]:
    stopping = tr("It is already stopping.") if facts.session == "stopping" else tr("No training is running.")
    return {
        "train.start": _when(start_reason(facts)),
        "train.afresh": _when(start_reason(facts)),
        "train.compare": _when(_no_project(facts)),
        "train.use_network": _when(_no_network(facts), checked=facts.use_network),
        "train.stop": _when("" if facts.session in ("preparing", "training") else stopping),
    }


def _no_network(facts: Facts) -> str:
    none = "" if facts.run or facts.session in BUSY else tr("There is no trained network yet: fine-tune first.")
    return _read_only(facts) or none


def start_reason(facts: Facts) -> str:
    """Why a training cannot start now; empty when it can."""
    if _read_only(facts):
        return _read_only(facts)
    if facts.session in BUSY:
        return tr("A training is running.")
    if facts.importing:
        return _busy(facts)
    if not facts.images:
        return tr("Add images first.")
    if facts.classes < 2:
        return tr("Name at least two classes first.")
    if facts.painted_classes < 2:
        return tr("Paint at least two classes first.")
    return ""


def primary_button(facts: Facts) -> Primary:
    """The primary button: what it does or is doing."""
    if facts.session == "training" and facts.paused:
        tip = tr("The score no longer improves. Paint more to continue, or stop now and keep the best weights.")
        return Primary(tr("Paused, paint to continue \N{EN DASH} Stop"), "train.stop", True, tip)
    if facts.session == "training":
        text = tr("Training {time} \N{EN DASH} Stop", time=clock(facts.elapsed))
        return Primary(text, "train.stop", True, tr("Stop within one step; the best weights so far are kept."))
    if facts.session == "preparing":
        return Primary(tr("Preparing \N{EN DASH} Stop"), "train.stop", True, tr("Stop before the training begins."))
    if facts.session == "stopping":
        return Primary(tr("Stopping"), "train.stop", False, tr("The current step is finished first."))
    reason = start_reason(facts)
    tip = reason or tr("Train the network on what is painted; you can keep painting meanwhile.")
    return Primary(tr("Fine-tune"), "train.start", not reason, tip)
