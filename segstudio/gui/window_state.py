"""One pure function from facts to what the window may do and says: enabled, ticked, worded, and why not.

Owns every reason in a tooltip, the primary button's text and the line under it. Knows no Qt, no document and no widget:
:func:`resolve` takes frozen facts and gives back frozen state, so that it is tested without a window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from segstudio.gui.words import clock, counted, number
from segstudio.learning.messages import HELD_OUT

TOOLS = ("brush", "eraser", "polygon", "lasso", "fill", "pick", "accept")
VIEWS = ("labels", "prediction", "both", "difference")
BUSY = ("preparing", "training", "stopping")
CLASS_KEYS = 20


@dataclass(frozen=True)
class Facts:
    """What is the case. ``class_at`` is the current class's position in the table (-1: none); ``score`` a mean IoU."""

    project: str = ""
    read_only: bool = False
    images: int = 0
    image_at: int = -1
    image_loaded: bool = False
    image_flagged: bool = False
    classes: int = 0
    class_at: int = -1
    class_name: str = ""
    class_locked: bool = False
    other_class: bool = False
    painted_classes: int = 0
    labelled_images: int = 0
    only_void: bool = False
    can_undo: bool = False
    can_redo: bool = False
    undo_name: str = ""
    redo_name: str = ""
    any_labels: bool = False
    prediction: bool = False
    session: str = "off"
    elapsed: float = 0.0
    task: str = ""
    run: bool = False
    score: float | None = None
    score_kind: str = HELD_OUT
    score_images: int = 0
    rising: bool | None = None
    tool: str = "brush"
    view: str = "both"
    theme: str = "system"
    hatch: bool = False
    docks: frozenset[str] = frozenset()
    exporting: bool = False


@dataclass(frozen=True)
class ActionState:
    """One action as it is now. ``reason`` says why it is disabled; ``text`` replaces the table's text."""

    enabled: bool = True
    reason: str = ""
    checked: bool | None = None
    text: str | None = None


@dataclass(frozen=True)
class Primary:
    """The one primary button: ``action`` is the id that it triggers."""

    text: str
    action: str
    enabled: bool
    tip: str


@dataclass(frozen=True)
class WindowState:
    """Everything that follows from the facts."""

    primary: Primary
    next_step: str
    title: str
    actions: Mapping[str, ActionState] = field(default_factory=dict)


def resolve(facts: Facts) -> WindowState:
    """The state of the window for these facts."""
    actions = {**_project(facts), **_labels(facts), **_classes(facts), **_view(facts), **_learning(facts)}
    title = f"{facts.project} \N{EN DASH} SegStudio" if facts.project else "SegStudio"
    return WindowState(primary_button(facts), next_step(facts), title, actions)


def _when(reason: str, checked: bool | None = None, text: str | None = None) -> ActionState:
    """Enabled when there is no reason against it."""
    return ActionState(not reason, reason, checked, text)


def _no_project(facts: Facts) -> str:
    return "" if facts.project else "Open a project first."


def _read_only(facts: Facts) -> str:
    return _no_project(facts) or ("The project folder is read-only." if facts.read_only else "")


def _no_mask(facts: Facts) -> str:
    if _no_project(facts):
        return _no_project(facts)
    if not facts.images:
        return "Add images first."
    return "" if facts.image_loaded else "The image is not open."


def _project(facts: Facts) -> dict[str, ActionState]:
    busy = "A training is running; stop it first." if facts.session in BUSY else ""
    many = _no_project(facts) or ("" if facts.images else "Add images first.")
    return {
        "file.add_images": _when(_read_only(facts)),
        "file.save": _when(_read_only(facts)),
        "file.close": _when(_no_project(facts) or busy),
        "file.export": _when(many or ("An export is running." if facts.exporting else "")),
        "image.next": _when(many or ("" if facts.image_at + 1 < facts.images else "This is the last image.")),
        "image.previous": _when(many or ("" if facts.image_at > 0 else "This is the first image.")),
        "image.flag": _when(many or _read_only(facts), checked=facts.image_flagged),
        "image.remove": _when(many or _read_only(facts) or busy),
    }


def _labels(facts: Facts) -> dict[str, ActionState]:
    mask = _no_mask(facts)
    predicted = mask or ("" if facts.prediction else "There is no prediction yet: fine-tune first.")
    undo = f"Undo {facts.undo_name[:1].lower()}{facts.undo_name[1:]}" if facts.undo_name else None
    redo = f"Redo {facts.redo_name[:1].lower()}{facts.redo_name[1:]}" if facts.redo_name else None
    one = predicted or ("" if facts.class_at >= 0 else "Choose a class first.")
    locked = f"{facts.class_name} is locked." if facts.class_locked else ""
    states = {
        "label.undo": _when(mask or ("" if facts.can_undo else "There is nothing to undo."), text=undo),
        "label.redo": _when(mask or ("" if facts.can_redo else "There is nothing to redo."), text=redo),
        "label.clear": _when(mask or ("" if facts.any_labels else "Nothing is labelled on this image.")),
        "label.only_void": _when(_no_project(facts), checked=facts.only_void),
        "prediction.accept_class": _when(
            one or locked, text=f"Accept {facts.class_name} as predicted" if facts.class_at >= 0 else None
        ),
        "prediction.accept_image": _when(predicted),
        "prediction.clear": _when(predicted),
        "brush.bigger": _when(mask),
        "brush.smaller": _when(mask),
    }
    for name in TOOLS:
        reason = predicted if name == "accept" else mask
        states[f"tool.{name}"] = _when(reason, checked=facts.tool == name)
    return states


def _classes(facts: Facts) -> dict[str, ActionState]:
    none = _no_project(facts) or ("" if facts.class_at >= 0 else "Add a class first.")
    several = none or ("" if facts.classes > 1 else "There is only one class.")
    states = {
        "class.add": _when(_read_only(facts)),
        "class.void": _when(_no_mask(facts), checked=facts.tool == "eraser"),
        "class.next": _when(several),
        "class.previous": _when(several),
        "class.swap": _when(none or ("" if facts.other_class else "No other class was used yet.")),
        "class.lock": _when(none or _read_only(facts), checked=facts.class_locked),
    }
    for number_ in range(1, CLASS_KEYS + 1):
        reason = _no_project(facts) or ("" if number_ <= facts.classes else f"There is no class {number_} yet.")
        states[f"class.{number_}"] = _when(reason, checked=facts.class_at == number_ - 1)
    return states


def _view(facts: Facts) -> dict[str, ActionState]:
    mask = _no_mask(facts)
    names = ("fit", "one_to_one", "zoom_in", "zoom_out", "cycle", "peek", "opacity_up", "opacity_down")
    states = {f"view.{name}": _when(mask) for name in names}
    states["view.void_hatch"] = _when(mask, checked=facts.hatch)
    for name in VIEWS:
        states[f"view.{name}"] = _when(mask, checked=facts.view == name)
    for name in ("light", "dark", "system"):
        states[f"view.{name}"] = ActionState(checked=facts.theme == name)
    for name in ("curves", "scores", "features"):
        states[f"view.{name}"] = _when(_no_project(facts), checked=name in facts.docks)
    return states


def _learning(facts: Facts) -> dict[str, ActionState]:
    stopping = "It is stopping already." if facts.session == "stopping" else "No training is running."
    return {
        "train.start": _when(start_reason(facts)),
        "train.stop": _when("" if facts.session in ("preparing", "training") else stopping),
    }


def start_reason(facts: Facts) -> str:
    """Why a training cannot start now; empty when it can."""
    if _read_only(facts):
        return _read_only(facts)
    if facts.session in BUSY:
        return "A training is running."
    if not facts.images:
        return "Add images first."
    if facts.classes < 2:
        return "Name at least two classes first."
    if facts.painted_classes < 2:
        return "Paint at least two classes first."
    return ""


def primary_button(facts: Facts) -> Primary:
    """The button that always says what it will do or is doing."""
    if facts.session == "training":
        text = f"Training {clock(facts.elapsed)} \N{EN DASH} Stop"
        return Primary(text, "train.stop", True, "Stop within one step; the best weights so far are kept.")
    if facts.session == "preparing":
        return Primary("Preparing \N{EN DASH} Stop", "train.stop", True, "Stop before the training begins.")
    if facts.session == "stopping":
        return Primary("Stopping", "train.stop", False, "The step that runs is finished first.")
    reason = start_reason(facts)
    tip = reason or "Train the network on what is painted; painting can go on meanwhile."
    return Primary("Fine-tune", "train.start", not reason, tip)


def next_step(facts: Facts) -> str:
    """One line under the primary button: the state and the next best step."""
    if facts.session == "preparing":
        return facts.task or "Saving the masks"
    if facts.session == "stopping":
        return "Finishing the step that runs; the best weights are kept"
    if facts.session == "training":
        return _training_line(facts)
    return _missing(facts) or _idle_line(facts)


def _missing(facts: Facts) -> str:
    """What is still missing before a first training."""
    if not facts.project:
        return "Drop a folder of images to start"
    if facts.read_only:
        return "This project is read-only: look, but nothing can be saved"
    if not facts.images:
        return "Add images to start"
    if facts.classes < 2:
        return "Name at least two classes to start" if not facts.classes else "Name a second class to start"
    if facts.painted_classes < 2:
        return "Paint at least two classes to start" if not facts.painted_classes else "Paint a second class to start"
    return ""


def _score_text(facts: Facts) -> str:
    if facts.score is None:
        return ""
    if facts.score_kind == HELD_OUT:
        return f"Held-out IoU {number(facts.score)} on {counted(facts.score_images, 'image')}"
    return f"IoU {number(facts.score)} ({facts.score_kind})"


def _training_line(facts: Facts) -> str:
    score = _score_text(facts)
    if not score:
        return facts.task or f"Learning from {counted(facts.labelled_images, 'image')}; the first score comes soon"
    trend = {True: ", still rising", False: ", no longer rising", None: ""}[facts.rising]
    return f"{score}{trend}"


def _idle_line(facts: Facts) -> str:
    score = _score_text(facts)
    if score and facts.score_kind != HELD_OUT:
        return f"{score}. Paint {counted(max(1, 3 - facts.labelled_images), 'more image')} for an honest score"
    if score:
        return f"{score}. Correct the prediction, then fine-tune again"
    if facts.run:
        return "Correct the prediction where it is wrong, then fine-tune again"
    painted = f"{counted(facts.painted_classes, 'class').replace('classs', 'classes')}"
    return f"{painted} painted on {counted(facts.labelled_images, 'image')}: ready to fine-tune"
